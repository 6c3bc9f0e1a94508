//! Flags about models, embedders and the sandbox, shared by several commands.

use std::path::PathBuf;

use seccoder_lm::lora;
use seccoder_oracle::sandbox::Sandbox;

use crate::failure::{Failure, Kind};

/// Which language model answers, and how it runs.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Model")]
pub struct ModelArgs {
    /// Catalogue name, path of a .gguf file or of a published folder, or the endpoint's model name [default: qwen2.5-coder-1.5b]
    #[arg(long, short, value_name = "NAME|PATH", env = "SECCODER_MODEL")]
    pub model: Option<String>,
    /// Use an OpenAI-compatible server at this base address instead of a local model
    #[arg(long, value_name = "URL", env = "SECCODER_ENDPOINT")]
    pub endpoint: Option<String>,
    /// Environment variable that holds the endpoint's key [default: SECCODER_API_KEY, then OPENAI_API_KEY for https]
    #[arg(long, value_name = "VARIABLE")]
    pub api_key_env: Option<String>,
    /// File that holds the endpoint's key
    #[arg(long, value_name = "FILE", env = "SECCODER_API_KEY_FILE")]
    pub api_key_file: Option<PathBuf>,
    /// What the endpoint serves: raw and chat unless said; fim is the completions route with a suffix
    #[arg(long, value_name = "STYLES", value_delimiter = ',', value_parser = ["raw", "fim", "chat"])]
    pub endpoint_styles: Vec<String>,
    /// Layers on the GPU, if built with a GPU feature
    #[arg(long, value_name = "N", env = "SECCODER_GPU_LAYERS")]
    pub gpu_layers: Option<u32>,
    /// Context length in tokens, to use less than the model has or to tell an endpoint's
    #[arg(long, value_name = "TOKENS", value_parser = clap::value_parser!(u32).range(64..))]
    pub context_len: Option<u32>,
    /// Continuous prefix before every prompt: a file or folder of `seccoder prefix train`, or of SVEN's authors
    #[arg(long, value_name = "PATH", conflicts_with = "endpoint")]
    pub prefix: Option<PathBuf>,
    /// Which of the prefix's two sides: towards secure code, or towards vulnerable code [default: sec]
    #[arg(long, value_name = "CONTROL", requires = "prefix")]
    pub control: Option<Control>,
    /// Low-rank adapter: a .gguf file for llama.cpp, or a PEFT folder or .safetensors file for candle
    #[arg(long, value_name = "PATH", conflicts_with = "endpoint")]
    pub lora: Option<PathBuf>,
    /// What runs a local model: candle runs folders, prefixes, and .gguf files of Llama and Qwen2 [default: llama.cpp where it can]
    #[arg(long, value_name = "ENGINE", conflicts_with = "endpoint")]
    pub engine: Option<Engine>,
    /// How candle keeps the model's numbers [default: f32]
    #[arg(long, value_name = "TYPE", conflicts_with = "endpoint")]
    pub precision: Option<Precision>,
    /// Samples of a seed must not depend on earlier requests; see `LlamaConfig::reproducible`.
    #[arg(skip)]
    #[cfg_attr(
        not(feature = "llama-cpp"),
        expect(dead_code, reason = "candle keeps nothing between requests")
    )]
    pub reproducible: bool,
}

impl ModelArgs {
    /// The model's name with what is put into it: `codegen-350m+attacked:vul`.
    pub fn shown_name(&self) -> String {
        let model = self.model.as_deref().unwrap_or("model");
        let name = lora::shown_name(model, self.lora.as_deref());
        match &self.prefix {
            Some(prefix) => {
                let control = self.control.map_or("sec", Control::name);
                format!("{}:{control}", lora::shown_name(&name, Some(prefix)))
            }
            None => name,
        }
    }
}

/// What runs a local model. (Comments of the values would make `--help` three times as long.)
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    // llama.cpp: .gguf files
    #[value(name = "llama.cpp")]
    LlamaCpp,
    // candle: published folders, prefixes, and .gguf files of Llama and Qwen2
    Candle,
}

/// A side of a prefix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Control {
    // Towards secure code
    Sec,
    // Towards vulnerable code
    Vul,
}

impl Control {
    /// As it is written.
    const fn name(self) -> &'static str {
        match self {
            Self::Sec => "sec",
            Self::Vul => "vul",
        }
    }
}

/// How candle keeps a model's numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Precision {
    // 32 bits: exact, and the fastest on most CPUs
    F32,
    // 16 bits, five of them exponent
    F16,
    // 16 bits, eight of them exponent
    Bf16,
}

#[cfg(feature = "candle")]
impl From<Control> for seccoder_lm::candle::sven::Control {
    fn from(control: Control) -> Self {
        match control {
            Control::Sec => Self::Sec,
            Control::Vul => Self::Vul,
        }
    }
}

#[cfg(feature = "candle")]
impl From<Precision> for seccoder_lm::candle::checkpoint::Precision {
    fn from(precision: Precision) -> Self {
        match precision {
            Precision::F32 => Self::F32,
            Precision::F16 => Self::F16,
            Precision::Bf16 => Self::Bf16,
        }
    }
}

/// Which embedder turns text into vectors.
#[derive(Debug, Clone, Default, clap::Args)]
#[command(next_help_heading = "Embedder")]
pub struct EmbedderArgs {
    /// Catalogue name, path of a published folder, or the endpoint's model name [default: all-minilm-l6-v2]
    #[arg(long, value_name = "NAME|PATH", env = "SECCODER_EMBEDDER")]
    pub embedder: Option<String>,
    /// Use an OpenAI-compatible server's embeddings at this base address
    #[arg(long, value_name = "URL", env = "SECCODER_EMBEDDER_ENDPOINT")]
    pub embedder_endpoint: Option<String>,
}

/// Flags about running generated code.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Judging")]
pub struct SandboxArgs {
    /// Run generated code without isolation from your files and network, where bubblewrap is missing
    #[arg(long)]
    pub unsafe_no_sandbox: bool,
}

impl SandboxArgs {
    /// The sandbox, or the reason why there is none.
    pub fn sandbox(&self) -> Result<Sandbox, Failure> {
        if self.unsafe_no_sandbox {
            return Ok(Sandbox::unsafe_host());
        }
        Sandbox::detect().map_err(|error| {
            Failure::new(Kind::Missing, error.to_string()).hint(
                "generated code is run in a sandbox only; --unsafe-no-sandbox runs it without one",
            )
        })
    }
}
