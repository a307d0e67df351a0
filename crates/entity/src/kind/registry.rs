//! The profile of a person and what passes between them and the office.

use sea_orm::prelude::*;

column_enums! {
    /// What a form of registration may ask beside name and address, in the form's order.
    RegistrationField {
        /// Telephone.
        Phone = "PHONE",
        /// Where one lives.
        ResidenceCountry = "RESIDENCE_COUNTRY",
        /// In which town.
        ResidenceCity = "RESIDENCE_CITY",
        /// Where the family comes from.
        OriginMunicipality = "ORIGIN_MUNICIPALITY",
        /// Year of birth.
        BirthYear = "BIRTH_YEAR",
        /// What one works as.
        Profession = "PROFESSION",
    }
    /// Whether a form asks for something.
    FieldNeed {
        /// It must be told.
        Required = "REQUIRED",
        /// It may be told.
        Optional = "OPTIONAL",
        /// It is not asked.
        Hidden = "HIDDEN",
    }
    /// What sort of name another name is.
    NameKind {
        /// Given at birth.
        Birth = "BIRTH",
        /// Taken by marriage.
        Married = "MARRIED",
        /// Written in other letters by sound.
        Transliterated = "TRANSLITERATED",
        /// In its own script, Greek or Cyrillic.
        OtherScript = "OTHER_SCRIPT",
        /// Among friends.
        Nickname = "NICKNAME",
        /// None of these.
        Other = "OTHER",
    }
    /// Where an address or a telephone reaches a person.
    WayKind {
        /// At home or on the move.
        Personal = "PERSONAL",
        /// At work.
        Work = "WORK",
        /// Not told.
        Other = "OTHER",
    }
    /// How old a person is, where no more is known.
    AgeBand {
        /// Younger than 18.
        Under18 = "UNDER_18",
        /// 18 to 29.
        From18To29 = "FROM_18_TO_29",
        /// 30 to 44.
        From30To44 = "FROM_30_TO_44",
        /// 45 to 64.
        From45To64 = "FROM_45_TO_64",
        /// 65 or older.
        From65 = "FROM_65",
    }
    /// How well a person can do something.
    SkillLevel {
        /// Has begun.
        Basic = "BASIC",
        /// Works with help.
        Intermediate = "INTERMEDIATE",
        /// Works alone.
        Advanced = "ADVANCED",
        /// Teaches others.
        Expert = "EXPERT",
    }
    /// How well a person speaks a language, by the Common European Framework.
    LanguageLevel {
        /// Breakthrough.
        A1 = "A1",
        /// Waystage.
        A2 = "A2",
        /// Threshold.
        B1 = "B1",
        /// Vantage.
        B2 = "B2",
        /// Effective proficiency.
        C1 = "C1",
        /// Mastery.
        C2 = "C2",
        /// A first language.
        Native = "NATIVE",
    }
    /// A way in which a person may contribute.
    WillingnessMode {
        /// Accompany a younger one.
        Mentor = "MENTOR",
        /// Put money in.
        Invest = "INVEST",
        /// Give time.
        Volunteer = "VOLUNTEER",
        /// Teach and advise.
        TransferKnowledge = "TRANSFER_KNOWLEDGE",
        /// Take interns.
        HostInterns = "HOST_INTERNS",
        /// Come back.
        Return = "RETURN",
        /// Speak in public.
        Speak = "SPEAK",
        /// Give money.
        Donate = "DONATE",
    }
    /// What a person said to a way of contributing.
    WillingnessAnswer {
        /// Would.
        Yes = "YES",
        /// Perhaps.
        Maybe = "MAYBE",
        /// Would not.
        No = "NO",
        /// Nobody asked yet, which is no refusal.
        NotAsked = "NOT_ASKED",
    }
    /// A part of a person's record that has one source.
    FactBlock {
        /// Names.
        Name = "NAME",
        /// Addresses.
        Email = "EMAIL",
        /// Telephones.
        Phone = "PHONE",
        /// Where they live and lived.
        Residence = "RESIDENCE",
        /// Where the family comes from, citizenships, emigration.
        Origin = "ORIGIN",
        /// Profile kinds and interests.
        Profile = "PROFILE",
        /// Profession, occupation, sector.
        Profession = "PROFESSION",
        /// Skills.
        Skills = "SKILLS",
        /// Languages.
        Languages = "LANGUAGES",
        /// What they would contribute.
        Willingness = "WILLINGNESS",
        /// Sex and age.
        Demographics = "DEMOGRAPHICS",
    }
    /// What another person is to somebody.
    RelationshipKind {
        /// Husband, wife or partner.
        Spouse = "SPOUSE",
        /// Mother or father.
        Parent = "PARENT",
        /// Daughter or son.
        Child = "CHILD",
        /// Sister or brother.
        Sibling = "SIBLING",
        /// Of the family otherwise.
        Relative = "RELATIVE",
        /// Friend.
        Friend = "FRIEND",
        /// Works with them.
        Colleague = "COLLEAGUE",
        /// Whom they work for.
        Superior = "SUPERIOR",
        /// Who works for them.
        Assistant = "ASSISTANT",
        /// Who accompanies them.
        Mentor = "MENTOR",
        /// Whom they accompany.
        Mentee = "MENTEE",
        /// Through whom the office knows them.
        ReferredBy = "REFERRED_BY",
        /// Whom they brought to the office; written from the other side.
        Referred = "REFERRED",
        /// None of these.
        Other = "OTHER",
    }
    /// What an interaction was.
    InteractionKind {
        /// A telephone call.
        Call = "CALL",
        /// A meeting.
        Meeting = "MEETING",
        /// A letter on paper.
        Letter = "LETTER",
        /// A visit.
        Visit = "VISIT",
        /// An email outside the product.
        Mail = "MAIL",
        /// A remark to the file.
        Note = "NOTE",
    }
    /// What of a person a search met.
    FoundBy {
        /// The name.
        Name = "NAME",
        /// Another name.
        Variant = "VARIANT",
        /// An address.
        Email = "EMAIL",
        /// A telephone.
        Phone = "PHONE",
        /// An organisation that they belong to.
        Organisation = "ORGANISATION",
    }
    /// What a file tells of.
    ImportKind {
        /// People, with the organisations that they belong to.
        Contacts = "CONTACTS",
        /// Organisations.
        Organisations = "ORGANISATIONS",
        /// The guests of an event: people, and seats of organisations.
        GuestList = "GUEST_LIST",
    }
    /// What an export takes out.
    ExportKind {
        /// People.
        Contacts = "CONTACTS",
        /// Organisations.
        Organisations = "ORGANISATIONS",
        /// The guests of an event: people, and seats of organisations.
        GuestList = "GUEST_LIST",
        /// A paper of an event.
        Paper = "PAPER",
    }
    /// What an import does with people whom the office knows.
    ImportMode {
        /// Nothing: it only adds.
        CreateOnly = "CREATE_ONLY",
        /// It fills what is empty.
        FillEmpty = "FILL_EMPTY",
        /// It writes over what is there, but never with nothing.
        Update = "UPDATE",
    }
    /// How far an import is.
    ImportState {
        /// On its way.
        Running = "RUNNING",
        /// At its end.
        Done = "DONE",
        /// Stopped before its end; what was written is written, and can be taken back.
        BrokenOff = "BROKEN_OFF",
        /// Taken back.
        Undone = "UNDONE",
    }
    /// How far an import in the background is.
    ImportJobState {
        /// Waiting for a worker.
        Queued = "QUEUED",
        /// On its way.
        Running = "RUNNING",
        /// At its end.
        Done = "DONE",
        /// Stopped before its end by what is wrong with it; what was written is written, and can be taken back.
        BrokenOff = "BROKEN_OFF",
        /// Stopped before its end by somebody; what was written is written, and can be taken back.
        Cancelled = "CANCELLED",
        /// Being taken back.
        Undoing = "UNDOING",
        /// Taken back.
        Undone = "UNDONE",
    }
    /// What became of a line of an import.
    LineOutcome {
        /// It made a record.
        Created = "CREATED",
        /// It changed one.
        Updated = "UPDATED",
    }
}
