//! Whether an answer is looked at by the analyzers, and what is said of that.

use axum::body::Body;
use axum::http::{HeaderValue, Response};

use super::Proxy;
use super::errors::Refusal;
use super::headers::value;
use super::log::Record;
use super::plan::{Plan, Understood};
use crate::inspect::{CheckReport, Checking};
use crate::upstream::UpstreamRequest;

/// The header with the verdict.
const VERDICT: &str = "x-seccoder-check";
/// The header that says why there is none.
const ERROR: &str = "x-seccoder-check-error";
/// The words that the verdict may be; metrics have no others.
const WORDS: [&str; 4] = ["secure", "insecure", "invalid", "unjudged"];
/// The longest reason in a header, in bytes.
const LONGEST: usize = 300;

/// What happens to an answer.
pub(super) enum Check<'a> {
    /// Nobody looks at it.
    No,
    /// It was asked for and cannot be done.
    Unable(&'static str),
    /// It is looked at.
    Yes(&'a Checking, &'a Understood),
}

impl Check<'_> {
    /// Whether the answer is read here.
    pub(super) fn reads(&self) -> bool {
        matches!(self, Self::Yes(..))
    }
}

impl Proxy {
    /// What happens to the answer to this request.
    pub(super) fn check<'a>(&'a self, plan: &'a Plan) -> Check<'a> {
        let asked = plan.wish.check;
        // Whoever wants nothing of us does not get an answer revised by default.
        let by_default = self.options.check_by_default && !plan.wish.off;
        if !asked.unwrap_or(by_default) {
            return Check::No;
        }
        let Some(checking) = &self.checking else {
            return Check::Unable("this server has no analyzers");
        };
        match &plan.understood {
            Some(understood) if !understood.body.sites().is_empty() => {
                Check::Yes(checking, understood)
            }
            _ if asked.is_none() => Check::No,
            _ => Check::Unable("the request writes no code that was recognised"),
        }
    }
}

impl Check<'_> {
    /// The answer after it was looked at, or said why not.
    ///
    /// # Errors
    /// When the answer breaks off while it is looked at.
    pub(super) async fn answer(
        self,
        plan: &Plan,
        sent: &UpstreamRequest,
        mut answer: Response<Body>,
        record: &mut Record,
    ) -> Result<(Response<Body>, Option<CheckReport>), Refusal> {
        match self {
            Self::No => Ok((answer, None)),
            Self::Unable(reason) => {
                let headers = answer.headers_mut();
                headers.insert(VERDICT, HeaderValue::from_static("unjudged"));
                headers.insert(ERROR, value(reason, LONGEST));
                record.checked("unjudged");
                Ok((answer, None))
            }
            Self::Yes(checking, Understood { body, model }) => {
                let shown = plan.ids();
                let looked = checking.answer(sent, body, &plan.wish, model, &shown, answer);
                let looked = looked
                    .await
                    .map_err(|fault| Refusal::broken_answer(&fault))?;
                record.checked(verdict(&looked.response));
                Ok((looked.response, Some(looked.report)))
            }
        }
    }
}

/// The verdict that an answer's header tells.
fn verdict(answer: &Response<Body>) -> &'static str {
    let told = answer.headers().get(VERDICT).map(HeaderValue::as_bytes);
    let known = WORDS.into_iter().find(|word| Some(word.as_bytes()) == told);
    known.unwrap_or("unjudged")
}
