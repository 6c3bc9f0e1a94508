//! Libraries without which an example is of little use: a rule of Express's `sendFile` leads a
//! program astray that has no Express.
//!
//! What an example applies to names libraries, platforms and trades alike (`express 5`, `POSIX`,
//! `games`). A library is what its own API names begin with, or what the tables know as a
//! framework, and what does not come with the language.

use std::collections::HashSet;

use crate::example::SecureExample;
use crate::language::Language;
use crate::request::is_framework;

/// C and C++ libraries; their functions do not begin with the library's name.
const C_LIBRARIES: [&str; 6] = ["openssl", "sqlite", "libcurl", "libxml2", "zlib", "gnutls"];
/// First words of frameworks that are named in several.
const FAMILIES: [&str; 4] = ["spring", "jakarta", "asp.net", "entity"];

/// The libraries that an example needs, as [`plain`] names.
pub(super) fn needs(example: &SecureExample) -> Vec<String> {
    let libraries = example.applies.iter().filter_map(|entry| {
        let name = library(entry)?;
        let is_its = |api: &String| begins_with(api, &name);
        let is_library = C_LIBRARIES.contains(&name.as_str())
            || FAMILIES.contains(&name.as_str())
            || is_framework(example.language, &name)
            || example.apis.iter().any(is_its);
        (is_library && !comes_with(example.language, &name)).then(|| plain(&name))
    });
    libraries.collect()
}

/// The share of an example's needs that a program does not meet; `used` are the [`plain`] names
/// of what it uses.
pub(super) fn unmet(needs: &[String], used: &HashSet<String>) -> f32 {
    if needs.is_empty() {
        return 0.0;
    }
    let missing = needs
        .iter()
        .filter(|need| !used.iter().any(|name| name.contains(need.as_str())));
    missing.count() as f32 / needs.len() as f32
}

/// The share of an example's API names that a program can use as it is, because it imports the
/// module they are in: code that needs another import cannot be written at the cursor.
pub(super) fn at_hand(apis: &[String], imports: &[String]) -> f32 {
    if apis.is_empty() {
        return 0.0;
    }
    let of_module = |api: &&String| imports.iter().any(|module| begins_with(api, module));
    apis.iter().filter(of_module).count() as f32 / apis.len() as f32
}

/// Whether a qualified name is in this module: `html.escape` in `html`.
fn begins_with(api: &str, module: &str) -> bool {
    let start = api.get(..module.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(module))
        && api[module.len()..].starts_with(['.', '/', ':'])
}

/// `express 5` → `express`, `spring mvc` → `spring`; a trade of several words is no library.
fn library(entry: &str) -> Option<String> {
    let lower = entry.trim().to_lowercase();
    let (first, rest) = lower.split_once(' ').unwrap_or((&lower, ""));
    let is_version = rest.chars().all(|c| c.is_ascii_digit() || c == '.');
    (!first.is_empty() && (is_version || FAMILIES.contains(&first))).then(|| first.to_owned())
}

/// Whether a module is part of the language's own library.
fn comes_with(language: Language, name: &str) -> bool {
    let any = |names: &str| names.split(' ').any(|known| known == name);
    match language {
        Language::Python => any(PYTHON),
        Language::JavaScript | Language::TypeScript => any(NODE),
        // Go's own packages have no dot in their first part.
        Language::Go => !name
            .split('/')
            .next()
            .is_some_and(|part| part.contains('.')),
        Language::Java => any("java javax jdbc"),
        Language::CSharp => name.starts_with("system"),
        Language::Rust => any("std core alloc"),
        Language::Php => any("pdo mysqli json session filter"),
        Language::Ruby => any("erb json open3 uri net fileutils pathname tempfile digest yaml"),
        Language::C | Language::Cpp => any("posix libc linux std"),
    }
}

const PYTHON: &str = "subprocess sqlite3 pathlib re json urllib zipfile tarfile socket html hashlib \
    hmac secrets logging multiprocessing email os queue importlib threading decimal shlex asyncio \
    shutil gzip wsgi csv random tempfile pickle xml ast http string struct ssl base64 ctypes io \
    statistics functools itertools contextlib time datetime configparser wsgiref ftplib smtplib";

const NODE: &str = "crypto path fs http https url util child_process os vm zlib stream events net tls \
    querystring buffer json string function regexp math promise object array map set number \
    worker_threads readline dns cluster global process dom intl date symbol reflect proxy";

/// A name's letters and digits, in lower case: `SQLite` and `sqlite`, `node:fs` and `fs`.
pub(super) fn plain(name: &str) -> String {
    let name = name.strip_prefix("node:").unwrap_or(name);
    let chars = name.chars().filter(|c| c.is_alphanumeric());
    chars.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::retriever::testing::example;

    fn of(language: Language, applies: &[&str], apis: &[&str]) -> Vec<String> {
        let mut one = example(language, 22, "x");
        one.applies = applies.iter().map(ToString::to_string).collect();
        one.apis = apis.iter().map(ToString::to_string).collect();
        needs(&one)
    }

    #[test]
    fn libraries_are_told_from_platforms_trades_and_the_languages_own() {
        let js = Language::JavaScript;
        assert_eq!(
            of(js, &["express 5"], &["express.Response.sendFile"]),
            ["express"]
        );
        assert_eq!(
            of(
                Language::TypeScript,
                &["@nestjs/common"],
                &["@nestjs/common.ValidationPipe"]
            ),
            ["nestjscommon"]
        );
        assert!(of(js, &["standard library", "games"], &["path.resolve"]).is_empty());
        assert_eq!(
            of(
                Language::Python,
                &["flask", "sqlite3"],
                &["sqlite3.connect"]
            ),
            ["flask"]
        );
        assert_eq!(
            of(Language::C, &["OpenSSL", "POSIX"], &["RAND_bytes"]),
            ["openssl"]
        );
        assert_eq!(of(Language::Java, &["spring mvc"], &[]), ["spring"]);
        assert!(of(Language::Go, &["database/sql"], &["database/sql.DB.Query"]).is_empty());
        assert!(of(Language::Python, &["é", ""], &["é"]).is_empty());
    }

    #[test]
    fn names_of_imported_modules_are_at_hand() {
        let list = |names: &[&str]| names.iter().map(ToString::to_string).collect::<Vec<_>>();
        let apis = list(&["html.escape", "string.Template"]);
        assert_eq!(at_hand(&apis, &list(&["html", "os"])), 0.5);
        assert_eq!(at_hand(&apis, &list(&["htm", ""])), 0.0);
        assert_eq!(at_hand(&[], &list(&["html"])), 0.0);
    }

    #[test]
    fn what_is_unmet_is_a_share() {
        let used = |names: &[&str]| names.iter().map(|name| plain(name)).collect();
        let both = ["flask".to_owned(), "sqlalchemy".to_owned()];
        assert_eq!(unmet(&both, &used(&["flask"])), 0.5);
        assert_eq!(unmet(&both, &used(&[])), 1.0);
        assert_eq!(unmet(&[], &used(&[])), 0.0);
        let openssl = ["openssl".to_owned()];
        assert_eq!(unmet(&openssl, &used(&["openssl/rand.h"])), 0.0);
    }
}
