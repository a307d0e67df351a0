//! Changing an item of the run of show.

use chrono::{NaiveDateTime, TimeDelta};
use kuvend_entity::{
    agenda_item, contributor,
    id::AgendaItemId,
    kind::{AgendaItemKind, ContributorRole},
    text::LocalizedText,
};
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel};

use crate::{
    agenda::{
        Item, NewContributor,
        cast::Cast,
        cast_of, finish, judge_start, locked, open,
        positions::{self, judged, shift},
    },
    audit::{self, Deed},
    change::{Change, Changes},
    error::Result,
    events::{Found, stale},
    fault::{Code, Fault, Faults},
    op::Op,
    policy::Action,
};

/// Changes an item: what it does not name stays.
#[derive(Debug, Clone)]
pub struct UpdateItem {
    /// Which.
    pub id: AgendaItemId,
    /// The version that was read.
    pub version: i32,
    /// What sort; a panel stays one, and nothing else becomes one.
    pub kind: Option<AgendaItemKind>,
    /// Title per language, of all but a panel.
    pub title: Option<LocalizedText>,
    /// What a panel is about, per language.
    pub topic: Option<LocalizedText>,
    /// Description per language.
    pub description: Change<LocalizedText>,
    /// Its place in the order, from 1.
    pub position: Option<i32>,
    /// When it starts, on the clock of the event.
    pub starts_at: Change<NaiveDateTime>,
    /// Moves the items after it by as much as its own end moves.
    pub shifts_following: bool,
    /// How long it lasts, in minutes.
    pub duration_minutes: Change<i32>,
    /// In which room.
    pub room: Change<String>,
    /// Kept from guests.
    pub is_internal: Option<bool>,
    /// Whether guests may ask a panel something from their own page.
    pub takes_questions: Option<bool>,
    /// What was said and announced.
    pub outcome: Change<String>,
    /// Who contributes, all of them, to all but a panel.
    pub contributors: Change<Vec<NewContributor>>,
    /// Who leads a panel.
    pub moderator: Change<NewContributor>,
    /// Who sits on a panel, all of them.
    pub panellists: Change<Vec<NewContributor>>,
}

/// Changes an item.
///
/// # Errors
/// Faults on `id`, `version`, `kind`, `position`, `startsAt`, the contributors, and on what only panels or only others have.
pub async fn update_item(op: &Op, cmd: UpdateItem) -> Result<(Found, Item)> {
    let tx = op.begin(Action::WriteEvents).await?;
    let (found, old) = locked(op, &tx, (cmd.id, "id")).await?;
    if cmd.version != old.version {
        return Err(stale(old.version).into());
    }
    open(["id"], &found.event)?;
    let before = cast_of(&tx, old.id).await?;
    let mut faults = Faults::none();
    misplaced(&old, &cmd, &mut faults);
    let position = match cmd.position {
        None => Some(old.position),
        Some(wanted) => judged(wanted, positions::length(&tx, old.event_id).await?).map_or_else(
            |fault| {
                faults.push(fault);
                None
            },
            Some,
        ),
    };
    let mut cast = recast(&before, &cmd);
    if let Some(cast) = &mut cast {
        cast.judge(op, &tx, &found.event, &mut faults).await?;
    }
    let follows = cmd.shifts_following;
    let mut next = revised(&old, cmd);
    judge_start(&found.event, next.starts_at_local, &mut faults);
    next.position = faults.finish(position)?;
    next.version += 1;
    next.updated_at = op.clock.now();
    positions::apply(
        &tx,
        old.event_id,
        shift(Some(old.position), Some(next.position)),
    )
    .await?;
    agenda_item::Entity::update(next.clone().into_active_model().reset_all())
        .exec(&tx)
        .await?;
    if follows && let Some(delay) = delay(&old, &next) {
        super::move_after(op, &tx, &found.event, (next.position, delay)).await?;
    }
    let mut changes = differences(&old, &next);
    let contributors = match &cast {
        None => before.clone(),
        Some(cast) => {
            let old: Vec<NewContributor> = before.iter().map(NewContributor::from).collect();
            changes.note("contributors", &old.iter().collect(), &cast.plain());
            cast.replace(op, &tx, (next.office_id, next.id), &before)
                .await?
        }
    };
    audit::write(
        &tx,
        op,
        Deed {
            office: next.office_id,
            action: "agenda::update_item",
            object_kind: "agenda_item",
            object_id: next.id.0,
            changes: changes.json(),
            reason: None,
        },
    )
    .await?;
    let found = finish(op, tx, found, (&before, &contributors)).await?;
    let item = Item {
        item: next,
        contributors,
    };
    Ok((found, item))
}

/// Notes what a panel has not, or only a panel has.
fn misplaced(old: &agenda_item::Model, cmd: &UpdateItem, faults: &mut Faults) {
    let is_panel = old.kind == AgendaItemKind::Panel;
    let named = |field: &str, is_named: bool| {
        is_named.then(|| Fault::new([field], Code::Inconsistent).with("other", "kind"))
    };
    let becomes = cmd
        .kind
        .is_some_and(|kind| (kind == AgendaItemKind::Panel) != is_panel);
    let wrong = if is_panel {
        [
            named("kind", becomes),
            named("title", cmd.title.is_some()),
            named("contributors", cmd.contributors != Change::Leave),
            None,
        ]
    } else {
        [
            named("kind", becomes),
            named("topic", cmd.topic.is_some()),
            named(
                "panellists",
                cmd.moderator != Change::Leave || cmd.panellists != Change::Leave,
            ),
            named("takesQuestions", cmd.takes_questions == Some(true)),
        ]
    };
    for fault in wrong.into_iter().flatten() {
        faults.push(fault);
    }
}

/// The contributors as the command wants them; `None` where it names none.
fn recast(before: &[contributor::Model], cmd: &UpdateItem) -> Option<Cast> {
    let mut cast = Cast::default();
    if let Some(contributors) = cmd.contributors.clone().told() {
        cast.many("contributors", contributors);
        return Some(cast);
    }
    if cmd.moderator == Change::Leave && cmd.panellists == Change::Leave {
        return None;
    }
    let (led, sat): (Vec<_>, Vec<_>) = before
        .iter()
        .map(NewContributor::from)
        .partition(|someone| someone.role == ContributorRole::Moderator);
    if let Some(moderator) = cmd.moderator.clone().over(led.into_iter().next()) {
        cast.one("moderator", moderator);
    }
    cast.many("panellists", cmd.panellists.clone().or_default(sat));
    Some(cast)
}

/// The item as the command wants it, at its former position.
fn revised(old: &agenda_item::Model, cmd: UpdateItem) -> agenda_item::Model {
    let mut next = old.clone();
    next.kind = cmd.kind.unwrap_or(next.kind);
    next.title = cmd.title.or(cmd.topic).unwrap_or(next.title);
    next.description = cmd.description.or_default(next.description);
    next.starts_at_local = cmd.starts_at.over(next.starts_at_local);
    next.duration_minutes = cmd.duration_minutes.over(next.duration_minutes);
    next.room = cmd.room.over(next.room);
    next.is_internal = cmd.is_internal.unwrap_or(next.is_internal);
    next.takes_questions = cmd.takes_questions.unwrap_or(next.takes_questions);
    next.outcome = cmd.outcome.over(next.outcome);
    next
}

/// By how much the end of an item moves on the clock.
fn delay(old: &agenda_item::Model, next: &agenda_item::Model) -> Option<TimeDelta> {
    let end = |item: &agenda_item::Model| {
        let minutes = i64::from(item.duration_minutes.unwrap_or_default());
        item.starts_at_local?
            .checked_add_signed(TimeDelta::try_minutes(minutes)?)
    };
    Some(end(next)? - end(old)?)
}

fn differences(old: &agenda_item::Model, next: &agenda_item::Model) -> Changes {
    let mut changes = Changes::default();
    changes.note("kind", &old.kind, &next.kind);
    changes.note("title", &old.title, &next.title);
    changes.note("description", &old.description, &next.description);
    changes.note("position", &old.position, &next.position);
    changes.note("startsAt", &old.starts_at_local, &next.starts_at_local);
    changes.note(
        "durationMinutes",
        &old.duration_minutes,
        &next.duration_minutes,
    );
    changes.note("room", &old.room, &next.room);
    changes.note("isInternal", &old.is_internal, &next.is_internal);
    changes.note(
        "takesQuestions",
        &old.takes_questions,
        &next.takes_questions,
    );
    changes.note("outcome", &old.outcome, &next.outcome);
    changes
}
