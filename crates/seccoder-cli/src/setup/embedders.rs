//! Embedders of this process: which weights a name means, how they are used, and which engine runs
//! them.

use std::path::Path;
use std::sync::Arc;

use seccoder::auto::CAUTIOUS_THRESHOLD;
use seccoder::embedder::Embedder;
use seccoder_lm::catalogue::{Embedding, Installed, ModelEntry, ModelKind};

use super::{Context, entry, is_path};
use crate::failure::Failure;

/// The weights that a name means.
enum Weights<'a> {
    Catalogue(&'static ModelEntry, Embedding),
    Folder(&'a Path),
}

/// llama.cpp for what it computes, since it is the faster one; candle for all else.
fn is_for_llama_cpp(entry: &ModelEntry, embedding: &Embedding) -> bool {
    cfg!(feature = "llama-cpp") && entry.architecture == "bert" && embedding.is_plain_mean()
}

/// Brings an embedder's weights, when they were fetched, into the form that its engine reads.
pub fn prepare(entry: &ModelEntry, installed: &Installed) -> Result<(), Failure> {
    #[cfg(feature = "llama-cpp")]
    if let Some(embedding) = &entry.embedding
        && is_for_llama_cpp(entry, embedding)
    {
        llama_cpp::converted(entry, installed)?;
    }
    let _ = (entry, installed);
    Ok(())
}

impl Context {
    /// The weights that a name or path means, and how the catalogue and the settings use them.
    fn embedder_weights<'a>(&self, name: Option<&'a str>) -> Result<Weights<'a>, Failure> {
        if let Some(path) = name.filter(|name| is_path(name)) {
            let path = Path::new(path);
            if !path.is_dir() {
                return Err(Failure::usage(format!(
                    "{} is no folder, and so no embedder",
                    path.display()
                ))
                .hint("an embedder is a folder as it is published, or a name of the catalogue"));
            }
            return Ok(Weights::Folder(path));
        }
        let entry = entry(name, ModelKind::Embedder).map_err(|failure| match name {
            Some(name) if Path::new(name).is_dir() => {
                failure.hint(format!("for the folder of this name write ./{name}"))
            }
            _ => failure,
        })?;
        let mut embedding = entry.embedding.clone().ok_or_else(|| {
            Failure::usage(format!(
                "the catalogue does not say how {} is used",
                entry.name
            ))
        })?;
        self.set_prefixes(&mut embedding);
        Ok(Weights::Catalogue(entry, embedding))
    }

    /// Puts the prefixes of the settings in place of the usual ones.
    fn set_prefixes(&self, embedding: &mut Embedding) {
        let settings = &self.config.embedder;
        let set = |prefix: &mut String, wanted: &Option<String>| {
            if let Some(wanted) = wanted {
                prefix.clone_from(wanted);
            }
        };
        set(&mut embedding.query_prefix, &settings.query_prefix);
        set(&mut embedding.document_prefix, &settings.document_prefix);
    }

    pub(super) async fn local_embedder(
        &self,
        name: Option<&str>,
    ) -> Result<Arc<dyn Embedder>, Failure> {
        match self.embedder_weights(name)? {
            Weights::Folder(folder) => self.folder_on_candle(folder),
            Weights::Catalogue(entry, embedding) if is_for_llama_cpp(entry, &embedding) => {
                self.embed_on_llama_cpp(entry, &embedding).await
            }
            Weights::Catalogue(entry, embedding) => self.embed_on_candle(entry, embedding).await,
        }
    }

    /// A local embedder's name as logs record it: the catalogue's, or a folder's with the beginning
    /// of its hash; and the prefixes, where the settings changed them.
    pub(super) fn local_embedder_name(&self, name: Option<&str>) -> Result<String, Failure> {
        let (mut name, usual, used) = match self.embedder_weights(name)? {
            Weights::Catalogue(entry, used) => (entry.name.clone(), entry.embedding.clone(), used),
            Weights::Folder(folder) => {
                let (name, usual) = self.folder_name(folder)?;
                let mut used = usual.clone();
                self.set_prefixes(&mut used);
                (name, Some(usual), used)
            }
        };
        if usual.as_ref() != Some(&used) {
            name += &format!(
                " with {:?} and {:?}",
                used.query_prefix, used.document_prefix
            );
        }
        Ok(name)
    }

    /// See [`Context::silence_threshold`]. What was measured holds for the usual prefixes only.
    pub(super) fn local_silence(&self, name: Option<&str>) -> Result<f32, Failure> {
        let measured = match self.embedder_weights(name)? {
            Weights::Catalogue(entry, used) if entry.embedding.as_ref() == Some(&used) => {
                used.silence
            }
            _ => None,
        };
        Ok(measured.unwrap_or(CAUTIOUS_THRESHOLD))
    }
}

#[cfg(feature = "llama-cpp")]
mod llama_cpp {
    //! Embedders on llama.cpp, from weights converted once.

    use std::path::PathBuf;

    use seccoder_lm::gguf::{CONVERSION, Precision, convert_bert};
    use seccoder_lm::llama_cpp::{EmbedderConfig, LlamaEmbedder};

    use super::{Arc, Context, Embedder, Embedding, Failure, Installed, ModelEntry};
    use crate::failure::Kind;

    /// How the embedder's weights are stored: what `make bench` measured fastest on CPUs with
    /// bfloat16 arithmetic, and bytes on the others, where bfloat16 is emulated.
    fn precision() -> Precision {
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx512bf16") {
            return Precision::Bf16;
        }
        Precision::Q8
    }

    /// The converted weights of an embedder, made if they are not there.
    pub(super) fn converted(entry: &ModelEntry, installed: &Installed) -> Result<PathBuf, Failure> {
        let path = installed
            .dir
            .join(format!("{CONVERSION}-{}.gguf", precision().name()));
        if !path.is_file() {
            convert_bert(&installed.dir, &path, precision()).map_err(|error| {
                Failure::new(
                    Kind::Failed,
                    format!("cannot convert {}: {error}", entry.name),
                )
            })?;
        }
        Ok(path)
    }

    impl Context {
        pub(super) async fn embed_on_llama_cpp(
            &self,
            entry: &ModelEntry,
            embedding: &Embedding,
        ) -> Result<Arc<dyn Embedder>, Failure> {
            let installed = self.require(entry).await?;
            // Weights, conversion, precision, pooling and cut: what decides a vector.
            let fingerprint = format!(
                "{}:{}:{CONVERSION}:{}:mean:{}",
                entry.name,
                installed.fingerprint,
                precision().name(),
                embedding.max_tokens,
            );
            Ok(Arc::new(LlamaEmbedder::open(EmbedderConfig {
                gguf: converted(entry, &installed)?,
                tokenizer: installed.dir.join("tokenizer.json"),
                name: entry.name.clone(),
                fingerprint,
                max_tokens: embedding.max_tokens,
                threads: self.threads,
            })))
        }
    }
}

#[cfg(not(feature = "llama-cpp"))]
impl Context {
    #[expect(clippy::unused_async, reason = "as in builds with the engine")]
    async fn embed_on_llama_cpp(
        &self,
        _: &ModelEntry,
        _: &Embedding,
    ) -> Result<Arc<dyn Embedder>, Failure> {
        Err(super::without_engine("llama.cpp"))
    }
}

#[cfg(feature = "candle")]
mod candle {
    //! Embedders on candle.

    use seccoder_lm::candle::embed::{CandleEmbedder, CandleEmbedderConfig};

    use super::{Arc, Context, Embedder, Embedding, Failure, ModelEntry, Path};

    /// The folder of hashes of folders, beside the models.
    const NOTES: &str = ".folders";

    impl Context {
        pub(super) async fn embed_on_candle(
            &self,
            entry: &ModelEntry,
            embedding: Embedding,
        ) -> Result<Arc<dyn Embedder>, Failure> {
            let installed = self.require(entry).await?;
            let config = CandleEmbedderConfig::of_entry(entry, &installed);
            let mut config =
                config.ok_or_else(|| Failure::usage(format!("{} is no embedder", entry.name)))?;
            config.embedding = embedding;
            Ok(Arc::new(CandleEmbedder::open(config)))
        }

        pub(super) fn folder_on_candle(&self, folder: &Path) -> Result<Arc<dyn Embedder>, Failure> {
            let mut config = self.folder_config(folder)?;
            self.set_prefixes(&mut config.embedding);
            Ok(Arc::new(CandleEmbedder::open(config)))
        }

        /// A folder's name with the beginning of its hash, and how it says it is used.
        pub(super) fn folder_name(&self, folder: &Path) -> Result<(String, Embedding), Failure> {
            let config = self.folder_config(folder)?;
            let name = format!("{}:{}", config.name, &config.weights[..12]);
            Ok((name, config.embedding))
        }

        fn folder_config(&self, folder: &Path) -> Result<CandleEmbedderConfig, Failure> {
            let notes = self.home.models.join(NOTES);
            CandleEmbedderConfig::of_folder(folder, Some(&notes)).map_err(|error| {
                Failure::usage(format!(
                    "{} cannot be used as an embedder: {error}",
                    folder.display()
                ))
            })
        }
    }
}

#[cfg(not(feature = "candle"))]
impl Context {
    #[expect(clippy::unused_async, reason = "as in builds with the engine")]
    async fn embed_on_candle(
        &self,
        _: &ModelEntry,
        _: Embedding,
    ) -> Result<Arc<dyn Embedder>, Failure> {
        Err(super::without_engine("candle"))
    }

    fn folder_on_candle(&self, _: &Path) -> Result<Arc<dyn Embedder>, Failure> {
        Err(super::without_engine("candle"))
    }

    fn folder_name(&self, _: &Path) -> Result<(String, Embedding), Failure> {
        Err(super::without_engine("candle"))
    }
}
