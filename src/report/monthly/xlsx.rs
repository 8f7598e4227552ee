//! The report as a workbook: a sheet a part or list, the same sentences and tables as on paper, numbers as numbers.

use rust_decimal::prelude::ToPrimitive;

use crate::error::Error;
use crate::office::area::Area;
use crate::office::docx;
use crate::office::style::{Cell, Fill, Frame, Style};
use crate::office::xlsx::{Book, Chart, ChartKind, Properties, Series, Sheet};
use crate::report::Case;
use crate::report::monthly::TITLE;
use crate::report::monthly::part::{Item, NOTHING, Part, Table, Value};
use crate::report::page::{heading, masthead};

/// Rows a table of the workbook has at most.
const MOST_ROWS: usize = 100_000;
/// How far down a header may stand and still stay in sight.
const LOWEST_FROZEN_ROW: u32 = 10;
/// Columns of no more half characters are centred.
const NARROW: u32 = 12;
/// Height of a row beside a chart, in points and in pixels, and of an empty one.
const ROW_POINTS: f64 = 18.0;
const ROW_PIXELS: u32 = 24;
const EMPTY_PIXELS: u32 = 18;
/// A chart is at least as high as so many rows.
const LEAST_ROWS: u32 = 10;
/// Pixels of a digit of the default font, with some room to the page's edge.
const DIGIT_PIXELS: f64 = 7.5;
/// Least width of a sheet, in digits.
const LYING: f64 = 120.0;
/// The same of one that is printed upright.
const UPRIGHT: f64 = 90.0;

/// Writes it.
///
/// # Errors
///
/// `ErrorKind::Output` when the writer refuses.
pub(super) fn write(case: &Case<'_>, parts: &[Part]) -> Result<Vec<u8>, Error> {
    let author = case.office.map_or("", |office| office.name.as_str());
    let title = heading(case, TITLE);
    let mut book = Book::new(&Properties { title: &title, author, day: case.assessment.as_of })?;
    for part in parts {
        for section in sections(part) {
            show_section(&mut book, case, &section)?;
        }
    }
    book.finish()
}

/// What one sheet shows.
#[derive(Debug)]
struct Section<'a> {
    title: &'static str,
    items: Vec<&'a Item>,
}

/// Splits a part: its lists have sheets of their own.
fn sections(part: &Part) -> Vec<Section<'_>> {
    let mut sections = vec![Section { title: part.title, items: Vec::new() }];
    for item in &part.items {
        match (item, sections.last_mut()) {
            (Item::List(title), _) => sections.push(Section { title, items: Vec::new() }),
            (item, Some(section)) => section.items.push(item),
            (_, None) => {}
        }
    }
    sections.retain(|section| !section.items.is_empty());
    sections
}

fn show_section(book: &mut Book, case: &Case<'_>, section: &Section<'_>) -> Result<(), Error> {
    let widths = grid(section);
    let rows: usize = tables(section).map(|table| table.rows.len()).sum();
    let alone = tables(section).count() == 1 && section.items.iter().all(|item| !matches!(item, Item::Chart(..)));
    let mut sheet = book.sheet_of(section.title, &widths, rows)?;
    if is_upright(section) {
        sheet.upright();
    }
    masthead(&mut sheet, case, &format!("{TITLE}：{}", section.title))?;
    for item in &section.items {
        match item {
            Item::Heading(text) | Item::List(text) => {
                sheet.across(Style::SECTION, text)?;
            }
            Item::Sentence(text) => {
                sheet.across(Style::BODY.frame(Frame::None), text)?;
            }
            Item::Table(table) => {
                let head = show(&mut sheet, table, &widths)?;
                if alone && !table.rows.is_empty() {
                    sheet.repeat(head)?;
                    if !table.summed {
                        sheet.filter(head)?;
                    }
                    if head <= LOWEST_FROZEN_ROW {
                        sheet.freeze(head, 0)?;
                    }
                }
                sheet.skip();
            }
            Item::Chart(chart, caption) => draw(&mut sheet, section.title, &widths, chart, caption)?,
        }
    }
    sheet.end()
}

fn tables<'a>(section: &Section<'a>) -> impl Iterator<Item = &'a Table> {
    section.items.iter().copied().filter_map(|item| match item {
        Item::Table(table) => Some(table),
        _ => None,
    })
}

/// Says whether a sheet is printed upright: one that tells more than it lists.
fn is_upright(section: &Section<'_>) -> bool {
    const MOST_COLUMNS: usize = 8;
    tables(section).all(|table| table.columns.len() <= MOST_COLUMNS && !table.is_list)
}

/// Returns the columns of a part's sheet: those of its widest table; other tables span several.
fn grid(section: &Section<'_>) -> Vec<f64> {
    let widest = tables(section).max_by_key(|table| table.columns.len());
    let plain = if is_upright(section) { UPRIGHT } else { LYING };
    let Some(table) = widest else { return vec![plain] };
    let widths: Vec<f64> = table.columns.iter().map(|(_, width)| f64::from(*width) * 1.2).collect();
    let all: f64 = widths.iter().sum();
    // A narrow sheet would be blown up on A4.
    let scale = (plain / all).max(1.0);
    widths.into_iter().map(|width| width * scale).collect()
}

/// Adds a table. Returns the row of its header.
fn show(sheet: &mut Sheet<'_>, table: &Table, widths: &[f64]) -> Result<u32, Error> {
    let spans = spans(table, widths);
    sheet.across(Style::BODY.bold(true).frame(Frame::None), &table.caption)?;
    let head: Vec<(u16, Cell<'_>)> =
        spans.iter().zip(&table.columns).map(|(span, (title, _))| (*span, Style::HEAD.text(title.replace('\n', "")))).collect();
    let head = sheet.spans(&head)?;
    let last = table.rows.len().saturating_sub(1);
    for (at, row) in table.rows.iter().enumerate().take(MOST_ROWS) {
        let style = Style::BODY.bold(table.summed && at == last);
        let cells: Vec<(u16, Cell<'_>)> = spans
            .iter()
            .zip(row)
            .zip(&table.columns)
            .map(|((span, value), (_, width))| (*span, cell(if *width <= NARROW { style.center() } else { style }, value)))
            .collect();
        sheet.spans(&cells)?;
    }
    if let Some(more) = table.rows.len().checked_sub(MOST_ROWS).filter(|more| *more > 0) {
        sheet.across(
            Style::NOTE,
            &format!("其余{more}行见《评分表.xlsx》的“问题总表”，评分表用本单位表样的见《评分依据.xlsx》。"),
        )?;
    }
    Ok(head)
}

/// Draws a chart beside the figures it shows.
fn draw(sheet: &mut Sheet<'_>, name: &str, widths: &[f64], chart: &docx::Chart, caption: &'static str) -> Result<(), Error> {
    let mut table = Table::new(caption, &[("名称", 22), ("", 14), ("", 64)]).retitled(1, chart.series.clone());
    let spans = spans(&table, widths);
    let [names, figures, ..] = spans[..] else { return Ok(()) };
    table.columns.truncate(2);
    sheet.across(Style::BODY.bold(true).frame(Frame::None), caption)?;
    sheet.least_height(ROW_POINTS);
    let head = sheet.spans(&[(names, Style::HEAD.text("名称")), (figures, Style::HEAD.text(chart.series.as_str()))])?;
    let mut last = head;
    for (point, figure) in &chart.points {
        last = sheet.spans(&[(names, Style::BODY.text(point.as_str())), (figures, Style::BODY.center().number(*figure))])?;
    }
    sheet.least_height(0.0);
    let rows = (last - head + 1).max(LEAST_ROWS);
    let width: f64 = widths.iter().skip(usize::from(names + figures)).sum();
    let drawn = Chart {
        title: caption.to_owned(),
        kind: match chart.kind {
            docx::ChartKind::Bars => ChartKind::Bars,
            docx::ChartKind::Line => ChartKind::Lines,
        },
        names: Area::column(name, 0, (head + 1, last)),
        series: vec![Series {
            name: chart.series.clone(),
            values: Area::column(name, names, (head + 1, last)),
            fill: Fill::Crimson,
        }],
        most: chart.most.to_f64(),
        format: "0.00",
    };
    sheet.chart((head, names + figures), ((width * DIGIT_PIXELS) as u32, rows * ROW_PIXELS), &drawn)?;
    // Rows without figures are lower than those with them.
    for _ in 0..((rows - (last - head + 1)) * ROW_PIXELS).div_ceil(EMPTY_PIXELS) + 1 {
        sheet.skip();
    }
    Ok(())
}

/// Returns how many of the sheet's columns each column of a table takes: the share of its width, at least one.
fn spans(table: &Table, widths: &[f64]) -> Vec<u16> {
    let columns = table.columns.len();
    let asked: u32 = table.columns.iter().map(|(_, width)| width).sum();
    let all: f64 = widths.iter().sum();
    let mut spans = Vec::with_capacity(columns);
    let mut next = 0;
    let mut edge = 0.0;
    let mut taken = 0.0;
    for (at, (_, width)) in table.columns.iter().enumerate() {
        edge += f64::from(*width) / f64::from(asked.max(1)) * all;
        // Every column still to come needs one of the sheet's.
        let most = widths.len() - (columns - at - 1).min(widths.len());
        let first = next;
        while next < most && (next == first || at + 1 == columns || taken + widths[next] / 2.0 <= edge) {
            taken += widths[next];
            next += 1;
        }
        spans.push((next - first) as u16);
    }
    spans.retain(|span| *span > 0);
    spans
}

fn cell(style: Style, value: &Value) -> Cell<'_> {
    let middle = style.center();
    match value {
        Value::Text(text) if text == NOTHING => middle.text(NOTHING),
        Value::Text(text) => style.text(text.as_str()),
        Value::Count(count) => middle.count(*count),
        Value::Alarm(0) => middle.count(0_u64),
        Value::Alarm(count) => middle.fill(Fill::Red).count(*count),
        Value::Percent(Some(percent)) => middle.percent(*percent),
        Value::Percent(None) | Value::Day(None) => middle.text(NOTHING),
        Value::Points(points) => middle.number(*points),
        Value::Day(Some(day)) => middle.day(*day),
    }
}

#[cfg(test)]
mod tests {
    use super::spans;
    use crate::report::monthly::part::Table;

    #[test]
    fn a_narrow_table_spans_the_whole_sheet() {
        let table = Table::new("", &[("甲", 10), ("乙", 30)]);
        assert_eq!(spans(&table, &[10.0, 10.0, 10.0, 10.0]), [1, 3]);
        assert_eq!(spans(&table, &[10.0, 10.0]), [1, 1]);
        assert_eq!(spans(&table, &[40.0, 1.0, 1.0]).iter().sum::<u16>(), 3);
    }
}
