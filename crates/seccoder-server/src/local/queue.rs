//! Who may use the engine now, who waits, and who is sent away.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::failure::Failure;

/// Places at the engine and before it.
pub(super) struct Queue {
    /// Places at the engine.
    slots: Arc<Semaphore>,
    /// Places at the engine and in front of it.
    room: Arc<Semaphore>,
}

/// A place at the engine, given back on drop.
pub(super) struct Slot {
    _slot: OwnedSemaphorePermit,
    _room: OwnedSemaphorePermit,
}

impl Queue {
    /// A queue for so many at once (one at least), and so many who wait.
    pub(super) fn new(concurrent: usize, waiting: usize) -> Self {
        let most = Semaphore::MAX_PERMITS;
        let concurrent = concurrent.clamp(1, most);
        let room = concurrent.saturating_add(waiting).min(most);
        Self {
            slots: Arc::new(Semaphore::new(concurrent)),
            room: Arc::new(Semaphore::new(room)),
        }
    }

    /// Waits for a place, in the order of coming; who stops waiting leaves the queue.
    ///
    /// # Errors
    /// At once, when too many wait.
    pub(super) async fn enter(&self) -> Result<Slot, Failure> {
        let room = self.room.clone().try_acquire_owned();
        let room = room.map_err(|_| Failure::busy())?;
        // It fails only when the semaphore is closed, which nobody does.
        let slot = self.slots.clone().acquire_owned().await;
        let slot = slot.map_err(|_| Failure::busy())?;
        Ok(Slot {
            _slot: slot,
            _room: room,
        })
    }
}
