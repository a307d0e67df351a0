//! A mission on a database of its own, and what is asked of its statistics.

use chrono::{DateTime, NaiveDate, Utc};
use kuvend_domain::{
    actor::{Actor, Grant},
    clock::Clock,
    engine::Db,
    op::Op,
    paging::PageRequest,
    statistics::{
        Dimension, Filter, Group, GroupSelection, MetricKind, Metrics, Period, Point, Selection,
        Statistics, TrendSelection, engagement,
    },
};
use kuvend_entity::{
    id::{AccountId, ContactId, OfficeId},
    kind::{Role, Route},
};
use kuvend_migrations::{Migrator, MigratorTrait};
use sea_orm::{ConnectionTrait, Database, prelude::Uuid};

/// The only office, its database, and a clock in January 2026.
pub(crate) struct World {
    pub(crate) op: Op,
    pub(crate) office: OfficeId,
    clean: Option<(String, String)>,
    file: Option<std::path::PathBuf>,
}

pub(crate) fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(crate) fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

impl World {
    pub(crate) async fn on_sqlite() -> Option<Self> {
        let file =
            std::env::temp_dir().join(format!("kuvend-statistics-{}.sqlite", OfficeId::new()));
        let db = Db::connect(&format!("sqlite://{}", file.display()), 4)
            .await
            .unwrap();
        Some(Self::new(db, None, Some(file)).await)
    }

    pub(crate) async fn on_postgres() -> Option<Self> {
        let Some(server) = postgres() else {
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
        let world = Self {
            op,
            office: OfficeId::new(),
            clean,
            file,
        };
        world.add_office(world.office).await;
        world
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

    /// An analyst of the office.
    pub(crate) fn with_role(&self, office: OfficeId, role: Role) -> Op {
        let grants = vec![Grant {
            office: Some(office),
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

    /// Every figure of a filter.
    pub(crate) async fn figures(&self, filter: &Filter) -> Statistics {
        engagement(&self.op, filter, &everything()).await.unwrap()
    }

    pub(crate) async fn groups(&self, filter: &Filter, by: &[Dimension]) -> Vec<Group> {
        let page = PageRequest {
            limit: 100,
            ..PageRequest::default()
        };
        let groups = vec![GroupSelection {
            by: by.to_vec(),
            page,
            metrics: all(),
        }];
        let statistics = engagement(
            &self.op,
            filter,
            &Selection {
                groups,
                ..Selection::default()
            },
        )
        .await
        .unwrap();
        let page = statistics.groups.into_iter().next().unwrap();
        page.items.into_iter().map(|(_, group)| group).collect()
    }

    pub(crate) async fn trend(&self, filter: &Filter, by: Period) -> Vec<Point> {
        let trends = vec![TrendSelection {
            by,
            metrics: all(),
            changes: all(),
        }];
        let statistics = engagement(
            &self.op,
            filter,
            &Selection {
                trends,
                ..Selection::default()
            },
        )
        .await
        .unwrap();
        statistics.trends.into_iter().next().unwrap()
    }
}

pub(crate) fn all() -> Metrics {
    MetricKind::ALL.iter().copied().collect()
}

pub(crate) fn everything() -> Selection {
    Selection {
        metrics: all(),
        ..Selection::default()
    }
}

pub(crate) fn between(from: &str, to: &str) -> Filter {
    Filter::period(day(from), day(to))
}

/// A figure as a whole number.
pub(crate) fn count(figures: &kuvend_domain::statistics::Figures, kind: MetricKind) -> i64 {
    let metric = &figures[&kind];
    assert_eq!(
        metric.value,
        metric
            .numerator
            .map(|n| f64::from(i32::try_from(n).unwrap())),
        "{kind:?}"
    );
    metric.numerator.unwrap()
}

/// A figure as a fraction, unreduced.
pub(crate) fn fraction(
    figures: &kuvend_domain::statistics::Figures,
    kind: MetricKind,
) -> (i64, i64) {
    let metric = &figures[&kind];
    (metric.numerator.unwrap(), metric.denominator.unwrap())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the test's one look at the environment"
)]
fn postgres() -> Option<String> {
    std::env::var("KUVEND_TEST_POSTGRES").ok()
}

fn left_out() {
    eprintln!(
        "left out on PostgreSQL: KUVEND_TEST_POSTGRES names no server; tests/run provides one"
    );
}

/// A fresh key, for rows that are never found.
pub(crate) fn nobody() -> Uuid {
    ContactId::new().0
}

/// Writes each test twice: on `SQLite`, and on `PostgreSQL` where `KUVEND_TEST_POSTGRES` names a server.
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$doc:meta])* async fn $name:ident($world:ident: &World) $body:block)+) => {
        $(
            $(#[$doc])*
            mod $name {
                use super::*;

                async fn check($world: &World) $body

                #[tokio::test]
                async fn on_sqlite() {
                    if let Some(world) = World::on_sqlite().await {
                        check(&world).await;
                        world.gone().await;
                    }
                }

                #[tokio::test]
                async fn on_postgres() {
                    if let Some(world) = World::on_postgres().await {
                        check(&world).await;
                        world.gone().await;
                    }
                }
            }
        )+
    };
}
