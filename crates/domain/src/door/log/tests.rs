//! What scans add up to, by hand and by dice.

use kuvend_entity::{
    id::{EventId, OfficeId},
    kind::{ScanDirection, ScanSource},
};
use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore as _, SeedableRng as _},
};

use super::*;

fn at(minute: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000 + minute * 60, 0).unwrap()
}

fn passage(minute: i64, number: i32, step: Step, party: i32) -> Passage {
    Passage {
        at: at(minute),
        number,
        step,
        party,
    }
}

use Step::{Back, In, Out};

/// A scan of a party of one, as a gate sends it and the server judges it.
fn seen(number: i32, result: ScanResult, was_let_in: Option<bool>) -> scan::Model {
    scan::Model {
        id: ScanId::new(),
        office_id: OfficeId::new(),
        event_id: EventId::new(),
        number,
        client_scan_id: number.to_string(),
        gate_id: None,
        list_id: None,
        attendee_id: None,
        source: ScanSource::List,
        direction: match result {
            ScanResult::Exited => ScanDirection::Exit,
            _ => ScanDirection::Entry,
        },
        result,
        party: 1,
        device: None,
        device_at: at(number.into()),
        received_at: at(number.into()),
        was_let_in,
        presence_was: None,
        conflict: None,
        conflicts_with_id: None,
        undoes_id: None,
        account_id: None,
    }
}

fn taken_back(number: i32, scan: &scan::Model) -> scan::Model {
    scan::Model {
        undoes_id: Some(scan.id),
        ..seen(number, ScanResult::Undone, None)
    }
}

#[test]
fn a_party_comes_in_parts_goes_and_comes_again() {
    let day = |passages: &[Passage]| standing(passages.to_vec(), 5);
    let mut passages = vec![passage(0, 1, In, 3)];
    assert_eq!(
        day(&passages),
        Standing {
            inside: 3,
            arrived: 3
        }
    );
    passages.push(passage(5, 2, Out, 1));
    assert_eq!(
        day(&passages),
        Standing {
            inside: 2,
            arrived: 3
        }
    );
    passages.push(passage(9, 3, In, 3));
    assert_eq!(
        day(&passages),
        Standing {
            inside: 5,
            arrived: 5
        }
    );
}

#[test]
fn nobody_comes_in_twice_and_nobody_goes_who_is_not_there() {
    let twice = [passage(0, 1, In, 1), passage(1, 2, In, 1)];
    assert_eq!(
        standing(twice.to_vec(), 1),
        Standing {
            inside: 1,
            arrived: 1
        }
    );
    let gone = [passage(0, 1, Out, 1)];
    assert_eq!(standing(gone.to_vec(), 1), Standing::default());
}

#[test]
fn a_passage_that_is_told_late_counts_when_it_was() {
    // Who went out at one gate and in at another is inside, though the way out is told last.
    let passages = [
        passage(0, 1, In, 1),
        passage(60, 2, In, 1),
        passage(30, 3, Out, 1),
    ];
    assert_eq!(
        standing(passages.to_vec(), 1),
        Standing {
            inside: 1,
            arrived: 1
        }
    );
}

#[test]
fn whoever_is_seen_again_is_back_and_has_not_come_twice() {
    let there = |passages: &[Passage]| standing(passages.to_vec(), 3);
    let seen = |inside, arrived| Standing { inside, arrived };
    assert_eq!(there(&[passage(0, 1, Back, 3)]), Standing::default());
    let passages = [
        passage(0, 1, In, 2),
        passage(30, 2, Out, 1),
        passage(60, 3, Back, 3),
    ];
    assert_eq!(there(&passages), seen(2, 2));
}

#[test]
fn who_was_turned_away_at_a_second_look_did_not_come_once_the_first_is_taken_back() {
    let first = seen(1, ScanResult::Admitted, None);
    let undone = taken_back(9, &first);
    let could_not_know = scan::Model {
        conflict: Some(ScanConflict::Twice),
        ..seen(2, ScanResult::AlreadyInside, None)
    };
    let cases = [
        (seen(2, ScanResult::AlreadyInside, None), false),
        (seen(2, ScanResult::AlreadyInside, Some(false)), false),
        (seen(2, ScanResult::AlreadyInside, Some(true)), true),
        (could_not_know, true),
        (seen(2, ScanResult::Admitted, None), true),
        (seen(2, ScanResult::Cancelled, Some(true)), false),
    ];
    for (second, comes) in cases {
        let mut log = Log::of(vec![first.clone(), second.clone()]);
        assert!(log.came() && log.standing(1).inside == 1, "{second:?}");
        log.push(undone.clone());
        assert_eq!(log.came(), comes, "{second:?}");
        assert_eq!(log.standing(1).arrived, i32::from(comes), "{second:?}");
        log.push(taken_back(10, &second));
        assert!(!log.came() && log.standing(1) == Standing::default());
    }
}

#[test]
fn who_came_is_who_arrived_and_a_scan_taken_back_is_as_if_it_had_not_been() {
    use ScanResult::{Admitted, AlreadyInside, Cancelled, Exited};
    for seed in 0..400 {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut roll = |sides: u32| i32::try_from(dice.next_u32() % sides).unwrap();
        let size = 1 + roll(4);
        let scans: Vec<scan::Model> = (1..=roll(10))
            .map(|number| {
                let result = match roll(6) {
                    0 | 1 => Admitted,
                    2 | 3 => AlreadyInside,
                    4 => Exited,
                    _ => Cancelled,
                };
                let said = match roll(3) {
                    0 => None,
                    said => Some(said == 1),
                };
                scan::Model {
                    party: 1 + roll(4),
                    device_at: at(roll(30).into()),
                    conflict: (roll(4) == 0).then_some(ScanConflict::Twice),
                    ..seen(number, result, said)
                }
            })
            .collect();
        let log = Log::of(scans.clone());
        assert_eq!(log.came(), log.standing(size).arrived > 0, "seed {seed}");
        assert_eq!(log.came(), log.admission().is_some(), "seed {seed}");
        for (place, gone) in scans.iter().enumerate() {
            let mut with = Log::of(scans.clone());
            with.push(taken_back(99, gone));
            let mut without = scans.clone();
            without.remove(place);
            let without = Log::of(without);
            assert_eq!(with.standing(size), without.standing(size), "seed {seed}");
            assert_eq!(with.came(), without.came(), "seed {seed}");
        }
        // Whoever was turned away makes no difference to who came.
        let admitted = scans.iter().filter(|it| step(it) == Some(In)).cloned();
        let only_in = Log::of(admitted.collect());
        assert_eq!(only_in.came(), log.came(), "seed {seed}");
    }
}

#[test]
fn more_than_the_party_has_are_counted_beside_it() {
    let first = scan::Model {
        party: 2,
        ..seen(1, ScanResult::Admitted, None)
    };
    let log = Log::of(vec![first]);
    for (party, expected) in [(1, 0), (2, 1), (7, 6)] {
        assert_eq!(log.excess_with(passage(5, 2, In, party), 3), expected);
    }
    assert_eq!(log.excess_with(passage(5, 2, Back, 9), 3), 0);
    assert_eq!(log.excess_with(passage(5, 2, Out, 9), 3), 0);
    // A gate that tells late that it let in two leaves one too many by the other's clock.
    assert_eq!(log.excess_with(passage(0, 2, In, 2), 3), 1);
}

#[test]
fn the_order_in_which_passages_are_told_makes_no_difference() {
    for seed in 0..200 {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let mut roll = |sides: u32| i64::from(dice.next_u32() % sides);
        let size = i32::try_from(1 + roll(6)).unwrap();
        let passages: Vec<Passage> = (0..roll(12))
            .map(|number| {
                let step = match roll(6) {
                    0 | 1 => Out,
                    2 => Back,
                    _ => In,
                };
                let party = i32::try_from(1 + roll(5)).unwrap();
                passage(roll(30), i32::try_from(number).unwrap(), step, party)
            })
            .collect();
        let told = standing(passages.clone(), size);
        assert!((0..=size).contains(&told.inside) && told.arrived <= size);
        assert!(told.inside <= told.arrived);
        let mut other = passages;
        for place in (1..other.len()).rev() {
            let with = usize::try_from(roll(u32::try_from(place + 1).unwrap())).unwrap();
            other.swap(place, with);
        }
        assert_eq!(standing(other, size), told, "seed {seed}");
    }
}
