//! Everything that happened with a person, as one list.

use std::{collections::HashMap, hash::Hash};

use async_graphql::{Enum, ID, SimpleObject};
use kuvend_domain::{
    op::Op,
    paging::{Page, PageRequest},
    timeline::{self, Entry, Kind, Person},
};
use kuvend_entity::id::{ContactId, EventId, InteractionId, OrganisationId, ProgrammeId, TaskId};

use crate::{
    connection,
    events::{self, Event},
    interactions::Interaction,
    look::Look,
    organisations::Organisation,
    paging::Paging,
    payload::top_level,
    programmes::Programme,
    scalars::DateTime,
    tasks::{Staff, Task},
};

/// What sort of thing happened with a person.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Kind")]
pub enum TimelineKind {
    /// An invitation went out, came back or was withdrawn.
    Invited,
    /// An invitation was answered.
    Answered,
    /// A place was given, offered or given up.
    Placed,
    /// The person came, or did not.
    Presence,
    /// The person contributed to an event's programme.
    Spoke,
    /// The person asked a panel something.
    Asked,
    /// A letter was taken by the mail server.
    Mailed,
    /// The person was enrolled in a programme.
    Enrolled,
    /// The person said something about a purpose.
    Consented,
    /// The record was entered or changed; shown to who may change it or read the audit, where what it said before stays.
    Edited,
    /// A call, a meeting, a letter, a visit, a mail or a note.
    Interaction,
    /// Something was to be done.
    Task,
    /// The person began something in an organisation.
    Membership,
    /// Another record was merged into this one, or this one into another.
    Merged,
}

/// Something that happened with a person. What it has to do with stands in the field of its sort.
#[derive(Debug, Clone, SimpleObject)]
pub struct TimelineEntry {
    /// Opaque and stable within the timeline.
    pub id: ID,
    /// When.
    pub at: DateTime,
    /// What sort of thing, for programs.
    pub kind: TimelineKind,
    /// What happened, for people, in the caller's language (`Accept-Language`).
    pub text: String,
    /// Who of the staff wrote it down.
    pub by: Option<Staff>,
    /// The fields that were changed, where the record was.
    pub fields: Vec<String>,
    /// The event that it has to do with, if one may see it.
    pub event: Option<Event>,
    /// The programme that the person was enrolled in.
    pub programme: Option<Programme>,
    /// The organisation that the person joined.
    pub organisation: Option<Organisation>,
    /// The interaction itself.
    pub interaction: Option<Interaction>,
    /// The task itself.
    pub task: Option<Task>,
}

impl crate::flat::AtHand for TimelineEntry {}

connection!(
    TimelineConnection,
    TimelineEdge,
    TimelineEntry,
    "a timeline"
);

/// The kinds that were asked for; all of them where none was named.
#[must_use]
pub fn kinds(wanted: Option<&[TimelineKind]>) -> Option<Vec<Kind>> {
    wanted.map(|kinds| kinds.iter().map(|kind| (*kind).into()).collect())
}

/// The same page of the timelines of several people, as one of their fields asks for it; nothing where the arguments name a
/// place, which lies in one of them, or are wrong, which each timeline then says.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn of_contacts(
    op: &Op,
    people: &[Person],
    look: &Look<'_>,
) -> async_graphql::Result<Option<HashMap<ContactId, TimelineConnection>>> {
    let Some(request) = Paging::of(look).shared(look) else {
        return Ok(None);
    };
    let wanted: Option<Vec<TimelineKind>> = look.argument::<Option<_>>("kinds").flatten();
    let kinds = kinds(wanted.as_deref());
    read(op, people, (kinds.as_deref(), &request), look)
        .await
        .map(Some)
}

/// A page of the timelines of people, with what is selected of the entries: one statement for each sort of thing.
///
/// # Errors
/// A denial, a fault of the arguments or a failure, as a coded top-level error.
pub async fn read(
    op: &Op,
    people: &[Person],
    (kinds, request): (Option<&[Kind]>, &PageRequest),
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<ContactId, TimelineConnection>> {
    let pages = timeline::of_contacts(op, people, kinds, request).await;
    let pages = pages.map_err(|error| top_level(op, &error))?;
    let things = Things::of(
        op,
        pages.values().flat_map(|page| &page.items),
        &look.nodes(),
    )
    .await?;
    Ok(pages
        .into_iter()
        .map(|(id, page)| {
            let page: Page<TimelineEntry> = page.map(|entry| things.entry(entry));
            (id, TimelineConnection(page))
        })
        .collect())
}

/// What the entries have to do with.
#[derive(Default)]
struct Things {
    events: HashMap<EventId, Event>,
    programmes: HashMap<ProgrammeId, Programme>,
    organisations: HashMap<OrganisationId, Organisation>,
    interactions: HashMap<InteractionId, Interaction>,
    tasks: HashMap<TaskId, Task>,
}

impl Things {
    async fn of<'a, C: 'a>(
        op: &Op,
        entries: impl Iterator<Item = &'a (C, Entry)> + Clone,
        look: &Look<'_>,
    ) -> async_graphql::Result<Self> {
        let about = |wanted: fn(Kind) -> bool| {
            let chosen = entries.clone().filter(move |(_, entry)| wanted(entry.kind));
            chosen.filter_map(|(_, entry)| entry.about)
        };
        let own = |wanted: Kind| {
            let chosen = entries
                .clone()
                .filter(move |(_, entry)| entry.kind == wanted);
            chosen.map(|(_, entry)| entry.id)
        };
        let mut things = Self::default();
        if look.selects("event") {
            let ids = once(about(Kind::is_about_event).map(EventId));
            let selection = events::Selection::of(&look.field("event"));
            things.events = Box::pin(Event::load_many(op, &ids, &selection)).await?;
        }
        if look.selects("programme") {
            let ids = once(about(|kind| kind == Kind::Enrolled).map(ProgrammeId));
            let look = look.field("programme");
            things.programmes = Box::pin(Programme::load_many(op, ids, &look)).await?;
        }
        if look.selects("organisation") {
            let ids = once(about(|kind| kind == Kind::Membership).map(OrganisationId));
            let look = look.field("organisation");
            things.organisations = Organisation::load_many(op, ids, &look).await?;
        }
        if look.selects("interaction") {
            let ids = once(own(Kind::Interaction).map(InteractionId));
            let look = look.field("interaction");
            things.interactions = Box::pin(Interaction::load_many(op, &ids, &look)).await?;
        }
        if look.selects("task") {
            let ids = once(own(Kind::Task).map(TaskId));
            things.tasks = Box::pin(Task::load_many(op, &ids, &look.field("task"))).await?;
        }
        Ok(things)
    }

    fn entry(&self, entry: Entry) -> TimelineEntry {
        let about = |is: bool| entry.about.filter(|_| is);
        let kind = entry.kind;
        TimelineEntry {
            id: format!("entry_{}", entry.id.simple()).into(),
            at: entry.at.into(),
            kind: kind.into(),
            event: about(kind.is_about_event())
                .and_then(|id| self.events.get(&EventId(id)).cloned()),
            programme: about(kind == Kind::Enrolled)
                .and_then(|id| self.programmes.get(&ProgrammeId(id)).cloned()),
            organisation: about(kind == Kind::Membership)
                .and_then(|id| self.organisations.get(&OrganisationId(id)).cloned()),
            interaction: self.interactions.get(&InteractionId(entry.id)).cloned(),
            task: self.tasks.get(&TaskId(entry.id)).cloned(),
            text: entry.text,
            by: entry.by.map(Into::into),
            fields: entry.fields,
        }
    }
}

/// Each id once.
fn once<K: Ord + Hash>(ids: impl Iterator<Item = K>) -> Vec<K> {
    let mut ids: Vec<K> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
