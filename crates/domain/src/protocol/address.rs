//! Forms of address: the words of a rank, with the person's own in their places.
//!
//! In the words stand `{honorific}`, `{given}`, `{family}`, `{name}`, `{function}` and `{organisation}`, and, where a language
//! asks for it, `[for a man|for a woman]` or `[for a man|for a woman|for anybody]`.

use kuvend_entity::kind::Sex;

/// Where a form of address is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Speaking to the person.
    Spoken,
    /// Greeting them in a letter.
    Written,
    /// Naming them on an envelope or a place card.
    Envelope,
}

/// Whom a form of address is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Person {
    /// H.E., Prof., Znj.
    pub honorific: Option<String>,
    /// Given name.
    pub given: String,
    /// Family name.
    pub family: String,
    /// How lists name them.
    pub name: String,
    /// What they are.
    pub function: Option<String>,
    /// Whom they stand for.
    pub organisation: Option<String>,
    /// Whether the words are a man's or a woman's, where that is known.
    pub sex: Option<Sex>,
}

impl Person {
    /// The name without the honorific that lists show before it: what a form says before a name is said once.
    fn plain_name(&self) -> &str {
        let honorific = self.honorific.as_deref().unwrap_or_default();
        let rest = self.name.strip_prefix(honorific).unwrap_or(&self.name);
        let rest = rest.trim_start();
        // A name that only begins alike, or is nothing more, stays whole.
        let is_apart = rest.len() + honorific.len() < self.name.len();
        if honorific.is_empty() || rest.is_empty() || !is_apart {
            return &self.name;
        }
        rest
    }
}

enum Piece<'a> {
    Words(&'a str),
    Name(&'a str),
    Choice(Vec<&'a str>),
}

const NAMES: [&str; 6] = [
    "honorific",
    "given",
    "family",
    "name",
    "function",
    "organisation",
];

/// The pieces of a form; nothing where a bracket is left open, or names what is not known.
fn pieces(form: &str) -> Option<Vec<Piece<'_>>> {
    let mut found = Vec::new();
    let mut rest = form;
    while let Some(at) = rest.find(['{', '[', '}', ']']) {
        let (words, marked) = rest.split_at_checked(at)?;
        found.push(Piece::Words(words));
        if let Some(inside) = marked.strip_prefix('{') {
            let (name, after) = inside.split_once('}')?;
            if !NAMES.contains(&name) {
                return None;
            }
            found.push(Piece::Name(name));
            rest = after;
        } else {
            let (inside, after) = marked.strip_prefix('[')?.split_once(']')?;
            let ways: Vec<&str> = inside.split('|').collect();
            if !(2..=3).contains(&ways.len()) || inside.contains(['{', '}', '[']) {
                return None;
            }
            found.push(Piece::Choice(ways));
            rest = after;
        }
    }
    found.push(Piece::Words(rest));
    Some(found)
}

/// Whether a form can be said.
#[must_use]
pub fn is_well_formed(form: &str) -> bool {
    pieces(form).is_some()
}

/// A form of address said to somebody. What is not known of them leaves no gap; a line of which nothing is left goes.
#[must_use]
pub fn say(form: &str, person: &Person) -> String {
    let pieces = pieces(form).unwrap_or_default();
    let mut said = String::with_capacity(form.len());
    for piece in pieces {
        match piece {
            Piece::Words(words) => said.push_str(words),
            Piece::Name(name) => said.push_str(&named(person, name)),
            Piece::Choice(ways) => said.push_str(&chosen(&ways, person.sex)),
        }
    }
    let lines = said.lines().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        words.join(" ").replace(" ,", ",")
    });
    let lines: Vec<String> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

/// What the person is called, in one line.
fn named(person: &Person, name: &str) -> String {
    let text = match name {
        "honorific" => person.honorific.as_deref().unwrap_or_default(),
        "given" => &person.given,
        "family" => &person.family,
        "name" => person.plain_name(),
        "function" => person.function.as_deref().unwrap_or_default(),
        _ => person.organisation.as_deref().unwrap_or_default(),
    };
    text.replace(['\n', '\r'], " ")
}

fn chosen(ways: &[&str], sex: Option<Sex>) -> String {
    match (sex, ways) {
        (Some(Sex::Male), [man, ..]) => (*man).to_owned(),
        (Some(Sex::Female), [_, woman, ..]) => (*woman).to_owned(),
        (_, [_, _, anybody]) => (*anybody).to_owned(),
        _ => ways.join("/"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person() -> Person {
        Person {
            given: "Elena".to_owned(),
            family: "Rossi".to_owned(),
            name: "Elena Rossi".to_owned(),
            ..Person::default()
        }
    }

    #[test]
    fn what_is_not_known_leaves_no_gap() {
        let form = "H.E. {honorific} {name}\n{function}\n{organisation}, Tirana";
        assert_eq!(say(form, &person()), "H.E. Elena Rossi\n, Tirana");
        let known = Person {
            function: Some("Ambassador".to_owned()),
            organisation: Some("Embassy of Italy".to_owned()),
            ..person()
        };
        assert_eq!(
            say(form, &known),
            "H.E. Elena Rossi\nAmbassador\nEmbassy of Italy, Tirana"
        );
    }

    #[test]
    fn an_honorific_that_lists_show_before_the_name_is_said_once() {
        let of = |honorific: &str, name: &str| Person {
            honorific: Some(honorific.to_owned()),
            name: name.to_owned(),
            ..person()
        };
        let elena = of("H.E.", "H.E. Elena Rossi");
        assert_eq!(say("{honorific} {name}", &elena), "H.E. Elena Rossi");
        assert_eq!(say("S.E. {name}", &elena), "S.E. Elena Rossi");
        let other = of("Dr", "Drita Çami");
        assert_eq!(say("{honorific} {name}", &other), "Dr Drita Çami");
        assert_eq!(say("{name}", &of("H.E.", "H.E.")), "H.E.");
    }

    #[test]
    fn a_language_that_tells_men_from_women_has_words_for_both_and_for_who_is_not_known() {
        let of = |sex| Person { sex, ..person() };
        assert_eq!(
            say("Gentile [Ministro|Ministra]", &of(Some(Sex::Female))),
            "Gentile Ministra"
        );
        assert_eq!(
            say("[Signor|Signora] {family}", &of(Some(Sex::Male))),
            "Signor Rossi"
        );
        assert_eq!(
            say("[Signor|Signora] {family}", &of(None)),
            "Signor/Signora Rossi"
        );
        assert_eq!(
            say("[Signor |Signora |]{family}", &of(Some(Sex::Undisclosed))),
            "Rossi"
        );
    }

    #[test]
    fn a_name_is_never_read_as_a_form() {
        let odd = Person {
            family: "{given} [a|b]".to_owned(),
            ..person()
        };
        assert_eq!(say("Dear {family}", &odd), "Dear {given} [a|b]");
    }

    #[test]
    fn a_form_that_cannot_be_said_is_told() {
        for bad in [
            "{",
            "}",
            "{nickname}",
            "[one]",
            "[a|b|c|d]",
            "[a|{name}]",
            "a]",
            "{name",
        ] {
            assert!(!is_well_formed(bad), "{bad}");
        }
        for good in ["", "Excellency", "{honorific} {name}", "[a|b] {family}"] {
            assert!(is_well_formed(good), "{good}");
        }
    }
}
