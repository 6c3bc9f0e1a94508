//! A run's folder: what was asked, and every sample, one JSON line each.
//!
//! ```text
//! run.json        the manifest: suite, model, arms, sampling, version
//! prompts.jsonl   each prompt once
//! samples.jsonl   each sample, appended as soon as its request is done
//! verdicts.jsonl  each judgement, replaced whole when a run is scored
//! ```
//!
//! A killed run loses at most the request that was running: its lines are written by one
//! call, a torn last line is cut off when the folder is opened again, and a request of which
//! only some lines arrived is asked again and only the missing lines are added. A folder
//! belongs to one manifest and is locked while a run writes to it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{File, OpenOptions};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use seccoder::model::{Decoding, ModelInfo};
use seccoder::pipeline::LongExamples;
use seccoder::prompt::PromptStyle;
use seccoder::truncate::CutRules;

use crate::arm::ArmRecord;
use crate::record::{PromptRecord, SCHEMA_VERSION, SampleKey, SampleRecord, VerdictRecord};

/// What a run is: two runs with the same manifest draw the same samples.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of the lines' form.
    pub schema_version: u32,
    /// Version of the program that began the run.
    pub seccoder: String,
    /// What the run is called in its report.
    pub title: String,
    /// Which published experiment it repeats, for example `table3`.
    #[serde(default)]
    pub paper: Option<String>,
    /// The model's column in that experiment.
    #[serde(default)]
    pub paper_column: Option<String>,
    /// The suite's name.
    pub suite: String,
    /// Where the suite came from, so that it can be scored again.
    pub suite_source: SuiteSource,
    /// Hash over the suite's tasks.
    pub suite_hash: String,
    /// The tasks' names.
    pub tasks: Vec<String>,
    /// The model.
    pub model: ModelInfo,
    /// What is compared.
    pub arms: Vec<ArmRecord>,
    /// How samples are drawn.
    pub sampling: Sampling,
    /// What is done with examples that are too long.
    #[serde(default)]
    pub long_examples: LongExamples,
    /// The k of pass@k that the report shows; empty leaves it to the report.
    #[serde(default)]
    pub ks: Vec<u32>,
}

/// Where a suite comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuiteSource {
    /// Its form.
    pub kind: SuiteKind,
    /// Its folder or file.
    pub path: PathBuf,
}

/// The forms of suites.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SuiteKind {
    /// Folders with a `task.toml`.
    Folder,
    /// SVEN's scenarios.
    Sven,
    /// HumanEval's JSON lines.
    Humaneval,
}

/// How samples are drawn.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sampling {
    /// Samples per task, arm and seed.
    pub samples: usize,
    /// The seeds.
    pub seeds: Vec<u64>,
    /// How tokens are chosen.
    pub decoding: Decoding,
    /// The most new tokens.
    pub max_tokens: usize,
    /// By which rules a completion is cut.
    pub cut: CutRules,
    /// The prompt style; `None` is raw text, and chat for servers that only chat.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub style: Option<PromptStyle>,
}

/// A run's folder could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// Reading or writing failed.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: std::io::Error,
    },
    /// A line is not what it should be.
    #[error("{}, line {line}: {reason}", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// One-based.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// Another run writes there.
    #[error("{} is in use by another run", .0.display())]
    Busy(PathBuf),
    /// The folder holds the samples of another run.
    #[error("{} holds another run: {what} differs", path.display())]
    OtherRun {
        /// The folder.
        path: PathBuf,
        /// What differs first.
        what: String,
    },
    /// There is no run in the folder.
    #[error("{} holds no run (no run.json)", .0.display())]
    NoRun(PathBuf),
}

fn io(path: &Path) -> impl FnOnce(std::io::Error) -> LogError + '_ {
    |error| LogError::Io {
        path: path.to_owned(),
        error,
    }
}

/// A run's folder, open for appending.
#[derive(Debug)]
pub struct RunLog {
    folder: PathBuf,
    samples: File,
    prompts: File,
    have: BTreeSet<SampleKey>,
    prompt_hashes: BTreeSet<String>,
    /// Holds the lock.
    _lock: File,
}

impl RunLog {
    /// Begins a run in a folder, or goes on with the one that is there.
    ///
    /// # Errors
    /// When the folder holds another run, another process writes there, or its files are damaged.
    pub fn open(folder: &Path, manifest: &Manifest) -> Result<Self, LogError> {
        std::fs::create_dir_all(folder).map_err(io(folder))?;
        let lock_path = folder.join(".lock");
        let lock = File::create(&lock_path).map_err(io(&lock_path))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(std::fs::TryLockError::WouldBlock) => {
                return Err(LogError::Busy(folder.to_owned()));
            }
            Err(std::fs::TryLockError::Error(error)) => return Err(io(&lock_path)(error)),
        }
        let path = folder.join("run.json");
        if path.exists() {
            let old = read_manifest(folder)?;
            if let Some(what) = difference(&old, manifest) {
                return Err(LogError::OtherRun {
                    path: folder.to_owned(),
                    what,
                });
            }
        } else {
            let text = serde_json::to_string_pretty(manifest).map_err(|error| LogError::Line {
                path: path.clone(),
                line: 0,
                reason: error.to_string(),
            })?;
            write_whole(&path, text.as_bytes())?;
        }
        let samples_path = folder.join("samples.jsonl");
        let prompts_path = folder.join("prompts.jsonl");
        let samples = open_lines(&samples_path)?;
        let prompts = open_lines(&prompts_path)?;
        let have = read_lines::<SampleRecord>(&samples_path)?
            .into_iter()
            .map(|record| record.key)
            .collect();
        let prompt_hashes = read_lines::<PromptRecord>(&prompts_path)?
            .into_iter()
            .map(|record| record.prompt_hash)
            .collect();
        Ok(Self {
            folder: folder.to_owned(),
            samples,
            prompts,
            have,
            prompt_hashes,
            _lock: lock,
        })
    }

    /// How many samples are there.
    #[must_use]
    pub fn len(&self) -> usize {
        self.have.len()
    }

    /// Whether no sample is there yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.have.is_empty()
    }

    /// Whether a sample is there.
    #[must_use]
    pub fn has(&self, key: &SampleKey) -> bool {
        self.have.contains(key)
    }

    /// Adds a request's prompt and samples; those that are there already are passed over.
    ///
    /// # Errors
    /// When the files cannot be written.
    pub fn append(
        &mut self,
        prompt: &PromptRecord,
        samples: &[SampleRecord],
    ) -> Result<(), LogError> {
        // The prompt first: a sample without its prompt would be of no use.
        if !self.prompt_hashes.contains(&prompt.prompt_hash) {
            append_lines(
                &mut self.prompts,
                &self.folder.join("prompts.jsonl"),
                std::slice::from_ref(prompt),
            )?;
            self.prompt_hashes.insert(prompt.prompt_hash.clone());
        }
        let new: Vec<&SampleRecord> = samples
            .iter()
            .filter(|sample| !self.have.contains(&sample.key))
            .collect();
        append_lines(&mut self.samples, &self.folder.join("samples.jsonl"), &new)?;
        self.have
            .extend(new.iter().map(|sample| sample.key.clone()));
        Ok(())
    }
}

/// What differs between two manifests, of what decides samples. The version may differ: a
/// finished part stays what it was, and each line says its own.
fn difference(old: &Manifest, new: &Manifest) -> Option<String> {
    let checks = [
        (
            "the schema version",
            old.schema_version == new.schema_version,
        ),
        // The suite's hash is over the chosen tasks.
        ("the choice of tasks", old.tasks == new.tasks),
        ("the suite", old.suite_hash == new.suite_hash),
        ("the model", old.model == new.model),
        ("the methods, database or embedder", old.arms == new.arms),
        ("the sampling", old.sampling == new.sampling),
        (
            "what is done with long examples",
            old.long_examples == new.long_examples,
        ),
    ];
    checks
        .iter()
        .find(|(_, same)| !same)
        .map(|(what, _)| (*what).to_owned())
}

/// A run as it is on disk.
#[derive(Debug, Clone)]
pub struct Run {
    /// The manifest.
    pub manifest: Manifest,
    /// The prompts, by hash.
    pub prompts: BTreeMap<String, PromptRecord>,
    /// The samples, ordered by key.
    pub samples: Vec<SampleRecord>,
    /// The verdicts, ordered by key; empty when the run was not scored.
    pub verdicts: Vec<VerdictRecord>,
}

impl Run {
    /// Reads a run's folder.
    ///
    /// # Errors
    /// When there is no run or a file is damaged.
    pub fn read(folder: &Path) -> Result<Self, LogError> {
        let manifest = read_manifest(folder)?;
        let prompts = read_lines::<PromptRecord>(&folder.join("prompts.jsonl"))?
            .into_iter()
            .map(|record| (record.prompt_hash.clone(), record))
            .collect();
        let mut samples: Vec<SampleRecord> = read_lines(&folder.join("samples.jsonl"))?;
        samples.sort_by(|a, b| a.key.cmp(&b.key));
        let mut verdicts: Vec<VerdictRecord> = read_lines(&folder.join("verdicts.jsonl"))?;
        verdicts.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(Self {
            manifest,
            prompts,
            samples,
            verdicts,
        })
    }

    /// How many samples the manifest asks for.
    #[must_use]
    pub fn expected(&self) -> usize {
        let sampling = &self.manifest.sampling;
        self.manifest.tasks.len()
            * self.manifest.arms.len()
            * sampling.seeds.len()
            * sampling.samples
    }
}

/// Writes the verdicts of a run, in place of earlier ones.
///
/// # Errors
/// When the file cannot be written; then the earlier ones stay.
pub fn write_verdicts(folder: &Path, verdicts: &[VerdictRecord]) -> Result<(), LogError> {
    let path = folder.join("verdicts.jsonl");
    let bytes = lines(&path, verdicts)?;
    write_whole(&path, &bytes)
}

fn read_manifest(folder: &Path) -> Result<Manifest, LogError> {
    let path = folder.join("run.json");
    let text = std::fs::read_to_string(&path).map_err(|error| {
        if error.kind() == std::io::ErrorKind::NotFound {
            LogError::NoRun(folder.to_owned())
        } else {
            io(&path)(error)
        }
    })?;
    let wrong = |reason: String| LogError::Line {
        path: path.clone(),
        line: 1,
        reason,
    };
    let manifest: Manifest = serde_json::from_str(&text).map_err(|e| wrong(e.to_string()))?;
    if manifest.schema_version > SCHEMA_VERSION {
        return Err(wrong(format!(
            "written by a later seccoder (schema {}, this one reads {SCHEMA_VERSION})",
            manifest.schema_version
        )));
    }
    Ok(manifest)
}

/// Opens a file of lines for appending, cutting off a last line that was not finished.
fn open_lines(path: &Path) -> Result<File, LogError> {
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(io(path))?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(io(path))?;
    let whole = bytes
        .iter()
        .rposition(|byte| *byte == b'\n')
        .map_or(0, |newline| newline + 1);
    if whole < bytes.len() {
        file.set_len(whole as u64).map_err(io(path))?;
    }
    file.seek(SeekFrom::End(0)).map_err(io(path))?;
    Ok(file)
}

fn read_lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>, LogError> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io(path)(error)),
    };
    // What stands behind the last line end was being written when the run was killed.
    let whole = text.rfind('\n').map_or("", |newline| &text[..newline]);
    whole
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty())
        .map(|(number, line)| {
            serde_json::from_str(line).map_err(|error| LogError::Line {
                path: path.to_owned(),
                line: number + 1,
                reason: error.to_string(),
            })
        })
        .collect()
}

fn lines<T: Serialize>(path: &Path, records: &[T]) -> Result<Vec<u8>, LogError> {
    let mut bytes = Vec::new();
    for record in records {
        serde_json::to_writer(&mut bytes, record).map_err(|error| LogError::Line {
            path: path.to_owned(),
            line: 0,
            reason: error.to_string(),
        })?;
        bytes.push(b'\n');
    }
    Ok(bytes)
}

fn append_lines<T: Serialize>(file: &mut File, path: &Path, records: &[T]) -> Result<(), LogError> {
    let bytes = lines(path, records)?;
    file.write_all(&bytes).map_err(io(path))?;
    file.sync_data().map_err(io(path))
}

/// Writes a file so that it is there whole or not at all.
///
/// # Errors
/// When it cannot be written; then what was there stays.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), LogError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io(folder))?;
    file.write_all(bytes).map_err(io(path))?;
    file.as_file().sync_data().map_err(io(path))?;
    // A temporary file is for its owner alone; a report is for whoever may read the folder.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(0o644))
            .map_err(io(path))?;
    }
    file.persist(path).map_err(|error| io(path)(error.error))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::testing;
    use seccoder::model::{Capabilities, ModelInput};

    fn manifest(samples: usize) -> Manifest {
        Manifest {
            schema_version: SCHEMA_VERSION,
            seccoder: "0".into(),
            title: "T".into(),
            paper: None,
            paper_column: None,
            suite: "s".into(),
            suite_source: SuiteSource {
                kind: SuiteKind::Folder,
                path: "s".into(),
            },
            suite_hash: "h".into(),
            tasks: vec!["a".into()],
            model: ModelInfo {
                name: "m".into(),
                engine: "scripted".into(),
                fingerprint: None,
                context_len: None,
                on_this_machine: true,
                sees_private: true,
                capabilities: Capabilities::default(),
                auto: Default::default(),
            },
            arms: Vec::new(),
            sampling: Sampling {
                samples,
                seeds: vec![1],
                decoding: Decoding::Greedy,
                max_tokens: 8,
                cut: CutRules::Function,
                style: None,
            },
            long_examples: LongExamples::TakeNext,
            ks: Vec::new(),
        }
    }

    fn prompt() -> PromptRecord {
        PromptRecord {
            schema_version: SCHEMA_VERSION,
            prompt_hash: "p".into(),
            input: ModelInput::Raw { text: "x".into() },
            demonstrations: Vec::new(),
            demonstration_texts: Vec::new(),
        }
    }

    fn samples(count: usize) -> Vec<SampleRecord> {
        let mut run = testing::Run::default();
        for index in 0..count {
            run.sample("a", "none", 1, index);
        }
        run.samples
    }

    #[test]
    fn what_was_written_is_read_and_not_written_twice() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = RunLog::open(folder.path(), &manifest(2)).unwrap();
        log.append(&prompt(), &samples(2)).unwrap();
        log.append(&prompt(), &samples(2)).unwrap();
        drop(log);
        let run = Run::read(folder.path()).unwrap();
        assert_eq!((run.samples.len(), run.prompts.len()), (2, 1));
        assert_eq!(run.manifest, manifest(2));
        assert_eq!(run.expected(), 0, "it has no arms");
    }

    #[test]
    fn a_torn_line_is_cut_off_and_its_sample_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = RunLog::open(folder.path(), &manifest(2)).unwrap();
        log.append(&prompt(), &samples(2)).unwrap();
        drop(log);
        let path = folder.path().join("samples.jsonl");
        let whole = std::fs::read(&path).unwrap();
        std::fs::write(&path, &whole[..whole.len() - 7]).unwrap();
        assert_eq!(Run::read(folder.path()).unwrap().samples.len(), 1);
        let mut log = RunLog::open(folder.path(), &manifest(2)).unwrap();
        assert_eq!(log.len(), 1);
        log.append(&prompt(), &samples(2)).unwrap();
        drop(log);
        assert_eq!(std::fs::read(&path).unwrap(), whole);
    }

    #[test]
    fn damage_in_the_middle_is_no_torn_line() {
        let folder = tempfile::tempdir().unwrap();
        let mut log = RunLog::open(folder.path(), &manifest(2)).unwrap();
        log.append(&prompt(), &samples(2)).unwrap();
        drop(log);
        let path = folder.path().join("samples.jsonl");
        let text = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, text.replacen("\"task\"", "\"tusk\"", 1)).unwrap();
        let error = Run::read(folder.path()).unwrap_err().to_string();
        assert!(error.contains("samples.jsonl, line 1"), "{error}");
    }

    #[test]
    fn a_folder_belongs_to_one_run_and_one_process() {
        let folder = tempfile::tempdir().unwrap();
        assert!(matches!(Run::read(folder.path()), Err(LogError::NoRun(_))));
        let log = RunLog::open(folder.path(), &manifest(2)).unwrap();
        assert!(matches!(
            RunLog::open(folder.path(), &manifest(2)),
            Err(LogError::Busy(_))
        ));
        drop(log);
        let error = RunLog::open(folder.path(), &manifest(3)).unwrap_err();
        assert!(
            error.to_string().contains("the sampling differs"),
            "{error}"
        );
        let mut later = manifest(2);
        later.seccoder = "9".into();
        later.title = "Other".into();
        assert!(RunLog::open(folder.path(), &later).is_ok());
    }

    #[test]
    fn verdicts_are_replaced_whole() {
        let folder = tempfile::tempdir().unwrap();
        drop(RunLog::open(folder.path(), &manifest(1)).unwrap());
        let mut run = testing::Run::default();
        run.sample("a", "none", 1, 0).verdict(testing::secure());
        write_verdicts(folder.path(), &run.verdicts).unwrap();
        write_verdicts(folder.path(), &run.verdicts).unwrap();
        assert_eq!(Run::read(folder.path()).unwrap().verdicts.len(), 1);
    }
}
