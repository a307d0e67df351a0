//! Which entries of the audit are about a person: an entry names things by their keys alone, whatever their kind.

use sea_orm::DbBackend;

use crate::engine::images;

/// Tables whose rows are a person's, and deeds.
const OF_A_PERSON: [&str; 6] = [
    "attendee",
    "enrolment",
    "message",
    "task",
    "rights_request",
    "legal_hold",
];

/// Conditions of which one holds for each entry that is about people, or about what is theirs. `ids` are the places of their keys.
pub(super) fn about(backend: DbBackend, ids: &str) -> Vec<String> {
    let mut which = vec![
        format!("audit_entry.object_id IN ({ids})"),
        format!(
            "audit_entry.object_id IN (SELECT p.interaction_id FROM interaction_participant p WHERE p.contact_id IN ({ids}))"
        ),
    ];
    for table in OF_A_PERSON {
        which.push(format!(
            "audit_entry.object_id IN (SELECT p.id FROM {table} p WHERE p.contact_id IN ({ids}))"
        ));
    }
    // Rows that went when records of the person became one.
    which.push(format!(
        "audit_entry.object_id IN (SELECT {} FROM contact_merge_row r JOIN contact_merge m ON m.id = r.merge_id \
         WHERE r.after IS NULL AND (m.survivor_id IN ({ids}) OR m.merged_id IN ({ids})))",
        images::id_in(backend, "r.before")
    ));
    which
}

/// The same for what people did themselves by a link, and for what names several people of whom they are some.
pub(super) fn by_or_among(ids: &str) -> Vec<String> {
    let mut which = vec![
        format!("audit_entry.subject_id IN ({ids})"),
        format!(
            "audit_entry.id IN (SELECT p.entry_id FROM audit_person p WHERE p.contact_id IN ({ids}))"
        ),
    ];
    for table in ["attendee", "registration"] {
        which.push(format!(
            "audit_entry.subject_id IN (SELECT p.id FROM {table} p WHERE p.contact_id IN ({ids}))"
        ));
    }
    which
}
