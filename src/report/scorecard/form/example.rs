//! A form to start from: a small scorecard with placeholders, and the list of every name that may be written.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::error::Error;
use crate::model::text::Text;
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, Properties};
use crate::policy::Policy;
use crate::report::page::{column, header, widths};
use crate::report::scorecard::form::names::{Meaning, Names};

/// The columns of the example: heading, placeholder, width.
const COLUMNS: [(&str, &str, f64); 9] = [
    ("名次", "名次", 8.0),
    ("单位", "单位", 26.0),
    ("问题数", "问题数", 9.0),
    ("完成率", "完成率", 10.0),
    ("超期", "超期", 8.0),
    ("得分", "得分", 10.0),
    ("等次", "等次", 10.0),
    ("较上月", "较上月", 9.0),
    ("说明", "说明", 58.0),
];

/// Makes the example form of a policy. `titles` are what the policy's items are called.
///
/// # Errors
///
/// `ErrorKind::Output` when the writer refuses.
pub fn example(policy: &Policy, titles: &BTreeMap<Text, Text>) -> Result<Vec<u8>, Error> {
    let names = Names::of(policy, titles);
    let day = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default();
    let mut book = Book::new(&Properties { title: "评分表（自有表样）", author: "", day })?;
    let columns: Vec<_> = COLUMNS.iter().map(|(title, _, width)| column(title, *width)).collect();
    let mut sheet = book.sheet("评分表", &widths(&columns))?;
    sheet.across(Style::TITLE, "{{标题}}")?;
    sheet.across(Style::NOTE.center(), "编制单位：{{编制单位}}　　报告月份：{{报告月份}}　　数据截止：{{数据截止}}")?;
    header(&mut sheet, &columns, Style::HEAD, 2)?;
    sheet.least_height(24.0);
    let hole = |name: &str| {
        let text = |style: Style| style.text(format!("{{{{{name}}}}}"));
        match name {
            "得分" | "较上月" => {
                let cell = text(Style::BODY.right());
                Cell { style: cell.style.for_numbers(2), ..cell }
            }
            "说明" => text(Style::BODY.points(9)),
            "单位" => text(Style::BODY),
            _ => text(Style::BODY.center()),
        }
    };
    let row = sheet.row(&COLUMNS.map(|(_, name, _)| hole(name)))? + 1;
    let total = Style::BODY.bold(true).fill(Fill::Band).center();
    let zero = rust_decimal::Decimal::ZERO;
    let sum = |letter: char, what: &str| format!("{what}({letter}{row}:{letter}{row})");
    let cells: Vec<Cell<'_>> = COLUMNS
        .iter()
        .zip('A'..)
        .map(|((_, name, _), letter)| match *name {
            "名次" => total.text("合计"),
            "单位" => total.text("{{单位数}} 个单位"),
            "问题数" | "超期" => total.count(0_u32).live(sum(letter, "SUM")),
            "完成率" => total.text("{{总完成率}}"),
            "得分" => total.places(zero, 2).live(sum(letter, "AVERAGE")),
            _ => total.blank(),
        })
        .collect();
    sheet.row(&cells)?;
    sheet.least_height(0.0);
    sheet.across(Style::NOTE, "按《{{评分办法}}》（版本 {{办法版本}}）评分。合计行的得分是平均分。")?;
    sheet.end()?;
    list(&mut book, &names)?;
    book.finish()
}

/// Adds the list of names. They stand there without braces, so that the list is not filled itself.
fn list(book: &mut Book, names: &Names) -> Result<(), Error> {
    let columns = [column("名称", 34.0), column("是什么", 46.0), column("写在哪里", 24.0)];
    let mut sheet = book.sheet("可用名称", &widths(&columns))?;
    sheet.across(Style::TITLE, "表样里可以写的名称")?;
    sheet.across(
        Style::NOTE,
        "写法：在单元格里写两个花括号括起来的名称；也可以用「公式」→「定义名称」把单元格命名为 巡察_ 加名称。\
         写了单位名称的那一行会按名次逐个单位重复，合计公式自动跟着伸长。这张表做好表样后可以删去。",
    )?;
    header(&mut sheet, &columns, Style::HEAD, 1)?;
    for entry in &names.all {
        let place = match entry.meaning {
            Meaning::Once(_) => "任何单元格、页眉页脚",
            _ => "重复的那一行",
        };
        sheet.row(&[Style::BODY.text(&*entry.name), Style::BODY.text(&*entry.what), Style::BODY.text(place)])?;
    }
    sheet.end()
}
