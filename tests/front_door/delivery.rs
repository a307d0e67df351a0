//! Delivery against a real mail server that refuses, defers, hangs up and forgets: what becomes of a letter, and what its
//! timeline tells.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use kuvend_domain::delivery::{
    self, Carrier, claim,
    ledger::{self, What},
    prepare, send,
};
use kuvend_entity::{kind::MessageState, message};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    sync::watch,
};

use crate::{
    app::{TestApp, at},
    on_both_engines,
    sink::{self, Sink},
};

/// More than the longest first pause after a deferral.
const A_PAUSE: TimeDelta = TimeDelta::seconds(76);

/// A published event with guests who were invited; each is known by the local part of their address.
async fn invite(app: &TestApp, more: Value, guests: &[&str]) -> String {
    let event = app.event(more).await;
    let mut ids = Vec::new();
    for guest in guests {
        let input = json!({
            "givenName": "Guest", "familyName": guest, "email": format!("{guest}@example.org"),
            "consents": [{ "purpose": "follow-up", "state": "GIVEN" }],
        });
        let contact = app.act("registerContact", input, "contact { id }").await;
        ids.push(contact["contact"]["id"].clone());
    }
    let input = json!({ "eventId": event, "audience": { "contactIds": ids } });
    let invited = app.act("inviteContacts", input, "queued").await;
    assert_eq!(invited["queued"], guests.len());
    event
}

/// A guest's row with its letters, as the office sees it.
async fn row(app: &TestApp, event: &str, guest: &str) -> Value {
    let query = "query($id: ID!) { event(id: $id) { attendees(first: 10) { nodes { id invitation contact { displayName } messages(first: 5) { nodes { kind state attempts dueAt recipient timeline { kind detail } } } } } } }";
    let found = app.ask(query, json!({ "id": event })).await;
    let rows = found["event"]["attendees"]["nodes"].as_array().unwrap();
    let name = format!("Guest {guest}");
    rows.iter()
        .find(|row| row["contact"]["displayName"] == name)
        .unwrap()
        .clone()
}

/// A guest's letter of a kind.
async fn letter(app: &TestApp, event: &str, guest: &str, kind: &str) -> Value {
    let row = row(app, event, guest).await;
    let letters = row["messages"]["nodes"].as_array().unwrap();
    let mut found = letters.iter().filter(|letter| letter["kind"] == kind);
    let letter = found.next().unwrap().clone();
    assert!(found.next().is_none(), "{row:#}");
    letter
}

async fn invitation(app: &TestApp, event: &str, guest: &str) -> Value {
    letter(app, event, guest, "INVITATION").await
}

/// Where a letter stands, and how often it was tried.
fn standing(letter: &Value) -> (&str, i64) {
    (
        letter["state"].as_str().unwrap(),
        letter["attempts"].as_i64().unwrap(),
    )
}

/// What happened to a letter, in order.
fn steps(letter: &Value) -> Vec<&str> {
    let lines = letter["timeline"].as_array().unwrap();
    lines
        .iter()
        .map(|line| line["kind"].as_str().unwrap())
        .collect()
}

/// What stands beside a letter's last step.
fn last_words(letter: &Value) -> &str {
    let lines = letter["timeline"].as_array().unwrap();
    lines.last().unwrap()["detail"].as_str().unwrap_or_default()
}

fn due(letter: &Value) -> DateTime<Utc> {
    at(letter["dueAt"].as_str().unwrap())
}

async fn deliver(app: &TestApp, carrier: &Carrier) -> usize {
    delivery::drain(&app.op(), carrier).await.unwrap()
}

async fn in_state(app: &TestApp, state: MessageState) -> u64 {
    message::Entity::find()
        .filter(message::Column::State.eq(state))
        .count(app.db.reader())
        .await
        .unwrap()
}

/// Tries until something holds.
async fn until<T>(what: &str, mut holds: impl AsyncFnMut() -> Option<T>) -> T {
    let patience = tokio::time::Instant::now() + Duration::from_mins(1);
    loop {
        if let Some(held) = holds().await {
            return held;
        }
        assert!(
            tokio::time::Instant::now() < patience,
            "{what} did not happen"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A relay that greets and then refuses every word; counts who came.
async fn unwilling_relay() -> (u16, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let visits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&visits);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            counted.fetch_add(1, Ordering::SeqCst);
            tokio::spawn(async move {
                let (read, mut write) = stream.into_split();
                let mut lines = BufReader::new(read).lines();
                write.write_all(b"220 relay.test ESMTP\r\n").await.ok();
                while let Ok(Some(_)) = lines.next_line().await {
                    write.write_all(b"550 5.7.1 Not you\r\n").await.ok();
                }
            });
        }
    });
    (port, visits)
}

on_both_engines! {
    async fn a_refused_address_bounces_and_the_other_letters_go_over_the_same_connection(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        let event = invite(&app, json!({}), &["anna", "refused+1", "beni", "refused+2", "cela"]).await;
        assert_eq!(deliver(&app, &sink.carrier()).await, 3);

        let taken = sink.taken();
        assert_eq!(taken.iter().map(|one| one.to.as_str()).collect::<Vec<_>>(), ["anna@example.org", "beni@example.org", "cela@example.org"]);
        assert!(taken.iter().all(|one| one.connection == 1 && one.complaints.is_empty()), "{taken:?}");

        let refused = row(&app, &event, "refused+1").await;
        assert_eq!(refused["invitation"], "BOUNCED");
        let letter = &refused["messages"]["nodes"][0];
        assert_eq!(standing(letter), ("FAILED", 1));
        assert_eq!(steps(letter), ["QUEUED", "RENDERED", "FAILED"]);
        assert_eq!(last_words(letter), "550 5.1.1 No such mailbox");
        let accepted = invitation(&app, &event, "beni").await;
        assert_eq!(standing(&accepted), ("ACCEPTED", 1));
        assert_eq!(steps(&accepted), ["QUEUED", "RENDERED", "ATTEMPTED", "ACCEPTED"]);
        assert!(last_words(&accepted).starts_with("250 2.0.0 Ok: queued as "));

        let figures = app.ask("query($id: ID!) { event(id: $id) { attendeeCounts { invitation { sent bounced queued } } statistics { invited { value } delivered { value } responseRate { numerator denominator } } } }", json!({ "id": event })).await;
        assert_eq!(figures["event"]["attendeeCounts"]["invitation"], json!({ "sent": 3, "bounced": 2, "queued": 0 }));
        assert_eq!(figures["event"]["statistics"], json!({ "invited": { "value": 5.0 }, "delivered": { "value": 3.0 }, "responseRate": { "numerator": 0, "denominator": 3 } }));
        // Nothing more goes to an address that does not exist.
        let again = app.act_raw("resendInvitation", json!({ "attendeeId": refused["id"] }), "attendee { id }").await;
        assert_eq!(again["userErrors"][0]["code"], "MAY_NOT_CONTACT", "{again}");
        app.clock.advance(TimeDelta::days(1));
        assert_eq!(deliver(&app, &sink.carrier()).await, 0);
        app.counts_are_true().await;
    }

    async fn a_refused_message_fails_and_blames_no_address(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        let event = invite(&app, json!({}), &["baddata", "anna"]).await;
        assert_eq!(deliver(&app, &sink.carrier()).await, 1);
        let refused = row(&app, &event, "baddata").await;
        assert_eq!(refused["invitation"], "NOT_INVITED");
        let letter = &refused["messages"]["nodes"][0];
        assert_eq!(standing(letter), ("FAILED", 1));
        assert_eq!(steps(letter), ["QUEUED", "RENDERED", "ATTEMPTED", "FAILED"]);
        assert_eq!(last_words(letter), "554 5.6.0 Message refused");
        assert_eq!(sink.taken()[0].connection, 1);
        app.counts_are_true().await;
    }

    async fn a_greylisted_letter_waits_its_minute_and_goes_once(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        let event = invite(&app, json!({}), &["greylisted", "anna"]).await;
        let began = app.clock.now();
        assert_eq!(deliver(&app, &sink.carrier()).await, 1);
        let deferred = invitation(&app, &event, "greylisted").await;
        assert_eq!(standing(&deferred), ("QUEUED", 1));
        assert_eq!(steps(&deferred), ["QUEUED", "RENDERED", "DEFERRED"]);
        assert!(last_words(&deferred).ends_with("450 4.2.0 Greylisted, please come back"), "{deferred}");
        let wait = (due(&deferred) - began).num_seconds();
        assert!((60..=75).contains(&wait), "{wait}");

        app.clock.set(due(&deferred) - TimeDelta::seconds(1));
        assert_eq!(deliver(&app, &sink.carrier()).await, 0);
        app.clock.set(due(&deferred));
        assert_eq!(deliver(&app, &sink.carrier()).await, 1);
        let sent = row(&app, &event, "greylisted").await;
        assert_eq!(sent["invitation"], "SENT");
        let letter = &sent["messages"]["nodes"][0];
        assert_eq!(standing(letter), ("ACCEPTED", 2));
        assert_eq!(steps(letter), ["QUEUED", "RENDERED", "DEFERRED", "ATTEMPTED", "ACCEPTED"]);
        assert_eq!(sink.taken().iter().filter(|one| one.to == "greylisted@example.org").count(), 1);
    }

    async fn a_letter_that_is_always_deferred_is_tried_less_and_less_and_never_too_late(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        let event = invite(&app, json!({ "startsAt": "2026-11-02T18:00", "endsAt": "2026-11-02T21:00" }), &["deferred"]).await;
        let ends = at("2026-11-02T20:00:00Z");
        let mut waits = Vec::new();
        let expired = loop {
            let now = app.clock.now();
            assert_eq!(deliver(&app, &sink.carrier()).await, 0);
            let letter = invitation(&app, &event, "deferred").await;
            if letter["state"] == "EXPIRED" {
                break letter;
            }
            assert_eq!(letter["state"], "QUEUED");
            assert!(due(&letter) <= ends, "{letter}");
            waits.push((due(&letter) - now).num_seconds());
            app.clock.set(due(&letter));
        };
        for (wait, least) in waits.iter().zip([60, 300, 1800, 7200, 7200, 7200]) {
            assert!((least..=least + least / 4).contains(wait), "{waits:?}");
        }
        assert!(waits.len() >= 6, "{waits:?}");
        let deferred = vec!["DEFERRED"; waits.len()];
        assert_eq!(steps(&expired), [["QUEUED", "RENDERED"].to_vec(), deferred, ["EXPIRED"].to_vec()].concat());
        assert_eq!(last_words(&expired), "451 4.3.0 Try again later");
        assert_eq!(standing(&expired).1, i64::try_from(waits.len() + 1).unwrap());
        assert_eq!(row(&app, &event, "deferred").await["invitation"], "NOT_INVITED");
        assert_eq!(sink.count(), 0);
        app.counts_are_true().await;
    }

    async fn an_invitation_of_which_nobody_knows_goes_again_byte_for_byte(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        let event = invite(&app, json!({}), &["dropped", "anna"]).await;
        assert_eq!(deliver(&app, &sink.carrier()).await, 1);
        let uncertain = invitation(&app, &event, "dropped").await;
        assert_eq!(standing(&uncertain), ("QUEUED", 1));
        assert_eq!(steps(&uncertain), ["QUEUED", "RENDERED", "ATTEMPTED", "UNCERTAIN"]);

        // Whatever the event is called by now, the bytes are the same.
        app.clock.advance(A_PAUSE);
        assert_eq!(deliver(&app, &sink.carrier()).await, 1);
        let sent = row(&app, &event, "dropped").await;
        assert_eq!(sent["invitation"], "SENT");
        assert_eq!(standing(&sent["messages"]["nodes"][0]), ("ACCEPTED", 2));
        assert_eq!(steps(&sent["messages"]["nodes"][0]), ["QUEUED", "RENDERED", "ATTEMPTED", "UNCERTAIN", "ATTEMPTED", "ACCEPTED"]);
        let copies: Vec<_> = sink.taken().into_iter().filter(|one| one.to == "dropped@example.org").collect();
        let [first, second] = copies.as_slice() else { panic!("{copies:?}") };
        assert_eq!((first.outcome.as_str(), second.outcome.as_str()), ("dropped", "accepted"));
        assert_eq!((&first.message_id, &first.bytes), (&second.message_id, &second.bytes));
        app.counts_are_true().await;
    }

    async fn thanks_of_which_nobody_knows_wait_for_a_person(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        let event = invite(&app, json!({}), &["dropped"]).await;
        assert_eq!(app.deliver().await, 1);
        let guest = row(&app, &event, "dropped").await;
        app.clock.set(at("2026-11-16T17:10:00Z"));
        app.act("checkIn", json!({ "attendeeId": guest["id"] }), "attendee { presence }").await;
        app.clock.set(at("2026-11-16T21:00:00Z"));
        let thanks = app.act("sendFollowUp", json!({ "eventId": event, "outcome": "CAME" }), "queued").await;
        assert_eq!(thanks["queued"], 1);
        assert_eq!(deliver(&app, &sink.carrier()).await, 0);
        app.clock.advance(TimeDelta::days(1));
        assert_eq!(deliver(&app, &sink.carrier()).await, 0);
        let thanks = letter(&app, &event, "dropped", "THANK_YOU").await;
        assert_eq!(standing(&thanks), ("UNCERTAIN", 1));
        assert_eq!(steps(&thanks), ["QUEUED", "RENDERED", "ATTEMPTED", "UNCERTAIN"]);
        assert_eq!(sink.count(), 1);
    }

    async fn an_uncertain_invitation_that_would_come_too_late_stays_uncertain(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        let event = invite(&app, json!({ "startsAt": "2026-11-02T18:00", "endsAt": "2026-11-02T21:00" }), &["dropped"]).await;
        app.clock.set(at("2026-11-02T19:59:30Z"));
        assert_eq!(deliver(&app, &sink.carrier()).await, 0);
        app.clock.advance(TimeDelta::hours(3));
        assert_eq!(deliver(&app, &sink.carrier()).await, 0);
        assert_eq!(standing(&invitation(&app, &event, "dropped").await), ("UNCERTAIN", 1));
        assert_eq!(sink.count(), 1);
    }

    async fn a_line_that_is_cut_before_the_message_costs_no_second_copy(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        let event = invite(&app, json!({}), &["hangup", "anna"]).await;
        assert_eq!(deliver(&app, &sink.carrier()).await, 1);
        let queued = invitation(&app, &event, "hangup").await;
        assert_eq!(standing(&queued), ("QUEUED", 1));
        assert_eq!(steps(&queued), ["QUEUED", "RENDERED", "ATTEMPTED", "DEFERRED"]);
        app.clock.advance(A_PAUSE);
        assert_eq!(deliver(&app, &sink.carrier()).await, 1);
        assert_eq!(standing(&invitation(&app, &event, "hangup").await), ("ACCEPTED", 2));
        assert_eq!(sink.taken().iter().filter(|one| one.to == "hangup@example.org").count(), 1);
    }

    async fn a_wrong_password_spends_no_attempt(app: TestApp) {
        let Some(sink) = Sink::start(&["--require-auth", "office:right"]).await else { return };
        let event = invite(&app, json!({}), &["anna", "beni", "cela"]).await;
        let with = |password: &str| sink::carrier(kuvend_notify::SmtpConfig { username: Some("office".to_owned()), password: Some(password.to_owned()), ..sink.config() });
        let wrong = Carrier { connections: 3, ..with("wrong") };
        let round = delivery::round(&app.op(), &wrong).await.unwrap();
        assert!(round.relay_down && round.accepted == 0, "{round:?}");
        for guest in ["anna", "beni", "cela"] {
            let letter = invitation(&app, &event, guest).await;
            assert_eq!(standing(&letter), ("QUEUED", 0));
            assert_eq!(steps(&letter), ["QUEUED", "RENDERED"]);
        }
        app.clock.advance(TimeDelta::from_std(wrong.pause).unwrap());
        assert_eq!(deliver(&app, &with("right")).await, 3);
        assert_eq!(standing(&invitation(&app, &event, "anna").await), ("ACCEPTED", 1));
    }

    async fn a_relay_that_is_down_gets_everything_once_it_is_back(app: TestApp) {
        let Some(mut sink) = Sink::start(&[]).await else { return };
        let event = invite(&app, json!({}), &["anna", "beni"]).await;
        sink.stop().await;
        let carrier = sink.carrier();
        for _ in 0..3 {
            let round = delivery::round(&app.op(), &carrier).await.unwrap();
            assert!(round.relay_down, "{round:?}");
            app.clock.advance(TimeDelta::from_std(carrier.pause).unwrap());
        }
        assert_eq!(standing(&invitation(&app, &event, "anna").await), ("QUEUED", 0));
        sink.start_again().await;
        assert_eq!(deliver(&app, &carrier).await, 2);
        assert_eq!(standing(&invitation(&app, &event, "anna").await), ("ACCEPTED", 1));
        assert_eq!(sink.count(), 2);
    }

    async fn a_relay_that_refuses_our_greeting_is_left_alone(app: TestApp) {
        let (port, visits) = unwilling_relay().await;
        let event = invite(&app, json!({}), &["anna", "beni", "cela"]).await;
        let carrier = Carrier { connections: 2, pause: Duration::from_hours(1), ..sink::carrier(sink::relay_config(port)) };
        let (tell, stop) = watch::channel(false);
        let worker = tokio::spawn(delivery::run(app.op(), carrier, Duration::from_millis(5), stop));
        until("a visit", async || (visits.load(Ordering::SeqCst) > 0).then_some(())).await;
        // Two hundred polls' time.
        tokio::time::sleep(Duration::from_secs(1)).await;
        tell.send(true).unwrap();
        tokio::time::timeout(Duration::from_secs(30), worker).await.unwrap().unwrap();
        assert!(visits.load(Ordering::SeqCst) <= 2);
        for guest in ["anna", "beni", "cela"] {
            assert_eq!(standing(&invitation(&app, &event, guest).await), ("QUEUED", 0));
        }
    }

    async fn what_a_dead_worker_held_is_taken_back_when_its_lease_ends(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        let event = invite(&app, json!({}), &["slow"]).await;
        let dying = Carrier { lease: Duration::from_secs(1), ..sink.carrier() };
        let op = app.op();
        // It dies while the relay thinks about the recipient.
        let worker = tokio::spawn(async move { delivery::drain(&op, &dying).await });
        until("the claim", async || (steps(&invitation(&app, &event, "slow").await).contains(&"RENDERED")).then_some(())).await;
        worker.abort();
        assert!(worker.await.is_err(), "the worker lived too long");
        assert_eq!(standing(&invitation(&app, &event, "slow").await), ("CLAIMED", 0));

        let carrier = sink.carrier();
        until("the delivery", async || (deliver(&app, &carrier).await > 0).then_some(())).await;
        let letter = invitation(&app, &event, "slow").await;
        assert_eq!(standing(&letter), ("ACCEPTED", 1));
        assert_eq!(steps(&letter), ["QUEUED", "RENDERED", "RECOVERED", "ATTEMPTED", "ACCEPTED"]);
        assert_eq!(sink.count(), 1);
    }

    async fn a_round_keeps_alive_only_its_own_claims(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        let carrier = Carrier { lease: Duration::from_secs(1), ..sink.carrier() };
        invite(&app, json!({}), &["anna"]).await;
        // What a round of the same worker had claimed when the database failed it.
        let left = claim::claim(&app.op(), &Carrier { lease: Duration::from_hours(1), ..carrier.clone() }).await.unwrap().remove(0);
        invite(&app, json!({}), &["slow"]).await;
        assert_eq!(deliver(&app, &carrier).await, 1);
        let still = message::Entity::find_by_id(left.id).one(app.db.reader()).await.unwrap().unwrap();
        assert_eq!(still, left);
    }

    async fn what_left_a_dead_workers_hands_goes_again_only_if_it_must_arrive(app: TestApp) {
        let past = invite(&app, json!({}), &["anna"]).await;
        assert_eq!(app.deliver().await, 1);
        app.clock.set(at("2026-11-16T17:10:00Z"));
        app.act("checkIn", json!({ "attendeeId": row(&app, &past, "anna").await["id"] }), "attendee { presence }").await;
        app.clock.set(at("2026-11-16T21:00:00Z"));
        app.act("sendFollowUp", json!({ "eventId": past, "outcome": "CAME" }), "queued").await;
        let next = invite(&app, json!({ "startsAt": "2026-12-18T18:00", "endsAt": "2026-12-18T21:00" }), &["beni"]).await;

        let (op, dying) = (app.op(), Carrier { lease: Duration::from_secs(1), ..app.carrier.clone() });
        let claimed = claim::claim(&op, &dying).await.unwrap();
        let ready = prepare::prepare(&op, &dying, claimed).await.unwrap();
        let leaving: Vec<_> = ready.iter().map(|one| one.record(What::BodyLeaves)).collect();
        assert_eq!(ledger::commit(&op, dying.worker, &leaving).await.unwrap(), [true, true]);
        until("the delivery", async || (app.deliver().await > 0).then_some(())).await;

        let again = invitation(&app, &next, "beni").await;
        assert_eq!(standing(&again).0, "ACCEPTED");
        assert_eq!(steps(&again), ["QUEUED", "RENDERED", "ATTEMPTED", "UNCERTAIN", "RECOVERED", "ATTEMPTED", "ACCEPTED"]);
        let thanks = letter(&app, &past, "anna", "THANK_YOU").await;
        assert_eq!(standing(&thanks).0, "UNCERTAIN");
        assert_eq!(steps(&thanks), ["QUEUED", "RENDERED", "ATTEMPTED", "UNCERTAIN"]);
        // The dead worker's word counts for nothing any more.
        let late: Vec<_> = ready.iter().map(|one| one.record(What::Released { until: None })).collect();
        assert_eq!(ledger::commit(&op, dying.worker, &late).await.unwrap(), [false, false]);
    }

    async fn a_cancellation_never_overtakes_a_deferred_invitation(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        // The invitation is in a worker's hands while the event moves and is called off; then the relay defers it.
        let event = invite(&app, json!({}), &["greylisted"]).await;
        let (op, carrier) = (app.op(), sink.carrier());
        let claimed = claim::claim(&op, &carrier).await.unwrap();
        let ready = prepare::prepare(&op, &carrier, claimed).await.unwrap();
        app.act("cancelEvent", json!({ "id": event, "version": 2, "reason": "no hall" }), "event { status }").await;
        send::carry(&op, &carrier, ready).await.unwrap();
        assert_eq!(standing(&invitation(&app, &event, "greylisted").await), ("QUEUED", 1));

        assert_eq!(deliver(&app, &carrier).await, 0);
        app.clock.advance(A_PAUSE);
        assert_eq!(deliver(&app, &carrier).await, 2);
        let methods: Vec<_> = sink.taken().iter().map(|one| kuvend_notify::read(&one.bytes).unwrap().calendar.unwrap().lines().find(|line| line.starts_with("METHOD:")).unwrap().to_owned()).collect();
        assert_eq!(methods, ["METHOD:PUBLISH", "METHOD:CANCEL"]);
    }

    async fn who_may_hold_a_stale_invitation_is_told_that_the_event_moved(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        // One was rendered and put off, of the other nobody knows whether it arrived.
        let event = invite(&app, json!({}), &["greylisted", "dropped", "anna"]).await;
        assert_eq!(deliver(&app, &sink.carrier()).await, 1);
        app.act("updateEvent", json!({ "id": event, "version": 2, "startsAt": "2026-11-17T18:00", "endsAt": "2026-11-17T21:00" }), "event { id }").await;
        app.clock.advance(A_PAUSE);
        deliver(&app, &sink.carrier()).await;
        for guest in ["greylisted", "dropped", "anna"] {
            assert_eq!(standing(&letter(&app, &event, guest, "UPDATE").await).0, "ACCEPTED");
            let to = format!("{guest}@example.org");
            let sequences: Vec<_> = sink.taken().iter().filter(|one| one.to == to && one.outcome == "accepted").map(|one| kuvend_notify::read(&one.bytes).unwrap().calendar.unwrap().lines().find(|line| line.starts_with("SEQUENCE:")).unwrap().to_owned()).collect();
            assert_eq!(sequences, ["SEQUENCE:0", "SEQUENCE:1"], "{guest}");
        }
    }

    async fn who_may_hold_an_invitation_is_told_that_it_was_taken_back(app: TestApp) {
        let Some(sink) = Sink::start(&[]).await else { return };
        let (first, second) = (invite(&app, json!({}), &["dropped+1"]).await, invite(&app, json!({}), &["dropped+2"]).await);
        assert_eq!(deliver(&app, &sink.carrier()).await, 0);
        app.act("cancelEvent", json!({ "id": first, "version": 2, "reason": "no hall" }), "event { status }").await;
        app.act("withdrawInvitation", json!({ "attendeeId": row(&app, &second, "dropped+2").await["id"] }), "attendee { invitation }").await;
        app.clock.advance(A_PAUSE);
        assert_eq!(deliver(&app, &sink.carrier()).await, 2);
        for (event, guest) in [(&first, "dropped+1"), (&second, "dropped+2")] {
            assert_eq!(standing(&invitation(&app, event, guest).await).0, "CANCELLED");
            assert_eq!(standing(&letter(&app, event, guest, "CANCELLATION").await).0, "ACCEPTED");
        }
        assert_eq!(sink.count(), 4);
    }
}
