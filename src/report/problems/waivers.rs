//! Sheet `豁免`: what the office decided not to count, row by row, and what became of it.

use crate::error::Error;
use crate::model::field::Field;
use crate::model::waiver::{JudgedWaiver, WaiverState};
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::Book;
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, widths};
use crate::report::problems::Links;

const COLUMNS: [Column; 10] = [
    column("序号", 6.0),
    column("所在位置", 20.0),
    column("规则（原文）", 22.0),
    column("规则名称", 22.0),
    column("范围", 22.0),
    column("理由", 34.0),
    column("批准人", 11.0),
    column("有效期至", 12.0),
    column("状态", 22.0),
    column("不计的处数", 8.0),
];

/// Adds the sheet.
pub(super) fn write(book: &mut Book, case: &Case<'_>, links: &Links<'_>) -> Result<(), Error> {
    let mut sheet = book.sheet("豁免", &widths(&COLUMNS))?;
    masthead(&mut sheet, case, "巡察整改台账核验豁免清单")?;
    let checked = case.checked;
    if checked.waivers.is_empty() {
        sheet.across(Style::BODY, "没有豁免。")?;
        return sheet.end();
    }
    let note = format!(
        "豁免表共 {} 行，按豁免不计的 {} 处；逐处见「明细」，在「是否计数」里筛选「豁免」。",
        checked.waivers.len(),
        checked.waived.len()
    );
    sheet.across(Style::NOTE, &note)?;
    header(&mut sheet, &COLUMNS, Style::HEAD, 0)?;
    let mut taken = vec![0_usize; checked.waivers.len()];
    for waived in &checked.waived {
        taken[waived.waiver] += 1;
    }
    for (at, (judged, taken)) in checked.waivers.iter().zip(taken).enumerate() {
        sheet.row(&cells(at + 1, judged, taken, links))?;
    }
    sheet.end()
}

fn cells<'a>(number: usize, judged: &'a JudgedWaiver, taken: usize, links: &Links<'_>) -> Vec<Cell<'a>> {
    let body = Style::BODY.points(10);
    let middle = body.center();
    let waiver = &judged.waiver;
    let place = match waiver.place.row {
        Some(row) => format!("{} 第{}行", waiver.place.file, row + 1),
        None => waiver.place.file.to_string(),
    };
    let (until, as_written) = (waiver.until, waiver.until_text.as_deref());
    vec![
        middle.count(number as u64),
        body.link(place, links.to(&waiver.place)),
        body.text_or_blank(waiver.rule.as_deref()),
        body.text_or_blank(judged.about.as_ref().map(|about| about.title.as_str())),
        body.text(waiver.scope.as_deref().unwrap_or("全部")),
        body.text_or_blank(waiver.reason.as_deref()),
        middle.text_or_blank(waiver.approver.as_deref()),
        until.map_or_else(|| middle.text_or_blank(as_written), |until| middle.day(until)),
        body.fill(fill(judged.state)).text(state(judged)),
        middle.count(taken as u64),
    ]
}

fn fill(state: WaiverState) -> Fill {
    match state {
        WaiverState::Applied => Fill::None,
        WaiverState::Unmatched => Fill::Grey,
        WaiverState::Expired => Fill::Yellow,
        WaiverState::Incomplete | WaiverState::UnknownRule => Fill::Red,
    }
}

/// Returns the word for the state, with what is missing or what was probably meant.
fn state(judged: &JudgedWaiver) -> String {
    let label = judged.state.label();
    match judged.state {
        WaiverState::Incomplete => {
            let lacks: Vec<&str> = judged.lacks.iter().copied().map(Field::label).collect();
            format!("{label}：缺{}", lacks.join("、"))
        }
        WaiverState::UnknownRule => match &judged.near {
            Some(near) => format!("{label}：相近的有「{near}」"),
            None => label.to_owned(),
        },
        _ => label.to_owned(),
    }
}
