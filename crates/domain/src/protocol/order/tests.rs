use std::collections::HashMap;

use rand_chacha::{
    ChaCha8Rng,
    rand_core::{RngCore, SeedableRng},
};

use super::*;

fn seat(key: u32, rank: Option<i32>, since: Option<&str>) -> Seat<u32> {
    Seat {
        key,
        rank,
        since: since.map(|day| day.parse().unwrap()),
        country: String::new(),
        name: String::new(),
        before: None,
    }
}

#[test]
fn the_rank_goes_first_then_the_day_then_country_and_name() {
    let mut seats = vec![
        seat(1, None, Some("2001-01-01")),
        seat(2, Some(5), None),
        seat(3, Some(5), Some("2024-03-01")),
        seat(4, Some(5), Some("2021-09-15")),
        seat(5, Some(1), None),
        seat(6, Some(5), None),
        seat(7, Some(5), None),
    ];
    for (place, country, name) in [(1, "", "aa"), (5, "italy", "zz"), (6, "italy", "bb")] {
        seats[place].country = country.to_owned();
        seats[place].name = name.to_owned();
    }
    assert_eq!(order(&seats), [5, 4, 3, 7, 6, 2, 1]);
}

#[test]
fn a_courtesy_puts_somebody_directly_before_somebody() {
    let mut seats: Vec<Seat<u32>> = (1..=5)
        .map(|n| seat(n, i32::try_from(n).ok(), None))
        .collect();
    seats[4].before = Some(2);
    assert_eq!(order(&seats), [1, 5, 2, 3, 4]);
    seats[2].before = Some(2);
    seats[3].before = Some(5);
    assert_eq!(
        order(&seats),
        [1, 3, 4, 5, 2],
        "several before one, and before who goes before"
    );
    seats[4].before = Some(99);
    assert_eq!(
        order(&seats),
        [1, 3, 2, 4, 5],
        "who is not there has nobody before them"
    );
}

#[test]
fn a_circle_counts_for_nothing() {
    let mut seats: Vec<Seat<u32>> = (1..=4)
        .map(|n| seat(n, i32::try_from(n).ok(), None))
        .collect();
    seats[0].before = Some(3);
    seats[2].before = Some(1);
    seats[3].before = Some(1);
    assert_eq!(order(&seats), [4, 1, 2, 3]);
    let circle = BTreeMap::from([(1, 3), (3, 1)]);
    assert!(leads_to(&circle, 1, 3) && leads_to(&circle, 3, 1) && !leads_to(&circle, 1, 2));
}

struct Dice(ChaCha8Rng);

impl Dice {
    fn below(&mut self, bound: u32) -> u32 {
        self.0.next_u32() % bound
    }

    /// Few values, so that most of them are the same for several.
    fn seats(&mut self, many: u32) -> Vec<Seat<u32>> {
        let day = NaiveDate::from_ymd_opt(2020, 1, 1).unwrap();
        let words = ["", "albania", "italy"];
        let mut seats: Vec<Seat<u32>> = (0..many)
            .map(|key| Seat {
                key,
                rank: (self.below(4) > 0).then(|| i32::try_from(self.below(3)).unwrap()),
                since: (self.below(3) > 0).then(|| day + chrono::Days::new(self.below(3).into())),
                country: words[usize::try_from(self.below(3)).unwrap()].to_owned(),
                name: words[usize::try_from(self.below(3)).unwrap()].to_owned(),
                before: None,
            })
            .collect();
        // Courtesies as the use case lets them be said: none that leads back.
        let mut before = BTreeMap::new();
        for _ in 0..self.below(many + 1) {
            let (one, other) = (self.below(many), self.below(many + 3));
            if !leads_to(&before, other, one) {
                before.insert(one, other);
            }
        }
        for seat in &mut seats {
            seat.before = before.get(&seat.key).copied();
        }
        seats
    }

    fn shuffled(&mut self, seats: &[Seat<u32>]) -> Vec<Seat<u32>> {
        let mut seats = seats.to_vec();
        for place in (1..seats.len()).rev() {
            let other = self.below(u32::try_from(place + 1).unwrap());
            let other = usize::try_from(other).unwrap();
            seats.swap(place, other);
        }
        seats
    }
}

#[test]
fn it_is_one_total_order_whoever_asks_and_in_whatever_order_they_are_told() {
    let mut courtesies = 0;
    for seed in 0..300 {
        let mut dice = Dice(ChaCha8Rng::seed_from_u64(seed));
        let many = 1 + dice.below(14);
        let seats = dice.seats(many);
        for one in &seats {
            for other in &seats {
                let way = compare(one, other);
                assert_eq!(way, compare(other, one).reverse(), "antisymmetric");
                assert_eq!(way == Ordering::Equal, one.key == other.key, "total");
                for third in &seats {
                    if way != Ordering::Greater && compare(other, third) != Ordering::Greater {
                        assert_ne!(compare(one, third), Ordering::Greater, "transitive");
                    }
                }
            }
        }
        let placed = order(&seats);
        let at: HashMap<u32, usize> = placed
            .iter()
            .enumerate()
            .map(|(place, key)| (*key, place))
            .collect();
        assert_eq!(at.len(), seats.len(), "everybody once, seed {seed}");
        assert_eq!(
            order(&dice.shuffled(&seats)),
            placed,
            "whatever order they are told in, seed {seed}"
        );
        let by_key: HashMap<u32, &Seat<u32>> = seats.iter().map(|seat| (seat.key, seat)).collect();
        // Whom somebody stands among: they themselves or whom they go before in the end.
        let head = |key: u32| {
            let mut at = key;
            while let Some(next) = by_key[&at].before.filter(|to| by_key.contains_key(to)) {
                at = next;
            }
            at
        };
        for seat in &seats {
            if let Some(to) = seat.before.filter(|to| by_key.contains_key(to)) {
                courtesies += 1;
                assert!(at[&seat.key] < at[&to], "a courtesy holds, seed {seed}");
                let between = &placed[at[&seat.key]..at[&to]];
                assert!(
                    between.iter().all(|key| head(*key) == head(to)),
                    "and nobody else stands between, seed {seed}"
                );
            }
        }
        let free: Vec<&Seat<u32>> = seats
            .iter()
            .filter(|seat| head(seat.key) == seat.key)
            .collect();
        for (one, other) in free
            .iter()
            .flat_map(|one| free.iter().map(move |other| (one, other)))
        {
            assert_eq!(
                at[&one.key].cmp(&at[&other.key]),
                compare(one, other),
                "the others as without, seed {seed}"
            );
        }
        // Stable: who else is there changes nothing between two, unless somebody goes before them.
        let gone = dice.below(many);
        if !seats.iter().any(|seat| seat.before == Some(gone)) {
            let rest: Vec<Seat<u32>> = seats
                .iter()
                .filter(|seat| seat.key != gone)
                .cloned()
                .collect();
            let left: Vec<u32> = placed.iter().copied().filter(|key| *key != gone).collect();
            assert_eq!(order(&rest), left, "seed {seed}");
        }
    }
    assert!(courtesies > 500, "{courtesies}");
}
