//! Looking ahead: what is selected below the field that is being resolved, so that a list brings its children along.

use async_graphql::{Context, InputType, SelectionField, Value};

/// The arguments of a field as they were given, by name.
pub type Arguments = Vec<(String, Value)>;

/// What is selected on one or more fields; the same field under several aliases is all of them.
#[derive(Debug, Clone, Default)]
pub struct Look<'a>(Vec<SelectionField<'a>>);

impl<'a> Look<'a> {
    /// What is selected on the field that is being resolved.
    #[must_use]
    pub fn of(ctx: &'a Context<'_>) -> Self {
        Self(vec![ctx.field()])
    }

    /// What is selected below, on the fields of a name.
    #[must_use]
    pub fn field(&self, name: &str) -> Self {
        Self(self.below().filter(|field| field.name() == name).collect())
    }

    /// What is selected below, on the fields of any of these names.
    #[must_use]
    pub fn fields(&self, names: &[&str]) -> Self {
        let among = |field: &SelectionField<'_>| names.contains(&field.name());
        Self(self.below().filter(among).collect())
    }

    /// This and the other.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.0.extend(other.0);
        self
    }

    /// What is selected on the things of a connection, by `nodes` and by `edges`.
    #[must_use]
    pub fn nodes(&self) -> Self {
        self.field("nodes").and(self.field("edges").field("node"))
    }

    /// Whether anything is selected.
    #[must_use]
    pub fn exists(&self) -> bool {
        !self.0.is_empty()
    }

    /// Whether a field of this name is selected below.
    #[must_use]
    pub fn selects(&self, name: &str) -> bool {
        self.below().any(|field| field.name() == name)
    }

    /// The names of the fields selected below.
    pub fn names(&self) -> impl Iterator<Item = &'a str> + '_ {
        self.below().map(|field| field.name())
    }

    /// The fields by their arguments: those that ask for the same page are one, with all that is selected of it.
    #[must_use]
    pub fn by_arguments(&self) -> Vec<Self> {
        let mut pages: Vec<(Arguments, Self)> = Vec::new();
        for field in &self.0 {
            let one = Self(vec![*field]);
            let arguments = one.arguments();
            match pages.iter_mut().find(|(known, _)| *known == arguments) {
                Some((_, page)) => page.0.push(*field),
                None => pages.push((arguments, one)),
            }
        }
        pages.into_iter().map(|(_, page)| page).collect()
    }

    /// An argument of the first of the fields; nothing where it is left out or makes no sense, which the field itself will
    /// say when it is resolved.
    #[must_use]
    pub fn argument<T: InputType>(&self, name: &str) -> Option<T> {
        T::parse(Some(
            self.arguments()
                .into_iter()
                .find(|(known, _)| known == name)?
                .1,
        ))
        .ok()
    }

    /// The arguments of the first of the fields, as they were given: what tells one page of a list from another.
    #[must_use]
    pub fn arguments(&self) -> Arguments {
        let arguments = self.0.first().and_then(|field| field.arguments().ok());
        let mut arguments: Arguments = arguments
            .unwrap_or_default()
            .into_iter()
            .map(|(name, value)| (name.to_string(), value))
            .collect();
        arguments.sort_by(|one, other| one.0.cmp(&other.0));
        arguments
    }

    /// The fields selected below.
    pub fn below(&self) -> impl Iterator<Item = SelectionField<'a>> + '_ {
        self.0.iter().flat_map(SelectionField::selection_set)
    }
}
