//! Sheet `概况`: how much was read and found, unit by unit and rule by rule; the totals are the row counts of 明细.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use crate::error::Error;
use crate::model::finding::Finding;
use crate::model::text::Text;
use crate::office::style::{Cell, Fill, Style};
use crate::office::xlsx::{Book, Sheet};
use crate::report::Case;
use crate::report::page::{masthead, severity_fill};
use crate::report::problems::{Counting, Entry, Tally};

/// 单位或规则名称, six counts, 主要问题或涉及单位, 规则编号.
const WIDTHS: [f64; 9] = [30.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 42.0, 28.0];

/// How many rules or units are named in a row before the rest is only counted.
const FEW: usize = 3;

/// Stands for the findings that concern no unit.
const NO_UNIT: &str = "未指明单位";

/// Adds the sheet.
pub(super) fn write(book: &mut Book, case: &Case<'_>, entries: &[Entry<'_>]) -> Result<(), Error> {
    let mut sheet = book.sheet("概况", &WIDTHS)?;
    masthead(&mut sheet, case, "巡察整改台账核验概况")?;
    let mut all = Tally::default();
    entries.iter().for_each(|entry| all.add(entry));
    counts(&mut sheet, case, &all)?;
    refused(&mut sheet, case)?;
    units(&mut sheet, case, entries, &all)?;
    rules(&mut sheet, entries, &all)?;
    sheet.end()
}

fn pair(sheet: &mut Sheet<'_>, label: &str, value: &str) -> Result<(), Error> {
    sheet.spans(&[(1, Style::BODY.fill(Fill::Band).text(label)), (8, Style::BODY.text(value))])?;
    Ok(())
}

fn counts(sheet: &mut Sheet<'_>, case: &Case<'_>, all: &Tally) -> Result<(), Error> {
    let ledger = case.ledger;
    let (used, refused) = (ledger.files.len(), ledger.refused.len());
    pair(sheet, "文件", &format!("{} 个＝已用 {used}＋未用 {refused}", used + refused))?;
    pair(sheet, "记录", &format!("整改记录 {} 条，风险点 {} 个", ledger.rectifications.len(), ledger.risks.len()))?;
    let found =
        format!("{} 处＝错误 {}＋疑点 {}＋提示 {}＋豁免 {}", all.total(), all.errors, all.warnings, all.infos, all.waived);
    pair(sheet, "核验发现", &found)?;
    let trial = format!("{} 处，不计数，另列一栏", all.trial);
    pair(sheet, "试行的规则发现", if all.trial == 0 { "没有" } else { &trial })
}

fn refused(sheet: &mut Sheet<'_>, case: &Case<'_>) -> Result<(), Error> {
    let refused = &case.ledger.refused;
    if refused.is_empty() {
        return Ok(());
    }
    sheet.across(Style::SECTION, &format!("未能使用的文件（{} 个），其中内容没有计入任何数字", refused.len()))?;
    sheet.spans(&[(1, Style::HEAD.text("文件")), (6, Style::HEAD.text("原因")), (2, Style::HEAD.text("办法"))])?;
    let body = Style::BODY;
    for refusal in refused {
        let reason = format!("{}：{}", refusal.reason.label(), refusal.message);
        sheet.spans(&[
            (1, body.text(&*refusal.file)),
            (6, body.fill(Fill::Red).text(reason)),
            (2, body.text(refusal.hint.as_str())),
        ])?;
    }
    Ok(())
}

/// The findings of a unit or a rule.
#[derive(Debug, Default)]
struct Group<'a> {
    tally: Tally,
    findings: Vec<&'a Finding>,
}

impl<'a> Group<'a> {
    fn add(&mut self, entry: &Entry<'a>) {
        self.tally.add(entry);
        if entry.counting == Counting::Counted {
            self.findings.push(entry.finding);
        }
    }

    /// Sorts the worst first; a stable sort keeps equal ones as they came.
    fn worst(&self) -> impl Ord + use<> {
        let Tally { errors, warnings, infos, waived, trial } = self.tally;
        Reverse((errors, warnings, infos, waived, trial))
    }
}

/// Groups entries by a key, in the order the keys come.
fn grouped<'a, K: Clone + Eq + std::hash::Hash>(
    known: impl Iterator<Item = K>,
    entries: &[Entry<'a>],
    key: impl Fn(&Finding) -> K,
) -> Vec<(K, Group<'a>)> {
    let mut groups: Vec<(K, Group<'a>)> = Vec::new();
    let mut places: HashMap<K, usize> = HashMap::new();
    let mut place = |groups: &mut Vec<(K, Group<'a>)>, key: K| {
        *places.entry(key.clone()).or_insert_with(|| {
            groups.push((key, Group::default()));
            groups.len() - 1
        })
    };
    for key in known {
        place(&mut groups, key);
    }
    for entry in entries {
        let at = place(&mut groups, key(entry.finding));
        groups[at].1.add(entry);
    }
    groups
}

fn units(sheet: &mut Sheet<'_>, case: &Case<'_>, entries: &[Entry<'_>], all: &Tally) -> Result<(), Error> {
    sheet.across(Style::SECTION, "一、按单位")?;
    let head = |text| (1, Style::HEAD.text(text));
    let mut heads = ["单位", "错误", "疑点", "提示", "豁免", "合计", "试行"].map(head).to_vec();
    heads.push((2, Style::HEAD.text("主要问题（计数的）")));
    sheet.spans(&heads)?;
    // Units without a finding are named too: nothing found is an answer.
    let known = case.assessment.units.iter().map(|unit| Some(unit.unit.clone()));
    let mut groups = grouped(known.chain([None]), entries, |finding| finding.unit.clone());
    groups.sort_by_key(|(unit, group)| (unit.is_none(), group.worst()));
    for (unit, group) in &groups {
        let name: &str = unit.as_deref().unwrap_or(NO_UNIT);
        unit_row(sheet, Style::BODY, name, &group.tally, &main_rules(&group.findings))?;
    }
    unit_row(sheet, Style::BODY.fill(Fill::Band).bold(true), "合计", all, "")
}

fn unit_row(sheet: &mut Sheet<'_>, body: Style, name: &str, tally: &Tally, main: &str) -> Result<(), Error> {
    let number = |count: usize| (1, body.center().count(count as u64));
    sheet.spans(&[
        (1, body.text(name)),
        number(tally.errors),
        number(tally.warnings),
        number(tally.infos),
        number(tally.waived),
        number(tally.total()),
        number(tally.trial),
        (2, body.text(main)),
    ])?;
    Ok(())
}

/// Returns the rules most often broken, with how often.
fn main_rules(findings: &[&Finding]) -> String {
    let mut counts: Vec<(&Text, usize)> = Vec::new();
    for finding in findings {
        match counts.iter_mut().find(|(title, _)| **title == finding.about.title) {
            Some((_, count)) => *count += 1,
            None => counts.push((&finding.about.title, 1)),
        }
    }
    counts.sort_by_key(|(_, count)| Reverse(*count));
    let named: Vec<String> = counts.iter().take(FEW).map(|(title, count)| format!("{title} {count}")).collect();
    let more = if counts.len() > FEW { "等" } else { "" };
    format!("{}{more}", named.join("、"))
}

fn rules(sheet: &mut Sheet<'_>, entries: &[Entry<'_>], all: &Tally) -> Result<(), Error> {
    sheet.across(Style::SECTION, "二、按规则")?;
    if entries.is_empty() {
        sheet.across(Style::BODY, "没有发现问题。各条规则是否运行，见「规则清单」。")?;
        return Ok(());
    }
    let heads = ["规则名称", "轻重", "计数", "豁免", "合计", "试行", "单位数", "涉及单位", "规则编号"];
    let head = sheet.row(&heads.map(|head| Style::HEAD.text(head)))?;
    sheet.repeat(head)?;
    let mut groups = grouped(std::iter::empty(), entries, |finding| finding.about.id.clone());
    let first = |id: &Text| entries.iter().find(|entry| entry.finding.about.id == *id).map(|entry| entry.finding);
    groups.sort_by_cached_key(|(id, group)| (first(id).map(|finding| Reverse(finding.severity)), group.worst()));
    for (id, group) in &groups {
        let Some(finding) = first(id) else { continue };
        let of_rule = entries.iter().filter(|entry| entry.finding.about.id == *id);
        let units: BTreeSet<&str> = of_rule.filter_map(|entry| entry.finding.unit.as_deref()).collect();
        let body = Style::BODY;
        let mut cells = vec![
            body.text(finding.about.title.as_str()),
            body.center().fill(severity_fill(finding.severity)).text(finding.severity.label()),
        ];
        cells.extend(numbers(body, &group.tally));
        cells.extend([body.center().count(units.len() as u64), body.text(few_units(&units)), body.points(9).text(id.as_str())]);
        sheet.row(&cells)?;
    }
    let body = Style::BODY.fill(Fill::Band).bold(true);
    let mut cells = vec![body.text("合计"), body.blank()];
    cells.extend(numbers(body, all));
    cells.extend([body.blank(), body.blank(), body.blank()]);
    sheet.row(&cells)?;
    Ok(())
}

fn numbers(body: Style, tally: &Tally) -> [Cell<'static>; 4] {
    [tally.counted(), tally.waived, tally.total(), tally.trial].map(|count| body.center().count(count as u64))
}

fn few_units(units: &BTreeSet<&str>) -> String {
    let named: Vec<&str> = units.iter().copied().take(FEW).collect();
    let more = if units.len() > FEW { format!("等 {} 个", units.len()) } else { String::new() };
    format!("{}{more}", named.join("、"))
}
