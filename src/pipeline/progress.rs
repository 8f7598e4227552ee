//! How far a long run is, told to whoever shows it. No result depends on it.

/// Hears how far reading is. What follows is called step by step by the command line, which knows where it stands.
pub trait Progress: Sync {
    /// One more ledger was read, or refused, of so many; called from several threads, in no order.
    fn file_read(&self, of: usize);
}

/// Nobody listens.
impl Progress for () {
    fn file_read(&self, _of: usize) {}
}
