//! Sheet `封面`: what the workbook is, what it was made from, and where to find what; one unit can be looked up.

use crate::error::Error;
use crate::model::ledger::Ledger;
use crate::model::period::chinese_date;
use crate::office::area::{Area, address};
use crate::office::style::{Cell, Fill, Ink, Style};
use crate::office::xlsx::{Book, Choices, Sheet};
use crate::policy::{CompletionRule, CountBasis};
use crate::report::page::heading;
use crate::report::scorecard::guide::{self, Guide, MOST_UNIT_SHEETS, link_to};
use crate::report::scorecard::ranking;

const NAME: &str = "封面";

const WIDTHS: [f64; 4] = [22.0, 24.0, 22.0, 24.0];

/// Adds the sheet. `sheets` are the others with what each answers.
pub(super) fn write(book: &mut Book, guide: &Guide<'_>, sheets: &[(&str, &str)]) -> Result<(), Error> {
    let case = &guide.case;
    let mut sheet = book.sheet(NAME, &WIDTHS)?;
    sheet.upright();
    sheet.skip();
    sheet.across(Style::TITLE.points(26), &heading(case, "巡察整改成效评分表"))?;
    sheet.across(Style::SECTION.points(16).center(), &format!("{}年{}月", case.month.year, case.month.month))?;
    sheet.skip();
    made_of(&mut sheet, guide)?;
    look_up(&mut sheet, guide)?;
    sheet.across(Style::SECTION, "各表内容")?;
    for (name, answers) in sheets {
        sheet.spans(&[
            (1, Style::BODY.link((*name).to_owned(), Some(link_to(name)))),
            (3, Style::BODY.text((*answers).to_owned())),
        ])?;
    }
    let units = guide.unit_sheets().count();
    let said = if units > 0 {
        format!("每个单位另有一页评分卡，共 {units} 页，点「排名」里的单位名称即可打开。")
    } else if case.assessment.units.is_empty() {
        "没有单位可以评分。".to_owned()
    } else {
        format!("单位超过 {MOST_UNIT_SHEETS} 个，不再逐个单位列页，得分是算好的数值；逐项依据见「得分明细」。")
    };
    sheet.across(Style::BODY, &said)?;
    sheet.skip();
    sheet.across(
        Style::NOTE.ink(Ink::Black).points(11),
        "编制：　　　　　　　　　　复核：　　　　　　　　　　审签：　　　　　　　　　　",
    )?;
    sheet.end()
}

fn pair(sheet: &mut Sheet<'_>, label: &str, value: String) -> Result<(), Error> {
    sheet.spans(&[(1, Style::BODY.fill(Fill::Band).text(label.to_owned())), (3, Style::BODY.text(value))])?;
    Ok(())
}

fn made_of(sheet: &mut Sheet<'_>, guide: &Guide<'_>) -> Result<(), Error> {
    let case = &guide.case;
    let stamp = &case.assessment.policy;
    let Used { files, refused, records, skipped } = Used::of(case.ledger);
    if let Some(office) = case.office.filter(|office| !office.name.is_empty()) {
        pair(sheet, "编制单位", office.name.clone())?;
    }
    pair(sheet, "报告月份", format!("{}年{}月", case.month.year, case.month.month))?;
    pair(sheet, "数据截止", chinese_date(case.assessment.as_of))?;
    pair(sheet, "评分办法", format!("《{}》　版本 {}", stamp.title, stamp.version))?;
    let count = match case.policy.count {
        CountBasis::Row => "台账一行计一条",
        CountBasis::Problem => "一个问题计一个，措施合并",
    };
    let completion = match case.policy.completion {
        CompletionRule::Strict => "",
        CompletionRule::Acceptance => "；「整改完成率」指标只认销号",
        CompletionRule::Lenient => "；「整改完成率」指标把阶段性完成、待验收、持续整改也算上",
    };
    pair(sheet, "统计口径", format!("{count}；完成率＝（已完成＋已销号）÷应改数{completion}。全文见「口径说明」"))?;
    pair(sheet, "台账文件", format!("使用 {files} 个，未能使用 {refused} 个"))?;
    pair(sheet, "记录", format!("使用 {records} 条，跳过 {skipped} 行（标题、小计、说明等，逐表见「口径说明」）"))?;
    pair(sheet, "核验问题", {
        let (found, waived) = (case.checked.findings.len(), case.checked.waived.len());
        format!("{found} 条，另有豁免不计的 {waived} 条")
    })?;
    pair(sheet, "单位", format!("{} 个", case.assessment.units.len()))?;
    let figures = if guide.is_live() {
        "「排名」「历月得分」和评分卡上的得分、比率是公式，取自「问题总表」和「评分办法」；其他各表是算好的数值"
    } else {
        "得分和比率是算好的数值：单位或记录太多，公式会很慢"
    };
    pair(sheet, "数字", figures.to_owned())?;
    pair(sheet, "生成程序", concat!("xuncha ", env!("CARGO_PKG_VERSION")).to_owned())
}

/// What was read of the ledgers.
struct Used {
    files: usize,
    refused: usize,
    records: usize,
    skipped: usize,
}

impl Used {
    fn of(ledger: &Ledger) -> Self {
        Self {
            files: ledger.files.iter().filter(|file| ledger.refused.iter().all(|refusal| refusal.file != **file)).count(),
            refused: ledger.refused.len(),
            records: ledger.tables.iter().map(|table| table.records as usize).sum(),
            skipped: ledger.tables.iter().map(|table| table.skipped.len()).sum(),
        }
    }
}

/// Adds a place to choose a unit at, and its figures below.
fn look_up(sheet: &mut Sheet<'_>, guide: &Guide<'_>) -> Result<(), Error> {
    let assessment = guide.case.assessment;
    let ranked = assessment.ranking();
    let (Some(first), true) = (ranked.first(), guide.is_live()) else { return Ok(()) };
    sheet.across(Style::SECTION, "查一个单位（在浅黄色格子里选择）")?;
    let label = Style::BODY.fill(Fill::Band);
    let choose = sheet.spans(&[
        (1, label.text("单位")),
        (1, Style::BODY.fill(Fill::Yellow).bold(true).center().text(&*first.unit)),
        (1, label.text("单位序号")),
        // Names are compared sign by sign: looking them up would take `*` and `?` for patterns.
        (
            1,
            Style::BODY.center().count(guide.number(&first.unit).unwrap_or_default()).live(format!(
                "SUMPRODUCT(EXACT({},{})*{})",
                guide::RANKED_NAMES,
                address((sheet.next_row(), 1)),
                guide::RANKED_UNITS,
            )),
        ),
    ])?;
    let number = address((choose, 3));
    let found = |cell: Cell<'static>, title: &str| cell.live(guide::looked_up(title, &number));
    let figure = Style::BODY.center();
    sheet.spans(&[
        (1, label.text("名次")),
        (1, found(figure.count(first.rank), "名次")),
        (1, label.text("等次")),
        (1, found(figure.text(first.grade.to_string()), "等次")),
    ])?;
    sheet.spans(&[
        (1, label.text("得分")),
        (1, found(figure.number(first.score), "得分")),
        (1, label.text("超期")),
        (1, found(figure.count(first.tally.overdue), "超期")),
    ])?;
    let Area { sheet: of, first, last } = ranking::all(guide, ranking::UNIT);
    let choices = Choices::Area { sheet: &of, column: first.1, first: first.0, last: last.0 };
    sheet.choices(1, (choose, choose), choices, "请从列表里选一个单位")
}
