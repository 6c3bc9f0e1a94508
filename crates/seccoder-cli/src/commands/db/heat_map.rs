//! The heat map of a database: weaknesses down, languages across, darker where there is more.

use std::fmt::Write as _;

use super::stats::Stats;

const ROW: usize = 18;
const COLUMN: usize = 66;
const LEFT: usize = 300;
const TOP: usize = 44;
/// Examples from which on a cell is darkest.
const DARKEST: usize = 14;

/// The picture, as SVG text.
#[must_use]
pub fn svg(stats: &Stats) -> String {
    let width = LEFT + (stats.languages.len() + 1) * COLUMN + 10;
    let height = TOP + (stats.cwes.len() + 1) * ROW + 14;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"11\" role=\"img\">\n\
         <title>{} secure examples by weakness and language</title>\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n",
        stats.examples
    );
    for (column, (language, count)) in stats.languages.iter().enumerate() {
        let x = LEFT + column * COLUMN + COLUMN / 2;
        text(&mut out, (x, TOP - 22), "middle", true, language.name());
        text(&mut out, (x, TOP - 8), "middle", false, &count.to_string());
    }
    let end = LEFT + stats.languages.len() * COLUMN + COLUMN / 2;
    text(&mut out, (end, TOP - 22), "middle", true, "in all");
    text(
        &mut out,
        (end, TOP - 8),
        "middle",
        false,
        &stats.examples.to_string(),
    );
    for (row, (cwe, counts)) in stats.cwes.iter().enumerate() {
        let y = TOP + row * ROW;
        let name = format!("{} {cwe}", cwe.short_name().unwrap_or_default());
        text(
            &mut out,
            (LEFT - 8, y + 13),
            "end",
            false,
            name.trim_start(),
        );
        for (column, language) in stats.languages.keys().enumerate() {
            let count = counts.get(language).copied().unwrap_or(0);
            cell(&mut out, LEFT + column * COLUMN, y, count);
        }
        let sum: usize = counts.values().sum();
        text(&mut out, (end, y + 13), "middle", false, &sum.to_string());
    }
    out.push_str("</svg>\n");
    out
}

fn cell(out: &mut String, x: usize, y: usize, count: usize) {
    let share = count.min(DARKEST);
    // From near white to a dark blue-green.
    let blend = |light: usize, dark: usize| (light * (DARKEST - share) + dark * share) / DARKEST;
    let (red, green, blue) = (blend(246, 0), blend(248, 90), blend(248, 110));
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{}\" fill=\"#{red:02x}{green:02x}{blue:02x}\"/>",
        COLUMN - 1,
        ROW - 1
    );
    if count > 0 {
        let fill = if share * 2 > DARKEST {
            "#ffffff"
        } else {
            "#1c2b33"
        };
        let _ = writeln!(
            out,
            "<text x=\"{}\" y=\"{}\" text-anchor=\"middle\" fill=\"{fill}\">{count}</text>",
            x + COLUMN / 2,
            y + 13
        );
    }
}

fn text(out: &mut String, (x, y): (usize, usize), anchor: &str, bold: bool, words: &str) {
    let weight = if bold { " font-weight=\"bold\"" } else { "" };
    // The words are names of languages and weaknesses and numbers: nothing to escape but these.
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(
        out,
        "<text x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\" fill=\"#1c2b33\"{weight}>{words}</text>"
    );
}
