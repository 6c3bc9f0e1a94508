//! How a server's trouble becomes a [`ModelError`]: bounded, without the API key
//! and without control characters.

use seccoder::model::ModelError;
use serde_json::Value;

use super::secret::Secret;

/// The most characters of a server's words that are passed on.
const MAX_MESSAGE_CHARS: usize = 300;

/// The method that was called, as named in errors.
#[derive(Debug, Clone)]
pub(super) struct Site {
    /// The address; a [`super::BaseUrl`] holds no credentials and no query.
    pub(super) endpoint: String,
    /// Redacted wherever a server repeats it.
    pub(super) key: Option<Secret>,
}

impl Site {
    /// The connection failed.
    pub(super) fn unreachable(&self, reason: &str) -> ModelError {
        ModelError::Unreachable {
            endpoint: self.endpoint.clone(),
            reason: self.tidy(reason),
        }
    }

    /// The answer is not what the protocol says.
    pub(super) fn bad(&self, reason: &str) -> ModelError {
        ModelError::BadAnswer {
            endpoint: self.endpoint.clone(),
            reason: self.tidy(reason),
        }
    }

    /// The answer ended before it was complete.
    pub(super) fn broke_off(&self, reason: &str) -> ModelError {
        self.bad(&format!("the stream broke off{reason}"))
    }

    /// The server answered with an HTTP error.
    pub(super) fn refused(&self, status: u16, body: &[u8]) -> ModelError {
        let mut message = self.tidy(&server_words(body));
        if let Some(hint) = hint(status) {
            message = if message.is_empty() {
                hint.to_owned()
            } else {
                format!("{message} ({hint})")
            };
        }
        ModelError::Refused {
            endpoint: self.endpoint.clone(),
            status,
            message,
        }
    }

    /// The server put an error object into an answer that began well.
    pub(super) fn reported(&self, error: &Value) -> ModelError {
        let status = error
            .get("code")
            .and_then(Value::as_u64)
            .and_then(|c| u16::try_from(c).ok());
        let message = self.tidy(&error_words(error).unwrap_or_else(|| error.to_string()));
        match status {
            Some(status @ 400..=599) => ModelError::Refused {
                endpoint: self.endpoint.clone(),
                status,
                message,
            },
            _ => ModelError::Engine(format!("{} reported: {message}", self.endpoint)),
        }
    }

    /// Text from outside made fit for a message: the key masked, white space and control
    /// characters made single spaces, then shortened (in this order, so that no part of a
    /// key survives at the cut).
    pub(super) fn tidy(&self, text: &str) -> String {
        let redacted = match &self.key {
            Some(key) => key.redact(text),
            None => text.to_owned(),
        };
        let printable = redacted.replace(|c: char| c.is_control(), " ");
        let mut words = printable.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((cut, _)) = words.char_indices().nth(MAX_MESSAGE_CHARS) {
            words.truncate(cut);
            words.push('…');
        }
        words
    }
}

/// What a person can check about a status.
fn hint(status: u16) -> Option<&'static str> {
    match status {
        401 => Some("check the API key"),
        403 => Some("check whether the API key may use this model"),
        404 => {
            Some("check the base URL, the model name and whether the endpoint serves this style")
        }
        300..=399 => Some("redirects are not followed; set the base URL to the new address"),
        _ => None,
    }
}

/// The message in the body of an error.
fn server_words(body: &[u8]) -> String {
    if let Ok(json) = serde_json::from_slice::<Value>(body)
        && let Some(words) = error_words(json.get("error").unwrap_or(&json))
    {
        return words;
    }
    let text = String::from_utf8_lossy(body);
    if is_html(&text) {
        "an HTML page instead of JSON".to_owned()
    } else {
        text.into_owned()
    }
}

/// The message of an error object, in the spellings that servers use.
fn error_words(error: &Value) -> Option<String> {
    if let Value::String(text) = error {
        return Some(text.clone());
    }
    let words = ["message", "detail", "error_msg", "error"]
        .iter()
        .find_map(|key| error.get(key))?;
    Some(
        words
            .as_str()
            .map_or_else(|| words.to_string(), str::to_owned),
    )
}

/// Whether a body is a web page.
pub(super) fn is_html(text: &str) -> bool {
    text.trim_start_matches('\u{feff}')
        .trim_start()
        .starts_with('<')
}

/// An error and what caused it, in one line, without the URL.
#[must_use]
pub fn describe(error: reqwest::Error) -> String {
    let error = error.without_url();
    let mut text = error.to_string();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text.push_str(": ");
            text.push_str(&cause_text);
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site() -> Site {
        let key = Some(Secret::new("sk-secret").unwrap());
        Site {
            endpoint: "http://127.0.0.1/v1/completions".to_owned(),
            key,
        }
    }

    #[test]
    fn the_key_is_masked_before_the_text_is_cut() {
        let body = format!(
            "{{\"error\":{{\"message\":\"{}sk-secret\"}}}}",
            "x".repeat(295)
        );
        let text = site().refused(401, body.as_bytes()).to_string();
        assert!(!text.contains("sk-"), "{text}");
        assert!(text.contains("check the API key"), "{text}");
    }

    #[test]
    fn messages_are_found_in_the_usual_places_and_cleaned() {
        for body in [
            r#"{"error":{"message":"no\u001b[31m luck","code":400}}"#,
            r#"{"error":"no\n[31m luck"}"#,
            r#"{"message":"no [31m luck"}"#,
            r#"{"detail":"no [31m luck"}"#,
            "no [31m luck",
        ] {
            let ModelError::Refused { message, .. } = site().refused(400, body.as_bytes()) else {
                panic!("not refused");
            };
            assert_eq!(message, "no [31m luck", "{body}");
        }
        let page = site().refused(502, b"<!doctype html><body>x").to_string();
        assert!(page.contains("HTML page"), "{page}");
    }
}
