//! Contacts with what was selected of them: each kind of child in one statement for the whole page.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use async_graphql::{Lookahead, Value};
use kuvend_domain::{
    consents,
    contacts::{self, reads::Belonging},
    gate,
    op::Op,
};
use kuvend_entity::{
    consent, contact, contact_email, contact_phone,
    id::{ContactId, OfficeId},
};

use crate::{
    contacts::Contact,
    payload::top_level,
    programmes::{Enrolment, EnrolmentSelection},
};

/// Which children of contacts are selected.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    emails: bool,
    phones: bool,
    memberships: bool,
    consents: bool,
    enrolments: Option<EnrolmentSelection>,
    purposes: Vec<String>,
}

/// What came with a contact because it was selected; what is absent is read when it is asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Children {
    pub(super) emails: Option<Vec<contact_email::Model>>,
    pub(super) phones: Option<Vec<contact_phone::Model>>,
    pub(super) memberships: Option<Vec<Belonging>>,
    pub(super) consents: Option<Vec<(String, consent::Model)>>,
    pub(super) enrolments: Option<Vec<Enrolment>>,
    pub(super) permissions: HashMap<String, gate::Permission>,
}

impl Selection {
    /// Every child of its own, for who cannot look ahead.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            emails: true,
            phones: true,
            memberships: true,
            consents: true,
            enrolments: Some(EnrolmentSelection::default()),
            purposes: Vec::new(),
        }
    }

    /// What is selected on a contact.
    #[must_use]
    pub fn of(look: &[Lookahead<'_>]) -> Self {
        let fields = |field: &str| -> Vec<Lookahead<'_>> {
            let fields = look.iter().map(|look| look.field(field));
            fields.filter(Lookahead::exists).collect()
        };
        let selects = |field: &str| !fields(field).is_empty();
        let enrolments = fields("enrolments");
        let mut purposes: Vec<String> = fields("mayContact").iter().flat_map(purposes).collect();
        purposes.sort_unstable();
        purposes.dedup();
        Self {
            emails: selects("primaryEmail") || selects("emails"),
            phones: selects("phones"),
            memberships: selects("memberships"),
            consents: selects("consents"),
            enrolments: (!enrolments.is_empty()).then(|| EnrolmentSelection::of(&enrolments)),
            purposes,
        }
    }
}

/// The purposes that a field asks about, as far as the register knows them; the others fail where they are asked.
fn purposes(look: &Lookahead<'_>) -> Vec<String> {
    let arguments = look.selection_fields().into_iter();
    arguments
        .filter_map(|field| field.arguments().ok())
        .flatten()
        .filter_map(|(name, value)| match value {
            Value::String(purpose) if name == "purpose" => Some(purpose),
            _ => None,
        })
        .filter(|purpose| gate::Use::of_purpose(purpose).is_some())
        .collect()
}

/// The children of one, and none where there are none.
fn of_one<K: Hash + Eq, T>(found: &mut Option<HashMap<K, Vec<T>>>, id: &K) -> Option<Vec<T>> {
    found
        .as_mut()
        .map(|found| found.remove(id).unwrap_or_default())
}

/// Contacts with what is selected of them, in their order.
pub(super) async fn hydrate(
    op: &Op,
    rows: Vec<contact::Model>,
    selection: &Selection,
) -> async_graphql::Result<Vec<Contact>> {
    let coded = |error| top_level(op, &error);
    let ids: Vec<ContactId> = rows.iter().map(|row| row.id).collect();
    macro_rules! read {
        ($selected:expr, $read:expr) => {
            if $selected {
                Some($read(op, &ids).await.map_err(coded)?)
            } else {
                None
            }
        };
    }
    let mut emails = read!(selection.emails, contacts::emails);
    let mut phones = read!(selection.phones, contacts::phones);
    let mut memberships = read!(selection.memberships, contacts::memberships);
    let mut said = read!(selection.consents, consents::latest);
    let mut enrolments = match selection.enrolments {
        Some(selection) => Some(enrolments(op, &ids, selection).await?),
        None => None,
    };
    let permissions = permissions(op, &rows, &selection.purposes).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let id = &row.id;
            let permissions = permissions
                .iter()
                .filter_map(|(purpose, said)| Some((purpose.clone(), *said.get(id)?)))
                .collect();
            let children = Children {
                emails: of_one(&mut emails, id),
                phones: of_one(&mut phones, id),
                memberships: of_one(&mut memberships, id),
                consents: of_one(&mut said, id),
                enrolments: of_one(&mut enrolments, id),
                permissions,
            };
            Contact {
                row,
                children: Arc::new(children),
            }
        })
        .collect())
}

/// The enrolments of contacts, with their programmes where those are selected.
pub(super) async fn enrolments(
    op: &Op,
    ids: &[ContactId],
    selection: EnrolmentSelection,
) -> async_graphql::Result<HashMap<ContactId, Vec<Enrolment>>> {
    let found = contacts::enrolments(op, ids)
        .await
        .map_err(|error| top_level(op, &error))?;
    let rows = found.into_values().flatten().collect();
    let mut by_contact: HashMap<ContactId, Vec<Enrolment>> = HashMap::new();
    for enrolment in Enrolment::hydrate(op, rows, selection).await? {
        let of_contact = by_contact.entry(enrolment.row.contact_id).or_default();
        of_contact.push(enrolment);
    }
    Ok(by_contact)
}

/// What the gate says of each contact for each purpose.
async fn permissions(
    op: &Op,
    rows: &[contact::Model],
    purposes: &[String],
) -> async_graphql::Result<Vec<(String, HashMap<ContactId, gate::Permission>)>> {
    let people: Vec<(OfficeId, ContactId)> =
        rows.iter().map(|row| (row.office_id, row.id)).collect();
    let mut said = Vec::with_capacity(purposes.len());
    for purpose in purposes {
        let answers = contacts::permissions(op, purpose, &people)
            .await
            .map_err(|error| top_level(op, &error))?;
        said.push((purpose.clone(), answers));
    }
    Ok(said)
}
