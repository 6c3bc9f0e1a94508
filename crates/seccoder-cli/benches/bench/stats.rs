//! Medians and percentiles of times.

use std::time::{Duration, Instant};

/// How long something took, and its result.
pub fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let start = Instant::now();
    let result = work();
    (start.elapsed(), result)
}

/// The value that `percent` of the times do not exceed (nearest rank); zero for no times.
pub fn percentile(times: &[Duration], percent: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or_default()
}

/// The middle one of the times.
pub fn median(times: &[Duration]) -> Duration {
    percentile(times, 50)
}

/// The times as `1234 ms`, in the order in which they were measured.
pub fn list(times: &[Duration]) -> String {
    let texts: Vec<String> = times.iter().map(|&time| ms(time)).collect();
    texts.join(", ")
}

/// `1234 ms`, with decimals where there are few milliseconds.
pub fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    match ms {
        ..1.0 => format!("{ms:.3} ms"),
        ..100.0 => format!("{ms:.2} ms"),
        _ => format!("{ms:.0} ms"),
    }
}

/// `a / b`.
pub fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}
