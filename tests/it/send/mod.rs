//! `send` through the binary, against a mail server that does as it is told.

mod hostile;
mod kill;
mod office;
mod people;
mod register;
mod rules;
mod server;
mod wire;
