//! Objects most of whose fields are at hand: a list of them is answered without a future for every field of every row,
//! which costs more than reading the rows.
//!
//! **Invariant:** what is at hand says the same as the field's resolver; the tests ask both ways.

use std::borrow::Cow;

use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ScalarType, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
    registry::Registry,
};

/// An object that knows which of its fields are at hand.
pub trait AtHand: OutputType {
    /// The value of a field that was asked without arguments, if it needs no more than looking at what is here. `below`
    /// makes the value of an object that stands in the field.
    fn at_hand(&self, field: &str, below: &Below<'_>) -> Option<Value> {
        let _ = (field, below);
        None
    }
}

/// What is selected in a field that holds an object.
#[derive(Clone, Copy)]
pub struct Below<'a> {
    ctx: &'a ContextSelectionSet<'a>,
    selected: &'a SelectionSet,
}

impl std::fmt::Debug for Below<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Below").finish_non_exhaustive()
    }
}

impl Below<'_> {
    /// The value of the object in the field, if all that is selected of it is at hand.
    pub fn object<T: AtHand>(&self, object: &T) -> Option<Value> {
        let mut fields = IndexMap::with_capacity(self.selected.items.len());
        self.collect(object, self.selected, &mut fields)?;
        Some(Value::Object(fields))
    }

    fn collect<T: AtHand>(
        &self,
        object: &T,
        selected: &SelectionSet,
        fields: &mut IndexMap<Name, Value>,
    ) -> Option<()> {
        for selection in &selected.items {
            match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    if !field.arguments.is_empty() || !field.directives.is_empty() {
                        return None;
                    }
                    let below = Below {
                        ctx: self.ctx,
                        selected: &field.selection_set.node,
                    };
                    let value = match field.name.node.as_str() {
                        "__typename" => Value::String(T::type_name().into_owned()),
                        name => object.at_hand(name, &below)?,
                    };
                    // The same key twice is merged where every field has its resolver.
                    if fields
                        .insert(field.response_key().node.clone(), value)
                        .is_some()
                    {
                        return None;
                    }
                }
                Selection::FragmentSpread(spread) if spread.node.directives.is_empty() => {
                    let name = &spread.node.fragment_name.node;
                    let fragment = &self.ctx.query_env.fragments.get(name)?.node;
                    if *fragment.type_condition.node.on.node != *T::type_name() {
                        return None;
                    }
                    self.collect(object, &fragment.selection_set.node, fields)?;
                }
                _ => return None,
            }
        }
        Some(())
    }
}

/// An object of a list: at once where all that is selected is at hand, by its resolvers otherwise.
#[derive(Debug, Clone)]
pub struct Flat<T>(pub T);

impl<T: AtHand> OutputType for Flat<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        T::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        let here = Below {
            ctx,
            selected: &ctx.item.node,
        };
        match here.object(&self.0) {
            Some(value) => Ok(value),
            // On the heap, so that the rows that need no resolver do not carry its size.
            None => Box::pin(self.0.resolve(ctx, field)).await,
        }
    }
}

/// The value of a text.
#[must_use]
pub fn text(text: impl Into<String>) -> Value {
    Value::String(text.into())
}

/// The value of a number.
#[must_use]
pub fn number(number: i32) -> Value {
    Value::from(number)
}

/// The value of a member of a closed set, by the word that the API shows.
#[must_use]
pub fn word(word: &str) -> Value {
    Value::Enum(Name::new(word))
}

/// The value of a scalar.
#[must_use]
pub fn scalar<T: ScalarType>(scalar: impl Into<T>) -> Value {
    scalar.into().to_value()
}

/// The value of what may be absent.
#[must_use]
pub fn optional<T>(value: Option<T>, make: impl FnOnce(T) -> Value) -> Value {
    value.map_or(Value::Null, make)
}
