//! What the schema says about sizes: which fields are lists, and of what.

use std::collections::{HashMap, HashSet};

use async_graphql_parser::{
    parse_schema,
    types::{
        BaseType, FieldDefinition, ObjectType, OperationType, Type, TypeDefinition, TypeKind,
        TypeSystemDefinition,
    },
};
use async_graphql_value::ConstValue;

/// The page of a list whose size neither request nor schema gives.
pub(super) const PAGE: u64 = 25;

/// The schema's text cannot be read, so that nothing can be priced. Found at start-up.
#[derive(Debug, thiserror::Error)]
#[error("the schema's own definition language cannot be parsed")]
pub struct SdlUnreadable(#[from] async_graphql_parser::Error);

/// The table from which requests are priced, made once from the schema's SDL. Types that the SDL leaves out, those of
/// introspection, cost nothing.
pub(super) struct SizeTable {
    query: String,
    mutation: Option<String>,
    subscription: Option<String>,
    types: HashMap<String, Composite>,
}

/// An object, interface or union.
#[derive(Default)]
pub(super) struct Composite {
    /// Whether one of it is one object of cost: it is a `Node`, or may be one.
    pub(super) is_counted: bool,
    pub(super) role: Role,
    pub(super) fields: HashMap<String, FieldSize>,
}

/// The part that a type plays in paging.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Role {
    /// A page: it costs its size, and its edges and nodes are that page.
    Connection,
    /// Between a page and its nodes, which are paid for already.
    Edge,
    /// None.
    #[default]
    Plain,
}

/// A field that leads to a composite type.
pub(super) struct FieldSize {
    pub(super) target: String,
    pub(super) is_list: bool,
    /// The default of `first`, where the schema has one.
    pub(super) page: Option<u64>,
}

impl SizeTable {
    pub(super) fn from_sdl(sdl: &str) -> Result<Self, SdlUnreadable> {
        let document = parse_schema(sdl)?;
        let mut table = Self {
            query: String::from("Query"),
            mutation: None,
            subscription: None,
            types: HashMap::new(),
        };
        let mut definitions = Vec::new();
        for definition in document.definitions {
            match definition {
                TypeSystemDefinition::Schema(schema) => {
                    if let Some(query) = schema.node.query {
                        table.query = query.node.to_string();
                    }
                    table.mutation = schema.node.mutation.map(|name| name.node.to_string());
                    let followed = schema.node.subscription;
                    table.subscription = followed.map(|name| name.node.to_string());
                }
                TypeSystemDefinition::Type(definition) => definitions.push(definition.node),
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        let counted = counted(&definitions);
        let edges = edges(&definitions);
        for TypeDefinition { name, kind, .. } in definitions {
            let name = name.node.to_string();
            let (role, fields) = match &kind {
                TypeKind::Object(object) if is_connection(&name, object) => {
                    (Role::Connection, sizes(&object.fields))
                }
                TypeKind::Object(object) if edges.contains(&name) => {
                    (Role::Edge, sizes(&object.fields))
                }
                TypeKind::Object(object) => (Role::Plain, sizes(&object.fields)),
                TypeKind::Interface(interface) => (Role::Plain, sizes(&interface.fields)),
                TypeKind::Union(_) => (Role::Plain, HashMap::new()),
                TypeKind::Scalar | TypeKind::Enum(_) | TypeKind::InputObject(_) => continue,
            };
            let composite = Composite {
                is_counted: counted.contains(&name),
                role,
                fields,
            };
            table.types.insert(name, composite);
        }
        // Scalars and enums are not in the table; a field that leads to one has no size.
        let known: HashSet<String> = table.types.keys().cloned().collect();
        for composite in table.types.values_mut() {
            composite
                .fields
                .retain(|_, field| known.contains(&field.target));
        }
        Ok(table)
    }

    pub(super) fn root(&self, operation: OperationType) -> Option<&Composite> {
        let name = match operation {
            OperationType::Query => Some(&self.query),
            OperationType::Mutation => self.mutation.as_ref(),
            OperationType::Subscription => self.subscription.as_ref(),
        };
        self.types.get(name?)
    }

    pub(super) fn composite(&self, name: &str) -> Option<&Composite> {
        self.types.get(name)
    }
}

/// Types that implement `Node`, and the abstract types that may be one of them.
fn counted(definitions: &[TypeDefinition]) -> HashSet<String> {
    let mut counted = HashSet::from([String::from("Node")]);
    for definition in definitions {
        let TypeKind::Object(ObjectType { implements, .. }) = &definition.kind else {
            continue;
        };
        if implements.iter().any(|name| name.node == "Node") {
            counted.insert(definition.name.node.to_string());
            counted.extend(implements.iter().map(|name| name.node.to_string()));
        }
    }
    for definition in definitions {
        if let TypeKind::Union(union) = &definition.kind
            && union
                .members
                .iter()
                .any(|member| counted.contains(member.node.as_str()))
        {
            counted.insert(definition.name.node.to_string());
        }
    }
    counted
}

fn edges(definitions: &[TypeDefinition]) -> HashSet<String> {
    let mut edges = HashSet::new();
    for definition in definitions {
        if let TypeKind::Object(object) = &definition.kind
            && is_connection(&definition.name.node, object)
        {
            let of_edges = object
                .fields
                .iter()
                .find(|field| field.node.name.node == "edges");
            edges.extend(of_edges.map(|field| target(&field.node.ty.node).0.to_owned()));
        }
    }
    edges
}

fn is_connection(name: &str, object: &ObjectType) -> bool {
    let is_page = |field: &FieldDefinition| {
        matches!(field.name.node.as_str(), "edges" | "nodes") && target(&field.ty.node).1
    };
    name.ends_with("Connection") && object.fields.iter().any(|field| is_page(&field.node))
}

fn sizes(
    fields: &[async_graphql_parser::Positioned<FieldDefinition>],
) -> HashMap<String, FieldSize> {
    fields
        .iter()
        .map(|field| {
            let (target, is_list) = target(&field.node.ty.node);
            let first = field
                .node
                .arguments
                .iter()
                .find(|argument| argument.node.name.node == "first")
                .and_then(|argument| argument.node.default_value.as_ref());
            let page = match first.map(|default| &default.node) {
                Some(ConstValue::Number(number)) => number.as_u64(),
                _ => None,
            };
            let size = FieldSize {
                target: target.to_owned(),
                is_list,
                page,
            };
            (field.node.name.node.to_string(), size)
        })
        .collect()
}

/// The named type at the heart of a type, and whether lists are around it.
fn target(ty: &Type) -> (&str, bool) {
    match &ty.base {
        BaseType::Named(name) => (name, false),
        BaseType::List(inner) => (target(inner).0, true),
    }
}
