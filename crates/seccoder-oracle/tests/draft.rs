//! The inspector of drafts with the real analyzers; skipped where this machine lacks them.

use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder::oracle::{Oracle, OracleCase, Verdict};
use seccoder_oracle::draft::DraftInspector;
use seccoder_oracle::sandbox::Sandbox;
use seccoder_oracle::semgrep::default_tools_dir;

fn case(language: Language, prompt: &str, completion: &str) -> OracleCase {
    OracleCase {
        code: format!("{prompt}{completion}"),
        completion_start: prompt.len(),
        language,
        cwes: Vec::new(),
    }
}

const PYTHON: &str = "import sqlite3\n\n\ndef find(db: sqlite3.Connection, name: str):\n    \
    \"\"\"Finds a user.\"\"\"\n";
const C: &str = "#include <stdio.h>\n#include <string.h>\n\nvoid greet(const char *name)\n{\n    char text[8];\n";

#[tokio::test]
async fn drafts_are_judged_by_all_that_can_look() {
    let sandbox = Sandbox::detect().map_err(|error| error.to_string());
    let parts = sandbox.and_then(|sandbox| {
        let tools = default_tools_dir().ok_or("no folder for tools")?;
        Ok((sandbox, tools))
    });
    let inspector = match parts {
        Ok((sandbox, tools)) => DraftInspector::detect(sandbox, &tools)
            .await
            .map_err(|error| error.to_string()),
        Err(reason) => Err(reason),
    };
    let inspector = match inspector {
        Ok(inspector) => inspector,
        Err(reason) => return eprintln!("skipped: {reason}"),
    };
    let cases = [
        case(
            Language::Python,
            PYTHON,
            "    return db.execute(f\"SELECT * FROM users WHERE name = '{name}'\").fetchone()\n",
        ),
        case(
            Language::Python,
            PYTHON,
            "    return db.execute(\"SELECT * FROM users WHERE name = ?\", (name,)).fetchone()\n",
        ),
        case(Language::Python, PYTHON, "    return db.execute(\n"),
        case(
            Language::C,
            C,
            "    strcpy(text, \"hello, my dear friend\");\n    puts(text);\n}\n",
        ),
        case(Language::Ruby, "def f(x)\n", "  eval(x)\nend\n"),
    ];
    let verdicts: Vec<Verdict> = inspector
        .judge_all(&cases)
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();
    let weaknesses = |verdict: &Verdict| -> Vec<(u32, Option<CweId>)> {
        match verdict {
            Verdict::Insecure(found) => found.iter().map(|f| (f.line, f.cwe)).collect(),
            other => panic!("{other:?} among {verdicts:?}"),
        }
    };
    assert_eq!(weaknesses(&verdicts[0]), [(6, Some(CweId::new(89)))]);
    assert_eq!(verdicts[1], Verdict::Secure);
    assert!(matches!(verdicts[2], Verdict::Invalid(_)), "{verdicts:?}");
    assert!(
        weaknesses(&verdicts[3]).iter().all(|(line, _)| *line == 7),
        "{verdicts:?}"
    );
    // No analyzer here reads Ruby: nothing is said of it, least of all that it is secure.
    assert!(matches!(verdicts[4], Verdict::Unjudged(_)), "{verdicts:?}");
    assert_eq!(inspector.judge(&cases[1]).await, Ok(Verdict::Secure));
}

#[tokio::test]
async fn without_semgrep_there_is_no_inspector_and_the_error_says_what_installs_it() {
    let Ok(sandbox) = Sandbox::detect() else {
        return eprintln!("skipped: no sandbox");
    };
    let folder = tempfile::tempdir().unwrap();
    if std::env::var_os(seccoder_oracle::semgrep::ENGINE_VARIABLE).is_some() {
        return eprintln!("skipped: an engine is named by the environment");
    }
    let error = DraftInspector::detect(sandbox, folder.path())
        .await
        .unwrap_err();
    assert!(error.reason.contains("scripts/semgrep"), "{error}");
}
