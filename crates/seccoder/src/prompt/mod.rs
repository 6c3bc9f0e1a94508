//! Integration: demonstrations and program become one prompt (paper, section 3.5).
//!
//! A [`Prompt`] is a list of [`Segment`]s and stays one until the engine
//! boundary, so that budgets, explanations and tests see its parts. [`integrate`]
//! builds it, [`Prompt::render`] turns it into what an engine takes, by a named,
//! versioned template per [`PromptStyle`]. The paper's form of a demonstration is built here,
//! every other one by [`form`].

pub mod chat;
pub mod form;

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::example::{ExampleId, SecureExample};
use crate::model::{Capabilities, ChatMessage, ModelInput, Role};
use crate::query::Query;

/// How the prompt is put to the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PromptStyle {
    /// Text to continue.
    Raw,
    /// A gap to fill, when there is code after the cursor.
    Fim,
    /// A conversation.
    Chat,
}

impl PromptStyle {
    /// Every style.
    pub const ALL: [Self; 3] = [Self::Raw, Self::Fim, Self::Chat];

    /// The name and version of the template that renders this style. The version
    /// changes with every change of its text; logs and responses record it.
    #[must_use]
    pub const fn template(self) -> &'static str {
        match self {
            Self::Raw => "raw/1",
            Self::Fim => "fim/1",
            Self::Chat => "chat/1",
        }
    }

    /// Its name in options and messages.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Raw => "raw",
            Self::Fim => "fim",
            Self::Chat => "chat",
        }
    }

    /// The style for a model that can do this: the gap where there is code after the
    /// cursor and the model can fill gaps, else raw text, else chat.
    #[must_use]
    pub const fn for_model(can: Capabilities, has_suffix: bool) -> Option<Self> {
        match (has_suffix && can.fim, can.raw, can.chat) {
            (true, _, _) => Some(Self::Fim),
            (_, true, _) => Some(Self::Raw),
            (_, _, true) => Some(Self::Chat),
            _ => None,
        }
    }

    /// Whether a model that can do this takes this style.
    #[must_use]
    pub const fn is_supported(self, can: Capabilities) -> bool {
        match self {
            Self::Raw => can.raw,
            Self::Fim => can.fim,
            Self::Chat => can.chat,
        }
    }
}

/// The text names no style.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown prompt style `{0}`; known: raw, fim, chat")]
pub struct UnknownStyle(pub String);

impl FromStr for PromptStyle {
    type Err = UnknownStyle;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|style| style.name() == wanted)
            .ok_or_else(|| UnknownStyle(text.to_owned()))
    }
}

/// What of an example is shown to the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DemonstrationView {
    /// Its secure code: the paper's.
    #[default]
    Code,
    /// Its guideline alone, as a comment; the code where it has no guideline.
    Guideline,
}

/// What a part of the prompt is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    /// Secure code shown as an in-context demonstration.
    Demonstration,
    /// The program before the function being completed.
    FileContext,
    /// The functional description, where it stands apart from the program.
    Description,
    /// The function being completed, up to the cursor.
    FunctionContext,
    /// The program after the cursor.
    Suffix,
}

/// Who wrote a segment's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "from", content = "id")]
pub enum Origin {
    /// The program being completed.
    Program,
    /// Whoever asked, in the request.
    Request,
    /// The secure code database.
    Example(ExampleId),
}

/// Where a demonstration stands beside the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// In front of the program, as code: the paper's.
    #[default]
    InFront,
    /// Inside the program's text. The program's own segments stand here too.
    Inside,
    /// Outside the program, in words: chat only, in the message of the segment's role.
    Apart,
}

/// One part of a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Segment {
    /// What it is.
    pub kind: SegmentKind,
    /// Where it stands.
    #[serde(default)]
    pub standing: Standing,
    /// Who says it, where the style has roles.
    pub role: Role,
    /// Who wrote it.
    pub origin: Origin,
    /// Its text, with the line ends that separate it from the next one.
    pub text: String,
}

/// Demonstrations and program, ready to be rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// The style it is meant for.
    pub style: PromptStyle,
    /// The language named to chat models.
    pub language: Option<crate::language::Language>,
    /// The parts in the order in which a model reads them.
    pub segments: Vec<Segment>,
}

/// Puts demonstrations in front of the program: the paper's x̂ = x ⊕ s.
///
/// The model must continue x, so s stands before it. An empty list of
/// demonstrations gives the prompt of method `none`.
#[must_use]
pub fn integrate(
    query: &Query,
    demonstrations: &[&SecureExample],
    view: DemonstrationView,
    style: PromptStyle,
) -> Prompt {
    let mut segments: Vec<Segment> = demonstrations
        .iter()
        .map(|example| demonstration_segment(example, view))
        .collect();
    let start = query.function_start();
    let (file, function) = query.before.split_at(start);
    let program = |kind, text| Segment::inside(kind, Origin::Program, text);
    segments.extend(program(SegmentKind::FileContext, file));
    segments.extend(description_segment(query, file, function));
    segments.extend(program(SegmentKind::FunctionContext, function));
    segments.extend(program(SegmentKind::Suffix, &query.after));
    Prompt {
        style,
        language: query.language,
        segments,
    }
}

/// The segment that shows an example. Its code is separated by a blank line from what follows.
#[must_use]
pub fn demonstration_segment(example: &SecureExample, view: DemonstrationView) -> Segment {
    let text = match (view, &example.guideline) {
        (DemonstrationView::Guideline, Some(guideline)) => {
            format!("{} {guideline}\n\n", example.language.line_comment())
        }
        _ => format!("{}\n", example.code),
    };
    Segment {
        kind: SegmentKind::Demonstration,
        standing: Standing::InFront,
        role: Role::User,
        origin: Origin::Example(example.id),
        text,
    }
}

/// The description as comment lines above the function, or above the cursor's line when the
/// cursor stands in no function; `None` without one.
fn description_segment(query: &Query, file: &str, function: &str) -> Option<Segment> {
    let description = query.description.as_deref()?.trim();
    let token = query
        .language
        .map_or("#", crate::language::Language::line_comment);
    let first_line = function.lines().next().unwrap_or_default();
    let indent = &first_line[..first_line.len() - first_line.trim_start().len()];
    // A cursor behind text on its line: the comment must not swallow that text.
    let break_before = if file.is_empty() || file.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    let lines: String = description
        .lines()
        .map(|line| format!("{indent}{token} {}\n", line.trim()))
        .collect();
    if lines.is_empty() {
        return None;
    }
    let text = format!("{break_before}{lines}");
    Segment::inside(SegmentKind::Description, Origin::Request, &text)
}

impl Prompt {
    /// All text of these segments, in order.
    fn joined(&self, wanted: impl Fn(&Segment) -> bool) -> String {
        self.segments
            .iter()
            .filter(|segment| wanted(segment))
            .map(|segment| segment.text.as_str())
            .collect()
    }

    /// The prompt in the form the engine takes.
    #[must_use]
    pub fn render(&self) -> ModelInput {
        let is_suffix = |segment: &Segment| segment.kind == SegmentKind::Suffix;
        let is_text = |segment: &Segment| !is_suffix(segment) && !segment.is_apart();
        match self.style {
            PromptStyle::Raw => ModelInput::Raw {
                text: self.joined(is_text),
            },
            PromptStyle::Fim => ModelInput::Fim {
                prefix: self.joined(is_text),
                suffix: self.joined(is_suffix),
            },
            PromptStyle::Chat => ModelInput::Chat {
                messages: self.chat_messages(),
            },
        }
    }

    fn chat_messages(&self) -> Vec<ChatMessage> {
        let language = self.language.map_or("", crate::language::Language::name);
        let in_front = self.joined(|segment| {
            segment.kind == SegmentKind::Demonstration && segment.standing == Standing::InFront
        });
        let before = self.joined(|segment| {
            segment.kind != SegmentKind::Suffix && segment.standing == Standing::Inside
        });
        let after = self.joined(|segment| segment.kind == SegmentKind::Suffix);
        let said_by = |role| self.joined(|segment| segment.is_apart() && segment.role == role);
        let request = chat::request(language, &in_front, &before, &after);
        vec![
            ChatMessage {
                role: Role::System,
                content: chat::after_instruction(&said_by(Role::System)),
            },
            ChatMessage {
                role: Role::User,
                content: format!("{}{request}", said_by(Role::User)),
            },
        ]
    }
}

impl Segment {
    /// A part of the program's text; `None` when it is empty.
    fn inside(kind: SegmentKind, origin: Origin, text: &str) -> Option<Self> {
        (!text.is_empty()).then(|| Self {
            kind,
            standing: Standing::Inside,
            role: Role::User,
            origin,
            text: text.to_owned(),
        })
    }

    fn is_apart(&self) -> bool {
        self.standing == Standing::Apart
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use crate::retriever::testing::example;

    fn query() -> Query {
        Query {
            before: "import os\n\n\ndef read(name):\n    ".into(),
            after: "\n    return text\n".into(),
            language: Some(Language::Python),
            description: Some("Read a file of the user's.".into()),
            cwe: None,
        }
    }

    #[test]
    fn raw_is_the_demonstration_then_the_program() {
        let shown = example(Language::Python, 22, "def safe():\n    pass\n");
        let mut plain = query();
        plain.description = None;
        let prompt = integrate(&plain, &[&shown], DemonstrationView::Code, PromptStyle::Raw);
        assert_eq!(
            prompt.render(),
            ModelInput::Raw {
                text: "def safe():\n    pass\n\nimport os\n\n\ndef read(name):\n    ".into()
            }
        );
    }

    #[test]
    fn without_demonstrations_the_prompt_is_the_program() {
        let mut plain = query();
        plain.description = None;
        let prompt = integrate(&plain, &[], DemonstrationView::Code, PromptStyle::Raw);
        assert_eq!(prompt.render(), ModelInput::Raw { text: plain.before });
    }

    #[test]
    fn a_guideline_may_stand_for_its_example() {
        let mut shown = example(Language::Python, 22, "def safe():\n    pass\n");
        shown.guideline = Some("Keep paths inside.".into());
        let guideline = demonstration_segment(&shown, DemonstrationView::Guideline);
        assert_eq!(guideline.text, "# Keep paths inside.\n\n");
        shown.guideline = None;
        let code = demonstration_segment(&shown, DemonstrationView::Guideline);
        assert_eq!(code.text, "def safe():\n    pass\n\n");
    }

    #[test]
    fn the_description_is_a_comment_above_the_function() {
        let prompt = integrate(&query(), &[], DemonstrationView::Code, PromptStyle::Fim);
        let ModelInput::Fim { prefix, suffix } = prompt.render() else {
            panic!("not FIM")
        };
        assert_eq!(
            prefix,
            "import os\n\n\n# Read a file of the user's.\ndef read(name):\n    "
        );
        assert_eq!(suffix, "\n    return text\n");
    }

    #[test]
    fn the_segments_of_the_program_join_to_the_program() {
        let mut plain = query();
        plain.description = None;
        let prompt = integrate(&plain, &[], DemonstrationView::Code, PromptStyle::Raw);
        let joined: String = prompt.segments.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(joined, format!("{}{}", plain.before, plain.after));
        let kinds: Vec<_> = prompt.segments.iter().map(|s| s.kind).collect();
        assert_eq!(
            kinds,
            [
                SegmentKind::FileContext,
                SegmentKind::FunctionContext,
                SegmentKind::Suffix
            ]
        );
    }

    #[test]
    fn the_style_follows_the_model_and_the_cursor() {
        let all = Capabilities {
            raw: true,
            fim: true,
            chat: true,
            ..Capabilities::default()
        };
        assert_eq!(PromptStyle::for_model(all, true), Some(PromptStyle::Fim));
        assert_eq!(PromptStyle::for_model(all, false), Some(PromptStyle::Raw));
        let chat = Capabilities {
            chat: true,
            ..Capabilities::default()
        };
        assert_eq!(PromptStyle::for_model(chat, true), Some(PromptStyle::Chat));
        assert_eq!(PromptStyle::for_model(Capabilities::default(), true), None);
    }
}
