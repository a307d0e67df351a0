//! What each identity may still spend: one token bucket each, in objects.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use super::generations::Generations;

/// A token is kept as 60,000 parts, so that a millisecond refills a whole number of parts whatever the rate.
const PARTS: u64 = 60_000;

/// The buckets of all identities seen lately. A forgotten one starts full again.
pub(super) struct Budgets {
    per_minute: u64,
    capacity: u64,
    buckets: Mutex<Generations<Arc<str>, Bucket>>,
}

struct Bucket {
    parts: u64,
    at: Instant,
}

impl Budgets {
    /// A bucket holds a minute's worth, and never less than the dearest single request, which could not pass otherwise.
    pub(super) fn new(per_minute: u64, dearest: u64, identities: usize) -> Self {
        Self {
            per_minute,
            capacity: per_minute.max(dearest).saturating_mul(PARTS),
            buckets: Mutex::new(Generations::new(identities)),
        }
    }

    /// Takes `cost` from the identity's bucket and tells what is left, or how long to wait. `None`: nothing is rationed.
    pub(super) fn spend(
        &self,
        identity: &Arc<str>,
        cost: u64,
        now: Instant,
    ) -> Result<Option<u64>, Duration> {
        if self.per_minute == 0 {
            return Ok(None);
        }
        let price = cost.saturating_mul(PARTS);
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = buckets.get_mut(&**identity) {
            return self.draw(bucket, price, now).map(Some);
        }
        let mut bucket = Bucket {
            parts: self.capacity,
            at: now,
        };
        let drawn = self.draw(&mut bucket, price, now);
        buckets.insert(Arc::clone(identity), bucket, 1);
        drawn.map(Some)
    }

    fn draw(&self, bucket: &mut Bucket, price: u64, now: Instant) -> Result<u64, Duration> {
        let elapsed = now.saturating_duration_since(bucket.at).as_millis();
        let refill = u64::try_from(elapsed)
            .unwrap_or(u64::MAX)
            .saturating_mul(self.per_minute);
        bucket.parts = bucket.parts.saturating_add(refill).min(self.capacity);
        bucket.at = now;
        if let Some(left) = bucket.parts.checked_sub(price) {
            bucket.parts = left;
            Ok(left / PARTS)
        } else {
            let missing = price - bucket.parts;
            Err(Duration::from_millis(missing.div_ceil(self.per_minute)))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::Arc,
        time::{Duration, Instant},
    };

    use super::Budgets;

    #[test]
    fn a_spent_budget_refills_within_the_minute() {
        let budgets = Budgets::new(60, 10, 8);
        let who: Arc<str> = Arc::from("a");
        let start = Instant::now();
        assert_eq!(budgets.spend(&who, 60, start), Ok(Some(0)));
        assert_eq!(budgets.spend(&who, 5, start), Err(Duration::from_secs(5)));
        assert_eq!(
            budgets.spend(&who, 5, start + Duration::from_secs(5)),
            Ok(Some(0))
        );
    }

    #[test]
    fn one_identity_does_not_spend_for_another() {
        let budgets = Budgets::new(10, 10, 8);
        let now = Instant::now();
        assert_eq!(budgets.spend(&Arc::from("a"), 10, now), Ok(Some(0)));
        assert_eq!(budgets.spend(&Arc::from("b"), 1, now), Ok(Some(9)));
    }

    #[test]
    fn the_dearest_allowed_request_fits_a_full_bucket() {
        let budgets = Budgets::new(1, 5_000, 8);
        assert_eq!(
            budgets.spend(&Arc::from("a"), 5_000, Instant::now()),
            Ok(Some(0))
        );
    }

    #[test]
    fn a_rate_of_nothing_rations_nothing() {
        let budgets = Budgets::new(0, 5_000, 8);
        assert_eq!(
            budgets.spend(&Arc::from("a"), u64::MAX, Instant::now()),
            Ok(None)
        );
    }
}
