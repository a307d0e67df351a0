//! The page's view: everything already said in the reader's words.

use kuvend_domain::guest_page::{Closed, GuestPage, Invitee, Occasion, REASON_LIMIT, Said};
use kuvend_entity::{
    kind::{EventFormat, EventStatus, PlaceState, ResponseState},
    value::{Language, Venue},
};
use serde::Serialize;

use super::{
    Shown,
    asking::AskingView,
    floor::FloorView,
    form::{LINES, Problem, Typed},
    handing::HandingView,
};
use crate::{
    dates,
    fields::FieldView,
    modes,
    programme::{self, PartView},
    words::Words,
};

/// What the templates of the guest's page are given.
#[derive(Debug, Serialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that the template shows or does not"
)]
pub(super) struct RsvpView {
    action: String,
    calendar: Option<String>,
    office: Text,
    office_address: String,
    postal_address: Option<String>,
    title: Text,
    name: Option<String>,
    /// What it is to the guest: an invitation, or their registration.
    kicker: String,
    capacity: Vec<Text>,
    when: Vec<String>,
    is_called_off: bool,
    doors_open: Option<String>,
    answer_by: Option<String>,
    place: Option<Place>,
    attends: Option<String>,
    is_online: bool,
    online_link: Option<String>,
    contact_person: Option<String>,
    description: Option<Text>,
    practical_notes: Option<Text>,
    programme: Vec<PartView>,
    is_saved: bool,
    is_outdated: bool,
    status: Option<Status>,
    ticket: Option<TicketView>,
    closed: Option<Notice>,
    form: Option<FormView>,
    asking: Option<AskingView>,
    floor: Option<FloorView>,
    handing: Option<HandingView>,
    errors: Vec<ErrorView>,
}

/// Where the page leads. The token of a good link is base64url and needs no escaping.
#[derive(Debug)]
pub(super) struct Paths {
    pub(super) answer: String,
    pub(super) asking: String,
    pub(super) floor: String,
    pub(super) handing: String,
    pub(super) calendar: String,
}

/// A text that may be in another language than the page.
#[derive(Debug, Serialize)]
pub(crate) struct Text {
    text: String,
    lang: String,
}

#[derive(Debug, Serialize)]
pub(crate) struct Place {
    name: String,
    lines: Vec<String>,
    map: Option<String>,
}

#[derive(Debug, Serialize)]
struct Status {
    tone: &'static str,
    lines: Vec<String>,
}

/// What the guest shows at the door.
#[derive(Debug, Serialize)]
struct TicketView {
    /// Where the square is, from here: nothing is fetched from elsewhere.
    square: String,
    code: String,
    note: String,
}

#[derive(Debug, Serialize)]
struct Notice {
    text: String,
    reason: Option<String>,
}

#[derive(Debug, Serialize)]
struct FormView {
    /// Whether it is shown at once, and not behind "change your answer".
    is_open: bool,
    is_offer: bool,
    heading: String,
    /// What is said where all places are taken.
    full: Option<String>,
    /// Where the guest chooses how they take part.
    attends: Option<FieldView>,
    sizes: Vec<i32>,
    companions: Vec<Line>,
    typed: Typed,
    reason_limit: usize,
}

/// A line of the form for somebody who comes along.
#[derive(Debug, Serialize)]
struct Line {
    number: usize,
    given: String,
    family: String,
}

#[derive(Debug, Serialize)]
struct ErrorView {
    field: Option<String>,
    text: String,
}

impl Text {
    /// A text in a language.
    pub(super) fn plain(text: &str, language: &Language) -> Self {
        Self {
            text: text.to_owned(),
            lang: language.to_string(),
        }
    }
}

impl From<&Said> for Text {
    fn from(said: &Said) -> Self {
        Self {
            text: said.text.clone(),
            lang: said.language.to_string(),
        }
    }
}

/// The parts of the page that are answered each for itself, and what came of the one that was.
struct Sections {
    asking: Option<AskingView>,
    floor: Option<FloorView>,
    handing: Option<HandingView>,
    /// What was typed into the answer that was refused.
    typed: Option<Typed>,
    problems: Vec<Problem>,
    is_saved: bool,
}

impl Sections {
    fn of(page: &GuestPage, words: &Words, paths: &Paths, shown_with: Shown) -> Self {
        let (mut refused, mut asked, mut put, mut handed) = (None, None, None, None);
        let (mut is_saved, mut is_told, mut done, mut is_handed) = (false, false, None, false);
        match shown_with {
            Shown::Answer(typed, is_answered) => (refused, is_saved) = (typed, is_answered),
            Shown::Asking(typed) => asked = Some(typed),
            Shown::Told => is_told = true,
            Shown::Floor(typed) => put = Some(typed),
            Shown::Done(what) => done = Some(what),
            Shown::Handing(typed) => handed = Some(typed),
            Shown::HandedIn => is_handed = true,
        }
        let asking = page.asking.as_ref().map(|asking| {
            let asking = (asking, paths.asking.clone());
            AskingView::of(asking, words, asked.as_ref(), is_told)
        });
        let floor = page.floor.as_ref().map(|floor| {
            let floor = (floor, paths.floor.clone());
            FloorView::of(floor, (words, page.event.starts), put.as_ref(), done)
        });
        let handing = page.handing.as_ref().map(|handing| {
            let handing = (handing, paths.handing.clone());
            HandingView::of(handing, words, handed.as_ref(), is_handed)
        });
        let (typed, mut problems) = match refused {
            Some((typed, problems)) => (Some(typed), problems),
            None => (None, Vec::new()),
        };
        // Nothing is asked any more: there is no form to mend, and the page says why.
        if asked.is_some() && asking.is_none() {
            problems.push(Problem::of_page("error_form"));
        }
        if put.is_some() && floor.is_none() {
            problems.push(Problem::of_page("floor_error_state"));
        }
        if handed.is_some() && handing.is_none() {
            problems.push(Problem::of_page("handing_error_gone"));
        }
        Self {
            asking,
            floor,
            handing,
            typed,
            problems,
            is_saved,
        }
    }
}

impl RsvpView {
    pub(super) fn of(page: &GuestPage, words: &Words, paths: &Paths, shown_with: Shown) -> Self {
        let (event, guest) = (&page.event, &page.guest);
        let zone = &event.time_zone;
        // Whoever's invitation was taken back is told so, and nothing more of the event than they knew.
        let is_guest = page.closed != Some(Closed::Withdrawn);
        let is_ahead = page.closed.is_none_or(|why| {
            matches!(why, Closed::TooLate | Closed::OfferLapsed | Closed::NotOpen)
        });
        let shown = |text: &Option<String>| text.clone().filter(|_| is_guest);
        let function = guest.function.iter().map(|function| Text {
            text: function.clone(),
            lang: String::new(),
        });
        let Sections {
            asking,
            floor,
            handing,
            typed,
            problems,
            is_saved,
        } = Sections::of(page, words, paths, shown_with);
        Self {
            action: paths.answer.clone(),
            calendar: page.has_calendar.then(|| paths.calendar.clone()),
            office: (&page.host.name).into(),
            office_address: page.host.address.to_string(),
            postal_address: page.host.postal_address.clone(),
            title: (&event.title).into(),
            name: guest.name.clone(),
            kicker: words.say(kicker(guest), &[]),
            capacity: function
                .chain(guest.organisation.iter().map(Text::from))
                .collect(),
            when: dates::span(words, event.starts, event.ends, zone),
            is_called_off: matches!(
                event.status,
                EventStatus::Cancelled | EventStatus::Postponed
            ),
            doors_open: event
                .doors_open
                .filter(|_| is_guest && is_ahead)
                .map(|at| dates::hour_near(words, at, event.starts)),
            answer_by: event
                .response_deadline
                .filter(|_| page.closed.is_none() && guest.place != PlaceState::Offered)
                .map(|at| dates::moment(words, at, zone)),
            place: event.venue.as_ref().filter(|_| is_guest).map(place),
            attends: guest
                .attends
                .filter(|_| is_guest)
                .map(|mode| modes::name(words, mode)),
            is_online: is_guest && is_ahead && event.format != EventFormat::InPerson,
            online_link: event
                .online_link
                .clone()
                .filter(|link| is_web_address(link)),
            contact_person: shown(&event.contact_person),
            description: event
                .description
                .as_ref()
                .filter(|_| is_guest)
                .map(Text::from),
            practical_notes: event
                .practical_notes
                .as_ref()
                .filter(|_| is_guest && is_ahead)
                .map(Text::from),
            programme: programme::parts(&page.programme, words, event.starts),
            is_saved: is_saved && guest.response != ResponseState::None && problems.is_empty(),
            is_outdated: guest.is_answer_outdated && page.closed.is_none(),
            status: status(page, words),
            ticket: page.ticket.as_ref().map(|ticket| TicketView {
                square: ticket.path(),
                code: ticket.token.clone(),
                note: match guest.party_size {
                    1 => words.say("ticket_note", &[]),
                    size => words.say("ticket_note_party", &[("n", &size.to_string())]),
                },
            }),
            closed: page.closed.map(|why| closed(why, page, words)),
            errors: errors(&problems, page, words),
            form: page
                .closed
                .is_none()
                .then(|| form(page, words, typed, !problems.is_empty())),
            asking,
            floor,
            handing,
        }
    }
}

pub(crate) fn place(venue: &Venue) -> Place {
    let lines = [&venue.address, &venue.city]
        .into_iter()
        .flatten()
        .filter(|line| !line.trim().is_empty())
        .cloned()
        .collect();
    let map = venue.latitude.zip(venue.longitude).map(|(north, east)| {
        format!("https://www.openstreetmap.org/?mlat={north}&mlon={east}#map=17/{north}/{east}")
    });
    Place {
        name: venue.name.clone(),
        lines,
        map,
    }
}

fn is_web_address(link: &str) -> bool {
    link.starts_with("https://") || link.starts_with("http://")
}

/// What stands: the place where there is one to speak of, else the answer; both look ahead to the event.
fn status(page: &GuestPage, words: &Words) -> Option<Status> {
    if matches!(
        page.closed,
        Some(Closed::Withdrawn | Closed::Cancelled | Closed::Over | Closed::OfferLapsed)
    ) {
        return None;
    }
    let guest = &page.guest;
    let say = |key: &str| words.say(key, &[]);
    if page.closed == Some(Closed::Postponed)
        && matches!(
            guest.place,
            PlaceState::Confirmed | PlaceState::Waitlisted | PlaceState::Offered
        )
    {
        return kept(guest.place).map(|key| Status {
            tone: "wait",
            lines: vec![say(key)],
        });
    }
    let (tone, mut lines) = match (guest.place, guest.response) {
        (PlaceState::Offered, answer) => {
            let until = guest
                .offer_until
                .map(|at| dates::until(words, at, &page.event.time_zone))
                .unwrap_or_default();
            let (held, next) = match answer {
                // Nobody waited for a place that is held for the invited.
                ResponseState::None => ("status_held", "status_held_next"),
                _ => ("status_offered", "status_offered_next"),
            };
            (
                "wait",
                vec![words.say(held, &[("until", &until)]), say(next)],
            )
        }
        (PlaceState::Confirmed, ResponseState::Accepted) if guest.is_registered => {
            ("good", vec![say("status_enrolled")])
        }
        (PlaceState::Confirmed, ResponseState::Accepted) => ("good", vec![say("status_confirmed")]),
        (PlaceState::Confirmed, _) => ("good", vec![say("status_registered")]),
        (PlaceState::Waitlisted, _) => {
            let mut lines = vec![say("status_waitlisted")];
            lines.extend(
                guest
                    .queue_position
                    .map(|n| words.say("status_position", &[("n", &n.to_string())])),
            );
            lines.push(say("status_waitlisted_next"));
            ("wait", lines)
        }
        (PlaceState::PendingApproval, _) => ("wait", vec![say("status_pending")]),
        (PlaceState::Expired, _) => {
            let next = page.closed.is_none().then(|| say("status_expired_next"));
            let lines = [say("status_expired")].into_iter().chain(next);
            ("calm", lines.collect())
        }
        (_, ResponseState::Tentative) => ("wait", vec![say("status_tentative")]),
        (_, ResponseState::Declined) => ("calm", vec![say("status_declined")]),
        (_, ResponseState::Represented) => ("calm", vec![say("status_represented")]),
        (PlaceState::Cancelled | PlaceState::None, ResponseState::Accepted)
            if guest.is_turned_away =>
        {
            ("calm", vec![say("status_turned_away")])
        }
        (PlaceState::Cancelled, _) => ("calm", vec![say("status_released")]),
        (PlaceState::None, _) => return None,
    };
    if guest.party_size > 1
        && matches!(
            guest.place,
            PlaceState::Confirmed | PlaceState::Offered | PlaceState::Waitlisted
        )
    {
        lines.push(words.say("party_held", &[("n", &guest.party_size.to_string())]));
    }
    Some(Status { tone, lines })
}

/// What the page is to a guest.
const fn kicker(guest: &Invitee) -> &'static str {
    if guest.is_registered {
        "registration"
    } else {
        "invitation"
    }
}

/// What becomes of a place while the event is put off; of one that was offered, the page says enough by saying so.
const fn kept(place: PlaceState) -> Option<&'static str> {
    match place {
        PlaceState::Confirmed => Some("status_kept"),
        PlaceState::Waitlisted => Some("status_kept_waiting"),
        _ => None,
    }
}

/// Whether a place is held for somebody who has been invited and has yet to answer, rather than offered to who waited.
fn is_held(guest: &Invitee) -> bool {
    guest.place == PlaceState::Offered && guest.response == ResponseState::None
}

fn closed(why: Closed, page: &GuestPage, words: &Words) -> Notice {
    let event: &Occasion = &page.event;
    let key = match why {
        Closed::Withdrawn => "closed_withdrawn",
        Closed::NotOpen => "closed_not_open",
        Closed::Cancelled => "closed_cancelled",
        Closed::Postponed => "closed_postponed",
        Closed::Over => "closed_over",
        Closed::TooLate => "closed_too_late",
        Closed::OfferLapsed => "closed_offer_lapsed",
    };
    let until = match why {
        Closed::OfferLapsed => page.guest.offer_until,
        _ => event.response_deadline,
    };
    let until = until
        .map(|at| dates::until(words, at, &event.time_zone))
        .unwrap_or_default();
    Notice {
        text: words.say(key, &[("until", &until)]),
        reason: event.cancel_reason.clone(),
    }
}

fn errors(problems: &[Problem], page: &GuestPage, words: &Words) -> Vec<ErrorView> {
    if let (Some(why), false) = (page.closed, problems.is_empty()) {
        // There is no form to mend any more: why the answer was not taken is all there is to say.
        return vec![ErrorView {
            field: None,
            text: closed(why, page, words).text,
        }];
    }
    let high = page.guest.party_allowance.to_string();
    problems
        .iter()
        .map(|problem| {
            let limit = if problem.field == Some("reason") {
                REASON_LIMIT.to_string()
            } else {
                "100".to_owned()
            };
            let line = problem.line.map(|line| line.to_string());
            let field = match (problem.field, &line) {
                (Some(field), Some(line)) => Some(format!("{field}_{line}")),
                (field, _) => field.map(str::to_owned),
            };
            let number = line.unwrap_or_default();
            let label = problem.field.map(|field| format!("reg_{field}"));
            let label = label.map(|key| words.say(&key, &[])).unwrap_or_default();
            let places = [
                ("high", high.as_str()),
                ("label", &label),
                ("limit", &limit),
                ("number", &number),
            ];
            ErrorView {
                field,
                text: words.say(problem.key, &places),
            }
        })
        .collect()
}

fn form(page: &GuestPage, words: &Words, typed: Option<Typed>, has_problems: bool) -> FormView {
    let guest = &page.guest;
    let is_held = is_held(guest);
    let is_offer = guest.place == PlaceState::Offered && !is_held;
    let is_answered = guest.response != ResponseState::None || (guest.place.occupies() && !is_held);
    let typed = typed.unwrap_or_else(|| Typed {
        // An offer is a new question: the acceptance that led to the waiting list does not answer it.
        response: match guest.response {
            ResponseState::None => "",
            ResponseState::Accepted if is_offer => "",
            answer => answer.as_str(),
        }
        .to_owned(),
        party_size: guest.party_size.to_string(),
        attends: guest
            .attends
            .map(|mode| mode.to_string())
            .unwrap_or_default(),
        companions: guest.companions.clone(),
        reason: guest.reason.clone().unwrap_or_default(),
        ..Typed::default()
    });
    let heading = if is_offer {
        "form_offer"
    } else if is_answered {
        "form_change"
    } else {
        "form_first"
    };
    FormView {
        is_open: !is_answered
            || is_offer
            || has_problems
            || guest.is_answer_outdated
            || guest.place == PlaceState::Expired,
        is_offer,
        heading: words.say(heading, &[]),
        full: full(guest, words),
        attends: (page.event.format == EventFormat::Hybrid)
            .then(|| modes::field(words, &typed.attends)),
        companions: lines(guest.party_allowance, &typed.companions),
        sizes: (1..=guest.party_allowance.clamp(1, 50)).collect(),
        typed,
        reason_limit: REASON_LIMIT,
    }
}

/// What a guest is told beforehand of places that are taken. Who waits knows it, and may find that there are some in the other way of
/// taking part.
fn full(guest: &Invitee, words: &Words) -> Option<String> {
    if guest.waits.anyhow {
        return (guest.place != PlaceState::Waitlisted).then(|| words.say("full", &[]));
    }
    guest.waits.one_way.map(|mode| modes::full(words, mode))
}

/// As many lines as others may come along, filled with those who are named.
fn lines(allowance: i32, named: &[(String, String)]) -> Vec<Line> {
    let beside = usize::try_from(allowance - 1).unwrap_or_default();
    let line = |number: usize| {
        let (given, family) = named.get(number - 1).cloned().unwrap_or_default();
        Line {
            number,
            given,
            family,
        }
    };
    (1..=beside.min(LINES)).map(line).collect()
}
