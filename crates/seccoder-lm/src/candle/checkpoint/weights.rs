//! Tensors by name, in whichever files they are published.
//!
//! Files are opened once for their lists; a tensor is read when a model asks for it, straight into
//! the type that it is kept in.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use candle_core::pickle::PthTensors;
use candle_core::{DType, Device, Error, Result, Shape, Tensor, bail};
use candle_nn::VarBuilder;
use candle_nn::var_builder::SimpleBackend;
use safetensors::tensor::{Dtype, Metadata};
use serde_json::Value;

use super::gguf::GgufFile;
use super::{LoadError, LoraAdapter, in_folder, read_json};

/// A safetensors header longer than this is no header.
const LONGEST_HEADER: u64 = 100_000_000;

/// One file's tensors.
pub(super) enum Source {
    Safetensors {
        path: PathBuf,
        metadata: Metadata,
        /// Where the numbers begin.
        start: u64,
    },
    PyTorch(PathBuf, PthTensors),
    Gguf(GgufFile),
}

/// The tensors of a checkpoint.
pub struct Weights {
    sources: Vec<Source>,
    /// Which source has a tensor.
    places: HashMap<String, usize>,
    /// What is added to some of them.
    adapter: Option<Arc<LoraAdapter>>,
    /// Whether blocks keep weights as (in, out).
    inputs_first: bool,
}

impl Weights {
    /// Finds a published folder's weights: safetensors before PyTorch, and of each a single file
    /// before several with an index.
    ///
    /// # Errors
    /// When there are none, or a file's list is damaged.
    pub fn open(folder: &Path) -> std::result::Result<Self, LoadError> {
        for name in ["model.safetensors", "pytorch_model.bin"] {
            if let Some(path) = in_folder(folder, name) {
                return Self::of(vec![Source::open(&path)?]);
            }
            if let Some(path) = in_folder(folder, &format!("{name}.index.json")) {
                return Self::of(shards(folder, &path)?);
            }
        }
        Err(LoadError::Missing {
            path: folder.join("model.safetensors"),
        })
    }

    /// A GGUF file's, by the names that a published folder would have.
    #[must_use]
    pub(super) fn of_gguf(file: GgufFile) -> Self {
        let names: Vec<String> = file.names().collect();
        Self {
            places: names.into_iter().map(|name| (name, 0)).collect(),
            sources: vec![Source::Gguf(file)],
            adapter: None,
            inputs_first: false,
        }
    }

    fn of(sources: Vec<Source>) -> std::result::Result<Self, LoadError> {
        let mut places = HashMap::new();
        for (place, source) in sources.iter().enumerate() {
            places.extend(source.names().into_iter().map(|name| (name, place)));
        }
        Ok(Self {
            sources,
            places,
            adapter: None,
            inputs_first: false,
        })
    }

    /// The same, with an adapter merged into each weight when it is read. `inputs_first`: the
    /// weights of blocks are kept as (in, out).
    ///
    /// # Errors
    /// When the adapter changes a weight that is not here, or that has another shape.
    pub fn adapted(
        mut self,
        adapter: Arc<LoraAdapter>,
        inputs_first: bool,
    ) -> std::result::Result<Self, LoadError> {
        let shape = |name: &str| self.sources[*self.places.get(name)?].shape(name);
        adapter.check(shape, |name| inputs_first && in_block(name))?;
        self.adapter = Some(adapter);
        self.inputs_first = inputs_first;
        Ok(self)
    }

    fn merged(&self, source: &Source, name: &str, weight: Tensor) -> Result<Tensor> {
        let change = match &self.adapter {
            None => None,
            Some(adapter) => adapter.change(name)?,
        };
        let Some(mut change) = change else {
            return Ok(weight);
        };
        if self.inputs_first && in_block(name) {
            change = change.t()?;
        }
        weight.to_dtype(DType::F32)? + source.arranged(name, change)?
    }

    /// For models to ask.
    #[must_use]
    pub fn builder(self, dtype: DType, device: &Device) -> VarBuilder<'static> {
        VarBuilder::from_backend(Box::new(self), dtype, device.clone())
    }

    /// The names of all tensors, in no order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }
}

impl SimpleBackend for Weights {
    fn get(
        &self,
        shape: Shape,
        name: &str,
        _: candle_nn::Init,
        dtype: DType,
        device: &Device,
    ) -> Result<Tensor> {
        let tensor = self.get_unchecked(name, dtype, device)?;
        if tensor.shape() != &shape {
            return Err(Error::UnexpectedShape {
                msg: name.to_owned(),
                expected: shape,
                got: tensor.shape().clone(),
            });
        }
        Ok(tensor)
    }

    fn get_unchecked(&self, name: &str, dtype: DType, device: &Device) -> Result<Tensor> {
        let Some(&place) = self.places.get(name) else {
            return Err(Error::CannotFindTensor {
                path: name.to_owned(),
            });
        };
        let source = &self.sources[place];
        let tensor = self.merged(source, name, source.read(name)?)?;
        tensor.to_dtype(dtype)?.to_device(device)?.contiguous()
    }

    fn contains_tensor(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }
}

impl Source {
    pub(super) fn open(path: &Path) -> std::result::Result<Self, LoadError> {
        if path.extension().is_some_and(|kind| kind == "bin") {
            // Files of another time are not zip archives, and candle cannot read them.
            let tensors = PthTensors::new(path, None).map_err(|error| LoadError::Damaged {
                path: path.to_owned(),
                reason: format!("{error} (only what PyTorch 1.6 and later saved can be read)"),
            })?;
            return Ok(Self::PyTorch(path.to_owned(), tensors));
        }
        let damaged = |reason: String| LoadError::Damaged {
            path: path.to_owned(),
            reason,
        };
        let unread = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::UnexpectedEof => damaged("it is cut off".to_owned()),
            _ => LoadError::file(path, &error),
        };
        let mut file = File::open(path).map_err(unread)?;
        let mut length = [0; 8];
        file.read_exact(&mut length).map_err(unread)?;
        let length = u64::from_le_bytes(length);
        if length > LONGEST_HEADER {
            return Err(damaged(format!("its header would have {length} bytes")));
        }
        let mut header = Vec::new();
        let read = (&file)
            .take(length)
            .read_to_end(&mut header)
            .map_err(unread)?;
        if (read as u64) < length {
            return Err(damaged("its header is cut off".to_owned()));
        }
        let metadata: Metadata =
            serde_json::from_slice(&header).map_err(|error| damaged(error.to_string()))?;
        let start = 8 + length;
        let ends = metadata
            .tensors()
            .into_values()
            .map(|info| info.data_offsets.1);
        let expected = start + ends.max().unwrap_or(0) as u64;
        let found = file.metadata().map_err(unread)?.len();
        if found < expected {
            return Err(damaged(format!(
                "it has {found} bytes of {expected}; fetch it again"
            )));
        }
        Ok(Self::Safetensors {
            path: path.to_owned(),
            metadata,
            start,
        })
    }

    pub(super) fn names(&self) -> Vec<String> {
        match self {
            Self::Safetensors { metadata, .. } => metadata.tensors().into_keys().collect(),
            Self::PyTorch(_, tensors) => tensors.tensor_infos().keys().cloned().collect(),
            Self::Gguf(file) => file.names().collect(),
        }
    }

    /// The shape of a tensor, where it is here.
    fn shape(&self, name: &str) -> Option<Vec<usize>> {
        match self {
            Self::Safetensors { metadata, .. } => Some(metadata.info(name)?.shape.clone()),
            Self::PyTorch(_, tensors) => {
                let info = tensors.tensor_infos().get(name)?;
                Some(info.layout.shape().dims().to_vec())
            }
            Self::Gguf(file) => file.shape(name),
        }
    }

    /// What is added to a weight, its rows in the order in which the file keeps them.
    fn arranged(&self, name: &str, change: Tensor) -> Result<Tensor> {
        match self {
            Self::Gguf(file) => file.arranged(name, change),
            _ => Ok(change),
        }
    }

    /// A tensor as it is kept, in this machine's memory.
    pub(super) fn read(&self, name: &str) -> Result<Tensor> {
        match self {
            Self::Safetensors {
                path,
                metadata,
                start,
            } => {
                let Some(info) = metadata.info(name) else {
                    bail!("the list of {} lacks {name}", path.display());
                };
                let (from, to) = info.data_offsets;
                let mut bytes = vec![0; to - from];
                let mut file = File::open(path)?;
                file.seek(SeekFrom::Start(start + from as u64))?;
                file.read_exact(&mut bytes)?;
                let dtype = dtype(info.dtype, name)?;
                Tensor::from_raw_buffer(&bytes, dtype, &info.shape, &Device::Cpu)
            }
            Self::PyTorch(path, tensors) => {
                let infos = tensors.tensor_infos();
                if infos
                    .get(name)
                    .is_some_and(|info| info.layout.start_offset() > 0)
                {
                    bail!(
                        "{name} shares its memory with another tensor in {}",
                        path.display()
                    );
                }
                match tensors.get(name)? {
                    Some(tensor) => Ok(tensor),
                    None => bail!("the list of {} lacks {name}", path.display()),
                }
            }
            Self::Gguf(file) => file.tensor(name),
        }
    }
}

/// Whether a tensor belongs to a block rather than to the embedding or the output layer.
fn in_block(name: &str) -> bool {
    name.split('.').any(|part| part.parse::<usize>().is_ok())
}

/// The files that an index names.
fn shards(folder: &Path, index: &Path) -> std::result::Result<Vec<Source>, LoadError> {
    let said = read_json(index)?;
    let map = said.get("weight_map").and_then(Value::as_object);
    let map = map.ok_or_else(|| LoadError::Damaged {
        path: index.to_owned(),
        reason: "it has no weight_map".to_owned(),
    })?;
    let mut names: Vec<&str> = map.values().filter_map(Value::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names
        .into_iter()
        .map(|name| {
            // A name is a file beside the index, not a path to elsewhere.
            let plain = Path::new(name).file_name().is_some_and(|only| only == name);
            let path = folder.join(name);
            if !plain || !path.is_file() {
                return Err(LoadError::Missing { path });
            }
            Source::open(&path)
        })
        .collect()
}

fn dtype(kept: Dtype, name: &str) -> Result<DType> {
    Ok(match kept {
        Dtype::F32 => DType::F32,
        Dtype::F16 => DType::F16,
        Dtype::BF16 => DType::BF16,
        Dtype::F64 => DType::F64,
        other => bail!("{name} is kept as {other:?}, which no weight is"),
    })
}
