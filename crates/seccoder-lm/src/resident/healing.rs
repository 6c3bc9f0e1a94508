//! Token healing: continuing a prompt whose end is not a token boundary.
//!
//! An editor's cursor stands behind an indentation, but tokenizers join the last
//! space with the word that follows. Left as they are, the trailing spaces force
//! the model off its usual tokens and it answers with one space too many. So the
//! trailing white space is taken off the prompt, and the first tokens generated
//! must spell it again. What the model is asked is the same text either way.

/// Splits a prompt into what is tokenised and the white space to be spelled again.
pub(crate) fn split(text: &str) -> (&str, &[u8]) {
    let kept = text.trim_end_matches([' ', '\t']);
    (kept, &text.as_bytes()[kept.len()..])
}

/// The tokens that begin with white space, with their bytes.
pub(crate) struct WhitespaceTokens(Vec<(usize, Vec<u8>)>);

impl WhitespaceTokens {
    /// Of all tokens that have a text: their numbers and bytes.
    pub(crate) fn of(texts: impl IntoIterator<Item = (usize, Vec<u8>)>) -> Self {
        let begins = |bytes: &[u8]| matches!(bytes.first(), Some(b' ' | b'\t'));
        let texts = texts.into_iter();
        Self(texts.filter(|(_, bytes)| begins(bytes)).collect())
    }

    /// The logits with every token ruled out that cannot spell `owed`; `None` when no token can.
    pub(crate) fn masked(&self, logits: &[f32], owed: &[u8]) -> Option<Vec<f32>> {
        let mut masked = vec![f32::NEG_INFINITY; logits.len()];
        let mut any = false;
        for (index, bytes) in &self.0 {
            if bytes.starts_with(owed) || owed.starts_with(bytes) {
                let Some(&logit) = logits.get(*index) else {
                    continue;
                };
                masked[*index] = logit;
                any |= logit.is_finite();
            }
        }
        any.then_some(masked)
    }
}

/// Takes what a token spells off what is owed; returns the bytes beyond it.
pub(crate) fn settle<'b>(owed: &mut Vec<u8>, bytes: &'b [u8]) -> &'b [u8] {
    let paid = owed.len().min(bytes.len());
    owed.drain(..paid);
    &bytes[paid..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trailing_blanks_are_taken_off() {
        assert_eq!(split("def f():\n    "), ("def f():\n", &b"    "[..]));
        assert_eq!(split("x = 1"), ("x = 1", &b""[..]));
        assert_eq!(split("x\n"), ("x\n", &b""[..]));
    }

    #[test]
    fn debts_are_paid_in_order() {
        let mut owed = b"    ".to_vec();
        assert_eq!(settle(&mut owed, b"   "), b"");
        assert_eq!(owed, b" ");
        assert_eq!(settle(&mut owed, b" return"), b"return");
        assert!(owed.is_empty());
        assert_eq!(settle(&mut owed, b" x"), b" x");
    }

    #[test]
    fn the_mask_keeps_prefixes_and_extensions() {
        let tokens = WhitespaceTokens(vec![
            (0, b" ".to_vec()),
            (1, b"  x".to_vec()),
            (2, b"\t".to_vec()),
        ]);
        let masked = tokens.masked(&[1.0, 2.0, 3.0, 4.0], b"  ").unwrap();
        assert_eq!(masked, [1.0, 2.0, f32::NEG_INFINITY, f32::NEG_INFINITY]);
        assert!(tokens.masked(&[1.0; 4], b"\x0b").is_none());
    }
}
