//! `kuvend export`: people, organisations, guest lists and papers of events as files.

use kuvend_domain::{
    contacts::Filter,
    exports::{self, Export as Command, What},
    offices,
    op::Op,
    papers::Wanted,
};
use kuvend_entity::{
    id::{ExportJobId, OfficeId},
    kind::{ExportDelimiter, ExportFormat},
};

use crate::{
    cli::{Export, ExportFile},
    say,
    stop::Stop,
};

pub(super) async fn run(op: &Op, address: &str, what: Export) -> Result<(), Stop> {
    let by = (op, address);
    match what {
        Export::Contacts(what) => {
            let office = offices::find(op, what.office.as_deref()).await?;
            let taken = What::Contacts {
                filter: Box::new(Filter {
                    segment: what.segment,
                    ..Filter::default()
                }),
                search: what.search,
                fields: what.fields,
            };
            take_out(by, (Some(office.id), taken), what.file, "people").await
        }
        Export::Organisations(what) => {
            let office = offices::find(op, what.office.as_deref()).await?;
            let taken = (Some(office.id), What::Organisations);
            take_out(by, taken, what.file, "organisations").await
        }
        Export::Guests(what) => {
            let taken = What::GuestList {
                event: what.event,
                sensitive: what.sensitive_answers,
            };
            take_out(by, (None, taken), what.file, "guests").await
        }
        Export::Paper(what) => {
            let wanted = Wanted {
                event: what.event,
                paper: what.paper,
                expected_only: what.everybody.then_some(false),
                sensitive: what.sensitive_answers,
            };
            take_out(by, (None, What::Paper(wanted)), what.file, "rows").await
        }
    }
}

async fn take_out(
    (op, address): (&Op, &str),
    (office, what): (Option<OfficeId>, What),
    file: ExportFile,
    of: &'static str,
) -> Result<(), Stop> {
    let ending = file
        .file
        .extension()
        .map(|ending| ending.to_string_lossy().to_lowercase());
    let format = match ending.as_deref() {
        Some("csv") => ExportFormat::Csv,
        Some("xlsx") => ExportFormat::Xlsx,
        Some("html") if matches!(what, What::Paper(_)) => ExportFormat::Html,
        _ => {
            let endings = match what {
                What::Paper(_) => ".csv, .xlsx or .html",
                _ => ".csv or .xlsx",
            };
            return Err(Stop::failed(format!(
                "name the file with {endings} at its end"
            )));
        }
    };
    let cmd = Command {
        office,
        what,
        format,
        delimiter: if file.comma {
            ExportDelimiter::Comma
        } else {
            ExportDelimiter::Semicolon
        },
        headings: file.headings,
        purpose: file.purpose,
    };
    let bar = say::bar(of);
    let mut tell = |done, total| {
        bar.set_length(total);
        bar.set_position(done);
    };
    // Whoever holds an export is told apart by an id of their own.
    let own = ExportJobId::new().0;
    let rows = exports::to_path_at(op, address, (cmd, own), &file.file, &mut tell).await?;
    bar.finish_and_clear();
    say::line(format_args!("{rows} {of} are in {}.", file.file.display()))
}
