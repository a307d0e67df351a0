use chrono::TimeDelta;

use super::*;
use crate::{
    accounts::{self, Add, GrantRole},
    offices::{self, tests::Scrap},
    policy::{self, Action, Scope},
};

/// A database of its own, with one office and one event officer, on a clock that can be moved.
async fn world() -> (Op, OfficeId, AccountId, Scrap) {
    let clock = Clock::told("2026-01-10T08:00:00Z".parse().unwrap());
    let (op, scrap) = offices::tests::scratch(clock).await;
    let office = offices::create(&op, offices::tests::mission())
        .await
        .unwrap();
    let add = Add {
        email: "Arta@Example.org".to_owned(),
        name: "Arta".to_owned(),
        role: Some(Role::EventOfficer),
        office: Some(office.id),
        ..Add::default()
    };
    let account = accounts::add(&op, add).await.unwrap();
    (op, office.id, account.id, scrap)
}

fn plain(account: AccountId) -> Issue {
    Issue {
        account,
        label: "test".to_owned(),
        expires_at: None,
    }
}

async fn holder(op: &Op, secret: &Secret) -> Option<Actor> {
    authenticate(&op.db, &op.clock, secret.reveal())
        .await
        .unwrap()
}

fn codes(error: Error) -> Vec<(String, Code)> {
    match error {
        Error::Rejected(faults) => faults
            .list()
            .iter()
            .map(|fault| (fault.field.join("."), fault.code))
            .collect(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_token_speaks_for_its_account_with_all_its_roles() {
    let (op, office, account, _scrap) = world().await;
    let issued = issue(&op, plain(account)).await.unwrap();
    assert!(issued.secret.reveal().starts_with("kv_"));
    assert_eq!(issued.secret.reveal().len(), 46);
    assert_eq!(format!("{:?}", issued.secret), "Secret(…)");
    let actor = holder(&op, &issued.secret).await.unwrap();
    assert_eq!(actor.account(), Some(account));
    assert_eq!(
        policy::scope(&actor, Action::WriteEvents),
        Scope::Some(vec![office])
    );
    let everywhere = GrantRole {
        account,
        role: Role::Admin,
        office: None,
        event: None,
    };
    accounts::grant(&op, everywhere.clone()).await.unwrap();
    accounts::grant(&op, everywhere).await.unwrap();
    let actor = holder(&op, &issued.secret).await.unwrap();
    assert_eq!(policy::scope(&actor, Action::Administer), Scope::All);
    let Actor::Account { grants, .. } = actor else {
        panic!("no account");
    };
    assert_eq!(grants.len(), 2);
}

#[tokio::test]
async fn expired_revoked_and_disabled_tokens_are_nobodys() {
    let (op, _, account, _scrap) = world().await;
    let soon = op.clock.now() + TimeDelta::hours(1);
    let short = Issue {
        expires_at: Some(soon),
        ..plain(account)
    };
    let short = issue(&op, short).await.unwrap();
    let taken = issue(&op, plain(account)).await.unwrap();
    let kept = issue(&op, plain(account)).await.unwrap();
    assert!(holder(&op, &short.secret).await.is_some());
    op.clock.advance(TimeDelta::hours(1));
    assert!(holder(&op, &short.secret).await.is_none());
    revoke(&op, taken.token.id).await.unwrap();
    assert!(holder(&op, &taken.secret).await.is_none());
    assert!(holder(&op, &kept.secret).await.is_some());
    accounts::disable(&op, account).await.unwrap();
    assert!(holder(&op, &kept.secret).await.is_none());
    let error = issue(&op, plain(account)).await.unwrap_err();
    assert_eq!(codes(error), [("account".to_owned(), Code::WrongState)]);
    for nonsense in ["", "kv_", "kv_x", "Bearer x"] {
        let found = authenticate(&op.db, &op.clock, nonsense).await.unwrap();
        assert!(found.is_none());
    }
}

#[tokio::test]
async fn memory_honours_expiry_at_once() {
    let (op, _, account, _scrap) = world().await;
    let soon = op.clock.now() + TimeDelta::hours(1);
    let short = Issue {
        expires_at: Some(soon),
        ..plain(account)
    };
    let short = issue(&op, short).await.unwrap();
    let memory = Memory::default();
    for _ in 0..2 {
        let found = memory.authenticate(&op.db, &op.clock, short.secret.reveal());
        assert!(found.await.unwrap().is_some());
    }
    op.clock.advance(TimeDelta::hours(1));
    let found = memory.authenticate(&op.db, &op.clock, short.secret.reveal());
    assert!(found.await.unwrap().is_none());
}

#[tokio::test]
async fn a_token_taken_back_is_forgotten_in_time_however_the_clock_is_set() {
    let (op, _, account, _scrap) = world().await;
    let issued = issue(&op, plain(account)).await.unwrap();
    let memory = Memory::default();
    let holds = async || {
        let found = memory.authenticate(&op.db, &op.clock, issued.secret.reveal());
        found.await.unwrap().is_some()
    };
    assert!(holds().await);
    revoke(&op, issued.token.id).await.unwrap();
    op.clock.advance(Memory::TTL - TimeDelta::milliseconds(1));
    assert!(holds().await, "remembered, at no statement");
    op.clock.advance(TimeDelta::milliseconds(1));
    assert!(!holds().await);
    op.clock.advance(-TimeDelta::hours(1));
    assert!(!holds().await);
}

#[tokio::test]
async fn what_is_wrong_with_an_account_is_told_at_once() {
    let (op, _, _, _scrap) = world().await;
    let bad = Add {
        email: "nobody".to_owned(),
        language: Some("xx".to_owned()),
        ..Add::default()
    };
    let found = codes(accounts::add(&op, bad).await.unwrap_err());
    assert_eq!(
        found,
        [
            ("email".to_owned(), Code::Malformed),
            ("name".to_owned(), Code::Required),
            ("language".to_owned(), Code::Malformed),
        ]
    );
    let somewhere = Some(EventId::new());
    for (role, event, code) in [
        (Some(Role::FrontDesk), None, Code::Required),
        (Some(Role::Analyst), somewhere, Code::Inconsistent),
        (None, somewhere, Code::Inconsistent),
        (Some(Role::FrontDesk), somewhere, Code::NotFound),
    ] {
        let desk = Add {
            email: "desk@example.org".to_owned(),
            name: "Desk".to_owned(),
            role,
            event,
            ..Add::default()
        };
        let found = codes(accounts::add(&op, desk).await.unwrap_err());
        assert_eq!(found, [("event".to_owned(), code)], "{role:?}");
    }
    let again = Add {
        email: "arta@example.ORG".to_owned(),
        name: "Arta".to_owned(),
        ..Add::default()
    };
    let found = codes(accounts::add(&op, again).await.unwrap_err());
    assert_eq!(found, [("email".to_owned(), Code::Taken)]);
}

#[tokio::test]
async fn who_administers_nothing_manages_no_accounts() {
    let (mut op, _, account, _scrap) = world().await;
    let issued = issue(&op, plain(account)).await.unwrap();
    op.actor = holder(&op, &issued.secret).await.unwrap();
    assert!(matches!(accounts::list(&op).await, Err(Error::Denied(_))));
    assert!(matches!(
        issue(&op, plain(account)).await,
        Err(Error::Denied(_))
    ));
    assert!(matches!(
        revoke(&op, issued.token.id).await,
        Err(Error::Denied(_))
    ));
}
