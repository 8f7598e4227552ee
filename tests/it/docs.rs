//! The manuals say what the program says: generated pages are fresh, shown commands run, shown output is real.

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use crate::kit::{self, Run};

const READMES: [&str; 2] = ["README.md", "README.zh-CN.md"];

/// The commands a reader of README.md tries first.
const FIRST: [&str; 2] = ["cargo run --release -- run samples/county --month 2026-10", "cargo test"];

fn read(path: &str) -> String {
    fs::read_to_string(kit::repository(path)).unwrap_or_else(|cause| panic!("{path}: {cause}"))
}

fn assert_generated(which: &str) {
    let page = format!("docs/{which}.md");
    let folder = kit::folder();
    let now = kit::run(folder.path(), &["explain", "--all", which]).expect_code(0).stdout;
    let regenerate = format!("regenerate it: cargo run -- explain --all {which} > {page}");
    let written = fs::read_to_string(kit::repository(&page)).unwrap_or_else(|cause| panic!("{page}: {cause}; {regenerate}"));
    let first = now.lines().zip(written.lines()).find(|(now, written)| now != written);
    assert!(now == written, "{page} is stale, first at (now, written) {first:?}; {regenerate}");
}

#[test]
fn the_page_of_checks_is_fresh() {
    assert_generated("checks");
}

#[test]
fn the_page_of_indicators_is_fresh() {
    assert_generated("indicators");
}

#[test]
fn the_page_of_warnings_is_fresh() {
    assert_generated("warnings");
}

#[test]
fn the_page_of_conditions_is_fresh() {
    assert_generated("policy");
}

#[test]
fn the_page_of_letters_is_fresh() {
    assert_generated("letters");
}

/// Returns the lines of a page's fenced blocks in one of the languages.
fn fenced(page: &str, languages: &[&str]) -> Vec<String> {
    let mut lines = Vec::new();
    let mut inside: Option<bool> = None;
    for line in page.lines() {
        match (line.trim_start().strip_prefix("```"), inside) {
            (Some(language), None) => inside = Some(languages.contains(&language.trim())),
            (Some(_), Some(_)) => inside = None,
            (None, Some(true)) => lines.push(line.to_owned()),
            (None, _) => {}
        }
    }
    assert_eq!(inside, None, "a block has no end");
    lines
}

/// Returns the words after `xuncha` of a command line, whether installed or run through cargo.
fn words(line: &str) -> Option<Vec<&str>> {
    let line = line.trim().trim_start_matches("$ ");
    let rest = line.strip_prefix("xuncha ").or_else(|| line.strip_prefix("cargo run --release -- "))?;
    Some(rest.split_whitespace().collect())
}

/// Returns a folder with the sample county where the repository has it, and where the Chinese page sets up its own office.
fn office() -> TempDir {
    let folder = kit::folder();
    kit::copy_county(&folder.path().join("samples/county"));
    kit::copy_county(&folder.path().join("巡察整改"));
    folder
}

/// Runs a command as shown.
#[track_caller]
fn run(folder: &Path, line: &str) -> Run {
    let words = words(line).expect("a command");
    let run = kit::run(folder, &words);
    assert!(matches!(run.code, 0 | 1), "{line}: {}\n{}", run.code, run.stderr);
    run
}

#[test]
fn the_two_first_commands_stand_in_the_readme_and_the_first_runs() {
    let shown = fenced(&read("README.md"), &["sh", "console"]);
    for command in FIRST {
        assert!(shown.iter().any(|line| line.trim_start_matches("$ ") == command), "「{command}」 is not in README.md");
    }
    let office = office();
    run(office.path(), FIRST[0]).expect_code(1);
    assert!(office.path().join("samples/county/输出/2026-10/评分表.xlsx").is_file());
}

#[test]
fn every_command_shown_runs_and_every_output_shown_is_real() {
    for readme in READMES {
        let page = read(readme);
        let office = office();
        let commands: Vec<String> = fenced(&page, &["sh", "console"]).into_iter().filter(|line| words(line).is_some()).collect();
        assert!(!commands.is_empty(), "{readme} shows no command");
        let said: String = commands.iter().map(|command| run(office.path(), command).stdout + "\n").collect();
        for line in fenced(&page, &["text"]).iter().filter(|line| !matches!(line.trim(), "" | "…")) {
            assert!(
                said.lines().any(|real| real.trim_end() == line.trim_end()),
                "{readme} shows what is not said any more: {line}"
            );
        }
    }
}

#[test]
fn every_command_within_a_sentence_parses() {
    for readme in READMES {
        let page = read(readme);
        let office = office();
        for span in page.lines().flat_map(|line| line.split('`').skip(1).step_by(2)).filter(|span| span.starts_with("xuncha ")) {
            let words = words(span).expect("a command");
            let run = kit::run(office.path(), &words);
            assert_ne!(run.code, 64, "{readme}: {span}\n{}", run.stderr);
        }
    }
}

#[test]
fn every_file_the_manuals_point_to_exists() {
    let mut pages: Vec<String> = READMES.iter().map(|page| (*page).to_owned()).collect();
    pages.extend(
        ["CONTRIBUTING.md", "docs/architecture.md"]
            .iter()
            .filter(|page| kit::repository(page).is_file())
            .map(|p| (*p).to_owned()),
    );
    let mut missing = Vec::new();
    for page in pages {
        let text = read(&page);
        let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        for target in targets.filter(|target| !target.contains("://") && !target.starts_with('#')) {
            let file = target.split('#').next().unwrap_or(target);
            let path = kit::repository(&page).parent().expect("a folder").join(file);
            if !path.exists() {
                missing.push(format!("{page}: {target}"));
            }
        }
    }
    assert!(missing.is_empty(), "\n{}", missing.join("\n"));
}
