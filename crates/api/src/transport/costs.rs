//! What a request costs, in objects, with its own variables.

use std::collections::HashMap;

use async_graphql::Variables;
use async_graphql_parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql_value::{ConstValue, Value};

use super::sizes::{Composite, FieldSize, PAGE, Role, SizeTable};

/// Prices one operation. A page costs its size and a node costs one; what stands below a list is multiplied by its
/// length; value objects cost nothing themselves. `@skip` and `@include` are not looked at: who may ask, pays.
///
/// The document has passed [`super::measures::check`], so that fragments neither contain themselves nor nest without end.
pub(super) fn price(
    table: &SizeTable,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    variables: &Variables,
) -> u64 {
    let Some(root) = table.root(operation.ty) else {
        return 0;
    };
    let mut pricer = Pricer {
        table,
        document,
        operation,
        variables,
        fragments: HashMap::new(),
    };
    pricer.selections(&operation.selection_set.node, root)
}

struct Pricer<'a> {
    table: &'a SizeTable,
    document: &'a ExecutableDocument,
    operation: &'a OperationDefinition,
    variables: &'a Variables,
    /// The price of each fragment for one parent object; a fragment's own type condition says what that is.
    fragments: HashMap<&'a str, u64>,
}

impl<'a> Pricer<'a> {
    fn selections(&mut self, set: &'a SelectionSet, parent: &'a Composite) -> u64 {
        let mut sum = 0_u64;
        for selection in &set.items {
            let price = match &selection.node {
                Selection::Field(field) => self.field(&field.node, parent),
                Selection::InlineFragment(inline) => {
                    let on = match &inline.node.type_condition {
                        Some(condition) => self.table.composite(&condition.node.on.node),
                        None => Some(parent),
                    };
                    on.map_or(0, |on| self.selections(&inline.node.selection_set.node, on))
                }
                Selection::FragmentSpread(spread) => self.fragment(&spread.node.fragment_name.node),
            };
            sum = sum.saturating_add(price);
        }
        sum
    }

    fn fragment(&mut self, name: &str) -> u64 {
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            return 0;
        };
        if let Some(price) = self.fragments.get(name.as_str()) {
            return *price;
        }
        let on = self
            .table
            .composite(&fragment.node.type_condition.node.on.node);
        let price = on.map_or(0, |on| {
            self.selections(&fragment.node.selection_set.node, on)
        });
        self.fragments.insert(name, price);
        price
    }

    fn field(&mut self, field: &'a Field, parent: &'a Composite) -> u64 {
        let Some(size) = parent.fields.get(field.name.node.as_str()) else {
            return 0;
        };
        let Some(target) = self.table.composite(&size.target) else {
            return 0;
        };
        let below = self.selections(&field.selection_set.node, target);
        let own = u64::from(target.is_counted);
        match (parent.role, target.role) {
            (_, Role::Connection) => self
                .length(field, size)
                .saturating_mul(below.saturating_add(1)),
            // The page has paid for these.
            (Role::Connection, _) => below,
            (Role::Edge, _) if !size.is_list => below,
            _ if size.is_list => self
                .length(field, size)
                .saturating_mul(below.saturating_add(own)),
            _ => below.saturating_add(own),
        }
    }

    /// How many a list may hold: `first` or `last` as given, the number of ids where it is asked by ids, or the default.
    fn length(&self, field: &Field, size: &FieldSize) -> u64 {
        let first = self.whole_number(field, "first");
        let last = self.whole_number(field, "last");
        if let Some(given) = first.max(last) {
            return given;
        }
        if let Some(ids) = field.get_argument("ids") {
            return self.count(&ids.node);
        }
        size.page.unwrap_or(PAGE)
    }

    fn whole_number(&self, field: &Field, argument: &str) -> Option<u64> {
        match &field.get_argument(argument)?.node {
            Value::Number(number) => number.as_u64(),
            Value::Variable(name) => match self.variable(name)? {
                ConstValue::Number(number) => number.as_u64(),
                _ => None,
            },
            _ => None,
        }
    }

    fn count(&self, list: &Value) -> u64 {
        let length = match list {
            Value::List(items) => items.len(),
            Value::Variable(name) => match self.variable(name) {
                Some(ConstValue::List(items)) => items.len(),
                _ => 1,
            },
            _ => 1,
        };
        u64::try_from(length).unwrap_or(u64::MAX)
    }

    fn variable(&self, name: &str) -> Option<&ConstValue> {
        self.variables.get(name).or_else(|| {
            let mut definitions = self.operation.variable_definitions.iter();
            definitions
                .find(|definition| definition.node.name.node == name)?
                .node
                .default_value
                .as_ref()
                .map(|default| &default.node)
        })
    }
}

#[cfg(test)]
mod tests {
    use async_graphql::{Variables, value};
    use async_graphql_parser::parse_query;

    use super::{SizeTable, price};
    use crate::transport::measures;

    const SDL: &str = "
        interface Node { id: ID! }
        type Query {
            event(id: ID!): Event
            events(first: Int, last: Int): EventConnection!
            nodes(ids: [ID!]!): [Node]!
            statistics: Statistics!
            search: [Found!]!
        }
        type EventConnection { edges: [EventEdge!]! nodes: [Event!]! pageInfo: PageInfo! totalCount: Int! }
        type EventEdge { cursor: String! node: Event! }
        type PageInfo { hasNextPage: Boolean! }
        type Event implements Node { id: ID! titles: [Text!]! guests(first: Int = 10): GuestConnection! agenda: [Item!]! }
        type GuestConnection { nodes: [Guest!]! }
        type Guest implements Node { id: ID! event: Event! }
        type Item implements Node { id: ID! }
        type Text { text: String! by: Guest! }
        type Statistics { invited: Metric! groups: [Group!]! }
        type Group { invited: Metric! }
        type Metric { value: Float }
        union Found = Event | Text
        schema { query: Query }
    ";

    fn priced(document: &str, variables: async_graphql::Value) -> u64 {
        let (Ok(table), Ok(document)) = (SizeTable::from_sdl(SDL), parse_query(document)) else {
            panic!("does not parse: {document}");
        };
        let Ok(operation) = measures::operation(&document.operations, None) else {
            panic!("has no operation");
        };
        let variables = Variables::from_value(variables);
        price(&table, &document, &operation.node, &variables)
    }

    #[test]
    fn a_page_costs_its_size_and_what_is_nested_multiplies() {
        for (document, expected) in [
            ("{ event(id: 1) { id } }", 1),
            ("{ events { nodes { id } } }", 25),
            ("{ events(first: 3) { nodes { id } } }", 3),
            (
                "{ events(last: 4) { edges { cursor node { id } } nodes { id } pageInfo { hasNextPage } totalCount } }",
                4,
            ),
            (
                "{ events(first: 3) { nodes { guests { nodes { id } } } } }",
                33,
            ),
            (
                "{ events(first: 3) { edges { node { guests(first: 2) { nodes { event { id } } } } } } }",
                15,
            ),
            ("{ events(first: 2) { nodes { agenda { id } } } }", 52),
            (
                "{ nodes(ids: [1, 2, 3]) { id ... on Event { agenda { id } } } }",
                78,
            ),
            ("{ search { ... on Event { id } } }", 25),
            ("{ event(id: 1) { titles { by { id } } } }", 26),
            ("{ __schema { types { name } } __typename }", 0),
        ] {
            assert_eq!(priced(document, value!({})), expected, "{document}");
        }
    }

    #[test]
    fn value_objects_cost_nothing() {
        let document = "{ statistics { invited { value } groups { invited { value } } } }";
        assert_eq!(priced(document, value!({})), 0);
    }

    #[test]
    fn variables_set_the_size_and_their_defaults_stand_in() {
        let document = "query($n: Int = 7) { events(first: $n) { nodes { id } } }";
        assert_eq!(priced(document, value!({"n": 50})), 50);
        assert_eq!(priced(document, value!({})), 7);
        assert_eq!(priced(document, value!({"n": null})), 25);
        let document = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }";
        assert_eq!(priced(document, value!({"ids": ["a", "b"]})), 2);
    }

    #[test]
    fn fragments_cost_what_they_would_cost_in_their_place() {
        let document = "
            { events(first: 2) { ...Page } }
            fragment Page on EventConnection { nodes { ...Guests ...Guests } }
            fragment Guests on Event { guests(first: 3) { nodes { id } } }";
        assert_eq!(priced(document, value!({})), 2 * (1 + 3 + 3));
    }

    #[test]
    fn prices_beyond_counting_stay_at_the_top() {
        let nested = "{ guests(first: 9999999999) { nodes { event ".repeat(3);
        let document = format!(
            "{{ event(id: 1) {nested} {{ id }} {} }}",
            "} } } ".repeat(3)
        );
        assert_eq!(priced(&document, value!({})), u64::MAX);
    }
}
