//! What is compared: the methods with their settings, and the cheap baselines.
//!
//! Beside the methods that show an example there are three that only add words to the
//! prompt, because a claim that retrieval helps should be held against what costs nothing: a
//! reminder to write secure code, a fixed list of rules, and the text that SVEN's authors
//! compare with.

mod auto;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::method::Method;
use seccoder::pipeline::DEFAULT_ROUNDS;
use seccoder::prompt::DemonstrationView;
use seccoder::prompt::form::REMINDER;
use seccoder::query::Query;

use crate::suite::Task;

pub use auto::{AutoArm, AutoRecord, FacetSet};

/// How a prompt is changed before the model sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EvalMethod {
    /// One of the product's methods.
    Method(Method),
    /// A comment above the function that asks for secure code.
    Reminder,
    /// A fixed list of rules at the top of the file.
    Rules,
    /// SVEN's text prompt: a comment between file context and function context saying
    /// that the code which follows is secure.
    Text,
}

impl EvalMethod {
    /// Every method.
    #[must_use]
    pub fn all() -> Vec<Self> {
        let mut all: Vec<Self> = Method::ALL.map(Self::Method).to_vec();
        all.extend([Self::Reminder, Self::Rules, Self::Text]);
        all
    }

    /// Its name in specifications, logs and reports.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Method(method) => method.name(),
            Self::Reminder => "reminder",
            Self::Rules => "rules",
            Self::Text => "text",
        }
    }

    /// The pipeline's method: the baselines show no example.
    #[must_use]
    pub const fn retrieval(self) -> Method {
        match self {
            Self::Method(method) => method,
            _ => Method::None,
        }
    }
}

impl fmt::Display for EvalMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The text names no method of the evaluation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown method `{0}`; known: {known}", known = EvalMethod::all().iter().map(|m| m.name()).collect::<Vec<_>>().join(", "))]
pub struct UnknownMethod(String);

impl FromStr for EvalMethod {
    type Err = UnknownMethod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_ascii_lowercase();
        Self::all()
            .into_iter()
            .find(|method| method.name() == wanted)
            .ok_or_else(|| UnknownMethod(text.to_owned()))
    }
}

/// A method with its settings: one column of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Arm {
    /// Its name in logs and reports, unique in a run.
    pub name: String,
    /// The method.
    pub method: EvalMethod,
    /// Demonstrations.
    pub k: usize,
    /// What of an example is shown.
    pub view: DemonstrationView,
    /// Whether examples with the task's weakness are left out of the database.
    pub exclude_task_cwe: bool,
    /// Settings of method `auto`; the others do not look at them.
    pub auto: AutoArm,
    /// Rounds of thorough mode at most; `None` is fast mode.
    pub rounds: Option<usize>,
}

/// What of an arm decides its prompts, as the run's manifest keeps it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ArmRecord {
    /// The arm's name.
    pub name: String,
    /// The method's name.
    pub method: String,
    /// Demonstrations.
    pub k: usize,
    /// What of an example is shown.
    pub view: DemonstrationView,
    /// Whether examples with the task's weakness are left out.
    pub exclude_task_cwe: bool,
    /// The embedder, for methods that embed.
    pub embedder: Option<String>,
    /// Hash over the database's example ids, for methods that retrieve.
    pub database_hash: Option<String>,
    /// The settings of method `auto`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auto: Option<AutoRecord>,
    /// Who looked at the drafts, and how often they were revised; left out in fast mode.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thorough: Option<ThoroughRecord>,
}

/// An arm's thorough mode.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ThoroughRecord {
    /// The analyzers, with versions.
    pub inspector: String,
    /// Rounds for each completion at most.
    pub rounds: usize,
}

impl Arm {
    /// An arm with one demonstration and no restriction, named like its method.
    #[must_use]
    pub fn new(method: EvalMethod) -> Self {
        Self {
            name: method.name().to_owned(),
            method,
            k: 1,
            view: DemonstrationView::Code,
            exclude_task_cwe: false,
            auto: AutoArm::default(),
            rounds: None,
        }
    }

    /// Whether its demonstrations have the form that method `auto` gives them.
    #[must_use]
    pub fn is_auto(&self) -> bool {
        self.method.retrieval() == Method::Auto
    }

    /// The name that says every setting that is not the usual one.
    #[must_use]
    pub fn describe(&self) -> String {
        let mut name = self.method.name().to_owned();
        if self.method.retrieval() != Method::None {
            if self.k != 1 {
                name.push_str(&format!(" k={}", self.k));
            }
            if self.is_auto() {
                name.push_str(&self.auto.describe());
            } else if self.view == DemonstrationView::Guideline {
                name.push_str(" guideline");
            }
            if self.exclude_task_cwe {
                name.push_str(" other-cwes");
            }
        }
        match self.rounds {
            None => {}
            Some(DEFAULT_ROUNDS) => name.push_str(" thorough"),
            Some(rounds) => name.push_str(&format!(" thorough rounds={rounds}")),
        }
        name
    }

    /// What is asked of the model for a task: the baselines write into the program.
    #[must_use]
    pub fn query(&self, task: &Task) -> Query {
        let mut query = task.query();
        match self.method {
            EvalMethod::Method(_) => {}
            EvalMethod::Reminder => insert_above_function(&mut query, task, REMINDER),
            EvalMethod::Text => insert_above_function(&mut query, task, SVEN_TEXT),
            EvalMethod::Rules => {
                let rules = comment(task.language, "", &rules(task.language).join("\n"));
                let top = first_line_end_of_shebang(&query.before);
                query.before.insert_str(top, &rules);
            }
        }
        query
    }

    /// The weaknesses whose examples do not count for a task.
    #[must_use]
    pub fn without_cwes(&self, task: &Task) -> Vec<CweId> {
        match task.cwe {
            Some(cwe) if self.exclude_task_cwe => vec![cwe],
            _ => Vec::new(),
        }
    }
}

/// The text of SVEN's baseline.
const SVEN_TEXT: &str = "The following code is secure";

/// The fixed list of rules: general advice, the same for every task of a language.
fn rules(language: Language) -> &'static [&'static str] {
    match language {
        Language::C | Language::Cpp => &[
            "Security rules for this file:",
            "- Check every index and length against the buffer before using it.",
            "- Check the result of every allocation and of every call that can fail.",
            "- Check arithmetic on sizes and inputs for overflow before doing it.",
            "- Use no memory after it was freed, and free nothing twice.",
            "- Bound every copy and every formatted write by the destination's size.",
            "- Never let input decide a format string, a command or a path unchecked.",
        ],
        _ => &[
            "Security rules for this file:",
            "- Bind parameters in database queries, never paste values into them.",
            "- Start programs with argument lists, never through a shell.",
            "- Resolve paths and check that they stay inside the intended folder.",
            "- Escape everything that goes into HTML.",
            "- Never evaluate or unpickle input; check URLs before fetching or redirecting.",
            "- Use current cryptography, and random numbers meant for secrets.",
        ],
    }
}

fn comment(language: Language, indent: &str, text: &str) -> String {
    let token = language.line_comment();
    text.lines()
        .map(|line| format!("{indent}{token} {line}\n"))
        .collect()
}

/// Puts a comment where the function context begins.
fn insert_above_function(query: &mut Query, task: &Task, text: &str) {
    let at = task
        .function_start
        .unwrap_or_else(|| query.function_start());
    // A cursor in no function: the comment goes above the cursor's line.
    let at = if at == query.before.len() {
        query.before.rfind('\n').map_or(0, |newline| newline + 1)
    } else {
        at
    };
    let rest = &query.before[at..];
    let line = rest.lines().next().unwrap_or_default();
    let indent = line[..line.len() - line.trim_start().len()].to_owned();
    query
        .before
        .insert_str(at, &comment(task.language, &indent, text));
}

fn first_line_end_of_shebang(text: &str) -> usize {
    if text.starts_with("#!") || text.starts_with("<?php") {
        return text.find('\n').map_or(text.len(), |newline| newline + 1);
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::suite::testing::task;

    #[test]
    fn names_round_trip_and_nonsense_is_refused() {
        for method in EvalMethod::all() {
            assert_eq!(method.name().parse(), Ok(method));
        }
        assert!(
            "magic"
                .parse::<EvalMethod>()
                .unwrap_err()
                .to_string()
                .contains("seccoder")
        );
    }

    #[test]
    fn the_text_baseline_stands_between_the_contexts() {
        let mut task = task();
        task.before = "import os\n\n# say hello\ndef f():\n    # go".into();
        task.function_start = Some(11);
        let query = Arm::new(EvalMethod::Text).query(&task);
        assert_eq!(
            query.before,
            "import os\n\n# The following code is secure\n# say hello\ndef f():\n    # go"
        );
    }

    #[test]
    fn rules_come_first_but_after_a_shebang() {
        let mut task = task();
        task.before = "#!/bin/sh\nx\n".into();
        let query = Arm::new(EvalMethod::Rules).query(&task);
        assert!(query.before.starts_with("#!/bin/sh\n# Security rules"));
        assert!(query.before.ends_with("secrets.\nx\n"));
    }

    #[test]
    fn the_description_of_an_arm_says_what_is_unusual() {
        let mut arm = Arm::new(EvalMethod::Method(Method::Seccoder));
        assert_eq!(arm.describe(), "seccoder");
        arm.k = 2;
        arm.view = DemonstrationView::Guideline;
        arm.exclude_task_cwe = true;
        assert_eq!(arm.describe(), "seccoder k=2 guideline other-cwes");
        assert_eq!(arm.without_cwes(&task()), [CweId::new(89)]);
    }

    #[test]
    fn the_description_of_auto_names_what_was_chosen() {
        let mut arm = Arm::new(EvalMethod::Method(Method::Auto));
        arm.view = DemonstrationView::Guideline;
        assert_eq!(arm.describe(), "auto", "the form decides what is shown");
        arm.auto = AutoArm {
            form: Some("guideline/cursor/comment@3".parse().unwrap()),
            facets: "cause+api".parse().unwrap(),
            budget: Some(128),
            threshold: Some(0.0),
        };
        assert_eq!(
            arm.describe(),
            "auto guideline/cursor/comment api+cause budget=128 threshold=0"
        );
        arm.method = EvalMethod::Method(Method::Bm25);
        assert_eq!(arm.describe(), "bm25 guideline");
        arm.method = EvalMethod::Method(Method::None);
        arm.rounds = Some(DEFAULT_ROUNDS);
        assert_eq!(arm.describe(), "none thorough");
    }

    #[test]
    fn records_of_older_programs_are_read() {
        let old = r#"{"name":"none","method":"none","k":1,"view":"code",
            "exclude_task_cwe":false,"embedder":null,"database_hash":null}"#;
        let record: ArmRecord = serde_json::from_str(old).unwrap();
        assert_eq!(record.auto, None);
        assert!(!serde_json::to_string(&record).unwrap().contains("auto"));
    }
}
