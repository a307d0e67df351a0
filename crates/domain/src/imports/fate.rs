//! What becomes of a line, and how they add up.

use super::{draft::Wrong, source};

/// How far it has come. The six kinds of line add up to `done`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Lines of people in the file.
    pub total: u64,
    /// Records made.
    pub created: u64,
    /// Records changed.
    pub updated: u64,
    /// Lines that said what was known.
    pub unchanged: u64,
    /// Lines of people who were left as they were.
    pub skipped: u64,
    /// Lines that may mean one of several people, or another one of that name.
    pub ambiguous: u64,
    /// Lines that could not be taken.
    pub failed: u64,
}

impl Progress {
    /// Lines that were seen to.
    #[must_use]
    pub const fn done(&self) -> u64 {
        self.created + self.updated + self.unchanged + self.skipped + self.ambiguous + self.failed
    }

    /// Counts a line.
    pub(super) const fn count(&mut self, fate: &Fate) {
        match fate {
            Fate::Create => self.created += 1,
            Fate::Update(_) => self.updated += 1,
            Fate::Unchanged => self.unchanged += 1,
            Fate::Skip(_) => self.skipped += 1,
            Fate::Ambiguous => self.ambiguous += 1,
            Fate::Fail(_) => self.failed += 1,
        }
    }
}

/// What becomes of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fate {
    /// It makes a record.
    Create,
    /// It changes one: the fields from old to new.
    Update(serde_json::Value),
    /// It says what is known.
    Unchanged,
    /// The person is known, and left as they are.
    Skip(&'static str),
    /// It may mean one of several, or another one of that name or address.
    Ambiguous,
    /// It cannot be taken.
    Fail(Vec<Wrong>),
}

impl Fate {
    /// What a line does or did, in a word.
    #[must_use]
    pub const fn outcome(&self) -> &'static str {
        match self {
            Self::Create => "CREATE",
            Self::Update(_) => "UPDATE",
            Self::Unchanged => "UNCHANGED",
            Self::Skip(_) => "SKIP",
            Self::Ambiguous => "AMBIGUOUS",
            Self::Fail(_) => "FAIL",
        }
    }

    /// What it changes, field by field from old to new, or why it is not taken; empty where there is nothing to tell.
    #[must_use]
    pub fn detail(&self) -> String {
        match self {
            Self::Create | Self::Unchanged => String::new(),
            Self::Update(changes) => told_changes(changes),
            Self::Skip(why) => (*why).to_owned(),
            Self::Ambiguous => "somebody of this name or address is known".to_owned(),
            Self::Fail(wrong) => {
                let each = wrong
                    .iter()
                    .map(|one| format!("{} {}", one.field.unwrap_or("line"), one.code.as_str()));
                each.collect::<Vec<_>>().join("; ")
            }
        }
    }
}

/// Fields from old to new, as a sentence.
fn told_changes(changes: &serde_json::Value) -> String {
    let text = |value: Option<&serde_json::Value>| match value {
        None | Some(serde_json::Value::Null) => "–".to_owned(),
        Some(serde_json::Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    let fields = changes.as_object().into_iter().flatten();
    let each = fields.map(|(field, change)| {
        let (from, to) = (text(change.get("from")), text(change.get("to")));
        format!("{field}: {from} → {to}")
    });
    each.collect::<Vec<_>>().join("; ")
}

/// A line and what becomes of it, told as it is seen to.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// The line of the file.
    pub number: u64,
    /// Its cells.
    pub cells: &'a [String],
    /// What becomes of it.
    pub fate: &'a Fate,
}

/// Hears how a file is brought in.
pub trait Listener {
    /// The heads of the file and what it was found to be, before anything else.
    fn begins(&mut self, heads: &[String], form: &source::Form);
    /// A line.
    fn line(&mut self, line: &Line<'_>);
    /// How far it has come, after every batch.
    fn progress(&mut self, progress: Progress);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changes_are_told_field_by_field() {
        let told = |changes| Fate::Update(changes).detail();
        let first = json!({ "profession": { "from": null, "to": "Nurse" } });
        assert_eq!(told(first), "profession: – → Nurse");
        let second = json!({ "birthYear": { "from": 1980, "to": 1981 } });
        assert_eq!(told(second), "birthYear: 1980 → 1981");
    }
}
