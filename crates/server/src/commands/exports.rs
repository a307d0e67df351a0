//! `kuvend export`: people as a file.

use kuvend_domain::{
    contacts::Filter,
    exports::{self, Export as Command},
    offices,
    op::Op,
};
use kuvend_entity::{
    id::ExportJobId,
    kind::{ExportDelimiter, ExportFormat},
};

use crate::{
    cli::{Export, ExportContacts},
    say,
    stop::Stop,
};

pub(super) async fn run(op: &Op, what: Export) -> Result<(), Stop> {
    match what {
        Export::Contacts(what) => contacts(op, *what).await,
    }
}

async fn contacts(op: &Op, what: ExportContacts) -> Result<(), Stop> {
    let ending = what
        .file
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    let format = match ending.as_deref() {
        Some("csv") => ExportFormat::Csv,
        Some("xlsx") => ExportFormat::Xlsx,
        _ => {
            return Err(Stop::failed(
                "name the file with .csv or .xlsx at its end".to_owned(),
            ));
        }
    };
    let office = offices::find(op, what.office.as_deref()).await?;
    let cmd = Command {
        office: Some(office.id),
        filter: Filter {
            segment: what.segment,
            ..Filter::default()
        },
        search: what.search,
        fields: what.fields,
        format,
        delimiter: if what.comma {
            ExportDelimiter::Comma
        } else {
            ExportDelimiter::Semicolon
        },
        headings: what.headings,
        purpose: what.purpose,
    };
    let bar = say::bar("people");
    let mut tell = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    };
    // Whoever holds an export is told apart by an id of their own.
    let own = ExportJobId::new().0;
    let people = exports::to_path(op, (cmd, own), &what.file, &mut tell).await?;
    bar.finish_and_clear();
    say::line(format_args!(
        "{people} people are in {}.",
        what.file.display()
    ))
}
