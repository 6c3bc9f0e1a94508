//! When and after how long a failed request is repeated.

use std::time::Duration;

use rand::Rng;
use reqwest::header::{HeaderMap, RETRY_AFTER};

/// The longest wait that a server may ask for.
const MAX_RETRY_AFTER: Duration = Duration::from_secs(30);
/// The longest wait that the back-off reaches by itself.
const MAX_BACKOFF: Duration = Duration::from_secs(8);

/// Whether a failed attempt is worth another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    /// The same request would fail again, or part of the answer was already seen.
    No,
    /// Another attempt may do better, after the time the server named, if it did.
    After(Option<Duration>),
}

impl Retry {
    /// What an HTTP status says.
    pub(super) fn for_status(status: u16, headers: &HeaderMap) -> Self {
        match status {
            429 | 500 | 502 | 503 | 504 => Self::After(retry_after(headers)),
            _ => Self::No,
        }
    }
}

/// How often and how patiently.
#[derive(Debug, Clone, Copy)]
pub(super) struct Policy {
    /// Repetitions after the first attempt.
    pub(super) retries: u32,
    /// The wait before the first repetition.
    pub(super) wait: Duration,
}

impl Policy {
    /// The wait before repetition number `done + 1`, or `None` to give up.
    pub(super) fn delay(&self, done: u32, retry: Retry) -> Option<Duration> {
        let Retry::After(asked) = retry else {
            return None;
        };
        if done >= self.retries {
            return None;
        }
        let doubled = self
            .wait
            .saturating_mul(2_u32.saturating_pow(done))
            .min(MAX_BACKOFF);
        // Between half and the whole: clients that failed together do not come back together.
        let backoff = doubled.mul_f64(rand::rng().random_range(0.5..=1.0));
        Some(asked.map_or(backoff, |asked| asked.min(MAX_RETRY_AFTER)))
    }
}

/// The wait a server asks for, in its form as seconds. A date is not understood and
/// leaves the wait to the back-off.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds: f64 = headers
        .get(RETRY_AFTER)?
        .to_str()
        .ok()?
        .trim()
        .parse()
        .ok()?;
    // The bound keeps the conversion from failing on a huge number.
    Duration::try_from_secs_f64(seconds.min(MAX_RETRY_AFTER.as_secs_f64())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().unwrap());
        headers
    }

    #[test]
    fn waits_double_with_jitter_and_end() {
        let policy = Policy {
            retries: 3,
            wait: Duration::from_millis(100),
        };
        for (done, most) in [(0, 100), (1, 200), (2, 400)] {
            let delay = policy.delay(done, Retry::After(None)).unwrap();
            let most = Duration::from_millis(most);
            assert!(delay >= most / 2 && delay <= most, "{delay:?}");
        }
        assert_eq!(policy.delay(3, Retry::After(None)), None);
        assert_eq!(policy.delay(0, Retry::No), None);
        let patient = Policy {
            retries: u32::MAX,
            wait: Duration::from_secs(1),
        };
        assert!(patient.delay(1000, Retry::After(None)).unwrap() <= MAX_BACKOFF);
    }

    #[test]
    fn retry_after_is_respected_up_to_a_bound() {
        let policy = Policy {
            retries: 1,
            wait: Duration::from_millis(1),
        };
        let delay = |value| {
            policy
                .delay(0, Retry::for_status(429, &headers(value)))
                .unwrap()
        };
        assert_eq!(delay("2"), Duration::from_secs(2));
        assert_eq!(delay("1e300"), MAX_RETRY_AFTER);
        assert_eq!(delay("0"), Duration::ZERO);
        for unclear in ["-5", "NaN", "Wed, 21 Oct 2015 07:28:00 GMT"] {
            assert!(delay(unclear) <= MAX_RETRY_AFTER, "{unclear}");
        }
        assert_eq!(Retry::for_status(400, &headers("2")), Retry::No);
    }
}
