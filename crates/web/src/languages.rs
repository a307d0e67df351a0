//! Which language a visitor would like.

use axum::http::{HeaderMap, header};
use kuvend_entity::value::Language;

/// The language chosen on the page (`?lang=sq`), if it is one of ours.
pub(crate) fn asked(query: Option<&str>) -> Option<Language> {
    parameter(query, "lang")?.parse().ok()
}

/// A parameter of a query, as it stands: none of ours needs decoding.
pub(crate) fn parameter<'a>(query: Option<&'a str>, name: &str) -> Option<&'a str> {
    query?
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The most wanted language of `Accept-Language` that is one of ours.
pub(crate) fn spoken(headers: &HeaderMap) -> Option<Language> {
    let header = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(f32, Language)> = None;
    for range in header.split(',').take(32) {
        let (tag, parameters) = range.split_once(';').unwrap_or((range, ""));
        let quality = parameters
            .trim()
            .strip_prefix("q=")
            .map_or(1.0, |q| q.trim().parse::<f32>().unwrap_or(0.0));
        let Ok(language) = tag.parse::<Language>() else {
            continue;
        };
        if quality > 0.0 && best.as_ref().is_none_or(|(most, _)| quality > *most) {
            best = Some((quality, language));
        }
    }
    best.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(header: &str) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT_LANGUAGE, header.parse().unwrap());
        spoken(&headers).map(String::from)
    }

    #[test]
    fn the_most_wanted_language_of_ours_wins() {
        assert_eq!(first("de, it-IT;q=0.8, sq;q=0.9"), Some("sq".to_owned()));
        assert_eq!(first("el-GR,el;q=0.9,en;q=0.8"), Some("el".to_owned()));
        assert_eq!(first("sq;q=0, en;q=0.1"), Some("en".to_owned()));
        assert_eq!(first("de, fr"), None);
        assert_eq!(first("*"), None);
        assert_eq!(first(";;q=,,="), None);
    }

    #[test]
    fn a_language_is_asked_by_the_address() {
        let asked = |query| asked(Some(query)).map(String::from);
        assert_eq!(asked("lang=sq"), Some("sq".to_owned()));
        assert_eq!(asked("saved=1&lang=it"), Some("it".to_owned()));
        assert_eq!(asked("lang=xx"), None);
        assert_eq!(asked("lang"), None);
    }
}
