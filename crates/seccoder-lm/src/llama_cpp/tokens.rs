//! From a prompt to tokens, with the model's own tokenizer and chat template.
//!
//! Special tokens come from the engine alone. Text from programs, examples and
//! users is tokenised as plain text, so that `<|im_end|>` in a comment cannot
//! end a message.

use llama_cpp_2::model::LlamaModel;
use llama_cpp_2::token::LlamaToken;
use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, context};
use seccoder::model::{ChatMessage, ModelError, ModelInput, Role};

use crate::resident::healing;

/// The chat template's key in a GGUF file.
const CHAT_TEMPLATE: &str = "tokenizer.chat_template";
/// Stands for message `i` while the template is rendered; private-use characters, so that
/// no template contains it.
fn placeholder(i: usize) -> String {
    format!("\u{E000}{i}\u{E001}")
}

/// Whether the model has tokens for filling gaps.
pub(super) fn knows_fim(model: &LlamaModel) -> bool {
    let vocab = model.vocab();
    [vocab.fim_pre(), vocab.fim_suf(), vocab.fim_mid()]
        .iter()
        .all(|token| token.0 >= 0)
}

/// Whether the model brings a chat template.
pub(super) fn knows_chat(model: &LlamaModel) -> bool {
    model.meta_val_str(CHAT_TEMPLATE).is_ok()
}

/// Tokens of plain text, without any special token.
pub(super) fn plain(model: &LlamaModel, text: &str) -> Vec<LlamaToken> {
    model.vocab().tokenize(text.as_bytes(), false, false)
}

/// A prompt as the model reads it.
pub(super) struct PromptTokens {
    pub tokens: Vec<LlamaToken>,
    /// White space that the first generated tokens must spell; see [`healing`].
    pub owed: Vec<u8>,
}

/// Tokens of a whole prompt.
pub(super) fn prompt(
    model: &LlamaModel,
    name: &str,
    input: &ModelInput,
) -> Result<PromptTokens, ModelError> {
    match input {
        ModelInput::Raw { text } => {
            let (text, owed) = healing::split(text);
            let mut tokens = beginning(model);
            tokens.extend(plain(model, text));
            Ok(PromptTokens {
                tokens,
                owed: owed.to_vec(),
            })
        }
        ModelInput::Fim { prefix, suffix } => {
            if !knows_fim(model) {
                return Err(ModelError::Unsupported {
                    name: name.to_owned(),
                    what: "filling in the middle (it has no tokens for it)".to_owned(),
                });
            }
            let (prefix, owed) = healing::split(prefix);
            let vocab = model.vocab();
            let mut tokens = beginning(model);
            tokens.push(vocab.fim_pre());
            tokens.extend(plain(model, prefix));
            tokens.push(vocab.fim_suf());
            tokens.extend(plain(model, suffix));
            tokens.push(vocab.fim_mid());
            Ok(PromptTokens {
                tokens,
                owed: owed.to_vec(),
            })
        }
        ModelInput::Chat { messages } => Ok(PromptTokens {
            tokens: chat(model, name, messages)?,
            owed: Vec::new(),
        }),
    }
}

fn beginning(model: &LlamaModel) -> Vec<LlamaToken> {
    let vocab = model.vocab();
    if vocab.should_add_bos() {
        vec![vocab.bos()]
    } else {
        Vec::new()
    }
}

/// Renders the model's chat template around placeholders, then tokenises the template's own
/// words with special tokens and the messages without.
fn chat(
    model: &LlamaModel,
    name: &str,
    messages: &[ChatMessage],
) -> Result<Vec<LlamaToken>, ModelError> {
    let unsupported = |what: String| ModelError::Unsupported {
        name: name.to_owned(),
        what,
    };
    let template = model
        .meta_val_str(CHAT_TEMPLATE)
        .map_err(|_| unsupported("chat (it brings no chat template)".to_owned()))?;
    let rendered = render(model, &template, messages)
        .map_err(|error| unsupported(format!("chat (its template fails: {error:#})")))?;
    let mut tokens = Vec::new();
    let mut rest = rendered.as_str();
    for (i, message) in messages.iter().enumerate() {
        let mark = placeholder(i);
        let Some((words, after)) = rest.split_once(&mark) else {
            return Err(unsupported(format!(
                "{:?} messages in its chat template",
                message.role
            )));
        };
        tokens.extend(model.vocab().tokenize(words.as_bytes(), false, true));
        tokens.extend(plain(model, &message.content));
        rest = after;
    }
    tokens.extend(model.vocab().tokenize(rest.as_bytes(), false, true));
    Ok(tokens)
}

const fn role_name(role: Role) -> &'static str {
    match role {
        Role::System => "system",
        Role::User => "user",
        Role::Assistant => "assistant",
    }
}

fn render(
    model: &LlamaModel,
    template: &str,
    messages: &[ChatMessage],
) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    // Chat templates are written for these two settings.
    environment.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    environment.set_unknown_method_callback(minijinja_contrib::pycompat::unknown_method_callback);
    let vocab = model.vocab();
    let special = |token: LlamaToken| {
        String::from_utf8_lossy(&vocab.token_to_piece(token, true, None)).into_owned()
    };
    let marked: Vec<_> = messages
        .iter()
        .enumerate()
        .map(|(i, message)| context! { role => role_name(message.role), content => placeholder(i) })
        .collect();
    environment.render_str(
        template,
        context! {
            messages => marked,
            add_generation_prompt => true,
            bos_token => if vocab.bos().0 >= 0 { special(vocab.bos()) } else { String::new() },
            eos_token => special(vocab.eos()),
        },
    )
}
