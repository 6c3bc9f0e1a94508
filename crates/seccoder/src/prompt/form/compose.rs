//! Shape, place and dress put together: one example becomes one text.

use super::kinds::Kind;
use super::layout::{Layout, Line};
use super::outline::Outline;
use super::pair::{MarkedLine, changed, pair};
use super::place::{Anchor, Seen, anchor};
use super::relevance::{SLICE, levels};
use super::select::{Kept, lines, rows, select};
use super::words::{sentence, visible};
use super::{Budget, Dress, Form, Place, REMINDER, Shape, Shown, Spot, inert, live};
use crate::example::SecureExample;
use crate::language::Language;
use crate::prompt::{PromptStyle, chat};
use crate::query::Query;

/// An example in a form, as by [`show`](super::show), beside those already shown: the names of
/// their helpers are taken, and nothing is said twice.
#[must_use]
pub fn show_beside(
    form: Form,
    example: &SecureExample,
    query: &Query,
    style: PromptStyle,
    budget: Budget<'_>,
    others: &[Shown],
) -> Option<Shown> {
    if !form.fits(style) {
        return None;
    }
    let view = View {
        form,
        example,
        query,
        budget,
    };
    let shown = match form.dress {
        _ if form.place.is_message() => view.message(),
        Dress::Comment => view.words(),
        Dress::Live => view.live(others),
    }?;
    let is_said = others.iter().any(|other| other.text == shown.text);
    (!is_said).then_some(shown)
}

/// Makes a text of a sentence and lines of code; `None` where it cannot stand in its place.
type Writer<'a> = dyn Fn(Option<&str>, &[String]) -> Option<String> + 'a;

/// One example on its way into one program.
struct View<'a> {
    form: Form,
    example: &'a SecureExample,
    query: &'a Query,
    budget: Budget<'a>,
}

impl View<'_> {
    /// The guideline, and in a program's comment a word before it that makes it a rule and not
    /// the description of what comes next (models wrote what it says, and not what was wanted).
    fn guideline(&self) -> Option<String> {
        let guideline = sentence(self.example.guideline.as_deref()?)?;
        Some(if self.form.place.is_message() {
            guideline
        } else {
            format!("Write secure code here. {guideline}")
        })
    }

    /// What to beware of, without any word of the example's own.
    fn weakness(&self) -> Option<String> {
        let cwe = self.example.cwes.first()?;
        let name = cwe.short_name()?;
        let reminder = REMINDER.trim_end_matches('.');
        Some(format!("{reminder} and avoid {name} ({cwe})."))
    }

    fn heading(&self) -> Option<String> {
        let title = sentence(&self.example.title)?;
        Some(match self.form.shape {
            Shape::Pair => format!("Secure (+) instead of vulnerable (-): {title}"),
            _ => format!("Secure example: {title}"),
        })
    }

    fn shown(&self, shape: Shape, spot: Spot, text: String) -> Option<Shown> {
        let tokens = self.budget.admits(&text)?;
        let form = Form { shape, ..self.form };
        Some(Shown {
            form,
            example: self.example.id,
            spot,
            text,
            tokens,
        })
    }

    /// As words in the program.
    fn words(&self) -> Option<Shown> {
        let Some(language) = self.query.language else {
            return self.words_in_an_unknown_language();
        };
        let layout = Layout::of(language, &self.query.before, &self.query.after);
        let place = |has_code| anchor(self.form.place, language, self.query, &layout, has_code);
        let (plain, apart) = (place(false)?, place(true)?);
        // Code is set off from a docstring's text by one step.
        let step = match plain.seen {
            Seen::Comments => "",
            Seen::Inside | Seen::String => layout.step.as_str(),
        };
        let write = |words: Option<&str>, code: &[String]| {
            let code = code.iter().map(|line| format!("{step}{line}"));
            let words = words.map(str::to_owned).into_iter();
            let all: Vec<String> = words.chain(code.clone()).collect();
            let anchor = if code.len() > 0 { &apart } else { &plain };
            anchor.text(language, &layout, &all)
        };
        let (shape, text) = self.body(&layout, &write)?;
        let anchor = if shape.is_words() { &plain } else { &apart };
        is_as_it_should_be(language, self.query, anchor, &text)
            .then(|| self.shown(shape, Spot::Program(anchor.at), text))
            .flatten()
    }

    /// Nothing is known of the program's comments: at its very top they are the example's
    /// language's, as the paper's form has its code there, and nowhere else.
    fn words_in_an_unknown_language(&self) -> Option<Shown> {
        if self.form.place != Place::FileTop {
            return None;
        }
        let language = self.example.language;
        let layout = Layout::of(language, &self.query.before, &self.query.after);
        let anchor = Anchor {
            tail: layout.eol.to_owned(),
            ..Anchor::comments(language, 0, "")
        };
        let write = |words: Option<&str>, code: &[String]| {
            let words = words.map(str::to_owned).into_iter();
            let all: Vec<String> = words.chain(code.iter().cloned()).collect();
            anchor.text(language, &layout, &all)
        };
        let (shape, text) = self.body(&layout, &write)?;
        self.shown(shape, Spot::Program(0), text)
    }

    /// As words and code blocks of a message.
    fn message(&self) -> Option<Shown> {
        let layout = Layout {
            eol: "\n",
            step: String::new(),
        };
        let name = self.example.language.name();
        let write = |words: Option<&str>, code: &[String]| {
            let words = words.map(visible).unwrap_or_default();
            if code.is_empty() {
                return Some(match self.form.shape {
                    Shape::Weakness | Shape::Reminder => format!("{words}\n\n"),
                    _ => format!("Security: {words}\n\n"),
                });
            }
            let code = code.join("\n");
            let fence = chat::fence_for(&code);
            let (info, about) = match self.form.shape {
                Shape::Pair => (
                    "diff",
                    "A similar task, with its vulnerable lines (-) and the secure ones (+)",
                ),
                _ => (
                    name,
                    "Secure code that solves a similar task, for reference",
                ),
            };
            let words = match (self.form.shape, words.is_empty()) {
                (Shape::GuidelineSlice, false) => format!("Security: {words} "),
                _ => String::new(),
            };
            Some(format!(
                "{words}{about}:\n{fence}{info}\n{code}\n{fence}\n\n"
            ))
        };
        let (shape, text) = self.body(&layout, &write)?;
        let spot = match self.form.place {
            Place::System => Spot::System,
            _ => Spot::Context,
        };
        self.shown(shape, spot, text)
    }

    /// What is said, within the budget: the shape that it came to, and the text that `write`
    /// makes of a sentence and code lines.
    fn body(&self, layout: &Layout, write: &Writer<'_>) -> Option<(Shape, String)> {
        let guideline = self.guideline();
        let guideline = guideline.as_deref();
        let alone = |shape: Shape, words: Option<&str>| {
            let text = write(Some(words?), &[])?;
            self.budget.admits(&text)?;
            Some((shape, text))
        };
        let code = |words: Option<&str>, whole: bool| match self.form.shape {
            Shape::Pair => self.pair(layout, words, whole, write),
            _ => self.code(layout, words, whole, write),
        };
        // A heading is the first thing to go: it stays when nothing else has to.
        let headed = || code(self.heading().as_deref(), true).or_else(|| code(None, false));
        match self.form.shape {
            Shape::Weakness => alone(Shape::Weakness, self.weakness().as_deref()),
            Shape::Reminder => alone(Shape::Reminder, Some(REMINDER)),
            Shape::Guideline => alone(Shape::Guideline, guideline),
            Shape::GuidelineSlice if guideline.is_some() => {
                let both = code(guideline, false);
                let both = both.map(|text| (Shape::GuidelineSlice, text));
                both.or_else(|| alone(Shape::Guideline, guideline))
            }
            Shape::GuidelineSlice => Some((Shape::Slice, headed()?)),
            shape => Some((shape, headed()?)),
        }
    }

    fn code(
        &self,
        layout: &Layout,
        words: Option<&str>,
        whole: bool,
        write: &Writer<'_>,
    ) -> Option<String> {
        let reading = Reading::of(self.example)?;
        let text_of = |kept: &Kept| {
            let lines = lines(&reading.outline, &reading.rows(kept, self.form.shape));
            let code: Vec<String> = layout
                .reindent(&lines)
                .into_iter()
                .map(|line| line.text)
                .collect();
            write(words, trimmed(&code))
        };
        let kept = reading.select(self.form.shape, whole, &mut |kept| {
            text_of(kept).is_some_and(|text| self.budget.admits(&text).is_some())
        })?;
        text_of(&kept)
    }

    fn pair(
        &self,
        layout: &Layout,
        words: Option<&str>,
        whole: bool,
        write: &Writer<'_>,
    ) -> Option<String> {
        let language = self.example.language;
        let vulnerable = Outline::of(language, self.example.vulnerable.as_deref()?)?;
        let secure = Outline::of(language, &self.example.code)?;
        let text_of = |marked: &[MarkedLine]| {
            let lines: Vec<Line> = marked
                .iter()
                .map(|line| Line {
                    text: line.text.clone(),
                    verbatim: false,
                })
                .collect();
            let code: Vec<String> = layout
                .reindent(&lines)
                .iter()
                .zip(marked)
                .map(|(line, marked)| format!("{} {}", marked.mark, line.text))
                .collect();
            write(words, &code)
        };
        let marked = pair(&vulnerable, &secure, whole, &mut |marked| {
            text_of(marked).is_some_and(|text| self.budget.admits(&text).is_some())
        })?;
        text_of(&marked)
    }

    /// As a helper in the program.
    fn live(&self, others: &[Shown]) -> Option<Shown> {
        let language = self.query.language?;
        if language != self.example.language {
            return None;
        }
        let reading = Reading::of(self.example)?;
        let layout = Layout::of(language, &self.query.before, &self.query.after);
        let site = live::Site::find(self.form.place, language, self.query)?;
        let words = match self.form.shape {
            Shape::GuidelineSlice => self.guideline(),
            _ => None,
        };
        let shape = match (self.form.shape, &words) {
            (Shape::GuidelineSlice, None) => Shape::Slice,
            (shape, _) => shape,
        };
        let helper = live::Helper {
            outline: &reading.outline,
            query: self.query,
            layout: &layout,
            site: &site,
            words,
            taken: live::names_taken(self.query, others),
        };
        let kept = reading.select(shape, false, &mut |kept| {
            helper
                .text(kept)
                .is_some_and(|text| self.budget.admits(&text).is_some())
        })?;
        let text = helper.text(&kept)?;
        let before = &self.query.before[..self.query.function_start()];
        inert::parses_as_much(language, before, site.at, &text)
            .then(|| self.shown(shape, Spot::Program(site.at), text))
            .flatten()
    }
}

/// An example's secure code, read.
struct Reading {
    outline: Outline,
    levels: Vec<u8>,
    parses: bool,
}

impl Reading {
    fn of(example: &SecureExample) -> Option<Self> {
        let outline = Outline::of(example.language, &example.code)?;
        let vulnerable: Vec<String> = example
            .vulnerable
            .iter()
            .flat_map(|code| code.lines())
            .map(str::to_owned)
            .collect();
        let added = if example.vulnerable.is_some() {
            changed(&vulnerable, &outline.lines).1
        } else {
            Default::default()
        };
        Some(Self {
            levels: levels(&outline, &added, &example.apis),
            parses: crate::truncate::parses(example.language, &example.code),
            outline,
        })
    }

    fn rows(&self, kept: &Kept, shape: Shape) -> Vec<usize> {
        let mut found = rows(&self.outline, kept);
        if shape != Shape::Function {
            // A slice has no lines that no unit owns but those of its blocks.
            found.retain(|&row| {
                let unit = self.outline.owner[row].map(|unit| self.outline.units[unit].kind);
                unit != Some(Kind::Preamble)
            });
        }
        found
    }

    /// The selection of a shape; what no longer parses, where the whole did, is not admitted.
    fn select(
        &self,
        shape: Shape,
        whole: bool,
        admits: &mut dyn FnMut(&Kept) -> bool,
    ) -> Option<Kept> {
        let least = match shape {
            Shape::Function => 0,
            _ => SLICE,
        };
        select(&self.outline, &self.levels, least, whole, &mut |kept| {
            admits(kept) && (!self.parses || self.still_parses(kept, shape))
        })
    }

    fn still_parses(&self, kept: &Kept, shape: Shape) -> bool {
        let lines = lines(&self.outline, &self.rows(kept, shape));
        let text: String = lines
            .iter()
            .map(|line| format!("{}\n", line.text))
            .collect();
        crate::truncate::parses(self.outline.language, &text)
    }
}

/// Without blank lines at both ends.
fn trimmed(lines: &[String]) -> &[String] {
    let has_text = |line: &String| !line.trim().is_empty();
    let first = lines.iter().position(has_text).unwrap_or(lines.len());
    let last = lines.iter().rposition(has_text).map_or(first, |at| at + 1);
    &lines[first..last]
}

fn is_as_it_should_be(language: Language, query: &Query, anchor: &Anchor, text: &str) -> bool {
    let (above, below) = query.before.split_at(anchor.at);
    let program = format!("{above}{text}{below}");
    let range = above.len()..above.len() + text.len();
    match anchor.seen {
        Seen::Comments => inert::is_comments(language, &program, range),
        Seen::Inside => inert::is_inside(language, &program, range),
        Seen::String => inert::is_string(language, &program, range),
    }
}
