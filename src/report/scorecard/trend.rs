//! Sheet `历月得分`: each unit's score over the months on record, from which the lines of `排名` are drawn.

use rust_decimal::Decimal;

use crate::error::Error;
use crate::model::assessment::UnitAssessment;
use crate::model::history::PastMonth;
use crate::office::area::{Area, address};
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, Chart, ChartKind, Series};
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, widths};
use crate::report::scorecard::NOTHING;
use crate::report::scorecard::guide::{Guide, OfUnit};

const NAME: &str = "历月得分";

/// How many earlier months are shown: with this one a year.
const MONTHS: usize = 11;

/// The first row of units, below title, line and header.
const FIRST: u32 = 3;

/// Returns the earlier months that are shown, oldest first.
pub(super) fn months<'a>(case: &Case<'a>) -> &'a [PastMonth] {
    &case.past[case.past.len().saturating_sub(MONTHS)..]
}

/// Returns a unit's score in a month on record.
pub(super) fn score(month: &PastMonth, unit: &UnitAssessment) -> Option<Decimal> {
    month.units.iter().find(|kept| kept.unit == unit.unit).map(|kept| kept.score)
}

/// Returns where the score of the month before stands, by the unit's position in the ranking.
pub(super) fn before(case: &Case<'_>, at: usize) -> Option<Area> {
    let months = months(case).len() as u16;
    (months > 0).then(|| Area::cell(NAME, (FIRST + at as u32, months)))
}

/// Returns where a unit's line is drawn from.
pub(super) fn line(case: &Case<'_>, at: usize) -> Option<Area> {
    let months = months(case).len() as u16;
    (months > 0).then(|| Area::row(NAME, FIRST + at as u32, (1, months + 1)))
}

/// Adds the sheet, when there are earlier months.
pub(super) fn write(book: &mut Book, guide: &Guide<'_>) -> Result<(), Error> {
    let case = &guide.case;
    let months = months(case);
    if months.is_empty() || case.assessment.units.is_empty() {
        return Ok(());
    }
    let title =
        |month: crate::model::period::Month| Column { title: format!("{}-{:02}", month.year, month.month).into(), width: 10.0 };
    let this = title(case.month);
    let columns: Vec<Column> =
        std::iter::once(column("单位", 24.0)).chain(months.iter().map(|past| title(past.kept.month))).chain([this]).collect();
    let mut sheet = book.sheet(NAME, &widths(&columns))?;
    sheet.upright();
    masthead(&mut sheet, case, "历月得分")?;
    let head = header(&mut sheet, &columns, Style::HEAD, 1)?;
    assert_eq!(head + 1, FIRST, "lines are drawn from there");
    let last = columns.len() as u16 - 1;
    let ranked = case.assessment.ranking();
    let right = Style::BODY.right();
    for of in &ranked {
        let now = right.bold(true).number(of.score);
        let now = match guide.number(&of.unit).filter(|_| guide.is_live()) {
            Some(number) => now.live(OfUnit::Score.name(number)),
            None => now,
        };
        let earlier =
            months.iter().map(|month| score(month, of).map_or_else(|| right.center().text(NOTHING), |score| right.number(score)));
        let cells: Vec<Cell<'_>> = std::iter::once(Style::BODY.text(&*of.unit)).chain(earlier).chain([now]).collect();
        sheet.row(&cells)?;
    }
    let mean_row = sheet.next_row();
    // Names that the directory does not know are probably misspelt ones: they are shown and count in no mean.
    let counted: Vec<bool> = ranked.iter().map(|unit| unit.listed).collect();
    let known = || ranked.iter().filter(|unit| unit.listed);
    let mean = |scores: Vec<Decimal>| {
        let count = Decimal::from(scores.len() as u64);
        (!scores.is_empty()).then(|| case.policy.round(scores.into_iter().sum::<Decimal>() / count))
    };
    let band = Style::BODY.fill(Fill::Band).bold(true);
    let means = months
        .iter()
        .map(|month| mean(known().filter_map(|unit| score(month, unit)).collect()))
        .chain([mean(known().map(|unit| unit.score).collect())]);
    let means = means.zip(1_u16..).map(|(mean, column)| {
        let cell = mean.map_or_else(|| band.center().text(NOTHING), |mean| band.right().number(mean));
        if mean.is_none() || !guide.is_live() {
            return cell;
        }
        let rows = (FIRST..).zip(&counted).filter(|(_, counted)| **counted).map(|(row, _)| row);
        let cells: Vec<String> = stretches(rows).map(|(first, last)| address_of(column, first, last)).collect();
        cell.live(super::guide::rounded(&format!("AVERAGE({})", cells.join(",")), case.policy.places, case.policy.rounding))
    });
    let cells: Vec<Cell<'_>> = std::iter::once(band.text("平均")).chain(means).collect();
    sheet.row(&cells)?;
    sheet.across(
        Style::NOTE,
        "取自各月存档，只列本月仍有台账的单位，平均不含不在名录的；没有存档或当月没有台账的记「—」。各月的办法可能不同，见「口径说明」。",
    )?;
    let chart = Chart {
        title: "平均得分走势".to_owned(),
        kind: ChartKind::Lines,
        names: Area::row(NAME, head, (1, last)),
        series: vec![Series {
            name: "平均得分".to_owned(), values: Area::row(NAME, mean_row, (1, last)), fill: Fill::Crimson
        }],
        most: None,
        format: "0",
    };
    let below = sheet.next_row() + 1;
    sheet.chart((below, 0), (560, 300), &chart)?;
    sheet.end()
}

fn address_of(column: u16, first: u32, last: u32) -> String {
    format!("{}:{}", address((first, column)), address((last, column)))
}

/// Returns rising numbers as stretches without a gap.
fn stretches(rows: impl Iterator<Item = u32>) -> impl Iterator<Item = (u32, u32)> {
    let mut stretches: Vec<(u32, u32)> = Vec::new();
    for row in rows {
        match stretches.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => stretches.push((row, row)),
        }
    }
    stretches.into_iter()
}
