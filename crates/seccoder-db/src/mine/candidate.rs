//! From a fix to a candidate for the database.

use seccoder::cwe::CweId;
use seccoder::example::{ExampleId, Provenance, SecureExample, Visibility, canonical_code};
use seccoder::language::Language;
use seccoder::truncate::parses;

/// Longer titles are cut.
const LONGEST_TITLE: usize = 100;

/// A function that a commit changed, and how sure it is that this was a security fix.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Fix {
    /// The commit's id.
    pub commit: String,
    /// When its author wrote it, in seconds since 1970.
    pub author_time: i64,
    /// The first line of its message.
    pub message_title: String,
    /// The file.
    pub path: String,
    /// Its language.
    pub language: Language,
    /// The function's name, behind those of the classes and functions around it.
    pub function: String,
    /// The function before the commit.
    pub before: String,
    /// The function after it.
    pub after: String,
    /// The weaknesses that it seems to mend, the main one first.
    pub cwes: Vec<CweId>,
    /// What to do, in one sentence.
    pub guideline: Option<String>,
    /// From 0 to 1.
    pub confidence: f32,
    /// Why so sure, and why not more so.
    pub reasons: Vec<String>,
    /// The file's own licence, where it names one.
    pub licence: Option<String>,
}

impl Fix {
    /// The fix as a candidate.
    #[must_use]
    pub fn to_example(
        &self,
        source: &str,
        repository: &str,
        visibility: Visibility,
    ) -> SecureExample {
        let stand = Stand::for_both(self);
        let code = canonical_code(&stand.dress(&self.after));
        SecureExample {
            id: ExampleId::of(self.language, &code),
            title: self.title(),
            code,
            language: self.language,
            cwes: self.cwes.clone(),
            vulnerable: Some(canonical_code(&stand.dress(&self.before))),
            guideline: self.guideline.clone(),
            apis: Vec::new(),
            applies: Vec::new(),
            labels: vec![format!("confidence-{:.2}", self.confidence)],
            visibility,
            provenance: Provenance {
                source: source.to_owned(),
                repository: Some(repository.to_owned()),
                commit: Some(self.commit.clone()),
                path: Some(self.path.clone()),
                licence: self.licence.clone(),
            },
        }
    }

    fn title(&self) -> String {
        let title = format!("{}: {}", self.function, self.message_title);
        let shown = title.chars().map(|c| if c.is_control() { ' ' } else { c });
        let mut title: String = shown.collect();
        if title.chars().count() > LONGEST_TITLE {
            title = title.chars().take(LONGEST_TITLE - 1).collect();
            title.truncate(title.trim_end().len());
            title.push('…');
        }
        title
    }
}

/// What a function needs around it to be a program that parses.
pub(super) enum Stand {
    Alone,
    Between { head: String, tail: &'static str },
}

impl Stand {
    /// The first frame in which both versions parse; without one they stand alone, and the gate
    /// will say what is wrong.
    pub(super) fn for_both(fix: &Fix) -> Self {
        let fits = |stand: &Self| {
            let parses = |code: &str| parses(fix.language, &stand.dress(code));
            parses(&fix.after) && parses(&fix.before)
        };
        let mut frames = vec![Self::Alone];
        frames.extend(Self::frames(fix.language, &fix.function));
        if matches!(fix.language, Language::JavaScript | Language::TypeScript) && keyed(&fix.after)
        {
            // It would parse alone, but as a label.
            frames.reverse();
        }
        frames.into_iter().find(fits).unwrap_or(Self::Alone)
    }

    fn frames(language: Language, function: &str) -> Vec<Self> {
        let class = function.rsplit('.').nth(1).unwrap_or("Example");
        let plain = class.chars().all(|c| c.is_alphanumeric() || c == '_');
        let class = if plain { class } else { "Example" };
        let frame = |head: String, tail| Self::Between { head, tail };
        match language {
            Language::JavaScript | Language::TypeScript => vec![
                frame(format!("class {class} {{\n"), "\n}"),
                frame("const example = {\n".to_owned(), "\n};"),
            ],
            Language::Java | Language::Php | Language::CSharp => {
                vec![frame(format!("class {class} {{\n"), "\n}")]
            }
            Language::Cpp => vec![frame(format!("class {class} {{\n"), "\n};")],
            Language::Rust => vec![frame(format!("impl {class} {{\n"), "\n}")],
            Language::Python | Language::C | Language::Go | Language::Ruby => Vec::new(),
        }
    }

    pub(super) fn dress(&self, code: &str) -> String {
        match self {
            Self::Alone => code.to_owned(),
            Self::Between { head, tail } => format!("{head}{code}{tail}"),
        }
    }
}

/// Whether a text begins like a member of an object, `name: `.
fn keyed(text: &str) -> bool {
    let word = |c: char| c.is_alphanumeric() || "_$'\"".contains(c);
    text.split_once(':').is_some_and(|(key, _)| {
        let key = key.trim_end();
        !key.is_empty() && key.chars().all(word)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fix(language: Language, function: &str, code: &str) -> Fix {
        Fix {
            commit: "c".repeat(40),
            author_time: 0,
            message_title: "Fix\tit".to_owned(),
            path: "a/b".to_owned(),
            language,
            function: function.to_owned(),
            before: code.replace('1', "2"),
            after: code.to_owned(),
            cwes: vec![CweId::new(89)],
            guideline: None,
            confidence: 0.834,
            reasons: Vec::new(),
            licence: None,
        }
    }

    #[test]
    fn methods_are_given_a_class_to_stand_in() {
        use Language::{CSharp, Go, Java, JavaScript, Php, Python, Rust, TypeScript};
        for (language, function, code, start) in [
            (Python, "A.f", "def f(self):\n    return 1", "def f"),
            (
                JavaScript,
                "A.f",
                "async f() { return 1; }",
                "class A {\nasync f",
            ),
            (
                JavaScript,
                "f",
                "f: function () { return 1; }",
                "const example = {\nf:",
            ),
            (
                TypeScript,
                "A.f",
                "private f(): number { return 1; }",
                "class A {",
            ),
            (Php, "A.f", "public function f() { return 1; }", "class A {"),
            (Java, "A.f", "@X public int f() { return 1; }", "@X public"),
            (
                CSharp,
                "A.F",
                "[X] protected override int F() { return 1; }",
                "",
            ),
            (Rust, "A.f", "fn f(&self) -> u8 { 1 }", ""),
            (Go, "A.F", "func (a *A) F() int { return 1 }", "func"),
        ] {
            let example =
                fix(language, function, code).to_example("mine", "r", Visibility::Private);
            assert!(
                example.code.starts_with(start),
                "{language}: {}",
                example.code
            );
            assert!(
                parses(language, &example.code),
                "{language}: {}",
                example.code
            );
            assert!(
                example
                    .vulnerable
                    .is_some_and(|code| parses(language, &code))
            );
        }
    }

    #[test]
    fn provenance_and_labels_say_where_from() {
        let example = fix(Language::C, "f", "int f() { return 1; }").to_example(
            "mine",
            "https://host.example/a",
            Visibility::Private,
        );
        assert_eq!(example.title, "f: Fix it");
        assert_eq!(example.labels, ["confidence-0.83"]);
        assert_eq!(example.visibility, Visibility::Private);
        assert_eq!(example.provenance.path.as_deref(), Some("a/b"));
        assert_eq!(
            example.provenance.repository.as_deref(),
            Some("https://host.example/a")
        );
    }

    #[test]
    fn long_titles_are_cut() {
        let mut long = fix(Language::C, "f", "int f() { return 1; }");
        long.message_title = "é".repeat(300);
        assert_eq!(long.title().chars().count(), LONGEST_TITLE);
    }
}
