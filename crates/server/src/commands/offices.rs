//! `kuvend office`.

use kuvend_domain::{
    offices::{self, Create},
    op::Op,
};
use kuvend_entity::{office, value::Language};

use crate::{cli::Office, say, stop::Stop};

pub(super) async fn run(op: &Op, what: Office) -> Result<(), Stop> {
    match what {
        Office::Add {
            name,
            country,
            time_zone,
            languages,
            sender_address,
            sender_name,
            reply_to,
            postal_address,
        } => {
            let own = languages.first().cloned().unwrap_or_default();
            let cmd = Create {
                name: name.iter().map(|text| named(text, &own)).collect(),
                country,
                time_zone,
                languages,
                sender_name,
                sender_address,
                reply_to,
                postal_address,
                press_contact: None,
            };
            say::line(offices::create(op, cmd).await?.id)
        }
        Office::List => {
            let rows: Vec<[String; 5]> = offices::list(op).await?.iter().map(row).collect();
            say::table(["ID", "NAME", "COUNTRY", "TIME ZONE", "SENDER"], &rows)
        }
    }
}

/// `sq=Misioni` names a language; anything else is in the office's own.
fn named(text: &str, own: &str) -> (String, String) {
    match text.split_once('=') {
        Some((language, name)) if language.parse::<Language>().is_ok() => {
            (language.to_owned(), name.to_owned())
        }
        _ => (own.to_owned(), text.to_owned()),
    }
}

fn row(office: &office::Model) -> [String; 5] {
    let english = Language::english();
    let own = office.languages.0.first().unwrap_or(&english);
    [
        office.id.to_string(),
        office.name.best(None, own).unwrap_or_default().to_owned(),
        office.country.to_string(),
        office.time_zone.to_string(),
        office.sender_address.to_string(),
    ]
}
