//! Records in the shape of FEBRL's, which whoever measures record linkage begins with: English names, an original and a
//! duplicate with one slip to three anywhere in it, no address and no telephone.

use std::fmt::Write as _;

use super::{
    tests::{Dice, of},
    *,
};

const GIVEN: &str = "joshua emily jack sophie thomas isabella william chloe lachlan georgia james olivia benjamin jessica \
    samuel hannah daniel charlotte matthew emma nicholas ella ethan lucy jacob mia alexander grace liam ruby harrison \
    amelia luke zoe ryan madison connor lily oliver abby dylan sarah joel brianna mitchell caitlin finn imogen kyle holly \
    blake laura riley alicia noah claire toby eliza flynn paige hugo tahlia bailey amber jayden kiara";
const FAMILY: &str = "white clarke campbell ryan webb green reid miles nguyen matthews harrison dixon morrison coleman \
    bishop stephenson wilkins burford lowe heidenreich goldsworthy mcneill rollins vincent crouch blackwell ebert hinton \
    dolan leslie thorpe everett sheehan mason beams pascoe durbin maynard santi huxley bateman quilliam parr fitzgerald \
    laing wheatley tropea scriva radnidge lombardi hage neumann dent kowald weidenhofer roche donaldson berry chandler";
const STREETS: &str = "stanley knox wickham tyson chisholm endeavour florey garran hawker ainsworth banks cowper derwent \
    eyre fitzroy gilmore hobart ingamells jansz kavel lister macrobertson newman oberon pridham";
const SUBURBS: &str = "winston toowoomba belmore castle glebe narellan mosman dapto keilor brighton moe werribee pakenham \
    frankston altona robina coorparoo ipswich cairns mackay nundah yeppoon busselton armadale albany";

/// A record, by the heads of its columns.
const HEADS: [&str; 10] = [
    "given_name",
    "surname",
    "street_number",
    "address_1",
    "address_2",
    "suburb",
    "postcode",
    "state",
    "date_of_birth",
    "soc_sec_id",
];
type Row = [String; HEADS.len()];

/// The first of a list are the most frequent, as names are.
fn frequent(dice: &mut Dice, list: &str) -> String {
    let words: Vec<&str> = list.split_whitespace().collect();
    let among = 1 + dice.below(words.len());
    words[dice.below(among)].to_owned()
}

fn original(dice: &mut Dice) -> Row {
    let digits =
        |dice: &mut Dice, from: usize, to: usize| (from + dice.below(to - from)).to_string();
    [
        frequent(dice, GIVEN),
        frequent(dice, FAMILY),
        digits(dice, 1, 200),
        format!("{} street", frequent(dice, STREETS)),
        if dice.below(3) == 0 {
            format!("{} village", frequent(dice, STREETS))
        } else {
            String::new()
        },
        frequent(dice, SUBURBS),
        digits(dice, 2000, 6999),
        "nsw".to_owned(),
        format!(
            "19{:02}{:02}{:02}",
            dice.below(100),
            1 + dice.below(12),
            1 + dice.below(28)
        ),
        digits(dice, 1_000_000, 9_999_999),
    ]
}

/// A value with one slip: a letter or a digit another one, doubled, left out, or changed with its neighbour.
fn slip(value: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = value.chars().collect();
    if letters.len() < 2 {
        return value.to_owned();
    }
    let place = dice.below(letters.len() - 1);
    match dice.below(4) {
        0 if letters[place].is_ascii_digit() => {
            letters[place] = char::from(b'0' + u8::try_from(dice.below(10)).unwrap());
        }
        0 => letters[place] = char::from(b'a' + u8::try_from(dice.below(26)).unwrap()),
        1 => letters.insert(place, letters[place]),
        2 => drop(letters.remove(place)),
        _ => letters.swap(place, place + 1),
    }
    letters.into_iter().collect()
}

/// The same person with one change to three, each in another place.
fn duplicate(mut row: Row, dice: &mut Dice) -> Row {
    for _ in 0..=dice.below(3) {
        match dice.below(30) {
            0..3 => row.swap(0, 1),
            3..6 => row.swap(3, 4),
            6..9 => {
                let place = dice.below(HEADS.len());
                row[place].clear();
            }
            9 => row[8] = original(dice)[8].clone(),
            _ => {
                let place = dice.below(HEADS.len());
                row[place] = slip(&row[place], dice);
            }
        }
    }
    row
}

/// A file of so many originals, each second of which is there again, with some of the columns.
fn file(seed: u64, people: usize, columns: &[&str]) -> String {
    let mut dice = Dice(seed);
    let mut text = format!("rec_id, {}\n", columns.join(", "));
    let write = |text: &mut String, id: String, row: &Row| {
        let cells = HEADS
            .iter()
            .zip(row)
            .filter(|(head, _)| columns.contains(head));
        let cells: Vec<&str> = cells.map(|(_, cell)| cell.as_str()).collect();
        writeln!(text, "{id}, {}", cells.join(", ")).unwrap();
    };
    for number in 0..people {
        let row = original(&mut dice);
        write(&mut text, format!("rec-{number}-org"), &row);
        if number % 2 == 0 {
            write(
                &mut text,
                format!("rec-{number}-dup-0"),
                &duplicate(row, &mut dice),
            );
        }
    }
    text
}

fn measured(columns: &[&str]) -> Figures {
    let figures = evaluate(&of(&file(11, 2_000, columns)).unwrap());
    println!(
        "{} columns, completeness {:.4}, reduction {:.4}",
        columns.len(),
        figures.completeness(),
        figures.reduction()
    );
    for (name, found) in [
        ("strong", figures.strong),
        ("broad", figures.broad),
        ("best", figures.best.found),
    ] {
        let (precision, recall, f1) = (
            found.precision(),
            found.recall(&figures),
            found.f1(&figures),
        );
        println!("{name}: precision {precision:.3} recall {recall:.3} F1 {f1:.3}");
    }
    println!("best from {} bits", figures.best.bits);
    figures
}

#[test]
fn records_with_all_their_columns_are_told_apart() {
    let figures = measured(&HEADS);
    assert_eq!((figures.records, figures.true_pairs), (3_000, 1_000));
    assert!(figures.broad.precision() >= 0.99);
    assert!(figures.broad.recall(&figures) >= 0.98);
    assert!(figures.strong.precision() >= 0.995);
    assert!(figures.strong.recall(&figures) >= 0.94);
    assert!(figures.completeness() >= 0.99);
    assert!(figures.reduction() >= 0.98);
    assert!(figures.best.found.f1(&figures) >= figures.broad.f1(&figures) - 1e-9);
}

#[test]
fn records_with_names_birthdays_and_towns_alone_are_told_apart() {
    let figures = measured(&["given_name", "surname", "suburb", "date_of_birth"]);
    // A birthday that is another's altogether parts even who has the name and the town in common.
    assert!(figures.broad.precision() >= 0.93);
    assert!(figures.broad.recall(&figures) >= 0.88);
    assert!(figures.strong.precision() >= 0.99);
    assert!(figures.strong.recall(&figures) >= 0.72);
    assert!(figures.completeness() >= 0.98);
}
