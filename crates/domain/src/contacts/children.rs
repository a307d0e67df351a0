//! Writing the lists of a person's record: what is kept of an entry stays with it, and what changed is noted.

use chrono::{DateTime, NaiveDate, Utc};
use kuvend_entity::{
    contact, contact_email, contact_language, contact_name, contact_phone, contact_residence,
    contact_skill, contact_willingness,
    id::{
        ContactEmailId, ContactLanguageId, ContactNameId, ContactPhoneId, ContactResidenceId,
        ContactSkillId, ContactWillingnessId,
    },
    kind::{EmailState, WillingnessAnswer},
    value::CountryCode,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    QueryOrder,
};

use crate::{
    change::Changes,
    contacts::{
        parts::{Email, OtherName, Parts, PhoneNumber, Residence, Skill, Spoken, Willing},
        ways,
    },
    error::Result,
    fold::fold,
    writes,
};

/// Whose lists are written, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Whose<'a> {
    pub(super) tx: &'a DatabaseTransaction,
    pub(super) person: &'a contact::Model,
    pub(super) now: DateTime<Utc>,
    /// By which country a telephone without a code is read.
    pub(super) home: &'a CountryCode,
}

/// Writes the lists that are told.
pub(super) async fn write(whose: Whose<'_>, parts: Parts, changes: &mut Changes) -> Result<()> {
    if let Some(list) = parts.emails {
        emails(whose, list, changes).await?;
    }
    if let Some(list) = parts.phones {
        phones(whose, list, changes).await?;
    }
    if let Some(list) = parts.names {
        names(whose, list, changes).await?;
    }
    if let Some(list) = parts.residences {
        residences(whose, list, changes).await?;
    }
    if let Some(list) = parts.skills {
        skills(whose, list, changes).await?;
    }
    if let Some(list) = parts.languages {
        languages(whose, list, changes).await?;
    }
    if let Some(list) = parts.willingness {
        willingness(whose, list, changes).await?;
    }
    Ok(())
}

/// The rows of a person in the order in which they were entered.
async fn kept<E: EntityTrait>(
    whose: Whose<'_>,
    person: E::Column,
    id: E::Column,
) -> Result<Vec<E::Model>> {
    Ok(E::find()
        .filter(person.eq(whose.person.id))
        .order_by_asc(id)
        .all(whose.tx)
        .await?)
}

/// Puts rows in the place of those that a person had.
async fn put<E>(whose: Whose<'_>, person: E::Column, rows: Vec<E::Model>) -> Result<()>
where
    E: EntityTrait,
    E::Model: IntoActiveModel<E::ActiveModel>,
    E::ActiveModel: ActiveModelTrait<Entity = E>,
{
    E::delete_many()
        .filter(person.eq(whose.person.id))
        .exec(whose.tx)
        .await?;
    let rows: Vec<E::ActiveModel> = rows
        .into_iter()
        .map(|row| row.into_active_model().reset_all())
        .collect();
    writes::insert(whose.tx, rows).await
}

/// The one that comes first: the one that says so, else the first of the list.
fn first(primary: impl Iterator<Item = bool>) -> usize {
    primary
        .enumerate()
        .find_map(|(index, is_primary)| is_primary.then_some(index))
        .unwrap_or_default()
}

async fn emails(whose: Whose<'_>, list: Vec<Email>, changes: &mut Changes) -> Result<()> {
    use contact_email::{Column as C, Entity, Model};
    let before = kept::<Entity>(whose, C::ContactId, C::Id).await?;
    let primary = first(list.iter().map(|email| email.is_primary));
    let row = |(index, told): (usize, Email)| {
        let folded = ways::compared(&told.address);
        let known = before.iter().find(|row| row.folded == folded);
        Model {
            id: known.map_or_else(ContactEmailId::new, |row| row.id),
            office_id: whose.person.office_id,
            contact_id: whose.person.id,
            address: told.address,
            folded,
            is_primary: index == primary,
            state: known.map_or(EmailState::Unverified, |row| row.state),
            kind: told.kind,
            created_at: known.map_or(whose.now, |row| row.created_at),
        }
    };
    let after: Vec<Model> = list.into_iter().enumerate().map(row).collect();
    let told = |rows: &[Model]| -> Vec<Email> {
        let told = rows.iter().map(|row| Email {
            address: row.address.clone(),
            kind: row.kind,
            is_primary: row.is_primary,
        });
        let mut told: Vec<Email> = told.collect();
        told.sort_by(|one, other| one.address.as_str().cmp(other.address.as_str()));
        told
    };
    let (old, new) = (told(&before), told(&after));
    changes.note("emails", &old, &new);
    if old == new {
        return Ok(());
    }
    put::<Entity>(whose, C::ContactId, after).await
}

async fn phones(whose: Whose<'_>, list: Vec<PhoneNumber>, changes: &mut Changes) -> Result<()> {
    use contact_phone::{Column as C, Entity, Model};
    let before = kept::<Entity>(whose, C::ContactId, C::Id).await?;
    let primary = first(list.iter().map(|phone| phone.is_primary));
    let row = |(index, told): (usize, PhoneNumber)| {
        let known = before.iter().find(|row| row.as_typed == told.as_typed);
        Model {
            id: known.map_or_else(ContactPhoneId::new, |row| row.id),
            office_id: whose.person.office_id,
            contact_id: whose.person.id,
            e164: ways::e164(&told.as_typed, whose.home),
            as_typed: told.as_typed,
            is_primary: index == primary,
            kind: told.kind,
            created_at: known.map_or(whose.now, |row| row.created_at),
        }
    };
    let after: Vec<Model> = list.into_iter().enumerate().map(row).collect();
    let told = |rows: &[Model]| -> Vec<PhoneNumber> {
        let told = rows.iter().map(|row| PhoneNumber {
            as_typed: row.as_typed.clone(),
            kind: row.kind,
            is_primary: row.is_primary,
        });
        let mut told: Vec<PhoneNumber> = told.collect();
        told.sort_by(|one, other| one.as_typed.cmp(&other.as_typed));
        told
    };
    let (old, new) = (told(&before), told(&after));
    changes.note("phones", &old, &new);
    if old == new {
        return Ok(());
    }
    put::<Entity>(whose, C::ContactId, after).await
}

async fn names(whose: Whose<'_>, list: Vec<OtherName>, changes: &mut Changes) -> Result<()> {
    use contact_name::{Column as C, Entity, Model};
    let before = kept::<Entity>(whose, C::ContactId, C::Id).await?;
    let said = |row: &Model| OtherName {
        kind: row.kind,
        language: row.language.clone(),
        given_name: row.given_name.clone(),
        family_name: row.family_name.clone(),
    };
    let old: Vec<OtherName> = before.iter().map(said).collect();
    changes.note("names", &old, &list);
    if old == list {
        return Ok(());
    }
    let row = |told: OtherName| {
        let known = before.iter().find(|row| said(row) == told);
        Model {
            id: ContactNameId::new(),
            office_id: whose.person.office_id,
            contact_id: whose.person.id,
            kind: told.kind,
            language: told.language,
            given_name: told.given_name,
            family_name: told.family_name,
            created_at: known.map_or(whose.now, |row| row.created_at),
        }
    };
    let rows = list.into_iter().map(row).collect();
    put::<Entity>(whose, C::ContactId, rows).await
}

async fn residences(whose: Whose<'_>, list: Vec<Residence>, changes: &mut Changes) -> Result<()> {
    use contact_residence::{Column as C, Entity};
    let before = kept::<Entity>(whose, C::ContactId, C::Id).await?;
    let old: Vec<Residence> = before.iter().map(lived).collect();
    changes.note("formerResidences", &old, &list);
    if old == list {
        return Ok(());
    }
    let row = |told: Residence| residence(whose.person, told, whose.now);
    let rows = list.into_iter().map(row).collect();
    put::<Entity>(whose, C::ContactId, rows).await
}

fn lived(row: &contact_residence::Model) -> Residence {
    Residence {
        country: row.country.clone(),
        subdivision: row.subdivision.clone(),
        city: row.city.clone(),
        from_on: row.from_on,
        to_on: row.to_on,
    }
}

fn residence(
    person: &contact::Model,
    told: Residence,
    now: DateTime<Utc>,
) -> contact_residence::Model {
    contact_residence::Model {
        id: ContactResidenceId::new(),
        office_id: person.office_id,
        contact_id: person.id,
        country: told.country,
        subdivision: told.subdivision,
        city: told.city,
        from_on: told.from_on,
        to_on: told.to_on,
        created_at: now,
    }
}

/// Writes down where a person lived until a day, since when they left the place before.
pub(super) async fn moved(whose: Whose<'_>, left: Residence, changes: &mut Changes) -> Result<()> {
    use contact_residence::{Column as C, Entity};
    let before = kept::<Entity>(whose, C::ContactId, C::Id).await?;
    let since = before.iter().filter_map(|row| row.to_on).max();
    let left = Residence {
        from_on: since.filter(|since| left.to_on.is_none_or(|to| *since <= to)),
        ..left
    };
    let old: Vec<Residence> = before.iter().map(lived).collect();
    let mut new = old.clone();
    new.push(left.clone());
    changes.note("formerResidences", &old, &new);
    let row = residence(whose.person, left, whose.now);
    writes::insert(whose.tx, vec![row.into_active_model().reset_all()]).await
}

async fn skills(whose: Whose<'_>, list: Vec<Skill>, changes: &mut Changes) -> Result<()> {
    use contact_skill::{Column as C, Entity, Model};
    let before = kept::<Entity>(whose, C::ContactId, C::Id).await?;
    let row = |told: Skill| {
        let folded = fold(&told.skill);
        let known = before.iter().find(|row| row.skill_folded == folded);
        let verified = known.filter(|row| row.level == told.level);
        Model {
            id: known.map_or_else(ContactSkillId::new, |row| row.id),
            office_id: whose.person.office_id,
            contact_id: whose.person.id,
            skill: told.skill,
            skill_folded: folded,
            level: told.level,
            verified_on: told
                .verified_on
                .or_else(|| verified.and_then(|row| row.verified_on)),
            created_at: known.map_or(whose.now, |row| row.created_at),
        }
    };
    let after: Vec<Model> = list.into_iter().map(row).collect();
    let told = |rows: &[Model]| -> Vec<Skill> {
        let told = rows.iter().map(|row| Skill {
            skill: row.skill.clone(),
            level: row.level,
            verified_on: row.verified_on,
        });
        let mut told: Vec<Skill> = told.collect();
        told.sort_by(|one, other| one.skill.cmp(&other.skill));
        told
    };
    let (old, new) = (told(&before), told(&after));
    changes.note("skills", &old, &new);
    if old == new {
        return Ok(());
    }
    put::<Entity>(whose, C::ContactId, after).await
}

async fn languages(whose: Whose<'_>, list: Vec<Spoken>, changes: &mut Changes) -> Result<()> {
    use contact_language::{Column as C, Entity, Model};
    let before = kept::<Entity>(whose, C::ContactId, C::Id).await?;
    let row = |told: Spoken| {
        let known = before.iter().find(|row| row.language == told.language);
        Model {
            id: known.map_or_else(ContactLanguageId::new, |row| row.id),
            office_id: whose.person.office_id,
            contact_id: whose.person.id,
            language: told.language,
            level: told.level,
            created_at: known.map_or(whose.now, |row| row.created_at),
        }
    };
    let after: Vec<Model> = list.into_iter().map(row).collect();
    let told = |rows: &[Model]| -> Vec<Spoken> {
        let told = rows.iter().map(|row| Spoken {
            language: row.language.clone(),
            level: row.level,
        });
        let mut told: Vec<Spoken> = told.collect();
        told.sort_by(|one, other| one.language.cmp(&other.language));
        told
    };
    let (old, new) = (told(&before), told(&after));
    changes.note("languages", &old, &new);
    if old == new {
        return Ok(());
    }
    put::<Entity>(whose, C::ContactId, after).await
}

async fn willingness(whose: Whose<'_>, list: Vec<Willing>, changes: &mut Changes) -> Result<()> {
    use contact_willingness::{Column as C, Entity, Model};
    let before = kept::<Entity>(whose, C::ContactId, C::Id).await?;
    let today: NaiveDate = whose.now.date_naive();
    let row = |told: Willing| {
        let known = before.iter().find(|row| row.mode == told.mode);
        let same = known.filter(|row| row.answer == told.answer);
        Model {
            id: known.map_or_else(ContactWillingnessId::new, |row| row.id),
            office_id: whose.person.office_id,
            contact_id: whose.person.id,
            mode: told.mode,
            answer: told.answer,
            said_on: told
                .said_on
                .unwrap_or_else(|| same.map_or(today, |row| row.said_on)),
            source: told
                .source
                .or_else(|| same.and_then(|row| row.source.clone())),
            created_at: known.map_or(whose.now, |row| row.created_at),
        }
    };
    // Nobody asked is what no row says.
    let asked = list
        .into_iter()
        .filter(|told| told.answer != WillingnessAnswer::NotAsked);
    let after: Vec<Model> = asked.map(row).collect();
    let told = |rows: &[Model]| -> Vec<Willing> {
        let told = rows.iter().map(|row| Willing {
            mode: row.mode,
            answer: row.answer,
            said_on: Some(row.said_on),
            source: row.source.clone(),
        });
        let mut told: Vec<Willing> = told.collect();
        told.sort_by_key(|willing| willing.mode);
        told
    };
    let (old, new) = (told(&before), told(&after));
    changes.note("willingness", &old, &new);
    if old == new {
        return Ok(());
    }
    put::<Entity>(whose, C::ContactId, after).await
}
