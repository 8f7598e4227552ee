//! The report as a paper by GB/T 9704—2012: title, contents, then the parts.

use std::borrow::Cow;

use crate::error::Error;
use crate::model::period::chinese_date;
use crate::office::docx::{self, Block, Letterhead, Level, Paper};
use crate::report::Case;
use crate::report::monthly::TITLE;
use crate::report::monthly::before::month_name;
use crate::report::monthly::part::{Item, Part, Table, Value};
use crate::report::page::heading;

const NUMERALS: [&str; 12] = ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

/// Writes it.
///
/// # Errors
///
/// `ErrorKind::Output` when packing fails.
pub(super) fn write(case: &Case<'_>, parts: &[Part]) -> Result<Vec<u8>, Error> {
    let author = case.office.map_or("", |office| office.name.as_str());
    let month = month_name(case.month);
    let mut blocks = vec![Block::Title(format!("{}\n（{month}）", heading(case, TITLE)))];
    if !author.is_empty() {
        blocks.push(Block::Caption(format!("编制单位：{author}")));
    }
    blocks.push(Block::Caption(format!("数据截止：{}", chinese_date(case.assessment.as_of))));
    blocks.push(Block::Contents);
    blocks.push(Block::PageBreak);
    let mut numbers = Numbers::default();
    for (part, numeral) in parts.iter().zip(NUMERALS) {
        blocks.push(Block::Heading(Level::One, format!("{numeral}、{}", part.title), String::new()));
        numbers.headings = 0;
        for item in &part.items {
            add(item, &mut numbers, &mut blocks);
        }
    }
    let paper = Paper {
        letterhead: Letterhead::None,
        blocks,
        title: format!("{}（{month}）", heading(case, TITLE)),
        author: author.to_owned(),
        as_of: case.assessment.as_of,
    };
    docx::write(&paper)
}

/// What is numbered through.
#[derive(Clone, Copy, Debug, Default)]
struct Numbers {
    headings: usize,
    tables: usize,
    charts: usize,
}

fn add(item: &Item, numbers: &mut Numbers, blocks: &mut Vec<Block>) {
    match item {
        Item::Heading(text) | Item::List(text) => {
            let numeral = NUMERALS.get(numbers.headings).copied().unwrap_or_default();
            numbers.headings += 1;
            blocks.push(Block::Heading(Level::Two, format!("（{numeral}）{text}"), String::new()));
        }
        Item::Sentence(text) => blocks.push(Block::Paragraph(text.clone())),
        Item::Table(table) => {
            numbers.tables += 1;
            blocks.push(Block::Caption(format!("表{}　{}", numbers.tables, table.caption)));
            blocks.push(shown(table));
            if let Some(more) = table.rows.len().checked_sub(table.on_paper).filter(|more| *more > 0) {
                blocks.push(Block::Paragraph(format!("上表列出前{}行，其余{more}行见同名的 Excel 月报。", table.on_paper)));
            }
        }
        Item::Chart(chart, caption) => {
            numbers.charts += 1;
            blocks.push(Block::Chart(chart.clone()));
            blocks.push(Block::Caption(format!("图{}　{caption}", numbers.charts)));
        }
    }
}

fn shown(table: &Table) -> Block {
    let last = table.rows.len().saturating_sub(usize::from(table.summed));
    let cut = table.rows.len() > table.on_paper;
    let sum = table.rows.get(last..).filter(|_| table.summed && cut).unwrap_or_default();
    let rows = table.rows.iter().take(table.on_paper).chain(sum);
    Block::Table {
        header: table.columns.iter().map(|(title, _)| Cow::clone(title).into_owned()).collect(),
        rows: rows.map(|row| row.iter().map(Value::shown).collect()).collect(),
        widths: table.columns.iter().map(|(_, width)| *width).collect(),
        small: true,
    }
}
