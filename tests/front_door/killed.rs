//! The worker as a process of its own, killed outright while it sends, and started again.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use chrono::TimeDelta;
use kuvend_domain::clock::Clock;
use kuvend_entity::{kind::MessageState, message};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use serde_json::{Value, json};
use tokio::{
    process::{Child, Command},
    sync::OnceCell,
    time::Instant,
};

use crate::{
    app::TestApp,
    on_both_engines,
    sink::{Sink, Taken},
};

/// Connections of the worker.
const CONNECTIONS: usize = 4;
/// How long the machine may take, however busy it is.
const PATIENCE: Duration = Duration::from_mins(3);

/// The program, built the way the tests were: nothing, if it is there already.
async fn program() -> &'static Path {
    static PROGRAM: OnceCell<PathBuf> = OnceCell::const_new();
    PROGRAM
        .get_or_init(|| async {
            // The tests lie in target/PROFILE/deps.
            let test = std::env::current_exe().unwrap();
            let folder = test.parent().unwrap().parent().unwrap();
            let profile = match folder.file_name().unwrap().to_str().unwrap() {
                "debug" => "dev",
                profile => profile,
            };
            let mut build = Command::new(env!("CARGO"));
            // What cargo tells a test about its own package would make build scripts run anew, and with them everything.
            for (name, _) in std::env::vars_os() {
                let told = name.to_string_lossy();
                if told.starts_with("CARGO_MANIFEST_") || told.starts_with("CARGO_PKG_") {
                    build.env_remove(name);
                }
            }
            let status = build
                .args(["build", "--quiet", "--locked", "--package", "kuvend-server"])
                .args(["--bin", "kuvend", "--profile", profile, "--target-dir"])
                .arg(folder.parent().unwrap())
                .current_dir(env!("CARGO_MANIFEST_DIR"))
                .status()
                .await
                .unwrap();
            assert!(status.success(), "kuvend could not be built");
            folder.join("kuvend")
        })
        .await
}

/// A campaign that waits to be sent, and the worker's configuration.
struct Campaign {
    app: TestApp,
    sink: Sink,
    config: tempfile::NamedTempFile,
    event: String,
    guests: Vec<String>,
}

impl Campaign {
    /// Invites so many, all of them by one mutation; how the relay treats them hangs on `who` they are.
    async fn queue(app: TestApp, who: &str, guests: usize) -> Option<Self> {
        let sink = Sink::start(&[]).await?;
        program().await;
        let guests: Vec<String> = (0..guests)
            .map(|number| format!("{who}+{number}@example.org"))
            .collect();
        app.clock.set(Clock::System.now());
        let starts = app.clock.now() + TimeDelta::days(14);
        let wall = |hours| {
            (starts + TimeDelta::hours(hours))
                .format("%Y-%m-%dT%H:00")
                .to_string()
        };
        let event = app
            .event(json!({ "startsAt": wall(0), "endsAt": wall(3) }))
            .await;
        let mut ids: Vec<Value> = Vec::with_capacity(guests.len());
        for group in guests.chunks(20) {
            let group = group.iter().map(|address| {
                let input = json!({
                    "givenName": "Guest", "familyName": address, "email": address,
                    "consents": [{ "purpose": "follow-up", "state": "GIVEN" }],
                });
                app.act("registerContact", input, "contact { id }")
            });
            let made = futures::future::join_all(group).await;
            ids.extend(made.into_iter().map(|one| one["contact"]["id"].clone()));
        }
        let input = json!({ "eventId": event, "audience": { "contactIds": ids } });
        let invited = app.act("inviteContacts", input, "queued").await;
        assert_eq!(invited["queued"], guests.len());
        let config = tempfile::NamedTempFile::new().unwrap();
        let text = format!(
            "[database]\nurl = \"{}\"\n[mail]\ntransport = \"smtp\"\nallowed_recipients = [\"@example.org\"]\n\
             [mail.smtp]\nhost = \"127.0.0.1\"\nport = {}\ntls = \"none\"\n\
             [worker]\npoll_seconds = 1\nlease_seconds = 10\nconnections = {CONNECTIONS}\n[telemetry]\nlog = \"warn\"\n",
            app.url, sink.port
        );
        std::fs::write(config.path(), text).unwrap();
        Some(Self {
            app,
            sink,
            config,
            event,
            guests,
        })
    }

    async fn start_worker(&self) -> Child {
        Command::new(program().await)
            .args(["worker", "--config"])
            .arg(self.config.path())
            .env_clear()
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap()
    }

    /// Waits until the relay has taken so many letters; the worker must be alive all the while.
    async fn taken(&self, worker: &mut Child, count: usize) {
        let patience = Instant::now() + PATIENCE;
        while self.sink.count() < count {
            assert!(worker.try_wait().unwrap().is_none(), "the worker ended");
            assert!(Instant::now() < patience, "{}", self.sink.count());
            tokio::time::sleep(Duration::from_millis(3)).await;
        }
    }

    async fn in_state(&self, state: MessageState) -> usize {
        let found = message::Entity::find()
            .filter(message::Column::State.eq(state))
            .count(self.app.db.reader())
            .await
            .unwrap();
        usize::try_from(found).unwrap()
    }

    /// Waits until every letter is recorded as accepted.
    async fn all_accepted(&self, worker: &mut Child) {
        let patience = Instant::now() + PATIENCE;
        loop {
            let accepted = self.in_state(MessageState::Accepted).await;
            if accepted == self.guests.len() {
                return;
            }
            assert!(worker.try_wait().unwrap().is_none(), "the worker ended");
            assert!(Instant::now() < patience, "{accepted} accepted");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Every guest got the letter, every further copy is the same letter, and the office's figures say what happened.
    /// Says how many copies there were too many.
    async fn is_whole(&self) -> usize {
        let mut copies: BTreeMap<String, Vec<Taken>> = BTreeMap::new();
        for one in self.sink.taken() {
            assert_eq!(one.complaints, Vec::<String>::new());
            copies.entry(one.to.clone()).or_default().push(one);
        }
        for guest in &self.guests {
            assert!(copies.contains_key(guest), "lost: {guest}");
        }
        let count = self.guests.len();
        assert_eq!(copies.len(), count);
        let mut again = 0;
        for letters in copies.values() {
            let first = letters.first().unwrap();
            again += letters.len() - 1;
            assert!(
                letters
                    .iter()
                    .all(|one| one.bytes == first.bytes && one.message_id == first.message_id)
            );
        }
        let query = "query($id: ID!) { event(id: $id) { attendeeCounts { invitation { sent queued bounced notInvited } } statistics { invited { value } delivered { value } } } }";
        let figures = self.app.ask(query, json!({ "id": self.event })).await;
        assert_eq!(
            figures["event"],
            json!({
                "attendeeCounts": { "invitation": { "sent": count, "queued": 0, "bounced": 0, "notInvited": 0 } },
                "statistics": { "invited": { "value": f64::from(u32::try_from(count).unwrap()) }, "delivered": { "value": f64::from(u32::try_from(count).unwrap()) } },
            })
        );
        self.app.counts_are_true().await;
        again
    }
}

/// Asks a process to end, as a service manager does.
async fn terminate(worker: &mut Child) -> std::process::ExitStatus {
    let id = worker.id().unwrap().to_string();
    let asked = Command::new("kill").args(["-TERM", &id]).status();
    assert!(asked.await.unwrap().success());
    tokio::time::timeout(Duration::from_mins(1), worker.wait())
        .await
        .unwrap()
        .unwrap()
}

#[expect(clippy::print_stderr, reason = "what was measured is worth a line")]
fn tell(app: &TestApp, began: Instant, kills: &[usize], again: usize) {
    let engine = app.db.backend();
    let took = began.elapsed();
    eprintln!("{engine:?}: killed at {kills:?}, {again} sent twice, in {took:.1?}");
}

on_both_engines! {
    async fn a_thousand_invitations_survive_three_kills_of_the_worker(app: TestApp) {
        let Some(campaign) = Campaign::queue(app, "guest", 1000).await else { return };
        let began = Instant::now();
        let mut kills = Vec::new();
        for moment in [150, 450, 750] {
            let mut worker = campaign.start_worker().await;
            campaign.taken(&mut worker, moment).await;
            worker.kill().await.unwrap();
            kills.push(campaign.sink.count());
        }
        assert!(*kills.last().unwrap() < 1000, "killed too late: {kills:?}");
        let mut worker = campaign.start_worker().await;
        campaign.all_accepted(&mut worker).await;
        assert!(terminate(&mut worker).await.success());
        let again = campaign.is_whole().await;
        assert!(again <= kills.len() * CONNECTIONS, "{again} sent twice");
        tell(&campaign.app, began, &kills, again);
    }

    async fn a_worker_that_is_told_to_stop_leaves_nothing_half_done(app: TestApp) {
        let Some(campaign) = Campaign::queue(app, "guest", 300).await else { return };
        let mut worker = campaign.start_worker().await;
        campaign.taken(&mut worker, 40).await;
        assert!(terminate(&mut worker).await.success());
        assert_eq!(campaign.in_state(MessageState::Claimed).await, 0);
        assert_eq!(campaign.in_state(MessageState::Accepted).await, campaign.sink.count());
        assert!(campaign.sink.count() < 300);
        let mut worker = campaign.start_worker().await;
        campaign.all_accepted(&mut worker).await;
        assert_eq!(campaign.is_whole().await, 0);
    }

    async fn a_worker_that_is_told_to_stop_does_not_wait_for_a_slow_relay(app: TestApp) {
        // Half a minute's work, which is longer than a worker may take to stop.
        let Some(campaign) = Campaign::queue(app, "slow", 60).await else { return };
        let mut worker = campaign.start_worker().await;
        campaign.taken(&mut worker, 1).await;
        assert!(terminate(&mut worker).await.success());
        assert_eq!(campaign.in_state(MessageState::Claimed).await, 0);
        assert_eq!(campaign.in_state(MessageState::Accepted).await, campaign.sink.count());
        assert_eq!(campaign.in_state(MessageState::Queued).await, 60 - campaign.sink.count());
    }
}
