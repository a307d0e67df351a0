//! A table of ranks that an office may begin with: heads of state to guests, in four languages. It is a suggestion; the order
//! that a country keeps by law or custom is for the office to say.

use kuvend_entity::{
    id::{OfficeId, RankTableId},
    kind::GuestCategory,
    protocol_rank,
    text::LocalizedText,
    value::{Functions, GuestCategories, Language},
};

use crate::protocol::tables::NewRank;

/// In which languages the words below are written, in their order.
const LANGUAGES: [&str; 4] = ["en", "sq", "it", "el"];

/// A text in each of the languages; empty is none.
type Texts = [&'static str; 4];

struct Suggested {
    key: &'static str,
    title: Texts,
    spoken: Texts,
    written: Texts,
    functions: &'static [&'static str],
    categories: &'static [GuestCategory],
}

const NOTHING: Texts = ["", "", "", ""];
const EXCELLENCY: Texts = [
    "Your Excellency",
    "Shkëlqesia Juaj",
    "Vostra Eccellenza",
    "[Εξοχότατε|Εξοχοτάτη]",
];
const DEAR_EXCELLENCY: Texts = [
    "Excellency",
    "Shkëlqesi",
    "Eccellenza",
    "[Εξοχότατε|Εξοχοτάτη]",
];
/// Who is called Excellency, on an envelope.
const BY_EXCELLENCY: Texts = [
    "H.E. {name}\n{function}\n{organisation}",
    "Sh.T. {name}\n{function}\n{organisation}",
    "S.E. {name}\n{function}\n{organisation}",
    "[Α.Ε. τον κ.|Α.Ε. την κα|Α.Ε.] {name}\n{function}\n{organisation}",
];
const BY_NAME: Texts = ["{honorific} {name}\n{function}\n{organisation}"; 4];

const RANKS: &[Suggested] = &[
    Suggested {
        key: "head-of-state",
        title: [
            "Head of State",
            "Kryetari i Shtetit",
            "Capo di Stato",
            "Αρχηγός Κράτους",
        ],
        spoken: [
            "[Mr|Madam|Your Excellency] President",
            "[Zoti|Zonja|Shkëlqesia Juaj] President",
            "[Signor|Signora] Presidente",
            "[Κύριε|Κυρία] Πρόεδρε",
        ],
        written: DEAR_EXCELLENCY,
        functions: &[
            "head of state",
            "president of the republic",
            "presidenti i republikes",
            "presidente i republikes",
            "presidente della repubblica",
            "proedros tis dimokratias",
            "πρόεδρος της δημοκρατίας",
            "king",
            "queen",
        ],
        categories: &[],
    },
    Suggested {
        key: "head-of-parliament",
        title: [
            "Speaker of Parliament",
            "Kryetari i Kuvendit",
            "Presidente del Parlamento",
            "Πρόεδρος της Βουλής",
        ],
        spoken: [
            "[Mr|Madam|] Speaker",
            "[Zoti|Zonja|] Kryetar",
            "[Signor|Signora] Presidente",
            "[Κύριε|Κυρία] Πρόεδρε",
        ],
        written: DEAR_EXCELLENCY,
        functions: &[
            "speaker of parliament",
            "speaker of the parliament",
            "president of the parliament",
            "kryetari i kuvendit",
            "kryetare e kuvendit",
            "presidente del parlamento",
            "presidente della camera",
            "presidente del senato",
            "πρόεδρος της βουλής",
        ],
        categories: &[],
    },
    Suggested {
        key: "head-of-government",
        title: [
            "Head of Government",
            "Kryeministri",
            "Capo del Governo",
            "Πρωθυπουργός",
        ],
        spoken: [
            "[Mr|Madam|] Prime Minister",
            "[Zoti|Zonja|] Kryeministër",
            "[Signor|Signora] Presidente",
            "[Κύριε|Κυρία] Πρωθυπουργέ",
        ],
        written: DEAR_EXCELLENCY,
        functions: &[
            "prime minister",
            "head of government",
            "kryeminister",
            "kryeministri",
            "kryeministre",
            "presidente del consiglio",
            "presidente del consiglio dei ministri",
            "primo ministro",
            "πρωθυπουργός",
        ],
        categories: &[],
    },
    Suggested {
        key: "deputy-head-of-government",
        title: [
            "Deputy Prime Minister",
            "Zëvendëskryeministri",
            "Vicepresidente del Consiglio",
            "Αντιπρόεδρος της Κυβέρνησης",
        ],
        spoken: [
            "Deputy Prime Minister",
            "[Zoti|Zonja|] Zëvendëskryeministër",
            "[Signor|Signora] Vicepresidente",
            "[Κύριε|Κυρία] Αντιπρόεδρε",
        ],
        written: DEAR_EXCELLENCY,
        functions: &[
            "deputy prime minister",
            "zevendeskryeminister",
            "zevendeskryeministri",
            "zevendeskryeministre",
            "vicepresidente del consiglio",
            "vicepresidente del consiglio dei ministri",
            "αντιπρόεδρος της κυβέρνησης",
        ],
        categories: &[],
    },
    Suggested {
        key: "minister",
        title: ["Minister", "Ministër", "Ministro", "Υπουργός"],
        spoken: [
            "Minister",
            "[Zoti|Zonja|] [Ministër|Ministre]",
            "[Signor Ministro|Signora Ministra|Ministro]",
            "[Κύριε|Κυρία] Υπουργέ",
        ],
        written: [
            "Dear Minister",
            "I nderuar [Ministër|Ministre]",
            "[Gentile Ministro|Gentile Ministra]",
            "[Αξιότιμε κύριε|Αξιότιμη κυρία] Υπουργέ",
        ],
        functions: &[
            "minister",
            "ministri",
            "ministre",
            "ministro",
            "ministra",
            "minister of state",
            "υπουργός",
        ],
        categories: &[],
    },
    Suggested {
        key: "ambassador",
        title: ["Ambassador", "Ambasador", "Ambasciatore", "Πρέσβης"],
        spoken: EXCELLENCY,
        written: DEAR_EXCELLENCY,
        functions: &[
            "ambassador",
            "head of delegation",
            "ambasador",
            "ambasadori",
            "ambasadore",
            "ambasadorja",
            "ambasciatore",
            "ambasciatrice",
            "apostolic nuncio",
            "nunzio apostolico",
            "πρέσβης",
            "πρέσβειρα",
            "πρέσβυς",
        ],
        categories: &[],
    },
    Suggested {
        key: "charge-d-affaires",
        title: [
            "Chargé d’affaires",
            "I ngarkuar me punë",
            "Incaricato d’affari",
            "Επιτετραμμένος",
        ],
        spoken: [
            "[Mr|Ms|] {family}",
            "[Zoti|Zonja|] {family}",
            "[Signor|Signora|] {family}",
            "[Κύριε|Κυρία|] {family}",
        ],
        written: NOTHING,
        functions: &[
            "charge d'affaires",
            "charge d affaires",
            "i ngarkuar me pune",
            "e ngarkuar me pune",
            "incaricato d'affari",
            "incaricata d'affari",
            "επιτετραμμένος",
            "επιτετραμμένη",
        ],
        categories: &[],
    },
    Suggested {
        key: "head-of-organisation",
        title: [
            "Head of an international organisation",
            "Drejtues i një organizate ndërkombëtare",
            "Capo di un’organizzazione internazionale",
            "Επικεφαλής διεθνούς οργανισμού",
        ],
        spoken: [
            "[Mr|Ms|] {family}",
            "[Zoti|Zonja|] {family}",
            "[Signor|Signora|] {family}",
            "[Κύριε|Κυρία|] {family}",
        ],
        written: NOTHING,
        functions: &[
            "resident coordinator",
            "chief of mission",
            "head of mission",
            "resident representative",
            "country representative",
            "shef i misionit",
            "shefi i misionit",
            "shefe e misionit",
            "capo missione",
            "επικεφαλής αποστολής",
        ],
        categories: &[],
    },
    Suggested {
        key: "member-of-parliament",
        title: [
            "Member of Parliament",
            "Deputet",
            "Parlamentare",
            "Βουλευτής",
        ],
        spoken: [
            "[Mr|Ms|] {family}",
            "[Zoti|Zonja|] [Deputet|Deputete]",
            "Onorevole",
            "[Κύριε|Κυρία] Βουλευτά",
        ],
        written: ["", "", "Onorevole {family}", ""],
        functions: &[
            "member of parliament",
            "mp",
            "deputet",
            "deputeti",
            "deputete",
            "deputetja",
            "deputato",
            "deputata",
            "onorevole",
            "senatore",
            "senatrice",
            "βουλευτής",
        ],
        categories: &[],
    },
    Suggested {
        key: "deputy-minister",
        title: [
            "Deputy Minister",
            "Zëvendësministër",
            "Viceministro",
            "Υφυπουργός",
        ],
        spoken: [
            "Deputy Minister",
            "[Zoti|Zonja|] [Zëvendësministër|Zëvendësministre]",
            "[Signor Viceministro|Signora Viceministra|Viceministro]",
            "[Κύριε|Κυρία] Υφυπουργέ",
        ],
        written: [
            "Dear Deputy Minister",
            "I nderuar [Zëvendësministër|Zëvendësministre]",
            "[Gentile Viceministro|Gentile Viceministra]",
            "[Αξιότιμε κύριε|Αξιότιμη κυρία] Υφυπουργέ",
        ],
        functions: &[
            "deputy minister",
            "vice minister",
            "state secretary",
            "secretary of state",
            "zevendesminister",
            "zevendesministri",
            "zevendesministre",
            "zevendesministrja",
            "viceministro",
            "viceministra",
            "sottosegretario",
            "sottosegretaria",
            "υφυπουργός",
            "αναπληρωτής υπουργός",
        ],
        categories: &[],
    },
    Suggested {
        key: "mayor",
        title: ["Mayor", "Kryetar bashkie", "Sindaco", "Δήμαρχος"],
        spoken: [
            "[Mr|Madam|] Mayor",
            "[Zoti|Zonja|] [Kryetar|Kryetare]",
            "[Signor Sindaco|Signora Sindaca|Sindaco]",
            "[Κύριε|Κυρία] Δήμαρχε",
        ],
        written: [
            "Dear [Mr|Madam|] Mayor",
            "I nderuar [Kryetar|Kryetare]",
            "[Gentile Sindaco|Gentile Sindaca]",
            "[Αξιότιμε κύριε|Αξιότιμη κυρία] Δήμαρχε",
        ],
        functions: &[
            "mayor",
            "kryetar bashkie",
            "kryetari i bashkise",
            "kryetare bashkie",
            "kryetarja e bashkise",
            "sindaco",
            "sindaca",
            "δήμαρχος",
        ],
        categories: &[],
    },
    Suggested {
        key: "diplomat",
        title: [
            "Member of a diplomatic mission",
            "Anëtar i një përfaqësie diplomatike",
            "Membro di una missione diplomatica",
            "Μέλος διπλωματικής αποστολής",
        ],
        spoken: NOTHING,
        written: NOTHING,
        functions: &[],
        categories: &[GuestCategory::DiplomaticMission, GuestCategory::Eu],
    },
    Suggested {
        key: "international-partner",
        title: [
            "Representative of an international organisation",
            "Përfaqësues i një organizate ndërkombëtare",
            "Rappresentante di un’organizzazione internazionale",
            "Εκπρόσωπος διεθνούς οργανισμού",
        ],
        spoken: NOTHING,
        written: NOTHING,
        functions: &[],
        categories: &[GuestCategory::UnAgency, GuestCategory::InternationalPartner],
    },
    Suggested {
        key: "public-official",
        title: [
            "Public official",
            "Zyrtar publik",
            "Funzionario pubblico",
            "Δημόσιος λειτουργός",
        ],
        spoken: NOTHING,
        written: NOTHING,
        functions: &[],
        categories: &[GuestCategory::Government],
    },
    Suggested {
        key: "academic",
        title: ["Academic", "Akademik", "Accademico", "Ακαδημαϊκός"],
        spoken: [
            "Professor {family}",
            "[Profesor|Profesore] {family}",
            "[Professor|Professoressa] {family}",
            "[Κύριε|Κυρία] Καθηγητά",
        ],
        written: NOTHING,
        functions: &[
            "rector",
            "rektor",
            "rektori",
            "rettore",
            "rettrice",
            "πρύτανης",
            "professor",
            "profesor",
            "professore",
            "professoressa",
            "καθηγητής",
            "καθηγήτρια",
        ],
        categories: &[],
    },
    Suggested {
        key: "guest",
        title: ["Guest", "I ftuar", "Ospite", "Προσκεκλημένος"],
        spoken: NOTHING,
        written: NOTHING,
        functions: &[],
        categories: &[
            GuestCategory::Academia,
            GuestCategory::CivilSociety,
            GuestCategory::PrivateSector,
            GuestCategory::MigrantCommunity,
            GuestCategory::Diaspora,
            GuestCategory::Media,
            GuestCategory::Other,
        ],
    },
];

fn localized(texts: &Texts) -> LocalizedText {
    let each = LANGUAGES.iter().zip(texts);
    let each = each.filter(|(_, text)| !text.is_empty());
    LocalizedText(
        each.filter_map(|(language, text)| {
            Some((language.parse::<Language>().ok()?, (*text).to_owned()))
        })
        .collect(),
    )
}

/// The ranks, the highest first.
#[must_use]
pub fn ranks() -> Vec<NewRank> {
    let of = |rank: &Suggested| NewRank {
        key: rank.key.to_owned(),
        title: localized(&rank.title),
        spoken: localized(&rank.spoken),
        written: localized(&rank.written),
        envelope: localized(if rank.written == DEAR_EXCELLENCY {
            &BY_EXCELLENCY
        } else {
            &BY_NAME
        }),
        categories: GuestCategories(rank.categories.to_vec()),
        functions: Functions(
            rank.functions
                .iter()
                .map(|&words| words.to_owned())
                .collect(),
        ),
    };
    RANKS.iter().map(of).collect()
}

/// The same as rows of a table.
#[must_use]
pub fn rows(table: RankTableId, office: OfficeId) -> Vec<protocol_rank::Model> {
    let rows = ranks().into_iter().zip(1..);
    rows.map(|(rank, position)| rank.row((table, office), position))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::address;

    #[test]
    fn every_rank_has_a_name_in_four_languages_and_words_that_can_be_said() {
        for rank in ranks() {
            assert_eq!(rank.title.0.len(), 4, "{}", rank.key);
            let words = [&rank.spoken, &rank.written, &rank.envelope];
            for text in words.iter().flat_map(|texts| texts.0.values()) {
                assert!(address::is_well_formed(text), "{}: {text}", rank.key);
            }
            assert!(
                !rank.functions.0.is_empty() || !rank.categories.0.is_empty(),
                "{}",
                rank.key
            );
        }
    }
}
