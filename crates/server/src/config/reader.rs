//! Takes options out of a file and the environment, and notes everything that is wrong.

use std::{collections::BTreeMap, ffi::OsString};

use super::{Loaded, SETTINGS, Settings, Wrong, values::Value};

/// What variables begin with.
const PREFIX: &str = "KUVEND_";
/// What variables of the tests and measurements begin with; they mean nothing here.
const NOT_OURS: [&str; 2] = ["KUVEND_TEST_", "KUVEND_BENCH_"];

pub(super) struct Reader {
    /// The file's name and its options by full name.
    file: Option<(String, BTreeMap<String, toml::Value>)>,
    variables: BTreeMap<String, OsString>,
    wrong: Vec<String>,
    origins: Vec<(String, String)>,
}

impl Reader {
    pub(super) fn new(
        file: Option<(String, &str)>,
        variables: impl Iterator<Item = (OsString, OsString)>,
    ) -> Result<Self, Wrong> {
        let file = match file {
            None => None,
            Some((name, text)) => {
                let table = text
                    .parse::<toml::Table>()
                    .map_err(|error| Wrong(vec![unreadable(&name, text, &error)]))?;
                let mut options = BTreeMap::new();
                flatten("", table, &mut options);
                Some((name, options))
            }
        };
        let ours = |name: &str| {
            name.starts_with(PREFIX) && !NOT_OURS.iter().any(|other| name.starts_with(other))
        };
        let variables = variables
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .filter(|(name, _)| ours(name))
            .collect();
        Ok(Self {
            file,
            variables,
            wrong: Vec::new(),
            origins: Vec::new(),
        })
    }

    /// An option: from its variable, else from the file, else its default. None if what is there is wrong.
    pub(super) fn option<T: Value>(
        &mut self,
        section: &str,
        key: &str,
        default: &toml::Value,
    ) -> Option<T> {
        let full = format!("{section}.{key}");
        let in_file = self.file.as_mut().and_then(|(name, options)| {
            let value = options.remove(&full)?;
            Some((name.clone(), value))
        });
        let variable = variable(&full);
        let mut candidates = None;
        if let Some(text) = self.variables.remove(&variable) {
            let Ok(text) = text.into_string() else {
                self.wrong.push(format!("{variable}: is not UTF-8"));
                return None;
            };
            candidates = Some((variable, readings(&text)));
        }
        let set = candidates
            .or_else(|| in_file.map(|(name, value)| (format!("{name}: {full}"), vec![value])));
        let Some((origin, candidates)) = set else {
            return T::from_toml(default);
        };
        let value = candidates.iter().find_map(T::from_toml);
        if value.is_none() {
            let found = match candidates.first() {
                Some(value) if !T::IS_SECRET => format!("is {value} and "),
                _ => String::new(),
            };
            self.wrong
                .push(format!("{origin}: {found}must be {}", T::wanted()));
        }
        self.origins.push((full, origin));
        value
    }

    /// The settings, if nothing is wrong.
    pub(super) fn finish(mut self, settings: Option<Settings>) -> Result<Loaded, Wrong> {
        if let Some((name, left)) = &self.file {
            for full in left.keys() {
                self.wrong.push(format!(
                    "{name}: {full}: there is no such option{}",
                    meant(full)
                ));
            }
        }
        // A variable too many does not stop the start: other programs set some in our name, such as Kubernetes for a
        // service called `kuvend`.
        let warnings = self
            .variables
            .keys()
            .map(|name| format!("the variable {name} means nothing here and is left alone"))
            .collect();
        match settings {
            Some(settings) if self.wrong.is_empty() => Ok(Loaded {
                settings,
                warnings,
                origins: self.origins,
            }),
            _ => Err(Wrong(self.wrong)),
        }
    }
}

/// The variable of an option: `mail.smtp.host` is `KUVEND_MAIL_SMTP_HOST`.
fn variable(full: &str) -> String {
    format!("{PREFIX}{}", full.replace('.', "_").to_uppercase())
}

/// What a variable's text can mean; the option's kind chooses.
fn readings(text: &str) -> Vec<toml::Value> {
    let mut readings = vec![toml::Value::from(text)];
    readings.extend(text.trim().parse::<i64>().ok().map(toml::Value::from));
    readings.extend(text.trim().parse::<bool>().ok().map(toml::Value::from));
    let words: Vec<&str> = text
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
        .collect();
    readings.push(toml::Value::from(words));
    readings
}

fn flatten(prefix: &str, table: toml::Table, into: &mut BTreeMap<String, toml::Value>) {
    for (key, value) in table {
        let full = if prefix.is_empty() {
            key
        } else {
            format!("{prefix}.{key}")
        };
        match value {
            toml::Value::Table(table) => flatten(&full, table, into),
            value => {
                into.insert(full, value);
            }
        }
    }
}

/// A parse error by line, without the line itself: it may hold a password.
fn unreadable(name: &str, text: &str, error: &toml::de::Error) -> String {
    let line = error
        .span()
        .and_then(|span| text.get(..span.start))
        .map_or(String::new(), |before| {
            format!(", line {}", before.matches('\n').count() + 1)
        });
    format!("{name}{line}: {}", error.message())
}

/// The option that was probably meant: of the same name elsewhere, or a letter or two away.
fn meant(full: &str) -> String {
    let key = full.rsplit('.').next().unwrap_or(full);
    let known = SETTINGS.iter().flat_map(|section| {
        let name = |option: &super::options::Described| format!("{}.{}", section.path, option.key);
        section.options.iter().map(name)
    });
    let nearest = known
        .map(|known| {
            let same = known.ends_with(&format!(".{key}"));
            let distance = if same { 1 } else { distance(&known, full) };
            (distance, known)
        })
        .min();
    match nearest {
        Some((0..=3, known)) => format!("; did you mean {known}?"),
        _ => String::new(),
    }
}

/// How many letters must be added, taken away or replaced to make one text of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut next = vec![line + 1];
        for ((kept, above), wanted) in row.iter().zip(row.iter().skip(1)).zip(&other) {
            let left = next.last().copied().unwrap_or_default();
            let change = kept + usize::from(letter != *wanted);
            next.push(change.min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}
