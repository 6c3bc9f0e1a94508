//! A LoRA adapter in a GGUF file, as llama.cpp's `convert_lora_to_gguf.py` writes it.
//!
//! llama.cpp computes it beside the quantised weights, so nothing is rounded again. It says why a
//! file cannot be used only in its log, and ends the process where a field has another type than
//! it expects; so the fields are looked at first.

use std::path::Path;

use llama_cpp_2::gguf::GgufContext;
use llama_cpp_2::model::{LlamaLoraAdapter, LlamaModel};

use super::{backend, engine};
use crate::lora::{self, AdapterKind};

/// The fields that llama.cpp reads, and their types.
const FIELDS: [(&str, llama_cpp_sys_2::gguf_type); 4] = [
    ("general.type", llama_cpp_sys_2::GGUF_TYPE_STRING),
    ("general.architecture", llama_cpp_sys_2::GGUF_TYPE_STRING),
    ("adapter.type", llama_cpp_sys_2::GGUF_TYPE_STRING),
    ("adapter.lora.alpha", llama_cpp_sys_2::GGUF_TYPE_FLOAT32),
];
/// Tokens behind which an adapter begins to act, where it does not always.
const INVOCATION: &str = "adapter.alora.invocation_tokens";

/// Reads an adapter for a model. It lives as long as the model, which every later context is made
/// of; so it is read before the first one.
pub(super) fn load(model: &mut LlamaModel, path: &Path) -> Result<LlamaLoraAdapter, String> {
    let found = lora::kind(path).map_err(|error| error.to_string())?;
    if found == AdapterKind::Peft {
        return Err(
            "it is no GGUF file; llama.cpp takes a GGUF adapter, which its \
             convert_lora_to_gguf.py makes of a folder of PEFT; the engine candle takes the folder"
                .to_owned(),
        );
    }
    engine::check_file(path)?;
    backend::clear_complaints();
    if let Some(file) = GgufContext::from_file(path) {
        check(&file)?;
    }
    model.lora_adapter_init(path).map_err(|error| {
        let why = backend::complaints().unwrap_or_else(|| error.to_string());
        format!("the adapter is damaged or for another model: {why}")
    })
}

fn check(file: &GgufContext) -> Result<(), String> {
    for (key, kind) in FIELDS {
        let at = file.find_key(key);
        if at >= 0 && file.kv_type(at) != kind {
            return Err(format!(
                "the adapter is damaged: its {key} is of another type"
            ));
        }
    }
    let kind = file.find_key("general.type");
    if kind < 0 || file.val_str(kind) != Some("adapter") {
        return Err("it is a GGUF file, but not an adapter".to_owned());
    }
    if file.find_key(INVOCATION) >= 0 {
        return Err(
            "it acts only behind certain tokens (aLoRA), which is not supported".to_owned(),
        );
    }
    if file.n_tensors() == 0 {
        return Err("the adapter is empty".to_owned());
    }
    Ok(())
}
