//! The GGUF container, version 3: header, metadata, tensor directory, aligned data.

use std::io::{self, Write};

/// Tensor data starts at multiples of this.
const ALIGNMENT: usize = 32;

/// A metadata value.
#[derive(Debug, Clone)]
pub enum Value {
    /// Unsigned 32-bit integer.
    U32(u32),
    /// 32-bit float.
    F32(f32),
    /// Truth value.
    Bool(bool),
    /// UTF-8 text.
    Text(String),
}

/// How a tensor's numbers are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TensorType {
    /// 32-bit floats.
    F32,
    /// bfloat16: the upper half of a 32-bit float.
    Bf16,
    /// Blocks of 32 signed bytes with a 16-bit float scale.
    Q8,
}

impl TensorType {
    const fn code(self) -> u32 {
        match self {
            Self::F32 => 0,
            Self::Q8 => 8,
            Self::Bf16 => 30,
        }
    }
}

/// A tensor ready to be written.
#[derive(Debug)]
pub struct Tensor {
    /// Its name.
    pub name: String,
    /// Its dimensions, the fastest-varying one first (GGUF's order).
    pub dimensions: Vec<u64>,
    /// How `data` is stored.
    pub kind: TensorType,
    /// Its numbers.
    pub data: Vec<u8>,
}

/// Writes a whole file.
///
/// # Errors
/// When writing fails.
pub fn write(
    out: &mut impl Write,
    metadata: &[(String, Value)],
    tensors: &[Tensor],
) -> io::Result<()> {
    let mut header = Vec::new();
    header.extend_from_slice(b"GGUF");
    header.extend_from_slice(&3u32.to_le_bytes());
    header.extend_from_slice(&(tensors.len() as u64).to_le_bytes());
    header.extend_from_slice(&(metadata.len() as u64).to_le_bytes());
    for (key, value) in metadata {
        text(&mut header, key);
        put(&mut header, value);
    }
    let mut offset = 0u64;
    for tensor in tensors {
        text(&mut header, &tensor.name);
        header.extend_from_slice(&(tensor.dimensions.len() as u32).to_le_bytes());
        for dimension in &tensor.dimensions {
            header.extend_from_slice(&dimension.to_le_bytes());
        }
        header.extend_from_slice(&tensor.kind.code().to_le_bytes());
        header.extend_from_slice(&offset.to_le_bytes());
        offset += tensor.data.len().next_multiple_of(ALIGNMENT) as u64;
    }
    pad(&mut header);
    out.write_all(&header)?;
    for tensor in tensors {
        out.write_all(&tensor.data)?;
        let rest = tensor.data.len().next_multiple_of(ALIGNMENT) - tensor.data.len();
        out.write_all(&[0; ALIGNMENT][..rest])?;
    }
    Ok(())
}

fn text(out: &mut Vec<u8>, value: &str) {
    out.extend_from_slice(&(value.len() as u64).to_le_bytes());
    out.extend_from_slice(value.as_bytes());
}

fn put(out: &mut Vec<u8>, value: &Value) {
    match value {
        Value::U32(number) => {
            out.extend_from_slice(&4u32.to_le_bytes());
            out.extend_from_slice(&number.to_le_bytes());
        }
        Value::F32(number) => {
            out.extend_from_slice(&6u32.to_le_bytes());
            out.extend_from_slice(&number.to_le_bytes());
        }
        Value::Bool(truth) => {
            out.extend_from_slice(&7u32.to_le_bytes());
            out.push(u8::from(*truth));
        }
        Value::Text(value) => {
            out.extend_from_slice(&8u32.to_le_bytes());
            text(out, value);
        }
    }
}

fn pad(out: &mut Vec<u8>) {
    out.resize(out.len().next_multiple_of(ALIGNMENT), 0);
}
