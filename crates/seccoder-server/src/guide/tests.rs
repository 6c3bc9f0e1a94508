//! What is shown, what is not, and how long anybody waits for it.

use seccoder::auto::{AutoOptions, ShowingByStyle};
use seccoder::cwe::CweId;
use seccoder::example::{ExampleId, Provenance, SecureExample, Visibility};
use seccoder::language::Language;
use seccoder::model::{Capabilities, Decoding, ModelInput};
use seccoder::pipeline::LongExamples;
use seccoder::prompt::DemonstrationView;
use seccoder::retriever::{Hit, Retrieval, RetrieveError, Score, ScoreKind, UnavailableRetriever};
use seccoder::truncate::CutRules;

use super::*;

const CODE: &str = "cursor.execute(\"select * from t where n = ?\", (name,))\n";
const PROGRAM: &str = "import sqlite3\n\n\ndef find(cursor, name):\n    ";

/// Finds one example, this sure, after this long.
struct Fixed {
    confidence: f32,
    visibility: Visibility,
    delay: Duration,
}

impl Fixed {
    const fn sure() -> Self {
        Self {
            confidence: 0.9,
            visibility: Visibility::Public,
            delay: Duration::ZERO,
        }
    }
}

impl Retriever for Fixed {
    fn name(&self) -> &str {
        "fixed"
    }

    fn retrieve<'a>(
        &'a self,
        _: &'a Retrieval<'a>,
    ) -> BoxFuture<'a, Result<Vec<Hit>, RetrieveError>> {
        Box::pin(async move {
            tokio::time::sleep(self.delay).await;
            let example = SecureExample {
                id: ExampleId::of(Language::Python, CODE),
                title: "Find a row".to_owned(),
                code: CODE.to_owned(),
                language: Language::Python,
                cwes: vec![CweId::new(89)],
                vulnerable: None,
                guideline: Some("Bind parameters.".to_owned()),
                apis: Vec::new(),
                applies: Vec::new(),
                labels: Vec::new(),
                visibility: self.visibility,
                provenance: Provenance::default(),
            };
            let score = Score {
                kind: ScoreKind::Confidence,
                value: self.confidence,
            };
            Ok(vec![Hit {
                example: Arc::new(example),
                scores: vec![score],
                reason: None,
            }])
        })
    }
}

fn guide(retriever: impl Retriever + 'static, deadline: Duration) -> Guide {
    let retriever: Arc<dyn Retriever> = Arc::new(retriever);
    let retrievers = HashMap::from([
        (Method::Auto, retriever.clone()),
        (Method::Seccoder, retriever),
    ]);
    let request = CompletionRequest {
        query: Query::default(),
        method: Method::Auto,
        demonstrations: 1,
        language_filter: None,
        long_examples: LongExamples::TakeNext,
        without_cwes: Vec::new(),
        licences: None,
        on_retrieval_failure: RetrievalFailure::Complete,
        view: DemonstrationView::Code,
        auto: AutoOptions::default(),
        style: None,
        samples: 1,
        decoding: Decoding::Greedy,
        seed: 1,
        max_tokens: 100,
        stop: Vec::new(),
        cut: CutRules::Function,
        explain: 0,
    };
    Guide::new(retrievers, GuideOptions { request, deadline })
}

fn model() -> ModelInfo {
    ModelInfo {
        name: "m".to_owned(),
        engine: "openai".to_owned(),
        fingerprint: None,
        context_len: None,
        on_this_machine: false,
        sees_private: false,
        capabilities: Capabilities::default(),
        auto: ShowingByStyle::default(),
    }
}

fn writing() -> Writing {
    Writing {
        query: Query {
            before: PROGRAM.to_owned(),
            language: Some(Language::Python),
            ..Query::default()
        },
        style: PromptStyle::Raw,
    }
}

const LONG: Duration = Duration::from_secs(60);

async fn why(guide: &Guide, model: &ModelInfo, wish: &Wish) -> Why {
    match guide.guidance(model, &writing(), wish).await {
        Guidance::Nothing(why) => why,
        Guidance::Show(shown) => panic!("{shown:?}"),
    }
}

#[tokio::test]
async fn a_sure_example_is_shown_and_the_program_stays_as_it_is() {
    let guide = guide(Fixed::sure(), LONG);
    let guidance = guide.guidance(&model(), &writing(), &Wish::default()).await;
    let Guidance::Show(shown) = guidance else {
        panic!("{guidance:?}");
    };
    let ModelInput::Raw { text } = shown.prompt.render() else {
        panic!("not raw");
    };
    assert!(
        text.contains("CWE-89") && text.len() > PROGRAM.len(),
        "{text}"
    );
    assert_eq!(shown.demonstrations.len(), 1);
    assert!(shown.template.starts_with("raw/"), "{}", shown.template);
}

#[tokio::test]
async fn a_request_may_choose_the_method_or_none() {
    let guide = guide(Fixed::sure(), LONG);
    let wish = |method| Wish {
        method: Some(method),
        ..Wish::default()
    };
    let guidance = guide
        .guidance(&model(), &writing(), &wish(Method::Seccoder))
        .await;
    let Guidance::Show(shown) = guidance else {
        panic!("{guidance:?}");
    };
    let ModelInput::Raw { text } = shown.prompt.render() else {
        panic!("not raw");
    };
    assert!(text.starts_with(CODE) && text.ends_with(PROGRAM), "{text}");
    assert_eq!(
        why(&guide, &model(), &wish(Method::None)).await,
        Why::MethodNone
    );
    let missing = why(&guide, &model(), &wish(Method::Bm25)).await;
    assert!(matches!(missing, Why::Failed(_)), "{missing:?}");
    let off = Wish {
        off: true,
        ..Wish::default()
    };
    assert_eq!(why(&guide, &model(), &off).await, Why::Off);
    let none = Wish {
        k: Some(0),
        ..Wish::default()
    };
    assert_eq!(why(&guide, &model(), &none).await, Why::MethodNone);
}

#[tokio::test]
async fn what_is_not_sure_is_not_shown() {
    let unsure = Fixed {
        confidence: 0.1,
        ..Fixed::sure()
    };
    let guide = guide(unsure, LONG);
    assert_eq!(why(&guide, &model(), &Wish::default()).await, Why::Unsure);
}

#[tokio::test]
async fn a_model_that_nothing_helps_is_shown_nothing() {
    let mut silent = model();
    silent.auto = serde_json::from_str(r#"{"raw":"silent"}"#).unwrap();
    let guide = guide(Fixed::sure(), LONG);
    assert_eq!(why(&guide, &silent, &Wish::default()).await, Why::Silent);
}

#[tokio::test]
async fn a_private_example_is_for_this_machine_and_for_whom_the_user_allowed() {
    let private = || Fixed {
        visibility: Visibility::Private,
        ..Fixed::sure()
    };
    let guide = guide(private(), LONG);
    assert_eq!(why(&guide, &model(), &Wish::default()).await, Why::NoneFits);
    let mut allowed = model();
    allowed.sees_private = true;
    let guidance = guide.guidance(&allowed, &writing(), &Wish::default()).await;
    assert!(matches!(guidance, Guidance::Show(_)), "{guidance:?}");
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_longer_than_the_deadline() {
    let slow = Fixed {
        delay: LONG,
        ..Fixed::sure()
    };
    let guide = guide(slow, Duration::from_millis(150));
    assert_eq!(why(&guide, &model(), &Wish::default()).await, Why::Deadline);
}

#[tokio::test]
async fn a_failed_retrieval_is_said() {
    let guide = guide(UnavailableRetriever("the disk is gone".to_owned()), LONG);
    let why = why(&guide, &model(), &Wish::default()).await;
    assert!(
        matches!(&why, Why::Failed(reason) if reason.contains("the disk is gone")),
        "{why:?}"
    );
}

#[tokio::test]
async fn a_finding_is_answered_whatever_the_model() {
    let mut silent = model();
    silent.auto = serde_json::from_str(r#"{"raw":"silent"}"#).unwrap();
    let guide = guide(Fixed::sure(), LONG);
    let mut against = Against {
        written: "cursor.execute(\"select \" + name)\n",
        weakness: Some(CweId::new(89)),
        shown: &[],
    };
    let wish = Wish::default();
    let lesson = guide.against(&silent, &writing(), &wish, &against).await;
    let lesson = lesson.unwrap();
    assert!(lesson.prompt.is_some() && lesson.demonstrations.len() == 1);
    // What it was shown already does not help a second time.
    let shown = [ExampleId::of(Language::Python, CODE)];
    against.shown = &shown;
    let lesson = guide.against(&silent, &writing(), &wish, &against).await;
    assert!(lesson.unwrap().prompt.is_none());
}
