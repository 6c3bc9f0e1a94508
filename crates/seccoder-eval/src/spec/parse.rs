//! From TOML to a checked [`Spec`].

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;

use seccoder::cwe::CweId;
use seccoder::method::Method;
use seccoder::model::Decoding;
use seccoder::pipeline::{DEFAULT_ROUNDS, Mode};
use seccoder::prompt::form::{Form, UnknownForm};
use seccoder::prompt::{DemonstrationView, PromptStyle};
use seccoder::retriever::facets::{Facet, UnknownFacet};
use seccoder::truncate::CutRules;
use serde::Deserialize;
use toml::Spanned;

use super::{
    ArmSpec, Control, DatabaseSpec, FORMAT, Measure, ModelSpec, Spec, SpecError, SuiteSpec,
};
use crate::arm::{Arm, AutoArm, FacetSet, UnknownMethod};
use crate::log::Sampling;
use crate::paper::Experiment;

/// The one field that is read before the others, so that a newer file is called newer.
#[derive(Deserialize)]
struct Version {
    format: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(rename = "format")]
    _format: u32,
    title: Spanned<String>,
    paper: Option<Experiment>,
    #[serde(default)]
    measure: Measure,
    suite: Option<Spanned<SuiteSpec>>,
    #[serde(default)]
    database: DatabaseSpec,
    samples: Option<Spanned<usize>>,
    seeds: Option<Spanned<Vec<u64>>>,
    temperature: Option<Spanned<f32>>,
    top_p: Option<Spanned<f32>>,
    max_tokens: Option<Spanned<usize>>,
    truncation: Option<Spanned<CutRules>>,
    style: Option<Spanned<PromptStyle>>,
    ks: Option<Spanned<Vec<u32>>>,
    #[serde(default)]
    arms: Vec<Spanned<RawArm>>,
    #[serde(default)]
    models: Vec<Spanned<RawModel>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawArm {
    name: Option<String>,
    method: Spanned<String>,
    embedder: Option<String>,
    k: Option<usize>,
    guideline_only: Option<bool>,
    exclude_task_cwe: Option<bool>,
    form: Option<Spanned<String>>,
    facets: Option<Spanned<Vec<String>>>,
    budget: Option<usize>,
    threshold: Option<Spanned<f32>>,
    #[serde(default)]
    mode: Mode,
    rounds: Option<usize>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawModel {
    name: String,
    label: Option<String>,
    column: Option<String>,
    prefix: Option<String>,
    control: Option<Control>,
    lora: Option<String>,
    #[serde(default)]
    leave_out_cwes: Vec<CweId>,
    #[serde(default)]
    rows: BTreeMap<String, String>,
}

/// What is wrong, and where in the text.
struct Fault {
    at: Option<Range<usize>>,
    reason: String,
}

impl From<toml::de::Error> for Fault {
    fn from(error: toml::de::Error) -> Self {
        Self {
            at: error.span(),
            reason: error.message().trim_end().replace('\n', " "),
        }
    }
}

fn fault(at: Range<usize>, reason: impl Into<String>) -> Fault {
    Fault {
        at: Some(at),
        reason: reason.into(),
    }
}

fn general(reason: impl Into<String>) -> Fault {
    Fault {
        at: None,
        reason: reason.into(),
    }
}

impl Spec {
    /// Reads a specification. `file` is for messages only.
    ///
    /// # Errors
    /// When the text is no TOML of this form, or asks for something that makes no sense.
    pub fn parse(text: &str, file: &Path) -> Result<Self, SpecError> {
        read(text).map_err(|fault| SpecError {
            file: file.to_owned(),
            line: fault.at.map(|at| line_of(text, at.start)),
            reason: fault.reason,
        })
    }
}

/// The line, from 1, that holds this byte.
fn line_of(text: &str, byte: usize) -> usize {
    1 + text
        .bytes()
        .take(byte)
        .filter(|byte| *byte == b'\n')
        .count()
}

fn read(text: &str) -> Result<Spec, Fault> {
    let Version { format } = toml::from_str(text)?;
    if format != FORMAT {
        return Err(general(format!(
            "format {format} is not known; this program reads format {FORMAT}"
        )));
    }
    let raw: Raw = toml::from_str(text)?;
    if raw.title.get_ref().trim().is_empty() {
        return Err(fault(raw.title.span(), "title is empty"));
    }

    let measure = raw.measure;
    if !measure.generates() {
        refuse_sampling(&raw)?;
    }
    let temperature = number(raw.temperature, "temperature", 0.4, |t| t >= 0.0)?;
    let top_p = number(raw.top_p, "top_p", 0.95, |p| p > 0.0 && p <= 1.0)?;
    let sampling = Sampling {
        samples: at_least_one(raw.samples, "samples", 25)?,
        seeds: seeds(raw.seeds)?,
        decoding: if temperature == 0.0 {
            Decoding::Greedy
        } else {
            Decoding::Sample {
                temperature,
                top_p,
                top_k: None,
            }
        },
        max_tokens: at_least_one(raw.max_tokens, "max_tokens", 300)?,
        cut: raw.truncation.map(Spanned::into_inner).unwrap_or_default(),
        style: raw.style.map(Spanned::into_inner),
    };
    let arms = arms(raw.arms, measure)?;
    let spec = Spec {
        ks: ks(raw.ks, measure, sampling.samples)?,
        models: models(raw.models, measure, &arms)?,
        title: raw.title.into_inner(),
        paper: raw.paper,
        measure,
        suite: raw.suite.map(Spanned::into_inner),
        database: raw.database,
        sampling,
        arms,
    };
    check_suite(&spec)?;
    Ok(spec)
}

/// Settings of the sampling have no place where nothing is sampled.
fn refuse_sampling(raw: &Raw) -> Result<(), Fault> {
    let given = [
        ("samples", raw.samples.as_ref().map(Spanned::span)),
        ("temperature", raw.temperature.as_ref().map(Spanned::span)),
        ("top_p", raw.top_p.as_ref().map(Spanned::span)),
        ("max_tokens", raw.max_tokens.as_ref().map(Spanned::span)),
        ("truncation", raw.truncation.as_ref().map(Spanned::span)),
        ("style", raw.style.as_ref().map(Spanned::span)),
    ];
    for (name, span) in given {
        if let Some(span) = span {
            let reason = format!("{name} has no effect, since this measure generates nothing");
            return Err(fault(span, reason));
        }
    }
    Ok(())
}

fn at_least_one(given: Option<Spanned<usize>>, name: &str, default: usize) -> Result<usize, Fault> {
    match given {
        None => Ok(default),
        Some(value) if *value.get_ref() == 0 => {
            Err(fault(value.span(), format!("{name} must be at least 1")))
        }
        Some(value) => Ok(value.into_inner()),
    }
}

fn number(
    given: Option<Spanned<f32>>,
    name: &str,
    default: f32,
    allowed: fn(f32) -> bool,
) -> Result<f32, Fault> {
    let Some(given) = given else {
        return Ok(default);
    };
    let value = *given.get_ref();
    if value.is_finite() && allowed(value) {
        Ok(value)
    } else {
        Err(fault(given.span(), format!("{name} cannot be {value}")))
    }
}

fn seeds(given: Option<Spanned<Vec<u64>>>) -> Result<Vec<u64>, Fault> {
    let Some(given) = given else {
        return Ok(vec![1, 2, 3]);
    };
    let distinct: BTreeSet<u64> = given.get_ref().iter().copied().collect();
    if distinct.is_empty() || distinct.len() < given.get_ref().len() {
        return Err(fault(given.span(), "seeds must be some distinct numbers"));
    }
    Ok(given.into_inner())
}

fn ks(
    given: Option<Spanned<Vec<u32>>>,
    measure: Measure,
    samples: usize,
) -> Result<Vec<u32>, Fault> {
    let wanted = measure == Measure::PassAtK;
    match given {
        None if wanted => Err(general("pass-at-k needs ks, for example ks = [1, 10]")),
        None => Ok(Vec::new()),
        Some(given) if !wanted => {
            let reason = "ks has no effect unless measure = \"pass-at-k\"";
            Err(fault(given.span(), reason))
        }
        Some(given) => {
            let possible = |k: &u32| *k >= 1 && *k as usize <= samples;
            if given.get_ref().is_empty() || !given.get_ref().iter().all(possible) {
                let reason = format!("ks must lie between 1 and the {samples} samples");
                return Err(fault(given.span(), reason));
            }
            Ok(given.into_inner())
        }
    }
}

fn arms(raw: Vec<Spanned<RawArm>>, measure: Measure) -> Result<Vec<ArmSpec>, Fault> {
    match measure {
        Measure::Statistics if !raw.is_empty() => {
            return Err(fault(raw[0].span(), "statistics has no arms"));
        }
        Measure::Statistics => {}
        _ if raw.is_empty() => return Err(general("there is no [[arms]]")),
        _ => {}
    }
    let mut names = BTreeSet::new();
    raw.into_iter()
        .map(|raw| {
            let span = raw.span();
            let arm = arm(raw.into_inner(), &span)?;
            let name = &arm.arm.name;
            if !names.insert(name.clone()) {
                return Err(fault(span, format!("there are two arms `{name}`")));
            }
            let ranks = matches!(measure, Measure::Retrieval | Measure::Prompts);
            if ranks && arm.arm.method.retrieval() == Method::None {
                let reason = format!("arm `{name}` retrieves nothing that could be shown");
                return Err(fault(span, reason));
            }
            Ok(arm)
        })
        .collect()
}

fn arm(raw: RawArm, span: &Range<usize>) -> Result<ArmSpec, Fault> {
    let method = raw
        .method
        .get_ref()
        .parse()
        .map_err(|error: UnknownMethod| fault(raw.method.span(), error.to_string()))?;
    let wrong = |reason: String| Err(fault(span.clone(), reason));
    let mut arm = Arm::new(method);
    arm.k = raw.k.unwrap_or(1);
    arm.exclude_task_cwe = raw.exclude_task_cwe.unwrap_or(false);
    if raw.guideline_only == Some(true) {
        arm.view = DemonstrationView::Guideline;
    }
    let given_auto = [
        ("form", raw.form.is_some()),
        ("facets", raw.facets.is_some()),
        ("budget", raw.budget.is_some()),
        ("threshold", raw.threshold.is_some()),
    ];
    arm.auto = auto(raw.form, raw.facets, raw.budget, raw.threshold)?;
    if raw.mode == Mode::Thorough {
        arm.rounds = Some(raw.rounds.unwrap_or(DEFAULT_ROUNDS));
    } else if raw.rounds.is_some() {
        return wrong("rounds is for mode = \"thorough\"".to_owned());
    }
    arm.name = raw.name.unwrap_or_else(|| arm.describe());
    let name = &arm.name;
    if name.trim().is_empty() {
        return wrong("an arm has an empty name".to_owned());
    }
    let retrieval = method.retrieval();
    let retrieves = retrieval != Method::None;
    let is_auto = arm.is_auto();
    let auto = given_auto.map(|(field, given)| (field, given, is_auto));
    let others = [
        ("embedder", raw.embedder.is_some(), retrieval.is_dense()),
        ("k", raw.k.is_some(), retrieves),
        (
            "guideline_only",
            raw.guideline_only.is_some(),
            retrieves && !is_auto,
        ),
        (
            "exclude_task_cwe",
            raw.exclude_task_cwe.is_some(),
            retrieves,
        ),
    ];
    for (field, given, useful) in others.into_iter().chain(auto) {
        if given && !useful {
            return wrong(format!(
                "{field} has no effect on method {method} of arm `{name}`"
            ));
        }
    }
    if arm.k == 0 {
        return wrong(format!(
            "k of arm `{name}` must be at least 1; or use method none"
        ));
    }
    Ok(ArmSpec {
        arm,
        embedder: raw.embedder,
    })
}

/// The settings of method `auto`.
fn auto(
    form: Option<Spanned<String>>,
    facets: Option<Spanned<Vec<String>>>,
    budget: Option<usize>,
    threshold: Option<Spanned<f32>>,
) -> Result<AutoArm, Fault> {
    let form = form.map(|form| {
        let parsed: Result<Form, UnknownForm> = form.get_ref().parse();
        parsed.map_err(|error| fault(form.span(), error.to_string()))
    });
    let facets = facets.map(|facets| {
        let named: Result<Vec<Facet>, UnknownFacet> =
            facets.get_ref().iter().map(|name| name.parse()).collect();
        let named = named.map_err(|error| fault(facets.span(), error.to_string()))?;
        FacetSet::new(&named).ok_or_else(|| fault(facets.span(), "facets is empty"))
    });
    let threshold = threshold.map(|given| {
        let allowed = |sure: f32| (0.0..=1.0).contains(&sure);
        number(Some(given), "threshold", 0.0, allowed)
    });
    Ok(AutoArm {
        form: form.transpose()?,
        facets: facets.transpose()?.unwrap_or_default(),
        budget,
        threshold: threshold.transpose()?,
    })
}

fn models(
    raw: Vec<Spanned<RawModel>>,
    measure: Measure,
    arms: &[ArmSpec],
) -> Result<Vec<ModelSpec>, Fault> {
    match raw.first() {
        None if measure.generates() => return Err(general("there is no [[models]]")),
        Some(first) if !measure.generates() => {
            let reason = "a model has no effect, since this measure generates nothing";
            return Err(fault(first.span(), reason));
        }
        _ => {}
    }
    let mut taken = BTreeSet::new();
    let mut models = Vec::with_capacity(raw.len());
    for raw in raw {
        let span = raw.span();
        let model = model(raw.into_inner());
        if model.name.trim().is_empty() {
            return Err(fault(span, "a model has an empty name"));
        }
        if model.prefix.is_some() != model.control.is_some() {
            let reason = format!(
                "model `{}` needs both prefix and control, or neither",
                model.label
            );
            return Err(fault(span, reason));
        }
        let unknown = |row: &&String| arms.iter().all(|arm| arm.arm.name != **row);
        if let Some(row) = model.rows.keys().find(unknown) {
            let reason = format!("rows of model `{}` names no arm: `{row}`", model.label);
            return Err(fault(span, reason));
        }
        for arm in arms {
            let row = model.row(arm).to_owned();
            let column = model.column.clone();
            if !taken.insert((row.clone(), column.clone())) {
                let reason = format!("two results would stand in row `{row}`, column `{column}`");
                return Err(fault(span, reason));
            }
        }
        models.push(model);
    }
    Ok(models)
}

fn model(raw: RawModel) -> ModelSpec {
    let label = raw.label.unwrap_or_else(|| raw.name.clone());
    ModelSpec {
        column: raw.column.unwrap_or_else(|| label.clone()),
        label,
        name: raw.name,
        prefix: raw.prefix,
        control: raw.control,
        lora: raw.lora,
        leave_out_cwes: raw.leave_out_cwes,
        rows: raw.rows,
    }
}

fn check_suite(spec: &Spec) -> Result<(), Fault> {
    match (&spec.suite, spec.measure) {
        (Some(_), Measure::Statistics) => Err(general(
            "a suite has no effect on statistics, which look at the database",
        )),
        (None, Measure::Statistics) => Ok(()),
        (None, _) => Err(general("there is no suite")),
        (Some(SuiteSpec::Humaneval { .. }), measure) if measure != Measure::PassAtK => {
            Err(general("HumanEval has no weaknesses; it is for pass-at-k"))
        }
        (Some(SuiteSpec::Sven { .. }), Measure::PassAtK) => {
            Err(general("SVEN's scenarios have no functional tests"))
        }
        (Some(_), _) => Ok(()),
    }
}
