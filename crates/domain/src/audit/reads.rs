//! Who read what is sensitive of whom. A field of [`SENSITIVE`] that was answered is noted in memory ([`Reads`]), a request's notes
//! go to the [`Notebook`] when it ends, and a task writes them down a moment later: no read waits for it, and none costs a
//! statement more.
//!
//! What was shown is noted, not what was asked for: an address that is hidden from the viewer, or that is not there, was not read.
//! The same account that reads the same of the same person again within [`ONCE`] is written down once. Whoever pulls the plug takes
//! the notes of the last two seconds with it; whoever stops the server does not.

mod entries;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_entity::{
    id::{AccountId, ContactId, InteractionId, OfficeId},
    kind::Route,
};
use tokio::sync::watch;

use crate::{error::Result, op::Op};

/// Within which the same read is written down once.
pub const ONCE: TimeDelta = TimeDelta::hours(1);
/// How often what was noted is written down.
pub const WRITING: Duration = Duration::from_secs(2);
/// People that one entry names; a longer page is several entries.
pub const NAMED: usize = 100;
/// People that wait to be written down; whoever is read beyond them is only counted.
const WAITING: usize = 20_000;
/// Reads that are remembered, so that they are written down once.
const REMEMBERED: usize = 100_000;

/// Something of a person whose reading is written down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Sensitive {
    /// The day of birth.
    BirthOn,
    /// Addresses.
    Emails,
    /// Telephones.
    Phones,
    /// What was said in a call, a letter or a note.
    Body,
    /// What a guest needs at an event.
    Needs,
    /// What a guest answered to the questions of an event.
    Answers,
}

/// The one table of what is sensitive: its name in the API, and why.
///
/// Not in it are a year of birth and an age band, which figures show; the copy of a person, whose making and whose every opening are
/// deeds of their own (`rights::copy`, `rights::read_copy`); legal holds, which no query shows and whose placing is a deed; and what
/// goes out as a file, which is recorded as an export.
pub const SENSITIVE: [(Sensitive, &str, &str); 6] = [
    (
        Sensitive::BirthOn,
        "birthOn",
        "with the name it tells one person from all others, and banks ask for it",
    ),
    (
        Sensitive::Emails,
        "emails",
        "whoever has it can write to the person without the office",
    ),
    (
        Sensitive::Phones,
        "phones",
        "whoever has it can call the person without the office",
    ),
    (
        Sensitive::Body,
        "body",
        "what people tell in confidence is written down there",
    ),
    (
        Sensitive::Needs,
        "needs",
        "it may say something of health or belief",
    ),
    (
        Sensitive::Answers,
        "answers",
        "an office may ask whatever it likes",
    ),
];

impl Sensitive {
    /// Its name in the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        let mut table = SENSITIVE.iter();
        table
            .find(|(one, ..)| *one == self)
            .map_or("", |(_, name, _)| name)
    }
}

/// Of whom, or of what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Whom {
    /// A person.
    Contact(ContactId),
    /// A call, a letter or a note of an office; the people who took part in it are looked up when it is written down.
    Talk(InteractionId, OfficeId),
}

/// What is read in one request, told to the notebook when the last who holds this lets go of it. One that belongs to no account
/// notes nothing: the product itself, and people who read what is theirs.
#[derive(Debug, Clone, Default)]
pub struct Reads(Option<Arc<Reading>>);

impl Reads {
    /// Notes that something of somebody was shown.
    pub fn note(&self, whom: Whom, what: Sensitive) {
        if let Some(reading) = &self.0 {
            held(&reading.seen).entry(whom).or_default().insert(what);
        }
    }

    /// Notes that something of a person was shown.
    pub fn note_contact(&self, contact: ContactId, what: Sensitive) {
        self.note(Whom::Contact(contact), what);
    }
}

type Seen = BTreeMap<Whom, BTreeSet<Sensitive>>;

#[derive(Debug)]
struct Reading {
    book: Notebook,
    account: AccountId,
    route: Route,
    at: DateTime<Utc>,
    seen: Mutex<Seen>,
}

impl Drop for Reading {
    fn drop(&mut self) {
        let seen = mem::take(&mut *held(&self.seen));
        if !seen.is_empty() {
            self.book.take(Page {
                account: self.account,
                route: self.route,
                at: self.at,
                seen,
            });
        }
    }
}

/// What was read in one request.
#[derive(Debug)]
struct Page {
    account: AccountId,
    route: Route,
    at: DateTime<Utc>,
    seen: Seen,
}

/// What was read and is not written down yet. Cheap to clone; all clones are one.
#[derive(Debug, Clone, Default)]
pub struct Notebook(Arc<Mutex<Pages>>);

#[derive(Debug, Default)]
struct Pages {
    waiting: Vec<Page>,
    people: usize,
    remembered: HashMap<(AccountId, Whom, Sensitive), DateTime<Utc>>,
    /// How many were read and are not named, where more was read than could be written down.
    unnamed: BTreeMap<AccountId, u64>,
}

/// A lock that a thread which panicked held is as good as any other: notes are only ever added.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Notebook {
    /// What a request of an operation's actor reads goes into this notebook.
    #[must_use]
    pub fn reading(&self, op: &Op) -> Reads {
        Reads(op.actor.account().map(|account| {
            Arc::new(Reading {
                book: self.clone(),
                account,
                route: op.route,
                at: op.clock.now(),
                seen: Mutex::default(),
            })
        }))
    }

    fn take(&self, page: Page) {
        held(&self.0).add(page);
    }

    /// Writes down what waits; how many entries that made. What cannot be written waits on.
    ///
    /// # Errors
    /// Only the database's.
    pub async fn write(&self, op: &Op) -> Result<usize> {
        let taken = {
            let mut pages = held(&self.0);
            pages.people = 0;
            (mem::take(&mut pages.waiting), mem::take(&mut pages.unnamed))
        };
        if taken.0.is_empty() && taken.1.is_empty() {
            return Ok(0);
        }
        // Whoever stops waiting for this loses nothing.
        let mut taken = Taken {
            book: self,
            pages: taken.0,
            unnamed: taken.1,
        };
        let tx = op.db.write().await?;
        let written = entries::write(&tx, op, (&taken.pages, &taken.unnamed)).await?;
        tx.commit().await?;
        taken.pages.clear();
        taken.unnamed.clear();
        Ok(written)
    }
}

impl Pages {
    fn add(&mut self, mut page: Page) {
        let (account, at) = (page.account, page.at);
        let is_new = |known: Option<&DateTime<Utc>>| known.is_none_or(|known| at - *known >= ONCE);
        for (whom, fields) in &mut page.seen {
            fields.retain(|field| is_new(self.remembered.get(&(account, *whom, *field))));
        }
        page.seen.retain(|_, fields| !fields.is_empty());
        if self.people + page.seen.len() > WAITING {
            let more = u64::try_from(page.seen.len()).unwrap_or(u64::MAX);
            let unnamed = self.unnamed.entry(account).or_default();
            *unnamed = unnamed.saturating_add(more);
            return;
        }
        self.remember(&page);
        self.people += page.seen.len();
        if !page.seen.is_empty() {
            self.waiting.push(page);
        }
    }

    fn remember(&mut self, page: &Page) {
        if self.remembered.len() >= REMEMBERED {
            self.remembered.retain(|_, known| page.at - *known < ONCE);
        }
        if self.remembered.len() >= REMEMBERED {
            // Written down twice is better than not at all.
            self.remembered.clear();
        }
        for (whom, fields) in &page.seen {
            let keys = fields.iter().map(|field| (page.account, *whom, *field));
            self.remembered.extend(keys.map(|key| (key, page.at)));
        }
    }
}

/// What was taken out of a notebook and goes back into it, unless it was written down.
#[derive(Debug)]
struct Taken<'a> {
    book: &'a Notebook,
    pages: Vec<Page>,
    unnamed: BTreeMap<AccountId, u64>,
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        let mut pages = held(&self.book.0);
        pages.people += self.pages.iter().map(|page| page.seen.len()).sum::<usize>();
        let later = mem::take(&mut pages.waiting);
        pages.waiting = mem::take(&mut self.pages);
        pages.waiting.extend(later);
        for (account, more) in mem::take(&mut self.unnamed) {
            let unnamed = pages.unnamed.entry(account).or_default();
            *unnamed = unnamed.saturating_add(more);
        }
    }
}

/// Writes down now and then what was read, until told to stop; then what is left.
pub async fn run(book: Notebook, op: Op, pause: Duration, mut stop: watch::Receiver<bool>) {
    loop {
        let is_over = *stop.borrow();
        if let Err(error) = book.write(&op).await {
            tracing::error!(%error, "who read what could not be written down");
        }
        if is_over {
            return;
        }
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            _ = stop.changed() => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(account: AccountId, at: &str, people: &[ContactId]) -> Page {
        let seen = people
            .iter()
            .map(|id| (Whom::Contact(*id), BTreeSet::from([Sensitive::Emails])));
        Page {
            account,
            route: Route::Api,
            at: at.parse().unwrap(),
            seen: seen.collect(),
        }
    }

    fn people(number: usize) -> Vec<ContactId> {
        (0..number).map(|_| ContactId::new()).collect()
    }

    #[test]
    fn every_sensitive_field_has_a_name_of_its_own() {
        let names: BTreeSet<&str> = SENSITIVE.iter().map(|(one, ..)| one.name()).collect();
        assert_eq!(names.len(), SENSITIVE.len());
        assert!(!names.contains(""));
    }

    #[test]
    fn the_same_read_is_noted_once_within_an_hour_and_again_after_it() {
        let (mut pages, account, known) = (Pages::default(), AccountId::new(), people(1));
        for (at, waiting) in [
            ("2026-11-02T09:00:00Z", 1),
            ("2026-11-02T09:59:59Z", 1),
            ("2026-11-02T10:00:00Z", 2),
            ("2026-11-02T10:30:00Z", 2),
        ] {
            pages.add(page(account, at, &known));
            assert_eq!(pages.waiting.len(), waiting, "{at}");
        }
        pages.add(page(AccountId::new(), "2026-11-02T10:30:00Z", &known));
        assert_eq!(pages.waiting.len(), 3, "somebody else's read is another");
    }

    #[test]
    fn of_a_page_only_whoever_is_new_is_noted() {
        let (mut pages, account, all) = (Pages::default(), AccountId::new(), people(3));
        pages.add(page(account, "2026-11-02T09:00:00Z", &all[..2]));
        pages.add(page(account, "2026-11-02T09:01:00Z", &all));
        let noted: Vec<usize> = pages.waiting.iter().map(|page| page.seen.len()).collect();
        assert_eq!((noted, pages.people), (vec![2, 1], 3));
    }

    #[test]
    fn what_does_not_fit_is_counted_and_not_remembered() {
        let (mut pages, account) = (Pages::default(), AccountId::new());
        let (first, second) = (people(WAITING - 1), people(2));
        pages.add(page(account, "2026-11-02T09:00:00Z", &first));
        pages.add(page(account, "2026-11-02T09:00:01Z", &second));
        assert_eq!(pages.unnamed.get(&account), Some(&2));
        pages.waiting.clear();
        pages.people = 0;
        pages.add(page(account, "2026-11-02T09:00:02Z", &second));
        assert_eq!(pages.people, 2, "they are named when they are read again");
    }

    #[test]
    fn what_is_remembered_stays_bounded() {
        let (mut pages, account) = (Pages::default(), AccountId::new());
        for _ in 0..8 {
            pages.add(page(account, "2026-11-02T09:00:00Z", &people(WAITING)));
            pages.waiting.clear();
            pages.people = 0;
        }
        assert!(pages.remembered.len() <= REMEMBERED + WAITING);
    }

    #[test]
    fn what_was_taken_and_not_written_goes_back_before_what_came_since() {
        let (book, account, known) = (Notebook::default(), AccountId::new(), people(2));
        book.take(page(account, "2026-11-02T09:00:00Z", &known[..1]));
        let pages = mem::take(&mut held(&book.0).waiting);
        held(&book.0).people = 0;
        let taken = Taken {
            book: &book,
            pages,
            unnamed: BTreeMap::from([(account, 4)]),
        };
        book.take(page(account, "2026-11-02T09:00:01Z", &known[1..]));
        drop(taken);
        let pages = held(&book.0);
        let order: Vec<_> = pages
            .waiting
            .iter()
            .flat_map(|page| page.seen.keys().copied())
            .collect();
        assert_eq!(order, [Whom::Contact(known[0]), Whom::Contact(known[1])]);
        assert_eq!((pages.people, pages.unnamed.get(&account)), (2, Some(&4)));
    }
}
