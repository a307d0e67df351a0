//! Who the sample office knows.

use kuvend_entity::{
    id::{ContactId, OrganisationId, PolicyFrameworkId, ProgrammeId},
    kind::{
        ConsentState, EnrolmentState, Generation, OrganisationKind as Body, ProfileKind,
        ProgrammeOrganisationRole, ProgrammeStatus, Sex,
    },
    policy_framework,
    text::LocalizedText,
};
use sea_orm::{ActiveValue::Set, EntityTrait};

use crate::{
    consents::Said,
    contacts::{self, IfDuplicate, Register, Registered},
    error::Result,
    fold::fold,
    organisations,
    programmes::{self, Part},
    sample::{Loader, both, dice},
};

/// Guests made up for the sample.
const GUESTS: usize = 420;

const WOMEN: [&str; 20] = [
    "Arta", "Blerta", "Drita", "Elira", "Flutura", "Genta", "Ilda", "Jonida", "Klea", "Lindita",
    "Mirela", "Nora", "Oriana", "Rovena", "Silvana", "Teuta", "Valbona", "Chiara", "Eleni",
    "Giulia",
];
const MEN: [&str; 20] = [
    "Agron", "Besnik", "Dritan", "Edon", "Fatmir", "Gëzim", "Ilir", "Jetmir", "Kujtim", "Luan",
    "Mentor", "Nikolin", "Olsi", "Petrit", "Sokol", "Taulant", "Valon", "Lorenzo", "Nikos",
    "Marco",
];
const FAMILIES: [&str; 24] = [
    "Hoxhaj",
    "Lekaj",
    "Çami",
    "Dervishi",
    "Gjoni",
    "Kola",
    "Marku",
    "Ndreca",
    "Përmeti",
    "Rama-Kodra",
    "Shehu",
    "Toska",
    "Ujkani",
    "Vata",
    "Xhafa",
    "Zeneli",
    "Këlcyra",
    "Bregu",
    "Rossi",
    "Ferrari",
    "Papadopoulou",
    "Georgiou",
    "Weber",
    "Morina",
];
/// Where guests live, of a hundred: the greater part of the diaspora in Italy and Greece.
const HOMES: [(&str, &str, usize); 9] = [
    ("AL", "Tirana", 38),
    ("IT", "Bari", 58),
    ("IT", "Milano", 66),
    ("GR", "Athina", 80),
    ("DE", "München", 87),
    ("US", "New York", 91),
    ("CH", "Zürich", 95),
    ("GB", "London", 98),
    ("BE", "Bruxelles", 100),
];
const ORIGINS: [&str; 8] = [
    "Shkodër",
    "Korçë",
    "Vlorë",
    "Fier",
    "Berat",
    "Elbasan",
    "Sarandë",
    "Gjirokastër",
];

/// Everybody and everything that the days of the sample speak of.
pub(super) struct Cast {
    pub(super) guests: Vec<ContactId>,
    pub(super) government: Vec<ContactId>,
    pub(super) mission: OrganisationId,
    pub(super) interior: OrganisationId,
    pub(super) band: OrganisationId,
    pub(super) migration_policy: ProgrammeId,
    pub(super) strategy_2018: PolicyFrameworkId,
    pub(super) strategy_2024: PolicyFrameworkId,
    pub(super) plan_2024: PolicyFrameworkId,
    pub(super) profazi: ContactId,
    pub(super) balla: ContactId,
    pub(super) haliti: ContactId,
    pub(super) jani: ContactId,
    pub(super) meta: ContactId,
    pub(super) szabados: ContactId,
    pub(super) talkers: [ContactId; 3],
}

/// Enters organisations, people, programmes and strategies.
#[expect(clippy::too_many_lines, reason = "a list of who there is")]
pub(super) async fn enter(loader: &Loader) -> Result<Cast> {
    let mission = body(loader, ("IOM Albania", "IOM Shqipëri"), Body::UnAgency).await?;
    let interior = body(
        loader,
        ("Ministry of Interior", "Ministria e Brendshme"),
        Body::Government,
    )
    .await?;
    let presidency = body(
        loader,
        ("Office of the President", "Presidenca"),
        Body::Government,
    )
    .await?;
    let band = body(
        loader,
        ("Shkodra Electronic", "Shkodra Elektronike"),
        Body::Other,
    )
    .await?;
    let bodies = [
        interior,
        body(
            loader,
            ("Municipality of Tirana", "Bashkia Tiranë"),
            Body::Government,
        )
        .await?,
        body(
            loader,
            (
                "Delegation of the European Union",
                "Delegacioni i Bashkimit Evropian",
            ),
            Body::Eu,
        )
        .await?,
        body(loader, ("UN Women", "UN Women"), Body::UnAgency).await?,
        body(
            loader,
            ("Embassy of Italy", "Ambasada e Italisë"),
            Body::DiplomaticMission,
        )
        .await?,
        body(
            loader,
            ("Embassy of Greece", "Ambasada e Greqisë"),
            Body::DiplomaticMission,
        )
        .await?,
        body(
            loader,
            (
                "Centre for Migrants’ Rights (sample)",
                "Qendra për të Drejtat e Migrantëve (shembull)",
            ),
            Body::CivilSociety,
        )
        .await?,
        body(
            loader,
            ("University of Tirana", "Universiteti i Tiranës"),
            Body::Academia,
        )
        .await?,
        body(
            loader,
            (
                "Chamber of Diaspora Business (sample)",
                "Dhoma e Biznesit të Diasporës (shembull)",
            ),
            Body::PrivateSector,
        )
        .await?,
        body(
            loader,
            (
                "Association “Shqiponja”, Bari (sample)",
                "Shoqata “Shqiponja”, Bari (shembull)",
            ),
            Body::DiasporaAssociation,
        )
        .await?,
    ];
    let official =
        |honorific: &str, given: &str, family: &str, organisation, function: &str| Register {
            honorific: Some(honorific.to_owned()),
            given_name: given.to_owned(),
            family_name: family.to_owned(),
            organisation: Some(organisation),
            function: Some(function.to_owned()),
            ..Register::default()
        };
    let meta = person(
        loader,
        official(
            "H.E.",
            "Ilir",
            "Meta",
            presidency,
            "President of the Republic",
        ),
    )
    .await?;
    let szabados = person(
        loader,
        official("Ms.", "Argentina", "Szabados", mission, "Regional Director"),
    )
    .await?;
    let profazi = person(
        loader,
        official(
            "Mr.",
            "Manfred",
            "Profazi",
            mission,
            "Regional Director for South-Eastern Europe, Eastern Europe and Central Asia",
        ),
    )
    .await?;
    let balla = person(
        loader,
        official("H.E.", "Taulant", "Balla", interior, "Minister of Interior"),
    )
    .await?;
    let jani = person(
        loader,
        official("Ms.", "Alma", "Jani", mission, "Head of Mission"),
    )
    .await?;
    let haliti = person(
        loader,
        Register {
            given_name: "Helidon".to_owned(),
            family_name: "Haliti".to_owned(),
            profile_kinds: vec![ProfileKind::Artist],
            ..Register::default()
        },
    )
    .await?;
    let mut guests = Vec::with_capacity(GUESTS);
    let mut government = Vec::new();
    for number in 0..GUESTS {
        let (cmd, is_government) = guest(number, &bodies);
        let id = person(loader, cmd).await?;
        if is_government {
            government.push(id);
        }
        guests.push(id);
    }
    let talkers = [0, 1, 2].map(|index| guests.get(index * 7 + 3).copied().unwrap_or(haliti));
    let (migration_policy, engagement) = programmes(loader, (mission, interior)).await?;
    enrol(loader, engagement, &guests).await?;
    Ok(Cast {
        strategy_2018: strategy(
            loader,
            (
                "National Strategy on Migration",
                "Strategjia Kombëtare për Migracionin",
            ),
            (2019, 2022),
        )
        .await?,
        strategy_2024: strategy(
            loader,
            (
                "National Strategy for Migration",
                "Strategjia Kombëtare për Migracionin",
            ),
            (2024, 2030),
        )
        .await?,
        plan_2024: strategy(
            loader,
            (
                "Action Plan for Migration",
                "Plani i Veprimit për Migracionin",
            ),
            (2024, 2026),
        )
        .await?,
        guests,
        government,
        mission,
        interior,
        band,
        migration_policy,
        profazi,
        balla,
        haliti,
        jani,
        meta,
        szabados,
        talkers,
    })
}

async fn body(
    loader: &Loader,
    (english, albanian): (&str, &str),
    kind: Body,
) -> Result<OrganisationId> {
    let cmd = organisations::Create {
        office: None,
        name: both(english, albanian),
        variants: Vec::new(),
        kind,
        country: None,
        parent: None,
        website: None,
    };
    Ok(organisations::create(&loader.op, cmd).await?.id)
}

async fn person(loader: &Loader, cmd: Register) -> Result<ContactId> {
    let cmd = Register {
        if_duplicate: IfDuplicate::CreateAnyway,
        ..cmd
    };
    match contacts::register(&loader.op, cmd).await? {
        Registered::Contact(row) => Ok(row.id),
        Registered::Candidates(_) => Err(crate::error::Error::missing("a contact of the sample")),
    }
}

/// A guest by number: a name that no other has, a home, a profile, and whether they agreed to be invited.
fn guest(number: usize, bodies: &[OrganisationId]) -> (Register, bool) {
    let is_woman = dice(number, 1) < 52;
    let given = if is_woman {
        WOMEN.get(number % WOMEN.len())
    } else {
        MEN.get(number % MEN.len())
    }
    .copied()
    .unwrap_or("Arta");
    let family = FAMILIES
        .get((number / 20) % FAMILIES.len())
        .copied()
        .unwrap_or("Kola");
    let (country, city, _) = HOMES
        .iter()
        .find(|(_, _, share)| dice(number, 2) < *share)
        .copied()
        .unwrap_or(("AL", "Tirana", 100));
    // Six in ten come for a body; the others are members of the diaspora or of migrant communities.
    let organisation = (dice(number, 3) < 60)
        .then(|| bodies.get(dice(number, 4) % bodies.len()).copied())
        .flatten();
    let is_government = organisation.is_some() && organisation == bodies.first().copied();
    let language = match country {
        "IT" if dice(number, 5) < 40 => "it",
        "GR" if dice(number, 5) < 40 => "el",
        "AL" | "IT" | "GR" => "sq",
        _ => "en",
    };
    let kinds = [
        ProfileKind::Student,
        ProfileKind::Professional,
        ProfileKind::Entrepreneur,
        ProfileKind::Academic,
        ProfileKind::ReturnedMigrant,
    ];
    let said = |state| Said {
        purpose: "follow-up".to_owned(),
        state,
        wording_version: None,
        language: None,
        channel: Some("form".to_owned()),
        given_at: None,
        evidence: None,
    };
    let consents = match dice(number, 6) {
        0..86 => vec![said(ConsentState::Given)],
        86..92 => vec![said(ConsentState::Refused)],
        _ => Vec::new(),
    };
    let address = format!(
        "{}.{}.{number}@example.org",
        fold(given),
        fold(family).replace(' ', "")
    );
    let cmd = Register {
        given_name: given.to_owned(),
        family_name: family.to_owned(),
        email: address.parse().ok(),
        preferred_language: language.parse().ok(),
        residence_country: country.parse().ok(),
        residence_city: Some(city.to_owned()),
        origin_country: if dice(number, 7) < 90 {
            "AL".parse().ok()
        } else {
            None
        },
        origin_municipality: ORIGINS
            .get(number % ORIGINS.len())
            .map(|town| (*town).to_owned()),
        generation: Some(match dice(number, 8) {
            _ if country == "AL" => Generation::Returned,
            0..55 => Generation::First,
            55..75 => Generation::OneAndHalf,
            _ => Generation::Second,
        }),
        profile_kinds: kinds
            .get(dice(number, 9) % kinds.len())
            .copied()
            .into_iter()
            .collect(),
        sex: Some(if is_woman { Sex::Female } else { Sex::Male }),
        birth_year: (dice(number, 10) < 80)
            .then(|| 1948 + i32::try_from(dice(number, 11)).unwrap_or_default() / 2),
        organisation,
        function: organisation.map(|_| "Representative".to_owned()),
        consents,
        ..Register::default()
    };
    (cmd, is_government)
}

async fn programmes(
    loader: &Loader,
    (mission, interior): (OrganisationId, OrganisationId),
) -> Result<(ProgrammeId, ProgrammeId)> {
    let fund = body(
        loader,
        ("IOM Development Fund", "Fondi i IOM-it për Zhvillim"),
        Body::InternationalPartner,
    )
    .await?;
    let agency = body(
        loader,
        (
            "Italian Agency for Cooperation and Development",
            "Agjencia Italiane për Bashkëpunim dhe Zhvillim",
        ),
        Body::InternationalPartner,
    )
    .await?;
    let government = body(
        loader,
        ("Government of Albania", "Qeveria e Shqipërisë"),
        Body::Government,
    )
    .await?;
    let part = |organisation, role| Part { organisation, role };
    let programme = |title, description, status, organisations| programmes::Create {
        office: None,
        title,
        description,
        code: None,
        status,
        starts_on: None,
        ends_on: None,
        organisations,
    };
    let policy = programme(
        both(
            "Support the development of a migration policy in Albania",
            "Mbështetje për hartimin e politikës së migracionit në Shqipëri",
        ),
        LocalizedText::default(),
        ProgrammeStatus::Implementation,
        vec![
            part(fund, ProgrammeOrganisationRole::Funding),
            part(mission, ProgrammeOrganisationRole::Implementing),
            part(interior, ProgrammeOrganisationRole::Partner),
        ],
    );
    let engagement = programme(
        both(
            "Engagement of Diaspora to the Social and Economic Development of the Country",
            "Angazhimi i diasporës në zhvillimin social dhe ekonomik të vendit",
        ),
        both(
            "Mechanisms to engage with students, professionals and entrepreneurs, in particular of the Albanian diaspora in Italy.",
            "Mekanizma për angazhimin e studentëve, profesionistëve dhe sipërmarrësve, sidomos të diasporës shqiptare në Itali.",
        ),
        ProgrammeStatus::Implementation,
        vec![
            part(agency, ProgrammeOrganisationRole::Funding),
            part(mission, ProgrammeOrganisationRole::Implementing),
            part(government, ProgrammeOrganisationRole::Partner),
        ],
    );
    let policy = programmes::create(&loader.op, policy).await?.id;
    Ok((policy, programmes::create(&loader.op, engagement).await?.id))
}

async fn enrol(loader: &Loader, programme: ProgrammeId, guests: &[ContactId]) -> Result<()> {
    for (number, contact) in guests
        .iter()
        .enumerate()
        .filter(|(number, _)| dice(*number, 12) < 8)
    {
        let state = if dice(number, 13) < 50 {
            EnrolmentState::Active
        } else {
            EnrolmentState::Enrolled
        };
        let cmd = programmes::Enrol {
            programme,
            contact: *contact,
            role: Some("Participant".to_owned()),
            cohort: None,
            state,
            enrolled_on: None,
        };
        programmes::enrol(&loader.op, cmd).await?;
    }
    Ok(())
}

async fn strategy(
    loader: &Loader,
    (english, albanian): (&str, &str),
    (from, to): (i32, i32),
) -> Result<PolicyFrameworkId> {
    let office = loader
        .op
        .office(None, crate::policy::Action::Administer)
        .await?;
    let mut title = both(english, albanian);
    for text in title.0.values_mut() {
        *text = format!("{text} {from}–{to}");
    }
    let row = policy_framework::ActiveModel {
        id: Set(PolicyFrameworkId::new()),
        office_id: Set(office.id),
        title: Set(title),
        starts_in: Set(Some(from)),
        ends_in: Set(Some(to)),
        created_at: Set(loader.clock.now()),
    };
    Ok(policy_framework::Entity::insert(row)
        .exec_with_returning(loader.op.db.writer())
        .await?
        .id)
}
