//! Bearer tokens: who may ask.

use axum::http::{HeaderMap, header};
use seccoder_lm::openai::Secret;
use subtle::{Choice, ConstantTimeEq};

use super::errors::Refusal;

/// The tokens that open the proxy.
#[derive(Debug)]
pub(super) struct Tokens(Vec<Secret>);

impl Tokens {
    /// These tokens; none means that nobody is asked for one.
    pub(super) fn new(tokens: Vec<Secret>) -> Self {
        Self(tokens)
    }

    /// Whether nobody is asked for one.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether these headers have one of the tokens.
    ///
    /// # Errors
    /// When they have none, or another.
    pub(super) fn admit(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let given = headers.get(header::AUTHORIZATION);
        let given = given.and_then(|value| bearer(value.as_bytes()));
        if given.is_some_and(|given| self.have(given)) {
            return Ok(());
        }
        Err(Refusal::unauthorized())
    }

    /// Compares with all of them, in a time that does not tell which was nearest.
    fn have(&self, given: &[u8]) -> bool {
        let equal = |token: &Secret| token.expose().as_bytes().ct_eq(given);
        let any = self.0.iter().map(equal);
        any.fold(Choice::from(0), |any, one| any | one).into()
    }
}

/// The token of an `Authorization` header.
fn bearer(value: &[u8]) -> Option<&[u8]> {
    let (scheme, token) = value.split_at_checked(b"Bearer ".len())?;
    scheme
        .eq_ignore_ascii_case(b"Bearer ")
        .then(|| token.trim_ascii())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(tokens: &Tokens, value: &str) -> bool {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        tokens.admit(&headers).is_ok()
    }

    #[test]
    fn any_of_several_tokens_opens_and_nothing_else_does() {
        let secret = |text| Secret::new(text).unwrap();
        let tokens = Tokens::new(vec![secret("first"), secret("second")]);
        for right in ["Bearer first", "bearer second", "BEARER  second"] {
            assert!(admits(&tokens, right), "{right}");
        }
        for wrong in [
            "Bearer",
            "Bearer ",
            "Bearer firs",
            "Bearer firstsecond",
            "Bearer FIRST",
            "Basic first",
            "first",
        ] {
            assert!(!admits(&tokens, wrong), "{wrong}");
        }
        assert!(tokens.admit(&HeaderMap::new()).is_err());
    }
}
