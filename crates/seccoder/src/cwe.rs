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

/// Names in our words, short enough for a table; ordered by number.
const NAMES: &[(u32, &str)] = &[
    (14, "memory wipe removed by the compiler"),
    (20, "improper input validation"),
    (22, "path traversal"),
    (59, "link following"),
    (73, "file name from outside"),
    (74, "injection"),
    (77, "command injection"),
    (78, "OS command injection"),
    (79, "cross-site scripting"),
    (88, "argument injection"),
    (89, "SQL injection"),
    (90, "LDAP injection"),
    (91, "XML injection"),
    (93, "line break injection"),
    (94, "code injection"),
    (95, "eval injection"),
    (113, "header injection"),
    (116, "improper output encoding"),
    (117, "log injection"),
    (119, "memory bounds"),
    (120, "copy without a size check"),
    (121, "stack buffer overflow"),
    (122, "heap buffer overflow"),
    (125, "out-of-bounds read"),
    (126, "read behind the end"),
    (127, "read before the start"),
    (129, "unchecked array index"),
    (131, "wrong buffer size"),
    (134, "format string"),
    (155, "unescaped wildcard"),
    (170, "missing string end"),
    (178, "letter case ignored"),
    (184, "incomplete deny list"),
    (185, "wrong regular expression"),
    (190, "integer overflow"),
    (191, "integer underflow"),
    (193, "off by one"),
    (194, "unexpected sign extension"),
    (195, "signed to unsigned"),
    (197, "numeric truncation"),
    (200, "information exposure"),
    (201, "sensitive data sent"),
    (203, "observable discrepancy"),
    (204, "telling answer"),
    (208, "telling time"),
    (209, "telling error message"),
    (212, "sensitive data not removed"),
    (213, "data shared against policy"),
    (215, "sensitive debug output"),
    (226, "memory not wiped"),
    (248, "uncaught exception"),
    (250, "unnecessary privileges"),
    (252, "unchecked return value"),
    (256, "password in plain text"),
    (257, "recoverable password"),
    (259, "hard-coded password"),
    (260, "password in a settings file"),
    (266, "wrong privilege assignment"),
    (269, "improper privilege management"),
    (271, "privileges not dropped"),
    (272, "privileges kept too long"),
    (273, "unchecked privilege drop"),
    (276, "wrong default permissions"),
    (284, "improper access control"),
    (285, "improper authorization"),
    (287, "improper authentication"),
    (290, "authentication by spoofable data"),
    (294, "replay"),
    (295, "improper certificate validation"),
    (297, "host name not checked"),
    (306, "missing authentication"),
    (307, "unlimited login attempts"),
    (311, "missing encryption"),
    (312, "secret in plain text"),
    (319, "secret sent in plain text"),
    (321, "hard-coded key"),
    (323, "nonce reuse"),
    (324, "expired key"),
    (326, "weak key"),
    (327, "broken cryptography"),
    (328, "weak hash"),
    (329, "predictable IV"),
    (330, "weak randomness"),
    (331, "too little entropy"),
    (335, "wrong use of a seed"),
    (337, "predictable seed"),
    (338, "weak random generator"),
    (345, "authenticity not verified"),
    (346, "origin not verified"),
    (347, "signature not verified"),
    (352, "cross-site request forgery"),
    (353, "missing integrity check"),
    (354, "wrong integrity check"),
    (359, "private data exposed to others"),
    (362, "race condition"),
    (364, "signal handler race"),
    (366, "race in a thread"),
    (367, "check, then use"),
    (369, "division by zero"),
    (377, "insecure temporary file"),
    (378, "temporary file open to others"),
    (379, "shared temporary folder"),
    (384, "session fixation"),
    (390, "error without action"),
    (391, "unchecked error"),
    (400, "uncontrolled resource use"),
    (401, "memory leak"),
    (403, "inherited descriptor"),
    (404, "resource not released"),
    (405, "amplified resource use"),
    (407, "inefficient algorithm"),
    (409, "decompression bomb"),
    (415, "double free"),
    (416, "use after free"),
    (425, "direct request"),
    (426, "untrusted search path"),
    (427, "uncontrolled search path"),
    (434, "unrestricted upload"),
    (441, "unintended proxy"),
    (444, "request smuggling"),
    (451, "misleading interface"),
    (456, "missing initialization"),
    (457, "uninitialized variable"),
    (459, "incomplete cleanup"),
    (467, "sizeof of a pointer"),
    (468, "wrong pointer scaling"),
    (469, "pointer subtraction"),
    (470, "class chosen from outside"),
    (471, "change of constant data"),
    (476, "NULL pointer dereference"),
    (479, "unsafe signal handler"),
    (489, "debug code left in"),
    (494, "download without check"),
    (497, "system details exposed"),
    (501, "trust boundary violated"),
    (502, "unsafe deserialization"),
    (521, "weak password rules"),
    (522, "weakly protected credentials"),
    (524, "sensitive data cached"),
    (525, "browser cache of secrets"),
    (532, "secret in a log"),
    (538, "sensitive file in reach"),
    (539, "persistent cookie"),
    (543, "unsafe singleton"),
    (552, "files in reach"),
    (562, "address of a local returned"),
    (565, "cookie trusted"),
    (567, "unsynchronized data"),
    (590, "free of other memory"),
    (598, "secret in an address"),
    (601, "open redirect"),
    (605, "several binds to a port"),
    (606, "unchecked loop bound"),
    (610, "external reference"),
    (611, "XML external entity"),
    (613, "session never expires"),
    (614, "cookie without Secure"),
    (617, "reachable assertion"),
    (620, "unverified password change"),
    (625, "permissive regular expression"),
    (636, "failing open"),
    (639, "other users' data by key"),
    (640, "weak password recovery"),
    (643, "XPath injection"),
    (644, "scriptable header"),
    (662, "missing synchronization"),
    (664, "resource misused over its life"),
    (665, "wrong initialization"),
    (667, "wrong locking"),
    (668, "resource in the wrong sphere"),
    (672, "use after release"),
    (674, "uncontrolled recursion"),
    (681, "wrong numeric conversion"),
    (682, "wrong calculation"),
    (690, "unchecked NULL result"),
    (693, "missing protection"),
    (694, "duplicate identifier"),
    (696, "wrong order"),
    (697, "wrong comparison"),
    (703, "unhandled exceptional condition"),
    (704, "wrong conversion"),
    (706, "wrong name resolution"),
    (732, "wrong permissions"),
    (749, "dangerous method exposed"),
    (754, "missing check of a condition"),
    (755, "badly handled exception"),
    (757, "algorithm downgrade"),
    (759, "hash without salt"),
    (760, "predictable salt"),
    (761, "free of a pointer into a buffer"),
    (763, "free of a wrong pointer"),
    (767, "private data exposed"),
    (770, "allocation without limit"),
    (771, "lost reference"),
    (772, "resource never released"),
    (774, "descriptors without limit"),
    (775, "file never closed"),
    (776, "XML entity expansion"),
    (777, "regular expression without anchors"),
    (778, "missing audit log"),
    (779, "excessive logging"),
    (780, "RSA without OAEP"),
    (787, "out-of-bounds write"),
    (789, "allocation of a size from outside"),
    (798, "hard-coded credentials"),
    (799, "no limit of attempts"),
    (805, "wrong length for a buffer"),
    (806, "length of the source used"),
    (820, "missing lock"),
    (821, "wrong lock"),
    (822, "untrusted pointer"),
    (823, "untrusted pointer offset"),
    (824, "uninitialized pointer"),
    (825, "expired pointer"),
    (829, "foreign code included"),
    (833, "deadlock"),
    (835, "endless loop"),
    (838, "wrong output encoding"),
    (839, "only the upper bound checked"),
    (843, "type confusion"),
    (862, "missing authorization"),
    (863, "incorrect authorization"),
    (908, "uninitialized memory"),
    (909, "missing initialization of memory"),
    (910, "use of a closed descriptor"),
    (915, "mass assignment"),
    (916, "fast password hash"),
    (917, "expression language injection"),
    (918, "server-side request forgery"),
    (922, "insecure storage"),
    (923, "wrong peer"),
    (924, "message not verified"),
    (927, "message to all"),
    (939, "unchecked URL scheme handler"),
    (940, "unverified source of a call"),
    (942, "permissive cross-origin rule"),
    (943, "query injection"),
    (1004, "cookie without HttpOnly"),
    (1021, "clickjacking"),
    (1022, "window opener exposed"),
    (1173, "validation not used"),
    (1188, "insecure default"),
    (1204, "weak IV"),
    (1220, "coarse access control"),
    (1236, "CSV formula injection"),
    (1275, "cookie without SameSite"),
    (1284, "unchecked quantity"),
    (1285, "unchecked position"),
    (1286, "unchecked syntax"),
    (1287, "unchecked type"),
    (1289, "unchecked reference"),
    (1321, "prototype pollution"),
    (1333, "slow regular expression"),
    (1335, "shift past the width"),
    (1336, "template injection"),
    (1385, "WebSocket origin not verified"),
    (1390, "weak authentication"),
    (1392, "default credentials"),
    (1427, "prompt injection"),
];

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
    pub fn short_name(self) -> Option<&'static str> {
        match NAMES.binary_search_by_key(&self.0, |(number, _)| *number) {
            Ok(at) => Some(NAMES[at].1),
            Err(_) => None,
        }
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
    fn names_are_in_order_and_short() {
        assert!(NAMES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(NAMES.iter().all(|(_, name)| name.len() <= 36));
        assert_eq!(CweId::new(787).short_name(), Some("out-of-bounds write"));
        assert_eq!(CweId::new(2).short_name(), None);
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
