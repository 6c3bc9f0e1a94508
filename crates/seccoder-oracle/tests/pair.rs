//! Pairs looked at by the real tools: what is right passes, each kind of mistake is refused.

#![expect(clippy::unwrap_used, reason = "a test may end with a panic")]

use seccoder::check::CheckVerdict;
use seccoder::cwe::CweId;
use seccoder::language::Language;
use seccoder_oracle::gcc::Gcc;
use seccoder_oracle::pair::{Inspection, Inspector, Pair};
use seccoder_oracle::sandbox::Sandbox;
use seccoder_oracle::semgrep::{Semgrep, default_tools_dir};

const SECURE_C: &str = "#include <stddef.h>\n\nint pick(const int *all, size_t n, size_t at)\n{\n    \
    if (at >= n)\n        return -1;\n    return all[at];\n}\n";
const DRIVER_C: &str = "// A place behind the end is read.\n#include \"example.c\"\n#include <stdio.h>\n\
    #include <stdlib.h>\n#include <string.h>\nint main(int argc, char **argv)\n{\n    (void)argc;\n    \
    int *all = calloc(3, sizeof *all);\n    if (!strcmp(argv[1], \"benign\"))\n        \
    printf(\"%d\\n\", pick(all, 3, 2));\n    else\n        pick(all, 3, 3);\n    free(all);\n    \
    return 0;\n}\n";
const SECURE_PY: &str = "import sqlite3\n\n\ndef find(db: sqlite3.Connection, name: str):\n    \
    return db.execute('SELECT id FROM t WHERE name = ?', (name,)).fetchall()\n";
const DRIVER_PY: &str = "# All rows are read with a quote.\nimport sqlite3\nimport sys\n\n\
    from example import find\n\ndb = sqlite3.connect(':memory:')\n\
    db.execute('CREATE TABLE t (id, name)')\ndb.execute(\"INSERT INTO t VALUES (1, 'a'), (2, 'b')\")\n\
    if sys.argv[1] == 'benign':\n    print(find(db, 'a'))\nelif find(db, \"' OR 1 --\"):\n    \
    sys.exit(10)\n";

fn c_pair() -> Pair {
    Pair {
        language: Language::C,
        extension: "c".to_owned(),
        cwes: vec![CweId::new(125)],
        secure: SECURE_C.to_owned(),
        vulnerable: SECURE_C.replace("at >= n", "at > n"),
        driver: Some(DRIVER_C.to_owned()),
        unseen: None,
    }
}

fn python_pair() -> Pair {
    Pair {
        language: Language::Python,
        extension: "py".to_owned(),
        cwes: vec![CweId::new(89)],
        secure: SECURE_PY.to_owned(),
        vulnerable: SECURE_PY.replace(
            "'SELECT id FROM t WHERE name = ?', (name,)",
            "f\"SELECT id FROM t WHERE name = '{name}'\"",
        ),
        driver: Some(DRIVER_PY.to_owned()),
        unseen: None,
    }
}

async fn inspect(pairs: &[Pair]) -> Option<Vec<Inspection>> {
    let sandbox = match Sandbox::detect() {
        Ok(sandbox) => sandbox,
        Err(error) => {
            eprintln!("skipped: {error}");
            return None;
        }
    };
    let semgrep = Semgrep::detect(sandbox.clone(), &default_tools_dir().unwrap());
    let gcc = Gcc::detect(sandbox.clone()).await;
    if let Some(error) = semgrep.as_ref().err().or(gcc.as_ref().err()) {
        eprintln!("skipped: {error}");
        return None;
    }
    Some(
        Inspector::new(sandbox, semgrep, gcc)
            .inspect(pairs, &|| {})
            .await,
    )
}

#[tokio::test]
async fn what_is_right_passes() {
    let Some(found) = inspect(&[c_pair(), python_pair()]).await else {
        return;
    };
    for inspection in &found {
        assert_eq!(inspection.compiles, CheckVerdict::Passed);
        assert_eq!(inspection.analyzers, CheckVerdict::Passed);
        assert_eq!(inspection.driver, CheckVerdict::Passed);
    }
    assert_eq!(found[0].seen_by, ["driver"]);
    assert_eq!(found[1].seen_by, ["semgrep python.sql-string", "driver"]);
}

#[tokio::test]
async fn each_mistake_is_refused() {
    let both_vulnerable = Pair {
        secure: c_pair().vulnerable,
        ..c_pair()
    };
    let both_secure = Pair {
        vulnerable: SECURE_C.replace("int pick", "\nint pick"),
        ..c_pair()
    };
    let other_result = Pair {
        vulnerable: c_pair().vulnerable.replace("all[at]", "all[at] + 1"),
        ..c_pair()
    };
    let silent = Pair {
        driver: Some(DRIVER_C.replace("printf(\"%d\\n\", pick(all, 3, 2))", "pick(all, 3, 2)")),
        ..c_pair()
    };
    let broken_driver = Pair {
        driver: Some(DRIVER_C.replace("argv[1]", "argv[1")),
        ..c_pair()
    };
    let crashing = Pair {
        driver: Some(DRIVER_PY.replace("sys.exit(10)", "sys.exit(1)")),
        ..python_pair()
    };
    let linking = Pair {
        driver: Some(format!("// libs: -Wl,x\n{DRIVER_C}")),
        ..c_pair()
    };
    let pairs = [
        both_vulnerable,
        both_secure,
        other_result,
        silent,
        broken_driver,
        crashing,
        linking,
    ];
    let Some(found) = inspect(&pairs).await else {
        return;
    };
    let expected = [
        "hostile input breaks the secure version",
        "hostile input does not break the vulnerable version",
        "the secure version gives `0`, the vulnerable one `1`",
        "prints nothing",
        "the driver does not compile",
        "exit status 1",
        "may only name libraries",
    ];
    for (inspection, expected) in found.iter().zip(expected) {
        let CheckVerdict::Refused(reason) = &inspection.driver else {
            panic!("{expected}: {:?}", inspection.driver);
        };
        assert!(reason.contains(expected), "{reason} lacks {expected}");
    }
}

#[tokio::test]
async fn analyzers_and_compilers_refuse() {
    let unseen_by_all = Pair {
        driver: None,
        ..c_pair()
    };
    let flagged = Pair {
        secure: python_pair().vulnerable,
        vulnerable: SECURE_PY.replace("'SELECT", "'SELECT  "),
        driver: None,
        ..python_pair()
    };
    let warned = Pair {
        secure: SECURE_C.replace("size_t at)", "size_t at, int unused)"),
        driver: None,
        ..c_pair()
    };
    let uncompiled = Pair {
        secure: SECURE_C.replace("all[at]", "none[at]"),
        driver: None,
        ..c_pair()
    };
    let lacking = Pair {
        secure: format!("#include <no-such-header.h>\n{SECURE_C}"),
        driver: None,
        ..c_pair()
    };
    let Some(found) = inspect(&[unseen_by_all, flagged, warned, uncompiled, lacking]).await else {
        return;
    };
    let analyzers = |number: usize| match &found[number].analyzers {
        CheckVerdict::Refused(reason) => reason.clone(),
        other => format!("{other:?}"),
    };
    assert!(analyzers(0).contains("nothing sees the weakness"));
    assert!(analyzers(1).contains("python.sql-string (CWE-89) in the secure version"));
    assert!(
        analyzers(2).contains("gcc unused-parameter in the secure version"),
        "{}",
        analyzers(2)
    );
    assert!(
        matches!(&found[3].compiles, CheckVerdict::Refused(why) if why.contains("secure version")),
        "{:?}",
        found[3].compiles
    );
    assert!(
        matches!(&found[4].compiles, CheckVerdict::NotChecked(why) if why.contains("no-such-header")),
        "{:?}",
        found[4].compiles
    );
    assert!(matches!(&found[4].analyzers, CheckVerdict::NotChecked(_)));
}
