use std::ffi::OsString;

use super::*;

fn from(text: &str, variables: &[(&str, &str)]) -> Result<Loaded, Wrong> {
    let variables: Vec<(OsString, OsString)> = variables
        .iter()
        .map(|(name, value)| (OsString::from(name), OsString::from(value)))
        .collect();
    read(
        Some(("kuvend.toml".to_owned(), text)),
        variables.into_iter(),
    )
}

fn defaults() -> Settings {
    read(None, std::iter::empty()).unwrap().settings
}

#[test]
fn the_example_names_every_option_and_parses_to_the_defaults() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../deploy/kuvend.example.toml"
    );
    let text = std::fs::read_to_string(path).unwrap();
    assert_eq!(text, example(), "run `kuvend config --example`");
    assert_eq!(from(&text, &[]).unwrap().settings, defaults());
    let table: toml::Table = text.parse().unwrap();
    for section in SETTINGS {
        let mut at = toml::Value::Table(table.clone());
        for part in section.path.split('.') {
            at = at[part].clone();
        }
        for option in section.options {
            assert!(at.get(option.key).is_some(), "{}", option.key);
        }
    }
}

#[test]
fn a_variable_goes_before_the_file_and_the_file_before_the_default() {
    let settings = from(
        "[server]\nlisten = \"127.0.0.1:1\"\n[worker]\npoll_seconds = 7\n",
        &[
            ("KUVEND_SERVER_LISTEN", "127.0.0.1:2"),
            ("KUVEND_WORKER_INSIDE_SERVE", "false"),
            (
                "KUVEND_MAIL_ALLOWED_RECIPIENTS",
                "a@example.org, @example.net",
            ),
            ("KUVEND_MAIL_SMTP_PASSWORD", "12345"),
            ("OTHER", "x"),
        ],
    )
    .unwrap()
    .settings;
    assert_eq!(settings.server.listen.port(), 2);
    assert_eq!(settings.worker.poll_seconds.get(), 7);
    assert!(!settings.worker.inside_serve);
    assert_eq!(
        settings.mail.allowed_recipients.0,
        ["a@example.org", "@example.net"]
    );
    assert_eq!(settings.smtp.password.reveal(), Some("12345"));
    assert!(settings.server.graphiql);
}

#[test]
fn everything_wrong_is_named_at_once_by_file_or_variable() {
    let wrong = from(
        "[server]\nlisten = 8080\nlitsen = \"x\"\n[mail.smtp]\nport = 70000\npassword = 5\n[nowhere]\nx = 1\n",
        &[("KUVEND_WORKER_POLL_SECONDS", "soon")],
    )
    .unwrap_err();
    let text = wrong.to_string();
    for expected in [
        "kuvend.toml: server.listen: is 8080 and must be an address with a port",
        "kuvend.toml: server.litsen: there is no such option; did you mean server.listen?",
        "kuvend.toml: mail.smtp.port: is 70000 and must be a whole number from 1 to 65535",
        "kuvend.toml: mail.smtp.password: must be a text",
        "kuvend.toml: nowhere.x: there is no such option\n",
        "KUVEND_WORKER_POLL_SECONDS: is \"soon\" and must be a whole number from 1 to 3600",
    ] {
        assert!(format!("{text}\n").contains(expected), "{expected}\n{text}");
    }
}

#[test]
fn an_origin_is_a_scheme_a_host_and_perhaps_a_port() {
    let told = |list: &str| from(&format!("[server]\norigins = [{list}]\n"), &[]);
    let origins = told("\"https://App.example.org\", \"http://localhost:3000/\"").unwrap();
    let known = ["https://app.example.org", "http://localhost:3000"];
    assert_eq!(origins.settings.server.origins.0, known);
    for wrong in [
        "app.example.org",
        "https://app.example.org/admin",
        "*",
        "https://",
    ] {
        let text = told(&format!("{wrong:?}")).unwrap_err().to_string();
        assert!(text.contains("server.origins: is"), "{text}");
    }
    let public = |text: &str| PublicUrl::read(text).unwrap().origin().to_owned();
    assert_eq!(public("https://example.org/kuvend"), "https://example.org");
    assert_eq!(public("http://localhost:8080"), "http://localhost:8080");
}

#[test]
fn a_file_that_cannot_be_parsed_is_told_by_line_and_without_its_text() {
    let wrong = from("[mail.smtp]\npassword = \"secret\n", &[]).unwrap_err();
    let text = wrong.to_string();
    assert!(text.contains("kuvend.toml, line 2: "), "{text}");
    assert!(!text.contains("secret"), "{text}");
}

#[test]
fn a_variable_that_means_nothing_is_a_warning_unless_it_is_a_tests() {
    let loaded = from(
        "",
        &[
            ("KUVEND_PORT", "tcp://10.0.0.1"),
            ("KUVEND_TEST_POSTGRES", "x"),
        ],
    )
    .unwrap();
    assert_eq!(loaded.warnings.len(), 1);
    assert!(loaded.warnings[0].contains("KUVEND_PORT"));
}

#[test]
fn no_secret_is_shown() {
    let loaded = from(
        "[database]\nurl = \"postgres://kuvend:s3cr/e@t@db.example.org/kuvend\"\n[mail.smtp]\npassword = \"s3cret\"\n",
        &[],
    )
    .unwrap();
    for text in [shown(&loaded), format!("{:?}", loaded.settings)] {
        assert!(!text.contains("s3cr"), "{text}");
        assert!(
            text.contains("kuvend:(hidden)@db.example.org/kuvend"),
            "{text}"
        );
    }
    assert!(shown(&loaded).contains("# kuvend.toml: database.url"));
}

#[test]
fn the_file_of_a_sqlite_database_is_found() {
    let file = |url: &str| {
        DatabaseUrl::read(url)
            .unwrap()
            .file()
            .map(|path| path.display().to_string())
    };
    assert_eq!(file("sqlite://a/b.sqlite").as_deref(), Some("a/b.sqlite"));
    assert_eq!(
        file("sqlite:///a/b.sqlite?mode=rwc").as_deref(),
        Some("/a/b.sqlite")
    );
    assert_eq!(file("sqlite::memory:"), None);
    assert_eq!(file("postgres://h/d"), None);
}
