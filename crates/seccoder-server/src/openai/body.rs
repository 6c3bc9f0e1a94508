//! A request's body, read once.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use seccoder::prompt::Prompt;

use super::raw_json::{self, Kind};
use super::rewrite::{self, Edit, RewriteError};
use super::{BodyError, Endpoint, Found, Site, WishError, chat, completions, wish};
use crate::guide::{Why, Wish};

/// A request: its bytes, and what was read of them. Cloning it is cheap.
#[derive(Clone)]
pub struct Body {
    bytes: Bytes,
    read: Arc<Read>,
}

struct Read {
    endpoint: Endpoint,
    fields: Fields,
    model: Option<String>,
    found: Found,
}

/// Where the members of the body are that we read; of one given twice the last.
#[derive(Debug, Clone, Default)]
pub(super) struct Fields {
    pub prompt: Option<Range<usize>>,
    pub suffix: Option<Range<usize>>,
    pub messages: Option<Range<usize>>,
    /// Whether the answer repeats the prompt.
    pub echo: Option<Range<usize>>,
    model: Option<Range<usize>>,
    stream: Option<Range<usize>>,
    n: Option<Range<usize>>,
    seccoder: Option<Range<usize>>,
    /// What is cut out to be rid of the field `seccoder`.
    cuts: Vec<Range<usize>>,
    /// One of them is given twice.
    twice: bool,
}

impl Fields {
    fn read(json: &[u8], object: &Range<usize>) -> Self {
        let mut fields = Self::default();
        let mut cut: Option<Range<usize>> = None;
        let mut kept = object.start + 1;
        for member in raw_json::members(json, object) {
            let named = |name| raw_json::is_named(json, &member.key, name);
            if named("seccoder") {
                let start = cut.map_or(member.key.start, |cut| cut.start);
                cut = Some(start..member.value.end);
                fields.twice |= fields.seccoder.replace(member.value).is_some();
                continue;
            }
            // With the comma behind it.
            let behind = cut.take().map(|cut| cut.start..member.key.start);
            fields.cuts.extend(behind);
            kept = member.value.end;
            let slots = [
                ("prompt", &mut fields.prompt),
                ("suffix", &mut fields.suffix),
                ("messages", &mut fields.messages),
                ("model", &mut fields.model),
                ("stream", &mut fields.stream),
                ("n", &mut fields.n),
                ("echo", &mut fields.echo),
            ];
            if let Some((_, slot)) = slots.into_iter().find(|(name, _)| named(*name)) {
                fields.twice |= slot.replace(member.value).is_some();
            }
        }
        // Nothing comes behind it: with the comma before it.
        fields.cuts.extend(cut.map(|cut| kept..cut.end));
        fields
    }
}

impl Body {
    /// Reads a body. What it does not understand is no error: such a body has no sites.
    ///
    /// # Errors
    /// When the bytes are no JSON object, or one that is nested too deeply.
    pub fn parse(endpoint: Endpoint, bytes: Bytes) -> Result<Self, BodyError> {
        let object = raw_json::check(&bytes)?;
        let fields = Fields::read(&bytes, &object);
        let model = fields.model.clone();
        let found = if fields.twice {
            Found::nothing(Why::Form("a field given twice"))
        } else {
            match endpoint {
                Endpoint::Completions => completions::read(&bytes, &fields),
                Endpoint::Chat => chat::read(&bytes, &fields),
            }
        };
        let read = Read {
            endpoint,
            model: model.and_then(|model| raw_json::text(&bytes, &model)),
            fields,
            found,
        };
        Ok(Self {
            bytes,
            read: Arc::new(read),
        })
    }

    /// The endpoint that it was sent to.
    #[must_use]
    pub fn endpoint(&self) -> Endpoint {
        self.read.endpoint
    }

    /// The model that it names.
    #[must_use]
    pub fn model(&self) -> Option<&str> {
        self.read.model.as_deref()
    }

    /// Whether its answer is a stream.
    #[must_use]
    pub fn streams(&self) -> bool {
        self.raw(self.read.fields.stream.as_ref()) == Some(b"true")
    }

    /// How many answers it wants; 1 where it does not say, or no such number.
    #[must_use]
    pub fn choices(&self) -> usize {
        self.raw(self.read.fields.n.as_ref())
            .and_then(|raw| serde_json::from_slice(raw).ok())
            .filter(|n| *n > 0)
            .unwrap_or(1)
    }

    /// What its field `seccoder` wishes. A field given twice wishes nothing: such a body goes on
    /// as it is anyway.
    ///
    /// # Errors
    /// When the field has a key or a value that it cannot have.
    pub fn wish(&self) -> Result<Wish, WishError> {
        match self.raw(self.read.fields.seccoder.as_ref()) {
            Some(raw) if !self.read.fields.twice => wish::of_field(raw),
            _ => Ok(Wish::default()),
        }
    }

    /// Where code is written: one site for each prompt that is text, or one for a conversation.
    #[must_use]
    pub fn sites(&self) -> &[Site] {
        &self.read.found.sites
    }

    /// Why there are no sites. Where there are some, why others are missing.
    #[must_use]
    pub fn untouched(&self) -> Why {
        self.read.found.untouched.clone()
    }

    /// Whether the request's own texts (prompts, suffix, messages) have this text already.
    #[must_use]
    pub fn says(&self, text: &str) -> bool {
        let text = text.trim();
        let fields = &self.read.fields;
        let parts = [&fields.prompt, &fields.suffix, &fields.messages];
        let mut strings = parts
            .into_iter()
            .flatten()
            .flat_map(|part| raw_json::strings(&self.bytes, part));
        // What is written shorter than the text cannot have it.
        !text.is_empty()
            && strings.any(|string| {
                string.len() > text.len()
                    && raw_json::text(&self.bytes, &string).is_some_and(|own| own.contains(text))
            })
    }

    /// The body without the field `seccoder`: as it came, where it has none.
    #[must_use]
    pub fn without_switches(&self) -> Bytes {
        rewrite::edited(&self.bytes, self.cuts())
    }

    /// The body with the demonstrations of these prompts at their sites, and without the field
    /// `seccoder`. Every other byte stays as it is.
    ///
    /// # Errors
    /// When a prompt is not one for its site, shows nothing, or shows what cannot stand there. The
    /// request can then go on [without it](Self::without_switches).
    pub fn rewritten(&self, shown: &[(usize, &Prompt)]) -> Result<Bytes, RewriteError> {
        let mut edits = self.cuts();
        let mut used = Vec::new();
        for (index, prompt) in shown {
            let site = self.sites().get(*index);
            let site = site.filter(|_| !used.contains(index));
            let site = site.ok_or(RewriteError::NoSuchSite(*index))?;
            used.push(*index);
            edits.extend(rewrite::edits(&self.bytes, site, prompt)?);
        }
        let bytes = rewrite::edited(&self.bytes, edits);
        // Last, that what we made is still a request.
        raw_json::check(&bytes).map_err(|_| RewriteError::Differs)?;
        Ok(bytes)
    }

    fn cuts(&self) -> Vec<Edit> {
        let cuts = self.read.fields.cuts.iter().cloned();
        cuts.map(Edit::cut).collect()
    }

    fn raw(&self, part: Option<&Range<usize>>) -> Option<&[u8]> {
        self.bytes.get(part?.clone())
    }
}

impl fmt::Debug for Body {
    /// Without any text: requests are not for logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("endpoint", &self.read.endpoint)
            .field("bytes", &self.bytes.len())
            .field("sites", &self.read.found.sites.len())
            .finish()
    }
}

/// A string of the body, as a reader wants it.
pub(super) enum Text {
    /// It is not there, or `null`.
    None,
    /// It is this text.
    Is(String),
    /// It is something else.
    Other(Why),
}

/// The text of a member.
pub(super) fn text_of(json: &[u8], value: Option<&Range<usize>>, wrong: &'static str) -> Text {
    let Some(value) = value else {
        return Text::None;
    };
    match raw_json::kind(json, value.start) {
        Kind::Null => Text::None,
        Kind::String => raw_json::text(json, value)
            .map_or(Text::Other(Why::Form("half of a surrogate pair")), Text::Is),
        _ => Text::Other(Why::Form(wrong)),
    }
}
