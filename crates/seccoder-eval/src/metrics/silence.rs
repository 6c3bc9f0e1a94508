//! When method `auto` is silent: how often it shows an example at which threshold.
//!
//! Ordinary requests should get no demonstration, requests prone to a weakness should, and one
//! with that weakness. All are retrieved for once; the rest is counting. As in a real request the
//! first example that is sure enough is the one that is shown, which need not be the first found.

use serde::{Deserialize, Serialize};

/// Thresholds are looked for in steps of this share of 1.
const STEPS: u16 = 100;

/// An example found for a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// How sure it is that the example is of use.
    pub confidence: f32,
    /// Whether it avoids the request's weakness.
    pub fits: bool,
}

/// What was found for a request, best first.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Probe {
    /// The examples.
    pub found: Vec<Candidate>,
}

impl Probe {
    /// The example that is shown at this threshold, if any is.
    #[must_use]
    pub fn shown(&self, threshold: f32) -> Option<&Candidate> {
        let mut found = self.found.iter();
        found.find(|candidate| candidate.confidence >= threshold)
    }
}

/// What is shown at one threshold.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The threshold.
    pub threshold: f32,
    /// Share of the ordinary requests that get a demonstration; `None` without a request.
    pub ordinary: Option<f64>,
    /// Share of the security tasks that get one.
    pub security: Option<f64>,
    /// Of those, the share whose demonstration avoids their weakness; `None` where none is shown.
    pub right: Option<f64>,
}

impl Point {
    /// At this threshold.
    #[must_use]
    pub fn at(threshold: f32, ordinary: &[Probe], security: &[Probe]) -> Self {
        let shown = |probes: &[Probe]| -> Vec<bool> {
            let shown = probes.iter().filter_map(|probe| probe.shown(threshold));
            shown.map(|candidate| candidate.fits).collect()
        };
        let fits = shown(security);
        let right = fits.iter().filter(|fits| **fits).count();
        Self {
            threshold,
            ordinary: share(shown(ordinary).len(), ordinary.len()),
            security: share(fits.len(), security.len()),
            right: share(right, fits.len()),
        }
    }

    fn says_the_same(&self, other: &Self) -> bool {
        let shares = |point: &Self| (point.ordinary, point.security, point.right);
        shares(self) == shares(other)
    }
}

fn share(part: usize, of: usize) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

/// The thresholds with two decimals, from 0 to 1.
fn thresholds() -> impl Iterator<Item = f32> {
    (0..=STEPS).map(|step| f32::from(step) / f32::from(STEPS))
}

/// The thresholds at which something changes, from 0 on, and what is shown at each.
#[must_use]
pub fn curve(ordinary: &[Probe], security: &[Probe]) -> Vec<Point> {
    let mut points: Vec<Point> = Vec::new();
    for threshold in thresholds() {
        let point = Point::at(threshold, ordinary, security);
        if points.last().is_none_or(|last| !last.says_the_same(&point)) {
            points.push(point);
        }
    }
    points
}

/// The lowest threshold with two decimals at which at most this share of the ordinary requests
/// gets a demonstration; `None` when even 1 is not enough, and without a request.
#[must_use]
pub fn lowest_threshold(ordinary: &[Probe], at_most: f64) -> Option<f32> {
    // The share never grows with the threshold.
    thresholds().find(|threshold| {
        let point = Point::at(*threshold, ordinary, &[]);
        point.ordinary.is_some_and(|share| share <= at_most)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn probe(found: &[(f32, bool)]) -> Probe {
        let found = found
            .iter()
            .map(|&(confidence, fits)| Candidate { confidence, fits });
        Probe {
            found: found.collect(),
        }
    }

    #[test]
    fn the_first_that_is_sure_enough_is_shown() {
        let probe = probe(&[(0.3, false), (0.7, true), (0.9, false)]);
        assert!(!probe.shown(0.3).unwrap().fits);
        assert!(probe.shown(0.31).unwrap().fits);
        assert_eq!(probe.shown(0.71).unwrap().confidence, 0.9);
        assert_eq!(probe.shown(0.91), None);
        assert_eq!(Probe::default().shown(0.0), None, "nothing was found");
    }

    #[test]
    fn the_curve_has_a_point_for_each_change() {
        let ordinary = [probe(&[(0.2, false)]), probe(&[])];
        let security = [probe(&[(0.2, false), (0.5, true)]), probe(&[(0.6, true)])];
        let curve = curve(&ordinary, &security);
        let points: Vec<_> = curve
            .iter()
            .map(|p| (p.threshold, p.ordinary, p.security, p.right))
            .collect();
        assert_eq!(
            points,
            [
                (0.0, Some(0.5), Some(1.0), Some(0.5)),
                (0.21, Some(0.0), Some(1.0), Some(1.0)),
                (0.51, Some(0.0), Some(0.5), Some(1.0)),
                (0.61, Some(0.0), Some(0.0), None),
            ]
        );
    }

    #[test]
    fn the_lowest_threshold_that_is_quiet_enough_is_taken() {
        let sure = [0.0, 0.1, 0.2, 0.3, 1.0];
        let ordinary = sure.map(|sure| probe(&[(sure, false)]));
        assert_eq!(lowest_threshold(&ordinary, 1.0), Some(0.0));
        assert_eq!(lowest_threshold(&ordinary, 0.4), Some(0.21));
        assert_eq!(lowest_threshold(&ordinary, 0.2), Some(0.31));
        assert_eq!(lowest_threshold(&ordinary, 0.1), None);
        assert_eq!(lowest_threshold(&[], 1.0), None);
        // A later hit that is surer than the first counts as well.
        let ordinary = [probe(&[(0.1, false), (0.4, false)])];
        assert_eq!(lowest_threshold(&ordinary, 0.0), Some(0.41));
    }
}
