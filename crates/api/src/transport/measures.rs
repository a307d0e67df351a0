//! How large a document is once its fragments are expanded, without expanding them.

use std::collections::HashMap;

use async_graphql_parser::{
    Positioned,
    types::{
        DocumentOperations, ExecutableDocument, FragmentDefinition, OperationDefinition, Selection,
        SelectionSet,
    },
};
use async_graphql_value::Name;

use super::{
    answers::{Code, Refused},
    limits::Limits,
};

/// Lists within lists that one may ask of the schema itself: the fields of all types are two. One more, and a short
/// document asks for the schema cubed.
const INTROSPECTION_LISTS: usize = 2;

/// Fields of the introspection types that are long lists.
const INTROSPECTION_LIST_FIELDS: [&str; 5] = [
    "types",
    "fields",
    "inputFields",
    "interfaces",
    "possibleTypes",
];

/// Fields and fragments within each other at which measuring stops, for the sake of the stack; async-graphql refuses at
/// 32, and has to walk there.
const LEVELS: usize = 100;

/// Refuses a document that is over one of the limits in any of its operations.
///
/// Each fragment is measured once, so that fragments which double one another take linear time. Unused ones are
/// measured too, because async-graphql's validation will visit them.
pub(super) fn check(document: &ExecutableDocument, limits: &Limits) -> Result<(), Refused> {
    let operations = document.operations.iter().count();
    if operations > limits.operations {
        return Err(Refused::limit(
            "operations",
            limits.operations,
            Some(operations),
        ));
    }
    let mut surveyor = Surveyor {
        fragments: &document.fragments,
        measured: HashMap::new(),
    };
    for name in document.fragments.keys() {
        surveyor.fragment(name, 0)?;
    }
    let mut whole = Tally::default();
    let mut root_fields = 0;
    for (_, operation) in document.operations.iter() {
        let tally = surveyor.selections(&operation.node.selection_set, 0)?;
        root_fields = root_fields.max(tally.top);
        whole.add(&tally);
        let on_variables = operation.node.variable_definitions.iter();
        whole.directives = on_variables
            .map(|definition| definition.node.directives.len())
            .fold(operation.node.directives.len(), usize::saturating_add)
            .saturating_add(whole.directives);
    }
    for (what, found, limit) in [
        ("directives", whole.directives, limits.directives),
        ("root fields", root_fields, limits.root_fields),
        ("aliases", whole.aliases, limits.aliases),
        ("fields", whole.selections, limits.fields),
        ("levels of fields", whole.depth, limits.depth),
        (
            "lists of introspection within each other",
            whole.introspection,
            INTROSPECTION_LISTS,
        ),
    ] {
        if found > limit {
            return Err(Refused::limit(what, limit, Some(found)));
        }
    }
    if whole.introspects && !limits.introspection {
        return Err(Refused::request(
            Code::ValidationFailed,
            "introspection is switched off here",
        ));
    }
    Ok(())
}

/// The size of a selection set, fragments included. Counts saturate: what matters is that they are over the limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    selections: usize,
    aliases: usize,
    directives: usize,
    depth: usize,
    /// Fields and fragments within each other.
    levels: usize,
    /// Fields of the set itself, not of their children.
    top: usize,
    /// Long lists within each other, by name alone.
    lists: usize,
    /// The same below `__schema` and `__type`, where the names mean it.
    introspection: usize,
    introspects: bool,
}

impl Tally {
    /// Another selection beside this one.
    fn add(&mut self, other: &Self) {
        self.selections = self.selections.saturating_add(other.selections);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
        self.depth = self.depth.max(other.depth);
        self.levels = self.levels.max(other.levels);
        self.top = self.top.saturating_add(other.top);
        self.lists = self.lists.max(other.lists);
        self.introspection = self.introspection.max(other.introspection);
        self.introspects |= other.introspects;
    }

    /// One field around this selection set.
    fn below(mut self, name: &str, is_aliased: bool) -> Self {
        self.aliases = self.aliases.saturating_add(usize::from(is_aliased));
        self.depth = self.depth.saturating_add(1);
        self.top = 1;
        self.lists += usize::from(INTROSPECTION_LIST_FIELDS.contains(&name));
        if matches!(name, "__schema" | "__type") {
            self.introspection = self.lists;
            self.introspects = true;
        }
        self
    }
}

struct Surveyor<'a> {
    fragments: &'a HashMap<Name, Positioned<FragmentDefinition>>,
    /// `None` while a fragment is being measured: meeting it again then is a cycle.
    measured: HashMap<&'a str, Option<Tally>>,
}

impl<'a> Surveyor<'a> {
    fn selections(
        &mut self,
        set: &'a Positioned<SelectionSet>,
        steps: usize,
    ) -> Result<Tally, Refused> {
        if steps > LEVELS {
            return Err(too_deep());
        }
        let mut sum = Tally::default();
        for selection in &set.node.items {
            let mut tally = match &selection.node {
                Selection::Field(field) => self
                    .selections(&field.node.selection_set, steps + 1)?
                    .below(&field.node.name.node, field.node.alias.is_some()),
                Selection::InlineFragment(inline) => {
                    self.selections(&inline.node.selection_set, steps + 1)?
                }
                // Validation reports a spread of a fragment that does not exist.
                Selection::FragmentSpread(spread) => self
                    .fragment(&spread.node.fragment_name.node, steps + 1)?
                    .unwrap_or_default(),
            };
            // Spreads count as well: without fields of their own they could still double each other.
            tally.selections = tally.selections.saturating_add(1);
            tally.directives = tally
                .directives
                .saturating_add(selection.node.directives().len());
            sum.add(&tally);
        }
        // Steps alone would let a fragment in that was measured before this one: which one comes first is chance.
        sum.levels += 1;
        if sum.levels > LEVELS {
            return Err(too_deep());
        }
        Ok(sum)
    }

    fn fragment(&mut self, name: &str, steps: usize) -> Result<Option<Tally>, Refused> {
        let Some((name, fragment)) = self.fragments.get_key_value(name) else {
            return Ok(None);
        };
        match self.measured.get(name.as_str()) {
            Some(Some(tally)) => return Ok(Some(*tally)),
            Some(None) => {
                return Err(Refused::request(
                    Code::ValidationFailed,
                    format!("fragment `{name}` contains itself"),
                )
                .at(vec![fragment.pos]));
            }
            None => {}
        }
        self.measured.insert(name, None);
        let mut tally = self.selections(&fragment.node.selection_set, steps)?;
        tally.directives = tally
            .directives
            .saturating_add(fragment.node.directives.len());
        self.measured.insert(name, Some(tally));
        Ok(Some(tally))
    }
}

fn too_deep() -> Refused {
    Refused::limit("levels of fields and fragments", LEVELS, None)
}

/// The operation that a request means.
pub(super) fn operation<'a>(
    operations: &'a DocumentOperations,
    name: Option<&str>,
) -> Result<&'a Positioned<OperationDefinition>, Refused> {
    let found = match (operations, name) {
        (DocumentOperations::Single(operation), None) => Some(operation),
        (DocumentOperations::Single(_), Some(_)) => None,
        (DocumentOperations::Multiple(operations), Some(name)) => operations.get(name),
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            all.next().filter(|_| all.next().is_none())
        }
    };
    found.ok_or_else(|| {
        let message = match name {
            Some(_) => "the document has no operation of this `operationName`",
            None => "the document has several operations and `operationName` names none",
        };
        Refused::request(Code::ValidationFailed, message)
    })
}
