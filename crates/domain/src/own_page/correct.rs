//! What a person corrects on their own page, at once. Only a new address waits until it is confirmed.

use kuvend_entity::{
    contact, contact_email, contact_phone,
    value::{CountryCode, EmailAddress, Language},
};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};

use super::{decide::CHANNEL, opened};
use crate::{
    change::Change,
    contacts::{self, Update, compared},
    error::Result,
    fault::{Code, Fault, Faults},
    forms::{Judge, LINE},
    guest_page::{Visit, typed_text},
    op::Op,
    registration::address,
};

/// What a person may correct, as it is typed; empty where nothing is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Correction {
    /// The version that was read.
    pub version: String,
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
    /// The address that letters go to.
    pub email: String,
    /// The telephone to call first.
    pub phone: String,
    /// Language of letters, by its tag.
    pub preferred_language: String,
    /// Country of residence, as a code.
    pub residence_country: String,
    /// Town of residence.
    pub residence_city: String,
    /// Where the family comes from.
    pub origin_municipality: String,
    /// Year of birth.
    pub birth_year: String,
    /// What they work as.
    pub profession: String,
}

/// What came of a correction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Corrected {
    /// Whether a letter went to a new address, which waits for its confirmation.
    pub is_letter_sent: bool,
}

impl Correction {
    /// What stands in the record.
    pub(super) fn of(
        person: &contact::Model,
        emails: &[contact_email::Model],
        phones: &[contact_phone::Model],
    ) -> Self {
        let email = emails.iter().find(|row| row.is_primary);
        let phone = phones.iter().find(|row| row.is_primary);
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        let language = person.preferred_language.as_ref();
        let country = person.residence_country.as_ref();
        Self {
            version: person.version.to_string(),
            given_name: person.given_name.clone(),
            family_name: person.family_name.clone(),
            email: email.map(|row| row.address.to_string()).unwrap_or_default(),
            phone: phone.map(|row| row.as_typed.clone()).unwrap_or_default(),
            preferred_language: language.map(Language::to_string).unwrap_or_default(),
            residence_country: country.map(CountryCode::to_string).unwrap_or_default(),
            residence_city: text(&person.residence_city),
            origin_municipality: text(&person.origin_municipality),
            birth_year: person
                .birth_year
                .map(|year| year.to_string())
                .unwrap_or_default(),
            profession: text(&person.profession),
        }
    }
}

/// Corrects what is kept of a person, by their own word. What they leave as it stands stays, whatever it is; a place left behind is
/// kept as a former one, an address and a telephone beside the new ones.
///
/// # Errors
/// [`Denied::NotFound`](crate::error::Denied::NotFound) for a link that is not good; `CONFLICT` at `version` where the record changed
/// since it was read; `REQUIRED`, `TOO_LONG`, `MALFORMED` and `OUT_OF_RANGE` at the fields; `TOO_MANY` at `email` where enough letters
/// went to new addresses of late. Nothing is changed then.
pub async fn correct(op: &Op, visit: &Visit<'_>, given: &Correction) -> Result<Corrected> {
    let tx = op.db.write().await?;
    let (found, op) = opened(&tx, op, visit).await?;
    let (person, office) = (found.person, found.office);
    let before = stands(&tx, &person).await?;
    if given.version.trim() != before.version {
        return Err(Fault::new(["version"], Code::Conflict).into());
    }
    let mut faults = Faults::none();
    let judge = Judge {
        faults: &mut faults,
        now: op.clock.now(),
    };
    let judged = judged(judge, &person, (&before, given));
    let (cmd, new_address) = faults.finish(Some(judged))?;
    let person = contacts::changed((&tx, &op), person, cmd, "own_page::correct").await?;
    if let Some(address) = &new_address {
        address::ask((&tx, &op), &office, (&person, address)).await?;
    }
    tx.commit().await?;
    Ok(Corrected {
        is_letter_sent: new_address.is_some(),
    })
}

async fn stands(tx: &DatabaseTransaction, person: &contact::Model) -> Result<Correction> {
    let emails = contact_email::Entity::find()
        .filter(contact_email::Column::ContactId.eq(person.id))
        .all(tx)
        .await?;
    let phones = contact_phone::Entity::find()
        .filter(contact_phone::Column::ContactId.eq(person.id))
        .all(tx)
        .await?;
    Ok(Correction::of(person, &emails, &phones))
}

/// The command that corrects the record, and a new address. Only what differs from what stands there is judged.
fn judged(
    mut judge: Judge<'_>,
    person: &contact::Model,
    (before, given): (&Correction, &Correction),
) -> (Update, Option<EmailAddress>) {
    fn differs(old: &str, new: &str) -> bool {
        typed_text(new, false) != old
    }
    fn edited<T>((old, new): (&str, &str), read: impl FnOnce(&str) -> Option<T>) -> Change<T> {
        if differs(old, new) {
            read(new).map_or(Change::Clear, Change::Set)
        } else {
            Change::Leave
        }
    }
    let mut cmd = Update::of(person.id, person.version);
    cmd.source = Some(CHANNEL.to_owned());
    // A name that is known is not taken away.
    let mut name = |field: &str, old: &str, new: &str| {
        let read = differs(old, new).then(|| judge.needed(field, new));
        read.flatten()
    };
    cmd.given_name = name("givenName", &before.given_name, &given.given_name);
    cmd.family_name = name("familyName", &before.family_name, &given.family_name);
    cmd.phone = edited((&before.phone, &given.phone), |new| {
        judge.phone("phone", new)
    });
    cmd.preferred_language = edited(
        (&before.preferred_language, &given.preferred_language),
        |new| judge.language("preferredLanguage", new),
    );
    cmd.residence_country = edited(
        (&before.residence_country, &given.residence_country),
        |new| judge.country("residenceCountry", new),
    );
    if cmd.residence_country != Change::Leave {
        // A region lies in its country.
        cmd.residence_subdivision = Change::Clear;
    }
    cmd.residence_city = edited((&before.residence_city, &given.residence_city), |new| {
        judge.line("residenceCity", new, LINE)
    });
    cmd.origin_municipality = edited(
        (&before.origin_municipality, &given.origin_municipality),
        |new| judge.line("originMunicipality", new, LINE),
    );
    cmd.birth_year = edited((&before.birth_year, &given.birth_year), |new| {
        judge.birth_year("birthYear", new)
    });
    cmd.profession = edited((&before.profession, &given.profession), |new| {
        judge.line("profession", new, LINE)
    });
    let new_address = differs(&before.email, &given.email)
        .then(|| judge.email("email", &given.email))
        .flatten();
    let same = |address: &EmailAddress| {
        let before = before.email.parse().ok();
        before.is_some_and(|before: EmailAddress| compared(&before) == compared(address))
    };
    // Written another way it is the same address.
    if let Some(address) = new_address.clone().filter(same) {
        cmd.email = Change::Set(address);
    }
    (cmd, new_address.filter(|address| !same(address)))
}
