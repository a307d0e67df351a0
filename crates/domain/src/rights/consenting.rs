//! What a person says of the use of their data: consent and its withdrawal, objection, restriction.

use chrono::{DateTime, Utc};
use kuvend_entity::{consent, contact, id::ContactId, purpose};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, JoinType,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::person::{Person, begin};
use crate::{
    audit::{self, Deed},
    change::Changes,
    consents::{self, Said},
    contacts::reads::{judge_places, within},
    error::{Error, Result},
    fault::Faults,
    op::Op,
    paging::{self, Cursor, Key, Ordering, Page, PageRequest},
    policy::Action,
};

/// Who may write down what people said: whoever keeps the contacts, and whoever answers for people's rights.
const KEEPERS: [Action; 2] = [Action::WriteContacts, Action::ManageRights];

/// Writes down what a person said of a purpose: taking back takes no more than giving.
#[derive(Debug, Clone)]
pub struct RecordConsent {
    /// Who said it.
    pub contact: ContactId,
    /// What.
    pub said: Said,
}

/// Adds a line to the ledger.
///
/// # Errors
/// Faults on `contactId` as [`Person::lock`]'s, `NOT_FOUND` on `purpose`, `OUT_OF_RANGE` on `wordingVersion`, `TOO_LATE` on
/// `givenAt`.
pub async fn record(op: &Op, cmd: RecordConsent) -> Result<(String, consent::Model)> {
    let tx = begin(op, &KEEPERS).await?;
    let person = Person::lock(&tx, op, cmd.contact, &KEEPERS).await?;
    let mut faults = Faults::none();
    let line = consents::judge_one(&tx, op, person.office(), &cmd.said, &mut faults).await?;
    let line = faults.finish(line)?;
    consents::record(&tx, op, &person.row, vec![line]).await?;
    let written = consent::Entity::find()
        .filter(consent::Column::ContactId.eq(cmd.contact))
        .order_by_desc(consent::Column::Id)
        .one(&tx)
        .await?
        .ok_or_else(|| Error::missing("consent"))?;
    let mut changes = Changes::default();
    changes.made(&cmd.said.purpose, &written.state);
    let deed = Deed {
        office: person.office(),
        action: "rights::record_consent",
        object_kind: "contact",
        object_id: cmd.contact.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok((cmd.said.purpose, written))
}

/// The ledger of one person, newest first, of one purpose or of all; each line with the purpose's key.
///
/// # Errors
/// A fault where a place is of another list.
pub async fn history(
    op: &Op,
    contact: ContactId,
    purpose: Option<&str>,
    page: &PageRequest,
) -> Result<Page<(String, consent::Model)>> {
    op.known()?;
    judge_places(page, |key| matches!(key, Key::Instant(_)))?;
    let of_purpose = consent::Entity::belongs_to(purpose::Entity)
        .from(consent::Column::PurposeId)
        .to(purpose::Column::Id);
    let mut select = consent::Entity::find()
        .filter(consent::Column::ContactId.eq(contact))
        .filter(within(op, Action::ReadContacts, consent::Column::OfficeId));
    if let Some(key) = purpose {
        select = select
            .join(JoinType::InnerJoin, of_purpose.into())
            .filter(purpose::Column::Key.eq(key));
    }
    let by = Ordering {
        key: consent::Column::GivenAt,
        id: consent::Column::Id,
        descending: true,
    };
    let db = op.db.reader();
    let place = |row: &consent::Model| Cursor(Key::instant(row.given_at), row.id.0);
    let page = paging::read(db, select, by, page, place).await?;
    let register = purpose::Entity::find()
        .filter(purpose::Column::Id.is_in(page.items.iter().map(|(_, row)| row.purpose_id)))
        .all(db)
        .await?;
    Ok(page.map(|row| {
        let known = register.iter().find(|known| known.id == row.purpose_id);
        (
            known.map(|known| known.key.clone()).unwrap_or_default(),
            row,
        )
    }))
}

/// A flag of the person's that stops letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stand {
    /// Nothing is done with the data but keeping them.
    Restrict,
    /// The restriction is over.
    LiftRestriction,
    /// The person is left alone but for what they take part in.
    Object,
    /// The person takes the objection back.
    LiftObjection,
}

impl Stand {
    const fn deed(self) -> &'static str {
        match self {
            Self::Restrict => "rights::restrict",
            Self::LiftRestriction => "rights::lift_restriction",
            Self::Object => "rights::object",
            Self::LiftObjection => "rights::lift_objection",
        }
    }

    const fn keepers(self) -> &'static [Action] {
        match self {
            Self::Restrict | Self::LiftRestriction => &[Action::ManageRights],
            Self::Object | Self::LiftObjection => &KEEPERS,
        }
    }

    fn apply(self, row: &mut contact::Model, now: DateTime<Utc>) {
        match self {
            Self::Restrict => row.restricted_at = row.restricted_at.or(Some(now)),
            Self::LiftRestriction => row.restricted_at = None,
            Self::Object => row.objected_at = row.objected_at.or(Some(now)),
            Self::LiftObjection => row.objected_at = None,
        }
    }
}

/// Restricts, objects, or lifts it. What is so already stays as it is.
///
/// # Errors
/// Faults on `contactId` as [`Person::lock`]'s.
pub async fn stand(
    op: &Op,
    contact: ContactId,
    stand: Stand,
    reason: Option<String>,
) -> Result<contact::Model> {
    let tx = begin(op, stand.keepers()).await?;
    let before = Person::lock(&tx, op, contact, stand.keepers()).await?.row;
    let now = op.clock.now();
    let mut after = before.clone();
    stand.apply(&mut after, now);
    let mut changes = Changes::default();
    changes.note("restrictedAt", &before.restricted_at, &after.restricted_at);
    changes.note("objectedAt", &before.objected_at, &after.objected_at);
    let Some(changes) = changes.json() else {
        return Ok(before);
    };
    after.version += 1;
    after.updated_at = now;
    store(&tx, &after).await?;
    let deed = Deed {
        office: after.office_id,
        action: stand.deed(),
        object_kind: "contact",
        object_id: contact.0,
        changes: Some(changes),
        reason,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(after)
}

async fn store(tx: &DatabaseTransaction, row: &contact::Model) -> Result<()> {
    contact::Entity::update(row.clone().into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(())
}
