//! The times of an event as staff say them, and the instants they mean.

use chrono::{DateTime, NaiveDateTime, Utc};
use kuvend_entity::value::TimeZone;

use crate::{
    fault::{Code, Fault, Faults},
    walltime,
};

/// The times of an event on the clock there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Times {
    /// Where "there" is.
    pub zone: TimeZone,
    /// When it starts.
    pub starts_at: NaiveDateTime,
    /// When it ends.
    pub ends_at: NaiveDateTime,
    /// Until when answers are awaited.
    pub response_deadline: Option<NaiveDateTime>,
    /// From when guests are received.
    pub doors_open_at: Option<NaiveDateTime>,
    /// Until when people register themselves.
    pub registration_closes_at: Option<NaiveDateTime>,
}

/// The same as instants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Instants {
    pub(super) starts_at: DateTime<Utc>,
    pub(super) ends_at: DateTime<Utc>,
    pub(super) response_deadline: Option<DateTime<Utc>>,
    pub(super) doors_open_at: Option<DateTime<Utc>>,
    pub(super) registration_closes_at: Option<DateTime<Utc>>,
}

impl Times {
    /// The instants meant; faults are noted at the fields they are of.
    pub(super) fn instants(&self, faults: &mut Faults) -> Option<Instants> {
        let mut read = |field: &str, wall: NaiveDateTime| {
            let at = walltime::instant(wall, &self.zone);
            if at.is_none() {
                faults.push(Fault::new([field], Code::NonexistentTime).with("zone", &self.zone));
            }
            at
        };
        let starts_at = read("startsAt", self.starts_at);
        let ends_at = read("endsAt", self.ends_at);
        let deadline = self
            .response_deadline
            .map(|wall| read("responseDeadline", wall));
        let doors = self.doors_open_at.map(|wall| read("doorsOpenAt", wall));
        let closes = self
            .registration_closes_at
            .map(|wall| read("registrationClosesAt", wall));
        let (starts_at, ends_at) = (starts_at?, ends_at?);
        let contradicts =
            |field: &str| Fault::new([field], Code::Inconsistent).with("other", "startsAt");
        if ends_at <= starts_at {
            faults.push(contradicts("endsAt"));
        }
        if deadline.flatten().is_some_and(|at| at > starts_at) {
            faults.push(contradicts("responseDeadline"));
        }
        if doors.flatten().is_some_and(|at| at > starts_at) {
            faults.push(contradicts("doorsOpenAt"));
        }
        if closes.flatten().is_some_and(|at| at > starts_at) {
            faults.push(contradicts("registrationClosesAt"));
        }
        Some(Instants {
            starts_at,
            ends_at,
            response_deadline: deadline.flatten(),
            doors_open_at: doors.flatten(),
            registration_closes_at: closes.flatten(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn faults(times: &Times) -> Vec<(String, Code)> {
        let mut faults = Faults::none();
        times.instants(&mut faults);
        faults
            .list()
            .iter()
            .map(|fault| (fault.field.join("."), fault.code))
            .collect()
    }

    fn evening() -> Times {
        Times {
            zone: "Europe/Tirane".parse().unwrap(),
            starts_at: at("2025-12-18T18:00:00"),
            ends_at: at("2025-12-18T21:00:00"),
            response_deadline: Some(at("2025-12-12T17:00:00")),
            doors_open_at: Some(at("2025-12-18T17:30:00")),
            registration_closes_at: Some(at("2025-12-18T17:00:00")),
        }
    }

    #[test]
    fn an_evening_in_order_has_no_fault() {
        assert_eq!(faults(&evening()), []);
    }

    #[test]
    fn whatever_contradicts_the_start_is_told_at_once() {
        let times = Times {
            ends_at: at("2025-12-18T18:00:00"),
            response_deadline: Some(at("2025-12-18T18:01:00")),
            doors_open_at: Some(at("2025-12-18T19:00:00")),
            registration_closes_at: Some(at("2025-12-18T18:00:01")),
            ..evening()
        };
        assert_eq!(
            faults(&times),
            [
                "endsAt",
                "responseDeadline",
                "doorsOpenAt",
                "registrationClosesAt"
            ]
            .map(|field| (field.to_owned(), Code::Inconsistent))
        );
    }

    #[test]
    fn a_time_that_the_clocks_skip_is_told_at_its_field() {
        let times = Times {
            starts_at: at("2025-03-30T02:30:00"),
            ends_at: at("2025-03-30T05:00:00"),
            response_deadline: None,
            doors_open_at: None,
            registration_closes_at: None,
            ..evening()
        };
        assert_eq!(
            faults(&times),
            [("startsAt".to_owned(), Code::NonexistentTime)]
        );
    }
}
