//! Squares that a camera reads: of modules, as a drawing for pages and paper, and as a picture for letters, whose readers show no
//! drawing.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// Light around the square, in modules, without which cameras do not find it.
const MARGIN: usize = 4;
/// Dots of the picture along one side of a module: large enough on a telephone, and some hundred bytes still.
const DOTS: usize = 6;

/// The modules of a text, row by row, the light around them left out.
struct Modules {
    width: usize,
    dark: Vec<bool>,
}

impl Modules {
    fn of(text: &str) -> Option<Self> {
        let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
        let (width, colours) = (code.width(), code.to_colors());
        let dark = colours.into_iter().map(|one| one == Color::Dark).collect();
        Some(Self { width, dark })
    }

    /// Modules along one side, with the light around.
    const fn side(&self) -> usize {
        self.width + 2 * MARGIN
    }

    /// Whether a module is dark, counted with the light around.
    fn is_dark(&self, row: usize, column: usize) -> bool {
        let within = |at: usize| at.checked_sub(MARGIN).filter(|at| *at < self.width);
        let place = within(row).zip(within(column));
        let place = place.map(|(row, column)| row * self.width + column);
        place.is_some_and(|place| self.dark.get(place) == Some(&true))
    }
}

/// A text as a square of modules, drawn by one path: black on white whatever is behind it.
#[must_use]
pub fn drawing(text: &str) -> Option<String> {
    let modules = Modules::of(text)?;
    let side = modules.side();
    let mut path = String::new();
    for row in 0..side {
        let mut from = 0;
        while from < side {
            let run = (from..side).take_while(|column| modules.is_dark(row, *column));
            let length = run.count();
            if length > 0 {
                // A run of dark modules is one stroke.
                write!(path, "M{from} {row}h{length}v1h-{length}z").ok()?;
            }
            from += length.max(1);
        }
    }
    Some(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" shape-rendering=\"crispEdges\">\
         <path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
    ))
}

/// A text as a picture in the form of the Portable Network Graphics, one bit a dot. The same text gives the same bytes.
#[must_use]
pub fn picture(text: &str) -> Option<Vec<u8>> {
    let modules = Modules::of(text)?;
    let dots = modules.side() * DOTS;
    let mut lines = Vec::with_capacity(dots * dots.div_ceil(8));
    for row in 0..modules.side() {
        let mut line = vec![0_u8; dots.div_ceil(8)];
        for dot in 0..dots {
            // A bit that is set is light.
            if !modules.is_dark(row, dot / DOTS) {
                *line.get_mut(dot / 8)? |= 0x80 >> (dot % 8);
            }
        }
        for _ in 0..DOTS {
            lines.extend_from_slice(&line);
        }
    }
    png(u32::try_from(dots).ok()?, &lines).ok()
}

/// The file of a square of one bit a dot, whose lines repeat themselves and need no filter to be packed well.
fn png(side: u32, lines: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::One);
    encoder.set_compression(png::Compression::High);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(lines)?;
    writer.finish()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::ZlibDecoder;

    use super::*;

    const TEXT: &str = "AQbNFhP-ticket-ticket-ticket-ticket-ticket-tic";

    #[test]
    fn a_square_is_dark_in_its_corners_and_has_light_around() {
        let svg = drawing(TEXT).unwrap();
        // The upper edge of the first finder pattern.
        assert!(svg.contains("M4 4h7v1h-7z"), "{svg}");
        assert!(!svg.contains("M0 0h1"));
        let side = Modules::of(TEXT).unwrap().side();
        // Of the second edge, the finder pattern stands at the right.
        assert!(svg.contains(&format!("M{} 4h7v1h-7z", side - 4 - 7)));
    }

    #[test]
    fn a_picture_shows_what_the_drawing_does() {
        let png = picture(TEXT).unwrap();
        assert!(png.len() < 2_000, "{} bytes", png.len());
        assert_eq!(png.get(..8).unwrap(), b"\x89PNG\r\n\x1A\n");
        let modules = Modules::of(TEXT).unwrap();
        let dots = modules.side() * DOTS;
        assert_eq!(png[16..20], u32::try_from(dots).unwrap().to_be_bytes());
        let length = u32::from_be_bytes(png[33..37].try_into().unwrap());
        let packed = &png[41..41 + usize::try_from(length).unwrap()];
        let mut lines = Vec::new();
        ZlibDecoder::new(packed).read_to_end(&mut lines).unwrap();
        let width = 1 + dots.div_ceil(8);
        assert_eq!(lines.len(), dots * width);
        for (at, line) in lines.chunks(width).enumerate() {
            assert_eq!(line[0], 0);
            for dot in 0..dots {
                let is_light = line[1 + dot / 8] & (0x80 >> (dot % 8)) != 0;
                assert_ne!(is_light, modules.is_dark(at / DOTS, dot / DOTS));
            }
        }
    }
}
