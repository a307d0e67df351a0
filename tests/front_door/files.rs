//! Stored files: written in pieces, read whole, and gone when they are over.

use chrono::TimeDelta;
use futures::TryStreamExt as _;
use kuvend_domain::files::{self, Limits, NewFile, PIECE, Writer};
use kuvend_entity::{id::FileId, kind::FileKind, stored_file, stored_piece};
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::{app::TestApp, on_both_engines};

fn new(app: &TestApp) -> NewFile {
    NewFile {
        id: FileId::new(),
        office: app.office.id,
        kind: FileKind::Upload,
        name: "guests.csv".to_owned(),
        media_type: "text/csv".to_owned(),
        by: None,
        keep: TimeDelta::hours(24),
        limits: Limits::default(),
    }
}

async fn begin(app: &TestApp, new: NewFile) -> Writer {
    Writer::begin(&app.db, &app.clock, new).await.unwrap()
}

async fn stored(app: &TestApp) -> (u64, u64) {
    let db = app.db.reader();
    (
        stored_file::Entity::find().count(db).await.unwrap(),
        stored_piece::Entity::find().count(db).await.unwrap(),
    )
}

on_both_engines! {
    async fn a_file_is_read_as_it_was_written_in_pieces_of_one_size(app: TestApp) {
        let bytes: Vec<u8> = (0..PIECE * 2 + 77).map(|n| u8::try_from(n % 251).unwrap()).collect();
        let mut writer = begin(&app, new(&app)).await;
        let id = writer.id();
        for part in bytes.chunks(100_001) {
            writer.append(part).await.unwrap();
        }
        assert!(files::find(&app.db, id, app.clock.now()).await.unwrap().is_none(), "not whole yet");
        writer.finish().await.unwrap();
        let row = files::find(&app.db, id, app.clock.now()).await.unwrap().unwrap();
        assert_eq!(usize::try_from(row.bytes).unwrap(), bytes.len());
        assert_eq!(row.sha256.unwrap().len(), 32);
        let pieces: Vec<Vec<u8>> = files::read(&app.db, id).try_collect().await.unwrap();
        assert_eq!(pieces.iter().map(Vec::len).collect::<Vec<_>>(), [PIECE, PIECE, 77]);
        assert_eq!(pieces.concat(), bytes);
        let spooled = files::spool(&app.db, id).await.unwrap();
        assert_eq!(std::fs::read(spooled.path()).unwrap(), bytes);
    }

    async fn more_than_may_be_stored_is_refused_with_the_limit(app: TestApp) {
        let limits = Limits { file: 1_000, office: 1_500 };
        let mut first = begin(&app, NewFile { limits, ..new(&app) }).await;
        first.append(&[1; 1_000]).await.unwrap();
        let refused = first.append(&[1]).await.unwrap_err();
        assert!(refused.to_string().contains("TooLong"), "{refused}");
        let mut second = begin(&app, NewFile { limits, ..new(&app) }).await;
        second.append(&[1; 900]).await.unwrap();
        second.finish().await.unwrap();
        let mut third = begin(&app, NewFile { limits, ..new(&app) }).await;
        third.append(&[1; 900]).await.unwrap();
        let refused = third.finish().await.unwrap_err();
        assert!(refused.to_string().contains("TooLong"), "{refused}");
    }

    async fn what_is_over_or_was_left_is_removed_with_its_pieces(app: TestApp) {
        let mut left = begin(&app, new(&app)).await;
        left.append(&vec![1; PIECE]).await.unwrap();
        drop(left);
        let mut whole = begin(&app, new(&app)).await;
        whole.append(b"a").await.unwrap();
        let whole = whole.finish().await.unwrap();
        assert_eq!(stored(&app).await, (2, 2));
        assert_eq!(files::sweep(&app.db, &app.clock).await.unwrap(), 0);
        app.clock.advance(TimeDelta::hours(7));
        assert_eq!(files::sweep(&app.db, &app.clock).await.unwrap(), 1);
        assert_eq!(stored(&app).await, (1, 1));
        app.clock.advance(TimeDelta::hours(17));
        assert!(files::find(&app.db, whole, app.clock.now()).await.unwrap().is_none());
        assert_eq!(files::sweep(&app.db, &app.clock).await.unwrap(), 1);
        assert_eq!(stored(&app).await, (0, 0));
    }
}
