//! Looks at answers before they are handed on: generate, check, and revise once.
//!
//! [`Checking::answer`] on one page: the answer is held until it is whole, so that nothing has to
//! be taken back; the analyzers judge the programs in it; against the first weakness that they
//! find an example is retrieved, and the same request is sent again with it. The second answer
//! stands in place of the first only where it is better. Whichever it is goes out as the upstream
//! wrote it, byte for byte; headers and a [`CheckReport`] say what was found and done.
//!
//! What cannot be looked at is `unjudged` with the reason, and never called secure: other code
//! than the analyzers read, what a model hands to tools, an answer in a form of its own. An answer
//! that broke off is an error.

mod answered;
mod changes;
mod drafts;
mod held;
mod judge;
mod report;
#[cfg(test)]
mod tests;
mod written;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body as HttpBody;
use axum::http::{Response, header};
use seccoder::cwe::CweId;
use seccoder::example::ExampleId;
use seccoder::model::ModelInfo;
use seccoder::oracle::{Oracle, Verdict};
use seccoder::pipeline::{Against, Lesson};
use serde::Deserialize;
use serde::de::IgnoredAny;

use self::answered::Choices;
use self::drafts::{Pieces, Reader};
use self::held::{Held, Whole};
use self::judge::{Judge, joined};
use crate::guide::{Guide, Wish};
use crate::openai::{Body, demonstration_text};
use crate::upstream::{Upstream, UpstreamRequest};

pub use changes::Change;
pub use report::{CheckReport, Found, Judged, Word};

/// Bytes of an answer that are held, where nobody says how many.
pub const DEFAULT_LIMIT: usize = 8 << 20;

/// Has answers looked at, and revised.
pub struct Checking {
    guide: Guide,
    upstream: Arc<dyn Upstream>,
    judge: Judge,
    limit: usize,
}

/// An answer that was looked at, as far as it could be.
#[derive(Debug)]
pub struct Checked {
    /// The answer, with headers that say what was found and done.
    pub response: Response<HttpBody>,
    /// The same, and more of it.
    pub report: CheckReport,
}

/// Why there is no answer to hand on.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// The upstream broke off in the middle.
    #[error("the upstream's answer broke off after {read} bytes")]
    BrokenOff {
        /// Bytes that had come.
        read: usize,
        /// What happened to the connection.
        source: axum::Error,
    },
}

/// What was asked, and how.
#[derive(Clone, Copy)]
struct Asked<'a> {
    request: &'a UpstreamRequest,
    body: &'a Body,
    wish: &'a Wish,
    model: &'a ModelInfo,
    shown: &'a [ExampleId],
}

/// A whole answer, and what the oracle says of it.
struct Looked {
    whole: Whole,
    choices: Choices,
    /// Of each choice.
    pieces: Vec<Pieces>,
    /// Of each choice.
    verdicts: Vec<Verdict>,
    /// Of all choices together.
    all: Verdict,
}

impl Checking {
    /// Has answers of `upstream` looked at by `oracle`, and asks `guide` for examples against what
    /// it finds. Answers of up to [`DEFAULT_LIMIT`] bytes are held.
    #[must_use]
    pub fn new(guide: Guide, upstream: Arc<dyn Upstream>, oracle: Arc<dyn Oracle>) -> Self {
        Self {
            guide,
            upstream,
            judge: Judge::new(oracle),
            limit: DEFAULT_LIMIT,
        }
    }

    /// With another limit: longer answers, in bytes, are handed on as they come.
    #[must_use]
    pub fn holding(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Looks at an answer, and has it revised where something is found. `request` is what was sent
    /// and gave `response`; `body` is the client's request as it was read, `shown` the examples
    /// that it was shown.
    ///
    /// # Errors
    /// When the answer breaks off. Whatever else fails makes it unjudged, or leaves it as it is.
    pub async fn answer(
        &self,
        request: &UpstreamRequest,
        body: &Body,
        wish: &Wish,
        model: &ModelInfo,
        shown: &[ExampleId],
        response: Response<HttpBody>,
    ) -> Result<Checked, InspectError> {
        let whole = match Held::hold(response, self.limit).await? {
            Held::Whole(whole) => whole,
            Held::Passed(response, reason) => return Ok(self.passed(response, reason)),
        };
        let asked = Asked {
            request,
            body,
            wish,
            model,
            shown,
        };
        let reader = Reader::new(body, prompts(request));
        let mut standing = self.look_at(&reader, whole).await;
        let mut report = CheckReport::new(self.judge.name(), standing.judged());
        if matches!(standing.all, Verdict::Insecure(_)) {
            match self.revise(asked, &reader, &standing, &mut report).await {
                Ok(second) if second.is_better_than(&standing) => {
                    report.revised = true;
                    report.changes = changes(&standing, &second);
                    standing = second;
                }
                Ok(_) => {}
                Err(reason) => report.error = Some(reason),
            }
        }
        Ok(Checked::new(standing.whole.into_response(), report))
    }

    /// An answer that goes on as it comes.
    fn passed(&self, response: Response<HttpBody>, reason: String) -> Checked {
        let mut report = CheckReport::new(self.judge.name(), Judged::unjudged(reason));
        report.buffered = false;
        Checked::new(response, report)
    }

    async fn look_at(&self, reader: &Reader<'_>, whole: Whole) -> Looked {
        let choices = match answered::read(whole.form, &whole.bytes) {
            Ok(choices) => choices,
            Err(reason) => return Looked::unread(whole, reason.to_string()),
        };
        let pieces = reader.pieces(&choices);
        let verdicts = self.judge.judge(&pieces).await;
        let all = verdicts.iter().cloned().reduce(joined);
        Looked {
            whole,
            choices,
            pieces,
            verdicts,
            all: all.unwrap_or_else(|| Verdict::Unjudged("the answer is empty".to_owned())),
        }
    }

    /// The answer to the same request with examples against what was found in the first, or why
    /// there is none.
    async fn revise(
        &self,
        asked: Asked<'_>,
        reader: &Reader<'_>,
        first: &Looked,
        report: &mut CheckReport,
    ) -> Result<Looked, String> {
        let lessons = self.lessons(asked, reader, first).await?;
        let shown: Vec<_> = lessons
            .iter()
            .filter_map(|(site, lesson)| Some((*site, lesson.prompt.as_ref()?)))
            .collect();
        let rewritten = asked.body.rewritten(&shown);
        let mut request = asked.request.clone();
        request.body = rewritten.map_err(|error| format!("not asked again: {error}"))?;
        // It was the first body's.
        request.headers.remove(header::CONTENT_LENGTH);

        report.asked_again = true;
        let lessons = lessons.into_iter();
        report.demonstrations = lessons.flat_map(|(_, of)| of.demonstrations).collect();
        let failed = |reason: &dyn std::fmt::Display| format!("asked again in vain: {reason}");
        let response = self.upstream.send(request).await;
        let response = response.map_err(|error| failed(&error))?;
        let held = Held::hold(response, self.limit).await;
        match held.map_err(|error| failed(&error))? {
            Held::Passed(_, reason) => Err(failed(&reason)),
            Held::Whole(whole) => {
                let second = self.look_at(reader, whole).await;
                report.after = Some(second.judged());
                Ok(second)
            }
        }
    }

    /// An example against what was found, for each site of the request; at least one, or why there
    /// is none.
    async fn lessons(
        &self,
        asked: Asked<'_>,
        reader: &Reader<'_>,
        first: &Looked,
    ) -> Result<Vec<(usize, Lesson)>, String> {
        let Asked { body, wish, .. } = asked;
        if wish.off {
            return Err("not revised: nothing is to be added to this request".to_owned());
        }
        if body.sites().is_empty() {
            return Err(format!("not revised: {}", body.untouched()));
        }
        let mut lessons = Vec::new();
        let mut reason = "not revised".to_owned();
        for (at, (weakness, written)) in first.weaknesses(reader) {
            let Some(writing) = reader.writing(at) else {
                continue;
            };
            let against = Against {
                written: &written,
                weakness,
                shown: asked.shown,
            };
            let found = self
                .guide
                .against(asked.model, &writing, wish, &against)
                .await;
            let lesson = found.map_err(|error| format!("not revised: {error}"))?;
            reason = match (&lesson.prompt, &lesson.retrieval_error, weakness) {
                (Some(prompt), _, _) if !body.says(&demonstration_text(prompt)) => {
                    lessons.push((at, lesson));
                    continue;
                }
                (Some(_), _, _) => "not revised: the request has the example already".to_owned(),
                (None, Some(error), _) => format!("not revised: retrieval failed: {error}"),
                (None, None, Some(cwe)) => format!("not revised: no example against {cwe} fits"),
                (None, None, None) => "not revised: no example against it fits".to_owned(),
            };
        }
        if lessons.is_empty() {
            Err(reason)
        } else {
            Ok(lessons)
        }
    }
}

impl Checked {
    fn new(mut response: Response<HttpBody>, report: CheckReport) -> Self {
        report.write_to(response.headers_mut());
        Self { response, report }
    }
}

impl Looked {
    /// An answer in which nothing could be looked at.
    fn unread(whole: Whole, reason: String) -> Self {
        Self {
            whole,
            choices: Choices::new(),
            pieces: Vec::new(),
            verdicts: Vec::new(),
            all: Verdict::Unjudged(reason),
        }
    }

    fn judged(&self) -> Judged {
        let indices = self.choices.keys().copied();
        let choices: Vec<_> = indices.zip(self.verdicts.iter().cloned()).collect();
        Judged::new(&self.all, &choices)
    }

    /// The first weakness found in what was written for each site, and the code it is in.
    fn weaknesses(&self, reader: &Reader<'_>) -> BTreeMap<usize, (Option<CweId>, String)> {
        let mut weaknesses = BTreeMap::new();
        let choices = self.choices.keys().zip(&self.verdicts).zip(&self.pieces);
        for ((&choice, verdict), pieces) in choices {
            if let Verdict::Insecure(findings) = verdict {
                weaknesses.entry(reader.site(choice)).or_insert_with(|| {
                    let weakness = findings.iter().find_map(|finding| finding.cwe);
                    let written = pieces.iter().flatten().map(drafts::Draft::written);
                    (weakness, written.collect())
                });
            }
        }
        weaknesses
    }

    /// Whether it is to stand in place of another: better in all, with no choice more that cannot
    /// be judged or is no program, and none fewer.
    fn is_better_than(&self, old: &Self) -> bool {
        let unusable = |of: &Self| {
            let usable =
                |verdict: &&Verdict| matches!(verdict, Verdict::Secure | Verdict::Insecure(_));
            of.verdicts.len() - of.verdicts.iter().filter(usable).count()
        };
        self.choices.keys().eq(old.choices.keys())
            && unusable(self) <= unusable(old)
            && self.all.is_better_than(&old.all)
    }
}

fn changes(old: &Looked, new: &Looked) -> Vec<Change> {
    let pairs = old.choices.iter().zip(new.choices.values());
    pairs
        .filter_map(|((&choice, old), new)| Change::between(choice, &old.text, &new.text))
        .collect()
}

/// How many prompts were sent.
fn prompts(request: &UpstreamRequest) -> usize {
    #[derive(Deserialize)]
    struct Sent {
        prompt: Option<Prompt>,
    }
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Prompt {
        Several(Vec<IgnoredAny>),
        One(IgnoredAny),
    }
    let sent = serde_json::from_slice::<Sent>(&request.body);
    match sent.ok().and_then(|sent| sent.prompt) {
        Some(Prompt::Several(prompts)) => prompts.len(),
        Some(Prompt::One(_)) | None => 1,
    }
}
