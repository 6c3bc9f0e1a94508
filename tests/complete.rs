//! `seccoder complete` with the real model, and everything that can be wrong with its input.

use serde_json::Value;

use crate::harness::{FORM, MODEL, Sandbox, orders};

#[test]
fn the_demo_shows_a_demonstration_against_sql_injection() {
    let sandbox = Sandbox::new();
    let json = sandbox
        .run(&["complete", &orders(), "--form", FORM, "--greedy", "--json"])
        .json();
    assert_eq!(json["schema_version"], 1);
    assert_eq!(json["method"], "auto");
    let template = json["template"].as_str().unwrap();
    assert!(
        template.starts_with("raw/1 ") && template.contains(FORM),
        "{template}"
    );
    let shown = &json["demonstrations"][0];
    assert_eq!(shown["cwes"][0], "CWE-89");
    assert_eq!(shown["reason"]["weakness"], "CWE-89");
    let kinds: Vec<&str> = shown["scores"]
        .as_array()
        .unwrap()
        .iter()
        .map(|score| score["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds[0], "fused");
    assert!(kinds.contains(&"confidence"), "{kinds:?}");
    assert_eq!(json["model"]["name"], MODEL);
    assert_eq!(json["choices"][0]["ended"], "function");
    assert!(json["prompt_tokens"].as_u64().unwrap() > 100);
    assert!(json["timings"]["total_ms"].as_f64().unwrap() > 0.0);
    assert_eq!(json.get("prompt"), None);

    // Together with the program it must be a program again, and the query must be bound.
    let text = json["choices"][0]["text"].as_str().unwrap();
    let program = std::fs::read_to_string(orders()).unwrap() + text;
    assert!(
        seccoder::truncate::parses(seccoder::language::Language::Python, &program),
        "{program}"
    );
    assert!(text.contains('?') && !text.contains("f\"SELECT"), "{text}");
}

#[test]
fn without_a_method_the_prompt_is_the_program_alone() {
    let sandbox = Sandbox::without_database();
    let args = [
        "complete",
        &orders(),
        "--method",
        "none",
        "--greedy",
        "--json",
        "--show-prompt",
    ];
    let json = sandbox.run(&args).json();
    assert_eq!(json["demonstrations"], Value::Array(vec![]));
    assert_eq!(
        json["prompt"]["text"],
        std::fs::read_to_string(orders()).unwrap()
    );
    // Nothing was embedded, so no database was needed either.
    assert!(!sandbox.home().join("secure-code.db").exists());
}

#[test]
fn each_method_retrieves_in_its_way() {
    let sandbox = Sandbox::new();
    for (method, kind) in [
        ("seccoder", "cosine"),
        ("bm25", "bm25"),
        ("random", "random"),
    ] {
        let args = [
            "complete",
            &orders(),
            "--method",
            method,
            "--max-tokens",
            "4",
            "--json",
        ];
        let json = sandbox.run(&args).json();
        assert_eq!(
            json["demonstrations"][0]["scores"][0]["kind"], kind,
            "{method}"
        );
        assert_eq!(json["method"], method);
    }
    let draw = |seed: &str| {
        let args = [
            "complete",
            &orders(),
            "--method",
            "random",
            "--max-tokens",
            "1",
            "--json",
            "--seed",
            seed,
        ];
        sandbox.run(&args).json()["demonstrations"][0]["id"].clone()
    };
    assert_eq!(draw("5"), draw("5"));
    assert!((6..12).any(|seed: i32| draw(&seed.to_string()) != draw("5")));
}

#[test]
fn samples_follow_the_seed_and_not_their_number() {
    let sandbox = Sandbox::new();
    let texts = |seed: &str, n: &str| -> Vec<String> {
        let args = [
            "complete",
            &orders(),
            "--method",
            "none",
            "--temperature",
            "1.0",
            "--max-tokens",
            "24",
            "--seed",
            seed,
            "-n",
            n,
            "--json",
        ];
        let json = sandbox.run(&args).json();
        let choices = json["choices"].as_array().unwrap().clone();
        choices
            .iter()
            .map(|c| c["text"].as_str().unwrap().to_owned())
            .collect()
    };
    let three = texts("1", "3");
    assert_eq!(three.len(), 3);
    assert_eq!(three, texts("1", "3"));
    assert_ne!(three, texts("2", "3"));
    assert!(three[0] != three[1] || three[1] != three[2], "{three:?}");
}

#[test]
fn people_get_the_code_on_stdout_and_the_rest_on_stderr() {
    let sandbox = Sandbox::new();
    let run = sandbox.run(&[
        "complete",
        &orders(),
        "--form",
        FORM,
        "--greedy",
        "--explain",
        "--timings",
    ]);
    assert_eq!(run.code, Some(0), "{run:?}");
    assert!(
        run.out.ends_with('\n') && !run.out.contains('\x1b'),
        "{run:?}"
    );
    assert!(run.err.contains("demonstration: CWE-89 python"), "{run:?}");
    assert!(run.err.contains("not needed"), "{run:?}");
    assert!(
        run.err.contains("because it avoids SQL injection (CWE-89)"),
        "{run:?}"
    );
    assert!(run.err.contains("timings: retrieve"), "{run:?}");
    assert!(
        run.err.contains(&format!("shown to the model as {FORM}@")),
        "{run:?}"
    );
    let quiet = ["complete", &orders(), "--form", FORM, "--greedy", "--quiet"];
    let quiet = sandbox.run(&quiet);
    assert_eq!(
        (quiet.out.as_str(), quiet.err.as_str()),
        (run.out.as_str(), "")
    );
}

#[test]
fn write_puts_the_completion_at_the_cursor_and_keeps_the_mode() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    let text = "def add(a, b):\n    <|cursor|>\n\n\nprint(add(1, 2))\n";
    let file = sandbox.file("sum.py", text);
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o640)).unwrap();
    let run = sandbox.run(&[
        "complete", "sum.py", "--greedy", "--write", "--method", "none",
    ]);
    assert_eq!(run.code, Some(0), "{run:?}");
    let written = std::fs::read_to_string(&file).unwrap();
    assert!(written.starts_with("def add(a, b):\n    ") && written.ends_with("print(add(1, 2))\n"));
    assert!(
        !written.contains("cursor") && written.contains("return"),
        "{written}"
    );
    assert_eq!(
        std::fs::metadata(&file).unwrap().permissions().mode() & 0o777,
        0o640
    );
}

#[test]
fn fill_in_the_middle_and_chat() {
    let sandbox = Sandbox::new();
    let program =
        "def area(radius):\n    pi = 3.14159\n    result = <|cursor|>\n    return result\n";
    sandbox.file("f.py", program);
    let args = ["complete", "f.py", "--method", "none", "--greedy", "--json"];
    let json = sandbox.run(&args).json();
    assert_eq!(json["template"], "fim/1");
    let text = json["choices"][0]["text"].as_str().unwrap();
    assert!(text.contains("pi") && text.contains("radius"), "{text}");
    assert!(
        !text.contains("return"),
        "what stands after the cursor came again: {text}"
    );

    let args = [
        "complete",
        &orders(),
        "--style",
        "chat",
        "--form",
        "guideline/context/comment",
        "--greedy",
        "--json",
    ];
    let json = sandbox.run(&args).json();
    let template = json["template"].as_str().unwrap();
    assert!(template.starts_with("chat/1"), "{template}");
    let text = json["choices"][0]["text"].as_str().unwrap();
    assert!(
        !text.contains("```") && !text.contains("def list_orders"),
        "{text}"
    );
    assert!(text.contains("return"), "{text}");
}

#[test]
fn special_tokens_in_a_program_are_plain_text() {
    let sandbox = Sandbox::new();
    let plain = "# <|im_end|> <|fim_middle|> <|endoftext|>\ndef one():\n";
    let args = [
        "complete",
        "-",
        "--language",
        "python",
        "--method",
        "none",
        "--greedy",
        "--json",
    ];
    let json = sandbox.feed(&args, plain).json();
    // As special tokens these would be three; as text they are many more.
    assert!(json["prompt_tokens"].as_u64().unwrap() > 20, "{json}");
}

#[test]
fn the_example_that_does_not_fit_gives_way_to_the_next() {
    let sandbox = Sandbox::new();
    let program = "int last(const int *values, size_t count)\n{\n";
    let ask = |extra: &[&str]| {
        let mut args = vec![
            "complete",
            "-",
            "--method",
            "seccoder",
            "--language",
            "c",
            "--max-tokens",
            "4",
            "--explain",
            "--json",
        ];
        args.extend_from_slice(extra);
        sandbox.feed(&args, program).json()
    };
    let free = ask(&[]);
    assert_eq!(free["considered"][0]["outcome"], "used");
    let nearest = free["considered"][0]["tokens"].as_u64().unwrap();
    let room = (nearest + 22).to_string();
    let tight = ask(&["--context-len", &room]);
    assert_eq!(tight["considered"][0]["outcome"], "too_long", "{tight}");
    if let Some(shown) = tight["demonstrations"].get(0) {
        assert_ne!(shown["id"], free["demonstrations"][0]["id"]);
    }
    let limit = (nearest - 1).to_string();
    let left_out = ask(&["--leave-out-over", &limit]);
    assert_eq!(
        left_out["considered"][0]["outcome"], "left_out",
        "{left_out}"
    );
}

#[test]
fn k_beyond_the_database_is_no_error() {
    let sandbox = Sandbox::new();
    let args = [
        "complete",
        &orders(),
        "-k",
        "100000",
        "--form",
        "guideline/cursor/comment",
        "--max-tokens",
        "1",
        "--json",
        "--context-len",
        "900",
    ];
    let json = sandbox.run(&args).json();
    let shown = json["demonstrations"].as_array().unwrap().len();
    assert!(
        (2..40).contains(&shown),
        "{shown} demonstrations in 900 tokens"
    );
    assert!(json["prompt_tokens"].as_u64().unwrap() < 900);
}

#[test]
fn bad_input_is_refused_with_its_cause_and_place() {
    let sandbox = Sandbox::new();
    sandbox.file("empty.py", "");
    sandbox.file("binary.py", b"\x7fELF\0\0");
    sandbox.file("latin.py", b"# caf\xe9\n");
    sandbox.file("huge.py", "x = 1\n".repeat(1_800_000));
    sandbox.file("short.py", "def f():\n    pass\n");
    sandbox.file("two.py", "<|cursor|><|cursor|>");
    for (args, cause) in [
        (vec!["missing.py"], "missing.py"),
        (vec!["."], "cannot read ."),
        (vec!["empty.py"], "nothing to complete"),
        (vec!["binary.py"], "binary.py is binary"),
        (
            vec!["latin.py"],
            "latin.py is not UTF-8 text (byte offset 5)",
        ),
        (vec!["huge.py"], "huge.py is larger than 4 MiB"),
        (
            vec!["short.py", "--at", "9"],
            "line 9 is outside short.py, which has 2 lines",
        ),
        (
            vec!["short.py", "--at", "1:99"],
            "column 99 is outside line 1",
        ),
        (vec!["two.py"], "more than once"),
        (vec!["short.py", "--temperature", "-1"], "temperature"),
        (vec!["short.py", "--temperature", "NaN"], "temperature"),
        (vec!["short.py", "--top-p", "1.5"], "top-p"),
        (vec!["short.py", "--max-tokens", "0"], "max-tokens"),
        (vec!["-", "--write"], "--write needs a file"),
        (vec!["short.py", "--write", "-n", "2"], "one completion"),
        (vec!["short.py", "--model", "gpt-17"], "gpt-17"),
        (
            vec!["short.py", "--model", "all-minilm-l6-v2"],
            "not a code model",
        ),
        (vec!["short.py", "--endpoint", "ftp://x"], "base URL"),
    ] {
        let mut all = vec!["complete"];
        all.extend(args);
        sandbox.run(&all).fails(2, cause);
    }
    for args in [
        vec!["--language", "klingon"],
        vec!["--method", "magic"],
        vec!["--at", "0"],
    ] {
        let mut all = vec!["complete", "short.py"];
        all.extend(args);
        let run = sandbox.run(&all);
        assert_eq!((run.code, run.out.as_str()), (Some(2), ""), "{run:?}");
        assert!(run.err.contains("error: invalid value"), "{run:?}");
    }
    assert_eq!(
        std::fs::read(sandbox.path("short.py")).unwrap(),
        b"def f():\n    pass\n"
    );
}

#[test]
fn a_prompt_beyond_the_context_is_refused_with_the_numbers() {
    let sandbox = Sandbox::new();
    sandbox.file("long.py", "value = compute(1, 2, 3)\n".repeat(200));
    let run = sandbox.run(&[
        "complete",
        "long.py",
        "--context-len",
        "1000",
        "--method",
        "none",
    ]);
    run.fails(2, "the model's context holds 1000");
    assert!(run.err.contains("hint: "), "{run:?}");
    // With a method as well: the room for a demonstration must not underflow.
    sandbox
        .run(&["complete", "long.py", "--context-len", "1000"])
        .fails(2, "holds 1000");
}
