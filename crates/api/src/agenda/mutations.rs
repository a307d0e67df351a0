//! What can be done to a run of show beside adding and changing its items.

use async_graphql::{Context, ID, Object, Result};
use kuvend_domain::{agenda, events::Found, op::Op};
use kuvend_entity::{
    deliverable,
    id::{ContributorId, PanelQuestionId, RemarkId},
    kind::DeliverableKind,
};

use crate::{
    agenda::{
        AddPanelQuestionInput, AddPanelQuestionPayload, AddRemarkInput, AddRemarkPayload,
        AgendaItem, AskDeliverablesInput, AskDeliverablesPayload, Cast, CastSelection,
        ConfirmContributorInput, ConfirmContributorPayload, Contributor, Deliverable,
        ModeratePanelQuestionInput, ModeratePanelQuestionPayload, Panel, PanelQuestion,
        PublishAgendaInput, PublishAgendaPayload, RecordDeliverableInput, RecordDeliverablePayload,
        Remark, RemoveRemarkInput, RemoveRemarkPayload, SetConflictLevelsInput,
        SetConflictLevelsPayload, UnpublishAgendaInput, UnpublishAgendaPayload, UpdateRemarkInput,
        UpdateRemarkPayload, UploadDeliverableInput, UploadDeliverablePayload,
        WithdrawDeliverableInput, WithdrawDeliverablePayload,
    },
    events::mutations::{after, shown},
    payload::{UserError, op, seen, settle, subject},
};

/// What can be done to a run of show beside adding and changing its items.
#[derive(Debug, Clone, Copy, Default)]
pub struct AgendaMutations;

/// An item with everything that stands behind it.
async fn whole(op: &Op, (found, item): (&Found, &agenda::Item)) -> Result<(AgendaItem, Cast)> {
    let cast = Cast::of(op, &[item], &CastSelection::everything()).await?;
    Ok((AgendaItem::shown(found, item, &cast), cast))
}

/// An item and one of its contributors.
async fn with_contributor(
    op: &Op,
    acted: Option<&(Found, agenda::Item)>,
    id: Option<ContributorId>,
) -> Result<(Option<AgendaItem>, Option<Contributor>)> {
    let Some((found, item)) = acted else {
        return Ok((None, None));
    };
    let (shown, cast) = whole(op, (found, item)).await?;
    let cast = cast.contributors(item);
    let someone = cast.into_iter().find(|one| Some(one.key()) == id);
    Ok((Some(shown), someone))
}

/// What a contributor was asked for or gave, as an input names it.
type NamedDeliverable<'a> = (&'a ID, DeliverableKind);

/// What a contributor gave, and the contributor; on a conflict, as both are now.
async fn with_deliverable(
    op: &Op,
    recorded: Option<(Found, agenda::Item, deliverable::Model)>,
    ((contributor, kind), errors): (NamedDeliverable<'_>, &[UserError]),
) -> Result<(Option<Deliverable>, Option<Contributor>)> {
    let recorded = recorded.map(|(found, item, row)| ((found, item), row.contributor_id));
    let now = match (recorded, subject(None, contributor, errors)) {
        (None, Some(id)) => {
            seen(op, agenda::of_contributor(op, id).await)?.map(|acted| (acted, id))
        }
        (recorded, _) => recorded,
    };
    let Some((acted, id)) = now else {
        return Ok((None, None));
    };
    let (_, someone) = with_contributor(op, Some(&acted), Some(id)).await?;
    let given = someone.as_ref().and_then(|someone| {
        let mut given = someone.deliverables.iter();
        given.find(|one| one.row.kind == kind).cloned()
    });
    Ok((given, someone))
}

/// A panel and one of its questions; on a conflict the question that the input names, as it is now.
async fn with_question(
    op: &Op,
    asked: Option<agenda::Questioned>,
    named: Option<PanelQuestionId>,
) -> Result<(Option<Panel>, Option<PanelQuestion>)> {
    let now = match (asked, named) {
        (None, Some(id)) => seen(op, agenda::find_question(op, id).await)?,
        (asked, _) => asked,
    };
    let Some(asked) = now else {
        return Ok((None, None));
    };
    let (item, cast) = whole(op, (&asked.found, &asked.panel)).await?;
    let mut questions = cast.questions(asked.panel.item.id).into_iter();
    let question = questions.find(|one| one.row.id == asked.question.id);
    Ok((item.panel().cloned(), question))
}

/// An item and one of its remarks, as long as it is there; on a conflict the remark that the input names, as it is now.
async fn with_remark(
    op: &Op,
    said: Option<agenda::Remarked>,
    named: Option<RemarkId>,
) -> Result<(Option<AgendaItem>, Option<Remark>)> {
    let now = match (said, named) {
        (None, Some(id)) => seen(op, agenda::find_remark(op, id).await)?,
        (said, _) => said,
    };
    let Some(said) = now else {
        return Ok((None, None));
    };
    let (item, _) = whole(op, (&said.found, &said.item)).await?;
    let key = said.remark.id;
    let remark = item.told().iter().find(|one| one.has_key(key)).cloned();
    Ok((Some(item), remark))
}

/// What can be done to a run of show beside adding and changing its items.
#[Object]
impl AgendaMutations {
    /// Says how grave an event takes sorts of contradictions in its run of show: whether they are told, and whether they stop
    /// publishing.
    pub async fn set_conflict_levels(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which event, and how grave.")] input: SetConflictLevelsInput,
    ) -> Result<SetConflictLevelsPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::set_levels(op, input.read()?).await }.await;
        let (found, user_errors) = settle(op, outcome)?;
        Ok(SetConflictLevelsPayload {
            event: shown(ctx, op, found).await?,
            user_errors,
        })
    }

    /// Shows a run of show to guests, on their own page and on that of a listed event, but for what is internal.
    pub async fn publish_agenda(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which event.")] input: PublishAgendaInput,
    ) -> Result<PublishAgendaPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::publish_agenda(op, input.read()?).await }.await;
        let (found, user_errors) = settle(op, outcome)?;
        let found = after(op, found, &input.event_id).await?;
        Ok(PublishAgendaPayload {
            event: shown(ctx, op, found).await?,
            user_errors,
        })
    }

    /// Hides a run of show from guests again.
    pub async fn unpublish_agenda(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which event.")] input: UnpublishAgendaInput,
    ) -> Result<UnpublishAgendaPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::unpublish_agenda(op, input.read()?).await }.await;
        let (found, user_errors) = settle(op, outcome)?;
        let found = after(op, found, &input.event_id).await?;
        Ok(UnpublishAgendaPayload {
            event: shown(ctx, op, found).await?,
            user_errors,
        })
    }

    /// Notes whether somebody agreed to contribute. Whoever declines loses the role that it gave them on the guest list.
    pub async fn confirm_contributor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and whether.")] input: ConfirmContributorInput,
    ) -> Result<ConfirmContributorPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::confirm_contributor(op, input.read()?).await }.await;
        let (mut acted, user_errors) = settle(op, outcome)?;
        if let Some(id) = subject(None, &input.id, &user_errors) {
            acted = seen(op, agenda::of_contributor(op, id).await)?;
        }
        let (agenda_item, contributor) =
            with_contributor(op, acted.as_ref(), input.id.parse().ok()).await?;
        Ok(ConfirmContributorPayload {
            contributor,
            agenda_item,
            event: shown(ctx, op, acted.map(|(found, _)| found)).await?,
            user_errors,
        })
    }

    /// Asks a contributor for a title, a biography, a picture, a film, or for consent to publish.
    pub async fn ask_deliverables(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and for what.")] input: AskDeliverablesInput,
    ) -> Result<AskDeliverablesPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::ask_deliverables(op, input.read()?).await }.await;
        let (acted, user_errors) = settle(op, outcome)?;
        let (agenda_item, contributor) =
            with_contributor(op, acted.as_ref(), input.contributor_id.parse().ok()).await?;
        Ok(AskDeliverablesPayload {
            contributor,
            agenda_item,
            user_errors,
        })
    }

    /// Records what came of something that a contributor was asked for, or gave unasked.
    pub async fn record_deliverable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What came.")] input: RecordDeliverableInput,
    ) -> Result<RecordDeliverablePayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::record_deliverable(op, input.read()?).await }.await;
        let (recorded, user_errors) = settle(op, outcome)?;
        let named = (&input.contributor_id, input.kind.into());
        let (deliverable, contributor) =
            with_deliverable(op, recorded, (named, &user_errors)).await?;
        Ok(RecordDeliverablePayload {
            deliverable,
            contributor,
            user_errors,
        })
    }

    /// Hands in a file for a contributor: a picture, a film or slides. It is sent to `/graphql/upload` with the request. What a file
    /// is, its own bytes say; it is kept until the office keeps the event no longer.
    pub async fn upload_deliverable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The file, and for whom.")] input: UploadDeliverableInput,
    ) -> Result<UploadDeliverablePayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::hand_in(op, input.read()?).await }.await;
        let (recorded, user_errors) = settle(op, outcome)?;
        let named = (&input.contributor_id, input.kind.into());
        let (deliverable, contributor) =
            with_deliverable(op, recorded, (named, &user_errors)).await?;
        Ok(UploadDeliverablePayload {
            deliverable,
            contributor,
            user_errors,
        })
    }

    /// Takes back what a contributor gave: its words, its file and where it was kept are gone, and it is still to come. Consent that
    /// is taken back is taken back in the ledger, too.
    pub async fn withdraw_deliverable(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What, and of whom.")] input: WithdrawDeliverableInput,
    ) -> Result<WithdrawDeliverablePayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::withdraw_deliverable(op, input.read()?).await }.await;
        let (recorded, user_errors) = settle(op, outcome)?;
        let named = (&input.contributor_id, input.kind.into());
        let (deliverable, contributor) =
            with_deliverable(op, recorded, (named, &user_errors)).await?;
        Ok(WithdrawDeliverablePayload {
            deliverable,
            contributor,
            user_errors,
        })
    }

    /// Collects a question to a panel, in advance or live; it waits for the moderation.
    pub async fn add_panel_question(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The question.")] input: AddPanelQuestionInput,
    ) -> Result<AddPanelQuestionPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::add_question(op, input.read()?).await }.await;
        let (asked, user_errors) = settle(op, outcome)?;
        let (panel, question) = with_question(op, asked, None).await?;
        Ok(AddPanelQuestionPayload {
            question,
            panel,
            user_errors,
        })
    }

    /// Says what becomes of a question to a panel: whether it is put, in which order, and what was answered.
    pub async fn moderate_panel_question(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which question, and what becomes of it.")]
        input: ModeratePanelQuestionInput,
    ) -> Result<ModeratePanelQuestionPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::moderate_question(op, input.read()?).await }.await;
        let (asked, user_errors) = settle(op, outcome)?;
        let named = subject(None, &input.id, &user_errors);
        let (panel, question) = with_question(op, asked, named).await?;
        Ok(ModeratePanelQuestionPayload {
            question,
            panel,
            user_errors,
        })
    }

    /// Records what somebody said, or what was announced.
    pub async fn add_remark(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What was said.")] input: AddRemarkInput,
    ) -> Result<AddRemarkPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::add_remark(op, input.read()?).await }.await;
        let (said, user_errors) = settle(op, outcome)?;
        let (agenda_item, remark) = with_remark(op, said, None).await?;
        Ok(AddRemarkPayload {
            remark,
            agenda_item,
            user_errors,
        })
    }

    /// Changes a remark.
    pub async fn update_remark(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What changes.")] input: UpdateRemarkInput,
    ) -> Result<UpdateRemarkPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::update_remark(op, input.read()?).await }.await;
        let (said, user_errors) = settle(op, outcome)?;
        let named = subject(None, &input.id, &user_errors);
        let (agenda_item, remark) = with_remark(op, said, named).await?;
        Ok(UpdateRemarkPayload {
            remark,
            agenda_item,
            user_errors,
        })
    }

    /// Takes a remark away.
    pub async fn remove_remark(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which remark.")] input: RemoveRemarkInput,
    ) -> Result<RemoveRemarkPayload> {
        let op = op(ctx)?;
        let outcome = async { agenda::remove_remark(op, input.read()?).await }.await;
        let (said, user_errors) = settle(op, outcome)?;
        let removed_id = said.as_ref().map(|said| said.remark.id.to_string().into());
        let named = subject(None, &input.id, &user_errors);
        let (agenda_item, _) = with_remark(op, said, named).await?;
        Ok(RemoveRemarkPayload {
            removed_id,
            agenda_item,
            user_errors,
        })
    }
}
