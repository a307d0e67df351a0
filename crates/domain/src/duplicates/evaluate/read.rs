//! Reading labelled records.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use thiserror::Error;

use crate::{
    duplicates::{Name, Record},
    fold::fold,
    imports::source::{self, Told},
};

/// A record of whom it is known who it is.
#[derive(Debug, Clone)]
pub struct Labelled {
    /// Who: records of one person have the same.
    pub entity: String,
    /// What is compared.
    pub record: Record,
}

/// Why a file cannot be read. No value of it is told.
#[derive(Debug, Error)]
pub enum Unreadable {
    /// It is no table.
    #[error(transparent)]
    Table(#[from] source::Unreadable),
    /// A column is missing.
    #[error("there is no column {0}")]
    Missing(&'static str),
    /// A line does not say who it is.
    #[error("line {0} does not say who it is")]
    Nobody(u64),
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Id,
    Entity,
    Given,
    Family,
    Birth,
    Email,
    Phone,
    Country,
    City,
    Origin,
    Sex,
}

/// The column of a head, whatever its case and what parts its words.
fn column(head: &str) -> Option<Column> {
    let head: String = fold(head).split(' ').collect();
    Some(match head.as_str() {
        "id" | "recid" | "recordid" => Column::Id,
        "entity" | "entityid" | "cluster" | "clusterid" | "personid" | "trueid" => Column::Entity,
        "given" | "givenname" | "firstname" | "forename" | "fname" => Column::Given,
        "family" | "familyname" | "surname" | "lastname" | "lname" => Column::Family,
        "birth" | "birthon" | "birthdate" | "birthday" | "birthyear" | "dateofbirth" | "dob"
        | "yearofbirth" => Column::Birth,
        "email" | "emailaddress" | "mail" => Column::Email,
        "phone" | "phonenumber" | "telephone" | "tel" | "mobile" => Column::Phone,
        "country" | "residencecountry" => Column::Country,
        "city" | "residencecity" | "town" | "suburb" => Column::City,
        "origin" | "origincountry" => Column::Origin,
        "sex" | "gender" => Column::Sex,
        _ => return None,
    })
}

/// The records of a file: a text in any encoding and with any delimiter that an import reads, or a workbook. Its columns are told by
/// their heads; unknown ones are passed over. Without a column of who it is, ids such as `rec-7-org` and `rec-7-dup-0` say it.
///
/// # Errors
/// Where it is no table, has no names, or does not say who its records are.
pub fn read(path: &Path) -> Result<Vec<Labelled>, Unreadable> {
    let (_, mut lines) = source::open(path, Told::default())?;
    let heads = lines.next().ok_or(source::Unreadable::Empty)??;
    let columns: Vec<Option<Column>> = heads.cells.iter().map(|head| column(head)).collect();
    let has = |wanted| columns.contains(&Some(wanted));
    if !has(Column::Given) && !has(Column::Family) {
        return Err(Unreadable::Missing("given or family"));
    }
    if !has(Column::Entity) && !has(Column::Id) {
        return Err(Unreadable::Missing("entity"));
    }
    let mut rows = Vec::new();
    for line in lines {
        let line = line?;
        let cells = columns.iter().copied().zip(&line.cells);
        let told = cells.filter_map(|(column, cell)| {
            let cell = cell.trim();
            column
                .filter(|_| !cell.is_empty())
                .map(|column| (column, cell))
        });
        rows.push(row(told).ok_or(Unreadable::Nobody(line.line))?);
    }
    Ok(rows)
}

/// A record of its cells; nothing where it does not say who it is.
fn row<'a>(cells: impl Iterator<Item = (Column, &'a str)>) -> Option<Labelled> {
    let (mut id, mut entity, mut given, mut family) = (None, None, "", "");
    let mut record = Record::default();
    for (column, cell) in cells {
        let text = || Some(fold(cell)).filter(|text| !text.is_empty());
        match column {
            Column::Id => id = Some(cell),
            Column::Entity => entity = Some(cell),
            Column::Given => given = cell,
            Column::Family => family = cell,
            Column::Birth => {
                record.birth_on = record.birth_on.or_else(|| day(cell));
                let year = record.birth_on.map(|day| day.year());
                record.birth_year = year.or(record.birth_year).or_else(|| year_alone(cell));
            }
            Column::Email => record.emails.push(cell.to_lowercase()),
            Column::Phone => record.phones.extend(number(cell)),
            Column::Country => record.country = text(),
            Column::City => record.city = text(),
            Column::Origin => record.origin = text(),
            Column::Sex => {
                let initial = text().and_then(|word| word.chars().next());
                record.sex = initial
                    .filter(|initial| matches!(initial, 'f' | 'm'))
                    .map(String::from);
            }
        }
    }
    record.name = Name::new(given, family);
    let of_id = || {
        id.map(|id| {
            id.split("-dup")
                .next()
                .unwrap_or(id)
                .trim_end_matches("-org")
        })
    };
    entity.or_else(of_id).map(|entity| Labelled {
        entity: entity.to_owned(),
        record,
    })
}

/// A day, by year, month and day or the other way round. Eight digits are a day, and seven or nine are a slip that says nothing.
fn day(cell: &str) -> Option<NaiveDate> {
    let is_bare = cell.chars().all(|letter| letter.is_ascii_digit());
    let forms: &[&str] = match (is_bare, cell.len()) {
        (true, 8) => &["%Y%m%d"],
        (true, _) => &[],
        (false, _) => &["%Y-%m-%d", "%Y/%m/%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y"],
    };
    forms
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(cell, form).ok())
        .filter(|day| (1000..3000).contains(&day.year()))
}

fn year_alone(cell: &str) -> Option<i32> {
    cell.parse().ok().filter(|year| (1000..3000).contains(year))
}

/// The digits of a telephone, with a plus where it is of a country.
fn number(cell: &str) -> Option<String> {
    let digits: String = cell.chars().filter(char::is_ascii_digit).collect();
    let abroad = digits.strip_prefix("00").filter(|_| !cell.starts_with('+'));
    let told = match abroad {
        Some(rest) => format!("+{rest}"),
        None if cell.starts_with('+') => format!("+{digits}"),
        None => digits,
    };
    Some(told).filter(|told| told.len() > 4)
}
