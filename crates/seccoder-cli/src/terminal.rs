//! Talking to the user: colour only on a terminal, progress only where somebody watches.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use seccoder::language::Language;
use seccoder_lm::catalogue::{Phase, PullProgress, Transfer};
use syntect::easy::HighlightLines;
use syntect::highlighting::ThemeSet;
use syntect::parsing::SyntaxSet;
use syntect::util::as_24_bit_terminal_escaped;

/// What standard output and error are connected to.
#[derive(Debug, Clone, Copy)]
pub struct Terminal {
    /// Standard output is a terminal.
    pub screen: bool,
    /// Colour on standard output.
    pub color: bool,
    /// Messages on standard error are wanted.
    pub verbose: bool,
    /// Standard error is a terminal.
    pub interactive: bool,
}

impl Terminal {
    /// Looks at the streams and at `NO_COLOR`.
    pub fn detect(quiet: bool) -> Self {
        let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let screen = std::io::stdout().is_terminal();
        Self {
            screen,
            color: screen && !no_color && !dumb,
            verbose: !quiet,
            interactive: std::io::stderr().is_terminal(),
        }
    }

    /// A line on standard error, unless quiet.
    pub fn note(&self, line: &str) {
        if self.verbose {
            eprintln!("{line}");
        }
    }
}

/// A bar that counts items; invisible unless somebody watches.
pub fn counting_bar(terminal: &Terminal, what: &str) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, target(terminal));
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(what.to_owned());
    bar
}

fn target(terminal: &Terminal) -> ProgressDrawTarget {
    if terminal.verbose && terminal.interactive {
        ProgressDrawTarget::stderr_with_hz(10)
    } else {
        ProgressDrawTarget::hidden()
    }
}

/// Shows how a pull goes on: a bar on a terminal, a line now and then in a log.
pub struct PullBars {
    terminal: Terminal,
    name: String,
    bar: ProgressBar,
    /// The last tenth that was written to a log.
    logged: Mutex<Option<(Phase, u64)>>,
}

impl PullBars {
    /// For the model of this name.
    pub fn new(terminal: &Terminal, name: &str) -> Self {
        let bar = ProgressBar::with_draw_target(None, target(terminal));
        let style = ProgressStyle::with_template(
            "{msg} {wide_bar} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
        );
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        bar.enable_steady_tick(Duration::from_millis(200));
        Self {
            terminal: *terminal,
            name: name.to_owned(),
            bar,
            logged: Mutex::new(None),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn log(&self, transfer: &Transfer<'_>, phase: &str) {
        let Some(total) = transfer.total.filter(|total| *total > 0) else {
            return;
        };
        let tenth = transfer.done * 10 / total;
        let Ok(mut logged) = self.logged.lock() else {
            return;
        };
        if *logged == Some((transfer.phase, tenth)) {
            return;
        }
        *logged = Some((transfer.phase, tenth));
        let mib = |bytes: u64| bytes / (1024 * 1024);
        self.terminal.note(&format!(
            "{}: {phase} {} of {} MiB",
            self.name,
            mib(transfer.done),
            mib(total)
        ));
    }
}

impl PullProgress for PullBars {
    fn source(&self, source: &str) {
        self.bar
            .suspend(|| self.terminal.note(&format!("{}: from {source}", self.name)));
    }

    fn transfer(&self, transfer: &Transfer<'_>) {
        let phase = match transfer.phase {
            Phase::Download => "fetching",
            Phase::Unpack => "unpacking",
            Phase::Verify => "checking",
        };
        if self.bar.is_hidden() {
            self.log(transfer, phase);
            return;
        }
        self.bar
            .set_message(format!("{}: {phase} {}", self.name, transfer.item));
        self.bar.set_length(transfer.total.unwrap_or(transfer.done));
        self.bar.set_position(transfer.done);
    }

    fn note(&self, message: &str) {
        self.bar
            .suspend(|| self.terminal.note(&format!("{}: {message}", self.name)));
    }
}

/// Prints code as it is generated, coloured on a terminal.
///
/// Tokens appear at once and plain; when a line is complete it is printed again in
/// colour over itself. A line as wide as the terminal stays plain.
pub struct CodePrinter {
    screen: bool,
    color: bool,
    language: Option<Language>,
    highlighter: Option<Highlighter>,
    line: String,
}

struct Highlighter {
    syntaxes: SyntaxSet,
    themes: ThemeSet,
}

impl CodePrinter {
    /// For code of this language.
    pub fn new(terminal: &Terminal, language: Option<Language>) -> Self {
        Self {
            screen: terminal.screen,
            color: terminal.color,
            language,
            highlighter: None,
            line: String::new(),
        }
    }

    /// Prints more code.
    pub fn push(&mut self, text: &str) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        if !self.color {
            // A pipe gets the bytes as they are; a screen never gets control characters.
            let shown = if self.screen {
                printable(text)
            } else {
                text.to_owned()
            };
            out.write_all(shown.as_bytes())?;
            return out.flush();
        }
        for piece in text.split_inclusive('\n') {
            let shown = printable(piece);
            self.line.push_str(&shown);
            if shown.ends_with('\n') {
                let line = std::mem::take(&mut self.line);
                if line.chars().count() < terminal_width() && !line.contains('\t') {
                    out.write_all(b"\r\x1b[2K")?;
                    out.write_all(self.colored(&line).as_bytes())?;
                } else {
                    out.write_all(shown.as_bytes())?;
                }
            } else {
                out.write_all(shown.as_bytes())?;
            }
        }
        out.flush()
    }

    /// A line in colour; as it is where that fails.
    fn colored(&mut self, line: &str) -> String {
        // Loading takes tens of milliseconds, so it waits for the first complete line.
        let parts = self.highlighter.get_or_insert_with(|| Highlighter {
            syntaxes: SyntaxSet::load_defaults_newlines(),
            themes: ThemeSet::load_defaults(),
        });
        let name = self.language.map_or("txt", syntax_extension);
        let syntax = parts.syntaxes.find_syntax_by_extension(name);
        let theme = parts.themes.themes.get("base16-ocean.dark");
        let (Some(syntax), Some(theme)) = (syntax, theme) else {
            return line.to_owned();
        };
        // Line by line: a state carried along would colour the rest of a broken string wrongly.
        let ranges = HighlightLines::new(syntax, theme).highlight_line(line, &parts.syntaxes);
        let Ok(mut ranges) = ranges else {
            return line.to_owned();
        };
        for (style, _) in &mut ranges {
            // A fragment looks invalid where its beginning is missing (a lone brace); themes mark
            // that by a background, which is not printed, under an unreadable foreground.
            if Some(style.background) != theme.settings.background {
                style.foreground = theme.settings.foreground.unwrap_or(style.foreground);
            }
        }
        format!("{}\x1b[0m", as_24_bit_terminal_escaped(&ranges, false))
    }
}

/// Text without what could fool a terminal or its reader: control characters can move the
/// cursor, change colours or write to the clipboard, and bidirectional ones show code in
/// another order than it has.
pub fn printable(text: &str) -> String {
    let harmless = |c: char| match c {
        '\n' | '\t' => true,
        '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => false,
        c => !c.is_control(),
    };
    text.chars()
        .map(|c| if harmless(c) { c } else { '\u{FFFD}' })
        .collect()
}

fn terminal_width() -> usize {
    usize::from(console::Term::stdout().size().1)
}

const fn syntax_extension(language: Language) -> &'static str {
    match language {
        Language::Python => "py",
        Language::C => "c",
        Language::Cpp => "cpp",
        Language::JavaScript | Language::TypeScript => "js",
        Language::Java => "java",
        Language::Go => "go",
        Language::Rust => "rs",
        Language::Php => "php",
        Language::Ruby => "rb",
        Language::CSharp => "cs",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_fools_a_terminal_is_printed() {
        assert_eq!(printable("a\tb\n"), "a\tb\n");
        let shown = printable("\x1b]52;c;AAAA\x07 \u{202E}evil\u{2066} \u{9b}2J\r");
        assert!(
            shown
                .chars()
                .all(|c| !c.is_control() && c != '\u{202E}' && c != '\u{2066}')
        );
    }
}
