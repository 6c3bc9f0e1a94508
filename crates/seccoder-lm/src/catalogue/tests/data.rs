//! The catalogue as data.

use super::super::wheel::matches;
use super::super::{Catalogue, CatalogueError, ModelFormat, ModelKind, Source};

/// A catalogue of two models that is right; tests break it.
const SMALL: &str = r#"
schema = 1
hub = "https://hub.example"
default_model = "a"
default_embedder = "b"

[[model]]
name = "a"
title = "A"
kind = "code-lm"
licence = "MIT"
architecture = "x"
format = "gguf"
prompt_styles = ["raw"]
[[model.file]]
name = "a.gguf"
bytes = 5
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
main = true
[[model.source]]
type = "packages"
packages = ["one==1.0"]
members = { "a.gguf" = "*.bin" }

[[model]]
name = "b"
title = "B"
kind = "embedder"
licence = "MIT"
architecture = "x"
format = "safetensors"
embedding = { pooling = "mean", max_tokens = 8, dimensions = 2 }
[[model.file]]
name = "b.bin"
bytes = 5
sha256 = "0000000000000000000000000000000000000000000000000000000000000000"
main = true
[[model.source]]
type = "hub"
repo = "o/b"
revision = "main"
"#;

#[test]
fn the_built_in_catalogue_is_consistent() {
    let catalogue = Catalogue::builtin();
    let names: Vec<&str> = catalogue
        .models()
        .iter()
        .map(|model| model.name.as_str())
        .collect();
    assert_eq!(
        names,
        [
            "qwen2.5-coder-1.5b",
            "qwen2.5-coder-0.5b",
            "smollm2-135m",
            "all-minilm-l6-v2",
            "all-mpnet-base-v2",
            "codegen-350m",
            "codegen-350m-mono",
            "codegen-2b",
            "codegen-2b-mono",
            "codegen-6b",
            "codegen-6b-mono",
            "santacoder",
            "incoder-1b",
            "incoder-6b",
            "instructor-large",
            "instructor-xl",
        ]
    );
    assert_eq!(catalogue.default_model().name, "qwen2.5-coder-1.5b");
    assert_eq!(catalogue.default_embedder().name, "all-minilm-l6-v2");
    for model in &catalogue.models()[..5] {
        assert!(matches!(
            model.sources[..],
            [Source::Hub(_), Source::Packages(_)]
        ));
        assert!(!model.is_recorded() && model.total_bytes().is_some());
        assert_eq!(
            model.format == ModelFormat::Gguf,
            model.kind == ModelKind::CodeLm
        );
    }
    // The paper's models come from the hub alone, each from one commit.
    for model in &catalogue.models()[5..] {
        assert!(matches!(&model.sources[..], [Source::Hub(hub)] if hub.is_pinned()));
        assert!(model.is_recorded() && model.about_mb.is_some());
        let hash = &model.main_file().sha256;
        assert_eq!(hash.is_some(), model.kind == ModelKind::CodeLm);
    }
    for (alias, name) in [
        ("seccoder-large", "instructor-large"),
        ("seccoder-xl", "instructor-xl"),
        ("codegen-2b-multi", "codegen-2b"),
    ] {
        assert_eq!(catalogue.get(alias).unwrap().name, name);
    }
    let embedding = catalogue
        .get("all-mpnet-base-v2")
        .unwrap()
        .embedding
        .as_ref()
        .unwrap();
    assert_eq!((embedding.max_tokens, embedding.dimensions), (384, 768));
    assert_eq!(
        catalogue.default_embedder().main_file().name,
        "model.safetensors"
    );
    assert_eq!(catalogue.default_model().total_bytes(), Some(1_117_320_768));
}

#[test]
fn a_file_has_its_address_at_the_hub_and_at_a_mirror() {
    let Source::Hub(hub) = &Catalogue::builtin().default_embedder().sources[0] else {
        panic!()
    };
    let path = "sentence-transformers/all-MiniLM-L6-v2/resolve/main/config.json";
    assert_eq!(
        hub.url(None, "config.json"),
        format!("{}/{path}", Catalogue::builtin().hub)
    );
    let mirror = Some("http://mirror.example/");
    assert_eq!(
        hub.url(mirror, "config.json"),
        format!("http://mirror.example/{path}")
    );
}

#[test]
fn an_unknown_name_gets_the_near_ones() {
    let message = |name| Catalogue::builtin().get(name).unwrap_err().to_string();
    assert!(message("qwen2.5-codr-1.5b").contains("did you mean `qwen2.5-coder-1.5b`"));
    assert!(message("MiniLM").contains("did you mean `all-minilm-l6-v2`?"));
    let far = message("gpt-9");
    assert!(
        !far.contains("did you mean") && far.contains("seccoder model list"),
        "{far}"
    );
}

#[test]
fn what_is_contradictory_or_unsafe_is_refused() {
    Catalogue::parse(SMALL).unwrap();
    let cases = [
        ("schema = 1", "schema = 2", "schema 2"),
        ("https://hub.example", "file:///etc", "`hub`"),
        (
            "default_model = \"a\"",
            "default_model = \"b\"",
            "`default_model`",
        ),
        (
            "default_embedder = \"b\"",
            "default_embedder = \"z\"",
            "`default_embedder`",
        ),
        ("name = \"a\"", "name = \"../a\"", "the name may have"),
        ("name = \"b\"", "name = \"a\"", "twice"),
        ("name = \"b\"", "name = \"b\"\naliases = [\"a\"]", "twice"),
        (
            "name = \"b\"",
            "name = \"b\"\naliases = [\"/\"]",
            "the name may have",
        ),
        ("prompt_styles = [\"raw\"]", "", "`prompt_styles`"),
        (
            "prompt_styles = [\"raw\"]",
            "prompt_styles = [\"raw\"]\nauto.raw = \"reminder/system/comment\"",
            "no place in a raw prompt",
        ),
        (
            "prompt_styles = [\"raw\"]",
            "prompt_styles = [\"raw\"]\nauto.raw = \"loud\"",
            "unknown form",
        ),
        (
            "embedding = {",
            "auto.raw = \"silent\"\nembedding = {",
            "an embedder has `embedding`",
        ),
        (
            "name = \"a.gguf\"",
            "name = \"../a.gguf\"",
            "plain file name",
        ),
        ("name = \"b.bin\"", "name = \".b\"", "plain file name"),
        ("sha256 = \"00", "sha256 = \"AA", "64 lower-case hex"),
        ("bytes = 5", "bytes = 0", "empty"),
        ("main = true", "main = false", "main = true"),
        ("one==1.0", "-rone==1.0", "NAME==VERSION"),
        ("one==1.0", "one>=1.0", "NAME==VERSION"),
        ("one==1.0", "one==http://x", "NAME==VERSION"),
        (
            "\"a.gguf\" = \"*.bin\"",
            "\"z.gguf\" = \"*.bin\"",
            "`members`",
        ),
        (
            "\"*.bin\" }",
            "\"*.bin\" }\narchive = \"*.zip\"",
            "`archive_bytes`",
        ),
        ("o/b", "o/../b", "owner/name"),
        ("revision = \"main\"", "revision = \"..\"", "revision"),
        ("title = \"A\"", "titel = \"A\"", "titel"),
    ];
    for (from, to, expected) in cases {
        assert!(SMALL.contains(from), "{from}");
        let error = Catalogue::parse(&SMALL.replace(from, to))
            .unwrap_err()
            .to_string();
        assert!(error.contains(expected), "{from} -> {to}: {error}");
    }
    assert!(matches!(
        Catalogue::parse("{"),
        Err(CatalogueError::Syntax(_))
    ));
}

#[test]
fn a_hash_is_missing_only_where_the_first_pull_can_stand_for_it() {
    let unhashed = |revision: &str, more: &str| {
        let hash = format!("sha256 = \"{}\"\n", "0".repeat(64));
        let (packages, hub) = SMALL.split_at(SMALL.find("name = \"b\"").unwrap());
        let hub = hub.replace(&hash, "").replace("main\"\n", "REVISION\"\n");
        let revision = format!("{revision}\"\n{more}");
        format!("{packages}{}", hub.replace("REVISION\"\n", &revision))
    };
    let commit = "0123456789abcdef0123456789abcdef01234567";
    for (revision, more) in [(commit, ""), ("main", "unpinned = true\n")] {
        let catalogue = Catalogue::parse(&unhashed(revision, more)).unwrap();
        let model = catalogue.get("b").unwrap();
        assert!(model.is_recorded() && model.main_file().sha256.is_none());
    }
    let second = "[[model.source]]\ntype = \"hub\"\nrepo = \"o/c\"\nrevision = \"main\"\n";
    for (revision, more, expected) in [
        ("main", "", "full commit"),
        (&commit[..39], "", "full commit"),
        (commit, second, "only source"),
        (commit, "unpinned = true\n", "not `unpinned`"),
    ] {
        let error = Catalogue::parse(&unhashed(revision, more)).unwrap_err();
        assert!(error.to_string().contains(expected), "{error}");
    }
    let needless = SMALL.replace("\"main\"\n", "\"main\"\nunpinned = true\n");
    let error = Catalogue::parse(&needless).unwrap_err().to_string();
    assert!(error.contains("without `sha256`"), "{error}");
    // Packages are taken apart against lengths and hashes.
    for gone in ["bytes = 5\n", "sha256 = \"0"] {
        let at = SMALL.find(gone).unwrap();
        let end = at + SMALL[at..].find('\n').unwrap();
        let error = Catalogue::parse(&format!("{}{}", &SMALL[..at], &SMALL[end..])).unwrap_err();
        assert!(error.to_string().contains("a.gguf"), "{error}");
    }
}

#[test]
fn patterns_match_whole_paths() {
    for (pattern, name) in [
        ("a/b.bin", "a/b.bin"),
        ("*/data/part*.bin", "x_part1/data/part01.bin"),
        ("*/input/m.zip.*", "m/input/m.zip.001"),
        ("*", ""),
        ("a*b*c", "aXbYbZc"),
    ] {
        assert!(matches(pattern, name), "{pattern} {name}");
    }
    for (pattern, name) in [
        ("a/b.bin", "x/a/b.bin"),
        ("*/part*.bin", "x/part1.bin.txt"),
        ("*/m/config.json", "x/m/1_Pooling/config.json"),
        ("ab*ba", "aba"),
    ] {
        assert!(!matches(pattern, name), "{pattern} {name}");
    }
}
