//! Catering totals: how many are expected, and how many came, without a name; and for who may read needs, what guests wrote of them.

use std::collections::BTreeMap;

use kuvend_entity::kind::{NeedKind, PresenceMode, PresenceState};
use sea_orm::{Condition, DatabaseTransaction};

use super::{
    Sheet,
    columns::Column,
    guests::{self, Lean},
    words::{self, Label, label},
};
use crate::{error::Result, needs};

/// Parties, and the persons in them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Sum {
    parties: i64,
    persons: i64,
}

impl Sum {
    fn add(&mut self, row: &Lean) {
        self.parties = self.parties.saturating_add(1);
        self.persons = self.persons.saturating_add(i64::from(row.party));
    }

    fn line(self, group: &str, part: &str) -> Vec<String> {
        let counted = [self.parties, self.persons].map(|number| number.to_string());
        let named = [group, part].map(str::to_owned);
        named.into_iter().chain(counted).collect()
    }
}

/// The rows: all who are expected, then taken apart by what concerns a caterer.
///
/// # Errors
/// Only the database's.
pub(super) async fn rows(
    snapshot: &DatabaseTransaction,
    sheet: &Sheet,
) -> Result<Vec<Vec<String>>> {
    // Whoever's name stands on no paper eats as well.
    let all = guests::lean(snapshot, sheet.event.id, Condition::all()).await?;
    let expected: Vec<&Lean> = all.iter().filter(|row| row.is_expected()).collect();
    let language = &sheet.language;
    let mut lines = Vec::new();
    let total = |rows: &[&Lean]| {
        let mut sum = Sum::default();
        for row in rows {
            sum.add(row);
        }
        sum
    };
    lines.push(total(&expected).line(label(Label::All, language), ""));
    let came = expected.iter().copied();
    let came: Vec<&Lean> = came
        .filter(|row| row.presence == PresenceState::Attended)
        .collect();
    if !came.is_empty() {
        lines.push(total(&came).line(label(Label::Came, language), ""));
    }
    let mut apart = |group: Label, of: &dyn Fn(&Lean) -> (usize, &'static str)| {
        let mut sums: BTreeMap<(usize, &str), Sum> = BTreeMap::new();
        for row in &expected {
            sums.entry(of(row)).or_default().add(row);
        }
        let group = label(group, language);
        lines.extend(
            sums.into_iter()
                .map(|((_, part), sum)| sum.line(group, part)),
        );
    };
    apart(Label::Mode, &|row| {
        // Who has not said otherwise comes to the room.
        let mode = row.attends.unwrap_or(PresenceMode::InPerson);
        (
            position(PresenceMode::ALL, &mode),
            words::mode(mode, language),
        )
    });
    apart(Label::Category, &|row| match row.category {
        Some(category) => (
            position(kuvend_entity::kind::GuestCategory::ALL, &category),
            words::category(category, language),
        ),
        None => (usize::MAX, label(Label::Unknown, language)),
    });
    let event = sheet.event.id;
    let needed = needs::totals(snapshot, &[event]).await?.remove(&event);
    let is_noted = sheet.columns.contains(&Column::Note);
    let notes = if is_noted {
        needs::notes(snapshot, event).await?
    } else {
        Vec::new()
    };
    let remarks = |need: &needs::Total| {
        let same = notes
            .iter()
            .filter(|note| (note.kind, &note.code) == (need.kind, &need.code));
        let told = same.map(|note| match note.persons {
            1 => note.note.clone(),
            persons => format!("{} ({persons})", note.note),
        });
        told.collect::<Vec<_>>().join("\n")
    };
    lines.extend(needed.into_iter().flatten().map(|need| {
        let sum = Sum {
            parties: need.parties,
            persons: need.persons,
        };
        let group = match need.kind {
            NeedKind::Diet => Label::Diet,
            NeedKind::Accessibility => Label::Accessibility,
            NeedKind::Interpretation => Label::Interpretation,
        };
        let named = needs::codes::name(&need.code, language);
        let mut line = sum.line(label(group, language), named.unwrap_or(&need.code));
        if is_noted {
            line.push(remarks(&need));
        }
        line
    }));
    if is_noted {
        for line in &mut lines {
            line.resize(sheet.columns.len(), String::new());
        }
    }
    Ok(lines)
}

/// The place of one among all, so that lists are in the order of the design.
fn position<T: PartialEq>(all: &[T], one: &T) -> usize {
    all.iter().position(|it| it == one).unwrap_or(usize::MAX)
}
