//! Contacts with what was selected of them: each kind of child in one statement for the whole page.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use kuvend_domain::{
    columns::Columns,
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
    attendees::{self, AttendeeConnection},
    contacts::{
        Contact, Membership, Relationship,
        brought::{Brought, Chosen, Profile},
        relationships,
    },
    duplicates::standing::{self, ContactDuplicateConnection},
    look::{Arguments, Look},
    organisations::Organisation,
    payload::top_level,
    programmes::Enrolment,
    timeline::{self, TimelineConnection},
};

/// What is selected of contacts.
#[derive(Debug, Clone)]
pub struct Selection<'a> {
    pub(crate) columns: Columns<contact::Column>,
    emails: bool,
    phones: bool,
    consents: bool,
    profile: Chosen,
    enrolments: Option<Look<'a>>,
    purposes: Vec<String>,
    attendances: Vec<Look<'a>>,
    timelines: Vec<Look<'a>>,
    duplicates: Vec<Look<'a>>,
    relationships: Option<Look<'a>>,
    memberships: Option<Look<'a>>,
    merged_into: Look<'a>,
}

/// What came with a contact because it was selected; what is absent is read when it is asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Children {
    pub(super) emails: Option<Vec<contact_email::Model>>,
    pub(super) phones: Option<Vec<contact_phone::Model>>,
    pub(super) memberships: Option<Vec<Membership>>,
    pub(super) consents: Option<Vec<(String, consent::Model)>>,
    pub(super) profile: Profile,
    pub(super) enrolments: Option<Vec<Enrolment>>,
    pub(super) permissions: HashMap<String, gate::Permission>,
    pub(super) attendances: Vec<(Arguments, AttendeeConnection)>,
    pub(super) timelines: Vec<(Arguments, TimelineConnection)>,
    pub(super) duplicates: Vec<(Arguments, Option<ContactDuplicateConnection>)>,
    pub(super) relationships: Option<Vec<Relationship>>,
    pub(super) merged_into: Option<Contact>,
}

impl<'a> Selection<'a> {
    /// Everything that is its own, for who cannot look ahead.
    #[must_use]
    pub fn everything() -> Self {
        Self {
            columns: Columns::all(),
            emails: true,
            phones: true,
            memberships: Some(Look::default()),
            consents: true,
            profile: Chosen::default(),
            enrolments: Some(Look::default()),
            purposes: Vec::new(),
            attendances: Vec::new(),
            timelines: Vec::new(),
            duplicates: Vec::new(),
            relationships: None,
            merged_into: Look::default(),
        }
    }

    /// What is selected on a contact.
    #[must_use]
    pub fn of(look: &Look<'a>) -> Self {
        let selected = |field| Some(look.field(field)).filter(Look::exists);
        let mut purposes: Vec<String> = look
            .field("mayContact")
            .by_arguments()
            .into_iter()
            .filter_map(|field| field.argument("purpose"))
            .filter(|purpose: &String| gate::Use::of_purpose(purpose).is_some())
            .collect();
        purposes.sort_unstable();
        purposes.dedup();
        Self {
            columns: Columns::needed(look.names(), columns_of),
            emails: look.selects("primaryEmail") || look.selects("emails"),
            phones: look.selects("phones"),
            memberships: selected("memberships"),
            consents: look.selects("consents"),
            profile: Chosen::of(look),
            enrolments: selected("enrolments"),
            purposes,
            attendances: look.field("attendances").by_arguments(),
            timelines: look.field("timeline").by_arguments(),
            duplicates: look.field("duplicates").by_arguments(),
            relationships: selected("relationships"),
            merged_into: look.field("mergedInto"),
        }
    }
}

impl Selection<'_> {
    /// The same of a contact alone, who reads the lists when they are resolved.
    pub(super) fn alone(self) -> Self {
        Self {
            attendances: Vec::new(),
            timelines: Vec::new(),
            duplicates: Vec::new(),
            ..self
        }
    }
}

/// The columns that a field of a contact is made of, beside its key and its office.
fn columns_of(field: &str) -> Option<&'static [contact::Column]> {
    use contact::Column as C;
    Some(match field {
        "__typename" | "id" | "primaryEmail" | "emails" | "phones" | "memberships" | "consents"
        | "enrolments" | "attendances" | "names" | "formerResidences" | "residenceSince"
        | "skills" | "languages" | "willingness" | "facts" | "relationships" | "matches" => &[],
        "mayContact" | "hiddenFields" | "timeline" | "duplicates" => &[C::OfficeId],
        "version" => &[C::Version],
        "displayName" => &[C::DisplayName],
        "givenName" => &[C::GivenName],
        "familyName" => &[C::FamilyName],
        "preferredLanguage" => &[C::PreferredLanguage],
        "residenceCountry" => &[C::ResidenceCountry],
        "residenceCity" => &[C::ResidenceCity],
        "originCountry" => &[C::OriginCountry],
        "generation" => &[C::Generation],
        "citizenships" => &[C::Citizenships],
        "occupation" => &[C::Occupation],
        "sector" => &[C::Sector],
        "ageBand" => &[C::AgeBand],
        "interests" => &[C::OfficeId, C::Interests],
        "mergedInto" => &[C::MergedIntoId],
        _ => return None,
    })
}

/// The children of one, and none where there are none.
pub(super) fn of_one<K: Hash + Eq, T>(
    found: &mut Option<HashMap<K, Vec<T>>>,
    id: &K,
) -> Option<Vec<T>> {
    found
        .as_mut()
        .map(|found| found.remove(id).unwrap_or_default())
}

/// The lists of one, by the arguments with which they were asked for.
fn lists_of<'a, T: Clone>(
    found: &'a [(Arguments, HashMap<ContactId, T>)],
    id: &'a ContactId,
) -> impl Iterator<Item = (Arguments, T)> + 'a {
    let of_this = move |(arguments, lists): &'a (Arguments, HashMap<ContactId, T>)| {
        Some((arguments.clone(), lists.get(id)?.clone()))
    };
    found.iter().filter_map(of_this)
}

/// Contacts with what is selected of them, in their order.
pub(super) async fn hydrate(
    op: &Op,
    rows: Vec<Arc<contact::Model>>,
    selection: &Selection<'_>,
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
    let mut memberships = match &selection.memberships {
        Some(look) => Some(memberships(op, &ids, look).await?),
        None => None,
    };
    let mut said = read!(selection.consents, consents::latest);
    let mut profiles = Box::pin(Brought::of(op, &ids, selection.profile)).await?;
    let mut enrolments = match &selection.enrolments {
        Some(look) => Some(enrolments(op, &ids, look).await?),
        None => None,
    };
    let permissions = permissions(op, &rows, &selection.purposes).await?;
    let mut attendances = Vec::with_capacity(selection.attendances.len());
    for look in &selection.attendances {
        // A guest list has contacts, a contact has guest lists.
        if let Some(lists) = Box::pin(attendees::of_contacts(op, &ids, look)).await? {
            attendances.push((look.arguments(), lists));
        }
    }
    let people: Vec<(OfficeId, ContactId)> =
        rows.iter().map(|row| (row.office_id, row.id)).collect();
    let mut timelines = Vec::with_capacity(selection.timelines.len());
    for look in &selection.timelines {
        // What happened to somebody has to do with events, which have guests.
        if let Some(lists) = Box::pin(timeline::of_contacts(op, &people, look)).await? {
            timelines.push((look.arguments(), lists));
        }
    }
    let mut duplicates = Vec::with_capacity(selection.duplicates.len());
    for look in &selection.duplicates {
        // Whoever is perhaps the same person is a contact.
        if let Some(lists) = Box::pin(standing::of_contacts(op, &people, look)).await? {
            duplicates.push((look.arguments(), lists));
        }
    }
    let mut relationships = match &selection.relationships {
        Some(look) => Some(relationships::of_contacts(op, &ids, look).await?),
        None => None,
    };
    let survivors = if selection.merged_into.exists() {
        let ids: Vec<ContactId> = rows.iter().filter_map(|row| row.merged_into_id).collect();
        let selection = Selection::of(&selection.merged_into);
        // A survivor may have been merged into another since.
        Box::pin(Contact::load_many(op, ids, &selection)).await?
    } else {
        HashMap::new()
    };
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
                profile: profiles.take(id, row.office_id),
                enrolments: of_one(&mut enrolments, id),
                permissions,
                attendances: lists_of(&attendances, id).collect(),
                timelines: lists_of(&timelines, id).collect(),
                duplicates: duplicates
                    .iter()
                    .map(|(arguments, lists)| (arguments.clone(), lists.get(id).cloned()))
                    .collect(),
                relationships: of_one(&mut relationships, id),
                merged_into: row
                    .merged_into_id
                    .and_then(|id| survivors.get(&id).cloned()),
            };
            Contact {
                row,
                children: Arc::new(children),
                matches: Arc::default(),
            }
        })
        .collect())
}

/// What contacts do in organisations, with what is selected of those.
pub(super) async fn memberships(
    op: &Op,
    ids: &[ContactId],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<ContactId, Vec<Membership>>> {
    let found = contacts::memberships(op, ids)
        .await
        .map_err(|error| top_level(op, &error))?;
    let mut bodies = HashMap::new();
    for (_, body) in found.values().flatten() {
        bodies.insert(body.organisation.id, body.clone());
    }
    let bodies = bodies.into_values().collect();
    let bodies = Organisation::hydrate(op, bodies, &look.field("organisation")).await?;
    let bodies: HashMap<_, _> = bodies
        .into_iter()
        .map(|body| (body.found.organisation.id, body))
        .collect();
    let shown = |(row, body): Belonging| {
        let body = bodies.get(&body.organisation.id)?;
        Some(Membership::of(row, body.clone()))
    };
    Ok(found
        .into_iter()
        .map(|(contact, all)| (contact, all.into_iter().filter_map(shown).collect()))
        .collect())
}

/// The enrolments of contacts, with what is selected of them.
pub(super) async fn enrolments(
    op: &Op,
    ids: &[ContactId],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<ContactId, Vec<Enrolment>>> {
    let found = contacts::enrolments(op, ids)
        .await
        .map_err(|error| top_level(op, &error))?;
    let rows = found.into_values().flatten().collect();
    let mut by_contact: HashMap<ContactId, Vec<Enrolment>> = HashMap::new();
    for enrolment in Enrolment::hydrate(op, rows, look).await? {
        let of_contact = by_contact.entry(enrolment.row.contact_id).or_default();
        of_contact.push(enrolment);
    }
    Ok(by_contact)
}

/// What the gate says of each contact for each purpose.
async fn permissions(
    op: &Op,
    rows: &[Arc<contact::Model>],
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
