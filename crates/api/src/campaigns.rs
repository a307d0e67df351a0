//! Letters sent together, and how far they are.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use kuvend_domain::{
    campaigns::{self, Sent, Skip},
    op::Op,
};
use kuvend_entity::{campaign, id::CampaignId, kind};

use crate::{
    enums::{CampaignState, MessageKind},
    look::Look,
    payload::{op, top_level},
    scalars::DateTime,
};

/// Why somebody was left out.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Skip")]
pub enum SkipReason {
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
    /// Consent is needed and was not asked for.
    NotAsked,
    /// Consent was refused or withdrawn.
    Refused,
    /// The person objects.
    Objected,
    /// Processing is restricted.
    Restricted,
    /// The address is suppressed.
    Suppressed,
    /// There is no address.
    NoAddress,
}

/// Guests left out for one reason.
#[derive(Debug, Clone, SimpleObject)]
pub struct SkippedGuests {
    /// Why.
    pub reason: SkipReason,
    /// How many.
    pub count: i64,
    /// The first hundred rows, by id; on a dry run, rows that exist only within it are not found afterwards.
    pub attendee_ids: Vec<ID>,
}

/// Letters sent together.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// The row.
    pub row: campaign::Model,
    /// How far it is, where that came along.
    progress: Option<CampaignProgress>,
}

impl From<campaign::Model> for Campaign {
    fn from(row: campaign::Model) -> Self {
        Self {
            row,
            progress: None,
        }
    }
}

/// How far a campaign is. The numbers sum to `total`, always.
#[derive(Debug, Clone, Default, SimpleObject)]
pub struct CampaignProgress {
    /// All letters.
    pub total: i64,
    /// Waiting for their time, or to be tried again.
    pub queued: i64,
    /// In a worker's hands.
    pub claimed: i64,
    /// Taken by the relay.
    pub accepted: i64,
    /// Refused for good.
    pub failed: i64,
    /// Held back by the gate or a suppression.
    pub suppressed: i64,
    /// Replaced by a newer letter.
    pub superseded: i64,
    /// Too late to make sense.
    pub expired: i64,
    /// Taken back.
    pub cancelled: i64,
    /// Perhaps taken, perhaps not; waiting for a person.
    pub uncertain: i64,
}

/// Letters sent together.
#[Object]
impl Campaign {
    /// Opaque, stable id.
    pub async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// What its letters are for.
    async fn kind(&self) -> MessageKind {
        self.row.kind.into()
    }

    /// Where it stands: finished when no letter is queued or claimed.
    async fn state(&self, ctx: &Context<'_>) -> async_graphql::Result<CampaignState> {
        if self.row.state != kind::CampaignState::Running {
            return Ok(self.row.state.into());
        }
        let progress = self.progress(ctx).await?;
        Ok(if progress.queued + progress.claimed == 0 {
            CampaignState::Finished
        } else {
            CampaignState::Running
        })
    }

    /// To whom, in words.
    async fn audience(&self) -> &str {
        &self.row.audience
    }

    /// From when its letters go out.
    async fn send_at(&self) -> DateTime {
        self.row.send_at.into()
    }

    /// When it was started.
    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }

    /// How far it is.
    async fn progress(&self, ctx: &Context<'_>) -> async_graphql::Result<CampaignProgress> {
        if let Some(progress) = &self.progress {
            return Ok(progress.clone());
        }
        let mut found = progress(op(ctx)?, &[self.row.id]).await?;
        Ok(found.remove(&self.row.id).unwrap_or_default())
    }
}

/// How far campaigns are; one without letters is left out.
async fn progress(
    op: &Op,
    ids: &[CampaignId],
) -> async_graphql::Result<HashMap<CampaignId, CampaignProgress>> {
    use kind::MessageState as S;
    let found = campaigns::progress(op, ids).await;
    let found = found.map_err(|error| top_level(op, &error))?;
    let told = |counts: HashMap<S, i64>| {
        let of = |state| counts.get(&state).copied().unwrap_or_default();
        CampaignProgress {
            total: counts.values().sum(),
            queued: of(S::Queued),
            claimed: of(S::Claimed),
            accepted: of(S::Accepted),
            failed: of(S::Failed),
            suppressed: of(S::Suppressed),
            superseded: of(S::Superseded),
            expired: of(S::Expired),
            cancelled: of(S::Cancelled),
            uncertain: of(S::Uncertain),
        }
    };
    Ok(found
        .into_iter()
        .map(|(id, counts)| (id, told(counts)))
        .collect())
}

/// Campaigns by their ids, as far as one may see letters, with what is selected of them.
///
/// # Errors
/// A denial or a failure, as a coded top-level error.
pub async fn load_many(
    op: &Op,
    ids: &[CampaignId],
    look: &Look<'_>,
) -> async_graphql::Result<HashMap<CampaignId, Campaign>> {
    let rows = campaigns::by_ids(op, ids).await;
    let rows = rows.map_err(|error| top_level(op, &error))?;
    let mut far = if rows.is_empty() || !look.fields(&["state", "progress"]).exists() {
        None
    } else {
        let seen: Vec<CampaignId> = rows.iter().map(|row| row.id).collect();
        Some(progress(op, &seen).await?)
    };
    let mut progress = |id| far.as_mut().map(|all| all.remove(&id).unwrap_or_default());
    Ok(rows
        .into_iter()
        .map(|row| {
            let id = row.id;
            let progress = progress(id);
            (id, Campaign { row, progress })
        })
        .collect())
}

/// What a campaign came to, as payloads tell it.
#[must_use]
pub fn told(sent: Option<Sent>) -> (Option<Campaign>, i64, Vec<SkippedGuests>) {
    let Some(sent) = sent else {
        return (None, 0, Vec::new());
    };
    let skipped = sent
        .skipped
        .into_iter()
        .map(|(reason, rows)| SkippedGuests {
            reason: reason.into(),
            count: i64::try_from(rows.len()).unwrap_or(i64::MAX),
            attendee_ids: rows
                .iter()
                .take(100)
                .map(|id| id.to_string().into())
                .collect(),
        })
        .collect();
    (sent.campaign.map(Campaign::from), sent.queued, skipped)
}
