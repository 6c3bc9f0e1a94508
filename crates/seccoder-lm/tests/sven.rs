//! SVEN's prefixes against PyTorch: losses, gradients in every layer, a short training and
//! generation with the tiny CodeGen (numbers by scripts/reference/sven.py), and the published
//! prefix and pairs where they are at hand.
#![cfg(feature = "candle")]
#![allow(missing_docs)]
#![allow(clippy::unwrap_used, reason = "a failed test may panic")]

use std::collections::HashMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use candle_core::{DType, Device, Tensor, Var};
use seccoder_lm::candle::causal::{Cache, CausalLm, Input, Logits, Shape};
use seccoder_lm::candle::checkpoint::{Checkpoint, Precision, TextTokens};
use seccoder_lm::candle::sven::config::TrainConfig;
use seccoder_lm::candle::sven::data::{DiffLevel, Pairs};
use seccoder_lm::candle::sven::loss::{Predictions, Ratios, losses};
use seccoder_lm::candle::sven::sample::{Sample, Samples};
use seccoder_lm::candle::sven::train::{Event, Outcome, Place, PrefixTrainer};
use seccoder_lm::candle::sven::{Control, Dimensions, Origin, Prefix, PrefixError, TrainError};
use serde_json::Value;

fn tiny(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/tiny")
        .join(name)
}

fn codegen() -> Box<dyn CausalLm> {
    let checkpoint = Checkpoint::open(&tiny("codegen"), Precision::F32, &Device::Cpu).unwrap();
    checkpoint.model
}

fn expected() -> Value {
    serde_json::from_slice(&fs::read(tiny("sven/expected.json")).unwrap()).unwrap()
}

fn reference() -> HashMap<String, Tensor> {
    candle_core::safetensors::load(tiny("sven/reference.safetensors"), &Device::Cpu).unwrap()
}

fn published() -> Prefix {
    Prefix::open(&tiny("sven/published")).unwrap()
}

fn samples() -> Samples {
    let expected = expected();
    let samples = expected["samples"].as_array().unwrap().iter();
    let sample = |sample: &Value| Sample {
        tokens: serde_json::from_value(sample["tokens"].clone()).unwrap(),
        changed: serde_json::from_value(sample["changed"].clone()).unwrap(),
        control: sample["control"].as_str().unwrap().parse().unwrap(),
    };
    Samples {
        samples: samples.map(sample).collect(),
        ..Samples::default()
    }
}

fn ratios() -> Ratios {
    serde_json::from_value(expected()["ratios"].clone()).unwrap()
}

fn apart(one: &Tensor, other: &Tensor) -> f32 {
    let apart = one.sub(other).unwrap().abs().unwrap();
    apart
        .flatten_all()
        .unwrap()
        .max(0)
        .unwrap()
        .to_scalar()
        .unwrap()
}

fn read(model: &dyn CausalLm, tokens: &[u32], mut cache: Cache, logits: Logits) -> Tensor {
    let tokens = Tensor::new(tokens, &Device::Cpu)
        .unwrap()
        .unsqueeze(0)
        .unwrap();
    let input = Input {
        tokens: &tokens,
        mask: None,
    };
    model
        .forward(input, &mut cache, logits)
        .unwrap()
        .squeeze(0)
        .unwrap()
}

/// The names of a prefix's tensors in the order of the published checkpoints.
fn names(layers: usize) -> Vec<String> {
    let mut names = Vec::new();
    for control in Control::ALL {
        for layer in 0..layers {
            names.extend(["key", "value"].map(|part| format!("{control}.{layer}.{part}")));
        }
    }
    names
}

#[test]
fn losses_and_gradients_agree_with_pytorch_in_every_layer() {
    let model = codegen();
    let given = published();
    given.check(&model.shape()).unwrap();
    let reference = reference();
    let mut variables = Vec::new();
    for control in Control::ALL {
        for layer in 0..given.dimensions().layers {
            let (key, value) = given.layer(control, layer).unwrap();
            variables.push(Var::from_tensor(key).unwrap());
            variables.push(Var::from_tensor(value).unwrap());
        }
    }
    let tensors = variables
        .iter()
        .map(|var| var.as_tensor().clone())
        .collect();
    let prefix = Prefix::new(given.dimensions(), Origin::default(), tensors).unwrap();
    for (number, sample) in samples().samples.iter().enumerate() {
        let with = |control| {
            let cache = prefix.cache(control, 1).unwrap();
            read(model.as_ref(), &sample.tokens, cache, Logits::All)
        };
        let (wanted, other) = (with(sample.control), with(sample.control.opposite()));
        let original = read(
            model.as_ref(),
            &sample.tokens,
            Cache::default(),
            Logits::All,
        );
        let predictions = Predictions {
            wanted: &wanted,
            other: Some(&other),
            original: Some(&original),
        };
        let found = losses(predictions, &sample.tokens, &sample.changed, ratios(), 4).unwrap();
        let wanted = &expected()["samples"][number]["losses"];
        for (name, found) in [
            ("lm", found.values.lm),
            ("contrastive", found.values.contrastive),
            ("kl", found.values.kl),
        ] {
            let wanted = wanted[name].as_f64().unwrap();
            assert!(
                (found - wanted).abs() < 1e-4,
                "{name}: {found} for {wanted}"
            );
        }
        let gradients = found.slope.backward().unwrap();
        for (name, var) in names(given.dimensions().layers).iter().zip(&variables) {
            let wanted = &reference[&format!("gradient.{number}.{name}")];
            let largest = apart(wanted, &wanted.zeros_like().unwrap());
            let found = gradients
                .get(var)
                .unwrap_or_else(|| panic!("{name}: no gradient"));
            let apart = apart(found, wanted);
            assert!(largest > 1e-4, "{name}: the reference is all zeros");
            assert!(apart < 1e-4, "{name}: {apart} of {largest}");
        }
    }
}

#[test]
fn generation_with_a_control_agrees_with_pytorch() {
    let (model, prefix, expected) = (codegen(), published(), expected());
    let prompt: Vec<u32> = serde_json::from_value(expected["prompt"].clone()).unwrap();
    for control in Control::ALL {
        let wanted: Vec<u32> =
            serde_json::from_value(expected["greedy"][control.name()].clone()).unwrap();
        let mut cache = prefix.cache(control, 1).unwrap();
        let mut tokens = prompt.clone();
        let mut found: Vec<u32> = Vec::new();
        for _ in 0..wanted.len() {
            let input = Tensor::new(tokens.as_slice(), &Device::Cpu).unwrap();
            let input = input.unsqueeze(0).unwrap();
            let input = Input {
                tokens: &input,
                mask: None,
            };
            let logits = model.forward(input, &mut cache, Logits::Last).unwrap();
            let next = logits.flatten_all().unwrap().argmax(0).unwrap();
            tokens = vec![next.to_scalar().unwrap()];
            found.extend(&tokens);
        }
        assert_eq!(found, wanted, "{control}");
    }
}

fn config() -> TrainConfig {
    TrainConfig {
        prefix_length: 3,
        epochs: 6,
        accumulation: 1,
        dropout: 0.0,
        ratios: ratios(),
        ..TrainConfig::published(&codegen().shape())
    }
}

fn place() -> Place {
    Place {
        device: Device::Cpu,
        dtype: DType::F32,
    }
}

fn origin() -> Origin {
    Origin {
        model: "tiny/codegen".to_owned(),
        fingerprint: Some("1".to_owned()),
        step: None,
    }
}

#[test]
fn a_training_agrees_with_pytorch_step_by_step() {
    let (model, expected, mut samples) = (codegen(), expected(), samples());
    samples.samples.truncate(1);
    let training = &expected["training"];
    let mut trainer =
        PrefixTrainer::new(model.as_ref(), place(), origin(), &samples, config()).unwrap();
    for wanted in training["losses"].as_array().unwrap() {
        let found = trainer.step().unwrap().unwrap().losses;
        for (name, found) in [
            ("lm", found.lm),
            ("contrastive", found.contrastive),
            ("kl", found.kl),
        ] {
            let wanted = wanted[name].as_f64().unwrap();
            assert!(
                (found - wanted).abs() < 1e-3,
                "{name}: {found} for {wanted}"
            );
        }
    }
    assert_eq!(trainer.step().unwrap(), None);
    let (prefix, reference) = (trainer.prefix().unwrap(), reference());
    assert_eq!(prefix.origin().step, Some(6));
    for control in Control::ALL {
        for layer in 0..prefix.dimensions().layers {
            let (key, value) = prefix.layer(control, layer).unwrap();
            for (part, found) in [("key", key), ("value", value)] {
                let name = format!("trained.{control}.{layer}.{part}");
                let apart = apart(found, &reference[&name]);
                assert!(apart < 1e-3, "{name}: {apart}");
            }
        }
    }
}

/// Ten samples that differ, for a training with dropout and accumulation.
fn many() -> Samples {
    let sample = |number: u32| Sample {
        tokens: (0..8 + number)
            .map(|at| (at * 31 + number * 7) % 250)
            .collect(),
        changed: (0..8 + number).map(|at| at % 3 == number % 3).collect(),
        control: Control::ALL[number as usize % 2],
    };
    Samples {
        samples: (0..9).map(sample).collect(),
        ..Samples::default()
    }
}

#[test]
fn a_training_that_goes_on_equals_one_that_never_stopped() {
    let (model, samples) = (codegen(), many());
    let config = TrainConfig {
        epochs: 3,
        accumulation: 2,
        dropout: 0.2,
        ..config()
    };
    let new = || PrefixTrainer::new(model.as_ref(), place(), origin(), &samples, config.clone());
    let whole = tempfile::tempdir().unwrap();
    let mut epochs = 0;
    let mut trainer = new().unwrap();
    let outcome = trainer.run(Some(whole.path()), 0, &samples, |event| {
        if let Event::Epoch { validation, .. } = event {
            epochs += 1;
            assert!(validation.unwrap().total.is_finite());
        }
        ControlFlow::Continue(())
    });
    assert_eq!((outcome.unwrap(), epochs), (Outcome::Finished, 3));
    assert_eq!((trainer.steps(), trainer.total_steps()), (12, 12));

    // Stopped in the middle of an epoch, at the end of one, and then let run.
    let parts = tempfile::tempdir().unwrap();
    assert!(!PrefixTrainer::is_resumable(parts.path()));
    let mut trainer = new().unwrap();
    for stop in [3, 8, 99] {
        let outcome = trainer.run(Some(parts.path()), 5, &samples, |event| match event {
            Event::Step(step) if step.step == stop => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        });
        let finished = if stop == 99 {
            Outcome::Finished
        } else {
            Outcome::Stopped
        };
        assert_eq!(outcome.unwrap(), finished);
        assert!(PrefixTrainer::is_resumable(parts.path()));
        let (model, config, folder) = (model.as_ref(), config.clone(), parts.path());
        trainer =
            PrefixTrainer::resume(model, place(), origin(), &samples, config, folder).unwrap();
    }
    let (whole, parts_prefix) = (Prefix::open(whole.path()), Prefix::open(parts.path()));
    let (whole, parts_prefix) = (whole.unwrap(), parts_prefix.unwrap());
    assert_eq!(whole.origin(), parts_prefix.origin());
    assert_eq!(whole.origin().step, Some(12));
    for control in Control::ALL {
        for layer in 0..whole.dimensions().layers {
            let (key, value) = whole.layer(control, layer).unwrap();
            let (other_key, other_value) = parts_prefix.layer(control, layer).unwrap();
            assert_eq!(
                (apart(key, other_key), apart(value, other_value)),
                (0.0, 0.0)
            );
            assert!(apart(key, &key.zeros_like().unwrap()) > 0.0);
        }
    }

    // What must not change in between is watched.
    let resume = |origin: Origin, samples: &Samples, config: TrainConfig| {
        let trainer = PrefixTrainer::resume(
            model.as_ref(),
            place(),
            origin,
            samples,
            config,
            parts.path(),
        );
        match trainer {
            Err(TrainError::Differs { what, .. }) => what,
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("went on"),
        }
    };
    let seed = TrainConfig {
        seed: 2,
        ..config.clone()
    };
    assert_eq!(resume(origin(), &samples, seed), "set of settings");
    let renamed = Origin {
        model: "other".to_owned(),
        ..origin()
    };
    assert_eq!(resume(renamed, &samples, config.clone()), "model");
    let mut fewer = samples.clone();
    fewer.samples.pop();
    assert_eq!(
        resume(origin(), &fewer, config.clone()),
        "data's fingerprint"
    );
}

#[test]
fn a_training_that_cannot_begin_says_why() {
    let (model, samples) = (codegen(), many());
    let begin = |samples: &Samples, config: TrainConfig| {
        let trainer = PrefixTrainer::new(model.as_ref(), place(), origin(), samples, config);
        trainer.err().expect("it began").to_string()
    };
    let none = begin(&Samples::default(), config());
    assert!(none.contains("0 samples are too few"), "{none}");
    let dropout = begin(
        &samples,
        TrainConfig {
            dropout: 1.0,
            ..config()
        },
    );
    assert!(dropout.contains("dropout is 1"), "{dropout}");
    let rate = TrainConfig {
        prefix_length: 0,
        ..config()
    };
    assert!(begin(&samples, rate).contains("prefix_length is 0"));
    let long = TrainConfig {
        prefix_length: 1020,
        ..config()
    };
    assert!(begin(&samples, long).contains("context of 1024"));
}

#[test]
fn our_file_keeps_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("prefix.safetensors");
    let prefix = published();
    assert_eq!(prefix.origin().model, "tiny/codegen");
    assert_eq!(prefix.origin().step, Some(42));
    prefix.save(&path).unwrap();
    for path in [path.as_path(), folder.path()] {
        let read = Prefix::open(path).unwrap();
        assert_eq!(read.origin(), prefix.origin());
        assert_eq!(read.dimensions(), prefix.dimensions());
        let (key, value) = prefix.layer(Control::Vul, 1).unwrap();
        let (read_key, read_value) = read.layer(Control::Vul, 1).unwrap();
        assert_eq!((apart(key, read_key), apart(value, read_value)), (0.0, 0.0));
        assert!(read.layer(Control::Vul, 2).is_none());
    }
    let half = prefix.to(&Device::Cpu, DType::F16).unwrap();
    half.save(&path).unwrap();
    assert_eq!(Prefix::open(&path).unwrap().dtype(), DType::F16);

    let bytes = fs::read(&path).unwrap();
    fs::write(&path, &bytes[..bytes.len() - 9]).unwrap();
    let error = Prefix::open(&path).unwrap_err();
    assert!(matches!(error, PrefixError::Damaged { .. }), "{error}");
    let missing = Prefix::open(&folder.path().join("none")).unwrap_err();
    assert!(matches!(missing, PrefixError::NotAPrefix(_)), "{missing}");
}

#[test]
fn a_prefix_of_another_model_is_refused() {
    let prefix = published();
    let fits = codegen().shape();
    let refused = [
        (Shape { layers: 3, ..fits }, "layers 2, and the model has 3"),
        (
            Shape {
                kv_heads: 1,
                ..fits
            },
            "key/value heads 8, and the model has 1",
        ),
        (
            Shape {
                head_dim: 64,
                ..fits
            },
            "head length 6, and the model has 64",
        ),
        (Shape { context: 3, ..fits }, "no room in a context of 3"),
    ];
    for (shape, words) in refused {
        let error = prefix.check(&shape).unwrap_err().to_string();
        assert!(error.contains(words), "{error}");
    }
    let dimensions = Dimensions {
        length: 2,
        ..prefix.dimensions()
    };
    let tensors = |dtype| {
        let zeros = || Tensor::zeros((8, 3, 6), dtype, &Device::Cpu).unwrap();
        (0..8).map(|_| zeros()).collect::<Vec<_>>()
    };
    let shape = Prefix::new(dimensions, origin(), tensors(DType::F32)).unwrap_err();
    assert!(
        shape
            .to_string()
            .contains("sec.0.key has the shape [8, 3, 6]"),
        "{shape}"
    );
    let dtype = Prefix::new(prefix.dimensions(), origin(), tensors(DType::U32)).unwrap_err();
    assert!(dtype.to_string().contains("U32"), "{dtype}");
    let mut few = tensors(DType::F32);
    few.pop();
    let few = Prefix::new(prefix.dimensions(), origin(), few).unwrap_err();
    assert!(few.to_string().contains("7 tensors"), "{few}");
}

/// Published folders whose configuration does not fit the archive, or is not one.
#[test]
fn a_published_folder_that_does_not_fit_is_refused() {
    let source = tiny("sven/published");
    let refused = [
        (
            "\"n_prefix_token\": 3",
            "\"n_prefix_token\": 5",
            "has the shape [8, 3, 6]",
        ),
        ("\"n_control\": 2", "\"n_control\": 3", "`n_control` 3"),
        ("\"n_layer\": 2", "\"n_layer\": 20", "it has 8 tensors"),
        ("\"n_head\": 8", "\"n_head\": 7", "cannot be divided"),
        (
            "\"n_layer\": 2",
            "\"n_layer\": 18446744073709551615",
            "it has 8 tensors",
        ),
        ("\"n_prefix_token\": 3", "\"n_prefix\": 3", "n_prefix_token"),
    ];
    for (from, to, words) in refused {
        let folder = tempfile::tempdir().unwrap();
        for name in ["pytorch_model.bin", "lm.txt", "config.json"] {
            fs::copy(source.join(name), folder.path().join(name)).unwrap();
        }
        let config = fs::read_to_string(source.join("config.json")).unwrap();
        assert!(config.contains(from), "{from}");
        fs::write(folder.path().join("config.json"), config.replace(from, to)).unwrap();
        let error = Prefix::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains(words), "{to}: {error}");
        fs::write(folder.path().join("config.json"), &config).unwrap();
        fs::write(folder.path().join("pytorch_model.bin"), b"PK\x03\x04").unwrap();
        let error = Prefix::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains("not a PyTorch archive"), "{error}");
    }
}

/// The other published configurations name their numbers in other ways.
#[test]
fn an_incoder_configuration_is_read_too() {
    let source = tiny("sven/published");
    let folder = tempfile::tempdir().unwrap();
    for name in ["pytorch_model.bin", "lm.txt"] {
        fs::copy(source.join(name), folder.path().join(name)).unwrap();
    }
    let config = r#"{"attention_heads": 8, "d_model": 48, "model_type": "xglm", "n_control": 2,
                     "n_prefix_token": 3, "num_layers": 2}"#;
    fs::write(folder.path().join("config.json"), config).unwrap();
    let prefix = Prefix::open(folder.path()).unwrap();
    assert_eq!(prefix.dimensions(), published().dimensions());
    assert_eq!(prefix.origin().step, None);
}

/// SVEN's data, as it is published; `None` where it is not at hand.
fn sven() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap();
    let sven = root.join("../shared/data/sven");
    if !sven.is_dir() {
        println!("skipped: {} is not there", sven.display());
        return None;
    }
    Some(sven)
}

const CHECKPOINT: &str = "trained/350m-prefix/checkpoint-last";

#[test]
fn the_published_350m_prefix_is_read() {
    let Some(sven) = sven() else { return };
    let prefix = Prefix::open(&sven.join(CHECKPOINT)).unwrap();
    let dimensions = Dimensions {
        layers: 20,
        heads: 16,
        length: 5,
        head_dim: 64,
    };
    assert_eq!(prefix.dimensions(), dimensions);
    assert_eq!(prefix.dtype(), DType::F32);
    assert_eq!(prefix.origin().model, "Salesforce/codegen-350M-multi");
    assert_eq!(prefix.origin().step, Some(4144));
    let shape = Shape {
        layers: 20,
        kv_heads: 16,
        head_dim: 64,
        hidden: 1024,
        vocabulary: 51200,
        context: 2048,
    };
    prefix.check(&shape).unwrap();
    for layer in 0..20 {
        let (sec_key, sec_value) = prefix.layer(Control::Sec, layer).unwrap();
        let (vul_key, vul_value) = prefix.layer(Control::Vul, layer).unwrap();
        assert!(apart(sec_key, vul_key) > 0.0 && apart(sec_value, vul_value) > 0.0);
        assert!(apart(sec_key, sec_value) > 0.0);
    }
    let cache = prefix.cache(Control::Sec, 3).unwrap();
    assert_eq!(cache.positions().unwrap(), 5);
    let published = TrainConfig::published(&shape);
    assert_eq!((published.prefix_length, published.epochs), (5, 8));
}

/// As many samples as the original makes of the published pairs (counted with its formula and the
/// Python tokenizer), and so as many steps as the published prefix was trained for.
#[test]
fn the_published_pairs_make_the_published_samples() {
    let Some(sven) = sven() else { return };
    let path = sven.join(CHECKPOINT).join("tokenizer.json");
    let json = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let tokens = TextTokens::new(&path, json, &[]).unwrap();
    let pairs = Pairs::open(&sven.join("data_train_val")).unwrap();
    assert_eq!((pairs.train.len(), pairs.val.len()), (720, 83));
    for (pairs, sec, vul, long, unchanged, marks) in [
        (&pairs.train, 544, 492, 333, 71, 36_926),
        (&pairs.val, 59, 54, 48, 5, 3413),
    ] {
        let found = Samples::of(pairs, |text| tokens.placed(text), DiffLevel::Mix, 1024).unwrap();
        let count = |control| {
            let samples = found.samples.iter();
            samples.filter(|sample| sample.control == control).count()
        };
        assert_eq!((count(Control::Sec), count(Control::Vul)), (sec, vul));
        assert_eq!(found.left_out.too_long, long);
        assert_eq!(found.left_out.nothing_changed, unchanged);
        assert_eq!(found.left_out.total(), long + unchanged);
        let marked = found.samples.iter().flat_map(|sample| &sample.changed);
        assert_eq!(marked.filter(|changed| **changed).count(), marks);
    }
    // 1036 samples, two a step, eight epochs: the step that the published prefix names.
    assert_eq!((544 + 492) / 2 * 8, 4144);
}
