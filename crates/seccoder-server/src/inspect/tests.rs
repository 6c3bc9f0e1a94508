//! Answers of a scripted upstream, from the first to what is handed on.

mod fixtures;

use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use self::fixtures::*;
use super::*;

const DONE: &str = "data: [DONE]\n\n";

fn header<'a>(checked: &'a Checked, name: &str) -> &'a str {
    let value = checked.response.headers().get(name);
    value.map_or("", |value| value.to_str().unwrap())
}

/// The words on verdict and revision, and the reason.
fn words(checked: &Checked) -> [&str; 3] {
    ["check", "revised", "check-error"].map(|name| header(checked, &format!("x-seccoder-{name}")))
}

#[test]
fn a_secure_answer_passes_byte_for_byte() {
    for first in [
        Answer::json(completion(&[GOOD])),
        Answer::events(events(GOOD) + DONE),
    ] {
        let stream = events(GOOD) + DONE;
        let checked = Scene::program().answer(first).unwrap();
        assert_eq!(words(&checked), ["secure", "no", ""]);
        assert_eq!(header(&checked, "x-seccoder-buffered"), "yes");
        assert_eq!(header(&checked, "x-request-id"), "theirs");
        let length = header(&checked, "content-length").to_owned();
        let bytes = bytes_of(checked.response).unwrap();
        assert!(bytes == completion(&[GOOD]) || bytes == stream);
        assert_eq!(length, bytes.len().to_string());
    }
}

#[test]
fn a_finding_has_the_request_sent_again_with_an_example_against_it() {
    let scene = Scene::program().then(Answer::json(completion(&[GOOD])));
    let checked = scene.answer(Answer::json(completion(&[BAD]))).unwrap();
    assert_eq!(words(&checked), ["secure", "yes", ""]);
    assert_eq!(header(&checked, "x-seccoder-findings"), "");
    assert_eq!(header(&checked, "x-seccoder-findings-first"), "CWE-89:2");
    let shown = header(&checked, "x-seccoder-check-demonstrations");
    assert_eq!(shown, example_id().short());

    let asked = scene.asked_again();
    assert_eq!(asked.len(), 1);
    let sent: Value = serde_json::from_slice(&asked[0].body).unwrap();
    let prompt = sent["prompt"].as_str().unwrap();
    assert!(
        prompt.contains("CWE-89") && prompt.contains("def find("),
        "{prompt}"
    );
    assert_eq!(asked[0].headers["x-theirs"], "kept");
    assert!(!asked[0].headers.contains_key("content-length"));

    let report = serde_json::to_value(&checked.report).unwrap();
    assert_eq!(report["before"]["verdict"], "insecure");
    assert_eq!(report["before"]["findings"][0]["cwe"], "CWE-89");
    assert_eq!(report["after"]["verdict"], "secure");
    assert_eq!(report["changes"][0]["line"], 2);
    assert_eq!(report["revised"], true);
    assert_eq!(bytes_of(checked.response).unwrap(), completion(&[GOOD]));
}

#[test]
fn a_stream_is_revised_as_a_stream() {
    let scene = Scene::program().then(Answer::events(events(GOOD) + DONE));
    let checked = scene.answer(Answer::events(events(BAD) + DONE)).unwrap();
    assert_eq!(words(&checked), ["secure", "yes", ""]);
    assert_eq!(header(&checked, "content-type"), "text/event-stream");
    assert_eq!(bytes_of(checked.response).unwrap(), events(GOOD) + DONE);
}

#[test]
fn only_a_better_answer_replaces_the_first() {
    let twice = format!("{BAD}{BAD}");
    for second in [twice.as_str(), BAD, "CRASH\n", "SYNTAX\n", ""] {
        let scene = Scene::program().then(Answer::json(completion(&[second])));
        let checked = scene.answer(Answer::json(completion(&[BAD]))).unwrap();
        assert_eq!(words(&checked), ["insecure", "kept-first", ""], "{second}");
        assert_eq!(header(&checked, "x-seccoder-findings"), "CWE-89:2");
        assert!(checked.report.after.is_some() && checked.report.changes.is_empty());
        assert_eq!(bytes_of(checked.response).unwrap(), completion(&[BAD]));
    }
    let scene = Scene::program().then(Answer::json(completion(&[BAD])));
    let checked = scene.answer(Answer::json(completion(&[&twice]))).unwrap();
    assert_eq!(words(&checked), ["insecure", "yes", ""]);
}

#[test]
fn a_second_answer_that_fails_leaves_the_first() {
    for (second, reason) in [
        (Answer::json("{}").with_status(500), "status is 500"),
        (
            Answer::json(completion(&[GOOD])).breaking_off(),
            "broke off",
        ),
        (Answer::json(vec![b' '; 1 << 17]), "longer than"),
    ] {
        let scene = Scene::program().then(second);
        let checked = scene.answer(Answer::json(completion(&[BAD]))).unwrap();
        assert_eq!(words(&checked)[..2], ["insecure", "kept-first"]);
        assert!(words(&checked)[2].contains(reason), "{:?}", words(&checked));
        assert_eq!(bytes_of(checked.response).unwrap(), completion(&[BAD]));
    }
    let checked = Scene::program()
        .answer(Answer::json(completion(&[BAD])))
        .unwrap();
    assert!(words(&checked)[2].contains("did not answer"));
}

#[test]
fn without_an_example_the_first_answer_stands_with_the_reason() {
    let told = |scene: Scene, expected: &str| {
        let checked = scene.answer(Answer::json(completion(&[BAD]))).unwrap();
        assert_eq!(words(&checked)[..2], ["insecure", "no"]);
        assert!(
            words(&checked)[2].contains(expected),
            "{:?}",
            words(&checked)
        );
        assert!(scene.asked_again().is_empty());
    };
    let mut scene = Scene::program();
    scene.database = Database::Nothing;
    told(scene, "no example against CWE-89");
    let mut scene = Scene::program();
    scene.database = Database::Broken;
    told(scene, "retrieval failed: no database");
    let mut scene = Scene::program();
    scene.shown = vec![example_id()];
    told(scene, "no example against CWE-89");
    let mut scene = Scene::program();
    scene.wish.off = true;
    told(scene, "nothing is to be added");
}

#[test]
fn an_answer_that_breaks_off_is_an_error() {
    for first in [
        Answer::json("{\"choices\":").breaking_off(),
        Answer::events(events(GOOD)).breaking_off(),
    ] {
        let error = Scene::program().answer(first).unwrap_err();
        assert!(error.to_string().contains("broke off after"));
    }
}

#[test]
fn what_cannot_be_held_is_handed_on_as_it_comes() {
    let long = vec![b'x'; 1 << 17];
    for (first, reason, expected) in [
        (
            Answer::json("{").and_more(long.clone()).and_more("}"),
            "longer than 65536 bytes",
            [b"{", long.as_slice(), b"}"].concat(),
        ),
        (
            Answer::json("{\"error\":1}").with_status(429),
            "status is 429",
            b"{\"error\":1}".to_vec(),
        ),
        (
            Answer::json(b"\x1f\x8b".as_slice()).encoded("gzip"),
            "encoded: gzip",
            b"\x1f\x8b".to_vec(),
        ),
    ] {
        let checked = Scene::program().answer(first).unwrap();
        assert_eq!(words(&checked)[..2], ["unjudged", "no"]);
        assert!(words(&checked)[2].contains(reason), "{:?}", words(&checked));
        assert_eq!(header(&checked, "x-seccoder-buffered"), "no");
        assert_eq!(bytes_of(checked.response).unwrap(), expected);
    }
    let broken = Answer::json(long).breaking_off();
    let checked = Scene::program().answer(broken).unwrap();
    assert!(
        bytes_of(checked.response).is_err(),
        "a broken end became a clean one"
    );
}

#[test]
fn garbage_is_handed_on_and_never_secure() {
    let unfinished = events(GOOD);
    for first in [
        "data: \u{1}nonsense\n\n",
        "nonsense",
        "",
        "data: {\"error\":{\"message\":\"no\"}}\n\n",
        &unfinished,
    ] {
        for answer in [
            Answer::events(first.to_owned()),
            Answer::json(first.to_owned()),
        ] {
            let checked = Scene::program().answer(answer).unwrap();
            assert_eq!(words(&checked)[..2], ["unjudged", "no"], "{first}");
            assert!(!words(&checked)[2].is_empty());
            assert_eq!(bytes_of(checked.response).unwrap(), first);
        }
    }
}

#[test]
fn a_failed_oracle_is_unjudged() {
    let first = format!("{GOOD}    # CRASH\n");
    let checked = Scene::program()
        .answer(Answer::json(completion(&[&first])))
        .unwrap();
    let reason = "oracle scripted failed: crashed";
    assert_eq!(words(&checked), ["unjudged", "no", reason]);
}

#[test]
fn of_several_choices_one_with_findings_is_enough() {
    let request = json!({"model": "m", "prompt": BEFORE, "n": 2});
    let scene = Scene::completions(request.clone()).then(Answer::json(completion(&[GOOD, GOOD])));
    let checked = scene
        .answer(Answer::json(completion(&[GOOD, BAD])))
        .unwrap();
    assert_eq!(words(&checked), ["secure", "yes", ""]);
    assert_eq!(header(&checked, "x-seccoder-findings-first"), "CWE-89:2#1");
    assert_eq!(
        checked.report.before.choices,
        [Word::Secure, Word::Insecure]
    );
    // Once for each different program.
    assert_eq!(scene.oracle.looked.load(Ordering::Relaxed), 2);

    // Fewer findings, but also fewer programs, or choices.
    for second in [completion(&[GOOD, "SYNTAX\n"]), completion(&[GOOD])] {
        let scene = Scene::completions(request.clone()).then(Answer::json(second));
        let checked = scene
            .answer(Answer::json(completion(&[GOOD, BAD])))
            .unwrap();
        assert_eq!(words(&checked), ["insecure", "kept-first", ""]);
    }
}

#[test]
fn each_prompt_of_several_has_its_own_program_and_example() {
    let prompts = [BEFORE, "import sqlite3\n\n\ndef other(connection, name):\n"];
    let scene = Scene::completions(json!({"model": "m", "prompt": prompts}))
        .then(Answer::json(completion(&[GOOD, GOOD])));
    let checked = scene
        .answer(Answer::json(completion(&[GOOD, BAD])))
        .unwrap();
    assert_eq!(words(&checked), ["secure", "yes", ""]);
    let sent: Value = serde_json::from_slice(&scene.asked_again()[0].body).unwrap();
    assert_eq!(sent["prompt"][0], BEFORE);
    assert_ne!(sent["prompt"][1], prompts[1]);
}

#[test]
fn findings_of_the_program_around_do_not_count() {
    let around = format!("import sqlite3\n\ndef old(cursor, name):\n{BAD}\n\n{BEFORE}");
    let request = json!({"model": "m", "prompt": around, "suffix": format!("\n\ndef older(cursor, name):\n{BAD}")});
    let checked = Scene::completions(request)
        .answer(Answer::json(completion(&[GOOD])))
        .unwrap();
    assert_eq!(words(&checked), ["secure", "no", ""]);
}

#[test]
fn of_prompts_that_are_not_all_code_nothing_is_said() {
    let request = json!({"model": "m", "prompt": [BEFORE, "Write a poem about the sea."]});
    let checked = Scene::completions(request)
        .answer(Answer::json(completion(&[GOOD, GOOD])))
        .unwrap();
    assert_eq!(words(&checked)[..2], ["unjudged", "no"]);
    let request = json!({"model": "m", "prompt": [1, 2, 3]});
    let checked = Scene::completions(request)
        .answer(Answer::json(completion(&[GOOD])))
        .unwrap();
    assert_eq!(words(&checked)[..2], ["unjudged", "no"]);
}

const WISH: &str = "Write a Python function that finds a user by name with sqlite3.";

fn fenced(tag: &str, body: &str) -> String {
    format!("Like this:\n\n```{tag}\n{BEFORE}{body}```\nDone.\n")
}

#[test]
fn the_blocks_of_a_chat_answer_are_programs() {
    let scene = Scene::chat(WISH).then(Answer::json(message(&fenced("python", GOOD))));
    let first = message(&fenced("python title=\"db.py\"", BAD));
    let checked = scene.answer(Answer::json(first)).unwrap();
    assert_eq!(words(&checked), ["secure", "yes", ""]);
    // Lines of the answer: three in front of the code.
    assert_eq!(header(&checked, "x-seccoder-findings-first"), "CWE-89:8");
    let sent: Value = serde_json::from_slice(&scene.asked_again()[0].body).unwrap();
    let content = sent["messages"][0]["content"].as_str().unwrap();
    assert!(content.ends_with(WISH) && content.len() > WISH.len());

    let untagged = Scene::chat(WISH)
        .answer(Answer::json(message(&fenced("", GOOD))))
        .unwrap();
    assert_eq!(words(&untagged)[..2], ["secure", "no"]);
}

#[test]
fn code_that_nobody_can_look_at_is_never_secure() {
    let mixed = format!("{}```bash\nrm -rf \"$1\"\n```\n", fenced("python", GOOD));
    for (content, reason) in [
        ("Use parameters.", "no code block"),
        ("```bash\nls\n```\n", "language is unknown: bash"),
        ("```text\nhello\n```\n", "no code block"),
        (mixed.as_str(), "language is unknown: bash"),
    ] {
        let checked = Scene::chat(WISH)
            .answer(Answer::json(message(content)))
            .unwrap();
        assert_eq!(words(&checked)[..2], ["unjudged", "no"], "{content}");
        assert!(words(&checked)[2].contains(reason), "{:?}", words(&checked));
    }
}

#[test]
fn what_is_handed_to_tools_is_not_looked_at_and_said_so() {
    let answer = |content: Value| {
        let call = json!({"id": "1", "function": {"name": "write", "arguments": "{}"}});
        let message = json!({"role": "assistant", "content": content, "tool_calls": [call]});
        json!({"choices": [{"message": message, "finish_reason": "tool_calls"}]}).to_string()
    };
    for content in [Value::Null, fenced("python", GOOD).into()] {
        let checked = Scene::chat(WISH)
            .answer(Answer::json(answer(content)))
            .unwrap();
        let reason = "what the answer hands to tools is not looked at";
        assert_eq!(words(&checked), ["unjudged", "no", reason]);
    }
}

#[test]
fn a_chat_request_that_writes_no_code_is_not_revised() {
    let scene = Scene::chat("What is the capital of France?");
    let checked = scene
        .answer(Answer::json(message(&fenced("python", BAD))))
        .unwrap();
    assert_eq!(words(&checked)[..2], ["insecure", "no"]);
    assert!(words(&checked)[2].contains("the request writes no code"));
}
