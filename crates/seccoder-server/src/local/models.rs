//! `/v1/models`: what is served.

use axum::body::Body;
use axum::http::Response;
use serde::Serialize;

use super::failure::Failure;
use super::{answer, wire};

/// The models that are served.
pub(super) struct Models<'a> {
    /// Their names.
    pub names: Vec<&'a str>,
    /// Since when, in seconds since 1970.
    pub created: u64,
}

#[derive(Serialize)]
struct List<'a> {
    object: &'static str,
    data: Vec<Listed<'a>>,
}

#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    object: &'static str,
    created: u64,
    owned_by: &'static str,
}

impl Models<'_> {
    /// All of them.
    pub(super) fn list(&self) -> Response<Body> {
        let data = self.names.iter().map(|name| self.listed(name)).collect();
        let object = "list";
        answer::response(Body::from(wire::json(&List { object, data })))
    }

    /// The one whose name the path ends with, where characters may be percent-encoded.
    pub(super) fn one(&self, in_path: &str) -> Result<Response<Body>, Failure> {
        let asked = decoded(in_path);
        match self.names.iter().find(|name| **name == asked) {
            Some(name) => Ok(answer::response(Body::from(wire::json(&self.listed(name))))),
            None => Err(Failure::unknown_model(&asked, self.names.iter().copied())),
        }
    }

    fn listed<'n>(&self, id: &'n str) -> Listed<'n> {
        Listed {
            id,
            object: "model",
            created: self.created,
            owned_by: "seccoder",
        }
    }
}

/// A part of a path without its percent signs; what is no code stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        let code = match after {
            [high, low, ..] if *first == b'%' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        match code {
            Some((high, low)) => {
                bytes.push(high << 4 | low);
                rest = &after[2..];
            }
            None => bytes.push(*first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_codes_are_read_and_other_percent_signs_stay() {
        assert_eq!(decoded("a%2Fb%20c"), "a/b c");
        assert_eq!(decoded("100%"), "100%");
        assert_eq!(decoded("%zz%4"), "%zz%4");
        assert_eq!(decoded("gr%C3%BCn%FF"), "grün\u{fffd}");
    }
}
