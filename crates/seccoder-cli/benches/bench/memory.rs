//! How much memory processes take, as Linux tells it.

use std::path::Path;

use serde::{Deserialize, Serialize};

/// Memory in bytes.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct Memory {
    /// In memory now, pages shared with others counted whole (RSS).
    pub resident: u64,
    /// The same, pages shared with others counted by their share (PSS).
    pub share: u64,
    /// What of the share is the process' own rather than pages of mapped files, which the system
    /// may take back at any time.
    pub own: u64,
}

impl Memory {
    /// That of a process (`self`, or a number), where the system tells it.
    pub fn of(process: &str) -> Option<Self> {
        let path = Path::new("/proc").join(process).join("smaps_rollup");
        let text = std::fs::read_to_string(path).ok()?;
        let part = |name: &str| -> u64 {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
            kilobytes.unwrap_or(0) * 1024
        };
        Some(Self {
            resident: part("Rss:"),
            share: part("Pss:"),
            own: part("Pss_Anon:"),
        })
    }

    /// That of a process and its children. The resident parts count what they share many times.
    pub fn of_family(process: &str) -> Option<Self> {
        let mut sum = Self::of(process)?;
        let parent = format!("PPid:\t{process}");
        for entry in std::fs::read_dir("/proc").ok()?.flatten() {
            let Ok(status) = std::fs::read_to_string(entry.path().join("status")) else {
                continue;
            };
            if !status.lines().any(|line| line == parent) {
                continue;
            }
            if let Some(one) = entry.file_name().to_str().and_then(Self::of) {
                sum.resident += one.resident;
                sum.share += one.share;
                sum.own += one.own;
            }
        }
        Some(sum)
    }
}

/// The most that this process ever had in memory (RSS), in bytes, where the system tells it.
pub fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes * 1024)
}

/// `123 MB`, with decimals where there are few.
pub fn megabytes(bytes: u64) -> String {
    let megabytes = bytes as f64 / 1e6;
    match megabytes {
        ..10.0 => format!("{megabytes:.1} MB"),
        _ => format!("{megabytes:.0} MB"),
    }
}
