//! Tests through the binary, and of the tree itself. One integration binary, so that the crate is linked once.

mod county;
mod kit;
mod layout;
mod score;
