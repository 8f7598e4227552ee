//! `scorecard`: the workbook an office prints, signs and answers questions from, "评分表".
//!
//! One file a sheet. Every figure is the assessment's own; rounding for display is the policy's. Where the office has a form
//! of its own (`form`), that is filled as `评分表.xlsx`, and this workbook stands beside it as its proof, `评分依据.xlsx`.

use rust_decimal::Decimal;

use crate::error::Error;
use crate::model::document::Document;
use crate::office::style::Fill;
use crate::office::xlsx::{Book, Properties};
use crate::report::page::heading;
use crate::report::scorecard::guide::Guide;
use crate::report::{Case, Report};

mod basis;
mod charts;
mod cover;
mod departments;
mod details;
mod findings;
pub mod form;
mod groups;
mod guide;
mod leaders;
mod ranking;
mod records;
mod risk_points;
mod risks;
mod rules;
mod trend;
mod unit;
mod unused;
mod warnings;

/// What the workbook is called beside an office's own form.
pub const PROOF: &str = "评分依据";

/// Writes `评分表.xlsx`, or `评分依据.xlsx` beside an office's own form.
#[derive(Debug)]
pub(crate) struct Scorecard;

/// Stands where there is nothing to show; 口径说明 says so.
const NOTHING: &str = "—";

impl Report for Scorecard {
    fn name(&self) -> &'static str {
        "scorecard"
    }

    fn title(&self) -> &'static str {
        "评分表"
    }

    fn write(&self, case: &Case<'_>) -> Result<Vec<Document>, Error> {
        let author = case.office.map_or("", |office| office.name.as_str());
        let title = heading(case, "巡察整改成效评分表");
        let mut book = Book::new(&Properties { title: &title, author, day: case.assessment.as_of })?;
        let guide = Guide::new(*case);
        cover::write(&mut book, &guide, &contents(case))?;
        ranking::write(&mut book, &guide)?;
        charts::write(&mut book, &guide)?;
        groups::write(&mut book, case)?;
        leaders::write(&mut book, case)?;
        departments::write(&mut book, case)?;
        risks::write(&mut book, case)?;
        risk_points::write(&mut book, case)?;
        // These two are long and take about equally long.
        let (details, records) = book.two(&details::plan(), &records::plan(&guide))?;
        let (details, records) = rayon::join(|| details::fill(details, case), || records::fill(records, &guide, 0));
        details.and(records)?;
        records::write_further(&mut book, &guide)?;
        records::define(&mut book, &guide)?;
        warnings::write(&mut book, case)?;
        findings::write(&mut book, case)?;
        rules::write(&mut book, &guide)?;
        trend::write(&mut book, &guide)?;
        basis::write(&mut book, case)?;
        unit::write(&mut book, &guide)?;
        let content = book.finish()?;
        let title = if case.own_form { PROOF } else { self.title() };
        Ok(vec![Document { path: format!("{title}.xlsx"), title: title.to_owned(), content }])
    }
}

/// Returns the sheets beside those of the units, and what each answers; those without anything to show are left out.
fn contents(case: &Case<'_>) -> Vec<(&'static str, &'static str)> {
    let assessment = case.assessment;
    let scored = !assessment.units.is_empty();
    let all = [
        ("排名", true, "谁在前、谁在后，得分、等次、名次区间、超期、评优资格"),
        ("图表", scored, "得分、超期和将到期的问题，一图看清"),
        ("分组", true, "每个分组的完成情况和得分高低"),
        ("责任领导", true, "每位责任领导分管问题的整改情况，供干部考核参考"),
        ("职能部门", departments::has_any(case), "巡察建议的落实情况"),
        ("风险登记评分", !assessment.risks.is_empty(), "风险点的等级、防控措施覆盖面"),
        ("风险点清单", risk_points::has_any(case), "逐条风险点，以及本轮问题暴露的风险点"),
        ("得分明细", true, "每个单位每一项的得分、扣分和依据，可以筛选"),
        ("问题总表", true, "全部问题，一条一行，注明来源文件、表和行"),
        ("预警与预扣分", true, "本月的预警、预扣分、恢复和正式扣分"),
        ("核验问题", true, "台账里的错误和疑点，精确到单元格"),
        ("评分办法", true, "满分、扣分、等次分数线"),
        ("历月得分", scored && !trend::months(case).is_empty(), "各单位历月得分和走势"),
        ("口径说明", true, "数字怎样来的，哪些没有计入"),
    ];
    all.into_iter().filter(|(_, shown, _)| *shown).map(|(name, _, answers)| (name, answers)).collect()
}

/// Returns a figure rounded as the policy says, for display.
fn shown(case: &Case<'_>, value: Decimal) -> Decimal {
    case.policy.round(value)
}

/// Returns the background of a grade: green for the best, red for the worst, by its place among the policy's grades.
fn grade_fill(case: &Case<'_>, grade: &str) -> Fill {
    let grades = &case.policy.grades;
    match grades.iter().position(|band| band.title == grade) {
        Some(0) => Fill::Green,
        Some(at) if at + 1 == grades.len() => Fill::Red,
        Some(1) => Fill::Blue,
        Some(_) => Fill::Yellow,
        None => Fill::Grey,
    }
}

/// Returns the name of a sheet's continuation: the name itself, then （续1）, （续2）….
fn part_name(name: &str, part: usize) -> String {
    if part == 0 { name.to_owned() } else { format!("{}{part}）", part_prefix(name)) }
}

/// Returns what the names of a sheet's continuations begin with.
fn part_prefix(name: &str) -> String {
    format!("{name}（续")
}

#[cfg(test)]
mod tests;
