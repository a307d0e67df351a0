//! Where each block of a person's record comes from, and when it was last verified.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use kuvend_entity::{
    contact, contact_fact, contact_skill,
    id::{ContactFactId, ContactId},
    kind::{FactBlock, Generation, Sex},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};

use crate::{
    attendees::guests::BATCH,
    audit::{self, Deed},
    change::Changes,
    contacts::{
        completeness::{self, Lists},
        reads::{facts_written, within},
        update::{locked, newest},
    },
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    writes,
};

/// The block that a field of the record belongs to, by the field's name in a note of changes.
pub(crate) fn block_of(field: &str) -> Option<FactBlock> {
    Some(match field {
        "honorific" | "givenName" | "middleName" | "familyName" | "suffix" | "namedAs"
        | "names" => FactBlock::Name,
        "email" | "emails" => FactBlock::Email,
        "phone" | "phones" => FactBlock::Phone,
        "residenceCountry" | "residenceSubdivision" | "residenceCity" | "formerResidences" => {
            FactBlock::Residence
        }
        "originCountry" | "originRegion" | "originMunicipality" | "citizenships"
        | "emigratedIn" | "generation" => FactBlock::Origin,
        "profileKinds" | "interests" => FactBlock::Profile,
        "profession" | "occupation" | "sector" => FactBlock::Profession,
        "skills" => FactBlock::Skills,
        "languages" | "preferredLanguage" => FactBlock::Languages,
        "willingness" => FactBlock::Willingness,
        "sex" | "birthOn" | "birthYear" | "ageBand" => FactBlock::Demographics,
        _ => return None,
    })
}

/// Where a block of a record comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fact {
    /// Which block.
    pub block: FactBlock,
    /// Where it comes from.
    pub source: Option<String>,
    /// When it was last verified; nothing since it changed.
    pub verified_on: Option<NaiveDate>,
    /// When it was last said or verified.
    pub updated_at: DateTime<Utc>,
}

/// Where the blocks of contacts' records come from: what was written down of them since, and for the rest of what a record says, where the
/// whole of it came from. Three statements, however many contacts.
///
/// # Errors
/// Only the database's.
pub async fn facts_of(op: &Op, contacts: &[ContactId]) -> Result<HashMap<ContactId, Vec<Fact>>> {
    let mut written = facts_written(op, contacts).await?;
    let mut lists = completeness::lists(op, contacts).await?;
    let mut found = HashMap::with_capacity(contacts.len());
    for batch in contacts.chunks(BATCH) {
        let rows = contact::Entity::find()
            .filter(contact::Column::Id.is_in(batch.iter().copied()))
            .filter(within(op, Action::ReadContacts, contact::Column::OfficeId))
            .all(op.db.reader())
            .await?;
        for row in rows {
            let written = written.remove(&row.id).unwrap_or_default();
            let lists = lists.remove(&row.id).unwrap_or_default();
            found.insert(row.id, facts(&row, lists, written));
        }
    }
    Ok(found)
}

/// The blocks of a record in their order; those of which nothing was written down since are as the record was entered.
fn facts(row: &contact::Model, lists: Lists, written: Vec<contact_fact::Model>) -> Vec<Fact> {
    let mut facts: Vec<Fact> = written
        .into_iter()
        .map(|row| Fact {
            block: row.block,
            source: row.source,
            verified_on: row.verified_on,
            updated_at: row.updated_at,
        })
        .collect();
    if row.source.is_some() && row.erased_at.is_none() {
        for block in said(row, lists) {
            if !facts.iter().any(|fact| fact.block == block) {
                facts.push(Fact {
                    block,
                    source: row.source.clone(),
                    verified_on: None,
                    updated_at: row.created_at,
                });
            }
        }
    }
    facts.sort_by_key(|fact| fact.block);
    facts
}

/// The blocks of which a record says something.
fn said(row: &contact::Model, lists: Lists) -> impl Iterator<Item = FactBlock> {
    let is_aged = row.birth_on.is_some() || row.birth_year.is_some() || row.age_band.is_some();
    let has_origin = row.origin_country.is_some()
        || row.origin_region.is_some()
        || row.origin_municipality.is_some()
        || row.emigrated_in.is_some()
        || row.generation != Generation::Unknown
        || !row.citizenships.0.is_empty();
    let works = row.profession.is_some() || row.occupation.is_some() || row.sector.is_some();
    let blocks = [
        (FactBlock::Name, true),
        (FactBlock::Email, lists.emails),
        (FactBlock::Phone, lists.phones),
        (
            FactBlock::Residence,
            row.residence_country.is_some() || row.residence_city.is_some(),
        ),
        (FactBlock::Origin, has_origin),
        (
            FactBlock::Profile,
            !row.profile_kinds.0.is_empty() || !row.interests.0.is_empty(),
        ),
        (FactBlock::Profession, works),
        (FactBlock::Skills, lists.skills),
        (
            FactBlock::Languages,
            lists.languages || row.preferred_language.is_some(),
        ),
        (FactBlock::Willingness, lists.willingness),
        (FactBlock::Demographics, row.sex != Sex::NotAsked || is_aged),
    ];
    let told = blocks.into_iter().filter(|(_, is_told)| *is_told);
    told.map(|(block, _)| block)
}

/// Writes down where the blocks that changed come from; what changed is not verified any more.
pub(super) async fn told(
    (tx, op): (&DatabaseTransaction, &Op),
    person: &contact::Model,
    changes: &Changes,
    source: Option<&str>,
) -> Result<()> {
    let mut blocks: Vec<FactBlock> = changes.fields().filter_map(block_of).collect();
    blocks.sort_unstable();
    blocks.dedup();
    let rows = blocks.into_iter().map(|block| contact_fact::Model {
        id: ContactFactId::new(),
        office_id: person.office_id,
        contact_id: person.id,
        block,
        source: source.map(str::to_owned),
        verified_on: None,
        verified_by: None,
        updated_at: op.clock.now(),
    });
    put(tx, person.id, rows.collect()).await
}

async fn put(
    tx: &DatabaseTransaction,
    person: ContactId,
    rows: Vec<contact_fact::Model>,
) -> Result<()> {
    use contact_fact::{Column as C, Entity};
    if rows.is_empty() {
        return Ok(());
    }
    Entity::delete_many()
        .filter(C::ContactId.eq(person))
        .filter(C::Block.is_in(rows.iter().map(|row| row.block)))
        .exec(tx)
        .await?;
    let rows: Vec<contact_fact::ActiveModel> = rows
        .into_iter()
        .map(|row| row.into_active_model().reset_all())
        .collect();
    writes::insert(tx, rows).await
}

/// Blocks of a record that somebody verified.
#[derive(Debug, Clone)]
pub struct Verify {
    /// Whose.
    pub id: ContactId,
    /// The version that was read.
    pub version: i32,
    /// Which blocks.
    pub blocks: Vec<FactBlock>,
    /// When; today unless said.
    pub on: Option<NaiveDate>,
    /// By what they were verified; the source before is kept unless said.
    pub source: Option<String>,
}

/// Marks blocks of a record as verified; with the block of skills, the skills too.
///
/// # Errors
/// `NOT_FOUND` on `id`, `CONFLICT` on `version`, `REQUIRED` on `blocks` where there are none, `OUT_OF_RANGE` on
/// `verifiedOn` in the future.
pub async fn verify(op: &Op, cmd: Verify) -> Result<contact::Model> {
    let tx = op.begin(Action::WriteContacts).await?;
    let mut person = locked(op, &tx, cmd.id).await?;
    newest(&person, cmd.version)?;
    let today = op.clock.now().date_naive();
    let on = cmd.on.unwrap_or(today);
    judge(&cmd, on, today)?;
    let known = contact_fact::Entity::find()
        .filter(contact_fact::Column::ContactId.eq(person.id))
        .all(&tx)
        .await?;
    let mut changes = Changes::default();
    let mut rows: Vec<contact_fact::Model> = Vec::with_capacity(cmd.blocks.len());
    for block in &cmd.blocks {
        if rows.iter().any(|row| row.block == *block) {
            continue;
        }
        let before = known.iter().find(|row| row.block == *block);
        changes.made(&format!("verified.{block}"), &on);
        rows.push(contact_fact::Model {
            id: before.map_or_else(ContactFactId::new, |row| row.id),
            office_id: person.office_id,
            contact_id: person.id,
            block: *block,
            source: cmd
                .source
                .clone()
                .or_else(|| before.and_then(|row| row.source.clone())),
            verified_on: Some(on),
            verified_by: op.actor.account(),
            updated_at: op.clock.now(),
        });
    }
    put(&tx, person.id, rows).await?;
    if cmd.blocks.contains(&FactBlock::Skills) {
        contact_skill::Entity::update_many()
            .col_expr(contact_skill::Column::VerifiedOn, Expr::value(on))
            .filter(contact_skill::Column::ContactId.eq(person.id))
            .exec(&tx)
            .await?;
    }
    person.version += 1;
    person.updated_at = op.clock.now();
    contact::Entity::update(person.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let deed = Deed {
        office: person.office_id,
        action: "contacts::verify",
        object_kind: "contact",
        object_id: person.id.0,
        changes: changes.json(),
        reason: cmd.source,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(person)
}

fn judge(cmd: &Verify, on: NaiveDate, today: NaiveDate) -> Result<()> {
    let mut faults = Faults::none();
    if cmd.blocks.is_empty() {
        faults.push(Fault::new(["blocks"], Code::Required));
    }
    if on > today.succ_opt().unwrap_or(today) {
        faults.push(
            Fault::new(["verifiedOn"], Code::OutOfRange)
                .with("low", "1900-01-01")
                .with("high", today),
        );
    }
    faults.finish(Some(()))
}

#[cfg(test)]
mod tests {
    use kuvend_entity::sparse::Sparse as _;

    use super::*;

    #[test]
    fn every_block_has_fields() {
        let fields = [
            "names",
            "email",
            "phones",
            "residenceCity",
            "citizenships",
            "interests",
            "sector",
            "skills",
            "languages",
            "willingness",
            "birthOn",
        ];
        let mut blocks: Vec<FactBlock> = fields.into_iter().filter_map(block_of).collect();
        blocks.sort_unstable();
        assert_eq!(blocks, FactBlock::ALL);
        assert_eq!(block_of("version"), None);
    }

    #[test]
    fn what_was_never_written_down_comes_from_where_the_record_does() {
        let mut row = contact::Model {
            generation: Generation::Second,
            sex: Sex::NotAsked,
            source: Some("Fair in Milan".to_owned()),
            ..contact::Model::blank()
        };
        let lists = Lists {
            emails: true,
            ..Lists::default()
        };
        let written = contact_fact::Model {
            id: ContactFactId::new(),
            office_id: row.office_id,
            contact_id: row.id,
            block: FactBlock::Origin,
            source: Some("A call".to_owned()),
            verified_on: None,
            verified_by: None,
            updated_at: DateTime::UNIX_EPOCH,
        };
        let told = |row: &contact::Model, written: &[contact_fact::Model]| -> Vec<_> {
            let facts = facts(row, lists, written.to_vec()).into_iter();
            facts
                .map(|fact| (fact.block, fact.source.unwrap()))
                .collect()
        };
        let fair = || "Fair in Milan".to_owned();
        assert_eq!(
            told(&row, std::slice::from_ref(&written)),
            [
                (FactBlock::Name, fair()),
                (FactBlock::Email, fair()),
                (FactBlock::Origin, "A call".to_owned())
            ]
        );
        row.source = None;
        assert_eq!(told(&row, &[written]).len(), 1, "nobody knows");
    }
}
