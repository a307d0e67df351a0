//! What the mutations of protocol are told.

use async_graphql::{ID, InputObject, MaybeUndefined};
use kuvend_domain::{
    error::Result,
    fault::Code,
    protocol::{Clear, Keep, NewRank, Override, Placement, Set},
};
use kuvend_entity::{
    text::LocalizedText,
    value::{Functions, GuestCategories},
};

use crate::{
    contacts::told,
    enums::GuestCategory,
    input::{LINE, LocalizedTextInput, Reader},
    scalars::Date,
};

/// Letters of a rank's key at most.
pub const KEY: usize = 40;
/// Ranks of a table at most.
const RANKS: usize = 100;
/// Words of functions of a rank at most.
const FUNCTIONS: usize = 100;
/// Letters of an envelope at most.
const ENVELOPE: usize = 400;
/// Letters of a reason at most.
const REASON: usize = 500;

/// A rank of a table. In its forms of address stand `{honorific}`, `{given}`, `{family}`, `{name}`, `{function}` and
/// `{organisation}` for the person's own, and `[for a man|for a woman|for anybody]` where a language asks for it.
#[derive(Debug, Clone, InputObject)]
pub struct ProtocolRankInput {
    /// What memberships and guests name it by: small letters, digits and hyphens, `ambassador`.
    pub key: String,
    /// Its name per language, at least one.
    pub title: Vec<LocalizedTextInput>,
    /// How its holders are spoken to, per language.
    pub spoken: Option<Vec<LocalizedTextInput>>,
    /// How a letter greets them, per language; a language without greets them as everybody.
    pub written: Option<Vec<LocalizedTextInput>>,
    /// How an envelope names them, per language, in several lines.
    pub envelope: Option<Vec<LocalizedTextInput>>,
    /// Of which categories guests are who have it; none is of any.
    pub categories: Option<Vec<GuestCategory>>,
    /// By which words in their function they are known, in any language, at most 100; without, they are known by their category alone,
    /// and without that too only by their key.
    pub functions: Option<Vec<String>>,
}

impl ProtocolRankInput {
    fn read(&self, reader: &mut Reader) -> Option<NewRank> {
        let mut text = |field: &str, list: &Option<Vec<LocalizedTextInput>>, limit: usize| {
            let list = list.as_deref().unwrap_or_default();
            reader.localized(field, list, limit)
        };
        let spoken: Option<LocalizedText> = text("spoken", &self.spoken, LINE);
        let written = text("written", &self.written, LINE);
        let envelope = text("envelope", &self.envelope, ENVELOPE);
        let key = reader.line("key", &self.key, KEY);
        let title = reader.title("title", &self.title);
        let words = self.functions.as_deref().unwrap_or_default();
        let functions = reader.within("functions", |reader| {
            if words.len() > FUNCTIONS {
                return reader.wrong("", Code::TooMany, &[("limit", &FUNCTIONS.to_string())]);
            }
            let read: Vec<Option<String>> = words
                .iter()
                .enumerate()
                .map(|(index, text)| reader.line(&index.to_string(), text, LINE))
                .collect();
            read.into_iter().collect::<Option<Vec<String>>>()
        });
        let mut categories = Vec::new();
        for category in self.categories.iter().flatten() {
            let category = (*category).into();
            if !categories.contains(&category) {
                categories.push(category);
            }
        }
        Some(NewRank {
            key: key?,
            title: title?,
            spoken: spoken?,
            written: written?,
            envelope: envelope?,
            categories: GuestCategories(categories),
            functions: Functions(functions?),
        })
    }
}

/// Publishes an office's table of ranks as its next version. Who has a rank keeps the one of the same key; a rank that somebody has
/// cannot go.
#[derive(Debug, Clone, InputObject)]
pub struct KeepRankTableInput {
    /// Of which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// The version that was read; 0 where there was none.
    pub version: i32,
    /// All ranks, the highest first, at most 100; left out, those that `suggestedRanks` tells.
    pub ranks: Option<Vec<ProtocolRankInput>>,
}

impl KeepRankTableInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Keep> {
        let mut reader = Reader::new();
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let ranks = reader.optional(self.ranks.as_ref(), |reader, list| {
            reader.each("ranks", list, RANKS, |reader, rank| rank.read(reader))
        });
        let command = office.zip(ranks).map(|(office, ranks)| Keep {
            office,
            version: self.version,
            ranks,
        });
        reader.finish(command)
    }
}

/// Says of a guest's rank and day at an event what their function does not: what is absent stays, null clears.
#[derive(Debug, Clone, InputObject)]
pub struct SetPrecedenceInput {
    /// The row of the guest list.
    pub attendee_id: ID,
    /// The version that was read; 0 where nothing was said. Left out, what was said meanwhile is said over.
    pub version: Option<i32>,
    /// The rank at this event, by its key.
    pub rank: MaybeUndefined<String>,
    /// Since when the guest counts among equals: the day of the credentials.
    pub precedence_on: MaybeUndefined<Date>,
}

impl SetPrecedenceInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Set> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        let rank = reader.change(&self.rank, |reader, key| reader.line("rank", key, KEY));
        let on = reader.change(&self.precedence_on, |reader, day| {
            reader.date("precedenceOn", day)
        });
        let command = attendee
            .zip(rank)
            .zip(on)
            .map(|((attendee, rank), on)| Set {
                attendee,
                version: self.version,
                rank: told(rank),
                precedence_on: told(on),
            });
        reader.finish(command)
    }
}

/// Puts a guest where courtesy asks, whatever the table of ranks says, until it is taken back. Exactly one of `beforeId` and
/// `rank` is told.
#[derive(Debug, Clone, InputObject)]
pub struct OverridePrecedenceInput {
    /// The row of the guest list.
    pub attendee_id: ID,
    /// The version that was read; 0 where nothing was said.
    pub version: Option<i32>,
    /// The row of the same list that the guest goes directly before.
    pub before_id: Option<ID>,
    /// The key of a rank in the place of the guest's own.
    pub rank: Option<String>,
    /// Why; kept, and in the audit.
    pub reason: String,
}

impl OverridePrecedenceInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Override> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        let reason = if self.reason.trim().is_empty() {
            reader.wrong("reason", Code::ReasonRequired, &[])
        } else {
            reader.prose("reason", &self.reason, REASON)
        };
        let placement = match (&self.before_id, &self.rank) {
            (Some(id), None) => reader.id("beforeId", id).map(Placement::Before),
            (None, Some(key)) => reader.line("rank", key, KEY).map(Placement::Rank),
            (None, None) => reader.wrong("beforeId", Code::Required, &[]),
            (Some(_), Some(_)) => {
                reader.wrong("rank", Code::Inconsistent, &[("other", "beforeId")])
            }
        };
        let parts = attendee.zip(placement).zip(reason);
        let command = parts.map(|((attendee, placement), reason)| Override {
            attendee,
            version: self.version,
            placement,
            reason,
        });
        reader.finish(command)
    }
}

/// Takes a courtesy back: the guest goes where the table of ranks says.
#[derive(Debug, Clone, InputObject)]
pub struct ClearPrecedenceOverrideInput {
    /// The row of the guest list.
    pub attendee_id: ID,
    /// The version that was read.
    pub version: Option<i32>,
    /// Why.
    pub reason: Option<String>,
}

impl ClearPrecedenceOverrideInput {
    /// The command.
    ///
    /// # Errors
    /// Every fault of the input.
    pub fn read(&self) -> Result<Clear> {
        let mut reader = Reader::new();
        let attendee = reader.id("attendeeId", &self.attendee_id);
        let reason = reader.optional(self.reason.as_ref(), |reader, text| {
            reader.prose("reason", text, REASON)
        });
        let command = attendee.zip(reason).map(|(attendee, reason)| Clear {
            attendee,
            version: self.version,
            reason,
        });
        reader.finish(command)
    }
}
