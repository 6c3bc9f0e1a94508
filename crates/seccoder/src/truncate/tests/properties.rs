//! Properties that hold for any text.

use proptest::prelude::*;

use super::{Ended, streamed, truncate};
use crate::language::Language;
use crate::truncate::{StreamTruncator, parses};

/// Text made of what the engines look for, so that the cases are reached.
fn program() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        "\n",
        "\n    ",
        "\n        ",
        "\r\n",
        " ",
        "\t",
        ";",
        ",",
        "\"",
        "'",
        "`",
        "${",
        "\"\"\"",
        "'''",
        "//",
        "/*",
        "*/",
        "#",
        "\n#if A\n",
        "\n#else\n",
        "\n#endif\n",
        "\\",
        "def f(x):",
        "class A",
        "return x",
        "int f(int a)",
        "function g()",
        "=> ",
        "fn h()",
        "func ",
        "|x| ",
        "r#\"",
        "R\"x(",
        ")x\"",
        "<<<E",
        "E",
        "end",
        "\nend",
        "```",
        "if ",
        "else",
        "x",
        "é",
        "\0",
        "𝄞",
        "=",
        ".then(",
        "app.get('/', (a) => {",
        "});",
        "@d",
        "/",
        "-> ",
        "struct S",
        ":",
        "'a",
        "\nreturn x\n",
    ]);
    prop_oneof![
        3 => prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat()),
        1 => any::<String>(),
    ]
}

fn language() -> impl Strategy<Value = Option<Language>> {
    prop_oneof![
        20 => prop::sample::select(Language::ALL.to_vec()).prop_map(Some),
        1 => Just(None),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1500) })]

    #[test]
    fn stream_and_batch_agree(
        language in language(),
        prefix in program(),
        completion in program(),
        suffix in prop_oneof![Just(String::new()), program()],
        size in 1..9_usize,
    ) {
        let found = truncate(language, &prefix, &completion, &suffix);
        prop_assert!(completion.is_char_boundary(found.end));
        let (text, ended) = streamed(language, &prefix, &completion, &suffix, size);
        prop_assert_eq!(text.as_str(), &completion[..found.end]);
        prop_assert_eq!(ended, found.ended);
    }

    #[test]
    fn a_cut_once_made_stays(
        language in language(),
        prefix in program(),
        completion in program(),
        more in program(),
        suffix in prop_oneof![Just(String::new()), program()],
    ) {
        let mut stream = StreamTruncator::new(language, &prefix, &suffix);
        if let Some(ended) = stream.push(&completion).done {
            let found = truncate(language, &prefix, &(completion.clone() + &more), &suffix);
            prop_assert_eq!(stream.text(), &completion[..found.end]);
            prop_assert_eq!(ended, found.ended);
        }
    }

    #[test]
    fn what_is_kept_of_a_python_function_is_that_function(
        body in prop::collection::vec(prop::sample::select(vec![
            "    x = 1\n", "    if x:\n        y()\n", "\n", "    s = '''\n# a\nb\n'''\n", "    # c\n",
            "    z = [\n1,\n]\n", "    for a in b:\n        if a:\n            c()\n",
        ]), 1..8),
        at in 0..8_usize,
    ) {
        let body = body.concat() + "    return x";
        let mut at = at.min(body.len());
        while !body.is_char_boundary(at) { at -= 1; }
        let completion = format!("{}\n\n\ndef g():\n    pass\n", &body[at..]);
        let prefix = format!("def f():\n{}", &body[..at]);
        let found = truncate(Some(Language::Python), &prefix, &completion, "");
        prop_assert_eq!(found.ended, Ended::Function);
        prop_assert_eq!(&completion[..found.end], &body[at..]);
        let whole = format!("{prefix}{}", &completion[..found.end]);
        prop_assert!(parses(Language::Python, &whole), "{}", whole);
    }
}

/// Found by the property above: a cut decided late must not depend on the pieces.
#[test]
fn a_cut_decided_late_does_not_depend_on_the_pieces() {
    let (language, text) = (
        Some(Language::CSharp),
        "\n#if A\napp.get('/', (a) => {}]\n#else\n",
    );
    let found = truncate(language, "", text, "");
    for size in 1..9 {
        assert_eq!(
            streamed(language, "", text, "", size),
            (text[..found.end].to_owned(), found.ended)
        );
    }
}
