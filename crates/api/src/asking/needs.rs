//! What guests need, and what an event needs in all.

use async_graphql::{Context, Object};
use kuvend_domain::{
    audit::reads::Sensitive,
    needs::{Total, codes},
    policy::Action,
};
use kuvend_entity::{attendee, attendee_need, value};

use super::{Told, Wanted, of_rows};
use crate::{
    enums::{NeedKind, SaidBy},
    payload::op,
    scalars::{DateTime, Language},
};

/// What a code is called in the language asked for, else in the caller's.
fn called(
    ctx: &Context<'_>,
    code: &str,
    language: Option<&Language>,
) -> async_graphql::Result<String> {
    let asked = language.and_then(|language| language.0.parse().ok());
    let language: value::Language = match asked {
        Some(language) => language,
        None => op(ctx)?.language.clone(),
    };
    Ok(codes::name(code, &language).unwrap_or(code).to_owned())
}

/// Something that a guest needs.
#[derive(Debug, Clone)]
pub struct AttendeeNeed(attendee_need::Model);

impl From<attendee_need::Model> for AttendeeNeed {
    fn from(row: attendee_need::Model) -> Self {
        Self(row)
    }
}

/// Something that a guest needs.
#[Object]
impl AttendeeNeed {
    /// What sort of need.
    async fn kind(&self) -> NeedKind {
        self.0.kind.into()
    }

    /// Which, of `needCodes`.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What it is called.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted, else the caller's.")] language: Option<Language>,
    ) -> async_graphql::Result<String> {
        called(ctx, &self.0.code, language.as_ref())
    }

    /// How many of the party have it, the guest among them.
    async fn persons(&self) -> i32 {
        self.0.persons
    }

    /// What the code does not say.
    async fn note(&self) -> Option<&str> {
        self.0.note.as_deref()
    }

    /// Who told it.
    async fn said_by(&self) -> SaidBy {
        self.0.said_by.into()
    }

    /// When the guest agreed that it is kept; null where nobody noted that they did.
    async fn agreed_at(&self) -> Option<DateTime> {
        self.0.agreed_at.map(Into::into)
    }

    /// How they agreed, where the staff was told; null where they did on their page.
    async fn agreed_how(&self) -> Option<&str> {
        self.0.agreed_how.as_deref()
    }

    /// To which version of the page's words they agreed there.
    async fn wording_version(&self) -> Option<i32> {
        self.0.wording_version
    }

    /// When it was last told.
    async fn told_at(&self) -> DateTime {
        self.0.updated_at.into()
    }
}

/// How many need something at an event. It says nothing of whose need it is, and no note.
#[derive(Debug, Clone)]
pub struct NeedTotal(Total);

impl From<Total> for NeedTotal {
    fn from(total: Total) -> Self {
        Self(total)
    }
}

/// How many need something at an event. It says nothing of whose need it is, and no note.
#[Object]
impl NeedTotal {
    /// What sort of need.
    async fn kind(&self) -> NeedKind {
        self.0.kind.into()
    }

    /// Which, of `needCodes`.
    async fn code(&self) -> &str {
        &self.0.code
    }

    /// What it is called.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted, else the caller's.")] language: Option<Language>,
    ) -> async_graphql::Result<String> {
        called(ctx, &self.0.code, language.as_ref())
    }

    /// How many people, companions among them, of those who have a place and were not missed, or who were there.
    async fn count(&self) -> i32 {
        i32::try_from(self.0.persons).unwrap_or(i32::MAX)
    }
}

/// A need that can be told.
#[derive(Debug, Clone, Copy)]
pub struct KnownNeed(pub(super) &'static codes::NeedCode);

/// A need that can be told.
#[Object]
impl KnownNeed {
    /// What sort of need.
    async fn kind(&self) -> NeedKind {
        self.0.kind.into()
    }

    /// What it is named by. `OTHER` needs a note; languages have their code in ISO 639-1.
    async fn code(&self) -> &str {
        self.0.code
    }

    /// What it is called.
    async fn name(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language wanted, else the caller's.")] language: Option<Language>,
    ) -> async_graphql::Result<String> {
        called(ctx, self.0.code, language.as_ref())
    }
}

/// What a guest needs, for who may read it: what was brought along, or this field's. That it is shown is noted.
///
/// # Errors
/// A failure, as a coded top-level error.
pub async fn shown(
    ctx: &Context<'_>,
    row: &attendee::Model,
    brought: Option<&Told>,
) -> async_graphql::Result<Option<Vec<AttendeeNeed>>> {
    let op = op(ctx)?;
    if !op.may_at((row.office_id, row.event_id), Action::ReadNeeds) {
        return Ok(None);
    }
    let needs = match brought {
        Some(told) => told.needs.get(&row.id).cloned(),
        None => {
            let wanted = Wanted::by(ctx);
            let mut told = Box::pin(of_rows(op, &[row.id], &wanted)).await?;
            told.needs.remove(&row.id)
        }
    };
    let needs = needs.unwrap_or_default();
    if let (Some(contact), false) = (row.contact_id, needs.is_empty()) {
        op.reads.note_contact(contact, Sensitive::Needs);
    }
    Ok(Some(needs))
}
