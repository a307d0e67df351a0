//! Bringing people in from files, and taking that back.

use std::path::PathBuf;

use kuvend_domain::{
    contacts::{self, Filter, IfDuplicate, Register, Update},
    imports::{
        self, Fate, Import, Imported, Line, Listener, Progress, What,
        mapping::{Field, Mapping},
        source::{Delimiter, Form},
    },
    paging::PageRequest,
};
use kuvend_entity::kind::{ImportMode, LawfulBasis};

use crate::world::{World, faults, on_both};

/// Hears everything.
#[derive(Default)]
pub(crate) struct Heard {
    form: Option<Form>,
    pub(crate) lines: Vec<(u64, Fate)>,
    last: Progress,
}

impl Listener for Heard {
    fn begins(&mut self, _: &[String], form: &Form) {
        self.form = Some(form.clone());
    }

    fn line(&mut self, line: &Line<'_>) {
        self.lines.push((line.number, line.fate.clone()));
    }

    fn progress(&mut self, progress: Progress) {
        self.last = progress;
    }
}

/// A file that is gone with the test.
pub(crate) struct Scrap(PathBuf);

impl Scrap {
    pub(crate) fn of(bytes: impl AsRef<[u8]>) -> Self {
        let path = std::env::temp_dir().join(format!(
            "kuvend-import-{}",
            kuvend_entity::id::ContactId::new().0
        ));
        std::fs::write(&path, bytes).unwrap();
        Self(path)
    }

    pub(crate) fn import(&self, mode: ImportMode) -> Import {
        Import {
            what: What::Contacts,
            office: None,
            path: self.0.clone(),
            name: "people.csv".to_owned(),
            encoding: None,
            delimiter: None,
            mapping: Mapping::default(),
            mode,
            purpose: "follow-up".to_owned(),
            basis: LawfulBasis::Consent,
            source: "Fair in Milan".to_owned(),
            dry_run: false,
            job: None,
        }
    }
}

impl Drop for Scrap {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// What an import came to: made, changed, unchanged, skipped, ambiguous, failed.
pub(crate) fn numbers(progress: Progress) -> [u64; 6] {
    let Progress {
        total,
        created,
        updated,
        unchanged,
        skipped,
        ambiguous,
        failed,
    } = progress;
    assert_eq!(progress.done(), total);
    [created, updated, unchanged, skipped, ambiguous, failed]
}

pub(crate) async fn brought(world: &World, cmd: Import) -> (Imported, Heard) {
    let mut heard = Heard::default();
    let done = imports::import(&world.op, cmd, &mut heard).await.unwrap();
    assert_eq!(
        u64::try_from(heard.lines.len()).unwrap(),
        done.progress.total
    );
    if done.progress.total > 0 {
        assert_eq!(heard.last, done.progress);
    }
    (done, heard)
}

const FILE: &str = "Emri,Mbiemri,Email,Telefon,Shteti,Viti i lindjes,Pelqimi\n\
    Arben,Çami,arben@example.org,069 123 4567,Shqipëri,1980,po\n\
    Drita,Hoxha,drita@example.org,,Itali,1975,jo\n\
    Elena,Rossi,,,IT,,\n";

async fn the_same_file_twice_changes_nothing(world: &World) {
    let file = Scrap::of(FILE);
    let before = world.contents().await;
    let (tried, heard) = brought(
        world,
        Import {
            dry_run: true,
            ..file.import(ImportMode::Update)
        },
    )
    .await;
    assert_eq!(
        (tried.id, numbers(tried.progress)),
        (None, [3, 0, 0, 0, 0, 0])
    );
    assert_eq!(
        heard.form,
        Some(Form {
            encoding: Some("UTF-8"),
            delimiter: Some(Delimiter::Comma)
        })
    );
    assert_eq!(world.contents().await, before, "a trial writes nothing");
    let (first, _) = brought(world, file.import(ImportMode::Update)).await;
    assert_eq!(numbers(first.progress), [3, 0, 0, 0, 0, 0]);
    let once = world.people().await;
    for mode in [ImportMode::Update, ImportMode::FillEmpty] {
        let (second, _) = brought(world, file.import(mode)).await;
        assert_eq!(numbers(second.progress), [0, 0, 3, 0, 0, 0], "{mode}");
    }
    let (second, heard) = brought(world, file.import(ImportMode::CreateOnly)).await;
    assert_eq!(numbers(second.progress), [0, 0, 0, 3, 0, 0]);
    assert_eq!(heard.lines[0], (2, Fate::Skip("KNOWN")));
    assert_eq!(world.people().await, once);
    for (search, found) in [
        ("cami arben", 1),
        ("0691234567", 1),
        ("drita@example.org", 1),
        ("rossi", 1),
        ("rosi elenna", 0),
    ] {
        let page = contacts::list(
            &world.op,
            Some(search),
            (&Filter::default(), None),
            &PageRequest::default(),
        )
        .await
        .unwrap();
        assert_eq!(page.items.len(), found, "{search}");
    }
}

async fn modes_add_fill_and_write_over(world: &World) {
    let arben = world
        .registered(Register {
            given_name: "Arben".to_owned(),
            family_name: "Çami".to_owned(),
            email: "arben@example.org".parse().ok(),
            residence_city: Some("Vlorë".to_owned()),
            ..Register::default()
        })
        .await;
    world
        .registered(Register {
            given_name: "Besa".to_owned(),
            family_name: "Leka".to_owned(),
            email: "besa@example.org".parse().ok(),
            ..Register::default()
        })
        .await;
    world.person("Cile", "Kola").await;
    let text = "First name;Last name;Email;City;Profession\n\
        Arben;Cami;ARBEN@example.org;Durrës;Nurse\n\
        Somebody;Else;besa@example.org;;\n\
        Cile;Kola;cile@example.org;Berat;\n\
        Cile;Kola;cile@example.org;;Teacher\n";
    let file = Scrap::of(text);
    let (done, heard) = brought(
        world,
        Import {
            dry_run: true,
            ..file.import(ImportMode::FillEmpty)
        },
    )
    .await;
    assert_eq!(numbers(done.progress), [0, 1, 0, 0, 3, 0]);
    assert_eq!(
        heard.lines[0].1,
        Fate::Update(serde_json::json!({ "profession": { "from": null, "to": "Nurse" } }))
    );
    let (done, _) = brought(world, file.import(ImportMode::Update)).await;
    assert_eq!(numbers(done.progress), [0, 1, 0, 0, 3, 0]);
    let row = contacts::find(&world.op, arben.id).await.unwrap().unwrap();
    assert_eq!(
        (
            row.residence_city.as_deref(),
            row.profession.as_deref(),
            row.family_name.as_str(),
            row.version
        ),
        (Some("Durrës"), Some("Nurse"), "Cami", 2)
    );
}

async fn taking_an_import_back_leaves_everything_as_it_was(world: &World) {
    world
        .registered(Register {
            given_name: "Drita".to_owned(),
            family_name: "Hoxha".to_owned(),
            email: "drita@example.org".parse().ok(),
            residence_country: "GR".parse().ok(),
            ..Register::default()
        })
        .await;
    let file =
        Scrap::of(FILE.replace("drita@example.org,,", "drita@example.org,+39 333 123 4567,"));
    let before = world.people().await;
    let (done, _) = brought(world, file.import(ImportMode::Update)).await;
    assert_eq!(numbers(done.progress), [2, 1, 0, 0, 0, 0]);
    assert_ne!(world.people().await, before);
    let id = done.id.unwrap();
    let undone = imports::undo(&world.op, id, |_| ()).await.unwrap();
    assert_eq!(
        (undone.removed, undone.restored, undone.left.len()),
        (2, 1, 0)
    );
    assert_eq!(world.people().await, before);
    assert_eq!(
        faults(imports::undo(&world.op, id, |_| ()).await),
        ["id WRONG_STATE"]
    );
}

async fn whoever_was_touched_since_keeps_what_was_done(world: &World) {
    let file = Scrap::of(
        "Emri,Mbiemri,Email,Qyteti\nArta,Hoxha,arta@example.org,Romë\nBesa,Leka,besa@example.org,Milano\n",
    );
    let (first, _) = brought(world, file.import(ImportMode::Update)).await;
    let found = contacts::list(
        &world.op,
        Some("arta"),
        (&Filter::default(), None),
        &PageRequest::default(),
    )
    .await
    .unwrap();
    let arta = found.items[0].1.clone();
    let mut cmd = Update::of(arta.id, arta.version);
    cmd.profession = kuvend_domain::change::Change::Set("Nurse".to_owned());
    contacts::update(&world.op, cmd).await.unwrap();
    let second = Scrap::of("Emri,Mbiemri,Email,Qyteti\nArta,Hoxha,arta@example.org,Torino\n");
    let (second, _) = brought(world, second.import(ImportMode::Update)).await;
    let now = contacts::find(&world.op, arta.id).await.unwrap().unwrap();
    let mut cmd = Update::of(arta.id, now.version);
    cmd.residence_city = kuvend_domain::change::Change::Set("Bari".to_owned());
    contacts::update(&world.op, cmd).await.unwrap();
    let undone = imports::undo(&world.op, second.id.unwrap(), |_| ())
        .await
        .unwrap();
    assert_eq!(
        (undone.restored, undone.left[0].fields.clone()),
        (0, vec!["residenceCity"])
    );
    let undone = imports::undo(&world.op, first.id.unwrap(), |_| ())
        .await
        .unwrap();
    assert_eq!(
        (undone.removed, undone.left.len(), undone.left[0].contact),
        (1, 1, Some(arta.id))
    );
    let now = contacts::find(&world.op, arta.id).await.unwrap().unwrap();
    assert_eq!(
        (now.residence_city.as_deref(), now.profession.as_deref()),
        (Some("Bari"), Some("Nurse"))
    );
}

async fn every_line_of_a_file_is_accounted_for(world: &World) {
    let mut text = "Όνομα;Επώνυμο;Ηλεκτρονική διεύθυνση;Χώρα;Έτος γέννησης\n".to_owned();
    let mut broken = 0;
    for number in 0..1_200 {
        let line = match number % 100 {
            33 => format!("Μαρία;;maria{number}@example.org;Ελλάδα;1970\n"),
            66 => format!("Μαρία;Αριθμός{number};κανένας;Ελλάδα;1970\n"),
            99 => format!("Μαρία;Αριθμός{number};maria{number}@example.org;Ατλαντίδα;1870\n"),
            _ => format!("Μαρία;Αριθμός{number};maria{number}@example.org;Ιταλία;1970\n"),
        };
        broken += u64::from(matches!(number % 100, 33 | 66 | 99));
        text.push_str(&line);
    }
    let (bytes, ..) = encoding(&text, "windows-1253");
    let file = Scrap::of(bytes);
    let (done, heard) = brought(world, file.import(ImportMode::Update)).await;
    assert_eq!(
        heard.form,
        Some(Form {
            encoding: Some("windows-1253"),
            delimiter: Some(Delimiter::Semicolon)
        })
    );
    assert_eq!(numbers(done.progress), [1_200 - broken, 0, 0, 0, 0, broken]);
    let failed = |line: u64| match &heard
        .lines
        .iter()
        .find(|(number, _)| *number == line)
        .unwrap()
        .1
    {
        Fate::Fail(wrong) => wrong
            .iter()
            .map(|one| format!("{} {}", one.field.unwrap(), one.code.as_str()))
            .collect::<Vec<_>>(),
        other => panic!("{other:?}"),
    };
    assert_eq!(failed(35), ["familyName REQUIRED"]);
    assert_eq!(failed(68), ["email MALFORMED"]);
    assert_eq!(
        failed(101),
        ["residenceCountry MALFORMED", "birthYear OUT_OF_RANGE"]
    );
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(
            text.replace("Μαρία", "Ελένη")
                .encode_utf16()
                .flat_map(u16::to_le_bytes),
        )
        .collect();
    let file = Scrap::of(utf16);
    let (done, heard) = brought(
        world,
        Import {
            dry_run: true,
            ..file.import(ImportMode::Update)
        },
    )
    .await;
    assert_eq!(heard.form.unwrap().encoding, Some("UTF-16LE"));
    assert_eq!(done.progress.total, 1_200);
    assert_eq!(done.progress.failed, broken);
}

/// A text in another encoding, as a program of its time would write it.
fn encoding(text: &str, label: &str) -> (Vec<u8>, ()) {
    let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
    (encoding.encode(text).0.into_owned(), ())
}

async fn what_is_no_table_is_refused_and_changes_nothing(world: &World) {
    let before = world.contents().await;
    let endless = format!("Emri,Mbiemri\nArta,\"{}", "x".repeat(3 << 20));
    let wide = format!("{}\n", "Emri,".repeat(300));
    for (bytes, fault) in [
        (Vec::new(), "file REQUIRED"),
        (endless.into_bytes(), "file UNREADABLE"),
        (wide.into_bytes(), "file UNREADABLE"),
        (b"PK\x03\x04 and nothing more".to_vec(), "file UNREADABLE"),
        (
            b"Email,City\na@example.org,Rome\n".to_vec(),
            "mapping MALFORMED",
        ),
    ] {
        let file = Scrap::of(bytes);
        let mut heard = Heard::default();
        let refused = imports::import(&world.op, file.import(ImportMode::Update), &mut heard).await;
        assert_eq!(faults(refused), [fault]);
    }
    let file = Scrap::of(FILE);
    let mapping = Mapping {
        columns: [("Nowhere".to_owned(), Field::Email)].into(),
        ..Mapping::default()
    };
    let mut heard = Heard::default();
    let refused = imports::import(
        &world.op,
        Import {
            mapping,
            ..file.import(ImportMode::Update)
        },
        &mut heard,
    )
    .await;
    assert_eq!(faults(refused), ["mapping MALFORMED"]);
    let refused = imports::import(
        &world.op,
        Import {
            purpose: "spleen".to_owned(),
            ..file.import(ImportMode::Update)
        },
        &mut heard,
    )
    .await;
    assert_eq!(faults(refused), ["purpose NOT_FOUND"]);
    assert_eq!(world.contents().await, before);
}

async fn namesakes_with_addresses_of_their_own_are_two(world: &World) {
    for email in ["one@example.org", "two@example.org"] {
        world
            .registered(Register {
                given_name: "Arta".to_owned(),
                family_name: "Hoxha".to_owned(),
                email: email.parse().ok(),
                if_duplicate: IfDuplicate::CreateAnyway,
                ..Register::default()
            })
            .await;
    }
    let file = Scrap::of(
        "Emri,Mbiemri,Email\nArta,Hoxha,three@example.org\nArta,Hoxha,\nArta,Hoxha,two@example.org\n",
    );
    let (done, heard) = brought(world, file.import(ImportMode::Update)).await;
    assert_eq!(
        heard
            .lines
            .iter()
            .map(|(_, fate)| fate.clone())
            .collect::<Vec<_>>(),
        [Fate::Create, Fate::Unchanged, Fate::Unchanged]
    );
    assert_eq!(numbers(done.progress), [1, 0, 2, 0, 0, 0]);
}

on_both! {
    the_same_file_twice_changes_nothing
    modes_add_fill_and_write_over
    taking_an_import_back_leaves_everything_as_it_was
    whoever_was_touched_since_keeps_what_was_done
    every_line_of_a_file_is_accounted_for
    what_is_no_table_is_refused_and_changes_nothing
    namesakes_with_addresses_of_their_own_are_two
}
