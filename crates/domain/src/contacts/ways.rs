//! The ways to reach a person: addresses and telephones, one of each first.

use kuvend_entity::{
    contact, contact_email, contact_phone,
    id::{ContactEmailId, ContactPhoneId},
    kind::{EmailState, WayKind},
    value::{CountryCode, EmailAddress},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, sea_query::Expr,
};

use crate::{
    change::{Change, Changes},
    error::Result,
    op::Op,
};

/// A telephone in E.164, if it can be read; a number without a country code is one of `home`.
#[must_use]
pub fn e164(typed: &str, home: &CountryCode) -> Option<String> {
    let number = phonenumber::parse(home.as_str().parse().ok(), typed).ok()?;
    number
        .is_valid()
        .then(|| number.format().mode(phonenumber::Mode::E164).to_string())
}

/// An address as it is compared: in lower case.
pub(super) fn compared(address: &EmailAddress) -> String {
    address.as_str().to_lowercase()
}

/// A telephone to be kept, as typed and, where it could be read, in E.164.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phone {
    pub(super) as_typed: String,
    pub(super) e164: Option<String>,
}

/// The ways of a contact within an open transaction.
#[derive(Debug, Default)]
pub(super) struct Ways {
    emails: Vec<contact_email::Model>,
    phones: Vec<contact_phone::Model>,
}

impl Ways {
    /// Reads what is kept of a contact.
    pub(super) async fn of(tx: &DatabaseTransaction, person: &contact::Model) -> Result<Self> {
        let emails = contact_email::Entity::find()
            .filter(contact_email::Column::ContactId.eq(person.id))
            .all(tx)
            .await?;
        let phones = contact_phone::Entity::find()
            .filter(contact_phone::Column::ContactId.eq(person.id))
            .all(tx)
            .await?;
        Ok(Self { emails, phones })
    }

    /// Changes the address that letters go to. The one before is kept beside a new one; cleared, it is no more.
    pub(super) async fn change_email(
        &mut self,
        (tx, op): (&DatabaseTransaction, &Op),
        person: &contact::Model,
        change: Change<EmailAddress>,
        changes: &mut Changes,
    ) -> Result<()> {
        let first = self.emails.iter().find(|row| row.is_primary).cloned();
        let before = first.as_ref().map(|row| row.address.clone());
        let after = change.over(before.clone());
        if after == before {
            return Ok(());
        }
        changes.note("email", &before, &after);
        let Some(address) = after else {
            if let Some(first) = first {
                contact_email::Entity::delete_by_id(first.id)
                    .exec(tx)
                    .await?;
                self.emails.retain(|row| row.id != first.id);
            }
            return Ok(());
        };
        contact_email::Entity::update_many()
            .col_expr(contact_email::Column::IsPrimary, Expr::value(false))
            .filter(contact_email::Column::ContactId.eq(person.id))
            .exec(tx)
            .await?;
        let folded = compared(&address);
        for row in &mut self.emails {
            row.is_primary = false;
        }
        if let Some(known) = self.emails.iter_mut().find(|row| row.folded == folded) {
            known.is_primary = true;
            known.address = address.clone();
            let row = contact_email::ActiveModel {
                id: Set(known.id),
                address: Set(address),
                is_primary: Set(true),
                ..Default::default()
            };
            contact_email::Entity::update(row)
                .exec_without_returning(tx)
                .await?;
            return Ok(());
        }
        let row = contact_email::ActiveModel {
            id: Set(ContactEmailId::new()),
            office_id: Set(person.office_id),
            contact_id: Set(person.id),
            address: Set(address),
            folded: Set(folded),
            is_primary: Set(true),
            state: Set(EmailState::Unverified),
            kind: Set(WayKind::Other),
            created_at: Set(op.clock.now()),
        };
        let row = contact_email::Entity::insert(row)
            .exec_with_returning(tx)
            .await?;
        self.emails.push(row);
        Ok(())
    }

    /// Changes the telephone to call first. The one before is kept beside a new one; cleared, it is no more.
    pub(super) async fn change_phone(
        &mut self,
        (tx, op): (&DatabaseTransaction, &Op),
        person: &contact::Model,
        change: Change<Phone>,
        changes: &mut Changes,
    ) -> Result<()> {
        let first = self.phones.iter().find(|row| row.is_primary).cloned();
        let before = first.as_ref().map(|row| Phone {
            as_typed: row.as_typed.clone(),
            e164: row.e164.clone(),
        });
        let after = change.over(before.clone());
        if after == before {
            return Ok(());
        }
        let typed = |phone: &Option<Phone>| phone.as_ref().map(|phone| phone.as_typed.clone());
        changes.note("phone", &typed(&before), &typed(&after));
        let Some(phone) = after else {
            if let Some(first) = first {
                contact_phone::Entity::delete_by_id(first.id)
                    .exec(tx)
                    .await?;
                self.phones.retain(|row| row.id != first.id);
            }
            return Ok(());
        };
        contact_phone::Entity::update_many()
            .col_expr(contact_phone::Column::IsPrimary, Expr::value(false))
            .filter(contact_phone::Column::ContactId.eq(person.id))
            .exec(tx)
            .await?;
        for row in &mut self.phones {
            row.is_primary = false;
        }
        let same = |row: &contact_phone::Model| {
            row.as_typed == phone.as_typed || (row.e164.is_some() && row.e164 == phone.e164)
        };
        if let Some(known) = self.phones.iter_mut().find(|row| same(row)) {
            known.is_primary = true;
            known.as_typed.clone_from(&phone.as_typed);
            known.e164.clone_from(&phone.e164);
            let row = contact_phone::ActiveModel {
                id: Set(known.id),
                as_typed: Set(phone.as_typed),
                e164: Set(phone.e164),
                is_primary: Set(true),
                ..Default::default()
            };
            contact_phone::Entity::update(row)
                .exec_without_returning(tx)
                .await?;
            return Ok(());
        }
        let row = contact_phone::ActiveModel {
            id: Set(ContactPhoneId::new()),
            office_id: Set(person.office_id),
            contact_id: Set(person.id),
            as_typed: Set(phone.as_typed),
            e164: Set(phone.e164),
            is_primary: Set(true),
            kind: Set(WayKind::Other),
            created_at: Set(op.clock.now()),
        };
        let row = contact_phone::Entity::insert(row)
            .exec_with_returning(tx)
            .await?;
        self.phones.push(row);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_without_a_code_is_one_of_the_country() {
        let (al, it) = ("AL".parse().unwrap(), "IT".parse().unwrap());
        assert_eq!(e164("069 123 4567", &al).as_deref(), Some("+355691234567"));
        assert_eq!(
            e164("+355 69 123 4567", &it).as_deref(),
            Some("+355691234567")
        );
        assert_eq!(e164("ext. 12, ask for Arta", &al), None);
        assert_eq!(e164("", &al), None);
    }
}
