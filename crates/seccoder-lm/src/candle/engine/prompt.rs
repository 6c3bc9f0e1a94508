//! From a prompt to tokens.

use seccoder::model::{ModelError, ModelInput};

use crate::candle::checkpoint::{FillIn, TextTokens};
use crate::resident::healing;

/// A prompt as the model reads it.
pub(super) struct PromptTokens {
    pub tokens: Vec<u32>,
    /// White space that the first generated tokens must spell; see [`healing`].
    pub owed: Vec<u8>,
}

/// Tokens of a whole prompt: the text's as plain text, and the model's own markup around it.
pub(super) fn tokens(
    tokenizer: &TextTokens,
    name: &str,
    input: &ModelInput,
) -> Result<PromptTokens, ModelError> {
    let unsupported = |what: &str| ModelError::Unsupported {
        name: name.to_owned(),
        what: what.to_owned(),
    };
    let plain = |text: &str| {
        let tokens = tokenizer.plain(text);
        tokens.map_err(|error| ModelError::Engine(error.to_string()))
    };
    let mut tokens = tokenizer.beginning().to_vec();
    let owed = match input {
        ModelInput::Raw { text } => {
            let (text, owed) = healing::split(text);
            tokens.extend(plain(text)?);
            owed
        }
        ModelInput::Fim { prefix, suffix } => {
            let fill_in = tokenizer
                .fill_in()
                .ok_or_else(|| unsupported("filling in the middle (it has no tokens for it)"))?;
            let (before, owed) = healing::split(prefix);
            let (before, behind) = (plain(before)?, plain(suffix)?);
            match fill_in {
                FillIn::Marks {
                    prefix,
                    suffix,
                    middle,
                } => {
                    tokens.push(prefix);
                    tokens.extend(before);
                    tokens.push(suffix);
                    tokens.extend(behind);
                    tokens.push(middle);
                }
                FillIn::Sentinels { gap, end } => {
                    tokens.extend(before);
                    tokens.push(gap);
                    tokens.extend(behind);
                    tokens.extend([end, gap]);
                }
            }
            owed
        }
        ModelInput::Chat { .. } => {
            return Err(unsupported("chat on this engine; use style raw or fim"));
        }
    };
    if tokens.is_empty() {
        return Err(ModelError::InvalidRequest("the prompt is empty".to_owned()));
    }
    Ok(PromptTokens {
        tokens,
        owed: owed.to_vec(),
    })
}
