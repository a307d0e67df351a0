//! The form as it is shown, and what becomes of it when it is sent.

use chrono::TimeDelta;
use kuvend_entity::{
    id::{OfficeId, RegistrationId},
    kind::{FieldNeed, MessageKind, RegistrationField},
    office, purpose, registration, registration_form,
    value::Language,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
};
use serde_json::{Value, json};

use super::{LETTERS, LIFE, forget, is_asked, told, typed};
use crate::{
    contacts::compared,
    engine::broken_constraint,
    error::{Denied, Error, Failure, Result},
    fault::{Code, Fault, Faults},
    guest_page::{Host, Said},
    letters, links,
    op::Op,
    own_page,
};

/// Nobody fills in a form faster.
pub(super) const SHORTEST: TimeDelta = TimeDelta::seconds(3);
/// A form is sent within this time, or shown anew.
pub(super) const LONGEST: TimeDelta = TimeDelta::hours(24);

/// A purpose that people decide on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its key in the register.
    pub key: String,
    /// What they are asked.
    pub wording: Said,
    /// Which wording it is.
    pub version: i32,
}

/// A form that is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenForm {
    /// In which language it is shown.
    pub language: Language,
    /// Whose it is.
    pub host: Host,
    /// What stands above it.
    pub introduction: Option<Said>,
    /// What is asked beside name and address, and whether it must be told.
    pub fields: Vec<(RegistrationField, bool)>,
    /// What data are used for without being asked.
    pub explained: Vec<Said>,
    /// What people decide on.
    pub asked: Vec<Asked>,
    /// Goes with the form and says when it was shown.
    pub stamp: String,
}

/// What was typed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Application {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// Address.
    pub email: String,
    /// Telephone.
    pub phone: String,
    /// Country of residence, as a code.
    pub residence_country: String,
    /// Town of residence.
    pub residence_city: String,
    /// Where the family comes from.
    pub origin_municipality: String,
    /// Year of birth.
    pub birth_year: String,
    /// What one works as.
    pub profession: String,
    /// Purposes agreed to, each with the wording that was read.
    pub consents: Vec<(String, i32)>,
    /// [`OpenForm::stamp`].
    pub stamp: String,
    /// A field that no person sees.
    pub trap: String,
}

struct Found {
    office: office::Model,
    form: registration_form::Model,
    register: Vec<purpose::Model>,
}

/// The form of an office, or of the only one whose form is open; nothing where there is none. Only reads.
///
/// # Errors
/// Only the database's.
pub async fn open_form(op: &Op, named: Option<OfficeId>) -> Result<Option<OpenForm>> {
    let tx = op.db.snapshot().await?;
    let found = find(&tx, named).await?;
    tx.commit().await?;
    let Some(found) = found else {
        return Ok(None);
    };
    let own = found.office.languages.0.first().cloned();
    let own = own.unwrap_or_else(Language::english);
    let language = op.language.clone();
    let fields = found.form.fields.0.iter();
    let (asked, explained): (Vec<_>, Vec<_>) =
        found.register.iter().partition(|purpose| is_asked(purpose));
    Ok(Some(OpenForm {
        host: Host::of(&found.office, &language, &own),
        introduction: Said::best(&found.form.introduction, &language, &own),
        fields: fields
            .filter(|(_, need)| **need != FieldNeed::Hidden)
            .map(|(field, need)| (*field, *need == FieldNeed::Required))
            .collect(),
        explained: explained
            .into_iter()
            .map(|purpose| told(purpose, &language, &own))
            .collect(),
        asked: asked
            .into_iter()
            .map(|purpose| Asked {
                key: purpose.key.clone(),
                wording: told(purpose, &language, &own),
                version: purpose.wording_version,
            })
            .collect(),
        stamp: links::stamp(&found.office.link_secret, op.clock.now()),
        language,
    }))
}

async fn find<C: ConnectionTrait>(db: &C, named: Option<OfficeId>) -> Result<Option<Found>> {
    let mut open = registration_form::Entity::find()
        .filter(registration_form::Column::IsOpen.eq(true))
        .limit(2);
    if let Some(office) = named {
        open = open.filter(registration_form::Column::OfficeId.eq(office));
    }
    let mut open = open.all(db).await?;
    let (Some(form), true) = (open.pop(), open.is_empty()) else {
        return Ok(None);
    };
    let office = office::Entity::find_by_id(form.office_id)
        .one(db)
        .await?
        .ok_or_else(|| Error::missing("office"))?;
    let register = purpose::Entity::find()
        .filter(purpose::Column::OfficeId.eq(office.id))
        .order_by_asc(purpose::Column::Key)
        .all(db)
        .await?;
    Ok(Some(Found {
        office,
        form,
        register,
    }))
}

/// Takes a form: what was typed waits for its confirmation, and one letter goes to the address. Whoever is registered
/// already gets the link to their own page instead, and whoever is no person gets nothing; none of it can be told from
/// outside.
///
/// # Errors
/// [`Denied::NotFound`] where no form is open; faults at the fields, and `TOO_LATE` at `stamp`. Nothing is written then.
pub async fn apply(op: &Op, named: Option<OfficeId>, given: &Application) -> Result<()> {
    let tx = op.db.write().await?;
    let found = find(&tx, named)
        .await?
        .ok_or(Error::Denied(Denied::NotFound))?;
    let (now, office) = (op.clock.now(), &found.office);
    let shown = links::stamped(&office.link_secret, &given.stamp);
    let age = shown.map(|at| now - at);
    let mut faults = Faults::none();
    if age.is_none_or(|age| age > LONGEST) {
        faults.push(Fault::new(["stamp"], Code::TooLate));
    }
    let typed = typed::judge(given, &found.form.fields, &found.register, now, &mut faults);
    let typed = faults.finish(typed)?;
    // A form that is not whole is told so whoever sent it, so that a person who is quick is never told that it is taken.
    if !given.trap.is_empty() || age.is_some_and(|age| age < SHORTEST) {
        return Ok(());
    }
    forget(&tx, op).await?;
    let address = compared(&typed.email);
    let known = own_page::known(&tx, &[office.id], &address).await?;
    if known.is_empty() {
        let typed = serde_json::to_value(&typed);
        let typed = typed.map_err(|error| Error::Failed(Failure::Other(error.to_string())))?;
        if !wait((&tx, op), office, (address, typed)).await? {
            return Ok(());
        }
    }
    for person in known {
        own_page::send_link((&tx, op), office, &person).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What was typed with each letter, and now with one more.
fn with(before: Option<Value>, typed: Value) -> Value {
    let mut all = match before {
        Some(Value::Array(all)) => all,
        // As one form was kept, before each letter had its own.
        one => one.into_iter().collect(),
    };
    all.push(typed);
    Value::Array(all)
}

/// Keeps what was typed and queues the letter; not if another request was faster by a moment.
async fn wait(
    (tx, op): (&DatabaseTransaction, &Op),
    office: &office::Model,
    (address, typed): (String, Value),
) -> Result<bool> {
    use registration::{Column as R, Entity};
    let now = op.clock.now();
    let before = Entity::find()
        .filter(R::OfficeId.eq(office.id))
        .filter(R::AddressFolded.eq(&address))
        .lock_exclusive()
        .one(tx)
        .await?;
    let (row, is_new) = match before {
        Some(row) if row.letters >= LETTERS => return Ok(true),
        Some(mut row) => {
            // Whoever typed before is not overwritten: each letter's link opens what was typed with it.
            row.typed = Some(with(row.typed.take(), typed));
            row.language = op.language.clone();
            row.letters += 1;
            (row, false)
        }
        None => {
            let row = registration::Model {
                id: RegistrationId::new(),
                office_id: office.id,
                address_folded: Some(address),
                typed: Some(json!([typed])),
                language: op.language.clone(),
                letters: 1,
                created_at: now,
                expires_at: now + LIFE,
                confirmed_at: None,
                contact_id: None,
                event_id: None,
                event_address: None,
            };
            (row, true)
        }
    };
    let active = row.clone().into_active_model().reset_all();
    if is_new {
        let inserted = Entity::insert(active).exec_without_returning(tx).await;
        match inserted {
            Err(error) if broken_constraint(&error).is_some() => return Ok(false),
            other => other?,
        };
    } else {
        Entity::update(active).exec_without_returning(tx).await?;
    }
    let letter = letters::Asked {
        event: None,
        office: office.id,
        kind: MessageKind::ConfirmAddress,
        contact: None,
        registration: Some(row.id),
        occasion: format!("{}:{}", row.id, row.letters),
        language: row.language,
        details: Some(json!({ letters::LETTER: row.letters })),
        not_after: row.expires_at,
    };
    letters::queue(tx, op, letter).await?;
    Ok(true)
}
