//! Where the entries of a timeline come from: one narrow select for each sort of row.

use kuvend_entity::id::OfficeId;

use crate::{op::Op, policy::Action};

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)+) => {
        /// What sort of thing happened.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Kind { $($(#[$doc])* $name),+ }

        impl Kind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// Its name in the API.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text),+ }
            }

            /// The kind of a name.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                match text { $($text => Some(Self::$name),)+ _ => None }
            }
        }
    };
}

kinds! {
    /// An invitation went out, came back or was withdrawn.
    Invited = "INVITED";
    /// An invitation was answered.
    Answered = "ANSWERED";
    /// A place was given, offered or given up.
    Placed = "PLACED";
    /// The person came, or did not.
    Presence = "PRESENCE";
    /// The person contributed to an event's programme.
    Spoke = "SPOKE";
    /// The person asked a panel something.
    Asked = "ASKED";
    /// A letter was taken by the mail server.
    Mailed = "MAILED";
    /// The person was enrolled in a programme.
    Enrolled = "ENROLLED";
    /// The person said something about a purpose.
    Consented = "CONSENTED";
    /// The record was entered or changed.
    Edited = "EDITED";
    /// A call, a meeting, a letter, a visit, a mail or a note.
    Interaction = "INTERACTION";
    /// Something was to be done.
    Task = "TASK";
    /// The person began something in an organisation.
    Membership = "MEMBERSHIP";
    /// Another record was merged into this one, or this one into another.
    Merged = "MERGED";
}

impl Kind {
    /// Whether it has to do with an event.
    #[must_use]
    pub const fn is_about_event(self) -> bool {
        matches!(
            self,
            Self::Invited
                | Self::Answered
                | Self::Placed
                | Self::Presence
                | Self::Spoke
                | Self::Asked
                | Self::Mailed
                | Self::Interaction
        )
    }

    /// Whether its rows have a title of their own.
    pub(super) const fn has_title(self) -> bool {
        matches!(self, Self::Interaction | Self::Task)
    }
}

/// How a row belongs to a person.
#[derive(Debug, Clone, Copy)]
pub(super) enum Link {
    /// By a column.
    Column(&'static str),
    /// By having taken part in the interaction.
    Participant,
}

/// One sort of row.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// The instant that it is ordered by.
    pub(super) at: &'static str,
    /// Its key.
    pub(super) id: &'static str,
    /// `kind`, `about`, `word`, `detail` and `actor`.
    pub(super) columns: String,
    /// Its tables.
    pub(super) from: &'static str,
    /// How it belongs to a person.
    pub(super) link: Link,
    /// Which of the rows.
    pub(super) condition: String,
}

/// A kind, what its rows need, and where they come from.
type Plain = (Kind, Action, fn() -> Source);

/// No id, in the types of both engines.
const NOTHING: &str = "CAST(NULL AS uuid)";

/// The sorts of rows that this actor may see in an office, of the kinds that are wanted.
pub(super) fn shown(op: &Op, office: OfficeId, kinds: Option<&[Kind]>) -> Vec<Source> {
    let wanted = |kind: Kind, needs: Action| {
        kinds.is_none_or(|kinds| kinds.contains(&kind)) && op.may(office, needs)
    };
    let mut sources: Vec<Source> = guest(&|kind| wanted(kind, Action::ReadGuests))
        .into_iter()
        .collect();
    let plain: [Plain; 10] = [
        (Kind::Spoke, Action::ReadEvents, spoke),
        (Kind::Asked, Action::ReadEvents, asked),
        (Kind::Mailed, Action::ReadLetters, mailed),
        (Kind::Enrolled, Action::ReadProgrammes, enrolled),
        (Kind::Consented, Action::ReadContacts, consented),
        (Kind::Edited, Action::WriteContacts, edited),
        (Kind::Interaction, Action::ReadContacts, interaction),
        (Kind::Task, Action::ReadContacts, task),
        (Kind::Membership, Action::ReadContacts, membership),
        (Kind::Merged, Action::ReadContacts, merged),
    ];
    // Who may change a record sees that it was changed; so does whoever looks after what is done with it.
    let reads_all = |kind: Kind| kind == Kind::Edited && wanted(kind, Action::ReadAudit);
    let chosen = plain
        .into_iter()
        .filter(|(kind, needs, _)| wanted(*kind, *needs) || reads_all(*kind));
    sources.extend(chosen.map(|(_, _, source)| source()));
    sources
}

/// The history of guest lists. An invitation that only waits to go out is none yet.
fn guest(wanted: &dyn Fn(Kind) -> bool) -> Option<Source> {
    let axes = [
        (Kind::Invited, "INVITATION"),
        (Kind::Answered, "RESPONSE"),
        (Kind::Placed, "PLACE"),
        (Kind::Presence, "PRESENCE"),
    ];
    let chosen: Vec<String> = axes
        .iter()
        .filter(|(kind, _)| wanted(*kind))
        .map(|(_, axis)| format!("'{axis}'"))
        .collect();
    let cases: Vec<String> = axes
        .iter()
        .map(|(kind, axis)| format!("WHEN '{axis}' THEN '{}'", kind.as_str()))
        .collect();
    (!chosen.is_empty()).then(|| Source {
        at: "g.at",
        id: "g.id",
        columns: format!(
            "CASE g.axis {} END AS kind, g.event_id AS about, g.new_value AS word, g.channel AS detail, g.account_id AS actor",
            cases.join(" ")
        ),
        from: "attendee a JOIN attendee_change g ON g.attendee_id = a.id",
        link: Link::Column("a.contact_id"),
        condition: format!(
            "g.axis IN ({}) AND NOT (g.axis = 'INVITATION' AND g.new_value IN ('QUEUED', 'NOT_INVITED'))",
            chosen.join(", ")
        ),
    })
}

fn plain(
    (at, id): (&'static str, &'static str),
    columns: String,
    from: &'static str,
    (link, condition): (Link, &str),
) -> Source {
    Source {
        at,
        id,
        columns,
        from,
        link,
        condition: condition.to_owned(),
    }
}

fn spoke() -> Source {
    plain(
        ("e.starts_at", "k.id"),
        format!(
            "'SPOKE' AS kind, e.id AS about, k.role AS word, k.mode AS detail, {NOTHING} AS actor"
        ),
        "contributor k JOIN agenda_item i ON i.id = k.agenda_item_id JOIN event e ON e.id = i.event_id",
        (
            Link::Column("k.contact_id"),
            "k.confirmation <> 'DECLINED' AND e.status IN ('PUBLISHED', 'COMPLETED', 'ARCHIVED') AND e.starts_at <= $now",
        ),
    )
}

fn asked() -> Source {
    plain(
        ("q.created_at", "q.id"),
        format!(
            "'ASKED' AS kind, e.id AS about, q.phase AS word, q.state AS detail, {NOTHING} AS actor"
        ),
        "panel_question q JOIN agenda_item i ON i.id = q.agenda_item_id JOIN event e ON e.id = i.event_id",
        (Link::Column("q.contact_id"), "e.status <> 'DRAFT'"),
    )
}

fn mailed() -> Source {
    plain(
        ("m.accepted_at", "m.id"),
        format!(
            "'MAILED' AS kind, m.event_id AS about, m.kind AS word, NULL AS detail, {NOTHING} AS actor"
        ),
        "message m",
        (Link::Column("m.contact_id"), "m.state = 'ACCEPTED'"),
    )
}

fn enrolled() -> Source {
    plain(
        ("n.created_at", "n.id"),
        format!(
            "'ENROLLED' AS kind, n.programme_id AS about, n.state AS word, n.role AS detail, {NOTHING} AS actor"
        ),
        "enrolment n",
        (Link::Column("n.contact_id"), "1 = 1"),
    )
}

fn consented() -> Source {
    plain(
        ("s.given_at", "s.id"),
        "'CONSENTED' AS kind, s.purpose_id AS about, s.state AS word, s.channel AS detail, s.recorded_by AS actor".to_owned(),
        "consent s",
        (Link::Column("s.contact_id"), "1 = 1"),
    )
}

fn audited(kind: Kind, condition: &str) -> Source {
    plain(
        ("u.at", "u.id"),
        format!(
            "'{}' AS kind, {NOTHING} AS about, u.action AS word, CAST(u.changes AS text) AS detail, u.account_id AS actor",
            kind.as_str()
        ),
        "audit_entry u",
        (Link::Column("u.object_id"), condition),
    )
}

/// What changes a record. Reading it, copying it and answering for it do not, though they are in the audit.
const EDITS: [&str; 11] = [
    "contacts::register",
    "contacts::meet",
    "contacts::update",
    "contacts::verify",
    "own_page::correct",
    "own_page::prefer",
    "own_page::confirm_address",
    "rights::restrict",
    "rights::lift_restriction",
    "rights::object",
    "rights::lift_objection",
];

fn edited() -> Source {
    let edits: Vec<String> = EDITS.iter().map(|action| format!("'{action}'")).collect();
    audited(
        Kind::Edited,
        &format!(
            "u.object_kind = 'contact' AND u.action IN ({})",
            edits.join(", ")
        ),
    )
}

fn merged() -> Source {
    audited(
        Kind::Merged,
        "u.object_kind = 'contact' AND u.action LIKE '%merge%'",
    )
}

fn interaction() -> Source {
    plain(
        ("t.happened_at", "t.id"),
        "'INTERACTION' AS kind, t.event_id AS about, t.kind AS word, t.subject AS detail, t.recorded_by AS actor".to_owned(),
        "interaction t",
        (Link::Participant, "1 = 1"),
    )
}

fn task() -> Source {
    plain(
        ("t.created_at", "t.id"),
        format!(
            "'TASK' AS kind, {NOTHING} AS about, CASE WHEN t.done_at IS NULL THEN 'OPEN' ELSE 'DONE' END AS word, \
             t.title AS detail, t.created_by AS actor"
        ),
        "task t",
        (Link::Column("t.contact_id"), "1 = 1"),
    )
}

fn membership() -> Source {
    plain(
        ("b.created_at", "b.id"),
        format!(
            "'MEMBERSHIP' AS kind, b.organisation_id AS about, CASE WHEN b.to_on IS NULL THEN 'LASTS' ELSE 'ENDED' END AS word, \
             b.function AS detail, {NOTHING} AS actor"
        ),
        "membership b",
        (Link::Column("b.contact_id"), "1 = 1"),
    )
}
