//! Understands a request without asking a model: what the program uses, what is wanted of it,
//! where input comes from, and to which weaknesses such code is prone.
//!
//! A request is read three ways. Its *tokens* ([`scan`]) give imports, names and comments of any
//! text, however broken. Its *syntax tree* tells calls from declarations wherever the grammar could
//! read it. Its *prose* (comment at the cursor, docstring, signature, the user's own description)
//! says what the job is. What stands in the function being completed counts more than the rest of
//! the file.
//!
//! What was found is looked up in tables that people can read and amend ([`knowledge`]): names and
//! words belong to *topics*, and a rule says which topics together speak for a weakness. So every
//! hint can say why. A weight is no probability; it orders hints and can be held against a
//! threshold. Words alone never weigh more than a half, because ordinary requests have words, too.

use serde::{Deserialize, Serialize};

use crate::cwe::CweId;
use crate::language::Language;
use crate::query::Query;

mod calls;
mod evidence;
mod guess;
mod imports;
mod knowledge;
#[cfg(test)]
mod measure;
mod prose;
mod scan;
mod scope;
#[cfg(test)]
mod tests;
mod weigh;

/// Bytes that are read at the beginning of a longer program, where its imports stand.
const HEAD: usize = 16 * 1024;
/// Bytes that are read before the cursor of a longer program.
const TAIL: usize = 48 * 1024;
/// Bytes that are read behind the cursor.
const AFTER: usize = 16 * 1024;

/// What is known of a request.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Understanding {
    /// The program's language, given or guessed.
    pub language: Option<Language>,
    /// Modules, packages and headers, as the language writes them: `os.path`, `string.h`,
    /// `net/http`. Node's own modules stand without `node:`.
    pub imports: Vec<String>,
    /// Names called or brought into scope, qualified through imports where that is known:
    /// `sqlite3.connect`, `cursor.execute`, `strcpy`. Those of the function being completed first.
    pub apis: Vec<String>,
    /// Frameworks among the imports: `flask`, `express`.
    pub frameworks: Vec<String>,
    /// What is wanted: the user's description, comments and docstring of the function, its name
    /// and parameters as words, and what the file says about itself.
    pub description: String,
    /// What brings input from outside: calls, members, and parameters of the function.
    pub untrusted: Vec<String>,
    /// The name of the function being completed.
    pub function: Option<String>,
    /// Weaknesses that the code to be written is prone to, the likeliest first.
    pub weaknesses: Vec<WeaknessHint>,
}

/// A weakness to think of, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct WeaknessHint {
    /// The weakness.
    pub cwe: CweId,
    /// From 0 to 1: how much speaks for it.
    pub weight: f32,
    /// For a person: what was seen, and what it points to.
    pub because: String,
}

impl Understanding {
    /// What speaks for a weakness, if anything does.
    #[must_use]
    pub fn hint(&self, cwe: CweId) -> Option<&WeaknessHint> {
        self.weaknesses.iter().find(|hint| hint.cwe == cwe)
    }
}

/// Whether a module is a web framework of a language: `flask`, `express`.
#[must_use]
pub fn is_framework(language: Language, module: &str) -> bool {
    evidence::is_framework(language, module)
}

/// Read a request. Never fails: of text that says nothing, nothing is known.
#[must_use]
pub fn understand(query: &Query) -> Understanding {
    let language = query.language.or_else(|| guess::language(query));
    let (before, after) = window(query);
    let scope = scope::Scope::read(language, &before, after);
    let prose = prose::Prose::read(&scope, query.description.as_deref());
    let evidence = evidence::collect(&scope, &prose);
    Understanding {
        language,
        frameworks: evidence::frameworks(&scope),
        untrusted: evidence::untrusted(&scope, &evidence),
        weaknesses: weigh::hints(language, query.cwe, &evidence),
        apis: scope.apis(),
        description: prose.text(),
        imports: scope.imports.modules,
        function: scope.function,
    }
}

/// The parts of the program that are read: of a long one its beginning and what is near the cursor.
fn window(query: &Query) -> (String, &str) {
    let after = &query.after[..query.after.floor_char_boundary(AFTER)];
    let text = &query.before;
    if text.len() <= HEAD + TAIL {
        return (text.clone(), after);
    }
    let head = text[..text.floor_char_boundary(HEAD)]
        .rfind('\n')
        .unwrap_or(0);
    let mut tail = text.floor_char_boundary(text.len() - TAIL);
    tail += text[tail..].find('\n').unwrap_or(0);
    (format!("{}{}", &text[..head], &text[tail..]), after)
}
