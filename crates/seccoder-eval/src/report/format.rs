//! How numbers are written. What is not known is a dash.

use crate::metrics::bootstrap::Interval;
use crate::metrics::paired::PValue;
use crate::metrics::{Bounds, latency::Spread};

/// What stands for a value that is not known.
pub const UNKNOWN: &str = "—";

fn or_unknown<T>(value: Option<T>, write: impl FnOnce(T) -> String) -> String {
    value.map_or_else(|| UNKNOWN.to_owned(), write)
}

/// A share as percent: `70.3`.
#[must_use]
pub fn percent(share: Option<f64>) -> String {
    or_unknown(share, |share| format!("{:.1}", share * 100.0))
}

/// An interval in percent: `[60.1, 80.2]`.
#[must_use]
pub fn interval(interval: Option<Interval>) -> String {
    or_unknown(interval, |Interval { low, high, .. }| {
        format!("[{:.1}, {:.1}]", low * 100.0, high * 100.0)
    })
}

/// Bounds in percent: `60.1–80.2`.
#[must_use]
pub fn bounds(bounds: Option<Bounds>) -> String {
    or_unknown(bounds, |Bounds { low, high }| {
        format!("{:.1}–{:.1}", low * 100.0, high * 100.0)
    })
}

/// A difference in percentage points, with its sign: `+12.1`.
#[must_use]
pub fn points(difference: f64) -> String {
    // Rounding must not give a negative zero.
    let tenths = (difference * 1000.0).round() / 10.0 + 0.0;
    if tenths > 0.0 {
        format!("+{tenths:.1}")
    } else {
        format!("{tenths:.1}")
    }
}

/// A p-value: `0.031`, `<0.001`.
#[must_use]
pub fn p_value(test: PValue) -> String {
    if test.p < 0.001 {
        "<0.001".to_owned()
    } else {
        format!("{:.3}", test.p)
    }
}

/// Milliseconds in the unit that fits: `0.2 ms`, `531 ms`, `7.2 s`.
#[must_use]
pub fn milliseconds(ms: f64) -> String {
    match ms {
        ms if ms < 10.0 => format!("{ms:.1} ms"),
        ms if ms < 1000.0 => format!("{ms:.0} ms"),
        ms if ms < 100_000.0 => format!("{:.1} s", ms / 1000.0),
        ms => format!("{:.0} s", ms / 1000.0),
    }
}

/// Median and 95th percentile of milliseconds.
#[must_use]
pub fn spread(Spread { p50, p95 }: Spread) -> String {
    format!("{} / {}", milliseconds(p50), milliseconds(p95))
}

/// A number with one digit behind the point.
#[must_use]
pub fn one_digit(value: Option<f64>) -> String {
    or_unknown(value, |value| format!("{value:.1}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_unknown_is_a_dash() {
        assert_eq!(percent(Some(0.7034)), "70.3");
        assert_eq!(percent(None), "—");
        assert_eq!(points(0.1207), "+12.1");
        assert_eq!(points(-0.0001), "0.0");
        assert_eq!(points(-0.02), "-2.0");
        assert_eq!(milliseconds(0.213), "0.2 ms");
        assert_eq!(milliseconds(531.2), "531 ms");
        assert_eq!(milliseconds(7154.0), "7.2 s");
        assert_eq!(milliseconds(123_456.0), "123 s");
    }
}
