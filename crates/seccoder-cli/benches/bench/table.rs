//! The table that is printed.

use crate::machine;

/// Why a row could not be measured.
pub type Failure = Box<dyn std::error::Error>;

/// Columns of the table.
const COLUMNS: [&str; 5] = ["row", "measured", "ratio", "target", ""];

/// A line of the table and what is to be said under it.
pub struct Row {
    cells: [String; 5],
    notes: Vec<String>,
}

impl Row {
    /// A row without ratio and target.
    pub fn new(name: &str, measured: String) -> Self {
        let none = || "-".to_owned();
        Self {
            cells: [name.to_owned(), measured, none(), none(), none()],
            notes: Vec::new(),
        }
    }

    /// With what is measured against the peer.
    pub fn ratio(mut self, ratio: String) -> Self {
        self.cells[2] = ratio;
        self
    }

    /// With the target and whether it is met.
    pub fn target(self, target: &str, met: bool) -> Self {
        self.verdict(target, if met { "met" } else { "missed" })
    }

    /// With the target and a verdict in other words.
    pub fn verdict(mut self, target: &str, verdict: &str) -> Self {
        self.cells[3] = target.to_owned();
        self.cells[4] = verdict.to_owned();
        self
    }

    /// With how many cores others kept busy meanwhile; too many make the verdict doubtful.
    pub fn others(mut self, cores: Option<f64>) -> Self {
        let Some(cores) = cores else { return self };
        if cores > machine::QUIET_CORES {
            self.cells[4].push_str(" (busy machine)");
        }
        self.note(format!(
            "others kept {cores:.2} cores busy during this measurement"
        ))
    }

    /// The row in one line, without columns.
    pub fn summary(&self) -> String {
        self.cells.join("; ").trim_end_matches("; ").to_owned()
    }

    /// With a line under the table.
    pub fn note(mut self, note: String) -> Self {
        self.notes.push(note);
        self
    }
}

/// Prints the rows in columns, then their notes.
pub fn print(rows: &[Row]) {
    let heading = COLUMNS.map(str::to_owned);
    let lines: Vec<&[String; 5]> = std::iter::once(&heading)
        .chain(rows.iter().map(|row| &row.cells))
        .collect();
    let widths: [usize; 5] = std::array::from_fn(|column| {
        let cells = lines.iter().map(|cells| cells[column].chars().count());
        cells.max().unwrap_or(0)
    });
    println!();
    for (i, cells) in lines.iter().enumerate() {
        println!("{}", line(cells, &widths));
        if i == 0 {
            println!("{}", line(&widths.map(|width| "-".repeat(width)), &widths));
        }
    }
    println!();
    for row in rows.iter().filter(|row| !row.notes.is_empty()) {
        println!("{}", row.cells[0]);
        for note in &row.notes {
            println!("    {note}");
        }
    }
}

fn line(cells: &[String; 5], widths: &[usize; 5]) -> String {
    let padded: Vec<String> = cells
        .iter()
        .zip(widths)
        .map(|(cell, &width)| format!("{cell:width$}"))
        .collect();
    padded.join("  ").trim_end().to_owned()
}
