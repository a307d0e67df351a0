//! Which columns of a table stand on a page to be printed.
//!
//! A file keeps every column, so that whoever reads it finds them where they were; a page has room for what somebody has something in.

use kuvend_entity::value::Language;

use super::{
    columns::Column,
    words::{Label, label},
};

/// Answers that have columns of their own; more of them stand together in one, since a page is no wider.
const APART: usize = 4;
/// Letters of a question above its column.
const HEAD: usize = 80;
/// What stands in a cell of which there is nothing to say.
const NOTHING: &str = "—";

/// Which columns have something in them, as far as was read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Filled {
    columns: Vec<bool>,
    is_noted: bool,
}

impl Filled {
    /// None yet but those that stay whatever is in them; so many columns of answers behind the others.
    pub(super) fn of(columns: &[Column], answers: usize) -> Self {
        let own = columns.iter().map(|column| column.stays());
        Self {
            columns: own.chain(std::iter::repeat_n(false, answers)).collect(),
            is_noted: false,
        }
    }

    /// Notes what stands in some rows.
    pub(super) fn note(&mut self, rows: &[Vec<String>]) {
        for cells in rows {
            self.is_noted = true;
            for (is_filled, cell) in self.columns.iter_mut().zip(cells) {
                *is_filled |= !cell.is_empty() && cell != NOTHING;
            }
        }
    }

    /// Whether no further row makes a difference.
    pub(super) fn is_full(&self) -> bool {
        self.columns.iter().all(|is_filled| *is_filled)
    }

    /// Whether a column stands on the page; on one without a row all do, to be written on.
    fn shows(&self, place: usize) -> bool {
        !self.is_noted || self.columns.get(place).copied().unwrap_or_default()
    }
}

/// A column of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Slot {
    /// What its cells are told by in the style.
    pub(super) class: &'static str,
    /// What it is headed.
    pub(super) head: String,
    /// Which cells of a row stand in it, and where there may be several what stands before each.
    pub(super) cells: Vec<(usize, Option<String>)>,
}

/// The columns of a page, of those that a row has and their heads.
pub(super) fn slots(
    (columns, heads): (&[Column], Vec<String>),
    filled: &Filled,
    language: &Language,
) -> Vec<Slot> {
    let shown = (0..).zip(heads).filter(|(place, _)| filled.shows(*place));
    let (own, answers): (Vec<_>, Vec<_>) = shown.partition(|(place, _)| *place < columns.len());
    let own = own.into_iter().filter_map(|(place, head)| {
        let column = columns.get(place)?;
        Some(Slot {
            class: column.as_str(),
            head,
            cells: vec![(place, None)],
        })
    });
    let mut slots: Vec<Slot> = own.collect();
    if answers.len() > APART {
        slots.push(Slot {
            class: "answers",
            head: label(Label::Answers, language).to_owned(),
            cells: answers
                .into_iter()
                .map(|(place, head)| (place, Some(cut(&head))))
                .collect(),
        });
        return slots;
    }
    slots.extend(answers.into_iter().map(|(place, head)| Slot {
        class: "answer",
        head: cut(&head),
        cells: vec![(place, None)],
    }));
    slots
}

/// A question as there is room for it above a column.
fn cut(head: &str) -> String {
    if head.chars().count() <= HEAD {
        return head.to_owned();
    }
    let kept: String = head.chars().take(HEAD - 1).collect();
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column; 3] = [Column::Number, Column::Function, Column::Signature];

    fn heads(answers: usize) -> Vec<String> {
        let own = COLUMNS.iter().map(|it| it.as_str().to_owned());
        own.chain((0..answers).map(|n| format!("Question {n}?")))
            .collect()
    }

    fn row(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    fn shown(filled: &Filled, answers: usize) -> Vec<(&'static str, usize)> {
        let slots = slots((&COLUMNS, heads(answers)), filled, &Language::english());
        let told = slots.iter().map(|slot| (slot.class, slot.cells.len()));
        told.collect()
    }

    #[test]
    fn what_nobody_has_anything_in_is_left_out_and_what_is_written_on_stays() {
        let mut filled = Filled::of(&COLUMNS, 2);
        let all = [
            ("number", 1),
            ("function", 1),
            ("signature", 1),
            ("answer", 1),
            ("answer", 1),
        ];
        assert_eq!(shown(&filled, 2), all, "an empty list is written on");
        filled.note(&[row(&["1", "", "", "—", ""])]);
        assert_eq!(shown(&filled, 2), [("number", 1), ("signature", 1)]);
        assert!(!filled.is_full());
        filled.note(&[
            row(&["2", "", "", "", "Durrës"]),
            row(&["3", "", "", "", ""]),
        ]);
        assert_eq!(
            shown(&filled, 2),
            [("number", 1), ("signature", 1), ("answer", 1)]
        );
        filled.note(&[row(&["4", "Consul", "", "Yes", ""])]);
        assert!(filled.is_full());
        assert_eq!(shown(&filled, 2), all);
    }

    #[test]
    fn many_answers_stand_in_one_column_each_behind_its_question() {
        let mut filled = Filled::of(&COLUMNS, 6);
        filled.note(&[row(&["1", "", "", "a", "b", "c", "d", "", "f"])]);
        assert_eq!(
            shown(&filled, 6),
            [("number", 1), ("signature", 1), ("answers", 5)]
        );
    }

    #[test]
    fn a_long_question_is_cut_above_its_column() {
        let cut = cut(&"Ρώτα με ".repeat(40));
        assert!(cut.chars().count() <= HEAD && cut.ends_with('…'), "{cut}");
        assert_eq!(super::cut("Which days?"), "Which days?");
    }
}
