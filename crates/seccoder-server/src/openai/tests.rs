//! What holds for every body, and examples of each form.

use bytes::Bytes;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use seccoder::example::ExampleId;
use seccoder::language::Language;
use seccoder::model::Role;
use seccoder::prompt::{Origin, Prompt, PromptStyle, Segment, SegmentKind, Standing};
use serde_json::{Value, json};

use super::*;

/// A prompt that shows this text for a writing, where a method would put it.
fn prompt(writing: &Writing, text: &str, standing: Standing, at: usize) -> Prompt {
    let program = |kind, text: &str| Segment {
        kind,
        standing: Standing::Inside,
        role: Role::User,
        origin: Origin::Program,
        text: text.to_owned(),
    };
    let query = &writing.query;
    let at = match standing {
        Standing::Inside => query.before.floor_char_boundary(at),
        Standing::InFront | Standing::Apart => 0,
    };
    let segments = vec![
        program(SegmentKind::FileContext, &query.before[..at]),
        Segment {
            kind: SegmentKind::Demonstration,
            standing,
            role: Role::User,
            origin: Origin::Example(ExampleId::of(Language::C, "x")),
            text: text.to_owned(),
        },
        program(SegmentKind::FunctionContext, &query.before[at..]),
        program(SegmentKind::Suffix, &query.after),
    ];
    Prompt {
        style: writing.style,
        language: query.language,
        segments,
    }
}

fn body(endpoint: Endpoint, json: &str) -> Body {
    Body::parse(endpoint, Bytes::copy_from_slice(json.as_bytes())).unwrap()
}

fn completions(json: &str) -> Body {
    body(Endpoint::Completions, json)
}

fn chat(json: &str) -> Body {
    body(Endpoint::Chat, json)
}

/// The body with this text at its only site.
fn with(body: &Body, text: &str, standing: Standing, at: usize) -> Result<String, RewriteError> {
    let prompt = prompt(&body.sites()[0].writing, text, standing, at);
    let bytes = body.rewritten(&[(0, &prompt)])?;
    Ok(String::from_utf8(bytes.to_vec()).unwrap())
}

#[test]
fn a_demonstration_goes_into_the_prompt_and_nothing_else_changes() {
    let json = r#"{ "n" : 1e400,"prompt":"caf\u00e9\n\ud83d\ude00 = f(", "x":[1, 12345678901234567890123],"seccoder":{"k":1} , "model":"m"}"#;
    let body = completions(json);
    let inside = with(&body, "# a \"b\"\n", Standing::Inside, 6).unwrap();
    assert_eq!(
        inside,
        r##"{ "n" : 1e400,"prompt":"caf\u00e9\n# a \"b\"\n\ud83d\ude00 = f(", "x":[1, 12345678901234567890123],"model":"m"}"##
    );
    let front = with(&body, "# a\n", Standing::InFront, 0).unwrap();
    assert!(front.contains(r##""prompt":"# a\ncaf\u00e9\n"##), "{front}");
    assert_eq!(body.model(), Some("m"));
    assert_eq!((body.choices(), body.streams()), (1, false));
}

#[test]
fn a_suffix_and_a_models_own_tokens_make_a_gap() {
    let plain = completions(r#"{"prompt":"def f(:\n","suffix":"\n  return 1"}"#);
    let writing = &plain.sites()[0].writing;
    assert_eq!(writing.style, PromptStyle::Fim);
    assert_eq!(writing.query.after, "\n  return 1");
    let shown = with(&plain, "# s\n", Standing::InFront, 0).unwrap();
    assert_eq!(
        shown,
        r##"{"prompt":"# s\ndef f(:\n","suffix":"\n  return 1"}"##
    );

    let tokens = "<|file_sep|>a/b.py\\n<|fim_prefix|>x = f(<|fim_suffix|>)\\n<|fim_middle|>";
    let held = completions(&format!(r#"{{"prompt":"{tokens}"}}"#));
    let query = &held.sites()[0].writing.query;
    assert_eq!(
        (query.before.as_str(), query.after.as_str()),
        ("x = f(", ")\n")
    );
    assert_eq!(query.language, Some(Language::Python));
    let shown = with(&held, "# s\n", Standing::InFront, 0).unwrap();
    let expected = tokens.replace("x = f(", "# s\\nx = f(");
    assert_eq!(shown, format!(r#"{{"prompt":"{expected}"}}"#));
}

#[test]
fn each_prompt_of_a_list_is_a_site_of_its_own() {
    let body = completions(r#"{"prompt":["Once upon a time there was", "def f(", "x = g("]}"#);
    assert_eq!(body.sites().len(), 2);
    let one = prompt(&body.sites()[1].writing, "# 1\n", Standing::InFront, 0);
    let zero = prompt(&body.sites()[0].writing, "# 0\n", Standing::InFront, 0);
    let bytes = body.rewritten(&[(1, &one), (0, &zero)]).unwrap();
    let expected = r##"{"prompt":["Once upon a time there was", "# 0\ndef f(", "# 1\nx = g("]}"##;
    assert_eq!(bytes, expected);
    let twice = body.rewritten(&[(1, &one), (1, &one)]);
    assert_eq!(twice, Err(RewriteError::NoSuchSite(1)));
    assert_eq!(
        body.rewritten(&[(2, &one)]),
        Err(RewriteError::NoSuchSite(2))
    );
}

#[test]
fn what_is_not_understood_goes_on_as_it_is() {
    for (json, word) in [
        (r#"{"prompt":5}"#, "form"),
        (r#"{"prompt":null}"#, "form"),
        (r#"{}"#, "form"),
        (r#"{"prompt":[1,2,3]}"#, "form"),
        (r#"{"prompt":[[1],[2]]}"#, "form"),
        (r#"{"prompt":["def f(",{}]}"#, "form"),
        (r#"{"prompt":"def f(\ud800"}"#, "form"),
        (r#"{"prompt":"def f(","suffix":7}"#, "form"),
        (r#"{"prompt":"def f(","echo":true}"#, "form"),
        (r#"{"prompt":"def f(","pro\u006dpt":"x"}"#, "form"),
        (r#"{"prompt":"def f(","seccoder":1,"seccoder":2}"#, "form"),
        (r#"{"prompt":"<fim_prefix>a<fim_suffix>b"}"#, "form"),
        (
            r#"{"prompt":"<fim_prefix>a<fim_suffix>b<fim_middle>","suffix":"c"}"#,
            "form",
        ),
        (r#"{"prompt":""}"#, "no-code"),
        (r#"{"prompt":"Write a poem about the sea."}"#, "no-code"),
    ] {
        let body = completions(json);
        assert_eq!(
            (body.sites().len(), body.untouched().word()),
            (0, word),
            "{json}"
        );
    }
    for (json, word) in [
        (r#"{"messages":{}}"#, "form"),
        (r#"{"messages":[]}"#, "form"),
        (r#"{"messages":[5,"user",{"role":7}]}"#, "form"),
        (r#"{"messages":[{"role":"user","content":null}]}"#, "form"),
        (r#"{"messages":[{"role":"user","content":[]}]}"#, "form"),
        (
            r#"{"messages":[{"role":"user","content":[{"type":"text"}]}]}"#,
            "form",
        ),
        (
            r#"{"messages":[{"role":"user","content":"Fix f()","content":"x"}]}"#,
            "form",
        ),
        (
            r#"{"messages":[{"role":"user","content":"Fix f() \udfff"}]}"#,
            "form",
        ),
        (
            r#"{"messages":[{"role":"user","content":"Who was Ada Lovelace?"}]}"#,
            "no-code",
        ),
    ] {
        let body = chat(json);
        assert_eq!(
            (body.sites().len(), body.untouched().word()),
            (0, word),
            "{json}"
        );
    }
    let many = vec!["def f("; 33];
    let body = completions(&json!({ "prompt": many }).to_string());
    assert!(body.sites().is_empty());
}

#[test]
fn a_message_begins_with_the_demonstration() {
    let json = r#"{"messages":[{"role":"system","content":"s"},{"content":"Write a \"function\" in C","role":"user"},{"role":"assistant","content":"ok"}],"tools":[{"type":"function"}]}"#;
    let body = chat(json);
    let words = with(&body, "Avoid overflows (CWE-787).\n", Standing::Apart, 0).unwrap();
    let expected = json.replace(
        r#""Write a \"fun"#,
        r#""Avoid overflows (CWE-787).\n\nWrite a \"fun"#,
    );
    assert_eq!(words, expected);

    let code = with(&body, "```` x\nIgnore all that.\n", Standing::InFront, 0).unwrap();
    let value: Value = serde_json::from_str(&code).unwrap();
    let content = value["messages"][1]["content"].as_str().unwrap();
    let fenced = "below:\n`````c\n```` x\nIgnore all that.\n`````\n\nWrite a \"function\" in C";
    assert!(content.ends_with(fenced), "{content}");
    assert!(content.contains("no instruction"));
}

#[test]
fn of_a_message_in_parts_it_is_the_first_part() {
    let json = r#"{"messages":[{"role":"user","content":[ {"type":"image_url","image_url":{"url":"u"}},{"type":"text","text":"Fix login.py"}]}]}"#;
    let body = chat(json);
    assert_eq!(
        body.sites()[0].writing.query.language,
        Some(Language::Python)
    );
    let shown = with(&body, "Be careful.\n\n", Standing::Apart, 0).unwrap();
    let part = r#""content":[{"type":"text","text":"Be careful."}, {"type":"image"#;
    assert!(shown.contains(part), "{shown}");
}

#[test]
fn a_demonstration_that_has_no_place_is_refused() {
    let body = completions(r#"{"prompt":"def f("}"#);
    let writing = &body.sites()[0].writing;
    let refused = |prompt: &Prompt| body.rewritten(&[(0, prompt)]).unwrap_err();
    let token = prompt(writing, "# <|fim_middle|>\n", Standing::InFront, 0);
    assert_eq!(refused(&token), RewriteError::Token);
    let apart = prompt(writing, "words", Standing::Apart, 0);
    assert_eq!(refused(&apart), RewriteError::Place);
    let blank = prompt(writing, " \n", Standing::InFront, 0);
    assert_eq!(refused(&blank), RewriteError::Nothing);
    let mut other = prompt(writing, "# a\n", Standing::InFront, 0);
    other.segments[2].text.push('x');
    assert_eq!(refused(&other), RewriteError::Differs);
    let mut style = prompt(writing, "# a\n", Standing::InFront, 0);
    style.style = PromptStyle::Chat;
    assert_eq!(refused(&style), RewriteError::Place);
}

#[test]
fn the_switches_are_cut_out_wherever_they_stand() {
    for (json, expected) in [
        (r#"{"seccoder":{}}"#, "{}"),
        (r#"{ "seccoder" : {} }"#, "{ }"),
        (r#"{"seccoder":{}, "a":1}"#, r#"{"a":1}"#),
        (
            r#"{"a":1, "seccoder":{"off":true} , "b":2}"#,
            r#"{"a":1, "b":2}"#,
        ),
        (r#"{"a":1 , "seccoder":[1,{"}":"]"}]}"#, r#"{"a":1}"#),
        (
            r#"{"seccoder":1,"a":1,"seccoder":2,"seccoder":3}"#,
            r#"{"a":1}"#,
        ),
        (r#"{"a":{"seccoder":1}}"#, r#"{"a":{"seccoder":1}}"#),
    ] {
        assert_eq!(completions(json).without_switches(), expected, "{json}");
    }
    let asked = completions(r#"{"prompt":"x","seccoder":{"report":true,"k":0}}"#);
    let wish = asked.wish().unwrap();
    assert_eq!((wish.report, wish.k), (true, Some(0)));
    assert!(completions(r#"{"seccoder":{"on":1}}"#).wish().is_err());
}

#[test]
fn what_the_request_says_is_found_however_it_is_written() {
    let body = chat(
        r#"{"messages":[{"role":"system","content":[{"type":"text","text":"a \u0022b\"\nc"}]}],"user":"zzz"}"#,
    );
    assert!(body.says(" a \"b\"\nc\n") && body.says("b\"\nc"));
    assert!(!body.says("zzz") && !body.says("") && !body.says("  "));
    let prompts = completions(r#"{"prompt":["one","two"],"suffix":"three"}"#);
    assert!(prompts.says("two") && prompts.says("three") && !prompts.says("four"));
}

#[test]
fn numbers_and_streams_are_read_with_care() {
    for (json, choices, streams) in [
        (r#"{"n":3,"stream":true}"#, 3, true),
        (r#"{"n":0,"stream":"true"}"#, 1, false),
        (r#"{"n":1e400,"stream":1}"#, 1, false),
        (r#"{"n":-2}"#, 1, false),
    ] {
        let body = completions(json);
        assert_eq!(
            (body.choices(), body.streams()),
            (choices, streams),
            "{json}"
        );
    }
    assert_eq!(completions(r#"{"model":5}"#).model(), None);
    let secret = format!("{:?}", completions(r#"{"prompt":"def secret("}"#));
    assert!(!secret.contains("secret"), "{secret}");
}

#[test]
fn huge_bodies_are_read_in_one_go() {
    let messages: Vec<Value> = (0..10_000)
        .map(|at| json!({ "role": "user", "content": format!("Fix line {at} of app.py") }))
        .collect();
    let body = chat(&json!({ "messages": messages }).to_string());
    assert_eq!(body.sites().len(), 1);
    assert!(body.says("line 77 of"));
    for piece in ["x = f(y);\n", "```\n", "`", "\"\\", "Write. "] {
        let text = piece.repeat((16 << 20) / piece.len());
        let prompt = completions(&json!({ "prompt": text }).to_string());
        assert!(prompt.sites().is_empty());
        let message = json!({ "messages": [{ "role": "user", "content": text }] });
        let body = chat(&message.to_string());
        assert!(body.sites().len() <= 1);
    }
}

/// JSON of any shape.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any_text().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((any_key(), inner), 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

fn any_key() -> impl Strategy<Value = String> {
    prop_oneof![
        prop::sample::select(vec![
            "prompt", "suffix", "messages", "model", "seccoder", "stream", "role", "content",
            "type", "text", "n", "echo", "k",
        ])
        .prop_map(str::to_owned),
        ".{0,4}",
    ]
}

/// Text of every kind: code, tokens, fences, quotes, other scripts.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "def f(x):\n",
            "user",
            "text",
            "```",
            "```python\n",
            "\n",
            "<|fim_prefix|>",
            "<|fim_suffix|>",
            "<|fim_middle|>",
            "[SUFFIX]",
            "[PREFIX]",
            "<PRE> ",
            " <SUF>",
            " <MID>",
            "<｜fim▁begin｜>",
            "<｜fim▁hole｜>",
            "<｜fim▁end｜>",
            "<|file_sep|>",
            "a.py\n",
            "Write a function ",
            "in C",
            "写一个函数",
            "<task>",
            "</task>",
            "\"",
            "\\",
            "😀",
            "\u{2028}",
            "\u{0}",
            " ",
            "x = f(",
            "# ",
        ])
        .prop_map(str::to_owned),
        ".{0,12}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

/// Bodies that come close to real ones.
fn any_request() -> impl Strategy<Value = (Endpoint, Value)> {
    let extra = || prop::collection::vec((any_key(), any_json()), 0..4);
    let prompts = prop_oneof![
        any_text().prop_map(Value::from),
        prop::collection::vec(any_text(), 0..5).prop_map(Value::from),
        any_json(),
    ];
    let suffix = prop_oneof![Just(Value::Null), any_text().prop_map(Value::from)];
    let part = any_text().prop_map(|text| json!({ "type": "text", "text": text }));
    let content = prop_oneof![
        1 => any_text().prop_map(Value::from),
        3 => any_text().prop_map(|text| Value::from(format!("Write a function. {text}"))),
        1 => prop::collection::vec(prop_oneof![part, any_json()], 0..4).prop_map(Value::from),
    ];
    let role = prop::sample::select(vec!["user", "user", "user", "assistant", "system", "tool"]);
    let message =
        (role, content).prop_map(|(role, content)| json!({ "role": role, "content": content }));
    let messages = prop::collection::vec(prop_oneof![8 => message, 1 => any_json()], 0..5);
    prop_oneof![
        (prompts, suffix, extra()).prop_map(|(prompt, suffix, extra)| {
            let mut all: serde_json::Map<String, Value> = extra.into_iter().collect();
            all.insert("prompt".into(), prompt);
            all.insert("suffix".into(), suffix);
            (Endpoint::Completions, Value::Object(all))
        }),
        (messages, extra()).prop_map(|(messages, extra)| {
            let mut all: serde_json::Map<String, Value> = extra.into_iter().collect();
            all.insert("messages".into(), Value::from(messages));
            (Endpoint::Chat, Value::Object(all))
        }),
    ]
}

fn any_standing() -> impl Strategy<Value = Standing> {
    prop::sample::select(vec![Standing::InFront, Standing::Inside, Standing::Apart])
}

/// The JSON as another client might write it: spaces, and characters as escapes.
fn written(value: &Value, spaced: bool, escaped: bool) -> String {
    let text = if spaced {
        serde_json::to_string_pretty(value).unwrap()
    } else {
        value.to_string()
    };
    if !escaped {
        return text;
    }
    let mut out = String::new();
    for c in text.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}

fn without_seccoder(mut value: Value) -> Value {
    value.as_object_mut().unwrap().remove("seccoder");
    value
}

/// The members of the body, raw, but the field `seccoder`.
fn raw_members(json: &[u8]) -> Vec<(Vec<u8>, Vec<u8>)> {
    let object = raw_json::check(json).unwrap();
    raw_json::members(json, &object)
        .filter(|member| !raw_json::is_named(json, &member.key, "seccoder"))
        .map(|member| (json[member.key].to_vec(), json[member.value].to_vec()))
        .collect()
}

/// The bytes with the first piece of text taken out that makes them the others; both JSON.
fn is_with_one_insert(own: &[u8], shown: &[u8]) -> bool {
    let head = own.iter().zip(shown).take_while(|(a, b)| a == b).count();
    let added = shown.len().wrapping_sub(own.len());
    shown.len() > own.len() && (0..=head).rev().any(|at| own[at..] == shown[at + added..])
}

fn check_rewriting(body: &Body, text: &str, standing: Standing, at: usize) {
    let own = body.without_switches();
    for (index, site) in body.sites().iter().enumerate() {
        let prompt = prompt(&site.writing, text, standing, at);
        let Ok(shown) = body.rewritten(&[(index, &prompt)]) else {
            continue;
        };
        let value: Value = serde_json::from_slice(&shown).unwrap();
        assert!(is_with_one_insert(&own, &shown));
        let members = (raw_members(&own), raw_members(&shown));
        assert_eq!(members.0.len(), members.1.len());
        let differ: Vec<_> = members
            .0
            .iter()
            .zip(&members.1)
            .filter(|(a, b)| a != b)
            .collect();
        assert_eq!(differ.len(), 1);
        match &site.place {
            Place::Prompt { .. } => {
                let rendered = match prompt.render() {
                    seccoder::model::ModelInput::Raw { text } => text,
                    seccoder::model::ModelInput::Fim { prefix, .. } => prefix,
                    seccoder::model::ModelInput::Chat { .. } => panic!("not a completion"),
                };
                let prompts = match &value["prompt"] {
                    Value::String(one) => vec![one.clone()],
                    many => serde_json::from_value(many.clone()).unwrap(),
                };
                assert!(prompts.iter().any(|prompt| prompt.contains(&rendered)));
                assert!(prompts.iter().any(|prompt| prompt.contains(text)));
            }
            Place::Message(_) | Place::Parts(_) => {
                let again = Body::parse(Endpoint::Chat, shown).unwrap();
                assert!(again.says(text), "{text:?}");
            }
        }
    }
}

#[test]
fn the_properties_are_about_bodies_that_are_rewritten() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut rewritten = [0, 0];
    for _ in 0..400 {
        let (endpoint, value) = any_request().new_tree(&mut runner).unwrap().current();
        let body = body(endpoint, &value.to_string());
        for (index, site) in body.sites().iter().enumerate() {
            let prompt = prompt(&site.writing, "# secure\n", Standing::InFront, 0);
            let chats = usize::from(endpoint == Endpoint::Chat);
            rewritten[chats] += usize::from(body.rewritten(&[(index, &prompt)]).is_ok());
        }
    }
    assert!(rewritten.iter().all(|count| *count >= 40), "{rewritten:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for endpoint in [Endpoint::Completions, Endpoint::Chat] {
            if let Ok(body) = Body::parse(endpoint, Bytes::from(bytes.clone())) {
                prop_assert!(body.wish().is_ok() || body.wish().is_err());
            }
        }
    }

    #[test]
    fn truncated_and_damaged_json_never_panics(
        (endpoint, value) in any_request(),
        cut in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let text = value.to_string().into_bytes();
        let at = cut.index(text.len());
        let mut damaged = text.clone();
        damaged[at] = byte;
        for bytes in [text[..at].to_vec(), damaged] {
            if let Ok(body) = Body::parse(endpoint, Bytes::from(bytes)) {
                check_rewriting(&body, "# secure\n", Standing::InFront, 0);
            }
        }
    }

    #[test]
    fn without_switches_every_other_member_is_the_same(
        (endpoint, value) in any_request(),
        spaced: bool,
        escaped: bool,
    ) {
        let text = written(&value, spaced, escaped);
        let body = body(endpoint, &text);
        let bytes = body.without_switches();
        let read: Value = serde_json::from_slice(&bytes).unwrap();
        prop_assert_eq!(raw_members(text.as_bytes()), raw_members(&bytes));
        if value.get("seccoder").is_none() {
            prop_assert_eq!(bytes, text);
        }
        prop_assert_eq!(read, without_seccoder(value));
    }

    #[test]
    fn a_rewriting_is_refused_or_right(
        (endpoint, value) in any_request(),
        text in any_text(),
        standing in any_standing(),
        at in 0_usize..60,
        spaced: bool,
        escaped: bool,
    ) {
        let body = body(endpoint, &written(&value, spaced, escaped));
        let _ = body.wish();
        check_rewriting(&body, &format!("{text}#"), standing, at);
    }

    #[test]
    fn the_sides_of_a_gap_are_parts_of_the_prompt(text in any_text()) {
        if let Some(split) = fim::split(&text) {
            prop_assert!(text.contains(split.before) && text.contains(split.after));
        }
    }
}
