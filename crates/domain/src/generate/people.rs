//! People: each made of the seed and a number, so that none has to be kept in memory to be met again.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use kuvend_entity::{
    consent, contact, contact_email, contact_word, enrolment,
    id::{
        ConsentId, ContactEmailId, ContactId, EnrolmentId, MembershipId, OfficeId, ProgrammeId,
        PurposeId,
    },
    kind::{
        ConsentState, EmailState, EnrolmentState, Generation, GuestCategory, ProfileKind, Sex,
        WayKind,
    },
    membership,
    value::{Countries, Interests, ProfileKinds},
};

use super::{
    bodies::{Bodies, Body},
    dice::{Dice, Kind, Stream},
    plan::Plan,
    words::{self, Names, Town},
};
use crate::{contacts::search, fold::fold};

/// Who somebody is, as far as guest lists and figures want to know.
#[derive(Debug, Clone, Copy)]
pub(super) struct Person {
    pub(super) number: u32,
    pub(super) id: ContactId,
    pub(super) since: DateTime<Utc>,
    pub(super) sex: Sex,
    pub(super) birth_year: Option<i32>,
    pub(super) town: Town,
    pub(super) origin: Option<&'static str>,
    pub(super) generation: Generation,
    pub(super) profile: ProfileKind,
    pub(super) language: &'static str,
    /// The body of the primary membership.
    pub(super) body: Option<Body>,
    pub(super) has_address: bool,
    /// What the rest of the record is drawn with.
    rest: u32,
}

const GENERATIONS: &[(u32, Generation)] = &[
    (44, Generation::First),
    (14, Generation::OneAndHalf),
    (20, Generation::Second),
    (4, Generation::ThirdPlus),
    (9, Generation::Returned),
    (4, Generation::Friend),
    (5, Generation::Unknown),
];

const PROFILES: &[(u32, ProfileKind)] = &[
    (34, ProfileKind::Professional),
    (18, ProfileKind::Student),
    (12, ProfileKind::Entrepreneur),
    (7, ProfileKind::Academic),
    (5, ProfileKind::Artist),
    (5, ProfileKind::AssociationLeader),
    (19, ProfileKind::Other),
];

const PROFILES_AT_HOME: &[(u32, ProfileKind)] = &[
    (30, ProfileKind::PublicOfficial),
    (20, ProfileKind::ReturnedMigrant),
    (14, ProfileKind::Diplomat),
    (10, ProfileKind::Academic),
    (8, ProfileKind::ForeignResident),
    (8, ProfileKind::Journalist),
    (10, ProfileKind::Professional),
];

const SEXES: &[(u32, Sex)] = &[
    (46, Sex::Female),
    (47, Sex::Male),
    (1, Sex::Other),
    (2, Sex::Undisclosed),
    (4, Sex::NotAsked),
];

const ORIGINS: &[(u32, &str)] = &[(90, "AL"), (7, "XK"), (2, "MK"), (1, "ME")];

impl Person {
    pub(super) fn new(plan: &Plan, bodies: &Bodies, number: u32) -> Self {
        let mut dice = Dice::new(plan.seed, Stream::Contact, number);
        let since = plan.known_since(number);
        let generation = dice.weighted(GENERATIONS, Generation::Unknown);
        let at_home = generation == Generation::Returned || dice.percent(8);
        let town = if at_home {
            dice.weighted(words::HOME_TOWNS, ("AL", "AL-11", "Tiranë"))
        } else {
            dice.weighted(words::TOWNS, ("IT", "IT-RM", "Roma"))
        };
        let profile = if at_home {
            dice.weighted(PROFILES_AT_HOME, ProfileKind::Other)
        } else {
            dice.weighted(PROFILES, ProfileKind::Other)
        };
        let foreign = matches!(
            profile,
            ProfileKind::Diplomat | ProfileKind::ForeignResident
        ) || generation == Generation::Friend;
        let origin = if foreign || dice.percent(3) {
            None
        } else {
            Some(dice.weighted(ORIGINS, "AL"))
        };
        let oldest = if profile == ProfileKind::Student {
            18
        } else {
            24
        };
        let age = match profile {
            ProfileKind::Student => dice.between(17, 27),
            _ => oldest + dice.between(0, 22) + dice.between(0, 24),
        };
        Self {
            number,
            id: ContactId(plan.ids.at(since, Kind::Contact, number)),
            since,
            sex: dice.weighted(SEXES, Sex::NotAsked),
            birth_year: (!dice.percent(22)).then(|| plan.today.year() - age),
            town,
            origin,
            generation,
            profile,
            language: language(&mut dice, town.0, foreign),
            body: body(&mut dice, profile).and_then(|kinds| bodies.one(&mut dice, kinds)),
            has_address: !dice.percent(7),
            rest: dice.below(u32::MAX),
        }
    }

    /// The quality in which somebody is proposed as a guest.
    pub(super) fn category(&self) -> GuestCategory {
        match (self.body, self.profile) {
            (Some(body), _) => body.kind.category(),
            (None, ProfileKind::PublicOfficial) => GuestCategory::Government,
            (None, ProfileKind::Diplomat) => GuestCategory::DiplomaticMission,
            (None, ProfileKind::Academic) => GuestCategory::Academia,
            (None, ProfileKind::Entrepreneur) => GuestCategory::PrivateSector,
            (None, ProfileKind::Journalist) => GuestCategory::Media,
            (None, ProfileKind::ForeignResident | ProfileKind::ReturnedMigrant) => {
                GuestCategory::MigrantCommunity
            }
            _ if self.origin.is_some() => GuestCategory::Diaspora,
            _ => GuestCategory::Other,
        }
    }

    /// The band of the age reached in a year.
    pub(super) fn age_band(&self, year: i32) -> Option<&'static str> {
        Some(match year - self.birth_year? {
            ..18 => "0-17",
            18..30 => "18-29",
            30..45 => "30-44",
            45..65 => "45-64",
            _ => "65+",
        })
    }

    /// The rows of the record.
    pub(super) fn rows(&self, plan: &Plan, office: OfficeId, follow_up: PurposeId) -> Rows {
        let mut dice = Dice::new(
            plan.seed ^ u64::from(self.rest),
            Stream::Contact,
            self.number,
        );
        let names = names(&mut dice, self.origin, self.language);
        let women = match self.sex {
            Sex::Female => true,
            Sex::Male => false,
            _ => dice.percent(50),
        };
        let given = dice.one(if women { names.women } else { names.men }, "Arta");
        let family = family(&mut dice, names);
        let family = family.as_str();
        let email = self.email(plan, &mut dice, office, (given, family));
        let mut contact = self.contact(&mut dice, office, (given, family));
        let addresses: Vec<String> = email.iter().map(|row| row.address.to_string()).collect();
        let known = search::Known::new(&contact, &addresses, &[]);
        let (folded, words) = (known.folded(), known.rows());
        contact.folded = folded;
        Rows {
            contact,
            words,
            membership: self.membership(plan, &mut dice, office),
            consent: self.consent(plan, &mut dice, office, follow_up),
            enrolment: self.enrolment(plan, &mut dice, office),
            email,
        }
    }

    fn contact(
        &self,
        dice: &mut Dice,
        office: OfficeId,
        (given, family): (&str, &str),
    ) -> contact::Model {
        let home = (self.origin == Some("AL"))
            .then(|| dice.weighted(words::MUNICIPALITIES, ("Tiranë", "Tiranë")));
        let left = matches!(self.generation, Generation::First | Generation::OneAndHalf);
        let mut kinds = vec![self.profile];
        if dice.percent(12) && self.profile != ProfileKind::Entrepreneur {
            kinds.push(ProfileKind::Entrepreneur);
        }
        contact::Model {
            id: self.id,
            office_id: office,
            version: 1,
            honorific: (self.profile == ProfileKind::Academic).then(|| "Prof.".to_owned()),
            given_name: given.to_owned(),
            middle_name: None,
            family_name: family.to_owned(),
            suffix: None,
            display_name: format!("{given} {family}"),
            sort_name: fold(&format!("{family} {given}")),
            folded: String::new(),
            preferred_language: self.language.parse().ok(),
            residence_country: self.town.0.parse().ok(),
            residence_subdivision: Some(self.town.1.to_owned()),
            residence_city: Some(self.town.2.to_owned()),
            origin_country: self.origin.and_then(|origin| origin.parse().ok()),
            origin_region: home.map(|(_, county)| county.to_owned()),
            origin_municipality: home.map(|(municipality, _)| municipality.to_owned()),
            emigrated_in: left.then(|| dice.between(1990, 2022)),
            generation: self.generation,
            profile_kinds: ProfileKinds(kinds),
            profession: dice
                .percent(70)
                .then(|| dice.one(words::PROFESSIONS, "Teacher").to_owned()),
            sex: self.sex,
            birth_year: self.birth_year,
            named_as: None,
            birth_on: None,
            age_band: None,
            citizenships: Countries::default(),
            occupation: None,
            sector: None,
            interests: Interests::default(),
            source: Some("generated".to_owned()),
            restricted_at: None,
            objected_at: dice.percent(1).then_some(self.since),
            merged_into_id: None,
            erased_at: None,
            created_at: self.since,
            updated_at: self.since,
        }
    }

    fn email(
        &self,
        plan: &Plan,
        dice: &mut Dice,
        office: OfficeId,
        (given, family): (&str, &str),
    ) -> Option<contact_email::Model> {
        if !self.has_address {
            return None;
        }
        let local = fold(&format!("{given} {family}")).replace(' ', ".");
        let text = format!("{local}.{}@example.org", self.number + 1);
        let state = dice.weighted(
            &[(70, EmailState::Ok), (27, EmailState::Unverified)],
            EmailState::Bounced,
        );
        Some(contact_email::Model {
            id: ContactEmailId(plan.ids.at(self.since, Kind::Email, self.number)),
            office_id: office,
            contact_id: self.id,
            folded: text.to_lowercase(),
            address: text.parse().ok()?,
            is_primary: true,
            state,
            kind: WayKind::Other,
            created_at: self.since,
        })
    }

    fn membership(
        &self,
        plan: &Plan,
        dice: &mut Dice,
        office: OfficeId,
    ) -> Option<membership::Model> {
        let body = self.body?;
        let joined = self.since - TimeDelta::days(i64::from(dice.between(10, 2_000)));
        Some(membership::Model {
            id: MembershipId(plan.ids.at(self.since, Kind::Membership, self.number)),
            office_id: office,
            contact_id: self.id,
            organisation_id: body.id,
            function: Some(dice.one(words::FUNCTIONS, "Adviser").to_owned()),
            from_on: Some(joined.date_naive()),
            to_on: None,
            is_primary: true,
            rank_key: None,
            precedence_on: None,
            created_at: self.since,
        })
    }

    fn consent(
        &self,
        plan: &Plan,
        dice: &mut Dice,
        office: OfficeId,
        follow_up: PurposeId,
    ) -> Option<consent::Model> {
        let state = dice.weighted(
            &[
                (58, Some(ConsentState::Given)),
                (9, Some(ConsentState::Refused)),
                (3, Some(ConsentState::Withdrawn)),
                (30, None),
            ],
            None,
        )?;
        Some(consent::Model {
            id: ConsentId(plan.ids.at(self.since, Kind::Consent, self.number)),
            office_id: office,
            contact_id: self.id,
            purpose_id: follow_up,
            state,
            wording_version: 1,
            language: self.language.parse().ok(),
            channel: Some("form".to_owned()),
            evidence: None,
            given_at: self.since,
            recorded_by: None,
            recorded_at: self.since,
        })
    }
}

impl Person {
    /// One in twelve takes part in a programme of the years in which the office knew them.
    fn enrolment(
        &self,
        plan: &Plan,
        dice: &mut Dice,
        office: OfficeId,
    ) -> Option<enrolment::Model> {
        if !dice.percent(8) {
            return None;
        }
        let end = u32::try_from(words::PROGRAMMES.len()).ok()?;
        let chosen = dice.below(end);
        let (.., first, last) = words::PROGRAMMES.get(usize::try_from(chosen).ok()?)?;
        let enrolled_on = (self.since + TimeDelta::days(dice.between(0, 400).into())).date_naive();
        if enrolled_on > plan.today || !(*first..=*last).contains(&enrolled_on.year()) {
            return None;
        }
        let ended_on = Some(enrolled_on + TimeDelta::days(dice.between(90, 700).into()))
            .filter(|day| *day < plan.today);
        let state = match ended_on {
            None => EnrolmentState::Active,
            Some(_) if dice.percent(80) => EnrolmentState::Completed,
            Some(_) => EnrolmentState::Withdrawn,
        };
        Some(enrolment::Model {
            id: EnrolmentId(plan.ids.at(self.since, Kind::Enrolment, self.number)),
            office_id: office,
            version: 1,
            programme_id: ProgrammeId(plan.programme(chosen)),
            contact_id: self.id,
            role: Some("participant".to_owned()),
            cohort: None,
            state,
            enrolled_on,
            ended_on,
            created_at: self.since,
            updated_at: self.since,
            role_key: "participant".to_owned(),
        })
    }
}

/// Everything that is written of a person.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Rows {
    pub(super) words: Vec<contact_word::Model>,
    pub(super) contact: contact::Model,
    pub(super) email: Option<contact_email::Model>,
    pub(super) membership: Option<membership::Model>,
    pub(super) consent: Option<consent::Model>,
    pub(super) enrolment: Option<enrolment::Model>,
}

fn language(dice: &mut Dice, country: &str, foreign: bool) -> &'static str {
    match (country, foreign) {
        ("IT", true) => "it",
        ("GR", true) => "el",
        (_, true) => "en",
        ("IT", false) => dice.weighted(&[(38, "it"), (62, "sq")], "sq"),
        ("GR", false) => dice.weighted(&[(30, "el"), (70, "sq")], "sq"),
        ("US" | "GB" | "CA" | "AU", false) => dice.weighted(&[(45, "en"), (55, "sq")], "sq"),
        ("AL", false) => "sq",
        (_, false) => dice.weighted(&[(15, "en"), (85, "sq")], "sq"),
    }
}

fn names(dice: &mut Dice, origin: Option<&str>, language: &str) -> &'static Names {
    let albanian = if origin.is_some() { 94 } else { 4 };
    if matches!(origin, Some("MK" | "ME")) && dice.percent(40) {
        return &words::SLAVIC;
    }
    if dice.percent(albanian) {
        return &words::ALBANIAN;
    }
    match language {
        "it" => &words::ITALIAN,
        "el" => &words::GREEK,
        _ => &words::ENGLISH,
    }
}

/// A family's name: one of the frequent ones, the first the oftenest, or one made of syllables.
fn family(dice: &mut Dice, names: &Names) -> String {
    if dice.percent(55) {
        let most = u32::try_from(names.families.len())
            .unwrap_or(u32::MAX)
            .max(1);
        let place = dice.below(most).min(dice.below(most));
        let place = usize::try_from(place).unwrap_or_default();
        return names
            .families
            .get(place)
            .copied()
            .unwrap_or("Hoxha")
            .to_owned();
    }
    names
        .syllables
        .iter()
        .map(|some| dice.one(some, ""))
        .collect()
}

/// Whether such a person belongs to a body, and of which sorts.
fn body(dice: &mut Dice, profile: ProfileKind) -> Option<&'static [super::bodies::Sort]> {
    use super::bodies::Sort;
    let (chance, sorts): (u32, &[Sort]) = match profile {
        ProfileKind::Diplomat => (95, &[Sort::Embassy, Sort::International]),
        ProfileKind::PublicOfficial => (90, &[Sort::Ministry]),
        ProfileKind::Academic => (80, &[Sort::University]),
        ProfileKind::AssociationLeader => (95, &[Sort::Association]),
        ProfileKind::Journalist => (80, &[Sort::Media]),
        ProfileKind::Entrepreneur => (30, &[Sort::Firm]),
        ProfileKind::Student => (10, &[Sort::University]),
        _ => (8, &[Sort::Association, Sort::Firm]),
    };
    dice.percent(chance).then_some(sorts)
}
