//! Objects most of whose fields are at hand: a list of them is answered without a future for every field of every row,
//! which costs more than reading the rows.
//!
//! **Invariant:** what is at hand says the same as the field's resolver; the tests ask both ways.

use std::{borrow::Cow, cell::OnceCell};

use async_graphql::{
    ContextSelectionSet, Name, OutputType, Positioned, ScalarType, ServerResult, Value,
    indexmap::IndexMap,
    parser::types::{Field, Selection, SelectionSet},
    registry::Registry,
    resolver_utils::resolve_list,
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

impl<T: AtHand> AtHand for &T {
    fn at_hand(&self, field: &str, below: &Below<'_>) -> Option<Value> {
        (**self).at_hand(field, below)
    }
}

/// What is selected in a field that holds an object, or many of a type.
pub struct Below<'a> {
    ctx: &'a ContextSelectionSet<'a>,
    selected: &'a SelectionSet,
    shape: OnceCell<Option<Shape<'a>>>,
}

/// The fields that every object in a field shows: its keys, hashed once, and what stands behind each.
struct Shape<'a> {
    blank: IndexMap<Name, Value>,
    fields: Vec<(&'a str, Below<'a>)>,
}

impl std::fmt::Debug for Below<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Below").finish_non_exhaustive()
    }
}

impl<'a> Below<'a> {
    fn new(ctx: &'a ContextSelectionSet<'a>, selected: &'a SelectionSet) -> Self {
        Self {
            ctx,
            selected,
            shape: OnceCell::new(),
        }
    }

    /// The value of the object in the field, if all that is selected of it is at hand.
    pub fn object<T: AtHand>(&self, object: &T) -> Option<Value> {
        let shape = self.shape.get_or_init(|| self.shape::<T>()).as_ref()?;
        let mut object_value = shape.blank.clone();
        for (value, (name, below)) in object_value.values_mut().zip(&shape.fields) {
            *value = match *name {
                "__typename" => text(T::type_name()),
                name => object.at_hand(name, below)?,
            };
        }
        Some(Value::Object(object_value))
    }

    /// Nothing where a field has arguments or a directive, or stands there twice: those have their resolvers.
    fn shape<T: AtHand>(&self) -> Option<Shape<'a>> {
        let mut shape = Shape {
            blank: IndexMap::with_capacity(self.selected.items.len()),
            fields: Vec::with_capacity(self.selected.items.len()),
        };
        self.collect::<T>(self.selected, &mut shape)?;
        Some(shape)
    }

    fn collect<T: AtHand>(&self, selected: &'a SelectionSet, shape: &mut Shape<'a>) -> Option<()> {
        for selection in &selected.items {
            match &selection.node {
                Selection::Field(field) => {
                    let field = &field.node;
                    if !field.arguments.is_empty() || !field.directives.is_empty() {
                        return None;
                    }
                    let key = field.response_key().node.clone();
                    if shape.blank.insert(key, Value::Null).is_some() {
                        return None;
                    }
                    let below = Self::new(self.ctx, &field.selection_set.node);
                    shape.fields.push((field.name.node.as_str(), below));
                }
                Selection::FragmentSpread(spread) if spread.node.directives.is_empty() => {
                    let name = &spread.node.fragment_name.node;
                    let fragment = &self.ctx.query_env.fragments.get(name)?.node;
                    if *fragment.type_condition.node.on.node != *T::type_name() {
                        return None;
                    }
                    self.collect::<T>(&fragment.selection_set.node, shape)?;
                }
                _ => return None,
            }
        }
        Some(())
    }
}

/// A list of objects: at once where all that is selected of them is at hand, by their resolvers otherwise.
#[derive(Debug, Clone)]
pub struct FlatList<T>(pub Vec<T>);

impl<T: AtHand> OutputType for FlatList<T> {
    fn type_name() -> Cow<'static, str> {
        Vec::<T>::type_name()
    }

    fn qualified_type_name() -> String {
        Vec::<T>::qualified_type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        Vec::<T>::create_type_info(registry)
    }

    async fn resolve(
        &self,
        ctx: &ContextSelectionSet<'_>,
        field: &Positioned<Field>,
    ) -> ServerResult<Value> {
        match at_once(&self.0, ctx) {
            Some(values) => Ok(Value::List(values)),
            None => resolve_list(ctx, field, &self.0, Some(self.0.len())).await,
        }
    }
}

fn at_once<T: AtHand>(list: &[T], ctx: &ContextSelectionSet<'_>) -> Option<Vec<Value>> {
    let below = Below::new(ctx, &ctx.item.node);
    list.iter().map(|object| below.object(object)).collect()
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
