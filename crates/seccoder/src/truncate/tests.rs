//! Cuts in every language, each checked whole and streamed.
//!
//! In the cases `¦` marks the cut in the completion; without a mark the whole
//! completion must be kept.

use super::{Ended, StreamTruncator, Truncation, enclosing_function, truncate};
use crate::language::Language;

mod braces;
mod properties;
mod python;
mod suffix;

/// Stream a completion in pieces of `size` characters.
fn streamed(
    language: Option<Language>,
    prefix: &str,
    completion: &str,
    suffix: &str,
    size: usize,
) -> (String, Ended) {
    let mut stream = StreamTruncator::new(language, prefix, suffix);
    let mut emitted = String::new();
    let chars: Vec<char> = completion.chars().collect();
    for piece in chars.chunks(size.max(1)) {
        let step = stream.push(&piece.iter().collect::<String>());
        emitted.push_str(&step.emit);
        assert_eq!(stream.text(), emitted);
        if step.done.is_some() {
            break;
        }
    }
    let step = stream.finish();
    emitted.push_str(&step.emit);
    (emitted, step.done.expect("finish always ends"))
}

/// Check a cut between prefix and suffix.
#[track_caller]
fn check_between(language: Language, prefix: &str, marked: &str, suffix: &str, ended: Ended) {
    let completion = marked.replace('¦', "");
    let end = marked.find('¦').unwrap_or(completion.len());
    let found = truncate(Some(language), prefix, &completion, suffix);
    assert_eq!(
        (&completion[..found.end], found.ended),
        (&completion[..end], ended),
        "{language}, after {prefix:?}"
    );
    for size in [1, 3, 7] {
        let (text, how) = streamed(Some(language), prefix, &completion, suffix, size);
        assert_eq!(
            (text.as_str(), how),
            (&completion[..end], ended),
            "in pieces of {size}"
        );
    }
}

/// Check a cut without a suffix: at the mark, or nowhere.
#[track_caller]
fn check(language: Language, prefix: &str, marked: &str) {
    let ended = if marked.contains('¦') {
        Ended::Function
    } else {
        Ended::Open
    };
    check_between(language, prefix, marked, "", ended);
}

/// Check that the function around the end of `prefix` starts at the text `start`.
#[track_caller]
fn check_start(language: Language, prefix: &str, start: Option<&str>) {
    let found = enclosing_function(language, prefix);
    match (found, start) {
        (Some(at), Some(start)) => assert!(
            prefix[at..].starts_with(start),
            "{language}: starts at {:?}, not {start:?}",
            &prefix[at..]
        ),
        (found, start) => assert_eq!(found.is_some(), start.is_some(), "{language}: {prefix:?}"),
    }
}

#[test]
fn without_a_language_only_the_suffix_counts() {
    let text = "some { words }\n\nmore";
    assert_eq!(
        truncate(None, "", text, ""),
        Truncation {
            end: text.len(),
            ended: Ended::Open
        }
    );
    let found = truncate(None, "a\n", "b\nc\nd\n", "\nc\nd\n");
    assert_eq!(
        found,
        Truncation {
            end: 1,
            ended: Ended::Suffix
        }
    );
}

#[test]
fn what_follows_the_end_does_not_matter() {
    for rest in [
        "",
        "\n",
        "}",
        "\n\nint g(void) {\n",
        "\n\"unterminated",
        "`'/*",
    ] {
        let text = format!("    return a;\n}}{rest}");
        let found = truncate(Some(Language::C), "int f(int a) {\n", &text, "");
        assert_eq!(
            found,
            Truncation {
                end: 15,
                ended: Ended::Function
            },
            "{rest:?}"
        );
    }
}

#[test]
fn text_is_shown_as_soon_as_it_is_certain() {
    let mut stream = StreamTruncator::new(Some(Language::Python), "def f(a):\n", "");
    assert_eq!(stream.push("    ret").emit, "    ret");
    assert_eq!(stream.push("urn a\n").emit, "urn a");
    assert_eq!(stream.push("    b").emit, "\n    b");
    assert_eq!(stream.push("\n# who knows").emit, "");
    assert_eq!(stream.push("\n    c").emit, "\n# who knows\n    c");
    let step = stream.push("\nd");
    assert_eq!((step.emit.as_str(), step.done), ("", Some(Ended::Function)));
    assert_eq!(stream.push("ignored").emit, "");
    assert_eq!(stream.finish().emit, "");

    let mut stream = StreamTruncator::new(Some(Language::C), "int f(int a) {\n", "");
    assert_eq!(stream.push("  if (a) {\n  ").emit, "  if (a) {\n  ");
    assert_eq!(stream.push("}").emit, "}");
    let step = stream.push("\n}\nint");
    assert_eq!(
        (step.emit.as_str(), step.done),
        ("\n}", Some(Ended::Function))
    );
}

#[test]
fn hostile_text_is_survived() {
    let many = 1_000_000;
    let texts = [
        "{".repeat(many),
        "}".repeat(many),
        "(".repeat(many / 2) + &"}".repeat(many / 2),
        "`${".repeat(many / 3),
        "\"".repeat(many),
        "#if\n{".repeat(many / 5),
        "\0'\0\"\u{FEFF}é𝄞\r\n".repeat(many / 20),
        "x".repeat(many),
        " ".repeat(many),
        "def f(\n".repeat(many / 20),
        "if x:\n".to_owned() + &"\t".repeat(many),
    ];
    for language in Language::ALL {
        for text in &texts {
            let found = truncate(Some(language), "void f() {\n", text, "");
            assert!(text.is_char_boundary(found.end), "{language}");
            let _ = enclosing_function(language, text);
            let _ = truncate(Some(language), text, "x = 1\n}\n", text);
        }
    }
}

#[test]
fn a_long_completion_behind_a_long_prefix_ends_at_its_brace() {
    let prefix = "int g(int a) {\n    if (a) { return 1; }\n    return 2;\n}\n\n".repeat(1_900)
        + "int f(int a) {\n";
    let mut stream = StreamTruncator::new(Some(Language::C), &prefix, "");
    for _ in 0..10_000 {
        stream.push("    a");
        stream.push(" += 1;\n");
    }
    assert_eq!(stream.push("}\n").done, Some(Ended::Function));
}

#[test]
fn grammars_tell_good_text_from_bad() {
    for (language, good, bad) in [
        (Language::Python, "def f():\n    pass\n", "def f(:\n"),
        (Language::TypeScript, "const a = <b>x</b>;", "const a = ;"),
        (Language::TypeScript, "const a = <Foo>x;", "const a: = 1;"),
        (Language::Ruby, "def f\n  1\nend\n", "def"),
        (
            Language::Php,
            "<?php\nfunction f() { return 1; }\n",
            "<?php\nfunction f( {}\n",
        ),
        (
            Language::Php,
            "function f() { return 1; }\n",
            "function f( {}\n",
        ),
        (
            Language::CSharp,
            "class A { int F() => 1; }\n",
            "class A { int F( }\n",
        ),
        (
            Language::Java,
            "class A { int f() { return 1; } }\n",
            "class A { int f( }\n",
        ),
        (
            Language::Go,
            "package a\n\nfunc f() {}\n",
            "package a\n\nfunc f( {}\n",
        ),
        (Language::Rust, "fn f() {}\n", "fn f( {}\n"),
    ] {
        assert!(super::parses(language, good), "{good}");
        assert!(!super::parses(language, bad), "{bad}");
        assert!(super::parses(language, ""), "{language}");
    }
}
