//! Near-duplicates: code that is alike when names and literals are put aside.
//!
//! A text becomes the set of its runs of five tokens, names, numbers and strings each replaced by
//! their kind. Two texts are as alike as these sets are (Jaccard: what they share, of all they
//! have). MinHash signatures, cut into bands, find the few texts worth comparing (Broder 1997).

use std::collections::{HashMap, HashSet};

use seccoder::language::Language;

use super::frame::own_tokens;
use super::tokens::TokenKind;

/// Likeness from which on two texts are near-duplicates.
pub const NEAR: f64 = 0.7;
/// Tokens in a run.
const RUN: usize = 5;
/// Bands of a signature, and the rows in each: two texts as alike as [`NEAR`] share no band with
/// a probability of (1 − 0.7⁴)³² < 0.02 %.
const BANDS: usize = 32;
const ROWS: usize = 4;

/// The keywords of all languages; any other name counts as just a name.
const KEYWORDS: &[&str] = &[
    "abstract",
    "and",
    "as",
    "assert",
    "async",
    "auto",
    "await",
    "base",
    "begin",
    "bool",
    "break",
    "byte",
    "case",
    "catch",
    "chan",
    "char",
    "class",
    "const",
    "continue",
    "decimal",
    "def",
    "default",
    "defer",
    "delete",
    "do",
    "double",
    "echo",
    "elif",
    "else",
    "elsif",
    "end",
    "ensure",
    "enum",
    "error",
    "except",
    "export",
    "extends",
    "extern",
    "false",
    "False",
    "final",
    "finally",
    "float",
    "fn",
    "for",
    "foreach",
    "from",
    "func",
    "function",
    "go",
    "goto",
    "if",
    "impl",
    "implements",
    "import",
    "in",
    "inline",
    "instanceof",
    "int",
    "interface",
    "internal",
    "is",
    "lambda",
    "let",
    "lock",
    "long",
    "loop",
    "map",
    "match",
    "mod",
    "module",
    "mut",
    "namespace",
    "new",
    "nil",
    "None",
    "not",
    "null",
    "nullptr",
    "object",
    "of",
    "operator",
    "or",
    "override",
    "package",
    "pass",
    "private",
    "protected",
    "pub",
    "public",
    "raise",
    "range",
    "readonly",
    "record",
    "ref",
    "rescue",
    "return",
    "Self",
    "self",
    "short",
    "signed",
    "sizeof",
    "static",
    "string",
    "struct",
    "super",
    "switch",
    "template",
    "this",
    "throw",
    "throws",
    "true",
    "True",
    "try",
    "type",
    "typedef",
    "typename",
    "union",
    "unless",
    "unsafe",
    "unsigned",
    "until",
    "use",
    "using",
    "var",
    "virtual",
    "void",
    "volatile",
    "when",
    "where",
    "while",
    "with",
    "yield",
];

/// Languages whose code is compared with each other.
#[must_use]
pub fn family(language: Language) -> Language {
    match language {
        Language::Cpp => Language::C,
        Language::TypeScript => Language::JavaScript,
        other => other,
    }
}

/// The set of a text's runs, hashed and sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape(Vec<u64>);

impl Shape {
    /// The shape of a program, without its frame.
    #[must_use]
    pub fn of(language: Language, code: &str) -> Self {
        let kinds: Vec<u64> = own_tokens(language, code)
            .iter()
            .map(|token| match token.kind {
                TokenKind::Number => 1,
                TokenKind::Text => 2,
                TokenKind::Word if !is_keyword(token.text) => 3,
                _ => hash(token.text.as_bytes()),
            })
            .collect();
        let mut runs: Vec<u64> = if kinds.len() < RUN {
            vec![combine(&kinds)]
        } else {
            kinds.windows(RUN).map(combine).collect()
        };
        runs.sort_unstable();
        runs.dedup();
        Self(runs)
    }

    /// How alike two shapes are, from 0 to 1.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "sizes of short programs")]
    pub fn likeness(&self, other: &Self) -> f64 {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut shared = 0_usize;
        while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => drop(left.next()),
                std::cmp::Ordering::Greater => drop(right.next()),
                std::cmp::Ordering::Equal => {
                    shared += 1;
                    left.next();
                    right.next();
                }
            }
        }
        shared as f64 / (self.0.len() + other.0.len() - shared).max(1) as f64
    }

    /// One hash for each band of the MinHash signature.
    fn bands(&self) -> [u64; BANDS] {
        std::array::from_fn(|band| {
            let rows: [u64; ROWS] = std::array::from_fn(|row| {
                let seed = mix((band * ROWS + row + 1) as u64);
                let least = self.0.iter().map(|run| mix(run ^ seed)).min();
                least.unwrap_or_default()
            });
            combine(&rows)
        })
    }
}

/// Finds what is like a text among many.
#[derive(Debug, Default)]
pub struct NearIndex {
    shapes: Vec<(Language, Shape)>,
    bands: HashMap<(usize, u64), Vec<usize>>,
}

impl NearIndex {
    /// Adds a text; its number counts up from 0.
    pub fn add(&mut self, language: Language, shape: Shape) -> usize {
        let number = self.shapes.len();
        for key in shape.bands().into_iter().enumerate() {
            self.bands.entry(key).or_default().push(number);
        }
        self.shapes.push((family(language), shape));
        number
    }

    /// The texts at least as like this one as [`NEAR`], the most alike first, with their likeness.
    #[must_use]
    pub fn near(&self, language: Language, shape: &Shape) -> Vec<(usize, f64)> {
        let candidates: HashSet<usize> = shape
            .bands()
            .into_iter()
            .enumerate()
            .filter_map(|key| self.bands.get(&key))
            .flatten()
            .copied()
            .collect();
        let mut found: Vec<(usize, f64)> = candidates
            .into_iter()
            .filter(|&number| self.shapes[number].0 == family(language))
            .map(|number| (number, self.shapes[number].1.likeness(shape)))
            .filter(|(_, likeness)| *likeness >= NEAR)
            .collect();
        found.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found
    }
}

fn is_keyword(word: &str) -> bool {
    KEYWORDS.contains(&word)
}

/// FNV-1a: small, and the same on every machine and in every release.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |state, byte| {
        (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

fn combine(parts: &[u64]) -> u64 {
    parts.iter().fold(0, |state, part| mix(state ^ mix(*part)))
}

/// The finaliser of splitmix64.
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIND: &str = "import sqlite3\n\ndef find(db, name):\n    row = db.execute(\n        \
        'SELECT * FROM users WHERE name = ?', (name,)).fetchone()\n    if row is None:\n        \
        raise KeyError(name)\n    return dict(row)\n";

    #[test]
    fn renaming_does_not_make_another_text() {
        let renamed = "import os\n\ndef look_up(conn, code):\n    hit = conn.execute(\n        \
            \"SELECT price FROM goods WHERE code = ?\", (code,)).fetchone()\n    # none\n    \
            if hit is None:\n        raise KeyError(code)\n    return dict(hit)\n";
        let (one, other) = (
            Shape::of(Language::Python, FIND),
            Shape::of(Language::Python, renamed),
        );
        assert_eq!(one, other);
    }

    #[test]
    fn the_index_finds_what_a_comparison_with_all_finds() {
        let variants: Vec<String> = (0..40)
            .map(|n| {
                let extra = "    log(name)\n".repeat(n % 7);
                let tail = format!("    x = [{}]\n", "a + 1, ".repeat(n));
                FIND.replace("    return", &format!("{extra}{tail}    return"))
            })
            .collect();
        let shapes: Vec<Shape> = variants
            .iter()
            .map(|code| Shape::of(Language::Python, code))
            .collect();
        let mut index = NearIndex::default();
        for shape in &shapes {
            index.add(Language::Python, shape.clone());
        }
        for shape in &shapes {
            let mut expected: Vec<usize> = (0..shapes.len())
                .filter(|&n| shapes[n].likeness(shape) >= NEAR)
                .collect();
            let mut found: Vec<usize> = index
                .near(Language::Python, shape)
                .into_iter()
                .map(|(number, _)| number)
                .collect();
            expected.sort_unstable();
            found.sort_unstable();
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn another_language_is_not_compared_and_its_sibling_is() {
        let shape = Shape::of(Language::C, "int f(int a) { return a + 1; }");
        let mut index = NearIndex::default();
        index.add(Language::C, shape.clone());
        assert_eq!(index.near(Language::Cpp, &shape), [(0, 1.0)]);
        assert!(index.near(Language::Java, &shape).is_empty());
    }

    #[test]
    fn different_code_is_not_alike() {
        let other = "def total(items):\n    return sum(i.price * i.count for i in items)\n";
        let likeness =
            Shape::of(Language::Python, FIND).likeness(&Shape::of(Language::Python, other));
        assert!(likeness < 0.2, "{likeness}");
    }
}
