//! What mining is worth: precision and recall on a history whose fixes are known.
//!
//! The history is built from pairs of real functions before and after a security fix. Each pair
//! makes one fixing commit, half of them with a message that speaks of security and half with a
//! terse one; at least ten times as many ordinary commits edit the same functions, and part of
//! those are made to mislead: they speak of security without mending anything, or add a check
//! that has nothing to do with it. The data is not part of this repository: without it the test
//! says so and passes. Weights and patterns were tuned on the training parts only.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use serde::Deserialize;

use super::candidate::Stand;
use super::testing::Repository;
use super::*;
use crate::admission::tokens::{TokenKind, tokens};
use seccoder::cwe::CweId;

/// Ordinary commits for each fix.
const ORDINARY: usize = 10;
const FUNCTIONS_IN_A_FILE: usize = 5;

#[derive(Deserialize)]
struct Row {
    func_name: String,
    func_src_before: String,
    func_src_after: String,
    file_name: String,
    vul_type: CweId,
}

/// A function of the history.
struct Slot {
    name: String,
    language: Language,
    cwe: CweId,
    before: String,
    after: String,
    fixed: bool,
    file: String,
}

impl Slot {
    fn current(&self) -> &str {
        if self.fixed {
            &self.after
        } else {
            &self.before
        }
    }
}

fn folder() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    root.join("sven").exists().then_some(root)
}

fn rows(root: &Path, part: &str) -> Vec<Row> {
    let mut files = vec![root.join(format!(
        "safecoder/data_train_val/{part}/sec-new-desc.jsonl"
    ))];
    let sven = fs::read_dir(root.join(format!("sven/data_train_val/{part}"))).unwrap();
    files.extend(sven.map(|entry| entry.unwrap().path()));
    files.sort();
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
    texts
        .flat_map(|text| {
            let rows = text.lines().map(|line| serde_json::from_str(line).unwrap());
            rows.collect::<Vec<Row>>()
        })
        .collect()
}

/// Functions in the frames that they need, a few to a file.
fn slots(rows: Vec<Row>) -> Vec<Slot> {
    let mut counts: HashMap<Language, usize> = HashMap::new();
    let mut slots = Vec::new();
    for row in rows {
        let Some(language) = Language::from_path(Path::new(&row.file_name)) else {
            continue;
        };
        let count = counts.entry(language).or_default();
        let number = *count / FUNCTIONS_IN_A_FILE;
        // A class of its own keeps functions of one name apart.
        let fix = Fix {
            commit: String::new(),
            author_time: 0,
            message_title: String::new(),
            path: String::new(),
            language,
            function: format!("Part{count}.f"),
            before: functions::dedented(language, row.func_src_before.trim_end()),
            after: functions::dedented(language, row.func_src_after.trim_end()),
            cwes: Vec::new(),
            guideline: None,
            confidence: 0.0,
            reasons: Vec::new(),
            licence: None,
        };
        *count += 1;
        let stand = Stand::for_both(&fix);
        slots.push(Slot {
            name: row.func_name,
            language,
            cwe: row.vul_type,
            before: stand.dress(&fix.before),
            after: stand.dress(&fix.after),
            fixed: false,
            file: format!("d{}/file{number}.{}", number % 20, language.extension()),
        });
    }
    slots
}

/// What a fix is called by someone who says what it is.
fn telling(cwe: u32, name: &str, rng: &mut StdRng) -> String {
    let year = rng.random_range(2012..2024);
    let number = rng.random_range(1000..30000);
    let words: &[&str] = match cwe {
        89 => &[
            "Fix SQL injection in {}",
            "Use parameterized query in {}",
            "Escape input of {}",
        ],
        78 => &[
            "Avoid command injection in {}",
            "Do not pass user input to a shell in {}",
        ],
        79 => &[
            "Fix XSS in {}",
            "Escape output of {}",
            "Prevent cross-site scripting ({})",
        ],
        22 => &[
            "Prevent path traversal in {}",
            "Fix directory traversal vulnerability in {}",
        ],
        125 => &[
            "Fix out-of-bounds read in {}",
            "Fix buffer over-read in {}",
            "{}: check bounds",
        ],
        787 | 119 => &["Fix buffer overflow in {}", "Fix out of bounds write in {}"],
        190 => &["Fix integer overflow in {}", "{}: guard against overflow"],
        416 => &["Fix use after free in {}", "Fix UAF in {}"],
        476 => &["Fix null pointer dereference in {}", "{}: check for NULL"],
        502 => &["Use safe_load in {}", "Fix unsafe deserialization in {}"],
        327 | 326 => &[
            "Replace weak cipher in {}",
            "Security: stop using md5 in {}",
        ],
        377 => &["Fix insecure temporary file in {}", "Use mkstemp in {}"],
        352 => &["Add CSRF protection to {}"],
        611 => &["Fix XXE in {}"],
        _ => &[
            "Fix security issue in {}",
            "Security fix for {}",
            "Harden {}",
        ],
    };
    let words = words.choose(rng).unwrap().replace("{}", name);
    match rng.random_range(0..4) {
        0 => format!("CVE-{year}-{number}: fix {name}"),
        1 => format!("{words}\n\nThis was reported as CVE-{year}-{number}.\n"),
        _ => words,
    }
}

/// What it is called by someone who does not.
fn terse(name: &str, rng: &mut StdRng) -> String {
    let words = [
        "fix crash in {}",
        "fix {}",
        "fix bug in {}",
        "Fix #1234",
        "handle bad input in {}",
        "{}: fix error",
        "fix issue with {}",
        "update {}",
    ];
    words.choose(rng).unwrap().replace("{}", name)
}

/// An ordinary edit, by its number: what is done to a text, and what the commit is called.
fn edit(kind: usize, language: Language, text: &str, seed: u64) -> Option<String> {
    let rng = &mut StdRng::seed_from_u64(seed);
    match kind {
        0 => rename(language, text, rng),
        1 => insert(
            language,
            text,
            &format!("{} See the manual.", language.line_comment()),
        ),
        2 => insert(language, text, log_line(language)),
        3 => change(language, text, TokenKind::Number, rng, |number| {
            number
                .parse::<u32>()
                .ok()
                .filter(|&n| n > 1)
                .map(|n| (n + 1).to_string())
        }),
        4 => change(language, text, TokenKind::Text, rng, |quoted| {
            let end = quoted.len().checked_sub(1)?;
            let word = quoted.len() > 6 && !quoted.contains(['%', '{', '\n']);
            word.then(|| format!("{}.{}", &quoted[..end], &quoted[end..]))
        }),
        5 => reword_return(language, text),
        6 => Some(text.replace("  ", "   "))
            .filter(|new| !matches!(language, Language::Python | Language::Ruby) && new != text),
        7 => insert(language, text, guard_line(language)?),
        8 => change(
            language,
            text,
            TokenKind::Symbol,
            rng,
            |symbol| match symbol {
                "==" => Some("!=".to_owned()),
                "+" => Some("-".to_owned()),
                "&&" => Some("||".to_owned()),
                _ => None,
            },
        ),
        _ => insert(language, text, call_line(language)),
    }
}

const EDITS: usize = 10;

fn ordinary_message(kind: usize, name: &str, rng: &mut StdRng) -> String {
    let words: &[&str] = match kind {
        0 => &[
            "Rename a variable of {}",
            "Refactor {}",
            "fix naming in {}",
            "Clearer names",
            "Rename password variable in {}",
            "cleanup",
        ],
        1 => &[
            "Comment {}",
            "docs: explain {}",
            "Fix typo in comment of {}",
            "Add note on escaping to {}",
            "Document security of {}",
        ],
        2 => &[
            "Log calls of {}",
            "Add logging to {}",
            "Log access for security audit in {}",
            "debug output",
            "Fix missing log in {}",
        ],
        3 => &[
            "Change default in {}",
            "Increase limit of {}",
            "fix wrong constant in {}",
            "tune {}",
        ],
        4 => &[
            "Better message in {}",
            "Fix wording of message in {}",
            "fix text in {}",
            "Update {}",
            "Fix wrong error message about permissions in {}",
        ],
        5 => &[
            "Simplify {}",
            "Make {} easier to read",
            "Style",
            "fix lint warning in {}",
        ],
        6 => &[
            "Reformat {}",
            "Fix indentation of {}",
            "whitespace",
            "clang-format",
        ],
        7 => &[
            "Return early in {}",
            "Skip {} when disabled",
            "Fix needless work in {}",
            "Handle disabled feature in {}",
        ],
        8 => &[
            "Fix logic of {}",
            "fix wrong result of {}",
            "Fix bug in {}",
            "fix regression in {}",
            "Fix crash in {} on startup",
        ],
        _ => &[
            "Count calls of {}",
            "Add metrics to {}",
            "Call hook in {}",
            "Notify listeners",
            "Fix missing update in {}",
            "Validate settings before {}",
        ],
    };
    words.choose(rng).unwrap().replace("{}", name)
}

fn rename(language: Language, text: &str, rng: &mut StdRng) -> Option<String> {
    const KEYWORDS: [&str; 24] = [
        "return", "static", "const", "void", "else", "while", "function", "self", "this", "struct",
        "import", "from", "class", "True", "False", "None", "null", "NULL", "elif", "except",
        "raise", "func", "async", "await",
    ];
    let all = tokens(language, text);
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, token) in all.iter().enumerate() {
        let next = all.get(index + 1).map_or("", |next| next.text);
        let plain = token.text.len() > 3 && token.text.chars().all(|c| c.is_ascii_lowercase());
        if token.kind == TokenKind::Word && plain && next == "=" {
            *counts.entry(token.text).or_default() += 1;
        }
    }
    let names: Vec<&str> = counts
        .into_keys()
        .filter(|name| !KEYWORDS.contains(name))
        .collect();
    let name = *names.choose(rng)?;
    replaced(
        text,
        &all.iter()
            .filter(|t| t.text == name)
            .map(|t| (t.start, t.text.len(), format!("{name}_value")))
            .collect::<Vec<_>>(),
    )
}

fn replaced(text: &str, parts: &[(usize, usize, String)]) -> Option<String> {
    let mut new = text.to_owned();
    for (start, length, with) in parts.iter().rev() {
        new.replace_range(*start..start + length, with);
    }
    (new != text).then_some(new)
}

/// Changes one token of a kind.
fn change(
    language: Language,
    text: &str,
    kind: TokenKind,
    rng: &mut StdRng,
    to: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let all = tokens(language, text);
    let parts: Vec<_> = all
        .iter()
        .filter(|token| token.kind == kind)
        .filter_map(|token| Some((token.start, token.text.len(), to(token.text)?)))
        .collect();
    replaced(text, std::slice::from_ref(parts.choose(rng)?))
}

/// Puts a line at the beginning of the body.
fn insert(language: Language, text: &str, line: &str) -> Option<String> {
    let all = tokens(language, text);
    let named = all.iter().position(|token| token.text == "(")?;
    let opens = match language {
        Language::Python => ":",
        Language::Ruby => ")",
        _ => "{",
    };
    let mut depth = 0_i32;
    for token in &all[named..] {
        match token.text {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            _ => {}
        }
        if depth == 0 && token.text == opens {
            let end = token.start + 1;
            let rest = &text[end..];
            let next = rest.lines().skip(1).find(|line| !line.trim().is_empty())?;
            let indent = &next[..next.len() - next.trim_start().len()];
            let line_end = end + rest.find('\n')?;
            if !text[end..line_end].trim().is_empty() {
                return None;
            }
            return Some(format!(
                "{}\n{indent}{line}{}",
                &text[..line_end],
                &text[line_end..]
            ));
        }
    }
    None
}

const fn log_line(language: Language) -> &'static str {
    match language {
        Language::Python => "logger.debug('called')",
        Language::Ruby => "logger.debug 'called'",
        Language::JavaScript | Language::TypeScript => "console.debug('called');",
        Language::Go => "log.Println(\"called\")",
        Language::Rust => "log::debug!(\"called\");",
        _ => "log_debug(\"called\");",
    }
}

const fn call_line(language: Language) -> &'static str {
    match language {
        Language::Python | Language::Ruby | Language::Go => "count_call(1)",
        _ => "count_call(1);",
    }
}

const fn guard_line(language: Language) -> Option<&'static str> {
    Some(match language {
        Language::Python => "if not ENABLED: return",
        Language::Ruby => "return unless enabled",
        Language::JavaScript | Language::TypeScript => "if (!enabled) { return; }",
        Language::C | Language::Cpp => "if (!feature_enabled) return 0;",
        Language::Go => "if !enabled { return nil }",
        Language::Java => "if (!enabled) { return null; }",
        _ => return None,
    })
}

fn reword_return(language: Language, text: &str) -> Option<String> {
    let at = text.find("return ")? + "return ".len();
    let end = at + text[at..].find(['\n', ';'])?;
    let value = &text[at..end];
    let whole = value.matches('(').count() == value.matches(')').count()
        && !value.is_empty()
        && !value.contains(['{', '[', '"', '\'', '\\', '#', '`'])
        && !value.ends_with(['(', ',', '+'])
        && !matches!(language, Language::Ruby);
    whole.then(|| format!("{}({value}){}", &text[..at], &text[end..]))
}

/// What is known of the fixes of a history.
struct Truth {
    after: String,
    cwe: CweId,
    telling: bool,
    message: String,
    before: String,
}

fn history(mut slots: Vec<Slot>, seed: u64) -> (Repository, HashMap<String, Truth>, usize) {
    let rng = &mut StdRng::seed_from_u64(seed);
    let mut repository = Repository::packed();
    let mut files: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, slot) in slots.iter().enumerate() {
        files.entry(slot.file.clone()).or_default().push(index);
    }
    let content = |slots: &[Slot], file: &str| {
        let texts: Vec<&str> = files[file]
            .iter()
            .map(|&index| slots[index].current())
            .collect();
        texts.join("\n\n") + "\n"
    };
    for file in files.keys() {
        repository.set(file, content(&slots, file));
    }
    repository
        .set("SECURITY.md", "Write to us.\n")
        .commit("Initial commit");
    let mut truth = HashMap::new();
    let mut unfixed: Vec<usize> = (0..slots.len()).collect();
    let (mut ordinary, mut notes) = (0, 0);
    while !unfixed.is_empty() || ordinary < slots.len() * ORDINARY {
        let fix = !unfixed.is_empty()
            && (ordinary >= slots.len() * ORDINARY || rng.random_range(0..=ORDINARY) == 0);
        if fix {
            let index = unfixed.swap_remove(rng.random_range(0..unfixed.len()));
            let slot = &mut slots[index];
            slot.fixed = true;
            let telling_one = index.is_multiple_of(2);
            let message = if telling_one {
                telling(slot.cwe.number(), &slot.name, rng)
            } else {
                terse(&slot.name, rng)
            };
            let (before, after, cwe) = (slot.before.clone(), slot.after.clone(), slot.cwe);
            let file = slot.file.clone();
            repository.set(&file, content(&slots, &file));
            let id = repository.commit(&message);
            let known = Truth {
                after,
                cwe,
                telling: telling_one,
                message,
                before,
            };
            truth.insert(id.to_string(), known);
            continue;
        }
        ordinary += 1;
        if rng.random_range(0..50) == 0 {
            notes += 1;
            repository.set("SECURITY.md", format!("Write to us, please ({notes}).\n"));
            repository.commit("Fix typo in security docs");
            continue;
        }
        let index = rng.random_range(0..slots.len());
        let slot = &mut slots[index];
        let kind = rng.random_range(0..EDITS);
        let edit_seed = rng.random();
        let edited = |text: &str| edit(kind, slot.language, text, edit_seed);
        // A function that is still to be fixed takes the edit in both versions, so that the fix
        // will be the fix and nothing else.
        let (before, after) = (edited(&slot.before), edited(&slot.after));
        let both = match (before, after) {
            (Some(before), Some(after)) => Some((before, after)),
            (_, Some(after)) if slot.fixed => Some((slot.before.clone(), after)),
            _ => None,
        };
        let Some((before, after)) = both.filter(|(_, after)| after.len() < 40_000) else {
            ordinary -= 1;
            continue;
        };
        (slot.before, slot.after) = (before, after);
        let (file, name) = (slot.file.clone(), slot.name.clone());
        repository.set(&file, content(&slots, &file));
        repository.commit(&ordinary_message(kind, &name, rng));
    }
    repository.finish();
    (repository, truth, ordinary)
}

/// What mining the history found.
struct Outcome {
    found: Vec<Fix>,
    truth: HashMap<String, Truth>,
    ordinary: usize,
}

/// Precision and recall at a threshold.
struct Figures {
    threshold: f32,
    precision: f64,
    recall: f64,
    recall_telling: f64,
    recall_terse: f64,
    cwe: f64,
}

fn share(part: usize, whole: usize) -> f64 {
    part as f64 / whole.max(1) as f64
}

impl Outcome {
    fn at(&self, threshold: f32) -> Figures {
        let given: Vec<&Fix> = self
            .found
            .iter()
            .filter(|fix| fix.confidence >= threshold)
            .collect();
        let right: Vec<&&Fix> = given
            .iter()
            .filter(|fix| {
                let truth = self.truth.get(&fix.commit);
                truth.is_some_and(|truth| truth.after.contains(fix.after.trim()))
            })
            .collect();
        let commits: HashSet<&str> = right.iter().map(|fix| fix.commit.as_str()).collect();
        let recall = |telling: Option<bool>| {
            let of_kind = |truth: &Truth| telling.is_none_or(|kind| kind == truth.telling);
            let all = self.truth.values().filter(|truth| of_kind(truth)).count();
            let found = commits
                .iter()
                .filter(|commit| of_kind(&self.truth[**commit]))
                .count();
            share(found, all)
        };
        let named = right
            .iter()
            .filter(|fix| fix.cwes.contains(&self.truth[&fix.commit].cwe));
        Figures {
            threshold,
            precision: share(right.len(), given.len()),
            recall: recall(None),
            recall_telling: recall(Some(true)),
            recall_terse: recall(Some(false)),
            cwe: share(named.count(), right.len()),
        }
    }
}

fn evaluate(root: &Path, part: &str, every: usize) -> Outcome {
    let rows = rows(root, part).into_iter().step_by(every).collect();
    let (repository, truth, ordinary) = history(slots(rows), 7);
    let options = MineOptions {
        min_confidence: 0.2,
        ..MineOptions::default()
    };
    let mut miner = Miner::open(&repository.path(), options).unwrap();
    let mut found = Vec::new();
    while let Some(step) = miner.step().unwrap() {
        match step {
            Step::Fix(fix) => found.push(*fix),
            Step::Bad(record) => panic!("{record}"),
            Step::Skipped(_) => {}
        }
    }
    Outcome {
        found,
        truth,
        ordinary,
    }
}

/// Prints the figures; with `SECCODER_MINE_DUMP` naming a folder, also writes there what was found
/// and missed and why, for whoever tunes the tables (on the training part only).
fn report(part: &str, outcome: &Outcome) {
    println!(
        "{part}: {} fixes among {} ordinary commits",
        outcome.truth.len(),
        outcome.ordinary
    );
    println!("confidence  precision  recall  (telling, terse)  weakness among the proposed");
    for threshold in [0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9] {
        let row = outcome.at(threshold);
        println!(
            "    {:.1}        {:.3}     {:.3}    {:.3}, {:.3}       {:.3}",
            row.threshold, row.precision, row.recall, row.recall_telling, row.recall_terse, row.cwe
        );
    }
    if let Some(path) = std::env::var_os("SECCODER_MINE_DUMP") {
        let mut lines = String::new();
        for fix in &outcome.found {
            let right = outcome.truth.get(&fix.commit);
            lines += &format!(
                "{}\t{:.2}\t{}\t{}\t{:?}\t{:?}\n",
                if right.is_some() { "fix" } else { "ORDINARY" },
                fix.confidence,
                fix.language,
                fix.message_title,
                right.map(|t| t.cwe),
                fix.reasons
            );
        }
        let seen: HashSet<&str> = outcome
            .found
            .iter()
            .map(|fix| fix.commit.as_str())
            .collect();
        for (id, truth) in &outcome.truth {
            if !seen.contains(id.as_str()) {
                let found = Difference::between(Language::C, &truth.before, &truth.after);
                let weight = Assessment::of(&truth.message, "").weight;
                lines += &format!(
                    "MISSED\t{weight:.2}\t{}\t{:?}\t-{:?}\t+{:?}\n",
                    truth.message.replace('\n', " "),
                    truth.cwe,
                    found.removed,
                    found.added
                );
            }
        }
        fs::write(Path::new(&path).join(format!("{part}.tsv")), lines).unwrap();
    }
}

fn holds(part: &str, every: usize, precision: f64, recall: f64) {
    let Some(root) = folder() else {
        println!("skipped: there is no ../shared/data");
        return;
    };
    let outcome = evaluate(&root, part, every);
    report(part, &outcome);
    assert!(outcome.ordinary >= ORDINARY * outcome.truth.len());
    let row = outcome.at(0.5);
    assert!(row.precision > precision, "{}", row.precision);
    assert!(row.recall > recall, "{}", row.recall);
}

#[test]
fn fixes_are_told_from_ordinary_commits_of_the_validation_part() {
    holds("val", 1, 0.85, 0.55);
}

/// All of it with `SECCODER_SOAK`, an eighth without.
#[test]
fn soak_fixes_are_told_from_ordinary_commits_of_the_training_part() {
    let long = std::env::var_os("SECCODER_SOAK").is_some();
    holds("train", if long { 1 } else { 8 }, 0.85, 0.5);
}
