//! What can be asked of engagement, and in which words each figure is defined.

use chrono::{DateTime, Utc};

/// What a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Events.
    Events,
    /// Rows of guest lists whose invitation was sent.
    Invitations,
    /// Rows of guest lists: somebody at two events counts twice.
    Guests,
    /// Visits: named guests and anonymous heads alike.
    Visits,
    /// People, each once.
    People,
    /// Organisations, each once.
    Organisations,
    /// A numerator over a denominator, 1 being all.
    Share,
}

/// In which pass over the database a figure is counted. A query pays for the families it asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// The events themselves.
    Events,
    /// Sums of guest list rows.
    Rows,
    /// Anonymous heads.
    Heads,
    /// Unions of people who attended.
    People,
    /// The same, and who of them is new: their past is looked up.
    Newcomers,
    /// The union of people reached.
    Reach,
    /// Unions of organisations.
    Organisations,
}

/// A definition: what a figure means, in words that do not change without the version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetricDefinition {
    /// Its name, for ever.
    pub id: &'static str,
    /// Raised when the words change.
    pub version: i32,
    /// The words, in English.
    pub text: &'static str,
}

macro_rules! metrics {
    ($($(#[$doc:meta])* $name:ident $families:tt $unit:ident = $id:literal v $version:literal, $text:literal;)+) => {
        /// A figure that can be asked.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum MetricKind { $($(#[$doc])* $name),+ }

        impl MetricKind {
            /// Every figure, in the order of the API.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// What it means.
            #[must_use]
            pub const fn definition(self) -> &'static MetricDefinition {
                match self {
                    $(Self::$name => &MetricDefinition { id: $id, version: $version, text: $text }),+
                }
            }

            /// What it counts.
            #[must_use]
            pub const fn unit(self) -> Unit {
                match self { $(Self::$name => Unit::$unit),+ }
            }

            /// From which passes it is made.
            #[must_use]
            pub const fn families(self) -> &'static [Family] {
                match self { $(Self::$name => { use Family::*; &$families }),+ }
            }
        }
    };
}

metrics! {
    /// How many events.
    Events [Events] Events = "events" v 1,
        "Events whose local start date lies in the period and that are published, completed or archived; events asked for \
         by id count whatever their state.";
    /// I(e).
    Invited [Rows] Invitations = "invited" v 1,
        "Guests whose invitation was sent, summed over the events. Queued, or cancelled before sending, is not invited; \
         withdrawn or sent again after sending is.";
    /// D(e).
    Delivered [Rows] Invitations = "delivered" v 1,
        "Invited guests without those whose invitation was refused for good.";
    /// S(e).
    Answered [Rows] Invitations = "answered" v 1,
        "Invited guests who accepted, answered tentatively, declined or are represented, summed over the events.";
    /// S/D.
    ResponseRate [Rows] Share = "response-rate" v 1,
        "Invited guests who accepted, answered tentatively, declined or are represented, over delivered invitations.";
    /// Accepted/S.
    AcceptanceRate [Rows] Share = "acceptance-rate" v 1,
        "Invited guests who accepted, over invited guests who answered.";
    /// Accepted/D.
    InvitationYield [Rows] Share = "invitation-yield" v 1,
        "Invited guests who accepted, over delivered invitations.";
    /// R(e).
    Registered [Rows] Guests = "registered" v 1,
        "Guests with a confirmed place at the event's start, or now if that is earlier, summed over the events.";
    /// A(e).
    Attended [Rows] Guests = "attended" v 1,
        "Guests recorded as having attended, summed over the events.";
    /// Anonymous heads.
    Headcount [Heads] Visits = "headcount" v 1,
        "People who were there and are not named, as counted at the events.";
    /// Visits.
    Attendances [Rows, Heads] Visits = "attendances" v 1,
        "Visits: guests who attended and the anonymous headcount, summed over the events.";
    /// The union of A(e).
    UniquePeople [People, Heads] People = "unique-people" v 1,
        "Different people who attended at least one of the events, merged contacts being one. With an anonymous headcount \
         it is a lower bound.";
    /// A∩R over recorded.
    AttendanceRate [Rows] Share = "attendance-rate" v 1,
        "Registered guests who attended, over registered guests who attended or were absent. Excused and unrecorded guests \
         are in neither part.";
    /// N over recorded.
    NoShowRate [Rows] Share = "no-show-rate" v 1,
        "Registered guests who were absent, over registered guests who attended or were absent. Excused and unrecorded \
         guests are in neither part.";
    /// How much of R is recorded.
    RecordingCoverage [Rows] Share = "recording-coverage" v 1,
        "Registered guests whose presence is recorded (attended, absent or excused), over all registered guests.";
    /// A without R.
    WalkIns [Rows] Guests = "walk-ins" v 1,
        "Guests who attended without a confirmed place, summed over the events.";
    /// Everybody reached.
    DirectReach [Reach, Heads] People = "direct-reach" v 1,
        "Different people who were delivered a message in the period, attended one of the events, or were active in a \
         programme in the period. A message belongs to the day on which it was accepted; an opened message alone never \
         counts.";
    /// First seen.
    NewPeople [Newcomers, Heads] People = "new-people" v 1,
        "Different people who attended one of the events and had attended no event of the office, whatever the filter, \
         before the period.";
    /// Seen before.
    ReturningPeople [Newcomers, Heads] People = "returning-people" v 1,
        "Different people who attended one of the events and had attended an event of the office before the period.";
    /// Bodies invited.
    OrganisationsInvited [Organisations] Organisations = "organisations-invited" v 1,
        "Different organisations of which a guest, or a seat still without a name, was invited.";
    /// Bodies present.
    OrganisationsPresent [Organisations] Organisations = "organisations-present" v 1,
        "Different organisations of which a guest attended; a deputy counts for the body that sent them.";
}

impl MetricKind {
    /// Whether it is a union, in which somebody at two events counts once: such figures do not add up over periods.
    #[must_use]
    pub const fn is_union(self) -> bool {
        matches!(self.unit(), Unit::People | Unit::Organisations)
    }

    /// Whether it depends on presence, which is known for good only when attendance is closed.
    #[must_use]
    pub const fn rests_on_presence(self) -> bool {
        !matches!(
            self,
            Self::Events
                | Self::Invited
                | Self::Delivered
                | Self::Answered
                | Self::ResponseRate
                | Self::AcceptanceRate
                | Self::InvitationYield
                | Self::Registered
                | Self::OrganisationsInvited
        )
    }

    /// Whether it depends on delivery, of which refusals are known and later bounces are not.
    #[must_use]
    pub const fn rests_on_delivery(self) -> bool {
        matches!(
            self,
            Self::Delivered | Self::ResponseRate | Self::InvitationYield | Self::DirectReach
        )
    }
}

/// A figure with everything that explains it.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a field of the contract, and none decides about another"
)]
pub struct Metric {
    /// Which figure.
    pub kind: MetricKind,
    /// The figure; none where the denominator is zero.
    pub value: Option<f64>,
    /// What is counted.
    pub numerator: Option<i64>,
    /// Over what, for shares.
    pub denominator: Option<i64>,
    /// Of how many the figure cannot tell.
    pub unknown: i64,
    /// Whether it is hidden because it is small.
    pub suppressed: bool,
    /// Whether the truth may be more.
    pub lower_bound: bool,
    /// Whether it adds up with its neighbours: the other groups of a list, the other points of a trend.
    pub additive: bool,
    /// Whether it may still change.
    pub provisional: bool,
    /// Why, in words.
    pub note: Option<String>,
    /// The instant it is true for.
    pub as_of: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_figure_has_a_definition_of_its_own() {
        let mut ids: Vec<&str> = MetricKind::ALL
            .iter()
            .map(|kind| kind.definition().id)
            .collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), MetricKind::ALL.len());
        for kind in MetricKind::ALL {
            let definition = kind.definition();
            assert!(
                definition.version >= 1 && definition.text.ends_with('.'),
                "{kind:?}"
            );
            assert!(!definition.text.contains("  "), "{kind:?}");
            assert!(!kind.families().is_empty(), "{kind:?}");
        }
    }
}
