//! Tests of the specifications, and of every file under `experiments/`.

use std::path::{Path, PathBuf};

use seccoder::model::Decoding;

use super::*;
use crate::paper::rows;

const BASE: &str = r#"
format = 1
title = "A table"
suite = { kind = "folder", path = "suites/core" }
samples = 5
seeds = [1, 2]

[[arms]]
name = "None"
method = "none"

[[arms]]
name = "SecCoder"
method = "seccoder"
embedder = "instructor-xl"
k = 2

[[models]]
name = "small"
"#;

fn parse(text: &str) -> Result<Spec, SpecError> {
    Spec::parse(text, Path::new("x.toml"))
}

fn error(from: &str, to: &str) -> String {
    assert!(BASE.contains(from), "{from}");
    parse(&BASE.replacen(from, to, 1)).unwrap_err().to_string()
}

#[test]
fn what_is_left_out_has_its_usual_value() {
    let spec = parse(BASE).unwrap();
    let usual = Decoding::Sample {
        temperature: 0.4,
        top_p: 0.95,
        top_k: None,
    };
    assert_eq!(spec.sampling.decoding, usual);
    assert_eq!((spec.sampling.samples, spec.sampling.max_tokens), (5, 300));
    assert_eq!(spec.database, DatabaseSpec::Default);
    assert_eq!(spec.measure, Measure::SecurityRate);
    assert_eq!((spec.arms[0].arm.k, spec.arms[1].arm.k), (1, 2));
    let model = &spec.models[0];
    assert_eq!(
        (model.label.as_str(), model.column.as_str()),
        ("small", "small")
    );
    let cells: Vec<_> = spec.cells().map(|cell| (cell.row, cell.column)).collect();
    assert_eq!(cells, [("None", "small"), ("SecCoder", "small")]);
    assert_eq!(spec.published("None", "small"), None);
}

#[test]
fn errors_name_file_and_line() {
    assert_eq!(
        error("samples = 5", "samples = 0"),
        "x.toml:5: samples must be at least 1"
    );
    let unknown = error("samples = 5", "sample = 5");
    assert!(
        unknown.starts_with("x.toml:5: unknown field `sample`"),
        "{unknown}"
    );
    let unknown = error("\nk = 2", "\nkk = 2");
    assert!(
        unknown.starts_with("x.toml:16: unknown field `kk`"),
        "{unknown}"
    );
    let unknown = error("path =", "extra = 1, path =");
    assert!(
        unknown.starts_with("x.toml:4: unknown field `extra`"),
        "{unknown}"
    );
    let unknown = error("\"seccoder\"", "\"secoder\"");
    assert!(
        unknown.starts_with("x.toml:14: unknown method `secoder`"),
        "{unknown}"
    );
    let broken = error("seeds = [1, 2]", "seeds = [1, 2");
    assert!(broken.starts_with("x.toml:"), "{broken}");
}

#[test]
fn a_newer_format_is_said_to_be_newer() {
    assert_eq!(
        error("format = 1", "format = 2\nnovelty = true"),
        "x.toml: format 2 is not known; this program reads format 1"
    );
    let missing = error("format = 1", "");
    assert!(missing.contains("missing field `format`"), "{missing}");
}

#[test]
fn settings_without_effect_are_refused() {
    for (from, to, reason) in [
        (
            "\"none\"",
            "\"none\"\nk = 1",
            "k has no effect on method none of arm `None`",
        ),
        (
            "\"none\"",
            "\"bm25\"\nembedder = \"e\"",
            "embedder has no effect on method bm25",
        ),
        (
            "\"none\"",
            "\"rules\"\nguideline_only = true",
            "guideline_only has no effect",
        ),
        (
            "\"none\"",
            "\"auto\"\nguideline_only = true",
            "guideline_only has no effect on method auto",
        ),
        (
            "\nk = 2",
            "\nform = \"guideline/cursor/comment\"",
            "form has no effect on method seccoder of arm `SecCoder`",
        ),
        (
            "\nk = 2",
            "\nthreshold = 0",
            "threshold has no effect on method seccoder",
        ),
        ("samples = 5", "samples = 5\nks = [1]", "ks has no effect"),
        (
            "samples = 5",
            "measure = \"retrieval\"\nsamples = 5",
            "samples has no effect",
        ),
        (
            "samples = 5",
            "measure = \"retrieval\"",
            "arm `None` retrieves nothing",
        ),
        (
            "samples = 5",
            "measure = \"statistics\"",
            "statistics has no arms",
        ),
    ] {
        let error = error(from, to);
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn nonsense_is_refused() {
    for (from, to, reason) in [
        ("A table", " ", "title is empty"),
        ("[1, 2]", "[1, 1]", "seeds must be some distinct numbers"),
        ("[1, 2]", "[]", "seeds must be some distinct numbers"),
        (
            "samples = 5",
            "temperature = nan",
            "temperature cannot be NaN",
        ),
        ("samples = 5", "top_p = 1.5", "top_p cannot be 1.5"),
        (
            "samples = 5",
            "measure = \"pass-at-k\"",
            "pass-at-k needs ks",
        ),
        (
            "samples = 5",
            "measure = \"pass-at-k\"\nsamples = 5\nks = [1, 6]",
            "ks must lie between 1 and the 5 samples",
        ),
        ("\"SecCoder\"", "\"None\"", "there are two arms `None`"),
        ("k = 2", "k = 0", "k of arm `SecCoder` must be at least 1"),
        ("suite = ", "database = ", "unknown variant `folder`"),
        (
            "suite = { kind = \"folder\", path = \"suites/core\" }",
            "",
            "there is no suite",
        ),
        (
            "kind = \"folder\"",
            "kind = \"humaneval\"",
            "HumanEval has no weaknesses",
        ),
        (
            "name = \"small\"",
            "name = \"a\"\n[[models]]\nname = \"b\"\ncolumn = \"a\"",
            "two results would stand in row `None`, column `a`",
        ),
        (
            "name = \"small\"",
            "name = \"a\"\nrows = { Nane = \"x\" }",
            "rows of model `a` names no arm: `Nane`",
        ),
        (
            "name = \"small\"",
            "name = \"a\"\nleave_out_cwes = [\"memory\"]",
            "`memory` is not a CWE number",
        ),
        ("[[models]]\nname = \"small\"", "", "there is no [[models]]"),
    ] {
        let error = error(from, to);
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn temperature_zero_is_greedy_and_arms_name_themselves() {
    let text = BASE
        .replace("samples = 5", "temperature = 0.0")
        .replace("name = \"SecCoder\"\n", "guideline_only = true\n");
    let spec = parse(&text).unwrap();
    assert_eq!(spec.sampling.decoding, Decoding::Greedy);
    assert_eq!(spec.sampling.samples, 25);
    assert_eq!(spec.arms[1].arm.name, "seccoder k=2 guideline");
}

#[test]
fn arms_of_auto_have_settings_of_their_own() {
    let arm = "method = \"auto\"\nform = \"guideline/cursor/comment\"\n\
               facets = [\"cause\", \"api\"]\nbudget = 128\nthreshold = 0.0";
    let text = BASE.replace("name = \"None\"\nmethod = \"none\"", arm);
    let spec = parse(&text).unwrap();
    let arm = &spec.arms[0].arm;
    assert_eq!(
        arm.name,
        "auto guideline/cursor/comment api+cause budget=128 threshold=0"
    );
    assert_eq!(arm.auto.facets.to_string(), "api+cause");
    for (from, to, reason) in [
        (
            "guideline/cursor/comment",
            "guideline/cursor",
            "unknown form",
        ),
        ("\"api\"]", "\"name\"]", "x.toml:11: unknown facet `name`"),
        ("[\"cause\", \"api\"]", "[]", "facets is empty"),
        (
            "threshold = 0.0",
            "threshold = 1.5",
            "threshold cannot be 1.5",
        ),
    ] {
        let error = parse(&text.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.contains(reason), "{error}");
    }
}

#[test]
fn an_arm_may_be_thorough() {
    let with = |fields: &str| {
        let arm = format!("method = \"none\"\n{fields}");
        parse(&BASE.replace("name = \"None\"\nmethod = \"none\"", &arm))
    };
    let arm = with("mode = \"thorough\"").unwrap().arms[0].arm.clone();
    assert_eq!((&*arm.name, arm.rounds), ("none thorough", Some(2)));
    let arm = with("mode = \"thorough\"\nrounds = 1").unwrap().arms[0]
        .arm
        .clone();
    assert_eq!(arm.name, "none thorough rounds=1");
    let error = with("rounds = 1").unwrap_err().to_string();
    assert!(error.contains("rounds is for mode"), "{error}");
}

#[test]
fn a_folder_may_be_run_by_halves() {
    let text = BASE.replace("suites/core\"", "suites/core\", half = \"report\"");
    let suite = parse(&text).unwrap().suite;
    let Some(SuiteSpec::Folder { half, .. }) = suite else {
        panic!("no folder");
    };
    assert_eq!(half, Some(Half::Report));
    let error = error("suites/core\"", "suites/core\", half = \"best\"");
    assert!(error.contains("best"), "{error}");
}

#[test]
fn a_model_may_rename_its_rows() {
    let text = BASE.replace(
        "name = \"small\"",
        "name = \"m\"\n[[models]]\nname = \"m\"\nprefix = \"p\"\ncontrol = \"sec\"\n\
         rows = { None = \"SVEN_sec\", SecCoder = \"both\" }",
    );
    let spec = parse(&text).unwrap();
    let rows: Vec<_> = spec.cells().map(|cell| cell.row).collect();
    assert_eq!(rows, ["None", "SecCoder", "SVEN_sec", "both"]);
    let half = text.replace("control = \"sec\"", "");
    let error = Spec::parse(&half, Path::new("half.toml")).unwrap_err();
    assert!(
        error.to_string().contains("both prefix and control"),
        "{error}"
    );
}

fn experiments() -> Vec<(PathBuf, Spec)> {
    specifications("../../experiments")
}

fn specifications(folder: &str) -> Vec<(PathBuf, Spec)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let mut found: Vec<(PathBuf, Spec)> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "toml")
        })
        .map(|path| {
            let text = std::fs::read_to_string(&path).unwrap();
            let spec = Spec::parse(&text, &path).unwrap();
            (path, spec)
        })
        .collect();
    found.sort_by(|a, b| a.0.cmp(&b.0));
    found
}

#[test]
fn every_experiment_of_the_paper_has_a_file() {
    let specs = experiments();
    for experiment in Experiment::ALL {
        let name = format!("{experiment}.toml");
        let (_, spec) = specs
            .iter()
            .find(|(path, _)| path.ends_with(&name))
            .unwrap_or_else(|| panic!("{name} is missing"));
        assert_eq!(spec.paper, Some(experiment), "{name}");
    }
}

/// What settings are chosen by is not what results are reported on.
#[test]
fn experiments_about_auto_name_their_half() {
    let specs = specifications("../../experiments/auto");
    assert!(specs.len() >= 2, "{specs:?}");
    for (path, spec) in specs {
        let half = match spec.suite {
            Some(SuiteSpec::Folder { half, .. }) => half,
            _ => None,
        };
        let is_report = path.ends_with("report.toml");
        let expected = if is_report { Half::Report } else { Half::Tune };
        assert_eq!(half, Some(expected), "{}", path.display());
    }
}

/// Names that differ by a letter would leave the published values out of the report.
#[test]
fn every_published_value_has_its_place() {
    for (path, spec) in experiments() {
        let Some(experiment) = spec.paper else {
            continue;
        };
        for value in rows(experiment) {
            let has_row = |row: &str| spec.arms.iter().any(|arm| arm.arm.name == row);
            let found = match spec.measure {
                Measure::SecurityRate | Measure::PassAtK => spec
                    .cells()
                    .any(|cell| cell.row == value.row && cell.column == value.column),
                Measure::Breakdown | Measure::Retrieval => has_row(value.row),
                Measure::Statistics | Measure::Prompts => true,
            };
            assert!(found, "{}: {} {}", path.display(), value.row, value.column);
        }
    }
}

#[test]
fn the_scenarios_are_the_eighteen_of_the_breakdown() {
    for (path, spec) in experiments() {
        if let Some(SuiteSpec::Sven { leave_out, .. }) = &spec.suite {
            assert_eq!(leave_out.len(), 6, "{}", path.display());
            for scenario in leave_out {
                let printed = rows(Experiment::Fig8).any(|value| value.column == scenario);
                assert!(!printed, "{}: {scenario}", path.display());
            }
        }
    }
}
