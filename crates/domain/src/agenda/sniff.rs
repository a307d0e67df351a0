//! What a file is by its own first bytes, whatever it is called and whatever its sender says of it.

use kuvend_entity::kind::DeliverableKind;

/// Bytes of files at most, by kind.
#[derive(Debug)]
pub(super) struct Most {
    pub(super) photo: i64,
    pub(super) video: i64,
    pub(super) slides: i64,
}

const MEBIBYTE: i64 = 1024 * 1024;

/// Bytes of files at most, by kind. What an upload may have at all is the server's to say.
pub(super) const MOST_BYTES: Most = Most {
    photo: 20 * MEBIBYTE,
    video: 1024 * MEBIBYTE,
    slides: 100 * MEBIBYTE,
};

/// What a file is, and how the name of such a file ends.
pub(super) type Known = (&'static str, &'static str);

/// What a file of a kind is, by its first piece; nothing where it is none of those that are taken.
pub(super) fn sniffed(kind: DeliverableKind, first: &[u8]) -> Option<Known> {
    match kind {
        DeliverableKind::Photo => picture(first),
        DeliverableKind::VideoFile => film(first),
        DeliverableKind::Slides => slides(first),
        DeliverableKind::Title | DeliverableKind::Biography | DeliverableKind::ConsentToPublish => {
            None
        }
    }
}

fn picture(first: &[u8]) -> Option<Known> {
    if first.starts_with(b"\xFF\xD8\xFF") {
        return Some(("image/jpeg", "jpg"));
    }
    if first.starts_with(b"\x89PNG\r\n\x1A\n") {
        return Some(("image/png", "png"));
    }
    if first.starts_with(b"RIFF") && first.get(8..12) == Some(b"WEBP") {
        return Some(("image/webp", "webp"));
    }
    match brand(first)? {
        b"heic" | b"heix" | b"mif1" | b"heim" | b"heis" => Some(("image/heic", "heic")),
        b"avif" => Some(("image/avif", "avif")),
        _ => None,
    }
}

fn film(first: &[u8]) -> Option<Known> {
    if first.starts_with(b"\x1A\x45\xDF\xA3") {
        let is_web = holds(first.get(..64).unwrap_or(first), b"webm");
        return Some(if is_web {
            ("video/webm", "webm")
        } else {
            ("video/x-matroska", "mkv")
        });
    }
    match brand(first)? {
        b"qt  " => Some(("video/quicktime", "mov")),
        [b'm', b'p', b'4', _] | [b'i', b's', b'o', _] | b"avc1" | b"M4V " | b"M4VP" | b"dash" => {
            Some(("video/mp4", "mp4"))
        }
        _ => None,
    }
}

fn slides(first: &[u8]) -> Option<Known> {
    if first.starts_with(b"%PDF-") {
        return Some(("application/pdf", "pdf"));
    }
    if !first.starts_with(b"PK\x03\x04") {
        return None;
    }
    if first.get(30..77) == Some(b"mimetypeapplication/vnd.oasis.opendocument.pres") {
        return Some(("application/vnd.oasis.opendocument.presentation", "odp"));
    }
    (holds(first, b"[Content_Types].xml") && holds(first, b"ppt/")).then_some((
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "pptx",
    ))
}

/// The brand of a file in the form of ISO 14496-12.
fn brand(first: &[u8]) -> Option<&[u8; 4]> {
    if first.get(4..8) != Some(b"ftyp") {
        return None;
    }
    first.get(8..12)?.try_into().ok()
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ending(kind: DeliverableKind, first: &[u8]) -> Option<&'static str> {
        sniffed(kind, first).map(|(_, ending)| ending)
    }

    #[test]
    fn a_file_is_what_its_bytes_say_and_of_one_kind() {
        use DeliverableKind::{Biography, Photo, Slides, VideoFile};
        let odp = [
            b"PK\x03\x04".as_slice(),
            &[0; 26],
            b"mimetypeapplication/vnd.oasis.opendocument.presentation",
        ]
        .concat();
        let pptx = [
            b"PK\x03\x04".as_slice(),
            &[0; 26],
            b"[Content_Types].xml....ppt/slides/slide1.xml",
        ]
        .concat();
        let files: [(DeliverableKind, &[u8], &str); 14] = [
            (Photo, b"\xFF\xD8\xFF\xE0\0\x10JFIF", "jpg"),
            (Photo, b"\x89PNG\r\n\x1A\n\0\0\0\rIHDR", "png"),
            (Photo, b"RIFF\x24\0\0\0WEBPVP8 ", "webp"),
            (Photo, b"\0\0\0\x18ftypheic\0\0\0\0", "heic"),
            (Photo, b"\0\0\0\x18ftypavif\0\0\0\0", "avif"),
            (VideoFile, b"\0\0\0\x18ftypmp42\0\0\0\0", "mp4"),
            (VideoFile, b"\0\0\0\x18ftypisom\0\0\0\0", "mp4"),
            (VideoFile, b"\0\0\0\x18ftypM4V \0\0\0\0", "mp4"),
            (VideoFile, b"\0\0\0\x14ftypqt  \0\0\0\0", "mov"),
            (VideoFile, b"\x1A\x45\xDF\xA3\x01\0\0\0\0\0\0\x1FB\x86\x81\x01B\xF7\x81\x01B\xF2\x81\x04B\xF3\x81\x08B\x82\x84webmB\x87\x81\x04B\x85\x81\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", "webm"),
            (VideoFile, b"\x1A\x45\xDF\xA3\x01\0\0", "mkv"),
            (Slides, b"%PDF-1.7\n", "pdf"),
            (Slides, &odp, "odp"),
            (Slides, &pptx, "pptx"),
        ];
        for (kind, bytes, expected) in files {
            for other in [Photo, VideoFile, Slides, Biography] {
                let found = ending(other, bytes);
                assert_eq!(
                    found,
                    (other == kind).then_some(expected),
                    "{expected} as {other}"
                );
            }
        }
    }

    #[test]
    fn what_is_none_of_them_is_not_taken() {
        let docx = [
            b"PK\x03\x04".as_slice(),
            &[0; 26],
            b"[Content_Types].xml....word/document.xml",
        ]
        .concat();
        for bytes in [
            b"".as_slice(),
            b"MZ\x90\0",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\">",
            b"<!DOCTYPE html>",
            b"GIF89a",
            b"RIFF\x24\0\0\0WAVEfmt ",
            b"\0\0\0\x18ftypM4A \0\0\0\0",
            &docx,
        ] {
            for kind in [
                DeliverableKind::Photo,
                DeliverableKind::VideoFile,
                DeliverableKind::Slides,
            ] {
                assert_eq!(ending(kind, bytes), None, "{bytes:?}");
            }
        }
    }
}
