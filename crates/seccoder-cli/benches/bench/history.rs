//! A git history to mine, as a stream for `git fast-import`.
//!
//! Its files are made of the built-in examples, each beginning as its vulnerable version. Most
//! commits change a number in a function and say so in ordinary words; some replace a vulnerable
//! function by its secure version and say that they mend something.

use std::fmt::Write;

use rand::Rng;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use seccoder::example::SecureExample;
use seccoder::language::Language;

/// Commits of the history.
pub const COMMITS: usize = 20_000;
/// Files of the history, at most.
const FILES: usize = 200;
/// One commit in this many is a fix.
pub const FIX_EACH: usize = 100;
/// The branch.
pub const BRANCH: &str = "refs/heads/main";

/// Functions of a file.
const FUNCTIONS: usize = 4;
/// The first commit's time; one follows each minute.
const START: usize = 1_600_000_000;
/// How a fix is announced, in turns; a few words on the function follow.
const FIXES: [&str; 4] = [
    "Fix a vulnerability",
    "Security fix",
    "Do not trust the caller's input",
    "Fix security issue reported by a user",
];
/// What other commits say, in turns. Two of them make the miner look closer.
const OTHERS: [&str; 10] = [
    "Update the retry limit",
    "Refactor helpers",
    "Fix wrong result for empty lists",
    "Add an option",
    "Clean up",
    "Improve speed of the export",
    "docs: say more",
    "Fix crash when the file is missing",
    "Rename a variable",
    "Bump to the next version",
];

/// What `git fast-import` reads.
pub struct Stream {
    /// The commands.
    pub text: String,
    /// Files in it.
    pub files: usize,
    /// Fixes in it.
    pub fixes: usize,
}

/// A file of the history as it is now.
struct File<'a> {
    path: String,
    functions: Vec<&'a SecureExample>,
    /// Which functions are mended.
    mended: Vec<bool>,
    /// The number of the last change of each function.
    changes: Vec<usize>,
}

impl File<'_> {
    fn content(&self) -> String {
        let mut content = String::new();
        for (i, example) in self.functions.iter().enumerate() {
            let code = match (&example.vulnerable, self.mended[i]) {
                (Some(vulnerable), false) => vulnerable,
                _ => &example.code,
            };
            content.push_str(&edited(code, self.changes[i]));
            content.push('\n');
        }
        content
    }
}

/// The code with its first number changed, or with an empty line more where it has none.
fn edited(code: &str, change: usize) -> String {
    let bytes = code.as_bytes();
    let number = (1..bytes.len())
        .find(|&at| bytes[at].is_ascii_digit() && matches!(bytes[at - 1], b' ' | b'(' | b'['));
    match number {
        Some(at) => format!("{}{change}{}", &code[..at], &code[at..]),
        None => format!("{code}{}", "\n".repeat(change % 2)),
    }
}

/// The whole history of files made of these examples.
pub fn stream(examples: &[SecureExample]) -> Stream {
    let mut files = files(examples);
    let mut stream = Stream {
        text: String::new(),
        files: files.len(),
        fixes: 0,
    };
    let mut random = ChaCha8Rng::seed_from_u64(1);
    for number in 0..COMMITS {
        let at = random.random_range(0..files.len());
        let which = random.random_range(0..FUNCTIONS);
        let file = &mut files[at];
        let mend = number > 0 && number % FIX_EACH == 0 && !file.mended[which];
        let message = if mend {
            file.mended[which] = true;
            stream.fixes += 1;
            let words = FIXES[stream.fixes % FIXES.len()];
            format!("{words}: {}", file.functions[which].title)
        } else {
            file.changes[which] = number;
            OTHERS[number % OTHERS.len()].to_owned()
        };
        let changed: Vec<&File<'_>> = match number {
            0 => files.iter().collect(),
            _ => vec![&files[at]],
        };
        commit(&mut stream.text, number, &message, &changed);
    }
    stream
}

/// Files of examples of one language, as many of each as it has examples.
fn files(examples: &[SecureExample]) -> Vec<File<'_>> {
    let mut by_language: Vec<(Language, Vec<&SecureExample>)> = Vec::new();
    for example in examples {
        match by_language
            .iter_mut()
            .find(|(language, _)| *language == example.language)
        {
            Some((_, same)) => same.push(example),
            None => by_language.push((example.language, vec![example])),
        }
    }
    let mut files = Vec::new();
    for (language, same) in by_language {
        let count = (same.len() * FILES).div_ceil(examples.len().max(1));
        for number in 0..count.min(FILES - files.len()) {
            let functions = same.iter().cycle().skip(number * FUNCTIONS).take(FUNCTIONS);
            files.push(File {
                path: format!("{}/part{number}.{}", language.name(), language.extension()),
                functions: functions.copied().collect(),
                mended: vec![false; FUNCTIONS],
                changes: vec![0; FUNCTIONS],
            });
        }
    }
    files
}

fn commit(text: &mut String, number: usize, message: &str, changed: &[&File<'_>]) {
    let time = START + number * 60;
    // Writing into a text cannot fail.
    let _ = writeln!(text, "commit {BRANCH}");
    let _ = writeln!(text, "committer A <a@host.example> {time} +0000");
    let _ = writeln!(text, "data {}\n{message}", message.len());
    for file in changed {
        let content = file.content();
        let _ = writeln!(text, "M 100644 inline {}", file.path);
        let _ = writeln!(text, "data {}\n{content}", content.len());
    }
}
