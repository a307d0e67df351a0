//! Letters sent together: invitations, reminders and what follows an event.

mod audience;
mod follow_up;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, Utc};
use kuvend_entity::{
    attendee, campaign,
    id::{AttendeeId, CampaignId, ContactId, EventId},
    kind::{CampaignState, InvitationState, MessageKind, MessageState},
    message,
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};
use serde_json::json;

use crate::{
    attendees::{
        answers::takes_guests,
        desk::{Cause, Desk},
        moves::Move,
        transitions,
    },
    door::tickets,
    error::Result,
    fault::{Code, Fault},
    gate::{self, Permission, Verdict},
    letters::{self, Draft},
    op::Op,
    papers,
    policy::{Action, Scope},
};

pub use audience::Audience;
pub use follow_up::{FollowUp, Outcome, follow_up};

/// What the office adds to a letter.
#[derive(Debug, Clone, Default)]
pub struct Wording {
    /// The office's own words.
    pub personal_note: Option<String>,
    /// Another subject than the template's.
    pub subject: Option<String>,
}

/// Inviting.
#[derive(Debug, Clone)]
pub struct Invite {
    /// To which event.
    pub event: EventId,
    /// Whom.
    pub audience: Audience,
    /// What the office adds.
    pub wording: Wording,
    /// From when the letters go out; at once unless said.
    pub send_at: Option<DateTime<Utc>>,
    /// Count and write nothing.
    pub dry_run: bool,
}

/// Why somebody was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Skip {
    /// Invited already; `resendInvitation` is an act of its own.
    AlreadyInvited,
    /// Has answered already.
    AlreadyAnswered,
    /// The invitation was taken back.
    Withdrawn,
    /// This letter went to them before.
    AlreadySent,
    /// An organisation's seat without a name.
    NoName,
    /// The gate: consent is needed and was not asked for.
    NotAsked,
    /// The gate: refused or withdrawn.
    Refused,
    /// The gate: objects.
    Objected,
    /// The gate: processing is restricted.
    Restricted,
    /// The gate: the address is suppressed.
    Suppressed,
    /// The gate: no address.
    NoAddress,
}

impl Skip {
    /// Its name in the API.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AlreadyInvited => "ALREADY_INVITED",
            Self::AlreadyAnswered => "ALREADY_ANSWERED",
            Self::Withdrawn => "WITHDRAWN",
            Self::AlreadySent => "ALREADY_SENT",
            Self::NoName => "NO_NAME",
            Self::NotAsked => "NOT_ASKED",
            Self::Refused => "REFUSED",
            Self::Objected => "OBJECTED",
            Self::Restricted => "RESTRICTED",
            Self::Suppressed => "SUPPRESSED",
            Self::NoAddress => "NO_ADDRESS",
        }
    }

    const fn by_gate(permission: Permission) -> Option<Self> {
        match permission {
            Permission::Allowed => None,
            Permission::NotAsked => Some(Self::NotAsked),
            Permission::Refused => Some(Self::Refused),
            Permission::Objected => Some(Self::Objected),
            Permission::Restricted => Some(Self::Restricted),
            Permission::Suppressed => Some(Self::Suppressed),
            Permission::NoAddress => Some(Self::NoAddress),
        }
    }
}

/// What a campaign came to, or would come to.
#[derive(Debug, Clone)]
pub struct Sent {
    /// The campaign; none on a dry run, and none where nobody is left to write to.
    pub campaign: Option<campaign::Model>,
    /// How many letters were queued, or would be.
    pub queued: i64,
    /// Who was left out, by reason: how many, and the contacts where they have a name.
    pub skipped: BTreeMap<Skip, Vec<AttendeeId>>,
}

struct Mailing {
    kind: MessageKind,
    wording: Wording,
    send_at: DateTime<Utc>,
    audience: String,
}

/// Invites: who is not on the list is put on it, and a letter is queued for whom the gate lets pass.
///
/// # Errors
/// Faults where the event is not published or has begun, and at `audience.…` for whoever is not known.
pub async fn invite(op: &Op, cmd: Invite) -> Result<Sent> {
    let mut desk = Desk::open(op, cmd.event, Action::SendLetters)
        .await
        .map_err(|error| error.hidden_at(["eventId"]))?;
    takes_guests(&desk.event, "eventId")?;
    if desk.now >= desk.event.starts_at {
        return Err(Fault::new(["eventId"], Code::TooLate)
            .with("until", desk.event.starts_at.to_rfc3339())
            .into());
    }
    let send_at = cmd.send_at.unwrap_or(desk.now).max(desk.now);
    if send_at >= desk.event.starts_at {
        return Err(Fault::new(["sendAt"], Code::TooLate)
            .later_than(desk.event.starts_at)
            .into());
    }
    let rows = audience::rows(&mut desk, &cmd.audience).await?;
    let judge = |row: &attendee::Model| match row.invitation {
        InvitationState::Queued | InvitationState::Sent | InvitationState::Bounced => {
            Some(Skip::AlreadyInvited)
        }
        InvitationState::Withdrawn => Some(Skip::Withdrawn),
        InvitationState::NotInvited if !transitions::moves(Move::Invite, row) => {
            Some(Skip::AlreadyAnswered)
        }
        InvitationState::NotInvited => None,
    };
    let audience = audience::describe(&cmd.audience);
    let mailing = Mailing {
        kind: MessageKind::Invitation,
        wording: cmd.wording,
        send_at,
        audience,
    };
    send(desk, rows, judge, mailing, cmd.dry_run).await
}

async fn send(
    mut desk: Desk<'_>,
    rows: Vec<attendee::Model>,
    judge: impl Fn(&attendee::Model) -> Option<Skip>,
    mailing: Mailing,
    dry_run: bool,
) -> Result<Sent> {
    let mut skipped: BTreeMap<Skip, Vec<AttendeeId>> = BTreeMap::new();
    let mut chosen = Vec::new();
    for row in rows {
        match (judge(&row), row.contact_id) {
            (Some(skip), _) => skipped.entry(skip).or_default().push(row.id),
            (None, None) => skipped.entry(Skip::NoName).or_default().push(row.id),
            (None, Some(contact)) => chosen.push((row, contact)),
        }
    }
    let campaign = CampaignId::new();
    let drafts = drafted(&desk, chosen, (&mailing, campaign), &mut skipped).await?;
    let queued = i64::try_from(drafts.len()).unwrap_or(i64::MAX);
    if dry_run || drafts.is_empty() {
        if !dry_run {
            desk.close().await?;
        }
        return Ok(Sent {
            campaign: None,
            queued,
            skipped,
        });
    }
    if mailing.kind == MessageKind::Certificate {
        let of = (desk.event.office_id, desk.event.id);
        let rows = drafts.iter().map(|(row, _)| row.id).collect();
        papers::certify(&desk.tx, desk.op, of, rows).await?;
    }
    let campaign = start(&desk, campaign, &mailing, &skipped).await?;
    let mut letters = Vec::with_capacity(drafts.len());
    for (row, draft) in drafts {
        if mailing.kind == MessageKind::Invitation {
            let mut after = row.clone();
            after.invitation = InvitationState::Queued;
            desk.hold_for_invited(&mut after);
            let _ = desk.alter_later(&row, after, &Cause::default());
        }
        letters.push(draft);
    }
    desk.write_all(letters);
    let counts: HashMap<&str, usize> = skipped
        .iter()
        .map(|(skip, rows)| (skip.as_str(), rows.len()))
        .collect();
    desk.event_deed(
        "campaigns::send",
        Some(json!({ "kind": mailing.kind, "queued": queued, "skipped": counts })),
        None,
    );
    desk.close().await?;
    Ok(Sent {
        campaign: Some(campaign),
        queued,
        skipped,
    })
}

/// The letters of a mailing, to whom the gate lets it go and who has not had it.
async fn drafted(
    desk: &Desk<'_>,
    chosen: Vec<(attendee::Model, ContactId)>,
    (mailing, campaign): (&Mailing, CampaignId),
    skipped: &mut BTreeMap<Skip, Vec<AttendeeId>>,
) -> Result<Vec<(attendee::Model, Draft)>> {
    let verdicts = verdicts(desk, &chosen, mailing.kind).await?;
    let sent_before = sent_before(desk, mailing.kind).await?;
    let tickets = if mailing.kind == MessageKind::Ticket {
        let rows: Vec<AttendeeId> = chosen.iter().map(|(row, _)| row.id).collect();
        tickets::epochs(&desk.tx, &rows).await?
    } else {
        HashMap::new()
    };
    let mut drafts = Vec::new();
    for (row, contact) in chosen {
        let verdict = verdicts.get(&row.id);
        let permission = verdict.map_or(Permission::NoAddress, |verdict| verdict.permission);
        if let Some(skip) = Skip::by_gate(permission) {
            skipped.entry(skip).or_default().push(row.id);
            continue;
        }
        let occasion = match mailing.kind {
            // Whose ticket was taken back is sent the one that is good.
            MessageKind::Ticket => tickets::epoch_of(&tickets, row.id).to_string(),
            kind => occasion(desk, &row, kind),
        };
        let before = sent_before.get(&(row.id, occasion.clone()));
        let occasion = match before.filter(|_| mailing.kind != MessageKind::Invitation) {
            Some(before) if before.goes => {
                skipped.entry(Skip::AlreadySent).or_default().push(row.id);
                continue;
            }
            Some(before) => format!("{occasion}{AGAIN}{}", before.written),
            None => occasion,
        };
        let draft = Draft {
            language: verdict.map_or_else(kuvend_entity::value::Language::english, |verdict| {
                verdict.language.clone()
            }),
            occasion,
            due_at: mailing.send_at,
            campaign: Some(campaign),
            personal_note: mailing.wording.personal_note.clone(),
            subject_override: mailing.wording.subject.clone(),
            ..Draft::about(mailing.kind, &row, contact, desk.now)
        };
        drafts.push((row, draft));
    }
    Ok(drafts)
}

/// What the gate says of each row, asked once for those invited in their function and once for private persons.
async fn verdicts(
    desk: &Desk<'_>,
    chosen: &[(attendee::Model, ContactId)],
    kind: MessageKind,
) -> Result<HashMap<AttendeeId, Verdict>> {
    let mut verdicts = HashMap::with_capacity(chosen.len());
    for in_function in [true, false] {
        let group: Vec<&(attendee::Model, ContactId)> = chosen
            .iter()
            .filter(|(row, _)| row.organisation_id.is_some() == in_function)
            .collect();
        let contacts: Vec<ContactId> = group.iter().map(|(_, contact)| *contact).collect();
        if contacts.is_empty() {
            continue;
        }
        let said = gate::ask(
            &desk.tx,
            desk.event.office_id,
            letters::use_of(kind, in_function),
            &contacts,
        )
        .await?;
        verdicts.extend(
            group
                .into_iter()
                .filter_map(|(row, contact)| Some((row.id, said.get(contact)?.clone()))),
        );
    }
    Ok(verdicts)
}

/// What makes a letter another one to the same guest: an invitation by its round, a reminder by the day, as what is asked of who comes,
/// thanks never.
fn occasion(desk: &Desk<'_>, row: &attendee::Model, kind: MessageKind) -> String {
    match kind {
        MessageKind::Invitation => row.invitation_round.to_string(),
        MessageKind::Reminder | MessageKind::Questions => format!(
            "{}:{}",
            row.invitation_round,
            crate::walltime::wall(desk.now, &desk.event.time_zone).date()
        ),
        _ => "once".to_owned(),
    }
}

/// What parts the occasion of a letter from how often it was written before without leaving.
const AGAIN: char = '+';

/// What became of letters of a kind to one guest on one occasion.
#[derive(Debug, Clone, Copy, Default)]
struct Before {
    /// How many were written.
    written: usize,
    /// Whether one of them left, or is to leave.
    goes: bool,
}

async fn sent_before(
    desk: &Desk<'_>,
    kind: MessageKind,
) -> Result<HashMap<(AttendeeId, String), Before>> {
    let keys: Vec<(Option<AttendeeId>, String, MessageState)> = message::Entity::find()
        .select_only()
        .column(message::Column::AttendeeId)
        .column(message::Column::DedupeKey)
        .column(message::Column::State)
        .filter(message::Column::EventId.eq(desk.event.id))
        .filter(message::Column::Kind.eq(kind))
        .into_tuple()
        .all(&desk.tx)
        .await?;
    let mut all: HashMap<(AttendeeId, String), Before> = HashMap::new();
    for (row, key, state) in keys {
        let occasion = key.splitn(3, ':').nth(2);
        let occasion = occasion.map(|it| it.split(AGAIN).next().unwrap_or(it));
        if let Some((row, occasion)) = row.zip(occasion) {
            let before = all.entry((row, occasion.to_owned())).or_default();
            before.written += 1;
            // What was held back, called off or too late is in nobody's hands.
            before.goes |= !matches!(
                state,
                MessageState::Suppressed | MessageState::Cancelled | MessageState::Expired
            );
        }
    }
    Ok(all)
}

async fn start(
    desk: &Desk<'_>,
    id: CampaignId,
    mailing: &Mailing,
    skipped: &BTreeMap<Skip, Vec<AttendeeId>>,
) -> Result<campaign::Model> {
    let counts: serde_json::Map<String, serde_json::Value> = skipped
        .iter()
        .map(|(skip, rows)| (skip.as_str().to_owned(), rows.len().into()))
        .collect();
    let row = campaign::ActiveModel {
        id: Set(id),
        office_id: Set(desk.event.office_id),
        event_id: Set(Some(desk.event.id)),
        kind: Set(mailing.kind),
        state: Set(CampaignState::Running),
        personal_note: Set(mailing.wording.personal_note.clone()),
        subject_override: Set(mailing.wording.subject.clone()),
        audience: Set(mailing.audience.clone()),
        skipped: Set(counts.into()),
        send_at: Set(mailing.send_at),
        created_by: Set(desk.op.actor.account()),
        created_at: Set(desk.now),
    };
    Ok(campaign::Entity::insert(row)
        .exec_with_returning(&desk.tx)
        .await?)
}

/// Those of these campaigns whose letters the actor may see, in no order.
///
/// # Errors
/// [`Unauthenticated`](crate::error::Denied::Unauthenticated), and the database's.
pub async fn by_ids(op: &Op, ids: &[CampaignId]) -> Result<Vec<campaign::Model>> {
    op.known()?;
    let query = match op.scope(Action::ReadLetters) {
        Scope::All => campaign::Entity::find(),
        Scope::Some(offices) => {
            campaign::Entity::find().filter(campaign::Column::OfficeId.is_in(offices))
        }
    };
    Ok(query
        .filter(campaign::Column::Id.is_in(ids.iter().copied()))
        .all(op.db.reader())
        .await?)
}

/// How many letters of each campaign stand where; the numbers of one sum to what was queued.
///
/// # Errors
/// Only the database's.
pub async fn progress(
    op: &Op,
    ids: &[CampaignId],
) -> Result<HashMap<CampaignId, HashMap<MessageState, i64>>> {
    let rows: Vec<(CampaignId, MessageState, i64)> = message::Entity::find()
        .select_only()
        .columns([message::Column::CampaignId, message::Column::State])
        .column_as(message::Column::Id.count(), "letters")
        .filter(message::Column::CampaignId.is_in(ids.iter().copied()))
        .group_by(message::Column::CampaignId)
        .group_by(message::Column::State)
        .into_tuple()
        .all(op.db.reader())
        .await?;
    let mut found: HashMap<CampaignId, HashMap<MessageState, i64>> = HashMap::new();
    for (campaign, state, letters) in rows {
        found.entry(campaign).or_default().insert(state, letters);
    }
    Ok(found)
}
