//! The truth table.

use super::*;

const FREE: Facts = Facts {
    reach: Reach::Free,
    is_restricted: false,
    objects: false,
    consent: None,
    basis: LawfulBasis::Consent,
};

#[test]
fn the_truth_table_of_consent() {
    use ConsentState::{Given, Objected, Refused, Withdrawn};
    use LawfulBasis::{Consent, PublicTask};
    use Permission as P;
    let table = [
        // consent, basis: taking part, official invitation, private invitation, follow-up
        (
            None,
            Consent,
            [P::Allowed, P::Allowed, P::NotAsked, P::NotAsked],
        ),
        (
            None,
            PublicTask,
            [P::Allowed, P::Allowed, P::Allowed, P::Allowed],
        ),
        (
            Some(Given),
            Consent,
            [P::Allowed, P::Allowed, P::Allowed, P::Allowed],
        ),
        (
            Some(Refused),
            Consent,
            [P::Allowed, P::Refused, P::Refused, P::Refused],
        ),
        (
            Some(Refused),
            PublicTask,
            [P::Allowed, P::Refused, P::Refused, P::Refused],
        ),
        (
            Some(Withdrawn),
            Consent,
            [P::Allowed, P::Refused, P::Refused, P::Refused],
        ),
        (
            Some(Objected),
            PublicTask,
            [P::Allowed, P::Objected, P::Objected, P::Objected],
        ),
    ];
    for (consent, basis, expected) in table {
        let uses = [
            Use::TakingPart,
            Use::OfficialInvitation,
            Use::PrivateInvitation,
            Use::FollowUp,
        ];
        let said = uses.map(|purpose| {
            decide(
                purpose,
                &Facts {
                    consent,
                    basis,
                    ..FREE
                },
            )
        });
        assert_eq!(said, expected, "{consent:?} {basis:?}");
    }
}

#[test]
fn what_forbids_every_letter_forbids_also_what_one_takes_part_in() {
    assert_eq!(
        decide(
            Use::TakingPart,
            &Facts {
                is_restricted: true,
                ..FREE
            }
        ),
        Permission::Restricted
    );
    assert_eq!(
        decide(
            Use::TakingPart,
            &Facts {
                reach: Reach::Suppressed,
                ..FREE
            }
        ),
        Permission::Suppressed
    );
    assert_eq!(
        decide(
            Use::TakingPart,
            &Facts {
                reach: Reach::Nowhere,
                ..FREE
            }
        ),
        Permission::NoAddress
    );
    assert_eq!(
        decide(
            Use::TakingPart,
            &Facts {
                objects: true,
                ..FREE
            }
        ),
        Permission::Allowed
    );
    assert_eq!(
        decide(
            Use::FollowUp,
            &Facts {
                objects: true,
                consent: Some(ConsentState::Given),
                ..FREE
            }
        ),
        Permission::Objected
    );
}

/// Every combination of facts.
fn all_facts() -> Vec<Facts> {
    let consents: Vec<Option<ConsentState>> = std::iter::once(None)
        .chain(ConsentState::ALL.iter().copied().map(Some))
        .collect();
    let mut all = Vec::new();
    for reach in [Reach::Nowhere, Reach::Suppressed, Reach::Free] {
        for (is_restricted, objects) in [(false, false), (false, true), (true, false), (true, true)]
        {
            for consent in &consents {
                all.extend(LawfulBasis::ALL.iter().map(|basis| Facts {
                    reach,
                    is_restricted,
                    objects,
                    consent: *consent,
                    basis: *basis,
                }));
            }
        }
    }
    all
}

const USES: [Use; 5] = [
    Use::TakingPart,
    Use::OfficialInvitation,
    Use::PrivateInvitation,
    Use::FollowUp,
    Use::Publicity,
];

#[test]
fn whatever_the_purpose_nothing_passes_a_restriction_or_a_closed_address() {
    for facts in all_facts() {
        for purpose in USES {
            if facts.is_restricted || facts.reach != Reach::Free {
                let said = decide(purpose, &facts);
                assert_ne!(said, Permission::Allowed, "{purpose:?} {facts:?}");
            }
        }
    }
}

#[test]
fn a_refusal_or_an_objection_stops_all_but_what_one_takes_part_in() {
    for facts in all_facts() {
        let refused = matches!(
            facts.consent,
            Some(ConsentState::Refused | ConsentState::Withdrawn | ConsentState::Objected)
        );
        for purpose in USES.into_iter().skip(1) {
            if refused || facts.objects {
                let said = decide(purpose, &facts);
                assert_ne!(said, Permission::Allowed, "{purpose:?} {facts:?}");
            }
        }
    }
}

#[test]
fn consent_is_only_ever_missing_where_the_register_rests_on_it() {
    for facts in all_facts() {
        for purpose in USES {
            if decide(purpose, &facts) == Permission::NotAsked {
                assert_eq!(facts.basis, LawfulBasis::Consent);
                assert_eq!(facts.consent, None);
                assert!(!matches!(
                    purpose,
                    Use::TakingPart | Use::OfficialInvitation
                ));
            }
        }
    }
}

#[test]
fn every_answer_speaks_four_languages() {
    for facts in all_facts() {
        let said = decide(Use::FollowUp, &facts);
        let spoken: std::collections::HashSet<&str> = Language::KNOWN
            .iter()
            .filter_map(|known| known.parse().ok())
            .map(|language| said.sentence(&language))
            .collect();
        assert_eq!(spoken.len(), 4, "{said:?}");
    }
}
