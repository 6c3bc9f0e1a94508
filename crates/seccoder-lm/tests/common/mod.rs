//! What the tests of the pipeline begin with: an example that says nothing, and a request.

use seccoder::auto::AutoOptions;
use seccoder::example::{ExampleId, Provenance, SecureExample, Visibility};
use seccoder::language::Language;
use seccoder::method::Method;
use seccoder::model::Decoding;
use seccoder::pipeline::{CompletionRequest, LongExamples, RetrievalFailure};
use seccoder::prompt::DemonstrationView;
use seccoder::query::Query;
use seccoder::truncate::CutRules;

/// An example of this code.
pub fn example(language: Language, code: &str) -> SecureExample {
    SecureExample {
        id: ExampleId::of(language, code),
        title: "t".to_owned(),
        code: code.to_owned(),
        language,
        cwes: vec![],
        vulnerable: None,
        guideline: None,
        apis: vec![],
        applies: vec![],
        labels: Vec::new(),
        visibility: Visibility::Public,
        provenance: Provenance::default(),
    }
}

/// One greedy completion of a Python program, which fails when retrieval does.
pub fn request(method: Method, before: &str) -> CompletionRequest {
    CompletionRequest {
        query: Query {
            before: before.to_owned(),
            language: Some(Language::Python),
            ..Query::default()
        },
        method,
        demonstrations: 1,
        language_filter: None,
        long_examples: LongExamples::TakeNext,
        style: None,
        samples: 1,
        decoding: Decoding::Greedy,
        seed: 1,
        max_tokens: 50,
        without_cwes: Vec::new(),
        licences: None,
        on_retrieval_failure: RetrievalFailure::Fail,
        view: DemonstrationView::Code,
        auto: AutoOptions::default(),
        cut: CutRules::Function,
        stop: vec![],
        explain: 0,
    }
}
