//! Processes that do one thing with a model: the benchmark starts itself again, so that their peak
//! of memory and their number of threads are of this thing alone.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::process::command;
use crate::table::Failure;
use crate::{candle, peer, prefix, room};

/// The first argument of such a process.
pub const WORKER: &str = "model-worker";

/// What such a process does.
#[derive(Serialize, Deserialize)]
pub enum Task {
    /// Row 11.
    Generate(candle::Generate),
    /// Row 13.
    Train(prefix::Train),
    /// Row 14.
    Hold(room::Hold),
}

/// Does it in a process of its own, in which candle has this many threads, and returns what that
/// reports.
pub fn start<R: DeserializeOwned>(task: &Task, threads: usize) -> Result<R, Failure> {
    let mut worker = command(&std::env::current_exe()?);
    // candle asks nothing but these.
    for variable in ["RAYON_NUM_THREADS", "CANDLE_NUM_THREADS"] {
        worker.env(variable, threads.to_string());
    }
    worker.arg(WORKER).stdin(peer::input(task)?);
    Ok(peer::last_line(&peer::finish(&mut worker)?)?)
}

/// What such a process runs; the task is its standard input.
pub fn work(_: &[String]) -> Result<(), Failure> {
    let report = match serde_json::from_reader(std::io::stdin())? {
        Task::Generate(task) => serde_json::to_string(&task.work()?),
        Task::Train(task) => serde_json::to_string(&task.work()?),
        Task::Hold(task) => serde_json::to_string(&task.work()?),
    };
    println!("{}", report?);
    Ok(())
}
