//! A few of the made-up guests whom the office knows well, and what passed between them and the office.

use chrono::{NaiveDate, TimeDelta};
use kuvend_entity::{
    contact,
    id::ContactId,
    kind::{
        FactBlock, InteractionKind, LanguageLevel, NameKind, RelationshipKind, SkillLevel,
        WillingnessAnswer, WillingnessMode,
    },
    value::{CountryCode, Language},
};
use sea_orm::EntityTrait;

use crate::{
    change::Change,
    contacts::{
        self, Update, Verify,
        parts::{OtherName, Parts, Residence, Skill, Spoken, Willing},
    },
    error::{Error, Result},
    interactions::{self, Record},
    interests::{self, Keep, Worded},
    relationships,
    sample::{Loader, both, people::Cast},
    tasks,
};

/// What people may be interested in: the key, and its name in English, Albanian, Italian and Greek.
const INTERESTS: [(&str, [&str; 4]); 6] = [
    (
        "investment",
        ["Investment", "Investime", "Investimenti", "Επενδύσεις"],
    ),
    ("health", ["Health", "Shëndetësi", "Sanità", "Υγεία"]),
    (
        "education",
        ["Education", "Arsim", "Istruzione", "Εκπαίδευση"],
    ),
    ("culture", ["Culture", "Kulturë", "Cultura", "Πολιτισμός"]),
    (
        "mentoring",
        [
            "Mentoring",
            "Mentorim",
            "Mentoring per giovani",
            "Καθοδήγηση",
        ],
    ),
    ("return", ["Return", "Kthim", "Rientro", "Επιστροφή"]),
];

/// Deepens the records of some guests.
pub(super) async fn deepen(loader: &Loader, cast: &Cast) -> Result<()> {
    keep_interests(loader).await?;
    let [doctor, engineer, teacher] = cast.talkers;
    tell(loader, doctor, profile(&DOCTOR)).await?;
    tell(loader, engineer, profile(&ENGINEER)).await?;
    tell(loader, teacher, profile(&TEACHER)).await?;
    connect(loader, (doctor, engineer), RelationshipKind::Mentee).await?;
    connect(loader, (engineer, teacher), RelationshipKind::ReferredBy).await?;
    pass(
        loader,
        &[doctor],
        (
            InteractionKind::Call,
            20,
            "Would give two lectures in spring",
            "Prefers a Friday, and asks who pays for the flight.",
        ),
    )
    .await?;
    pass(
        loader,
        &[doctor, engineer],
        (
            InteractionKind::Meeting,
            9,
            "Mentoring of young professionals",
            "They agreed to meet every month. The first meeting is on line.",
        ),
    )
    .await?;
    pass(
        loader,
        &[teacher],
        (
            InteractionKind::Visit,
            4,
            "Visited the Saturday school",
            "Forty children; books for the second class are missing.",
        ),
    )
    .await?;
    ask(
        loader,
        doctor,
        ("Send the dates of the spring lectures", Some(7)),
    )
    .await?;
    ask(
        loader,
        teacher,
        ("Ask the ministry for textbooks", Some(-2)),
    )
    .await?;
    ask(
        loader,
        engineer,
        ("Thank for the first mentoring meeting", None),
    )
    .await
}

async fn keep_interests(loader: &Loader) -> Result<()> {
    let interests = INTERESTS.map(|(key, [english, albanian, italian, greek])| {
        let mut name = both(english, albanian);
        for (tag, text) in [("it", italian), ("el", greek)] {
            if let Ok(language) = tag.parse::<Language>() {
                name.0.insert(language, text.to_owned());
            }
        }
        Worded {
            key: key.to_owned(),
            name,
        }
    });
    let keep = Keep {
        office: None,
        interests: interests.to_vec(),
    };
    interests::keep(&loader.op, keep).await?;
    Ok(())
}

/// A person's profile in a few words.
struct Told {
    occupation: &'static str,
    sector: &'static str,
    profession: &'static str,
    nickname: &'static str,
    skills: [(&'static str, SkillLevel); 2],
    languages: [(&'static str, LanguageLevel); 3],
    willing: [(WillingnessMode, WillingnessAnswer); 2],
    interests: [&'static str; 2],
    lived: (&'static str, &'static str, i32),
}

const DOCTOR: Told = Told {
    occupation: "2212",
    sector: "Q",
    profession: "Cardiologist",
    nickname: "Doktori",
    skills: [
        ("Cardiology", SkillLevel::Expert),
        ("Public speaking", SkillLevel::Advanced),
    ],
    languages: [
        ("sq", LanguageLevel::Native),
        ("it", LanguageLevel::C2),
        ("en", LanguageLevel::C1),
    ],
    willing: [
        (WillingnessMode::TransferKnowledge, WillingnessAnswer::Yes),
        (WillingnessMode::Return, WillingnessAnswer::Maybe),
    ],
    interests: ["health", "mentoring"],
    lived: ("AL", "Korçë", 2004),
};
const ENGINEER: Told = Told {
    occupation: "2142",
    sector: "F",
    profession: "Civil engineer",
    nickname: "Inxhinieri",
    skills: [
        ("Bridge construction", SkillLevel::Advanced),
        ("Project management", SkillLevel::Expert),
    ],
    languages: [
        ("sq", LanguageLevel::Native),
        ("el", LanguageLevel::C1),
        ("de", LanguageLevel::B1),
    ],
    willing: [
        (WillingnessMode::Invest, WillingnessAnswer::Yes),
        (WillingnessMode::HostInterns, WillingnessAnswer::Yes),
    ],
    interests: ["investment", "return"],
    lived: ("AL", "Berat", 1998),
};
const TEACHER: Told = Told {
    occupation: "2341",
    sector: "P",
    profession: "Primary school teacher",
    nickname: "Mësuesja",
    skills: [
        ("Albanian as a heritage language", SkillLevel::Expert),
        ("Children’s theatre", SkillLevel::Intermediate),
    ],
    languages: [
        ("sq", LanguageLevel::Native),
        ("it", LanguageLevel::C1),
        ("fr", LanguageLevel::A2),
    ],
    willing: [
        (WillingnessMode::Volunteer, WillingnessAnswer::Yes),
        (WillingnessMode::Donate, WillingnessAnswer::No),
    ],
    interests: ["education", "culture"],
    lived: ("AL", "Vlorë", 2011),
};

fn profile(told: &Told) -> impl Fn(Update) -> Update + '_ {
    move |update| {
        let (country, city, left_in) = told.lived;
        let home = country
            .parse::<CountryCode>()
            .ok()
            .map(|country| Residence {
                country,
                subdivision: None,
                city: Some(city.to_owned()),
                from_on: None,
                to_on: NaiveDate::from_ymd_opt(left_in, 9, 1),
            });
        Update {
            profession: Change::Set(told.profession.to_owned()),
            occupation: Change::Set(told.occupation.to_owned()),
            sector: Change::Set(told.sector.to_owned()),
            citizenships: Some("AL".parse().ok().into_iter().collect()),
            interests: Some(told.interests.map(str::to_owned).to_vec()),
            source: Some("Diaspora registration form".to_owned()),
            parts: Parts {
                names: Some(vec![OtherName {
                    kind: NameKind::Nickname,
                    language: Some("sq".to_owned()),
                    given_name: Some(told.nickname.to_owned()),
                    family_name: None,
                }]),
                residences: Some(home.into_iter().collect()),
                skills: Some(told.skills.map(skill).to_vec()),
                languages: Some(told.languages.map(spoken).to_vec()),
                willingness: Some(told.willing.map(willing).to_vec()),
                ..Parts::default()
            },
            ..update
        }
    }
}

fn skill((skill, level): (&str, SkillLevel)) -> Skill {
    Skill {
        skill: skill.to_owned(),
        level,
        verified_on: None,
    }
}

fn spoken((language, level): (&str, LanguageLevel)) -> Spoken {
    Spoken {
        language: language.to_owned(),
        level,
    }
}

fn willing((mode, answer): (WillingnessMode, WillingnessAnswer)) -> Willing {
    Willing {
        mode,
        answer,
        said_on: None,
        source: Some("Diaspora registration form".to_owned()),
    }
}

async fn tell(loader: &Loader, id: ContactId, told: impl Fn(Update) -> Update) -> Result<()> {
    let row = contact::Entity::find_by_id(id)
        .one(loader.op.db.reader())
        .await?
        .ok_or_else(|| Error::missing("a contact of the sample"))?;
    let row = contacts::update(&loader.op, told(Update::of(id, row.version))).await?;
    let verify = Verify {
        id,
        version: row.version,
        blocks: vec![FactBlock::Name, FactBlock::Profession, FactBlock::Languages],
        on: None,
        source: Some("Interview at the office".to_owned()),
    };
    contacts::verify(&loader.op, verify).await?;
    Ok(())
}

async fn connect(
    loader: &Loader,
    (contact, other): (ContactId, ContactId),
    kind: RelationshipKind,
) -> Result<()> {
    let add = relationships::Add {
        contact,
        other,
        kind,
        note: None,
    };
    relationships::add(&loader.op, add).await?;
    Ok(())
}

async fn pass(
    loader: &Loader,
    participants: &[ContactId],
    (kind, days_ago, subject, body): (InteractionKind, i64, &str, &str),
) -> Result<()> {
    let record = Record {
        participants: participants.to_vec(),
        kind,
        subject: subject.to_owned(),
        body: Some(body.to_owned()),
        happened_at: Some(loader.op.clock.now() - TimeDelta::days(days_ago)),
        event: None,
        programme: None,
    };
    interactions::record(&loader.op, record).await?;
    Ok(())
}

async fn ask(
    loader: &Loader,
    contact: ContactId,
    (title, days): (&str, Option<i64>),
) -> Result<()> {
    let today = loader.op.clock.now().date_naive();
    let add = tasks::Add {
        office: None,
        contact: Some(contact),
        assignee: None,
        title: title.to_owned(),
        body: None,
        due_on: days.map(|days| today + TimeDelta::days(days)),
    };
    tasks::add(&loader.op, add).await?;
    Ok(())
}
