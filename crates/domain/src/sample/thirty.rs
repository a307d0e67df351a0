//! 18 December 2023: thirty years, more than 150 guests, three occasions honoured in one event. What was said and announced is told as
//! it was in public; hours, rooms and whoever led the panel are made up.

use kuvend_entity::{
    id::{AgendaItemId, ContactId, ContributorId, EventId, PolicyFrameworkId},
    kind::{
        AgendaItemKind as Item, ContributorMode as Mode, ContributorRole as Role, EventKind,
        EventOrganisationRole, FrameworkRelation, HeadcountMethod, PresenceMode, RemarkKind,
    },
    text::LocalizedText,
    value::{Language, Languages, Venue},
};

use crate::{
    agenda::{self, AddItem, AddPanel, AddRemark, NewContributor, PublishAgenda, Slot},
    attendees::{self, RecordHeadcount},
    campaigns::Outcome,
    error::Result,
    events::Part,
    observances,
    sample::{
        Loader, both,
        days::{self, Day, who},
        dice,
        people::Cast,
    },
};

const HALL: &str = "Main hall";
const GALLERY: &str = "Gallery";
const FOYER: &str = "Foyer";
/// Who leads the panel, of the guests made up; from elsewhere, so that nobody is on the list who was not.
const MODERATOR: usize = 31;
/// What the three who talked brought.
const VIEWS: [&str; 3] = [
    "A member of the diaspora",
    "A returned migrant",
    "A foreigner integrated into Albanian life",
];
const PROFAZI: &str = "Our collective actions today will help us to prepare for the challenges of tomorrow and I am proud to see that in \
     Albania these collective actions have been materialized through utilizing migration as a tool to enhance the well-being of \
     individuals and society";
const BALLA: &str = "The materialization of the new Strategy will help to advance the governance and management of migration as a \
     comprehensive issue, at all levels of government and society";
const JANI: &str = "Behind every policy there are real people, with real hopes and dreams. It is our collective responsibility to ensure \
     that the principles of human rights and dignity are fully respected.";

/// The day, from its invitations to the thanks.
pub(super) async fn years(loader: &Loader, cast: &Cast) -> Result<()> {
    loader.at("2023-11-27T09:00:00Z");
    keep_calendar(loader).await?;
    let event = Box::pin(plan(loader, cast)).await?;
    let told = run_of_show(loader, cast, event).await?;
    let invited: Vec<ContactId> = cast
        .guests
        .iter()
        .enumerate()
        .filter(|(number, _)| dice(*number, 31) < 54)
        .map(|(_, id)| *id)
        .collect();
    days::add(loader, event, &invited).await?;
    days::by_mail(loader, event).await?;
    loader.at("2023-12-05T09:00:00Z");
    days::happens(
        loader,
        event,
        (82, 92),
        ("2023-12-18T16:20:00Z", "2023-12-18T20:30:00Z"),
    )
    .await?;
    let heads = RecordHeadcount {
        event,
        mode: PresenceMode::InPerson,
        count: 9,
        method: HeadcountMethod::Counted,
        note: Some("Companions admitted without a name".to_owned()),
    };
    attendees::record_headcount(&loader.op, heads).await?;
    loader.at("2023-12-19T09:00:00Z");
    remember(loader, cast, &told).await?;
    days::writes_afterwards(loader, event, Outcome::Came).await?;
    days::writes_afterwards(loader, event, Outcome::Absent).await
}

/// The days that the office marks every 18 December, one of them with its number.
async fn keep_calendar(loader: &Loader) -> Result<()> {
    let day = |key: &str, (english, albanian): (&str, &str), first_year| observances::Day {
        key: key.to_owned(),
        name: both(english, albanian),
        month: 12,
        day: 18,
        first_year,
    };
    let days = vec![
        day(
            "international-migrants-day",
            (
                "International Migrants Day",
                "Dita Ndërkombëtare e Migrantëve",
            ),
            None,
        ),
        day(
            "national-diaspora-day",
            ("National Diaspora Day", "Dita Kombëtare e Diasporës"),
            None,
        ),
        day(
            "iom-in-albania",
            ("IOM in Albania", "IOM në Shqipëri"),
            Some(1993),
        ),
    ];
    let cmd = observances::Keep { office: None, days };
    observances::keep(&loader.op, cmd).await?;
    Ok(())
}

async fn plan(loader: &Loader, cast: &Cast) -> Result<EventId> {
    let day = Day {
        title: both(
            "30 Years of Remarkable Achievements through Migrants’ Voices",
            "30 vjet arritje përmes zërave të migrantëve",
        ),
        kind: EventKind::Celebration,
        on: days::on(2023, 12, 18),
        hours: (17, 21),
        capacity: Some(220),
        occasions: &[
            "international-migrants-day",
            "national-diaspora-day",
            "iom-in-albania",
        ],
    };
    let event = Box::pin(days::plan(loader, cast, day, |cmd| {
        cmd.contact_person = Some("Marinela Gremi".to_owned());
        cmd.organisations.push(Part {
            organisation: cast.interior,
            role: EventOrganisationRole::Partner,
        });
        cmd.venue = Some(Venue {
            name: "Tirana".to_owned(),
            rooms: [HALL, GALLERY, FOYER].map(str::to_owned).to_vec(),
            ..Venue::default()
        });
        cmd.languages = spoken(&["sq", "en"]);
        cmd.interpretation = spoken(&["en"]);
    }))
    .await?;
    for framework in [cast.strategy_2024, cast.plan_2024] {
        days::points_at(loader, event, framework, FrameworkRelation::Announces).await?;
    }
    Ok(event)
}

fn spoken(tags: &[&str]) -> Languages {
    Languages(tags.iter().filter_map(|tag| tag.parse().ok()).collect())
}

/// Where and when something is on the evening.
fn slot((hour, minute): (u32, u32), minutes: i32, room: &str) -> Slot {
    Slot {
        starts_at: days::on(2023, 12, 18).and_hms_opt(hour, minute, 0),
        duration_minutes: Some(minutes),
        room: Some(room.to_owned()),
        takes_questions: true,
        ..Slot::default()
    }
}

/// An item of the run of show, and who contributes first to it.
type Told = (AgendaItemId, Option<ContributorId>);

async fn item(
    loader: &Loader,
    (event, kind): (EventId, Item),
    title: LocalizedText,
    slot: Slot,
    someone: NewContributor,
) -> Result<Told> {
    let cmd = AddItem {
        event,
        kind,
        title,
        description: LocalizedText::default(),
        slot,
        contributors: vec![someone],
    };
    let (_, added) = agenda::add_item(&loader.op, cmd).await?;
    let first = added.contributors.first().map(|one| one.id);
    Ok((added.item.id, first))
}

/// The run of show, published; where what is remembered was said: the greeting, the announcement and the closing words.
async fn run_of_show(loader: &Loader, cast: &Cast, event: EventId) -> Result<[Told; 3]> {
    let greeting = item(
        loader,
        (event, Item::VideoMessage),
        both("Greeting by video message", "Përshëndetje me videomesazh"),
        slot((17, 30), 10, HALL),
        who(cast.profazi, Role::Speaker, Mode::Recorded),
    )
    .await?;
    let announcement = item(
        loader,
        (event, Item::Announcement),
        strategy(),
        slot((17, 40), 20, HALL),
        who(cast.balla, Role::Speaker, Mode::InPerson),
    )
    .await?;
    let seat = |(contact, view): (ContactId, &str)| NewContributor {
        perspective: Some(view.to_owned()),
        ..who(contact, Role::Panellist, Mode::InPerson)
    };
    let moderator = cast.guests.get(MODERATOR).copied();
    let panel = AddPanel {
        event,
        topic: both("Migrants Talk", "Migrantët flasin"),
        description: LocalizedText::default(),
        slot: slot((18, 0), 60, HALL),
        moderator: moderator.map(|id| who(id, Role::Moderator, Mode::Remote)),
        panellists: cast.talkers.into_iter().zip(VIEWS).map(seat).collect(),
    };
    agenda::add_panel(&loader.op, panel).await?;
    item(
        loader,
        (event, Item::Exhibition),
        both("Painting exhibition", "Ekspozitë pikture"),
        slot((19, 0), 90, GALLERY),
        who(cast.haliti, Role::Performer, Mode::InPerson),
    )
    .await?;
    let band = NewContributor {
        contact: None,
        organisation: Some(cast.band),
        ..who(cast.haliti, Role::Performer, Mode::InPerson)
    };
    item(
        loader,
        (event, Item::Performance),
        both("Concert", "Koncert"),
        slot((19, 0), 90, FOYER),
        band,
    )
    .await?;
    let closing = item(
        loader,
        (event, Item::Closing),
        both("Closing words", "Fjala e mbylljes"),
        slot((20, 30), 15, HALL),
        who(cast.jani, Role::Speaker, Mode::InPerson),
    )
    .await?;
    let publish = PublishAgenda {
        event,
        accept: Vec::new(),
    };
    agenda::publish_agenda(&loader.op, publish).await?;
    Ok([greeting, announcement, closing])
}

fn strategy() -> LocalizedText {
    both(
        "Finalisation of the National Strategy for Migration 2024–2030 and its Action Plan",
        "Finalizimi i Strategjisë Kombëtare për Migracionin 2024–2030 dhe i Planit të Veprimit",
    )
}

/// What was said and announced, as it stood in the news. Nobody asked those who said it, so that guests do not read it.
async fn remember(
    loader: &Loader,
    cast: &Cast,
    [greeting, announcement, closing]: &[Told; 3],
) -> Result<()> {
    for (told, words) in [(greeting, PROFAZI), (announcement, BALLA), (closing, JANI)] {
        let quote = LocalizedText::one(Language::english(), words);
        remark(loader, told, quote, Vec::new()).await?;
    }
    let frameworks = vec![cast.strategy_2024, cast.plan_2024];
    remark(loader, announcement, strategy(), frameworks).await
}

async fn remark(
    loader: &Loader,
    (item, contributor): &Told,
    text: LocalizedText,
    frameworks: Vec<PolicyFrameworkId>,
) -> Result<()> {
    let kind = if frameworks.is_empty() {
        RemarkKind::Quote
    } else {
        RemarkKind::Announcement
    };
    let cmd = AddRemark {
        item: *item,
        kind,
        text,
        contributor: *contributor,
        frameworks,
        is_public: false,
    };
    agenda::add_remark(&loader.op, cmd).await?;
    Ok(())
}
