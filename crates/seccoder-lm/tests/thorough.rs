//! Thorough mode with a scripted model and a scripted inspector: what is made anew, with what
//! shown, what is kept, and that nothing is said twice or called secure that nobody judged.
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

mod common;

use std::sync::{Arc, Mutex};

use futures::FutureExt;
use futures::executor::block_on;
use futures::future::BoxFuture;
use futures::stream::BoxStream;
use seccoder::auto::{AutoOptions, Showing, ShowingByStyle};
use seccoder::cwe::CweId;
use seccoder::example::SecureExample;
use seccoder::language::Language;
use seccoder::method::Method;
use seccoder::model::{
    Decoding, Event, GenerateRequest, LanguageModel, ModelError, ModelInfo, ModelInput,
};
use seccoder::oracle::{Finding, Oracle, OracleCase, OracleError, Verdict};
use seccoder::pipeline::{CompletionRequest, Pipeline, PipelineError, Progress, RetrievalFailure};
use seccoder::prompt::PromptStyle;
use seccoder::query::Query;
use seccoder::response::{CompletionResponse, Revision};
use seccoder::retriever::{Hit, Retrieval, RetrieveError, Retriever, Score, ScoreKind};
use seccoder_lm::scripted::{ScriptedModel, ScriptedOptions};

const BEFORE: &str = "import db\n\n\ndef find(name):\n";
const UNSAFE: &str = "    return db.unsafe(name)\n";
const TWICE: &str = "    db.unsafe(name)\n    return db.unsafe(name)\n";
const SAFE: &str = "    return db.safe(name)\n";
const BROKEN: &str = "    return broken name\n";
const STRANGE: &str = "    return strange(name)\n";

/// Gives the answers of the first turn to the first request, those of the second to the second,
/// and those of the last to all others.
struct Turns {
    turns: Vec<ScriptedModel>,
    asked: Mutex<Vec<GenerateRequest>>,
}

impl LanguageModel for Turns {
    fn info(&self) -> BoxFuture<'_, Result<ModelInfo, ModelError>> {
        self.turns[0].info()
    }

    fn count_tokens<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Result<usize, ModelError>> {
        self.turns[0].count_tokens(text)
    }

    fn generate(&self, request: GenerateRequest) -> BoxStream<'static, Result<Event, ModelError>> {
        let mut asked = self.asked.lock().unwrap();
        let turn = asked.len().min(self.turns.len() - 1);
        asked.push(request.clone());
        self.turns[turn].generate(request)
    }
}

/// Judges by words: each `unsafe` is a finding.
#[derive(Default)]
struct Words {
    /// How many programs each call was given.
    calls: Mutex<Vec<usize>>,
    fails: bool,
}

impl Oracle for Words {
    fn name(&self) -> &str {
        "words-1"
    }

    fn judge<'a>(&'a self, case: &'a OracleCase) -> BoxFuture<'a, Result<Verdict, OracleError>> {
        let lines = case.code.lines().zip(1..);
        let findings: Vec<Finding> = lines
            .filter(|(text, _)| text.contains("unsafe"))
            .map(|(_, line)| Finding {
                rule: "python.unsafe".to_owned(),
                cwe: Some(CweId::new(89)),
                line,
                message: "unsafe".to_owned(),
            })
            .collect();
        let verdict = if self.fails {
            Err(OracleError {
                oracle: "words-1".to_owned(),
                reason: "crashed".to_owned(),
            })
        } else if case.code.contains("broken") {
            Ok(Verdict::Invalid("does not parse".to_owned()))
        } else if case.code.contains("strange") {
            Ok(Verdict::Unjudged("no rule".to_owned()))
        } else if findings.is_empty() {
            Ok(Verdict::Secure)
        } else {
            Ok(Verdict::Insecure(findings))
        };
        async { verdict }.boxed()
    }

    fn judge_all<'a>(
        &'a self,
        cases: &'a [OracleCase],
    ) -> BoxFuture<'a, Vec<Result<Verdict, OracleError>>> {
        self.calls.lock().unwrap().push(cases.len());
        async move {
            let mut results = Vec::new();
            for case in cases {
                results.push(self.judge(case).await);
            }
            results
        }
        .boxed()
    }
}

/// Ranks fixed examples and notes what it was asked; from some call on it fails.
struct Notes {
    examples: Vec<SecureExample>,
    fails_from: usize,
    asked: Mutex<Vec<(Query, Option<CweId>)>>,
}

impl Retriever for Notes {
    fn name(&self) -> &str {
        "notes"
    }

    fn retrieve<'a>(
        &'a self,
        retrieval: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        let mut asked = self.asked.lock().unwrap();
        asked.push((retrieval.query.clone(), retrieval.filter.cwe));
        let result = if asked.len() > self.fails_from {
            Err(RetrieveError::Unavailable("gone".to_owned()))
        } else {
            let admitted = self.examples.iter();
            let admitted = admitted.filter(|example| retrieval.filter.admits(example));
            Ok(admitted
                .map(|example| Hit {
                    example: Arc::new(example.clone()),
                    // Below any threshold: by itself the request needs none.
                    scores: vec![Score {
                        kind: ScoreKind::Confidence,
                        value: 0.1,
                    }],
                    reason: None,
                })
                .collect())
        };
        async { result }.boxed()
    }
}

fn example(cwe: u32, guideline: &str) -> SecureExample {
    let code = format!("def f(x):\n    return {}\n", guideline.len());
    SecureExample {
        cwes: vec![CweId::new(cwe)],
        guideline: Some(guideline.to_owned()),
        ..common::example(Language::Python, &code)
    }
}

fn request() -> CompletionRequest {
    CompletionRequest {
        style: Some(PromptStyle::Raw),
        decoding: Decoding::Sample {
            temperature: 0.4,
            top_p: 0.95,
            top_k: None,
        },
        seed: 7,
        max_tokens: 60,
        auto: AutoOptions {
            form: Some("guideline/cursor/comment".parse().unwrap()),
            budget: 64,
            threshold: 0.5,
        },
        ..common::request(Method::Auto, BEFORE)
    }
}

/// Everything a test may look at.
struct Stage {
    model: Arc<Turns>,
    retriever: Arc<Notes>,
    inspector: Words,
    request: CompletionRequest,
    rounds: usize,
    streamed: Vec<(usize, String)>,
}

impl Stage {
    fn new(turns: &[&[&str]]) -> Self {
        let examples = vec![
            example(22, "Keep paths inside."),
            example(89, "Bind every value."),
            example(89, "Bind values, never paste them."),
        ];
        Self {
            model: Arc::new(Turns {
                turns: turns
                    .iter()
                    .map(|answers| ScriptedModel::new(answers.iter().copied()))
                    .collect(),
                asked: Mutex::default(),
            }),
            retriever: Arc::new(Notes {
                examples,
                fails_from: usize::MAX,
                asked: Mutex::default(),
            }),
            inspector: Words::default(),
            request: request(),
            rounds: 2,
            streamed: Vec::new(),
        }
    }

    fn run(&mut self) -> Result<CompletionResponse, PipelineError> {
        let (model, retriever) = (Arc::clone(&self.model), Arc::clone(&self.retriever));
        let pipeline = Pipeline::new(model, Some(retriever));
        let streamed = &mut self.streamed;
        block_on(pipeline.complete_thoroughly(
            &self.request,
            &self.inspector,
            self.rounds,
            &mut |progress| {
                if let Progress::Text { sample, text } = progress {
                    streamed.push((sample, text.to_owned()));
                }
            },
        ))
    }

    /// The response and the report on its only completion.
    fn one(&mut self) -> (CompletionResponse, Revision) {
        let response = self.run().unwrap();
        let report = response.thorough.clone().unwrap();
        assert_eq!(report.choices.len(), response.choices.len());
        (response, report.choices[0].clone())
    }

    /// The prompt of a request to the model.
    fn sent(&self, turn: usize) -> String {
        match &self.model.asked.lock().unwrap()[turn].input {
            ModelInput::Raw { text } => text.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn times_asked(&self) -> usize {
        self.model.asked.lock().unwrap().len()
    }
}

fn findings(verdict: &Verdict) -> usize {
    match verdict {
        Verdict::Insecure(findings) => findings.len(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_draft_with_a_finding_is_made_anew_with_an_example_against_it() {
    let mut stage = Stage::new(&[&[UNSAFE], &[SAFE]]);
    let (response, revision) = stage.one();
    assert_eq!(response.choices[0].text.trim_end(), SAFE.trim_end());
    assert_eq!(revision.verdict_final, Verdict::Secure);
    let Verdict::Insecure(found) = &revision.verdict else {
        panic!("{revision:?}")
    };
    assert_eq!((found[0].line, found.len()), (5, 1));
    let [round] = &revision.rounds[..] else {
        panic!("{revision:?}")
    };
    assert!(round.kept && round.because == revision.verdict);
    assert_eq!(round.weakness, Some(CweId::new(89)));
    assert_eq!(round.template, "raw/1 guideline/cursor/comment@3");
    assert_eq!(round.demonstrations.len(), 1);

    // The draft was silent; the finding was evidence enough, for an example of its weakness.
    assert!(response.demonstrations.is_empty());
    assert_eq!(stage.sent(0), BEFORE);
    assert_eq!(
        stage.sent(1),
        format!("{BEFORE}    # Write secure code here. Bind every value.\n"),
        "the program as it was, without the draft"
    );
    let asked = stage.retriever.asked.lock().unwrap();
    assert_eq!(asked[0], (stage.request.query.clone(), None));
    assert_eq!(asked[1].1, Some(CweId::new(89)));
    assert_eq!(asked[1].0.cwe, Some(CweId::new(89)));
    assert_eq!(
        asked[1].0.before.trim_end(),
        format!("{BEFORE}{UNSAFE}").trim_end()
    );
    drop(asked);

    // Only what stands is said, once and whole.
    let text = response.choices[0].text.clone();
    assert_eq!(stage.streamed, [(0, text)]);
    let report = response.thorough.unwrap();
    assert_eq!((&*report.inspector, report.max_rounds), ("words-1", 2));
    assert!(response.timings.total_ms >= report.inspect_ms + report.rounds_ms);
}

#[test]
fn a_finding_is_answered_even_where_the_model_is_otherwise_shown_nothing() {
    let mut stage = Stage::new(&[&[UNSAFE], &[SAFE]]);
    let options = ScriptedOptions {
        auto: ShowingByStyle {
            raw: Some(Showing::Silent),
            ..ShowingByStyle::default()
        },
        ..ScriptedOptions::default()
    };
    let turns = &mut Arc::get_mut(&mut stage.model).unwrap().turns;
    turns[0] = ScriptedModel::with_options([UNSAFE], options);
    stage.request.auto.form = None;
    let (response, revision) = stage.one();
    assert_eq!(stage.sent(0), BEFORE);
    assert_eq!(response.template, "raw/1");
    assert!(stage.sent(1).contains("(CWE-89)"), "{}", stage.sent(1));
    assert_eq!(revision.verdict_final, Verdict::Secure);
}

#[test]
fn what_is_not_better_is_not_kept_and_no_example_is_shown_twice() {
    let mut stage = Stage::new(&[&[UNSAFE], &[TWICE], &[UNSAFE]]);
    let (response, revision) = stage.one();
    assert_eq!(response.choices[0].text.trim_end(), UNSAFE.trim_end());
    assert_eq!(findings(&revision.verdict_final), 1);
    let [one, two] = &revision.rounds[..] else {
        panic!("{revision:?}")
    };
    assert_eq!((findings(&one.verdict), one.kept), (2, false));
    assert_eq!((findings(&two.verdict), two.kept), (1, false));
    assert_ne!(one.demonstrations[0].id, two.demonstrations[0].id);
    assert_ne!(one.seed, two.seed);
    // The same request, the same seeds.
    let (_, again) = Stage::new(&[&[UNSAFE], &[TWICE], &[UNSAFE]]).one();
    assert_eq!(again.rounds[1].seed, two.seed);
}

#[test]
fn fewer_findings_are_better_and_the_next_round_goes_on_from_there() {
    let mut stage = Stage::new(&[&[TWICE], &[UNSAFE], &[STRANGE]]);
    let (response, revision) = stage.one();
    assert_eq!(response.choices[0].text.trim_end(), UNSAFE.trim_end());
    assert_eq!(findings(&revision.rounds[1].because), 1);
    // What nobody could judge does not replace what is known to have one finding.
    assert!(revision.rounds[0].kept && !revision.rounds[1].kept);
    assert!(matches!(revision.rounds[1].verdict, Verdict::Unjudged(_)));
}

#[test]
fn what_was_not_judged_stays_and_is_not_called_secure() {
    let mut strange = Stage::new(&[&[STRANGE], &[SAFE]]);
    let (response, revision) = strange.one();
    assert_eq!(response.choices[0].text.trim_end(), STRANGE.trim_end());
    assert!(matches!(revision.verdict_final, Verdict::Unjudged(_)));
    assert_eq!((strange.times_asked(), revision.rounds.len()), (1, 0));

    let mut crashed = Stage::new(&[&[SAFE]]);
    crashed.inspector.fails = true;
    let (_, revision) = crashed.one();
    assert!(matches!(&revision.verdict_final, Verdict::Unjudged(why) if why.contains("crashed")));

    let mut unknown = Stage::new(&[&[SAFE]]);
    unknown.request.query.language = None;
    let (_, revision) = unknown.one();
    assert!(matches!(revision.verdict_final, Verdict::Unjudged(_)));
    assert!(unknown.inspector.calls.lock().unwrap().is_empty());
}

#[test]
fn a_secure_draft_costs_no_round_and_none_may_be_asked_for() {
    let mut secure = Stage::new(&[&[SAFE]]);
    let (_, revision) = secure.one();
    assert_eq!(revision.verdict_final, Verdict::Secure);
    assert_eq!((secure.times_asked(), revision.rounds.len()), (1, 0));
    let mut none = Stage::new(&[&[UNSAFE], &[SAFE]]);
    none.rounds = 0;
    let (_, revision) = none.one();
    assert_eq!(
        (none.times_asked(), findings(&revision.verdict_final)),
        (1, 1)
    );
}

#[test]
fn what_is_no_program_is_drawn_again_once() {
    let mut stage = Stage::new(&[&[BROKEN], &[UNSAFE], &[SAFE]]);
    let (_, revision) = stage.one();
    let [redraw, round] = &revision.rounds[..] else {
        panic!("{revision:?}")
    };
    assert!(matches!(redraw.because, Verdict::Invalid(_)) && redraw.kept);
    assert!(redraw.demonstrations.is_empty() && redraw.weakness.is_none());
    assert_eq!(stage.sent(0), stage.sent(1));
    assert_ne!(redraw.seed, stage.request.seed);
    // What came of it is treated like a draft.
    assert!(round.kept && round.demonstrations.len() == 1);
    assert_eq!(revision.verdict_final, Verdict::Secure);

    let mut hopeless = Stage::new(&[&[BROKEN]]);
    let (_, revision) = hopeless.one();
    assert!(matches!(revision.verdict_final, Verdict::Invalid(_)));
    assert_eq!((hopeless.times_asked(), revision.rounds.len()), (2, 1));

    // Without chance it would come out the same.
    let mut greedy = Stage::new(&[&[BROKEN], &[SAFE]]);
    greedy.request.decoding = Decoding::Greedy;
    let (_, revision) = greedy.one();
    assert_eq!((greedy.times_asked(), revision.rounds.len()), (1, 0));
}

#[test]
fn a_retrieval_that_fails_in_a_round_is_an_error_or_is_lived_with_and_named() {
    let failing = || {
        let mut stage = Stage::new(&[&[UNSAFE], &[SAFE]]);
        let retriever = Arc::get_mut(&mut stage.retriever).unwrap();
        retriever.fails_from = 1;
        stage
    };
    let error = failing().run().unwrap_err();
    assert!(matches!(error, PipelineError::Retrieve(_)), "{error}");

    let mut open = failing();
    open.request.on_retrieval_failure = RetrievalFailure::Complete;
    let (response, revision) = open.one();
    // The draft's own retrieval went well.
    assert_eq!(response.retrieval_error, None);
    let round = &revision.rounds[0];
    assert_eq!(round.retrieval_error.as_deref(), Some("gone"));
    assert!(round.kept && round.demonstrations.is_empty());
    assert_eq!(open.sent(0), open.sent(1));
}

#[test]
fn without_an_example_against_it_the_prompt_is_drawn_again() {
    let mut stage = Stage::new(&[&[UNSAFE], &[UNSAFE], &[SAFE]]);
    Arc::get_mut(&mut stage.retriever).unwrap().examples = vec![example(22, "Keep paths inside.")];
    let (_, revision) = stage.one();
    // An example of another weakness must be likely to help, as always.
    assert!(
        revision
            .rounds
            .iter()
            .all(|round| round.demonstrations.is_empty())
    );
    assert_eq!(stage.sent(0), stage.sent(2));
    assert_eq!(revision.verdict_final, Verdict::Secure);

    let mut none = Stage::new(&[&[UNSAFE], &[SAFE]]);
    none.request.method = Method::None;
    let (_, revision) = none.one();
    assert_eq!(revision.verdict_final, Verdict::Secure);
    assert!(none.retriever.asked.lock().unwrap().is_empty());
}

#[test]
fn samples_are_revised_one_by_one_and_judged_together() {
    let mut stage = Stage::new(&[&[UNSAFE, SAFE, UNSAFE, TWICE], &[SAFE]]);
    stage.request.samples = 4;
    let (response, _) = stage.one();
    let report = response.thorough.unwrap();
    let rounds: Vec<usize> = report.choices.iter().map(|of| of.rounds.len()).collect();
    assert_eq!(rounds, [1, 0, 1, 1]);
    // Three different drafts in one go; what the round made was among them.
    assert_eq!(*stage.inspector.calls.lock().unwrap(), [3]);
    assert_eq!(stage.times_asked(), 4);
    let places: Vec<usize> = response.choices.iter().map(|choice| choice.index).collect();
    assert_eq!(places, [0, 1, 2, 3]);
    assert_ne!(
        report.choices[0].rounds[0].seed,
        report.choices[2].rounds[0].seed
    );
    assert_eq!(stage.streamed.len(), 4);
}

#[test]
fn findings_of_the_program_behind_the_cursor_are_not_the_drafts() {
    let mut stage = Stage::new(&[&[SAFE]]);
    stage.request.query.after = "\n\ndef other():\n    return db.unsafe(1)\n".to_owned();
    stage.request.style = Some(PromptStyle::Fim);
    let (_, revision) = stage.one();
    assert_eq!(revision.verdict, Verdict::Secure);
}
