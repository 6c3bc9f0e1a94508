//! From text to tokens, and from tokens to bytes.
//!
//! Text from programs, examples and users is plain text: a `<|endoftext|>` in it becomes the tokens
//! that spell it, never the token that ends a text. Markup is put in by its number alone. What is
//! markup is decided here, because published tokenizers do not agree: a token that was added to
//! the vocabulary and is either called special or written in angle brackets. (CodeGen adds runs of
//! white space, which are text.)

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tokenizers::Tokenizer;

use super::LoadError;

/// Marks of a gap by the names they have: before the text before it, before the text behind it,
/// before the gap's own text (Bavarian et al., "Efficient Training of Language Models to Fill in
/// the Middle", 2022, section 3; StarCoder, SantaCoder, Qwen2.5-Coder).
const MARKS: [[&str; 3]; 3] = [
    ["<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"],
    ["<fim_prefix>", "<fim_suffix>", "<fim_middle>"],
    ["<fim-prefix>", "<fim-suffix>", "<fim-middle>"],
];
/// InCoder's two sentinels (Fried et al., "InCoder", 2023, section 2).
const SENTINELS: [&str; 2] = ["<|mask:0|>", "<|mask:1|>"];
/// Tokens behind which nothing belongs to a completion, whether or not a configuration says so.
const ENDS: [&str; 12] = [
    "<|endoftext|>",
    "<|endofmask|>",
    "<|end_of_text|>",
    "<|im_end|>",
    "<|eot_id|>",
    "</s>",
    "<|fim_pad|>",
    "<fim_pad>",
    "<|repo_name|>",
    "<repo_name>",
    "<|file_sep|>",
    "<file_sep>",
];

/// How a model is asked to fill a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FillIn {
    /// Mark, text before, mark, text behind, mark; then the gap's text follows.
    Marks {
        /// Before the text before the gap.
        prefix: u32,
        /// Before the text behind the gap.
        suffix: u32,
        /// Before the gap's text.
        middle: u32,
    },
    /// Text before, first sentinel, text behind, second sentinel, first sentinel again.
    Sentinels {
        /// Stands for the gap.
        gap: u32,
        /// Ends the document.
        end: u32,
    },
}

/// A text's tokens and where each is in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Placed {
    /// Token numbers.
    pub tokens: Vec<u32>,
    /// Each token's first character and the one behind its last, both counted from the text's
    /// beginning; equal where a token is not of the text. As many as `tokens`.
    pub offsets: Vec<(usize, usize)>,
}

/// A model's tokenizer.
pub struct TextTokens {
    tokenizer: Tokenizer,
    path: PathBuf,
    /// Each token's text in bytes; nothing for markup.
    bytes: Vec<Vec<u8>>,
    beginning: Vec<u32>,
    ends: HashSet<u32>,
    fill_in: Option<FillIn>,
}

impl TextTokens {
    /// Of what `tokenizer.json` says, and the tokens that the configuration calls the end.
    ///
    /// # Errors
    /// When it is not a byte-level BPE.
    pub fn new(path: &Path, mut said: Value, ends: &[u32]) -> Result<Self, LoadError> {
        let refused = |reason: String| LoadError::Tokenizer {
            path: path.to_owned(),
            reason,
        };
        if !said.is_object() {
            return Err(refused("it is not a tokenizer.json".to_owned()));
        }
        said["truncation"] = Value::Null;
        said["padding"] = Value::Null;
        let added = said.get_mut("added_tokens").and_then(Value::as_array_mut);
        for token in added.into_iter().flatten() {
            if token["content"].as_str().is_some_and(in_brackets) {
                token["special"] = true.into();
            }
        }
        let json = serde_json::to_vec(&said).map_err(|error| refused(error.to_string()))?;
        let mut tokenizer =
            Tokenizer::from_bytes(json).map_err(|error| refused(error.to_string()))?;
        tokenizer.set_encode_special_tokens(true);
        let (bytes, markup) = texts(&tokenizer).map_err(refused)?;
        let named = |name: &&str| markup.get(*name).copied();
        let marks = |names: &[&str; 3]| match names.each_ref().map(named) {
            [Some(prefix), Some(suffix), Some(middle)] => Some(FillIn::Marks {
                prefix,
                suffix,
                middle,
            }),
            _ => None,
        };
        let sentinels = || match SENTINELS.each_ref().map(named) {
            [Some(gap), Some(end)] => Some(FillIn::Sentinels { gap, end }),
            _ => None,
        };
        // Some configurations name the end of another tokenizer; that number is text here.
        let is_markup: HashSet<u32> = markup.values().copied().collect();
        let configured = ends.iter().copied().filter(|id| is_markup.contains(id));
        let known = ENDS.iter().filter_map(named);
        Ok(Self {
            beginning: beginning(&tokenizer).map_err(refused)?,
            ends: configured.chain(known).collect(),
            fill_in: MARKS.iter().find_map(marks).or_else(sentinels),
            path: path.to_owned(),
            tokenizer,
            bytes,
        })
    }

    /// The same, but every text begins with these tokens.
    #[must_use]
    pub(super) fn beginning_with(mut self, tokens: Vec<u32>) -> Self {
        self.beginning = tokens;
        self
    }

    /// Tokens of plain text, without any markup.
    ///
    /// # Errors
    /// When the tokenizer fails on it.
    pub fn plain(&self, text: &str) -> Result<Vec<u32>, LoadError> {
        match self.tokenizer.encode_fast(text, false) {
            Ok(encoding) => Ok(encoding.get_ids().to_vec()),
            Err(error) => Err(LoadError::Tokenizer {
                path: self.path.clone(),
                reason: error.to_string(),
            }),
        }
    }

    /// Tokens of plain text behind what stands before every text, and where each is in it.
    ///
    /// # Errors
    /// When the tokenizer fails on it.
    pub fn placed(&self, text: &str) -> Result<Placed, LoadError> {
        let encoding = self.tokenizer.encode_char_offsets(text, false);
        let encoding = encoding.map_err(|error| LoadError::Tokenizer {
            path: self.path.clone(),
            reason: error.to_string(),
        })?;
        let mut placed = Placed {
            offsets: vec![(0, 0); self.beginning.len()],
            tokens: self.beginning.clone(),
        };
        placed.tokens.extend(encoding.get_ids());
        placed.offsets.extend(encoding.get_offsets());
        Ok(placed)
    }

    /// A token's text in bytes: perhaps a part of a character, nothing for markup.
    #[must_use]
    pub fn bytes(&self, id: u32) -> &[u8] {
        self.bytes
            .get(id as usize)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// Every token's text, in the order of their numbers.
    pub fn all_bytes(&self) -> impl Iterator<Item = &[u8]> {
        self.bytes.iter().map(Vec::as_slice)
    }

    /// How many numbers mean something: a model's vocabulary is often padded beyond them.
    #[must_use]
    pub fn count(&self) -> usize {
        self.bytes.len()
    }

    /// Whether a token ends the text.
    #[must_use]
    pub fn is_end(&self, id: u32) -> bool {
        self.ends.contains(&id)
    }

    /// What stands before every text.
    #[must_use]
    pub fn beginning(&self) -> &[u32] {
        &self.beginning
    }

    /// How it is asked to fill a gap, where it can.
    #[must_use]
    pub const fn fill_in(&self) -> Option<FillIn> {
        self.fill_in
    }
}

fn in_brackets(content: &str) -> bool {
    content.len() > 2 && content.starts_with('<') && content.ends_with('>')
}

/// What the tokenizer itself puts before a text.
fn beginning(tokenizer: &Tokenizer) -> Result<Vec<u32>, String> {
    let ids = |add| {
        let encoding = tokenizer.encode_fast("a", add);
        encoding
            .map(|encoding| encoding.get_ids().to_vec())
            .map_err(|error| error.to_string())
    };
    let (with, without) = (ids(true)?, ids(false)?);
    let at = with
        .windows(without.len().max(1))
        .position(|part| part == without);
    Ok(with[..at.unwrap_or(0)].to_vec())
}

/// Each token's bytes, and the numbers of markup by name.
type Texts = (Vec<Vec<u8>>, HashMap<String, u32>);

fn texts(tokenizer: &Tokenizer) -> Result<Texts, String> {
    let alphabet = alphabet();
    let added = tokenizer.get_added_tokens_decoder();
    let vocabulary = tokenizer.get_vocab(true);
    let most = vocabulary.values().max().map_or(0, |&id| id as usize + 1);
    let mut bytes = vec![Vec::new(); most];
    let mut markup = HashMap::new();
    for (name, id) in vocabulary {
        match added.get(&id) {
            Some(token) if token.special => {
                markup.insert(name, id);
            }
            Some(token) => bytes[id as usize] = token.content.clone().into_bytes(),
            None => {
                let spelled: Option<Vec<u8>> =
                    name.chars().map(|c| alphabet.get(&c).copied()).collect();
                bytes[id as usize] = spelled.ok_or_else(|| {
                    format!("its token {name:?} is not of a byte-level BPE, the only kind known")
                })?;
            }
        }
    }
    Ok((bytes, markup))
}

/// The characters that stand for bytes in a byte-level BPE (Radford et al., GPT-2, 2019): those
/// that can be seen for themselves, the other bytes in order for the characters from 256 on.
fn alphabet() -> HashMap<char, u8> {
    let seen = |byte: u8| matches!(byte, b'!'..=b'~' | 0xA1..=0xAC | 0xAE..=0xFF);
    let mut next = 256_u32;
    (0..=u8::MAX)
        .filter_map(|byte| {
            let code = if seen(byte) {
                u32::from(byte)
            } else {
                next += 1;
                next - 1
            };
            Some((char::from_u32(code)?, byte))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// A tokenizer whose words are the byte alphabet, with markup of several makes.
    fn tokens(added: &[(&str, bool)]) -> TextTokens {
        let mut letters: Vec<(u8, char)> = alphabet().into_iter().map(|(c, b)| (b, c)).collect();
        letters.sort_unstable();
        let vocabulary: serde_json::Map<String, Value> = letters
            .iter()
            .map(|(byte, letter)| (letter.to_string(), (*byte).into()))
            .collect();
        let added: Vec<Value> = (256..)
            .zip(added)
            .map(|(id, (content, special))| {
                json!({
                    "id": id, "content": content, "special": special, "single_word": false,
                    "lstrip": false, "rstrip": false, "normalized": false,
                })
            })
            .collect();
        let byte_level = json!({
            "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": false,
            "use_regex": true,
        });
        let said = json!({
            "version": "1.0", "truncation": null, "padding": null, "added_tokens": added,
            "normalizer": null, "pre_tokenizer": byte_level, "post_processor": null,
            "decoder": byte_level,
            "model": {
                "type": "BPE", "dropout": null, "unk_token": null,
                "continuing_subword_prefix": null, "end_of_word_suffix": null, "fuse_unk": false,
                "byte_fallback": false, "vocab": vocabulary, "merges": [],
            },
        });
        TextTokens::new(Path::new("tokenizer.json"), said, &[257, 3]).unwrap()
    }

    fn text_of(tokens: &TextTokens, ids: &[u32]) -> String {
        let bytes: Vec<u8> = ids
            .iter()
            .flat_map(|&id| tokens.bytes(id).to_vec())
            .collect();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn markup_in_text_is_text_and_white_space_tokens_are_used() {
        let tokens = tokens(&[
            ("<|endoftext|>", true),
            ("<|fim_prefix|>", false),
            ("    ", false),
        ]);
        let text = "é <|endoftext|><|fim_prefix|>\n    x";
        let ids = tokens.plain(text).unwrap();
        assert!(!ids.contains(&256) && !ids.contains(&257), "{ids:?}");
        assert!(ids.contains(&258));
        assert_eq!(text_of(&tokens, &ids), text);
        assert_eq!(tokens.bytes(256), b"");
        assert_eq!(tokens.bytes(9999), b"");
    }

    #[test]
    fn ends_are_markup_that_is_named_or_known() {
        let tokens = tokens(&[
            ("<|endoftext|>", true),
            ("<|own_end|>", true),
            ("<x>", true),
        ]);
        assert!(tokens.is_end(256) && tokens.is_end(257));
        // Number 3 is called an end by the configuration, but is text in this tokenizer.
        assert!(!tokens.is_end(3) && !tokens.is_end(258));
    }

    #[test]
    fn gaps_are_filled_by_whichever_marks_there_are() {
        assert_eq!(tokens(&[("<|endoftext|>", true)]).fill_in(), None);
        let santacoder = tokens(&[
            ("<fim-prefix>", true),
            ("<fim-middle>", true),
            ("<fim-suffix>", true),
        ]);
        assert_eq!(
            santacoder.fill_in(),
            Some(FillIn::Marks {
                prefix: 256,
                suffix: 258,
                middle: 257
            })
        );
        let incoder = tokens(&[("<|mask:0|>", false), ("<|mask:1|>", false)]);
        assert_eq!(
            incoder.fill_in(),
            Some(FillIn::Sentinels { gap: 256, end: 257 })
        );
    }
}
