//! The three purposes that ship, in the words that people are told.

use kuvend_entity::{
    id::{OfficeId, PurposeId},
    kind::LawfulBasis,
    purpose,
    text::LocalizedText,
};
use sea_orm::{DatabaseTransaction, EntityTrait, IntoActiveModel};

use crate::{error::Result, op::Op};

/// A purpose as it ships.
struct Shipped {
    key: &'static str,
    basis: LawfulBasis,
    retention_days: i32,
    wording: [(&'static str, &'static str); 4],
}

const SHIPPED: [Shipped; 3] = [
    Shipped {
        key: "event-management",
        basis: LawfulBasis::PublicTask,
        retention_days: 5 * 365,
        wording: [
            (
                "en",
                "We use your data to invite you to our events, to keep your place and to receive you there. Without them you cannot take part.",
            ),
            (
                "sq",
                "Të dhënat tuaja i përdorim për t’ju ftuar në veprimtaritë tona, për t’ju ruajtur vendin dhe për t’ju pritur. Pa to nuk mund të merrni pjesë.",
            ),
            (
                "it",
                "Usiamo i Suoi dati per invitarLa ai nostri eventi, riservarLe il posto e accoglierLa. Senza di essi non è possibile partecipare.",
            ),
            (
                "el",
                "Χρησιμοποιούμε τα στοιχεία σας για να σας προσκαλέσουμε στις εκδηλώσεις μας, να κρατήσουμε τη θέση σας και να σας υποδεχθούμε. Χωρίς αυτά δεν μπορείτε να συμμετάσχετε.",
            ),
        ],
    },
    Shipped {
        key: "follow-up",
        basis: LawfulBasis::Consent,
        retention_days: 3 * 365,
        wording: [
            (
                "en",
                "We may write to you after an event and tell you of later events and programmes. You can refuse, and change your mind at any time.",
            ),
            (
                "sq",
                "Mund t’ju shkruajmë pas një veprimtarie dhe t’ju njoftojmë për veprimtari e programe të tjera. Mund ta refuzoni dhe ta ndryshoni mendimin në çdo kohë.",
            ),
            (
                "it",
                "Possiamo scriverLe dopo un evento e informarLa di eventi e programmi futuri. Può rifiutare e cambiare idea in qualsiasi momento.",
            ),
            (
                "el",
                "Μπορούμε να σας γράψουμε μετά από μια εκδήλωση και να σας ενημερώνουμε για επόμενες εκδηλώσεις και προγράμματα. Μπορείτε να αρνηθείτε και να αλλάξετε γνώμη οποτεδήποτε.",
            ),
        ],
    },
    Shipped {
        key: "publicity",
        basis: LawfulBasis::Consent,
        retention_days: 3 * 365,
        wording: [
            (
                "en",
                "We may publish photographs, recordings and quotations of you from our events. You can refuse and still take part.",
            ),
            (
                "sq",
                "Mund të botojmë fotografi, regjistrime dhe thënie tuajat nga veprimtaritë tona. Mund ta refuzoni dhe prapë të merrni pjesë.",
            ),
            (
                "it",
                "Possiamo pubblicare fotografie, registrazioni e Sue dichiarazioni dai nostri eventi. Può rifiutare e partecipare ugualmente.",
            ),
            (
                "el",
                "Μπορούμε να δημοσιεύσουμε φωτογραφίες, εγγραφές και δηλώσεις σας από τις εκδηλώσεις μας. Μπορείτε να αρνηθείτε και να συμμετάσχετε κανονικά.",
            ),
        ],
    },
];

/// Fills a new office's register.
pub(super) async fn ship(tx: &DatabaseTransaction, op: &Op, office: OfficeId) -> Result<()> {
    let rows = SHIPPED.iter().map(|shipped| {
        let wording = shipped
            .wording
            .iter()
            .filter_map(|(language, text)| Some((language.parse().ok()?, (*text).to_owned())));
        purpose::Model {
            id: PurposeId::new(),
            office_id: office,
            key: shipped.key.to_owned(),
            wording: LocalizedText(wording.collect()),
            wording_version: 1,
            basis: shipped.basis,
            retention_days: Some(shipped.retention_days),
            version: 1,
            recipients: LocalizedText::default(),
            created_at: op.clock.now(),
        }
        .into_active_model()
    });
    purpose::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use kuvend_entity::value::Language;

    #[test]
    fn every_shipped_purpose_speaks_every_language() {
        for shipped in &SHIPPED {
            for language in Language::KNOWN {
                assert!(
                    shipped
                        .wording
                        .iter()
                        .any(|(known, text)| *known == language && !text.is_empty())
                );
            }
        }
    }
}
