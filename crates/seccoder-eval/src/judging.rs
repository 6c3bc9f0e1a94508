//! From samples to verdicts: duplicates, validity, oracles, tests.
//!
//! The same program is judged once, however often it was drawn and by whatever arm. A
//! program that does not parse or compile is `Invalid` and goes no further. The deciding
//! oracle's word is the verdict; the others' is kept beside it, so that disagreement shows. An
//! oracle that fails makes its word `Unjudged`, and nothing else.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use futures::future::BoxFuture;

use seccoder::oracle::{Oracle, OracleCase, OracleError, Verdict, verdict_of};
use seccoder_oracle::sandbox::{JobFile, Sandbox};
use seccoder_oracle::syntax::{Validity, check_all};
use seccoder_oracle::test_command::{SecurityTest, TestCommand, TestOutcomeKind};

use crate::record::{SCHEMA_VERSION, SampleKey, SampleRecord, TestOutcome, VerdictRecord};
use crate::suite::{OracleName, Suite, Task, TestSpec};

/// Makes oracles.
pub trait OracleSource: Send + Sync {
    /// The oracle of a kind; the task matters where it names a query of its own.
    fn oracle<'a>(
        &'a self,
        name: OracleName,
        task: Option<&'a Task>,
    ) -> BoxFuture<'a, Result<Arc<dyn Oracle>, OracleError>>;
}

/// The oracles that can be had on this machine.
pub struct Judges {
    sandbox: Sandbox,
    source: Box<dyn OracleSource>,
    /// Tests at the same time.
    parallel: usize,
}

/// Judging could not begin.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// A deciding oracle is not there.
    #[error("task {task} is decided by {oracle}, which cannot be used: {error}")]
    NoOracle {
        /// The first task that needs it.
        task: String,
        /// The oracle.
        oracle: &'static str,
        /// Why it cannot be used.
        error: OracleError,
    },
    /// The samples are not of this suite.
    #[error("the samples of task {task} were drawn from another version of it")]
    TaskChanged {
        /// The task.
        task: String,
    },
    /// The suite lacks a task.
    #[error("the suite has no task {task}")]
    NoTask {
        /// The task.
        task: String,
    },
}

/// What became of one program.
#[derive(Debug, Clone)]
struct Judgement {
    verdict: Option<Verdict>,
    decided_by: String,
    advice: BTreeMap<String, Verdict>,
    function: Option<TestOutcome>,
}

impl Judges {
    /// Judges that run in this sandbox.
    #[must_use]
    pub fn new(sandbox: Sandbox, source: Box<dyn OracleSource>) -> Self {
        let parallel = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            sandbox,
            source,
            parallel,
        }
    }

    /// The sandbox.
    #[must_use]
    pub const fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Checks that the deciding oracle of every task is there, before any work is done.
    ///
    /// # Errors
    /// Names the first one that is not.
    pub async fn check(&self, tasks: &[Task]) -> Result<(), JudgeError> {
        for task in tasks {
            let Some(decide) = task
                .oracles
                .decide
                .filter(|name| *name != OracleName::Tests)
            else {
                continue;
            };
            self.source
                .oracle(decide, Some(task))
                .await
                .map_err(|error| JudgeError::NoOracle {
                    task: task.name.clone(),
                    oracle: decide.name(),
                    error,
                })?;
        }
        Ok(())
    }

    /// Judges all samples of a run, task by task; `on_progress` gets the samples done.
    ///
    /// # Errors
    /// When samples and suite do not belong together, or a deciding oracle is missing.
    pub async fn judge_run(
        &self,
        suite: &Suite,
        samples: &[SampleRecord],
        on_progress: &mut (dyn FnMut(usize) + Send),
    ) -> Result<Vec<VerdictRecord>, JudgeError> {
        let mut tasks = Vec::new();
        for (name, group) in crate::sampling::by_task(samples) {
            let task = suite.task(name).ok_or_else(|| JudgeError::NoTask {
                task: name.to_owned(),
            })?;
            let hash = task.hash();
            if group.iter().any(|sample| sample.task_hash != hash) {
                return Err(JudgeError::TaskChanged {
                    task: name.to_owned(),
                });
            }
            tasks.push((task, group));
        }
        let needed: Vec<Task> = tasks.iter().map(|(task, _)| (*task).clone()).collect();
        self.check(&needed).await?;
        let mut verdicts = Vec::with_capacity(samples.len());
        for (task, group) in tasks {
            verdicts.extend(self.judge_task(task, &group).await);
            on_progress(verdicts.len());
        }
        verdicts.sort_by(|a, b| a.key.cmp(&b.key));
        Ok(verdicts)
    }

    /// Judges samples of one task.
    async fn judge_task(&self, task: &Task, samples: &[&SampleRecord]) -> Vec<VerdictRecord> {
        let start = Instant::now();
        let mut programs: Vec<(String, String)> = Vec::new();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut of_sample = Vec::with_capacity(samples.len());
        for sample in samples {
            let program = task.program(&sample.completion);
            let text = format!("{}\n", program.trim_end());
            let place = *places.entry(text).or_insert_with(|| {
                programs.push((program, sample.completion.clone()));
                programs.len() - 1
            });
            of_sample.push(place);
        }
        let judgements = self.judge_programs(task, &programs).await;
        let share = milliseconds(start.elapsed()) / samples.len().max(1) as f64;
        let firsts = first_indexes(samples, &of_sample);
        samples
            .iter()
            .zip(&of_sample)
            .map(|(sample, &place)| {
                let judgement = judgements[place].clone();
                let first = firsts[&(&*sample.key.arm, sample.key.seed, place)];
                VerdictRecord {
                    schema_version: SCHEMA_VERSION,
                    key: sample.key.clone(),
                    duplicate_of: (first != sample.key.index).then_some(first),
                    verdict: judgement.verdict,
                    decided_by: judgement.decided_by,
                    advice: judgement.advice,
                    function: judgement.function,
                    performs: task.performs(&sample.completion),
                    oracle_ms: share,
                }
            })
            .collect()
    }

    /// Judges different programs of one task.
    async fn judge_programs(&self, task: &Task, programs: &[(String, String)]) -> Vec<Judgement> {
        let cases: Vec<OracleCase> = programs
            .iter()
            .map(|(program, _)| case(task, program))
            .collect();
        let validity = check_all(&self.sandbox, &cases).await;
        let mut judgements: Vec<Judgement> = cases.iter().map(|_| Judgement::new(task)).collect();
        let mut valid = Vec::new();
        for (place, validity) in validity.into_iter().enumerate() {
            let judged = match validity {
                Ok(Validity::Valid) => {
                    valid.push(place);
                    continue;
                }
                Ok(Validity::Invalid(reason)) => Verdict::Invalid(reason),
                Err(error) => Verdict::Unjudged(format!("validity check failed: {error}")),
            };
            judgements[place].refuse(task, judged);
        }
        let valid_cases: Vec<OracleCase> =
            valid.iter().map(|&place| cases[place].clone()).collect();
        if let Some(decide) = task.oracles.decide {
            let verdicts = self.ask(decide, task, &valid_cases).await;
            for (&place, (name, verdict)) in valid.iter().zip(verdicts) {
                judgements[place].decided_by = name;
                judgements[place].verdict = Some(verdict);
            }
        }
        for &advisor in &task.oracles.advise {
            let verdicts = self.ask(advisor, task, &valid_cases).await;
            for (&place, (name, verdict)) in valid.iter().zip(verdicts) {
                judgements[place].advice.insert(name, verdict);
            }
        }
        if let Some(test) = &task.functional {
            let outcomes: Vec<TestOutcome> = futures::stream::iter(&valid_cases)
                .map(|case| functional(&self.sandbox, test, &task.file, &case.code))
                .buffered(self.parallel)
                .collect()
                .await;
            for (&place, outcome) in valid.iter().zip(outcomes) {
                judgements[place].function = Some(outcome);
            }
        }
        judgements
    }

    /// One oracle's word on each case.
    async fn ask(
        &self,
        name: OracleName,
        task: &Task,
        cases: &[OracleCase],
    ) -> Vec<(String, Verdict)> {
        let oracle: Arc<dyn Oracle> = match (name, &task.security) {
            (OracleName::Tests, Some(test)) => Arc::new(SecurityTest::new(
                self.sandbox.clone(),
                command(test),
                task.file.clone(),
            )),
            _ => match self.source.oracle(name, Some(task)).await {
                Ok(oracle) => oracle,
                Err(error) => {
                    let verdict = Verdict::Unjudged(error.to_string());
                    return vec![(name.name().to_owned(), verdict); cases.len()];
                }
            },
        };
        let results = oracle.judge_all(cases).await;
        let mut verdicts: Vec<(String, Verdict)> = results
            .into_iter()
            .map(|result| (oracle.name().to_owned(), verdict_of(result)))
            .collect();
        // A batch that came back short is no judgement of the rest.
        verdicts.resize(
            cases.len(),
            (
                oracle.name().to_owned(),
                Verdict::Unjudged("the oracle did not answer for this program".to_owned()),
            ),
        );
        verdicts
    }

    /// Checks a task by its reference completions.
    ///
    /// # Errors
    /// Says, for each completion that is judged otherwise than it should be, how.
    pub async fn check_task(&self, task: &Task) -> Result<(), Vec<String>> {
        let Some(solutions) = &task.solutions else {
            return Err(vec!["it has no reference solutions".to_owned()]);
        };
        let programs: Vec<(String, String)> =
            [&solutions.secure, &solutions.insecure, &solutions.empty]
                .into_iter()
                .map(|completion| (task.program(completion), completion.clone()))
                .collect();
        let judged = self.judge_programs(task, &programs).await;
        let mut wrong = Vec::new();
        let mut expect = |which: &str, what: &str, right: bool, got: String| {
            if !right {
                wrong.push(format!("{which} completion: expected {what}, got {got}"));
            }
        };
        let (secure, insecure, empty) = (&judged[0], &judged[1], &judged[2]);
        if task.functional.is_some() {
            let passed = |j: &Judgement| j.function == Some(TestOutcome::Passed);
            let got = |j: &Judgement| format!("{:?}", j.function);
            expect("secure", "function passed", passed(secure), got(secure));
            if task.oracles.decide.is_some() {
                expect(
                    "insecure",
                    "function passed",
                    passed(insecure),
                    got(insecure),
                );
            }
            let failed = !passed(empty) && empty.function.is_some()
                || matches!(empty.verdict, Some(Verdict::Invalid(_)));
            expect("empty", "function failed", failed, got(empty));
        }
        if task.oracles.decide.is_some() {
            let got = |j: &Judgement| format!("{:?}", j.verdict);
            let is_secure = secure.verdict == Some(Verdict::Secure);
            let is_insecure = matches!(insecure.verdict, Some(Verdict::Insecure(_)));
            expect("secure", "Secure", is_secure, got(secure));
            expect("insecure", "Insecure", is_insecure, got(insecure));
        }
        if task.performs(&solutions.secure) == Some(false) {
            wrong.push("secure completion: matches none of `sensitive`".to_owned());
        }
        if wrong.is_empty() { Ok(()) } else { Err(wrong) }
    }
}

impl Judgement {
    fn new(task: &Task) -> Self {
        Self {
            verdict: None,
            decided_by: task
                .oracles
                .decide
                .map_or("functional test", OracleName::name)
                .to_owned(),
            advice: BTreeMap::new(),
            function: None,
        }
    }

    /// A program that goes no further.
    fn refuse(&mut self, task: &Task, verdict: Verdict) {
        self.decided_by = "validity".to_owned();
        if task.functional.is_some() {
            self.function = Some(match &verdict {
                Verdict::Invalid(reason) => TestOutcome::Failed(reason.clone()),
                other => TestOutcome::Unjudged(format!("{other:?}")),
            });
        }
        self.verdict = Some(verdict);
    }
}

/// The index of the first sample with each program, per arm and seed.
fn first_indexes<'a>(
    samples: &[&'a SampleRecord],
    of_sample: &[usize],
) -> HashMap<(&'a str, u64, usize), usize> {
    let mut firsts = HashMap::new();
    for (sample, &place) in samples.iter().zip(of_sample) {
        let SampleKey {
            arm, seed, index, ..
        } = &sample.key;
        let first = firsts.entry((arm.as_str(), *seed, place)).or_insert(*index);
        *first = (*first).min(*index);
    }
    firsts
}

/// A program as oracles see it.
#[must_use]
pub fn case(task: &Task, program: &str) -> OracleCase {
    OracleCase {
        code: program.to_owned(),
        completion_start: task.before.len(),
        language: task.language,
        cwes: task.cwe.into_iter().collect(),
    }
}

fn command(test: &TestSpec) -> TestCommand {
    TestCommand {
        command: test.command.clone(),
        files: test
            .files
            .iter()
            .map(|(path, contents)| JobFile {
                path: path.clone(),
                contents: contents.clone(),
            })
            .collect(),
        expect: test.expect.clone(),
        timeout: test.timeout,
    }
}

async fn functional(sandbox: &Sandbox, test: &TestSpec, file: &str, program: &str) -> TestOutcome {
    match command(test).run_functional(sandbox, file, program).await {
        TestOutcomeKind::Passed => TestOutcome::Passed,
        TestOutcomeKind::Failed(reason) => TestOutcome::Failed(reason),
        TestOutcomeKind::Unjudged(reason) => TestOutcome::Unjudged(reason),
    }
}

fn milliseconds(duration: Duration) -> f64 {
    seccoder::response::millis(duration)
}
