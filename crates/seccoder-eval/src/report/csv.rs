//! CSV as RFC 4180 has it, safe to open in a spreadsheet.
//!
//! A spreadsheet takes a text that begins with `=`, `+`, `-` or `@` for a formula and may run
//! it. Such texts get a leading apostrophe, which spreadsheets read as "this is text". Columns
//! of numbers are left alone.

use super::Report;
use super::columns::{Values, columns};
use crate::metrics::bootstrap::Interval;
use crate::metrics::security_rate::Counts;

/// One row per sample, without the prompt's and the completion's text.
#[must_use]
pub fn samples(report: &Report) -> String {
    let columns: Vec<_> = columns(report)
        .into_iter()
        .filter(|column| !column.long)
        .collect();
    let mut csv = String::new();
    line(
        &mut csv,
        columns.iter().map(|column| column.name.to_owned()),
    );
    for row in 0..report.run.samples.len() {
        line(
            &mut csv,
            columns.iter().map(|column| match &column.values {
                Values::Text(values) => values[row].as_deref().map(text).unwrap_or_default(),
                Values::Integer(values) => number(values[row]),
                Values::Real(values) => number(values[row]),
                Values::Truth(values) => number(values[row]),
            }),
        );
    }
    csv
}

/// One row per arm. Rates are shares between 0 and 1.
#[must_use]
pub fn summary(report: &Report) -> String {
    let ks = &report.summary.options.ks;
    let mut csv = String::new();
    let mut names: Vec<String> = [
        "arm",
        "samples",
        "judged",
        "security",
        "security_low",
        "security_high",
        "security_if_unjudged_insecure",
        "security_if_unjudged_secure",
        "coverage",
        "secure",
        "insecure",
        "invalid",
        "duplicate",
        "unjudged",
        "idle_share",
    ]
    .map(str::to_owned)
    .to_vec();
    for measure in ["pass", "secure_pass"] {
        for k in ks {
            names.extend(["", "_low", "_high"].map(|end| format!("{measure}_at_{k}{end}")));
        }
    }
    names.extend(
        [
            "mean_added_tokens",
            "first_token_ms_p50",
            "generate_ms_p50",
            "total_ms_p50",
            "total_ms_p95",
            "tokens_per_s",
            "judging_s",
        ]
        .map(str::to_owned),
    );
    line(&mut csv, names);
    for arm in report.arms() {
        let security = arm.security.as_ref();
        let counts = security.map(|security| security.counts);
        let count = |of: fn(Counts) -> u32| number(counts.map(of));
        let mut cells = vec![
            text(&arm.arm),
            arm.samples.to_string(),
            arm.judged.to_string(),
            number(security.and_then(|s| s.rate)),
        ];
        cells.extend(ends(security.and_then(|s| s.interval)));
        let bounds = security.and_then(|s| s.bounds);
        cells.extend([
            number(bounds.map(|bounds| bounds.low)),
            number(bounds.map(|bounds| bounds.high)),
            number(security.map(|s| s.coverage)),
            count(|counts| counts.secure),
            count(|counts| counts.insecure),
            count(|counts| counts.invalid),
            count(|counts| counts.duplicate),
            count(|counts| counts.unjudged),
            number(security.and_then(|s| s.idle.share())),
        ]);
        for values in [&arm.function, &arm.secure_function] {
            for k in ks {
                let value = values.iter().find(|value| value.k == *k);
                cells.push(number(value.and_then(|value| value.value)));
                cells.extend(ends(value.and_then(|value| value.interval)));
            }
        }
        let latency = arm.latency.as_ref();
        cells.extend([
            number(latency.map(|l| l.mean_added_tokens)),
            number(latency.map(|l| l.stages.first_token_ms.p50)),
            number(latency.map(|l| l.stages.generate_ms.p50)),
            number(latency.map(|l| l.stages.total_ms.p50)),
            number(latency.map(|l| l.stages.total_ms.p95)),
            number(latency.and_then(|l| l.tokens_per_s)),
            number(latency.map(|l| l.judging_s)),
        ]);
        line(&mut csv, cells);
    }
    csv
}

fn ends(interval: Option<Interval>) -> [String; 2] {
    [
        number(interval.map(|interval| interval.low)),
        number(interval.map(|interval| interval.high)),
    ]
}

fn number(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A text that no spreadsheet takes for a formula.
fn text(text: &str) -> String {
    // Spreadsheets skip what is blank before they look.
    let first = text.trim_start().chars().next();
    if matches!(first, Some('=' | '+' | '-' | '@')) || text.starts_with(['\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn line(csv: &mut String, cells: impl IntoIterator<Item = String>) {
    for (place, cell) in cells.into_iter().enumerate() {
        if place > 0 {
            csv.push(',');
        }
        if cell.contains([',', '"', '\n', '\r']) {
            csv.push('"');
            csv.push_str(&cell.replace('"', "\"\""));
            csv.push('"');
        } else {
            csv.push_str(&cell);
        }
    }
    csv.push_str("\r\n");
}

#[cfg(test)]
mod tests {
    use seccoder::oracle::Verdict;

    use super::*;
    use crate::report::testing;

    #[test]
    fn formulas_become_text() {
        for bad in ["=cmd()", "+1", "-1", "@x", " =1", "\t1", "\n=1"] {
            assert!(text(bad).starts_with('\''), "{bad:?}");
        }
        assert_eq!(text("a=b"), "a=b");
    }

    #[test]
    fn cells_with_commas_quotes_and_lines_are_quoted() {
        let mut csv = String::new();
        line(
            &mut csv,
            ["a,b", "say \"x\"", "1\n2", "c"].map(str::to_owned),
        );
        assert_eq!(csv, "\"a,b\",\"say \"\"x\"\"\",\"1\n2\",c\r\n");
    }

    #[test]
    fn every_row_has_a_cell_for_every_column() {
        let mut report = testing::report();
        let bad = "=cmd(\"x\",1)".to_owned();
        report.run.verdicts[0].verdict = Some(Verdict::Unjudged(bad));
        let csv = samples(&report);
        assert_eq!(csv.matches("\r\n").count(), report.run.samples.len() + 1);
        assert!(csv.contains(",\"'=cmd(\"\"x\"\",1)\","), "{csv}");
        for csv in [csv, summary(&report)] {
            let cells: Vec<usize> = csv.split_terminator("\r\n").map(cells).collect();
            assert!(cells.iter().all(|count| *count == cells[0]), "{cells:?}");
        }
    }

    fn cells(line: &str) -> usize {
        let mut quoted = false;
        line.chars().fold(1, |count, c| {
            quoted ^= c == '"';
            count + usize::from(c == ',' && !quoted)
        })
    }

    #[test]
    fn the_summary_has_a_row_for_each_arm() {
        insta::assert_snapshot!(summary(&testing::report()));
    }
}
