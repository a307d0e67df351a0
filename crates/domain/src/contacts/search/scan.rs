//! The stretches of the index that a search walks, one after the other: whoever is found whole comes before whoever is
//! found by a slip, and those before whoever is found by an organisation. Nobody stands in two stretches.

use std::collections::BTreeSet;

use kuvend_entity::{
    contact, contact_word,
    id::{OfficeId, OrganisationId},
    kind::FoundBy,
    membership,
};
use sea_orm::{
    ColumnTrait, Condition, EntityTrait, FromQueryResult, QueryFilter, QuerySelect, QueryTrait,
    prelude::Uuid,
    sea_query::{Expr, ExprTrait, IntoColumnRef, LikeExpr, Query, SelectStatement, SimpleExpr},
};

use crate::contacts::Filter;

/// Letters from which on a beginning is not of everybody's names.
const TELLING: usize = 4;

/// How well a stretch finds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// Every word begins a word of a person's own.
    Whole,
    /// At least one word is a slip away.
    Slip,
    /// At least one word is only an organisation's.
    Organisation,
}

impl Class {
    pub(super) const ALL: [Self; 3] = [Self::Whole, Self::Slip, Self::Organisation];
}

/// A word that is looked for, and what else it may stand for.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    /// As typed, folded.
    pub(super) word: String,
    /// Rows of the index that begin so, counted up to where one word is as frequent as another.
    pub(super) rows: u64,
    /// Words of names that are one slip away.
    pub(super) near: Vec<String>,
    /// Organisations of which a word begins so.
    pub(super) bodies: Vec<OrganisationId>,
}

/// Where a stretch is walked along the index: by all words that begin so, or by one word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Along {
    /// All words that begin like the leading one.
    Beginning,
    /// One word.
    Word(String),
    /// Who belongs to any of the organisations, where they are few.
    Members,
    /// Who belongs to an organisation.
    Body(OrganisationId),
}

impl Along {
    /// Whether memberships are walked and not the index.
    pub(super) fn is_membership(&self) -> bool {
        matches!(self, Self::Members | Self::Body(_))
    }
}

/// An office whose people may be found, and whether their details may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Among {
    pub(super) office: OfficeId,
    pub(super) with_details: bool,
}

/// A stretch.
#[derive(Debug, Clone)]
pub(super) struct Scan {
    pub(super) class: Class,
    pub(super) among: Among,
    pub(super) along: Along,
}

/// Somebody who was found, at their place.
#[derive(Debug, Clone, FromQueryResult)]
pub(super) struct Hit {
    pub(super) word: String,
    pub(super) sort_name: String,
    pub(super) contact_id: Uuid,
}

/// Everything a search looks for; the leading word is the rarest.
#[derive(Debug, Clone, Default)]
pub(super) struct Sought {
    pub(super) words: Vec<Asked>,
    pub(super) lead: usize,
    /// Whether those who belong to the organisations are walked instead of a word.
    pub(super) by_members: bool,
    /// Whether an address is looked for, so that no word is met by a name.
    pub(super) is_address: bool,
}

use contact_word::Column as W;

fn column(column: W) -> Expr {
    Expr::col((contact_word::Entity, column))
}

pub(super) fn holds(column: W, pattern: String) -> SimpleExpr {
    self::column(column).like(LikeExpr::new(pattern))
}

/// The words of a table or its namesake that begin so. Folded words are of letters and digits, after all of which comes `{`.
pub(super) fn beginning(table: &'static str, word: &str) -> Condition {
    let column = || Expr::col((table, W::Word));
    Condition::all()
        .add(column().gte(word))
        .add(column().lt(format!("{word}{{")))
}

impl Among {
    /// Whether one of the person's own words begins so.
    fn begins(self, word: &str) -> Condition {
        let details = self
            .with_details
            .then(|| holds(W::Details, format!("% {word}%")));
        Condition::any()
            .add(holds(W::Names, format!("% {word}%")))
            .add_option(details)
    }

    /// Whether one of the words of the person's addresses and telephones begins so.
    fn tells(self, word: &str) -> Condition {
        let seen = holds(W::Details, format!("% {word}%"));
        let unseen = column(W::ContactId).is_null();
        Condition::all().add(if self.with_details { seen } else { unseen })
    }

    /// Who is called so, or has an address that begins so.
    fn called(self, word: &str) -> SelectStatement {
        Query::select()
            .column((contact_word::Entity, W::ContactId))
            .from(contact_word::Entity)
            .and_where(column(W::OfficeId).eq(self.office))
            .cond_where(beginning("contact_word", word).add_option(self.open("contact_word")))
            .to_owned()
    }

    /// Rows that may be walked: by details only where those may be seen.
    fn open(self, table: &'static str) -> Option<SimpleExpr> {
        let names = [FoundBy::Name, FoundBy::Variant];
        (!self.with_details)
            .then(|| Expr::col((table, W::FoundBy)).is_in(names.map(FoundBy::as_str)))
    }
}

impl Sought {
    /// The word along which a class is walked: the rarest; for organisations one that is a person's own.
    fn lead(&self, class: Class) -> usize {
        let is_own = |asked: &Asked| asked.bodies.is_empty();
        match class {
            Class::Organisation if !self.words.get(self.lead).is_some_and(is_own) => {
                self.words.iter().position(is_own).unwrap_or(self.lead)
            }
            _ => self.lead,
        }
    }

    pub(super) fn leading(&self, class: Class) -> &Asked {
        const NOTHING: &Asked = &Asked {
            word: String::new(),
            rows: 0,
            near: Vec::new(),
            bodies: Vec::new(),
        };
        // The lead is one of the words wherever there are any.
        self.words.get(self.lead(class)).unwrap_or(NOTHING)
    }

    fn others(&self, class: Class) -> impl Iterator<Item = &Asked> {
        let lead = self.lead(class);
        self.words
            .iter()
            .enumerate()
            .filter(move |(place, _)| *place != lead)
            .map(|(_, asked)| asked)
    }

    /// The stretches of a class, in the order in which they are walked.
    pub(super) fn scans(&self, class: Class, among: &[Among]) -> Vec<Scan> {
        let ways: Vec<Along> = match class {
            Class::Whole => vec![Along::Beginning],
            Class::Slip => {
                let others = self.others(class).any(|asked| !asked.near.is_empty());
                let own = self.leading(class).near.iter().cloned().map(Along::Word);
                others
                    .then_some(Along::Beginning)
                    .into_iter()
                    .chain(own)
                    .collect()
            }
            Class::Organisation => {
                let bodies = self.bodies();
                if bodies.is_empty() {
                    Vec::new()
                } else if self.by_members {
                    vec![Along::Members]
                } else if self.leading(class).bodies.is_empty() {
                    vec![Along::Beginning]
                } else {
                    bodies.into_iter().map(Along::Body).collect()
                }
            }
        };
        among
            .iter()
            .flat_map(|among| {
                ways.iter().map(|along| Scan {
                    class,
                    among: *among,
                    along: along.clone(),
                })
            })
            .collect()
    }

    /// The rows of a stretch: word, listed name and person, in no order.
    pub(super) fn select(&self, scan: &Scan, filter: Option<&Filter>) -> SelectStatement {
        match scan.along {
            Along::Members => return self.by_members(scan.among, (&self.bodies(), &[]), filter),
            Along::Body(body) => {
                let earlier: Vec<OrganisationId> = self
                    .bodies()
                    .into_iter()
                    .take_while(|other| *other != body)
                    .collect();
                return self.by_members(scan.among, (&[body], &earlier), filter);
            }
            Along::Beginning | Along::Word(_) => {}
        }
        let mut all = Condition::all()
            .add(column(W::OfficeId).eq(scan.among.office))
            .add_option(scan.among.open("contact_word"))
            .add(self.along(scan));
        let others = || self.others(scan.class);
        let person = (contact_word::Entity, W::ContactId);
        if self.is_address {
            let words = self.words.iter();
            all = words.fold(all, |all, asked| all.add(scan.among.tells(&asked.word)));
        }
        for asked in others() {
            all = all.add(match scan.class {
                Class::Whole => scan.among.begins(&asked.word),
                Class::Slip => asked.fits(scan.among),
                Class::Organisation => asked.fits_with_bodies(scan.among, person),
            });
        }
        // Whoever a class before this one finds is left to it.
        let before = match (scan.class, &scan.along) {
            (Class::Slip, Along::Beginning) => {
                Some(others().fold(Condition::all(), |all, asked| {
                    all.add(scan.among.begins(&asked.word))
                }))
            }
            (Class::Organisation, _) => Some(others().fold(Condition::all(), |all, asked| {
                all.add(asked.fits(scan.among))
            })),
            _ => None,
        };
        all = all.add_option(before.map(Condition::not));
        if let Some(filter) = filter {
            let person = Expr::col((contact::Entity, contact::Column::Id))
                .equals((contact_word::Entity, W::ContactId));
            let fitting = contact::Entity::find()
                .select_only()
                .expr(Expr::value(1))
                .filter(person)
                .filter(filter.condition());
            all = all.add(Expr::exists(fitting.into_query()));
        }
        Query::select()
            .columns(
                [W::Word, W::SortName, W::ContactId].map(|column| (contact_word::Entity, column)),
            )
            .from(contact_word::Entity)
            .cond_where(all)
            .to_owned()
    }

    /// The rows that a stretch walks along, each person once: at the first of their words that fits.
    fn along(&self, scan: &Scan) -> Condition {
        let leading = self.leading(scan.class);
        match &scan.along {
            Along::Beginning => {
                let same = Expr::col(("earlier", W::ContactId))
                    .equals((contact_word::Entity, W::ContactId));
                let earlier = Query::select()
                    .expr(Expr::value(1))
                    .from_as(contact_word::Entity, "earlier")
                    .and_where(same)
                    .and_where(Expr::col(("earlier", W::Word)).gte(leading.word.as_str()))
                    .and_where(Expr::col(("earlier", W::Word)).lt(column(W::Word)))
                    .cond_where(Condition::all().add_option(scan.among.open("earlier")))
                    .to_owned();
                beginning("contact_word", &leading.word).add(Expr::exists(earlier).not())
            }
            Along::Word(word) => {
                let earlier = leading.near.iter().take_while(|other| *other != word);
                let met = earlier.fold(scan.among.begins(&leading.word), |any, other| {
                    any.add(holds(W::Names, format!("% {other} %")))
                });
                Condition::all()
                    .add(column(W::Word).eq(word.as_str()))
                    .add(met.not())
            }
            // Walked along the memberships and not along the index.
            Along::Members | Along::Body(_) => Condition::any(),
        }
    }

    /// Whether a word that does not mean all the organisations leaves few of their members.
    pub(super) fn is_telling(&self) -> bool {
        let bodies = self.bodies();
        let mut words = self.words.iter();
        words.any(|asked| asked.is_telling() && !asked.is_met(&bodies))
    }

    /// The organisations that the words may mean, each once.
    pub(super) fn bodies(&self) -> Vec<OrganisationId> {
        let bodies = self
            .words
            .iter()
            .flat_map(|asked| asked.bodies.iter().copied());
        bodies.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// People found by one of some organisations and not by themselves alone, nor by one of those walked before.
    fn by_members(
        &self,
        among: Among,
        (bodies, before): (&[OrganisationId], &[OrganisationId]),
        filter: Option<&Filter>,
    ) -> SelectStatement {
        use membership::Column as M;
        let fitting = contact::Entity::find()
            .select_only()
            .expr(Expr::value(1))
            .filter(same_person((contact::Entity, contact::Column::Id)))
            .filter(contact::Column::OfficeId.eq(among.office))
            .filter(contact::Column::MergedIntoId.is_null())
            .filter(contact::Column::ErasedAt.is_null())
            .filter(Condition::all().add_option(filter.map(Filter::condition)));
        let mut all = Condition::all()
            .add(M::OrganisationId.is_in(bodies.iter().copied()))
            .add(M::ToOn.is_null())
            .add(Expr::exists(fitting.into_query()));
        for asked in self.words.iter().filter(|asked| !asked.is_met(bodies)) {
            let person = Expr::col((membership::Entity, M::ContactId));
            let members = person.clone().in_subquery(asked.members());
            let called = if asked.is_telling() {
                person.in_subquery(among.called(&asked.word))
            } else {
                own(among.begins(&asked.word))
            };
            all = all.add(Condition::any().add(called).add(members));
        }
        let alone = self
            .words
            .iter()
            .fold(Condition::all(), |all, asked| all.add(asked.fits(among)));
        all = all.add(own(alone).not());
        if !before.is_empty() {
            let earlier = before.iter().copied();
            all = all.add(belongs((membership::Entity, M::ContactId), earlier).not());
        }
        membership::Entity::find()
            .select_only()
            .expr_as(Expr::value(""), "word")
            .expr_as(Expr::value(""), "sort_name")
            .column(M::ContactId)
            .distinct()
            .filter(all)
            .into_query()
    }
}

/// The person of a membership, in another table.
fn same_person(column: impl IntoColumnRef) -> SimpleExpr {
    Expr::col(column).equals((membership::Entity, membership::Column::ContactId))
}

/// Whether the own words of a membership's person are such.
fn own(condition: Condition) -> SimpleExpr {
    let row = Query::select()
        .expr(Expr::value(1))
        .from(contact_word::Entity)
        .and_where(same_person((contact_word::Entity, W::ContactId)))
        .cond_where(condition)
        .to_owned();
    Expr::exists(row)
}

/// Whether the person of a column belongs to one of these.
fn belongs(
    person: impl IntoColumnRef,
    bodies: impl IntoIterator<Item = OrganisationId>,
) -> SimpleExpr {
    use membership::Column as M;
    let row = Query::select()
        .expr(Expr::value(1))
        .from_as(membership::Entity, "beside")
        .and_where(Expr::col(person).equals(("beside", M::ContactId)))
        .and_where(Expr::col(("beside", M::OrganisationId)).is_in(bodies))
        .and_where(Expr::col(("beside", M::ToOn)).is_null())
        .to_owned();
    Expr::exists(row)
}

impl Asked {
    /// Whether one of the person's own words begins so, or an organisation of theirs is meant.
    fn fits_with_bodies(&self, among: Among, person: impl IntoColumnRef) -> Condition {
        let belonging =
            (!self.bodies.is_empty()).then(|| Expr::col(person).in_subquery(self.members()));
        Condition::any()
            .add(among.begins(&self.word))
            .add_option(belonging)
    }

    /// Who belongs to an organisation that is meant: looked up once for all, since a frequent name has many more people than
    /// those whom it is asked of.
    fn members(&self) -> SelectStatement {
        membership::Entity::find()
            .select_only()
            .column(membership::Column::ContactId)
            .filter(membership::Column::OrganisationId.is_in(self.bodies.iter().copied()))
            .filter(membership::Column::ToOn.is_null())
            .into_query()
    }

    /// Whether whoever belongs to one of these organisations is meant.
    fn is_met(&self, bodies: &[OrganisationId]) -> bool {
        bodies.iter().all(|body| self.bodies.contains(body))
    }

    /// Whether so few are called so that all of them can be looked up at once.
    fn is_telling(&self) -> bool {
        self.word.len() >= TELLING
    }

    /// Whether one of the person's own words begins so or is a slip away.
    fn fits(&self, among: Among) -> Condition {
        self.near
            .iter()
            .fold(among.begins(&self.word), |any, near| {
                any.add(holds(W::Names, format!("% {near} %")))
            })
    }
}
