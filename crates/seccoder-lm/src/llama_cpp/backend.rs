//! llama.cpp's process-wide state: initialised once, its log caught for error messages.
#![expect(unsafe_code, reason = "setting llama.cpp's log callback is a C call")]

use std::ffi::{CStr, c_char, c_void};
use std::sync::{Mutex, OnceLock};

use llama_cpp_2::llama_backend::LlamaBackend;

/// The last warnings and errors; llama.cpp reports why a load failed only there.
static COMPLAINTS: Mutex<Vec<Complaint>> = Mutex::new(Vec::new());
const MOST_COMPLAINTS: usize = 32;

struct Complaint {
    error: bool,
    text: String,
}

/// The initialised backend.
pub(super) fn backend() -> Result<&'static LlamaBackend, String> {
    static BACKEND: OnceLock<Result<LlamaBackend, String>> = OnceLock::new();
    BACKEND
        .get_or_init(|| {
            let backend = LlamaBackend::init().map_err(|error| error.to_string())?;
            // SAFETY: the callback is a plain function that lives as long as the process and
            // needs no user data; llama.cpp calls it with a NUL-terminated text.
            unsafe {
                llama_cpp_sys_2::llama_log_set(Some(catch), std::ptr::null_mut());
                llama_cpp_sys_2::ggml_log_set(Some(catch), std::ptr::null_mut());
            }
            Ok(backend)
        })
        .as_ref()
        .map_err(Clone::clone)
}

/// Forgets earlier complaints; called before something that may fail.
pub(super) fn clear_complaints() {
    if let Ok(mut complaints) = COMPLAINTS.lock() {
        complaints.clear();
    }
}

/// What llama.cpp complained about since the last clearing, in one line: errors, or where there
/// are none, warnings.
pub(super) fn complaints() -> Option<String> {
    let complaints = COMPLAINTS.lock().ok()?;
    let errors = complaints.iter().any(|complaint| complaint.error);
    let mut last: Vec<&str> = complaints
        .iter()
        .rev()
        .filter(|complaint| complaint.error || !errors)
        .take(2)
        .map(|complaint| complaint.text.as_str())
        .collect();
    last.reverse();
    (!last.is_empty()).then(|| last.join("; "))
}

unsafe extern "C" fn catch(
    level: llama_cpp_sys_2::ggml_log_level,
    text: *const c_char,
    _user_data: *mut c_void,
) {
    let error = level == llama_cpp_sys_2::GGML_LOG_LEVEL_ERROR;
    let serious = error || level == llama_cpp_sys_2::GGML_LOG_LEVEL_WARN;
    if text.is_null() || !serious {
        return;
    }
    // SAFETY: llama.cpp passes a NUL-terminated string that is valid during the call.
    let text = unsafe { CStr::from_ptr(text) }.to_string_lossy();
    let line = text.trim();
    if line.is_empty() {
        return;
    }
    if let Ok(mut complaints) = COMPLAINTS.lock() {
        if complaints.len() == MOST_COMPLAINTS {
            complaints.remove(0);
        }
        complaints.push(Complaint {
            error,
            text: line.to_owned(),
        });
    }
}
