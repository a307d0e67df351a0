//! The thread between an answer and the log.

use std::{fmt, sync::Arc};

use axum::http::HeaderMap;

/// The trace of one request: 32 hexadecimal digits, in each error's `extensions.traceId` and in the log.
///
/// Resolvers find it in their context. A caller that sends a W3C `traceparent` header gives its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceId(Arc<str>);

impl TraceId {
    /// Takes the caller's trace id if it has a valid one, or makes one.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let given = headers
            .get("traceparent")
            .and_then(|value| value.to_str().ok())
            .and_then(parse);
        match given {
            Some(id) => Self(Arc::from(id)),
            None => Self(Arc::from(format!("{:032x}", rand::random::<u128>()))),
        }
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// `version-traceid-parentid-flags`; all zeroes mean that there is none.
fn parse(header: &str) -> Option<&str> {
    let id = header.split('-').nth(1)?;
    let is_hex = id
        .bytes()
        .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte));
    (id.len() == 32 && is_hex && id.bytes().any(|byte| byte != b'0')).then_some(id)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_callers_trace_goes_on_only_if_it_is_well_formed() {
        let id = "4bf92f3577b34da6a3ce929d0e0e4736";
        assert_eq!(parse(&format!("00-{id}-00f067aa0ba902b7-01")), Some(id));
        assert_eq!(
            parse(&format!("00-{}-00f067aa0ba902b7-01", "0".repeat(32))),
            None
        );
        assert_eq!(parse("00-<script>-00f067aa0ba902b7-01"), None);
        assert_eq!(parse(id), None);
    }
}
