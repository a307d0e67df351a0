//! Protocol: the table of ranks, who goes before whom, and how each is addressed.

mod inputs;
mod lists;
mod roots;

use std::sync::Arc;

use async_graphql::{Enum, ID, Object, SimpleObject};
use kuvend_domain::protocol::{
    address,
    reads::{Placed, Source},
    tables::Table,
};
use kuvend_entity::{protocol_rank, value};

pub use inputs::{
    ClearPrecedenceOverrideInput, KEY, KeepRankTableInput, OverridePrecedenceInput,
    ProtocolRankInput, SetPrecedenceInput,
};
pub(crate) use lists::of_events;
pub use lists::{
    Asked, Brought, Guests, ProtocolConnection, ProtocolEdge, ProtocolPlace, SpeakingTurn, of_rows,
};
pub use roots::{
    ClearPrecedenceOverridePayload, KeepRankTablePayload, OverridePrecedencePayload,
    ProtocolMutations, ProtocolQueries, SetPrecedencePayload,
};

use crate::{
    enums::GuestCategory,
    input::{LocalizedText, translations},
    offices::text,
    scalars::{Date, DateTime, Language},
};

/// Where a form of address is used.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "address::Form")]
pub enum AddressForm {
    /// Speaking to the person.
    Spoken,
    /// Greeting them in a letter.
    Written,
    /// Naming them on an envelope or a place card; of several lines.
    Envelope,
}

/// Where a guest's rank comes from.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Source")]
pub enum PrecedenceSource {
    /// A courtesy: `overridePrecedence`.
    Courtesy,
    /// What the office says of them at this event: `setPrecedence`.
    Event,
    /// The rank of their function in an organisation.
    Membership,
    /// The words of their function, by the table.
    Function,
    /// Their category, by the table.
    Category,
    /// Nothing: they have none, and go last.
    None,
}

/// An office's order of precedence. Each time it is kept it is a new version, and the ones before stay as they were.
#[derive(Debug, Clone, SimpleObject)]
pub struct RankTable {
    /// Which; the highest holds.
    pub version: i32,
    /// When it was published.
    pub published_at: DateTime,
    /// The ranks, the highest first.
    pub ranks: Vec<ProtocolRank>,
}

impl From<Table> for RankTable {
    fn from(table: Table) -> Self {
        Self {
            version: table.table.version,
            published_at: table.table.created_at.into(),
            ranks: table.ranks.into_iter().map(Into::into).collect(),
        }
    }
}

/// A rank in an order of precedence.
#[derive(Debug, Clone)]
pub struct ProtocolRank(Arc<protocol_rank::Model>);

impl From<protocol_rank::Model> for ProtocolRank {
    fn from(row: protocol_rank::Model) -> Self {
        Self(Arc::new(row))
    }
}

/// A rank in an order of precedence.
#[Object]
impl ProtocolRank {
    /// What memberships and guests name it by, whatever the version.
    async fn key(&self) -> &str {
        &self.0.key
    }

    /// Its place in the order, the highest 1.
    async fn position(&self) -> i32 {
        self.0.position
    }

    /// Its name in the language asked for, else in the first that there is.
    async fn title(
        &self,
        #[graphql(desc = "The language wanted.")] language: Option<Language>,
    ) -> String {
        let own = value::Language::english();
        text(&self.0.title, language.as_ref(), &own).unwrap_or_default()
    }

    /// Its name in every language that there is.
    async fn title_translations(&self) -> Vec<LocalizedText> {
        translations(&self.0.title)
    }

    /// How its holders are spoken to, per language.
    async fn spoken(&self) -> Vec<LocalizedText> {
        translations(&self.0.spoken)
    }

    /// How a letter greets them, per language; a language without is greeted as everybody.
    async fn written(&self) -> Vec<LocalizedText> {
        translations(&self.0.written)
    }

    /// How an envelope names them, per language.
    async fn envelope(&self) -> Vec<LocalizedText> {
        translations(&self.0.envelope)
    }

    /// Of which categories guests are who have it; empty is of any.
    async fn categories(&self) -> Vec<GuestCategory> {
        let all = self.0.categories.0.iter();
        all.map(|one| (*one).into()).collect()
    }

    /// By which words in their function they are known; where there are none, by their category alone.
    async fn functions(&self) -> Vec<String> {
        self.0.functions.0.clone()
    }
}

/// The place that protocol gives a guest, and why.
#[derive(Debug, Clone, SimpleObject)]
pub struct Precedence {
    /// The rank; null where the office keeps no table, or nothing says it.
    pub rank: Option<ProtocolRank>,
    /// Where the rank comes from.
    pub source: PrecedenceSource,
    /// Since when the guest counts among equals: the day of the credentials, else of the appointment.
    pub on: Option<Date>,
    /// Raised by every word of the office's on it; 0 where it said nothing.
    pub version: i32,
    /// The courtesy that holds, whatever the table says.
    pub courtesy: Option<Courtesy>,
}

/// A courtesy: where an office puts a guest against its table of ranks.
#[derive(Debug, Clone, SimpleObject)]
pub struct Courtesy {
    /// The key of the rank in the place of the guest's own.
    pub rank: Option<String>,
    /// The row that the guest goes directly before.
    pub before_id: Option<ID>,
    /// Why.
    pub reason: String,
    /// When it was said.
    pub at: Option<DateTime>,
}

impl From<&Placed> for Precedence {
    fn from(guest: &Placed) -> Self {
        let said = guest.said.as_ref();
        let courtesy = said
            .filter(|said| said.override_rank_key.is_some() || said.override_before_id.is_some());
        Self {
            rank: guest.rank.clone().map(Into::into),
            source: guest.source.into(),
            on: guest.since.map(Into::into),
            version: said.map_or(0, |said| said.version),
            courtesy: courtesy.map(|said| Courtesy {
                rank: said.override_rank_key.clone(),
                before_id: said.override_before_id.map(|id| id.to_string().into()),
                reason: said.override_reason.clone().unwrap_or_default(),
                at: said.override_at.map(Into::into),
            }),
        }
    }
}
