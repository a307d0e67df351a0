//! An office's table of ranks. Each time it is kept, it is a new version, and the ones before are kept as they were.

use std::collections::{BTreeSet, HashMap, HashSet};

use kuvend_entity::{
    attendee_precedence, event,
    id::{EventId, OfficeId, RankTableId},
    membership, office, protocol_rank, rank_table,
    text::LocalizedText,
    value::{Functions, GuestCategories},
};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder, QuerySelect, QueryTrait as _,
};

use crate::{
    audit::{self, Deed},
    change::Changes,
    error::Result,
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
    protocol::{address, ranks::Ladder},
    writes,
};

/// Letters of a key at most.
const LONGEST_KEY: usize = 40;

/// A rank to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRank {
    /// What whoever has it names it by: `ambassador`.
    pub key: String,
    /// Its name per language.
    pub title: LocalizedText,
    /// How its holders are spoken to, per language.
    pub spoken: LocalizedText,
    /// How a letter greets them, per language.
    pub written: LocalizedText,
    /// How an envelope names them, per language.
    pub envelope: LocalizedText,
    /// Of which qualities guests are who have it; none is of any.
    pub categories: GuestCategories,
    /// By which words in their function they are known.
    pub functions: Functions,
}

impl NewRank {
    /// It as a row of a table.
    pub(super) fn row(
        self,
        (table, office): (RankTableId, OfficeId),
        position: i32,
    ) -> protocol_rank::Model {
        protocol_rank::Model {
            table_id: table,
            key: self.key,
            office_id: office,
            position,
            title: self.title,
            spoken: self.spoken,
            written: self.written,
            envelope: self.envelope,
            categories: self.categories,
            functions: self.functions,
        }
    }
}

/// A table to be published.
#[derive(Debug, Clone)]
pub struct Keep {
    /// Of which office.
    pub office: Option<OfficeId>,
    /// The version that was read; 0 where there was none.
    pub version: i32,
    /// All ranks, the highest first; nothing is what Kuvend suggests.
    pub ranks: Option<Vec<NewRank>>,
}

/// A version of a table with its ranks in order.
#[derive(Debug, Clone)]
pub struct Table {
    /// The row.
    pub table: rank_table::Model,
    /// The ranks.
    pub ranks: Vec<protocol_rank::Model>,
}

/// Publishes a table as the next version. Who has a rank by its key has the rank of that key from then on.
///
/// # Errors
/// `CONFLICT` on `version`; `REQUIRED` on `ranks`; `MALFORMED` and `TAKEN` on `ranks.N.key`; `MALFORMED` on a form of address that cannot be said;
/// `WRONG_STATE` on `ranks` where somebody has a rank that would go.
pub async fn keep(op: &Op, cmd: Keep) -> Result<Table> {
    let office = op.office(cmd.office, Action::ManageProtocol).await?;
    let ranks = cmd.ranks.unwrap_or_else(super::suggested::ranks);
    let tx = op.db.write().await?;
    // Two who publish at once wait for each other here, and the later one is told.
    office::Entity::find_by_id(office.id)
        .lock_exclusive()
        .one(&tx)
        .await?;
    let before = newest(&tx, &[office.id]).await?.remove(&office.id);
    let version = before.as_ref().map_or(0, |known| known.table.version);
    if version != cmd.version {
        let fault = Fault::new(["version"], Code::Conflict).with("version", version);
        return Err(fault.into());
    }
    let mut faults = Faults::none();
    judge(&ranks, &mut faults);
    let had = before.as_ref().map_or(&[][..], |known| &known.ranks);
    judge_gone(&tx, office.id, (had, &ranks), &mut faults).await?;
    faults.finish(Some(()))?;
    let table = rank_table::Model {
        id: RankTableId::new(),
        office_id: office.id,
        version: version + 1,
        created_by: op.actor.account(),
        created_at: op.clock.now(),
    };
    let rows = ranks.into_iter().zip(1..);
    let rows: Vec<protocol_rank::Model> = rows
        .map(|(rank, position)| rank.row((table.id, office.id), position))
        .collect();
    if before
        .as_ref()
        .is_some_and(|known| same(&known.ranks, &rows))
    {
        return before.ok_or_else(|| crate::error::Error::missing("rank_table"));
    }
    rank_table::Entity::insert(table.clone().into_active_model().reset_all())
        .exec_without_returning(&tx)
        .await?;
    let active = rows.iter().cloned();
    let active = active.map(|row| row.into_active_model().reset_all());
    writes::insert::<protocol_rank::ActiveModel>(&tx, active.collect()).await?;
    let keys = |rows: &[protocol_rank::Model]| -> Vec<String> {
        rows.iter().map(|row| row.key.clone()).collect()
    };
    let mut changes = Changes::default();
    changes.note("version", &version, &table.version);
    changes.note("ranks", &keys(had), &keys(&rows));
    let deed = Deed {
        office: office.id,
        action: "protocol::keep_table",
        object_kind: "rank_table",
        object_id: table.id.0,
        changes: changes.json(),
        reason: None,
    };
    audit::write(&tx, op, deed).await?;
    tx.commit().await?;
    Ok(Table { table, ranks: rows })
}

/// Whether two versions say the same.
fn same(one: &[protocol_rank::Model], other: &[protocol_rank::Model]) -> bool {
    let of = |row: &protocol_rank::Model| protocol_rank::Model {
        table_id: RankTableId(sea_orm::prelude::Uuid::nil()),
        ..row.clone()
    };
    one.len() == other.len()
        && one
            .iter()
            .zip(other)
            .all(|(one, other)| of(one) == of(other))
}

fn judge(ranks: &[NewRank], faults: &mut Faults) {
    if ranks.is_empty() {
        faults.push(Fault::new(["ranks"], Code::Required));
    }
    for (index, rank) in ranks.iter().enumerate() {
        let place = index.to_string();
        let at = |field: &str, code| {
            Fault::at(["ranks", &place, field].map(str::to_owned).to_vec(), code)
        };
        let earlier = ranks.iter().take(index);
        if !is_key(&rank.key) {
            faults.push(at("key", Code::Malformed).with("what", "key"));
        } else if earlier.into_iter().any(|one| one.key == rank.key) {
            faults.push(at("key", Code::Taken));
        }
        let forms = [
            ("spoken", &rank.spoken),
            ("written", &rank.written),
            ("envelope", &rank.envelope),
        ];
        for (field, texts) in forms {
            if !texts.0.values().all(|text| address::is_well_formed(text)) {
                faults.push(at(field, Code::Malformed).with("what", "form of address"));
            }
        }
    }
}

/// A key is of small letters, digits and hyphens.
fn is_key(key: &str) -> bool {
    (1..=LONGEST_KEY).contains(&key.len())
        && key
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

/// Notes it where somebody has a rank that would be no more.
async fn judge_gone(
    tx: &DatabaseTransaction,
    office: OfficeId,
    (before, after): (&[protocol_rank::Model], &[NewRank]),
    faults: &mut Faults,
) -> Result<()> {
    use attendee_precedence::Column as P;
    let stays: BTreeSet<&str> = after.iter().map(|rank| rank.key.as_str()).collect();
    let keys = before.iter().map(|rank| rank.key.as_str());
    let gone: Vec<&str> = keys.filter(|key| !stays.contains(key)).collect();
    if gone.is_empty() {
        return Ok(());
    }
    let at_an_event = attendee_precedence::Entity::find()
        .filter(P::OfficeId.eq(office))
        .filter(
            Condition::any()
                .add(P::RankKey.is_in(gone.iter().copied()))
                .add(P::OverrideRankKey.is_in(gone.iter().copied())),
        );
    let by_function = membership::Entity::find()
        .filter(membership::Column::OfficeId.eq(office))
        .filter(membership::Column::RankKey.is_in(gone.iter().copied()));
    if at_an_event.one(tx).await?.is_some() || by_function.one(tx).await?.is_some() {
        faults.push(Fault::new(["ranks"], Code::WrongState).with("state", "USED"));
    }
    Ok(())
}

/// Notes it at `rank` where an office's table has no rank of a key.
pub(crate) async fn judge_rank(
    tx: &DatabaseTransaction,
    office: OfficeId,
    key: Option<&str>,
    faults: &mut Faults,
) -> Result<()> {
    let Some(key) = key else {
        return Ok(());
    };
    let known = newest(tx, &[office]).await?;
    let known = known.get(&office).map_or(&[][..], |table| &table.ranks);
    if !known.iter().any(|rank| rank.key == key) {
        faults.push(Fault::no_key(vec!["rank".to_owned()], key));
    }
    Ok(())
}

/// The table of an office as far as the actor may see it: a version, or the one that holds.
///
/// # Errors
/// As [`Op::office`] where the office is not clear, and the database's.
pub async fn table(
    op: &Op,
    office: Option<OfficeId>,
    version: Option<i32>,
) -> Result<Option<Table>> {
    let office = op.office(office, Action::ReadEvents).await?;
    let mut tables = rank_table::Entity::find()
        .filter(rank_table::Column::OfficeId.eq(office.id))
        .order_by_desc(rank_table::Column::Version);
    if let Some(version) = version {
        tables = tables.filter(rank_table::Column::Version.eq(version));
    }
    let Some(table) = tables.one(op.db.reader()).await? else {
        return Ok(None);
    };
    let ranks = protocol_rank::Entity::find()
        .filter(protocol_rank::Column::TableId.eq(table.id))
        .order_by_asc(protocol_rank::Column::Position)
        .all(op.db.reader())
        .await?;
    Ok(Some(Table { table, ranks }))
}

/// Those of some events that were read before whose offices keep a table of ranks.
///
/// # Errors
/// Only the database's.
pub async fn ranked(op: &Op, events: &[EventId]) -> Result<HashSet<EventId>> {
    let keeping = rank_table::Entity::find()
        .select_only()
        .column(rank_table::Column::OfficeId)
        .into_query();
    let found: Vec<EventId> = event::Entity::find()
        .select_only()
        .column(event::Column::Id)
        .filter(event::Column::Id.is_in(events.iter().copied()))
        .filter(event::Column::OfficeId.in_subquery(keeping))
        .into_tuple()
        .all(op.db.reader())
        .await?;
    Ok(found.into_iter().collect())
}

/// Whether an office keeps a table of ranks.
pub(crate) async fn keeps_ranks(db: &impl ConnectionTrait, office: OfficeId) -> Result<bool> {
    let table = rank_table::Entity::find()
        .filter(rank_table::Column::OfficeId.eq(office))
        .one(db)
        .await?;
    Ok(table.is_some())
}

/// The tables that hold in some offices: two statements, and one where they keep none.
pub(super) async fn newest(
    db: &impl ConnectionTrait,
    offices: &[OfficeId],
) -> Result<HashMap<OfficeId, Table>> {
    // Versions are few, and the last of them told for an office is the one that holds.
    let versions = rank_table::Entity::find()
        .filter(rank_table::Column::OfficeId.is_in(offices.iter().copied()))
        .order_by_asc(rank_table::Column::Version)
        .all(db)
        .await?;
    let tables: HashMap<OfficeId, rank_table::Model> = versions
        .into_iter()
        .map(|table| (table.office_id, table))
        .collect();
    if tables.is_empty() {
        return Ok(HashMap::new());
    }
    let rows = protocol_rank::Entity::find()
        .filter(protocol_rank::Column::TableId.is_in(tables.values().map(|table| table.id)))
        .order_by_asc(protocol_rank::Column::Position)
        .all(db)
        .await?;
    let mut ranks: HashMap<RankTableId, Vec<protocol_rank::Model>> = HashMap::new();
    for row in rows {
        ranks.entry(row.table_id).or_default().push(row);
    }
    let with = |table: rank_table::Model| {
        let ranks = ranks.remove(&table.id).unwrap_or_default();
        (table.office_id, Table { table, ranks })
    };
    Ok(tables.into_values().map(with).collect())
}

/// The same, ready to be asked.
pub(super) async fn ladders(
    db: &impl ConnectionTrait,
    offices: &[OfficeId],
) -> Result<HashMap<OfficeId, Ladder>> {
    let tables = newest(db, offices).await?.into_iter();
    Ok(tables
        .map(|(office, table)| (office, Ladder::of(table.ranks)))
        .collect())
}
