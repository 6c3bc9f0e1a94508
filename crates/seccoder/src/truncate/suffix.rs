//! Watches for a completion that begins to repeat the text after the cursor.

/// One line of the suffix.
#[derive(Debug)]
struct Target {
    text: String,
    indent: String,
}

/// How far the current line of the completion repeats a line of the suffix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Match {
    /// This many bytes are the same so far.
    Partial(usize),
    Mismatch,
}

/// The watcher. Lines are compared trimmed. A line that is indented otherwise than the suffix's
/// counts only when the line after it is repeated too, and one without a letter or digit never.
#[derive(Debug)]
pub(super) struct SuffixWatch {
    /// The first lines of the suffix that are not blank: one or two.
    targets: Vec<Target>,
    /// What the suffix starts with, which decides the white space that is left before it.
    edge: Edge,
    /// The current line: where it starts, its indentation, whether it takes part.
    line_start: usize,
    indent: String,
    text_start: Option<usize>,
    compared: bool,
    matches: [Match; 2],
    /// A first line was repeated at another indentation: the cut if the next one is as well.
    pending: Option<usize>,
}

/// What a suffix starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    /// It is empty or blank.
    Nothing,
    /// A line end, perhaps after blanks.
    LineEnd,
    /// Blanks and then text.
    Blank,
    /// Text.
    Text,
}

impl SuffixWatch {
    /// Look at the text on both sides of the cursor.
    pub(super) fn new(prefix: &str, suffix: &str) -> Self {
        let line = prefix.rsplit('\n').next().unwrap_or_default();
        let at_indent = line.chars().all(char::is_whitespace);
        let mut targets = Vec::new();
        for (number, text) in suffix.lines().enumerate() {
            let (indent, text) = split_indent(text);
            // What follows the cursor in its own line is the end of a line, not a line.
            if text.is_empty() || (number == 0 && !at_indent) {
                continue;
            }
            let outer = if number == 0 { line } else { "" };
            targets.push(Target {
                text: text.to_owned(),
                indent: format!("{outer}{indent}"),
            });
            if targets.len() == 2 {
                break;
            }
        }
        Self {
            targets,
            edge: edge(suffix),
            line_start: prefix.len(),
            indent: if at_indent {
                line.to_owned()
            } else {
                String::new()
            },
            text_start: None,
            compared: at_indent,
            matches: [Match::Partial(0); 2],
            pending: None,
        }
    }

    /// The suffix closes the function by itself: that is watched for more exactly elsewhere, so
    /// a line of closing brackets is no repetition by its looks.
    pub(super) fn leave_closers(&mut self) {
        if self
            .targets
            .first()
            .is_some_and(|target| !target.text.contains(char::is_alphanumeric))
        {
            self.targets.clear();
        }
    }

    /// Whether a line end is wanted between the function and the suffix.
    pub(super) fn wants_line_end(&self) -> bool {
        matches!(self.edge, Edge::Blank | Edge::Text)
    }

    /// Take the character at `at`; gives where the repetition starts once it is certain.
    pub(super) fn feed(&mut self, at: usize, c: char) -> Option<usize> {
        if self.targets.is_empty() {
            return None;
        }
        if c == '\n' {
            let cut = self.end_line();
            self.line_start = at + 1;
            self.indent.clear();
            self.text_start = None;
            self.compared = true;
            self.matches = [Match::Partial(0); 2];
            return cut;
        }
        if self.text_start.is_none() && c.is_whitespace() {
            self.indent.push(c);
            return None;
        }
        self.text_start = self.text_start.or(Some(at));
        for (state, target) in self.matches.iter_mut().zip(&self.targets) {
            if let Match::Partial(matched) = state {
                let rest = &target.text[*matched..];
                if rest.starts_with(c) {
                    *matched += c.len_utf8();
                } else if !(rest.is_empty() && c.is_whitespace()) {
                    *state = Match::Mismatch;
                }
            }
        }
        None
    }

    /// The text ends: its last line may be a repetition too.
    pub(super) fn finish(&mut self) -> Option<usize> {
        if self.targets.is_empty() {
            return None;
        }
        let cut = self.end_line();
        cut.or(self.pending.take())
    }

    /// No repetition starts before this offset, given the text so far.
    pub(super) fn safe(&self, text: &str) -> usize {
        if self.edge == Edge::Nothing {
            return text.len();
        }
        // White space before the suffix is settled with it.
        let mut safe = text.trim_end().len();
        if let (true, Match::Partial(_), Some(start)) = (
            self.compared && !self.targets.is_empty(),
            self.matches[0],
            self.text_start,
        ) {
            safe = safe.min(text[..start].trim_end().len());
        }
        if let Some(pending) = self.pending {
            safe = safe.min(text[..pending].trim_end().len());
        }
        safe
    }

    /// Where to cut when the suffix's text starts at `at` in the completion.
    pub(super) fn settle(&self, text: &str, at: usize) -> usize {
        let kept = &text[..at];
        match self.edge {
            Edge::LineEnd => kept.trim_end().len(),
            Edge::Blank => kept.trim_end_matches([' ', '\t']).len(),
            Edge::Text | Edge::Nothing => at,
        }
    }

    fn end_line(&mut self) -> Option<usize> {
        let start = self.text_start?;
        if !self.compared {
            return None;
        }
        let whole = |index: usize| {
            self.targets
                .get(index)
                .is_some_and(|target| self.matches[index] == Match::Partial(target.text.len()))
        };
        if let Some(pending) = self.pending.take()
            && whole(1)
            && self.may_repeat(1)
        {
            return Some(pending);
        }
        if !whole(0) || !self.may_repeat(0) {
            return None;
        }
        if self.same_indent(0) || self.targets.len() == 1 {
            return Some(start);
        }
        self.pending = Some(start);
        None
    }

    fn same_indent(&self, index: usize) -> bool {
        self.targets[index].indent == self.indent
    }

    fn may_repeat(&self, index: usize) -> bool {
        self.same_indent(index) || self.targets[index].text.contains(char::is_alphanumeric)
    }
}

fn split_indent(line: &str) -> (&str, &str) {
    let text = line.trim();
    let indent = line.len() - line.trim_start().len();
    (&line[..indent], text)
}

fn edge(suffix: &str) -> Edge {
    if suffix.trim().is_empty() {
        return Edge::Nothing;
    }
    match suffix.trim_start_matches([' ', '\t', '\r']).chars().next() {
        Some('\n') => Edge::LineEnd,
        _ if suffix.starts_with([' ', '\t']) => Edge::Blank,
        _ => Edge::Text,
    }
}
