//! Guest lists: rows whose four axes agree with each other, with the event and with the person.

mod fate;

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use kuvend_entity::{
    attendee, event, event_tally,
    id::{AttendeeId, ContactId},
    kind::{AttendeeRole, InvitationState, PlaceState, ResponseState},
    value::AttendeeRoles,
};

use super::{
    bodies::{Bodies, Body, Sort},
    dice::{Dice, Kind, Stream},
    happenings,
    people::Person,
    plan::Plan,
};
use crate::tally;

/// The list of one event, drawn row by row.
pub(super) struct Guests<'a> {
    plan: &'a Plan,
    bodies: &'a Bodies,
    event: &'a event::Model,
    dice: Dice,
    walk: Walk,
    left: u32,
    /// The number of the next row, over all events.
    number: u32,
    /// What the rows so far add up to.
    pub(super) tally: event_tally::Model,
}

/// Whose row is drawn.
#[derive(Debug, Clone, Copy)]
enum Whose {
    Person(Person),
    /// An organisation's seat that a name fills later.
    Seat(Body),
}

const ROLES: &[(u32, &[AttendeeRole])] = &[
    (910, &[AttendeeRole::Guest]),
    (25, &[AttendeeRole::Speaker]),
    (18, &[AttendeeRole::Panellist, AttendeeRole::Guest]),
    (5, &[AttendeeRole::Moderator]),
    (12, &[AttendeeRole::Staff]),
    (10, &[AttendeeRole::Press]),
    (8, &[AttendeeRole::Performer]),
    (6, &[AttendeeRole::Host]),
    (6, &[AttendeeRole::Interpreter]),
];

impl<'a> Guests<'a> {
    /// The list of the `index`th event, of so many rows, numbered from `number` on.
    pub(super) fn new(
        plan: &'a Plan,
        bodies: &'a Bodies,
        event: &'a event::Model,
        (index, size, number): (u32, u32, u32),
    ) -> Self {
        let mut dice = Dice::new(plan.seed, Stream::Guests, index);
        let walk = Walk::new(&mut dice, known(plan, event));
        Self {
            plan,
            bodies,
            event,
            dice,
            walk,
            left: size,
            number,
            tally: happenings::nothing(event.id),
        }
    }

    /// The next row; two at once where a deputy comes in somebody's stead. Empty at the end of the list.
    pub(super) fn next_rows(&mut self) -> Vec<attendee::Model> {
        if self.left == 0 {
            return Vec::new();
        }
        let to_come = self.event.starts_at > self.plan.now();
        if to_come
            && self.dice.percent(1)
            && let Some(body) = self.bodies.one(&mut self.dice, &[Sort::Embassy])
        {
            let row = self.draw(Whose::Seat(body));
            return self.count(vec![row]);
        }
        let Some(person) = self.person() else {
            self.left = 0;
            return Vec::new();
        };
        let mut row = self.draw(Whose::Person(person));
        if row.response == ResponseState::Accepted
            && row.invitation == InvitationState::Sent
            && person.body.is_some()
            && self.left > 1
            && self.dice.percent(6)
            && let Some(deputy) = self.person()
        {
            let deputy = self.deputy(&row, deputy);
            row.response = ResponseState::Represented;
            row.represented_by_id = Some(deputy.id);
            row.place = PlaceState::None;
            row.place_changed_at = None;
            row.queue_number = None;
            // The deputy first: the other row points at it.
            return self.count(vec![deputy, row]);
        }
        self.count(vec![row])
    }

    fn count(&mut self, rows: Vec<attendee::Model>) -> Vec<attendee::Model> {
        let rows: Vec<attendee::Model> = rows
            .into_iter()
            .map(|mut row| {
                self.seat(&mut row);
                self.be_there(&mut row);
                fate::settle(&mut row);
                row
            })
            .collect();
        for row in &rows {
            tally::add((&mut self.tally, &mut []), row);
        }
        let drawn = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        self.left = self.left.saturating_sub(drawn);
        rows
    }

    fn person(&mut self) -> Option<Person> {
        let number = self.walk.next(&mut self.dice)?;
        Some(Person::new(self.plan, self.bodies, number))
    }

    /// A row as it was put on the list, with its invitation and answer. Whether there is a place, and who was there, is
    /// decided when the row is counted.
    fn draw(&mut self, whose: Whose) -> attendee::Model {
        let mut row = self.blank(whose);
        let has_address = match whose {
            Whose::Person(person) => person.has_address,
            Whose::Seat(_) => false,
        };
        fate::invite_and_answer(
            &mut self.dice,
            self.plan,
            self.event,
            (&mut row, has_address),
        );
        if let (Whose::Person(person), Some(at)) = (whose, self.event.attendance_closed_at) {
            self.snapshot(&mut row, &person, at);
        }
        row
    }

    /// Somebody else of the same body, put on the list by the answer.
    fn deputy(&mut self, principal: &attendee::Model, person: Person) -> attendee::Model {
        let mut row = self.blank(Whose::Person(person));
        row.organisation_id = principal.organisation_id;
        row.category = principal.category;
        row.created_at = principal.responded_at.unwrap_or(row.created_at);
        row.place = PlaceState::Confirmed;
        row.place_changed_at = principal.responded_at;
        if let Some(at) = self.event.attendance_closed_at {
            self.snapshot(&mut row, &person, at);
            row.snapshot_organisation_kind = principal.snapshot_organisation_kind;
        }
        row
    }

    fn snapshot(&self, row: &mut attendee::Model, person: &Person, at: DateTime<Utc>) {
        let year = self.event.local_on.year();
        let body = person
            .body
            .filter(|body| row.organisation_id == Some(body.id));
        row.snapshot_sex = Some(person.sex);
        row.snapshot_age_band = person.age_band(year).map(str::to_owned);
        row.snapshot_residence_country = person.town.0.parse().ok();
        row.snapshot_residence_subdivision = Some(person.town.1.to_owned());
        row.snapshot_origin_country = person.origin.and_then(|origin| origin.parse().ok());
        row.snapshot_generation = Some(person.generation);
        row.snapshot_category = row.category;
        row.snapshot_language = person.language.parse().ok();
        row.snapshot_organisation_kind = body.map(|body| body.kind);
        row.snapshot_at = Some(at);
    }

    fn blank(&mut self, whose: Whose) -> attendee::Model {
        let number = self.number;
        self.number += 1;
        let announced = self.event.published_at.unwrap_or(self.event.created_at);
        // A list is typed in one go, a row each few seconds, before the event is announced.
        let since = announced - TimeDelta::days(1) + TimeDelta::seconds((number % 20_000).into());
        let (contact, body, category) = match whose {
            Whose::Person(person) => (
                Some(person.id),
                person.body.filter(|_| self.dice.percent(90)),
                person.category(),
            ),
            Whose::Seat(body) => (None, Some(body), body.kind.category()),
        };
        let roles: &[AttendeeRole] = self.dice.weighted(ROLES, &[AttendeeRole::Guest]);
        let roles = AttendeeRoles(roles.to_vec());
        let party_size = self.dice.weighted(&[(85, 1), (12, 2), (3, 3)], 1);
        let party_size = if roles.uses_place() { party_size } else { 1 };
        attendee::Model {
            id: AttendeeId(self.plan.ids.at(since, Kind::Attendee, number)),
            is_guest: roles.counts_as_guest(),
            uses_place: roles.uses_place(),
            party_size,
            party_allowance: party_size,
            roles,
            category: Some(category),
            organisation_id: body.map(|body| body.id),
            ..fate::blank(self.event, contact, since)
        }
    }

    /// Gives whoever wants one a place, or a number on the waiting list, in the order of the rows. Nobody passes those
    /// who wait.
    fn seat(&mut self, row: &mut attendee::Model) {
        if row.place != PlaceState::Confirmed || !row.uses_place {
            return;
        }
        let fits = self
            .event
            .capacity
            .is_none_or(|capacity| self.tally.places_taken + row.party_size <= capacity);
        if !fits || self.tally.waitlisted > 0 {
            row.place = PlaceState::Waitlisted;
            row.queue_number = Some(self.tally.next_queue_number);
            self.tally.next_queue_number += 1;
        }
    }

    fn be_there(&mut self, row: &mut attendee::Model) {
        row.is_registered = row.place == PlaceState::Confirmed;
        fate::be_there(&mut self.dice, self.plan, self.event, row);
    }
}

/// How many people there are to be asked to an event.
fn known(plan: &Plan, event: &event::Model) -> u32 {
    // An event is entered three weeks before it is announced, and its list is typed on the day before.
    plan.known_by(event.created_at + TimeDelta::days(19))
}

/// A way through people that meets nobody twice and keeps nobody in memory: two steady strides, one through the tenth
/// that comes often and one through the rest.
struct Walk {
    often: Stride,
    seldom: Stride,
}

impl Walk {
    fn new(dice: &mut Dice, people: u32) -> Self {
        let often = people / 10;
        Self {
            often: Stride::new(dice, 0, often),
            seldom: Stride::new(dice, often, people - often),
        }
    }

    fn next(&mut self, dice: &mut Dice) -> Option<u32> {
        let often = dice.percent(30);
        let (first, second) = if often {
            (&mut self.often, &mut self.seldom)
        } else {
            (&mut self.seldom, &mut self.often)
        };
        first.next().or_else(|| second.next())
    }
}

struct Stride {
    from: u32,
    count: u32,
    at: u32,
    step: u32,
    taken: u32,
}

impl Stride {
    fn new(dice: &mut Dice, from: u32, count: u32) -> Self {
        let mut step = dice.below(count).max(1);
        while gcd(step, count) > 1 {
            step -= 1;
        }
        Self {
            from,
            count,
            at: dice.below(count),
            step,
            taken: 0,
        }
    }

    fn next(&mut self) -> Option<u32> {
        if self.taken == self.count {
            return None;
        }
        self.taken += 1;
        let next = u64::from(self.at) + u64::from(self.step);
        self.at = u32::try_from(next % u64::from(self.count)).unwrap_or_default();
        Some(self.from + self.at)
    }
}

fn gcd(one: u32, other: u32) -> u32 {
    if other == 0 {
        one
    } else {
        gcd(other, one % other)
    }
}

/// The contact's own key, for the fate of a row.
type Contact = Option<ContactId>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_walk_meets_everybody_once() {
        let mut dice = Dice::new(3, Stream::Guests, 1);
        let mut walk = Walk::new(&mut dice, 1_234);
        let mut met = Vec::new();
        while let Some(number) = walk.next(&mut dice) {
            met.push(number);
        }
        met.sort_unstable();
        assert_eq!(met, (0..1_234).collect::<Vec<_>>());
    }
}
