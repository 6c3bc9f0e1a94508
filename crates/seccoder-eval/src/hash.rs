//! SHA-256 of text, in lower-case hexadecimal.

use sha2::{Digest, Sha256};

/// The hash of one text.
#[must_use]
pub fn of(text: impl AsRef<[u8]>) -> String {
    hex(&Sha256::digest(text))
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_empty_text_has_its_known_hash() {
        assert_eq!(&super::of("")[..8], "e3b0c442");
    }
}
