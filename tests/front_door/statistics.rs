//! The worked example of the statistics, from the first contact to the last figure as an office and its guests make it:
//! ten people P1 to P10, three events, one programme. The numbers stand here as they were worked out by hand.

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use kuvend_domain::delivery;
use serde_json::{Value, json};

use crate::{
    app::{TestApp, at},
    main_path::links,
    on_both_engines,
    sink::Sink,
};

/// Every figure there is, in the order in which the numbers below stand.
const FIGURES: [&str; 19] = [
    "invited",
    "delivered",
    "responseRate",
    "acceptanceRate",
    "invitationYield",
    "registered",
    "attended",
    "headcount",
    "attendances",
    "uniquePeople",
    "attendanceRate",
    "noShowRate",
    "recordingCoverage",
    "walkIns",
    "directReach",
    "newPeople",
    "returningPeople",
    "organisationsInvited",
    "organisationsPresent",
];

/// The events as the example's table has them; `+` is "at least".
const E1: &str = "1: 6 5 · 4/5 2/4 2/5 · 3 3 · 4 7 3+ · 2/3 1/3 3/3 · 1 · 7+ · 3+ 0+ · 0 0";
const E2: &str = "1: 4 4 · 3/4 3/3 3/4 · 3 2 · 0 2 2 · 2/2 0/2 2/3 · 0 · 4 · 1 1 · 0 0";
const E3: &str = "1: 5 5 · 4/5 3/4 3/5 · 3 2 · 0 2 2 · 2/3 1/3 3/3 · 0 · 5 · 1 1 · 0 0";
/// The years, and both: rows are summed, people united.
const Y2024: &str = E1;
const Y2025: &str = "2: 9 9 · 7/9 6/7 6/9 · 6 4 · 0 4 3 · 4/5 1/5 5/6 · 0 · 7 · 2 1 · 0 0";
const BOTH: &str =
    "3: 15 14 · 11/14 8/11 8/14 · 9 7 · 4 11 5+ · 6/8 2/8 8/9 · 1 · 9+ · 5+ 0+ · 0 0";

/// Both years by sex: P1, P5, P9; P2, P6, P10; P4, P8; P3, P7; the four without a name.
const BY_SEX: [(&str, &str); 5] = [
    (
        "FEMALE",
        "5 5 · 3/5 3/3 3/5 · 3 3 · 0+ 3+ 1+ · 3/3 0/3 3/3 · 0 · 3+ · 1+ 0+ · 0 0",
    ),
    (
        "MALE",
        "5 4 · 3/4 3/3 3/4 · 3 1 · 0+ 1+ 1+ · 1/3 2/3 3/3 · 0 · 2+ · 1+ 0+ · 0 0",
    ),
    (
        "NOT_ASKED",
        "2 2 · 2/2 0/2 0/2 · 0 1 · 0+ 1+ 1+ · 0/0 0/0 0/0 · 1 · 2+ · 1+ 0+ · 0 0",
    ),
    (
        "UNDISCLOSED",
        "3 3 · 3/3 2/3 2/3 · 3 2 · 0+ 2+ 2+ · 2/2 0/2 2/3 · 0 · 2+ · 2+ 0+ · 0 0",
    ),
    (
        "UNKNOWN",
        "0 0 · 0/0 0/0 0/0 · 0 0 · 4 4 0+ · 0/0 0/0 0/0 · 0 · 0+ · 0+ 0+ · 0 0",
    ),
];

/// The office at work on the example.
struct Office {
    app: TestApp,
    sink: Sink,
    /// P1 is the first.
    people: Vec<String>,
}

impl Office {
    /// An office that knows the ten.
    async fn that_knows_ten_people(app: TestApp, sink: Sink) -> Self {
        app.clock.set(at("2024-11-15T09:00:00Z"));
        let mut people = Vec::new();
        for number in 1..=10_usize {
            let mut input = json!({
                "givenName": "Guest", "familyName": format!("P{number}"), "email": address(number),
                "consents": [{ "purpose": "follow-up", "state": "GIVEN" }],
            });
            if let Some(sex) = [None, Some("FEMALE"), Some("MALE"), Some("UNDISCLOSED")][number % 4]
            {
                input["sex"] = json!(sex);
            }
            let made = app.act("registerContact", input, "contact { id }").await;
            people.push(made["contact"]["id"].as_str().unwrap().to_owned());
        }
        Self { app, sink, people }
    }

    fn person(&self, number: usize) -> &str {
        &self.people[number - 1]
    }

    /// A published event on the evening of a day, to which some are invited; how many letters the relay took.
    async fn invite(&self, day: &str, guests: &[usize]) -> (String, usize) {
        let app = &self.app;
        let more = json!({ "startsAt": format!("{day}T18:00"), "endsAt": format!("{day}T21:00") });
        let event = app.event(more).await;
        let ids: Vec<&str> = guests.iter().map(|number| self.person(*number)).collect();
        let input = json!({ "eventId": event, "audience": { "contactIds": ids } });
        let invited = app
            .act("inviteContacts", input, "queued skipped { count }")
            .await;
        assert_eq!(invited["queued"], guests.len(), "{invited}");
        let delivered = delivery::drain(&app.op(), &self.sink.carrier())
            .await
            .unwrap();
        (event, delivered)
    }

    /// A guest answers by the link in the last letter that arrived.
    async fn answers(&self, number: usize, response: &str) {
        let to = address(number);
        let taken = self.sink.taken();
        let letter = taken.iter().rev().find(|one| one.to == to).unwrap();
        let letter = kuvend_notify::read(&letter.bytes).unwrap();
        let link = links(letter.text.as_ref().unwrap()).remove(0);
        let form = Request::post(&link)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(format!("response={response}&party_size=1")))
            .unwrap();
        assert_eq!(self.app.send(form).await.0, StatusCode::SEE_OTHER);
    }

    /// A guest tells the office, who writes it down.
    async fn tells(&self, event: &str, number: usize, response: &str) {
        let input = json!({ "eventId": event, "contactId": self.person(number), "response": response, "channel": "PHONE" });
        self.app
            .act("recordResponse", input, "attendee { response }")
            .await;
    }

    /// Guests come in at the door.
    async fn come(&self, event: &str, guests: &[usize]) {
        for number in guests {
            let input = json!({ "eventId": event, "contactId": self.person(*number) });
            let here = self
                .app
                .act("checkIn", input, "attendee { presence }")
                .await;
            assert_eq!(here["attendee"]["presence"], "ATTENDED");
        }
    }

    /// Attendance is closed: how many were absent.
    async fn close(&self, event: &str) -> Value {
        let input = json!({ "eventId": event });
        self.app.act("closeAttendance", input, "absentCount").await["absentCount"].clone()
    }

    async fn enrol(&self, programme: &Value, number: usize) {
        let input = json!({ "programmeId": programme, "contactId": self.person(number) });
        self.app
            .act("enrolContact", input, "enrolment { state }")
            .await;
    }

    /// The first event: a refused address, every answer there is, a self-registration, a walk-in and four without a name.
    async fn first_event(&self) -> String {
        let app = &self.app;
        app.clock.set(at("2024-12-01T09:00:00Z"));
        let (event, delivered) = self.invite("2024-12-18", &[1, 2, 3, 4, 5, 6]).await;
        assert_eq!(delivered, 5, "the relay refuses P6");
        self.answers(1, "ACCEPTED").await;
        self.answers(3, "DECLINED").await;
        self.answers(4, "TENTATIVE").await;
        self.tells(&event, 2, "ACCEPTED").await;
        let input =
            json!({ "eventId": event, "contactId": self.person(7), "selfRegistered": true });
        app.act("registerAttendee", input, "attendee { place }")
            .await;
        app.clock.set(at("2024-12-18T17:10:00Z"));
        self.come(&event, &[1, 7, 8]).await;
        let heads = json!({ "eventId": event, "count": 4 });
        app.act("recordHeadcount", heads, "count").await;
        app.clock.set(at("2024-12-18T21:00:00Z"));
        assert_eq!(self.close(&event).await, 1, "P2");
        event
    }

    /// The second: nobody wrote down whether P7 came, and it is not closed.
    async fn second_event(&self) -> String {
        self.app.clock.set(at("2025-05-01T09:00:00Z"));
        let (event, delivered) = self.invite("2025-05-18", &[1, 2, 7, 9]).await;
        assert_eq!(delivered, 4);
        self.answers(1, "ACCEPTED").await;
        self.tells(&event, 2, "ACCEPTED").await;
        self.answers(7, "ACCEPTED").await;
        self.app.clock.set(at("2025-05-18T16:10:00Z"));
        self.come(&event, &[1, 2]).await;
        event
    }

    async fn third_event(&self) -> String {
        self.app.clock.set(at("2025-12-01T09:00:00Z"));
        let (event, delivered) = self.invite("2025-12-18", &[1, 2, 3, 8, 10]).await;
        assert_eq!(delivered, 5);
        self.answers(1, "ACCEPTED").await;
        self.answers(3, "ACCEPTED").await;
        self.answers(10, "ACCEPTED").await;
        self.tells(&event, 8, "DECLINED").await;
        self.app.clock.set(at("2025-12-18T17:10:00Z"));
        self.come(&event, &[1, 3]).await;
        self.app.clock.set(at("2025-12-18T21:00:00Z"));
        assert_eq!(self.close(&event).await, 1, "P10");
        event
    }

    /// Asserts that events in a list, read together, have the figures, groups and trends that each has when it is read alone.
    async fn a_list_says_what_each_event_says(&self) {
        let all = everything();
        let selected = format!(
            "id statistics {{ {all} }} parts: statistics {{ groups(by: [SEX, RESIDENCE_COUNTRY], first: 2) {{ totalCount pageInfo {{ hasNextPage }} edges {{ cursor node {{ keys {{ value }} {all} }} }} }} trend(by: MONTH) {{ label {all} change {{ invited }} }} }}"
        );
        let list = format!("{{ events {{ nodes {{ {selected} }} }} }}");
        let list = self.app.ask(&list, Value::Null).await;
        let together = list["events"]["nodes"].as_array().unwrap();
        assert_eq!(together.len(), 3);
        for event in together {
            let alone = format!("query($id: ID!) {{ event(id: $id) {{ {selected} }} }}");
            let alone = self.app.ask(&alone, json!({ "id": event["id"] })).await;
            assert_eq!(alone["event"], *event);
        }
    }

    /// The figures of a period, and what else is asked of them.
    async fn figures(&self, filter: Value, more: &str) -> Value {
        let query = format!(
            "query($filter: EngagementFilter!) {{ engagementStatistics(filter: $filter) {{ {} {more} }} }}",
            everything()
        );
        let found = self.app.ask(&query, json!({ "filter": filter })).await;
        found["engagementStatistics"].clone()
    }
}

/// Where a person's letters go. The sink refuses the sixth's.
fn address(number: usize) -> String {
    let fault = if number == 6 { "refused+" } else { "" };
    format!("{fault}p{number}@example.org")
}

/// A selection of every figure.
fn everything() -> String {
    FIGURES.iter().fold("events".to_owned(), |all, figure| {
        format!("{all} {figure} {{ value numerator denominator unknown lowerBound additive provisional }}")
    })
}

/// A figure as the numbers above are written. A share's value is its quotient, or nothing where it is over nothing.
fn written(figure: &Value) -> String {
    let number = |name: &str| figure[name].as_f64();
    let (text, value) = match (&figure["denominator"], number("denominator")) {
        (_, None) => (figure["numerator"].to_string(), number("numerator")),
        (denominator, Some(all)) => (
            format!("{}/{denominator}", figure["numerator"]),
            number("numerator")
                .filter(|_| all > 0.0)
                .map(|part| part / all),
        ),
    };
    assert!(figure["value"].as_f64() == value, "{figure}");
    let bound = if figure["lowerBound"] == true {
        "+"
    } else {
        ""
    };
    text + bound
}

/// Asserts that an answer has these figures, each by its name.
fn has(answer: &Value, numbers: &str, of: &str) {
    let (events, numbers) = numbers.split_once(": ").map_or_else(
        || (None, numbers),
        |(events, numbers)| (Some(events), numbers),
    );
    if let Some(events) = events {
        assert_eq!(answer["events"].to_string(), events, "events of {of}");
    }
    let numbers: Vec<&str> = numbers
        .split_whitespace()
        .filter(|word| *word != "·")
        .collect();
    assert_eq!(numbers.len(), FIGURES.len());
    let found: Vec<String> = FIGURES
        .iter()
        .map(|figure| format!("{figure} {}", written(&answer[*figure])))
        .collect();
    let expected: Vec<String> = FIGURES
        .iter()
        .zip(numbers)
        .map(|(figure, number)| format!("{figure} {number}"))
        .collect();
    assert_eq!(found, expected, "{of}");
}

on_both_engines! {
    async fn the_worked_example_comes_out_of_what_the_office_and_its_guests_did(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        let office = Office::that_knows_ten_people(app, sink).await;
        let app = &office.app;
        let programme = app.act("createProgramme", json!({ "title": [{ "language": "en", "text": "Mentors" }], "status": "IMPLEMENTATION" }), "programme { id }").await["programme"]["id"].clone();
        let first = office.first_event().await;
        app.clock.set(at("2025-01-10T09:00:00Z"));
        office.enrol(&programme, 1).await;
        let second = office.second_event().await;
        app.clock.set(at("2025-06-01T09:00:00Z"));
        office.enrol(&programme, 2).await;
        let third = office.third_event().await;
        app.clock.set(at("2026-01-15T09:00:00Z"));
        let complaints: Vec<String> = office.sink.taken().into_iter().flat_map(|one| one.complaints).collect();
        assert!(complaints.is_empty(), "{complaints:?}");

        let both = json!({ "from": "2024-01-01", "to": "2025-12-31" });
        for (event, numbers, day) in [(&first, E1, "2024-12-18"), (&second, E2, "2025-05-18"), (&third, E3, "2025-12-18")] {
            let query = format!("query($id: ID!) {{ event(id: $id) {{ statistics {{ {} }} }} }}", everything());
            let found = app.ask(&query, json!({ "id": event })).await;
            has(&found["event"]["statistics"], numbers, day);
            // From when the letters went out, which is earlier in the same month.
            let found = office.figures(json!({ "from": format!("{}-01", &day[..7]), "to": day, "eventIds": [event] }), "").await;
            has(&found, numbers, day);
        }
        office.a_list_says_what_each_event_says().await;
        // A list of groups is as long on its second page as on its first.
        let groups = |page: &str| format!("groups(by: [SEX], {page}) {{ totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ keys {{ value }} }} }}");
        let found = office.figures(both.clone(), &groups("first: 2")).await;
        let place = found["groups"]["pageInfo"]["endCursor"].as_str().unwrap();
        let next = office.figures(both.clone(), &groups(&format!("first: 1, after: \"{place}\""))).await;
        assert_eq!((&found["groups"]["totalCount"], &next["groups"]["totalCount"]), (&json!(BY_SEX.len()), &json!(BY_SEX.len())));
        let key = |found: &Value, n: usize| found["groups"]["nodes"][n]["keys"][0]["value"].clone();
        assert_eq!((key(&found, 1), key(&next, 0)), (json!(BY_SEX[1].0), json!(BY_SEX[2].0)));

        let found = office.figures(both.clone(), "trend(by: YEAR) { label unfinished change { uniquePeople delivered returningPeople } }").await;
        has(&found, BOTH, "both years");
        assert_eq!(found["trend"], json!([
            { "label": "2024", "unfinished": false, "change": { "uniquePeople": null, "delivered": null, "returningPeople": null } },
            { "label": "2025", "unfinished": false, "change": { "uniquePeople": 0.0, "delivered": 0.8, "returningPeople": null } },
        ]));
        // P7's presence at the second event is not known, and that event is not closed.
        assert_eq!((&found["attendanceRate"]["unknown"], &found["attendanceRate"]["provisional"]), (&json!(1), &json!(true)));
        assert_eq!((&found["attendances"]["additive"], &found["uniquePeople"]["additive"]), (&json!(true), &json!(false)));
        for (year, numbers) in [("2024", Y2024), ("2025", Y2025)] {
            let filter = json!({ "from": format!("{year}-01-01"), "to": format!("{year}-12-31") });
            has(&office.figures(filter, "").await, numbers, year);
        }
        let trend = office.figures(both.clone(), &format!("trend(by: YEAR) {{ {} }}", everything())).await;
        has(&trend["trend"][0], Y2024, "2024 in the trend");
        has(&trend["trend"][1], Y2025, "2025 in the trend");

        let groups = office.figures(both.clone(), &format!("groups(by: [SEX]) {{ totalCount nodes {{ keys {{ value }} {} }} }}", everything())).await;
        assert_eq!(groups["groups"]["totalCount"], 5);
        let groups = groups["groups"]["nodes"].as_array().unwrap();
        assert_eq!(groups.len(), BY_SEX.len());
        for (group, (sex, numbers)) in groups.iter().zip(BY_SEX) {
            assert_eq!(group["keys"], json!([{ "value": sex }]));
            has(group, numbers, sex);
        }
        // Which groups there are can be asked without a figure.
        let keys = office.figures(both.clone(), "groups(by: [SEX]) { totalCount nodes { keys { dimension value } } }").await;
        assert_eq!(keys["groups"]["totalCount"], 5);
        assert_eq!(keys["groups"]["nodes"][1], json!({ "keys": [{ "dimension": "SEX", "value": "MALE" }] }));
        // P1 and P2 take part in a programme that has no event.
        let of_programme = office.figures(json!({ "from": "2024-01-01", "to": "2025-12-31", "programmeId": programme }), "").await;
        assert_eq!((&of_programme["events"], &of_programme["directReach"]["value"]), (&json!(0), &json!(2.0)));
        app.counts_are_true().await;
    }
}
