//! Whom the office invites, whose guests they are, and what was said. Guests' names are made up.

/// How somebody is invited, and what becomes of it.
pub(super) struct Guest {
    pub(super) name: (&'static str, &'static str),
    pub(super) category: &'static str,
    pub(super) body: Option<usize>,
    pub(super) function: Option<&'static str>,
    pub(super) invited: &'static str,
    pub(super) answer: Option<(&'static str, &'static str)>,
    pub(super) comes: bool,
}

/// The organisations, by their places in [`BODIES`].
pub(super) const MISSION: usize = 0;
pub(super) const INTERIOR: usize = 1;
pub(super) const BODIES: [(&str, &str, &str); 11] = [
    ("IOM Albania", "IOM Shqipëri", "UN_AGENCY"),
    (
        "Ministry of Interior",
        "Ministria e Brendshme",
        "GOVERNMENT",
    ),
    (
        "Delegation of the European Union",
        "Delegacioni i Bashkimit Evropian",
        "EU",
    ),
    ("UN Women", "UN Women", "UN_AGENCY"),
    (
        "Embassy of Italy",
        "Ambasada e Italisë",
        "DIPLOMATIC_MISSION",
    ),
    (
        "Embassy of Greece",
        "Ambasada e Greqisë",
        "DIPLOMATIC_MISSION",
    ),
    (
        "Swiss Cooperation",
        "Bashkëpunimi Zviceran",
        "INTERNATIONAL_PARTNER",
    ),
    (
        "Centre for Migrants’ Rights",
        "Qendra për të Drejtat e Migrantëve",
        "CIVIL_SOCIETY",
    ),
    ("University of Tirana", "Universiteti i Tiranës", "ACADEMIA"),
    (
        "Chamber of Diaspora Business",
        "Dhoma e Biznesit të Diasporës",
        "PRIVATE_SECTOR",
    ),
    ("Shkodra Electronic", "Shkodra Elektronike", "OTHER"),
];
pub(super) const BAND: usize = 10;

const fn guest(
    name: (&'static str, &'static str),
    (category, body): (&'static str, Option<usize>),
    invited: &'static str,
    answer: Option<(&'static str, &'static str)>,
    comes: bool,
) -> Guest {
    Guest {
        name,
        category,
        body,
        function: None,
        invited,
        answer,
        comes,
    }
}

/// Everybody who is invited.
pub(super) fn guests() -> Vec<Guest> {
    let official = |function, guest: Guest| Guest {
        function: Some(function),
        ..guest
    };
    vec![
        official(
            "Minister of Interior",
            guest(
                ("Taulant", "Balla"),
                ("GOVERNMENT", Some(INTERIOR)),
                "CARD",
                Some(("ACCEPTED", "PHONE")),
                true,
            ),
        ),
        guest(
            ("Dorina", "Leka"),
            ("GOVERNMENT", Some(INTERIOR)),
            "EMAIL",
            Some(("ACCEPTED", "LINK")),
            true,
        ),
        guest(
            ("Marta", "Vidal"),
            ("EU", Some(2)),
            "EMAIL",
            Some(("ACCEPTED", "EMAIL")),
            false,
        ),
        guest(
            ("Olga", "Petrova"),
            ("UN_AGENCY", Some(3)),
            "EMAIL",
            Some(("TENTATIVE", "EMAIL")),
            false,
        ),
        official(
            "Head of Mission",
            guest(
                ("Alma", "Jani"),
                ("UN_AGENCY", Some(MISSION)),
                "CARD",
                Some(("ACCEPTED", "IN_PERSON")),
                true,
            ),
        ),
        official(
            "Ambassador",
            guest(
                ("Elena", "Rossi"),
                ("DIPLOMATIC_MISSION", Some(4)),
                "NOTE_VERBALE",
                Some(("REPRESENTED", "NOTE_VERBALE")),
                false,
            ),
        ),
        official(
            "Ambassador",
            guest(
                ("Κώστας", "Παππάς"),
                ("DIPLOMATIC_MISSION", Some(5)),
                "NOTE_VERBALE",
                Some(("ACCEPTED", "NOTE_VERBALE")),
                true,
            ),
        ),
        guest(
            ("Urs", "Keller"),
            ("INTERNATIONAL_PARTNER", Some(6)),
            "EMAIL",
            Some(("DECLINED", "EMAIL")),
            false,
        ),
        guest(
            ("Blerta", "Kola"),
            ("CIVIL_SOCIETY", Some(7)),
            "EMAIL",
            None,
            false,
        ),
        guest(
            ("Agron", "Shehu"),
            ("ACADEMIA", Some(8)),
            "EMAIL",
            Some(("ACCEPTED", "LINK")),
            true,
        ),
        guest(
            ("Ilir", "Marku"),
            ("PRIVATE_SECTOR", Some(9)),
            "EMAIL",
            Some(("ACCEPTED", "PHONE")),
            true,
        ),
        guest(
            ("Amina", "Diallo"),
            ("MIGRANT_COMMUNITY", None),
            "EMAIL",
            Some(("ACCEPTED", "LINK")),
            true,
        ),
        guest(
            ("Besnik", "Ndreca"),
            ("MIGRANT_COMMUNITY", None),
            "EMAIL",
            Some(("ACCEPTED", "PHONE")),
            true,
        ),
        guest(
            ("Teuta", "Gashi"),
            ("DIASPORA", None),
            "EMAIL",
            Some(("ACCEPTED", "LINK")),
            true,
        ),
        guest(
            ("Ardita", "Zeneli"),
            ("MEDIA", None),
            "EMAIL",
            Some(("ACCEPTED", "EMAIL")),
            true,
        ),
    ]
}

/// What was said, word for word.
pub(super) const PROFAZI: &str = "Our collective actions today will help us to prepare for the challenges of tomorrow and I am proud to see that in Albania these collective actions have been materialized through utilizing migration as a tool to enhance the well-being of individuals and society";
pub(super) const BALLA: &str = "The materialization of the new Strategy will help to advance the governance and management of migration as a comprehensive issue, at all levels of government and society";
pub(super) const JANI: &str = "Behind every policy there are real people, with real hopes and dreams. It is our collective responsibility to ensure that the principles of human rights and dignity are fully respected.";
