//! A clean risk register, and what may be wrong with it.

use std::collections::{BTreeMap, BTreeSet};

use super::clean::State;
use super::dice::Dice;
use super::rows;
use super::table::{Key, Record, Table};
use crate::generated::plan::UNITS;
use crate::generated::sheet::{Sheet, Written};

const COLUMNS: [(Key, &[&str]); 10] = [
    ("seq", &["序号"]),
    ("unit", &["填报单位", "被巡察单位"]),
    ("post", &["岗位", "岗位名称"]),
    ("power", &["职权", "权力事项"]),
    ("risk_point", &["风险点", "廉政风险点"]),
    ("likelihood", &["可能性", "发生概率"]),
    ("impact", &["危害程度", "后果严重程度"]),
    ("level", &["风险等级", "风险级别"]),
    ("measure", &["防控措施", "防范措施"]),
    ("lead_person", &["责任领导"]),
];

/// Points of power whose words the problems of clean ledgers are told by.
const POINTS: [(&str, &str, &str); 4] = [
    ("办公室", "物资采购", "采购不比价、化整为零"),
    ("计财股", "财务报销", "报销资金把关不严"),
    ("人事股", "干部选拔任用", "说情打招呼"),
    ("办公室", "公文流转", "拖延积压"),
];

/// 可能性, 危害程度 and the level of their product, on both sides of every limit. Source: `domain.md` §2.2.
const DEGREES: [(&str, &str, &str); 6] = [
    ("较大", "较大", "高"),
    ("较小", "极大", "中"),
    ("较小", "较小", "中"),
    ("极小", "较大", "低"),
    ("极大", "极大", "高"),
    ("极小", "极小", "低"),
];

/// Makes a register with two rows a point for every unit.
pub(super) fn register(dice: &mut Dice) -> Table {
    let mut sheet = Sheet::default();
    let top = dice.below(3);
    sheet.spread((top, 0, top, COLUMNS.len() - 1), "廉政风险点排查登记表");
    let mut columns = BTreeMap::new();
    for (at, (key, words)) in COLUMNS.iter().enumerate() {
        columns.insert(*key, at);
        sheet.put(top + 1, at, dice.pick(words));
    }
    let mut records = Vec::new();
    for (unit_at, unit) in UNITS.iter().enumerate() {
        for (point_at, (post, power, point)) in POINTS.iter().enumerate() {
            let number = unit_at * POINTS.len() + point_at + 1;
            // A strong power is nowhere low; the others are of every level.
            let strong = point_at < 2;
            let fitting: Vec<_> = DEGREES.iter().filter(|(_, _, level)| !strong || *level != "低").collect();
            let (likelihood, impact, level) = *fitting[number % fitting.len()];
            let mut values = BTreeMap::new();
            let mut put = |key: Key, text: String| values.insert(key, Written::Text(text));
            put("seq", number.to_string());
            put("unit", (*unit).to_owned());
            put("post", (*post).to_owned());
            put("power", (*power).to_owned());
            put("risk_point", format!("{point}（{number}）"));
            put("likelihood", likelihood.to_owned());
            put("impact", impact.to_owned());
            put("level", level.to_owned());
            put("measure", format!("1.集体研究第{number}类事项；2.公开结果并留痕{number}次"));
            put("lead_person", ["张三", "王五"][number % 2].to_owned());
            let row = top + 1 + number;
            let unit = (*unit).to_owned();
            records.push(Record { row, number, state: State::Open, unit, values, shared: BTreeSet::new(), taken: false });
        }
    }
    Table {
        name: "风险登记".to_owned(),
        sheet,
        columns,
        records,
        totals: Vec::new(),
        is_register: true,
        renumbered: false,
        is_joined: false,
        findings: Vec::new(),
    }
}

/// Defects of one risk point.
pub(super) const DEFECTS: &[rows::Defect] = &[
    ("risk-level-missing", |p| p.spoil("risk-level-missing", "level", &["", "不清楚", "/"])),
    ("risk-level-mismatch", |p| {
        let wrong = if p.record().text("level") == "中" { "高" } else { "中" };
        p.spoil("risk-level-mismatch", "level", &[wrong])
    }),
    ("risk-underrated-power", |p| {
        ["物资采购", "财务报销"].contains(&p.record().text("power").as_str()) && {
            p.set("likelihood", "极小");
            p.set("impact", "较小");
            p.spoil("risk-underrated-power", "level", &["低"])
        }
    }),
    ("high-risk-without-lead", |p| p.record().text("level") == "高" && p.lose_for("high-risk-without-lead", "lead_person")),
    ("high-risk-few-measures", |p| {
        let one = format!("集体研究第{}类事项", p.number());
        p.record().text("level") == "高" && p.spoil("high-risk-few-measures", "measure", &["", one.as_str()])
    }),
];

/// The same measure for a fourth risk point; three are allowed.
pub(super) fn copied_measures(table: &mut Table) -> bool {
    let free: Vec<usize> = (0..table.records.len()).filter(|at| !table.records[*at].taken).collect();
    if free.len() < 4 || table.findings.iter().any(|(id, _)| id == "risk-measure-copied") {
        return false;
    }
    for (nth, at) in free.into_iter().take(4).enumerate() {
        table.records[at].taken = true;
        table.records[at].set("measure", "1.严格执行制度；2.主动接受监督");
        if nth == 3 {
            table.expect("risk-measure-copied", at, "measure");
        }
    }
    true
}
