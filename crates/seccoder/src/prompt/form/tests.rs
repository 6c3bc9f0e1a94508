//! Forms as a whole: what a model reads, for one example; and the promises, for some examples in
//! programs cut anywhere. (`seccoder-db` keeps the promises for every built-in example.)

use proptest::prelude::*;

use super::*;
use crate::cwe::CweId;
use crate::example::{Provenance, Visibility};
use crate::language::Language;
use crate::model::ModelInput;
use crate::prompt::{DemonstrationView, Segment, SegmentKind, integrate};

/// Some built-in examples of different languages, as their files are.
const FILES: [(Language, &str); 6] = [
    (
        Language::Python,
        include_str!("../../../../../corpus/python/cwe-022/django_storage_user_export.py"),
    ),
    (
        Language::C,
        include_str!("../../../../../corpus/c/cwe-022/openat_recipe_card.c"),
    ),
    (
        Language::Java,
        include_str!("../../../../../corpus/java/cwe-078/process_builder_lame_audio_guide.java"),
    ),
    (
        Language::JavaScript,
        include_str!("../../../../../corpus/javascript/cwe-078/ffprobe_clip_duration_execfile.js"),
    ),
    (
        Language::Php,
        include_str!("../../../../../corpus/php/cwe-089/pdo_optional_filters_hive_inspections.php"),
    ),
    (
        Language::Ruby,
        include_str!("../../../../../corpus/ruby/cwe-295/net_http_tide_gauge_private_ca.rb"),
    ),
];

fn of_file(language: Language, text: &str) -> SecureExample {
    let token = language.line_comment();
    let field = |key: &str| {
        let start = format!("{token} {key}: ");
        let mut lines = text.lines();
        let value = lines.find_map(|line| line.strip_prefix(start.as_str()));
        value.unwrap_or_default().to_owned()
    };
    let (_, halves) = text
        .split_once(&format!("{token} --- secure ---\n"))
        .unwrap();
    let (secure, vulnerable) = halves
        .split_once(&format!("{token} --- vulnerable ---\n"))
        .unwrap();
    SecureExample {
        id: ExampleId::of(language, secure),
        title: field("title"),
        code: secure.to_owned(),
        language,
        cwes: vec![CweId::new(22)],
        vulnerable: Some(vulnerable.to_owned()),
        guideline: Some(field("guideline")),
        apis: field("apis").split(", ").map(str::to_owned).collect(),
        applies: vec![],
        labels: vec![],
        visibility: Visibility::Public,
        provenance: Provenance::default(),
    }
}

fn small() -> SecureExample {
    let text = "# title: Find a user\n# guideline: Bind values; never format them into SQL.\n\
                # apis: sqlite3.Connection.execute\n# --- secure ---\nimport sqlite3\n\n\ndef \
                find_user(db, name):\n    print('looking')\n    query = 'SELECT id FROM users \
                WHERE name = ?'\n    row = db.execute(query, (name,)).fetchone()\n    return \
                row\n# --- vulnerable ---\nimport sqlite3\n\n\ndef find_user(db, name):\n    \
                print('looking')\n    query = f\"SELECT id FROM users WHERE name = '{name}'\"\n  \
                \x20 row = db.execute(query).fetchone()\n    return row\n";
    of_file(Language::Python, text)
}

fn query(language: Language, before: &str) -> Query {
    Query {
        before: before.to_owned(),
        language: Some(language),
        ..Query::default()
    }
}

/// Three letters a token, as cautious as code tokenizers are.
fn count(text: &str) -> usize {
    text.chars().count().div_ceil(3)
}

fn show_named(name: &str, example: &SecureExample, query: &Query, style: PromptStyle) -> Shown {
    show(name.parse().unwrap(), example, query, style, 256, &count).unwrap()
}

/// The raw prompt with the example in this form.
fn raw(name: &str, example: &SecureExample, query: &Query) -> String {
    let shown = show_named(name, example, query, PromptStyle::Raw);
    match integrate_with(query, &[shown], PromptStyle::Raw).render() {
        ModelInput::Raw { text } => text,
        other => panic!("{other:?}"),
    }
}

const PROGRAM: &str = "import sqlite3\n\n\ndef show(db, user):\n    \"\"\"Shows a user.\"\"\"\n    \
                       # look the user up\n    ";

#[test]
fn a_guideline_beside_the_cursor() {
    let query = query(Language::Python, PROGRAM);
    assert_eq!(
        raw("guideline/cursor/comment", &small(), &query),
        "import sqlite3\n\n\ndef show(db, user):\n    \"\"\"Shows a user.\"\"\"\n    # look the \
         user up\n    # Write secure code here. Bind values; never format them into SQL.\n    "
    );
}

#[test]
fn a_guideline_and_its_slice_above_the_function() {
    let query = query(Language::Python, PROGRAM);
    assert_eq!(
        raw("guideline-slice/above/comment", &small(), &query),
        "import sqlite3\n\n\n# Write secure code here. Bind values; never format them into SQL.\n# def find_user(db, \
         name):\n#     query = 'SELECT id FROM users WHERE name = ?'\n#     row = \
         db.execute(query, (name,)).fetchone()\n#     return row\ndef show(db, user):\n    \
         \"\"\"Shows a user.\"\"\"\n    # look the user up\n    "
    );
}

#[test]
fn a_slice_as_a_helper_that_parses() {
    let query = query(Language::Python, PROGRAM);
    assert_eq!(
        raw("slice/above/live", &small(), &query),
        "import sqlite3\n\n\ndef example_find_user(db, name):\n    query = 'SELECT id FROM users \
         WHERE name = ?'\n    row = db.execute(query, (name,)).fetchone()\n    return \
         row\n\n\ndef show(db, user):\n    \"\"\"Shows a user.\"\"\"\n    # look the user up\n    "
    );
}

#[test]
fn a_pair_in_the_docstring() {
    let query = query(Language::Python, PROGRAM);
    assert_eq!(
        raw("pair/docstring/comment", &small(), &query),
        "import sqlite3\n\n\ndef show(db, user):\n    \"\"\"Shows a user.\n\n    Secure (+) \
         instead of vulnerable (-): Find a user\n          def find_user(db, name):\n        -     \
         query = f\"SELECT id FROM users WHERE name = '{name}'\"\n        -     row = \
         db.execute(query).fetchone()\n        +     query = 'SELECT id FROM users WHERE name = \
         ?'\n        +     row = db.execute(query, (name,)).fetchone()\n              return \
         row\n    \"\"\"\n    # look the user up\n    "
    );
}

#[test]
fn a_slice_in_a_chats_messages() {
    let query = query(Language::Python, PROGRAM);
    for (name, role) in [
        ("guideline-slice/system/live", 0),
        ("guideline-slice/context/live", 1),
    ] {
        let shown = show_named(name, &small(), &query, PromptStyle::Chat);
        let text = shown.text.clone();
        assert!(
            text.starts_with("Security: Bind values; never format them into SQL. Secure code"),
            "{text}"
        );
        let prompt = integrate_with(&query, &[shown], PromptStyle::Chat);
        let ModelInput::Chat { messages } = prompt.render() else {
            panic!("not a chat")
        };
        assert_eq!(messages.len(), 2);
        assert!(messages[role].content.contains(text.trim_end()));
        assert!(!messages[1 - role].content.contains("Bind values"));
        assert!(messages[1].content.contains(PROGRAM.trim_end()));
    }
    let form = "guideline/system/comment".parse().unwrap();
    assert_eq!(
        show(form, &small(), &query, PromptStyle::Raw, 256, &count),
        None
    );
}

#[test]
fn a_tight_budget_leaves_whole_lines_out_and_then_everything() {
    let query = query(Language::Python, PROGRAM);
    let shown = |name: &str, budget| {
        let form = name.parse().unwrap();
        show(form, &small(), &query, PromptStyle::Raw, budget, &count)
    };
    let slice = shown("slice/above/comment", 34).unwrap();
    assert_eq!(
        slice.text,
        "# def find_user(db, name):\n#     query = 'SELECT id FROM users WHERE name = ?'\n"
    );
    let fallen = shown("guideline-slice/above/comment", 24).unwrap();
    assert_eq!(fallen.form.to_string(), "guideline/above/comment@3");
    assert_eq!(
        fallen.text,
        "# Write secure code here. Bind values; never format them into SQL.\n"
    );
    assert_eq!(shown("guideline/above/comment", 9), None);
    assert_eq!(shown("function/above/comment", 0), None);
}

/// Several examples, one beside the other, within one budget.
fn show_all(form: Form, examples: &[&SecureExample], query: &Query, budget: usize) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for example in examples {
        let spent: usize = all.iter().map(|shown| shown.tokens).sum();
        let left = Budget {
            tokens: budget - spent,
            count: &count,
        };
        all.extend(show_beside(
            form,
            example,
            query,
            PromptStyle::Raw,
            left,
            &all,
        ));
    }
    all
}

#[test]
fn several_examples_share_the_budget_and_have_different_names() {
    let query = query(Language::Python, PROGRAM);
    let mut other = small();
    other.code = other.code.replace("'looking'", "'searching'");
    other.id = ExampleId::of(other.language, &other.code);
    let form = "slice/above/live".parse().unwrap();
    let both = show_all(form, &[&small(), &other], &query, 256);
    let texts: Vec<&str> = both.iter().map(|shown| shown.text.as_str()).collect();
    assert_eq!(texts.len(), 2);
    assert!(texts[0].contains("def example_find_user("));
    assert!(texts[1].contains("def example_find_user2("));
    let one = show_all(form, &[&small(), &other], &query, both[0].tokens);
    assert_eq!(one.len(), 1);
}

#[test]
fn without_demonstrations_the_prompt_is_integrates() {
    for (before, description) in [
        (PROGRAM, None),
        (PROGRAM, Some("Look it up.".to_owned())),
        ("x = 1", Some("Go on.".to_owned())),
        ("", None),
    ] {
        let query = Query {
            after: "\nrest\n".to_owned(),
            description,
            ..query(Language::Python, before)
        };
        for style in PromptStyle::ALL {
            assert_eq!(
                integrate_with(&query, &[], style),
                integrate(&query, &[], DemonstrationView::Code, style)
            );
        }
    }
}

#[test]
fn a_demonstration_stands_above_the_description() {
    let query = Query {
        description: Some("Look it up.".to_owned()),
        ..query(Language::Python, PROGRAM)
    };
    let text = raw("guideline/above/comment", &small(), &query);
    assert!(
        text.contains(
            "# Write secure code here. Bind values; never format them into SQL.\n# Look it up.\ndef show"
        ),
        "{text}"
    );
}

#[test]
fn hostile_examples_do_not_get_out_of_their_comment() {
    let mut example = small();
    example.guideline = Some("a */ b \"\"\" ''' ?> \\u000a \u{2028} \\".to_owned());
    for (language, before) in [
        (Language::Python, "def f(a):\n    \"\"\"Adds.\"\"\"\n    "),
        (Language::C, "/* Adds. */\nint f(int a) {\n    "),
        (Language::Php, "<?php\n/** Adds. */\nfunction f($a) {\n    "),
        (
            Language::Java,
            "class A {\n    /** Adds. */\n    int f(int a) {\n        ",
        ),
        (Language::JavaScript, "/** Adds. */\nfunction f(a) {\n    "),
    ] {
        let query = query(language, before);
        for form in Form::all() {
            if let Some(shown) = show(form, &example, &query, PromptStyle::Raw, 256, &count) {
                keeps_its_promises(form, &query, &shown, PromptStyle::Raw, 256);
                if form.shape == Shape::Guideline {
                    assert!(!shown.text.contains('\u{2028}'));
                    assert!(language != Language::Php || !shown.text.contains("?>"));
                    assert!(language != Language::Java || !shown.text.contains("\\u0"));
                }
            }
        }
    }
}

#[test]
fn the_programs_line_ends_and_tabs_are_used() {
    let before = "import os\r\n\r\ndef f(a):\r\n\tb = 1\r\n\t";
    let query = query(Language::Python, before);
    for name in ["guideline-slice/above/comment", "function/above/live"] {
        let shown = show_named(name, &small(), &query, PromptStyle::Raw);
        assert_eq!(
            shown.text.matches('\n').count(),
            shown.text.matches("\r\n").count()
        );
        assert!(!shown.text.contains("    "), "{}", shown.text);
        assert!(shown.text.contains('\t'));
    }
}

/// What holds of everything that is shown.
fn keeps_its_promises(form: Form, query: &Query, shown: &Shown, style: PromptStyle, budget: usize) {
    assert!(shown.tokens <= budget && shown.tokens == count(&shown.text));
    let prompt = integrate_with(query, std::slice::from_ref(shown), style);
    let is_shown = |segment: &&Segment| segment.kind == SegmentKind::Demonstration;
    let program: String = prompt
        .segments
        .iter()
        .filter(|segment| !is_shown(segment))
        .map(|segment| segment.text.as_str())
        .collect();
    assert_eq!(program, format!("{}{}", query.before, query.after));
    assert_eq!(prompt.segments.iter().filter(is_shown).count(), 1);
    let Spot::Program(at) = shown.spot else {
        assert!(form.place.is_message());
        return;
    };
    let language = query.language.unwrap();
    let with = format!(
        "{}{}{}",
        &query.before[..at],
        shown.text,
        &query.before[at..]
    );
    let range = at..at + shown.text.len();
    let seen = match (form.dress, form.place) {
        (Dress::Live, _) => true,
        (_, Place::Docstring) => {
            inert::is_inside(language, &with, range.clone())
                || inert::is_string(language, &with, range.clone())
                || inert::is_comments(language, &with, range)
        }
        _ => inert::is_comments(language, &with, range),
    };
    assert!(seen, "{form}:\n{with}");
}

#[test]
fn every_form_of_some_examples_keeps_its_promises() {
    for (language, file) in FILES {
        let example = of_file(language, file);
        // The example's own vulnerable half, cut, is a program of its kind.
        let vulnerable = example.vulnerable.clone().unwrap();
        for cut in [0, 1, 2, 3] {
            let mut at = vulnerable.len() * cut / 3;
            while !vulnerable.is_char_boundary(at) {
                at -= 1;
            }
            let query = query(language, &vulnerable[..at]);
            for form in Form::all() {
                for (style, budget) in [(PromptStyle::Raw, 256), (PromptStyle::Chat, 90)] {
                    if let Some(shown) = show(form, &example, &query, style, budget, &count) {
                        keeps_its_promises(form, &query, &shown, style, budget);
                    }
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_cut_of_a_program_is_safe(
        pick in 0..FILES.len(), other in 0..FILES.len(), cut in 0.0..1.0_f64, budget in 0..300_usize,
        form in 0..36_usize, crlf: bool,
    ) {
        let (language, file) = FILES[pick];
        let example = of_file(FILES[other].0, FILES[other].1);
        let file = if crlf { file.replace('\n', "\r\n") } else { file.to_owned() };
        let mut at = (file.len() as f64 * cut) as usize;
        while !file.is_char_boundary(at) {
            at -= 1;
        }
        let query = Query {
            after: file[at..].to_owned(),
            ..query(language, &file[..at])
        };
        let forms = Form::all();
        let form = forms[form % forms.len()];
        for style in [PromptStyle::Fim, PromptStyle::Chat] {
            if let Some(shown) = show(form, &example, &query, style, budget, &count) {
                keeps_its_promises(form, &query, &shown, style, budget);
            }
        }
    }

    #[test]
    fn any_text_is_an_example_and_a_program(
        code in "(def f\\(a\\):|int f\\(\\) \\{|\\}|return a|#|/\\*|\\*/|\"\"\"|'|\\\\|\\?>|<\\?php|\n|    |\t|é|\u{2028}){0,24}",
        before in "(def f\\(a\\):|int f\\(\\) \\{|\\}|return a|#|/\\*|\\*/|\"\"\"|'|\\\\|\\?>|<\\?php|\n|    |\t|é){0,24}",
        pick in 0..Language::ALL.len(), form in 0..36_usize,
    ) {
        let language = Language::ALL[pick];
        let mut example = small();
        example.language = language;
        example.guideline = Some(code.clone());
        example.vulnerable = Some(before.clone());
        example.code = code;
        let forms = Form::all();
        let form = forms[form % forms.len()];
        let query = query(language, &before);
        if let Some(shown) = show(form, &example, &query, PromptStyle::Chat, 200, &count) {
            keeps_its_promises(form, &query, &shown, PromptStyle::Chat, 200);
        }
    }
}
