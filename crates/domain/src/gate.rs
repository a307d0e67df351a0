//! The gate: may this person be written to for this purpose, now? Asked when a letter is queued, and again when it is sent.

mod answers;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use kuvend_entity::{
    consent, contact, contact_email,
    id::{ContactId, OfficeId},
    kind::{ConsentState, EmailState, LawfulBasis, SuppressionReason},
    office, purpose, suppression,
    value::{EmailAddress, Language, Languages},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, JoinType, QueryFilter,
    QueryOrder, QuerySelect, QueryTrait, Select,
    prelude::DateTimeUtc,
    sea_query::{Expr, ExprTrait, Query, SimpleExpr},
};

pub use answers::Permission;

use crate::error::Result;

/// Ids of one statement, so that the parameters stay within what `SQLite` takes.
const BATCH: usize = 500;

/// What a letter is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Use {
    /// What somebody takes part in: confirmation, update, cancellation, thanks. Event management; needs no consent.
    TakingPart,
    /// Inviting an official, or a body's representative in their function: the office's task. Not having been asked is no
    /// refusal.
    OfficialInvitation,
    /// Inviting a private person: follow-up, on the basis that the register names.
    PrivateInvitation,
    /// Surveys and news: follow-up, on the basis that the register names.
    FollowUp,
    /// Photographs and quotes.
    Publicity,
    /// What somebody asked for themselves just now: the link to their own page, the confirmation of their address. Only an
    /// address that is not to be written to stops it.
    OwnRequest,
}

impl Use {
    /// The purpose in the register that it falls under.
    #[must_use]
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::TakingPart | Self::OwnRequest => "event-management",
            Self::OfficialInvitation | Self::PrivateInvitation | Self::FollowUp => "follow-up",
            Self::Publicity => "publicity",
        }
    }

    /// The use that a purpose of the register stands for when a client asks by name.
    #[must_use]
    pub fn of_purpose(key: &str) -> Option<Self> {
        match key {
            "event-management" => Some(Self::TakingPart),
            "follow-up" => Some(Self::FollowUp),
            "publicity" => Some(Self::Publicity),
            _ => None,
        }
    }
}

/// Where a letter would go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// There is no address.
    Nowhere,
    /// The address is suppressed for this purpose, bounced, or its owner complained.
    Suppressed,
    /// The address is free, as far as is known.
    Free,
}

/// What the gate judges by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// Where a letter would go.
    pub reach: Reach,
    /// Whether processing is restricted.
    pub is_restricted: bool,
    /// Whether the person objects to being written to.
    pub objects: bool,
    /// The latest line of the ledger for the purpose.
    pub consent: Option<ConsentState>,
    /// On what the purpose rests.
    pub basis: LawfulBasis,
}

/// The rule, and nothing but the rule. What forbids most is told first; what somebody takes part in is stopped only by what
/// forbids every letter.
#[must_use]
pub const fn decide(purpose: Use, facts: &Facts) -> Permission {
    if facts.is_restricted && !matches!(purpose, Use::OwnRequest) {
        return Permission::Restricted;
    }
    if !matches!(purpose, Use::TakingPart | Use::OwnRequest) {
        if facts.objects || matches!(facts.consent, Some(ConsentState::Objected)) {
            return Permission::Objected;
        }
        match (purpose, facts.consent, facts.basis) {
            (_, Some(ConsentState::Refused | ConsentState::Withdrawn), _) => {
                return Permission::Refused;
            }
            (Use::OfficialInvitation, ..) | (_, Some(ConsentState::Given), _) => {}
            (_, _, LawfulBasis::Consent) => return Permission::NotAsked,
            _ => {}
        }
    }
    match facts.reach {
        Reach::Nowhere => Permission::NoAddress,
        Reach::Suppressed => Permission::Suppressed,
        Reach::Free => Permission::Allowed,
    }
}

/// The gate's answer about one person, and what a letter to them needs.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// May they be written to?
    pub permission: Permission,
    /// Where, if there is an address.
    pub address: Option<EmailAddress>,
    /// In which language: the person's, else the office's own.
    pub language: Language,
}

/// What the tables say of a person and the way to them.
#[derive(Debug, FromQueryResult)]
struct Known {
    id: ContactId,
    restricted_at: Option<DateTimeUtc>,
    objected_at: Option<DateTimeUtc>,
    preferred_language: Option<Language>,
    languages: Languages,
    basis: Option<LawfulBasis>,
    address: Option<EmailAddress>,
    address_state: Option<EmailState>,
    said: Option<ConsentState>,
    is_suppressed: bool,
}

/// Asks about any number of contacts of an office, by one statement for each five hundred. Who is not there, merged or
/// erased has no verdict.
///
/// # Errors
/// Only the database's.
pub async fn ask(
    db: &impl ConnectionTrait,
    office: OfficeId,
    purpose: Use,
    contacts: &[ContactId],
) -> Result<HashMap<ContactId, Verdict>> {
    let mut verdicts = HashMap::with_capacity(contacts.len());
    for batch in contacts.chunks(BATCH) {
        let select =
            known(office, purpose).filter(contact::Column::Id.is_in(batch.iter().copied()));
        for person in select.into_model::<Known>().all(db).await? {
            verdicts.insert(person.id, judge(purpose, person));
        }
    }
    Ok(verdicts)
}

/// How many contacts of an office, of those whom a condition leaves, get which answer: by one statement, however many they
/// are.
///
/// # Errors
/// Only the database's.
pub async fn count(
    db: &impl ConnectionTrait,
    office: OfficeId,
    purpose: Use,
    who: Condition,
) -> Result<HashMap<Permission, i64>> {
    let mut one = known(office, purpose).filter(who).into_query();
    one.expr_as(contact::Column::RestrictedAt.is_not_null(), "is_restricted")
        .expr_as(contact::Column::ObjectedAt.is_not_null(), "objects");
    let mut alike = Query::select();
    for column in [
        "is_restricted",
        "objects",
        "basis",
        "address_state",
        "said",
        "is_suppressed",
    ] {
        alike.column(column).add_group_by([Expr::col(column)]);
    }
    alike
        .expr_as(Expr::col("id").count(), "number")
        .from_subquery(one, "one");
    let mut counts = HashMap::new();
    for row in db.query_all(&alike).await? {
        let facts = Facts {
            reach: reach(
                row.try_get("", "address_state")?,
                row.try_get("", "is_suppressed")?,
            ),
            is_restricted: row.try_get("", "is_restricted")?,
            objects: row.try_get("", "objects")?,
            consent: row.try_get("", "said")?,
            basis: basis(row.try_get("", "basis")?),
        };
        *counts.entry(decide(purpose, &facts)).or_default() += row.try_get::<i64>("", "number")?;
    }
    Ok(counts)
}

/// Which of these addresses, in lower case, of people who are not registered yet are not to be written to although they ask
/// for it: those that bounced or complained, and those that the office itself has stopped.
///
/// # Errors
/// Only the database's.
pub async fn stopped(
    db: &impl ConnectionTrait,
    office: OfficeId,
    addresses: &[String],
) -> Result<Vec<String>> {
    use suppression::Column as S;
    let mut stopped = Vec::new();
    for batch in addresses.chunks(BATCH) {
        let found: Vec<String> = suppression::Entity::find()
            .select_only()
            .column(S::AddressFolded)
            .filter(S::OfficeId.eq(office))
            .filter(S::ReleasedAt.is_null())
            .filter(S::Reason.is_in([
                SuppressionReason::Bounce,
                SuppressionReason::Complaint,
                SuppressionReason::Manual,
            ]))
            .filter(S::AddressFolded.is_in(batch.iter().map(String::as_str)))
            .into_tuple()
            .all(db)
            .await?;
        stopped.extend(found);
    }
    Ok(stopped)
}

/// Where a letter to an address would go.
const fn reach(address: Option<EmailState>, is_suppressed: bool) -> Reach {
    match address {
        None => Reach::Nowhere,
        Some(EmailState::Bounced | EmailState::Complained | EmailState::Suppressed) => {
            Reach::Suppressed
        }
        Some(EmailState::Unverified | EmailState::Ok) if is_suppressed => Reach::Suppressed,
        Some(EmailState::Unverified | EmailState::Ok) => Reach::Free,
    }
}

/// A purpose that the register does not hold has no basis but consent.
fn basis(of_purpose: Option<LawfulBasis>) -> LawfulBasis {
    of_purpose.unwrap_or(LawfulBasis::Consent)
}

/// Applies the rule to what is known of somebody.
fn judge(purpose: Use, person: Known) -> Verdict {
    let facts = Facts {
        reach: reach(person.address_state, person.is_suppressed),
        is_restricted: person.restricted_at.is_some(),
        objects: person.objected_at.is_some(),
        consent: person.said,
        basis: basis(person.basis),
    };
    let own = || person.languages.0.first().cloned();
    Verdict {
        permission: decide(purpose, &facts),
        address: person.address,
        language: person
            .preferred_language
            .or_else(own)
            .unwrap_or_else(Language::english),
    }
}

/// The contacts of an office that may have a verdict, each with the primary address, the latest line of the ledger for the
/// purpose, and whether the address is suppressed for all purposes or for this one.
fn known(office: OfficeId, purpose: Use) -> Select<contact::Entity> {
    use contact::Column as C;
    let of_office = contact::Entity::belongs_to(office::Entity)
        .from(C::OfficeId)
        .to(office::Column::Id);
    let key = purpose.purpose();
    let of_purpose = contact::Entity::belongs_to(purpose::Entity)
        .from(C::OfficeId)
        .to(purpose::Column::OfficeId)
        .on_condition(move |_, _| purpose::Column::Key.eq(key).into());
    let of_address = contact::Entity::belongs_to(contact_email::Entity)
        .from(C::Id)
        .to(contact_email::Column::ContactId)
        .on_condition(|_, _| contact_email::Column::IsPrimary.eq(true).into());
    let latest = consent::Entity::find()
        .select_only()
        .column(consent::Column::State)
        .filter(Expr::col(consent::Column::ContactId.as_column_ref()).equals(C::Id.as_column_ref()))
        .filter(
            Expr::col(consent::Column::PurposeId.as_column_ref())
                .equals(purpose::Column::Id.as_column_ref()),
        )
        .order_by_desc(consent::Column::GivenAt)
        .order_by_desc(consent::Column::Id)
        .limit(1)
        .into_query();
    let suppressed = suppression::Entity::find()
        .select_only()
        .column(suppression::Column::Id)
        .filter(suppression::Column::OfficeId.eq(office))
        .filter(suppression::Column::ReleasedAt.is_null())
        .filter(
            Expr::col(suppression::Column::AddressFolded.as_column_ref())
                .equals(contact_email::Column::Folded.as_column_ref()),
        )
        .filter(
            Condition::any()
                .add(suppression::Column::PurposeId.is_null())
                .add(
                    Expr::col(suppression::Column::PurposeId.as_column_ref())
                        .equals(purpose::Column::Id.as_column_ref()),
                ),
        )
        .into_query();
    contact::Entity::find()
        .select_only()
        .columns([C::Id, C::RestrictedAt, C::ObjectedAt, C::PreferredLanguage])
        .column(office::Column::Languages)
        .column(purpose::Column::Basis)
        .column(contact_email::Column::Address)
        .column_as(contact_email::Column::State, "address_state")
        .expr_as(SimpleExpr::SubQuery(None, Box::new(latest.into())), "said")
        .expr_as(Expr::exists(suppressed), "is_suppressed")
        .join(JoinType::InnerJoin, of_office.into())
        .join(JoinType::LeftJoin, of_purpose.into())
        .join(JoinType::LeftJoin, of_address.into())
        .filter(C::OfficeId.eq(office))
        .filter(C::ErasedAt.is_null())
        .filter(C::MergedIntoId.is_null())
}
