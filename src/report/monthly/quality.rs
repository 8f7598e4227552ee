//! 八、数据质量: what could not be read, what the checks found by rule and unit, and what changed oddly since last month.

use std::collections::{BTreeMap, HashSet};

use crate::model::about::Severity;
use crate::model::confidential::names_clues;
use crate::model::finding::Finding;
use crate::model::ledger::SkipReason;
use crate::model::place::Place;
use crate::report::monthly::facts::Facts;
use crate::report::monthly::part::{Item, NOTHING, Part, Table, Value, cut, names};

/// The checks that compare two months, gravest first. Source: `domain.md` §6.1, changes since last month.
const CHANGES: [(&str, &str); 6] = [
    ("record-vanished", "上次有、本月不见了的记录"),
    ("record-reopened", "已完成又退回"),
    ("status-went-back", "状态倒退"),
    ("done-date-backdated", "完成时间提前"),
    ("deadline-moved-without-record", "时限推后，没有延期记录"),
    ("problem-rewritten", "问题改写"),
];
/// How many kinds of findings the paper lists.
const RULES_ON_PAPER: usize = 20;
/// Longest explanation of a change, in characters.
const EXPLANATION: usize = 80;

/// What the data are worth.
#[derive(Clone, Debug)]
pub(super) struct Quality {
    refused: Vec<[String; 3]>,
    skipped: Vec<(SkipReason, u64)>,
    counts: [u64; 3],
    waived: usize,
    rules: Vec<(Severity, String, u64)>,
    units: Vec<(String, [u64; 3])>,
    /// Findings that belong to no unit.
    loose: u64,
    changes: Vec<(&'static str, u64)>,
    listed: Vec<[String; 4]>,
    hidden: u64,
}

impl Quality {
    /// Counts it.
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let case = facts.case;
        let mut skipped: BTreeMap<SkipReason, u64> = BTreeMap::new();
        for (_, reason) in case.ledger.tables.iter().flat_map(|table| &table.skipped) {
            *skipped.entry(*reason).or_default() += 1;
        }
        let mut counts = [0; 3];
        let mut rules: BTreeMap<(usize, &str), (Severity, u64)> = BTreeMap::new();
        let mut units: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
        let mut loose = 0;
        for finding in &case.checked.findings {
            let severity = at(finding.severity);
            counts[severity] += 1;
            rules.entry((severity, &finding.about.title)).or_insert((finding.severity, 0)).1 += 1;
            match finding.unit.as_deref() {
                Some(unit) => units.entry(unit).or_default()[severity] += 1,
                None => loose += 1,
            }
        }
        let mut rules: Vec<(Severity, String, u64)> =
            rules.into_iter().map(|((_, title), (severity, count))| (severity, title.to_owned(), count)).collect();
        rules.sort_by_key(|(severity, _, count)| (at(*severity), std::cmp::Reverse(*count)));
        let mut units: Vec<(String, [u64; 3])> = units.into_iter().map(|(unit, counts)| (unit.to_owned(), counts)).collect();
        units.sort_by_key(|(_, counts)| std::cmp::Reverse(*counts));
        let withheld = withheld_places(facts);
        let mut changes = Vec::new();
        let mut listed = Vec::new();
        let mut hidden = 0;
        for (id, title) in CHANGES {
            let found: Vec<&Finding> = case.checked.findings.iter().filter(|finding| finding.about.id == id).collect();
            changes.push((title, found.len() as u64));
            for finding in found {
                if withheld.contains(&row_of(&finding.place)) || is_on_clues(&finding.place) {
                    hidden += 1;
                    continue;
                }
                listed.push([
                    title.to_owned(),
                    finding.unit.as_deref().unwrap_or(NOTHING).to_owned(),
                    finding.record.as_deref().unwrap_or(NOTHING).to_owned(),
                    cut(&finding.message, EXPLANATION),
                ]);
            }
        }
        let refused = case
            .ledger
            .refused
            .iter()
            .map(|refusal| [refusal.file.to_string(), refusal.reason.label().to_owned(), refusal.hint.clone()]);
        Self {
            refused: refused.collect(),
            skipped: skipped.into_iter().collect(),
            counts,
            waived: case.checked.waived.len(),
            rules,
            units,
            loose,
            changes,
            listed,
            hidden,
        }
    }

    /// Says it.
    pub(super) fn part(&self, facts: &Facts<'_>) -> Part {
        let mut items = vec![Item::Heading("读取情况"), Item::Sentence(self.say_read())];
        if !self.refused.is_empty() {
            let mut table = Table::new("未能使用的文件", &[("文件", 34), ("原因", 14), ("办法", 44)]);
            table.rows = texts(&self.refused);
            items.push(Item::Table(table));
        }
        items.push(Item::Heading("核验发现"));
        items.push(Item::Sentence(self.say_found()));
        if !self.rules.is_empty() {
            let mut table = Table::new("核验发现分类型情况", &[("程度", 8), ("类型", 60), ("处数", 8)]);
            table.on_paper = RULES_ON_PAPER;
            table.rows = self
                .rules
                .iter()
                .map(|(severity, title, count)| {
                    vec![Value::text(severity.label()), Value::text(title.as_str()), Value::Count(*count)]
                })
                .collect();
            items.push(Item::Table(table));
        }
        if !self.units.is_empty() {
            let mut table =
                Table::new("核验发现分单位情况", &[("单位", 40), ("错误", 10), ("疑点", 10), ("提示", 10), ("合计", 10)]);
            table.rows = self
                .units
                .iter()
                .map(|(unit, [errors, warnings, infos])| {
                    vec![
                        Value::text(unit.as_str()),
                        Value::Alarm(*errors),
                        Value::Count(*warnings),
                        Value::Count(*infos),
                        Value::Count(errors + warnings + infos),
                    ]
                })
                .collect();
            items.push(Item::Table(table));
        }
        items.push(Item::Heading("与上次相比的异常变动"));
        items.extend(self.say_changes(facts));
        Part { title: "数据质量", items }
    }

    fn say_read(&self) -> String {
        let mut text = match self.refused.len() {
            0 => "收到的文件都已读取。".to_owned(),
            count => format!("{count}个文件未能使用，没有计入任何数字，请按下表办理后重报。"),
        };
        if self.skipped.is_empty() {
            text.push_str("没有跳过的行。");
        } else {
            let all: u64 = self.skipped.iter().map(|(_, count)| count).sum();
            let parts: Vec<String> = self.skipped.iter().map(|(reason, count)| format!("{}{count}行", reason.label())).collect();
            text.push_str(&format!("不是记录、跳过不计的{all}行，其中{}。", parts.join("、")));
        }
        text
    }

    fn say_found(&self) -> String {
        let [errors, warnings, infos] = self.counts;
        let all = errors + warnings + infos;
        let mut text = if all == 0 {
            "核验没有发现问题。".to_owned()
        } else {
            format!("核验发现{all}处，其中错误{errors}处、疑点{warnings}处、提示{infos}处。")
        };
        if errors > 0 {
            let most = self.units.iter().map(|(_, counts)| counts[0]).max().unwrap_or(0);
            let worst = names(self.units.iter().filter(|(_, counts)| counts[0] == most).map(|(unit, _)| unit.as_str()), 3);
            if most > 0 {
                text.push_str(&format!("错误最多的是{worst}，{most}处。"));
            }
        } else if all > 0 {
            text.push_str("没有错误，疑点和提示请对照原表核实。");
        }
        if self.loose > 0 {
            text.push_str(&format!("{}处未能对应到单位，没有列入分单位表。", self.loose));
        }
        if self.waived > 0 {
            text.push_str(&format!("另有{}处经批准豁免，不计入。", self.waived));
        }
        text
    }

    fn say_changes(&self, facts: &Facts<'_>) -> Vec<Item> {
        if facts.case.months.is_none() {
            return vec![Item::say("没有上次报送的记录，不作逐条比对。")];
        }
        let all: u64 = self.changes.iter().map(|(_, count)| count).sum();
        if all == 0 {
            return vec![Item::say("与上次报送的记录逐条比对，没有发现状态倒退、时限改动、记录删除等异常变动。")];
        }
        let parts: Vec<String> =
            self.changes.iter().filter(|(_, count)| *count > 0).map(|(title, count)| format!("{title}{count}条")).collect();
        let mut text = format!("与上次报送的记录逐条比对，发现异常变动{all}条：{}。请有关单位说明情况。", parts.join("，"));
        if self.hidden > 0 {
            text.push_str(&format!("其中{}条在问题线索类表中或者标有密级，只计数，不列出。", self.hidden));
        }
        let mut items = vec![Item::Sentence(text)];
        if !self.listed.is_empty() {
            let mut table = Table::new("异常变动清单", &[("变动", 18), ("单位", 18), ("编号", 12), ("情况", 50)]);
            table.rows = texts(&self.listed);
            items.push(Item::Table(table));
        }
        items
    }
}

fn texts<const N: usize>(rows: &[[String; N]]) -> Vec<Vec<Value>> {
    rows.iter().map(|row| row.iter().map(|text| Value::text(text.as_str())).collect()).collect()
}

fn at(severity: Severity) -> usize {
    match severity {
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Info => 2,
    }
}

fn row_of(place: &Place) -> (String, Option<String>, Option<u32>) {
    let row = place.cell.map(|cell| cell.row).or(place.row);
    (place.file.to_string(), place.sheet.as_ref().map(ToString::to_string), row)
}

/// Says whether a place is on a sheet of clues, by its names alone: what vanished has no table any more.
fn is_on_clues(place: &Place) -> bool {
    names_clues(&place.file) || place.sheet.as_deref().is_some_and(names_clues)
}

/// Returns where the records stand whose words must not be shown.
fn withheld_places(facts: &Facts<'_>) -> HashSet<(String, Option<String>, Option<u32>)> {
    let withheld = facts.rows.iter().filter(|row| row.withheld);
    withheld.map(|row| row_of(&facts.case.ledger.row_place(row.record.table, row.record.row))).collect()
}
