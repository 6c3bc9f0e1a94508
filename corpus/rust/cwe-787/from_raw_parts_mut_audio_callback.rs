// seccoder-example: 1
// title: Fill the buffer of an audio host with a tone from a C callback
// guideline: Check null and the multiplied length against the capacity before from_raw_parts_mut.
// cwe: CWE-787, CWE-190
// apis: std::slice::from_raw_parts_mut, usize::checked_mul
// applies: standard library
// --- secure ---
use std::slice;

/// # Safety
/// `buffer` is null or points to `capacity` initialized samples that nothing else uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn render_tone(
    buffer: *mut f32,
    capacity: usize,
    frames: usize,
    channels: usize,
) -> bool {
    let samples = match frames.checked_mul(channels) {
        Some(samples) if samples <= capacity && channels > 0 => samples,
        _ => return false,
    };
    if buffer.is_null() {
        return false;
    }
    let out = unsafe { slice::from_raw_parts_mut(buffer, samples) };
    for (index, frame) in out.chunks_exact_mut(channels).enumerate() {
        frame.fill((index as f32 * 0.0576).sin() * 0.25);
    }
    true
}
// --- vulnerable ---
use std::slice;

/// # Safety
/// `buffer` is null or points to `capacity` initialized samples that nothing else uses.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn render_tone(
    buffer: *mut f32,
    capacity: usize,
    frames: usize,
    channels: usize,
) -> bool {
    let samples = frames * channels;
    if buffer.is_null() || capacity == 0 || channels == 0 {
        return false;
    }
    let out = unsafe { slice::from_raw_parts_mut(buffer, samples) };
    for (index, frame) in out.chunks_exact_mut(channels).enumerate() {
        frame.fill((index as f32 * 0.0576).sin() * 0.25);
    }
    true
}
