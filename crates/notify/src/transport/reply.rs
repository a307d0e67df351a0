//! Reading what servers write in their replies.

use std::time::Duration;

/// The longest reply worth keeping, in characters.
const LONGEST: usize = 500;

/// Words that make a number of minutes in a reply a request to wait.
const WAITING: [&str; 7] = [
    "greylist",
    "graylist",
    "try again",
    "retry",
    "come back",
    "see you in",
    "wait",
];

/// A reply fit to be stored: one line, no control characters, not endless.
pub(super) fn tidied(reply: &str) -> String {
    crate::render::one_line(reply)
        .chars()
        .take(LONGEST)
        .collect()
}

/// The enhanced status code a reply's text starts with (RFC 3463).
pub(super) fn enhanced(text: &str) -> Option<&str> {
    let word = text.split_whitespace().next()?;
    let parts: Vec<&str> = word.split('.').collect();
    let is_number = |part: &&str| {
        (1..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_class = matches!(parts.first(), Some(&("2" | "4" | "5")));
    (parts.len() == 3 && is_class && parts.iter().all(is_number)).then_some(word)
}

/// How long a reply asks to wait: "greylisted for 300 seconds", "try again in 5 minutes", "retry in 00:04:59".
pub(super) fn hint(text: &str) -> Option<Duration> {
    let text = text.to_lowercase();
    let (_, after) = WAITING
        .iter()
        .filter_map(|word| text.find(word).map(|at| text.split_at(at)))
        .min_by_key(|(before, _)| before.len())?;
    let words: Vec<&str> = after
        .split(|c: char| !(c.is_alphanumeric() || c == ':'))
        .filter(|word| !word.is_empty())
        .collect();
    words.iter().enumerate().find_map(|(index, word)| {
        clock(word).or_else(|| {
            let digits = word.trim_end_matches(char::is_alphabetic);
            let number: u64 = digits.parse().ok()?;
            let unit = match word.get(digits.len()..) {
                Some("") | None => words.get(index + 1).copied()?,
                Some(unit) => unit,
            };
            Some(Duration::from_secs(number.checked_mul(seconds_in(unit)?)?))
        })
    })
}

fn clock(word: &str) -> Option<Duration> {
    let parts: Vec<u64> = word
        .split(':')
        .map(|part| part.parse().ok())
        .collect::<Option<_>>()?;
    match parts.as_slice() {
        [hours, minutes, seconds] if *hours < 1000 && *minutes < 60 && *seconds < 60 => {
            Some(Duration::from_secs(hours * 3600 + minutes * 60 + seconds))
        }
        [minutes, seconds] if *minutes < 1000 && *seconds < 60 => {
            Some(Duration::from_secs(minutes * 60 + seconds))
        }
        _ => None,
    }
}

fn seconds_in(unit: &str) -> Option<u64> {
    match unit {
        "s" | "sec" | "secs" | "second" | "seconds" => Some(1),
        "m" | "min" | "mins" | "minute" | "minutes" => Some(60),
        "h" | "hour" | "hours" => Some(3600),
        _ => None,
    }
}

/// The name under which a server says it queued a letter, as the common servers word it.
pub(super) fn queue_id(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let after = |first: &str, second: &str| {
        words
            .iter()
            .zip(words.iter().skip(1))
            .zip(words.iter().skip(2))
            .find(|((a, b), _)| a.eq_ignore_ascii_case(first) && b.eq_ignore_ascii_case(second))
            .map(|(_, id)| *id)
    };
    let named = |name: &str| {
        words
            .iter()
            .find_map(|word| word.trim_matches(['[', ']', ',']).strip_prefix(name))
    };
    let before_accepted = || {
        let at = text.find(" Message accepted for delivery")?;
        text.get(..at)?.split_whitespace().last()
    };
    after("queued", "as")
        .or_else(|| named("id="))
        .or_else(|| named("InternalId="))
        .or_else(before_accepted)
        .map(|id| {
            id.trim_matches(['<', '>', '(', ')', ';', ',', '.'])
                .to_owned()
        })
        .filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_common_ways_to_ask_for_patience_are_understood() {
        for (text, seconds) in [
            (
                "4.2.0 <a@example.org>: Recipient address rejected: Greylisted for 300 seconds",
                300,
            ),
            (
                "4.7.1 Greylisting in action, please come back in 00:04:59",
                299,
            ),
            ("Please try again in 5 minutes", 300),
            ("try again later, retry in 1 hour", 3600),
            ("4.7.0 Temporary greylisted, retry after 90s", 90),
        ] {
            assert_eq!(hint(text), Some(Duration::from_secs(seconds)), "{text}");
        }
        for text in [
            "4.3.0 queue file write error",
            "try again later",
            "5 minutes of fame",
            "",
        ] {
            assert_eq!(hint(text), None, "{text}");
        }
    }

    #[test]
    fn the_queue_id_is_found_in_what_common_servers_say() {
        for (text, id) in [
            ("2.0.0 Ok: queued as 4Xy1Zk3Q9z", "4Xy1Zk3Q9z"),
            ("OK id=1tNabc-000000001-AbCd", "1tNabc-000000001-AbCd"),
            (
                "2.0.0 4BAF1x2y012345 Message accepted for delivery",
                "4BAF1x2y012345",
            ),
            (
                "2.6.0 <x@y> [InternalId=123, Hostname=h] Queued mail for delivery",
                "123",
            ),
        ] {
            assert_eq!(queue_id(text).as_deref(), Some(id));
        }
        assert_eq!(queue_id("2.0.0 OK"), None);
    }

    #[test]
    fn an_enhanced_code_is_only_taken_where_it_is_one() {
        assert_eq!(enhanced("5.1.1 no such user"), Some("5.1.1"));
        assert_eq!(enhanced("5.1 no"), None);
        assert_eq!(enhanced("10.0.0.1 blocked"), None);
        assert_eq!(enhanced("9.1.1 no"), None);
        assert_eq!(enhanced(""), None);
    }
}
