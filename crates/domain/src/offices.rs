//! Offices: each with its own register of purposes and its own key for signed links.

mod purposes;

use kuvend_entity::{
    event,
    id::{EventId, OfficeId},
    office,
    text::LocalizedText,
    value::{CountryCode, EmailAddress, Language, Languages, TimeZone, is_out_of_place},
};
use rand::TryRngCore as _;
use sea_orm::{
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::{
    accounts::may_administer,
    audit::{self, Deed},
    error::{Error, Failure, Result},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::{Action, Scope},
};

/// The longest name of an office or sender, in characters.
const LONGEST_NAME: usize = 200;

/// Makes an office. Every text is as typed and judged here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Create {
    /// Its name, with the language it is in.
    pub name: Vec<(String, String)>,
    /// Where it works (ISO 3166-1 alpha-2).
    pub country: String,
    /// In which its dates are meant (`Europe/Tirane`).
    pub time_zone: String,
    /// The languages it writes, its own first.
    pub languages: Vec<String>,
    /// The name that its letters come from; the office's own where none is given.
    pub sender_name: Option<String>,
    /// The address that its letters come from.
    pub sender_address: String,
    /// Where answers to its letters go, if not to the sender.
    pub reply_to: Option<String>,
    /// Stands at the foot of every letter.
    pub postal_address: Option<String>,
    /// Whom journalists ask.
    pub press_contact: Option<String>,
}

/// Makes an office with the three purposes that ship.
///
/// # Errors
/// Faults on the fields of [`Create`].
pub async fn create(op: &Op, cmd: Create) -> Result<office::Model> {
    may_administer(op, None)?;
    let row = parse(op, &cmd)?;
    let tx = op.db.write().await?;
    insert(&tx, op, &row).await?;
    tx.commit().await?;
    Ok(row)
}

/// Makes an office if there is none at all, as the first start does.
///
/// # Errors
/// Those of [`create`].
pub async fn create_first(op: &Op, cmd: Create) -> Result<Option<office::Model>> {
    may_administer(op, None)?;
    let row = parse(op, &cmd)?;
    let tx = op.db.write().await?;
    if office::Entity::find().count(&tx).await? > 0 {
        return Ok(None);
    }
    insert(&tx, op, &row).await?;
    tx.commit().await?;
    Ok(Some(row))
}

/// The offices that the actor sees, oldest first.
///
/// # Errors
/// Only the database's.
pub async fn list(op: &Op) -> Result<Vec<office::Model>> {
    let seen = |id: OfficeId| match op.scope(Action::Administer) {
        Scope::All => true,
        Scope::Some(_) => crate::policy::sees(&op.actor, id),
    };
    let offices = office::Entity::find()
        .order_by_asc(office::Column::CreatedAt)
        .order_by_asc(office::Column::Id)
        .all(op.db.reader())
        .await?;
    Ok(offices
        .into_iter()
        .filter(|office| seen(office.id))
        .collect())
}

/// The events at which the actor may do something by a role that holds at one event alone, each with its office.
///
/// # Errors
/// Only the database's.
pub async fn posts(op: &Op) -> Result<Vec<(office::Model, EventId)>> {
    let all = Action::ALL.iter();
    let mut ids: Vec<EventId> = all.flat_map(|action| op.events(*action)).collect();
    ids.sort_unstable();
    ids.dedup();
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let db = op.db.reader();
    let events: Vec<(EventId, OfficeId)> = event::Entity::find()
        .select_only()
        .columns([event::Column::Id, event::Column::OfficeId])
        .filter(event::Column::Id.is_in(ids))
        .order_by_asc(event::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let offices = office::Entity::find()
        .filter(office::Column::Id.is_in(events.iter().map(|(_, office)| *office)))
        .order_by_asc(office::Column::CreatedAt)
        .order_by_asc(office::Column::Id)
        .all(db)
        .await?;
    Ok(offices
        .into_iter()
        .flat_map(|office| {
            let of_office = events.iter().filter(|(_, id)| *id == office.id);
            let of_office: Vec<EventId> = of_office.map(|(event, _)| *event).collect();
            of_office.into_iter().map(move |id| (office.clone(), id))
        })
        .collect())
}

/// The office that people name by its id or by its name in any language; the only one where none is named.
///
/// # Errors
/// A fault on `office` where nothing or more than one fits.
pub async fn find(op: &Op, named: Option<&str>) -> Result<office::Model> {
    let wanted = named.map(|named| named.trim().to_lowercase());
    let fits = |office: &office::Model| match &wanted {
        None => true,
        Some(wanted) => {
            let mut known = office.name.0.values();
            office.id.to_string() == *wanted || known.any(|name| name.to_lowercase() == *wanted)
        }
    };
    let mut found: Vec<_> = list(op).await?.into_iter().filter(fits).collect();
    match (found.len(), found.pop()) {
        (1, Some(office)) => Ok(office),
        (0, _) => Err(Fault::new(["office"], Code::NotFound).into()),
        _ => Err(Fault::new(["office"], Code::Required).into()),
    }
}

async fn insert(tx: &DatabaseTransaction, op: &Op, row: &office::Model) -> Result<()> {
    office::Entity::insert(row.clone().into_active_model())
        .exec_without_returning(tx)
        .await?;
    purposes::ship(tx, op, row.id).await?;
    let deed = Deed {
        office: row.id,
        action: "offices::create",
        object_kind: "office",
        object_id: row.id.0,
        changes: None,
        reason: None,
    };
    audit::write(tx, op, deed).await
}

/// Reads the command, noting everything that is wrong with it.
fn parse(op: &Op, cmd: &Create) -> Result<office::Model> {
    let mut faults = Faults::none();
    let name = read_name(&cmd.name, &mut faults);
    let country: Option<CountryCode> = read("country", "country", &cmd.country, &mut faults);
    let time_zone: Option<TimeZone> = read("timeZone", "time zone", &cmd.time_zone, &mut faults);
    let languages: Vec<Language> = cmd
        .languages
        .iter()
        .filter_map(|text| read("languages", "language", text, &mut faults))
        .collect();
    if cmd.languages.is_empty() {
        faults.push(Fault::new(["languages"], Code::Required));
    }
    let sender: Option<EmailAddress> = read(
        "senderAddress",
        "email address",
        &cmd.sender_address,
        &mut faults,
    );
    let reply_to: Option<EmailAddress> = cmd
        .reply_to
        .as_deref()
        .and_then(|text| read("replyTo", "email address", text, &mut faults));
    let sender_name = match &cmd.sender_name {
        Some(name) => name.trim().to_owned(),
        None => languages
            .first()
            .and_then(|own| name.best(None, own))
            .unwrap_or_default()
            .to_owned(),
    };
    if sender_name.chars().any(is_out_of_place) {
        faults.push(Fault::new(["senderName"], Code::Malformed).with("what", "name"));
    }
    let secret = link_secret()?;
    let row = country
        .zip(time_zone)
        .zip(sender)
        .map(|((country, time_zone), sender_address)| office::Model {
            id: OfficeId::new(),
            version: 1,
            name,
            country,
            time_zone,
            languages: Languages(languages),
            sender_name,
            sender_address,
            reply_to,
            postal_address: cmd.postal_address.clone(),
            press_contact: cmd.press_contact.clone(),
            link_secret: secret,
            created_at: op.clock.now(),
        });
    faults.finish(row)
}

fn read_name(texts: &[(String, String)], faults: &mut Faults) -> LocalizedText {
    let mut name = LocalizedText::default();
    for (position, (language, text)) in texts.iter().enumerate() {
        let at = |part: &str| vec!["name".to_owned(), position.to_string(), part.to_owned()];
        let text = text.trim();
        if text.is_empty() {
            faults.push(Fault::at(at("text"), Code::Required));
        }
        if text.chars().count() > LONGEST_NAME {
            faults.push(Fault::at(at("text"), Code::TooLong).with("limit", LONGEST_NAME));
        }
        match language.parse() {
            Ok(language) => {
                name.0.insert(language, text.to_owned());
            }
            Err(_) => {
                faults.push(Fault::at(at("language"), Code::Malformed).with("what", "language"));
            }
        }
    }
    if texts.is_empty() {
        faults.push(Fault::new(["name"], Code::Required));
    }
    name
}

fn read<T: std::str::FromStr>(
    field: &str,
    what: &str,
    text: &str,
    faults: &mut Faults,
) -> Option<T> {
    let value = text.parse().ok();
    if value.is_none() {
        let code = if text.trim().is_empty() {
            Code::Required
        } else {
            Code::Malformed
        };
        faults.push(Fault::new([field], code).with("what", what));
    }
    value
}

/// 32 random bytes from the operating system.
fn link_secret() -> Result<Vec<u8>> {
    let mut bytes = vec![0_u8; 32];
    rand::rngs::OsRng
        .try_fill_bytes(&mut bytes)
        .map_err(|error| Error::Failed(Failure::Other(format!("randomness: {error}"))))?;
    Ok(bytes)
}

#[cfg(test)]
pub(crate) mod tests;
