//! `/v1/embeddings`.
//!
//! The protocol knows no roles, embedders do: one text is a query, several are documents, and
//! `input_type` (`query` or `document`) says it outright.

use axum::body::Body;
use axum::http::Response;
use bytes::Bytes;
use seccoder::embedder::{EmbedRole, Embedder};
use serde::Serialize;

use super::failure::Failure;
use super::fields::Fields;
use super::{answer, wire};

/// Texts of a request.
const MOST_TEXTS: usize = 2048;
/// Bytes for each token in `usage`: an embedder does not say how many it read.
const BYTES_A_TOKEN: usize = 4;
const FIELDS: &[&str] = &[
    "model",
    "input",
    "encoding_format",
    "dimensions",
    "input_type",
];
const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

#[derive(Serialize)]
struct List<'a> {
    object: &'static str,
    data: Vec<Item>,
    model: &'a str,
    usage: Usage,
}

#[derive(Serialize)]
struct Item {
    object: &'static str,
    index: usize,
    embedding: Embedding,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Embedding {
    Float(Vec<f32>),
    Base64(String),
}

#[derive(Serialize)]
struct Usage {
    prompt_tokens: usize,
    total_tokens: usize,
}

/// What is to be embedded.
pub(super) struct Texted {
    texts: Vec<String>,
    role: EmbedRole,
    base64: bool,
    dimensions: Option<usize>,
}

/// Reads a body that names the embedder of this name, or none.
pub(super) fn read(body: &[u8], embedder: &str) -> Result<Texted, Failure> {
    let fields = Fields::of_body(body, &[FIELDS])?;
    if let Some(model) = fields.text("model")?.filter(|model| model != embedder) {
        return Err(Failure::unknown_model(&model, [embedder].into_iter()));
    }
    let texts = texts(&fields)?;
    Ok(Texted {
        role: role(&fields, texts.len())?,
        texts,
        base64: base64_wanted(&fields)?,
        dimensions: fields.count("dimensions", 1..=u32::MAX)?,
    })
}

fn texts(fields: &Fields<'_>) -> Result<Vec<String>, Failure> {
    fields.refuse_tokens("input")?;
    let Some(texts) = fields.texts("input", MOST_TEXTS)? else {
        return Err(Failure::field("input", "`input` is missing"));
    };
    let texts = texts.into_vec();
    if texts.is_empty() || texts.iter().any(String::is_empty) {
        return Err(Failure::field("input", "`input` is empty"));
    }
    Ok(texts)
}

fn role(fields: &Fields<'_>, texts: usize) -> Result<EmbedRole, Failure> {
    match fields.text("input_type")?.as_deref() {
        Some("query") => Ok(EmbedRole::Query),
        Some("document") => Ok(EmbedRole::Document),
        Some(_) => Err(Failure::field(
            "input_type",
            "`input_type` must be query or document",
        )),
        None if texts == 1 => Ok(EmbedRole::Query),
        None => Ok(EmbedRole::Document),
    }
}

fn base64_wanted(fields: &Fields<'_>) -> Result<bool, Failure> {
    match fields.text("encoding_format")?.as_deref() {
        None | Some("float") => Ok(false),
        Some("base64") => Ok(true),
        Some(_) => Err(Failure::field(
            "encoding_format",
            "`encoding_format` must be float or base64",
        )),
    }
}

/// Embeds what was read.
pub(super) async fn embed(
    embedder: &dyn Embedder,
    wanted: Texted,
) -> Result<Response<Body>, Failure> {
    let vectors = embedder.embed(wanted.role, &wanted.texts).await?;
    let has = vectors.first().map_or(0, Vec::len);
    if wanted
        .dimensions
        .is_some_and(|dimensions| dimensions != has)
    {
        let message = format!("`dimensions` can only be {has}: vectors are not shortened");
        return Err(Failure::unsupported("dimensions", message));
    }
    let bytes: usize = wanted.texts.iter().map(String::len).sum();
    let tokens = bytes.div_ceil(BYTES_A_TOKEN);
    let item = |(index, vector): (usize, Vec<f32>)| Item {
        object: "embedding",
        index,
        embedding: if wanted.base64 {
            Embedding::Base64(base64(&vector))
        } else {
            Embedding::Float(vector)
        },
    };
    let body: Bytes = wire::json(&List {
        object: "list",
        data: vectors.into_iter().enumerate().map(item).collect(),
        model: embedder.name(),
        usage: Usage {
            prompt_tokens: tokens,
            total_tokens: tokens,
        },
    });
    Ok(answer::response(Body::from(body)))
}

/// The components' bytes, lowest first, in base 64 with padding.
fn base64(vector: &[f32]) -> String {
    let bytes: Vec<u8> = vector
        .iter()
        .flat_map(|value| value.to_le_bytes())
        .collect();
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let byte = |i: usize| u32::from(group.get(i).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4u32 {
            let value = bits >> (18 - 6 * digit) & 63;
            // n bytes have n + 1 digits.
            let used = digit as usize <= group.len();
            text.push(if used {
                char::from(DIGITS[value as usize])
            } else {
                '='
            });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vectors_are_written_in_base_64_as_clients_read_them() {
        assert_eq!(base64(&[]), "");
        assert_eq!(base64(&[1.0]), "AACAPw==");
        assert_eq!(base64(&[1.0, -2.5]), "AACAPwAAIMA=");
        assert_eq!(base64(&[0.0, 1.0, -1.0]), "AAAAAAAAgD8AAIC/");
    }
}
