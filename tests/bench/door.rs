//! What it costs to let people in: eight gates that send each scan as it is made, at one event and so under one lock.

use std::time::{Duration, Instant};

use chrono::{TimeDelta, Utc};
use serde_json::{Value, json};

use crate::{
    Outcome,
    figures::{Side, say},
    office::Office,
};

/// Gates that send at the same time.
const GATES: usize = 8;
/// Scans that they send together; every second guest is seen at two gates.
const SCANS: usize = 2_000;
/// Guests of one request.
const TOGETHER: usize = 500;

const SCAN: &str = "mutation($input: RecordScansInput!) { recordScans(input: $input) { results { clientScanId result inside arrived } userErrors { field code } } }";

/// Lets everybody in and prints what it cost. A scan that is lost or doubled ends the benchmark.
pub(crate) async fn measure(office: &Office) -> Outcome<()> {
    let event = event(office).await?;
    let guests = guests(office, &event).await?;
    let mut gates = Vec::with_capacity(GATES);
    for number in 0..GATES {
        let input = json!({ "eventId": event, "name": format!("Gate {number}") });
        let made = act(office, "createGate", &input, "gate { id }").await?;
        gates.push(text(&made, "/gate/id")?);
    }
    let started = Instant::now();
    let sending = gates.iter().enumerate().map(|(number, gate)| {
        let (event, guests) = (&event, &guests);
        async move {
            let mut latencies = Vec::new();
            let mut admitted = 0;
            for scan in (number..SCANS).step_by(GATES) {
                // The second half of the scans sees the guests of the first half's beginning again, each at another gate.
                let guest = guests.get((scan + scan / guests.len()) % guests.len());
                let scans =
                    json!([{ "clientScanId": format!("scan {scan}"), "attendeeId": guest }]);
                let input =
                    json!({ "eventId": event, "gateId": gate, "device": "bench", "scans": scans });
                let asked = Instant::now();
                let answer = office.ask(SCAN, json!({ "input": input })).await?;
                latencies.push(asked.elapsed());
                match text(&answer, "/data/recordScans/results/0/result")?.as_str() {
                    "ADMITTED" => admitted += 1,
                    "ALREADY_INSIDE" => {}
                    other => return Err(format!("a scan came to {other}").into()),
                }
            }
            Outcome::Ok((latencies, admitted))
        }
    });
    let mut side = Side::default();
    let mut admitted = 0;
    for (latencies, came) in futures::future::try_join_all(sending).await? {
        admitted += came;
        side.latencies.extend(latencies.iter().map(micros));
    }
    let seconds = started.elapsed().as_secs_f64();
    let counts = "query($id: ID!) { event(id: $id) { doorCounts { parties inside } } scans(eventId: $id, first: 1) { totalCount } }";
    let counts = office.ask(counts, json!({ "id": event })).await?;
    let told = (
        counts
            .pointer("/data/event/doorCounts/parties")
            .and_then(Value::as_u64),
        counts
            .pointer("/data/scans/totalCount")
            .and_then(Value::as_u64),
    );
    let expected = (Some(guests.len() as u64), Some(SCANS as u64));
    if told != expected || admitted != guests.len() {
        return Err(format!(
            "{admitted} were let in; the door counts {told:?} and not {expected:?}"
        )
        .into());
    }
    let [half, most, nearly_all] = [0.5, 0.95, 0.99].map(|share| side.percentile(share));
    say(&format!(
        "\n{SCANS} scans of {GATES} gates at one event, one a request: {:.0} a second\n\n{:>8} {:>8} {:>8}\n{half:>8.2} {most:>8.2} {nearly_all:>8.2}",
        SCANS as f64 / seconds,
        "p50 ms",
        "p95 ms",
        "p99 ms"
    ));
    Ok(())
}

fn micros(time: &Duration) -> u32 {
    u32::try_from(time.as_micros()).unwrap_or(u32::MAX)
}

/// An event whose doors are open now.
#[expect(
    clippy::disallowed_methods,
    reason = "what is measured goes by the machine's own clock"
)]
async fn event(office: &Office) -> Outcome<String> {
    let wall = |minutes: i64| {
        let at = Utc::now() + TimeDelta::minutes(minutes);
        at.format("%Y-%m-%dT%H:%M").to_string()
    };
    let input = json!({
        "title": [{ "language": "en", "text": "A full house" }], "kind": "CELEBRATION", "timeZone": "UTC",
        "startsAt": wall(30), "endsAt": wall(300),
    });
    let made = act(office, "createEvent", &input, "event { id }").await?;
    let event = text(&made, "/event/id")?;
    act(
        office,
        "publishEvent",
        &json!({ "id": event }),
        "event { id }",
    )
    .await?;
    Ok(event)
}

/// As many guests as half of the scans, of whom nobody is named.
async fn guests(office: &Office, event: &str) -> Outcome<Vec<String>> {
    let body =
        json!({ "name": [{ "language": "en", "text": "Friends of the house" }], "kind": "OTHER" });
    let body = act(office, "createOrganisation", &body, "organisation { id }").await?;
    let body = text(&body, "/organisation/id")?;
    let mut guests = Vec::with_capacity(SCANS / 2);
    while guests.len() < SCANS / 2 {
        let seats = vec![json!({ "organisationId": body }); TOGETHER];
        let input = json!({ "eventId": event, "guests": seats });
        let added = act(office, "addGuests", &input, "attendees { id }").await?;
        let rows = added.pointer("/attendees").and_then(Value::as_array);
        for row in rows.ok_or("no guests were added")? {
            guests.push(text(row, "/id")?);
        }
    }
    Ok(guests)
}

/// Runs a mutation that nobody refuses: its payload.
async fn act(office: &Office, mutation: &str, input: &Value, selection: &str) -> Outcome<Value> {
    let (first, rest) = mutation.split_at(1);
    let kind = format!("{}{rest}Input", first.to_uppercase());
    let query = format!(
        "mutation($input: {kind}!) {{ {mutation}(input: $input) {{ {selection} userErrors {{ field code }} }} }}"
    );
    let answer = office.ask(&query, json!({ "input": input })).await?;
    let payload = answer.pointer(&format!("/data/{mutation}")).cloned();
    let payload = payload.ok_or_else(|| answer.to_string())?;
    match payload.pointer("/userErrors").and_then(Value::as_array) {
        Some(errors) if errors.is_empty() => Ok(payload),
        _ => Err(payload.to_string().into()),
    }
}

fn text(value: &Value, path: &str) -> Outcome<String> {
    let found = value.pointer(path).and_then(Value::as_str);
    found
        .map(str::to_owned)
        .ok_or_else(|| format!("no {path} in {value}").into())
}
