//! A labelled set of the kind that is usual for testing record linkage: English names, a birthday and a suburb and nothing that tells
//! a person for certain, each person entered twice, the second time with up to three errors of typists, scanners and ears.

use std::fmt::Write as _;

use super::{Figures, evaluate, tests::of};

const GIVEN: [&str; 48] = [
    "james",
    "emily",
    "joshua",
    "jessica",
    "thomas",
    "chloe",
    "lachlan",
    "georgia",
    "benjamin",
    "sophie",
    "nicholas",
    "hannah",
    "matthew",
    "isabella",
    "samuel",
    "olivia",
    "william",
    "charlotte",
    "daniel",
    "ella",
    "alexander",
    "grace",
    "harrison",
    "amelia",
    "jack",
    "ruby",
    "michael",
    "lucy",
    "ryan",
    "caitlin",
    "jacob",
    "mia",
    "luke",
    "zoe",
    "ethan",
    "holly",
    "dylan",
    "alyssa",
    "connor",
    "madison",
    "liam",
    "brianna",
    "patrick",
    "imogen",
    "hugo",
    "tahlia",
    "finn",
    "bethany",
];
const FAMILY: [&str; 64] = [
    "smith",
    "white",
    "clarke",
    "reid",
    "webb",
    "campbell",
    "green",
    "nguyen",
    "miles",
    "ryan",
    "matthews",
    "robson",
    "dixon",
    "coleman",
    "morrison",
    "wilkins",
    "browne",
    "goode",
    "lodge",
    "rudd",
    "mccarthy",
    "paterson",
    "donaldson",
    "hughes",
    "mason",
    "warner",
    "kelly",
    "berry",
    "roche",
    "neumann",
    "stanley",
    "bishop",
    "chandler",
    "dolan",
    "everett",
    "fielke",
    "gower",
    "heinrich",
    "ingram",
    "jolly",
    "kranz",
    "lombardi",
    "meaney",
    "noble",
    "ogden",
    "pascoe",
    "quinlan",
    "radford",
    "saunders",
    "tierney",
    "underwood",
    "vincent",
    "weller",
    "yates",
    "zerella",
    "ashton",
    "blake",
    "crouch",
    "dent",
    "edgar",
    "farmer",
    "giles",
    "howie",
    "ilic",
];
const SUBURBS: [&str; 24] = [
    "winston hills",
    "richlands",
    "kew",
    "toowoomba",
    "st kilda",
    "north ward",
    "mount gambier",
    "frankston",
    "ashfield",
    "broome",
    "cairns",
    "dubbo",
    "epping",
    "fremantle",
    "geelong",
    "hawthorn",
    "ipswich",
    "joondalup",
    "kogarah",
    "leura",
    "manly",
    "noosa",
    "orange",
    "parkes",
];
/// People, each of whom stands there twice.
const PEOPLE: usize = 1_500;

/// Numbers that are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        // The first of a list are common and the last rare.
        let place = self.below(list.len()).min(self.below(list.len()));
        list[place]
    }

    fn letter(&mut self) -> char {
        char::from(b'a' + u8::try_from(self.below(26)).unwrap())
    }
}

/// One error of a typist: a letter too many, too few, another, or two swapped.
fn slip(value: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = value.chars().collect();
    if letters.len() < 2 {
        return value.to_owned();
    }
    let place = dice.below(letters.len() - 1);
    let other = if letters[place].is_ascii_digit() {
        char::from(b'0' + u8::try_from(dice.below(10)).unwrap())
    } else {
        dice.letter()
    };
    match dice.below(4) {
        0 => letters.insert(place, other),
        1 => {
            letters.remove(place);
        }
        2 => letters[place] = other,
        _ => letters.swap(place, place + 1),
    }
    letters.into_iter().collect()
}

/// Another spelling of the same sound.
fn by_ear(value: &str) -> String {
    [
        ("ph", "f"),
        ("ck", "k"),
        ("y", "i"),
        ("ee", "ea"),
        ("c", "k"),
        ("ll", "l"),
        ("tt", "t"),
        ("ie", "y"),
        ("s", "z"),
    ]
    .iter()
    .find(|(from, _)| value.contains(from))
    .map_or_else(
        || value.to_owned(),
        |(from, to)| value.replacen(from, to, 1),
    )
}

/// The set as a file: given name, family name, day of birth, suburb.
fn file() -> String {
    let mut dice = Dice(11);
    let mut file = "rec_id, given_name, surname, date_of_birth, suburb\n".to_owned();
    for person in 0..PEOPLE {
        let mut cells = [
            dice.of(&GIVEN).to_owned(),
            dice.of(&FAMILY).to_owned(),
            format!(
                "{}{:02}{:02}",
                1910 + dice.below(90),
                1 + dice.below(12),
                1 + dice.below(28)
            ),
            dice.of(&SUBURBS).to_owned(),
        ];
        if dice.below(20) == 0 {
            cells[2].clear();
        }
        writeln!(file, "rec-{person}-org, {}", cells.join(", ")).unwrap();
        for _ in 0..=dice.below(3) {
            let field = dice.below(cells.len());
            match dice.below(10) {
                0 => cells[field].clear(),
                1 => cells.swap(0, 1),
                2 if field < 2 => cells[field] = by_ear(&cells[field]),
                3 if field == 3 => dice.of(&SUBURBS).clone_into(&mut cells[field]),
                _ => cells[field] = slip(&cells[field], &mut dice),
            }
        }
        writeln!(file, "rec-{person}-dup-0, {}", cells.join(", ")).unwrap();
    }
    file
}

fn told(name: &str, figures: &Figures, found: super::Found) {
    println!(
        "{name}: precision {:.3} recall {:.3} F1 {:.3}",
        found.precision(),
        found.recall(figures),
        found.f1(figures)
    );
}

#[test]
fn records_with_errors_are_brought_together_as_well_as_stated() {
    let rows = of(&file()).unwrap();
    let figures = evaluate(&rows);
    told("strong", &figures, figures.strong);
    told("broad", &figures, figures.broad);
    println!(
        "completeness {:.3} reduction {:.4}",
        figures.completeness(),
        figures.reduction()
    );
    assert_eq!(figures.true_pairs, 1_500);
    assert!(figures.completeness() >= 0.98);
    assert!(figures.reduction() >= 0.99);
    assert!(figures.strong.precision() >= 0.995, "what links is right");
    assert!(figures.strong.recall(&figures) >= 0.53);
    assert!(figures.broad.precision() >= 0.93);
    assert!(figures.broad.recall(&figures) >= 0.90);
}
