//! The roots of the door.

use std::{collections::HashMap, sync::Arc};

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use kuvend_domain::{
    door::{self, Opened, Taken, lists::newest},
    paging::Page,
};
use kuvend_entity::{attendee, door_gate, id::AttendeeId, scan};

use crate::{
    attendees::{self, Attendee},
    door::{
        AnnounceGuestInput, CheckInList, CreateCheckInListInput, CreateGateInput, Gate,
        RecordScansInput, RenewGateLinkInput, ResolveScanConflictInput, RevokeGateInput,
        RevokeTicketInput, Scan, ScanConflict, ScanConnection, UndoScanInput,
        UpdateCheckInListInput, inputs, lists,
    },
    enums::ScanResult,
    input::Reader,
    look::Look,
    paging::Paging,
    payload::{UserError, op, seen, settle, subject, top_level, user_errors},
};

/// What `createCheckInList` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct CreateCheckInListPayload {
    /// The list; null where it was refused.
    pub check_in_list: Option<CheckInList>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `updateCheckInList` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct UpdateCheckInListPayload {
    /// The list, also as it is now where the version was stale; null where it was refused otherwise.
    pub check_in_list: Option<CheckInList>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `createGate` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct CreateGatePayload {
    /// The gate; null where it was refused.
    pub gate: Option<Gate>,
    /// The path of its page, to be put behind the server's public address. It is told this once, and whoever has it receives guests.
    pub path: Option<String>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `renewGateLink` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct RenewGateLinkPayload {
    /// The gate; null where it was refused.
    pub gate: Option<Gate>,
    /// The path of its page; the one before opens nothing any more.
    pub path: Option<String>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `revokeGate` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct RevokeGatePayload {
    /// The gate after it; null where it was refused.
    pub gate: Option<Gate>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `revokeTicket` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct RevokeTicketPayload {
    /// The row of the guest list; null where it was refused.
    pub attendee: Option<Attendee>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `announceGuest` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct AnnounceGuestPayload {
    /// The row of the guest list; null where it was refused.
    pub attendee: Option<Attendee>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What one of the scans that were sent came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct ScanOutcome {
    /// What the device calls it.
    pub client_scan_id: String,
    /// What it came to; null where it is not kept.
    pub result: Option<ScanResult>,
    /// Whether it was known already, and changed nothing.
    pub is_repeated: bool,
    /// How many of the party are inside now.
    pub inside: i32,
    /// How many of the party came.
    pub arrived: i32,
    /// As it is kept; null where it is not.
    pub scan: Option<Scan>,
    /// The row of the guest list, where one was meant.
    pub attendee: Option<Attendee>,
    /// Why it is not kept, and changed nothing; the others do not mind.
    pub user_errors: Vec<UserError>,
}

/// What `recordScans` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct RecordScansPayload {
    /// One for each scan, in the order in which they were sent.
    pub results: Vec<ScanOutcome>,
    /// Why all of it was refused; nothing was taken then.
    pub user_errors: Vec<UserError>,
}

/// What `undoScan` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct UndoScanPayload {
    /// The scan that takes the other back; null where it was refused.
    pub scan: Option<Scan>,
    /// The row of the guest list after it.
    pub attendee: Option<Attendee>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// What `resolveScanConflict` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct ResolveScanConflictPayload {
    /// The contradiction after it; null where it was refused.
    pub conflict: Option<ScanConflict>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// A gate of a payload with what is selected of it.
async fn shown_gate(ctx: &Context<'_>, row: Option<door_gate::Model>) -> Result<Option<Gate>> {
    let Some(row) = row else {
        return Ok(None);
    };
    let (id, look) = (row.id, Look::of(ctx).field("gate"));
    let mut shown = lists::gates(op(ctx)?, vec![row], &look).await?;
    Ok(shown.remove(&id))
}

/// A row of a payload with what is selected of it.
async fn shown_row(ctx: &Context<'_>, row: Option<attendee::Model>) -> Result<Option<Attendee>> {
    let look = Look::of(ctx).field("attendee");
    let Some(row) = row.filter(|_| look.exists()) else {
        return Ok(None);
    };
    let mut found = attendees::load_many(op(ctx)?, &[row.id], &look).await?;
    Ok(found.remove(&row.id))
}

/// Results with what is selected of their scans and rows.
async fn outcomes(ctx: &Context<'_>, taken: Vec<Taken>) -> Result<Vec<ScanOutcome>> {
    let (op, look) = (op(ctx)?, Look::of(ctx).field("results"));
    let kept = || {
        taken.iter().filter_map(|it| match it {
            Taken::Kept(kept) => Some(&**kept),
            Taken::Refused(_) => None,
        })
    };
    let rows: Vec<scan::Model> = kept().map(|it| it.scan.clone()).collect();
    let scans = Scan::show(op, rows, &look.field("scan")).await?;
    let field = look.field("attendee");
    let guests: HashMap<AttendeeId, Attendee> = if field.exists() {
        let ids: Vec<AttendeeId> = kept().filter_map(|it| it.scan.attendee_id).collect();
        attendees::load_many(op, &ids, &field).await?
    } else {
        HashMap::new()
    };
    let mut scans = scans.into_iter();
    let one = |taken| match taken {
        Taken::Kept(it) => ScanOutcome {
            client_scan_id: it.scan.client_scan_id,
            result: Some(it.scan.result.into()),
            is_repeated: it.is_repeated,
            inside: it.standing.inside,
            arrived: it.standing.arrived,
            attendee: it.scan.attendee_id.and_then(|id| guests.get(&id)).cloned(),
            scan: scans.next(),
            user_errors: Vec::new(),
        },
        Taken::Refused(it) => ScanOutcome {
            client_scan_id: it.client_id,
            result: None,
            is_repeated: false,
            inside: 0,
            arrived: 0,
            attendee: None,
            scan: None,
            user_errors: user_errors(op, &it.faults),
        },
    };
    Ok(taken.into_iter().map(one).collect())
}

/// Queries of the door.
#[derive(Debug, Clone, Copy, Default)]
pub struct DoorQueries;

/// Queries of the door.
#[Object]
impl DoorQueries {
    /// Everything that the gates of an event saw, as it arrived; empty for who may not receive guests.
    async fn scans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which event.")] event_id: ID,
        #[graphql(desc = "How many from the start, 25 unless said, at most 100.")] first: Option<
            i32,
        >,
        #[graphql(desc = "Only what follows this place.")] after: Option<String>,
        #[graphql(desc = "How many from the end.")] last: Option<i32>,
        #[graphql(desc = "Only what comes before this place.")] before: Option<String>,
    ) -> Result<ScanConnection> {
        let (op, look) = (op(ctx)?, Look::of(ctx));
        let coded = |error| top_level(op, &error);
        let mut reader = Reader::new();
        let event = reader.id("eventId", &event_id);
        let event = reader.finish(event).map_err(coded)?;
        let paging = Paging {
            first,
            after,
            last,
            before,
        };
        let request = paging.request(&look).map_err(coded)?;
        let page = door::reads::list(op, event, &request).await;
        let page = seen(op, page.map(Some))?.ok_or("a list was read and lost")?;
        let (rows, frame): (Vec<scan::Model>, Page<()>) = page.apart();
        let shown = Scan::show(op, rows, &look.nodes()).await?;
        Ok(ScanConnection(frame.with(shown)))
    }
}

/// Mutations of the door.
#[derive(Debug, Clone, Copy, Default)]
pub struct DoorMutations;

/// Mutations of the door.
#[Object]
impl DoorMutations {
    /// Makes a list that guests are let in by. Needs the permission `MANAGE_DOOR`.
    async fn create_check_in_list(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which guests, from when.")] input: CreateCheckInListInput,
    ) -> Result<CreateCheckInListPayload> {
        let op = op(ctx)?;
        let outcome = async { door::create_list(op, input.read()?).await }.await;
        let (list, user_errors) = settle(op, outcome)?;
        Ok(CreateCheckInListPayload {
            check_in_list: list.map(|list| CheckInList(Arc::new(list))),
            user_errors,
        })
    }

    /// Changes a list that guests are let in by; who was let in stays so. Needs the permission `MANAGE_DOOR`.
    async fn update_check_in_list(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateCheckInListInput,
    ) -> Result<UpdateCheckInListPayload> {
        let op = op(ctx)?;
        let outcome = async { door::update_list(op, input.read()?).await }.await;
        let (mut list, user_errors) = settle(op, outcome)?;
        if let Some(id) = subject(None, &input.id, &user_errors) {
            list = newest(op, id)
                .await
                .map_err(|error| top_level(op, &error))?;
        }
        Ok(UpdateCheckInListPayload {
            check_in_list: list.map(|list| CheckInList(Arc::new(list))),
            user_errors,
        })
    }

    /// Makes a gate with a link of its own, behind which guests are received at this event and nothing else. Needs the permission
    /// `MANAGE_DOOR`.
    async fn create_gate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which gate.")] input: CreateGateInput,
    ) -> Result<CreateGatePayload> {
        let op = op(ctx)?;
        let outcome = async { door::create_gate(op, input.read()?).await }.await;
        let (opened, user_errors) = settle(op, outcome)?;
        let (gate, path) = apart(opened);
        Ok(CreateGatePayload {
            gate: shown_gate(ctx, gate).await?,
            path,
            user_errors,
        })
    }

    /// Gives a gate another link; the one before opens nothing any more. Needs the permission `MANAGE_DOOR`.
    async fn renew_gate_link(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which gate.")] input: RenewGateLinkInput,
    ) -> Result<RenewGateLinkPayload> {
        let op = op(ctx)?;
        let outcome = async { door::renew_gate_link(op, inputs::gate(&input.id)?).await }.await;
        let (opened, user_errors) = settle(op, outcome)?;
        let (gate, path) = apart(opened);
        Ok(RenewGateLinkPayload {
            gate: shown_gate(ctx, gate).await?,
            path,
            user_errors,
        })
    }

    /// Closes a gate for good: its link opens nothing and it sends no more scans. Needs the permission `MANAGE_DOOR`.
    async fn revoke_gate(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which gate.")] input: RevokeGateInput,
    ) -> Result<RevokeGatePayload> {
        let op = op(ctx)?;
        let outcome = async { door::revoke_gate(op, inputs::gate(&input.id)?).await }.await;
        let (gate, user_errors) = settle(op, outcome)?;
        Ok(RevokeGatePayload {
            gate: shown_gate(ctx, gate).await?,
            user_errors,
        })
    }

    /// Takes back whatever lets a guest in, and gives another ticket. Needs the permission `MANAGE_DOOR`.
    async fn revoke_ticket(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose ticket.")] input: RevokeTicketInput,
    ) -> Result<RevokeTicketPayload> {
        let op = op(ctx)?;
        let outcome = async {
            let row = inputs::attendee(&input.attendee_id)?;
            door::revoke_ticket(op, row).await
        };
        let (row, user_errors) = settle(op, outcome.await)?;
        Ok(RevokeTicketPayload {
            attendee: shown_row(ctx, row).await?,
            user_errors,
        })
    }

    /// Marks a guest as one whose arrival is announced, or takes the mark away.
    async fn announce_guest(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose arrival.")] input: AnnounceGuestInput,
    ) -> Result<AnnounceGuestPayload> {
        let op = op(ctx)?;
        let outcome = async {
            let row = inputs::attendee(&input.attendee_id)?;
            door::announce(op, row, input.is_announced).await
        };
        let (row, user_errors) = settle(op, outcome.await)?;
        Ok(AnnounceGuestPayload {
            attendee: shown_row(ctx, row).await?,
            user_errors,
        })
    }

    /// Sends what a gate saw, one scan or many: each is answered by itself. A scan that was sent before changes nothing and is answered
    /// as it was. Of two gates that let in one party, the second is told so, and the contradiction is shown until somebody looked into it.
    async fn record_scans(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What which gate saw.")] input: RecordScansInput,
    ) -> Result<RecordScansPayload> {
        let op = op(ctx)?;
        let outcome = match input.read() {
            Ok(batch) => Box::pin(door::receive(op, batch)).await,
            Err(error) => Err(error),
        };
        let (taken, user_errors) = settle(op, outcome)?;
        Ok(RecordScansPayload {
            results: outcomes(ctx, taken.unwrap_or_default()).await?,
            user_errors,
        })
    }

    /// Takes a scan back, by a scan more: presence is what it was, unless another scan says that the guest came, or attendance was
    /// closed meanwhile.
    async fn undo_scan(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which scan.")] input: UndoScanInput,
    ) -> Result<UndoScanPayload> {
        let op = op(ctx)?;
        let outcome = async { door::undo(op, input.read()?).await }.await;
        let (done, user_errors) = settle(op, outcome)?;
        let (scan, row) = match done {
            Some((scan, row)) => (Some(scan), row),
            None => (None, None),
        };
        let look = Look::of(ctx).field("scan");
        let mut shown = Scan::show(op, scan.into_iter().collect(), &look).await?;
        Ok(UndoScanPayload {
            scan: shown.pop(),
            attendee: shown_row(ctx, row).await?,
            user_errors,
        })
    }

    /// Notes what was found out of a scan that contradicts another or the list. Who did so first stands.
    async fn resolve_scan_conflict(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which scan, what.")] input: ResolveScanConflictInput,
    ) -> Result<ResolveScanConflictPayload> {
        let op = op(ctx)?;
        let outcome = async { door::resolve(op, input.read()?).await }.await;
        let (conflict, user_errors) = settle(op, outcome)?;
        let look = Look::of(ctx).field("conflict");
        let mut shown = lists::shown(op, conflict.into_iter().collect(), &look).await?;
        Ok(ResolveScanConflictPayload {
            conflict: shown.pop().map(|(_, conflict)| conflict),
            user_errors,
        })
    }
}

fn apart(opened: Option<Opened>) -> (Option<door_gate::Model>, Option<String>) {
    match opened {
        Some(opened) => (Some(opened.gate), Some(opened.path)),
        None => (None, None),
    }
}
