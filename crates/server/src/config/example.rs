//! Settings as text: the example with every default, and what is in force.

use std::fmt::Write as _;

use super::{Loaded, SETTINGS};

const HEAD: &str = "\
# Every option of Kuvend with its default. Nothing here needs to be set.
#
# Read from the file that `--config` names, else from `kuvend.toml` in the working directory. A variable goes before
# the file: `url` of [database] is KUVEND_DATABASE_URL, lists stand with commas between.
#
# This file is printed by `kuvend config --example`.
";

pub(super) fn example() -> String {
    let mut text = HEAD.to_owned();
    for section in SETTINGS {
        text.push('\n');
        comment(&mut text, section.about);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "[{}]", section.path);
        for (position, option) in section.options.iter().enumerate() {
            if position > 0 {
                text.push('\n');
            }
            comment(&mut text, option.about);
            let _ = writeln!(text, "{} = {}", option.key, (option.default)());
        }
    }
    text
}

pub(super) fn shown(loaded: &Loaded) -> String {
    let mut text = String::new();
    for (path, options) in loaded.settings.values() {
        if !text.is_empty() {
            text.push('\n');
        }
        let _ = writeln!(text, "[{path}]");
        for (key, value) in options {
            let full = format!("{path}.{key}");
            let origin = loaded.origins.iter().find(|(name, _)| *name == full);
            let note = origin.map_or(String::new(), |(_, origin)| format!("  # {origin}"));
            let _ = writeln!(text, "{key} = {value}{note}");
        }
    }
    text
}

fn comment(text: &mut String, lines: &[&str]) {
    for line in lines {
        let _ = writeln!(text, "#{line}");
    }
}
