//! A labelled set of made-up people, each entered twice with one sort of slip, among twins and parents of one address and
//! among namesakes.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};

use super::*;
use crate::duplicates::{Name, Record, Score};

const GIVEN: [&str; 32] = [
    "Arben",
    "Arta",
    "Besnik",
    "Blerta",
    "Ilir",
    "Drita",
    "Gjergj",
    "Mimoza",
    "Nikolla",
    "Elena",
    "Petrit",
    "Vjollca",
    "Agron",
    "Teuta",
    "Dritan",
    "Lindita",
    "Fatmir",
    "Shpresa",
    "Genti",
    "Valbona",
    "Kujtim",
    "Zamira",
    "Luan",
    "Rovena",
    "Skender",
    "Albana",
    "Taulant",
    "Entela",
    "Ylli",
    "Marsela",
    "Stefan",
    "Konstandin",
];
const FAMILY: [&str; 36] = [
    "Hoxha",
    "Shehu",
    "Leka",
    "Gashi",
    "Krasniqi",
    "Berisha",
    "Dervishi",
    "Kola",
    "Marku",
    "Prifti",
    "Basha",
    "Çela",
    "Gjoka",
    "Kodra",
    "Lleshi",
    "Muça",
    "Nikaj",
    "Papadopoulos",
    "Rama",
    "Sinani",
    "Toska",
    "Vata",
    "Xhafa",
    "Zeneli",
    "Bregu",
    "Dushku",
    "Frashëri",
    "Haxhiu",
    "Jorgji",
    "Kelmendi",
    "Lamaj",
    "Mehmeti",
    "Osmani",
    "Pashaj",
    "Qosja",
    "Rexha",
];
const TOWNS: [&str; 8] = [
    "Bari", "Athina", "London", "Milano", "Boston", "Zürich", "Wien", "Torino",
];
const KINDS: [&str; 11] = [
    "as it was",
    "typo",
    "misread",
    "by ear",
    "swapped",
    "married",
    "short name",
    "other script",
    "moved",
    "little known",
    "date slip",
];
/// People of each kind.
const EACH: usize = 120;

/// What is written of a person.
#[derive(Clone)]
struct Written {
    given: String,
    family: String,
    born: Option<NaiveDate>,
    email: Option<String>,
    phone: Option<String>,
    place: (String, String),
}

impl Written {
    fn labelled(&self, entity: String) -> Labelled {
        Labelled {
            entity,
            record: Record {
                name: Name::new(&self.given, &self.family),
                birth_on: self.born,
                birth_year: self.born.map(|day| day.year()),
                emails: self.email.iter().cloned().collect(),
                phones: self.phone.iter().cloned().collect(),
                country: Some(self.place.0.clone()),
                city: Some(self.place.1.clone()),
                ..Record::default()
            },
            more: More::default(),
        }
    }
}

/// Numbers that are the same each time.
pub(super) struct Dice(pub(super) u64);

impl Dice {
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    pub(super) fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

fn person(dice: &mut Dice, number: usize) -> Written {
    let (given, family) = (dice.of(&GIVEN).to_owned(), dice.of(&FAMILY).to_owned());
    let town = dice.below(TOWNS.len());
    let days = u64::try_from(dice.below(18_000)).unwrap();
    Written {
        born: NaiveDate::from_ymd_opt(1950, 1, 1)
            .unwrap()
            .checked_add_days(Days::new(days)),
        email: (dice.below(10) < 6)
            .then(|| format!("p{number}.{}@example.org", family.to_lowercase())),
        phone: (dice.below(10) < 5).then(|| format!("+3556{:08}", dice.below(99_999_999))),
        place: (format!("c{}", town / 2), TOWNS[town].to_lowercase()),
        given,
        family,
    }
}

/// A name with two neighbouring letters swapped, behind the first.
fn typo(name: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = name.chars().collect();
    let place = 1 + dice.below(letters.len() - 2);
    letters.swap(place, place + 1);
    letters.into_iter().collect()
}

/// The same person, entered again with one sort of slip. Whoever enters somebody anew seldom has the same address.
fn again(mut it: Written, kind: &str, dice: &mut Dice) -> Written {
    if dice.below(10) < 5 {
        it.email = None;
    }
    match kind {
        "typo" => it.given = typo(&it.given, dice),
        "misread" => {
            it.family = it
                .family
                .replacen('l', "1", 1)
                .replacen('i', "j", 1)
                .replace('1', "i");
        }
        "by ear" => {
            it.family = it
                .family
                .replace("xh", "dj")
                .replace('q', "k")
                .replace("sh", "s")
                .replace('ç', "q");
        }
        "swapped" => std::mem::swap(&mut it.given, &mut it.family),
        "married" => it.family = dice.of(&FAMILY).to_owned(),
        "short name" => {
            it.given = match it.given.as_str() {
                "Nikolla" => "Kol",
                "Arben" => "Beni",
                "Konstandin" => "Kostas",
                "Stefan" => "Steve",
                "Fatmir" => "Miri",
                name => {
                    return again(
                        Written {
                            given: format!("{}.", &name[..1]),
                            ..it
                        },
                        "as it was",
                        dice,
                    );
                }
            }
            .to_owned();
        }
        "other script" => {
            it.given = it
                .given
                .replace("Nikolla", "Νικόλα")
                .replace("Elena", "Έλενα");
            it.family = it
                .family
                .replace("Papadopoulos", "Παπαδόπουλος")
                .replace("Rama", "Ράμα")
                .to_uppercase();
        }
        "moved" => {
            it.place = ("c9".to_owned(), "oslo".to_owned());
            it.phone = None;
        }
        "little known" => it.born = None,
        "date slip" => {
            let day = it.born.unwrap();
            it.born = NaiveDate::from_ymd_opt(day.year(), day.day(), day.month())
                .or_else(|| day.succ_opt());
        }
        _ => {}
    }
    it
}

/// The set, with the kind of slip of each pair that is of one person.
fn set() -> (Vec<Labelled>, BTreeMap<String, &'static str>) {
    let (mut dice, mut rows, mut kinds) = (Dice(7), Vec::new(), BTreeMap::new());
    for kind in KINDS {
        for _ in 0..EACH {
            let number = rows.len();
            let it = person(&mut dice, number);
            let entity = number.to_string();
            rows.push(it.labelled(entity.clone()));
            rows.push(again(it, kind, &mut dice).labelled(entity.clone()));
            kinds.insert(entity, kind);
        }
    }
    for _ in 0..EACH {
        let it = person(&mut dice, rows.len());
        let twin = Written {
            given: dice.of(&GIVEN).to_owned(),
            ..it.clone()
        };
        let parent = Written {
            born: it
                .born
                .and_then(|day| day.with_day(15)?.with_year(day.year() - 27)),
            ..it.clone()
        };
        let is_twin = twin.given != it.given;
        for (place, one) in [Some(it), is_twin.then_some(twin), Some(parent)]
            .into_iter()
            .flatten()
            .enumerate()
        {
            rows.push(one.labelled(format!("family {} {place}", rows.len())));
        }
    }
    for _ in 0..2_000 {
        let number = rows.len();
        rows.push(person(&mut dice, number).labelled(number.to_string()));
    }
    (rows, kinds)
}

/// The part of the true pairs of each kind that are found by a judgement.
fn by_kind(judge: impl Fn(&Score) -> bool) -> BTreeMap<&'static str, f64> {
    let (rows, kinds) = set();
    let mut found: BTreeMap<&str, u32> = KINDS.iter().map(|kind| (*kind, 0)).collect();
    let counted = Frequencies::of(rows.iter().map(|row| &row.record.name));
    let (together, _) = candidates(&rows);
    for (one, other) in together {
        if rows[one].entity == rows[other].entity
            && judge(&score_among(
                &rows[one].record,
                &rows[other].record,
                &counted,
            ))
        {
            *found.get_mut(kinds[&rows[one].entity]).unwrap() += 1;
        }
    }
    let each = f64::from(u32::try_from(EACH).unwrap());
    found
        .into_iter()
        .map(|(kind, found)| (kind, f64::from(found) / each))
        .collect()
}

#[test]
fn people_are_told_apart_as_well_as_stated() {
    let (rows, _) = set();
    let figures = evaluate(&rows);
    println!("{figures:?}");
    for (name, found) in [("strong", figures.strong), ("broad", figures.broad)] {
        println!(
            "{name}: precision {:.3} recall {:.3} F1 {:.3}",
            found.precision(),
            found.recall(&figures),
            found.f1(&figures)
        );
    }
    println!(
        "completeness {:.3} reduction {:.4}",
        figures.completeness(),
        figures.reduction()
    );
    assert!(figures.strong.precision() >= 0.99, "what links is right");
    assert!(figures.strong.recall(&figures) >= 0.90);
    assert!(figures.broad.recall(&figures) >= 0.99);
    // Parents of one name and address are asked about, and a thousand names for five thousand people leave namesakes.
    assert!(figures.broad.precision() >= 0.80);
    assert!(figures.completeness() >= 0.98);
    assert!(figures.reduction() >= 0.98);
}

#[test]
fn each_sort_of_slip_is_found_as_often_as_stated() {
    let broad = by_kind(|score| score.bits >= BROAD);
    let strong = by_kind(Score::is_strong);
    for kind in KINDS {
        println!(
            "{kind:13} strong {:.2} broad {:.2}",
            strong[kind], broad[kind]
        );
        assert!(broad[kind] >= 0.97, "{kind}: {}", broad[kind]);
    }
}

/// Reads a text as a file.
pub(super) fn of(text: &str) -> Result<Vec<Labelled>, Unreadable> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    std::io::Write::write_all(&mut file, text.as_bytes()).unwrap();
    read(file.path())
}

#[test]
fn a_file_is_read_by_its_heads_and_labels_stand_in_ids_too() {
    let text = "rec_id, given_name, surname, date_of_birth, suburb, state, phone_number\n\
                rec-7-org, michaela, neumann, 19151111, winston hills, nsw, 02 1234 5678\n\
                rec-7-dup-0, neumann, michaela, 19151111, winston hills, nsw,\n\
                rec-8-org, john, neumann, 1960, , ,\n";
    let rows = of(text).unwrap();
    let entities: Vec<&str> = rows.iter().map(|row| row.entity.as_str()).collect();
    assert_eq!(entities, ["rec-7", "rec-7", "rec-8"]);
    assert_eq!(
        rows[0].record.birth_on,
        NaiveDate::from_ymd_opt(1915, 11, 11)
    );
    assert_eq!(rows[0].record.phones, ["0212345678"]);
    assert_eq!(rows[2].record.birth_year, Some(1960));
    let figures = evaluate(&rows);
    assert_eq!((figures.all, figures.true_pairs), (3, 1));
    assert_eq!(figures.strong, Found { pairs: 1, right: 1 });
    assert!((figures.strong.f1(&figures) - 1.0).abs() < 1e-9);
}

#[test]
fn a_file_that_does_not_say_who_is_who_is_refused() {
    let refused = |text: &str| of(text).unwrap_err().to_string();
    assert_eq!(
        refused("entity,city\n1,Bari\n"),
        "there is no column given or family"
    );
    assert_eq!(
        refused("given,family\nArta,Hoxha\n"),
        "there is no column entity"
    );
    assert_eq!(
        refused("id,given,family\n1,Arta,Hoxha\n2,Ilir,Hoxha\n"),
        "there is no column entity",
        "ids that say nothing of who is who"
    );
    assert_eq!(
        refused("entity,given\n1,Arta\n,Ilir\n"),
        "line 3 does not say who it is"
    );
}

#[test]
fn a_file_is_read_whatever_parts_its_columns_and_however_days_are_written() {
    let rows = |text: &str| of(text).unwrap();
    for text in [
        "unique_id;cluster;first_name;last_name;dob;email\n1;7;Arta;Hoxha;7/3/1980;Arta@example.org\n",
        "id\tentity id\tfull name\tDate of birth\te-mail\n1\t7\tArta Hoxha\t1980-03-07T00:00:00\tarta@example.org\n",
        "id,cluster,name,birth_date,email\n1,7,\"Hoxha, Arta\",19800307.0,arta@example.org\n",
        "\u{feff}cluster|given|family|dob|email\n7|Arta|Hoxha|07.03.1980|arta@example.org\n",
    ] {
        let row = &rows(text)[0];
        assert_eq!(row.entity, "7", "{text}");
        assert_eq!(row.record.name, Name::new("Arta", "Hoxha"), "{text}");
        assert_eq!(row.record.birth_on, NaiveDate::from_ymd_opt(1980, 3, 7));
        assert_eq!(row.record.emails, ["arta@example.org"]);
    }
    let american = &rows("entity,given,dob\n1,Arta,03/27/1980\n2,Ilir,19801340\n");
    assert_eq!(
        american[0].record.birth_on,
        NaiveDate::from_ymd_opt(1980, 3, 27)
    );
    assert_eq!(american[1].record.birth_on, None);
    assert_eq!(
        american[1].record.birth_year,
        Some(1980),
        "what can be read of it"
    );
}
