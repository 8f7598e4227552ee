//! `run` on the sample county: what is written, that nothing else is touched, and that it comes out the same again.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use unicode_width::UnicodeWidthStr;

use crate::kit::{self, Run, list, text};

const MONTH: &[&str] = &["run", ".", "--month", "2026-10"];
const OUTPUT: &str = "输出/2026-10";

fn run(folder: &Path) -> Run {
    kit::run(folder, MONTH).expect_code(1)
}

fn manifest(folder: &Path) -> Value {
    let bytes = fs::read(folder.join(OUTPUT).join("manifest.json")).expect("the manifest");
    serde_json::from_slice(&bytes).expect("the manifest is JSON")
}

/// Returns the SHA-256 of a manifest's files by path.
fn listed(manifest: &Value, key: &str) -> BTreeMap<String, String> {
    let files = list(manifest, key);
    let by_path: BTreeMap<_, _> =
        files.iter().map(|file| (text(file, "path").to_owned(), text(file, "sha256").to_owned())).collect();
    assert_eq!(by_path.len(), files.len(), "{key} are listed once");
    by_path
}

#[test]
fn every_file_said_to_be_written_exists() {
    let county = kit::county();
    let stderr = run(county.path()).stderr;
    let mut lines = stderr.lines().skip_while(|line| !line.starts_with("已写出 "));
    let count = lines.next().and_then(|line| line.split(' ').nth(1)).expect("已写出 N 个文件");
    // Components leave out the `.` of `./输出`.
    let plain = |path: &Path| path.components().filter(|part| part.as_os_str() != ".").collect::<PathBuf>();
    let said: BTreeSet<_> =
        lines.take_while(|line| line.starts_with("  ")).map(|line| plain(&county.path().join(line.trim()))).collect();
    assert_eq!(said.len().to_string(), count, "{stderr}");
    assert_eq!(said, kit::files(&county.path().join(OUTPUT)).iter().map(|path| plain(path)).collect());
}

#[test]
fn no_input_is_touched_and_nothing_is_left_beside_the_outputs() {
    let county = kit::county();
    let before = kit::hashes(county.path());
    run(county.path());
    let mut now = kit::hashes(county.path());
    assert!(now.remove("xuncha.db").is_some(), "the month is kept");
    let (written, after): (BTreeMap<_, _>, BTreeMap<_, _>) = now.into_iter().partition(|(name, _)| name.starts_with("输出/"));
    assert_same("inputs", &after, &before);
    let temporary =
        |name: &&String| name.contains(".xuncha-") || name.ends_with(".tmp") || name.contains("/.") || name.contains('~');
    assert_eq!(written.keys().filter(temporary).collect::<Vec<_>>(), [] as [&String; 0]);
    assert!(written.keys().all(|name| name.starts_with(OUTPUT)), "outputs of the month only: {:?}", written.keys());
}

#[test]
fn the_manifest_names_every_input_and_output_with_its_hash() {
    let county = kit::county();
    let inputs = kit::hashes(county.path());
    run(county.path());
    let manifest = manifest(county.path());
    assert_same("inputs", &listed(&manifest, "inputs"), &inputs);
    for input in list(&manifest, "inputs") {
        let size = fs::metadata(county.path().join(text(input, "path"))).expect("the input").len();
        assert_eq!(input["size"].as_u64(), Some(size), "{input}");
    }
    let mut outputs = kit::hashes(&county.path().join(OUTPUT));
    outputs.remove("manifest.json");
    assert_same("outputs", &listed(&manifest, "outputs"), &outputs);
    assert_eq!(text(&manifest["policy"], "sha256"), inputs["policy.toml"]);
    assert_eq!(text(&manifest, "program"), concat!("xuncha ", env!("CARGO_PKG_VERSION")));
}

#[test]
fn the_manifest_names_the_offices_own_templates_too() {
    let county = kit::county();
    fs::create_dir(county.path().join("模板")).expect("the folder");
    for (own, built_in) in [("督办函.txt", "templates/letters/督办函.txt"), ("邮件正文.txt", "templates/mail.txt")] {
        fs::copy(kit::repository(built_in), county.path().join("模板").join(own)).expect("the template");
    }
    run(county.path());
    let inputs = listed(&manifest(county.path()), "inputs");
    for name in ["模板/督办函.txt", "模板/邮件正文.txt"] {
        assert!(inputs.contains_key(name), "{name} decides what letters say; inputs: {:?}", inputs.keys());
    }
}

#[test]
fn the_manifests_counts_add_up() {
    let county = kit::county();
    run(county.path());
    let report = kit::run(county.path(), &["check", ".", "--month", "2026-10", "--format", "json"]).json();
    let manifest = manifest(county.path());
    let count = |key: &str| manifest["counts"][key].as_u64().expect("a count");
    assert_eq!(count("read"), count("used") + count("skipped") + count("refused"));
    assert_eq!(Some(count("used")), report["summary"]["records"].as_u64());
    assert_eq!(count("refused"), 0);
    let skipped: usize = list(&report, "tables").iter().map(|table| list(table, "skipped").len()).sum();
    assert_eq!(count("skipped"), skipped as u64);
}

#[test]
fn the_same_month_gives_the_same_bytes_again_and_elsewhere() {
    let county = kit::county();
    run(county.path());
    let first = kit::hashes(&county.path().join(OUTPUT));
    run(county.path());
    assert_same("a second run in the same folder", &kit::hashes(&county.path().join(OUTPUT)), &first);
    let other = kit::folder();
    let inner = other.path().join("另一处/较深的 文件夹");
    kit::copy_county(&inner);
    run(&inner);
    assert_same("a run in another folder", &kit::hashes(&inner.join(OUTPUT)), &first);
    let outside = kit::folder();
    let out = outside.path().join("月报");
    let arguments = ["run", &*inner.to_string_lossy(), "--month", "2026-10", "--out", &*out.to_string_lossy()];
    kit::run(outside.path(), &arguments).expect_code(1);
    // The links of 核验问题.xlsx lead from the output folder to the ledgers, so another folder has other ones.
    let other_ways = |mut files: BTreeMap<String, String>| {
        files.retain(|name, _| name != "核验问题.xlsx" && name != "manifest.json");
        files
    };
    assert_same("a run from outside, into a folder of its own", &other_ways(kit::hashes(&out)), &other_ways(first));
}

#[test]
fn a_file_changed_by_hand_is_kept_aside() {
    let county = kit::county();
    run(county.path());
    let letters = county.path().join(OUTPUT).join("督办函");
    let letter = kit::files(&letters).into_iter().next().expect("a letter");
    let written = fs::read(&letter).expect("the letter");
    fs::write(&letter, "改过").expect("the letter is changed");
    let again = run(county.path());
    again.says(&["手工改过的文件已另存", "（手工修改1）"]);
    assert_eq!(fs::read(&letter).expect("the letter"), written);
    let aside = letter.with_file_name(format!("{}（手工修改1）.docx", letter.file_stem().expect("a name").to_string_lossy()));
    assert_eq!(fs::read(aside).expect("the changed letter"), "改过".as_bytes());
}

/// Asserts that two lists of files have the same names and hashes; shows only what differs.
#[track_caller]
fn assert_same(what: &str, got: &BTreeMap<String, String>, expected: &BTreeMap<String, String>) {
    let only = |a: &BTreeMap<String, String>, b: &BTreeMap<String, String>| {
        a.iter().filter(|(name, hash)| b.get(*name) != Some(hash)).map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    let (missing, other) = (only(expected, got), only(got, expected));
    assert!(missing.is_empty() && other.is_empty(), "{what}: missing or different {missing:?}; got {other:?}");
}

/// Splits a mail into its unfolded header fields and its body.
fn mail(bytes: &[u8]) -> (BTreeMap<String, String>, String) {
    let text = String::from_utf8(bytes.to_vec()).expect("a mail is ASCII");
    assert!(text.is_ascii(), "a mail is ASCII");
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count(), "lines end with CRLF");
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in head.split("\r\n") {
        assert!(line.len() <= 998, "a line of {} octets", line.len());
        match (line.strip_prefix([' ', '\t']), line.split_once(':')) {
            (Some(more), _) => fields.last_mut().expect("a field before its continuation").1.push_str(&format!(" {more}")),
            (None, Some((name, value))) => fields.push((name.to_lowercase(), value.trim().to_owned())),
            (None, None) => panic!("no header field: {line}"),
        }
    }
    let count = fields.len();
    let fields: BTreeMap<_, _> = fields.into_iter().collect();
    assert_eq!(fields.len(), count, "each field once");
    (fields, body.to_owned())
}

/// Decodes a field's encoded words (RFC 2047, base64); what is plain stays.
fn decoded(field: &str) -> String {
    let mut text = Vec::new();
    for word in field.split(' ') {
        match word.strip_prefix("=?utf-8?b?").and_then(|word| word.strip_suffix("?=")) {
            Some(base64) => text.extend(unbase64(base64)),
            None => text.extend(word.bytes()),
        }
    }
    String::from_utf8(text).expect("words are UTF-8")
}

fn unbase64(text: &str) -> Vec<u8> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digit = |c: u8| DIGITS.iter().position(|digit| *digit == c).expect("a base64 digit") as u32;
    let mut bytes = Vec::new();
    let digits: Vec<u32> = text.bytes().filter(|c| !b"=\r\n".contains(c)).map(digit).collect();
    for group in digits.chunks(4) {
        let bits = group.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - group.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..group.len()]);
    }
    bytes
}

#[test]
fn every_mail_preview_is_a_draft_with_its_letter() {
    let county = kit::county();
    run(county.path());
    let output = county.path().join(OUTPUT);
    let mails = kit::files(&output.join("邮件预览"));
    let kinds = ["提醒函", "预警函", "督办函", "巡察建议书"].map(|kind| output.join(kind));
    let mut letters: Vec<_> = kinds.iter().filter(|kind| kind.is_dir()).flat_map(|kind| kit::files(kind)).collect();
    // What goes with a letter has no mail of its own.
    letters.retain(|path| !["附件", "回复函"].iter().any(|word| path.to_string_lossy().contains(&format!("-{word}"))));
    assert_eq!(mails.len(), letters.len(), "one mail a letter");
    for path in mails {
        let (fields, body) = mail(&fs::read(&path).expect("the mail"));
        for name in ["from", "subject", "date", "message-id", "mime-version", "content-type"] {
            assert!(fields.contains_key(name), "{}: no {name}", path.display());
        }
        assert_eq!(fields["x-unsent"], "1", "opens as a draft");
        assert!(fields["from"].ends_with("<xunchaban@qinghe.example>"), "{}", fields["from"]);
        assert_eq!(fields["date"], "Sat, 31 Oct 2026 09:00:00 +0800");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let (kind, receiver) = name.split_once('-').expect("kind and receiver");
        // Behind the receiver stands the field of a 巡察建议书.
        let receiver = receiver.split('-').next().unwrap_or_default();
        let subject = decoded(&fields["subject"]);
        assert!(subject.contains(kind.trim_end_matches('书')) && subject.contains(receiver), "{subject}");
        for address in fields.get("to").into_iter().flat_map(|to| to.split(',')) {
            assert!(address.trim().trim_end_matches('>').ends_with("@qinghe.example"), "{address}");
        }
        let boundary = fields["content-type"].split("boundary=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("parts");
        let parts: Vec<_> = body.split(&format!("--{boundary}")).collect();
        // With a letter go the form to answer it, and with a 巡察建议书 its two workbooks.
        let goes_with = |path: &PathBuf| {
            let file = path.file_stem().expect("a name").to_string_lossy().into_owned();
            file == name || ["附件", "回复函"].iter().any(|word| file.starts_with(&format!("{name}-{word}")))
        };
        let files = kit::files(&output.join(kind)).iter().filter(|path| goes_with(path)).count();
        assert_eq!(parts.len(), 3 + files, "before, words, files, end: {name}");
        assert!(parts[2 + files].starts_with("--"), "the last boundary ends the mail");
        let content = |part: &str| unbase64(part.split_once("\r\n\r\n").expect("a head and content").1);
        let words: Vec<_> = parts[1].split("--xuncha-words-").collect();
        assert_eq!(words.len(), 4, "before, text, page, end");
        for words in &words[1..3] {
            assert!(String::from_utf8(content(words)).expect("the words").contains(receiver));
        }
        let letter = letters.iter().find(|letter| letter.file_stem().is_some_and(|stem| stem == &*name)).expect("its letter");
        assert_eq!(content(parts[2]), fs::read(letter).expect("the letter"), "{name} is attached as written");
    }
}

#[test]
fn the_table_on_screen_fits_eighty_columns_and_commands_no_terminal() {
    let county = kit::county();
    let out = run(county.path()).stdout;
    for line in out.lines() {
        assert!(!line.chars().any(char::is_control), "control characters: {line:?}");
        assert!(line.width() <= 80, "{} columns: {line}", line.width());
    }
}
