//! The words that made-up people and places are made of. Every person is fictitious.

mod names;

pub(in crate::generate) use names::{ALBANIAN, ENGLISH, GREEK, ITALIAN, Names, SLAVIC};

/// A place to live: country, subdivision (ISO 3166-2), town.
pub(super) type Town = (&'static str, &'static str, &'static str);

/// Where people live, by weight: mostly Italy and Greece.
pub(super) const TOWNS: &[(u32, Town)] = &[
    (80, ("IT", "IT-MI", "Milano")),
    (60, ("IT", "IT-RM", "Roma")),
    (45, ("IT", "IT-TO", "Torino")),
    (40, ("IT", "IT-FI", "Firenze")),
    (30, ("IT", "IT-BO", "Bologna")),
    (25, ("IT", "IT-BA", "Bari")),
    (20, ("IT", "IT-BS", "Brescia")),
    (15, ("IT", "IT-VR", "Verona")),
    (12, ("IT", "IT-GE", "Genova")),
    (110, ("GR", "GR-I", "Αθήνα")),
    (70, ("GR", "GR-B", "Θεσσαλονίκη")),
    (20, ("GR", "GR-G", "Πάτρα")),
    (15, ("GR", "GR-M", "Ηράκλειο")),
    (15, ("GR", "GR-D", "Ιωάννινα")),
    (10, ("GR", "GR-E", "Λάρισα")),
    (25, ("DE", "DE-BY", "München")),
    (20, ("DE", "DE-BE", "Berlin")),
    (15, ("DE", "DE-BW", "Stuttgart")),
    (12, ("DE", "DE-NW", "Köln")),
    (10, ("DE", "DE-HE", "Frankfurt am Main")),
    (40, ("US", "US-NY", "New York")),
    (20, ("US", "US-MI", "Detroit")),
    (15, ("US", "US-MA", "Boston")),
    (10, ("US", "US-IL", "Chicago")),
    (22, ("CH", "CH-ZH", "Zürich")),
    (14, ("CH", "CH-GE", "Genève")),
    (10, ("CH", "CH-SG", "St. Gallen")),
    (35, ("GB", "GB-LND", "London")),
    (8, ("GB", "GB-BIR", "Birmingham")),
    (18, ("BE", "BE-BRU", "Bruxelles")),
    (8, ("BE", "BE-VAN", "Antwerpen")),
    (16, ("CA", "CA-ON", "Toronto")),
    (6, ("CA", "CA-QC", "Montréal")),
    (14, ("FR", "FR-75", "Paris")),
    (8, ("FR", "FR-69", "Lyon")),
    (9, ("AT", "AT-9", "Wien")),
    (7, ("SE", "SE-AB", "Stockholm")),
    (7, ("TR", "TR-34", "İstanbul")),
    (5, ("NL", "NL-NH", "Amsterdam")),
    (4, ("AU", "AU-VIC", "Melbourne")),
    (4, ("ES", "ES-M", "Madrid")),
    (3, ("NO", "NO-03", "Oslo")),
];

/// Where those live who stayed or came back.
pub(super) const HOME_TOWNS: &[(u32, Town)] = &[
    (60, ("AL", "AL-11", "Tiranë")),
    (12, ("AL", "AL-02", "Durrës")),
    (8, ("AL", "AL-12", "Vlorë")),
    (7, ("AL", "AL-10", "Shkodër")),
    (6, ("AL", "AL-03", "Elbasan")),
    (5, ("AL", "AL-04", "Fier")),
    (5, ("AL", "AL-06", "Korçë")),
];

/// Municipalities that families come from, with their county.
pub(super) const MUNICIPALITIES: &[(u32, (&str, &str))] = &[
    (20, ("Tiranë", "Tiranë")),
    (12, ("Shkodër", "Shkodër")),
    (12, ("Vlorë", "Vlorë")),
    (11, ("Durrës", "Durrës")),
    (10, ("Elbasan", "Elbasan")),
    (10, ("Fier", "Fier")),
    (9, ("Korçë", "Korçë")),
    (8, ("Berat", "Berat")),
    (6, ("Gjirokastër", "Gjirokastër")),
    (6, ("Sarandë", "Vlorë")),
    (6, ("Kukës", "Kukës")),
    (5, ("Lezhë", "Lezhë")),
    (5, ("Dibër", "Dibër")),
    (5, ("Lushnjë", "Fier")),
    (4, ("Pogradec", "Korçë")),
    (4, ("Kavajë", "Tiranë")),
    (4, ("Tropojë", "Kukës")),
    (3, ("Përmet", "Gjirokastër")),
    (3, ("Tepelenë", "Gjirokastër")),
    (3, ("Kolonjë", "Korçë")),
    (3, ("Mirditë", "Lezhë")),
    (3, ("Has", "Kukës")),
    (2, ("Skrapar", "Berat")),
    (2, ("Këlcyrë", "Gjirokastër")),
    (2, ("Himarë", "Vlorë")),
];

/// What people do.
pub(super) const PROFESSIONS: &[&str] = &[
    "Nurse",
    "Physician",
    "Software engineer",
    "Civil engineer",
    "Architect",
    "Teacher",
    "Lawyer",
    "Accountant",
    "Electrician",
    "Builder",
    "Restaurateur",
    "Researcher",
    "Translator",
    "Economist",
    "Care worker",
    "Musician",
    "Journalist",
    "Driver",
    "Designer",
    "Social worker",
];

/// What people are in bodies.
pub(super) const FUNCTIONS: &[&str] = &[
    "Director",
    "Head of Unit",
    "Adviser",
    "Programme Manager",
    "Secretary-General",
    "President",
    "Coordinator",
    "First Secretary",
    "Counsellor",
    "Professor",
    "Board member",
    "Spokesperson",
];

/// Countries that keep embassies.
pub(super) const EMBASSIES: &[(&str, &str)] = &[
    ("IT", "Italy"),
    ("GR", "Greece"),
    ("DE", "Germany"),
    ("US", "the United States"),
    ("CH", "Switzerland"),
    ("GB", "the United Kingdom"),
    ("FR", "France"),
    ("AT", "Austria"),
    ("SE", "Sweden"),
    ("TR", "Türkiye"),
    ("NL", "the Netherlands"),
    ("ES", "Spain"),
    ("PL", "Poland"),
    ("HR", "Croatia"),
    ("SI", "Slovenia"),
    ("XK", "Kosovo"),
    ("MK", "North Macedonia"),
    ("ME", "Montenegro"),
    ("JP", "Japan"),
    ("RO", "Romania"),
];

/// What ministries are for, in English and Albanian.
pub(super) const MINISTRIES: &[(&str, &str)] = &[
    ("Foreign Affairs", "Punëve të Jashtme"),
    ("Interior", "Brendshme"),
    ("Finance", "Financave"),
    ("Education and Sports", "Arsimit dhe Sportit"),
    ("Health", "Shëndetësisë"),
    ("Culture", "Kulturës"),
    ("Justice", "Drejtësisë"),
    ("Economy and Labour", "Ekonomisë dhe Punës"),
];

/// What events are about, in English, Albanian, Italian and Greek.
pub(super) const THEMES: &[[&str; 4]] = &[
    [
        "Diaspora and development",
        "Diaspora dhe zhvillimi",
        "Diaspora e sviluppo",
        "Διασπορά και ανάπτυξη",
    ],
    [
        "Return and reintegration",
        "Kthimi dhe riintegrimi",
        "Ritorno e reintegrazione",
        "Επιστροφή και επανένταξη",
    ],
    [
        "Investing at home",
        "Të investosh në vendlindje",
        "Investire a casa",
        "Επένδυση στην πατρίδα",
    ],
    [
        "Skills for tomorrow",
        "Aftësi për nesër",
        "Competenze per domani",
        "Δεξιότητες για το αύριο",
    ],
    [
        "Youth and mobility",
        "Rinia dhe lëvizja",
        "Giovani e mobilità",
        "Νέοι και κινητικότητα",
    ],
    [
        "Labour migration and rights",
        "Migracioni për punë dhe të drejtat",
        "Migrazione per lavoro e diritti",
        "Εργασιακή μετανάστευση και δικαιώματα",
    ],
    [
        "Mother tongue abroad",
        "Gjuha amtare jashtë vendit",
        "La lingua madre all’estero",
        "Η μητρική γλώσσα στο εξωτερικό",
    ],
    [
        "Women of the diaspora",
        "Gratë e diasporës",
        "Le donne della diaspora",
        "Γυναίκες της διασποράς",
    ],
];

/// Houses where events take place.
pub(super) const HOUSES: &[(&str, &str, i32)] = &[
    ("National Library", "Sheshi Skënderbej", 180),
    ("Palace of Congresses", "Bulevardi Dëshmorët e Kombit", 900),
    (
        "National Theatre of Opera and Ballet",
        "Sheshi Skënderbej",
        800,
    ),
    ("University of Arts", "Sheshi Nënë Tereza", 300),
    ("Hotel Plaza, Illyria Hall", "Rruga 28 Nëntori", 250),
    ("Diaspora Business Chamber", "Rruga e Kavajës", 90),
];

/// Programmes: code, titles in English and Albanian, first and last year.
pub(super) const PROGRAMMES: &[(&str, [&str; 2], i32, i32)] = &[
    (
        "GEN-EFS",
        ["Engage, Facilitate, Strengthen", "Angazho, Lehtëso, Forco"],
        2018,
        2021,
    ),
    (
        "GEN-FEL",
        ["Diaspora Fellowship", "Bursa e Diasporës"],
        2019,
        2024,
    ),
    (
        "GEN-ITA",
        [
            "Students and Entrepreneurs in Italy",
            "Studentë e Sipërmarrës në Itali",
        ],
        2022,
        2026,
    ),
    (
        "GEN-RET",
        ["Return and Reintegrate", "Kthehu dhe Riintegrohu"],
        2017,
        2027,
    ),
    (
        "GEN-INV",
        ["Invest at Home", "Investo në Vendlindje"],
        2020,
        2027,
    ),
    (
        "GEN-LNG",
        ["Mother Tongue Schools", "Shkollat e Gjuhës Amtare"],
        2018,
        2028,
    ),
    ("GEN-MEN", ["Mentors Abroad", "Mentorë Jashtë"], 2021, 2025),
    (
        "GEN-COM",
        ["Connected Municipalities", "Bashki të Lidhura"],
        2023,
        2027,
    ),
];
