//! The way to the office's mail server: `session` speaks SMTP and tells apart what is certain from what is in doubt,
//! `network` finds the server and what protects the connection, `outbox` sends one message after another.

mod network;
mod outbox;
mod session;

pub use network::Route;
pub use outbox::{Clock, Ended, Job, Journal, Told, send};
