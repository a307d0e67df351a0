//! The sample office: the mission's real days as they were told in public, filled with fictitious guests.
//!
//! Everything is done by the use cases themselves, under a clock that tells the past, so that the figures of the sample
//! are figures of the product. Names of guests are made up of two lists; addresses are of example.org.

mod days;
mod people;
mod profiles;
mod thirty;

use chrono::{DateTime, Utc};
use kuvend_entity::{
    event,
    kind::{FieldNeed, RegistrationField},
    text::LocalizedText,
    value::{AskedFields, Functions, GuestCategories, Language},
};
use kuvend_notify::Transport;
use sea_orm::{EntityTrait, PaginatorTrait};

use crate::{
    clock::Clock,
    delivery::Carrier,
    error::Result,
    op::Op,
    protocol::{self, NewRank, suggested},
    registration::form,
};

/// What the loader works with.
struct Loader {
    op: Op,
    clock: Clock,
    carrier: Carrier,
}

impl Loader {
    /// Sets the clock of what is told.
    fn at(&self, instant: &str) {
        if let Ok(at) = instant.parse::<DateTime<Utc>>() {
            self.clock.set(at);
        }
    }
}

/// Loads the sample into an office that has no event yet; says whether it did. Letters of the past stay in the inbox.
///
/// # Errors
/// Only the database's: the sample's inputs are sound, which the tests show.
pub async fn load(op: &Op, public_url: &str) -> Result<bool> {
    if event::Entity::find().count(op.db.reader()).await? > 0 {
        return Ok(false);
    }
    let clock = Clock::told(op.clock.now());
    let loader = Loader {
        op: Op {
            clock: clock.clone(),
            ..op.clone()
        },
        clock,
        carrier: Carrier::over(Transport::Inbox, public_url),
    };
    loader.at("2018-10-01T08:00:00Z");
    let cast = people::enter(&loader).await?;
    Box::pin(days::round_table(&loader, &cast)).await?;
    Box::pin(days::twenty_five_years(&loader, &cast)).await?;
    Box::pin(thirty::years(&loader, &cast)).await?;
    loader.clock.set(op.clock.now());
    Box::pin(days::the_coming_day(&loader, &cast)).await?;
    profiles::deepen(&loader, &cast).await?;
    open_registration(&loader).await?;
    keep_ranks(&loader).await?;
    Ok(true)
}

/// Lets people register by themselves.
async fn open_registration(loader: &Loader) -> Result<()> {
    let asked = [
        RegistrationField::Phone,
        RegistrationField::ResidenceCountry,
        RegistrationField::ResidenceCity,
        RegistrationField::OriginMunicipality,
        RegistrationField::BirthYear,
        RegistrationField::Profession,
    ];
    let mut introduction = both(
        "Whoever has roots here and lives abroad is welcome, and whoever lives here and comes from elsewhere.",
        "Mirëpritet kushdo që ka rrënjë këtu dhe jeton jashtë, si dhe kushdo që jeton këtu e vjen nga diku tjetër.",
    );
    for (language, text) in [
        (
            "it",
            "È benvenuto chi ha radici qui e vive all’estero, e chi vive qui e viene da altrove.",
        ),
        (
            "el",
            "Είναι ευπρόσδεκτος όποιος έχει ρίζες εδώ και ζει στο εξωτερικό, και όποιος ζει εδώ και έρχεται από αλλού.",
        ),
    ] {
        if let Ok(language) = language.parse() {
            introduction.0.insert(language, text.to_owned());
        }
    }
    let form = form::Update {
        office: None,
        version: 0,
        is_open: true,
        fields: AskedFields(asked.map(|field| (field, FieldNeed::Optional)).into()),
        introduction,
    };
    form::update(&loader.op, form).await?;
    Ok(())
}

/// Keeps a table of ranks, so that the mission's own head and whoever speaks for a partner have their places among those of the state.
/// It is made up, and no state's.
async fn keep_ranks(loader: &Loader) -> Result<()> {
    let mut ranks = suggested::ranks();
    let place = ranks.iter().position(|rank| rank.key == "guest");
    let representative = NewRank {
        key: "representative".to_owned(),
        title: all_four([
            "Representative of a partner",
            "Përfaqësues i një partneri",
            "Rappresentante di un partner",
            "Εκπρόσωπος εταίρου",
        ]),
        spoken: LocalizedText::default(),
        written: LocalizedText::default(),
        envelope: LocalizedText::default(),
        categories: GuestCategories::default(),
        functions: Functions(vec!["representative".to_owned()]),
    };
    ranks.insert(place.unwrap_or(ranks.len()), representative);
    let keep = protocol::Keep {
        office: None,
        version: 0,
        ranks: Some(ranks),
    };
    protocol::keep(&loader.op, keep).await?;
    Ok(())
}

/// A text in English, Albanian, Italian and Greek.
fn all_four(texts: [&str; 4]) -> LocalizedText {
    let tags = ["en", "sq", "it", "el"];
    let each = tags.into_iter().zip(texts);
    LocalizedText(
        each.filter_map(|(tag, text)| Some((tag.parse().ok()?, text.to_owned())))
            .collect(),
    )
}

/// A text in English and Albanian.
fn both(english: &str, albanian: &str) -> LocalizedText {
    let mut text = LocalizedText::one(Language::english(), english);
    if let Ok(language) = "sq".parse() {
        text.0.insert(language, albanian.to_owned());
    }
    text
}

/// A number below a hundred that stands for chance, and is the same at every load.
fn dice(number: usize, salt: usize) -> usize {
    let mut mixed = number.wrapping_mul(0x9E37_79B1) ^ salt.wrapping_mul(0x85EB_CA6B);
    mixed ^= mixed >> 15;
    mixed = mixed.wrapping_mul(0x2C1B_3C6D);
    (mixed ^ (mixed >> 12)) % 100
}
