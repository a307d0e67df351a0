use std::path::PathBuf;

use kuvend_entity::{kind::Route, purpose};
use kuvend_migrations::{Migrator, MigratorTrait as _};

use super::*;
use crate::{clock::Clock, engine::Db};

/// An office as one would type it.
pub(crate) fn mission() -> Create {
    Create {
        name: vec![
            ("en".to_owned(), "Mission".to_owned()),
            ("sq".to_owned(), "Misioni".to_owned()),
        ],
        country: "al".to_owned(),
        time_zone: "Europe/Tirane".to_owned(),
        languages: vec!["sq".to_owned(), "en".to_owned()],
        sender_name: None,
        sender_address: "office@example.org".to_owned(),
        reply_to: None,
        postal_address: None,
        press_contact: None,
    }
}

/// The file of a test's database, which goes with the test.
pub(crate) struct Scrap(PathBuf);

impl Drop for Scrap {
    fn drop(&mut self) {
        for end in ["", "-wal", "-shm"] {
            let _ = std::fs::remove_file(format!("{}{end}", self.0.display()));
        }
    }
}

/// An operation on a database of its own.
pub(crate) async fn scratch(clock: Clock) -> (Op, Scrap) {
    let file = std::env::temp_dir().join(format!("kuvend-{}.sqlite", OfficeId::new().0));
    let db = Db::connect(&format!("sqlite://{}", file.display()), 4)
        .await
        .unwrap();
    Migrator::up(db.writer(), None).await.unwrap();
    (Op::system(db, clock, Route::CommandLine), Scrap(file))
}

#[tokio::test]
async fn an_office_comes_with_its_purposes_and_a_key_of_its_own() {
    let (op, _scrap) = scratch(Clock::System).await;
    let one = create(&op, mission()).await.unwrap();
    assert!(create_first(&op, mission()).await.unwrap().is_none());
    let two = create(&op, mission()).await.unwrap();
    assert_eq!(one.link_secret.len(), 32);
    assert_ne!(one.link_secret, two.link_secret);
    assert_eq!(one.sender_name, "Misioni");
    let purposes = purpose::Entity::find().all(op.db.reader()).await.unwrap();
    assert_eq!(purposes.len(), 6);
    assert!(purposes.iter().all(|purpose| purpose.wording.0.len() == 4));
    assert!(matches!(
        find(&op, Some("misioni")).await,
        Err(Error::Rejected(_))
    ));
    assert_eq!(
        find(&op, Some(&two.id.to_string())).await.unwrap().id,
        two.id
    );
}

#[tokio::test]
async fn what_is_wrong_with_an_office_is_told_at_once() {
    let (op, _scrap) = scratch(Clock::System).await;
    let bad = Create {
        name: vec![("xx".to_owned(), " ".to_owned())],
        country: "Albania".to_owned(),
        time_zone: "Tirana".to_owned(),
        languages: vec!["xx".to_owned()],
        sender_address: String::new(),
        reply_to: Some("x".to_owned()),
        ..mission()
    };
    let Err(Error::Rejected(faults)) = create(&op, bad).await else {
        panic!("not rejected");
    };
    let fields: Vec<String> = faults
        .list()
        .iter()
        .map(|fault| fault.field.join("."))
        .collect();
    assert_eq!(
        fields,
        [
            "name.0.text",
            "name.0.language",
            "country",
            "timeZone",
            "languages",
            "senderAddress",
            "replyTo",
        ]
    );
}
