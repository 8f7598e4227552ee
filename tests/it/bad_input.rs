//! Files that cannot be used, settings that do not load, command lines that make no sense: each is named with its
//! reason and what to do, and keeps nothing else from being done.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use crate::kit::{self, Run, list, text};

const OLE2: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
const DAY: [&str; 2] = ["--as-of", "2026-10-31"];

#[expect(clippy::disallowed_methods, reason = "a test may ask how long the program takes")]
fn now() -> Instant {
    Instant::now()
}

fn check(folder: &Path, files: &[&str], more: &[&str]) -> Run {
    kit::run(folder, &[&["check"], files, &DAY[..], more].concat())
}

/// Checks a file beside a good one: it is refused for the reason, in words and in JSON, and the good one is used.
#[track_caller]
fn assert_refused(name: &str, bytes: &[u8], reason: &str) {
    let folder = kit::folder();
    fs::write(folder.path().join("好台账.xlsx"), kit::ledger()).expect("the good file");
    fs::write(folder.path().join(name), bytes).expect("the bad file");
    let before = kit::hashes(folder.path());
    let report = check(folder.path(), &[name, "好台账.xlsx"], &["--format", "json"]).expect_code(2).json();
    let refused = list(&report, "refused");
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!((text(&refused[0], "file"), text(&refused[0], "reason")), (name, reason), "{refused:?}");
    assert!(!text(&refused[0], "hint").is_empty(), "what to do: {refused:?}");
    assert_eq!(report["summary"]["records"], 2, "the good file is used");
    let said = check(folder.path(), &["."], &[]).expect_code(2);
    said.says(&[name, "原因：", "办法：", text(&refused[0], "message"), text(&refused[0], "hint")]);
    assert!(!said.stderr.chars().any(|c| c.is_control() && c != '\n'), "{:?}", said.stderr);
    assert!(said.stdout.contains("整改记录 2 条"), "{}", said.stdout);
    assert_eq!(kit::hashes(folder.path()), before, "nothing is written");
}

/// Checks a file whose name says something else than its bytes: the bytes count.
#[track_caller]
fn assert_read(name: &str, bytes: &[u8]) {
    let folder = kit::folder();
    fs::write(folder.path().join(name), bytes).expect("the file");
    let report = check(folder.path(), &[name], &["--format", "json"]).expect_code(0).json();
    assert_eq!(report["summary"]["records"], 2);
}

/// Returns a zip of the parts.
fn package(parts: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default().compression_method(method)).expect("a part");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("a zip").into_inner()
}

/// Returns an OLE2 container: the header, one sector of the sector table, one of the directory with empty streams.
///
/// Source: Microsoft, [MS-CFB] §2.2–2.6.
fn container(names: &[&str]) -> Vec<u8> {
    const FREE: u32 = 0xFFFF_FFFF;
    const END: u32 = 0xFFFF_FFFE;
    const TABLE: u32 = 0xFFFF_FFFD;
    let mut bytes = OLE2.to_vec();
    bytes.resize(1536, 0);
    for (at, number) in [(24, 0x3E), (26, 3), (28, 0xFFFE), (30, 9), (32, 6)] {
        bytes[at..at + 2].copy_from_slice(&u16::to_le_bytes(number));
    }
    let numbers = [(44, 1), (48, 1), (56, 4096), (60, END), (68, END), (76, 0)];
    let unused = (80..512).step_by(4).map(|at| (at, FREE));
    let table = [(512, TABLE), (516, END)].into_iter().chain((520..1024).step_by(4).map(|at| (at, FREE)));
    for (at, number) in numbers.into_iter().chain(unused).chain(table) {
        bytes[at..at + 4].copy_from_slice(&u32::to_le_bytes(number));
    }
    for (index, name) in names.iter().enumerate() {
        let entry = &mut bytes[1024 + 128 * index..][..128];
        let units: Vec<u8> = name.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect();
        entry[..units.len()].copy_from_slice(&units);
        entry[64] = units.len() as u8;
        entry[66] = if index == 0 { 5 } else { 2 };
        for at in [68, 72, 76] {
            entry[at..at + 4].copy_from_slice(&FREE.to_le_bytes());
        }
        entry[116..120].copy_from_slice(&END.to_le_bytes());
    }
    bytes
}

#[test]
fn an_empty_file_is_refused() {
    assert_refused("空.xlsx", b"", "not-a-table");
    assert_refused("空.csv", b"", "not-a-table");
}

#[test]
fn a_truncated_workbook_is_refused() {
    let whole = kit::ledger();
    for share in [4, 2] {
        assert_refused("半截.xlsx", &whole[..whole.len() / share], "corrupt");
    }
    assert_refused("少尾.xlsx", &whole[..whole.len() - 10], "corrupt");
}

#[test]
fn a_workbook_with_flipped_bytes_is_refused() {
    let mut bytes = kit::ledger();
    let at = bytes.windows(24).position(|window| window == b"xl/worksheets/sheet1.xml").expect("the sheet") + 60;
    bytes[at..at + 8].fill(0xA5);
    assert_refused("坏字节.xlsx", &bytes, "corrupt");
}

#[test]
fn a_row_with_more_cells_than_a_sheet_has_columns_is_refused() {
    let sheet = |cells: usize| {
        let row = format!("<row r=\"1\">{}</row>", "<c r=\"A1\"><v>1</v></c>".repeat(cells));
        format!("<worksheet><sheetData>{row}</sheetData></worksheet>")
    };
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let book =
        format!("<workbook xmlns:r=\"{office}\"><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>");
    let link = |target: &str, kind: &str| {
        format!("<Relationships><Relationship Id=\"rId1\" Type=\"{office}/{kind}\" Target=\"{target}\"/></Relationships>")
    };
    let with = |cells: usize| {
        let parts = [
            ("_rels/.rels", link("xl/workbook.xml", "officeDocument")),
            ("xl/_rels/workbook.xml.rels", link("worksheets/sheet1.xml", "worksheet")),
            ("xl/workbook.xml", book.clone()),
            ("xl/worksheets/sheet1.xml", sheet(cells)),
        ];
        package(&parts.each_ref().map(|(name, part)| (*name, part.as_bytes())), CompressionMethod::Deflated)
    };
    assert_refused("一行太多.xlsx", &with(16_385), "too-large");
    // As many as there are columns is no ledger, but no danger either.
    assert_refused("一行.xlsx", &with(16_384), "not-a-table");
}

#[test]
fn garbage_is_refused() {
    let garbage: Vec<u8> = (0..4096u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    assert_refused("乱码.xlsx", &garbage, "unsupported");
}

#[test]
fn an_ole2_header_cut_short_is_refused() {
    assert_refused("断头.xls", OLE2, "corrupt");
    assert_refused("断头.xlsx", &[OLE2, &[0; 600]].concat(), "corrupt");
}

#[test]
fn an_encrypted_workbook_is_refused_with_the_way_out() {
    let bytes = container(&["Root Entry", "EncryptionInfo", "EncryptedPackage"]);
    assert_refused("加密.xlsx", &bytes, "encrypted");
    let folder = kit::folder();
    fs::write(folder.path().join("加密.xlsx"), &bytes).expect("the file");
    check(folder.path(), &["加密.xlsx"], &[]).expect_code(2).says(&["密码"]);
}

#[test]
fn other_documents_named_as_workbooks_are_refused() {
    let word: [(&str, &[u8]); 2] = [("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>")];
    assert_refused("函.xlsx", &package(&word, CompressionMethod::Deflated), "unsupported");
    assert_refused("网页.xls", "<html><table><tr><td>序号</td></tr></table></html>".as_bytes(), "unsupported");
    assert_refused("扫描件.xlsx", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", "unsupported");
}

#[test]
fn the_bytes_of_a_file_count_not_its_name() {
    let csv = "序号,被巡察单位,反馈问题,整改措施,整改状态\n1,某局,问题一,措施一,整改中\n2,某局,问题二,措施二,整改中\n";
    let folder = kit::folder();
    fs::write(folder.path().join("文本.xlsx"), csv).expect("the file");
    let report = check(folder.path(), &["文本.xlsx"], &["--format", "json", "--fail-on", "never"]).expect_code(0).json();
    assert_eq!(report["summary"]["records"], 2);
    assert_read("新格式.xls", &kit::ledger());
    assert_read("新格式.csv", &kit::ledger());
}

#[test]
fn a_workbook_without_a_known_table_is_refused() {
    let folder = kit::folder();
    let path = folder.path().join("菜单.xlsx");
    kit::workbook(&path, "# 食堂\n星期 | 早餐 | 午餐\n一 | 包子 | 面条\n二 | 粥 | 米饭\n");
    assert_refused("菜单.xlsx", &fs::read(path).expect("the workbook"), "not-a-table");
}

#[test]
fn an_inflated_package_is_refused_before_it_is_unpacked() {
    let blanks = vec![b' '; 100 << 20];
    let bytes = package(&[("xl/workbook.xml", &blanks)], CompressionMethod::Deflated);
    assert!(bytes.len() < 1 << 20, "{} bytes", bytes.len());
    let begun = now();
    assert_refused("压缩炸弹.xlsx", &bytes, "too-large");
    assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
}

#[test]
fn a_package_that_declares_four_gigabytes_is_refused() {
    let mut bytes = kit::ledger();
    let entries: Vec<usize> = bytes.windows(4).enumerate().filter(|(_, w)| *w == b"PK\x01\x02").map(|(at, _)| at).collect();
    bytes[entries[0] + 24..entries[0] + 28].copy_from_slice(&0xFFFF_FFF0u32.to_le_bytes());
    assert_refused("虚报.xlsx", &bytes, "too-large");
}

#[test]
fn a_package_that_declares_less_than_it_holds_is_refused() {
    let mut bytes = package(&[("xl/workbook.xml", &vec![b' '; 100 << 20])], CompressionMethod::Deflated);
    for (signature, offset) in [(b"PK\x01\x02", 24), (b"PK\x03\x04", 22)] {
        let at = bytes.windows(4).position(|window| window == signature).expect("the entry") + offset;
        bytes[at..at + 4].copy_from_slice(&1000u32.to_le_bytes());
    }
    assert_refused("瞒报.xlsx", &bytes, "corrupt");
}

#[test]
fn what_is_missing_is_named() {
    let folder = kit::folder();
    for arguments in
        [["check", "没有.xlsx"], ["export", "没有.xlsx"], ["score", "没有.xlsx"], ["run", "没有"], ["letter", "没有"]]
    {
        kit::run(folder.path(), &arguments).expect_code(2).says(&["没有", "找不到", "办法："]);
    }
    fs::write(folder.path().join("好.xlsx"), kit::ledger()).expect("the file");
    for option in ["--policy", "--units"] {
        check(folder.path(), &["好.xlsx"], &[option, "没有.toml"]).expect_code(2).says(&["没有.toml", "找不到", "办法："]);
    }
}

#[test]
fn an_empty_folder_is_nothing_to_read() {
    let folder = kit::folder();
    fs::create_dir(folder.path().join("空")).expect("the folder");
    kit::run(folder.path(), &["run", "空"]).expect_code(2).says(&["空", "xuncha.toml", "xuncha init"]);
    kit::run(folder.path(), &["run"]).expect_code(2).says(&["xuncha.toml", "xuncha init"]);
    for verb in ["check", "export", "score"] {
        kit::run(folder.path(), &[verb, "空"]).expect_code(2).says(&["空", "办法："]);
    }
}

#[test]
fn a_folder_in_place_of_a_file_is_named() {
    let county = kit::county();
    for name in ["名录.xlsx", "policy.toml"] {
        let path = county.path().join(name);
        let bytes = fs::read(&path).expect("the file");
        fs::remove_file(&path).expect("the file is removed");
        fs::create_dir(&path).expect("the folder");
        kit::run(county.path(), &["run", ".", "--month", "2026-10"]).expect_code(2).says(&[name, "办法："]);
        fs::remove_dir(&path).expect("the folder is removed");
        fs::write(&path, bytes).expect("the file");
    }
    assert!(!county.path().join("输出").exists(), "nothing is written without directory or policy");
}

#[test]
fn a_bad_ledger_in_a_workspace_keeps_no_other_unit_from_its_papers() {
    let county = kit::county();
    fs::write(county.path().join("台账/县教育局整改台账1018.xlsx"), b"PK\x03\x04").expect("the bad file");
    let run = kit::run(county.path(), &["run", ".", "--month", "2026-10"]).expect_code(2);
    run.says(&["台账/县教育局整改台账1018.xlsx", "文件损坏", "办法："]);
    let output = county.path().join("输出/2026-10");
    assert!(output.join("督办函/督办函-县水利局.docx").is_file());
    let manifest: serde_json::Value =
        serde_json::from_slice(&fs::read(output.join("manifest.json")).expect("the manifest")).expect("JSON");
    assert_eq!(manifest["counts"]["refused"], 1);
    let rows = kit::sheet(&output.join("评分表.xlsx"), "核验问题");
    assert!(rows.iter().flatten().any(|cell| cell.contains("县教育局整改台账1018.xlsx")), "refused files stand in the scorecard");
}

#[test]
fn a_bad_survey_workbook_is_named_and_the_others_count() {
    let county = kit::county();
    fs::write(county.path().join("测评/事件.xlsx"), b"").expect("the bad file");
    let run = kit::run(county.path(), &["score", ".", "--month", "2026-10", "--format", "json"]).expect_code(2);
    run.says(&["测评/事件.xlsx", "办法："]);
    let report = run.json();
    assert_eq!(text(&list(&report, "refused")[0], "file"), "测评/事件.xlsx");
    let education = list(&report, "units").iter().find(|unit| text(unit, "unit") == "县教育局").expect("the unit");
    assert!(!text(education, "annual").is_empty(), "年度其他得分 is still read");
}

#[test]
fn a_bad_row_of_an_input_is_told_at_its_cell_and_the_other_rows_count() {
    let county = kit::county();
    let events = "单位名称,日期,事件类型,级别,件数\n县教育局,2026-06-01,通报,乡,1\n县水利局,2026-06-01,通报,市,两三\n\
                  县民政局,2026-06-01,通报,市,1\n,2026-06-01,迟报,,1\n县财政局,近日,迟报,,\n";
    fs::write(county.path().join("测评/事件补充.csv"), events).expect("the events");
    fs::write(county.path().join("测评/人工补充.csv"), "单位名称,项目,扣分\n县教育局,,\n县财政局,,2\n").expect("the scores");
    let annual = "单位名称,年度其他得分\n县教育局,100\n县财政局,100.01\n县水利局,-1\n";
    fs::write(county.path().join("测评/年度补充.csv"), annual).expect("the other scores");
    let run = kit::run(county.path(), &["check", ".", "--month", "2026-10", "--format", "json"]).expect_code(1);
    let report = run.json();
    assert!(list(&report, "refused").is_empty());
    let slips = list(&report, "findings").iter().filter(|finding| text(finding, "id") == "input-row-unusable");
    let found: Vec<_> = slips.collect();
    let place = |finding: &serde_json::Value| {
        let cell = finding["cell"].as_str().map_or_else(|| format!("{}行", finding["row"]), str::to_owned);
        format!("{} {cell}", text(finding, "file"))
    };
    let places: Vec<String> = found.iter().copied().map(place).collect();
    let annual = ["B3", "B4"].map(|cell| format!("测评/年度补充.csv {cell}"));
    let events = ["D2", "E3", "5行", "B6"].map(|cell| format!("测评/事件补充.csv {cell}"));
    assert_eq!(places, [&events[..], &["测评/人工补充.csv C2".to_owned()], &annual].concat());
    assert!(found.iter().any(|one| text(one, "message").contains("应当在 0 到 100 之间，现在是「100.01」")));
    assert_eq!(text(found[0], "message"), "通报级别「乡」不认识，这一行没有计分；级别请填：县、市、省、中央");
    assert_eq!((text(found[0], "unit"), text(found[0], "value")), ("县教育局", "乡"));
    let out = county.path().join("出");
    let scored = kit::run(county.path(), &["score", ".", "--month", "2026-10", "--format", "json", "--out", "出"]);
    scored.says(&["测评、评分、事件等表有 7 行不能用，没有计分", "测评/事件补充.csv 4 行"]);
    let scored = scored.json();
    let civil = list(&scored, "units").iter().find(|unit| text(unit, "unit") == "县民政局").expect("the unit");
    let notices = list(civil, "deductions").iter().filter(|one| text(one, "id") == "notice-city").count();
    assert_eq!(notices, 1, "the good row counts");
    let said =
        |sheet: &str, words: &str| kit::sheet(&out.join("评分表.xlsx"), sheet).iter().flatten().any(|cell| cell.contains(words));
    for sheet in ["排名", "口径说明"] {
        assert!(said(sheet, "有 7 行不能用，没有计分"), "{sheet}");
    }
    fs::write(county.path().join("测评/事件.xlsx"), b"").expect("a bad file");
    kit::run(county.path(), &["score", ".", "--month", "2026-10", "--out", "出"]).expect_code(2);
    for sheet in ["排名", "口径说明"] {
        assert!(said(sheet, "「测评/事件.xlsx」没有用上"), "{sheet}");
    }
}

fn edited(county: &Path, name: &str, from: &str, to: &str) {
    let path = county.join(name);
    let source = fs::read_to_string(&path).expect("the file");
    assert!(source.contains(from), "{from}");
    fs::write(path, source.replacen(from, to, 1)).expect("the file");
}

#[test]
fn an_unknown_policy_key_is_pointed_at_with_the_nearest_one() {
    let county = kit::county();
    edited(county.path(), "policy.toml", "\nplaces = 2", "\n  place = 2");
    edited(county.path(), "policy.toml", "final_after_days = 30", "final_after_day = 30");
    let line = |word: &str| {
        let source = fs::read_to_string(county.path().join("policy.toml")).expect("the policy");
        1 + source.lines().position(|line| line.trim_start().starts_with(word)).expect("the line")
    };
    let run = kit::run(county.path(), &["run", ".", "--month", "2026-10"]).expect_code(2);
    let (first, second) = (format!("policy.toml:{}:3", line("place =")), format!("policy.toml:{}:1", line("final_after_day =")));
    run.says(&[&first, "是不是「places」", &second, "是不是「final_after_days」", "办法："]);
    assert!(!county.path().join("输出").exists(), "nothing is written with a policy that does not load");
}

#[test]
fn settings_that_are_not_utf_8_are_named_with_the_way_out() {
    // 「青禾」 in GBK.
    let gbk = b"title = \"\xC7\xE0\xBA\xCC\"\n";
    for name in ["policy.toml", "xuncha.toml"] {
        let county = kit::county();
        fs::write(county.path().join(name), gbk).expect("the file");
        kit::run(county.path(), &["run", ".", "--month", "2026-10"]).expect_code(2).says(&[name, "UTF-8", "办法："]);
        assert!(!county.path().join("输出").exists(), "{name}");
    }
}

#[test]
fn a_wrong_workspace_file_is_pointed_at() {
    let wrong = [
        ("current_round = \"", "current_round = ", "xuncha.toml:3:"),
        ("[office]", "[offices]", "是不是「office」"),
        ("short_name", "shortname", "是不是「short_name」"),
        ("feedback_date = 2026-03-20", "feedback_date = 2026-13-20", "xuncha.toml:"),
        ("ledgers = \"台账\"", "ledgers = \"../台账\"", "跑到工作区外面"),
        ("surveys = \"测评\"", "surveys = 3", "xuncha.toml:"),
    ];
    for (from, to, said) in wrong {
        let county = kit::county();
        edited(county.path(), "xuncha.toml", from, to);
        kit::run(county.path(), &["run", ".", "--month", "2026-10"]).expect_code(2).says(&["xuncha.toml", said, "办法："]);
        assert!(!county.path().join("输出").exists(), "{to}");
    }
}

#[test]
fn a_wrong_command_line_ends_with_64() {
    let folder = kit::folder();
    let wrong: [(&[&str], &[&str]); 8] = [
        (&["run", "--month", "2026-13"], &["--month", "2026-13", "2026-10"]),
        (&["check", "--as-of", "2026-02-30"], &["--as-of", "2026-02-30", "2026-10-31"]),
        (&["check", "--formt", "json"], &["--formt", "是不是「--format」"]),
        (&["check", "--format", "yaml"], &["--format", "yaml", "json"]),
        (&["score", "--fail-on", "errors"], &["--fail-on", "errors", "error"]),
        (&["chek"], &["chek", "是不是「check」"]),
        (&["run", "--month"], &["--month"]),
        (&[], &["用法"]),
    ];
    for (arguments, words) in wrong {
        let run = kit::run(folder.path(), arguments).expect_code(64);
        run.says(words);
        assert_eq!(run.stdout, "", "{arguments:?}");
    }
}

#[test]
fn an_output_folder_that_cannot_be_written_is_named() {
    let county = kit::county();
    fs::write(county.path().join("占用"), "一份文件").expect("the file");
    let out = kit::run(county.path(), &["run", ".", "--month", "2026-10", "--out", "占用"]).expect_code(2);
    out.says(&["占用", "办法："]);
    assert_eq!(fs::read_to_string(county.path().join("占用")).expect("the file"), "一份文件");
    fs::write(county.path().join("输出"), "一份文件").expect("the file");
    kit::run(county.path(), &["run", ".", "--month", "2026-10"]).expect_code(2).says(&["输出", "办法："]);
}

#[cfg(unix)]
#[test]
fn a_read_only_output_folder_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let county = kit::county();
    let folder = county.path().join("只读");
    fs::create_dir(&folder).expect("the folder");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).expect("the rights");
    if fs::write(folder.join("试"), "").is_ok() {
        // Who may write everywhere meets no refusal; the test above has a file in the folder's place.
        return;
    }
    let run = kit::run(county.path(), &["run", ".", "--month", "2026-10", "--out", "只读"]);
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("the rights");
    run.expect_code(2).says(&["只读", "没有权限", "办法："]);
}

#[test]
fn a_file_that_cannot_take_its_place_leaves_nothing_half_written() {
    let county = kit::county();
    let output = county.path().join("输出/2026-10");
    let blocked = output.join("督办函/督办函-县水利局.docx");
    fs::create_dir_all(blocked.join("里面")).expect("the folder");
    kit::run(county.path(), &["run", ".", "--month", "2026-10"]).expect_code(2).says(&["督办函-县水利局.docx", "办法："]);
    let left: Vec<PathBuf> = kit::files(&output);
    assert!(!left.iter().any(|path| path.extension().is_some_and(|extension| extension == "tmp")), "{left:?}");
    assert!(!output.join("manifest.json").exists(), "no manifest of a run that did not end");
    for path in left.iter().filter(|path| path.extension().is_some_and(|extension| extension == "docx" || extension == "xlsx")) {
        zip::ZipArchive::new(fs::File::open(path).expect("the file"))
            .unwrap_or_else(|cause| panic!("{cause}: {}", path.display()));
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let county = kit::county();
    for arguments in [&["check", "."][..], &["check", ".", "--format", "json"], &["export", "."], &["run", "."], &["--help"]] {
        let (reader, writer) = std::io::pipe().expect("a pipe");
        drop(reader);
        let mut command = kit::xuncha(county.path());
        let output = command.args(arguments).stdout(writer).stderr(Stdio::piped()).output().expect("the binary starts");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    }
}

/// What became of one odd file; `None` when all is well.
fn odd_file(path: &Path) -> Option<String> {
    let folder = kit::folder();
    let (out, err) = (folder.path().join("out"), folder.path().join("err"));
    let file = |path: &Path| fs::File::create(path).expect("a file");
    let mut command = kit::xuncha(folder.path());
    command.arg("check").arg(path).args(DAY).args(["--format", "json"]).stdout(file(&out)).stderr(file(&err));
    let mut child = command.spawn().expect("the binary starts");
    let begun = now();
    let mut peak_kib = 0;
    let status = loop {
        peak_kib = peak_kib.max(resident_kib(child.id()));
        if let Some(status) = child.try_wait().expect("the binary runs") {
            break status;
        }
        if begun.elapsed() > Duration::from_secs(10) {
            child.kill().expect("the binary is ended");
            child.wait().expect("the binary has ended");
            return Some("more than 10 s".to_owned());
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let stderr = fs::read_to_string(&err).expect("messages are UTF-8");
    if peak_kib > 500 << 10 {
        return Some(format!("{} MB of memory", peak_kib >> 10));
    }
    if !matches!(status.code(), Some(0..=2)) || stderr.contains("panicked") {
        return Some(format!("{status}: {stderr}"));
    }
    let report = fs::read_to_string(&out).expect("results are UTF-8");
    let Ok(report) = serde_json::from_str::<serde_json::Value>(&report) else {
        return Some(format!("no JSON: {report}{stderr}"));
    };
    let refused = list(&report, "refused");
    let without_reason = refused.iter().any(|file| ["reason", "message", "hint"].iter().any(|key| text(file, key).is_empty()));
    if without_reason || refused.is_empty() == (status.code() == Some(2)) {
        return Some(format!("{status}: {refused:?}"));
    }
    None
}

/// Returns the memory a process has in use, in KiB; 0 where the system does not say.
fn resident_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    peak.and_then(|peak| peak.trim().trim_end_matches(" kB").parse().ok()).unwrap_or_default()
}

#[test]
fn odd_files_of_the_world_are_read_or_refused_in_time() {
    let folder = kit::repository("../shared/odd");
    if !folder.is_dir() {
        eprintln!("no folder of odd files beside the repository; nothing to read");
        return;
    }
    let files: Vec<PathBuf> =
        kit::files(&folder).into_iter().filter(|path| path.extension().is_some_and(|e| e != "md")).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        while let Some(path) = files.get(next.fetch_add(1, Ordering::Relaxed)) {
            wrong.extend(odd_file(path).map(|what| format!("{}: {what}", path.file_name().expect("a name").to_string_lossy())));
        }
        wrong
    };
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..2).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    });
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
