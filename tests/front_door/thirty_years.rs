//! Thirty years, entered whole as an office told of it in public: three occasions honoured in one event, guests of every category, a
//! greeting by video message, an announcement, a panel with its three perspectives, an exhibition, a concert and closing words. Then
//! its run of show is printed, the evening takes place, and its report is right.

mod invited;

use std::collections::{BTreeMap, HashMap};

use axum::{
    body::Body,
    http::{Request, StatusCode},
};
use serde_json::{Value, json};

use self::invited::{BALLA, BAND, BODIES, INTERIOR, JANI, MISSION, PROFAZI, guests};
use crate::{
    app::{TestApp, at},
    main_path::links,
    on_both_engines,
    papers::text as paper,
};

const BEFORE: &str = "2023-11-27T09:00:00Z";
const DOORS: &str = "2023-12-18T16:10:00Z";
const NIGHT: &str = "2023-12-18T21:00:00Z";
/// The three who talked, and what each brought.
const TALK: [(&str, &str); 3] = [
    ("Teuta Gashi", "A member of the diaspora"),
    ("Besnik Ndreca", "A returned migrant"),
    ("Amina Diallo", "A foreigner integrated into Albanian life"),
];

fn in_two(english: &str, albanian: &str) -> Value {
    json!([{ "language": "en", "text": english }, { "language": "sq", "text": albanian }])
}

fn in_four([en, sq, it, el]: [&str; 4]) -> Value {
    let one = |(language, text): (&str, &str)| json!({ "language": language, "text": text });
    [("en", en), ("sq", sq), ("it", it), ("el", el)]
        .into_iter()
        .map(one)
        .collect()
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap().to_owned()
}

/// The day as the office enters it.
struct Day {
    app: TestApp,
    event: String,
    bodies: Vec<String>,
    /// Who is who, by name.
    people: HashMap<String, String>,
    /// Who stands where on the list, by name.
    rows: BTreeMap<String, String>,
}

impl Day {
    async fn act(&self, mutation: &str, input: Value, selection: &str) -> Value {
        self.app.act(mutation, input, selection).await
    }

    /// Enters organisations, the calendar and the strategy, and plans the event.
    async fn planned(app: TestApp) -> Self {
        app.clock.set(at(BEFORE));
        let mut bodies = Vec::new();
        for (english, albanian, kind) in BODIES {
            let input = json!({ "name": in_two(english, albanian), "kind": kind });
            let made = app
                .act("createOrganisation", input, "organisation { id }")
                .await;
            bodies.push(id(&made["organisation"]));
        }
        let days = json!([
            { "key": "international-migrants-day", "name": in_four(["International Migrants Day", "Dita Ndërkombëtare e Migrantëve", "Giornata internazionale dei migranti", "Διεθνής Ημέρα Μεταναστών"]), "month": 12, "day": 18 },
            { "key": "national-diaspora-day", "name": in_two("National Diaspora Day", "Dita Kombëtare e Diasporës"), "month": 12, "day": 18 },
            { "key": "iom-in-albania", "name": in_two("IOM in Albania", "IOM në Shqipëri"), "month": 12, "day": 18, "firstYear": 1993 },
        ]);
        app.act(
            "keepObservances",
            json!({ "observances": days }),
            "observances { key }",
        )
        .await;
        let mut frameworks = Vec::new();
        for (english, albanian, to) in [
            (
                "National Strategy for Migration",
                "Strategjia Kombëtare për Migracionin",
                2030,
            ),
            ("Action Plan", "Plani i Veprimit", 2026),
        ] {
            let input =
                json!({ "title": in_two(english, albanian), "startsIn": 2024, "endsIn": to });
            let made = app
                .act("createPolicyFramework", input, "framework { id }")
                .await;
            frameworks
                .push(json!({ "frameworkId": made["framework"]["id"], "relation": "ANNOUNCES" }));
        }
        let planned = json!({
            "title": in_four(["30 Years through Migrants’ Voices", "30 vjet përmes zërave të migrantëve", "30 anni attraverso le voci dei migranti", "30 χρόνια με τις φωνές των μεταναστών"]),
            "kind": "CELEBRATION", "startsAt": "2023-12-18T18:00", "endsAt": "2023-12-18T21:00", "timeZone": "Europe/Tirane", "doorsOpenAt": "2023-12-18T17:00",
            "occasions": ["international-migrants-day", "national-diaspora-day", "iom-in-albania"], "capacity": 220, "contactPerson": "Marinela Gremi",
            "venue": { "name": "Pallati i Kongreseve", "city": "Tiranë", "rooms": ["Salla e madhe", "Galeria", "Holli"] },
            "organisations": [{ "organisationId": bodies[MISSION], "role": "HOST" }, { "organisationId": bodies[INTERIOR], "role": "CO_ORGANISER" }],
            "frameworks": frameworks, "languages": ["sq", "en"], "interpretation": ["en"],
        });
        let made = app.act("createEvent", planned, "event { id }").await;
        Self {
            event: id(&made["event"]),
            app,
            bodies,
            people: HashMap::new(),
            rows: BTreeMap::new(),
        }
    }

    /// Registers somebody who agreed to be written to and quoted.
    async fn person(&mut self, (given, family): (&str, &str), of: Option<(usize, &str)>) -> String {
        let address = format!("{given}.{family}@example.org");
        let ascii = address.is_ascii();
        let mut input = json!({
            "givenName": given, "familyName": family, "preferredLanguage": "en", "ifDuplicate": "CREATE_ANYWAY",
            "email": if ascii { address.to_lowercase() } else { format!("guest{}@example.org", self.people.len()) },
            "consents": [{ "purpose": "follow-up", "state": "GIVEN" }, { "purpose": "publicity", "state": "GIVEN" }],
        });
        if let Some((body, function)) = of {
            input["organisationId"] = json!(self.bodies[body]);
            input["function"] = json!(function);
        }
        let made = self.act("registerContact", input, "contact { id }").await;
        let person = id(&made["contact"]);
        self.people
            .insert(format!("{given} {family}"), person.clone());
        person
    }

    fn whom(&self, name: &str) -> &str {
        &self.people[name]
    }

    /// Puts everybody on the list, invites each in their way, and publishes the event.
    async fn invite(&mut self) {
        let mut listed = Vec::new();
        for guest in guests() {
            let of = guest
                .body
                .map(|body| (body, guest.function.unwrap_or("Adviser")));
            let person = self.person(guest.name, of).await;
            let body = guest.body.map(|body| self.bodies[body].clone());
            listed.push(json!({ "contactId": person, "organisationId": body, "functionAtEvent": guest.function, "category": guest.category }));
        }
        self.act(
            "addGuests",
            json!({ "eventId": self.event, "guests": listed, "wave": "first wave" }),
            "attendees { id }",
        )
        .await;
        self.act(
            "publishEvent",
            json!({ "id": self.event }),
            "event { status }",
        )
        .await;
        self.look().await;
        let mut mailed = Vec::new();
        for guest in guests() {
            let name = format!("{} {}", guest.name.0, guest.name.1);
            if guest.invited == "EMAIL" {
                mailed.push(self.whom(&name).to_owned());
            } else {
                let input = json!({ "attendeeId": self.rows[&name], "channel": guest.invited, "sentAt": BEFORE });
                self.act("recordInvitation", input, "attendee { invitation }")
                    .await;
            }
        }
        let invited = self
            .act(
                "inviteContacts",
                json!({ "eventId": self.event, "audience": { "contactIds": mailed } }),
                "queued",
            )
            .await;
        assert_eq!(invited["queued"], mailed.len());
        assert_eq!(self.app.deliver().await, mailed.len());
    }

    /// Reads who stands where on the list.
    async fn look(&mut self) {
        let asked = "query($id: ID!) { event(id: $id) { attendees(first: 100) { nodes { id contact { displayName } } } } }";
        let list = self.app.ask(asked, json!({ "id": self.event })).await;
        let nodes = list["event"]["attendees"]["nodes"]
            .as_array()
            .unwrap()
            .clone();
        self.rows = nodes
            .iter()
            .map(|row| {
                (
                    row["contact"]["displayName"].as_str().unwrap().to_owned(),
                    id(row),
                )
            })
            .collect();
    }

    async fn item(
        &self,
        kind: &str,
        (from, minutes, room): (&str, i32, &str),
        title: Value,
        cast: Value,
    ) -> Value {
        let input = json!({ "eventId": self.event, "kind": kind, "title": title, "startsAt": format!("2023-12-18T{from}"), "durationMinutes": minutes, "room": room, "contributors": cast });
        self.act(
            "addAgendaItem",
            input,
            "agendaItem { id contributors { id } }",
        )
        .await["agendaItem"]
            .clone()
    }

    fn speaks(&self, name: &str, mode: &str) -> Value {
        json!([{ "contactId": self.whom(name), "role": "SPEAKER", "mode": mode, "confirmation": "CONFIRMED" }])
    }

    /// The run of show, in the order in which it was told; then what was said in it.
    async fn run_of_show(&mut self) {
        self.person(
            ("Manfred", "Profazi"),
            Some((
                MISSION,
                "Regional Director for South-Eastern Europe, Eastern Europe and Central Asia",
            )),
        )
        .await;
        self.person(("Helidon", "Haliti"), None).await;
        let greeting = in_four([
            "Greeting by video message",
            "Përshëndetje me videomesazh",
            "Saluto in videomessaggio",
            "Χαιρετισμός με βιντεομήνυμα",
        ]);
        let video = self
            .item(
                "VIDEO_MESSAGE",
                ("18:00", 10, "Salla e madhe"),
                greeting,
                self.speaks("Manfred Profazi", "RECORDED"),
            )
            .await;
        let strategy = in_two(
            "The National Strategy for Migration (2024-2030) and the Action Plan (2024-2026)",
            "Strategjia Kombëtare për Migracionin (2024-2030) dhe Plani i Veprimit (2024-2026)",
        );
        let announced = self
            .item(
                "ANNOUNCEMENT",
                ("18:10", 20, "Salla e madhe"),
                strategy.clone(),
                self.speaks("Taulant Balla", "IN_PERSON"),
            )
            .await;
        let seats: Vec<Value> = TALK.iter().map(|(name, view)| json!({ "contactId": self.whom(name), "confirmation": "CONFIRMED", "perspective": view })).collect();
        let panel = json!({
            "eventId": self.event, "topic": in_two("Migrants Talk", "Migrantët flasin"), "startsAt": "2023-12-18T18:30", "durationMinutes": 60, "room": "Salla e madhe",
            "moderator": { "contactId": self.whom("Ardita Zeneli"), "confirmation": "CONFIRMED" }, "panellists": seats,
        });
        self.act("addPanel", panel, "panel { id }").await;
        let painter = json!([{ "contactId": self.whom("Helidon Haliti"), "role": "PERFORMER", "confirmation": "CONFIRMED" }]);
        self.item(
            "EXHIBITION",
            ("19:30", 60, "Galeria"),
            in_two("Painting exhibition", "Ekspozitë pikture"),
            painter,
        )
        .await;
        let band = json!([{ "organisationId": self.bodies[BAND], "role": "PERFORMER", "confirmation": "CONFIRMED" }]);
        self.item(
            "PERFORMANCE",
            ("19:30", 60, "Holli"),
            in_two("Concert", "Koncert"),
            band,
        )
        .await;
        let closing = self
            .item(
                "CLOSING",
                ("20:30", 15, "Salla e madhe"),
                in_two("Closing words", "Fjala e mbylljes"),
                self.speaks("Alma Jani", "IN_PERSON"),
            )
            .await;
        let seen = self.app.ask("query($id: ID!) { event(id: $id) { conflicts { kind } occasionDetails { key anniversary } } }", json!({ "id": self.event })).await;
        assert_eq!(
            seen["event"]["conflicts"],
            json!([]),
            "the exhibition and the concert are in rooms of their own"
        );
        let marked = seen["event"]["occasionDetails"].as_array().unwrap();
        assert_eq!(
            (marked.len(), &marked[2]),
            (3, &json!({ "key": "iom-in-albania", "anniversary": 30 }))
        );
        self.act(
            "publishAgenda",
            json!({ "eventId": self.event }),
            "event { id }",
        )
        .await;
        for (item, text) in [(&video, PROFAZI), (&announced, BALLA), (&closing, JANI)] {
            let said = json!({ "itemId": item["id"], "kind": "QUOTE", "text": [{ "language": "en", "text": text }], "contributorId": item["contributors"][0]["id"], "isPublic": true });
            self.act("addRemark", said, "remark { id }").await;
        }
        let frameworks = self
            .app
            .ask(
                "{ policyFrameworks { id title(language: \"en\") } }",
                json!({}),
            )
            .await;
        let frameworks = frameworks["policyFrameworks"].as_array().unwrap().iter();
        let frameworks: Vec<&Value> = frameworks.map(|framework| &framework["id"]).collect();
        let said = json!({ "itemId": announced["id"], "kind": "ANNOUNCEMENT", "text": strategy, "frameworkIds": frameworks, "contributorId": announced["contributors"][0]["id"] });
        self.act("addRemark", said, "remark { id }").await;
    }

    /// Answers of every kind, as they come in.
    async fn answers(&self) {
        let mail = self.app.mail().await;
        for guest in guests() {
            let name = format!("{} {}", guest.name.0, guest.name.1);
            let Some((response, channel)) = guest.answer else {
                continue;
            };
            if channel == "LINK" {
                let address =
                    format!("{}.{}@example.org", guest.name.0, guest.name.1).to_lowercase();
                let (_, letter) = mail
                    .iter()
                    .find(|(_, letter)| letter.to.contains(&address))
                    .unwrap();
                let link = links(letter.text.as_ref().unwrap()).remove(0);
                let form = Request::post(&link)
                    .header("content-type", "application/x-www-form-urlencoded");
                let form = form
                    .body(Body::from("response=ACCEPTED&party_size=1"))
                    .unwrap();
                assert_eq!(self.app.send(form).await.0, StatusCode::SEE_OTHER, "{name}");
                continue;
            }
            let mut input =
                json!({ "attendeeId": self.rows[&name], "response": response, "channel": channel });
            if response == "REPRESENTED" {
                input["deputy"] = json!({ "givenName": "Marco", "familyName": "Bianchi", "function": "First Counsellor" });
            }
            self.act("recordResponse", input, "attendee { id }").await;
        }
    }

    /// The evening: who came is checked in, one more walks in, companions are counted, and attendance is closed.
    async fn evening(&mut self) {
        self.look().await;
        self.app.clock.set(at(DOORS));
        let mut came: Vec<String> = guests()
            .iter()
            .filter(|it| it.comes)
            .map(|it| format!("{} {}", it.name.0, it.name.1))
            .collect();
        came.extend(["Marco Bianchi", "Helidon Haliti"].map(str::to_owned));
        for name in came {
            let arrived = self
                .act(
                    "checkIn",
                    json!({ "attendeeId": self.rows[&name] }),
                    "attendee { presence }",
                )
                .await;
            assert_eq!(arrived["attendee"]["presence"], "ATTENDED", "{name}");
        }
        let stranger = self.person(("Luan", "Toska"), None).await;
        self.act(
            "checkIn",
            json!({ "eventId": self.event, "contactId": stranger }),
            "attendee { presence }",
        )
        .await;
        self.act(
            "recordHeadcount",
            json!({ "eventId": self.event, "count": 141, "note": "Companions without a name" }),
            "count",
        )
        .await;
        self.app.clock.set(at(NIGHT));
        let closed = self
            .act(
                "closeAttendance",
                json!({ "eventId": self.event }),
                "absentCount",
            )
            .await;
        assert_eq!(closed["absentCount"], 1);
        self.app.counts_are_true().await;
    }
}

/// The figures of a report that are not shares.
const COUNTS: [&str; 14] = [
    "invited",
    "delivered",
    "answered",
    "registered",
    "attended",
    "headcount",
    "attendances",
    "uniquePeople",
    "walkIns",
    "directReach",
    "newPeople",
    "returningPeople",
    "organisationsInvited",
    "organisationsPresent",
];
const SHARES: [&str; 6] = [
    "responseRate",
    "acceptanceRate",
    "invitationYield",
    "attendanceRate",
    "noShowRate",
    "recordingCoverage",
];

fn figures(parts: &str) -> String {
    COUNTS
        .iter()
        .chain(&SHARES)
        .map(|name| format!("{name} {{ {parts} }} "))
        .collect()
}

fn report() -> String {
    let metric = "value numerator denominator lowerBound note asOf definition { id version text }";
    let (all, groups) = (
        figures(metric),
        "keys { dimension value } invited { value } answered { value } attended { value } headcount { value }",
    );
    let count = "value asOf definition { id version text }";
    format!(
        "query($id: ID!) {{ event(id: $id) {{ statistics {{ events {all} }} report {{ asOf figures {{ events {all} }} \
         byCategory {{ {groups} }} byAnswerChannel {{ {groups} }} byPresence {{ {groups} }} byMode {{ {groups} }} \
         contributors {{ role count {{ {count} }} }} announcementCount {{ {count} }} quoteCount {{ {count} }} \
         announcements {{ text(language: \"en\") policyFrameworks {{ title(language: \"en\") }} }} \
         quotes {{ text contact {{ displayName }} isPublic }} headcounts {{ mode count method note }} }} }} }}"
    )
}

/// Groups as their value with invited, answered, attended and counted without a name.
fn told(groups: &Value) -> Vec<(String, [f64; 4])> {
    let groups = groups.as_array().unwrap().iter();
    let figure = |group: &Value, name: &str| group[name]["value"].as_f64().unwrap();
    groups
        .map(|group| {
            let value = group["keys"][0]["value"].as_str().unwrap().to_owned();
            (
                value,
                ["invited", "answered", "attended", "headcount"].map(|name| figure(group, name)),
            )
        })
        .collect()
}

fn expected(groups: &[(&str, [f64; 4])]) -> Vec<(String, [f64; 4])> {
    groups
        .iter()
        .map(|(value, figures)| ((*value).to_owned(), *figures))
        .collect()
}

on_both_engines! {
    async fn the_run_of_show_is_printed_in_four_languages(app: TestApp) {
        let mut day = Day::planned(app).await;
        day.invite().await;
        day.run_of_show().await;
        let printed = async |language: &str| paper(&day.app, json!({ "eventId": day.event, "paper": "RUN_OF_SHOW", "language": language })).await;
        let in_all: [(&str, &[&str]); 4] = [
            ("en", &[
                "<html lang=\"en\">", "<h1>30 Years through Migrants’ Voices</h1>", "<h2>Run of show</h2>",
                "<dt>When</dt><dd>Monday, 18 December 2023, 18:00–21:00 (Tirana, UTC+1)</dd>", "<dt>Where</dt><dd>Pallati i Kongreseve, Tiranë</dd>", "<dt>Doors open</dt><dd>17:00</dd>",
                "<dt>Marks</dt><dd>International Migrants Day · National Diaspora Day · IOM in Albania (30th anniversary)</dd>",
                "<dt>Host</dt><dd>IOM Albania</dd>", "<dt>With</dt><dd>Ministry of Interior</dd>", "<dt>Announces</dt><dd>National Strategy for Migration</dd>", "<dt>Announces</dt><dd>Action Plan</dd>",
                "<dt>Languages</dt><dd>Albanian, English</dd>", "<dt>Interpretation</dt><dd>English</dd>", "<dt>Contact</dt><dd>Marinela Gremi</dd>",
                "<td class=\"starts\">18:00</td><td class=\"ends\">18:10</td><td class=\"kind\">Video message</td><td class=\"title\">Greeting by video message</td>",
                "Speaker: Manfred Profazi, Regional Director for South-Eastern Europe, Eastern Europe and Central Asia (recorded)",
                "<td class=\"starts\">18:10</td><td class=\"ends\">18:30</td><td class=\"kind\">Announcement</td>", "Speaker: Taulant Balla, Minister of Interior<",
                "<td class=\"kind\">Panel</td><td class=\"title\">Migrants Talk</td>", "<td class=\"room\">Salla e madhe</td>",
                "Moderator: Ardita Zeneli<br>Panellist: Teuta Gashi – A member of the diaspora<br>Panellist: Besnik Ndreca – A returned migrant<br>Panellist: Amina Diallo – A foreigner integrated into Albanian life<",
                "<td class=\"kind\">Exhibition</td><td class=\"title\">Painting exhibition</td>", "<td class=\"room\">Galeria</td>", "Performer: Helidon Haliti<",
                "<td class=\"kind\">Performance</td><td class=\"title\">Concert</td>", "Performer: Shkodra Electronic<",
                "<td class=\"starts\">20:30</td><td class=\"ends\">20:45</td><td class=\"kind\">Closing</td><td class=\"title\">Closing words</td>", "Speaker: Alma Jani, Head of Mission<",
            ]),
            ("sq", &[
                "<h1>30 vjet përmes zërave të migrantëve</h1>", "<h2>Programi i veprimtarisë</h2>", "<dd>e hënë, 18 dhjetor 2023, ora 18:00–21:00 (Tiranë, UTC+1)</dd>",
                "<dd>Dita Ndërkombëtare e Migrantëve · Dita Kombëtare e Diasporës · IOM në Shqipëri (përvjetori i 30-të)</dd>", "<dt>Së bashku me</dt><dd>Ministria e Brendshme</dd>",
                "<td class=\"kind\">Videomesazh</td><td class=\"title\">Përshëndetje me videomesazh</td>", "(i regjistruar)", "<td class=\"title\">Migrantët flasin</td>", "Moderator: Ardita Zeneli<br>Panelist: Teuta Gashi",
                "<td class=\"kind\">Ekspozitë</td>", "Artist: Shkodra Elektronike<", "<td class=\"kind\">Mbyllja</td>",
            ]),
            ("it", &[
                "<h1>30 anni attraverso le voci dei migranti</h1>", "<h2>Scaletta</h2>", "<dd>lunedì 18 dicembre 2023, ore 18:00–21:00 (Tirana, UTC+1)</dd>",
                "<dd>Giornata internazionale dei migranti · ", "(30º anniversario)</dd>", "<td class=\"title\">Saluto in videomessaggio</td>", "Relatore: Manfred Profazi", "<th scope=\"col\" class=\"contributors\">Interventi</th>",
            ]),
            ("el", &[
                "<h1>30 χρόνια με τις φωνές των μεταναστών</h1>", "<h2>Πρόγραμμα της εκδήλωσης</h2>", "<dd>Δευτέρα 18 Δεκεμβρίου 2023, ώρα 18:00–21:00 (Τίρανα, UTC+1)</dd>",
                "Διεθνής Ημέρα Μεταναστών · ", "(30ή επέτειος)", "<td class=\"kind\">Βιντεομήνυμα</td><td class=\"title\">Χαιρετισμός με βιντεομήνυμα</td>", "Συντονιστής: Ardita Zeneli<br>Μέλος πάνελ: Teuta Gashi", "(μαγνητοσκοπημένο)",
            ]),
        ];
        for (language, parts) in in_all {
            let page = printed(language).await;
            for part in parts {
                assert!(page.contains(part), "{language}: {part} is not in\n{page}");
            }
            assert_eq!(page.matches("<td class=\"starts\">").count(), 6, "{language}");
            let told: Vec<usize> = ["18:00", "18:10", "18:30", "19:30", "20:30"].iter().map(|hour| page.find(&format!("<td class=\"starts\">{hour}<")).unwrap()).collect();
            assert!(told.is_sorted(), "{language}: in the order of the day");
        }
        let sheet = paper(&day.app, json!({ "eventId": day.event, "paper": "RUN_OF_SHOW", "format": "CSV", "language": "en" })).await;
        assert_eq!(sheet.lines().next().unwrap(), "Starts;Ends;Kind;Title;About;Room;Contributors;Note");
        assert!(sheet.contains("18:00;18:10;Video message;Greeting by video message;;Salla e madhe;"), "{sheet}");
        let cast = json!([{ "contactId": day.whom("Urs Keller"), "role": "SPEAKER", "confirmation": "ASKED" }]);
        let input = json!({ "eventId": day.event, "kind": "SPEECH", "title": in_two("A toast", "Një dolli"), "isInternal": true, "contributors": cast });
        day.act("addAgendaItem", input, "agendaItem { id }").await;
        let page = printed("en").await;
        assert!(page.contains("Speaker: Urs Keller, Adviser (to be confirmed)<") && page.contains("<td class=\"note\">internal</td>"), "{page}");
    }

    async fn the_evening_takes_place_and_its_report_is_right(app: TestApp) {
        let mut day = Day::planned(app).await;
        day.invite().await;
        day.run_of_show().await;
        day.answers().await;
        day.evening().await;
        let answer = day.app.ask(&report(), json!({ "id": day.event })).await;
        let (statistics, report) = (&answer["event"]["statistics"], &answer["event"]["report"]);
        assert_eq!(&report["figures"], statistics, "the report's figures are the statistics'");
        assert_eq!(report["asOf"], "2023-12-18T21:00:00Z");
        let all = &report["figures"];
        let counts = COUNTS.map(|name| (name, all[name]["value"].as_f64().unwrap()));
        assert_eq!(counts, [
            ("invited", 15.0), ("delivered", 15.0), ("answered", 14.0), ("registered", 12.0), ("attended", 12.0), ("headcount", 141.0), ("attendances", 153.0), ("uniquePeople", 12.0),
            ("walkIns", 1.0), ("directReach", 17.0), ("newPeople", 12.0), ("returningPeople", 0.0), ("organisationsInvited", 10.0), ("organisationsPresent", 6.0),
        ]);
        let shares = SHARES.map(|name| (name, [all[name]["numerator"].as_i64().unwrap(), all[name]["denominator"].as_i64().unwrap()]));
        assert_eq!(shares, [("responseRate", [14, 15]), ("acceptanceRate", [11, 14]), ("invitationYield", [11, 15]), ("attendanceRate", [11, 12]), ("noShowRate", [1, 12]), ("recordingCoverage", [12, 12])]);
        assert_eq!((&all["events"], &all["uniquePeople"]["lowerBound"]), (&json!(1), &json!(true)), "with companions without a name it is at least so many");
        assert_eq!(told(&report["byCategory"]), expected(&[
            ("ACADEMIA", [1.0, 1.0, 1.0, 0.0]), ("CIVIL_SOCIETY", [1.0, 0.0, 0.0, 0.0]), ("DIASPORA", [1.0, 1.0, 1.0, 0.0]), ("DIPLOMATIC_MISSION", [2.0, 2.0, 2.0, 0.0]), ("EU", [1.0, 1.0, 0.0, 0.0]),
            ("GOVERNMENT", [2.0, 2.0, 2.0, 0.0]), ("INTERNATIONAL_PARTNER", [1.0, 1.0, 0.0, 0.0]), ("MEDIA", [1.0, 1.0, 1.0, 0.0]), ("MIGRANT_COMMUNITY", [2.0, 2.0, 2.0, 0.0]),
            ("PRIVATE_SECTOR", [1.0, 1.0, 1.0, 0.0]), ("UNKNOWN", [0.0, 0.0, 1.0, 141.0]), ("UN_AGENCY", [2.0, 2.0, 1.0, 0.0]),
        ]));
        assert_eq!(told(&report["byAnswerChannel"]), expected(&[
            ("EMAIL", [4.0, 4.0, 1.0, 0.0]), ("IN_PERSON", [1.0, 1.0, 1.0, 0.0]), ("LINK", [4.0, 4.0, 4.0, 0.0]), ("NOTE_VERBALE", [2.0, 2.0, 1.0, 0.0]), ("PHONE", [3.0, 3.0, 3.0, 0.0]),
            ("UNKNOWN", [1.0, 0.0, 2.0, 141.0]),
        ]), "neither the deputy nor who walked in was asked");
        assert_eq!(told(&report["byPresence"]), expected(&[("ABSENT", [1.0, 1.0, 0.0, 0.0]), ("ATTENDED", [10.0, 10.0, 12.0, 0.0]), ("UNKNOWN", [0.0, 0.0, 0.0, 141.0]), ("UNRECORDED", [4.0, 3.0, 0.0, 0.0])]));
        assert_eq!(told(&report["byMode"]), expected(&[("IN_PERSON", [10.0, 10.0, 12.0, 141.0]), ("UNKNOWN", [5.0, 4.0, 0.0, 0.0])]));
        for list in ["byCategory", "byAnswerChannel", "byPresence", "byMode"] {
            for (place, name) in ["invited", "answered", "attended", "headcount"].into_iter().enumerate() {
                let sum: f64 = told(&report[list]).iter().map(|(_, figures)| figures[place]).sum();
                assert_eq!(Some(sum), all[name]["value"].as_f64(), "{list} adds up to {name}");
            }
        }
        let cast: Vec<(&str, i64)> = report["contributors"].as_array().unwrap().iter().map(|one| (one["role"].as_str().unwrap(), one["count"]["value"].as_i64().unwrap())).collect();
        assert_eq!(cast, [("MODERATOR", 1), ("PANELLIST", 3), ("SPEAKER", 3), ("PERFORMER", 2)]);
        assert_eq!((&report["announcementCount"]["value"], &report["quoteCount"]["value"]), (&json!(1), &json!(3)));
        let quoted: Vec<(&str, &str)> = report["quotes"].as_array().unwrap().iter().map(|quote| (quote["contact"]["displayName"].as_str().unwrap(), quote["text"].as_str().unwrap())).collect();
        assert_eq!(quoted, [("Manfred Profazi", PROFAZI), ("Taulant Balla", BALLA), ("Alma Jani", JANI)]);
        let announced = report["announcements"].as_array().unwrap();
        let titles: std::collections::BTreeSet<&str> = announced[0]["policyFrameworks"].as_array().unwrap().iter().map(|one| one["title"].as_str().unwrap()).collect();
        assert_eq!((announced.len(), titles), (1, ["Action Plan", "National Strategy for Migration"].into()), "once, whatever it speaks of");
        assert_eq!(report["headcounts"], json!([{ "mode": "IN_PERSON", "count": 141, "method": "COUNTED", "note": "Companions without a name" }]));
        let mut definitions = Vec::new();
        for name in COUNTS.iter().chain(&SHARES) {
            definitions.push(all[name]["definition"].clone());
        }
        definitions.extend([&report["announcementCount"], &report["quoteCount"], &report["contributors"][0]["count"]].map(|count| count["definition"].clone()));
        let mut ids: Vec<&str> = definitions.iter().map(|one| one["id"].as_str().unwrap()).collect();
        assert!(definitions.iter().all(|one| one["version"].as_i64() >= Some(1) && one["text"].as_str().unwrap().ends_with('.')));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), definitions.len(), "each figure has a definition of its own");
        let list = "query { events { nodes { id report { figures { attended { value } } byCategory { attended { value } } quotes { text } } } } }";
        let listed = day.app.ask(list, json!({})).await;
        let listed = &listed["events"]["nodes"][0]["report"];
        assert_eq!((&listed["figures"]["attended"]["value"], listed["quotes"].as_array().unwrap().len(), listed["byCategory"].as_array().unwrap().len()), (&json!(12.0), 3, 12), "in a list as alone");
    }
}
