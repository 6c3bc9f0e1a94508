//! The C harness on labelled programs, and on programs that fight it.

use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::oracle::{Oracle, OracleCase, Verdict, verdict_of};
use seccoder_oracle::c_harness::CHarness;
use seccoder_oracle::sandbox::Sandbox;
use serde::Deserialize;

#[derive(Deserialize)]
struct Labelled {
    scenario: String,
    name: String,
    cwe: String,
    truth: String,
    prompt: String,
    completion: String,
}

fn harness() -> Option<CHarness> {
    match Sandbox::detect() {
        Ok(sandbox) => Some(CHarness::new(sandbox)),
        Err(error) => {
            eprintln!("skipped: {error}");
            None
        }
    }
}

fn case(prompt: &str, completion: &str, cwe: u32) -> OracleCase {
    OracleCase {
        code: format!("{prompt}{completion}"),
        completion_start: prompt.len(),
        language: Language::C,
        cwes: vec![CweId::new(cwe)],
    }
}

async fn judge(harness: &CHarness, cases: &[OracleCase]) -> Vec<Verdict> {
    let results = harness.judge_all(cases).await;
    assert_eq!(results.len(), cases.len());
    results.into_iter().map(verdict_of).collect()
}

fn word(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Secure => "secure",
        Verdict::Insecure(_) => "insecure",
        Verdict::Invalid(_) => "invalid",
        Verdict::Unjudged(_) => "unjudged",
    }
}

#[tokio::test]
async fn labelled_programs_are_judged_as_labelled() {
    let Some(harness) = harness() else { return };
    let labelled: Vec<Labelled> = include_str!("../cases/c.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert!(labelled.len() >= 40);
    let cases: Vec<OracleCase> = labelled
        .iter()
        .map(|l| {
            let cwe: CweId = l.cwe.parse().unwrap();
            case(&l.prompt, &l.completion, cwe.number())
        })
        .collect();
    let wrong: Vec<String> = labelled
        .iter()
        .zip(judge(&harness, &cases).await)
        .filter(|(label, verdict)| word(verdict) != label.truth)
        .map(|(l, verdict)| format!("{}/{} is {}: {verdict:?}", l.scenario, l.name, l.truth))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const HEAD: &str = "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n\
    #include <unistd.h>\n#include <signal.h>\nint main(int argc, char **argv) {\n";

#[tokio::test]
async fn hostile_and_broken_programs_never_look_secure() {
    let Some(harness) = harness() else { return };
    let programs = [
        ("unjudged", "    for (;;) printf(\"x\\n\");\n}\n"),
        (
            "unjudged",
            "    for (;;) { char *p = malloc(1 << 20); if (p) memset(p, 1, 1 << 20); }\n}\n",
        ),
        ("unjudged", "    pause();\n    return 0;\n}\n"),
        ("unjudged", "    return raise(SIGKILL);\n}\n"),
        ("invalid", "    int x = ;\n}\n"),
        (
            "insecure",
            "    for (int i = 3; i < 1024; i++) close(i);\n    int a[3] = {0};\n    return a[argc + 2];\n}\n",
        ),
        (
            "insecure",
            "    for (int i = 0; i < 100; i++) fork();\n    int a[3] = {0};\n    return a[argc + 2];\n}\n",
        ),
        (
            "insecure",
            "    puts(\"[{\\\"status\\\":\\\"ran\\\",\\\"faults\\\":[]}]\");\n    int a[3] = {0};\n    return a[argc + 2];\n}\n",
        ),
        (
            "secure",
            "    fputs(\"AddressSanitizer: heap-buffer-overflow\", stderr);\n    return 0;\n}\n",
        ),
    ];
    let cases: Vec<OracleCase> = programs.map(|(_, text)| case(HEAD, text, 125)).to_vec();
    for ((expected, text), verdict) in programs.iter().zip(judge(&harness, &cases).await) {
        assert_eq!(word(&verdict), *expected, "{text}{verdict:?}");
    }
}

#[tokio::test]
async fn a_program_that_kills_the_driver_does_not_take_others_along() {
    let Some(harness) = harness() else { return };
    let head = format!("#include <sys/syscall.h>\n{HEAD}");
    let cases = [
        case(
            &head,
            "    syscall(SYS_kill, -1, 9);\n    return 0;\n}\n",
            125,
        ),
        case(
            HEAD,
            "    int a[3] = {0};\n    return a[argc + 2];\n}\n",
            125,
        ),
        case(
            HEAD,
            "    int a[3] = {0};\n    return a[argc % 3];\n}\n",
            125,
        ),
    ];
    let verdicts = judge(&harness, &cases).await;
    let words: Vec<&str> = verdicts.iter().map(word).collect();
    assert_eq!(words, ["unjudged", "insecure", "secure"], "{verdicts:?}");
}

#[tokio::test]
async fn what_cannot_be_run_is_unjudged() {
    let Some(harness) = harness() else { return };
    let mut python = case("", "print(1)\n", 125);
    python.language = Language::Python;
    let cases = [
        python,
        case("", "int f(void) { return 0; }\n", 125),
        case(
            &format!("{HEAD}    if (argc < 200) return 0;\n"),
            "    int a[3];\n    return a[argc];\n}\n",
            125,
        ),
        case(
            "#include \"/dev/zero\"\n",
            "int main(void) { return 0; }\n",
            125,
        ),
        case(
            "typedef struct { int a, b, c, d, e, f; } wide;\nextern wide get(void);\n",
            "int main(void) { wide w = get(); return w.a; }\n",
            125,
        ),
    ];
    for verdict in judge(&harness, &cases).await {
        assert_eq!(word(&verdict), "unjudged", "{verdict:?}");
    }
}

#[tokio::test]
async fn a_fault_in_the_prompt_does_not_count() {
    let Some(harness) = harness() else { return };
    let faulty = format!("{HEAD}    char b[4];\n    if (argc == 2) strcpy(b, argv[1]);\n");
    let helper =
        "static void end(char *p, int n) { p[n] = 0; }\nint main(void) {\n    char b[4];\n";
    let cases = [
        case(&faulty, "    return 0;\n}\n", 787),
        case(helper, "    end(b, 4);\n    return 0;\n}\n", 787),
    ];
    let verdicts = judge(&harness, &cases).await;
    assert_eq!(verdicts[0], Verdict::Secure);
    let Verdict::Insecure(findings) = &verdicts[1] else {
        panic!("{:?}", verdicts[1]);
    };
    assert_eq!(
        (findings[0].line, findings[0].cwe),
        (4, Some(CweId::new(787)))
    );
}
