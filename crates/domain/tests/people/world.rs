//! An office on a database of its own.

use chrono::{DateTime, Utc};
use kuvend_domain::{
    actor::{Actor, Grant},
    clock::Clock,
    contacts::{self, IfDuplicate, Register, Registered},
    engine::Db,
    error::Error,
    offices,
    op::Op,
    organisations,
};
use kuvend_entity::{
    contact,
    id::{AccountId, OfficeId, OrganisationId},
    kind::{OrganisationKind, Role, Route},
    text::LocalizedText,
    value::Language,
};
use kuvend_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database};

/// The only office, its database, and a clock in January 2026.
pub(crate) struct World {
    pub(crate) op: Op,
    pub(crate) office: OfficeId,
    clean: Option<(String, String)>,
    file: Option<std::path::PathBuf>,
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Runs a story on each engine.
macro_rules! on_both {
    ($($name:ident)+) => {
        mod sqlite {
            $(#[tokio::test] async fn $name() {
                let world = crate::world::World::on_sqlite().await;
                super::$name(&world).await;
                world.gone().await;
            })+
        }
        mod postgres {
            $(#[tokio::test] async fn $name() {
                if let Some(world) = crate::world::World::on_postgres().await {
                    super::$name(&world).await;
                    world.gone().await;
                }
            })+
        }
    };
}
pub(crate) use on_both;

#[expect(clippy::disallowed_methods, reason = "where tests find a server")]
fn server() -> Option<String> {
    std::env::var("KUVEND_TEST_POSTGRES").ok()
}

fn left_out() {
    eprintln!(
        "left out on PostgreSQL: KUVEND_TEST_POSTGRES names no server; tests/run provides one"
    );
}

impl World {
    pub(crate) async fn on_sqlite() -> Self {
        let file = std::env::temp_dir().join(format!("kuvend-people-{}.sqlite", OfficeId::new()));
        let db = Db::connect(&format!("sqlite://{}", file.display()), 4)
            .await
            .unwrap();
        Self::new(db, None, Some(file)).await
    }

    pub(crate) async fn on_postgres() -> Option<Self> {
        let Some(server) = server() else {
            left_out();
            return None;
        };
        let name = OfficeId::new().to_string();
        let connection = Database::connect(&server).await.unwrap();
        connection
            .execute_unprepared(&format!("CREATE DATABASE {name}"))
            .await
            .unwrap();
        let (head, _) = server.rsplit_once('/').unwrap();
        let db = Db::connect(&format!("{head}/{name}"), 4).await.unwrap();
        Some(Self::new(db, Some((server, name)), None).await)
    }

    async fn new(
        db: Db,
        clean: Option<(String, String)>,
        file: Option<std::path::PathBuf>,
    ) -> Self {
        Migrator::up(db.writer(), None).await.unwrap();
        let clock = Clock::told(at("2026-01-15T10:00:00Z"));
        let op = Op::system(db, clock, Route::CommandLine);
        let office = offices::create(
            &op,
            offices::Create {
                name: vec![("sq".to_owned(), "Misioni".to_owned())],
                country: "AL".to_owned(),
                time_zone: "Europe/Tirane".to_owned(),
                languages: vec!["sq".to_owned(), "en".to_owned()],
                sender_name: None,
                sender_address: "office@example.org".to_owned(),
                reply_to: None,
                postal_address: None,
                press_contact: None,
            },
        )
        .await
        .unwrap();
        Self {
            op,
            office: office.id,
            clean,
            file,
        }
    }

    pub(crate) async fn gone(self) {
        self.op.db.close().await.unwrap();
        if let Some(file) = self.file {
            for end in ["", "-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{end}", file.display()));
            }
        }
        if let Some((server, name)) = self.clean {
            let connection = Database::connect(&server).await.unwrap();
            connection
                .execute_unprepared(&format!("DROP DATABASE {name} WITH (FORCE)"))
                .await
                .unwrap();
        }
    }

    /// Somebody who reads with a role.
    pub(crate) fn with_role(&self, role: Role) -> Op {
        let grants = vec![Grant {
            office: Some(self.office),
            role,
            event: None,
        }];
        Op {
            actor: Actor::Account {
                id: AccountId::new(),
                grants,
            },
            ..self.op.clone()
        }
    }

    /// A new record, whoever has the same name.
    pub(crate) async fn person(&self, given: &str, family: &str) -> contact::Model {
        self.registered(Register {
            given_name: given.to_owned(),
            family_name: family.to_owned(),
            if_duplicate: IfDuplicate::CreateAnyway,
            ..Register::default()
        })
        .await
    }

    pub(crate) async fn organisation(&self, name: &str) -> OrganisationId {
        let cmd = organisations::Create {
            office: None,
            name: LocalizedText::one(Language::english(), name),
            variants: Vec::new(),
            kind: OrganisationKind::Government,
            country: None,
            parent: None,
            website: None,
        };
        organisations::create(&self.op, cmd).await.unwrap().id
    }

    pub(crate) async fn registered(&self, cmd: Register) -> contact::Model {
        match contacts::register(&self.op, cmd).await.unwrap() {
            Registered::Contact(row) => *row,
            Registered::Candidates(found) => panic!("candidates: {found:?}"),
        }
    }
}

/// The faults of a refusal, as `path CODE`.
pub(crate) fn faults<T: std::fmt::Debug>(outcome: Result<T, Error>) -> Vec<String> {
    match outcome {
        Err(Error::Rejected(faults)) => faults
            .list()
            .iter()
            .map(|fault| format!("{} {}", fault.field.join("."), fault.code.as_str()))
            .collect(),
        other => panic!("{other:?}"),
    }
}
