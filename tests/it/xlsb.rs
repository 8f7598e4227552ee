//! Writes small xlsb workbooks, which no library here does, and reads them through the binary.
//!
//! Source: Microsoft, [MS-XLSB] §2.1.4 (records), §2.1.7.61 (workbook), §2.1.7.62 (worksheet).

use std::fs;
use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::kit;

/// Returns a workbook of one sheet with a row a line, cells parted by `|`, and a hidden row where a line begins with `~`.
///
/// A merged area has its first and last row, then its first and last column, all 0-based.
pub(crate) fn workbook(lines: &[&str], merges: &[[u32; 4]]) -> Vec<u8> {
    let sheet = record(0x9C, &[numbers(&[0, 1]), wide("rId1"), wide("台账")].concat());
    let workbook = [sheet, record(0x90, &[]), record(0x9D, &[])].concat();
    let mut texts = Vec::new();
    let mut rows = Vec::new();
    for (index, line) in (0..).zip(lines) {
        let hidden = if line.starts_with('~') { 0x10 } else { 0 };
        rows.extend(record(0x00, &[&numbers(&[index, 0])[..], &[0x2C, 1, 0, hidden, 0], &numbers(&[0])].concat()));
        for (column, text) in (0..).zip(line.trim_start_matches('~').split('|').map(str::trim)) {
            if !text.is_empty() {
                rows.extend(record(0x07, &numbers(&[column, 0, texts.len() as u32])));
                texts.push(text);
            }
        }
    }
    let size = numbers(&[0, lines.len() as u32, 0, 20]);
    let head = [record(0x81, &[]), record(0x94, &size), record(0x91, &[])].concat();
    let merged: Vec<u8> = merges.iter().flat_map(|area| record(0xB0, &numbers(area))).collect();
    let merged = [record(0xB1, &numbers(&[merges.len() as u32])), merged, record(0xB2, &[])].concat();
    let sheet = [head, rows, record(0x92, &[]), merged, record(0x82, &[])].concat();
    let count = numbers(&[texts.len() as u32; 2]);
    let shared: Vec<u8> = texts.iter().flat_map(|text| record(0x13, &[vec![0], wide(text)].concat())).collect();
    let shared = [record(0x9F, &count), shared, record(0xA0, &[])].concat();
    let relations = b"<Relationships><Relationship Id='rId1' Target='worksheets/sheet1.bin'/></Relationships>";
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("xl/workbook.bin", &workbook[..]),
        ("xl/_rels/workbook.bin.rels", relations),
        ("xl/worksheets/sheet1.bin", &sheet),
        ("xl/sharedStrings.bin", &shared),
    ] {
        zip.start_file(name, SimpleFileOptions::default()).expect("a part");
        zip.write_all(content).expect("its content");
    }
    zip.finish().expect("a zip").into_inner()
}

/// Returns a record; kinds and lengths from 128 on take two bytes.
fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let number = |n: usize| if n < 128 { vec![n as u8] } else { vec![(n & 0x7F) as u8 | 0x80, (n >> 7) as u8] };
    [number(kind.into()), number(data.len()), data.to_vec()].concat()
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    [numbers(&[units.len() as u32]), units.into_iter().flat_map(u16::to_le_bytes).collect()].concat()
}

/// A ledger with a merged title, a unit over two rows and a hidden row.
pub(crate) fn ledger() -> Vec<u8> {
    let lines = [
        "县水利局整改台账",
        "序号 | 反馈问题 | 整改措施 | 责任单位 | 整改时限",
        "1 | 采购程序不规范 | 修订采购办法 | 县水利局 | 2026-09-30",
        "2 | 公车管理不严 | 建立派车单 | | 2026-12-31",
        "~3 | 会议记录不全 | 补记并核对 | 县水利局 | 2026-06-30",
    ];
    workbook(&lines, &[[0, 0, 0, 4], [2, 3, 3, 3]])
}

#[test]
fn merged_cells_and_hidden_rows_of_an_xlsb_count() {
    let folder = kit::folder();
    fs::write(folder.path().join("台账.xlsb"), ledger()).expect("the file");
    let layout = kit::run(folder.path(), &["layout", "台账.xlsb"]).expect_code(0);
    assert!(layout.stdout.contains("3 条记录（第 3 至 5 行，其中 1 条在隐藏行里，照样计入）"), "{}", layout.stdout);
    let records = kit::run(folder.path(), &["export", "台账.xlsb", "--as-of", "2026-10-31"]).json_lines();
    let units: Vec<&str> = records.iter().map(|record| kit::text(record, "unit")).collect();
    assert_eq!(units, ["县水利局"; 3], "the merged unit holds for both rows");
}
