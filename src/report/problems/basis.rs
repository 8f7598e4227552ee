//! Sheet `版本与口径`: by which program and rules, from which files, and what counts.

use crate::error::Error;
use crate::model::period::chinese_date;
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, Sheet};
use crate::report::Case;
use crate::report::page::masthead;

/// 文件, 大小, 校验码.
const WIDTHS: [f64; 3] = [52.0, 18.0, 76.0];

/// Adds the sheet.
pub(super) fn write(book: &mut Book, case: &Case<'_>) -> Result<(), Error> {
    let mut sheet = book.sheet_of("版本与口径", &WIDTHS, case.sources.len())?;
    masthead(&mut sheet, case, "巡察整改台账核验版本与口径")?;
    versions(&mut sheet, case)?;
    sentences(&mut sheet, case)?;
    sources(&mut sheet, case)?;
    sheet.end()
}

fn versions(sheet: &mut Sheet<'_>, case: &Case<'_>) -> Result<(), Error> {
    let stamp = &case.assessment.policy;
    sheet.across(Style::SECTION, "一、版本")?;
    let pairs = [
        ("生成程序", concat!("xuncha ", env!("CARGO_PKG_VERSION")).to_owned()),
        ("评分办法", stamp.title.to_string()),
        ("办法版本", stamp.version.to_string()),
        ("办法校验码（SHA-256）", stamp.sha256.to_string()),
        ("报告月份", format!("{}年{}月", case.month.year, case.month.month)),
        ("数据截止日期", chinese_date(case.assessment.as_of)),
        ("对原文件的影响", "没有改动。程序只读取各单位报送的文件，本工作簿另行生成。".to_owned()),
    ];
    for (label, value) in pairs {
        sheet.spans(&[(1, Style::BODY.fill(Fill::Band).text(label)), (2, Style::BODY.text(value))])?;
    }
    Ok(())
}

fn sentences(sheet: &mut Sheet<'_>, case: &Case<'_>) -> Result<(), Error> {
    sheet.across(Style::SECTION, "二、口径")?;
    let own = [
        "一处指一条规则在一个单元格（或一行、一张表、一个文件）发现的一个问题；同一格违反几条规则的，计几处。",
        "错误是填错或者漏填，数字会受影响；疑点要由人核实，不作定性；提示一般不用处理。",
        "「合计」＝错误＋疑点＋提示＋豁免；试行的规则照常列出，不计入合计，「明细」的行数＝合计＋试行。",
        "豁免是按豁免表不计的，照常列出，不算错误、疑点和提示，也不影响程序的退出码。",
        "「单位」以台账写明的为准；说的是整份文件、整张表或名录的，计入「未指明单位」。",
        "核验问题不影响得分。",
    ];
    let own = own.iter().map(|sentence| (*sentence).to_owned());
    for (at, sentence) in own.chain(case.assessment.basis.iter().cloned()).enumerate() {
        sheet.across(Style::BODY, &format!("{}．{sentence}", at + 1))?;
    }
    Ok(())
}

fn sources(sheet: &mut Sheet<'_>, case: &Case<'_>) -> Result<(), Error> {
    sheet.across(Style::SECTION, "三、读取的文件")?;
    if case.sources.is_empty() {
        sheet.across(Style::BODY, "没有。")?;
        return Ok(());
    }
    let head = sheet.row(&["文件", "大小（字节）", "校验码（SHA-256）"].map(|head| Style::HEAD.text(head)))?;
    sheet.repeat(head)?;
    let body = Style::BODY.points(10);
    for source in case.sources {
        let cells: [Cell<'_>; 3] =
            [body.text(&*source.file), body.center().count(source.size_bytes), body.center().text(source.sha256.as_str())];
        sheet.row(&cells)?;
    }
    Ok(())
}
