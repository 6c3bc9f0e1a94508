//! Charts as SVG inside the page: bars with whiskers, and dots by scenario.
//!
//! Colours come from the page's style sheet, so that light and dark both work. Every chart has a
//! title and a description, and the numbers stand beside the bars: nobody needs the colours.

use std::fmt::Write as _;

use super::format::percent;
use crate::metrics::bootstrap::Interval;

const WIDTH: f64 = 720.0;
const LABEL: f64 = 190.0;
const VALUE: f64 = 70.0;
const PLOT: f64 = WIDTH - LABEL - VALUE;

/// One bar.
pub(super) struct Bar<'a> {
    pub(super) label: &'a str,
    pub(super) value: Option<f64>,
    pub(super) interval: Option<Interval>,
}

fn x(share: f64) -> f64 {
    LABEL + share.clamp(0.0, 1.0) * PLOT
}

/// Text that is safe between tags and in attributes.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in super::table::one_line(text).chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(c),
        }
    }
    safe
}

fn label(text: &str) -> String {
    escape(&super::table::clip(text, 28))
}

/// The beginning of a chart, with its description.
fn open(id: &str, title: &str, description: &str, height: f64) -> String {
    let mut svg = String::new();
    let _ = write!(
        svg,
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\">\
         <title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>",
        escape(title),
        escape(description)
    );
    svg
}

/// An axis from 0 to 100 percent, drawn over what is behind it and under what comes next.
fn axis(svg: &mut String, height: f64) {
    for quarter in 0..=4 {
        let share = f64::from(quarter) / 4.0;
        let (at, bottom) = (x(share), height - 18.0);
        let _ = write!(
            svg,
            "<line class=\"grid\" x1=\"{at}\" x2=\"{at}\" y1=\"4\" y2=\"{bottom}\"/>\
             <text class=\"axis\" x=\"{at}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
            height - 4.0,
            quarter * 25
        );
    }
}

/// Horizontal bars of shares, with whiskers for their intervals.
pub(super) fn bars(id: &str, title: &str, bars: &[Bar<'_>]) -> String {
    const ROW: f64 = 30.0;
    let description: Vec<String> = bars
        .iter()
        .map(|bar| {
            let range = super::format::interval(bar.interval);
            format!("{}: {} percent {range}", bar.label, percent(bar.value))
        })
        .collect();
    let height = ROW * bars.len() as f64 + 26.0;
    let mut svg = open(id, title, &description.join("; "), height);
    axis(&mut svg, height);
    for (place, bar) in bars.iter().enumerate() {
        let top = 4.0 + ROW * place as f64;
        let middle = top + ROW / 2.0;
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            LABEL - 8.0,
            middle + 4.0,
            label(bar.label)
        );
        if let Some(value) = bar.value {
            let _ = write!(
                svg,
                "<rect class=\"bar s{}\" x=\"{LABEL}\" y=\"{}\" width=\"{:.1}\" height=\"{}\"/>",
                place % 6,
                top + 5.0,
                x(value) - LABEL,
                ROW - 10.0
            );
        }
        if let Some(Interval { low, high, .. }) = bar.interval {
            let (low, high) = (x(low), x(high));
            let (above, below) = (middle - 5.0, middle + 5.0);
            let _ = write!(
                svg,
                "<path class=\"whisker\" d=\"M{low:.1} {above}V{below}M{low:.1} {middle}H{high:.1}\
                 M{high:.1} {above}V{below}\"/>"
            );
        }
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            WIDTH - 8.0,
            middle + 4.0,
            percent(bar.value)
        );
    }
    svg.push_str("</svg>");
    svg
}

/// A row of dots for each scenario, one dot for each series.
pub(super) fn dots(
    id: &str,
    title: &str,
    series: &[&str],
    rows: &[(&str, Vec<Option<f64>>)],
) -> String {
    // Dots of one row lie on lanes of their own, since many are at 0 or 100.
    const LANE: f64 = 9.0;
    let row_height = (LANE * series.len() as f64 + 6.0).max(20.0);
    let height = row_height * rows.len() as f64 + 26.0;
    let description = format!(
        "{} scenarios, a dot for each of: {}. The table below has the numbers.",
        rows.len(),
        series.join(", ")
    );
    let mut svg = open(id, title, &description, height);
    let top_of = |place: usize| 4.0 + row_height * place as f64;
    for place in (1..rows.len()).step_by(2) {
        let top = top_of(place);
        let _ = write!(
            svg,
            "<rect class=\"stripe\" x=\"0\" y=\"{top}\" width=\"{WIDTH}\" height=\"{row_height}\"/>"
        );
    }
    axis(&mut svg, height);
    for (place, (task, values)) in rows.iter().enumerate() {
        let top = top_of(place);
        let _ = write!(
            svg,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"end\">{}</text>",
            LABEL - 8.0,
            top + row_height / 2.0 + 4.0,
            label(task)
        );
        let first = top + (row_height - LANE * series.len() as f64) / 2.0 + LANE / 2.0;
        for (lane, value) in values.iter().enumerate() {
            let Some(value) = value else {
                continue;
            };
            let _ = write!(
                svg,
                "<g class=\"s{}\">{}<title>{}: {} percent</title></g>",
                lane % 6,
                mark(lane, x(*value), first + LANE * lane as f64),
                escape(series[lane]),
                percent(Some(*value))
            );
        }
    }
    svg.push_str("</svg>");
    svg
}

/// A mark whose shape tells series apart without their colour.
fn mark(series: usize, x: f64, y: f64) -> String {
    match series % 3 {
        0 => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"4\"/>"),
        1 => format!(
            "<rect x=\"{:.1}\" y=\"{:.1}\" width=\"7\" height=\"7\"/>",
            x - 3.5,
            y - 3.5
        ),
        _ => format!("<path d=\"M{x:.1} {:.1}l4.5 8h-9z\"/>", y - 4.5),
    }
}

/// A series' mark alone, for the legend.
pub(super) fn legend(series: usize) -> String {
    format!(
        "<svg class=\"key\" viewBox=\"0 0 12 12\" aria-hidden=\"true\"><g class=\"s{}\">{}</g></svg>",
        series % 6,
        mark(series, 6.0, 6.0)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::testing::HOSTILE;

    #[test]
    fn names_stay_text() {
        let bar = Bar {
            label: HOSTILE,
            value: Some(0.5),
            interval: None,
        };
        let charts =
            bars("a", HOSTILE, &[bar]) + &dots("b", "t", &[HOSTILE], &[(HOSTILE, vec![Some(1.0)])]);
        assert!(
            !charts.contains("<script") && !charts.contains("<img"),
            "{charts}"
        );
    }

    #[test]
    fn a_value_that_is_not_known_has_no_bar() {
        let bar = Bar {
            label: "x",
            value: None,
            interval: None,
        };
        let chart = bars("a", "t", &[bar]);
        assert!(
            !chart.contains("class=\"bar") && chart.contains('—'),
            "{chart}"
        );
    }
}
