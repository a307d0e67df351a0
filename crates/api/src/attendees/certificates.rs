//! Certificates of attendance, on the rows of guest lists.

use std::collections::HashMap;

use async_graphql::SimpleObject;
use kuvend_domain::{
    op::Op,
    papers::{self, Issued},
};
use kuvend_entity::id::AttendeeId;

use crate::{payload::top_level, scalars::DateTime};

/// A certificate of attendance.
#[derive(Debug, Clone, SimpleObject)]
pub struct AttendanceCertificate {
    /// Its number, as the certificate says it: `00042/2026`.
    pub number: String,
    /// The path at which whoever is shown it finds what it says, to be put behind the server's public address.
    pub path: String,
    /// When it was issued.
    pub issued_at: DateTime,
}

impl From<Issued> for AttendanceCertificate {
    fn from(issued: Issued) -> Self {
        Self {
            number: issued.number,
            path: issued.path,
            issued_at: issued.issued_at.into(),
        }
    }
}

/// The certificates of some rows, as far as the caller may see them: as many statements as for one of them.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn of_rows(
    op: &Op,
    rows: &[AttendeeId],
) -> async_graphql::Result<HashMap<AttendeeId, AttendanceCertificate>> {
    let found = papers::issued(op, rows).await;
    let found = found.map_err(|error| top_level(op, &error))?;
    Ok(found
        .into_iter()
        .map(|(id, issued)| (id, issued.into()))
        .collect())
}
