# The commands a change has to pass, and those that make things. `just` lists them; `just ci` runs what CI runs.

_default:
    @just --list

# Formats the code
fmt:
    cargo fmt

# Refuses unformatted code and every warning
lint:
    cargo fmt --check
    cargo clippy --all-targets --all-features -- -D warnings

# Runs all tests
test:
    cargo test

# Runs the tests of the tables with Parquet, which is off unless asked for
parquet:
    cargo test --features parquet --lib report::data

# Builds the documentation of the code
docs:
    cargo doc --no-deps --document-private-items --config 'build.rustdocflags=["-Dwarnings"]'

# Runs the sample county; its findings are on purpose and make the exit code 1 without --fail-on never
demo:
    cargo run --release -- run samples/county --month 2026-10 --fail-on never

# Measures time and memory against a bare reader and writer; prints the tables of docs/performance.md
bench:
    cargo bench --bench ledger

# Makes docs/img again; needs LibreOffice, poppler and Chromium
pictures:
    docs/img/make.sh

# Checks licences, sources and advisories of the dependencies; needs cargo-deny
deny:
    cargo deny check

# Throws damaged workbooks at the reader for an hour; needs nightly Rust and cargo-fuzz
fuzz seconds="3600":
    fuzz/seeds.py
    cargo +nightly fuzz run --sanitizer none workbook -- -max_total_time={{seconds}} -rss_limit_mb=500 -timeout=10

# Everything CI runs
ci: lint test parquet docs demo
