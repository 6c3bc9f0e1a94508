//! Mining: security fixes in the history of a local git repository.
//!
//! A team that mends a vulnerability leaves a commit behind, and in it a function as it was and
//! as it should have been. [`Miner`] walks the history, newest first, and gives such functions
//! as candidates. It guesses, from signs: what the commit's message says (`message`), what its
//! changed lines do (`clues`), how large it is (`score`). Each guess has a confidence and its
//! reasons in words, so that a person can review it ([`Miner::step`]); what then becomes of a
//! candidate is the gate's decision, as with every other source.
//!
//! Walking a long history must be cheap, so a commit is looked at in steps, and most do not get
//! far: its message is read; if that speaks of a fix, the trees before and after are compared
//! (`history`); of the files that changed, the lines are compared (`difference`); only then is
//! anything parsed and paired function by function (`functions`, with `outline` for C that does
//! not parse).
//!
//! Not looked at: merges (what they bring was a commit before), the first commit, what a later
//! commit took back, files that were added, removed or renamed, tests, vendored and generated
//! code, binaries, submodules, files of more than 1 MiB or in another encoding than UTF-8.

mod candidate;
pub mod changes;
mod clues;
mod difference;
#[cfg(test)]
mod evaluation;
mod functions;
mod guidelines;
mod history;
mod message;
mod outline;
mod paths;
mod score;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::collections::{HashSet, VecDeque};
use std::path::Path;

use gix::ObjectId;

use seccoder::example::Visibility;
use seccoder::language::Language;

use crate::import::{BadRecord, Item, Record, Source, SourceError};

use clues::{Clue, clues};
use difference::Difference;
use history::{Changes, Commit, Content, History};
use message::Assessment;
use score::Extent;

pub use candidate::Fix;

/// What provenance calls this source.
const NAME: &str = "mine";
/// A message must weigh this much for its commit to be looked at: a bare "fix" does.
const PROMISING: f32 = 0.3;
/// So many lines of a file are searched for the name of its licence.
const LICENCE_LINES: usize = 30;

/// Which commits are looked at beyond their message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Examine {
    /// Those whose message speaks of a fix.
    #[default]
    Promising,
    /// All, which takes many times as long.
    All,
}

/// What to look for.
#[derive(Debug, Clone, PartialEq)]
pub struct MineOptions {
    /// No commits older than this, in seconds since 1970.
    pub since: Option<i64>,
    /// No more commits than this, from the newest on.
    pub max_commits: Option<usize>,
    /// Nothing less sure than this, from 0 to 1.
    pub min_confidence: f32,
    /// Only these languages; empty for all.
    pub languages: Vec<Language>,
    /// Who may see the candidates.
    pub visibility: Visibility,
    /// Which commits are looked at.
    pub examine: Examine,
    /// The licence of files that do not name their own.
    pub licence: Option<String>,
}

impl Default for MineOptions {
    /// All languages, confidence at least one half; what is mined is private until its owner
    /// says otherwise.
    fn default() -> Self {
        Self {
            since: None,
            max_commits: None,
            min_confidence: 0.5,
            languages: Vec::new(),
            visibility: Visibility::Private,
            examine: Examine::default(),
            licence: None,
        }
    }
}

/// What a miner gives next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// A function that seems to have been mended.
    Fix(Box<Fix>),
    /// What was looked at in vain, and why.
    Skipped(&'static str),
    /// What could not be read.
    Bad(BadRecord),
}

/// Walks a history and gives the security fixes in it.
///
/// ```no_run
/// use seccoder_db::mine::{MineOptions, Miner, Step};
///
/// let mut miner = Miner::open("path/to/repository".as_ref(), MineOptions::default())?;
/// while let Some(step) = miner.step()? {
///     if let Step::Fix(fix) = step {
///         println!("{:.2} {} {}", fix.confidence, fix.function, fix.message_title);
///     }
/// }
/// # Ok::<(), seccoder_db::import::SourceError>(())
/// ```
pub struct Miner {
    history: History,
    options: MineOptions,
    repository: String,
    tip: Option<ObjectId>,
    /// The commits to look at, newest first.
    commits: Vec<ObjectId>,
    /// Why there are no more commits than these, if something is wrong.
    broken: Option<String>,
    /// How many commits have been looked at.
    done: usize,
    /// What the last of them gave and has not been handed out.
    waiting: VecDeque<Step>,
    /// Commits that later ones took back.
    taken_back: HashSet<ObjectId>,
}

impl Miner {
    /// Opens the repository at `path`: its folder with `.git` inside, a bare one, or a worktree.
    /// The history is that of the branch checked out.
    ///
    /// # Errors
    /// When there is no repository or its HEAD cannot be read.
    pub fn open(path: &Path, options: MineOptions) -> Result<Self, SourceError> {
        let history = History::open(path)?;
        let tip = history.tip()?;
        let mut miner = Self {
            repository: history.name(),
            history,
            options,
            tip: None,
            commits: Vec::new(),
            broken: None,
            done: 0,
            waiting: VecDeque::new(),
            taken_back: HashSet::new(),
        };
        miner.start_from(tip)?;
        Ok(miner)
    }

    /// What provenance calls the repository: its address, or the name of its folder.
    #[must_use]
    pub fn repository(&self) -> &str {
        &self.repository
    }

    /// The next fix, or why there is none.
    ///
    /// # Errors
    /// When the history breaks off.
    pub fn step(&mut self) -> Result<Option<Step>, SourceError> {
        loop {
            if let Some(step) = self.waiting.pop_front() {
                return Ok(Some(step));
            }
            let Some(&id) = self.commits.get(self.done) else {
                let broken = self.broken.take();
                return broken.map_or(Ok(None), |reason| Err(self.history.error(reason)));
            };
            let found = self.examine(id).unwrap_or_else(|reason| {
                vec![Step::Bad(BadRecord {
                    place: id.to_string(),
                    reason,
                })]
            });
            self.waiting = found.into();
            self.done += 1;
        }
    }

    /// The candidate that a fix makes.
    #[must_use]
    pub fn record(&self, fix: &Fix) -> Record {
        Record {
            example: fix.to_example(NAME, &self.repository, self.options.visibility),
            place: format!("commit {}, {}, {}", fix.commit, fix.path, fix.function),
        }
    }

    fn start_from(&mut self, tip: Option<ObjectId>) -> Result<(), SourceError> {
        self.tip = tip;
        self.done = 0;
        self.waiting.clear();
        self.taken_back.clear();
        let (since, limit) = (self.options.since, self.options.max_commits);
        if let Some(tip) = tip {
            let walked = self.history.walk(tip, since, limit.unwrap_or(usize::MAX))?;
            (self.commits, self.broken) = (walked.ids, walked.broken);
        }
        Ok(())
    }

    /// Remembers what a commit takes back, unless it was itself taken back.
    fn note_taken_back(&mut self, id: ObjectId, commit: &Commit) {
        if !self.taken_back.contains(&id) {
            self.taken_back.extend(message::taken_back(&commit.body));
        }
    }

    fn examine(&mut self, id: ObjectId) -> Result<Vec<Step>, String> {
        let skipped = |reason| Ok(vec![Step::Skipped(reason)]);
        let commit = self.history.commit(id)?;
        self.note_taken_back(id, &commit);
        if self.taken_back.contains(&id) {
            return skipped("a commit that a later one took back");
        }
        let parent = match commit.parents[..] {
            [] => return skipped("a first commit"),
            [parent] => parent,
            _ => return skipped("a merge"),
        };
        let message = Assessment::of(&commit.title, &commit.body);
        if self.options.examine == Examine::Promising && message.weight < PROMISING {
            return skipped("a commit whose message speaks of no fix");
        }
        if !self.history.has(parent) {
            return skipped("a commit at the edge of a shallow clone");
        }
        let before = self.history.commit(parent)?.tree;
        let Some(changes) = self.history.changes(before, commit.tree)? else {
            return skipped("a commit that changes hundreds of files");
        };
        Ok(self.look_into(id, &commit, &message, &changes))
    }

    /// Looks into the files that a commit changed.
    fn look_into(
        &self,
        id: ObjectId,
        commit: &Commit,
        message: &Assessment,
        changes: &Changes,
    ) -> Vec<Step> {
        let mut steps = Vec::new();
        let all = || {
            changes
                .files
                .iter()
                .map(|file| &file.path)
                .chain(&changes.others)
        };
        let advisory = all().any(|path| paths::is_advisory(path)) || self.announced(changes);
        let tests = all().any(|path| paths::is_test(path));
        steps.extend((0..changes.submodules).map(|_| Step::Skipped("a submodule")));
        steps.extend((0..changes.unreadable_paths).map(|_| Step::Skipped("a path not in UTF-8")));
        let mut candidates = Vec::new();
        for file in &changes.files {
            let language = match self.language_of(&file.path) {
                Ok(language) => language,
                Err(reason) => {
                    steps.push(Step::Skipped(reason));
                    continue;
                }
            };
            let texts = match (
                self.history.text(file.before),
                self.history.text(file.after),
            ) {
                (Ok(Content::Text(before)), Ok(Content::Text(after))) => Ok((before, after)),
                (Ok(Content::Useless(reason)), _) | (_, Ok(Content::Useless(reason))) => {
                    Err(Step::Skipped(reason))
                }
                (Err(reason), _) | (_, Err(reason)) => Err(Step::Bad(BadRecord {
                    place: format!("commit {id}, {}", file.path),
                    reason,
                })),
            };
            match texts.map(|(before, after)| {
                self.functions(message, advisory, language, &file.path, &before, &after)
            }) {
                Ok(Ok(found)) => candidates.extend(found),
                Ok(Err(reason)) => steps.push(Step::Skipped(reason)),
                Err(step) => steps.push(step),
            }
        }
        if candidates.is_empty() && steps.is_empty() {
            steps.push(Step::Skipped("a commit that changes no file"));
        }
        let extent = Extent {
            functions: candidates.len(),
            lines: candidates.iter().map(|found| found.difference.size()).sum(),
            advisory,
            tests,
        };
        for candidate in candidates {
            let fix = fix(id, commit, message, extent, candidate);
            steps.push(if fix.confidence < self.options.min_confidence {
                Step::Skipped("a changed function that is not sure enough to be a security fix")
            } else {
                Step::Fix(Box::new(fix))
            });
        }
        steps
    }

    /// Whether a list of changes tells of a security fix that it did not tell of before.
    fn announced(&self, changes: &Changes) -> bool {
        let telling = |id| match self.history.text(id) {
            Ok(Content::Text(text)) => message::tells_of_security(&text),
            _ => 0,
        };
        let lists = changes.files.iter();
        let mut lists = lists.filter(|file| paths::is_changelog(&file.path));
        lists.any(|file| telling(file.after) > telling(file.before))
    }

    /// The language of a file that is to be looked into, or why it is not.
    fn language_of(&self, path: &str) -> Result<Language, &'static str> {
        let language = Language::from_path(Path::new(path));
        let language = language.ok_or("a file in no language that SecCoder knows")?;
        let wanted = &self.options.languages;
        if !wanted.is_empty() && !wanted.contains(&language) {
            Err("a file in a language that was not asked for")
        } else if paths::is_test(path) {
            Err("a test")
        } else if paths::is_foreign(path) {
            Err("vendored or generated code")
        } else {
            Ok(language)
        }
    }

    /// The functions of a file whose code differs, with what their lines say.
    fn functions(
        &self,
        message: &Assessment,
        advisory: bool,
        language: Language,
        path: &str,
        before: &str,
        after: &str,
    ) -> Result<Vec<Changed>, &'static str> {
        // To parse costs most, so it comes last, and only where it can lead to something.
        let bound = score::without_clues(message, advisory);
        if bound < self.options.min_confidence {
            let whole = Difference::between(language, before, after);
            if clues(language, &whole, after).is_empty() {
                return Err("a file whose changed lines have nothing to do with security");
            }
        }
        let pairs = functions::pairs(language, path, before, after);
        let pairs = pairs.ok_or("a file that takes too long to parse")?;
        if pairs.is_empty() {
            return Err("a file in which no function's code differs");
        }
        let licence = licence(after).or_else(|| self.options.licence.clone());
        let changed = |pair: functions::Pair| {
            let difference = Difference::between(language, &pair.before, &pair.after);
            Changed {
                path: path.to_owned(),
                language,
                clues: clues(language, &difference, &pair.after),
                pair,
                difference,
                licence: licence.clone(),
            }
        };
        Ok(pairs.into_iter().map(changed).collect())
    }
}

/// A function whose code differs.
struct Changed {
    path: String,
    language: Language,
    pair: functions::Pair,
    difference: Difference,
    clues: Vec<&'static Clue>,
    licence: Option<String>,
}

fn fix(
    id: ObjectId,
    commit: &Commit,
    message: &Assessment,
    extent: Extent,
    changed: Changed,
) -> Fix {
    let score = score::score(message, &changed.clues, extent);
    let cwes = score::weaknesses(message, &changed.clues);
    let guideline = cwes.iter().find_map(|cwe| guidelines::guideline(*cwe));
    Fix {
        commit: id.to_string(),
        author_time: commit.author_time,
        message_title: commit.title.clone(),
        path: changed.path,
        language: changed.language,
        function: changed.pair.name,
        before: changed.pair.before,
        after: changed.pair.after,
        guideline: guideline.map(str::to_owned),
        cwes,
        confidence: score.confidence,
        reasons: score.reasons,
        licence: changed.licence,
    }
}

/// The licence that a file names by its SPDX identifier.
fn licence(text: &str) -> Option<String> {
    let (_, name) = text
        .lines()
        .take(LICENCE_LINES)
        .find_map(|line| line.split_once("SPDX-License-Identifier:"))?;
    let name = name
        .trim()
        .trim_end_matches("*/")
        .trim_end_matches("-->")
        .trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || " .-+()".contains(c);
    (!name.is_empty() && name.len() <= 100 && name.chars().all(plain)).then(|| name.to_owned())
}

impl Source for Miner {
    fn name(&self) -> &str {
        NAME
    }

    fn next(&mut self) -> Result<Option<Item>, SourceError> {
        Ok(self.step()?.map(|step| match step {
            Step::Fix(fix) => Item::Good(Box::new(self.record(&fix))),
            Step::Skipped(reason) => Item::Skipped(reason),
            Step::Bad(record) => Item::Bad(record),
        }))
    }

    /// `TIP:LAST`, the commit that the walk began with and the last one done. With the tip, a
    /// walk goes on as it began when commits have come since.
    fn position(&self) -> String {
        let complete = self.done - usize::from(!self.waiting.is_empty());
        let last = complete.checked_sub(1).map(|index| self.commits[index]);
        match (self.tip, last) {
            (Some(tip), Some(last)) => format!("{tip}:{last}"),
            _ => String::new(),
        }
    }

    fn resume(&mut self, position: &str) -> Result<(), SourceError> {
        if position.is_empty() {
            return self.start_from(self.tip);
        }
        let wrong = |history: &History| {
            history.error(format!(
                "`{position}` is no place in this history; it may have been rewritten since the \
                 last reading"
            ))
        };
        let id = |text: &str| ObjectId::from_hex(text.as_bytes()).ok();
        let ends = position.split_once(':');
        let ends = ends.and_then(|(tip, last)| Some((id(tip)?, id(last)?)));
        let (tip, last) = ends
            .filter(|(tip, _)| self.history.has(*tip))
            .ok_or_else(|| wrong(&self.history))?;
        self.start_from(Some(tip))?;
        let found = self.commits.iter().position(|commit| *commit == last);
        self.done = found.ok_or_else(|| wrong(&self.history))? + 1;
        // What the commits before took back must be known to go on as without a stop.
        for index in 0..self.done {
            let id = self.commits[index];
            if let Ok(commit) = self.history.commit(id) {
                self.note_taken_back(id, &commit);
            }
        }
        Ok(())
    }

    fn progress(&self) -> (u64, u64) {
        (self.done as u64, self.commits.len() as u64)
    }
}
