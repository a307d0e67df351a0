//! The parameters of a GraphQL-over-HTTP request.

use std::time::Duration;

use async_graphql::{Value as ConstValue, Variables};
use axum::{
    body::{Body, Bytes},
    extract::Query,
    http::{HeaderMap, StatusCode, Uri, header},
};
use futures::StreamExt;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use super::{
    answers::{Code, Refused},
    limits::Limits,
};

/// A well-formed request. `extensions` are checked and dropped: nothing here reads them.
#[derive(Debug)]
pub(super) struct Envelope {
    pub(super) document: String,
    pub(super) operation_name: Option<String>,
    pub(super) variables: Variables,
}

impl Envelope {
    /// Reads a POST body.
    pub(super) fn from_body(body: &[u8]) -> Result<Self, Refused> {
        let parameters = match serde_json::from_slice(body) {
            Ok(Value::Object(parameters)) => parameters,
            Ok(Value::Array(_)) => return Err(Refused::malformed("batches are not accepted")),
            Ok(_) => return Err(Refused::malformed("the body is not a JSON object")),
            Err(error) => {
                return Err(Refused::malformed(format!(
                    "the body is not JSON, at line {}, column {}",
                    error.line(),
                    error.column()
                )));
            }
        };
        Self::from_parameters(parameters)
    }

    /// Reads the query component of a GET.
    pub(super) fn from_uri(uri: &Uri) -> Result<Self, Refused> {
        let Query(pairs) = Query::<Vec<(String, String)>>::try_from_uri(uri)
            .map_err(|_| Refused::malformed("the query component of the URL is not readable"))?;
        let mut parameters = Map::new();
        for (name, text) in pairs {
            let value = match name.as_str() {
                "operationName" | "variables" | "extensions" if text.is_empty() => Value::Null,
                "query" | "operationName" => Value::String(text),
                "variables" | "extensions" => serde_json::from_str(&text)
                    .map_err(|_| Refused::malformed(format!("`{name}` is not JSON")))?,
                _ => continue,
            };
            if parameters.contains_key(&name) {
                return Err(Refused::malformed(format!("`{name}` is given twice")));
            }
            parameters.insert(name, value);
        }
        Self::from_parameters(parameters)
    }

    pub(super) fn from_parameters(mut parameters: Map<String, Value>) -> Result<Self, Refused> {
        let document = match parameters.remove("query") {
            Some(Value::String(document)) => document,
            None | Some(Value::Null) => return Err(Refused::malformed("`query` is missing")),
            Some(_) => return Err(Refused::malformed("`query` is not a string")),
        };
        let operation_name = match parameters.remove("operationName") {
            None | Some(Value::Null) => None,
            Some(Value::String(name)) => Some(name),
            Some(_) => return Err(Refused::malformed("`operationName` is not a string")),
        };
        let variables = match parameters.remove("variables") {
            None | Some(Value::Null) => Variables::default(),
            Some(variables @ Value::Object(_)) => {
                if has_null_character(&variables) {
                    return Err(Refused::malformed("`variables` contain a null character"));
                }
                Variables::from_json(variables)
            }
            Some(_) => return Err(Refused::malformed("`variables` is not an object")),
        };
        match parameters.remove("extensions") {
            None | Some(Value::Null | Value::Object(_)) => {}
            Some(_) => return Err(Refused::malformed("`extensions` is not an object")),
        }
        Ok(Self {
            document,
            operation_name,
            variables,
        })
    }

    /// SHA-256 over document, operation name and variables; keys of objects are hashed in order, so that two JSON texts
    /// of one request have one hash.
    pub(super) fn hash(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hash_text(&mut hasher, b'd', &self.document);
        if let Some(name) = &self.operation_name {
            hash_text(&mut hasher, b'o', name);
        }
        for (name, value) in self.variables.iter() {
            hash_text(&mut hasher, b'v', name);
            hash_value(&mut hasher, value);
        }
        hasher.finalize().into()
    }
}

/// One of our databases stores no null characters, and the other's functions stop at them.
fn has_null_character(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_null_character),
        Value::Object(entries) => entries
            .iter()
            .any(|(key, value)| key.contains('\0') || has_null_character(value)),
        _ => false,
    }
}

/// Each piece is led by its kind and length, so that no two different requests run together into one.
fn hash_text(hasher: &mut Sha256, kind: u8, text: &str) {
    hasher.update([kind]);
    hasher.update(text.len().to_le_bytes());
    hasher.update(text);
}

fn hash_value(hasher: &mut Sha256, value: &ConstValue) {
    match value {
        ConstValue::List(items) => {
            hash_text(hasher, b'[', &items.len().to_string());
            for item in items {
                hash_value(hasher, item);
            }
        }
        ConstValue::Object(entries) => {
            hash_text(hasher, b'{', &entries.len().to_string());
            let mut entries: Vec<_> = entries.iter().collect();
            entries.sort_unstable_by_key(|(key, _)| key.as_str());
            for (key, value) in entries {
                hash_text(hasher, b'k', key);
                hash_value(hasher, value);
            }
        }
        ConstValue::String(text) => hash_text(hasher, b's', text),
        scalar => hash_text(hasher, b'=', &scalar.to_string()),
    }
}

/// Reads a body of at most `limits.body_bytes` within `limits.body_time`.
pub(super) async fn read_body(
    headers: &HeaderMap,
    body: Body,
    limits: &Limits,
) -> Result<Bytes, Refused> {
    let announced = headers
        .get(header::CONTENT_LENGTH)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limits.body_bytes) {
        return Err(too_large(limits.body_bytes));
    }
    within(limits.body_time, collect(body, limits.body_bytes)).await
}

async fn within(
    time: Duration,
    body: impl Future<Output = Result<Bytes, Refused>>,
) -> Result<Bytes, Refused> {
    tokio::time::timeout(time, body).await.unwrap_or_else(|_| {
        Err(Refused::http(
            StatusCode::REQUEST_TIMEOUT,
            Code::Timeout,
            "the body did not arrive in time",
        ))
    })
}

async fn collect(body: Body, limit: usize) -> Result<Bytes, Refused> {
    let mut chunks = body.into_data_stream();
    let mut whole = Vec::new();
    while let Some(chunk) = chunks.next().await {
        let chunk = chunk.map_err(|_| Refused::malformed("the body broke off"))?;
        if whole.len().saturating_add(chunk.len()) > limit {
            return Err(too_large(limit));
        }
        whole.extend_from_slice(&chunk);
    }
    Ok(Bytes::from(whole))
}

pub(super) fn too_large(limit: impl std::fmt::Display) -> Refused {
    Refused::http(
        StatusCode::PAYLOAD_TOO_LARGE,
        Code::LimitExceeded,
        format!("the body is larger than {limit} bytes"),
    )
}

#[cfg(test)]
mod tests {
    use super::Envelope;

    fn hash(body: &str) -> [u8; 32] {
        match Envelope::from_body(body.as_bytes()) {
            Ok(envelope) => envelope.hash(),
            Err(refused) => panic!("{body}: {refused:?}"),
        }
    }

    #[test]
    fn one_request_has_one_hash_however_its_json_is_written() {
        let one = hash(r#"{"query":"{a}","variables":{"i":{"x":1,"y":[2,"z"]}}}"#);
        let same = hash(
            r#"{ "variables": {"i": {"y": [2, "\u007a"], "x": 1}}, "query": "{a}", "extensions": {} }"#,
        );
        assert_eq!(one, same);
    }

    #[test]
    fn another_request_has_another_hash() {
        let bodies = [
            r#"{"query":"{a}"}"#,
            r#"{"query":"{a}","operationName":"v"}"#,
            r#"{"query":"{a}","variables":{"v":null}}"#,
            r#"{"query":"{a}","variables":{"v":"null"}}"#,
            r#"{"query":"{a}","variables":{"v":["a","b"]}}"#,
            r#"{"query":"{a}","variables":{"v":["ab"]}}"#,
            r#"{"query":"{a}","variables":{"v":[["a"],"b"]}}"#,
            r#"{"query":"{a}","variables":{"v":[["a","b"]]}}"#,
        ];
        let hashes: std::collections::HashSet<_> = bodies.into_iter().map(hash).collect();
        assert_eq!(hashes.len(), bodies.len());
    }
}
