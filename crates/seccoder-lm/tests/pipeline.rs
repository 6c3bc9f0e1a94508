//! The pipeline's plumbing with a scripted model: what is shown, withheld, cut and reported.
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

mod common;

use std::sync::Arc;

use futures::FutureExt;
use futures::executor::block_on;
use futures::future::BoxFuture;
use seccoder::example::{ExampleId, SecureExample, StoreError, Visibility};
use seccoder::language::Language;
use seccoder::method::Method;
use seccoder::model::{FinishReason, ModelInput};
use seccoder::pipeline::{
    CompletionRequest, LanguageFilter, LongExamples, Pipeline, PipelineError, Progress,
    RetrievalFailure,
};
use seccoder::response::{CompletionResponse, Outcome};
use seccoder::retriever::{
    Hit, Retrieval, RetrieveError, Retriever, Score, ScoreKind, UnavailableRetriever,
};
use seccoder::truncate::Ended;
use seccoder_lm::scripted::{ScriptedModel, ScriptedOptions};

use self::common::example;

/// Ranks fixed examples in their order, or fails.
struct Fixed(Result<Vec<SecureExample>, String>);

impl Retriever for Fixed {
    fn name(&self) -> &str {
        "fixed"
    }

    fn retrieve<'a>(
        &'a self,
        retrieval: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        async move {
            let examples = self.0.as_ref().map_err(|reason| StoreError {
                place: "test".to_owned(),
                reason: reason.clone(),
            })?;
            let scores = vec![Score {
                kind: ScoreKind::Cosine,
                value: 0.5,
            }];
            Ok(examples
                .iter()
                .filter(|example| retrieval.filter.admits(example))
                .take(retrieval.limit)
                .map(|e| Hit {
                    example: Arc::new(e.clone()),
                    scores: scores.clone(),
                    reason: None,
                })
                .collect())
        }
        .boxed()
    }
}

fn request() -> CompletionRequest {
    common::request(Method::Seccoder, "def f(x):\n")
}

const ANSWER: &str = "    return x\n\n\ndef g():\n    pass\n";

fn complete(
    model: &ScriptedModel,
    retriever: Fixed,
    request: &CompletionRequest,
) -> Result<CompletionResponse, PipelineError> {
    let pipeline = Pipeline::new(Arc::new(model.clone()), Some(Arc::new(retriever)));
    block_on(pipeline.complete(request, &mut |_| {}))
}

#[test]
fn the_demonstration_stands_before_the_program_and_the_text_is_cut() {
    let model = ScriptedModel::new([ANSWER]);
    let pipeline = Pipeline::new(
        Arc::new(model.clone()),
        Some(Arc::new(Fixed(Ok(vec![example(
            Language::Python,
            "safe()\n",
        )])))),
    );
    let mut shown = String::new();
    let response = block_on(pipeline.complete(&request(), &mut |progress| {
        if let Progress::Text { text, .. } = progress {
            shown.push_str(text);
        }
    }))
    .unwrap();
    let sent = model.requests().lock().unwrap()[0].input.clone();
    assert_eq!(
        sent,
        ModelInput::Raw {
            text: "safe()\n\ndef f(x):\n".to_owned()
        }
    );
    let choice = &response.choices[0];
    assert_eq!(choice.text, "    return x");
    // What was streamed is exactly what is returned.
    assert_eq!(shown, choice.text);
    assert_eq!(
        (choice.ended, choice.finish_reason),
        (Ended::Function, FinishReason::Stopped)
    );
}

#[test]
fn a_failed_retrieval_is_an_error_and_the_model_is_not_asked() {
    let model = ScriptedModel::new([ANSWER]);
    let error = complete(&model, Fixed(Err("broken".to_owned())), &request()).unwrap_err();
    assert!(matches!(error, PipelineError::Retrieve(_)), "{error}");
    assert!(model.requests().lock().unwrap().is_empty());
    let without = Pipeline::new(Arc::new(model), None);
    let error = block_on(without.complete(&request(), &mut |_| {})).unwrap_err();
    assert!(matches!(error, PipelineError::NoRetriever(_)), "{error}");
}

#[test]
fn a_failed_retrieval_can_be_lived_with_and_is_named() {
    let model = ScriptedModel::new([ANSWER]);
    let mut open = request();
    open.on_retrieval_failure = RetrievalFailure::Complete;
    let response = complete(&model, Fixed(Err("broken".to_owned())), &open).unwrap();
    assert!(response.retrieval_error.unwrap().contains("broken"));
    assert!(response.demonstrations.is_empty() && !response.choices.is_empty());
    let unavailable = Arc::new(UnavailableRetriever("no database".to_owned()));
    let pipeline = Pipeline::new(Arc::new(model), Some(unavailable));
    let response = block_on(pipeline.complete(&open, &mut |_| {})).unwrap();
    assert_eq!(response.retrieval_error.as_deref(), Some("no database"));
    // A pipeline without any retriever is a mistake of the program, not a failed retrieval.
    let without = Pipeline::new(Arc::new(ScriptedModel::new([ANSWER])), None);
    assert!(block_on(without.complete(&open, &mut |_| {})).is_err());
}

#[test]
fn private_examples_stay_on_this_machine() {
    let mut private = example(Language::Python, "secret()\n");
    private.visibility = Visibility::Private;
    let examples = || {
        Fixed(Ok(vec![
            private.clone(),
            example(Language::Python, "open()\n"),
        ]))
    };
    let options = ScriptedOptions {
        on_this_machine: false,
        ..ScriptedOptions::default()
    };
    let remote = ScriptedModel::with_options([ANSWER], options);
    let response = complete(&remote, examples(), &request()).unwrap();
    assert_eq!(response.considered[0].outcome, Outcome::Withheld);
    let sent = format!("{:?}", remote.requests().lock().unwrap()[0].input);
    assert!(
        sent.contains("open()") && !sent.contains("secret()"),
        "{sent}"
    );
    let response = complete(&ScriptedModel::new([ANSWER]), examples(), &request()).unwrap();
    assert_eq!(response.demonstrations[0].id, private.id);
}

#[test]
fn the_two_readings_of_long_examples_differ() {
    let options = ScriptedOptions {
        context_len: Some(120),
        ..ScriptedOptions::default()
    };
    let model = ScriptedModel::with_options([ANSWER], options);
    let (long, medium, short) = ("l".repeat(2000), "m".repeat(400), "s".repeat(40));
    let examples = || {
        Fixed(Ok([&long, &medium, &short]
            .map(|c| example(Language::Python, c))
            .to_vec()))
    };
    let next = complete(&model, examples(), &request()).unwrap();
    assert_eq!(
        next.demonstrations[0].id,
        ExampleId::of(Language::Python, &short)
    );
    assert!(matches!(
        next.considered[0].outcome,
        Outcome::TooLong { .. }
    ));

    // Left out beforehand: the best of the rest does not fit, so none is shown.
    let mut strict = request();
    strict.long_examples = LongExamples::LeaveOut { limit: 200 };
    let strict = complete(&model, examples(), &strict).unwrap();
    assert!(strict.demonstrations.is_empty());
    assert!(matches!(
        strict.considered[0].outcome,
        Outcome::LeftOut { .. }
    ));
    assert!(matches!(
        strict.considered[1].outcome,
        Outcome::TooLong { .. }
    ));
}

#[test]
fn when_none_of_the_first_hits_fits_the_search_goes_on() {
    let options = ScriptedOptions {
        context_len: Some(120),
        ..ScriptedOptions::default()
    };
    let model = ScriptedModel::with_options([ANSWER], options);
    let mut examples: Vec<SecureExample> = (0..40)
        .map(|i| example(Language::Python, &format!("{i}{}", "l".repeat(2000))))
        .collect();
    examples.push(example(Language::Python, "short\n"));
    let response = complete(&model, Fixed(Ok(examples)), &request()).unwrap();
    assert_eq!(response.demonstrations.len(), 1);
    assert_eq!(response.considered.len(), 41);
}

#[test]
fn only_the_programs_language_counts_where_that_is_asked_for() {
    let chosen = |filter| {
        let examples = Fixed(Ok(vec![
            example(Language::C, "c();\n"),
            example(Language::Python, "py()\n"),
        ]));
        let mut request = request();
        request.language_filter = filter;
        let response = complete(&ScriptedModel::new([ANSWER]), examples, &request).unwrap();
        response.demonstrations[0].language
    };
    assert_eq!(chosen(None), Language::C);
    assert_eq!(chosen(Some(LanguageFilter::Same)), Language::Python);

    let only_c = Fixed(Ok(vec![example(Language::C, "c();\n")]));
    let mut same = request();
    same.language_filter = Some(LanguageFilter::Same);
    let response = complete(&ScriptedModel::new([ANSWER]), only_c, &same).unwrap();
    assert!(response.demonstrations.is_empty());
}

#[test]
fn several_demonstrations_share_the_room_and_samples_end_one_by_one() {
    let model = ScriptedModel::new([ANSWER, "    y = 1\n    return y\n", ""]);
    let mut request = request();
    request.samples = 3;
    request.demonstrations = 2;
    let examples = ["one()\n", "two()\n", "three()\n"].map(|c| example(Language::Python, c));
    let response = complete(&model, Fixed(Ok(examples.to_vec())), &request).unwrap();
    assert_eq!(response.demonstrations.len(), 2);
    let texts: Vec<&str> = response.choices.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(texts[0], "    return x");
    assert!(texts[1].starts_with("    y = 1\n    return y"), "{texts:?}");
    assert_eq!(texts[2], "");
    let index: Vec<usize> = response.choices.iter().map(|c| c.index).collect();
    assert_eq!(index, [0, 1, 2]);
}
