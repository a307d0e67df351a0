//! How long to wait before the next attempt.

use std::time::Duration;

const STEPS: [Duration; 4] = [
    Duration::from_mins(1),
    Duration::from_mins(5),
    Duration::from_mins(30),
    Duration::from_hours(2),
];

/// The longest wait before jitter.
const CAP: Duration = Duration::from_hours(2);

/// The share of a wait that jitter may add.
const JITTER: f64 = 0.25;

/// The wait after the given attempt, the first being 1: one minute, five, thirty, then two hours. A longer hint of the
/// server's is honoured up to two hours. `jitter`, from 0 to 1 and random, adds up to a quarter, so that letters deferred
/// together do not come back together.
#[must_use]
pub fn backoff(attempt: u32, hint: Option<Duration>, jitter: f64) -> Duration {
    let index = usize::try_from(attempt.saturating_sub(1)).unwrap_or(usize::MAX);
    let step = STEPS.get(index).copied().unwrap_or(CAP);
    let wait = step.max(hint.unwrap_or_default()).min(CAP);
    let jitter = if jitter.is_finite() {
        jitter.clamp(0.0, 1.0)
    } else {
        0.0
    };
    wait.mul_f64(1.0 + JITTER * jitter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_two_hours_and_stay_there() {
        let waits = [0, 1, 2, 3, 4, 5, u32::MAX].map(|n| backoff(n, None, 0.0).as_secs());
        assert_eq!(waits, [60, 60, 300, 1800, 7200, 7200, 7200]);
    }

    #[test]
    fn a_longer_hint_is_honoured_and_a_shorter_or_absurd_one_is_not() {
        let hint = |seconds| Some(Duration::from_secs(seconds));
        assert_eq!(backoff(1, hint(300), 0.0).as_secs(), 300);
        assert_eq!(backoff(2, hint(10), 0.0).as_secs(), 300);
        assert_eq!(backoff(1, hint(90_000), 0.0).as_secs(), 7200);
    }

    #[test]
    fn jitter_only_adds_and_at_most_a_quarter() {
        assert_eq!(backoff(1, None, 1.0).as_secs(), 75);
        assert_eq!(backoff(1, None, 7.0).as_secs(), 75);
        assert_eq!(backoff(1, None, -3.0).as_secs(), 60);
        assert_eq!(backoff(1, None, f64::NAN).as_secs(), 60);
    }
}
