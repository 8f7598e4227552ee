//! Each ledger as a copy with what was found in it: cells filled, a note on each, a sheet that lists all.
//!
//! This is no `Report`: it needs the originals' bytes, which `pipeline` hands in one file at a time.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::error::Error;
use crate::model::about::Severity;
use crate::model::document::Document;
use crate::model::finding::Finding;
use crate::model::ledger::Table;
use crate::model::place::CellRef;
use crate::model::workbook::{Book, Row, Rows, Value};
use crate::office::patch::{self, Entry, List, Mark, SheetMarks, Tone};
pub use crate::office::patch::{Undone, Unmarked, unmark};
use crate::office::values::{Extent, Plain, Shape, TableArea, Unmerged, Values};

/// Opens bytes as a workbook of any format.
pub type Open<'a> = dyn Fn(&[u8]) -> Result<Box<dyn Book>, Error> + 'a;

/// A file to copy.
pub struct Original<'a> {
    /// Where the copy goes, below the output folder; its ending follows the copy's kind.
    pub path: String,
    /// The file.
    pub bytes: &'a [u8],
    /// What was found in it.
    pub findings: Vec<&'a Finding>,
    /// The tables in it.
    pub tables: Vec<&'a Table>,
    /// Reads it, should it have to be copied value by value.
    pub open: &'a Open<'a>,
    /// The reporting date.
    pub as_of: NaiveDate,
}

/// A copy, with what people have to know of it.
#[derive(Clone, Debug)]
pub struct Copied {
    /// The file.
    pub document: Document,
    /// One Chinese sentence; `None` when there is nothing to say.
    pub note: Option<String>,
}

/// Says whether a sheet of this name may be the list of an earlier marking; its first cell tells.
pub fn may_be_list(sheet: &str) -> bool {
    sheet.starts_with(patch::LIST)
}

/// Says whether a sheet whose first cell holds these words is a list made here.
pub fn begins_list(first_cell: &str) -> bool {
    first_cell.trim() == patch::TITLE
}

/// What to say of a file whose record of earlier marks was distrusted.
pub const DISTRUSTED: &str =
    "文件里怎样去除标注的记录与各格内容对不上，没有照它做：各格保持现在看到的样子，只去掉了填色、批注和「核验问题」表";

/// Makes the copy of one file. A file without findings is copied as it is.
///
/// # Errors
///
/// When the file cannot be read any more, or no workbook can be made.
pub fn copy(original: &Original<'_>) -> Result<Copied, Error> {
    let document = |path: String, content| Document { path, title: "标注".to_owned(), content };
    if original.findings.is_empty() {
        let (content, distrusted) = patch::without_marks(original.bytes)?;
        let note = distrusted.then(|| DISTRUSTED.to_owned());
        return Ok(Copied { document: document(original.path.clone(), content.into_owned()), note });
    }
    let mut findings = original.findings.clone();
    // The sort is stable: within a severity the source order stays.
    findings.sort_by_key(|finding| Reverse(finding.severity));
    let list = list(&findings);
    if let Ok(marked) = patch::mark(original.bytes, &marks(&findings, &BTreeMap::new()), &list) {
        let signed = marked.signed.then_some("文件带数字签名，标注后的副本显示签名无效；原文件不受影响，去除标注后签名仍在");
        let notes: Vec<&str> = signed.into_iter().chain(marked.distrusted.then_some(DISTRUSTED)).collect();
        let note = Some(notes.join("。")).filter(|note| !note.is_empty());
        return Ok(Copied { document: document(with_fitting_end(&original.path, original.bytes), marked.bytes), note });
    }
    let Twin { bytes: twin, names, unmerged } = twin(original)?;
    let mut list = list;
    for entry in &mut list.entries {
        if let Some((sheet, _)) = &mut entry.target
            && let Some(name) = names.get(sheet.as_str())
        {
            sheet.clone_from(name);
        }
    }
    let marked = patch::mark(&twin, &marks(&findings, &names), &list)?;
    let kind = original.path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let why = match kind.as_str() {
        "xlsx" | "xlsm" => "文件的内部结构特殊，不能在原样上标注".to_owned(),
        kind => format!("{kind} 文件不能在原样上标注"),
    };
    let mut note = format!("{why}，另做了一份 xlsx：各格的值都在，原来的格式、公式、图片、批注和时刻不在其中");
    if unmerged.cut > 0 {
        note.push_str(&format!("；有 {} 处合并的格只合并到有内容的行列", unmerged.cut));
    }
    if unmerged.left > 0 {
        note.push_str(&format!("；有 {} 处合并的格太大，没有合并", unmerged.left));
    }
    Ok(Copied { document: document(with_end(&original.path, "xlsx"), marked.bytes), note: Some(note) })
}

/// Returns the path with an ending that fits a workbook that was patched.
fn with_fitting_end(path: &str, bytes: &[u8]) -> String {
    let end = path.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase()).unwrap_or_default();
    let fits = matches!(end.as_str(), "xlsx" | "xlsm" | "xltx" | "xltm");
    let macros = bytes.windows(14).any(|window| window == b"vbaProject.bin");
    if fits { path.to_owned() } else { with_end(path, if macros { "xlsm" } else { "xlsx" }) }
}

fn with_end(path: &str, end: &str) -> String {
    let (folder, name) = path.rsplit_once('/').map_or((None, path), |(folder, name)| (Some(folder), name));
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    folder.map_or_else(|| format!("{stem}.{end}"), |folder| format!("{folder}/{stem}.{end}"))
}

fn tone(severity: Severity) -> Tone {
    match severity {
        Severity::Error => Tone::Error,
        Severity::Warning => Tone::Doubt,
        Severity::Info => Tone::Notice,
    }
}

/// Returns the cell a finding is marked at: its own, or the first of its row.
fn spot(finding: &Finding) -> Option<CellRef> {
    finding.place.cell.or(finding.place.row.map(|row| CellRef::new(row, 0)))
}

fn marks(findings: &[&Finding], names: &BTreeMap<String, String>) -> Vec<SheetMarks> {
    let mut sheets: BTreeMap<String, Vec<Mark>> = BTreeMap::new();
    for (number, finding) in findings.iter().enumerate() {
        let (Some(sheet), Some(cell)) = (&finding.place.sheet, spot(finding)) else { continue };
        let name = names.get(sheet.as_str()).cloned().unwrap_or_else(|| sheet.to_string());
        let (label, title, remedy) = (finding.severity.label(), &finding.about.title, &finding.about.remedy);
        let note = format!("【{label}】{title}\n{}\n办法：{remedy}", finding.message);
        let mark = Mark { row: cell.row, column: cell.column, tone: tone(finding.severity), note, entries: vec![number] };
        sheets.entry(name).or_default().push(mark);
    }
    sheets.into_iter().map(|(sheet, marks)| SheetMarks { sheet, marks }).collect()
}

fn list(findings: &[&Finding]) -> List {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info]
        .iter()
        .map(|severity| format!("{} {} 条", severity.label(), count(*severity)))
        .collect();
    let entries = findings.iter().zip(1..).map(|(finding, number)| entry(finding, number)).collect();
    List {
        name: patch::LIST.to_owned(),
        note: format!("共 {} 条：{}。点「单元格」一栏可转到该格；疑点只提示核对，不作定性。", findings.len(), counts.join("，")),
        columns: vec![
            ("序号", 6.0),
            ("严重程度", 9.0),
            ("单位", 16.0),
            ("检查项", 20.0),
            ("说明", 44.0),
            ("当前值", 20.0),
            ("表", 14.0),
            ("单元格", 9.0),
            ("问题编号", 12.0),
            ("办法", 40.0),
        ],
        link_column: 7,
        tone_column: 1,
        centred: vec![0, 6, 7, 8],
        entries,
    }
}

fn entry(finding: &Finding, number: usize) -> Entry {
    let place = &finding.place;
    let text = |text: &Option<crate::model::text::Text>| text.as_ref().map(ToString::to_string).unwrap_or_default();
    let at = match (place.cell, place.row) {
        (Some(cell), _) => cell.to_string(),
        (None, Some(row)) => format!("第{}行", row + 1),
        (None, None) => "整表".to_owned(),
    };
    let cells = vec![
        number.to_string(),
        finding.severity.label().to_owned(),
        text(&finding.unit),
        finding.about.title.to_string(),
        finding.message.clone(),
        text(&finding.value),
        text(&place.sheet),
        at,
        text(&finding.record),
        finding.about.remedy.to_string(),
    ];
    let cell = spot(finding).unwrap_or(CellRef::new(0, 0));
    let target = place.sheet.as_ref().map(|sheet| (sheet.to_string(), (cell.row, cell.column)));
    Entry { cells, tone: tone(finding.severity), target }
}

/// A workbook of a file's values.
struct Twin {
    bytes: Vec<u8>,
    /// The new names of sheets that could not keep theirs.
    names: BTreeMap<String, String>,
    unmerged: Unmerged,
}

/// Copies the values of a file.
fn twin(original: &Original<'_>) -> Result<Twin, Error> {
    let mut book = (original.open)(original.bytes)?;
    let mut values = Values::new(original.as_of);
    let mut names = BTreeMap::new();
    for (at, info) in book.sheets().to_vec().into_iter().enumerate() {
        // Areas have to be merged before the values are written, so what these reach to is looked up first.
        let extent = if book.open(at)?.merges().is_empty() { None } else { extent(book.open(at)?.as_mut())? };
        let mut rows = book.open(at)?;
        let merges: Vec<_> =
            rows.merges().iter().map(|area| (area.first.row, area.first.column, area.last.row, area.last.column)).collect();
        let tables: Vec<_> = original.tables.iter().filter(|table| table.sheet == info.name).filter_map(|t| area(t)).collect();
        let shape = Shape { hidden: info.hidden, merges: &merges, extent, tables: &tables };
        let name = values.sheet(&info.name, shape, || rows.next_row(), plain_row)?;
        names.insert(info.name.to_string(), name);
    }
    let unmerged = values.unmerged();
    Ok(Twin { bytes: values.finish()?, names, unmerged })
}

/// Returns where a table stands; `None` for forms and tables on their side, which have no header row.
fn area(table: &Table) -> Option<TableArea> {
    let head = (*table.header_rows.first()?, *table.header_rows.last()?);
    let columns = (table.columns.iter().map(|column| column.index).min()?, table.columns.iter().map(|c| c.index).max()?);
    (table.field_rows.is_empty() && table.last_row >= head.1).then_some(TableArea { head, last: table.last_row, columns })
}

/// Returns the last row and column that hold a value.
fn extent(rows: &mut dyn Rows) -> Result<Extent, Error> {
    let mut extent: Extent = None;
    while let Some(row) = rows.next_row()? {
        let widest = row.cells.last().map_or(0, |(column, _)| *column);
        extent = Some((row.index, extent.map_or(widest, |(_, known)| known.max(widest))));
    }
    Ok(extent)
}

fn plain_row(row: &Row) -> (u32, Vec<(u16, Plain<'_>)>) {
    let plain = |value| match value {
        &Value::Number(number) => Some(Plain::Number(number)),
        &Value::Date(day) => Some(Plain::Day(day)),
        &Value::Bool(flag) => Some(Plain::Bool(flag)),
        Value::Text(text) | Value::Error(text) => Some(Plain::Text(text)),
        Value::FormulaWithoutValue => None,
    };
    (row.index, row.cells.iter().filter_map(|(column, value)| Some((*column, plain(value)?))).collect())
}
