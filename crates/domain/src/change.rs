//! Partial updates: what a command says of a field, and what came of it for the audit.

use serde::Serialize;
use serde_json::{Map, Value, json};

/// What a partial update says of a field that may be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// Nothing: it stays as it is.
    #[default]
    Leave,
    /// It becomes empty.
    Clear,
    /// It becomes this.
    Set(T),
}

impl<T> Change<T> {
    /// The field afterwards.
    pub fn over(self, old: Option<T>) -> Option<T> {
        match self {
            Self::Leave => old,
            Self::Clear => None,
            Self::Set(new) => Some(new),
        }
    }

    /// The field afterwards where empty is a value of its own (no text, no entries).
    pub fn or_default(self, old: T) -> T
    where
        T: Default,
    {
        match self {
            Self::Leave => old,
            Self::Clear => T::default(),
            Self::Set(new) => new,
        }
    }

    /// What the field is told to become, emptied where it is cleared; `None` where it is left.
    pub fn told(self) -> Option<T>
    where
        T: Default,
    {
        match self {
            Self::Leave => None,
            Self::Clear => Some(T::default()),
            Self::Set(new) => Some(new),
        }
    }
}

/// The fields that a deed changed, from old to new, as an audit entry keeps them.
#[derive(Debug, Clone, Default)]
pub struct Changes(Map<String, Value>);

impl Changes {
    /// Notes a field if it changed.
    pub fn note<T: Serialize + PartialEq>(&mut self, field: &str, old: &T, new: &T) {
        if old != new {
            self.0
                .insert(field.to_owned(), json!({ "from": old, "to": new }));
        }
    }

    /// Notes a field that was not there before.
    pub fn made(&mut self, field: &str, new: &impl Serialize) {
        self.0
            .insert(field.to_owned(), json!({ "from": null, "to": new }));
    }

    /// Notes a field that is no more.
    pub fn gone(&mut self, field: &str, old: &impl Serialize) {
        self.0
            .insert(field.to_owned(), json!({ "from": old, "to": null }));
    }

    /// The fields that were noted.
    pub fn fields(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// Whether nothing was noted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was noted, if anything.
    #[must_use]
    pub fn json(self) -> Option<Value> {
        (!self.0.is_empty()).then_some(Value::Object(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_leaves_clears_or_sets() {
        assert_eq!(Change::Leave.over(Some(1)), Some(1));
        assert_eq!(Change::Clear.over(Some(1)), None);
        assert_eq!(Change::Set(2).over(Some(1)), Some(2));
        assert_eq!(Change::<Vec<i32>>::Leave.told(), None);
        assert_eq!(Change::<Vec<i32>>::Clear.told(), Some(Vec::new()));
    }

    #[test]
    fn only_what_changed_is_noted() {
        let mut changes = Changes::default();
        changes.note("capacity", &Some(50), &Some(50));
        assert_eq!(changes.clone().json(), None);
        changes.note("capacity", &Some(50), &None);
        assert_eq!(
            changes.json(),
            Some(json!({ "capacity": { "from": 50, "to": null } }))
        );
    }
}
