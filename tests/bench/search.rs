//! What it costs to find people again: words as they are typed, over everybody that the office knows.

use std::time::Instant;

use serde_json::{Value, json};

use crate::{
    Outcome,
    figures::{Side, say},
    office::Office,
    options::Options,
};

/// Clients that type at the same time: as many as the machine has processors.
const CLIENTS: usize = 2;
/// Times that each is typed, in each round.
const TIMES: usize = 10;

const DOCUMENT: &str = "query($search: String!) { contacts(search: $search, first: 25) { nodes { id displayName residenceCountry matches { text foundBy quality } } pageInfo { hasNextPage endCursor } } }";

/// What is typed, and what everybody found must be called, folded as the answer says it met them.
const TYPED: [(&str, &str); 30] = [
    ("hoxha", "a frequent family"),
    ("HOXHA arben", "a frequent family and a frequent given name"),
    ("arben", "a frequent given name"),
    ("maria", "the same in Greek and Latin"),
    ("Μαρία", "typed in Greek"),
    ("papad", "the beginning of a Greek family, typed in Latin"),
    ("Παπαδόπουλος Γιώργος", "a Greek person"),
    ("papadopoulos giorgos", "the same, typed in Latin"),
    ("rossi maria", "two frequent words of different languages"),
    ("cami", "without its accent"),
    ("Çami, Drita", "as listed"),
    ("kelcyra", "without its marks"),
    ("dordevic", "a letter that does not decompose"),
    ("Стојановски", "typed in Cyrillic"),
    ("gjon", "the beginning of a definite form"),
    ("a", "one letter"),
    ("ma", "two letters"),
    ("sh b", "beginnings of two words"),
    ("hoxah", "two letters changed places"),
    ("papadopuolos", "the same in a long word"),
    ("krasniqui", "a letter too many"),
    ("shehu arbenn", "a slip beside a word that is right"),
    ("zzyzx", "nobody"),
    ("arben zzyzx", "nobody beside a frequent word"),
    ("arben.hoxha", "the beginning of an address"),
    ("arta.hoxha.1@example.org", "an address that is nobody's"),
    ("embassy", "an organisation"),
    ("hoxha embassy", "a family and an organisation"),
    ("bakaliu", "a rare family"),
    ("de luca paolo", "three words"),
];

/// People who are registered among all the others, and how one reaches them.
const AMONG: [(&str, &str, &str); 9] = [
    ("Arben", "Çamuzeqi", "arben.camuzeqi@example.org"),
    ("Zamirë", "Këlcyrasi", "zamire.k@example.org"),
    ("Đorđe", "Đurđevačkić", "djordje@example.org"),
    ("Αθηνά", "Παπαγκουλιάμη", "athina.p@example.org"),
    ("Gjoni", "Prenkolaj", "gjoni.prenkolaj@example.org"),
    ("Jürgen", "Müllerbach", "jm@example.org"),
    ("Jurgen", "Mullerbach", "mullerbach@example.org"),
    ("Теодора", "Зографовска", "teodora.z@example.org"),
    ("Shpresa", "Xhafertani", "xh.shpresa@example.org"),
];

/// What is typed, whom of them it must find, and whom it must not, by their places.
const FINDS: [(&str, &[usize], &[usize]); 18] = [
    ("camuzeqi", &[0], &[1]),
    ("Camuzeqi, Arben", &[0], &[4]),
    ("arben ÇAMUZEQI", &[0], &[2]),
    ("camuzqei", &[0], &[1, 8]),
    ("kelcyrasi zamire", &[1], &[0]),
    ("durdevackic", &[2], &[3]),
    ("dorde durdev", &[2], &[7]),
    ("papagkouliami", &[3], &[2]),
    ("παπαγκουλιαμη αθηνα", &[3], &[7]),
    ("athina papagkou", &[3], &[8]),
    ("gjon prenkolaj", &[4], &[0]),
    ("gjoni prenkolja", &[4], &[8]),
    ("mullerbach", &[5, 6], &[4]),
    ("müllerbach jurgen", &[5, 6], &[4]),
    ("zografovska teodora", &[7], &[3]),
    ("Зографовска", &[7], &[2]),
    ("xh.shpresa@example.org", &[8], &[4]),
    ("shpresa camuzeqi", &[], &[0, 8]),
];

/// Registers somebody of each name, and asks for each among everybody: who must be found is, and who must not is not.
async fn find(office: &Office) -> Outcome<()> {
    let register = "mutation($input: RegisterContactInput!) { registerContact(input: $input) { contact { id } userErrors { code } } }";
    let mut ids = Vec::new();
    for (given, family, address) in AMONG {
        let input = json!({ "givenName": given, "familyName": family, "email": address, "ifDuplicate": "CREATE_ANYWAY" });
        let made = office.ask(register, json!({ "input": input })).await?;
        let id = made
            .pointer("/data/registerContact/contact/id")
            .and_then(Value::as_str);
        ids.push(id.ok_or_else(|| made.to_string())?.to_owned());
    }
    for (typed, must, must_not) in FINDS {
        let answer = office.ask(DOCUMENT, json!({ "search": typed })).await?;
        fits(&answer, typed)?;
        let is_found = |place: &&usize| {
            let id = ids.get(**place).map_or("", String::as_str);
            let nodes = answer
                .pointer("/data/contacts/nodes")
                .and_then(Value::as_array);
            nodes.is_some_and(|nodes| {
                nodes
                    .iter()
                    .any(|node| node.get("id").is_some_and(|found| found == id))
            })
        };
        if let Some(missing) = must.iter().find(|place| !is_found(place)) {
            return Err(format!("{typed} does not find {:?}", AMONG.get(*missing)).into());
        }
        if let Some(strange) = must_not.iter().find(is_found) {
            return Err(format!("{typed} finds {:?}", AMONG.get(*strange)).into());
        }
    }
    say(&format!(
        "{} searches find whom they must of {} people among everybody, and nobody whom they must not",
        FINDS.len(),
        AMONG.len()
    ));
    Ok(())
}

/// Types everything and prints what it cost.
pub(crate) async fn measure(office: &Office, options: &Options) -> Outcome<()> {
    say(&format!(
        "\n{} people; {CLIENTS} clients, {} rounds of {TIMES} times each\n\n{:>8} {:>8} {:>8}  {:>5}  typed",
        options.contacts, options.rounds, "p50 ms", "p95 ms", "p99 ms", "found"
    ));
    let mut all = Side::default();
    for (typed, about) in TYPED {
        let found = fits(
            &office.ask(DOCUMENT, json!({ "search": typed })).await?,
            typed,
        )?;
        let mut one = Side::default();
        for _ in 0..options.rounds {
            let typing = (0..CLIENTS).map(|_| async {
                let mut latencies = Vec::new();
                for _ in 0..TIMES {
                    let asked = Instant::now();
                    office.ask(DOCUMENT, json!({ "search": typed })).await?;
                    latencies.push(u32::try_from(asked.elapsed().as_micros()).unwrap_or(u32::MAX));
                }
                Outcome::Ok(latencies)
            });
            for latencies in futures::future::try_join_all(typing).await? {
                one.latencies.extend(latencies);
            }
        }
        print(&mut one, &format!("{found:>5}  {typed}: {about}"));
        all.add(one);
    }
    print(&mut all, "       everything");
    find(office).await
}

fn print(side: &mut Side, about: &str) {
    let [half, most, nearly_all] = [0.5, 0.95, 0.99].map(|share| side.percentile(share));
    say(&format!(
        "{half:>8.2} {most:>8.2} {nearly_all:>8.2}  {about}"
    ));
}

/// How many were found; everybody must have been met by every word.
fn fits(answer: &Value, typed: &str) -> Outcome<usize> {
    let nodes = answer
        .pointer("/data/contacts/nodes")
        .and_then(Value::as_array)
        .ok_or_else(|| answer.to_string())?;
    let words = typed
        .split([' ', '.', '@'])
        .filter(|word| !word.is_empty())
        .count();
    for node in nodes {
        let met = node
            .pointer("/matches")
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        if met != words {
            return Err(format!("{typed} found {node}").into());
        }
    }
    Ok(nodes.len())
}
