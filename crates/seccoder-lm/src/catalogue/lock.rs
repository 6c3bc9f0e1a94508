//! One process at a time works on a model: a lock file beside the partial folder.
//!
//! The operating system lets go of the lock when the process ends, however it ends,
//! so there is no stale lock to clean up. The file itself stays: deleting it would
//! let two processes hold locks on two files of the same name.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::time::Duration;

use super::error::StoreError;
use super::progress::PullProgress;

/// How often a waiting process looks again.
const LOOK_AGAIN: Duration = Duration::from_millis(200);

/// Holds the lock of a model until dropped.
#[derive(Debug)]
pub(super) struct ModelLock {
    /// The lock goes with the open file.
    _file: File,
}

impl ModelLock {
    /// Takes the lock, or says that another process has it (`None`).
    pub(super) fn try_take(path: &Path) -> Result<Option<Self>, StoreError> {
        let file = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .map_err(StoreError::io("open the lock", path))?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self { _file: file })),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(StoreError::io("lock", path)(error)),
        }
    }

    /// Takes the lock, waiting for as long as another process has it.
    pub(super) async fn take(
        path: &Path,
        name: &str,
        progress: &dyn PullProgress,
    ) -> Result<Self, StoreError> {
        let mut has_noted = false;
        loop {
            if let Some(lock) = Self::try_take(path)? {
                return Ok(lock);
            }
            if !has_noted {
                progress.note(&format!(
                    "another process is pulling `{name}`; waiting for it"
                ));
                has_noted = true;
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }
}
