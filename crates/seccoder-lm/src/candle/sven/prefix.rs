//! A prefix: for each control and layer a key and a value, and its file.
//!
//! Its tensors are one flat list, in the order of the published checkpoints: all of `sec`, then all
//! of `vul`; within a control layer by layer; within a layer the key, then the value.

use std::collections::HashMap;
use std::path::Path;

use candle_core::{DType, Device, Tensor};
use sha2::{Digest, Sha256};

use super::error::PrefixError;
use super::{Control, published, tensors};
use crate::candle::causal::{Cache, KeyValue, Shape};

/// The name of a prefix's file in a folder.
pub const FILE: &str = "prefix.safetensors";

/// What a prefix's file says it is.
const KIND: &str = "seccoder-prefix";

/// The version of the file's form.
const VERSION: u32 = 1;

/// The numbers that decide a prefix's shapes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimensions {
    /// Layers of the model.
    pub layers: usize,
    /// Heads that keys and values have.
    pub heads: usize,
    /// Positions of the prefix.
    pub length: usize,
    /// The length of one head's key or value.
    pub head_dim: usize,
}

impl Dimensions {
    /// Those of a prefix of `length` positions for a model.
    #[must_use]
    pub fn of(shape: &Shape, length: usize) -> Self {
        Self {
            layers: shape.layers,
            heads: shape.kv_heads,
            length,
            head_dim: shape.head_dim,
        }
    }

    /// Tensors of both controls together.
    #[must_use]
    pub fn tensors(&self) -> usize {
        self.layers.saturating_mul(2 * Control::ALL.len())
    }

    fn each(&self) -> [usize; 3] {
        [self.heads, self.length, self.head_dim]
    }
}

/// Where a prefix comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The model it was trained with, e.g. `Salesforce/codegen-350M-multi`.
    pub model: String,
    /// The fingerprint of that model's weights, where it is known.
    pub fingerprint: Option<String>,
    /// Optimizer steps of its training, where they are known.
    pub step: Option<u64>,
}

/// Learned keys and values for both controls.
#[derive(Debug, Clone)]
pub struct Prefix {
    dimensions: Dimensions,
    origin: Origin,
    tensors: Vec<Tensor>,
}

impl Prefix {
    /// A prefix of these tensors, each of shape (heads, length, head dim), in the order that the
    /// module describes. They may be variables, so that a loss has a gradient for them.
    ///
    /// # Errors
    /// When there are too few or too many, or one has another shape or is not of floats.
    pub fn new(
        dimensions: Dimensions,
        origin: Origin,
        tensors: Vec<Tensor>,
    ) -> Result<Self, PrefixError> {
        let wanted = dimensions.each();
        if wanted.contains(&0) || dimensions.layers == 0 {
            let problem = format!("{dimensions:?} has a zero in it");
            return Err(PrefixError::Shape(problem));
        }
        if tensors.len() != dimensions.tensors() {
            let problem = format!(
                "{} tensors where 2 controls of {} layers with a key and a value make {}",
                tensors.len(),
                dimensions.layers,
                dimensions.tensors(),
            );
            return Err(PrefixError::Shape(problem));
        }
        for (index, tensor) in tensors.iter().enumerate() {
            let name = name(&dimensions, index);
            if tensor.dims() != wanted {
                let problem = format!("{name} has the shape {:?}, not {wanted:?}", tensor.dims());
                return Err(PrefixError::Shape(problem));
            }
            if !matches!(tensor.dtype(), DType::F32 | DType::F16 | DType::BF16) {
                let problem = format!("{name} is of {:?}, not f32, f16 or bf16", tensor.dtype());
                return Err(PrefixError::Shape(problem));
            }
            if tensor.dtype() != tensors[0].dtype() {
                let (one, other) = (tensor.dtype(), tensors[0].dtype());
                let problem = format!("{name} is of {one:?} and others are of {other:?}");
                return Err(PrefixError::Shape(problem));
            }
        }
        Ok(Self {
            dimensions,
            origin,
            tensors,
        })
    }

    /// Reads a prefix: our file, a folder that holds it, or a folder as SVEN's authors publish it.
    ///
    /// # Errors
    /// When there is none, or it is damaged, or of a later version.
    pub fn open(path: &Path) -> Result<Self, PrefixError> {
        if path.is_file() {
            return Self::read(path);
        }
        let ours = path.join(FILE);
        if ours.is_file() {
            return Self::read(&ours);
        }
        // The authors' folder of a model has the prefix itself in a folder of this name.
        let last = path.join("checkpoint-last");
        let folders = [path, last.as_path()];
        match folders
            .into_iter()
            .find(|folder| published::is_there(folder))
        {
            Some(folder) => published::read(folder),
            None => Err(PrefixError::NotAPrefix(path.to_owned())),
        }
    }

    fn read(path: &Path) -> Result<Self, PrefixError> {
        let (mut found, words) = tensors::read(path)?;
        tensors::check_kind(path, &words, KIND, VERSION)?;
        let number = |key: &str| -> Result<usize, PrefixError> {
            let value = words.get(key).and_then(|value| value.parse().ok());
            value.ok_or_else(|| PrefixError::damaged(path, format!("its header lacks `{key}`")))
        };
        let dimensions = Dimensions {
            layers: number("layers")?,
            heads: number("heads")?,
            length: number("length")?,
            head_dim: number("head_dim")?,
        };
        if found.len() != dimensions.tensors() {
            let problem = format!("it has {} tensors for {dimensions:?}", found.len());
            return Err(PrefixError::damaged(path, problem));
        }
        let mut list = Vec::with_capacity(found.len());
        for index in 0..dimensions.tensors() {
            let name = name(&dimensions, index);
            let tensor = found.remove(&name);
            list.push(
                tensor.ok_or_else(|| PrefixError::damaged(path, format!("it lacks {name}")))?,
            );
        }
        let origin = Origin {
            model: words.get("model").cloned().unwrap_or_default(),
            fingerprint: words.get("fingerprint").cloned(),
            step: words.get("step").and_then(|step| step.parse().ok()),
        };
        Self::new(dimensions, origin, list)?.checked_numbers(path)
    }

    /// Writes our form: one file, with the model's name and fingerprint and the step.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<(), PrefixError> {
        let Dimensions {
            layers,
            heads,
            length,
            head_dim,
        } = self.dimensions;
        let mut words: HashMap<String, String> = [
            ("format", KIND.to_owned()),
            ("format_version", VERSION.to_string()),
            ("model", self.origin.model.clone()),
            ("layers", layers.to_string()),
            ("heads", heads.to_string()),
            ("length", length.to_string()),
            ("head_dim", head_dim.to_string()),
        ]
        .map(|(key, value)| (key.to_owned(), value))
        .into();
        if let Some(fingerprint) = &self.origin.fingerprint {
            words.insert("fingerprint".to_owned(), fingerprint.clone());
        }
        if let Some(step) = self.origin.step {
            words.insert("step".to_owned(), step.to_string());
        }
        tensors::write(path, self.named(), words)
    }

    /// Its tensors with their names, e.g. `vul.3.key`.
    pub(super) fn named(&self) -> Vec<(String, Tensor)> {
        let named = self.tensors.iter().enumerate();
        named
            .map(|(index, tensor)| (name(&self.dimensions, index), tensor.clone()))
            .collect()
    }

    /// Its numbers.
    #[must_use]
    pub fn dimensions(&self) -> Dimensions {
        self.dimensions
    }

    /// Where it comes from.
    #[must_use]
    pub fn origin(&self) -> &Origin {
        &self.origin
    }

    /// The type of its numbers.
    #[must_use]
    pub fn dtype(&self) -> DType {
        self.tensors[0].dtype()
    }

    /// The key and the value of a control's layer, each of shape (heads, length, head dim).
    #[must_use]
    pub fn layer(&self, control: Control, layer: usize) -> Option<(&Tensor, &Tensor)> {
        if layer >= self.dimensions.layers {
            return None;
        }
        let at = 2 * (control.index() * self.dimensions.layers + layer);
        Some((&self.tensors[at], &self.tensors[at + 1]))
    }

    /// SHA-256 of its numbers, in f32 and in order: the same for a file and a published folder of
    /// the same prefix.
    ///
    /// # Errors
    /// When the device refuses.
    pub fn sha256(&self) -> Result<String, PrefixError> {
        let mut hash = Sha256::new();
        for tensor in &self.tensors {
            let numbers: Vec<f32> = tensor.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
            for number in numbers {
                hash.update(number.to_le_bytes());
            }
        }
        Ok(format!("{:x}", hash.finalize()))
    }

    /// The same prefix in another place, or of another type of numbers.
    ///
    /// # Errors
    /// When the device refuses.
    pub fn to(&self, device: &Device, dtype: DType) -> Result<Self, PrefixError> {
        let tensors = self.tensors.iter();
        let tensors = tensors.map(|tensor| tensor.to_device(device)?.to_dtype(dtype));
        Ok(Self {
            dimensions: self.dimensions,
            origin: self.origin.clone(),
            tensors: tensors.collect::<candle_core::Result<_>>()?,
        })
    }

    /// Whether a model can take it.
    ///
    /// # Errors
    /// When a number differs, or nothing of the context is left.
    pub fn check(&self, shape: &Shape) -> Result<(), PrefixError> {
        let Dimensions {
            layers,
            heads,
            length,
            head_dim,
        } = self.dimensions;
        let numbers = [
            ("layers", layers, shape.layers),
            ("key/value heads", heads, shape.kv_heads),
            ("head length", head_dim, shape.head_dim),
        ];
        for (what, prefix, model) in numbers {
            if prefix != model {
                return Err(PrefixError::DoesNotFit {
                    made_for: self.origin.model.clone(),
                    what,
                    prefix,
                    model,
                });
            }
        }
        if length >= shape.context {
            return Err(PrefixError::TooLong {
                length,
                context: shape.context,
            });
        }
        Ok(())
    }

    /// The cache that a control begins with, the same for each of `batch` rows.
    ///
    /// # Errors
    /// When memory is short or there is no row.
    pub fn cache(&self, control: Control, batch: usize) -> Result<Cache, PrefixError> {
        self.cache_of_rows(&vec![control; batch])
    }

    /// The cache of a batch whose rows begin with these controls, one a row.
    ///
    /// # Errors
    /// When memory is short or there is no row.
    pub fn cache_of_rows(&self, rows: &[Control]) -> Result<Cache, PrefixError> {
        let mut layers = Vec::with_capacity(self.dimensions.layers);
        for layer in 0..self.dimensions.layers {
            let mut keys = Vec::with_capacity(rows.len());
            let mut values = Vec::with_capacity(rows.len());
            for row in rows {
                if let Some((key, value)) = self.layer(*row, layer) {
                    keys.push(key);
                    values.push(value);
                }
            }
            layers.push(KeyValue {
                key: Tensor::stack(&keys, 0)?,
                value: Tensor::stack(&values, 0)?,
            });
        }
        Ok(Cache::with_prefix(layers))
    }

    /// Refuses numbers that are not finite: they would make every completion garbage.
    pub(super) fn checked_numbers(self, path: &Path) -> Result<Self, PrefixError> {
        for (name, tensor) in self.named() {
            let numbers: Vec<f32> = tensor.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?;
            if !numbers.iter().all(|number| number.is_finite()) {
                let problem = format!("{name} has a number that is not finite");
                return Err(PrefixError::damaged(path, problem));
            }
        }
        Ok(self)
    }
}

/// The name of the tensor at a place of the flat list, e.g. `sec.0.key`.
pub(super) fn name(dimensions: &Dimensions, index: usize) -> String {
    let (control, layer, part) = place(dimensions, index);
    format!("{control}.{layer}.{part}")
}

/// The control, the layer, and `key` or `value`, of a place of the flat list.
pub(super) fn place(dimensions: &Dimensions, index: usize) -> (Control, usize, &'static str) {
    let pair = index / 2;
    let part = if index.is_multiple_of(2) {
        "key"
    } else {
        "value"
    };
    let control = if pair < dimensions.layers {
        Control::Sec
    } else {
        Control::Vul
    };
    (control, pair % dimensions.layers.max(1), part)
}
