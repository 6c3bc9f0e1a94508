//! Which processes belong to a job and what they use, read from `/proc`.
//!
//! Everything here is a look at something that moves: a process that is gone by the time it is
//! read counts as nothing, and the next look comes a few milliseconds later.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::PathBuf;

use rustix::process::{Pid, Signal, kill_process};

/// The living descendants of a process, the nearest first. Looks no further once there are more
/// than `enough`: a fork bomb grows faster than it can be counted.
pub(super) fn descendants(root: u32, enough: usize) -> Vec<u32> {
    if knows_children() {
        // Reads only the job's own processes, not all of the machine's.
        return walk(root, enough, children);
    }
    let mut by_parent: HashMap<u32, Vec<u32>> = HashMap::new();
    for pid in all() {
        if let Some(parent) = parent(pid) {
            by_parent.entry(parent).or_default().push(pid);
        }
    }
    walk(root, enough, |pid| {
        by_parent.get(&pid).cloned().unwrap_or_default()
    })
}

fn walk(root: u32, enough: usize, children: impl Fn(u32) -> Vec<u32>) -> Vec<u32> {
    let mut seen = HashSet::from([root]);
    let mut found: Vec<u32> = Vec::new();
    let mut at = root;
    let mut next = 0;
    loop {
        for child in children(at) {
            if seen.insert(child) {
                found.push(child);
            }
        }
        match found.get(next) {
            Some(pid) if found.len() <= enough => at = *pid,
            _ => return found,
        }
        next += 1;
    }
}

/// Whether this kernel lists a thread's children.
fn knows_children() -> bool {
    fs::exists("/proc/thread-self/children").unwrap_or(false)
}

/// The children of all threads of a process.
fn children(pid: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{pid}/task")) else {
        return Vec::new();
    };
    threads
        .flatten()
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok())
        .flat_map(|list| {
            list.split_ascii_whitespace()
                .filter_map(|pid| pid.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect()
}

/// All processes of this machine that can be seen.
fn all() -> impl Iterator<Item = u32> {
    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

fn parent(pid: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name before the last parenthesis may hold anything, spaces and parentheses too.
    stat.rsplit_once(')')?
        .1
        .split_ascii_whitespace()
        .nth(1)?
        .parse()
        .ok()
}

/// The first process of the job's own process namespace, once bubblewrap has made one. Killing
/// it makes the kernel kill all others, whoever their parents are by now.
pub(super) fn namespace_init(bubblewrap: u32) -> Option<u32> {
    // bubblewrap, perhaps a second bubblewrap, then the one looked for: it is never deep.
    descendants(bubblewrap, 6).into_iter().take(6).find(|pid| {
        let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
        let numbers: Vec<&str> = field(&status, "NSpid:")
            .unwrap_or_default()
            .split_ascii_whitespace()
            .collect();
        numbers.len() > 1 && numbers.last() == Some(&"1")
    })
}

/// Memory of these processes in bytes, as they would have to be paid for together.
///
/// `limit` decides how exactly to look: adding up what each process holds counts shared pages
/// several times, so only a sum beyond the limit is checked page by page, which is slow.
pub(super) fn memory(pids: &[u32], limit: u64) -> u64 {
    let held: u64 = pids.iter().map(|&pid| held(pid)).sum();
    if held <= limit {
        return held;
    }
    pids.iter()
        .map(|&pid| share(pid).unwrap_or_else(|| held_unshared(pid)))
        .sum()
}

/// What a process holds beside its program files.
fn held(pid: u32) -> u64 {
    held_of(pid, &["RssAnon:", "RssShmem:", "VmSwap:"])
}

fn held_unshared(pid: u32) -> u64 {
    held_of(pid, &["RssAnon:", "VmSwap:"])
}

fn held_of(pid: u32, fields: &[&str]) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    fields
        .iter()
        .filter_map(|name| kibibytes(&status, name))
        .sum()
}

/// A process' share of the pages it holds, `None` where the kernel does not say.
fn share(pid: u32) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let anonymous = kibibytes(&rollup, "Pss_Anon:")?;
    let shared = kibibytes(&rollup, "Pss_Shmem:")?;
    Some(anonymous + shared + kibibytes(&rollup, "SwapPss:").unwrap_or(0))
}

/// Memory of the whole machine, for what no process' account shows (files in memory).
#[derive(Debug, Clone, Copy)]
pub(super) struct Machine {
    pub(super) total: u64,
    pub(super) available: u64,
    pub(super) in_files: u64,
}

impl Machine {
    pub(super) fn now() -> Option<Self> {
        let text = fs::read_to_string("/proc/meminfo").ok()?;
        Some(Self {
            total: kibibytes(&text, "MemTotal:")?,
            available: kibibytes(&text, "MemAvailable:")?,
            in_files: kibibytes(&text, "Shmem:")?,
        })
    }
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name))
}

fn kibibytes(text: &str, name: &str) -> Option<u64> {
    let value: u64 = field(text, name)?
        .trim()
        .strip_suffix("kB")?
        .trim()
        .parse()
        .ok()?;
    Some(value * 1024)
}

/// Ends a process at once. That it may be gone already is no error.
pub(super) fn kill(pid: u32) {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid {
        let _ = kill_process(pid, Signal::KILL);
    }
}

/// The processes whose environment holds this mark: how a job without a namespace is found
/// again after its processes have left their parents.
pub(super) fn marked(mark: &str) -> Vec<u32> {
    all()
        .filter(|pid| {
            let path = PathBuf::from(format!("/proc/{pid}/environ"));
            fs::read(path).is_ok_and(|environment| {
                environment
                    .split(|byte| *byte == 0)
                    .any(|entry| entry == mark.as_bytes())
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_accounted_for() {
        let me = std::process::id();
        assert!(memory(&[me], u64::MAX) > 100 << 10);
        // With no allowance the exact way is taken; it never reports more.
        assert!(memory(&[me], 0) > 0);
        assert_eq!(memory(&[u32::MAX], 0), 0);
        let machine = Machine::now().unwrap();
        assert!(machine.total >= machine.available && machine.available > 0);
    }

    #[test]
    fn trees_are_walked_once_even_in_circles() {
        let children = |pid: u32| match pid {
            1 => vec![2, 3],
            2 => vec![4, 1],
            4 => vec![2],
            _ => vec![],
        };
        assert_eq!(walk(1, 9, children), [2, 3, 4]);
        assert_eq!(walk(1, 1, children), [2, 3]);
    }

    #[test]
    fn a_parent_is_read_behind_any_name() {
        assert_eq!(
            parent(std::process::id()),
            Some(std::os::unix::process::parent_id())
        );
    }
}
