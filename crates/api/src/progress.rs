//! Long work as it comes further: imports, and letters that were sent together.
//!
//! What is followed stands in the database, so that it does not matter which replica does the work. Whoever follows is asked again
//! whether they still may.

use std::{future::Future, time::Duration};

use async_graphql::{Context, ID, Object, Result, Subscription as Root};
use futures::{Stream, StreamExt as _, stream};
use kuvend_domain::{
    accounts, campaigns as sent,
    error::{self, Denied, Error},
    imports::jobs,
    op::Op,
};
use kuvend_entity::{
    id::{CampaignId, ImportJobId},
    kind::{ImportJobState, MessageState},
};

use crate::{
    campaigns::{self, Campaign},
    imports::ImportJob,
    input::Reader,
    look::Look,
    payload::{op, top_level},
};

/// How often it is looked whether there is anything new.
const LOOKING: Duration = Duration::from_millis(500);
/// After how many looks it is asked again whether whoever looks may still do so.
const ASKING: u32 = 10;

/// An import that came further.
#[derive(Debug, Clone, Copy)]
pub struct ImportProgress {
    id: ImportJobId,
    is_over: bool,
}

/// An import that came further.
#[Object]
impl ImportProgress {
    /// The import as it stands.
    async fn import_job(&self, ctx: &Context<'_>) -> Result<Option<ImportJob>> {
        let look = Look::of(ctx);
        let mut found = ImportJob::load_many(op(ctx)?, &[self.id], &look).await?;
        Ok(found.remove(&self.id))
    }

    /// Whether nothing more will be told of it.
    async fn is_over(&self) -> bool {
        self.is_over
    }
}

/// A campaign whose letters went further.
#[derive(Debug, Clone, Copy)]
pub struct CampaignFollowed {
    id: CampaignId,
    is_over: bool,
}

/// A campaign whose letters went further.
#[Object]
impl CampaignFollowed {
    /// The campaign as it stands.
    async fn campaign(&self, ctx: &Context<'_>) -> Result<Option<Campaign>> {
        let mut found = campaigns::load_many(op(ctx)?, &[self.id], &Look::of(ctx)).await?;
        Ok(found.remove(&self.id))
    }

    /// Whether nothing more will be told of it: no letter waits.
    async fn is_over(&self) -> bool {
        self.is_over
    }
}

/// Long work that can be followed.
#[derive(Debug, Clone, Copy, Default)]
pub struct ProgressSubscription;

/// Long work that can be followed.
#[Root]
impl ProgressSubscription {
    /// An import in the background: as it stands, then whenever it has come further, until it has ended.
    async fn import_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The import's id.")] id: ID,
    ) -> Result<impl Stream<Item = Result<ImportProgress>> + use<>> {
        let (op, id) = asked(op(ctx)?, |reader| reader.id("id", &id))?;
        follow(op, move |op| async move {
            let mut found = jobs::find(&op, &[id]).await?;
            let row = found.pop().ok_or(Error::Denied(Denied::NotFound))?;
            let is_over = !matches!(
                row.state,
                ImportJobState::Queued | ImportJobState::Running | ImportJobState::Undoing
            );
            Ok((row, ImportProgress { id, is_over }, is_over))
        })
        .await
    }

    /// Letters that were sent together: as they stand, then whenever they have gone further, until none waits.
    async fn campaign_progress(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The campaign's id.")] id: ID,
    ) -> Result<impl Stream<Item = Result<CampaignFollowed>> + use<>> {
        let (op, id) = asked(op(ctx)?, |reader| reader.id("id", &id))?;
        follow(op, move |op| async move {
            let mut found = sent::by_ids(&op, &[id]).await?;
            let row = found.pop().ok_or(Error::Denied(Denied::NotFound))?;
            let counts = sent::progress(&op, &[id]).await?.remove(&id);
            let counts = counts.unwrap_or_default();
            let waits = [MessageState::Queued, MessageState::Claimed];
            let is_over = waits
                .iter()
                .all(|state| counts.get(state).is_none_or(|letters| *letters == 0));
            Ok(((row, counts), CampaignFollowed { id, is_over }, is_over))
        })
        .await
    }
}

/// Reads an id that was asked for.
fn asked<T>(op: &Op, read: impl FnOnce(&mut Reader) -> Option<T>) -> Result<(Op, T)> {
    let mut reader = Reader::new();
    let id = read(&mut reader);
    let id = reader.finish(id).map_err(|error| top_level(op, &error))?;
    Ok((op.clone(), id))
}

/// Tells what a look brings, and whenever another one differs from it, until it is over. Whoever may not look is told so before.
async fn follow<S, T, F, L>(
    op: Op,
    look: L,
) -> Result<impl Stream<Item = Result<T>> + use<S, T, F, L>>
where
    S: PartialEq + Send,
    T: Send,
    F: Future<Output = error::Result<(S, T, bool)>> + Send,
    L: Fn(Op) -> F + Send,
{
    let mut watch = Watch {
        op,
        look,
        last: None,
        looks: 0,
        is_over: false,
    };
    let first = watch.look_again().await;
    let (stands, told, is_over) = first.map_err(|error| top_level(&watch.op, &error))?;
    (watch.last, watch.is_over) = (Some(stands), is_over);
    let first = stream::once(async { Ok(told) });
    Ok(first.chain(stream::unfold(watch, Watch::next)))
}

/// Somebody who follows something.
struct Watch<S, L> {
    op: Op,
    look: L,
    last: Option<S>,
    looks: u32,
    is_over: bool,
}

impl<S: PartialEq, L> Watch<S, L> {
    async fn next<T, F>(mut self) -> Option<(Result<T>, Self)>
    where
        F: Future<Output = error::Result<(S, T, bool)>>,
        L: Fn(Op) -> F,
    {
        if self.is_over {
            return None;
        }
        loop {
            tokio::time::sleep(LOOKING).await;
            match self.look_again().await {
                Ok((stands, told, is_over)) if self.last.as_ref() != Some(&stands) => {
                    (self.last, self.is_over) = (Some(stands), is_over);
                    return Some((Ok(told), self));
                }
                Ok((_, _, is_over)) if is_over => return None,
                Ok(_) => {}
                Err(error) => {
                    self.is_over = true;
                    return Some((Err(top_level(&self.op, &error)), self));
                }
            }
        }
    }

    /// Looks, from time to time with the rights that whoever follows has by now.
    async fn look_again<T, F>(&mut self) -> error::Result<(S, T, bool)>
    where
        F: Future<Output = error::Result<(S, T, bool)>>,
        L: Fn(Op) -> F,
    {
        self.looks = self.looks.wrapping_add(1);
        if self.looks.is_multiple_of(ASKING)
            && let Some(account) = self.op.actor.account()
        {
            self.op = accounts::on_behalf(&self.op, account).await?;
        }
        (self.look)(self.op.clone()).await
    }
}
