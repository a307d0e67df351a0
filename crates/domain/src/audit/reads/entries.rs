//! The entries that what was read makes: one for one person, and one for a page of many that names how many and whom.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    audit_entry, audit_person, contact,
    id::{AccountId, AuditEntryId, ContactId, InteractionId, OfficeId},
    interaction_participant,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter, QuerySelect,
    prelude::Uuid,
};
use serde_json::json;

use super::{NAMED, Page, Sensitive, Whom};
use crate::{attendees::guests::BATCH, error::Result, events::grouped, op::Op};

/// How old an entry may claim to be when it is written: the chain takes what comes an hour late for something put in.
const LATE: TimeDelta = TimeDelta::minutes(30);

/// Of which office each person is who was read, and who took part in each talk.
#[derive(Debug, Default)]
struct Context {
    offices: HashMap<ContactId, OfficeId>,
    took_part: HashMap<InteractionId, Vec<ContactId>>,
}

impl Context {
    async fn of(tx: &DatabaseTransaction, pages: &[Page]) -> Result<Self> {
        let (mut people, mut talks) = (BTreeSet::new(), BTreeSet::new());
        for whom in pages.iter().flat_map(|page| page.seen.keys()) {
            match whom {
                Whom::Contact(id) => drop(people.insert(*id)),
                Whom::Talk(id, _) => drop(talks.insert(*id)),
            }
        }
        let mut context = Self::default();
        let people: Vec<ContactId> = people.into_iter().collect();
        for batch in people.chunks(BATCH) {
            let found: Vec<(ContactId, OfficeId)> = contact::Entity::find()
                .select_only()
                .columns([contact::Column::Id, contact::Column::OfficeId])
                .filter(contact::Column::Id.is_in(batch.iter().copied()))
                .into_tuple()
                .all(tx)
                .await?;
            context.offices.extend(found);
        }
        let talks: Vec<InteractionId> = talks.into_iter().collect();
        let mut parts = Vec::new();
        for batch in talks.chunks(BATCH) {
            use interaction_participant::{Column as C, Entity};
            let found: Vec<(InteractionId, ContactId)> = Entity::find()
                .select_only()
                .columns([C::InteractionId, C::ContactId])
                .filter(C::InteractionId.is_in(batch.iter().copied()))
                .into_tuple()
                .all(tx)
                .await?;
            parts.extend(found);
        }
        context.took_part = grouped(parts.into_iter());
        Ok(context)
    }
}

/// What one entry is about: all of one office and one sort, of whom the same was read.
type Group = (bool, Option<OfficeId>, BTreeSet<Sensitive>);

#[derive(Debug, Default)]
struct Rows {
    entries: Vec<audit_entry::ActiveModel>,
    people: Vec<audit_person::ActiveModel>,
}

/// Writes down what was read in some requests, and how many are not named; how many entries that makes.
pub(super) async fn write(
    tx: &DatabaseTransaction,
    op: &Op,
    (pages, unnamed): (&[Page], &BTreeMap<AccountId, u64>),
) -> Result<usize> {
    let context = Context::of(tx, pages).await?;
    let earliest = op.clock.now() - LATE;
    let mut rows = Rows::default();
    for page in pages {
        let mut groups: BTreeMap<Group, Vec<Whom>> = BTreeMap::new();
        for (whom, fields) in &page.seen {
            let (is_talk, office) = match whom {
                Whom::Contact(id) => (false, context.offices.get(id).copied()),
                Whom::Talk(_, office) => (true, Some(*office)),
            };
            let group = (is_talk, office, fields.clone());
            groups.entry(group).or_default().push(*whom);
        }
        for (group, all) in groups {
            // Without an office there is nothing else to name than each of them.
            let together = group.1.map_or(1, |_| NAMED);
            for some in all.chunks(together) {
                rows.add((page, earliest), &group, some, &context);
            }
        }
    }
    for (account, number) in unnamed {
        tracing::error!(number, "more was read than could be written down");
        rows.entries.push(audit_entry::ActiveModel {
            id: Set(AuditEntryId::new()),
            office_id: Set(None),
            at: Set(op.clock.now()),
            route: Set(op.route),
            account_id: Set(Some(*account)),
            subject_id: Set(None),
            action: Set("contacts::read".to_owned()),
            object_kind: Set("account".to_owned()),
            object_id: Set(account.0),
            changes: Set(Some(json!({ "unnamed": number }))),
            reason: Set(None),
        });
    }
    let number = rows.entries.len();
    let mut entries = rows.entries.into_iter().peekable();
    while entries.peek().is_some() {
        audit_entry::Entity::insert_many(entries.by_ref().take(BATCH))
            .exec_without_returning(tx)
            .await?;
    }
    let mut people = rows.people.into_iter().peekable();
    while people.peek().is_some() {
        audit_person::Entity::insert_many(people.by_ref().take(BATCH))
            .exec_without_returning(tx)
            .await?;
    }
    Ok(number)
}

impl Rows {
    fn add(
        &mut self,
        (page, earliest): (&Page, DateTime<Utc>),
        (is_talk, office, fields): &Group,
        some: &[Whom],
        context: &Context,
    ) {
        let id = AuditEntryId::new();
        let key = |whom: &Whom| match whom {
            Whom::Contact(id) => id.0,
            Whom::Talk(id, _) => id.0,
        };
        let fields: Vec<&str> = fields.iter().map(|field| field.name()).collect();
        let (action, kind, list) = if *is_talk {
            ("interactions::read", "interaction", "interactions")
        } else {
            ("contacts::read", "contact", "contacts")
        };
        let (object_kind, object_id, changes): (_, Uuid, _) = match (some, office) {
            ([one], _) => (kind, key(one), json!({ "fields": fields })),
            (_, Some(office)) => {
                let named: Vec<String> = some.iter().map(named).collect();
                let changes = json!({ "fields": fields, "count": some.len(), list: named });
                ("office", office.0, changes)
            }
            // Never: those without an office come one by one.
            (_, None) => return,
        };
        let mut people: BTreeSet<ContactId> = BTreeSet::new();
        for whom in some {
            match whom {
                Whom::Contact(id) if some.len() > 1 => drop(people.insert(*id)),
                // One person is the entry's object.
                Whom::Contact(_) => {}
                Whom::Talk(id, _) => people.extend(context.took_part.get(id).into_iter().flatten()),
            }
        }
        if let Some(office) = office {
            let people = people.into_iter().map(|contact| audit_person::ActiveModel {
                contact_id: Set(contact),
                entry_id: Set(id),
                office_id: Set(*office),
            });
            self.people.extend(people);
        }
        self.entries.push(audit_entry::ActiveModel {
            id: Set(id),
            office_id: Set(*office),
            at: Set(page.at.max(earliest)),
            route: Set(page.route),
            account_id: Set(Some(page.account)),
            subject_id: Set(None),
            action: Set(action.to_owned()),
            object_kind: Set(object_kind.to_owned()),
            object_id: Set(object_id),
            changes: Set(Some(changes)),
            reason: Set(None),
        });
    }
}

fn named(whom: &Whom) -> String {
    match whom {
        Whom::Contact(id) => id.to_string(),
        Whom::Talk(id, _) => id.to_string(),
    }
}
