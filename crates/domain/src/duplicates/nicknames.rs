//! Given names that are forms of one: short ones, and those of other languages.

/// Forms of one given name, folded, a line for each name.
const FORMS: &[&[&str]] = &[
    &[
        "aleksander",
        "alexander",
        "alexandros",
        "alessandro",
        "aleksandros",
        "aleko",
        "leka",
        "sandro",
        "alex",
    ],
    &["aleksandra", "alexandra", "alessandra", "sandra"],
    &["ana", "anna", "anne", "anita"],
    &[
        "andon", "antonio", "antonios", "anton", "toni", "ndoni", "ndue", "antonis", "tony",
    ],
    &["andrea", "andreas", "ndre", "andrew", "ndreu"],
    &["arben", "ben", "beni"],
    &["arjan", "jani"],
    &[
        "katerina",
        "aikaterini",
        "caterina",
        "catherine",
        "ekaterini",
        "katerini",
        "kate",
        "katrina",
    ],
    &[
        "dhimiter",
        "dimitrios",
        "dimitris",
        "dimiter",
        "dhimitraq",
        "mitro",
        "taq",
        "mitsos",
    ],
    &["eleni", "elena", "helen", "lena", "elenia"],
    &[
        "elisabeta",
        "elizabeth",
        "elisabetta",
        "lisa",
        "beti",
        "liz",
        "elisavet",
        "betty",
    ],
    &["fatmir", "miri"],
    &["fatos", "tosi"],
    &[
        "francesk",
        "francesco",
        "frano",
        "franc",
        "francis",
        "frank",
        "cesk",
    ],
    &[
        "gjergj", "gjergji", "georgios", "giorgos", "george", "giorgio", "jorgo", "yiorgos",
        "jorgos",
    ],
    &[
        "gjon", "gjoni", "ioannis", "giannis", "yiannis", "giovanni", "john", "jani", "gjovani",
        "jovan", "gianni", "johnny",
    ],
    &["gjovalin", "valentin", "lini"],
    &["ilia", "ilias", "elia", "ilir"],
    &[
        "james", "giacomo", "iakovos", "jim", "jakov", "jak", "jimmy",
    ],
    &[
        "jozef", "joseph", "giuseppe", "iosif", "zef", "joe", "beppe", "pepe", "josif",
    ],
    &[
        "konstandin",
        "konstantinos",
        "kostas",
        "costantino",
        "kostandin",
        "kosta",
        "kostaq",
        "dino",
        "konstantin",
        "costas",
        "gus",
    ],
    &[
        "kristaq", "christos", "kristo", "hristos", "chris", "cristo",
    ],
    &["liljana", "liliana", "lili", "lily"],
    &["luigj", "luigi", "luis", "louis", "gjin", "gino"],
    &[
        "margarita",
        "margaret",
        "margherita",
        "rita",
        "maggie",
        "greta",
    ],
    &["maria", "mary", "marie", "mari", "marika"],
    &["mehmet", "met", "meti"],
    &[
        "mihal", "michael", "michail", "michalis", "michele", "mihali", "mike", "mikel",
    ],
    &[
        "muhamet", "mohammed", "muhammad", "mohamed", "muhamed", "meto",
    ],
    &["ndricim", "cimi"],
    &[
        "nikolla", "nikolaos", "nikos", "nicola", "nicholas", "niko", "kol", "nick", "koli",
        "nikola", "nico",
    ],
    &["pal", "pavlos", "paolo", "paul", "pavli", "pali", "pavel"],
    &["panajot", "panagiotis", "panayiotis", "pano", "takis"],
    &["petrit", "titi"],
    &["pjeter", "petros", "pietro", "peter", "petro", "pete"],
    &["robert", "roberto", "bob", "rob", "bert", "berti"],
    &["sofia", "sophia", "sofi"],
    &["spiro", "spyridon", "spyros", "spiridon", "piro"],
    &[
        "stefan", "stefanos", "stephen", "stefano", "steve", "steven", "shtjefen",
    ],
    &[
        "theodhor",
        "theodoros",
        "teodoro",
        "theodore",
        "dori",
        "thodoris",
        "ted",
    ],
    &["thoma", "thomas", "tommaso", "tom", "tomas"],
    &[
        "vasil", "vasilios", "vasilis", "basilio", "vasili", "vassilis", "bill", "vasillaq",
    ],
    &["vjollca", "viola", "vjola"],
    &["william", "bill", "will", "guglielmo", "liam", "billy"],
    &["richard", "rick", "dick", "riccardo", "rich"],
    &["david", "davide", "dave", "davidh"],
    &["daniel", "daniele", "dan", "danny"],
    &["matthew", "matteo", "matt", "mateo"],
    &["samuel", "sam", "samuele"],
    &["benjamin", "ben", "beniamino"],
    &["joshua", "josh"],
    &["nicholas", "nick"],
    &["christopher", "chris"],
    &["jonathan", "jon", "john"],
    &["edward", "eduardo", "ed", "eduart", "edi", "ted", "edoardo"],
    &["jessica", "jess", "jessie"],
    &["rebecca", "becky", "bec"],
    &["jennifer", "jenny", "jen"],
    &["patricia", "pat", "patrizia", "trish"],
    &["susan", "sue", "susanna", "suzana"],
];

/// Whether two folded given names are forms of one.
pub(super) fn are_forms(one: &str, other: &str) -> bool {
    FORMS
        .iter()
        .any(|forms| forms.contains(&one) && forms.contains(&other))
}

/// The folded given names that are forms of one, itself among them; none where it is no form of another.
pub fn given_forms(given: &str) -> impl Iterator<Item = &'static str> {
    FORMS
        .iter()
        .filter(move |forms| forms.contains(&given))
        .flat_map(|forms| forms.iter().copied())
}

/// The names that the words of a folded given name are forms of, each by its first form.
pub(super) fn roots(given: &str) -> impl Iterator<Item = &'static str> {
    let is_of = move |forms: &&&[&str]| given.split(' ').any(|word| forms.contains(&word));
    FORMS
        .iter()
        .filter(is_of)
        .filter_map(|forms| forms.first().copied())
}
