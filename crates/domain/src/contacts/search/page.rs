//! A page of who is found, the best first.

use kuvend_entity::{
    contact_word,
    id::{ContactId, OfficeId, OrganisationId},
    membership, office, organisation,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Alias, Expr, ExprTrait, LikeExpr, Order, Query, SelectStatement, UnionType},
};

use super::{
    index, is_address,
    scan::{Along, Among, Asked, Class, Hit, Scan, Sought, beginning},
    slips, words,
};
use crate::{
    contacts::{Filter, reads::judge_places},
    engine::Bounded,
    error::Result,
    op::Op,
    paging::{Cursor, Key, Page, PageRequest},
    policy::{Action, Scope},
};

/// Rows of the index from which on one word is as frequent as another.
const FREQUENT: u64 = 5_000;
/// Organisations that one word may mean at most.
const BODIES: u64 = 100;
/// How a place among the members of organisations is written: no folded word has a star in it.
const MEMBERS: &str = "*";
/// What parts the parts of a place.
const PART: char = '\u{1f}';

/// Somebody found, and where.
#[derive(Debug, Clone)]
struct Found {
    scan: Scan,
    lead: usize,
    hit: Hit,
}

impl Found {
    /// The place: the stretch, the leading word, and the place within.
    fn place(&self) -> Cursor {
        let along = match &self.scan.along {
            Along::Beginning => String::new(),
            Along::Word(word) => word.clone(),
            Along::Members => MEMBERS.to_owned(),
            Along::Body(body) => body.to_string(),
        };
        let class = Class::ALL
            .iter()
            .position(|class| *class == self.scan.class)
            .unwrap_or_default();
        let office = self.scan.among.office.0.simple();
        let (word, name) = (&self.hit.word, &self.hit.sort_name);
        let text = format!(
            "{class}{PART}{}{PART}{office}{PART}{along}{PART}{word}{PART}{name}",
            self.lead
        );
        Cursor(Key::Text(text), self.hit.contact_id)
    }
}

/// A place read back.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Place {
    class: Class,
    lead: usize,
    office: OfficeId,
    along: Along,
    word: String,
    name: String,
    contact: ContactId,
}

impl Place {
    fn read(cursor: &Cursor) -> Option<Self> {
        let Key::Text(text) = &cursor.0 else {
            return None;
        };
        let mut parts = text.split(PART);
        let class = *Class::ALL.get(parts.next()?.parse::<usize>().ok()?)?;
        let lead = parts.next()?.parse().ok()?;
        let office = format!("{}_{}", OfficeId::PREFIX, parts.next()?)
            .parse()
            .ok()?;
        let along = match parts.next()? {
            "" => Along::Beginning,
            MEMBERS => Along::Members,
            // No folded word has a line in it.
            id if id.contains('_') => Along::Body(id.parse().ok()?),
            word => Along::Word(word.to_owned()),
        };
        let (word, name) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        Some(Self {
            class,
            lead,
            office,
            along,
            word,
            name,
            contact: ContactId(cursor.1),
        })
    }

    fn stretch(&self) -> (Class, OfficeId, &Along) {
        (self.class, self.office, &self.along)
    }
}

impl Scan {
    fn stretch(&self) -> (Class, OfficeId, &Along) {
        (self.class, self.among.office, &self.along)
    }
}

/// Who is found, the best first: by words that people's own begin with, then by slips, then by organisations. Nothing where
/// there is nothing to look for.
///
/// # Errors
/// A fault on a place of another list, and the database's.
pub(in crate::contacts) async fn page(
    op: &Op,
    search: &str,
    filter: &Filter,
    request: &PageRequest,
) -> Result<Page<ContactId>> {
    judge_places(request, |key| {
        Place::read(&Cursor(key.clone(), sea_orm::prelude::Uuid::nil())).is_some()
    })?;
    if words(search).is_empty() {
        let nobody: Vec<Found> = Vec::new();
        let page = Page::cut(nobody, request, request.count.then_some(0), Found::place);
        return Ok(page.map(|found| ContactId(found.hit.contact_id)));
    }
    let mut walk = Walk::begin(op, search, filter, request).await?;
    let wanted = usize::try_from(request.limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    let mut total = request.count.then_some(0);
    let mut classes = Class::ALL;
    if request.backward {
        classes.reverse();
    }
    for class in classes {
        if found.len() > wanted && total.is_none() {
            break;
        }
        walk.prepare(class).await?;
        let mut scans = walk.sought.scans(class, &walk.among);
        if request.backward {
            scans.reverse();
        }
        for scan in scans {
            if let Some(total) = &mut total {
                *total += walk.count(&scan).await?;
            }
            if found.len() <= wanted && request.limit > 0 {
                let missing = wanted + 1 - found.len();
                found.extend(walk.read(&scan, missing).await?);
            }
        }
    }
    let page = Page::cut(found, request, total, Found::place);
    Ok(page.map(|found| ContactId(found.hit.contact_id)))
}

/// A search on its way through the index.
struct Walk<'a> {
    op: &'a Op,
    request: &'a PageRequest,
    filter: Option<&'a Filter>,
    among: Vec<Among>,
    sought: Sought,
    /// Of an address that is looked for, the words that stand in the index.
    address: Option<Vec<String>>,
    after: Option<Place>,
    before: Option<Place>,
}

impl<'a> Walk<'a> {
    async fn begin(
        op: &'a Op,
        search: &str,
        filter: &'a Filter,
        request: &'a PageRequest,
    ) -> Result<Self> {
        let among = among(op, filter).await?;
        let words = words(search)
            .into_iter()
            .map(|word| Asked {
                word,
                ..Asked::default()
            })
            .collect();
        let (after, before) = (
            request.after.as_ref().and_then(Place::read),
            request.before.as_ref().and_then(Place::read),
        );
        let unfiltered = Filter {
            office: filter.office,
            ..Filter::default()
        };
        let mut walk = Self {
            op,
            request,
            filter: (*filter != unfiltered).then_some(filter),
            among,
            sought: Sought {
                words,
                is_address: is_address(search),
                ..Sought::default()
            },
            address: is_address(search).then(|| index::telling_words(search)),
            after,
            before,
        };
        walk.count_rows().await?;
        walk.sought.lead = match walk.onward() {
            // A page goes on as it began, whatever is rarest by now.
            Some(place) => place.lead.min(walk.sought.words.len().saturating_sub(1)),
            None => walk.rarest(),
        };
        Ok(walk)
    }

    /// The place from which the page goes on.
    fn onward(&self) -> Option<&Place> {
        self.after.as_ref().or(self.before.as_ref())
    }

    /// The word with the fewest rows in the index, of those that stand in it wherever somebody has them: an address has words
    /// that do not, and each may begin a name as well.
    fn rarest(&self) -> usize {
        let stands = |word: &String| match &self.address {
            Some(telling) => telling.contains(word),
            None => !index::may_be_left_out(word),
        };
        let rarest = |stands: &dyn Fn(&String) -> bool| {
            let words = self.sought.words.iter().enumerate();
            words
                .filter(|(_, asked)| stands(&asked.word))
                .min_by_key(|(_, asked)| asked.rows)
                .map(|(place, _)| place)
        };
        rarest(&stands).or_else(|| rarest(&|_| true)).unwrap_or(0)
    }

    /// Counts the rows of each word, where there are several of which one is to lead.
    async fn count_rows(&mut self) -> Result<()> {
        if self.sought.words.len() < 2 {
            return Ok(());
        }
        let offices: Vec<OfficeId> = self.among.iter().map(|among| among.office).collect();
        let mut all: Option<SelectStatement> = None;
        for (place, asked) in (0_i32..).zip(&self.sought.words) {
            let rows = contact_word::Entity::find()
                .select_only()
                .expr_as(Expr::value(1), "one")
                .filter(contact_word::Column::OfficeId.is_in(offices.iter().copied()))
                .filter(beginning("contact_word", &asked.word))
                .limit(FREQUENT)
                .into_query();
            let counted = Query::select()
                .expr_as(Expr::value(place), Alias::new("place"))
                .expr_as(Expr::col(("some", "one")).count(), Alias::new("number"))
                .from_subquery(rows, "some")
                .to_owned();
            match &mut all {
                None => all = Some(counted),
                Some(all) => {
                    all.union(UnionType::All, counted);
                }
            }
        }
        let Some(all) = all else { return Ok(()) };
        for row in self.op.db.reader().query_all(&Bounded(&all)).await? {
            let (place, number): (i32, i64) =
                (row.try_get("", "place")?, row.try_get("", "number")?);
            let place = usize::try_from(place).unwrap_or_default();
            if let Some(asked) = self.sought.words.get_mut(place) {
                asked.rows = u64::try_from(number).unwrap_or_default();
            }
        }
        Ok(())
    }

    /// Learns what the words may stand for before a class is walked.
    async fn prepare(&mut self, class: Class) -> Result<()> {
        match class {
            Class::Whole => Ok(()),
            Class::Slip => self.learn_slips().await,
            Class::Organisation => {
                self.learn_slips().await?;
                self.learn_bodies().await
            }
        }
    }

    async fn learn_slips(&mut self) -> Result<()> {
        if self.address.is_some() || self.sought.words.iter().any(|asked| !asked.near.is_empty()) {
            return Ok(());
        }
        let offices: Vec<OfficeId> = self.among.iter().map(|among| among.office).collect();
        let words: Vec<String> = self
            .sought
            .words
            .iter()
            .map(|asked| asked.word.clone())
            .collect();
        let near = slips::near(self.op.db.reader(), &offices, &words).await?;
        for (asked, near) in self.sought.words.iter_mut().zip(near) {
            asked.near = near;
        }
        Ok(())
    }

    async fn learn_bodies(&mut self) -> Result<()> {
        if self.address.is_some() {
            return Ok(());
        }
        let offices: Vec<OfficeId> = self.among.iter().map(|among| among.office).collect();
        for asked in &mut self.sought.words {
            let folded = Expr::col((organisation::Entity, organisation::Column::Folded));
            let found: Vec<OrganisationId> = organisation::Entity::find()
                .select_only()
                .column(organisation::Column::Id)
                .filter(organisation::Column::OfficeId.is_in(offices.iter().copied()))
                .filter(folded.like(LikeExpr::new(format!("% {}%", asked.word))))
                .order_by_asc(organisation::Column::Id)
                .limit(BODIES)
                .into_tuple()
                .all(self.op.db.reader())
                .await?;
            asked.bodies = found;
        }
        self.sought.by_members = match self.onward() {
            Some(place) if place.class == Class::Organisation => place.along == Along::Members,
            _ => self.members_are_few().await?,
        };
        Ok(())
    }

    /// Whether fewer people belong to the organisations than have the word along which they would be found otherwise.
    async fn members_are_few(&self) -> Result<bool> {
        let bodies = self.sought.bodies();
        if bodies.is_empty() {
            return Ok(false);
        }
        let leading = self.sought.leading(Class::Organisation);
        if !leading.bodies.is_empty() && self.sought.is_telling() {
            return Ok(true);
        }
        let few = if leading.bodies.is_empty() && self.sought.words.len() > 1 {
            leading.rows
        } else {
            FREQUENT
        };
        let members = membership::Entity::find()
            .select_only()
            .expr_as(Expr::value(1), "one")
            .filter(membership::Column::OrganisationId.is_in(bodies))
            .limit(few)
            .into_query();
        let counted = Query::select()
            .expr_as(Expr::col(("some", "one")).count(), Alias::new("number"))
            .from_subquery(members, "some")
            .to_owned();
        let row = self.op.db.reader().query_one(&Bounded(&counted)).await?;
        let members: i64 = row.map_or(Ok(0), |row| row.try_get("", "number"))?;
        Ok(u64::try_from(members).is_ok_and(|members| members < few))
    }

    /// The next rows of a stretch, from where the page goes on.
    async fn read(&self, scan: &Scan, missing: usize) -> Result<Vec<Found>> {
        let mut select = self.sought.select(scan, self.filter);
        let backward = self.request.backward;
        for (place, is_after) in [(&self.after, true), (&self.before, false)] {
            let Some(place) = place else { continue };
            let order = scan.stretch().cmp(&place.stretch());
            let outside = if is_after {
                order.is_lt()
            } else {
                order.is_gt()
            };
            if outside {
                return Ok(Vec::new());
            }
            if order.is_eq() {
                select.and_where(within(scan, place, is_after));
            }
        }
        let order = if backward { Order::Desc } else { Order::Asc };
        for column in keys(scan) {
            select.order_by_expr(column, order.clone());
        }
        select.limit(u64::try_from(missing).unwrap_or(u64::MAX));
        let rows = self.op.db.reader().query_all(&Bounded(&select)).await?;
        rows.iter()
            .map(|row| {
                Ok(Found {
                    scan: scan.clone(),
                    lead: self.sought.lead,
                    hit: Hit::from_query_result(row, "")?,
                })
            })
            .collect()
    }

    async fn count(&self, scan: &Scan) -> Result<i64> {
        let rows = self.sought.select(scan, self.filter);
        let counted = Query::select()
            .expr_as(
                Expr::col(("found", "contact_id")).count(),
                Alias::new("number"),
            )
            .from_subquery(rows, "found")
            .to_owned();
        let row = self.op.db.reader().query_one(&counted).await?;
        Ok(row
            .map(|row| row.try_get("", "number"))
            .transpose()?
            .unwrap_or_default())
    }
}

/// What a stretch is ordered by.
fn keys(scan: &Scan) -> Vec<Expr> {
    use contact_word::Column as W;
    if scan.along.is_membership() {
        return vec![Expr::col((
            membership::Entity,
            membership::Column::ContactId,
        ))];
    }
    [W::Word, W::SortName, W::ContactId]
        .map(|column| Expr::col((contact_word::Entity, column)))
        .to_vec()
}

/// What lies behind a place of a stretch, or before it.
fn within(scan: &Scan, place: &Place, is_after: bool) -> Expr {
    let mut values = vec![
        Expr::val(place.word.clone()),
        Expr::val(place.name.clone()),
        Expr::val(place.contact),
    ];
    if scan.along.is_membership() {
        values.drain(..2);
    }
    let (row, place) = (Expr::tuple(keys(scan)), Expr::tuple(values));
    if is_after {
        row.gt(place)
    } else {
        row.lt(place)
    }
}

/// The offices whose people may be found.
async fn among(op: &Op, filter: &Filter) -> Result<Vec<Among>> {
    let mut offices = match (op.scope(Action::ReadContacts), filter.office) {
        (Scope::Some(offices), _) => offices,
        (Scope::All, Some(office)) => vec![office],
        (Scope::All, None) => {
            office::Entity::find()
                .select_only()
                .column(office::Column::Id)
                .into_tuple()
                .all(op.db.reader())
                .await?
        }
    };
    offices.retain(|office| filter.office.is_none_or(|wanted| wanted == *office));
    offices.sort_unstable();
    offices.dedup();
    let see = |office| Among {
        office,
        with_details: op.may(office, Action::ReadContactDetails),
    };
    Ok(offices.into_iter().map(see).collect())
}
