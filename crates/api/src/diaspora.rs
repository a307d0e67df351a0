//! Who counts as a member of the diaspora in an office.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use kuvend_domain::{
    diaspora::{self, Rule, Set, Version},
    error::Result,
};
use kuvend_entity::value;

use crate::{
    enums::{Generation, ProfileKind},
    input::Reader,
    payload::{UserError, is_stale, op, settle, top_level},
    scalars::{CountryCode, DateTime},
};

/// Letters of a reason at most.
const REASON: usize = 1_000;
/// Entries of a list at most.
const ENTRIES: usize = 50;

/// Where people must live.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "diaspora::Residence")]
pub enum DiasporaResidence {
    /// Anywhere.
    Anywhere,
    /// In another country than the office's, as far as is known.
    Abroad,
    /// The same, or it is not known where.
    AbroadOrUnknown,
}

/// A version of an office's rule of who counts as a member of the diaspora: nobody who is excepted, only who lives where `residence`
/// says, and of those whoever is of a generation, of a profile kind or of an origin that is named.
#[derive(Debug, Clone, SimpleObject)]
pub struct DiasporaRule {
    /// Which; 1 is the rule that every office begins with.
    pub version: i32,
    /// Whoever is of these generations.
    pub generations: Vec<Generation>,
    /// Whoever is any of these.
    pub profile_kinds: Vec<ProfileKind>,
    /// Whoever is by origin of these countries; null is the office's own, an empty list nobody.
    pub origins: Option<Vec<CountryCode>>,
    /// Where whoever belongs by origin must live.
    pub origin_residence: DiasporaResidence,
    /// Where everybody must live.
    pub residence: DiasporaResidence,
    /// Nobody of these generations.
    pub except_generations: Vec<Generation>,
    /// Nobody who is any of these.
    pub except_profile_kinds: Vec<ProfileKind>,
    /// Why it was changed.
    pub reason: Option<String>,
    /// Since when it is in force, or was.
    pub set_at: DateTime,
    /// Which account changed it.
    pub set_by_id: Option<ID>,
}

impl From<Version> for DiasporaRule {
    fn from(version: Version) -> Self {
        let rule = version.rule;
        let generations = |list: Vec<_>| list.into_iter().map(Into::into).collect();
        let kinds = |list: Vec<_>| list.into_iter().map(Into::into).collect();
        Self {
            version: version.version,
            generations: generations(rule.generations),
            profile_kinds: kinds(rule.profile_kinds),
            origins: rule
                .origins
                .map(|list| list.into_iter().map(Into::into).collect()),
            origin_residence: rule.origin_residence.into(),
            residence: rule.residence.into(),
            except_generations: generations(rule.except_generations),
            except_profile_kinds: kinds(rule.except_profile_kinds),
            reason: version.reason,
            set_at: version.set_at.into(),
            set_by_id: version.set_by.map(|id| id.to_string().into()),
        }
    }
}

/// Says who counts as a member of the diaspora from now on: the whole rule.
#[derive(Debug, Clone, InputObject)]
pub struct SetDiasporaRuleInput {
    /// In which office; needed where several are possible.
    pub office_id: Option<ID>,
    /// The version that was read.
    pub version: i32,
    /// Whoever is of these generations; nobody by that unless said.
    pub generations: Option<Vec<Generation>>,
    /// Whoever is any of these; nobody by that unless said.
    pub profile_kinds: Option<Vec<ProfileKind>>,
    /// Whoever is by origin of these countries, at most 50; of the office's own unless said, nobody by an empty list.
    pub origins: Option<Vec<CountryCode>>,
    /// Where whoever belongs by origin must live; `ABROAD` unless said.
    pub origin_residence: Option<DiasporaResidence>,
    /// Where everybody must live; `ANYWHERE` unless said.
    pub residence: Option<DiasporaResidence>,
    /// Nobody of these generations.
    pub except_generations: Option<Vec<Generation>>,
    /// Nobody who is any of these.
    pub except_profile_kinds: Option<Vec<ProfileKind>>,
    /// Why, at most 1,000 letters; kept with the version and in the audit.
    pub reason: Option<String>,
}

/// A list of closed words, each once, in the order in which they were told.
fn once<I: Copy + Into<T>, T: PartialEq>(
    reader: &mut Reader,
    field: &str,
    list: Option<&Vec<I>>,
) -> Option<Vec<T>> {
    let list = list.map(Vec::as_slice).unwrap_or_default();
    let told = reader.each(field, list, ENTRIES, |_, one| Some((*one).into()))?;
    let mut found: Vec<T> = Vec::with_capacity(told.len());
    for one in told {
        if !found.contains(&one) {
            found.push(one);
        }
    }
    Some(found)
}

impl SetDiasporaRuleInput {
    fn read(&self) -> Result<Set> {
        let mut reader = Reader::new();
        let office = reader.optional(self.office_id.as_ref(), |reader, id| {
            reader.id("officeId", id)
        });
        let generations = once(&mut reader, "generations", self.generations.as_ref());
        let profile_kinds = once(&mut reader, "profileKinds", self.profile_kinds.as_ref());
        let except_generations = self.except_generations.as_ref();
        let except_generations = once(&mut reader, "exceptGenerations", except_generations);
        let except_kinds = self.except_profile_kinds.as_ref();
        let except_kinds = once(&mut reader, "exceptProfileKinds", except_kinds);
        let origins = reader.optional(self.origins.as_ref(), |reader, list| {
            reader.each("origins", list, ENTRIES, |reader, country| {
                reader.parsed::<value::CountryCode>("", &country.0, "country")
            })
        });
        let reason = reader.optional(self.reason.as_ref(), |reader, text| {
            reader.prose("reason", text, REASON)
        });
        let command = || {
            let mut origins = origins?;
            if let Some(countries) = &mut origins {
                countries.sort_unstable_by(|one, other| one.as_str().cmp(other.as_str()));
                countries.dedup();
            }
            Some(Set {
                office: office?,
                version: self.version,
                rule: Rule {
                    generations: generations?,
                    profile_kinds: profile_kinds?,
                    origins,
                    origin_residence: self
                        .origin_residence
                        .map_or(diaspora::Residence::Abroad, Into::into),
                    residence: self
                        .residence
                        .map_or(diaspora::Residence::Anywhere, Into::into),
                    except_generations: except_generations?,
                    except_profile_kinds: except_kinds?,
                },
                reason: reason?,
            })
        };
        let command = command();
        reader.finish(command)
    }
}

/// What `setDiasporaRule` came to.
#[derive(Debug, Clone, SimpleObject)]
pub struct SetDiasporaRulePayload {
    /// The rule in force after it; on `CONFLICT`, the one in force now; null where it was refused otherwise.
    pub rule: Option<DiasporaRule>,
    /// Why it was refused.
    pub user_errors: Vec<UserError>,
}

/// Queries of the rule of the diaspora.
#[derive(Debug, Clone, Copy, Default)]
pub struct DiasporaQueries;

/// Queries of the rule of the diaspora.
#[Object]
impl DiasporaQueries {
    /// Who counts as a member of the diaspora in an office, by figures (`diasporaOnly`) and segments (`isDiasporaMember`): the rule in
    /// force first, then those before it, at most 100.
    async fn diaspora_rules(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "In this office; needed where several are possible.")] office_id: Option<
            ID,
        >,
    ) -> async_graphql::Result<Vec<DiasporaRule>> {
        let op = op(ctx)?;
        let coded = |error| top_level(op, &error);
        let mut reader = Reader::new();
        let office = reader.optional(office_id.as_ref(), |reader, id| reader.id("officeId", id));
        let office = reader.finish(office).map_err(coded)?;
        let versions = diaspora::versions(op, office).await.map_err(coded)?;
        Ok(versions.into_iter().map(Into::into).collect())
    }
}

/// Mutations of the rule of the diaspora.
#[derive(Debug, Clone, Copy, Default)]
pub struct DiasporaMutations;

/// Mutations of the rule of the diaspora.
#[Object]
impl DiasporaMutations {
    /// Says who counts as a member of the diaspora in an office from now on. The rule before stays readable, and what is said already
    /// makes no new version.
    async fn set_diaspora_rule(
        &self,
        ctx: &Context<'_>,
        input: SetDiasporaRuleInput,
    ) -> async_graphql::Result<SetDiasporaRulePayload> {
        let op = op(ctx)?;
        let command = input.read();
        let office = command.as_ref().ok().and_then(|command| command.office);
        let outcome = match command {
            Ok(command) => diaspora::set(op, command).await,
            Err(faults) => Err(faults),
        };
        let (mut version, user_errors) = settle(op, outcome)?;
        if is_stale(&user_errors) {
            let now = diaspora::versions(op, office).await;
            let now = now.map_err(|error| top_level(op, &error))?;
            version = now.into_iter().next();
        }
        Ok(SetDiasporaRulePayload {
            rule: version.map(Into::into),
            user_errors,
        })
    }
}
