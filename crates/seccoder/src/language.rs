//! Programming languages that SecCoder can complete, truncate and retrieve for.
//!
//! A [`Language`] decides how a completion is cut ([`crate::truncate`]), how a
//! comment is written in a prompt, and which examples a same-language filter
//! lets through.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A programming language, by its usual name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the variants are the languages' names")]
pub enum Language {
    Python,
    C,
    Cpp,
    JavaScript,
    TypeScript,
    Java,
    Go,
    Rust,
    Php,
    Ruby,
    CSharp,
}

/// How a language delimits its blocks; decides the fallback when its text does not parse.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockStyle {
    /// Blocks end where the indentation falls back (Python).
    Indentation,
    /// Blocks stand between `{` and `}`.
    Braces,
    /// Blocks end with a keyword (Ruby's `end`).
    Keyword,
}

/// The text names no language that SecCoder knows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown language `{0}`; known: {known}", known = Language::names())]
pub struct UnknownLanguage(pub String);

impl Language {
    /// Every language, in the order help texts list them.
    pub const ALL: [Self; 11] = [
        Self::Python,
        Self::C,
        Self::Cpp,
        Self::JavaScript,
        Self::TypeScript,
        Self::Java,
        Self::Go,
        Self::Rust,
        Self::Php,
        Self::Ruby,
        Self::CSharp,
    ];

    /// The lower-case name used on the command line, in JSON and in the corpus' paths.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Python => "python",
            Self::C => "c",
            Self::Cpp => "cpp",
            Self::JavaScript => "javascript",
            Self::TypeScript => "typescript",
            Self::Java => "java",
            Self::Go => "go",
            Self::Rust => "rust",
            Self::Php => "php",
            Self::Ruby => "ruby",
            Self::CSharp => "csharp",
        }
    }

    /// The language that a file name's extension names, if any. `.h` counts as C.
    #[must_use]
    pub fn from_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "py" | "pyi" | "pyw" => Self::Python,
            "c" | "h" => Self::C,
            "cc" | "cpp" | "cxx" | "hh" | "hpp" | "hxx" => Self::Cpp,
            "js" | "jsx" | "mjs" | "cjs" => Self::JavaScript,
            "ts" | "tsx" | "mts" | "cts" => Self::TypeScript,
            "java" => Self::Java,
            "go" => Self::Go,
            "rs" => Self::Rust,
            "php" => Self::Php,
            "rb" => Self::Ruby,
            "cs" => Self::CSharp,
            _ => return None,
        })
    }

    /// The usual extension of its files, without the dot.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Python => "py",
            Self::C => "c",
            Self::Cpp => "cpp",
            Self::JavaScript => "js",
            Self::TypeScript => "ts",
            Self::Java => "java",
            Self::Go => "go",
            Self::Rust => "rs",
            Self::Php => "php",
            Self::Ruby => "rb",
            Self::CSharp => "cs",
        }
    }

    /// The token that starts a line comment.
    #[must_use]
    pub const fn line_comment(self) -> &'static str {
        match self {
            Self::Python | Self::Ruby => "#",
            _ => "//",
        }
    }

    /// How blocks are delimited.
    #[must_use]
    pub const fn block_style(self) -> BlockStyle {
        match self {
            Self::Python => BlockStyle::Indentation,
            Self::Ruby => BlockStyle::Keyword,
            _ => BlockStyle::Braces,
        }
    }

    /// Whether code of one reads as code of the other: the same language, C and C++, JavaScript
    /// and TypeScript.
    #[must_use]
    pub fn is_akin_to(self, other: Self) -> bool {
        let family = |language| match language {
            Self::Cpp => Self::C,
            Self::TypeScript => Self::JavaScript,
            other => other,
        };
        family(self) == family(other)
    }

    /// The known names, for messages: `python, c, cpp, …`.
    #[must_use]
    pub fn names() -> String {
        Self::ALL.map(Self::name).join(", ")
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Language {
    type Err = UnknownLanguage;

    /// Accepts the names of [`Language::name`] and the usual short forms (`py`, `c++`, `js`, …).
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.trim().to_ascii_lowercase();
        if let Some(found) = Self::ALL.into_iter().find(|l| l.name() == lower) {
            return Ok(found);
        }
        match lower.as_str() {
            "c++" | "cxx" => Ok(Self::Cpp),
            "c#" => Ok(Self::CSharp),
            "node" | "nodejs" => Ok(Self::JavaScript),
            "golang" => Ok(Self::Go),
            other => Self::from_path(Path::new(&format!("x.{other}")))
                .ok_or_else(|| UnknownLanguage(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_short_forms_round_trip() {
        for language in Language::ALL {
            assert_eq!(language.name().parse(), Ok(language));
            assert_eq!(language.extension().parse(), Ok(language));
        }
        for (short, language) in [
            ("py", Language::Python),
            ("C++", Language::Cpp),
            ("js", Language::JavaScript),
            ("golang", Language::Go),
            ("c#", Language::CSharp),
        ] {
            assert_eq!(short.parse(), Ok(language), "{short}");
        }
    }

    #[test]
    fn an_unknown_language_lists_the_known_ones() {
        let error = "brainfog".parse::<Language>().unwrap_err().to_string();
        assert!(
            error.contains("`brainfog`") && error.contains("python, c, cpp"),
            "{error}"
        );
    }

    #[test]
    fn kin_are_c_with_cpp_and_javascript_with_typescript() {
        use Language::{C, CSharp, Cpp, Java, JavaScript, TypeScript};
        assert!(C.is_akin_to(C) && Cpp.is_akin_to(C) && JavaScript.is_akin_to(TypeScript));
        assert!(!C.is_akin_to(CSharp) && !Java.is_akin_to(JavaScript));
    }

    #[test]
    fn extensions_decide() {
        assert_eq!(
            Language::from_path(Path::new("a/b.PY")),
            Some(Language::Python)
        );
        assert_eq!(
            Language::from_path(Path::new("a.tsx")),
            Some(Language::TypeScript)
        );
        assert_eq!(Language::from_path(Path::new("Makefile")), None);
    }
}
