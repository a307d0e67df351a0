//! A person as all their records: the contact and whatever was merged into it, and the words they can be known by.

use std::collections::BTreeSet;

use kuvend_entity::{
    contact, contact_email, contact_name, contact_phone,
    id::{ContactId, OfficeId},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect};

use crate::{
    error::{Error, Result},
    fault::{Code, Fault},
    fold::fold,
    op::Op,
    policy::Action,
};

/// Digits of a telephone at least, so that it names somebody and not a number of anything.
const TELLING_DIGITS: usize = 7;

/// A person within an open transaction.
#[derive(Debug)]
pub struct Person {
    /// The contact itself, locked.
    pub row: contact::Model,
    /// The contact and whoever was merged into it.
    pub ids: Vec<ContactId>,
}

impl Person {
    /// The office whose record it is.
    #[must_use]
    pub const fn office(&self) -> OfficeId {
        self.row.office_id
    }

    /// Reads a contact that one of these actions may be done to; on PostgreSQL nobody else changes it meanwhile.
    ///
    /// # Errors
    /// `NOT_FOUND` on `contactId` for who is not there, erased or in an office that the actor sees nothing of;
    /// `WRONG_STATE` for who was merged into another.
    pub async fn lock(
        tx: &DatabaseTransaction,
        op: &Op,
        id: ContactId,
        any_of: &[Action],
    ) -> Result<Self> {
        let not_found = || Error::from(Fault::new(["contactId"], Code::NotFound));
        let row = contact::Entity::find_by_id(id)
            .lock_exclusive()
            .one(tx)
            .await?
            .ok_or_else(not_found)?;
        authorise(op, row.office_id, any_of)?;
        if row.erased_at.is_some() {
            return Err(not_found());
        }
        if row.merged_into_id.is_some() {
            return Err(Fault::new(["contactId"], Code::WrongState)
                .with("state", "MERGED")
                .into());
        }
        let ids = with_merged(tx, id).await?;
        Ok(Self { row, ids })
    }

    /// What the person can be known by.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn words(&self, tx: &DatabaseTransaction) -> Result<Words> {
        let mut words = Words::default();
        let rows = contact::Entity::find()
            .filter(contact::Column::Id.is_in(self.ids.iter().copied()))
            .all(tx)
            .await?;
        for row in rows {
            words.name(&row.given_name, &row.family_name);
        }
        let others = contact_name::Entity::find()
            .filter(contact_name::Column::ContactId.is_in(self.ids.iter().copied()))
            .all(tx)
            .await?;
        for other in others {
            let given = other.given_name.as_deref();
            words.name(
                given.unwrap_or(&self.row.given_name),
                other
                    .family_name
                    .as_deref()
                    .unwrap_or(&self.row.family_name),
            );
        }
        self.ways(tx, &mut words).await?;
        Ok(words)
    }

    /// Adds the addresses and telephones that are this person's alone: a secretariat's address is no sign of one of the
    /// people behind it.
    async fn ways(&self, tx: &DatabaseTransaction, words: &mut Words) -> Result<()> {
        use contact_email::Column as E;
        use contact_phone::Column as P;
        let ids = || self.ids.iter().copied();
        let emails = contact_email::Entity::find()
            .filter(E::ContactId.is_in(ids()))
            .all(tx)
            .await?;
        let shared: Vec<String> = contact_email::Entity::find()
            .select_only()
            .column(E::Folded)
            .filter(E::OfficeId.eq(self.office()))
            .filter(E::ContactId.is_not_in(ids()))
            .filter(E::Folded.is_in(emails.iter().map(|row| row.folded.as_str())))
            .into_tuple()
            .all(tx)
            .await?;
        for email in emails.iter().filter(|row| !shared.contains(&row.folded)) {
            words.addresses.insert(email.folded.clone());
            words.ways.insert(email.folded.clone());
            words
                .ways
                .insert(email.address.as_str().to_ascii_lowercase());
        }
        let phones = contact_phone::Entity::find()
            .filter(P::ContactId.is_in(ids()))
            .all(tx)
            .await?;
        let numbers = phones.iter().filter_map(|row| row.e164.as_deref());
        let shared: Vec<Option<String>> = contact_phone::Entity::find()
            .select_only()
            .column(P::E164)
            .filter(P::OfficeId.eq(self.office()))
            .filter(P::ContactId.is_not_in(ids()))
            .filter(P::E164.is_in(numbers))
            .into_tuple()
            .all(tx)
            .await?;
        for phone in phones {
            if phone.e164.is_some() && shared.contains(&phone.e164) {
                continue;
            }
            let telling = |text: &&str| digits(text) >= TELLING_DIGITS;
            let forms = [Some(phone.as_typed.as_str()), phone.e164.as_deref()];
            for form in forms.into_iter().flatten().filter(telling) {
                words.ways.insert(form.to_ascii_lowercase());
            }
            words.telephones.extend(phone.e164);
        }
        Ok(())
    }
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

/// Goes on if the actor may do one of these in the office.
fn authorise(op: &Op, office: OfficeId, any_of: &[Action]) -> Result<()> {
    if any_of.iter().any(|action| op.may(office, *action)) {
        return Ok(());
    }
    let first = any_of.first().copied().unwrap_or(Action::ManageRights);
    op.authorise(office, first)
        .map_err(|error| error.hidden_at(["contactId"]))
}

/// Opens a transaction for who may do one of these somewhere.
///
/// # Errors
/// A denial by the first of them, and the database's.
pub(super) async fn begin(op: &Op, any_of: &[Action]) -> Result<DatabaseTransaction> {
    for action in any_of {
        if op.authorise_somewhere(*action).is_ok() {
            return op.db.write().await;
        }
    }
    op.begin(any_of.first().copied().unwrap_or(Action::ManageRights))
        .await
}

/// A contact and whoever was merged into it, however often.
async fn with_merged(tx: &DatabaseTransaction, id: ContactId) -> Result<Vec<ContactId>> {
    let (mut ids, mut newest) = (vec![id], vec![id]);
    while !newest.is_empty() {
        newest = contact::Entity::find()
            .select_only()
            .column(contact::Column::Id)
            .filter(contact::Column::MergedIntoId.is_in(newest))
            .filter(contact::Column::Id.is_not_in(ids.iter().copied()))
            .into_tuple()
            .all(tx)
            .await?;
        ids.extend(&newest);
    }
    Ok(ids)
}

/// What a person can be known by.
#[derive(Debug, Default)]
pub struct Words {
    /// Given and family name as typed.
    pub(super) names: BTreeSet<(String, String)>,
    /// Addresses in lower case, which are this person's alone.
    pub(super) addresses: BTreeSet<String>,
    /// Telephones in E.164, which are this person's alone.
    pub(super) telephones: BTreeSet<String>,
    /// Addresses and telephones in every form in which they may stand somewhere.
    pub(super) ways: BTreeSet<String>,
}

impl Words {
    fn name(&mut self, given: &str, family: &str) {
        let (given, family) = (given.trim(), family.trim());
        if !given.is_empty() && !family.is_empty() {
            self.names.insert((given.to_owned(), family.to_owned()));
        }
    }

    /// Whether a text tells who the person is: by name, address or telephone.
    pub(super) fn stand_in(&self, text: &str) -> bool {
        let lower = text.to_lowercase();
        self.are_named_in(text) || self.ways.iter().any(|way| lower.contains(way.as_str()))
    }

    /// Whether a text names the person: given and family name beside each other as whole words, in either order, whatever
    /// the accents, case and script.
    pub(super) fn are_named_in(&self, text: &str) -> bool {
        let text = format!(" {} ", fold(text));
        self.names.iter().any(|(given, family)| {
            let (given, family) = (fold(given), fold(family));
            !given.is_empty()
                && !family.is_empty()
                && (text.contains(&format!(" {given} {family} "))
                    || text.contains(&format!(" {family} {given} ")))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_names_somebody_by_both_names_as_whole_words() {
        let mut words = Words::default();
        words.name("Arbën", "Çami");
        for text in [
            "Arbën Çami",
            "met CAMI, ARBEN today",
            r#"{"name":"arben cami"}"#,
        ] {
            assert!(words.are_named_in(text), "{text}");
        }
        for text in ["Arben", "Çami", "Arben Çamilli", "Arben and Beni Çami", ""] {
            assert!(!words.are_named_in(text), "{text}");
        }
    }
}
