//! The roots of the schema: each feature brings its queries and mutations, and they are merged here.

use async_graphql::{Context, EmptySubscription, ID, Interface, MergedObject, Object, SDLExportOptions, Schema, SimpleObject};
use kuvend_domain::{op::Op, policy::Action};
use kuvend_entity::id::{
    AgendaItemId, AttendeeId, CampaignId, ContactId, EnrolmentId, EventId, OfficeId, OrganisationId,
    ProgrammeId,
};

use crate::{
    agenda::{GeneralAgendaItem, Panel},
    attendees::{self, Attendee, mutations::AttendeeMutations},
    campaigns::{self, Campaign},
    contacts::Contact,
    events::{Event, EventMutations, EventQueries},
    offices::Office,
    organisations::Organisation,
    payload::{op, top_level},
    people::{PeopleMutations, PeopleQueries},
    programmes::{Enrolment, Programme},
    scalars::EmailAddress,
    statistics::StatisticsQueries,
};

/// Something with an id that stays the same for ever and can be asked for by `node`.
#[derive(Debug, Clone, Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "Opaque, stable id."))]
pub enum Node {
    /// An office.
    Office(Office),
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
}
