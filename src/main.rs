//! Parses the command line, runs it, returns the exit code; nothing else.

fn main() -> std::process::ExitCode {
    xuncha::cli::main(std::env::args_os())
}
