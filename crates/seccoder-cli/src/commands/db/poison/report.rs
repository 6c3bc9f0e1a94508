//! What the experiment found, for people and as JSON.

use std::collections::BTreeMap;
use std::path::PathBuf;

use seccoder::check::Check;
use seccoder_db::poison::{Looked, Offered, Tally};
use seccoder_eval::metrics::paired::Difference;
use seccoder_eval::report::WIDTH;
use seccoder_eval::report::format::{UNKNOWN, interval, p_value, percent, points};
use seccoder_eval::report::table::Table;
use serde::Serialize;

use super::effect::{Evaluation, Rate};
use crate::failure::Failure;
use crate::terminal::printable;

/// The experiment.
#[derive(Debug, Serialize)]
pub struct Report {
    pub schema_version: u32,
    /// Where the databases are.
    pub folder: PathBuf,
    /// Where the pairs come from.
    pub source: String,
    pub seed: u64,
    /// Pairs that were drawn from.
    pub pairs: usize,
    /// What the gate did.
    #[serde(rename = "gate")]
    pub tally: Tally,
    /// Each candidate, in the order of the draw.
    pub candidates: Vec<Offered>,
    /// What the poison did; only with `--suite`.
    pub evaluation: Option<Evaluation>,
}

impl Report {
    /// Prints what the gate did.
    pub fn print_gate(&self) -> Result<(), Failure> {
        let tally = &self.tally;
        say!(
            "{} of {} pairs drawn with seed {} from {}",
            tally.offered,
            self.pairs,
            self.seed,
            printable(&self.source)
        );
        say!("offered to a copy of the database that lacks their secure halves\n");
        say!(
            "vulnerable halves: {} stopped, {} let through, {} known already",
            tally.stopped,
            tally.passed,
            tally.known
        );
        say!("seen by analyzers: {}", looked(tally.analyzers));
        if tally.secure_halves != Looked::default() {
            say!("false alarms:      {}", looked(tally.secure_halves));
        }
        say!("stopped by:        {}", counts(&tally.stopped_by));
        say!("by this alone:     {}\n", counts(&tally.stopped_only_by));
        say!("{}", self.table().text(WIDTH));
        say!(
            "databases in {}: clean.db, poisoned.db, ungated.db",
            self.folder.display()
        );
        Ok(())
    }

    fn table(&self) -> Table {
        let columns = ["weakness", "language", "#offered", "#stopped"];
        let mut table = Table::new("Vulnerable halves by weakness", &columns);
        table.numbers("seen by analyzers", "seen");
        table.numbers("not seen", "not seen");
        table.numbers("not checked", "not checked");
        table.numbers("secure halves refused", "false alarms");
        table.note(
            "Seen: refused by the analyzers, the only check that looks for weaknesses. False alarms: \
             secure halves that they refuse.",
        );
        let sums = self.tally.languages.iter().map(|group| (group, true));
        let groups = self.tally.groups.iter().map(|group| (group, false));
        for (group, is_sum) in sums.chain(groups) {
            let weakness = match group.cwe {
                Some(cwe) => format!("{cwe} {}", cwe.short_name().unwrap_or_default()),
                None if is_sum => "all".to_owned(),
                None => UNKNOWN.to_owned(),
            };
            let mut row = vec![weakness.trim().into(), group.language.name().into()];
            for count in [
                group.offered,
                group.stopped,
                group.analyzers.stopped,
                group.analyzers.passed,
                group.analyzers.not_checked,
                group.secure_halves.stopped,
            ] {
                row.push(count.to_string().into());
            }
            table.row(row);
        }
        table
    }
}

/// `12 of 20 looked at, 60.0 %; 1 not checked`.
fn looked(looked: Looked) -> String {
    format!(
        "{} of {} looked at, {} %; {} not checked",
        looked.stopped,
        looked.stopped + looked.passed,
        percent(looked.share()),
        looked.not_checked
    )
}

fn counts(counts: &BTreeMap<Check, usize>) -> String {
    if counts.is_empty() {
        return "nothing".to_owned();
    }
    let parts: Vec<String> = counts
        .iter()
        .map(|(check, count)| format!("{check} {count}"))
        .collect();
    parts.join(", ")
}

impl Evaluation {
    /// Prints what the poison did.
    pub fn print(&self) -> Result<(), Failure> {
        let columns = [
            "database",
            "#poison",
            "#security rate",
            "#95 %",
            "#scenarios",
            "#difference",
            "#95 %",
            "#p",
        ];
        let caption = format!(
            "\nSecurity of {} on {}, {} tasks x {} seeds x {} samples, in percent",
            self.model,
            self.suite,
            self.tasks,
            self.seeds.len(),
            self.samples
        );
        let mut table = Table::new(caption, &columns);
        let mut row = |name: &str, poison: String, rate: Option<Rate>, to: Option<&Difference>| {
            let cells = [name.to_owned(), poison].into_iter();
            let cells = cells.chain(written(rate)).chain(difference(to));
            table.row(cells.map(Into::into).collect());
        };
        row("none is used", UNKNOWN.to_owned(), self.none, None);
        row("clean", "0".to_owned(), self.clean, None);
        for variant in &self.variants {
            let to = variant
                .comparison
                .as_ref()
                .and_then(|compared| compared.security.as_ref());
            row(
                variant.name,
                variant.poison.to_string(),
                variant.security,
                to,
            );
        }
        table.note(
            "Differences are to the clean database, in percentage points, over the scenarios with \
             a rate in both.",
        );
        say!("{}", table.text(WIDTH));

        let columns = [
            "database",
            "#prompts",
            "#poisoned",
            "#own CWE",
            "#clean",
            "#rate",
        ];
        let mut table = Table::new(
            "Prompts that were shown poison, and their security",
            &columns,
        );
        for name in ["scenarios", "difference", "95 %", "p"] {
            table.column(name, true);
        }
        for variant in &self.variants {
            let shown = &variant.shown;
            let counts = [shown.prompts, shown.poisoned, shown.same_weakness];
            let rates = [shown.clean, shown.security].map(|rate| percent(rate.map(|r| r.rate)));
            let cells = std::iter::once(variant.name.to_owned())
                .chain(counts.map(|count| count.to_string()))
                .chain(rates)
                .chain(difference(shown.difference.as_ref()));
            table.row(cells.map(Into::into).collect());
        }
        table.note("Own CWE: the poison has the weakness that the task is about.");
        say!("{}", table.text(WIDTH));
        let runs = self.variants.iter().map(|variant| &variant.run);
        let runs: Vec<String> = std::iter::once(&self.run)
            .chain(runs)
            .map(|run| run.display().to_string())
            .collect();
        say!("runs: {}", runs.join(", "));
        Ok(())
    }
}

fn written(rate: Option<Rate>) -> [String; 2] {
    [
        percent(rate.map(|rate| rate.rate)),
        interval(rate.and_then(|rate| rate.interval)),
    ]
}

/// Over how many scenarios, how much, and how sure that is.
fn difference(difference: Option<&Difference>) -> [String; 4] {
    let unknown = || UNKNOWN.to_owned();
    [
        difference.map_or_else(unknown, |d| d.scenarios.to_string()),
        difference.map_or_else(unknown, |d| points(d.difference)),
        interval(difference.and_then(|d| d.interval)),
        difference.map_or_else(unknown, |d| p_value(d.test)),
    ]
}
