//! The arrows of the source tree: what each part of it may use, who owns a foreign crate, how files begin and end.
//!
//! Paths are told from the text of the files, tests beside the code included. A path through `super` stays in its
//! folder or is refused.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crate::kit;

/// A part of the tree, and the other parts it may use.
const ARROWS: &[(&str, &[&str])] = &[
    ("error", &["model"]),
    // A workbook gives its rows or an error.
    ("model", &["error"]),
    ("limits", &[]),
    ("office", &["limits", "error"]),
    ("policy", &["model", "error"]),
    ("workspace", &["policy", "model", "error"]),
    ("read", &["limits", "model", "error"]),
    ("map", &["model", "error"]),
    ("compare", &["model", "error"]),
    ("check", &["model", "policy", "error"]),
    ("score", &["model", "policy", "error"]),
    ("report", &["model", "policy", "error", "office"]),
    ("letter", &["model", "policy", "error", "office"]),
    ("dispatch", &["model", "policy", "error"]),
    ("review", &["model", "error", "office"]),
    ("blank", &["model", "error", "office"]),
    ("output", &["model", "policy", "error"]),
    ("store", &["model", "error"]),
    ("warn", &["model", "policy", "error"]),
    (
        "pipeline",
        &[
            "read",
            "map",
            "compare",
            "check",
            "score",
            "report",
            "letter",
            "dispatch",
            "review",
            "blank",
            "store",
            "warn",
            "workspace",
            "output",
            "model",
            "policy",
            "error",
        ],
    ),
    // Other programs of this machine, called with bytes.
    ("render", &["error"]),
    ("cli", &["pipeline", "output", "render", "workspace", "model", "policy", "error", "office"]),
    ("main", &["cli"]),
    ("lib", &[]),
];

/// Single files that may use more than their folder, with the reason.
const EXCEPTIONS: &[(&str, &[&str], &str)] = &[
    ("src/cli/explain.rs", &["check", "score", "warn"], "explain prints what the registries say of themselves"),
    ("src/check/kit.rs", &["compare"], "the tests' two months are compared as in earnest"),
];

/// A foreign crate, the folders that own it, and single files outside them that use it, with the reason.
type Owner = (&'static str, &'static [&'static str], &'static [(&'static str, &'static str)]);

const OWNERS: &[Owner] = &[
    (
        "calamine",
        &["read"],
        &[
            ("src/report/scorecard/tests.rs", "reads back the workbook it has just written"),
            ("src/report/problems/tests.rs", "reads back the workbook it has just written"),
            ("src/report/scorecard/form/tests.rs", "reads back the workbook it has just filled"),
        ],
    ),
    ("csv", &["read"], &[]),
    ("encoding_rs", &["read"], &[]),
    ("rust_xlsxwriter", &["office"], &[]),
    (
        "zip",
        &["office", "read"],
        &[
            ("src/letter/kind/tests.rs", "unzips the letters it has just written"),
            ("src/letter/kit.rs", "unzips the letters of the tests"),
            ("src/letter/tests.rs", "unzips the letters it has just written"),
            ("src/report/monthly/tests.rs", "unzips the report it has just written"),
        ],
    ),
    ("quick_xml", &["office", "read"], &[("src/letter/tests.rs", "reads the letters it has just written")]),
    ("memchr", &["read"], &[]),
    ("lettre", &["dispatch"], &[]),
    ("rusqlite", &["store"], &[]),
    ("flate2", &["store"], &[]),
    ("clap", &["cli"], &[]),
    ("comfy_table", &["cli"], &[]),
    ("anstream", &["cli"], &[]),
    ("indicatif", &["cli"], &[]),
    ("parquet", &[], &[("src/report/data/columnar.rs", "writes the tables of one report, behind the feature of that name")]),
    ("toml", &["policy"], &[]),
    ("annotate_snippets", &["policy"], &[]),
    ("winnow", &["policy"], &[]),
    ("rand_chacha", &["score"], &[]),
];

/// A file that owns one concept stays below this many lines.
const MOST_LINES: usize = 500;

/// Files that are longer, with the most they may have and why.
const LONG_FILES: &[(&str, usize, &str)] = &[];

/// A source file: its path from the repository, the part it belongs to, its text without comments.
struct Source {
    path: String,
    part: String,
    raw: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let root = kit::repository("src");
    let files = kit::files(&root).into_iter().filter(|path| path.extension().is_some_and(|extension| extension == "rs"));
    files
        .map(|path| {
            let below = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
            let part = below.split('/').next().expect("a part").trim_end_matches(".rs").to_owned();
            let raw = fs::read_to_string(&path).expect("source is UTF-8");
            let code = raw.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            Source { path: format!("src/{below}"), part, raw, code }
        })
        .collect()
}

/// Returns the first names of all paths that begin with `root`: `crate::a::b` and `crate::{a::b, c}` give `a`, `c`.
fn first_names(code: &str, root: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (at, _) in code.match_indices(root) {
        let before = code[..at].chars().next_back();
        if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$' || c == ':') {
            continue;
        }
        let rest = &code[at + root.len()..];
        match rest.strip_prefix('{') {
            Some(group) => names.extend(group_names(group)),
            None => names.extend(first_name(rest)),
        }
    }
    names
}

fn first_name(text: &str) -> Option<String> {
    let name: String = text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

fn group_names(group: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut begins) = (0, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => return names,
            '}' => depth -= 1,
            ',' if depth == 0 => begins = true,
            c if begins && !c.is_whitespace() => {
                names.extend(first_name(&group[at..]));
                begins = false;
            }
            _ => {}
        }
    }
    names
}

#[test]
fn paths_are_found_in_groups_and_in_the_middle_of_lines() {
    let code =
        "use crate::{\n    check, dispatch::{self, a}, letter,\n};\nlet x = crate::score::tally(); $crate::no; other_crate::no;";
    assert_eq!(first_names(code, "crate::").into_iter().collect::<Vec<_>>(), ["check", "dispatch", "letter", "score"]);
}

#[test]
fn arrows_point_one_way() {
    let mut wrong = Vec::new();
    for source in sources() {
        let Some((_, allowed)) = ARROWS.iter().find(|(part, _)| *part == source.part) else {
            wrong.push(format!("{}: 「{}」 is not in the table of arrows", source.path, source.part));
            continue;
        };
        let exception = EXCEPTIONS.iter().find(|(path, ..)| *path == source.path).map_or(&[][..], |(_, parts, _)| parts);
        let mut used = first_names(&source.code, "crate::");
        used.extend(first_names(&source.code, "xuncha::"));
        for name in used {
            let name = name.as_str();
            if name != source.part && !allowed.contains(&name) && !exception.contains(&name) {
                wrong.push(format!("{}: uses {name}; {} may use {allowed:?}", source.path, source.part));
            }
        }
        if source.code.contains("super::super") {
            wrong.push(format!("{}: climbs two levels with super; write crate::…", source.path));
        }
        if !source.path.trim_start_matches("src/").contains('/') && source.code.contains("use super::") {
            let beside = source.code.split("mod tests").next().is_some_and(|code| code.contains("use super::"));
            assert!(!beside, "{}: super of a file in src is the whole crate", source.path);
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn the_table_of_arrows_names_only_parts_that_exist_and_none_that_leads_back_to_the_command_line() {
    for (part, allowed) in ARROWS {
        for name in allowed.iter().chain([part]) {
            let exists = kit::repository(&format!("src/{name}")).is_dir() || kit::repository(&format!("src/{name}.rs")).is_file();
            assert!(exists, "src has no 「{name}」");
        }
        assert!(*part == "main" || !allowed.contains(&"cli"), "{part} may not use cli");
    }
}

#[test]
fn a_stage_never_uses_another_stage() {
    let stages = ["read", "map", "check", "score", "report", "letter", "dispatch", "review", "blank", "warn"];
    for (part, allowed) in ARROWS.iter().filter(|(part, _)| stages.contains(part)) {
        assert!(!allowed.iter().any(|name| stages.contains(name)), "{part}");
    }
}

#[test]
fn a_foreign_crate_has_one_owner() {
    let mut wrong = Vec::new();
    for source in sources() {
        for (name, owners, exceptions) in OWNERS {
            let used = uses_crate(&source.code, name);
            let excepted = exceptions.iter().any(|(path, _)| *path == source.path);
            if used && !owners.contains(&source.part.as_str()) && !excepted {
                wrong.push(format!("{}: uses {name}, which {owners:?} owns", source.path));
            }
            if excepted && !used {
                wrong.push(format!("{}: no exception for {name} needed any more", source.path));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// Says whether a path begins with the crate's name; a module of the same name is reached through `crate::` or `self::`.
fn uses_crate(code: &str, name: &str) -> bool {
    let own_module = code.contains(&format!("mod {name};"));
    !own_module && !first_names(code, &format!("{name}::")).is_empty()
}

#[test]
fn every_file_opens_with_its_concept() {
    let without: Vec<_> = sources().into_iter().filter(|source| !source.raw.starts_with("//! ")).map(|s| s.path).collect();
    assert!(without.is_empty(), "no //! at the top of {without:?}");
}

#[test]
fn no_file_outgrows_one_concept() {
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| Path::new(&source.path).file_stem().is_some_and(|stem| stem != "tests")) {
        let lines = source.raw.lines().count();
        let exception = LONG_FILES.iter().find(|(path, ..)| *path == source.path);
        let most = exception.map_or(MOST_LINES, |(_, most, _)| *most);
        if lines > most {
            wrong.push(format!("{}: {lines} lines, at most {most}", source.path));
        }
        if exception.is_some() && lines <= MOST_LINES {
            wrong.push(format!("{}: {lines} lines; no exception needed any more", source.path));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
