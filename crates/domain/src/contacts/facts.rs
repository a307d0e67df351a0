//! Where each block of a person's record comes from, and when it was last verified.

use chrono::NaiveDate;
use kuvend_entity::{
    contact, contact_fact, contact_skill,
    id::{ContactFactId, ContactId},
    kind::FactBlock,
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::Expr,
};

use crate::{
    audit::{self, Deed},
    change::Changes,
    contacts::update::{locked, newest},
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    writes,
};

/// The block that a field of the record belongs to, by the field's name in a note of changes.
fn block_of(field: &str) -> Option<FactBlock> {
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
}
