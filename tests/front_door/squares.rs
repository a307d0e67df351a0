//! Reading a square as a telephone's camera does: from the picture that is printed to what it says.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

/// Modules of light that a camera needs around a square.
const MARGIN: usize = 4;
/// For versions 1 to 6 at level M: blocks, and how many code words of each are data.
const BLOCKS: [(usize, usize); 6] = [(1, 16), (1, 28), (1, 44), (2, 32), (2, 43), (4, 27)];
/// The signs of the mode for capitals and digits.
const SIGNS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// Which modules of a drawn square are dark, with the light around them.
fn drawn(svg: &str) -> Vec<Vec<bool>> {
    let side = svg.split("viewBox=\"0 0 ").nth(1).unwrap();
    let side: usize = side.split(' ').next().unwrap().parse().unwrap();
    let path = svg.split("fill=\"#000\" d=\"").nth(1).unwrap();
    let path = path.split('"').next().unwrap();
    let mut dark = vec![vec![false; side]; side];
    for run in path.split('M').filter(|run| !run.is_empty()) {
        let (at, rest) = run.split_once('h').unwrap();
        let (x, y) = at.split_once(' ').unwrap();
        let (length, rest) = rest.split_once('v').unwrap();
        assert_eq!(rest, format!("1h-{length}z"), "a stroke of one module");
        let [x, y, length] = [x, y, length].map(|number| number.parse::<usize>().unwrap());
        for module in &mut dark[y][x..x + length] {
            *module = true;
        }
    }
    dark
}

/// Whether a module is of the pattern that every square has, and says nothing.
fn is_pattern((row, column): (usize, usize), side: usize) -> bool {
    let corner = |row: usize, column: usize| row < 9 && column < 9;
    let finders =
        corner(row, column) || (row < 9 && column >= side - 8) || (row >= side - 8 && column < 9);
    let aligned = side > 21 && {
        let centre = side - 7;
        row.abs_diff(centre) <= 2 && column.abs_diff(centre) <= 2
    };
    finders || aligned || row == 6 || column == 6
}

fn is_masked(mask: u32, (row, column): (usize, usize)) -> bool {
    match mask {
        0 => (row + column).is_multiple_of(2),
        1 => row.is_multiple_of(2),
        2 => column.is_multiple_of(3),
        3 => (row + column).is_multiple_of(3),
        4 => (row / 2 + column / 3).is_multiple_of(2),
        5 => (row * column) % 2 + (row * column) % 3 == 0,
        6 => ((row * column) % 2 + (row * column) % 3).is_multiple_of(2),
        _ => ((row + column) % 2 + (row * column) % 3).is_multiple_of(2),
    }
}

/// The bits of what a square says, in order.
struct Bits(Vec<bool>);

impl Bits {
    fn take(&mut self, count: usize) -> usize {
        let taken: Vec<bool> = self.0.drain(..count).collect();
        taken
            .into_iter()
            .fold(0, |all, bit| all * 2 + usize::from(bit))
    }
}

/// Which modules of a picture in the form PNG are dark, with the light around them: one bit a dot, nothing filtered.
fn pictured(png: &[u8]) -> Vec<Vec<bool>> {
    assert_eq!(&png[..8], b"\x89PNG\r\n\x1A\n");
    let (mut rest, mut side, mut packed) = (&png[8..], 0, Vec::new());
    while !rest.is_empty() {
        let number = |at: usize| u32::from_be_bytes(rest[at..at + 4].try_into().unwrap());
        let length = usize::try_from(number(0)).unwrap();
        let body = &rest[8..8 + length];
        let mut sum = flate2::Crc::new();
        sum.update(&rest[4..8 + length]);
        assert_eq!(
            sum.sum(),
            number(8 + length),
            "what the file says of itself"
        );
        match &rest[4..8] {
            b"IHDR" => {
                assert_eq!(body[..4], body[4..8], "a square");
                assert_eq!(body[8..], [1, 0, 0, 0, 0]);
                side = usize::try_from(number(8)).unwrap();
            }
            b"IDAT" => packed.extend_from_slice(body),
            b"IEND" => assert!(body.is_empty()),
            other => panic!("{other:?}"),
        }
        rest = &rest[12 + length..];
    }
    let mut bytes = Vec::new();
    ZlibDecoder::new(packed.as_slice())
        .read_to_end(&mut bytes)
        .unwrap();
    let width = 1 + side.div_ceil(8);
    let dots: Vec<Vec<bool>> = bytes
        .chunks(width)
        .map(|line| {
            assert_eq!(line[0], 0);
            let is_dark = |dot: usize| line[1 + dot / 8] & (0x80 >> (dot % 8)) == 0;
            (0..side).map(is_dark).collect()
        })
        .collect();
    assert_eq!(dots.len(), side);
    // The corner of the first pattern is seven modules wide, behind the light.
    let light = dots.iter().position(|line| line.contains(&true)).unwrap();
    let module = light / MARGIN;
    let at = |place: usize| place * module + module / 2;
    (0..side / module)
        .map(|row| {
            (0..side / module)
                .map(|column| dots[at(row)][at(column)])
                .collect()
        })
        .collect()
}

/// What a drawn square of version 1 to 6 at level M says.
pub fn read(svg: &str) -> String {
    said(&drawn(svg))
}

/// What a square in a picture says.
pub fn read_picture(png: &[u8]) -> String {
    said(&pictured(png))
}

fn said(drawn: &[Vec<bool>]) -> String {
    let side = drawn.len() - 2 * MARGIN;
    let within = MARGIN..MARGIN + side;
    for (row, modules) in drawn.iter().enumerate() {
        for (column, dark) in modules.iter().enumerate() {
            let is_inside = within.contains(&row) && within.contains(&column);
            assert!(is_inside || !dark, "light around the square");
        }
    }
    let dark = |row: usize, column: usize| drawn[row + MARGIN][column + MARGIN];
    let version = (side - 17) / 4;
    let (blocks, data) = BLOCKS[version - 1];
    let format = (0..6).map(|column| (8, column));
    let format = format.chain([(8, 7), (8, 8), (7, 8)]);
    let format = format.chain((0..6).rev().map(|row| (row, 8)));
    let format = format.fold(0_u32, |all, (row, column)| {
        all * 2 + u32::from(dark(row, column))
    });
    let format = (format ^ 0x5412) >> 10;
    assert_eq!(format >> 3, 0, "level M");
    let mask = format & 7;

    let mut words = Bits(Vec::new());
    let mut upwards = true;
    let mut right = side - 1;
    while right > 0 {
        if right == 6 {
            right -= 1;
        }
        for step in 0..side {
            let row = if upwards { side - 1 - step } else { step };
            for column in [right, right - 1] {
                if !is_pattern((row, column), side) {
                    words
                        .0
                        .push(dark(row, column) != is_masked(mask, (row, column)));
                }
            }
        }
        upwards = !upwards;
        right = right.saturating_sub(2);
    }
    // The blocks' words stand one by one beside each other.
    let words: Vec<usize> = (0..blocks * data).map(|_| words.take(8)).collect();
    let mut bits = Bits(Vec::new());
    for block in 0..blocks {
        for word in words.iter().skip(block).step_by(blocks) {
            bits.0.extend((0..8).rev().map(|bit| word >> bit & 1 == 1));
        }
    }
    let mut said = Vec::new();
    while bits.0.len() >= 4 {
        match bits.take(4) {
            0 => break,
            1 => {
                let mut count = bits.take(10);
                while count > 0 {
                    let digits = count.min(3);
                    let number = bits.take([0, 4, 7, 10][digits]);
                    said.extend(format!("{number:0digits$}").bytes());
                    count -= digits;
                }
            }
            2 => {
                let count = bits.take(9);
                for _ in 0..count / 2 {
                    let pair = bits.take(11);
                    said.extend([SIGNS[pair / 45], SIGNS[pair % 45]]);
                }
                if !count.is_multiple_of(2) {
                    said.push(SIGNS[bits.take(6)]);
                }
            }
            4 => {
                let count = bits.take(8);
                said.extend((0..count).map(|_| u8::try_from(bits.take(8)).unwrap()));
            }
            mode => panic!("a mode of which there is none: {mode}"),
        }
    }
    String::from_utf8(said).unwrap()
}

#[test]
fn a_square_is_read_as_what_it_was_made_of() {
    for text in [
        "AQbNFhP-ticket-ticket-ticket-ticket-ticket-tic",
        "AQYAAAAAAAAAAAAAAAAAAAAH123456789012345ABCDEFGH",
        "https://kuvend.example.org/certificate/AQsAAAAAAAAAAAAAAAAAAAAAHxyz_-",
        "0123456789",
        "x",
    ] {
        let svg = kuvend_domain::door::squares::drawing(text).unwrap();
        assert_eq!(read(&svg), text);
    }
}
