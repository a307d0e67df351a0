//! Every key to a person, and what becomes of it when the person's record goes into another. A new table with such a key gets
//! its line here, or a test fails.

use kuvend_entity::id::ContactId;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Statement};

use crate::error::Result;

/// What becomes of the rows of the record that goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// They become the survivor's.
    Move,
    /// They become the survivor's, but for those that say what one of the survivor's says already. `{t}` is a row of the table.
    Once {
        /// Two rows are alike where these are.
        alike: &'static [&'static str],
        /// Of two alike, the other's row `o` stays where this holds, else the survivor's.
        better: Option<&'static str>,
    },
    /// They go, and so do the survivor's: they were about the two as they were.
    Drop,
    /// They stay as they are.
    Keep,
    /// They are made anew from the others.
    Derived,
    /// They have rules of their own: the record itself, and the rows of guest lists (`combine.rs`, `guests.rs`),
    /// the parts in runs of show (`contributions.rs`), and the pairs of the queue of duplicates (`pairs.rs`).
    Own,
}

/// A column that holds a key to a person.
#[derive(Debug, Clone, Copy)]
pub struct Reference {
    /// Its table.
    pub table: &'static str,
    /// Its name.
    pub column: &'static str,
    /// What becomes of the rows.
    pub rule: Rule,
}

const fn contact(table: &'static str, rule: Rule) -> Reference {
    Reference {
        table,
        column: "contact_id",
        rule,
    }
}

const fn once(table: &'static str, alike: &'static [&'static str]) -> Reference {
    contact(
        table,
        Rule::Once {
            alike,
            better: None,
        },
    )
}

const fn best(
    table: &'static str,
    alike: &'static [&'static str],
    better: &'static str,
) -> Reference {
    contact(
        table,
        Rule::Once {
            alike,
            better: Some(better),
        },
    )
}

/// Every key to a person, in the order in which they are seen to.
pub const REFERENCES: &[Reference] = &[
    Reference {
        table: "contact",
        column: "merged_into_id",
        rule: Rule::Move,
    },
    contact("attendee", Rule::Own),
    contact("message", Rule::Move),
    once("contact_email", &["{t}.folded"]),
    once("contact_phone", &["COALESCE({t}.e164, {t}.as_typed)"]),
    contact("contact_name", Rule::Move),
    contact("contact_residence", Rule::Move),
    best(
        "contact_skill",
        &["{t}.skill_folded"],
        "o.verified_on IS NOT NULL AND ({t}.verified_on IS NULL OR o.verified_on > {t}.verified_on)",
    ),
    // A1 to C2 and NATIVE stand in the order of the alphabet.
    best("contact_language", &["{t}.language"], "o.level > {t}.level"),
    best(
        "contact_willingness",
        &["{t}.mode"],
        "o.said_on > {t}.said_on",
    ),
    best(
        "contact_fact",
        &["{t}.block"],
        "o.updated_at > {t}.updated_at",
    ),
    once("contact_relationship", &["{t}.other_id", "{t}.kind"]),
    Reference {
        table: "contact_relationship",
        column: "other_id",
        rule: Rule::Once {
            alike: &["{t}.contact_id", "{t}.kind"],
            better: None,
        },
    },
    best(
        "membership",
        &[
            "{t}.organisation_id",
            "{t}.function",
            "{t}.from_on",
            "{t}.to_on",
        ],
        "o.precedence_on IS NOT NULL AND {t}.precedence_on IS NULL",
    ),
    contact("consent", Rule::Move),
    contact("contributor", Rule::Own),
    contact("companion", Rule::Move),
    Reference {
        table: "delegation",
        column: "focal_contact_id",
        rule: Rule::Move,
    },
    contact("panel_question", Rule::Move),
    contact("remark", Rule::Move),
    best(
        "enrolment",
        &["{t}.programme_id", "{t}.role_key"],
        "CASE o.state WHEN 'COMPLETED' THEN 6 WHEN 'ACTIVE' THEN 5 WHEN 'ENROLLED' THEN 4 WHEN 'WAITLISTED' THEN 3 WHEN 'APPLIED' THEN 2 WHEN 'WITHDRAWN' THEN 1 ELSE 0 END \
         > CASE {t}.state WHEN 'COMPLETED' THEN 6 WHEN 'ACTIVE' THEN 5 WHEN 'ENROLLED' THEN 4 WHEN 'WAITLISTED' THEN 3 WHEN 'APPLIED' THEN 2 WHEN 'WITHDRAWN' THEN 1 ELSE 0 END",
    ),
    once("interaction_participant", &["{t}.interaction_id"]),
    contact("task", Rule::Move),
    once("segment_member", &["{t}.segment_id"]),
    // What a file made or changed of a record is taken back from that record, or not at all.
    contact("import_line", Rule::Keep),
    contact("legal_hold", Rule::Move),
    contact("rights_request", Rule::Move),
    once("transfer_contact", &["{t}.transfer_id"]),
    // What was read is the record that was read, as its entry says.
    contact("audit_person", Rule::Keep),
    contact("registration", Rule::Move),
    // A link names one record; the person asks for another.
    contact("personal_link", Rule::Drop),
    contact("copy_link", Rule::Drop),
    // Whose time is over is looked at anew.
    contact("retention_proposal", Rule::Drop),
    contact("erasure_approval", Rule::Drop),
    contact("contact_word", Rule::Derived),
    Reference {
        table: "duplicate_pair",
        column: "first_id",
        rule: Rule::Own,
    },
    Reference {
        table: "duplicate_pair",
        column: "second_id",
        rule: Rule::Own,
    },
    // The next walk notes them anew.
    contact("duplicate_key", Rule::Derived),
    Reference {
        table: "contact_merge",
        column: "survivor_id",
        rule: Rule::Keep,
    },
    Reference {
        table: "contact_merge",
        column: "merged_id",
        rule: Rule::Keep,
    },
];

/// Runs a statement about the survivor, `$1`, and the other, `$2`.
pub(super) async fn run(
    tx: &DatabaseTransaction,
    sql: &str,
    (survivor, other): (ContactId, ContactId),
) -> Result<()> {
    let values = [survivor.into(), other.into()];
    tx.execute_raw(Statement::from_sql_and_values(
        tx.get_database_backend(),
        sql,
        values,
    ))
    .await?;
    Ok(())
}

impl Reference {
    /// Sees to the rows.
    pub(super) async fn apply(
        &self,
        tx: &DatabaseTransaction,
        both: (ContactId, ContactId),
    ) -> Result<()> {
        for sql in self.statements() {
            run(tx, &sql, both).await?;
        }
        Ok(())
    }

    /// The statements, about the survivor `$1` and the other `$2`. Each names both, as each is given both.
    fn statements(&self) -> Vec<String> {
        let (t, key) = (self.table, self.column);
        let moved = format!("UPDATE {t} SET {key} = $1 WHERE {key} = $2");
        match self.rule {
            Rule::Keep | Rule::Derived | Rule::Own => Vec::new(),
            Rule::Drop => vec![format!("DELETE FROM {t} WHERE {key} IN ($1, $2)")],
            Rule::Move => vec![moved],
            Rule::Once { alike, better } => {
                let same: Vec<String> = alike
                    .iter()
                    .map(|one| {
                        let own = one.replace("{t}", t);
                        format!("{} IS NOT DISTINCT FROM {own}", one.replace("{t}", "o"))
                    })
                    .collect();
                let same = same.join(" AND ");
                let doubled = |this: &str, that: &str, and: &str| {
                    format!(
                        "DELETE FROM {t} WHERE {key} = {this} AND EXISTS (SELECT 1 FROM {t} o WHERE o.{key} = {that} AND {same}{and})"
                    )
                };
                let better = better.map(|better| {
                    doubled("$1", "$2", &format!(" AND {}", better.replace("{t}", t)))
                });
                better
                    .into_iter()
                    .chain([doubled("$2", "$1", ""), moved])
                    .collect()
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_rows_alike_one_stays() {
        let skills = REFERENCES
            .iter()
            .find(|one| one.table == "contact_language")
            .unwrap();
        assert_eq!(
            skills.statements(),
            [
                "DELETE FROM contact_language WHERE contact_id = $1 AND EXISTS (SELECT 1 FROM contact_language o WHERE o.contact_id = $2 AND o.language IS NOT DISTINCT FROM contact_language.language AND o.level > contact_language.level)",
                "DELETE FROM contact_language WHERE contact_id = $2 AND EXISTS (SELECT 1 FROM contact_language o WHERE o.contact_id = $1 AND o.language IS NOT DISTINCT FROM contact_language.language)",
                "UPDATE contact_language SET contact_id = $1 WHERE contact_id = $2",
            ]
        );
    }
}
