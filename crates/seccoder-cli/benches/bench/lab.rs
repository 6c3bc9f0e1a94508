//! What the measurements share: models, a database of their own, texts.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures::executor::block_on;
use seccoder::example::SecureExample;
use seccoder::model::LanguageModel;
use seccoder::retriever::dense::DenseRetriever;
use seccoder_db::corpus;
use seccoder_db::store::Store;
use seccoder_db::store::sqlite::SqliteStore;
use seccoder_db::vectors::{CODE_VIEW, StoredIndex};
use seccoder_lm::catalogue::{Catalogue, Installed, ModelEntry, ModelStore};
use seccoder_lm::gguf::{Precision, convert_bert};
use seccoder_lm::home::Home;
use seccoder_lm::llama_cpp::{EmbedderConfig, LlamaConfig, LlamaCpp, LlamaEmbedder};
use tempfile::TempDir;

use crate::machine;
use crate::table::Failure;

/// The language model of all measurements.
pub const MODEL: &str = "qwen2.5-coder-0.5b";
/// The embedder of all measurements.
pub const EMBEDDER: &str = "all-minilm-l6-v2";
/// How the weights are stored where the precision is not what is measured.
pub const SHIPPED: Precision = Precision::Q8;
/// Tokens at which the embedder cuts a text.
const MAX_TOKENS: usize = 256;

/// Installed models and a folder that goes away at the end.
pub struct Lab {
    models: ModelStore,
    model: Installed,
    embedder: Installed,
    scratch: TempDir,
    corpus: Vec<SecureExample>,
    store: OnceCell<Arc<dyn Store>>,
}

impl Lab {
    /// Fails, saying what to pull, when a model is not installed.
    pub fn new() -> Result<Self, Failure> {
        let models = ModelStore::new(Home::from_env()?.models);
        let installed = |name| -> Result<Installed, Failure> {
            let entry = Catalogue::builtin().get(name)?;
            models.installed(entry).ok_or_else(|| {
                format!("{name} is not installed; `seccoder model pull {name}` fetches it").into()
            })
        };
        Ok(Self {
            model: installed(MODEL)?,
            embedder: installed(EMBEDDER)?,
            models,
            scratch: tempfile::tempdir()?,
            corpus: corpus::built_in()?,
            store: OnceCell::new(),
        })
    }

    /// The built-in examples.
    pub fn corpus(&self) -> &[SecureExample] {
        &self.corpus
    }

    /// A folder that goes away at the end.
    pub fn scratch(&self) -> &Path {
        self.scratch.path()
    }

    /// The embedder's folder as it was fetched.
    pub fn embedder_dir(&self) -> &Path {
        &self.embedder.dir
    }

    /// A model that only some rows need, if it is installed.
    pub fn optional(&self, entry: &ModelEntry) -> Option<Installed> {
        self.models.installed(entry)
    }

    /// The language model's file.
    pub fn model_file(&self) -> &Path {
        &self.model.main
    }

    /// Loads the language model.
    pub fn language_model(&self) -> Arc<dyn LanguageModel> {
        on_llama_cpp(&self.model.main)
    }

    /// Loads the embedder in this precision.
    pub fn embedder(&self, precision: Precision) -> Result<LlamaEmbedder, Failure> {
        let gguf = self.scratch().join(format!("{}.gguf", precision.name()));
        if !gguf.is_file() {
            convert_bert(&self.embedder.dir, &gguf, precision)?;
        }
        Ok(LlamaEmbedder::open(EmbedderConfig {
            gguf,
            tokenizer: self.tokenizer(),
            name: EMBEDDER.to_owned(),
            fingerprint: fingerprint(precision),
            max_tokens: MAX_TOKENS,
            threads: Some(machine::threads()),
        }))
    }

    /// The embedder's tokenizer file.
    pub fn tokenizer(&self) -> PathBuf {
        self.embedder.dir.join("tokenizer.json")
    }

    /// Dense retrieval over the built-in examples, as the product does it.
    pub fn retriever(&self) -> Result<DenseRetriever, Failure> {
        let store = self.store()?;
        let embedder = Arc::new(self.embedder(SHIPPED)?);
        let index = block_on(StoredIndex::open(
            Arc::clone(&store),
            &*embedder,
            &mut |_, _| {},
        ))?;
        Ok(DenseRetriever::new(embedder, Arc::new(index), store))
    }

    /// The vectors of the built-in examples.
    pub fn corpus_vectors(&self) -> Result<Vec<Vec<f32>>, Failure> {
        drop(self.retriever()?);
        let rows = block_on(self.store()?.vectors(&fingerprint(SHIPPED), CODE_VIEW))?;
        Ok(rows.into_iter().map(|(_, vector)| vector).collect())
    }

    fn store(&self) -> Result<Arc<dyn Store>, Failure> {
        if let Some(store) = self.store.get() {
            return Ok(Arc::clone(store));
        }
        let store: Arc<dyn Store> = Arc::new(SqliteStore::open(&self.scratch().join("bench.db"))?);
        Ok(Arc::clone(self.store.get_or_init(|| store)))
    }
}

/// Loads a language model's file on llama.cpp.
pub fn on_llama_cpp(gguf: &Path) -> Arc<dyn LanguageModel> {
    let mut config = LlamaConfig::new(gguf);
    config.name = MODEL.to_owned();
    config.threads = Some(machine::threads());
    Arc::new(LlamaCpp::open(config))
}

/// Names the vectors in this program's own database.
fn fingerprint(precision: Precision) -> String {
    format!("bench:{}", precision.name())
}
