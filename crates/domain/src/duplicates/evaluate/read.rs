//! Reading labelled records.

use std::path::Path;

use chrono::{Datelike, NaiveDate};
use thiserror::Error;

use super::more::{More, telling};
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
    /// What is told beside it.
    pub more: More,
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
    Name,
    Birth,
    Email,
    Phone,
    Country,
    City,
    Origin,
    Sex,
    Street,
    Postcode,
    Number,
}

/// The column of a head, whatever its case and what parts its words.
fn column(head: &str) -> Option<Column> {
    let head: String = fold(head).split(' ').collect();
    Some(match head.as_str() {
        "id" | "recid" | "recordid" | "uniqueid" => Column::Id,
        "entity" | "entityid" | "entid" | "cluster" | "clusterid" | "group" | "groupid"
        | "personid" | "trueid" => Column::Entity,
        "given" | "givenname" | "firstname" | "forename" | "fname" => Column::Given,
        "family" | "familyname" | "surname" | "lastname" | "lname" => Column::Family,
        "name" | "fullname" => Column::Name,
        "birth" | "birthon" | "birthdate" | "birthday" | "birthyear" | "dateofbirth" | "dob"
        | "yearofbirth" => Column::Birth,
        "email" | "emailaddress" | "mail" => Column::Email,
        "phone" | "phonenumber" | "telephone" | "tel" | "mobile" => Column::Phone,
        "country" | "residencecountry" => Column::Country,
        "city" | "residencecity" | "town" | "suburb" => Column::City,
        "origin" | "origincountry" => Column::Origin,
        "sex" | "gender" => Column::Sex,
        "street" | "streetnumber" | "streetname" | "address" | "address1" | "address2" => {
            Column::Street
        }
        "postcode" | "postalcode" | "zip" | "zipcode" => Column::Postcode,
        "socsecid" | "ssn" | "nationalid" | "nationalnumber" | "taxcode" => Column::Number,
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
    if ![Column::Given, Column::Family, Column::Name]
        .into_iter()
        .any(has)
    {
        return Err(Unreadable::Missing("given or family"));
    }
    if !has(Column::Entity) && !has(Column::Id) {
        return Err(Unreadable::Missing("entity"));
    }
    let mut says_who = has(Column::Entity);
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
        let (row, is_labelled) = row(told).ok_or(Unreadable::Nobody(line.line))?;
        says_who |= is_labelled;
        rows.push(row);
    }
    // Ids that are each by themselves would make everybody another.
    if says_who || rows.is_empty() {
        Ok(rows)
    } else {
        Err(Unreadable::Missing("entity"))
    }
}

/// A record of its cells, and whether its id says who it is; nothing where nothing does.
fn row<'a>(cells: impl Iterator<Item = (Column, &'a str)>) -> Option<(Labelled, bool)> {
    let (mut id, mut entity, mut given, mut family) = (None, None, "", "");
    let (mut record, mut more) = (Record::default(), More::default());
    for (column, cell) in cells {
        match column {
            Column::Id => id = Some(cell),
            Column::Entity => entity = Some(cell),
            Column::Given => given = cell,
            Column::Family => family = cell,
            Column::Name => (given, family) = parts(cell),
            column => tell(column, cell, (&mut record, &mut more)),
        }
    }
    record.name = Name::new(given, family);
    let of_id = id.map(|id| {
        let person = id.split("-dup").next().unwrap_or(id);
        person.strip_suffix("-org").unwrap_or(person)
    });
    let is_labelled = of_id != id;
    let entity = entity.or(of_id)?.to_owned();
    let row = Labelled {
        entity,
        record,
        more,
    };
    Some((row, is_labelled))
}

/// Notes what a cell tells beside the name.
fn tell(column: Column, cell: &str, (record, more): (&mut Record, &mut More)) {
    let text = || Some(fold(cell)).filter(|text| !text.is_empty());
    match column {
        Column::Id | Column::Entity | Column::Given | Column::Family | Column::Name => {}
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
        Column::Street => {
            let words = text().unwrap_or_default();
            more.street
                .extend(words.split_whitespace().map(str::to_owned));
        }
        Column::Postcode => more.postcode = Some(fold(bare(cell))).filter(|it| !it.is_empty()),
        Column::Number => more.number = telling(bare(cell)),
    }
}

/// Given and family name of a whole one: `Arta Hoxha` or `Hoxha, Arta`.
fn parts(name: &str) -> (&str, &str) {
    if let Some((family, given)) = name.split_once(',') {
        return (given.trim(), family.trim());
    }
    name.rsplit_once(' ').unwrap_or((name, ""))
}

/// A day, by year, month and day or the other way round; by month, day and year where it can be nothing else.
fn day(cell: &str) -> Option<NaiveDate> {
    const FORMS: [&str; 8] = [
        "%Y-%m-%d", "%Y%m%d", "%Y/%m/%d", "%Y.%m.%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y",
        "%m/%d/%Y",
    ];
    let cell = bare(cell).split(['T', ' ']).next()?;
    // Seven or nine digits are eight with a slip, and not a day of one digit.
    let is_written = cell.len() == 8 || cell.bytes().any(|byte| !byte.is_ascii_digit());
    FORMS
        .iter()
        .filter(|_| is_written)
        .filter_map(|form| NaiveDate::parse_from_str(cell, form).ok())
        .find(|day| (1000..3000).contains(&day.year()))
}

/// A year, or what can be read of a day that there is not.
fn year_alone(cell: &str) -> Option<i32> {
    let cell = bare(cell);
    let is_written = matches!(cell.len(), 4 | 8) && cell.bytes().all(|byte| byte.is_ascii_digit());
    let year: i32 = cell.get(..4).filter(|_| is_written)?.parse().ok()?;
    Some(year).filter(|year| (1000..3000).contains(year))
}

/// A number without the point that some programs write behind it.
fn bare(cell: &str) -> &str {
    cell.strip_suffix(".0").unwrap_or(cell)
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
