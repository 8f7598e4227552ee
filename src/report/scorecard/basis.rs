//! Sheet `口径说明`: by which rules, from which tables, with what left out, the figures were made.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::model::ledger::{SkipReason, Table};
use crate::model::period::chinese_date;
use crate::model::place::column_letters;
use crate::office::style::{Fill, Style};
use crate::office::xlsx::{Book, Sheet};
use crate::report::Case;
use crate::report::page::masthead;
use crate::report::scorecard::{NOTHING, unused};

/// 文件, 表, 类型, 表头行, 起止行, 记录数, 跳过行数, 隐藏行.
const WIDTHS: [f64; 8] = [34.0, 14.0, 14.0, 9.0, 12.0, 9.0, 32.0, 9.0];

/// Adds the sheet.
pub(super) fn write(book: &mut Book, case: &Case<'_>) -> Result<(), Error> {
    let mut sheet = book.sheet("口径说明", &WIDTHS)?;
    masthead(&mut sheet, case, "巡察整改评分口径说明")?;
    policy(&mut sheet, case)?;
    sentences(&mut sheet, case)?;
    counts(&mut sheet, case)?;
    tables(&mut sheet, case)?;
    unrecognised(&mut sheet, case)?;
    sheet.end()
}

fn pair(sheet: &mut Sheet<'_>, label: &str, value: &str) -> Result<(), Error> {
    sheet.spans(&[(1, Style::BODY.fill(Fill::Band).text(label)), (7, Style::BODY.text(value))])?;
    Ok(())
}

fn policy(sheet: &mut Sheet<'_>, case: &Case<'_>) -> Result<(), Error> {
    let stamp = &case.assessment.policy;
    let short: String = stamp.sha256.chars().take(12).collect();
    sheet.across(Style::SECTION, "一、评分办法")?;
    pair(sheet, "办法名称", &stamp.title)?;
    pair(sheet, "版本", &stamp.version)?;
    pair(sheet, "校验码（前 12 位）", &short)?;
    pair(sheet, "校验码（SHA-256 全文）", &stamp.sha256)?;
    pair(sheet, "数据截止日期", &chinese_date(case.assessment.as_of))?;
    pair(sheet, "生成程序", concat!("xuncha ", env!("CARGO_PKG_VERSION")))?;
    pair(sheet, "对原台账的影响", "没有改动。程序只读取各单位报送的文件，本工作簿另行生成。")
}

fn sentences(sheet: &mut Sheet<'_>, case: &Case<'_>) -> Result<(), Error> {
    sheet.across(Style::SECTION, "二、计算口径")?;
    let own = [
        format!("「{NOTHING}」表示没有可计算的数据，不等于零；空格表示台账中没有填写。"),
        "得分按未舍入的各项计算，最后只舍入一次；「得分明细」中各项显示舍入后的数值，由此产生的尾差单列一行。".to_owned(),
        "「得分」包含预扣分；「剔除预扣分」是假定预扣分全部恢复后的得分。".to_owned(),
        case.assessment.sensitivity.basis(),
        "指标没有丢分的，「得分明细」不逐条列出依据记录；丢分的，逐条列出。".to_owned(),
    ];
    for (at, sentence) in case.assessment.basis.iter().chain(&own).enumerate() {
        sheet.across(Style::BODY, &format!("{}．{sentence}", at + 1))?;
    }
    Ok(())
}

/// Adds read = used + skipped + refused, in files and in rows.
fn counts(sheet: &mut Sheet<'_>, case: &Case<'_>) -> Result<(), Error> {
    let ledger = case.ledger;
    let refused = ledger.refused.len();
    let used = ledger.files.iter().filter(|file| ledger.refused.iter().all(|refusal| refusal.file != **file)).count();
    let records: usize = ledger.tables.iter().map(|table| table.records as usize).sum();
    let skipped: usize = ledger.tables.iter().map(|table| table.skipped.len()).sum();
    sheet.across(Style::SECTION, "三、数据来源")?;
    pair(sheet, "文件", &format!("共 {} 个＝已使用 {used} 个＋未能使用 {refused} 个", used + refused))?;
    let rows = records + skipped;
    pair(sheet, "行", &format!("共读取 {rows} 行＝记录 {records} 条＋跳过 {skipped} 行（逐表见下）"))?;
    for sentence in unused::sentences(ledger) {
        pair(sheet, "没有用上的", &sentence)?;
    }
    Ok(())
}

fn tables(sheet: &mut Sheet<'_>, case: &Case<'_>) -> Result<(), Error> {
    let head = Style::HEAD;
    let titles = ["文件", "表", "类型", "表头行", "起止行", "记录数", "跳过行数", "隐藏行"];
    sheet.row(&titles.map(|title| head.text(title)))?;
    let body = Style::BODY;
    let middle = body.center();
    for table in &case.ledger.tables {
        sheet.row(&[
            body.text(&*table.file),
            middle.text(&*table.sheet),
            middle.text(table.kind.label()),
            middle.text(header_rows(table)),
            middle.text(if table.records == 0 { NOTHING.to_owned() } else { span(table.first_row, table.last_row) }),
            middle.count(table.records),
            body.text(skipped_rows(table)),
            middle.count(table.hidden_rows),
        ])?;
    }
    Ok(())
}

fn header_rows(table: &Table) -> String {
    match (table.header_rows.first(), table.header_rows.last()) {
        (Some(first), Some(last)) => span(*first, *last),
        _ => NOTHING.to_owned(),
    }
}

/// Returns 1-based row numbers, from and to.
fn span(first: u32, last: u32) -> String {
    if first == last { format!("{}", first + 1) } else { format!("{}—{}", first + 1, last + 1) }
}

fn skipped_rows(table: &Table) -> String {
    let mut by_reason: BTreeMap<SkipReason, usize> = BTreeMap::new();
    for (_, reason) in &table.skipped {
        *by_reason.entry(*reason).or_default() += 1;
    }
    if by_reason.is_empty() {
        return "0".to_owned();
    }
    let parts: Vec<String> = by_reason.iter().map(|(reason, count)| format!("{} {count}", reason.label())).collect();
    format!("{}：{}", table.skipped.len(), parts.join("、"))
}

fn unrecognised(sheet: &mut Sheet<'_>, case: &Case<'_>) -> Result<(), Error> {
    sheet.across(Style::SECTION, "四、没有识别的列")?;
    let unknown = |table: &Table| table.columns.iter().any(|column| column.field.is_none());
    if !case.ledger.tables.iter().any(unknown) {
        sheet.across(Style::BODY, "没有。每一列都已识别。")?;
        return Ok(());
    }
    sheet.spans(&[
        (1, Style::HEAD.text("文件")),
        (1, Style::HEAD.text("表")),
        (6, Style::HEAD.text("列（内容没有计入任何数字）")),
    ])?;
    for table in case.ledger.tables.iter().filter(|table| unknown(table)) {
        let columns: Vec<String> = table
            .columns
            .iter()
            .filter(|column| column.field.is_none())
            .map(|column| format!("{} 列「{}」", column_letters(column.index), column.header))
            .collect();
        let body = Style::BODY;
        sheet.spans(&[
            (1, body.text(&*table.file)),
            (1, body.center().text(&*table.sheet)),
            (6, body.text(columns.join("、"))),
        ])?;
    }
    Ok(())
}
