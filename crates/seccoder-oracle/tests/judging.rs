//! The oracles of this crate that need nothing but the sandbox, a compiler and Python.

use std::time::Duration;

use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::oracle::{Oracle, OracleCase, Verdict, verdict_of};
use seccoder_oracle::gcc::Gcc;
use seccoder_oracle::sandbox::{JobFile, Sandbox, SandboxError};
use seccoder_oracle::syntax::{Validity, check_all};
use seccoder_oracle::test_command::{SecurityTest, TestCommand, TestOutcomeKind};

fn sandbox() -> Option<Sandbox> {
    match Sandbox::detect() {
        Ok(sandbox) => Some(sandbox),
        Err(error @ (SandboxError::Missing | SandboxError::Refused { .. })) => {
            eprintln!("skipped: {error}");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

fn case(language: Language, prompt: &str, completion: &str, cwe: u32) -> OracleCase {
    OracleCase {
        code: format!("{prompt}{completion}"),
        completion_start: prompt.len(),
        language,
        cwes: vec![CweId::new(cwe)],
    }
}

fn python_test(test: &str, expect: &str) -> TestCommand {
    TestCommand {
        command: vec!["python3".to_owned(), "test.py".to_owned()],
        files: vec![JobFile::new("test.py", test)],
        expect: Some(expect.to_owned()),
        timeout: Duration::from_secs(5),
    }
}

#[tokio::test]
async fn functional_tests_pass_fail_and_time_out() {
    let Some(sandbox) = sandbox() else { return };
    let test = python_test(
        "import task\nassert task.double(4) == 8\nprint('functional ok')",
        "functional ok",
    );
    let run = async |program: &str| test.run_functional(&sandbox, "task.py", program).await;
    assert_eq!(
        run("def double(x): return 2 * x").await,
        TestOutcomeKind::Passed
    );
    for program in [
        "def double(x): return x",
        "import os; os._exit(0)",
        "def double(x",
    ] {
        assert!(
            matches!(run(program).await, TestOutcomeKind::Failed(_)),
            "{program}"
        );
    }
    let endless = run("while True: pass").await;
    assert_eq!(endless, TestOutcomeKind::Failed("timed out".to_owned()));
    let missing = TestCommand {
        command: vec!["no-such-program".to_owned()],
        ..test.clone()
    };
    let outcome = missing.run_functional(&sandbox, "task.py", "").await;
    assert!(matches!(outcome, TestOutcomeKind::Unjudged(_)));
}

#[tokio::test]
async fn security_tests_judge() {
    let Some(sandbox) = sandbox() else { return };
    let test = python_test(
        "import sys, task\n\
         if task.run('; id') == '; id':\n  print('the shell saw `; id`'); sys.exit(10)\n\
         print('security ok')",
        "security ok",
    );
    let oracle = SecurityTest::new(sandbox, test, "task.py");
    let prompt = "def run(x):\n";
    let completions = [
        "    return x",
        "    return None",
        "    raise ValueError",
        "    import os; os._exit(0)",
        "    while True: pass",
    ];
    let cases: Vec<_> = completions
        .iter()
        .map(|text| case(Language::Python, prompt, text, 78))
        .collect();
    let verdicts: Vec<_> = oracle
        .judge_all(&cases)
        .await
        .into_iter()
        .map(verdict_of)
        .collect();
    let Verdict::Insecure(found) = &verdicts[0] else {
        panic!("{:?}", verdicts[0]);
    };
    assert_eq!(
        (found[0].line, found[0].rule.as_str()),
        (2, "security-test")
    );
    assert_eq!(found[0].message, "the shell saw `; id`");
    assert_eq!(found[0].cwe, Some(CweId::new(78)));
    assert_eq!(verdicts[1], Verdict::Secure);
    for verdict in &verdicts[2..] {
        assert!(matches!(verdict, Verdict::Unjudged(_)), "{verdict:?}");
    }
}

#[tokio::test]
async fn programs_are_valid_or_not() {
    let Some(sandbox) = sandbox() else { return };
    let deep = format!("x = {}1{}", "(".repeat(5000), ")".repeat(5000));
    let expected = [
        (Language::Python, "def f():\n    return 1\n", true),
        (Language::Python, "def f():\nreturn 1\n", false),
        (Language::Python, "x = '\0'", false),
        (Language::Python, deep.as_str(), false),
        (Language::C, "int f(void) { return 1; }\n", true),
        (Language::C, "int f(void) { return g( }\n", false),
        (Language::C, "#include \"/dev/zero\"\nint x;\n", false),
        (
            Language::Cpp,
            "#include <vector>\nstd::vector<int> v;\n",
            true,
        ),
        (Language::Cpp, "std::vector<int> v;\n", false),
        (Language::JavaScript, "const f = () => 1;\n", true),
        (
            Language::JavaScript,
            "import fs from 'fs';\nawait f();\n",
            true,
        ),
        (Language::JavaScript, "const f = () => {\n", false),
        (Language::Go, "package main\nfunc f() {}\n", true),
        (Language::Go, "package main\nfunc f( {\n", false),
        (Language::Ruby, "whatever", true),
    ];
    let cases: Vec<_> = expected
        .iter()
        .map(|(language, code, _)| case(*language, "", code, 1))
        .collect();
    let results = check_all(&sandbox, &cases).await;
    assert_eq!(results.len(), cases.len());
    for (result, (language, code, valid)) in results.into_iter().zip(&expected) {
        let code: String = code.chars().take(60).collect();
        match result {
            Ok(validity) => {
                assert_eq!(
                    validity == Validity::Valid,
                    *valid,
                    "{language} {code:?}: {validity:?}"
                );
            }
            Err(error) if error.reason.contains("is not installed") => {
                eprintln!("skipped: {error}");
            }
            Err(error) => panic!("{language} {code:?}: {error}"),
        }
    }
}

#[tokio::test]
async fn a_header_that_the_prompt_needs_is_our_problem() {
    let Some(sandbox) = sandbox() else { return };
    let include = "#include <no/such/header.h>\n";
    let cases = [
        case(Language::C, include, "int x;\n", 1),
        case(Language::C, "int x;\n", include, 1),
    ];
    let results = check_all(&sandbox, &cases).await;
    assert!(results[0].is_err(), "{:?}", results[0]);
    assert!(
        matches!(results[1], Ok(Validity::Invalid(_)) | Err(_)),
        "{:?}",
        results[1]
    );
}

#[tokio::test]
async fn gcc_sees_what_it_can() {
    let Some(sandbox) = sandbox() else { return };
    let gcc = match Gcc::detect(sandbox).await {
        Ok(gcc) => gcc,
        Err(error) => {
            eprintln!("skipped: {error}");
            return;
        }
    };
    assert!(gcc.name().starts_with("gcc-"));
    let prompt = "#include <stdlib.h>\n#include <stdio.h>\nint f(int n) {\n";
    let uses_freed = "  int *p = malloc(sizeof *p);\n  if (!p) return 0;\n  *p = n;\n  free(p);\n  return *p;\n}\n";
    let overflows = "  char b[4];\n  sprintf(b, \"%d\", n);\n  return b[0];\n}\n";
    let cases = [
        case(Language::C, prompt, uses_freed, 416),
        case(Language::C, prompt, uses_freed, 190),
        case(Language::C, prompt, overflows, 787),
        case(Language::C, prompt, "  return n;\n}\n", 416),
        case(Language::C, prompt, "  return n\n", 416),
        case(Language::Python, "", "x = 1", 416),
    ];
    let verdicts: Vec<_> = gcc
        .judge_all(&cases)
        .await
        .into_iter()
        .map(verdict_of)
        .collect();
    let Verdict::Insecure(found) = &verdicts[0] else {
        panic!("{:?}", verdicts[0]);
    };
    assert_eq!((found[0].line, found[0].cwe), (8, Some(CweId::new(416))));
    assert_eq!(verdicts[1], Verdict::Secure);
    assert!(
        matches!(&verdicts[2], Verdict::Insecure(_)),
        "{:?}",
        verdicts[2]
    );
    assert_eq!(verdicts[3], Verdict::Secure);
    assert!(
        matches!(&verdicts[4], Verdict::Unjudged(_)),
        "{:?}",
        verdicts[4]
    );
    assert!(
        matches!(&verdicts[5], Verdict::Unjudged(_)),
        "{:?}",
        verdicts[5]
    );
}
