//! Which media types come in and go out.

use axum::http::{HeaderMap, StatusCode, header};

use super::answers::{Code, Refused};

/// The two media types of a GraphQL response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum MediaType {
    /// `application/json`, which older clients send: 200 for every well-formed request.
    Json,
    /// `application/graphql-response+json`: the status tells what happened.
    GraphQlResponse,
}

/// The media type of answers that follow each other.
pub(super) const EVENTS: &str = "text/event-stream";

/// Whether the client likes answers that follow each other best, and names them.
pub(super) fn wants_events(headers: &HeaderMap) -> bool {
    let Ok(ranges) = ranges(headers) else {
        return false;
    };
    let named = ranges
        .iter()
        .any(|range| range.name.eq_ignore_ascii_case(EVENTS));
    let json = ["application/json", "application/graphql-response+json"];
    let json = json.iter().filter_map(|one| preference(&ranges, one)).max();
    named && preference(&ranges, EVENTS) > json
}

/// What the client accepts.
fn ranges(headers: &HeaderMap) -> Result<Vec<Range<'_>>, Refused> {
    let mut ranges = Vec::new();
    for value in headers.get_all(header::ACCEPT) {
        let value = value
            .to_str()
            .map_err(|_| Refused::malformed("the Accept header is not text"))?;
        ranges.extend(value.split(',').filter_map(Range::parse));
    }
    Ok(ranges)
}

impl MediaType {
    pub(super) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphQlResponse => "application/graphql-response+json; charset=utf-8",
        }
    }

    /// The one the client likes best. No `Accept` at all, or a wildcard, means `application/json`; of two equally liked
    /// ones the first listed wins.
    pub(super) fn accepted(headers: &HeaderMap) -> Result<Self, Refused> {
        let ranges = ranges(headers)?;
        if ranges.is_empty() {
            return Ok(Self::Json);
        }
        let json = preference(&ranges, "application/json");
        let graphql = preference(&ranges, "application/graphql-response+json");
        match (json, graphql) {
            (None, None) => Err(Refused::http(
                StatusCode::NOT_ACCEPTABLE,
                Code::NotAcceptable,
                "answers are application/graphql-response+json or application/json",
            )),
            (Some(json), Some(graphql)) if graphql > json => Ok(Self::GraphQlResponse),
            (None, Some(_)) => Ok(Self::GraphQlResponse),
            (Some(_), _) => Ok(Self::Json),
        }
    }
}

struct Range<'a> {
    name: &'a str,
    /// Thousandths.
    quality: u16,
}

impl<'a> Range<'a> {
    fn parse(range: &'a str) -> Option<Self> {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().filter(|name| !name.is_empty())?;
        let quality = parts
            .filter_map(|parameter| parameter.split_once('='))
            .find(|(key, _)| key.trim().eq_ignore_ascii_case("q"))
            .map_or(1_000, |(_, value)| thousandths(value.trim()));
        Some(Self { name, quality })
    }

    /// How closely this range names the media type: 2 by name, 1 by `application/*`, 0 by `*/*`.
    fn closeness(&self, media_type: &str) -> Option<u8> {
        if self.name.eq_ignore_ascii_case(media_type) {
            Some(2)
        } else if self.name.eq_ignore_ascii_case("application/*") {
            Some(1)
        } else {
            (self.name == "*/*").then_some(0)
        }
    }
}

/// Quality first, then how closely it was named, then how early. `None`: not acceptable.
fn preference(ranges: &[Range<'_>], media_type: &str) -> Option<(u16, u8, usize)> {
    let earliness = (1..=ranges.len()).rev();
    let (closeness, earliness, quality) = ranges
        .iter()
        .zip(earliness)
        .filter_map(|(range, early)| Some((range.closeness(media_type)?, early, range.quality)))
        .max()?;
    (quality > 0).then_some((quality, closeness, earliness))
}

/// `0.8` as 800; what is not a quality counts as refused rather than as liked best.
fn thousandths(quality: &str) -> u16 {
    let (whole, fraction) = quality.split_once('.').unwrap_or((quality, ""));
    let padded: String = fraction.chars().chain("000".chars()).take(3).collect();
    match (whole, padded.parse::<u16>()) {
        ("1", _) => 1_000,
        ("0", Ok(parts)) => parts,
        _ => 0,
    }
}

/// Only JSON in UTF-8, uncompressed: a form or plain text, which any web page may send, must not carry a mutation.
pub(super) fn require_json(headers: &HeaderMap) -> Result<(), Refused> {
    let unsupported = |message| {
        Err(Refused::http(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Code::UnsupportedMediaType,
            message,
        ))
    };
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let mut parts = content_type.split(';').map(str::trim);
    let is_json = parts
        .next()
        .is_some_and(|name| name.eq_ignore_ascii_case("application/json"));
    if !is_json {
        return unsupported("a POST carries application/json");
    }
    for (key, value) in parts.filter_map(|parameter| parameter.split_once('=')) {
        let is_utf8 = value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8");
        if key.trim().eq_ignore_ascii_case("charset") && !is_utf8 {
            return unsupported("JSON is sent in UTF-8");
        }
    }
    match headers.get(header::CONTENT_ENCODING) {
        Some(encoding) if encoding != "identity" => unsupported("bodies are sent uncompressed"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderValue, header};

    use super::{MediaType, require_json, wants_events};

    fn accepted(accept: &'static str) -> Option<MediaType> {
        let headers = HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
        MediaType::accepted(&headers).ok()
    }

    #[test]
    fn the_best_liked_media_type_is_answered() {
        use MediaType::{GraphQlResponse, Json};
        for (accept, expected) in [
            ("", Some(Json)),
            ("*/*", Some(Json)),
            ("application/*", Some(Json)),
            ("application/json", Some(Json)),
            ("application/graphql-response+json", Some(GraphQlResponse)),
            (
                "application/graphql-response+json; charset=utf-8, application/json; charset=utf-8",
                Some(GraphQlResponse),
            ),
            (
                "application/json, application/graphql-response+json",
                Some(Json),
            ),
            (
                "application/json;q=0.9, application/graphql-response+json",
                Some(GraphQlResponse),
            ),
            (
                "application/graphql-response+json;q=0.5, */*;q=0.1",
                Some(GraphQlResponse),
            ),
            ("application/json;q=0, */*", Some(GraphQlResponse)),
            ("text/html, */*;q=0.8", Some(Json)),
            ("text/html", None),
            ("application/json;q=0", None),
        ] {
            assert_eq!(accepted(accept), expected, "{accept}");
        }
    }

    #[test]
    fn events_are_sent_to_who_names_them_and_likes_them_best() {
        for (accept, expected) in [
            ("text/event-stream", true),
            ("text/event-stream, application/json", true),
            ("text/event-stream, */*;q=0.1", true),
            ("application/json, text/event-stream", false),
            ("application/json;q=0.5, Text/Event-Stream", true),
            ("text/event-stream;q=0", false),
            ("text/*", false),
            ("*/*", false),
            ("", false),
        ] {
            let headers =
                HeaderMap::from_iter([(header::ACCEPT, HeaderValue::from_static(accept))]);
            assert_eq!(wants_events(&headers), expected, "{accept}");
        }
    }

    #[test]
    fn only_json_in_utf8_comes_in() {
        for (content_type, expected) in [
            ("application/json", true),
            ("Application/JSON; charset=\"UTF-8\"", true),
            ("application/json; charset=latin1", false),
            ("text/plain", false),
            ("application/x-www-form-urlencoded", false),
            ("multipart/form-data; boundary=x", false),
            ("application/graphql", false),
            ("", false),
        ] {
            let value = HeaderValue::from_static(content_type);
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, value)]);
            assert_eq!(require_json(&headers).is_ok(), expected, "{content_type}");
        }
        assert!(require_json(&HeaderMap::new()).is_err());
    }
}
