//! The one register of tables that hold rows of a person: whose they are, how they are copied for the person, what becomes
//! of them when the person is erased, and why. A new table with a person's key gets its line here, or a test fails.

use kuvend_entity::id::ContactId;
use sea_orm::{DbBackend, Statement, Value};

/// How a row names the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// By the contact's id in this column.
    Column(&'static str),
    /// By this column, which holds a key of other rows of the person's: `column IN (SELECT key FROM table WHERE of …)`.
    Through {
        /// The column of this table.
        column: &'static str,
        /// The other table.
        table: &'static str,
        /// The column of the other table that the column holds.
        key: &'static str,
        /// The column of the other table that names the person.
        of: &'static str,
    },
}

/// What becomes of the rows when the person is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erasure {
    /// They stay as they are: they say nothing once the contact is empty.
    Keep,
    /// They go.
    Delete,
    /// They stay as facts without these columns, which get these values.
    Empty(&'static [(&'static str, &'static str)]),
    /// The same, but only where nobody else has a part in them.
    EmptyUnlessShared(&'static [(&'static str, &'static str)]),
}

/// A table with rows of a person.
#[derive(Debug, Clone, Copy)]
pub struct Held {
    /// Its name.
    pub table: &'static str,
    /// How a row names the person.
    pub owner: Owner,
    /// What becomes of the rows.
    pub erasure: Erasure,
    /// Columns that a copy for the person leaves out: keys for finding, and bytes that stand elsewhere in words.
    pub not_copied: &'static [&'static str],
    /// Why.
    pub why: &'static str,
}

const fn by_contact(table: &'static str, erasure: Erasure, why: &'static str) -> Held {
    Held {
        table,
        owner: Owner::Column("contact_id"),
        erasure,
        not_copied: &[],
        why,
    }
}

const fn through(
    table: &'static str,
    (column, of): (&'static str, &'static str),
    erasure: Erasure,
    why: &'static str,
) -> Held {
    Held {
        table,
        owner: Owner::Through {
            column,
            table: of,
            key: "id",
            of: "contact_id",
        },
        erasure,
        not_copied: &[],
        why,
    }
}

use Erasure::{Delete, Empty, EmptyUnlessShared, Keep};

/// Every table with rows of a person, in the order in which they are erased: what is found through other rows goes first.
pub const TABLES: &[Held] = &[
    through(
        "message_body",
        ("message_id", "message"),
        Delete,
        "a letter's words are the person's",
    )
    .without(&["bytes"]),
    through(
        "message_event",
        ("message_id", "message"),
        Empty(&[("detail", "NULL")]),
        "that a letter went out is a fact; a relay's words may name the recipient",
    ),
    by_contact(
        "registration",
        Delete,
        "that somebody registered by themselves is told by the record",
    ),
    by_contact("personal_link", Delete, "a link to a page that is no more"),
    by_contact(
        "message",
        Empty(&[
            ("recipient", "NULL"),
            ("last_reply", "NULL"),
            ("queue_id", "NULL"),
            ("details", "NULL"),
            ("personal_note", "NULL"),
            ("subject_override", "NULL"),
        ]),
        "how many were reached is a figure",
    ),
    through(
        "attendee_change",
        ("attendee_id", "attendee"),
        Empty(&[("reason", "NULL"), ("on_behalf_of", "NULL")]),
        "the history of a row is behind figures; its free words are the person's",
    ),
    through(
        "attendee_former",
        ("attendee_id", "attendee"),
        Delete,
        "where the link in a letter leads, which opens nothing any more",
    )
    .without(&["kept_epoch"]),
    through(
        "scan",
        ("attendee_id", "attendee"),
        Keep,
        "when somebody came and went is behind figures; it names an empty one then",
    )
    .without(&["client_scan_id", "device"]),
    through(
        "ticket",
        ("attendee_id", "attendee"),
        Keep,
        "that a ticket was taken back, or it would let in again; it names an empty one then",
    )
    .without(&["epoch"]),
    through(
        "certificate",
        ("attendee_id", "attendee"),
        Delete,
        "a certificate that names nobody any more certifies nothing",
    ),
    through(
        "attendee_need",
        ("attendee_id", "attendee"),
        Delete,
        "what the person needed, which may say something of health or belief",
    ),
    through(
        "event_answer",
        ("attendee_id", "attendee"),
        Delete,
        "what the person answered, in their words",
    ),
    through(
        "announced_guest",
        ("attendee_id", "attendee"),
        Delete,
        "who was to be told that the person came",
    ),
    through(
        "delegation_member",
        ("attendee_id", "attendee"),
        Empty(&[("given_name", "NULL"), ("family_name", "NULL")]),
        "that a delegation had a member is a fact of the event's; what its focal point called them is the person's",
    ),
    Held {
        table: "delegation_member",
        owner: Owner::Through {
            column: "replaces_id",
            table: "attendee",
            key: "id",
            of: "contact_id",
        },
        erasure: Keep,
        not_copied: &["attendee_id", "given_name", "family_name"],
        why: "who took the person's place is another, whose row names an empty one then",
    },
    Held {
        table: "delegation",
        owner: Owner::Through {
            column: "head_id",
            table: "attendee",
            key: "id",
            of: "contact_id",
        },
        erasure: Keep,
        not_copied: &["focal_contact_id", "note", "link_epoch"],
        why: "that the person headed a delegation is a fact of the event's, which names an empty one then",
    },
    Held {
        table: "delegation",
        owner: Owner::Column("focal_contact_id"),
        erasure: Empty(&[("note", "NULL")]),
        not_copied: &["head_id", "note", "link_epoch"],
        why: "that the person named a delegation is a fact of the event's; the office's note may speak of them",
    },
    through(
        "companion",
        ("attendee_id", "attendee"),
        Delete,
        "who came along with the person; how many they were stays with the row",
    )
    .without(&["contact_id"]),
    Held {
        table: "companion",
        owner: Owner::Column("contact_id"),
        erasure: Delete,
        not_copied: &["attendee_id"],
        why: "that the person came along with somebody; the copy does not name whom",
    },
    through(
        "attendee_precedence",
        ("attendee_id", "attendee"),
        Delete,
        "where the person stood among others, and why in the office's words",
    ),
    Held {
        table: "attendee_precedence",
        owner: Owner::Through {
            column: "override_before_id",
            table: "attendee",
            key: "id",
            of: "contact_id",
        },
        erasure: Keep,
        not_copied: &[
            "override_reason",
            "rank_key",
            "precedence_on",
            "attendee_id",
        ],
        why: "who was put before the person is another's row, which names an empty one then",
    },
    Held {
        table: "attendee",
        owner: Owner::Through {
            column: "represented_by_id",
            table: "attendee",
            key: "id",
            of: "contact_id",
        },
        erasure: Keep,
        not_copied: &[
            "response_reason",
            "overbook_reason",
            "invitation_evidence",
            "function_at_event",
            "contact_id",
        ],
        why: "whom the person stood in for is another's row, which names an empty one then",
    },
    by_contact(
        "attendee",
        Empty(&[
            ("function_at_event", "NULL"),
            ("invitation_evidence", "NULL"),
            ("response_reason", "NULL"),
            ("overbook_reason", "NULL"),
        ]),
        "anonymous participation stays, so that figures do",
    ),
    through(
        "deliverable",
        ("contributor_id", "contributor"),
        Delete,
        "a biography, a picture and what was noted of them are the person's",
    ),
    by_contact(
        "panel_question",
        Empty(&[
            ("text", "''"),
            ("asked_as", "NULL"),
            ("answer", "NULL"),
            ("language", "NULL"),
        ]),
        "that a panel was asked something is a fact of the event's; the words are the person's",
    ),
    by_contact(
        "remark",
        Empty(&[("text", "'{}'"), ("is_public", "FALSE")]),
        "that something was said or announced is a fact of the event's; the words are the person's",
    ),
    by_contact(
        "contributor",
        Empty(&[("perspective", "NULL")]),
        "that somebody spoke is a fact of the event's",
    ),
    by_contact(
        "enrolment",
        Keep,
        "anonymous participation stays, so that figures do",
    ),
    Held {
        table: "interaction",
        owner: Owner::Through {
            column: "id",
            table: "interaction_participant",
            key: "interaction_id",
            of: "contact_id",
        },
        erasure: EmptyUnlessShared(&[("subject", "''"), ("body", "NULL")]),
        not_copied: &[],
        why: "a talk with nobody else loses its words; one with others is theirs too, and the sweep looks whether it names the person",
    },
    by_contact(
        "interaction_participant",
        Delete,
        "who took part is personal",
    ),
    by_contact("task", Delete, "what was to be done about a person is over"),
    by_contact(
        "consent",
        Empty(&[("channel", "NULL"), ("evidence", "NULL")]),
        "that there was a ground is proof of the office's; the evidence is personal",
    ),
    by_contact(
        "rights_request",
        Empty(&[
            ("channel", "NULL"),
            ("extension_reason", "NULL"),
            ("decision", "NULL"),
        ]),
        "that a request was answered in time is proof of the office's; its words are personal",
    ),
    by_contact(
        "legal_hold",
        Empty(&[("reason", "''")]),
        "that data were held is a fact; why may be personal",
    ),
    Held {
        table: "transfer",
        owner: Owner::Through {
            column: "id",
            table: "transfer_contact",
            key: "transfer_id",
            of: "contact_id",
        },
        erasure: Keep,
        not_copied: &[],
        why: "that a list went out is proof of the office's, and says nothing of who stood on it",
    },
    by_contact(
        "transfer_contact",
        Keep,
        "how many stood on a list; it names an empty one then",
    ),
    by_contact("erasure_approval", Delete, "it is used up"),
    by_contact("retention_proposal", Delete, "it is carried out"),
    by_contact("copy_link", Delete, "it opens nothing any more"),
    by_contact("contact_word", Delete, "what people are found by").without(&[
        "word",
        "names",
        "sort_name",
    ]),
    by_contact("duplicate_key", Delete, "what brings records together").without(&["hash"]),
    Held {
        table: "duplicate_pair",
        owner: Owner::Column("first_id"),
        erasure: Delete,
        not_copied: &["second_id", "evidence"],
        why: "who was perhaps the same person; the copy does not name the other",
    },
    Held {
        table: "duplicate_pair",
        owner: Owner::Column("second_id"),
        erasure: Delete,
        not_copied: &["first_id", "evidence"],
        why: "the same, from the other side",
    },
    by_contact(
        "audit_person",
        Keep,
        "that somebody of the staff read is a fact; it names an empty one then",
    ),
    by_contact("segment_member", Delete, "a list that names the person"),
    by_contact("import_line", Delete, "what a file told of the person"),
    Held {
        table: "contact_merge_row",
        owner: Owner::Through {
            column: "merge_id",
            table: "contact_merge",
            key: "id",
            of: "survivor_id",
        },
        erasure: Delete,
        not_copied: &[],
        why: "what two records of the person said before they were one",
    },
    Held {
        table: "contact_merge_row",
        owner: Owner::Through {
            column: "merge_id",
            table: "contact_merge",
            key: "id",
            of: "merged_id",
        },
        erasure: Delete,
        not_copied: &[],
        why: "the same, of a merge whose survivor went into another",
    },
    Held {
        table: "contact_merge",
        owner: Owner::Column("survivor_id"),
        erasure: Empty(&[("reason", "NULL")]),
        not_copied: &[],
        why: "that two records became one is a fact; the office's words may be personal",
    },
    Held {
        table: "contact_merge",
        owner: Owner::Column("merged_id"),
        erasure: Empty(&[("reason", "NULL")]),
        not_copied: &[],
        why: "the same, of a record that stayed apart again",
    },
    by_contact("contact_email", Delete, "contact details").without(&["folded"]),
    by_contact("contact_phone", Delete, "contact details"),
    by_contact("contact_name", Delete, "names"),
    by_contact("contact_residence", Delete, "the profile"),
    by_contact("contact_skill", Delete, "the profile").without(&["skill_folded"]),
    by_contact("contact_language", Delete, "the profile"),
    by_contact("contact_willingness", Delete, "the profile"),
    by_contact("contact_fact", Delete, "the profile"),
    by_contact("contact_relationship", Delete, "whom the person knows"),
    Held {
        table: "contact_relationship",
        owner: Owner::Column("other_id"),
        erasure: Delete,
        not_copied: &["note"],
        why: "who knows the person",
    },
    by_contact("membership", Delete, "where the person works or worked"),
    Held {
        table: "contact",
        owner: Owner::Column("id"),
        erasure: Empty(&[
            ("honorific", "NULL"),
            ("given_name", "''"),
            ("middle_name", "NULL"),
            ("family_name", "''"),
            ("suffix", "NULL"),
            ("display_name", "''"),
            ("sort_name", "''"),
            ("folded", "''"),
            ("named_as", "NULL"),
            ("residence_city", "NULL"),
            ("origin_region", "NULL"),
            ("origin_municipality", "NULL"),
            ("emigrated_in", "NULL"),
            ("profession", "NULL"),
            ("birth_on", "NULL"),
            ("age_band", "NULL"),
            ("citizenships", "'[]'"),
            ("occupation", "NULL"),
            ("sector", "NULL"),
            ("interests", "'[]'"),
            ("source", "NULL"),
        ]),
        not_copied: &["folded", "sort_name"],
        why: "an empty tombstone, so that unique counts stand; what figures are taken apart by stays where the person took part",
    },
];

impl Held {
    const fn without(mut self, columns: &'static [&'static str]) -> Self {
        self.not_copied = columns;
        self
    }

    /// The condition under which a row is the person's; the ids are `$1` and on.
    #[must_use]
    pub fn owned(&self, people: usize) -> String {
        let ids = places(people);
        let table = self.table;
        match self.owner {
            Owner::Column(column) => format!("{table}.{column} IN ({ids})"),
            Owner::Through {
                column,
                table: other,
                key,
                of,
            } => format!(
                "{table}.{column} IN (SELECT o.{key} FROM {other} o WHERE o.{of} IN ({ids}))"
            ),
        }
    }

    /// The condition under which a row is erased.
    #[must_use]
    pub fn condition(&self, people: usize) -> String {
        let owned = self.owned(people);
        let (
            EmptyUnlessShared(_),
            Owner::Through {
                column,
                table,
                key,
                of,
            },
        ) = (self.erasure, self.owner)
        else {
            return owned;
        };
        let ids = places(people);
        format!(
            "{owned} AND NOT EXISTS (SELECT 1 FROM {table} o WHERE o.{key} = {}.{column} AND o.{of} NOT IN ({ids}))",
            self.table
        )
    }

    /// The statement that erases the rows, if there is anything to do.
    #[must_use]
    pub fn erase(&self, backend: DbBackend, people: &[ContactId]) -> Option<Statement> {
        let table = self.table;
        let condition = self.condition(people.len());
        let sql = match self.erasure {
            Keep => return None,
            Delete => format!("DELETE FROM {table} WHERE {condition}"),
            Empty(columns) | EmptyUnlessShared(columns) => {
                let set: Vec<String> = columns
                    .iter()
                    .map(|(column, value)| format!("{column} = {value}"))
                    .collect();
                format!("UPDATE {table} SET {} WHERE {condition}", set.join(", "))
            }
        };
        Some(Statement::from_sql_and_values(backend, sql, values(people)))
    }
}

/// `$1, $2, …` for so many people.
pub(super) fn places(people: usize) -> String {
    let places: Vec<String> = (1..=people).map(|number| format!("${number}")).collect();
    places.join(", ")
}

/// The ids as parameters.
pub(super) fn values(people: &[ContactId]) -> Vec<Value> {
    people.iter().map(|id| (*id).into()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_talk_with_others_is_not_emptied() {
        let talk = TABLES
            .iter()
            .find(|held| held.table == "interaction")
            .unwrap();
        assert_eq!(
            talk.condition(2),
            "interaction.id IN (SELECT o.interaction_id FROM interaction_participant o WHERE o.contact_id IN ($1, $2)) \
             AND NOT EXISTS (SELECT 1 FROM interaction_participant o WHERE o.interaction_id = interaction.id AND o.contact_id NOT IN ($1, $2))"
        );
    }
}
