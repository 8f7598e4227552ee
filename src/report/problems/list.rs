//! Sheet `明细`: every finding, one a row, linked to its file and cell; made for the filter buttons.

use crate::error::Error;
use crate::model::field::Field;
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, MOST_LINKS, MOST_ROWS};
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, severity_fill, widths};
use crate::report::problems::{Counting, Entry, Links, address, part_name, parts};

const COLUMNS: [Column; 14] = [
    column("序号", 6.0),
    column("文件", 17.0),
    column("工作表", 10.0),
    column("单元格", 9.0),
    column("单位", 12.0),
    column("问题编号", 10.0),
    column("轻重", 6.5),
    column("是否计数", 6.5),
    column("规则编号", 15.0),
    column("规则名称", 16.0),
    column("字段", 9.0),
    column("原文", 22.0),
    column("问题", 34.0),
    column("办法", 30.0),
];

const NAME: &str = "明细";

/// How many findings a sheet holds below its title, the two lines below that and the header.
const ROOM: usize = MOST_ROWS as usize - 4;

/// Adds the sheet, or several when one cannot hold all findings.
pub(super) fn write(book: &mut Book, case: &Case<'_>, entries: &[Entry<'_>], links: &Links<'_>) -> Result<(), Error> {
    write_parts(book, case, entries, links, ROOM)
}

/// Adds sheets that hold `room` findings each.
pub(super) fn write_parts(
    book: &mut Book,
    case: &Case<'_>,
    entries: &[Entry<'_>],
    links: &Links<'_>,
    room: usize,
) -> Result<(), Error> {
    for (part, rows) in parts(entries.len(), room).into_iter().enumerate() {
        let mut sheet = book.sheet_of(&part_name(NAME, part), &widths(&COLUMNS), rows.len())?;
        masthead(&mut sheet, case, "巡察整改台账核验问题明细")?;
        sheet.across(Style::NOTE, &note(entries.len(), rows.len()))?;
        let head = header(&mut sheet, &COLUMNS, Style::HEAD.points(10), 0)?;
        for (at, number) in rows.enumerate() {
            let target = if at < MOST_LINKS { links.to(&entries[number].finding.place) } else { None };
            sheet.row(&cells(number + 1, &entries[number], target))?;
        }
        sheet.filter(head)?;
        sheet.end()?;
    }
    Ok(())
}

fn note(all: usize, here: usize) -> String {
    let links = if here > MOST_LINKS {
        format!("一张表最多 {MOST_LINKS} 个链接，本表第 {MOST_LINKS} 处以后的没有链接。")
    } else {
        String::new()
    };
    format!("共 {all} 处，用表头上的按钮筛选；点「单元格」一栏，打开原文件并转到那一格。{links}疑点只提示核对，不作定性。")
}

fn cells<'a>(number: usize, entry: &Entry<'a>, target: Option<String>) -> Vec<Cell<'a>> {
    let body = Style::BODY.points(9);
    let middle = body.center();
    let finding = entry.finding;
    let counting = match entry.counting {
        Counting::Counted => middle,
        Counting::Waived | Counting::Trial => middle.fill(Fill::Grey),
    };
    vec![
        middle.count(number as u64),
        body.text(&*finding.place.file),
        middle.text_or_blank(finding.place.sheet.as_deref()),
        middle.link(address(&finding.place), target),
        middle.text_or_blank(finding.unit.as_deref()),
        middle.text_or_blank(finding.record.as_deref()),
        middle.fill(severity_fill(finding.severity)).text(finding.severity.label()),
        counting.text(entry.counting.label()),
        body.text(finding.about.id.as_str()),
        body.text(finding.about.title.as_str()),
        middle.text_or_blank(finding.field.map(Field::label)),
        body.text_or_blank(finding.value.as_deref()),
        body.text(finding.message.as_str()),
        body.text(finding.about.remedy.as_str()),
    ]
}
