//! Contamination: an example that gives away an evaluation's answer.
//!
//! Examples teach idioms. One that shares long runs of tokens with a benchmark's prompt or
//! solution would make every figure measured with it worthless, so each is compared with all the
//! evaluation texts at hand. Imports, decorators and `main`'s signature are put aside first.

use std::collections::HashMap;

use seccoder::language::Language;

use super::frame::own_tokens;
use super::similarity::{NearIndex, Shape};

/// So many tokens in a row may not be shared.
pub const SHARED_RUN: usize = 24;

/// A prompt, a reference solution or a labelled program of an evaluation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvaluationText {
    /// Where it is from, for messages.
    pub place: String,
    /// Its language.
    pub language: Language,
    /// The whole program, or as much as there is of it.
    pub code: String,
}

/// The evaluation texts to compare with.
#[derive(Debug, Default)]
pub struct EvaluationTexts {
    places: Vec<String>,
    near: NearIndex,
    runs: HashMap<u64, Vec<(u32, u32)>>,
    tokens: Vec<Vec<String>>,
}

/// What an example shares with an evaluation text.
#[derive(Debug, Clone, PartialEq)]
pub enum Leak {
    /// A run of tokens, [`SHARED_RUN`] long, here written with spaces.
    Run {
        /// The evaluation text.
        place: String,
        /// The beginning of what is shared.
        shared: String,
    },
    /// The whole shape.
    Near {
        /// The evaluation text.
        place: String,
        /// From 0.7 to 1.
        likeness: f64,
    },
}

impl std::fmt::Display for Leak {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Run { place, shared } => {
                write!(f, "shares {SHARED_RUN} tokens with {place}: `{shared}`")
            }
            Self::Near { place, likeness } => {
                let percent = (likeness * 100.0).round();
                write!(f, "is {percent} % like {place}")
            }
        }
    }
}

impl EvaluationTexts {
    /// Prepares texts for comparison.
    #[must_use]
    pub fn new(texts: impl IntoIterator<Item = EvaluationText>) -> Self {
        let mut all = Self::default();
        for text in texts {
            all.add(&text);
        }
        all
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    fn add(&mut self, text: &EvaluationText) {
        let number = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
        let tokens: Vec<String> = own_tokens(text.language, &text.code)
            .iter()
            .map(|token| token.text.to_owned())
            .collect();
        for (at, run) in tokens.windows(SHARED_RUN).enumerate() {
            let at = u32::try_from(at).unwrap_or(u32::MAX);
            self.runs.entry(hash(run)).or_default().push((number, at));
        }
        self.near
            .add(text.language, Shape::of(text.language, &text.code));
        self.tokens.push(tokens);
        self.places.push(text.place.clone());
    }

    /// What code shares with them: the first run with each text, and the texts it is like.
    #[must_use]
    pub fn leaks(&self, language: Language, code: &str) -> Vec<Leak> {
        let tokens: Vec<String> = own_tokens(language, code)
            .iter()
            .map(|token| token.text.to_owned())
            .collect();
        let mut seen = Vec::new();
        let mut leaks = Vec::new();
        for run in tokens.windows(SHARED_RUN) {
            for &(number, at) in self.runs.get(&hash(run)).into_iter().flatten() {
                let theirs = &self.tokens[number as usize][at as usize..];
                if !seen.contains(&number) && theirs.starts_with(run) {
                    seen.push(number);
                    leaks.push(Leak::Run {
                        place: self.places[number as usize].clone(),
                        shared: run.join(" "),
                    });
                }
            }
        }
        // A program of a few tokens is like every other of a few.
        if tokens.len() >= SHARED_RUN {
            let near = self.near.near(language, &Shape::of(language, code));
            leaks.extend(near.into_iter().map(|(number, likeness)| Leak::Near {
                place: self.places[number].clone(),
                likeness,
            }));
        }
        leaks
    }
}

fn hash(run: &[String]) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    // Only compared within this process, and every match is verified.
    let mut state = DefaultHasher::new();
    run.hash(&mut state);
    state.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROMPT: &str = "from flask import Flask, request\nimport sqlite3\n\napp = Flask(__name__)\n\
        \n@app.route('/orders')\ndef orders():\n    name = request.args.get('name', '')\n    \
        db = sqlite3.connect('shop.db')\n    rows = db.execute('SELECT id FROM orders WHERE name \
        = ?', (name,)).fetchall()\n    return {'orders': [row[0] for row in rows]}\n";

    fn texts() -> EvaluationTexts {
        EvaluationTexts::new([EvaluationText {
            place: "suite/orders".to_owned(),
            language: Language::Python,
            code: PROMPT.to_owned(),
        }])
    }

    #[test]
    fn a_copied_passage_is_found_with_its_place() {
        let code = "import sqlite3\n\nclass A:\n    def f(self, request):\n        name = \
            request.args.get('name', '')\n        db = sqlite3.connect('shop.db')\n        \
            rows = db.execute('other', self.x)\n        return len(rows) + 1\n";
        let leaks = texts().leaks(Language::Python, code);
        assert!(
            matches!(&leaks[..], [Leak::Run { place, shared }]
                if place == "suite/orders" && shared.contains("name = request . args")),
            "{leaks:?}"
        );
    }

    #[test]
    fn a_renamed_copy_is_near() {
        let renamed = PROMPT
            .replace("orders", "bills")
            .replace("name", "customer")
            .replace("shop.db", "x.db")
            .replace("'id'", "'nr'");
        let leaks = texts().leaks(Language::Python, &renamed);
        assert!(
            leaks.iter().any(|leak| matches!(leak, Leak::Near { .. })),
            "{leaks:?}"
        );
    }

    #[test]
    fn the_frame_alone_is_no_leak() {
        let code = "from flask import Flask, request\nimport sqlite3\n\napp = Flask(__name__)\n\n\
            @app.route('/orders')\ndef f():\n    return 'ok'\n";
        assert_eq!(texts().leaks(Language::Python, code), []);
    }

    #[test]
    fn another_language_shares_no_shape() {
        assert_eq!(texts().leaks(Language::C, "int f(void) { return 1; }"), []);
    }
}
