//! Answers that another arm got already.
//!
//! Arms often ask the same: method `auto` where it stays silent asks what method `none` asks.
//! Sample *i* of a seed depends on the prompt alone, so such an answer is taken from the earlier
//! request instead of being generated again. [`Answers`] remembers the events of recent requests;
//! an [`Asker`] is the model as one request sees it, and replays them.
//!
//! A caller stops a sample where it sees the function end, and what it stopped is not there to be
//! replayed to one that would go on. Where a function ends is decided by the program and the
//! rules for cutting. Both are part of what has to be the same, and with them every stop is at
//! the same place; any other request is asked again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures::StreamExt;
use futures::future::BoxFuture;
use futures::stream::{self, BoxStream};

use seccoder::model::{
    Decoding, Event, GenerateRequest, LanguageModel, ModelError, ModelInfo, ModelInput,
};
use seccoder::pipeline::CompletionRequest;
use seccoder::query::Query;
use seccoder::response::Timings;
use seccoder::truncate::CutRules;

/// Everything that decides an answer and where it is cut.
#[derive(Clone, PartialEq)]
struct Question {
    input: ModelInput,
    samples: usize,
    decoding: Decoding,
    seed: u64,
    max_tokens: usize,
    stop: Vec<String>,
    query: Query,
    cut: CutRules,
}

/// An answer to the end.
struct Answer {
    question: Question,
    events: Vec<Event>,
    /// Who asked.
    arm: String,
    /// Times of the request that was answered.
    timings: Timings,
}

/// A model and its answers to the latest requests.
pub struct Answers {
    model: Arc<dyn LanguageModel>,
    /// The latest last.
    kept: Mutex<VecDeque<Arc<Answer>>>,
    /// How many are kept at most; 0 where samples of a seed may differ.
    most: usize,
}

impl Answers {
    /// Remembers `most` answers of a model, or none if its samples cannot be drawn again.
    #[must_use]
    pub fn new(model: Arc<dyn LanguageModel>, info: &ModelInfo, most: usize) -> Self {
        Self {
            model,
            kept: Mutex::default(),
            most: if is_reproducible(info) { most } else { 0 },
        }
    }

    fn find(&self, question: &Question) -> Option<Arc<Answer>> {
        let kept = lock(&self.kept);
        let found = kept.iter().rev().find(|of| of.question == *question);
        found.cloned()
    }

    fn keep(&self, answer: Answer) {
        let mut kept = lock(&self.kept);
        if kept.iter().any(|of| of.question == answer.question) {
            return;
        }
        kept.push_back(Arc::new(answer));
        while kept.len() > self.most {
            kept.pop_front();
        }
    }
}

/// Whether sample *i* of a seed is always the same text. A server does not promise that.
fn is_reproducible(info: &ModelInfo) -> bool {
    matches!(info.engine.as_str(), "llama.cpp" | "scripted")
}

/// What became of the one generation of a request.
#[derive(Default)]
enum State {
    #[default]
    NotAsked,
    /// The model is asked; what it said so far.
    Asked(Box<Question>, Vec<Event>),
    /// Taken from an earlier request.
    Taken(Arc<Answer>),
    /// The request asks again and again; what it costs cannot be put together from another's.
    Several,
}

/// The model as one request sees it.
pub struct Asker {
    answers: Arc<Answers>,
    query: Query,
    cut: CutRules,
    state: Arc<Mutex<State>>,
}

impl Asker {
    /// For this request.
    #[must_use]
    pub fn new(answers: Arc<Answers>, request: &CompletionRequest) -> Self {
        Self {
            answers,
            query: request.query.clone(),
            cut: request.cut,
            state: Arc::default(),
        }
    }

    /// Ends the request that this arm made. An answer that the model gave is remembered, with its
    /// times. Of one that was taken it is said from which arm, and the times become those of its
    /// generation: what the arm costs is what it would cost alone.
    pub fn finish(&self, arm: &str, timings: &mut Timings) -> Option<String> {
        match std::mem::take(&mut *lock(&self.state)) {
            State::NotAsked | State::Several => None,
            State::Asked(question, events) => {
                self.answers.keep(Answer {
                    question: *question,
                    events,
                    arm: arm.to_owned(),
                    timings: *timings,
                });
                None
            }
            State::Taken(answer) => {
                let replayed = timings.first_token_ms + timings.generate_ms;
                let Timings {
                    first_token_ms,
                    generate_ms,
                    ..
                } = answer.timings;
                timings.total_ms += first_token_ms + generate_ms - replayed;
                timings.first_token_ms = first_token_ms;
                timings.generate_ms = generate_ms;
                Some(answer.arm.clone())
            }
        }
    }
}

/// What is in there is whole, whoever panicked.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl LanguageModel for Asker {
    fn info(&self) -> BoxFuture<'_, Result<ModelInfo, ModelError>> {
        self.answers.model.info()
    }

    fn count_tokens<'a>(&'a self, text: &'a str) -> BoxFuture<'a, Result<usize, ModelError>> {
        self.answers.model.count_tokens(text)
    }

    fn generate(&self, request: GenerateRequest) -> BoxStream<'static, Result<Event, ModelError>> {
        if self.answers.most == 0 {
            return self.answers.model.generate(request);
        }
        if !matches!(*lock(&self.state), State::NotAsked) {
            *lock(&self.state) = State::Several;
            return self.answers.model.generate(request);
        }
        let question = Question {
            input: request.input.clone(),
            samples: request.samples,
            decoding: request.decoding,
            seed: request.seed,
            max_tokens: request.max_tokens,
            stop: request.stop.clone(),
            query: self.query.clone(),
            cut: self.cut,
        };
        if let Some(answer) = self.answers.find(&question) {
            let events: Vec<_> = answer.events.iter().cloned().map(Ok).collect();
            *lock(&self.state) = State::Taken(answer);
            return stream::iter(events).boxed();
        }
        *lock(&self.state) = State::Asked(Box::new(question), Vec::new());
        let state = Arc::clone(&self.state);
        let events = self.answers.model.generate(request);
        events
            .inspect(move |event| match (event, &mut *lock(&state)) {
                (Ok(event), State::Asked(_, events)) => events.push(event.clone()),
                // Half an answer is none to remember.
                (Err(_), state) => *state = State::Several,
                _ => {}
            })
            .boxed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::executor::block_on;
    use seccoder::model::{Capabilities, SampleControl};

    fn info(engine: &str) -> ModelInfo {
        ModelInfo {
            name: "m".into(),
            engine: engine.into(),
            fingerprint: None,
            context_len: None,
            on_this_machine: true,
            sees_private: true,
            capabilities: Capabilities::default(),
            auto: Default::default(),
        }
    }

    /// Says how often it was asked.
    #[derive(Default)]
    struct Counting(Mutex<usize>);

    impl LanguageModel for Counting {
        fn info(&self) -> BoxFuture<'_, Result<ModelInfo, ModelError>> {
            Box::pin(async { Ok(info("scripted")) })
        }

        fn count_tokens<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<usize, ModelError>> {
            Box::pin(async { Ok(1) })
        }

        fn generate(&self, _: GenerateRequest) -> BoxStream<'static, Result<Event, ModelError>> {
            let mut asked = self.0.lock().unwrap();
            *asked += 1;
            let text = format!("answer {asked}");
            stream::iter([Ok(Event::Text { sample: 0, text })]).boxed()
        }
    }

    fn ask(answers: &Arc<Answers>, text: &str, seed: u64, cut: CutRules) -> (String, Asker) {
        let asker = Asker {
            answers: Arc::clone(answers),
            query: Query {
                before: text.into(),
                ..Query::default()
            },
            cut,
            state: Arc::default(),
        };
        let events: Vec<_> = block_on(
            asker
                .generate(GenerateRequest {
                    input: ModelInput::Raw { text: text.into() },
                    samples: 1,
                    decoding: Decoding::Greedy,
                    seed,
                    max_tokens: 5,
                    stop: Vec::new(),
                    control: SampleControl::new(1),
                })
                .collect(),
        );
        let Some(Ok(Event::Text { text, .. })) = events.into_iter().next() else {
            panic!("no text");
        };
        (text, asker)
    }

    #[test]
    fn the_same_question_is_asked_once_and_keeps_its_times() {
        let model = Arc::new(Counting::default());
        let answers = Arc::new(Answers::new(model, &info("llama.cpp"), 2));
        let (first, asker) = ask(&answers, "a", 1, CutRules::Function);
        let mut times = Timings {
            first_token_ms: 30.0,
            generate_ms: 70.0,
            total_ms: 101.0,
            ..Timings::default()
        };
        assert_eq!(asker.finish("none", &mut times), None);
        assert_eq!((first.as_str(), times.total_ms), ("answer 1", 101.0));

        let (again, asker) = ask(&answers, "a", 1, CutRules::Function);
        let mut times = Timings {
            retrieve_ms: 5.0,
            first_token_ms: 0.5,
            generate_ms: 0.5,
            total_ms: 6.5,
            ..Timings::default()
        };
        assert_eq!(asker.finish("auto", &mut times), Some("none".into()));
        assert_eq!(again, "answer 1");
        assert_eq!((times.first_token_ms, times.generate_ms), (30.0, 70.0));
        assert_eq!((times.retrieve_ms, times.total_ms), (5.0, 105.5));

        // Where anything differs that decides the text or its cut, the model is asked.
        let mut times = Timings::default();
        for (seed, cut, text) in [
            (2, CutRules::Function, "answer 2"),
            (1, CutRules::Sven, "answer 3"),
        ] {
            let (said, asker) = ask(&answers, "a", seed, cut);
            assert_eq!((said.as_str(), asker.finish("x", &mut times)), (text, None));
        }
        // Two newer answers are kept; the first one is forgotten.
        let (said, _) = ask(&answers, "a", 1, CutRules::Function);
        assert_eq!(said, "answer 4");
    }

    #[test]
    fn a_request_that_did_not_end_is_not_remembered() {
        let answers = Answers::new(Arc::new(Counting::default()), &info("llama.cpp"), 2);
        let answers = Arc::new(answers);
        let _ = ask(&answers, "a", 1, CutRules::Function);
        let (said, _) = ask(&answers, "a", 1, CutRules::Function);
        assert_eq!(said, "answer 2");
    }

    #[test]
    fn servers_are_asked_every_time() {
        let answers = Answers::new(Arc::new(Counting::default()), &info("openai"), 2);
        let answers = Arc::new(answers);
        for expected in ["answer 1", "answer 2"] {
            let (said, asker) = ask(&answers, "a", 1, CutRules::Function);
            assert_eq!(said, expected);
            assert_eq!(asker.finish("none", &mut Timings::default()), None);
        }
    }
}
