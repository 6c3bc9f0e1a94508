//! A run in the shape of the paper's table or figure, the published value beside ours.
//!
//! One run holds one model, which is one column of most tables; several runs together make the
//! whole table. What the paper does not print is a dash, and a note says where it shows bars
//! without numbers.

use serde::Serialize;

use super::format::{UNKNOWN, points};
use super::markdown::section;
use super::table::{Cell, Table};
use crate::log::Run;
use crate::metrics::mean;
use crate::metrics::summary::RunSummary;
use crate::paper::{Experiment, Unit, published, rows};

/// A run that repeats an experiment, with its numbers.
#[derive(Debug, Clone, Copy)]
pub struct PaperRun<'a> {
    /// The run.
    pub run: &'a Run,
    /// Its numbers.
    pub summary: &'a RunSummary,
}

/// One of our values, in the unit that the paper prints.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measured {
    /// The row, usually a method.
    pub row: String,
    /// The column, usually a model.
    pub column: String,
    /// The value; `None` where nothing could be measured.
    pub value: Option<f64>,
}

/// The runs are no experiment of the paper's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// No run was given.
    #[error("no run was given")]
    NoRun,
    /// The run repeats no experiment.
    #[error("the run `{0}` repeats no experiment of the paper's")]
    NotPaper(String),
    /// The runs repeat different experiments.
    #[error("the runs repeat different experiments: {0} and {1}")]
    Different(Experiment, Experiment),
    /// Two runs fill the same column.
    #[error("two runs are about {0}")]
    Twice(String),
    /// The experiment is not made of samples.
    #[error("{0} is not measured on samples")]
    NoSamples(Experiment),
}

/// The experiment's table from runs that repeat it, in whatever order.
///
/// # Errors
/// When the runs do not make up one experiment.
pub fn paper_table(runs: &[PaperRun<'_>]) -> Result<Table, PaperError> {
    let experiment = experiment(runs)?;
    let mut values = Vec::new();
    let mut notes = Vec::new();
    let mut seen: Vec<(String, Vec<&str>)> = Vec::new();
    for PaperRun { run, summary } in runs {
        let column = column(run);
        let arms: Vec<&str> = summary.arms.iter().map(|arm| arm.arm.as_str()).collect();
        // One column may come from two runs if they have other rows, as in figure 3.
        if seen
            .iter()
            .any(|(name, old)| *name == column && arms.iter().any(|arm| old.contains(arm)))
        {
            return Err(PaperError::Twice(column));
        }
        notes.push(note(run, summary, &column));
        match experiment {
            Experiment::Table1
            | Experiment::Table2
            | Experiment::Table3
            | Experiment::Table4
            | Experiment::Table5
            | Experiment::Fig3 => rates(summary, &column, &mut values),
            Experiment::Fig4 | Experiment::Fig5 => passes(summary, &column, &mut values),
            Experiment::Fig8 if seen.is_empty() => breakdown(summary, &mut values),
            Experiment::Fig8 => return Err(PaperError::Twice("its scenarios".to_owned())),
            Experiment::Fig6 | Experiment::Fig7 | Experiment::Fig9 => {
                return Err(PaperError::NoSamples(experiment));
            }
        }
        seen.push((column, arms));
    }
    let mut table = table_of(experiment, &values);
    for note in notes {
        table.note(note);
    }
    Ok(table)
}

/// The same for a terminal.
///
/// # Errors
/// As [`paper_table`].
pub fn paper_text(runs: &[PaperRun<'_>]) -> Result<String, PaperError> {
    Ok(paper_table(runs)?.text(super::WIDTH))
}

/// The same as Markdown.
///
/// # Errors
/// As [`paper_table`].
pub fn paper_markdown(runs: &[PaperRun<'_>]) -> Result<String, PaperError> {
    Ok(section(&paper_table(runs)?))
}

fn experiment(runs: &[PaperRun<'_>]) -> Result<Experiment, PaperError> {
    let of = |run: &Run| {
        run.manifest
            .paper
            .as_deref()
            .and_then(|name| name.parse::<Experiment>().ok())
            .ok_or_else(|| PaperError::NotPaper(run.manifest.title.clone()))
    };
    let (first, rest) = runs.split_first().ok_or(PaperError::NoRun)?;
    let experiment = of(first.run)?;
    for other in rest {
        let other = of(other.run)?;
        if other != experiment {
            return Err(PaperError::Different(experiment, other));
        }
    }
    Ok(experiment)
}

fn column(run: &Run) -> String {
    let column = run.manifest.paper_column.as_ref();
    column.unwrap_or(&run.manifest.model.name).clone()
}

/// What a reader must know of a column: which model, and what is missing.
fn note(run: &Run, summary: &RunSummary, column: &str) -> String {
    let (have, want) = (run.samples.len(), run.expected());
    let mut note = format!("{column}: {}, {have} samples", run.manifest.model.name);
    if have < want {
        note.push_str(&format!(" of {want}"));
    }
    let missing = have.saturating_sub(run.verdicts.len());
    if missing > 0 {
        note.push_str(&format!(", {missing} not judged yet"));
    }
    let coverage = summary
        .arms
        .iter()
        .filter_map(|arm| Some(arm.security.as_ref()?.coverage))
        .fold(1.0, f64::min);
    if coverage < 1.0 {
        note.push_str(&format!(
            ", at least {:.0} % of scenarios in each mean",
            coverage * 100.0
        ));
    }
    note.push('.');
    note
}

fn rates(summary: &RunSummary, column: &str, values: &mut Vec<Measured>) {
    for arm in &summary.arms {
        values.push(Measured {
            row: arm.arm.clone(),
            column: column.to_owned(),
            value: arm
                .security
                .as_ref()
                .and_then(|s| s.rate)
                .map(|rate| rate * 100.0),
        });
    }
}

fn passes(summary: &RunSummary, column: &str, values: &mut Vec<Measured>) {
    for arm in &summary.arms {
        for pass in &arm.function {
            values.push(Measured {
                row: arm.arm.clone(),
                column: format!("{column} @{}", pass.k),
                value: pass.value.map(|value| value * 100.0),
            });
        }
    }
}

fn breakdown(summary: &RunSummary, values: &mut Vec<Measured>) {
    for arm in &summary.arms {
        for scenario in arm.security.iter().flat_map(|rate| &rate.scenarios) {
            values.push(Measured {
                row: arm.arm.clone(),
                column: scenario.task.clone(),
                value: scenario.rate.map(|rate| rate * 100.0),
            });
        }
    }
}

/// Our values beside the published ones: the paper's rows and columns first, then ours that it
/// does not have. Columns for which we have no value at all are left out.
#[must_use]
pub fn table_of(experiment: Experiment, values: &[Measured]) -> Table {
    let printed: Vec<_> = rows(experiment).collect();
    let mut methods: Vec<&str> = Vec::new();
    let mut columns: Vec<&str> = Vec::new();
    let mut add = |row, column| {
        if !methods.iter().any(|known| same(known, row)) {
            methods.push(row);
        }
        if !columns.contains(&column) {
            columns.push(column);
        }
    };
    for value in &printed {
        add(value.row, value.column);
    }
    for value in values {
        add(&value.row, &value.column);
    }
    columns.retain(|column| values.iter().any(|value| value.column == *column));

    let cell = |row: &str, column: &str| -> Cell {
        let ours = values
            .iter()
            .find(|value| same(&value.row, row) && value.column == column)
            .and_then(|value| value.value);
        let paper = published(experiment, row, column);
        let write = |value: Option<f64>, unit: Option<Unit>| match (value, unit) {
            (None, _) => UNKNOWN.to_owned(),
            (Some(value), Some(Unit::Count | Unit::Lines)) => format!("{value:.0}"),
            (Some(value), _) => format!("{value:.2}"),
        };
        // A row that the paper does not have is written like those it has.
        let in_column = printed.iter().find(|value| value.column == column);
        let unit = paper.as_ref().or(in_column).map(|paper| paper.unit);
        format!(
            "{} / {}",
            write(ours, unit),
            write(paper.map(|p| p.value), unit)
        )
        .into()
    };

    let mut table = Table::new(format!("{}: ours / paper", title(experiment)), &[]);
    // A figure's many scenarios stand below each other, as do a database's weaknesses.
    if experiment == Experiment::Fig8 {
        table.column("scenario", false);
        for method in &methods {
            table.column(method, true);
        }
        for column in &columns {
            let cells = methods.iter().map(|method| cell(method, column));
            table.row(std::iter::once(Cell::from(*column)).chain(cells).collect());
        }
    } else {
        table.column(
            if experiment == Experiment::Fig7 {
                "weakness"
            } else {
                "method"
            },
            false,
        );
        for column in &columns {
            table.column(column, true);
        }
        for method in &methods {
            let cells = columns.iter().map(|column| cell(method, column));
            table.row(std::iter::once(Cell::from(*method)).chain(cells).collect());
        }
    }
    if let Some(note) = gain(experiment, values) {
        table.note(note);
    }
    if let Some(note) = not_printed(experiment) {
        table.note(note);
    }
    table
}

/// Method names are the same in whatever case.
fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// The mean gain of SecCoder over none, where the experiment has both.
fn gain(experiment: Experiment, values: &[Measured]) -> Option<String> {
    const METHODS: [&str; 2] = ["None", "SecCoder-xl"];
    let ours = |row: &str, column: &str| {
        let found = values
            .iter()
            .find(|v| same(&v.row, row) && v.column == column);
        found.and_then(|value| value.value)
    };
    let paper = |row: &str, column: &str| published(experiment, row, column).map(|p| p.value);
    let [none, seccoder] = METHODS;
    let columns: Vec<&str> = values
        .iter()
        .filter(|value| same(&value.row, none))
        .map(|value| value.column.as_str())
        .filter(|column| paper(none, column).is_some() && paper(seccoder, column).is_some())
        .filter(|column| ours(none, column).is_some() && ours(seccoder, column).is_some())
        .collect();
    let over = |of: &dyn Fn(&str, &str) -> Option<f64>| {
        mean(
            columns
                .iter()
                .filter_map(|column| Some(of(seccoder, column)? - of(none, column)?)),
        )
    };
    let (ours, paper) = (over(&ours)?, over(&paper)?);
    Some(format!(
        "Mean gain of {seccoder} over {none}, {} compared: {} points, in the paper {}.",
        columns.len(),
        points(ours / 100.0),
        points(paper / 100.0)
    ))
}

const fn title(experiment: Experiment) -> &'static str {
    match experiment {
        Experiment::Table1 => "Table 1, security rate of attacked CodeGen, percent",
        Experiment::Table2 => "Table 2, security rate of attacked SantaCoder and InCoder, percent",
        Experiment::Table3 => "Table 3, security rate of original models, percent",
        Experiment::Table4 => "Table 4, security rate by retrieval strategy, percent",
        Experiment::Table5 => "Table 5, security rate by size of the retriever, percent",
        Experiment::Fig3 => "Figure 3, security rate of original and hardened models, percent",
        Experiment::Fig4 => "Figure 4, pass@k of CodeGen, percent",
        Experiment::Fig5 => "Figure 5, pass@k of SantaCoder and InCoder, percent",
        Experiment::Fig6 => "Figure 6, retrieval accuracy (percent) and minimum number",
        Experiment::Fig7 => "Figure 7, training data by weakness",
        Experiment::Fig8 => "Figure 8, security rate by scenario, percent",
        Experiment::Fig9 => "Figures 9 to 11, prompts and demonstrations",
    }
}

/// What the paper shows without its numbers.
const fn not_printed(experiment: Experiment) -> Option<&'static str> {
    Some(match experiment {
        Experiment::Fig3 => {
            "The paper shows this figure as bars without numbers; those given are Table 3's."
        }
        Experiment::Fig4 | Experiment::Fig5 => {
            "The paper shows this figure without numbers, so there is none to stand beside ours."
        }
        Experiment::Fig6 => {
            "The paper gives the minimum numbers in its text, the accuracies only as bars."
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::{Report, testing};

    fn repeating(experiment: &str, column: &str) -> Report {
        let mut run = testing::run();
        run.manifest.paper = Some(experiment.into());
        run.manifest.paper_column = Some(column.into());
        let rename = |arm: &mut String| {
            if arm == "seccoder" {
                "SecCoder-xl".clone_into(arm);
            }
        };
        run.samples.iter_mut().for_each(|s| rename(&mut s.key.arm));
        run.verdicts.iter_mut().for_each(|v| rename(&mut v.key.arm));
        testing::summarised(run)
    }

    fn of(report: &Report) -> PaperRun<'_> {
        PaperRun {
            run: &report.run,
            summary: &report.summary,
        }
    }

    #[test]
    fn several_runs_make_one_table() {
        let small = repeating("table3", "350M");
        let large = repeating("table3", "6.1B");
        let text = paper_text(&[of(&large), of(&small)]).unwrap();
        insta::assert_snapshot!(text);
        insta::assert_snapshot!(paper_markdown(&[of(&small)]).unwrap());
    }

    #[test]
    fn every_experiment_on_samples_fits_a_terminal() {
        for experiment in ["table1", "table4", "table5", "fig3", "fig4", "fig8"] {
            let column = if experiment == "fig4" { "2.7B" } else { "350M" };
            let report = repeating(experiment, column);
            let text = paper_text(&[of(&report)]).unwrap();
            let longest = text.lines().map(crate::report::table::length).max();
            assert!(longest <= Some(crate::report::WIDTH), "{text}");
        }
    }

    #[test]
    fn the_breakdown_has_a_row_for_each_scenario() {
        let report = repeating("fig8", "6.1B");
        let table = paper_table(&[of(&report)]).unwrap();
        let row = table
            .rows
            .iter()
            .find(|row| row[0].text == "cwe-089/0-py")
            .unwrap();
        assert_eq!(row[1].text, "0.00 / 50.67");
        let both = [of(&report), of(&report)];
        assert!(matches!(paper_table(&both), Err(PaperError::Twice(_))));
    }

    #[test]
    fn values_without_samples_have_a_table_too() {
        let value = |row: &str, column: &str, value| Measured {
            row: row.into(),
            column: column.into(),
            value: Some(value),
        };
        let values = [
            value("BM25", "minimum number", 400.0),
            value("SecCoder-xl", "minimum number", 30.0),
            value("SecCoder-xl", "accuracy", 66.7),
        ];
        insta::assert_snapshot!(table_of(Experiment::Fig6, &values).text(100));
    }

    #[test]
    fn what_is_no_experiment_is_refused() {
        assert_eq!(paper_table(&[]), Err(PaperError::NoRun));
        let plain = testing::report();
        assert!(matches!(
            paper_table(&[of(&plain)]),
            Err(PaperError::NotPaper(_))
        ));
        let (a, b) = (repeating("table3", "350M"), repeating("table4", "350M"));
        assert_eq!(
            paper_table(&[of(&a), of(&b)]),
            Err(PaperError::Different(
                Experiment::Table3,
                Experiment::Table4
            ))
        );
        let a = repeating("table3", "350M");
        assert_eq!(
            paper_table(&[of(&a), of(&a)]),
            Err(PaperError::Twice("350M".into()))
        );
        let a = repeating("fig6", "x");
        assert_eq!(
            paper_table(&[of(&a)]),
            Err(PaperError::NoSamples(Experiment::Fig6))
        );
    }
}
