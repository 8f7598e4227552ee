//! Sheet `规则清单`: every rule, whether it ran, why not, and what it hit.

use crate::error::Error;
use crate::model::checked::{Outcome, RuleRun};
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::Book;
use crate::report::Case;
use crate::report::page::{Column, column, header, masthead, severity_fill, widths};

const COLUMNS: [Column; 12] = [
    column("序号", 6.0),
    column("规则编号", 18.0),
    column("规则名称", 19.0),
    column("轻重", 6.5),
    column("结果", 7.5),
    column("没有运行的原因", 17.0),
    column("命中", 6.5),
    column("其中豁免", 6.5),
    column("用的数", 19.0),
    column("缘由", 32.0),
    column("办法", 34.0),
    column("出处", 19.0),
];

/// Adds the sheet.
pub(super) fn write(book: &mut Book, case: &Case<'_>) -> Result<(), Error> {
    let mut sheet = book.sheet("规则清单", &widths(&COLUMNS))?;
    masthead(&mut sheet, case, "巡察整改台账核验规则清单")?;
    sheet.across(Style::NOTE, &summary(&case.checked.rules))?;
    let head = header(&mut sheet, &COLUMNS, Style::HEAD.points(10), 0)?;
    for (at, rule) in case.checked.rules.iter().enumerate() {
        sheet.row(&cells(at + 1, rule))?;
    }
    sheet.filter(head)?;
    sheet.end()
}

fn summary(rules: &[RuleRun]) -> String {
    let count = |label| rules.iter().filter(|rule| outcome(rule).0 == label).count();
    let parts: Vec<String> =
        ["运行", "试行", "未运行", "关闭"].iter().map(|label| format!("{label} {}", count(*label))).collect();
    format!(
        "共 {} 条规则＝{}。没有可核对的东西，就是「未运行」，不等于没有问题；试行的照常运行，命中不计数。",
        rules.len(),
        parts.join("＋")
    )
}

/// Returns the word for what became of a rule, its background, and why it did not run.
fn outcome(rule: &RuleRun) -> (&'static str, Fill, &str) {
    match &rule.outcome {
        Outcome::Ran if rule.trial => ("试行", Fill::Blue, ""),
        Outcome::Ran => ("运行", Fill::None, ""),
        Outcome::Off => ("关闭", Fill::Grey, "评分办法里关闭了这条规则"),
        Outcome::NotApplicable(why) => ("未运行", Fill::Grey, why),
    }
}

fn cells(number: usize, rule: &RuleRun) -> Vec<Cell<'_>> {
    let body = Style::BODY.points(9);
    let middle = body.center();
    let (word, fill, why) = outcome(rule);
    let about = &rule.about;
    let limit = rule.limit.map(|limit| format!("{}（{}）", limit.value, limit.meaning));
    vec![
        middle.count(number as u64),
        body.text(about.id.as_str()),
        body.text(about.title.as_str()),
        middle.fill(severity_fill(rule.severity)).text(rule.severity.label()),
        middle.fill(fill).text(word),
        body.text(why),
        middle.bold(rule.hits > 0).count(rule.hits as u64),
        middle.count(rule.waived as u64),
        body.text(limit.unwrap_or_default()),
        body.text(about.why.as_str()),
        body.text(about.remedy.as_str()),
        body.text(about.source.to_string()),
    ]
}
