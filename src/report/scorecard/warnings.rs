//! Sheet `预警与预扣分`: every sign of trouble of the month, with its state, its points and its cell.

use crate::error::Error;
use crate::model::number::plain;
use crate::model::warning::{Warning, WarningState, by_state};
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, MOST_ROWS};
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, position, widths};
use crate::report::scorecard::{NOTHING, part_name};

const COLUMNS: [Column; 11] = [
    column("序号", 6.0),
    column("状态", 9.5),
    column("起始日期", 12.0),
    column("单位", 18.0),
    column("预警", 18.0),
    column("说明", 40.0),
    column("扣分", 7.0),
    column("问题编号", 11.0),
    column("文件", 24.0),
    column("表", 12.0),
    column("单元格", 9.0),
];

/// Adds the sheet, or several when one cannot hold all warnings.
pub(super) fn write(book: &mut Book, case: &Case<'_>) -> Result<(), Error> {
    // Above the warnings stand at most ten rows of titles and headings.
    let room = MOST_ROWS as usize - 10;
    for part in 0..case.warnings.len().div_ceil(room).max(1) {
        let first = part * room;
        let last = (first + room).min(case.warnings.len());
        let warnings = &case.warnings[first..last];
        let mut sheet = book.sheet_of(&part_name("预警与预扣分", part), &widths(&COLUMNS), warnings.len())?;
        masthead(&mut sheet, case, "巡察整改预警与预扣分清单")?;
        for line in summary(case) {
            sheet.across(Style::NOTE, &line)?;
        }
        let head = header(&mut sheet, &COLUMNS, Style::HEAD, 0)?;
        for (at, warning) in warnings.iter().enumerate() {
            sheet.row(&cells(first + at + 1, warning))?;
        }
        sheet.filter(head)?;
        sheet.end()?;
    }
    Ok(())
}

fn summary(case: &Case<'_>) -> [String; 2] {
    let month = counted(case.warnings.len(), by_state(case.warnings.iter()));
    let year = counted(case.year.len(), by_state(case.year.iter().map(|event| &event.warning)));
    [
        format!("本月 {month}。{} 年累计 {year}；同一件事只计一次，按最后的状态计。", case.month.year),
        "预警本身不扣分，按自定减分项扣了超期分的，原因里写明；预扣、正式扣的分与「得分明细」一致，写的是每次扣几分，封顶前；核减恢复的分已经退回。".to_owned(),
    ]
}

fn counted(all: usize, counts: [usize; 4]) -> String {
    let parts = WarningState::ALL.iter().zip(counts).map(|(state, count)| format!("{} {count}", state.label()));
    format!("{all} 条：{}", parts.collect::<Vec<_>>().join("，"))
}

fn cells(number: usize, warning: &Warning) -> Vec<Cell<'_>> {
    let body = Style::BODY.points(10);
    let middle = body.center();
    let fill = match warning.state {
        WarningState::Warned => Fill::Yellow,
        WarningState::Provisional => Fill::Blue,
        WarningState::Restored => Fill::Green,
        WarningState::Final => Fill::Red,
    };
    let points = if warning.points.is_zero() { NOTHING.to_owned() } else { plain(warning.points) };
    vec![
        middle.count(number as u64),
        middle.fill(fill).text(warning.state.label()),
        middle.text(warning.date.to_string()),
        body.text_or_blank(warning.unit.as_deref()),
        body.text(&*warning.title),
        body.text(warning.reason.as_str()),
        middle.text(points),
        middle.text_or_blank(warning.record.as_deref()),
        body.text(&*warning.place.file),
        middle.text_or_blank(warning.place.sheet.as_deref()),
        middle.text(position(&warning.place)),
    ]
}
