//! What the mutations of the door are told.

use async_graphql::{ID, InputObject, MaybeUndefined};
use kuvend_domain::{
    door::{
        Batch, CreateGate, CreateList, Refused, Resolve, Scanned, Undo, UpdateList, WalkIn, Whom,
        batch::MOST,
        link::{CALLED, PARTY, SHOWN},
    },
    error::Result,
    fault::Code,
};
use kuvend_entity::{
    id::{AttendeeId, GateId},
    value::{AttendeeRoles, GuestCategories, PlaceStates},
};

use crate::{
    contacts::told,
    enums::{AttendeeRole, GateKind, GuestCategory, PlaceState, ScanDirection},
    input::{LINE, Reader},
    scalars::DateTime,
};

/// What is made of the words of an enum: each once, in the order given.
fn each_once<T: Copy + Into<U>, U: PartialEq>(list: &[T]) -> Vec<U> {
    let mut once: Vec<U> = Vec::with_capacity(list.len());
    for item in list {
        let item = (*item).into();
        if !once.contains(&item) {
            once.push(item);
        }
    }
    once
}

/// Makes a list that guests are let in by.
#[derive(Debug, Clone, InputObject)]
pub struct CreateCheckInListInput {
    /// Of which event.
    pub event_id: ID,
    /// What the staff calls it; no other list of the event is called so.
    pub name: String,
    /// Of which categories guests are on it; left out or empty, of any.
    pub categories: Option<Vec<GuestCategory>>,
    /// In which roles; left out or empty, in any.
    pub roles: Option<Vec<AttendeeRole>>,
    /// With which places; left out or empty, with any.
    pub places: Option<Vec<PlaceState>>,
    /// From when its guests are let in, where that is not when the doors open.
    pub opens_at: Option<DateTime>,
}

impl CreateCheckInListInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<CreateList> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let name = reader.line("name", &self.name, LINE);
        let opens = reader.optional(self.opens_at.as_ref(), |reader, at| {
            reader.instant("opensAt", at)
        });
        let command = event.zip(name).zip(opens);
        let command = command.map(|((event, name), opens_at)| CreateList {
            event,
            name,
            categories: GuestCategories(each_once(self.categories.as_deref().unwrap_or_default())),
            roles: AttendeeRoles(each_once(self.roles.as_deref().unwrap_or_default())),
            places: PlaceStates(each_once(self.places.as_deref().unwrap_or_default())),
            opens_at,
        });
        reader.finish(command)
    }
}

/// Changes a list that guests are let in by: what is absent stays.
#[derive(Debug, Clone, InputObject)]
pub struct UpdateCheckInListInput {
    /// Which.
    pub id: ID,
    /// The version that was read.
    pub version: i32,
    /// Another name.
    pub name: Option<String>,
    /// Other categories; an empty list is of any.
    pub categories: Option<Vec<GuestCategory>>,
    /// Other roles; an empty list is in any.
    pub roles: Option<Vec<AttendeeRole>>,
    /// Other places; an empty list is with any.
    pub places: Option<Vec<PlaceState>>,
    /// From when; null is when the doors open.
    pub opens_at: MaybeUndefined<DateTime>,
}

impl UpdateCheckInListInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<UpdateList> {
        let mut reader = Reader::new();
        let id = reader.id("id", &self.id);
        let name = reader.optional(self.name.as_ref(), |reader, text| {
            reader.line("name", text, LINE)
        });
        let opens = reader.change(&self.opens_at, |reader, at| reader.instant("opensAt", at));
        let command = id.zip(name).zip(opens);
        let command = command.map(|((id, name), opens)| UpdateList {
            id,
            version: self.version,
            name,
            categories: self
                .categories
                .as_deref()
                .map(each_once)
                .map(GuestCategories),
            roles: self.roles.as_deref().map(each_once).map(AttendeeRoles),
            places: self.places.as_deref().map(each_once).map(PlaceStates),
            opens_at: told(opens),
        });
        reader.finish(command)
    }
}

/// Makes a gate, with a link of its own.
#[derive(Debug, Clone, InputObject)]
pub struct CreateGateInput {
    /// At which event.
    pub event_id: ID,
    /// What the staff calls it; no other open gate of the event is called so.
    pub name: String,
    /// Which way people go through it; both unless said.
    pub kind: Option<GateKind>,
    /// By which list it lets in; by the whole guest list unless said.
    pub list_id: Option<ID>,
}

impl CreateGateInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<CreateGate> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let name = reader.line("name", &self.name, LINE);
        let list = reader.optional(self.list_id.as_ref(), |reader, id| reader.id("listId", id));
        let kind = self
            .kind
            .map_or(kuvend_entity::kind::GateKind::Both, Into::into);
        let command = event.zip(name).zip(list);
        let command = command.map(|((event, name), list)| CreateGate {
            event,
            name,
            kind,
            list,
        });
        reader.finish(command)
    }
}

/// Gives a gate another link.
#[derive(Debug, Clone, InputObject)]
pub struct RenewGateLinkInput {
    /// Which gate.
    pub id: ID,
}

/// Closes a gate for good.
#[derive(Debug, Clone, InputObject)]
pub struct RevokeGateInput {
    /// Which gate.
    pub id: ID,
}

/// The gate that an input names.
pub(super) fn gate(id: &ID) -> Result<GateId> {
    let mut reader = Reader::new();
    let gate = reader.id("id", id);
    reader.finish(gate)
}

/// Takes back a guest's ticket, and gives another.
#[derive(Debug, Clone, InputObject)]
pub struct RevokeTicketInput {
    /// Whose row of the guest list.
    pub attendee_id: ID,
}

/// Marks a guest as one whose arrival is announced.
#[derive(Debug, Clone, InputObject)]
pub struct AnnounceGuestInput {
    /// Whose row of the guest list.
    pub attendee_id: ID,
    /// Whether their arrival is announced; false takes the mark away.
    pub is_announced: bool,
}

/// The row of a guest list that an input names.
pub(super) fn attendee(id: &ID) -> Result<AttendeeId> {
    let mut reader = Reader::new();
    let attendee = reader.id("attendeeId", id);
    reader.finish(attendee)
}

/// Somebody who came and was not on the list; they get a row without a place.
#[derive(Debug, Clone, InputObject)]
pub struct WalkInInput {
    /// Given name.
    pub given_name: String,
    /// Family name.
    pub family_name: String,
}

/// What a gate saw. Exactly one of `ticket`, `attendeeId`, `contactId`, `walkIn` and `undoes` is told.
#[derive(Debug, Clone, InputObject)]
pub struct ScanInput {
    /// What the device calls it, at most 64 letters: the same again, of the same gate and device, changes nothing and is answered as it
    /// was. Another scan by the same id is refused as `TAKEN`.
    pub client_scan_id: String,
    /// What was read of a ticket.
    pub ticket: Option<String>,
    /// Whose row was looked up.
    pub attendee_id: Option<ID>,
    /// Which contact was looked up.
    pub contact_id: Option<ID>,
    /// Who came and was not on the list.
    pub walk_in: Option<WalkInInput>,
    /// The `clientScanId` of an earlier scan of the same gate and device that is taken back.
    pub undoes: Option<String>,
    /// When, by the device's clock; now unless said, and never later.
    pub at: Option<DateTime>,
    /// Which way; as the gate goes unless said.
    pub direction: Option<ScanDirection>,
    /// How many of the party, the guest included; all that are left unless said.
    pub party: Option<i32>,
    /// Whether the gate let them through before it asked. Unless said, it is taken to have, where it could not know better.
    pub was_let_in: Option<bool>,
}

impl ScanInput {
    fn read(&self, reader: &mut Reader) -> Option<Scanned> {
        let client_id = reader.line("clientScanId", &self.client_scan_id, CALLED);
        let at = reader.optional(self.at.as_ref(), |reader, at| reader.instant("at", at));
        let party = reader.optional(self.party.as_ref(), |reader, party| {
            reader.within_range("party", *party, 1, PARTY)
        });
        let mut all: Vec<Option<Whom>> = Vec::new();
        if let Some(text) = &self.ticket {
            all.push(reader.line("ticket", text, SHOWN).map(Whom::Ticket));
        }
        if let Some(id) = &self.attendee_id {
            all.push(reader.id("attendeeId", id).map(Whom::Listed));
        }
        if let Some(id) = &self.contact_id {
            all.push(reader.id("contactId", id).map(Whom::Contact));
        }
        if let Some(person) = &self.walk_in {
            all.push(reader.within("walkIn", |reader| {
                let given = reader.line("givenName", &person.given_name, LINE);
                let family = reader.line("familyName", &person.family_name, LINE);
                given.zip(family).map(|(given_name, family_name)| {
                    Whom::WalkIn(WalkIn {
                        given_name,
                        family_name,
                    })
                })
            }));
        }
        if let Some(id) = &self.undoes {
            all.push(reader.line("undoes", id, CALLED).map(Whom::Undo));
        }
        let mut all = all.into_iter();
        let whom = match (all.next(), all.next()) {
            (Some(whom), None) => whom,
            (None, _) => reader.wrong("ticket", Code::Required, &[]),
            (Some(_), Some(_)) => {
                let others = "attendeeId, contactId, walkIn, undoes";
                reader.wrong("ticket", Code::Inconsistent, &[("other", others)])
            }
        };
        Some(Scanned {
            client_id: client_id?,
            whom: whom?,
            at: at?,
            direction: self.direction.map(Into::into),
            party: party?,
            was_let_in: self.was_let_in,
        })
    }
}

/// Sends what a gate saw, at once or when it is on line again.
#[derive(Debug, Clone, InputObject)]
pub struct RecordScansInput {
    /// At which event.
    pub event_id: ID,
    /// At which gate; without, by the whole guest list.
    pub gate_id: Option<ID>,
    /// What the device calls itself, at most 64 letters.
    pub device: Option<String>,
    /// What it saw, at most 500 scans, in any order.
    pub scans: Vec<ScanInput>,
}

impl RecordScansInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Batch> {
        let mut reader = Reader::new();
        let event = reader.id("eventId", &self.event_id);
        let gate = reader.optional(self.gate_id.as_ref(), |reader, id| reader.id("gateId", id));
        let device = reader.optional(self.device.as_ref(), |reader, text| {
            reader.line("device", text, CALLED)
        });
        // What is wrong with one holds up no other.
        let scans = reader.each("scans", &self.scans, MOST, |reader, scan| {
            let read = reader.apart(|reader| scan.read(reader));
            Some(read.map_err(|faults| Refused {
                client_id: scan.client_scan_id.clone(),
                faults,
            }))
        });
        let command = event.zip(gate).zip(device).zip(scans);
        let command = command.map(|(((event, gate), device), scans)| Batch {
            event,
            gate,
            device,
            scans,
            id_field: "clientScanId",
        });
        reader.finish(command)
    }
}

/// Takes a scan back.
#[derive(Debug, Clone, InputObject)]
pub struct UndoScanInput {
    /// Which.
    pub scan_id: ID,
    /// Why.
    pub reason: Option<String>,
}

impl UndoScanInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Undo> {
        let mut reader = Reader::new();
        let scan = reader.id("scanId", &self.scan_id);
        let reason = reader.optional(self.reason.as_ref(), |reader, text| {
            reader.prose("reason", text, LINE * 10)
        });
        let command = scan.zip(reason).map(|(scan, reason)| Undo { scan, reason });
        reader.finish(command)
    }
}

/// Notes what was found out of a scan that contradicts something.
#[derive(Debug, Clone, InputObject)]
pub struct ResolveScanConflictInput {
    /// Which scan.
    pub scan_id: ID,
    /// What was found out.
    pub note: Option<String>,
}

impl ResolveScanConflictInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Resolve> {
        let mut reader = Reader::new();
        let scan = reader.id("scanId", &self.scan_id);
        let note = reader.optional(self.note.as_ref(), |reader, text| {
            reader.prose("note", text, LINE * 10)
        });
        let command = scan.zip(note).map(|(scan, note)| Resolve { scan, note });
        reader.finish(command)
    }
}
