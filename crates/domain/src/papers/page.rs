//! A paper as pages to be printed: one document that needs nothing beside it.
//!
//! **Invariant:** every text is escaped where it is put in, and there is no script, no frame, no form and no address in it, so that it
//! can be opened from anywhere; a policy inside says so once more, for whoever keeps the file.

use std::fmt::{self, Write as _};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use kuvend_entity::{kind::Paper, value::Language};
use sha2::{Digest as _, Sha256};

use super::{
    Sheet,
    columns::Column,
    head::Head,
    layout::Slot,
    words::{self, Label},
};
use crate::door::squares;

/// How papers look.
const STYLE: &str = include_str!("page.css");
/// What a page may do that is opened where it is stored, but for its style: nothing, not even run as if it were of this server.
pub const POLICY: &str =
    "sandbox; default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// Badges of a sheet: two in a row.
const BADGES: usize = 10;
/// Letters of a name, or of what is under it, from which it is written smaller, and smaller still.
const LONG: usize = 22;
const LONGER: usize = 48;

/// The style that a page has, by what it says, so that no other applies.
fn style() -> String {
    let hash = STANDARD.encode(Sha256::digest(STYLE.as_bytes()));
    format!("style-src 'sha256-{hash}'")
}

/// What a page may do, as the header of an answer says it.
#[must_use]
pub fn policy() -> String {
    format!("{POLICY}; {}", style())
}

/// A paper in the making.
#[derive(Debug)]
pub(crate) struct Page {
    paper: Paper,
    language: Language,
    head: Head,
    /// What the cells of a row are.
    columns: Vec<Column>,
    /// What stands in which column of a table.
    slots: Vec<Slot>,
    /// Whether only those who are expected are on it.
    expected_only: bool,
    put: usize,
}

impl Page {
    pub(super) fn new(sheet: &Sheet, head: Head, slots: Vec<Slot>) -> Self {
        Self {
            paper: sheet.paper,
            language: sheet.language.clone(),
            head,
            columns: sheet.columns.clone(),
            slots,
            expected_only: sheet.expected_only,
            put: 0,
        }
    }

    /// What its body is told by: the paper, and the format that it needs.
    fn class(&self) -> String {
        let format = match self.paper {
            Paper::GuestList | Paper::ProtocolList | Paper::RunOfShow => "wide",
            Paper::Badges => "cards",
            Paper::Certificates => "diploma",
            Paper::SignInSheet | Paper::Catering => "tall",
        };
        let paper = self.paper.as_str().to_lowercase().replace('_', "-");
        format!("{paper} {format}")
    }

    /// The beginning, to where the first row is put.
    pub(crate) fn begin(&self) -> String {
        let title = escaped(&self.head.title);
        let paper = words::paper(self.paper, &self.language);
        let mut text = format!(
            "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; {policy}\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"viewport\" content=\"width=device-width\">\n\
             <title>{paper} – {title}</title>\n<style>{STYLE}</style>\n</head>\n<body class=\"{class}\">\n",
            language = self.language,
            policy = style(),
            class = self.class(),
        );
        if matches!(self.paper, Paper::Badges | Paper::Certificates) {
            return text;
        }
        put(
            &mut text,
            format_args!(
                "<header>\n<p>{}</p>\n<h1>{title}</h1>\n<h2>{paper}</h2>\n<dl>\n",
                escaped(&self.head.office)
            ),
        );
        for (label, fact) in &self.head.facts {
            put(
                &mut text,
                format_args!("<dt>{label}</dt><dd>{}</dd>\n", escaped(fact)),
            );
        }
        text.push_str("</dl>\n</header>\n<table>\n<thead><tr>");
        for Slot { class, head, .. } in &self.slots {
            put(
                &mut text,
                format_args!("<th scope=\"col\" class=\"{class}\">{}</th>", escaped(head)),
            );
        }
        text.push_str("</tr></thead>\n<tbody>\n");
        text
    }

    /// Some rows.
    pub(crate) fn rows(&mut self, rows: &[Vec<String>]) -> String {
        let mut text = String::new();
        for cells in rows {
            match self.paper {
                Paper::Badges => self.badge(cells, &mut text),
                Paper::Certificates => self.certificate(cells, &mut text),
                _ => self.line(cells, &mut text),
            }
            self.put = self.put.saturating_add(1);
        }
        text
    }

    /// The end.
    pub(crate) fn end(&self) -> String {
        let open = match self.paper {
            Paper::Badges if self.put.is_multiple_of(BADGES) => "",
            Paper::Badges => "</section>\n",
            Paper::Certificates => "",
            _ => "</tbody>\n</table>\n",
        };
        format!("{}{open}</body>\n</html>\n", self.nothing())
    }

    /// What is said where a page of cards has none, and would be bare.
    fn nothing(&self) -> String {
        let why = match self.paper {
            _ if self.put > 0 => return String::new(),
            Paper::Badges if self.expected_only => Label::NoBadges,
            Paper::Badges => Label::NoGuests,
            Paper::Certificates => Label::NoCertificates,
            _ => return String::new(),
        };
        format!(
            "<main class=\"nothing\"><p>{}</p><h1>{}</h1><h2>{}</h2><p>{}</p></main>\n",
            escaped(&self.head.office),
            escaped(&self.head.title),
            words::paper(self.paper, &self.language),
            words::label(why, &self.language),
        )
    }

    fn line(&self, cells: &[String], text: &mut String) {
        text.push_str("<tr>");
        for slot in &self.slots {
            put(text, format_args!("<td class=\"{}\">", slot.class));
            let mut is_first = true;
            for (place, before) in &slot.cells {
                let cell = cells.get(*place).map(String::as_str).unwrap_or_default();
                if cell.is_empty() {
                    continue;
                }
                if !is_first {
                    text.push_str("<br>");
                }
                is_first = false;
                if let Some(before) = before {
                    put(text, format_args!("<i>{}</i> ", escaped(before)));
                }
                text.push_str(&escaped(cell).replace('\n', "<br>"));
            }
            text.push_str("</td>");
        }
        text.push_str("</tr>\n");
    }

    /// The cell of a column.
    fn cell<'a>(&self, cells: &'a [String], wanted: Column) -> &'a str {
        let mut columns = self.columns.iter().zip(cells);
        let found = columns.find(|(column, _)| **column == wanted);
        found.map(|(_, cell)| cell.as_str()).unwrap_or_default()
    }

    /// A page of its own, with the link as text and as a square that a telephone reads.
    fn certificate(&self, cells: &[String], text: &mut String) {
        let cell = |wanted| escaped(self.cell(cells, wanted));
        let said = |label| words::label(label, &self.language);
        let (name, link) = (
            self.cell(cells, Column::Name),
            self.cell(cells, Column::Link),
        );
        // A path alone leads nowhere that a telephone could go.
        let square = link
            .starts_with("http")
            .then(|| squares::drawing(link))
            .flatten();
        put(
            text,
            format_args!(
                "<article class=\"certificate\"><p class=\"office\">{}</p><h1>{}</h1><p>{}</p><p class=\"name{}\">{}</p><p>{}</p>\
             <p class=\"event\">{}</p><p>{}</p><footer><div><p>{} {}</p><p>{} {}</p><p>{}<br>{}</p></div>\
             <div class=\"signed\"><p>{}</p><p>{}</p></div>{}</footer></article>\n",
                escaped(&self.head.office),
                said(Label::Certificate),
                said(Label::Certifies),
                size(name),
                escaped(name),
                said(Label::TookPart),
                cell(Column::Title),
                cell(Column::Day),
                said(Label::Numbered),
                cell(Column::Certificate),
                said(Label::Issued),
                cell(Column::Issued),
                said(Label::Verified),
                escaped(link),
                escaped(&self.head.host),
                said(Label::Signed),
                square.unwrap_or_default(),
            ),
        );
    }

    fn badge(&self, cells: &[String], text: &mut String) {
        let cell = |wanted| self.cell(cells, wanted);
        let joined = |parts: &[&str], between: &str| {
            let parts: Vec<&str> = parts.iter().copied().filter(|it| !it.is_empty()).collect();
            parts.join(between)
        };
        let name = [Column::Honorific, Column::GivenName, Column::FamilyName].map(cell);
        let named = joined(&name, " ");
        let (function, body) = (cell(Column::Function), cell(Column::Organisation));
        // A seat that nobody has yet is the organisation's.
        let (named, what) = if named.is_empty() {
            (body.to_owned(), function.to_owned())
        } else {
            (named, joined(&[function, body], "\n"))
        };
        if self.put.is_multiple_of(BADGES) {
            text.push_str("<section class=\"sheet\">\n");
        }
        let event = format!("{} · {}", self.head.title, self.head.when);
        let role = match cell(Column::Roles) {
            "" => cell(Column::Category),
            role => role,
        };
        let ticket = match cell(Column::Ticket) {
            "" => None,
            token => squares::drawing(token),
        };
        let class = if ticket.is_some() { " ticketed" } else { "" };
        put(
            text,
            format_args!(
                "<article class=\"badge{class}\"><p class=\"event\">{}</p><p class=\"name{}\">{}</p><p class=\"what{}\">{}</p><p class=\"role\">{}</p>{}</article>\n",
                escaped(&event),
                size(&named),
                escaped(&named),
                size(&what),
                escaped(&what).replace('\n', "<br>"),
                escaped(role),
                ticket.unwrap_or_default(),
            ),
        );
        if self.put % BADGES == BADGES - 1 {
            text.push_str("</section>\n");
        }
    }
}

/// What makes a long text smaller, so that it fits.
fn size(text: &str) -> &'static str {
    let letters = text.chars().count();
    if letters <= LONG {
        ""
    } else if letters <= LONGER {
        " long"
    } else {
        " long longer"
    }
}

/// Puts more behind a text.
fn put(text: &mut String, more: fmt::Arguments<'_>) {
    // Writing to a text cannot fail.
    let _ = text.write_fmt(more);
}

/// A text with nothing in it that a page takes for its own.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{super::columns, *};

    fn page(paper: Paper) -> Page {
        let columns = columns::of(paper).to_vec();
        let slot = |(place, column): (usize, &Column)| Slot {
            class: column.as_str(),
            head: "<i>head</i>".to_owned(),
            cells: vec![(place, None)],
        };
        let mut slots: Vec<Slot> = columns.iter().enumerate().map(slot).collect();
        slots.push(Slot {
            class: "answers",
            head: "Answers".to_owned(),
            cells: [0, 1].map(|at| (at, Some("<u>Why?</u>".to_owned()))).into(),
        });
        let head = Head {
            office: "Office & Co".to_owned(),
            title: "<b>Day</b>".to_owned(),
            facts: vec![("When", "\"now\"".to_owned())],
            when: "18 December 2023".to_owned(),
            host: "Ministry & Co".to_owned(),
        };
        Page {
            paper,
            language: "el".parse().unwrap(),
            head,
            columns,
            slots,
            expected_only: true,
            put: 0,
        }
    }

    fn cells(paper: Paper, text: &str) -> Vec<String> {
        vec![text.to_owned(); columns::of(paper).len()]
    }

    #[test]
    fn whatever_stands_in_a_page_is_a_text() {
        for paper in Paper::ALL {
            let mut page = page(*paper);
            let hostile = "<script>alert('x')</script>\n=1+1 \" onload=\"x";
            let text = page.begin() + &page.rows(&[cells(*paper, hostile)]) + &page.end();
            assert!(
                text.starts_with("<!DOCTYPE html>\n<html lang=\"el\">"),
                "{paper}"
            );
            assert!(text.ends_with("</body>\n</html>\n"), "{paper}");
            for wrong in ["<script", "<i>head", "<u>", "<b>", "onload=\"x", "http"] {
                let inside = text.replace("http-equiv", "");
                assert!(!inside.contains(wrong), "{paper}: {wrong}\n{text}");
            }
            assert!(text.contains("&lt;script&gt;alert(&#39;x&#39;)"), "{paper}");
        }
    }

    #[test]
    fn ten_badges_are_a_sheet_whatever_pages_they_come_in() {
        for (pages, sheets) in [
            (vec![10], 1),
            (vec![3, 8], 2),
            (vec![20, 1], 3),
            (vec![], 0),
        ] {
            let mut page = page(Paper::Badges);
            let mut text = page.begin();
            for rows in pages {
                text.push_str(&page.rows(&vec![cells(Paper::Badges, "x"); rows]));
            }
            text.push_str(&page.end());
            let count = |what: &str| text.matches(what).count();
            assert_eq!((count("<section"), count("</section>")), (sheets, sheets));
        }
    }

    #[test]
    fn a_page_of_cards_that_has_none_says_so() {
        for paper in [Paper::Badges, Paper::Certificates] {
            let mut page = page(paper);
            let bare = page.begin() + &page.end();
            assert!(bare.contains("<main class=\"nothing\">"), "{bare}");
            assert!(bare.contains("εκτύπωση."), "{bare}");
            page.expected_only = false;
            let all = page.begin() + &page.end();
            assert_eq!(all == bare, paper == Paper::Certificates);
            let some = page.begin() + &page.rows(&[cells(paper, "x")]) + &page.end();
            assert!(!some.contains("nothing\">"), "{some}");
        }
        let list = page(Paper::GuestList);
        assert!(!(list.begin() + &list.end()).contains("<main"));
    }

    #[test]
    fn a_certificate_has_a_line_to_be_signed_on_for_whoever_hosts() {
        let mut page = page(Paper::Certificates);
        let text = page.rows(&[cells(Paper::Certificates, "x")]);
        let line = "<div class=\"signed\"><p>Ministry &amp; Co</p><p>Όνομα, ιδιότητα και υπογραφή</p></div>";
        assert!(text.contains(line), "{text}");
    }

    #[test]
    fn several_answers_stand_below_each_other_each_behind_its_question() {
        let mut page = page(Paper::GuestList);
        let mut row = cells(Paper::GuestList, "");
        row[0] = "one\ntwo".to_owned();
        row[1] = "three".to_owned();
        let text = page.rows(&[row.clone()]);
        let why = "<i>&lt;u&gt;Why?&lt;/u&gt;</i>";
        let told = format!("<td class=\"answers\">{why} one<br>two<br>{why} three</td>");
        assert!(text.contains(&told), "{text}");
        row[0].clear();
        let text = page.rows(&[row]);
        let told = format!("<td class=\"answers\">{why} three</td>");
        assert!(text.contains(&told), "nothing is said of no answer: {text}");
    }

    #[test]
    fn a_badge_has_a_square_only_where_there_is_a_ticket() {
        let mut page = page(Paper::Badges);
        page.columns.push(Column::Ticket);
        let mut row = cells(Paper::Badges, "x");
        row.push(String::new());
        let text = page.rows(&[row.clone()]);
        assert!(
            !text.contains("<svg") && !text.contains("ticketed"),
            "{text}"
        );
        *row.last_mut().unwrap() = "AQbNFhP-ticket".to_owned();
        let text = page.rows(&[row]);
        assert!(text.contains("<article class=\"badge ticketed\">"));
        assert_eq!(text.matches("<svg ").count(), 1);
        assert!(
            !text.contains("AQbNFhP"),
            "the square alone says it: {text}"
        );
    }

    #[test]
    fn a_long_name_is_written_smaller() {
        assert_eq!(size("Arta Hoxha"), "");
        assert_eq!(size("Κωνσταντίνος Παπαδημητρίου"), " long");
        assert_eq!(size(&"x".repeat(60)), " long longer");
    }

    #[test]
    fn the_policy_names_the_one_style_that_there_is() {
        let begun = page(Paper::Catering).begin();
        let named = style();
        assert!(begun.contains(&named) && policy().ends_with(&named));
        let inside = begun
            .split_once("<style>")
            .unwrap()
            .1
            .split_once("</style>")
            .unwrap()
            .0;
        let hash = STANDARD.encode(Sha256::digest(inside.as_bytes()));
        assert_eq!(named, format!("style-src 'sha256-{hash}'"));
    }
}
