//! Sheet `评分办法`: the figures of the policy, each under the name by which the formulas of other sheets use it.

use rust_decimal::Decimal;

use crate::error::Error;
use crate::model::number::{Rounding, plain};
use crate::office::area::Area;
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, Sheet};
use crate::policy::{
    CompletionRule, CountBasis, DeductionRule, MANUAL_LEADERSHIP, Method, NotApplicable, Policy, Trigger, VetoEffect,
};
use crate::report::page::masthead;
use crate::report::scorecard::NOTHING;
use crate::report::scorecard::guide::{BASE, BONUS_CAP, Figure, Guide, WEIGHT};

const NAME: &str = "评分办法";

/// 编号, 维度, 项目, 满分或分值, 目标或上限, 说明.
const WIDTHS: [f64; 6] = [6.0, 16.0, 34.0, 10.0, 10.0, 46.0];

/// The columns of figures.
const FIGURE: u16 = 3;
const SECOND: u16 = 4;

/// Adds the sheet and defines its names.
pub(super) fn write(book: &mut Book, guide: &Guide<'_>) -> Result<(), Error> {
    let case = &guide.case;
    let policy = case.policy;
    let mut names: Vec<(String, Area)> = Vec::new();
    let mut sheet = book.sheet(NAME, &WIDTHS)?;
    masthead(&mut sheet, case, "巡察整改评分办法")?;
    let what = format!("《{}》版本 {}。", policy.stamp.title, policy.stamp.version);
    let how = if guide.is_live() {
        "改动浅黄色格子里的数，「排名」「历月得分」和各单位评分卡上的得分、等次、名次会跟着重算，可用来试算；名次区间、评优资格、\
         优先保障、失分排序和其他各表不会跟着变。正式的办法以 policy.toml 为准，改了请在那里也改。"
    } else {
        "本工作簿的得分是算好的数值，不随本表改动。"
    };
    sheet.across(Style::NOTE, &format!("{what}{how}"))?;
    figures(&mut sheet, policy, &mut names)?;
    indicators(&mut sheet, guide, &mut names)?;
    deductions(&mut sheet, guide, &mut names)?;
    grades(&mut sheet, policy, &mut names)?;
    vetoes(&mut sheet, guide)?;
    sheet.end()?;
    names.into_iter().try_for_each(|(name, area)| book.name(&name, &area))
}

fn head(sheet: &mut Sheet<'_>, title: &str, columns: [&str; 6]) -> Result<(), Error> {
    sheet.across(Style::SECTION, title)?;
    sheet.row(&columns.map(|title| Style::HEAD.text(title.to_owned())))?;
    Ok(())
}

/// A figure that formulas use.
fn used(value: Decimal) -> Cell<'static> {
    Style::BODY.fill(Fill::Yellow).right().number(value.normalize())
}

fn cell(row: u32, column: u16) -> Area {
    Area::cell(NAME, (row, column))
}

fn figures(sheet: &mut Sheet<'_>, policy: &Policy, names: &mut Vec<(String, Area)>) -> Result<(), Error> {
    sheet.across(Style::SECTION, "一、总则")?;
    let figures = [
        (BASE, "总分", policy.base, "得分不低于 0，不高于它"),
        (BONUS_CAP, "加分上限", policy.bonus_cap, "加分合计不超过它"),
        (WEIGHT, "整改得分占年度得分的比重", policy.annual_weight, "其余归年度其他得分"),
    ];
    for (name, title, value, note) in figures {
        let row = sheet.spans(&[(3, Style::BODY.fill(Fill::Band).text(title)), (1, used(value)), (2, Style::BODY.text(note))])?;
        names.push((name.to_owned(), cell(row, FIGURE)));
    }
    let count = match policy.count {
        CountBasis::Row => "台账每一行计一条",
        CountBasis::Problem => "同一问题的多条措施合并计一个",
    };
    let completion = match policy.completion {
        CompletionRule::Strict => "已完成、已销号算完成",
        CompletionRule::Acceptance => "只有已销号算完成",
        CompletionRule::Lenient => "已完成、已销号、阶段性完成、待验收、持续整改算完成",
    };
    let without = match policy.not_applicable {
        NotApplicable::Full => "记满分",
        NotApplicable::Redistribute => "分值按比例分给同一维度的其他指标",
        NotApplicable::Zero => "记零分",
    };
    let rounding = match policy.rounding {
        Rounding::HalfUp => format!("四舍五入到 {} 位小数", policy.places),
        Rounding::Truncate => format!("舍去到 {} 位小数", policy.places),
    };
    for (title, said) in
        [("计数口径", count), ("整改完成率指标的口径", completion), ("没有数据的指标", without), ("得分取位", rounding.as_str())]
    {
        sheet.spans(&[(3, Style::BODY.fill(Fill::Band).text(title)), (3, Style::BODY.text(said))])?;
    }
    Ok(())
}

fn indicators(sheet: &mut Sheet<'_>, guide: &Guide<'_>, names: &mut Vec<(String, Area)>) -> Result<(), Error> {
    let policy = guide.case.policy;
    head(sheet, "二、指标", ["编号", "维度", "指标", "满分", "目标", "怎样计分"])?;
    for (at, rule) in policy.indicators.iter().enumerate() {
        let body = Style::BODY;
        let target = rule.figure.as_ref().map(|figure| figure.target).or(rule.share.as_ref().map(|share| share.target));
        let how = match (rule.method, &rule.figure) {
            (Method::Deduct, _) => "从满分起扣，扣完为止".to_owned(),
            (Method::Share, Some(figure)) => {
                format!("满分×「{}」÷「{}」÷目标，达到目标得满分", figure.numerator, figure.denominator)
            }
            (Method::Share, None) if target.is_some() => "满分×（达到的÷计入的）÷目标，达到目标得满分".to_owned(),
            (Method::Share, None) if rule.id == MANUAL_LEADERSHIP => "满分减人工扣分，扣完为止".to_owned(),
            (Method::Share, None) => "满分×分子÷分母".to_owned(),
        };
        let only = if rule.groups.is_empty() { String::new() } else { format!("；只考核{}", rule.groups.join("、")) };
        let row = sheet.row(&[
            body.center().count(at as u64 + 1),
            body.text(policy.dimension_title(&rule.dimension)),
            body.text(guide.title(&rule.id)),
            used(rule.full),
            target.map_or_else(|| body.center().text(NOTHING), used),
            body.text(format!("{how}{only}")),
        ])?;
        names.push((Figure::Full.name(at), cell(row, FIGURE)));
        names.extend(target.map(|_| (Figure::Target.name(at), cell(row, SECOND))));
    }
    let fulls: Vec<String> = (0..policy.indicators.len()).map(|at| Figure::Full.name(at)).collect();
    if !fulls.is_empty() {
        let sum: Decimal = policy.indicators.iter().map(|rule| rule.full).sum();
        let band = Style::BODY.fill(Fill::Band).bold(true);
        let sum = band.right().number(sum.normalize()).live(fulls.join("+"));
        let said = format!(
            "IF(ROUND({}-{BASE},10)=0,\"与总分一致\",\"满分合计与总分不一致，试算的得分不能与正式的相比\")",
            fulls.join("+")
        );
        let agrees = if policy.indicators.iter().map(|rule| rule.full).sum::<Decimal>() == policy.base {
            "与总分一致"
        } else {
            "满分合计与总分不一致，试算的得分不能与正式的相比"
        };
        sheet.spans(&[(3, band.text("满分合计")), (1, sum), (2, band.text(agrees).live(said))])?;
    }
    Ok(())
}

fn deductions(sheet: &mut Sheet<'_>, guide: &Guide<'_>, names: &mut Vec<(String, Area)>) -> Result<(), Error> {
    let policy = guide.case.policy;
    if policy.deductions.is_empty() {
        return Ok(());
    }
    head(sheet, "三、减分项", ["编号", "扣自", "项目", "每次扣", "最多扣", "说明"])?;
    for (at, rule) in policy.deductions.iter().enumerate() {
        let body = Style::BODY;
        let row = sheet.row(&[
            body.center().count(at as u64 + 1),
            body.text(rule.from.as_deref().map_or("总分", |from| guide.title(from))),
            body.text(guide.title(&rule.id)),
            used(rule.points),
            rule.cap.map_or_else(|| body.center().text("不限"), used),
            body.text(explained(rule)),
        ])?;
        names.push((Figure::Points.name(at), cell(row, FIGURE)));
        names.extend(rule.cap.map(|_| (Figure::Cap.name(at), cell(row, SECOND))));
    }
    Ok(())
}

fn explained(rule: &DeductionRule) -> String {
    let mut said = Vec::new();
    match &rule.kind {
        Trigger::Event(word) => said.push(format!("事件表每登记一次「{word}」")),
        Trigger::When(_) => said.push("台账里符合办法所写条件的，每条一次".to_owned()),
        Trigger::BuiltIn if rule.id == "overdue" => {
            said.push(format!("超期 {} 天内为预扣分，期内完成即恢复", rule.final_after_days));
        }
        Trigger::BuiltIn => {}
    }
    if !rule.enabled {
        said.push("没有启用".to_owned());
    } else if rule.trial {
        said.push("在试行，不计分".to_owned());
    }
    said.extend(rule.since.map(|day| format!("{day} 起")));
    said.extend(rule.until.map(|day| format!("到 {day} 止")));
    said.join("，")
}

fn vetoes(sheet: &mut Sheet<'_>, guide: &Guide<'_>) -> Result<(), Error> {
    let policy = guide.case.policy;
    if policy.vetoes.is_empty() {
        return Ok(());
    }
    sheet.across(Style::SECTION, "五、一票否决")?;
    for (at, rule) in (1_u64..).zip(&policy.vetoes) {
        let body = Style::BODY;
        let effect = match (rule.effect, &rule.grade) {
            (Some(VetoEffect::ZeroScore), _) => "总分记 0 分".to_owned(),
            (Some(VetoEffect::LimitGrade) | None, Some(grade)) => format!("等次最高为「{grade}」"),
            _ => "总分记 0 分".to_owned(),
        };
        let source = rule.source.as_deref().unwrap_or_default();
        sheet.spans(&[
            (1, body.center().count(at)),
            (2, body.text(guide.title(&rule.id))),
            (2, body.text(if rule.count > 1 { format!("达到 {} 件", rule.count) } else { String::new() })),
            (1, body.text(format!("{effect}{}{source}", if source.is_empty() { "" } else { "；" }))),
        ])?;
    }
    Ok(())
}

fn grades(sheet: &mut Sheet<'_>, policy: &Policy, names: &mut Vec<(String, Area)>) -> Result<(), Error> {
    head(sheet, "四、等次", ["编号", "", "等次", "起点分", "", "说明"])?;
    for (at, band) in policy.grades.iter().enumerate() {
        let body = Style::BODY;
        let row = sheet.row(&[
            body.center().count(at as u64 + 1),
            body.blank(),
            body.text(band.title.as_str()),
            used(band.from),
            body.blank(),
            body.text(format!("得分达到 {} 分", plain(band.from))),
        ])?;
        names.push((Figure::GradeFrom.name(at), cell(row, FIGURE)));
        names.push((Figure::GradeName.name(at), cell(row, 2)));
    }
    Ok(())
}
