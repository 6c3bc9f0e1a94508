//! llama.cpp in-process: local code LMs from GGUF files, and the local embedder.
//!
//! A model lives on a thread of its own ([`worker`]), because a context is not
//! shared between threads and decoding blocks for seconds. [`LlamaCpp`] is the
//! handle: it loads in the background, so that retrieval can run meanwhile, and
//! turns requests into jobs for that thread.

mod adapter;
mod backend;
mod embedder;
mod engine;
mod tokens;
mod worker;

pub use embedder::{EmbedderConfig, LlamaEmbedder};
pub use engine::{LlamaConfig, LlamaCpp};

/// What llama.cpp was compiled for on this machine, as it reports it itself:
/// `AVX512 = 1 | …`.
#[must_use]
pub fn system_info() -> String {
    system::info()
}

mod system {
    #![expect(unsafe_code, reason = "llama.cpp's report is a C string")]

    pub(super) fn info() -> String {
        // SAFETY: returns a pointer to a static NUL-terminated string that llama.cpp owns.
        let text = unsafe { std::ffi::CStr::from_ptr(llama_cpp_sys_2::llama_print_system_info()) };
        text.to_string_lossy().trim().to_owned()
    }
}
