//! What a pull tells its caller while it works.

/// Hears how a pull goes on. Every method does nothing unless implemented.
pub trait PullProgress: Send + Sync {
    /// This source is tried now.
    fn source(&self, source: &str) {
        let _ = source;
    }

    /// Bytes have moved, or an item begins. Comes a few times a second at most.
    fn transfer(&self, transfer: &Transfer<'_>) {
        let _ = transfer;
    }

    /// Something the user should read: a source failed, a file was wrong, a wait.
    fn note(&self, message: &str) {
        let _ = message;
    }
}

/// What the bytes of a [`Transfer`] are going through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// Fetched over the network.
    Download,
    /// Taken out of packages and joined.
    Unpack,
    /// Read again and hashed.
    Verify,
}

/// How far one phase of a pull is, over all its items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Transfer<'a> {
    /// What is done to the bytes.
    pub phase: Phase,
    /// The file or package at work.
    pub item: &'a str,
    /// Which item it is, from 1.
    pub index: usize,
    /// How many items there are.
    pub count: usize,
    /// Bytes done, over all items.
    pub done: u64,
    /// Bytes there are, over all items, where that is known.
    pub total: Option<u64>,
}

/// Hears nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoProgress;

impl PullProgress for NoProgress {}
