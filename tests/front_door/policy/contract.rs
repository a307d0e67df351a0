//! What the schema tells of itself, and documents that ask for whatever there is.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::app::TestApp;

/// The schema as it tells of itself.
pub(super) struct Contract(BTreeMap<String, Value>);

/// The name and kind of a type without its lists and non-nulls.
pub(super) fn named(kind: &Value) -> (&str, &str) {
    if kind["ofType"].is_null() {
        (
            kind["name"].as_str().unwrap(),
            kind["kind"].as_str().unwrap(),
        )
    } else {
        named(&kind["ofType"])
    }
}

fn written(kind: &Value) -> String {
    match kind["kind"].as_str().unwrap() {
        "NON_NULL" => format!("{}!", written(&kind["ofType"])),
        "LIST" => format!("[{}]", written(&kind["ofType"])),
        _ => kind["name"].as_str().unwrap().to_owned(),
    }
}

pub(super) fn is_leaf(kind: &str) -> bool {
    matches!(kind, "SCALAR" | "ENUM")
}

impl Contract {
    pub(super) async fn of(app: &TestApp) -> Self {
        const QUERY: &str = "{ __schema { types { name kind fields { name args { name type { ...T } } type { ...T } } } } }
            fragment T on __Type { name kind ofType { name kind ofType { name kind ofType { name kind } } } }";
        let answer = app.ask(QUERY, json!({})).await;
        let types = answer["__schema"]["types"].as_array().unwrap();
        Self(
            types
                .iter()
                .map(|it| (it["name"].as_str().unwrap().to_owned(), it.clone()))
                .collect(),
        )
    }

    pub(super) fn fields(&self, kind: &str) -> &[Value] {
        self.0[kind]["fields"].as_array().unwrap()
    }

    /// `("query", …)` and `("mutation", …)` for every root field.
    pub(super) fn roots(&self) -> Vec<(&'static str, &Value)> {
        let of =
            |root: &'static str, kind| self.fields(kind).iter().map(move |field| (root, field));
        of("query", "Query")
            .chain(of("mutation", "Mutation"))
            .collect()
    }

    /// What is selected of a root field, so that whatever it says is seen, and nothing below it.
    pub(super) fn shallow(&self, kind: &Value) -> String {
        let (name, _) = named(kind);
        let parts = self.fields(name).iter().map(|field| {
            let name = field["name"].as_str().unwrap();
            match (name, named(&field["type"]).1) {
                ("userErrors", _) => "userErrors { field code }".to_owned(),
                (_, kind) if is_leaf(kind) => name.to_owned(),
                _ => format!("{name} {{ __typename }}"),
            }
        });
        let is_payload = name.ends_with("Payload") || name.ends_with("Connection");
        if is_payload {
            format!("{{ {} }}", parts.collect::<Vec<_>>().join(" "))
        } else {
            "{ __typename }".to_owned()
        }
    }

    /// A selection that goes down by every field, through each kind of thing once, and stops at figures.
    pub(super) fn deep(&self, kind: &str, depth: usize, above: &[&str]) -> String {
        let mut parts = vec!["__typename".to_owned()];
        for field in self.fields(kind) {
            let name = field["name"].as_str().unwrap();
            let asked = asked(field);
            let (of, sort) = named(&field["type"]);
            if is_leaf(sort) {
                parts.push(asked);
            } else if depth > 0
                && !above.contains(&of)
                && !of.starts_with("Engagement")
                && of != "PageInfo"
                && name != "edges"
            {
                let above: Vec<&str> = above.iter().copied().chain([kind]).collect();
                parts.push(format!(
                    "{asked} {}",
                    self.deep(of, depth - usize::from(name != "nodes"), &above)
                ));
            }
        }
        format!("{{ {} }}", parts.join(" "))
    }
}

/// The document that asks for one root field with all its arguments as variables.
pub(super) fn document((root, field): (&str, &Value), selection: &str) -> String {
    let args = field["args"].as_array().unwrap();
    let list = |show: &dyn Fn(&str, &Value) -> String| {
        let shown: Vec<String> = args
            .iter()
            .map(|arg| show(arg["name"].as_str().unwrap(), &arg["type"]))
            .collect();
        if shown.is_empty() {
            String::new()
        } else {
            format!("({})", shown.join(", "))
        }
    };
    let variables = list(&|name, kind| format!("${name}: {}", written(kind)));
    let passed = list(&|name, _| format!("{name}: ${name}"));
    format!(
        "{root}{variables} {{ {}{passed} {selection} }}",
        field["name"].as_str().unwrap()
    )
}

/// A nested field with the arguments that it needs.
pub(super) fn asked(field: &Value) -> String {
    let name = field["name"].as_str().unwrap();
    let mut args = Vec::new();
    for arg in field["args"].as_array().unwrap() {
        let arg_name = arg["name"].as_str().unwrap();
        if arg_name == "first" {
            args.push("first: 2".to_owned());
        } else if arg["type"]["kind"] == "NON_NULL" {
            let value = nested_argument(arg_name);
            let value = value.unwrap_or_else(|| {
                panic!("give nested_argument() a value for `{name}({arg_name}:)`")
            });
            args.push(format!("{arg_name}: {value}"));
        }
    }
    if args.is_empty() {
        name.to_owned()
    } else {
        format!("{name}({})", args.join(", "))
    }
}

/// Arguments without which a nested field cannot be asked.
fn nested_argument(name: &str) -> Option<&'static str> {
    Some(match name {
        "purpose" => "\"follow-up\"",
        "form" => "ENVELOPE",
        _ => return None,
    })
}
