//! Secrets in code: keys by the forms that providers give them, and names that are given one.
//!
//! A key in an example would be learnt by heart by every model that sees it.

use std::sync::LazyLock;

use regex::Regex;

/// Forms of keys: what it is, and how it looks.
static FORMS: LazyLock<Vec<(&'static str, Regex)>> = LazyLock::new(|| {
    [
        ("an AWS access key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
        (
            "a private key",
            r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----",
        ),
        (
            "a GitHub token",
            r"\b(?:gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})",
        ),
        ("a GitLab token", r"\bglpat-[A-Za-z0-9_-]{20}"),
        ("a Slack token", r"\bxox[abeoprs]-[A-Za-z0-9-]{10}"),
        (
            "a Slack webhook",
            r"hooks\.slack\.com/services/T[A-Z0-9]+/B[A-Z0-9]+/",
        ),
        ("a Stripe key", r"\b[rs]k_live_[A-Za-z0-9]{16}"),
        ("an API key", r"\bsk-(?:[a-z]+-)?[A-Za-z0-9]{20}"),
        ("a Google API key", r"\bAIza[0-9A-Za-z_-]{35}"),
        (
            "a signed token",
            r"\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}",
        ),
        ("an npm token", r"\bnpm_[A-Za-z0-9]{36}"),
        ("a PyPI token", r"\bpypi-[A-Za-z0-9_-]{32}"),
        (
            "a password in an address",
            r"\b[a-z][a-z0-9+]*://[^\s:/@'\x22{}<>$%]+:[^\s:/@'\x22{}<>$%]{6,}@",
        ),
    ]
    .into_iter()
    .map(|(name, form)| (name, compiled(form)))
    .collect()
});

/// A name that says secret, and the string it is given.
static GIVEN: LazyLock<Regex> = LazyLock::new(|| {
    compiled(
        r#"(?i)\b[a-z0-9_.]*(?:secret|token|passw(?:or)?d|passphrase|api_?key|private_?key|signing_?key)[a-z0-9_]*["']?\s*(?::\s*\w+\s*)?(?:=|:|=>|:=)\s*b?["'`]([^"'`\n]{8,})["'`]"#,
    )
});

/// Strings that could be keys: long, without spaces.
static LONG: LazyLock<Regex> = LazyLock::new(|| compiled(r#"["'`]([A-Za-z0-9+/=_-]{24,})["'`]"#));

/// Bits a letter from which a string of mixed letters is taken for a key. English and names have
/// about 3 to 4, Base64 of random bytes has 4.5 and more at these lengths.
const RANDOM_BITS: f64 = 4.3;

/// What looks like a secret, each with its line; the secret itself is not repeated.
#[must_use]
pub fn secrets(text: &str) -> Vec<String> {
    let mut problems = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        let what = FORMS
            .iter()
            .find(|(_, form)| {
                form.find(line)
                    .is_some_and(|found| !is_placeholder(found.as_str()))
            })
            .map(|(name, _)| *name)
            .or_else(|| given(line).then_some("a value for a secret"))
            .or_else(|| random(line).then_some("a random string"));
        if let Some(what) = what {
            problems.push(format!(
                "line {number}: {what}; read it from the environment, or write `change-me`"
            ));
        }
    }
    problems
}

/// A name that says secret is given a string that is neither a placeholder nor mere words.
fn given(line: &str) -> bool {
    GIVEN.captures_iter(line).any(|found| {
        let value = &found[1];
        let varied = value.bytes().any(|b| b.is_ascii_digit())
            && value.bytes().any(|b| b.is_ascii_alphabetic());
        let template = value.contains(['{', '%', '$', ' ', '<', '/', '(']);
        varied && !template && !is_placeholder(value)
    })
}

fn random(line: &str) -> bool {
    LONG.captures_iter(line).any(|found| {
        let value = &found[1];
        let has = |belongs: fn(&u8) -> bool| value.bytes().any(|b| belongs(&b));
        has(u8::is_ascii_digit)
            && has(u8::is_ascii_lowercase)
            && has(u8::is_ascii_uppercase)
            && entropy(value) > RANDOM_BITS
            && !is_alphabet(value)
            && !is_placeholder(value)
    })
}

fn is_placeholder(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    [
        "change",
        "example",
        "placeholder",
        "your",
        "dummy",
        "redacted",
        "xxxx",
        "todo",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// Letters in their order, as an encoding's table lists them.
fn is_alphabet(value: &str) -> bool {
    let bytes = value.as_bytes();
    let rising = bytes
        .windows(2)
        .filter(|pair| pair[1] == pair[0].wrapping_add(1))
        .count();
    rising * 2 > bytes.len()
}

/// Shannon's entropy of the letters, in bits.
#[expect(clippy::cast_precision_loss, reason = "lengths of lines")]
fn entropy(value: &str) -> f64 {
    let mut counts = [0_usize; 256];
    for byte in value.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let length = value.len().max(1) as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|&count| {
            let share = count as f64 / length;
            -share * share.log2()
        })
        .sum()
}

fn compiled(form: &str) -> Regex {
    // Constants, all of which the tests compile.
    Regex::new(form).expect("the forms are regular expressions")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Put together here, so that no scanner takes this file for a leak.
    fn parts(pieces: &[&str]) -> String {
        pieces.concat()
    }

    #[test]
    fn keys_are_recognised() {
        for line in [
            parts(&["key = 'AKIA", "IOSFODNN7QWERTYU'"]),
            parts(&["-----BEGIN RSA ", "PRIVATE KEY-----"]),
            parts(&["t = 'ghp_", "abcdefghijklmnopqrstuvwxyz0123456789'"]),
            parts(&["sk_", "live_abcdefghij0123456789"]),
            parts(&["AIza", "SyA0123456789abcdefghijklmnopqrstuv0"]),
            parts(&["eyJhbGciOiJI", "UzI1NiJ9.eyJzdWIiOiIxMjM0.c2lnbmF0dXJl"]),
            parts(&["postgres://app:", "hunter2hunter2@db/x"]),
            "API_KEY = \"q8Zr0vT4mLp2\"".to_owned(),
            "const apiKey: string = 'q8Zr0vT4mLp2';".to_owned(),
            "'password': 'tr0ub4dor-and-3',".to_owned(),
            "x = \"kJ8s0Qz7LmPw3VtYx2Rb9NcHd5Ge\"".to_owned(),
        ] {
            let problems = secrets(&line);
            assert_eq!(problems.len(), 1, "{line}");
            assert!(problems[0].starts_with("line 1: "), "{problems:?}");
            assert!(!problems[0].contains("q8Zr0"), "the secret is repeated");
        }
    }

    #[test]
    fn placeholders_names_and_tables_are_not() {
        for line in [
            "SECRET_KEY = \"change-me\"",
            "password = os.environ[\"DB_PASSWORD_2\"]",
            "token = f\"{prefix}-{number}42\"",
            "api_key: \"your-key-123\"",
            "alphabet = \"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/\"",
            "PASSWORD_FIELD = \"new_password\"",
            "digest = \"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08\"",
            "url = \"https://user:{password}@host/\"",
            "query = \"SELECT token2 FROM sessions WHERE id = ?\"",
        ] {
            assert_eq!(secrets(line), Vec::<String>::new(), "{line}");
        }
    }
}
