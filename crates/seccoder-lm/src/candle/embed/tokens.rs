//! A text and what stands before it become tokens that fit the embedder.
//!
//! Prefix and text are one sequence, tokenised together. Where that is too long, a secure example
//! loses its end and a query the beginning of its text, whose end is nearest to the cursor; the
//! prefix stays whole, for without it a vector means something else.
//!
//! INSTRUCTOR's recipe (Su et al., "One Embedder, Any Task", 2023, and its published code) trims the
//! instruction and the text before it joins them, and takes for the instruction's tokens as many as
//! the instruction has alone.

use std::path::Path;

use seccoder::embedder::EmbedRole;
use tokenizers::Tokenizer;

use crate::candle::checkpoint::LoadError;
use crate::catalogue::{Embedding, Pooling};

/// A text as an encoder reads it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Token numbers, special ones too.
    pub(super) tokens: Vec<u32>,
    /// How many of them are the prefix and what stands before it.
    pub(super) front: usize,
}

/// What stands before the texts of a role.
struct Prefix {
    text: String,
    /// Its tokens, without special ones.
    tokens: usize,
}

/// Turns texts into rows.
pub(super) struct TextReader {
    tokenizer: Tokenizer,
    max_tokens: usize,
    /// Whether texts lose the white space around them.
    trims: bool,
    query: Prefix,
    document: Prefix,
}

impl TextReader {
    /// Reads `tokenizer.json`; what it says of truncation and padding does not count.
    pub(super) fn open(folder: &Path, embedding: &Embedding) -> Result<Self, LoadError> {
        let path = folder.join("tokenizer.json");
        if !path.is_file() {
            return Err(LoadError::Missing { path });
        }
        let refused = |reason: String| LoadError::Tokenizer {
            path: path.clone(),
            reason,
        };
        let mut tokenizer =
            Tokenizer::from_file(&path).map_err(|error| refused(error.to_string()))?;
        tokenizer.with_padding(None);
        tokenizer
            .with_truncation(None)
            .map_err(|error| refused(error.to_string()))?;
        let trims = embedding.pooling == Pooling::MeanWithoutInstruction;
        let prefix = |text: &str, name: &str| {
            let count = |text: &str, special| {
                let encoding = tokenizer.encode(text, special);
                encoding.map(|encoding| encoding.len())
            };
            // Trimmed, because some tokenizers make a token of its last space, which then belongs
            // to the first word of the text.
            let trimmed = text.trim_end();
            let (tokens, all) = count(trimmed, false)
                .and_then(|tokens| Ok((tokens, count(trimmed, true)?)))
                .map_err(|error| refused(error.to_string()))?;
            if all >= embedding.max_tokens {
                return Err(LoadError::Model(format!(
                    "its {name} has {all} tokens and leaves no room for a text in max_tokens = \
                     {}; shorten it or raise max_tokens",
                    embedding.max_tokens
                )));
            }
            let text = if trims { text.trim() } else { text };
            Ok(Prefix {
                text: text.to_owned(),
                tokens,
            })
        };
        let query = prefix(&embedding.query_prefix, "query_prefix")?;
        let document = prefix(&embedding.document_prefix, "document_prefix")?;
        Ok(Self {
            max_tokens: embedding.max_tokens,
            trims,
            query,
            document,
            tokenizer,
        })
    }

    /// A text's tokens.
    pub(super) fn read(&self, role: EmbedRole, text: &str) -> Result<Row, String> {
        let prefix = match role {
            EmbedRole::Query => &self.query,
            EmbedRole::Document => &self.document,
        };
        let text = if self.trims { text.trim() } else { text };
        let joined = format!("{}{text}", prefix.text);
        let encoding = self
            .tokenizer
            .encode(joined.as_str(), true)
            .map_err(|error| error.to_string())?;
        let (tokens, special) = (encoding.get_ids(), encoding.get_special_tokens_mask());
        let is_special = |mark: &&u32| **mark == 1;
        let before = special.iter().take_while(is_special).count();
        let behind = special[before..].iter().rev();
        let after = behind.take_while(is_special).count();
        let body = &tokens[before..tokens.len() - after];
        let room = self.max_tokens.saturating_sub(before + after);
        let kept = prefix.tokens.min(room);
        let cut = body.len().saturating_sub(room);
        let (start, end) = match role {
            _ if cut == 0 => (body, &[][..]),
            EmbedRole::Document => (&body[..room], &[][..]),
            EmbedRole::Query => (&body[..kept], &body[kept + cut..]),
        };
        let last = &tokens[tokens.len() - after..];
        let tokens = [&tokens[..before], start, end, last].concat();
        if tokens.is_empty() {
            return Err("an empty text has no tokens to embed".to_owned());
        }
        Ok(Row {
            front: before + kept,
            tokens,
        })
    }
}
