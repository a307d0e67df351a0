//! Whatever has an id that stays the same for ever.

use std::{collections::HashMap, str::FromStr};

use async_graphql::{ID, Interface};
use kuvend_domain::{
    fault::{Code, Fault},
    op::Op,
};

use crate::{
    agenda::{self, AgendaItem, GeneralAgendaItem, Panel},
    attendees::{self, Attendee},
    campaigns::{self, Campaign},
    contacts::{self, Contact},
    delegations::Delegation,
    duplicates::{DuplicatePair, DuplicateRun},
    events::{self, Event},
    exports::ExportJob,
    imports::ImportJob,
    interactions::Interaction,
    look::Look,
    organisations::Organisation,
    payload::top_level,
    programmes::{Enrolment, Programme},
    segments::Segment,
    tasks::Task,
};

/// As many ids are taken at once.
const MOST_IDS: usize = 100;

/// Something with an id that stays the same for ever and can be asked for by `node`.
#[derive(Debug, Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Opaque, stable id."))]
pub enum Node {
    /// An event.
    Event(Event),
    /// A panel.
    Panel(Panel),
    /// Another agenda item.
    GeneralAgendaItem(GeneralAgendaItem),
    /// A row of a guest list.
    Attendee(Attendee),
    /// A contact.
    Contact(Contact),
    /// An organisation.
    Organisation(Organisation),
    /// A programme.
    Programme(Programme),
    /// An enrolment.
    Enrolment(Enrolment),
    /// A campaign.
    Campaign(Campaign),
    /// An interaction.
    Interaction(Interaction),
    /// A task.
    Task(Task),
    /// A segment.
    Segment(Segment),
    /// An import in the background.
    ImportJob(ImportJob),
    /// An export.
    ExportJob(ExportJob),
    /// Two records that are perhaps of one person.
    DuplicatePair(DuplicatePair),
    /// A walk in search of duplicates.
    DuplicateRun(DuplicateRun),
    /// Whom an organisation sends to an event.
    Delegation(Delegation),
}

/// The ids of one kind among some.
fn among<K: FromStr>(ids: &[ID]) -> Vec<K> {
    ids.iter().filter_map(|id| id.parse().ok()).collect()
}

/// The things of some ids, in their order, whatever their kinds, with what is selected of them: nothing where there is none
/// that one may see. Those of a kind come by as many statements as one of them.
///
/// # Errors
/// More ids than 100, a denial or a failure, as a coded top-level error.
pub async fn load(
    op: &Op,
    ids: &[ID],
    look: &Look<'_>,
) -> async_graphql::Result<Vec<Option<Node>>> {
    if ids.len() > MOST_IDS {
        let fault = Fault::new(["ids"], Code::TooMany).with("limit", MOST_IDS);
        return Err(top_level(op, &fault.into()));
    }
    let mut found: HashMap<String, Node> = HashMap::new();
    macro_rules! bring {
        ($kind:ident, $load:expr) => {
            let wanted = among(ids);
            if !wanted.is_empty() {
                for (id, thing) in $load(wanted).await? {
                    found.insert(id.to_string(), Node::$kind(thing));
                }
            }
        };
    }
    bring!(Event, async |ids: Vec<_>| {
        Event::load_many(op, &ids, &events::Selection::of(look)).await
    });
    bring!(Attendee, async |ids: Vec<_>| {
        attendees::load_many(op, &ids, look).await
    });
    bring!(Contact, async |ids| {
        Contact::load_many(op, ids, &contacts::Selection::of(look)).await
    });
    bring!(Organisation, async |ids| {
        Organisation::load_many(op, ids, look).await
    });
    bring!(Programme, async |ids| {
        Programme::load_many(op, ids, look).await
    });
    bring!(Enrolment, async |ids: Vec<_>| {
        Enrolment::load_many(op, &ids, look).await
    });
    bring!(Campaign, async |ids: Vec<_>| {
        campaigns::load_many(op, &ids, look).await
    });
    bring!(Interaction, async |ids: Vec<_>| {
        Interaction::load_many(op, &ids, look).await
    });
    bring!(Task, async |ids: Vec<_>| Task::load_many(op, &ids, look)
        .await);
    bring!(Segment, async |ids: Vec<_>| {
        Segment::load_many(op, &ids, look).await
    });
    bring!(ImportJob, async |ids: Vec<_>| {
        ImportJob::load_many(op, &ids, look).await
    });
    bring!(ExportJob, async |ids: Vec<_>| {
        ExportJob::load_many(op, &ids, look).await
    });
    bring!(DuplicatePair, async |ids: Vec<_>| {
        DuplicatePair::load_many(op, &ids, look).await
    });
    bring!(DuplicateRun, async |ids: Vec<_>| {
        DuplicateRun::load_many(op, &ids).await
    });
    bring!(Delegation, async |ids: Vec<_>| {
        Delegation::load_many(op, &ids, look).await
    });
    let items = among(ids);
    if !items.is_empty() {
        for item in agenda::load_many(op, &items, look).await? {
            let id = item.key().to_string();
            found.insert(
                id,
                match item {
                    AgendaItem::Panel(panel) => Node::Panel(panel),
                    AgendaItem::GeneralAgendaItem(item) => Node::GeneralAgendaItem(item),
                },
            );
        }
    }
    Ok(ids
        .iter()
        .map(|id| found.get(id.as_str()).cloned())
        .collect())
}
