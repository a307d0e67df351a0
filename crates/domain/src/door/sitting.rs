//! A batch being judged: what is known of whom, and what comes of each scan.

use std::collections::{HashMap, HashSet};

use kuvend_entity::{
    attendee, check_in_list, contact, door_gate,
    id::{AttendeeId, ContactId, ScanId},
    kind::{
        GateKind, PresenceMode, PresenceState, ScanConflict, ScanDirection, ScanResult, ScanSource,
    },
    scan,
};
use sea_orm::{
    ActiveModelTrait as _, ColumnTrait, EntityTrait, IntoActiveModel as _, QueryFilter, QuerySelect,
};
use serde_json::json;

use super::{
    batch::{Answer, Kept, Scanned, Sender, Taken, WalkIn, Whom},
    conflicts, lists,
    log::{Log, Passage, Step},
    reads,
    receive::{known, next_number, refusal},
    tickets, undo,
};
use crate::{
    attendees::{
        desk::{Cause, Desk},
        guests::{self, BATCH},
    },
    contacts::{self, Met},
    error::{Error, Result},
    writes,
};

/// What is known while a batch is judged.
pub(super) struct Sitting<'a> {
    desk: Desk<'a>,
    gate: Option<door_gate::Model>,
    list: Option<check_in_list::Model>,
    sender: Sender,
    /// The number of the next scan.
    number: i32,
    /// Whom tickets let in, by what was read.
    tickets: HashMap<String, AttendeeId>,
    by_contact: HashMap<ContactId, AttendeeId>,
    rows: HashMap<AttendeeId, attendee::Model>,
    logs: HashMap<AttendeeId, Log>,
    /// Scans that are to be taken back, by what devices call them.
    named: HashMap<String, scan::Model>,
    /// Those that were taken back already.
    undone: HashSet<ScanId>,
    made: Vec<scan::Model>,
    /// Scans of people who went out, whose way in has arrived since.
    explained: Vec<ScanId>,
}

/// What was known at the end, and what was written.
pub(super) struct Done {
    pub(super) rows: HashMap<AttendeeId, attendee::Model>,
    pub(super) logs: HashMap<AttendeeId, Log>,
    pub(super) made: Vec<scan::Model>,
}

impl<'a> Sitting<'a> {
    /// Finds out whom scans mean: by a fixed number of statements, however many there are.
    pub(super) async fn prepare(
        desk: Desk<'a>,
        (gate, list): (Option<door_gate::Model>, Option<check_in_list::Model>),
        sender: Sender,
        sent: impl Iterator<Item = &Scanned> + Clone,
    ) -> Result<Self> {
        let mut sitting = Self {
            number: 0,
            desk,
            gate,
            list,
            sender,
            tickets: HashMap::new(),
            by_contact: HashMap::new(),
            rows: HashMap::new(),
            logs: HashMap::new(),
            named: HashMap::new(),
            undone: HashSet::new(),
            made: Vec::new(),
            explained: Vec::new(),
        };
        if sent.clone().next().is_none() {
            return Ok(sitting);
        }
        let desk = &sitting.desk;
        sitting.number = next_number(desk).await?;
        let (mut shown, mut people, mut undone, mut rows) =
            (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for scanned in sent {
            match &scanned.whom {
                Whom::Ticket(text) => shown.push(tickets::told(text)),
                Whom::Listed(id) => rows.push(*id),
                Whom::Contact(id) => people.push(*id),
                Whom::Undo(client) => undone.push(client.as_str()),
                Whom::WalkIn(_) => {}
            }
        }
        if !shown.is_empty() {
            let office = reads::office(&desk.tx, desk.event.office_id).await?;
            sitting.tickets = tickets::open(&desk.tx, &office, &shown).await?;
            rows.extend(sitting.tickets.values());
        }
        if !people.is_empty() {
            let found = guests::rows_of(&desk.tx, desk.event.id, &people).await?;
            rows.extend(found.values().map(|row| row.id));
            let found = found.into_iter().map(|(contact, row)| (contact, row.id));
            sitting.by_contact = found.collect();
        }
        if !undone.is_empty() {
            sitting.named = known(desk, &sitting.sender, &undone).await?;
            let ids: Vec<ScanId> = sitting.named.values().map(|it| it.id).collect();
            sitting.undone = undo::among(&desk.tx, &ids).await?;
            rows.extend(sitting.named.values().filter_map(|it| it.attendee_id));
        }
        sitting.bring_rows(rows).await?;
        sitting.forget_the_erased().await?;
        Ok(sitting)
    }

    /// Reads rows that are meant, and what happened to their parties so far.
    pub(super) async fn bring_rows(
        &mut self,
        ids: impl IntoIterator<Item = AttendeeId>,
    ) -> Result<()> {
        let mut ids: Vec<AttendeeId> = ids.into_iter().collect();
        ids.retain(|id| !self.rows.contains_key(id));
        ids.sort_unstable();
        ids.dedup();
        let mut here = Vec::with_capacity(ids.len());
        for batch in ids.chunks(BATCH) {
            let rows = attendee::Entity::find()
                .filter(attendee::Column::Id.is_in(batch.iter().copied()))
                .filter(attendee::Column::OfficeId.eq(self.desk.event.office_id))
                .all(&self.desk.tx)
                .await?;
            for row in rows {
                if row.event_id == self.desk.event.id {
                    here.push(row.id);
                }
                self.rows.insert(row.id, row);
            }
        }
        self.logs.extend(reads::logs(&self.desk.tx, &here).await?);
        Ok(())
    }

    /// Leaves out tickets of people who were erased: they are as dead as the data behind them.
    async fn forget_the_erased(&mut self) -> Result<()> {
        let holders = self.tickets.values().filter_map(|id| self.rows.get(id));
        let people: Vec<ContactId> = holders.filter_map(|row| row.contact_id).collect();
        for batch in people.chunks(BATCH) {
            let gone: Vec<ContactId> = contact::Entity::find()
                .select_only()
                .column(contact::Column::Id)
                .filter(contact::Column::Id.is_in(batch.iter().copied()))
                .filter(contact::Column::ErasedAt.is_not_null())
                .into_tuple()
                .all(&self.desk.tx)
                .await?;
            let rows = &self.rows;
            let is_gone = |id: &AttendeeId| {
                let contact = rows.get(id).and_then(|row| row.contact_id);
                contact.is_some_and(|contact| gone.contains(&contact))
            };
            self.tickets.retain(|_, id| !is_gone(id));
        }
        Ok(())
    }

    /// Judges one scan, and moves what it moves.
    pub(super) async fn judge(&mut self, scanned: &Scanned) -> Result<()> {
        let mut scan = self.blank(scanned);
        let meant = match &scanned.whom {
            Whom::Undo(client) => {
                self.take_back(scan, client);
                return Ok(());
            }
            Whom::WalkIn(person) => Some(self.walk_in(person.clone()).await?),
            whom => self.meant(whom),
        };
        if meant.is_none() && matches!(scanned.whom, Whom::Ticket(_)) {
            self.refuse(scan, ScanResult::UnknownTicket);
            return Ok(());
        }
        let event = self.desk.event.id;
        let row = meant.and_then(|id| self.rows.get(&id)).cloned();
        let Some(row) = row.filter(|row| row.event_id == event) else {
            self.refuse(scan, ScanResult::NotOnList);
            return Ok(());
        };
        scan.attendee_id = Some(row.id);
        let inside = self.log(row.id).standing(row.party_size).inside;
        scan.party = scanned.party.unwrap_or(match scan.direction {
            ScanDirection::Entry if inside < row.party_size => row.party_size - inside,
            ScanDirection::Entry => row.party_size,
            ScanDirection::Exit => inside.max(1),
        });
        let opens = lists::opens_at(self.list.as_ref(), &self.desk.event);
        if scan.direction == ScanDirection::Exit {
            self.let_out(scan, row.party_size);
        } else if let Some(result) = refusal(&row, self.list.as_ref(), (opens, scan.device_at)) {
            self.refuse(scan, result);
        } else {
            self.let_in(scan, &row, scanned.party.is_some());
        }
        Ok(())
    }

    /// Whose row is meant, where somebody is who is on the list.
    fn meant(&self, whom: &Whom) -> Option<AttendeeId> {
        match whom {
            Whom::Ticket(text) => self.tickets.get(tickets::told(text)).copied(),
            Whom::Listed(id) => Some(*id),
            Whom::Contact(id) => self.by_contact.get(id).copied(),
            Whom::WalkIn(_) | Whom::Undo(_) => None,
        }
    }

    /// Whether a scan that bears the id of one that is kept is that one. Whom it means is told apart where both are known: a ticket may
    /// have been taken back meanwhile, and two rows may have become one.
    pub(super) fn is_of(&self, scanned: &Scanned, kept: &scan::Model) -> bool {
        let is_other = |meant: ScanId| kept.undoes_id.is_some_and(|undone| undone != meant);
        let is_same_whom = match &scanned.whom {
            Whom::Undo(client) => !self.named.get(client).is_some_and(|it| is_other(it.id)),
            Whom::WalkIn(_) => kept.source == ScanSource::WalkIn,
            whom => {
                let meant = self.meant(whom).filter(|id| self.rows.contains_key(id));
                let is_other = |id| kept.attendee_id.is_some_and(|known| known != id);
                kept.source != ScanSource::WalkIn && !meant.is_some_and(is_other)
            }
        };
        is_same_whom && scanned.fits(kept)
    }

    /// Notes that a party went out. Where it is not known that so many were inside, somebody has to look at it, unless their way in
    /// arrives later.
    fn let_out(&mut self, mut scan: scan::Model, size: i32) {
        scan.result = ScanResult::Exited;
        let passage = Passage {
            at: scan.device_at,
            number: scan.number,
            step: Step::Out,
            party: scan.party,
        };
        let log = scan.attendee_id.map(|id| self.log(id));
        if log.is_some_and(|log| log.missed_with(passage, size) > 0) {
            scan.conflict = Some(ScanConflict::NotInside);
        }
        self.keep(scan);
    }

    /// Lets a party in, or notes that all of it is inside. Where more went through than it has, somebody has to look at it.
    fn let_in(&mut self, mut scan: scan::Model, row: &attendee::Model, is_counted: bool) {
        let passage = Passage {
            at: scan.device_at,
            number: scan.number,
            step: Step::In,
            party: scan.party,
        };
        let log = self.log(row.id);
        let adds_nobody =
            log.standing_with(passage, row.party_size) == log.standing(row.party_size);
        if adds_nobody {
            scan.result = ScanResult::AlreadyInside;
            let place = (scan.gate_id, scan.device.as_deref());
            if let Some(first) = log.admission_elsewhere(place) {
                // A gate that could not know of the other let them in as well, unless it says otherwise.
                let could_not_know = scan.device_at < first.received_at;
                if scan.was_let_in.unwrap_or(could_not_know) {
                    scan.conflict = Some(ScanConflict::Twice);
                    scan.conflicts_with_id = Some(first.id);
                }
            } else if scan.was_let_in == Some(true) {
                // It knew, and let somebody in all the same.
                scan.conflict = Some(ScanConflict::MoreThanParty);
                scan.conflicts_with_id = log.admission().map(|it| it.id);
            }
        } else {
            scan.result = ScanResult::Admitted;
            // Where the gate did not count them, as many as are left is a guess, and no guess contradicts anything.
            if is_counted && log.excess_with(passage, row.party_size) > 0 {
                scan.conflict = Some(ScanConflict::MoreThanParty);
                scan.conflicts_with_id = log.admission().map(|it| it.id);
            }
        }
        if scan.result == ScanResult::Admitted || scan.was_let_in != Some(false) {
            self.attends(&mut scan, row);
        }
        self.keep(scan);
        let size = row.party_size;
        let log = self.log(row.id);
        let unexplained: Vec<ScanId> = log.unexplained().map(|it| it.id).collect();
        if !unexplained.is_empty() && log.missed(size) == 0 {
            self.explained.extend(unexplained);
        }
    }

    /// Writes down that the guest was there, unless that is known, or attendance was closed meanwhile.
    fn attends(&mut self, scan: &mut scan::Model, row: &attendee::Model) {
        if row.presence == PresenceState::Attended {
            return;
        }
        if self.desk.event.attendance_closed_at.is_some() {
            scan.conflict = scan.conflict.or(Some(ScanConflict::AfterClosing));
            return;
        }
        scan.presence_was = Some(row.presence);
        let mut after = row.clone();
        after.presence = PresenceState::Attended;
        after.presence_at = Some(scan.device_at);
        after.presence_mode = Some(PresenceMode::InPerson);
        let after = self.desk.alter_later(row, after, &Cause::default());
        let moved = json!({ "presence": [row.presence, after.presence] });
        self.desk
            .deed("attendees::check_in", &after, Some(moved), None);
        self.rows.insert(after.id, after);
    }

    /// Whoever was not on the list is put on it, without a place.
    async fn walk_in(&mut self, person: WalkIn) -> Result<AttendeeId> {
        let (op, office) = (self.desk.op, self.desk.event.office_id);
        let met = Met {
            given_name: person.given_name,
            family_name: person.family_name,
            email: None,
            source: "walk-in".to_owned(),
        };
        let contact = Box::pin(contacts::meet(&self.desk.tx, op, office, met)).await?;
        let row = guests::proposed(&self.desk, contact)
            .await?
            .ok_or_else(|| Error::missing("who walked in"))?;
        let row = self.desk.insert(row, &Cause::default()).await?;
        self.desk.deed("door::walk_in", &row, None, None);
        let id = row.id;
        self.rows.insert(id, row);
        Ok(id)
    }

    /// Takes back what a device saw before. What is taken back already stays so.
    fn take_back(&mut self, mut scan: scan::Model, client: &str) {
        let made = self.made.iter().find(|it| it.client_scan_id == client);
        let found = self.named.get(client).or(made).cloned();
        let Some(undone) = found.filter(|it| it.result != ScanResult::Undone) else {
            self.refuse(scan, ScanResult::UnknownTicket);
            return;
        };
        scan.result = ScanResult::Undone;
        scan.source = undone.source;
        scan.direction = undone.direction;
        scan.attendee_id = undone.attendee_id;
        scan.party = undone.party;
        scan.undoes_id = self.undone.insert(undone.id).then_some(undone.id);
        let row = undone.attendee_id.and_then(|id| self.rows.get(&id));
        let row = row.cloned();
        self.keep(scan);
        if let Some(row) = row {
            let log = self.logs.entry(row.id).or_default();
            let after = undo::restored(&mut self.desk, &row, log);
            self.rows.insert(after.id, after);
        }
    }

    fn blank(&self, scanned: &Scanned) -> scan::Model {
        let gate = self.gate.as_ref();
        let by_itself = match gate.map(|gate| gate.kind) {
            Some(GateKind::Exit) => ScanDirection::Exit,
            _ => ScanDirection::Entry,
        };
        scan::Model {
            id: ScanId::new(),
            office_id: self.desk.event.office_id,
            event_id: self.desk.event.id,
            number: self.number,
            client_scan_id: scanned.client_id.clone(),
            gate_id: gate.map(|gate| gate.id),
            list_id: self.list.as_ref().map(|list| list.id),
            attendee_id: None,
            source: match scanned.whom {
                Whom::Ticket(_) => ScanSource::Ticket,
                Whom::WalkIn(_) => ScanSource::WalkIn,
                _ => ScanSource::List,
            },
            direction: scanned.direction.unwrap_or(by_itself),
            result: ScanResult::NotOnList,
            party: scanned.party.unwrap_or(1),
            device: self.sender.device.clone(),
            device_at: scanned.seen_at(self.desk.now),
            received_at: self.desk.now,
            was_let_in: scanned.was_let_in,
            presence_was: None,
            conflict: None,
            conflicts_with_id: None,
            undoes_id: None,
            account_id: self.desk.op.actor.account(),
        }
    }

    fn log(&mut self, row: AttendeeId) -> &mut Log {
        self.logs.entry(row).or_default()
    }

    /// Keeps a scan that lets nobody in; where the gate did so all the same, somebody has to look at it.
    fn refuse(&mut self, mut scan: scan::Model, result: ScanResult) {
        scan.result = result;
        if scan.was_let_in == Some(true) && scan.direction == ScanDirection::Entry {
            scan.conflict = Some(ScanConflict::Refused);
        }
        self.keep(scan);
    }

    fn keep(&mut self, scan: scan::Model) {
        if let Some(id) = scan.attendee_id {
            self.log(id).push(scan.clone());
        }
        self.number += 1;
        self.made.push(scan);
    }

    /// Writes the scans, and what they moved. Where nothing is new, nothing is written.
    pub(super) async fn finish(self) -> Result<Done> {
        let scans = self.made.iter().cloned();
        let scans = scans.map(|it| it.into_active_model().reset_all());
        writes::insert(&self.desk.tx, scans.collect()).await?;
        conflicts::explain(&self.desk, &self.explained).await?;
        self.desk.close().await?;
        Ok(Done {
            rows: self.rows,
            logs: self.logs,
            made: self.made,
        })
    }
}

impl Done {
    /// What is answered of each scan that was sent, where the batch has led to.
    pub(super) fn told(
        &self,
        answers: Vec<Answer>,
        known: &HashMap<String, scan::Model>,
    ) -> Vec<Taken> {
        let made = self.made.iter().map(|it| (it.client_scan_id.as_str(), it));
        let made: HashMap<&str, &scan::Model> = made.collect();
        let one = |answer| {
            let (id, is_repeated) = match answer {
                Answer::Refused(refused) => return Some(Taken::Refused(refused)),
                Answer::Kept(id, is_repeated) => (id, is_repeated),
            };
            let scan = known.get(&id).or_else(|| made.get(id.as_str()).copied())?;
            let attendee = scan.attendee_id.and_then(|id| self.rows.get(&id)).cloned();
            let standing = attendee.as_ref().and_then(|row| {
                let log = self.logs.get(&row.id)?;
                Some(log.standing(row.party_size))
            });
            Some(Taken::Kept(Box::new(Kept {
                is_repeated,
                standing: standing.unwrap_or_default(),
                attendee,
                scan: scan.clone(),
            })))
        };
        answers.into_iter().filter_map(one).collect()
    }
}
