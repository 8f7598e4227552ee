//! Runs the binary in temporary folders, builds workbooks from text tables and reads written ones back.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use calamine::{Data, Reader};
use chrono::NaiveDate;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

/// What a run of the binary left behind.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Run {
    /// Returns the run if it ended with the code; shows everything otherwise.
    #[track_caller]
    pub(crate) fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, code, "exit code\n--- stdout\n{}\n--- stderr\n{}", self.stdout, self.stderr);
        assert!(!self.stderr.contains("panicked"), "a panic\n{}", self.stderr);
        self
    }

    /// Parses stdout as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|cause| panic!("{cause}\n{}\n{}", self.stdout, self.stderr))
    }

    /// Parses stdout as one JSON object a line.
    #[track_caller]
    pub(crate) fn json_lines(&self) -> Vec<Value> {
        json_lines(&self.stdout)
    }

    /// Asserts that stderr holds every one of the words, wherever its lines are broken.
    #[track_caller]
    pub(crate) fn says(&self, words: &[&str]) {
        let unbroken: String = self.stderr.lines().map(str::trim_start).collect();
        for word in words {
            assert!(self.stderr.contains(word) || unbroken.contains(word), "stderr lacks 「{word}」:\n{}", self.stderr);
        }
    }
}

/// Returns the binary, ready for arguments, with nothing of the caller's terminal in its environment.
pub(crate) fn xuncha(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xuncha"));
    command.current_dir(folder).stdin(Stdio::null());
    for name in ["CLICOLOR_FORCE", "FORCE_COLOR", "NO_COLOR", "COLUMNS"] {
        command.env_remove(name);
    }
    command
}

/// Runs the binary in a folder.
pub(crate) fn run<A: AsRef<OsStr>>(folder: &Path, arguments: &[A]) -> Run {
    finished(xuncha(folder).args(arguments).output().expect("the binary starts"))
}

fn finished(output: Output) -> Run {
    let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
    Run { code: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// Returns an empty temporary folder.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Returns the one 巡察建议书 for a department, whatever field it is about.
pub(crate) fn recommendation(output: &Path, department: &str) -> PathBuf {
    let folder = output.join("巡察建议书");
    let is_it = |name: &str| {
        name.starts_with(&format!("巡察建议书-{department}-")) && name.ends_with(".docx") && !name.contains("回复函")
    };
    let names = fs::read_dir(&folder).expect("letters").map(|entry| entry.expect("an entry").file_name());
    let mut names: Vec<String> = names.map(|name| name.to_string_lossy().into_owned()).filter(|name| is_it(name)).collect();
    assert_eq!(names.len(), 1, "{department}");
    folder.join(names.remove(0))
}

/// Returns a path in the repository.
pub(crate) fn repository(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// Returns a copy of the sample county's papers, without its generator and without earlier outputs.
pub(crate) fn county() -> TempDir {
    let copy = folder();
    copy_county(copy.path());
    copy
}

/// Copies the sample county's papers into a folder.
pub(crate) fn copy_county(to: &Path) {
    let from = repository("samples/county");
    for name in ["xuncha.toml", "policy.toml", "名录.xlsx", "台账", "风险登记", "测评"] {
        copy_all(&from.join(name), &to.join(name));
    }
}

/// Copies a folder with everything in it; times of files are not copied.
pub(crate) fn copy_folder(from: &Path, to: &Path) {
    copy_all(from, to);
}

fn copy_all(from: &Path, to: &Path) {
    if from.is_file() {
        fs::create_dir_all(to.parent().expect("a parent")).expect("the folder is made");
        fs::copy(from, to).expect("the file is copied");
        return;
    }
    for entry in fs::read_dir(from).expect("the folder is read") {
        let entry = entry.expect("an entry");
        copy_all(&entry.path(), &to.join(entry.file_name()));
    }
}

/// Returns every file below a folder with its SHA-256, by path relative to the folder.
pub(crate) fn hashes(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in files(folder) {
        let name = path.strip_prefix(folder).expect("below the folder").to_string_lossy().replace('\\', "/");
        found.insert(name, sha256(&fs::read(&path).expect("the file is read")));
    }
    found
}

/// Returns the SHA-256 of bytes in hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns every file below a folder, sorted.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder is read") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

/// Parses one JSON object a line.
#[track_caller]
pub(crate) fn json_lines(text: &str) -> Vec<Value> {
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|cause| panic!("{cause}\n{line}"))).collect()
}

/// Returns the records the sample county's ledgers hold, as its generator knows them.
pub(crate) fn truth() -> Vec<Value> {
    json_lines(&fs::read_to_string(repository("tests/files/county/records.jsonl")).expect("the truth"))
}

/// Writes a workbook from text.
///
/// `# name` begins a sheet, `# ~name` a hidden one; every other line is a row, its cells between `|`. `<` continues the
/// cell to its left and `^` the cell above (merged areas), `=12.5` is a number, `@2026-06-30` a date, `=#REF!` a formula
/// with that error, `\n` a line break, a row that begins with `~` is hidden, and a row of a lone `|` is empty.
pub(crate) fn workbook(path: &Path, text: &str) {
    workbook_with(path, text, |_| {});
}

/// Writes a workbook from text; what the text cannot say is added to every sheet.
pub(crate) fn workbook_with(path: &Path, text: &str, mut add: impl FnMut(&mut Worksheet)) {
    fs::create_dir_all(path.parent().expect("a parent")).expect("the folder is made");
    let mut book = Workbook::new();
    for part in format!("\n{text}").split("\n# ").skip(1) {
        let (name, rows) = part.split_once('\n').expect("a sheet has rows");
        let name = name.trim();
        let sheet = book.add_worksheet().set_name(name.trim_start_matches('~')).expect("a sheet name");
        sheet.set_hidden(name.starts_with('~'));
        write_rows(sheet, rows);
        add(sheet);
    }
    book.save(path).expect("the workbook is saved");
}

fn write_rows(sheet: &mut Worksheet, rows: &str) {
    let mut grid: Vec<Vec<&str>> = Vec::new();
    for line in rows.lines().filter(|line| !line.trim().is_empty()) {
        let line = line.trim();
        if let Some(hidden) = line.strip_prefix('~') {
            sheet.set_row_hidden(grid.len() as u32).expect("a row");
            grid.push(hidden.split('|').map(str::trim).collect());
        } else {
            grid.push(line.split('|').map(str::trim).collect());
        }
    }
    for (row, column) in (0..grid.len()).flat_map(|row| (0..grid[row].len()).map(move |column| (row, column))) {
        let cell = grid[row][column];
        if cell.is_empty() || cell == "<" || cell == "^" {
            continue;
        }
        let right = grid[row][column + 1..].iter().take_while(|next| **next == "<").count();
        let below = grid[row + 1..].iter().take_while(|next| next.get(column) == Some(&"^")).count();
        let (row, column) = (row as u32, column as u16);
        if right + below > 0 {
            let (last_row, last_column) = (row + below as u32, column + right as u16);
            sheet.merge_range(row, column, last_row, last_column, "", &Format::new()).expect("a merged area");
        }
        write_cell(sheet, row, column, cell);
    }
}

fn write_cell(sheet: &mut Worksheet, row: u32, column: u16, cell: &str) {
    if let Some(error) = cell.strip_prefix("=#") {
        let formula = Formula::new("=A1").set_result(format!("#{error}"));
        sheet.write_formula(row, column, formula)
    } else if let Some(number) = cell.strip_prefix('=') {
        sheet.write_number(row, column, number.parse::<f64>().expect("a number"))
    } else if let Some(date) = cell.strip_prefix('@') {
        let date: NaiveDate = date.parse().expect("a date");
        sheet.write_date_with_format(row, column, date, &Format::new().set_num_format("yyyy/m/d"))
    } else {
        sheet.write_string(row, column, cell.replace("\\n", "\n"))
    }
    .expect("a cell");
}

/// A ledger without a fault: two records of two units.
pub(crate) const LEDGER: &str = "\
# 整改台账
某县巡察整改台账 | < | < | < | < | < | < | < | < | < | <
序号 | 被巡察单位 | 反馈问题 | 整改措施 | 责任领导 | 责任人 | 整改时限 | 整改状态 | 完成时间 | 佐证材料 | 整改进展情况
=1 | 某县财政局 | 采购程序不规范，2025年有3笔未比价 | 修订采购办法并开展自查 | 张三 | 李四 | 2026年6月30日 | 已完成 | 2026年6月12日 | \
《采购管理办法》 | 修订采购办法1份，自查采购项目12个
=2 | 某县某镇 | 档案管理混乱，2024年缺失档案5份 | 补齐档案并建立登记制度 | 王五 | 赵六 | 2026年12月31日 | 整改中 | | | \
已补齐档案3份，其余2份正在核实
";

/// Returns the bytes of `LEDGER` as a workbook.
pub(crate) fn ledger() -> Vec<u8> {
    let folder = folder();
    let path = folder.path().join("ledger.xlsx");
    workbook(&path, LEDGER);
    fs::read(path).expect("the workbook")
}

/// Reads a sheet as text, row by row, from the first row of the sheet on.
pub(crate) fn sheet(path: &Path, name: &str) -> Vec<Vec<String>> {
    let mut book = calamine::open_workbook_auto(path).unwrap_or_else(|cause| panic!("{cause}: {}", path.display()));
    let range = book.worksheet_range(name).unwrap_or_else(|cause| panic!("{cause}: {}, {name}", path.display()));
    let Some((last_row, last_column)) = range.end() else { return Vec::new() };
    let text = |row, column| range.get_value((row, column)).map_or_else(String::new, cell_text);
    (0..=last_row).map(|row| (0..=last_column).map(|column| text(row, column)).collect()).collect()
}

/// Returns the names of a workbook's sheets.
pub(crate) fn sheet_names(path: &Path) -> Vec<String> {
    calamine::open_workbook_auto(path).expect("a workbook").sheet_names()
}

fn cell_text(cell: &Data) -> String {
    match cell {
        Data::DateTime(date) => date.as_datetime().map_or_else(String::new, |date| date.date().to_string()),
        other => other.to_string(),
    }
}

/// One row of a table, cells by heading; `ROW` holds its number as Excel shows it.
pub(crate) type Row = BTreeMap<String, String>;

/// The key of a row's number.
pub(crate) const ROW: &str = "#";

/// Reads the table of a sheet whose header is the first row that has all the headings; empty rows are left out.
#[track_caller]
pub(crate) fn table(path: &Path, name: &str, headings: &[&str]) -> Vec<Row> {
    let rows = sheet(path, name);
    let is_header = |row: &Vec<String>| headings.iter().all(|heading| row.iter().any(|cell| cell == heading));
    let header = rows.iter().position(is_header).unwrap_or_else(|| panic!("no header {headings:?} on {name}: {rows:?}"));
    let mut found = Vec::new();
    for (at, row) in rows.iter().enumerate().skip(header + 1).filter(|(_, row)| row.iter().any(|cell| !cell.is_empty())) {
        let mut cells: Row = rows[header].iter().cloned().zip(row.iter().cloned()).collect();
        cells.insert(ROW.to_owned(), (at + 1).to_string());
        found.push(cells);
    }
    found
}

/// Returns a text of a JSON value's key; `""` for null.
#[track_caller]
pub(crate) fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    match value.get(key).unwrap_or_else(|| panic!("no key {key} in {value}")) {
        Value::Null => "",
        value => value.as_str().unwrap_or_else(|| panic!("{key} is no text in {value}")),
    }
}

/// Returns a list of a JSON value's key.
#[track_caller]
pub(crate) fn list<'a>(value: &'a Value, key: &str) -> &'a [Value] {
    value.get(key).and_then(Value::as_array).unwrap_or_else(|| panic!("no list {key} in {value}"))
}
