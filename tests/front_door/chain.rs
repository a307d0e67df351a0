//! The chain over the audit holds for whoever was honest, however the worker fared.

use chrono::TimeDelta;
use kuvend_domain::audit::chain;
use kuvend_entity::{audit_entry, id::AuditEntryId, kind::Route};
use sea_orm::{ActiveModelTrait as _, EntityTrait as _, IntoActiveModel as _};

use crate::{app::TestApp, on_both_engines};

/// Entries as the product wrote them, one a minute, up to so long ago.
async fn entries(app: &TestApp, number: i32, ended: TimeDelta) {
    let last = app.clock.now() - ended;
    let rows = (0..number).map(|minutes| audit_entry::Model {
        id: AuditEntryId::new(),
        office_id: Some(app.office.id),
        at: last - TimeDelta::minutes(i64::from(minutes)),
        route: Route::Api,
        account_id: None,
        subject_id: None,
        action: "events::update".to_owned(),
        object_kind: "office".to_owned(),
        object_id: app.office.id.0,
        changes: None,
        reason: None,
    });
    let rows = rows.map(|row| row.into_active_model().reset_all());
    audit_entry::Entity::insert_many(rows)
        .exec_without_returning(app.db.writer())
        .await
        .unwrap();
}

on_both_engines! {
    async fn a_backlog_of_days_is_sealed_and_nobody_is_called_a_forger(app: TestApp) {
        chain::seal(&app.op()).await.unwrap();
        app.clock.advance(TimeDelta::days(5));
        entries(&app, 450, TimeDelta::hours(3)).await;
        assert!(chain::seal(&app.op()).await.unwrap() >= 450);
        let verdict = chain::verify(&app.db).await.unwrap();
        assert_eq!(verdict.wrong, []);
        assert!(verdict.links >= 450);
    }

    async fn a_worker_that_dies_within_a_backlog_leaves_nobody_a_forger(app: TestApp) {
        // What the worker had sealed when it died, and what it had not come to, which is older than the seals.
        chain::seal(&app.op()).await.unwrap();
        app.clock.advance(TimeDelta::days(5));
        entries(&app, 210, TimeDelta::hours(40)).await;
        chain::seal(&app.op()).await.unwrap();
        entries(&app, 300, TimeDelta::hours(20)).await;
        assert_eq!(chain::verify(&app.db).await.unwrap().wrong, []);
        chain::seal(&app.op()).await.unwrap();
        assert_eq!(chain::verify(&app.db).await.unwrap().wrong, []);
    }
}
