//! Method `auto` in the pipeline, with a scripted model: silence, forms, the budget, other
//! languages, several demonstrations.
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

mod common;

use std::sync::Arc;

use futures::FutureExt;
use futures::executor::block_on;
use futures::future::BoxFuture;
use seccoder::auto::{AutoOptions, Showing, ShowingByStyle};
use seccoder::cwe::CweId;
use seccoder::example::{ExampleId, SecureExample};
use seccoder::language::Language;
use seccoder::method::Method;
use seccoder::model::ModelInput;
use seccoder::pipeline::{CompletionRequest, Pipeline, PipelineError};
use seccoder::prompt::PromptStyle;
use seccoder::prompt::form::REMINDER;
use seccoder::response::{CompletionResponse, Outcome};
use seccoder::retriever::{Hit, Retrieval, RetrieveError, Retriever, Score, ScoreKind};
use seccoder_lm::scripted::{ScriptedModel, ScriptedOptions};

const BEFORE: &str =
    "import os\n\n\ndef read(name):\n    \"\"\"Returns the text of a note.\"\"\"\n";
const ANSWER: &str = "    return name\n\n\ndef g():\n    pass\n";

/// Hits with their confidences.
struct Sure(Vec<(SecureExample, f32)>);

impl Retriever for Sure {
    fn name(&self) -> &str {
        "sure"
    }

    fn retrieve<'a>(
        &'a self,
        _: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        let hits = self.0.iter().map(|(example, value)| Hit {
            example: Arc::new(example.clone()),
            scores: vec![Score {
                kind: ScoreKind::Confidence,
                value: *value,
            }],
            reason: None,
        });
        let hits = Ok(hits.collect());
        async { hits }.boxed()
    }
}

fn example(language: Language, guideline: &str) -> SecureExample {
    let code = match language {
        Language::C => "int f(void)\n{\n    return 0;\n}\n",
        _ => "def join(root, name):\n    path = (root / name).resolve()\n    return path\n",
    };
    SecureExample {
        id: ExampleId::of(language, &format!("{code}{guideline}")),
        title: "Join a path".to_owned(),
        cwes: vec![CweId::new(22)],
        guideline: Some(guideline.to_owned()),
        ..common::example(language, code)
    }
}

fn request(form: &str) -> CompletionRequest {
    CompletionRequest {
        style: Some(PromptStyle::Raw),
        auto: AutoOptions {
            form: Some(form.parse().unwrap()),
            budget: 64,
            threshold: 0.5,
        },
        ..common::request(Method::Auto, BEFORE)
    }
}

fn complete(
    hits: Vec<(SecureExample, f32)>,
    request: &CompletionRequest,
) -> Result<(CompletionResponse, String), PipelineError> {
    complete_by(&ScriptedModel::new([ANSWER]), hits, request)
}

fn complete_by(
    model: &ScriptedModel,
    hits: Vec<(SecureExample, f32)>,
    request: &CompletionRequest,
) -> Result<(CompletionResponse, String), PipelineError> {
    let pipeline = Pipeline::new(Arc::new(model.clone()), Some(Arc::new(Sure(hits))));
    let response = block_on(pipeline.complete(request, &mut |_| {}))?;
    let sent = model.requests().lock().unwrap()[0].input.clone();
    let ModelInput::Raw { text } = sent else {
        panic!("not raw")
    };
    Ok((response, text))
}

#[test]
fn below_the_threshold_the_prompt_is_that_of_no_method() {
    let hits = vec![(example(Language::Python, "Keep paths inside."), 0.49)];
    let (response, sent) = complete(hits, &request("guideline/cursor/comment")).unwrap();
    assert_eq!(sent, BEFORE);
    assert!(response.demonstrations.is_empty());
    assert_eq!(response.template, "raw/1");
    assert_eq!(
        response.considered[0].outcome,
        Outcome::Unsure {
            confidence: 0.49,
            threshold: 0.5
        }
    );
}

#[test]
fn above_it_the_example_is_shown_in_its_form_and_the_template_names_it() {
    let hits = vec![(example(Language::Python, "Keep paths inside."), 0.5)];
    let (response, sent) = complete(hits, &request("guideline/cursor/comment")).unwrap();
    assert_eq!(
        sent,
        format!("{BEFORE}    # Write secure code here. Keep paths inside.\n")
    );
    assert_eq!(response.template, "raw/1 guideline/cursor/comment@3");
    assert_eq!(response.choices[0].text, "    return name");
}

#[test]
fn a_model_that_no_form_helps_is_shown_nothing_unless_one_is_named() {
    let model = || {
        let options = ScriptedOptions {
            auto: ShowingByStyle {
                raw: Some(Showing::Silent),
                ..ShowingByStyle::default()
            },
            ..ScriptedOptions::default()
        };
        ScriptedModel::with_options([ANSWER], options)
    };
    let hits = vec![(example(Language::Python, "Keep paths inside."), 0.9)];
    let named = request("guideline/cursor/comment");
    let mut request = named.clone();
    request.auto.form = None;
    request.explain = 1;
    let (response, sent) = complete_by(&model(), hits.clone(), &request).unwrap();
    assert_eq!(sent, BEFORE);
    assert!(response.demonstrations.is_empty());
    assert_eq!(response.considered[0].outcome, Outcome::Silent);
    let (_, sent) = complete_by(&model(), hits, &named).unwrap();
    assert!(sent.contains("Keep paths inside."), "{sent}");
}

#[test]
fn what_is_the_same_for_several_examples_is_said_once() {
    let mut request = request("reminder/cursor/comment");
    request.demonstrations = 2;
    let hits = ["First.", "Second."]
        .map(|guideline| (example(Language::Python, guideline), 0.9))
        .to_vec();
    let (response, sent) = complete(hits, &request).unwrap();
    assert_eq!(sent, format!("{BEFORE}    # {REMINDER}\n"));
    assert_eq!(response.demonstrations.len(), 1);
    let Outcome::NoForm { .. } = response.considered[1].outcome else {
        panic!("{:?}", response.considered[1].outcome)
    };
}

#[test]
fn the_budget_is_kept_and_less_is_shown_rather_than_too_much() {
    let long = "Resolve the path first and keep it below its folder. ".repeat(40);
    let hits = vec![
        (example(Language::Python, &long), 0.9),
        (example(Language::Python, "Keep paths inside."), 0.8),
    ];
    let (response, sent) = complete(hits, &request("guideline/cursor/comment")).unwrap();
    assert_eq!(
        response.considered[0].outcome,
        Outcome::NoForm { budget: 64 }
    );
    assert_eq!(
        sent,
        format!("{BEFORE}    # Write secure code here. Keep paths inside.\n")
    );
    let Outcome::Used { tokens, .. } = response.considered[1].outcome else {
        panic!("{:?}", response.considered[1].outcome)
    };
    assert!((1..=64).contains(&tokens), "{tokens}");
}

#[test]
fn several_share_the_budget_in_their_order() {
    let mut request = request("guideline/cursor/comment");
    request.demonstrations = 2;
    let hits = ["First.", "Second.", "Third."]
        .map(|guideline| (example(Language::Python, guideline), 0.9))
        .to_vec();
    let (response, sent) = complete(hits, &request).unwrap();
    assert_eq!(
        sent,
        format!(
            "{BEFORE}    # Write secure code here. First.\n    # Write secure code here. Second.\n"
        )
    );
    assert_eq!(response.demonstrations.len(), 2);
}

#[test]
fn of_another_language_only_the_guideline_is_shown() {
    let hits = || vec![(example(Language::C, "Check every path."), 0.9)];
    for form in ["function/above/live", "guideline-slice/cursor/comment"] {
        let (response, sent) = complete(hits(), &request(form)).unwrap();
        assert!(
            sent.contains("# Write secure code here. Check every path.\n"),
            "{sent}"
        );
        assert!(!sent.contains("return 0"), "{sent}");
        assert!(
            response.template.contains("guideline/"),
            "{}",
            response.template
        );
    }
}

#[test]
fn a_form_without_a_place_in_the_style_is_an_error() {
    let hits = vec![(example(Language::Python, "Keep paths inside."), 0.9)];
    let error = complete(hits, &request("guideline/system/comment")).unwrap_err();
    assert!(
        error.to_string().contains("no place in a raw prompt"),
        "{error}"
    );
}
