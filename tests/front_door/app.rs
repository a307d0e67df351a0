//! The product as a test holds it: a real database of its own, the real router, a clock that can be moved, and the mail
//! that was delivered.

use std::collections::BTreeMap;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use chrono::{DateTime, Utc};
use kuvend_api::transport::Limits;
use kuvend_domain::{
    accounts,
    audit::reads::Notebook,
    clock::Clock,
    delivery::{self, Carrier},
    engine::Db,
    offices,
    op::Op,
    tally, tokens,
};
use kuvend_entity::{
    id::{AccountId, EventId, OfficeId, TokenId},
    kind::{MessageState, Role, Route},
    message, message_body, office,
};
use kuvend_notify::{ReadMail, Transport};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbBackend, EntityTrait, QueryFilter, QueryOrder, Statement,
};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::database::Scratch;

/// Where guests reach the product in these tests.
pub const PUBLIC_URL: &str = "http://kuvend.test";
/// What the clock shows when a test begins.
pub const MORNING: &str = "2026-11-02T09:00:00Z";

/// The product, with an administrator signed in.
pub struct TestApp {
    pub db: Db,
    pub clock: Clock,
    pub router: Router,
    pub carrier: Carrier,
    pub token: String,
    pub office: office::Model,
    /// Who read what, until a test has it written down.
    pub reads: Notebook,
    /// Where the database is, for another process.
    pub url: String,
}

impl TestApp {
    /// The product on a database that nobody used yet.
    pub async fn open(scratch: &Scratch) -> Self {
        let db = Db::connect(&scratch.url, 12).await.unwrap();
        let clock = Clock::told(at(MORNING));
        let limits = Limits {
            cost_per_minute: 0,
            ..Limits::default()
        };
        let reads = Notebook::default();
        let router = kuvend_server::wiring::router(&db, &clock, &reads, limits, true).unwrap();
        Self {
            carrier: Carrier::over(Transport::Inbox, PUBLIC_URL),
            db,
            clock,
            router,
            token: scratch.begun.token.clone(),
            office: scratch.begun.office.clone(),
            reads,
            url: scratch.url.clone(),
        }
    }

    /// An operation of the product itself.
    pub fn op(&self) -> Op {
        Op::system(self.db.clone(), self.clock.clone(), Route::Worker)
    }

    /// Asks and expects an answer without top-level errors: its `data`.
    pub async fn ask(&self, query: &str, variables: Value) -> Value {
        let (status, answer) = self.post(query, variables).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        assert!(answer.get("errors").is_none(), "{answer:#}");
        answer["data"].clone()
    }

    /// Runs one mutation with an input and expects no user errors: its payload, of which `selection` is asked.
    pub async fn act(&self, mutation: &str, input: Value, selection: &str) -> Value {
        let payload = self.act_raw(mutation, input, selection).await;
        assert_eq!(payload["userErrors"], json!([]), "{mutation}: {payload:#}");
        payload
    }

    /// Runs one mutation with an input: its payload, user errors and all.
    pub async fn act_raw(&self, mutation: &str, input: Value, selection: &str) -> Value {
        let name = format!("{}{}Input", mutation[..1].to_uppercase(), &mutation[1..]);
        let query = format!(
            "mutation($input: {name}!) {{ {mutation}(input: $input) {{ {selection} userErrors {{ field code message }} }} }}"
        );
        self.ask(&query, json!({ "input": input })).await[mutation].clone()
    }

    /// An account with one role in one office, which for a front desk is one event's: its `Authorization`.
    pub async fn account(&self, role: Role, office: OfficeId, event: EventId) -> String {
        let (op, name) = (self.op(), format!("{role} {office}"));
        let account = accounts::Add {
            email: format!("{}@example.org", name.to_lowercase().replace(' ', ".")),
            name,
            ..accounts::Add::default()
        };
        let account = accounts::add(&op, account).await.unwrap().id;
        let event = (role == Role::FrontDesk).then_some(event);
        let office = Some(office);
        let role = accounts::GrantRole {
            account,
            role,
            office,
            event,
        };
        accounts::grant(&op, role).await.unwrap();
        self.token_of(account, None).await.1
    }

    /// A token of an account, which may expire: its id and the `Authorization` that bears it.
    pub async fn token_of(
        &self,
        account: AccountId,
        expires_at: Option<DateTime<Utc>>,
    ) -> (TokenId, String) {
        let wanted = tokens::Issue {
            account,
            label: "test".to_owned(),
            expires_at,
        };
        let issued = tokens::issue(&self.op(), wanted).await.unwrap();
        let bearer = format!("Bearer {}", issued.secret.reveal());
        (issued.token.id, bearer)
    }

    /// Another office beside the first.
    pub async fn another_office(&self) -> OfficeId {
        let consulate = offices::Create {
            name: vec![("en".to_owned(), "Consulate".to_owned())],
            country: "AL".to_owned(),
            time_zone: "Europe/Rome".to_owned(),
            languages: vec!["it".to_owned()],
            sender_address: "consulate@example.org".to_owned(),
            sender_name: None,
            reply_to: None,
            postal_address: None,
            press_contact: None,
        };
        offices::create(&self.op(), consulate).await.unwrap().id
    }

    /// Posts a GraphQL request.
    pub async fn post(&self, query: &str, variables: Value) -> (StatusCode, Value) {
        self.post_with(query, variables, &[]).await
    }

    /// Posts a GraphQL request with further headers.
    pub async fn post_with(
        &self,
        query: &str,
        variables: Value,
        headers: &[(&str, &str)],
    ) -> (StatusCode, Value) {
        let mut request = Request::post("/graphql")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, "application/json")
            .header(header::AUTHORIZATION, format!("Bearer {}", self.token));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (status, bytes) = self
            .send(
                request
                    .body(Body::from(
                        json!({ "query": query, "variables": variables }).to_string(),
                    ))
                    .unwrap(),
            )
            .await;
        (
            status,
            serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        )
    }

    /// Posts a GraphQL request with another `Authorization`, or with none where it is empty.
    pub async fn post_as(&self, authorization: &str, query: &str) -> (StatusCode, Value) {
        self.post_by(authorization, query, json!({})).await
    }

    /// The same with variables.
    pub async fn post_by(
        &self,
        authorization: &str,
        query: &str,
        variables: Value,
    ) -> (StatusCode, Value) {
        let mut request =
            Request::post("/graphql").header(header::CONTENT_TYPE, "application/json");
        if !authorization.is_empty() {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let (status, bytes) = self
            .send(
                request
                    .body(Body::from(
                        json!({ "query": query, "variables": variables }).to_string(),
                    ))
                    .unwrap(),
            )
            .await;
        (
            status,
            serde_json::from_slice(&bytes).unwrap_or(Value::Null),
        )
    }

    /// Sends any request to the router.
    pub async fn send(&self, request: Request<Body>) -> (StatusCode, Vec<u8>) {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let status = response.status();
        (
            status,
            to_bytes(response.into_body(), 64 << 20)
                .await
                .unwrap()
                .to_vec(),
        )
    }

    /// Has it written down who read what: how many entries that made.
    pub async fn write_reads(&self) -> usize {
        self.reads.write(&self.op()).await.unwrap()
    }

    /// Delivers everything that is due, into the inbox.
    pub async fn deliver(&self) -> usize {
        delivery::drain(&self.op(), &self.carrier).await.unwrap()
    }

    /// The letters that were taken, oldest first, read back from their bytes.
    pub async fn mail(&self) -> Vec<(message::Model, ReadMail)> {
        let rows = message::Entity::find()
            .filter(message::Column::State.eq(MessageState::Accepted))
            .order_by_asc(message::Column::Id)
            .all(self.db.reader())
            .await
            .unwrap();
        let mut mail = Vec::new();
        for row in rows {
            let body = message_body::Entity::find_by_id(row.id)
                .one(self.db.reader())
                .await
                .unwrap()
                .unwrap();
            mail.push((row, kuvend_notify::read(&body.bytes).unwrap()));
        }
        mail
    }

    /// A published event: by default two weeks ahead, in the evening, in Tirana.
    pub async fn event(&self, more: Value) -> String {
        let mut input = json!({
            "title": [{ "language": "en", "text": "International Migrants Day" }, { "language": "sq", "text": "Dita Ndërkombëtare e Migrantëve" }],
            "kind": "CELEBRATION", "startsAt": "2026-11-16T18:00", "endsAt": "2026-11-16T21:00", "timeZone": "Europe/Tirane",
        });
        input
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        let id = self.act("createEvent", input, "event { id }").await["event"]["id"]
            .as_str()
            .unwrap()
            .to_owned();
        self.act(
            "publishEvent",
            json!({ "id": id, "version": 1 }),
            "event { status }",
        )
        .await;
        id
    }

    /// A contact who agreed to be invited, whoever is called alike.
    pub async fn contact(&self, given: &str, family: &str) -> String {
        let email = format!(
            "{}.{}@example.org",
            given.to_lowercase(),
            family.to_lowercase()
        );
        let input = json!({
            "givenName": given, "familyName": family, "email": email, "preferredLanguage": "sq", "residenceCountry": "IT", "originCountry": "AL",
            "ifDuplicate": "CREATE_ANYWAY", "consents": [{ "purpose": "follow-up", "state": "GIVEN" }],
        });
        self.act("registerContact", input, "contact { id }").await["contact"]["id"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Every row of every table with all its columns, to see that nothing changed. Nothing is left aside: no read, no
    /// refused input and no repeated request leaves a trace in any table; who read what is written down only by
    /// [`Self::write_reads`].
    pub async fn contents(&self) -> Contents {
        let db = self.db.reader();
        let mut tables = BTreeMap::new();
        macro_rules! read {
            ($($table:ident)+) => { $(
                let rows = kuvend_entity::$table::Entity::find().all(db).await.unwrap();
                let mut rows: Vec<String> = rows.iter().map(|row| format!("{row:?}")).collect();
                rows.sort_unstable();
                tables.insert(stringify!($table).to_owned(), rows);
            )+ };
        }
        read!(audit_person diaspora_rule);
        read!(office account account_role token organisation contact contact_email contact_phone membership purpose consent);
        read!(programme programme_organisation enrolment policy_framework event event_framework event_occasion);
        read!(event_programme event_organisation event_tally agenda_item contributor attendee attendee_change campaign);
        read!(agenda_conflict_level agenda_publication deliverable panel_question remark remark_framework);
        read!(place_pool);
        read!(companion delegation delegation_member);
        read!(attendee_need event_questionnaire event_question event_question_version event_answer);
        read!(attendee_former attendee_precedence rank_table protocol_rank event_feed event_series observance);
        read!(certificate);
        read!(check_in_list door_gate scan scan_resolution ticket announced_guest);
        read!(contact_name contact_residence contact_skill contact_language contact_willingness contact_fact);
        read!(import_batch import_line import_job segment segment_member contact_relationship interaction interaction_participant interest);
        read!(task contact_word word_slip purpose_wording rights_setting rights_request erasure_approval erasure_mark);
        read!(legal_hold audit_link transfer transfer_contact);
        read!(stored_file stored_piece export_job);
        read!(copy_link retention_proposal);
        read!(duplicate_pair duplicate_key duplicate_run duplicate_setting);
        read!(legal_hold audit_link transfer transfer_contact contact_merge contact_merge_row);
        read!(registration registration_form personal_link);
        read!(message message_event message_body audit_entry event_headcount suppression idempotency_key);
        let names = match db.get_database_backend() {
            DbBackend::Sqlite => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            }
            _ => {
                "SELECT CAST(table_name AS TEXT) AS name FROM information_schema.tables WHERE table_schema = current_schema()"
            }
        };
        for row in db
            .query_all_raw(Statement::from_string(db.get_database_backend(), names))
            .await
            .unwrap()
        {
            let name: String = row.try_get("", "name").unwrap();
            assert!(
                tables.contains_key(&name) || name == "seaql_migrations",
                "contents() does not read the table {name}"
            );
        }
        Contents(tables)
    }

    /// Asserts that the database holds what it held before, row for row.
    pub async fn holds(&self, before: &Contents) {
        let changes = before.changes(&self.contents().await);
        assert!(changes.is_empty(), "{}", changes.join("\n"));
    }

    /// Asserts that kept counts are what the rows add up to.
    pub async fn counts_are_true(&self) {
        assert_eq!(tally::verify(&self.db).await.unwrap(), vec![]);
    }
}

/// What a database holds, table by table.
pub struct Contents(BTreeMap<String, Vec<String>>);

impl Contents {
    /// The rows of a table.
    pub fn of(&self, table: &str) -> &[String] {
        self.0
            .get(table)
            .unwrap_or_else(|| panic!("no table {table}"))
    }

    /// The rows in which a word stands, whatever its case.
    pub fn mentions(&self, word: &str) -> Vec<String> {
        let word = word.to_lowercase();
        let rows = self
            .0
            .iter()
            .flat_map(|(table, rows)| rows.iter().map(move |row| (table, row)));
        rows.filter(|(_, row)| row.to_lowercase().contains(&word))
            .map(|(table, row)| format!("{table} {row}"))
            .collect()
    }

    /// Rows that are no more, and rows that are new: a row that was altered is both.
    pub fn changes(&self, now: &Self) -> Vec<String> {
        let missing = |mark: char, from: &Self, of: &Self| -> Vec<String> {
            let rows = from
                .0
                .iter()
                .flat_map(|(table, rows)| rows.iter().map(move |row| (table, row)));
            rows.filter(|(table, row)| !of.0[*table].contains(row))
                .map(|(table, row)| format!("{mark} {table} {row}"))
                .collect()
        };
        let mut changes = missing('-', self, now);
        changes.extend(missing('+', now, self));
        changes
    }
}

/// An instant.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Writes each test twice: on SQLite and on PostgreSQL.
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$doc:meta])* async fn $name:ident($app:ident: TestApp) $body:block)+) => {
        $(
            $(#[$doc])*
            mod $name {
                use super::*;

                async fn check($app: $crate::app::TestApp) $body

                async fn check_on(scratch: $crate::database::Scratch) {
                    check($crate::app::TestApp::open(&scratch).await).await;
                    scratch.gone().await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_sqlite() {
                    check_on($crate::database::Scratch::on_sqlite().await).await;
                }

                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn on_postgres() {
                    if let Some(scratch) = $crate::database::Scratch::on_postgres().await {
                        check_on(scratch).await;
                    }
                }
            }
        )+
    };
}
