//! Tests through the binary, and of the tree itself. One integration binary, so that the crate is linked once.

mod answerable;
mod bad_input;
mod beside;
mod county;
mod damaged;
mod docs;
mod fuzz;
mod generated;
mod kit;
mod layout;
mod marks;
mod months;
mod names;
mod own_rules;
mod plain_files;
mod policies;
mod problems;
mod profiles;
mod run;
mod schemas;
mod score;
mod screen;
mod shapes;
mod template;
mod waivers;
mod xlsb;
