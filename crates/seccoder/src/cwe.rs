//! Weaknesses, by their number in the Common Weakness Enumeration (CWE).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A weakness, for example `CWE-89`. Written and serialised with its prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CweId(u32);

/// The text is not a CWE number.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a CWE number; write it as CWE-89, cwe-089 or 89")]
pub struct InvalidCwe(pub String);

impl CweId {
    /// The weakness with this number.
    #[must_use]
    pub const fn new(number: u32) -> Self {
        Self(number)
    }

    /// The bare number.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.0
    }

    /// A short name for the weaknesses that come up often; `None` for the rest.
    #[must_use]
    pub const fn short_name(self) -> Option<&'static str> {
        Some(match self.0 {
            20 => "improper input validation",
            22 => "path traversal",
            77 => "command injection",
            78 => "OS command injection",
            79 => "cross-site scripting",
            89 => "SQL injection",
            94 => "code injection",
            119 => "memory bounds",
            125 => "out-of-bounds read",
            190 => "integer overflow",
            197 => "numeric truncation",
            200 => "information exposure",
            287 => "improper authentication",
            295 => "improper certificate validation",
            327 => "broken cryptography",
            352 => "cross-site request forgery",
            362 => "race condition",
            377 => "insecure temporary file",
            401 => "memory leak",
            415 => "double free",
            416 => "use after free",
            434 => "unrestricted upload",
            476 => "NULL pointer dereference",
            502 => "unsafe deserialization",
            601 => "open redirect",
            611 => "XML external entity",
            732 => "wrong permissions",
            787 => "out-of-bounds write",
            798 => "hard-coded credentials",
            862 => "missing authorization",
            863 => "incorrect authorization",
            918 => "server-side request forgery",
            _ => return None,
        })
    }
}

impl fmt::Display for CweId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CWE-{}", self.0)
    }
}

impl FromStr for CweId {
    type Err = InvalidCwe;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let lower = text.trim().to_ascii_lowercase();
        let digits = lower.strip_prefix("cwe").map_or(lower.as_str(), |rest| {
            rest.trim_start_matches(['-', '_', ' '])
        });
        // Only digits: `parse` alone would also take "+89".
        if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(InvalidCwe(text.to_owned()));
        }
        match digits.parse() {
            Ok(0) | Err(_) => Err(InvalidCwe(text.to_owned())),
            Ok(number) => Ok(Self(number)),
        }
    }
}

impl Serialize for CweId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CweId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_spelling_is_read() {
        for text in ["CWE-89", "cwe-089", "cwe_89", "89", " CWE 89 "] {
            assert_eq!(text.parse(), Ok(CweId::new(89)), "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in [
            "",
            "CWE-",
            "CWE-x",
            "-3",
            "+89",
            "0",
            "99999999999",
            "CWE-89; DROP",
        ] {
            assert!(text.parse::<CweId>().is_err(), "{text}");
        }
    }

    #[test]
    fn json_keeps_the_prefix() {
        let json = serde_json::to_string(&CweId::new(22)).unwrap();
        assert_eq!(json, "\"CWE-22\"");
        assert_eq!(
            serde_json::from_str::<CweId>(&json).unwrap(),
            CweId::new(22)
        );
    }
}
