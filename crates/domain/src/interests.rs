//! What people may be interested in: a list that each office keeps, worded in its languages.

use kuvend_entity::{
    contact,
    id::{InterestId, OfficeId},
    interest,
    text::LocalizedText,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    audit::{self, Deed},
    change::Changes,
    contacts::reads::within,
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    writes,
};

/// Letters of a key at most.
const LONGEST_KEY: usize = 40;

/// An entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    /// What records name it by: `investment`.
    pub key: String,
    /// Its name per language.
    pub name: LocalizedText,
}

/// The whole list of an office, in its order.
#[derive(Debug, Clone)]
pub struct Keep {
    /// Which office.
    pub office: Option<OfficeId>,
    /// What people may be interested in.
    pub interests: Vec<Worded>,
}

/// Keeps an office's list: what is not in it is no more.
///
/// # Errors
/// `MALFORMED` and `TAKEN` on `interests.N.key`; `WRONG_STATE` on `interests` where a record names what would go.
pub async fn keep(op: &Op, cmd: Keep) -> Result<Vec<interest::Model>> {
    let office = op.office(cmd.office, Action::WriteContacts).await?;
    let tx = op.db.write().await?;
    let before = of_office(&tx, office.id).await?;
    judge_list(&tx, office.id, &before, &cmd.interests).await?;
    let row = |(position, worded): (usize, Worded)| {
        let known = before.iter().find(|row| row.key == worded.key);
        interest::Model {
            id: known.map_or_else(InterestId::new, |row| row.id),
            office_id: office.id,
            key: worded.key,
            name: worded.name,
            position: i32::try_from(position).unwrap_or(i32::MAX),
            created_at: known.map_or_else(|| op.clock.now(), |row| row.created_at),
        }
    };
    let after: Vec<interest::Model> = cmd.interests.into_iter().enumerate().map(row).collect();
    if before == after {
        return Ok(after);
    }
    interest::Entity::delete_many()
        .filter(interest::Column::OfficeId.eq(office.id))
        .exec(&tx)
        .await?;
    let rows: Vec<interest::ActiveModel> = after
        .iter()
        .map(|row| row.clone().into_active_model().reset_all())
        .collect();
    writes::insert(&tx, rows).await?;
    let keys = |rows: &[interest::Model]| -> Vec<String> {
        rows.iter().map(|row| row.key.clone()).collect()
    };
    let mut changes = Changes::default();
    changes.note("keys", &keys(&before), &keys(&after));
    let deed = Deed {
        office: office.id,
        action: "interests::keep",
        object_kind: "office",
        object_id: office.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(after)
}

async fn judge_list(
    tx: &DatabaseTransaction,
    office: OfficeId,
    before: &[interest::Model],
    list: &[Worded],
) -> Result<()> {
    let mut faults = Faults::none();
    for (index, worded) in list.iter().enumerate() {
        let at = |code| {
            let path = ["interests", &index.to_string(), "key"].map(str::to_owned);
            Fault::at(path.to_vec(), code)
        };
        if !is_key(&worded.key) {
            faults.push(at(Code::Malformed).with("what", "key"));
        } else if list.iter().take(index).any(|one| one.key == worded.key) {
            faults.push(at(Code::Taken));
        }
    }
    let gone: Vec<&str> = before
        .iter()
        .map(|row| row.key.as_str())
        .filter(|key| !list.iter().any(|one| one.key == *key))
        .collect();
    if !gone.is_empty() {
        // A key is a word of a JSON list of words; as text, it stands in quotes and in no other word.
        let text = || Expr::col(contact::Column::Interests.as_column_ref()).cast_as("text");
        let named = gone.iter().fold(Condition::any(), |any, key| {
            any.add(text().like(format!("%\"{key}\"%")))
        });
        let used = contact::Entity::find()
            .filter(contact::Column::OfficeId.eq(office))
            .filter(named)
            .one(tx)
            .await?;
        if used.is_some() {
            faults.push(Fault::new(["interests"], Code::WrongState).with("state", "USED"));
        }
    }
    faults.finish(Some(()))
}

/// A key is of small letters, digits and hyphens.
fn is_key(key: &str) -> bool {
    (1..=LONGEST_KEY).contains(&key.len())
        && key
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// The list of an office, in its order.
async fn of_office(db: &impl ConnectionTrait, office: OfficeId) -> Result<Vec<interest::Model>> {
    Ok(interest::Entity::find()
        .filter(interest::Column::OfficeId.eq(office))
        .order_by_asc(interest::Column::Position)
        .order_by_asc(interest::Column::Id)
        .all(db)
        .await?)
}

/// The keys of an office's list, in its order.
pub(crate) async fn keys(db: &impl ConnectionTrait, office: OfficeId) -> Result<Vec<String>> {
    let list = of_office(db, office).await?;
    Ok(list.into_iter().map(|row| row.key).collect())
}

/// Notes the keys that an office's list does not have.
pub(crate) async fn judge(
    tx: &DatabaseTransaction,
    office: OfficeId,
    keys: &[String],
    faults: &mut Faults,
) -> Result<()> {
    if keys.is_empty() {
        return Ok(());
    }
    let known = of_office(tx, office).await?;
    for (index, key) in keys.iter().enumerate() {
        if !known.iter().any(|row| row.key == *key) {
            let path = vec!["interests".to_owned(), index.to_string()];
            faults.push(Fault::no_key(path, key));
        }
    }
    Ok(())
}

/// What people may be interested in, in the offices whose contacts the actor may see, or in one of them.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn list(op: &Op, office: Option<OfficeId>) -> Result<Vec<interest::Model>> {
    op.known()?;
    let mut select = interest::Entity::find().filter(within(
        op,
        Action::ReadContacts,
        interest::Column::OfficeId,
    ));
    if let Some(office) = office {
        select = select.filter(interest::Column::OfficeId.eq(office));
    }
    Ok(select
        .order_by_asc(interest::Column::OfficeId)
        .order_by_asc(interest::Column::Position)
        .order_by_asc(interest::Column::Id)
        .all(op.db.reader())
        .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_a_plain_word() {
        assert!(is_key("diaspora-bonds") && is_key("a1"));
        for bad in ["", "Bonds", "a b", "a_b", "a\"b", "%", &"a".repeat(41)] {
            assert!(!is_key(bad), "{bad}");
        }
    }
}
