//! The profile of a person and what passes between them and the office.

use async_graphql::Enum;
use kuvend_entity::kind;

/// What sort of name another name is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::NameKind")]
pub enum NameKind {
    /// Given at birth.
    Birth,
    /// Taken by marriage.
    Married,
    /// Written in other letters by sound.
    Transliterated,
    /// In its own script, Greek or Cyrillic.
    OtherScript,
    /// Among friends.
    Nickname,
    /// None of these.
    Other,
}

/// Where an address or a telephone reaches a person.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::WayKind")]
pub enum WayKind {
    /// At home or on the move.
    Personal,
    /// At work.
    Work,
    /// Not told.
    Other,
}

/// How old a person is, where no more is known.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::AgeBand")]
pub enum AgeBand {
    /// Younger than 18.
    #[graphql(name = "UNDER_18")]
    Under18,
    /// 18 to 29.
    #[graphql(name = "FROM_18_TO_29")]
    From18To29,
    /// 30 to 44.
    #[graphql(name = "FROM_30_TO_44")]
    From30To44,
    /// 45 to 64.
    #[graphql(name = "FROM_45_TO_64")]
    From45To64,
    /// 65 or older.
    #[graphql(name = "FROM_65")]
    From65,
}

/// How well a person can do something.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::SkillLevel")]
pub enum SkillLevel {
    /// Has begun.
    Basic,
    /// Works with help.
    Intermediate,
    /// Works alone.
    Advanced,
    /// Teaches others.
    Expert,
}

/// How well a person speaks a language, by the Common European Framework.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::LanguageLevel")]
pub enum LanguageLevel {
    /// Breakthrough.
    #[graphql(name = "A1")]
    A1,
    /// Waystage.
    #[graphql(name = "A2")]
    A2,
    /// Threshold.
    #[graphql(name = "B1")]
    B1,
    /// Vantage.
    #[graphql(name = "B2")]
    B2,
    /// Effective proficiency.
    #[graphql(name = "C1")]
    C1,
    /// Mastery.
    #[graphql(name = "C2")]
    C2,
    /// A first language.
    Native,
}

/// A way in which a person may contribute.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::WillingnessMode")]
pub enum WillingnessMode {
    /// Accompany a younger one.
    Mentor,
    /// Put money in.
    Invest,
    /// Give time.
    Volunteer,
    /// Teach and advise.
    TransferKnowledge,
    /// Take interns.
    HostInterns,
    /// Come back.
    Return,
    /// Speak in public.
    Speak,
    /// Give money.
    Donate,
}

/// What a person said to a way of contributing.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::WillingnessAnswer")]
pub enum WillingnessAnswer {
    /// Would.
    Yes,
    /// Perhaps.
    Maybe,
    /// Would not.
    No,
    /// Nobody asked yet, which is no refusal.
    NotAsked,
}

/// A part of a person's record that has one source.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::FactBlock")]
pub enum FactBlock {
    /// Names.
    Name,
    /// Addresses.
    Email,
    /// Telephones.
    Phone,
    /// Where they live and lived.
    Residence,
    /// Where the family comes from, citizenships, emigration.
    Origin,
    /// Profile kinds and interests.
    Profile,
    /// Profession, occupation, sector.
    Profession,
    /// Skills.
    Skills,
    /// Languages.
    Languages,
    /// What they would contribute.
    Willingness,
    /// Sex and age.
    Demographics,
}

/// What another person is to somebody.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::RelationshipKind")]
pub enum RelationshipKind {
    /// Husband, wife or partner.
    Spouse,
    /// Mother or father.
    Parent,
    /// Daughter or son.
    Child,
    /// Sister or brother.
    Sibling,
    /// Of the family otherwise.
    Relative,
    /// Friend.
    Friend,
    /// Works with them.
    Colleague,
    /// Whom they work for.
    Superior,
    /// Who works for them.
    Assistant,
    /// Who accompanies them.
    Mentor,
    /// Whom they accompany.
    Mentee,
    /// Through whom the office knows them.
    ReferredBy,
    /// Whom they brought to the office.
    Referred,
    /// None of these.
    Other,
}

/// What an interaction was.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::InteractionKind")]
pub enum InteractionKind {
    /// A telephone call.
    Call,
    /// A meeting.
    Meeting,
    /// A letter on paper.
    Letter,
    /// A visit.
    Visit,
    /// An email outside the product.
    Mail,
    /// A remark to the file.
    Note,
}

/// What of a person a search met.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::FoundBy")]
pub enum FoundBy {
    /// The name.
    Name,
    /// Another name.
    Variant,
    /// An address.
    Email,
    /// A telephone.
    Phone,
    /// An organisation that they belong to.
    Organisation,
}

/// What a file tells of.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ImportKind")]
pub enum ImportKind {
    /// People, with the organisations that they belong to.
    Contacts,
    /// Organisations.
    Organisations,
    /// The guests of an event: people, and seats of organisations.
    GuestList,
}

/// What an export takes out.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ExportKind")]
pub enum ExportKind {
    /// People.
    Contacts,
    /// Organisations.
    Organisations,
    /// The guests of an event: people, and seats of organisations.
    GuestList,
    /// A paper of an event.
    Paper,
}

/// What an import does with people whom the office knows.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ImportMode")]
pub enum ImportMode {
    /// Nothing: it only adds.
    CreateOnly,
    /// It fills what is empty.
    FillEmpty,
    /// It writes over what is there, but never with nothing.
    Update,
}

/// How far an import is.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::ImportJobState")]
pub enum ImportJobState {
    /// Waiting for a worker.
    Queued,
    /// On its way.
    Running,
    /// At its end.
    Done,
    /// Stopped before its end by what is wrong with it; what was written is written, and can be taken back.
    BrokenOff,
    /// Stopped before its end by somebody; what was written is written, and can be taken back.
    Cancelled,
    /// Being taken back.
    Undoing,
    /// Taken back.
    Undone,
}

/// What a form of registration may ask beside name and address.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::RegistrationField")]
pub enum RegistrationField {
    /// Telephone.
    Phone,
    /// Where one lives.
    ResidenceCountry,
    /// In which town.
    ResidenceCity,
    /// Where the family comes from.
    OriginMunicipality,
    /// Year of birth.
    BirthYear,
    /// What one works as.
    Profession,
}

/// Whether a form asks for something.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "kind::FieldNeed")]
pub enum FieldNeed {
    /// It must be told.
    Required,
    /// It may be told.
    Optional,
    /// It is not asked.
    Hidden,
}
