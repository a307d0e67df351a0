//! How a row came to stand where it stands.

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, attendee_change,
    id::AttendeeChangeId,
    kind::{
        Axis, InvitationState, PlaceState, PresenceState, ResponseChannel, ResponseState, Route,
    },
};

use super::{dice::Kind, plan::Plan};

/// A step on one axis.
type Step = (Axis, &'static str, &'static str, Option<DateTime<Utc>>);

/// The history of a row: a line for each axis that has moved, two where it moved twice.
pub(super) fn of(plan: &Plan, row: &attendee::Model, first: u32) -> Vec<attendee_change::Model> {
    (first..)
        .zip(steps(row))
        .filter_map(|(number, (axis, from, to, at))| {
            let at = at?;
            let channel = match axis {
                Axis::Invitation => row.invitation_channel.map(|by| by.as_str().to_owned()),
                Axis::Response => row.response_channel.map(|by| by.as_str().to_owned()),
                Axis::Place | Axis::Presence => None,
            };
            Some(attendee_change::Model {
                id: AttendeeChangeId(plan.ids.at(at, Kind::Change, number)),
                office_id: row.office_id,
                event_id: row.event_id,
                attendee_id: row.id,
                axis,
                old_value: Some(from.to_owned()),
                new_value: to.to_owned(),
                at,
                channel,
                reason: row
                    .response_reason
                    .clone()
                    .filter(|_| axis == Axis::Response),
                on_behalf_of: None,
                event_revision: row.response_revision.filter(|_| axis == Axis::Response),
                account_id: None,
                route: route(row, axis),
            })
        })
        .collect()
}

/// How many lines a row has at most.
pub(super) const MOST: u32 = 6;

fn steps(row: &attendee::Model) -> Vec<Step> {
    use InvitationState as I;
    let mut steps = Vec::new();
    if row.invitation != I::NotInvited {
        let (old, sent) = (I::NotInvited.as_str(), I::Sent.as_str());
        steps.push((Axis::Invitation, old, sent, row.invited_at));
        if row.invitation != I::Sent {
            let now = row.invitation.as_str();
            steps.push((Axis::Invitation, sent, now, row.invited_at));
        }
    }
    if row.response != ResponseState::None {
        let old = ResponseState::None.as_str();
        steps.push((Axis::Response, old, row.response.as_str(), row.responded_at));
    }
    if row.place != PlaceState::None {
        let mut old = PlaceState::None.as_str();
        let changed_mind =
            row.place == PlaceState::Cancelled && row.response == ResponseState::Accepted;
        if changed_mind {
            let held = PlaceState::Confirmed.as_str();
            steps.push((Axis::Place, old, held, row.place_changed_at));
            old = held;
        }
        steps.push((Axis::Place, old, row.place.as_str(), row.place_changed_at));
    }
    if row.presence != PresenceState::Unrecorded {
        let old = PresenceState::Unrecorded.as_str();
        steps.push((Axis::Presence, old, row.presence.as_str(), row.presence_at));
    }
    steps
}

fn route(row: &attendee::Model, axis: Axis) -> Route {
    let by_guest = matches!(
        row.response_channel,
        Some(ResponseChannel::Link | ResponseChannel::SelfRegistration)
    );
    match axis {
        Axis::Invitation => Route::Worker,
        Axis::Response | Axis::Place if by_guest => Route::Link,
        _ => Route::Api,
    }
}
