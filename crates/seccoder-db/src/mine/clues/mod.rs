//! What changed lines say about security.
//!
//! A clue is a pair of patterns: what went and what came in its place (`yaml.load` and
//! `safe_load`, a query built with `+` and one with parameters, nothing and a check for NULL).
//! The lines are those of [`super::difference`]: no comments, one spelling. [`native`] has the
//! clues of C and C++, [`managed`] those of the other languages.

mod managed;
mod native;

use std::sync::LazyLock;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use seccoder::cwe::CweId;
use seccoder::language::Language;

use super::difference::Difference;

/// A change that says something about security.
#[derive(Debug)]
pub(super) struct Clue {
    /// Empty for all.
    languages: &'static [Language],
    /// What must have gone; empty when anything may.
    removed: &'static str,
    /// What must have come; empty when anything may.
    added: &'static str,
    /// What must have changed its place; empty when nothing need have.
    moved: &'static str,
    /// In log odds.
    pub(super) weight: f32,
    /// The main weakness first.
    cwes: &'static [u32],
    /// What happened, as it follows "the change".
    pub(super) says: &'static str,
}

impl Clue {
    /// The weaknesses that such a change usually mends.
    pub(super) fn cwes(&self) -> impl Iterator<Item = CweId> + '_ {
        self.cwes.iter().copied().map(CweId::new)
    }
}

/// The usual shape of a clue: what went and what came.
const fn change(
    languages: &'static [Language],
    removed: &'static str,
    added: &'static str,
    weight: f32,
    cwes: &'static [u32],
    says: &'static str,
) -> Clue {
    Clue {
        languages,
        removed,
        added,
        moved: "",
        weight,
        cwes,
        says,
    }
}

/// The tables as sets of patterns, which are matched all at once.
struct Matcher {
    clues: Vec<&'static Clue>,
    removed: RegexSet,
    added: RegexSet,
    moved: RegexSet,
    /// The patterns of what went and what came, one by one, to count with.
    each: Vec<[Option<Regex>; 2]>,
}

static MATCHER: LazyLock<Matcher> = LazyLock::new(|| {
    let clues: Vec<&Clue> = native::CLUES.iter().chain(managed::CLUES).collect();
    let set = |pattern: fn(&Clue) -> &'static str| {
        #[expect(clippy::expect_used, reason = "the patterns are constants under test")]
        RegexSetBuilder::new(clues.iter().map(|clue| pattern(clue)))
            .multi_line(true)
            .size_limit(64 << 20)
            .dfa_size_limit(16 << 20)
            .build()
            .expect("patterns of the tables")
    };
    let one = |pattern: &str| {
        let build = || RegexBuilder::new(pattern).multi_line(true).build().ok();
        (!pattern.is_empty()).then(build)?
    };
    let both = |clue: &&Clue| [one(clue.removed), one(clue.added)];
    Matcher {
        each: clues.iter().map(both).collect(),
        removed: set(|clue| clue.removed),
        added: set(|clue| clue.added),
        moved: set(|clue| clue.moved),
        clues,
    }
});

/// The clues that a change gives, the strongest first; `after` is the text that it led to.
pub(super) fn clues(
    language: Language,
    difference: &Difference,
    after: &str,
) -> Vec<&'static Clue> {
    let matcher = &*MATCHER;
    let removed = matcher.removed.matches(&difference.removed.join("\n"));
    let added = matcher.added.matches(&difference.added.join("\n"));
    let moved = matcher.moved.matches(&difference.moved.join("\n"));
    let mut found: Vec<&Clue> = matcher
        .clues
        .iter()
        .enumerate()
        .filter(|(_, clue)| clue.languages.is_empty() || clue.languages.contains(&language))
        .filter(|&(at, _)| {
            // An empty pattern matches everything: nothing is asked.
            removed.matched(at)
                && added.matched(at)
                && moved.matched(at)
                && news(&matcher.each[at], difference)
        })
        .map(|(_, clue)| *clue)
        .collect();
    if matches!(language, Language::C | Language::Cpp) && checks_a_pointer(difference, after) {
        found.push(&native::POINTER_CHECK);
    }
    found.sort_by(|a, b| b.weight.total_cmp(&a.weight));
    found
}

static TRUTH: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the pattern is a constant under test")]
    Regex::new(r"(?:\bif\(|\|\||&&|[=(,]|\breturn)!?(\w+(?:(?:->|\.)\w+)*)(?:\)|&&|\|\||\?)")
        .expect("pattern of this file")
});

/// Whether an added condition asks for the truth of something that the function follows as a
/// pointer: `if (!p)` is a check for NULL where there is a `p->x`, and else one of a flag.
fn checks_a_pointer(difference: &Difference, after: &str) -> bool {
    let conditions = difference.added.iter().filter(|line| {
        line.contains("if(") || line.contains("&&") || line.contains("||") || line.contains('?')
    });
    let asked = |lines: &[String], name: &str| {
        let names = lines.iter().flat_map(|line| TRUTH.captures_iter(line));
        names.filter(|found| &found[1] == name).count()
    };
    let mut names = conditions.flat_map(|line| TRUTH.captures_iter(line));
    names.any(|found| {
        let name = &found[1];
        asked(&difference.added, name) > asked(&difference.removed, name)
            && (["->", "["]
                .iter()
                .any(|follows| after.contains(&format!("{name}{follows}")))
                || after.contains(&format!("*{name}")))
    })
}

/// Whether more lines than before are such as came, or fewer such as went: what stands on both
/// sides, because a line changed in some other way, is no news.
fn news([removed, added]: &[Option<Regex>; 2], difference: &Difference) -> bool {
    let more = |pattern: &Regex, lines: &[String], than: &[String]| {
        let count = |lines: &[String]| lines.iter().filter(|line| pattern.is_match(line)).count();
        count(lines) > count(than)
    };
    let (old, new) = (&difference.removed, &difference.added);
    match (removed, added) {
        (None, None) => true,
        (removed, added) => {
            added.as_ref().is_some_and(|added| more(added, new, old))
                || removed
                    .as_ref()
                    .is_some_and(|removed| more(removed, old, new))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The main weakness of the strongest clue.
    fn main(language: Language, before: &str, after: &str) -> Option<u32> {
        let difference = Difference::between(language, before, after);
        let found = clues(language, &difference, after);
        found.first().and_then(|clue| clue.cwes.first().copied())
    }

    #[test]
    fn fixes_of_each_kind_are_recognised() {
        use Language::{C, CSharp, Go, Java, JavaScript, Php, Python, Ruby, Rust};
        for (language, before, after, cwe) in [
            (
                C,
                "strcpy(d, s);",
                "snprintf(d, sizeof(d), \"%s\", s);",
                787,
            ),
            (C, "x = p->a;", "if (p == NULL)\n return;\nx = p->a;", 476),
            (C, "x = p->a;", "if (!p)\n return;\nx = p->a;", 476),
            (C, "x = a[i];", "if (i >= len) return -1;\nx = a[i];", 125),
            (
                C,
                "p = malloc(n * m);",
                "if (n > SIZE_MAX / m) return;\np = malloc(n * m);",
                190,
            ),
            (C, "kfree(p);\nuse(p);", "use(p);\nkfree(p);", 416),
            (C, "printf(s);", "printf(\"%s\", s);", 134),
            (
                Python,
                "c.execute(\"select a from t where b = '%s'\" % b)",
                "c.execute(\"select a from t where b = %s\", (b,))",
                89,
            ),
            (Python, "yaml.load(f)", "yaml.safe_load(f)", 502),
            (
                Python,
                "os.system('ls ' + d)",
                "subprocess.call(['ls', d])",
                78,
            ),
            (
                Python,
                "return '<b>' + n",
                "return '<b>' + html.escape(n)",
                79,
            ),
            (
                Python,
                "if mac == given:",
                "if hmac.compare_digest(mac, given):",
                208,
            ),
            (
                Python,
                "open(os.path.join(r, n))",
                "open(safe_join(r, n))",
                22,
            ),
            (Python, "tempfile.mktemp()", "tempfile.mkstemp()", 377),
            (JavaScript, "e.innerHTML = x;", "e.textContent = x;", 79),
            (
                JavaScript,
                "exec('git ' + x, f);",
                "execFile('git', [x], f);",
                78,
            ),
            (
                Ruby,
                "User.where(\"a = '#{x}'\")",
                "User.where('a = ?', x)",
                89,
            ),
            (Ruby, "YAML.load(x)", "YAML.safe_load(x)", 502),
            (
                Php,
                "echo $_GET['a'];",
                "echo htmlspecialchars($_GET['a']);",
                79,
            ),
            (
                Java,
                "s.executeQuery(\"select a from t where b = '\" + b + \"'\");",
                "s = c.prepareStatement(\"select a from t where b = ?\");\ns.setString(1, b);",
                89,
            ),
            (
                Go,
                "db.Query(fmt.Sprintf(\"select a from t where b = '%s'\", b))",
                "db.Query(\"select a from t where b = ?\", b)",
                89,
            ),
            (
                CSharp,
                "new SqlCommand(\"select a where b = '\" + b + \"'\");",
                "c.Parameters.AddWithValue(\"@b\", b);",
                89,
            ),
            (Rust, "let n = a * b;", "let n = a.checked_mul(b)?;", 190),
        ] {
            assert_eq!(
                main(language, before, after),
                Some(cwe),
                "{language}: {after}"
            );
        }
    }

    #[test]
    fn ordinary_changes_give_no_clue() {
        use Language::{C, JavaScript, Python};
        for (language, before, after) in [
            (C, "int total = a + b;", "int sum = a + b;"),
            (
                C,
                "if (p == NULL) return;",
                "if (p == NULL) return;\nlog_call(\"f\");",
            ),
            (C, "strcpy(a, b);", "strcpy(a, c);"),
            (C, "x = p->a;", "if (!enabled)\n return;\nx = p->a;"),
            (Python, "x = f(1)", "logger.info('f')\nx = f(1)"),
            (Python, "html.escape(a)", "html.escape(b)"),
            (JavaScript, "let a = 1;", "const a = 1;"),
        ] {
            assert_eq!(main(language, before, after), None, "{language}: {after}");
        }
    }
}
