//! Sheet `图表`: the ranking as bars, and what is overdue or soon due at each unit.

use rust_decimal::prelude::ToPrimitive;

use crate::error::Error;
use crate::model::number::plain;
use crate::office::style::{Fill, Style};
use crate::office::xlsx::{Book, Chart, ChartKind, Series};
use crate::report::page::masthead;
use crate::report::scorecard::guide::Guide;
use crate::report::scorecard::ranking;

const NAME: &str = "图表";

/// More bars than these nobody reads on one page.
const MOST_UNITS: usize = 40;

/// The width of a chart, in pixels.
const WIDTH: u32 = 720;

/// Adds the sheet, when there are units.
pub(super) fn write(book: &mut Book, guide: &Guide<'_>) -> Result<(), Error> {
    let units = guide.case.assessment.units.len();
    if units == 0 {
        return Ok(());
    }
    let shown = units.min(MOST_UNITS);
    let mut sheet = book.sheet(NAME, &[10.0; 9])?;
    sheet.upright();
    masthead(&mut sheet, &guide.case, "整改成效图表")?;
    if shown < units {
        sheet.across(Style::NOTE, &format!("只画「排名」的前 {shown} 行，共 {units} 个单位。"))?;
    }
    let of = |column| ranking::column_of(column, shown);
    let height = 120 + 22 * shown as u32;
    let scores = Chart {
        title: format!("整改成效得分（满分 {}）", plain(guide.case.policy.base)),
        kind: ChartKind::Bars,
        names: of(ranking::UNIT),
        series: vec![Series { name: "得分".to_owned(), values: of(ranking::SCORE), fill: Fill::Crimson }],
        // Room for the figure beside the longest bar.
        most: guide.case.policy.base.to_f64().map(|base| base * 1.12),
        format: "0.00",
    };
    let first = sheet.next_row();
    sheet.chart((first, 0), (WIDTH, height), &scores)?;
    let soon = format!("{}日内到期", guide.case.policy.ladder.warning_days);
    let late = Chart {
        title: "超期和将到期的问题（件）".to_owned(),
        kind: ChartKind::Stacked,
        names: of(ranking::UNIT),
        series: vec![
            Series { name: "超期".to_owned(), values: of(ranking::OVERDUE), fill: Fill::Red },
            Series { name: soon, values: of(ranking::SOON), fill: Fill::Yellow },
        ],
        most: None,
        format: "0",
    };
    // A row is 18 pixels high.
    sheet.chart((first + (height + 20) / 18 + 1, 0), (WIDTH, height), &late)?;
    sheet.end()
}
