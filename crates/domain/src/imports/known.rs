//! Whom a line means among those whom the office knows: by an address or a telephone with the name, strongly; by a name
//! alone, so that a person has to say.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use kuvend_entity::{
    contact, contact_email, contact_phone,
    id::{ContactId, OfficeId, OrganisationId},
    kind::{EmailState, SuppressionReason},
    membership, office, suppression,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder,
    QuerySelect, QueryTrait,
    sea_query::{Expr, ExprTrait, Query},
};

use super::{
    draft::Draft,
    lists::{self, Kept},
};
use crate::{
    contacts::{compared, held},
    engine::among,
    error::{Error, Result},
    rights::marks::{self, Newcomer},
};

/// Namesakes that are compared for one name at most: beyond it, a name says nothing.
const NAMESAKES: usize = 16;
/// Names whose people are read by one statement.
const NAMES: usize = 200;
/// People that are read by one statement.
const TOGETHER: usize = 500;

/// Whom a line means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    /// Nobody whom the office knows.
    Nobody,
    /// This person.
    One(Box<contact::Model>),
    /// Perhaps one of several, or somebody else of that name or address.
    Perhaps,
    /// Somebody who was erased.
    Erased,
}

/// Those whom the lines of a batch may mean.
#[derive(Debug, Default)]
pub(super) struct Known {
    rows: HashMap<ContactId, contact::Model>,
    by_email: HashMap<String, Vec<ContactId>>,
    by_phone: HashMap<String, Vec<ContactId>>,
    by_name: HashMap<String, Vec<ContactId>>,
    emails: HashMap<ContactId, Vec<String>>,
    phones: HashMap<ContactId, Vec<String>>,
    memberships: HashMap<ContactId, Vec<membership::Model>>,
    lists: HashMap<ContactId, Kept>,
    erased: HashSet<String>,
    marked: HashSet<u64>,
}

impl Known {
    /// Looks them up: one statement for each way in which they may be known. Where something is written of them, they are held.
    pub(super) async fn of(
        (db, is_written): (&DatabaseTransaction, bool),
        office: OfficeId,
        drafts: &[Draft],
    ) -> Result<Self> {
        let emails: HashSet<String> = drafts
            .iter()
            .filter_map(|draft| draft.email.as_ref().map(compared))
            .collect();
        let addresses = || emails.iter().map(String::as_str);
        let numbers: HashSet<&str> = drafts
            .iter()
            .filter_map(|draft| draft.phone.as_ref()?.1.as_deref())
            .collect();
        let mut known = Self::default();
        let mut wanted: HashSet<ContactId> = HashSet::new();
        let backend = db.get_database_backend();
        let found = contact_email::Entity::find()
            .select_only()
            .columns([
                contact_email::Column::ContactId,
                contact_email::Column::Folded,
            ])
            .filter(contact_email::Column::OfficeId.eq(office))
            .filter(among(backend, contact_email::Column::Folded, addresses()))
            .into_tuple::<(ContactId, String)>()
            .all(db)
            .await?;
        for (id, address) in found {
            wanted.insert(id);
            known.by_email.entry(address).or_default().push(id);
        }
        let found = contact_phone::Entity::find()
            .select_only()
            .columns([
                contact_phone::Column::ContactId,
                contact_phone::Column::E164,
            ])
            .filter(contact_phone::Column::OfficeId.eq(office))
            .filter(among(backend, contact_phone::Column::E164, numbers))
            .into_tuple::<(ContactId, Option<String>)>()
            .all(db)
            .await?;
        for (id, number) in found {
            wanted.insert(id);
            known
                .by_phone
                .entry(number.unwrap_or_default())
                .or_default()
                .push(id);
        }
        known.read_rows((db, is_written), office, wanted).await?;
        // Whom an address or a telephone tells, no name has to tell.
        let untold: Vec<&Draft> = drafts
            .iter()
            .filter(|draft| !draft.is_seat && known.by_ways(draft).is_none())
            .collect();
        let mut wanted = namesakes(db, office, &untold).await?;
        wanted.retain(|id| !known.rows.contains_key(id));
        known.read_rows((db, is_written), office, wanted).await?;
        known.read_ways(db).await?;
        let reads = lists::Reads {
            lists: drafts.iter().any(|draft| !draft.told.is_empty()),
            residences: drafts.iter().any(Draft::tells_of_residence),
            facts: is_written,
        };
        known.lists = Box::pin(lists::of(db, &known.ids(), reads)).await?;
        known.erased = suppression::Entity::find()
            .select_only()
            .column(suppression::Column::AddressFolded)
            .filter(suppression::Column::OfficeId.eq(office))
            .filter(suppression::Column::Reason.eq(SuppressionReason::Erased))
            .filter(among(
                backend,
                suppression::Column::AddressFolded,
                addresses(),
            ))
            .into_tuple::<String>()
            .all(db)
            .await?
            .into_iter()
            .collect();
        known.read_marks(db, office, drafts).await?;
        Ok(known)
    }

    /// Reads the records of some people.
    async fn read_rows(
        &mut self,
        (db, is_written): (&DatabaseTransaction, bool),
        office: OfficeId,
        people: HashSet<ContactId>,
    ) -> Result<()> {
        let mut people: Vec<ContactId> = people.into_iter().collect();
        people.sort_unstable();
        for some in people.chunks(TOGETHER) {
            let rows = contact::Entity::find()
                .filter(contact::Column::Id.is_in(some.iter().copied()))
                .filter(contact::Column::OfficeId.eq(office));
            let rows = if is_written {
                held(rows)
            } else {
                rows.filter(contact::Column::MergedIntoId.is_null())
                    .filter(contact::Column::ErasedAt.is_null())
            };
            let rows = rows.all(db).await?;
            for row in rows {
                let name = row.sort_name.clone();
                self.by_name.entry(name).or_default().push(row.id);
                self.rows.insert(row.id, row);
            }
        }
        Ok(())
    }

    /// Which lines tell of somebody who was erased, by the keyed marks that are left of them.
    async fn read_marks(
        &mut self,
        db: &impl ConnectionTrait,
        office: OfficeId,
        drafts: &[Draft],
    ) -> Result<()> {
        let office = office::Entity::find_by_id(office)
            .one(db)
            .await?
            .ok_or_else(|| Error::missing("office"))?;
        let people: Vec<Newcomer> = drafts
            .iter()
            .map(|draft| Newcomer {
                addresses: draft.email.iter().map(compared).collect(),
                telephones: draft
                    .phone
                    .iter()
                    .filter_map(|phone| phone.1.clone())
                    .collect(),
                given_name: draft.row.given_name.clone(),
                family_name: draft.row.family_name.clone(),
                birth_on: draft.row.birth_on,
                birth_year: draft.row.birth_year,
            })
            .collect();
        let were = marks::were_erased(db, &office, &people).await?;
        let lines = drafts.iter().zip(were).filter(|(_, erased)| *erased);
        self.marked = lines.map(|(draft, _)| draft.line).collect();
        Ok(())
    }

    /// The addresses and telephones of those who were found, to see what a line adds.
    async fn read_ways(&mut self, db: &impl ConnectionTrait) -> Result<()> {
        let ids: Vec<ContactId> = self.rows.keys().copied().collect();
        for some in ids.chunks(TOGETHER) {
            let emails = contact_email::Entity::find()
                .filter(contact_email::Column::ContactId.is_in(some.iter().copied()))
                .filter(contact_email::Column::State.ne(EmailState::Suppressed))
                .all(db)
                .await?;
            for row in emails {
                self.emails
                    .entry(row.contact_id)
                    .or_default()
                    .push(row.folded);
            }
            let phones = contact_phone::Entity::find()
                .filter(contact_phone::Column::ContactId.is_in(some.iter().copied()))
                .all(db)
                .await?;
            for row in phones {
                self.phones
                    .entry(row.contact_id)
                    .or_default()
                    .push(row.e164.unwrap_or(row.as_typed));
            }
            let memberships = membership::Entity::find()
                .filter(membership::Column::ContactId.is_in(some.iter().copied()))
                .order_by_asc(membership::Column::Id)
                .all(db)
                .await?;
            for row in memberships {
                self.belongs(row);
            }
        }
        Ok(())
    }

    /// Everybody who was found.
    pub(super) fn ids(&self) -> Vec<ContactId> {
        self.rows.keys().copied().collect()
    }

    /// Whether somebody has an address.
    pub(super) fn has_email(&self, id: ContactId) -> bool {
        self.emails.get(&id).is_some_and(|own| !own.is_empty())
    }

    /// What somebody does in an organisation: the latest that is told of there, one that lasts before one that ended.
    pub(super) fn membership(
        &self,
        id: ContactId,
        body: OrganisationId,
    ) -> Option<&membership::Model> {
        let there = self.memberships.get(&id)?.iter();
        there
            .filter(|row| row.organisation_id == body)
            .max_by_key(|row| (row.to_on.is_none(), row.id))
    }

    /// Whether somebody has a function that letters name.
    pub(super) fn has_primary(&self, id: ContactId) -> bool {
        let rows = self.memberships.get(&id).into_iter().flatten();
        rows.into_iter().any(|row| row.is_primary)
    }

    /// Knows what somebody does in an organisation.
    pub(super) fn belongs(&mut self, row: membership::Model) {
        let own = self.memberships.entry(row.contact_id).or_default();
        own.retain(|known| known.id != row.id);
        own.push(row);
    }

    /// Somebody's lists, and where the blocks of their record come from.
    pub(super) fn kept(&self, id: ContactId) -> Kept {
        self.lists.get(&id).cloned().unwrap_or_default()
    }

    /// Knows them from now on.
    pub(super) fn keep(&mut self, id: ContactId, kept: Kept) {
        self.lists.insert(id, kept);
    }

    /// Whom a line means.
    pub(super) fn meant(&self, draft: &Draft) -> Meant {
        let address = draft.email.as_ref().map(compared);
        let is_suppressed = address
            .as_ref()
            .is_some_and(|address| self.erased.contains(address));
        if is_suppressed || self.marked.contains(&draft.line) {
            return Meant::Erased;
        }
        if let Some(meant) = self.by_ways(draft) {
            return meant;
        }
        let namesakes = self.owners(self.by_name.get(&draft.row.sort_name));
        let mut namesakes = namesakes
            .into_iter()
            .filter(|row| !speaks_against(row, draft) && !self.is_elsewhere(row, draft))
            .peekable();
        match (
            namesakes.peek().is_some(),
            namesakes.find(|row| self.says_nothing_new(row, draft)),
        ) {
            (_, Some(same)) => Meant::One(Box::new(same.clone())),
            (true, None) => Meant::Perhaps,
            (false, None) => Meant::Nobody,
        }
    }

    fn owners(&self, ids: Option<&Vec<ContactId>>) -> Vec<&contact::Model> {
        ids.into_iter()
            .flatten()
            .filter_map(|id| self.rows.get(id))
            .collect()
    }

    /// Whom a line means by its address or telephone; nothing where they do not tell.
    fn by_ways(&self, draft: &Draft) -> Option<Meant> {
        let address = draft.email.as_ref().map(compared);
        let number = draft.phone.as_ref().and_then(|phone| phone.1.as_ref());
        let at_address = self.owners(
            address
                .as_ref()
                .and_then(|address| self.by_email.get(address)),
        );
        let at_number = self.owners(number.and_then(|number| self.by_phone.get(number)));
        let named = |row: &&&contact::Model| {
            row.sort_name == draft.row.sort_name && !speaks_against(row, draft)
        };
        let mut strong: Vec<&contact::Model> = at_address
            .iter()
            .chain(&at_number)
            .filter(named)
            .copied()
            .collect();
        strong.sort_by_key(|row| row.id);
        strong.dedup_by_key(|row| row.id);
        match strong.as_slice() {
            [one] => Some(Meant::One(Box::new((*one).clone()))),
            [_, _, ..] => Some(Meant::Perhaps),
            [] => (!at_address.is_empty()).then_some(Meant::Perhaps),
        }
    }

    /// Whether both have addresses and none in common: two people of one name are told apart by that.
    fn is_elsewhere(&self, row: &contact::Model, draft: &Draft) -> bool {
        let has_other = |own: Option<&Vec<String>>, told: Option<String>| {
            told.is_some_and(|told| own.is_some_and(|own| !own.is_empty() && !own.contains(&told)))
        };
        has_other(self.emails.get(&row.id), draft.email.as_ref().map(compared))
    }

    /// Whether a line tells nothing of a person that is not known: the same file twice.
    fn says_nothing_new(&self, row: &contact::Model, draft: &Draft) -> bool {
        let (mut after, mut none) = (row.clone(), crate::change::Changes::default());
        super::merge::merge(
            &mut after,
            draft,
            kuvend_entity::kind::ImportMode::Update,
            &mut none,
        );
        let learns = |kept: Kept| kept.learns(&draft.told);
        after == *row
            && !self.adds_email(row.id, draft)
            && !self.adds_phone(row.id, draft)
            && !learns(self.kept(row.id))
    }

    /// Whether a line brings an address that somebody does not have yet.
    pub(super) fn adds_email(&self, id: ContactId, draft: &Draft) -> bool {
        let told = draft.email.as_ref().map(compared);
        told.is_some_and(|told| !self.emails.get(&id).is_some_and(|own| own.contains(&told)))
    }

    /// Whether a line brings a telephone that somebody does not have yet.
    pub(super) fn adds_phone(&self, id: ContactId, draft: &Draft) -> bool {
        let told = draft
            .phone
            .as_ref()
            .map(|(as_typed, e164)| e164.as_ref().unwrap_or(as_typed));
        told.is_some_and(|told| !self.phones.get(&id).is_some_and(|own| own.contains(told)))
    }

    /// Knows somebody from now on, as a line before this one made or changed them.
    pub(super) fn learn(&mut self, row: contact::Model, draft: &Draft) {
        let id = row.id;
        let put = |map: &mut HashMap<String, Vec<ContactId>>, key: String| {
            let ids = map.entry(key).or_default();
            if !ids.contains(&id) {
                ids.push(id);
            }
        };
        put(&mut self.by_name, row.sort_name.clone());
        if let Some(address) = draft.email.as_ref().map(compared) {
            put(&mut self.by_email, address.clone());
            self.emails.entry(id).or_default().push(address);
        }
        if let Some((as_typed, e164)) = &draft.phone {
            if let Some(number) = e164 {
                put(&mut self.by_phone, number.clone());
            }
            self.phones
                .entry(id)
                .or_default()
                .push(e164.as_ref().unwrap_or(as_typed).clone());
        }
        self.rows.insert(id, row);
    }
}

/// Those whom lines may mean by their names alone: whoever has an address is told apart from a line with another one, and a birth
/// that differs tells two apart too. They are judged as they are read, by what is narrow, and few are kept of each name.
async fn namesakes(
    db: &impl ConnectionTrait,
    office: OfficeId,
    drafts: &[&Draft],
) -> Result<HashSet<ContactId>> {
    let mut named: HashMap<&str, Vec<&Draft>> = HashMap::new();
    for &draft in drafts {
        named.entry(&draft.row.sort_name).or_default().push(draft);
    }
    // Of a name whose lines all have addresses, only those count who have none.
    let (addressed, bare): (Vec<&str>, Vec<&str>) = named.keys().copied().partition(|name| {
        let lines = named.get(name).into_iter().flatten();
        lines.into_iter().all(|draft| draft.email.is_some())
    });
    let has_address = Expr::exists(
        Query::select()
            .expr(Expr::value(1))
            .from(contact_email::Entity)
            .and_where(
                Expr::col(contact_email::Column::ContactId.as_column_ref())
                    .eq(Expr::col(contact::Column::Id.as_column_ref())),
            )
            .and_where(contact_email::Column::State.ne(EmailState::Suppressed))
            .to_owned(),
    );
    let mut kept: HashMap<String, usize> = HashMap::new();
    let mut ids = HashSet::new();
    let addressed = addressed.chunks(NAMES).map(|names| (names, true));
    let bare = bare.chunks(NAMES).map(|names| (names, false));
    for (names, only_bare) in addressed.chain(bare) {
        let rows = contact::Entity::find()
            .select_only()
            .columns([
                contact::Column::Id,
                contact::Column::SortName,
                contact::Column::BirthYear,
                contact::Column::BirthOn,
            ])
            .filter(contact::Column::OfficeId.eq(office))
            .filter(contact::Column::MergedIntoId.is_null())
            .filter(contact::Column::ErasedAt.is_null())
            .filter(among(
                db.get_database_backend(),
                contact::Column::SortName,
                names.iter().copied(),
            ))
            .apply_if(only_bare.then(|| has_address.clone()), |rows, has| {
                rows.filter(has.not())
            })
            .into_tuple::<(ContactId, String, Option<i32>, Option<NaiveDate>)>()
            .all(db)
            .await?;
        for (id, name, year, on) in rows {
            let lines = named.get(name.as_str()).map_or(&[][..], Vec::as_slice);
            let kept = kept.entry(name).or_default();
            if *kept < NAMESAKES && !lines.iter().all(|draft| are_two((year, on), draft)) {
                *kept += 1;
                ids.insert(id);
            }
        }
    }
    Ok(ids)
}

/// Whether something known of both says that they are two.
fn speaks_against(row: &contact::Model, draft: &Draft) -> bool {
    are_two((row.birth_year, row.birth_on), draft)
}

/// The same by the year and the date of birth alone.
fn are_two((year, on): (Option<i32>, Option<NaiveDate>), draft: &Draft) -> bool {
    fn differ<T: PartialEq>(one: Option<T>, other: Option<T>) -> bool {
        one.zip(other).is_some_and(|(one, other)| one != other)
    }
    differ(year, draft.row.birth_year) || differ(on, draft.row.birth_on)
}
