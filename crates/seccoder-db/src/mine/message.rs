//! What a commit's message says about it.
//!
//! Identifiers of known vulnerabilities say most, then the names of weaknesses, then words such
//! as "sanitize" or "crafted", then the crashes and fixes of every day; words such as "typo" or
//! "refactor" speak against. A word in the title weighs twice as much as one in the body. Of
//! several words the strongest counts whole and the others in part: a long text is no proof.

use std::sync::LazyLock;

use regex::{Regex, RegexSet};

use seccoder::cwe::CweId;

/// A body longer than this is cut: a log, a cover letter.
const LONGEST_BODY: usize = 8000;

/// Words and what they say.
struct Wording {
    pattern: &'static str,
    /// In log odds.
    weight: f32,
    cwes: &'static [u32],
    /// What the reason calls it.
    says: &'static str,
}

const fn w(
    pattern: &'static str,
    weight: f32,
    cwes: &'static [u32],
    says: &'static str,
) -> Wording {
    Wording {
        pattern,
        weight,
        cwes,
        says,
    }
}

/// The patterns are matched against text in lower case.
const WORDINGS: &[Wording] = &[
    w(r"\bcve-\d{4}-\d{4,7}\b", 3.5, &[], "a CVE id"),
    w(r"\bghsa(-[0-9a-z]{4}){3}\b", 3.2, &[], "a GHSA id"),
    w(r"\bcwe[-_ ]?\d{1,4}\b", 3.0, &[], "a CWE id"),
    w(
        r"\b(rustsec|pysec|osv|zdi|xsa|talos)-\d{2,4}",
        3.0,
        &[],
        "an advisory's id",
    ),
    w(r"security (advisor|bulletin)", 2.5, &[], "an advisory"),
    w(
        r"\bvulnerab|\bexploit|\b0-?day\b",
        2.3,
        &[],
        "a vulnerability",
    ),
    w(
        r"(?x)security[-\ ](fix|issue|bug|hole|problem|flaw|patch|hardening|risk)|insecure
        |\bfix(es|ed)?\ security",
        2.2,
        &[],
        "a security problem",
    ),
    w(
        r"\bsecur(ity|e|ely)\b|\[security\]|\bharden",
        1.3,
        &[],
        "security",
    ),
    w(r"\bsql[ -]?injection|\bsqli\b", 2.6, &[89], "SQL injection"),
    w(
        r"(command|shell|os|argument)[ -]injection|shell[- ]?escap",
        2.6,
        &[78],
        "command injection",
    ),
    w(
        r"(code|template) injection|arbitrary code|\brce\b|remote code",
        2.5,
        &[94],
        "code execution",
    ),
    w(
        r"(header|crlf|response splitting)[ -]?injection|response splitting",
        2.4,
        &[113],
        "header injection",
    ),
    w(r"\blog (injection|forging)", 2.2, &[117], "log injection"),
    w(r"\b(ldap|xpath) injection", 2.4, &[90], "query injection"),
    w(r"\binjection\b", 1.8, &[74], "injection"),
    w(
        r"\bxss\b|cross[- ]site[- ]script|html[- ]injection",
        2.6,
        &[79],
        "cross-site scripting",
    ),
    w(
        r"\bcsrf\b|\bxsrf\b|cross[- ]site request",
        2.4,
        &[352],
        "request forgery",
    ),
    w(
        r"\bssrf\b|server[- ]side request",
        2.6,
        &[918],
        "server-side request forgery",
    ),
    w(
        r"\bxxe\b|external entit|billion laughs|entity expansion",
        2.6,
        &[611],
        "XML entities",
    ),
    w(
        r"(?x)(path|directory|dir|file)[-\ ]travers|zip[-\ ]?slip|\bpath\ injection
        |outside\ (of\ )?the\ (root|base|target)",
        2.6,
        &[22],
        "path traversal",
    ),
    w(r"open[- ]redirect", 2.4, &[601], "open redirect"),
    w(
        r"use[- ]after[- ](free|return|scope)|\buaf\b|dangling pointer",
        2.6,
        &[416],
        "use after free",
    ),
    w(r"double[- ]free", 2.5, &[415], "double free"),
    w(
        r"(?x)(integer|int|arithmetic|multiplication|addition|size|signed|unsigned)[-\ ](over
        |under)flow",
        2.4,
        &[190],
        "integer overflow",
    ),
    w(
        r"(?x)(buffer|heap|stack|bss|global)([-\ ]based)?([-\ ]buffer)?[-\ ](over|under)(flow
        |run|write)|stack\ smash|out[-\ ]of[-\ ]bounds?\ write|oob\ write|write\ (past
        |beyond|outside)",
        2.6,
        &[787, 119],
        "a buffer overflow",
    ),
    w(
        r"(?x)\bover-?read|out[-\ ]of[-\ ]bounds?\ (read|access)|oob\ (read|access)
        |read\ (past|beyond|outside)|heap-buffer-over",
        2.5,
        &[125],
        "an out-of-bounds read",
    ),
    w(
        r"\bout[- ]of[- ](bounds?|range)|\boob\b|\boverrun|off[- ]by[- ]one",
        1.9,
        &[125, 787],
        "bounds",
    ),
    w(r"\b(over|under)flow", 1.6, &[787, 190], "an overflow"),
    w(
        r"(?x)null[-\ ](pointer|ptr)|null[-\ ]deref|nullptr|deref(erenc\w*)?\ (a\ )?null
        |\bnpe\b|nil\ (pointer|deref)",
        1.7,
        &[476],
        "a null pointer",
    ),
    w(
        r"check (for )?(null|nil)\b|\b(null|nil)[- ]check",
        1.1,
        &[476],
        "a check for null",
    ),
    w(r"format[- ]string", 1.8, &[134], "a format string"),
    w(
        r"\btoctou\b|symlink (attack|race)|follow(ing)? symlinks?",
        2.2,
        &[367, 59],
        "a race for a file",
    ),
    w(
        r"\brace( condition)?s?\b|\bdata race|double fetch",
        1.3,
        &[362],
        "a race",
    ),
    w(
        r"\b(de|un)serializ|\bunpickl|\bpickle\b|yaml\.?_?load|safe_load",
        1.5,
        &[502],
        "deserialization",
    ),
    w(
        r"prototype pollution|__proto__",
        2.5,
        &[1321],
        "prototype pollution",
    ),
    w(
        r"\bredos\b|catastrophic backtrack|regular expression denial|regex dos",
        2.4,
        &[1333],
        "a slow regular expression",
    ),
    w(
        r"denial[- ]of[- ]service|\bd?dos\b|resource exhaustion|memory exhaustion",
        2.0,
        &[400],
        "denial of service",
    ),
    w(
        r"infinite (loop|recursion)|endless loop|stack exhaustion|unbounded",
        1.2,
        &[835, 674],
        "an endless loop",
    ),
    w(
        r"uninitiali[sz]ed|use of undefined",
        1.3,
        &[457],
        "uninitialized data",
    ),
    w(
        r"(?x)(info(rmation)?|data|credential|password|secret|kernel\ memory
        |memory\ disclosure)[-\ ](leak|disclos|expos)|infoleak|leaks?\ (sensitive|private
        |kernel)",
        1.9,
        &[200],
        "an information leak",
    ),
    w(
        r"timing[- ](attack|safe|side)|constant[- ]time|side[- ]channel",
        2.2,
        &[208],
        "timing",
    ),
    w(
        r"privilege[- ]escalat|escalation of privilege|privesc|sandbox escape",
        2.4,
        &[269],
        "privileges",
    ),
    w(
        r"(?x)(auth\w*|permission|access[-\ ]control|acl)[-\ ](bypass|check)|\bbypass
        |\bunauthori[sz]ed|\bidor\b|missing\ (auth|permission)",
        1.6,
        &[862],
        "access control",
    ),
    w(
        r"mass[- ]assign|over-?posting|strong param",
        2.0,
        &[915],
        "mass assignment",
    ),
    w(r"session fixation", 2.4, &[384], "session fixation"),
    w(r"clickjack|x-frame-options", 2.0, &[1021], "clickjacking"),
    w(
        r"(?x)hard-?coded?\ (password|secret|key|credential|token)|(password|secret|key
        |credential|token)s?\ (out\ of|from)\ (the\ )?(code|source|repo)",
        2.0,
        &[798],
        "a secret in the code",
    ),
    w(
        r"(?x)(ssl|tls|certificate|cert|hostname)[-\ ](verif|valid|check)|verify\ (ssl|tls
        |cert|hostname)",
        1.8,
        &[295],
        "certificate checks",
    ),
    w(
        r"(?x)(weak|broken|insecure)\ (hash|cipher|crypto|key|random|rng|algorithm)|\bmd5\b
        |\bsha-?1\b|\brc4\b|\bdes\b|\becb\b",
        1.3,
        &[327],
        "weak cryptography",
    ),
    w(
        r"(predictable|secure|crypto\w*|strong) (random|rng|prng|token|seed)",
        1.7,
        &[338],
        "randomness",
    ),
    w(
        r"temp(orary)?[- ]?(file|dir)s? (race|creat)|insecure temp|mkstemp|mktemp",
        1.8,
        &[377],
        "temporary files",
    ),
    w(
        r"world[- ](readable|writ)|file permissions?|\bumask\b|\bchmod\b",
        1.3,
        &[732],
        "permissions",
    ),
    w(
        r"parameteri[sz]ed? (quer|sql|statement)|prepared statement|bind param",
        2.0,
        &[89],
        "bound parameters",
    ),
    w(
        r"\bsaniti[sz]|\bescap(e|es|ed|ing)\b|html[- ]?(en|es)cod|\bunescaped",
        1.5,
        &[],
        "escaping",
    ),
    w(
        r"(bounds?|range|length|size|overflow)[- ]check|check (the )?(bounds?|length|size|range)",
        1.6,
        &[125, 787],
        "a bounds check",
    ),
    w(
        r"(?x)\buntrusted|\bmalicious|\battack|\bcrafted|\bmalformed|\bcorrupt(ed)?\ (file
        |input|image|packet)|\bhostile\b|tamper",
        1.7,
        &[],
        "hostile input",
    ),
    w(
        r"(?x)oss-?fuzz|\bfuzz(er|ing|ed)?\b|clusterfuzz|\b[amut]b?san\b|addresssanit
        |undefinedbehaviorsanit|valgrind|syzkaller|syzbot|coverity|afl\b",
        1.6,
        &[],
        "a fuzzer or sanitizer",
    ),
    w(
        r"(?x)seg(mentation\ )?fault|\bsegv\b|sigsegv|\bgpf\b|general\ protection|\boops\b
        |access\ violation",
        1.4,
        &[476],
        "a segmentation fault",
    ),
    w(r"\bunsafe\b|\bsafely\b|\bsafer\b", 1.0, &[], "safety"),
    w(
        r"\bcrash|\babort(s|ed)?\b|\bassert(ion)? fail|\bpanics?\b|\bcore dump",
        0.9,
        &[],
        "a crash",
    ),
    w(
        r"(?x)memory\ (corruption|safety|error)|invalid\ (read|write|free|memory|pointer)
        |bad\ (pointer|free)",
        2.0,
        &[119],
        "memory errors",
    ),
    w(
        r"(?x)\bvalidat|invalid\ (input|value|data|size|length|param|index|offset)|\bverif(y
        |ies)\b|proper(ly)?\ check|missing\ check|add(ed)?\ check|\bcheck(s|ed|ing)?\b",
        0.7,
        &[],
        "a check",
    ),
    w(
        r"(?x)\bpermissions?\b|privileg|\bauth(enticat|oriz)|\bcredential|\bpassword
        |\bsecrets?\b|\bcookie",
        0.5,
        &[],
        "access",
    ),
    w(
        r"(memory|resource|mem)[ -]?leaks?\b|\bleaks?\b|refcount|reference count",
        0.5,
        &[401],
        "a leak",
    ),
    w(
        r"(?x)\bfix(es|ed|ing|up)?\b|\bbug\b|\bresolve|\bprevent|\bavoid|\bdon'?t\b
        |\bdo\ not\b|\bhandle\b|\bcorrect|\bproblem|\bissue",
        0.6,
        &[],
        "a fix",
    ),
    // Against.
    w(
        r"\btypos?\b|spelling|misspell|grammar|wording",
        -2.8,
        &[],
        "a typo",
    ),
    w(
        r"(?x)\bdocs?\b|documentation|docstring|readme|\bcomments?\b|changelog|\bman\ ?page
        |\.md\b|\bcopyright|licen[sc]e",
        -2.0,
        &[],
        "documentation",
    ),
    w(
        r"(?x)\bstyle\b|\bformatting\b|\bre-?format|\blint(er|ing)?\b|white-?space|indent
        |pep-?8|flake8|clang-format|rustfmt|gofmt|prettier|eslint|rubocop|\bcosmetic
        |\bnits?\b",
        -2.0,
        &[],
        "style",
    ),
    w(
        r"(?x)^(chore(\(deps\w*\))?:\ )?(bump|upgrade|update)\ .*\b(from|to|version|v?\d+\.\d+
        |dependenc|deps)|dependabot|renovate|\brelease\ v?\d|^v?\d+\.\d+(\.\d+)?$
        |version\ bump",
        -2.2,
        &[],
        "a new version",
    ),
    w(
        r"(?x)\brefactor|\brenam|clean[-\ ]?up|\bmoved?\ |simplif|\bextract|\breorgani
        |\brestructur|\btidy|\bdedup|\bunused\b|\bdead\ code|moderni[sz]",
        -1.4,
        &[],
        "a clean-up",
    ),
    w(
        r"(?x)^(\w+:\ )?(add|fix|update|improve|more|new|repair
        |extend)\w*\ .*\b(unit\ ?)?tests?\b|^tests?\b|\bflaky\b|test[-\ ]only",
        -1.8,
        &[],
        "tests",
    ),
    w(
        r"^revert\b|^back(ed)? out|^undo\b|^rollback",
        -6.0,
        &[],
        "taking something back",
    ),
    w(r"^merge\b|^sync\b|^import upstream", -2.0, &[], "a merge"),
    // A fix that was made in private arrives as the merge of its advisory, and as nothing else.
    w(
        r"^merge\b.*\b(ghsa|cve)-",
        2.0,
        &[],
        "the merge of an advisory",
    ),
    w(
        r"(?x)\bci\b|travis|jenkins|github\ action|\bworkflow\b|\bdocker|\bmakefile|\bcmake
        |\bbuild\b|compil\w+\ warning|warnings?\b|\bpackaging\b",
        -1.0,
        &[],
        "the build",
    ),
    w(
        r"\blog(s|ging|ged)?\b|\bdebug (print|output|message)|\btrac(e|ing)\b|\bmetrics?\b",
        -0.9,
        &[],
        "logging",
    ),
    w(
        r"\btranslat|i18n|l10n|locali[sz]|\bicons?\b|\bcss\b|\blayout\b|\bui\b|\bux\b",
        -1.2,
        &[],
        "appearance",
    ),
    w(
        r"^(\w+: )?(add|implement|introduce|support|allow|enable|feat|new)\b",
        -0.7,
        &[],
        "something new",
    ),
    w(
        r"\bperf(ormance)?\b|\bspeed|\boptimi[sz]|faster|\bcach(e|ing)\b",
        -0.8,
        &[],
        "speed",
    ),
    w(
        r"\bwip\b|initial (commit|import)|^first commit|\bexperiment",
        -1.5,
        &[],
        "unfinished work",
    ),
];

static SET: LazyLock<RegexSet> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the patterns are constants under test")]
    RegexSet::new(WORDINGS.iter().map(|wording| wording.pattern)).expect("patterns of this file")
});

static CWE: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the pattern is a constant under test")]
    Regex::new(r"\bcwe[-_ ]?0*(\d{1,4})\b").expect("pattern of this file")
});

static TAKEN_BACK: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the pattern is a constant under test")]
    Regex::new(r"(?i)this reverts commit ([0-9a-f]{40})").expect("pattern of this file")
});

static SECURITY: LazyLock<Regex> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the pattern is a constant under test")]
    Regex::new(r"(?i)\bsecurity\b|\bcve-\d{4}|\bghsa-|vulnerab").expect("pattern of this file")
});

/// A message, weighed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Assessment {
    /// In log odds.
    pub(super) weight: f32,
    /// Weaknesses that it names by number.
    pub(super) named: Vec<CweId>,
    /// Weaknesses that its words mean, word by word, the strongest first.
    pub(super) meant: Vec<Vec<CweId>>,
    /// One sentence for each thing found.
    pub(super) reasons: Vec<String>,
}

impl Assessment {
    /// Weighs a message.
    pub(super) fn of(title: &str, body: &str) -> Self {
        let prose = without_names(title).to_lowercase();
        let title = title.to_lowercase();
        let body = without_trailers(body).to_lowercase();
        let in_title = SET.matches(&title);
        let in_prose = SET.matches(&prose);
        let in_body = SET.matches(&body);
        let mut hits: Vec<(f32, &Wording, bool)> = Vec::new();
        for (index, wording) in WORDINGS.iter().enumerate() {
            // What speaks against does so in the title's own words: a body may mention a test or
            // a log, and `cleanup_path` is a name.
            let for_it = wording.weight > 0.0;
            let titled = if for_it { &in_title } else { &in_prose };
            let (share, place) = if titled.matched(index) {
                (1.0, true)
            } else if in_body.matched(index) && for_it {
                (0.5, false)
            } else {
                continue;
            };
            // An id counts whole wherever it stands.
            let share = if wording.weight >= 3.0 { 1.0 } else { share };
            hits.push((wording.weight * share, wording, place));
        }
        hits.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut found = Self {
            weight: combined(hits.iter().map(|hit| hit.0)),
            ..Self::default()
        };
        for (weight, wording, place) in hits {
            let place = if place { "title" } else { "message" };
            let says = wording.says;
            found.reasons.push(if weight > 0.0 {
                format!("the {place} speaks of {says}")
            } else {
                format!("the {place} speaks of {says}, which is no sign of a security fix")
            });
            if !wording.cwes.is_empty() {
                let meant = wording.cwes.iter().copied().map(CweId::new);
                found.meant.push(meant.collect());
            }
        }
        for id in CWE.captures_iter(&format!("{title}\n{body}")) {
            if let Ok(cwe) = id[1].parse()
                && !found.named.contains(&cwe)
            {
                found.named.push(cwe);
            }
        }
        found
    }
}

/// The commits that a message says it takes back.
pub(super) fn taken_back(body: &str) -> impl Iterator<Item = gix::ObjectId> + '_ {
    TAKEN_BACK
        .captures_iter(body)
        .filter_map(|found| gix::ObjectId::from_hex(found[1].to_lowercase().as_bytes()).ok())
}

/// How often a text speaks of security fixes.
pub(super) fn tells_of_security(text: &str) -> usize {
    SECURITY.find_iter(text).count()
}

/// Weights, the largest first: the strongest counts whole, the others in part.
pub(super) fn combined(weights: impl Iterator<Item = f32>) -> f32 {
    let (mut positive, mut negative) = (0.0, 0.0);
    let mut strongest = true;
    for weight in weights {
        if weight <= 0.0 {
            negative += weight;
        } else if strongest {
            positive = weight;
            strongest = false;
        } else {
            positive += weight * 0.25;
        }
    }
    positive.min(4.5_f32) + negative.max(-5.0_f32)
}

/// A title without the names of functions and the like.
fn without_names(title: &str) -> String {
    let name = |word: &&str| {
        let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
        let mut letters = inner.chars().skip(1);
        word.ends_with("()")
            || inner.contains(['_', '.', ':', '('])
            || letters.any(char::is_uppercase) && !shouted(inner)
    };
    let words: Vec<&str> = title
        .split_whitespace()
        .filter(|word| !name(word))
        .collect();
    words.join(" ")
}

fn shouted(word: &str) -> bool {
    !word.contains(char::is_lowercase)
}

/// A body without `Signed-off-by:` and the like, whose names and addresses say nothing, but with
/// `Reported-by:`, which often names a fuzzer.
fn without_trailers(body: &str) -> String {
    let mut end = body.len().min(LONGEST_BODY);
    while !body.is_char_boundary(end) {
        end -= 1;
    }
    let trailer = |line: &&str| {
        line.split_once(": ").is_some_and(|(key, _)| {
            matches!(
                key.to_ascii_lowercase().as_str(),
                "signed-off-by"
                    | "reviewed-by"
                    | "acked-by"
                    | "cc"
                    | "change-id"
                    | "co-authored-by"
                    | "tested-by"
                    | "reviewed-on"
                    | "git-svn-id"
                    | "author"
                    | "link"
            )
        })
    };
    let lines: Vec<&str> = body[..end].lines().filter(|line| !trailer(line)).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weight(title: &str) -> f32 {
        Assessment::of(title, "").weight
    }

    #[test]
    fn every_pattern_is_one() {
        assert_eq!(SET.len(), WORDINGS.len());
        assert!(CWE.is_match("cwe-89") && TAKEN_BACK.as_str().contains("40"));
    }

    #[test]
    fn ids_words_and_fixes_stand_in_this_order() {
        let titles = [
            "Fix CVE-2020-12345 in the parser",
            "Prevent SQL injection in search",
            "Sanitize the file name",
            "fix crash in parse_header",
            "fix wrong colour of the label",
            "Add a new dialog",
            "Refactor the parser",
            "Fix typo in security docs",
            "Revert \"Fix buffer overflow\"",
        ];
        let weights = titles.map(weight);
        for (pair, names) in weights.windows(2).zip(titles.windows(2)) {
            assert!(pair[0] > pair[1] || pair[1] < -1.5, "{names:?} {weights:?}");
        }
        assert!(weights[3] > 0.5 && weights[5] < 0.0 && weights[7] < -2.0 && weights[8] < -0.5);
    }

    #[test]
    fn weaknesses_come_from_ids_and_words() {
        let found = Assessment::of(
            "fix heap buffer overflow (CWE-122)",
            "See CWE_0787, cwe 122.",
        );
        assert_eq!(found.named, [CweId::new(122), CweId::new(787)]);
        assert_eq!(found.meant[0], [CweId::new(787), CweId::new(119)]);
        let found = Assessment::of("Use prepared statements", "");
        assert_eq!(found.meant, [[CweId::new(89)]]);
    }

    #[test]
    fn a_body_counts_less_and_trailers_nothing() {
        let title = Assessment::of("fix XSS in list", "").weight;
        let body = Assessment::of("fix list", "There was XSS.").weight;
        let none = Assessment::of("fix list", "Cc: security fix list <x@example.org>").weight;
        assert!(title > body && body > none);
        assert_eq!(none, weight("fix list"));
        assert_eq!(Assessment::of("", "é".repeat(9000).as_str()).weight, 0.0);
    }

    #[test]
    fn names_of_functions_do_not_speak_against() {
        let plain = weight("Prevent path traversal in f");
        assert_eq!(weight("Prevent path traversal in cleanup_path"), plain);
        assert!(weight("cleanup of path traversal") < plain);
        assert_eq!(
            without_names("Merge: fix f() of aB in WIP, x_y"),
            "Merge: fix of in WIP,"
        );
    }

    #[test]
    fn reverts_name_their_commit() {
        let id = "0123456789012345678901234567890123456789";
        let found: Vec<_> = taken_back(&format!("This reverts commit {id}.\n")).collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].to_string(), id);
        assert_eq!(taken_back("This reverts commit 0123.").count(), 0);
    }
}
