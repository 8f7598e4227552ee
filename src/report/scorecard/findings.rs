//! Sheet `核验问题`: files that could not be used, then every finding, worst first.

use std::cmp::Reverse;

use crate::error::Error;
use crate::model::about::Severity;
use crate::model::finding::Finding;
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, MOST_ROWS, Sheet};
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, position, severity_fill, widths};
use crate::report::scorecard::part_name;

const COLUMNS: [Column; 11] = [
    column("序号", 6.0),
    column("严重程度", 9.5),
    column("单位", 14.0),
    column("检查项", 18.0),
    column("说明", 36.0),
    column("当前值", 18.0),
    column("文件", 20.0),
    column("表", 11.0),
    column("单元格", 9.0),
    column("问题编号", 11.0),
    column("办法", 34.0),
];

/// Adds the sheet, or several when one cannot hold all findings.
pub(super) fn write(book: &mut Book, case: &Case<'_>) -> Result<(), Error> {
    let mut findings: Vec<&Finding> = case.checked.findings.iter().collect();
    // The sort is stable: within a severity the source order stays.
    findings.sort_by_key(|finding| Reverse(finding.severity));
    // Above the findings stand the refused files and at most ten rows of titles and headings.
    let room = (MOST_ROWS as usize).saturating_sub(case.ledger.refused.len() + 10).max(1);
    for part in 0..findings.len().div_ceil(room).max(1) {
        let first = part * room;
        let last = (first + room).min(findings.len());
        write_part(book, case, part, first, &findings[first..last])?;
    }
    Ok(())
}

fn write_part(book: &mut Book, case: &Case<'_>, part: usize, before: usize, findings: &[&Finding]) -> Result<(), Error> {
    let mut sheet = book.sheet_of(&part_name("核验问题", part), &widths(&COLUMNS), findings.len())?;
    masthead(&mut sheet, case, "巡察整改台账核验问题清单")?;
    if part == 0 {
        refused(&mut sheet, case)?;
        sheet.across(Style::NOTE, &summary(case))?;
    }
    let head = header(&mut sheet, &COLUMNS, Style::HEAD, 0)?;
    for (at, finding) in findings.iter().enumerate() {
        sheet.row(&finding_cells(before + at + 1, finding))?;
    }
    sheet.filter(head)?;
    sheet.end()
}

fn summary(case: &Case<'_>) -> String {
    let counts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info]
        .iter()
        .map(|severity| format!("{} {} 条", severity.label(), case.checked.count(*severity)))
        .collect();
    let waived = match case.checked.waived.len() {
        0 => String::new(),
        count => format!("另有 {count} 条按豁免表不计。"),
    };
    format!("共 {} 条：{}。{waived}疑点只提示核对，不作定性。", case.checked.findings.len(), counts.join("，"))
}

fn refused(sheet: &mut Sheet<'_>, case: &Case<'_>) -> Result<(), Error> {
    if case.ledger.refused.is_empty() {
        return Ok(());
    }
    sheet.across(Style::SECTION, &format!("未能使用的文件（{} 个），其中内容没有计入任何数字", case.ledger.refused.len()))?;
    sheet.spans(&[(4, Style::HEAD.text("文件")), (2, Style::HEAD.text("原因")), (5, Style::HEAD.text("办法"))])?;
    for refusal in &case.ledger.refused {
        let reason = format!("{}：{}", refusal.reason.label(), refusal.message);
        let body = Style::BODY;
        sheet.spans(&[
            (4, body.text(&*refusal.file)),
            (2, body.fill(Fill::Red).text(reason)),
            (5, body.text(refusal.hint.as_str())),
        ])?;
    }
    sheet.across(Style::SECTION, "核验发现的问题")?;
    Ok(())
}

fn finding_cells<'a>(number: usize, finding: &'a Finding) -> Vec<Cell<'a>> {
    let body = Style::BODY.points(10);
    let middle = body.center();
    vec![
        middle.count(number as u64),
        middle.fill(severity_fill(finding.severity)).text(finding.severity.label()),
        middle.text_or_blank(finding.unit.as_deref()),
        body.text(finding.about.title.as_str()),
        body.text(finding.message.as_str()),
        body.text_or_blank(finding.value.as_deref()),
        body.text(&*finding.place.file),
        middle.text_or_blank(finding.place.sheet.as_deref()),
        middle.text(position(&finding.place)),
        middle.text_or_blank(finding.record.as_deref()),
        body.text(finding.about.remedy.as_str()),
    ]
}
