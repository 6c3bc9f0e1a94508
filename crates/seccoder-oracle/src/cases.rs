//! Our own labelled programs, by which `seccoder eval audit` measures the oracles.

/// Each file's name and its JSON lines.
pub const ALL: [(&str, &str); 2] = [
    ("cases/python.jsonl", include_str!("../cases/python.jsonl")),
    ("cases/c.jsonl", include_str!("../cases/c.jsonl")),
];
