//! Risk registers: how many risk points of which level, the risk index, how high risks are covered, and which risk points
//! this round's problems have laid bare.
//!
//! Risk index = Σ weight of the level ÷ number of risk points whose level can be told; with weights within 0–100 it is
//! within 0–100 too: 100 when all are high, 0 when all are low, by default. Levels are the policy's `[risk]`.
//! Source: `domain.md` §2.2. It moves no unit's points.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::model::exposure::{Exposed, Gap, RiskAssessment, RiskTally};
use crate::model::field::Field;
use crate::model::ledger::{Risk, RiskLevel, is_placeholder};
use crate::model::number::plain;
use crate::model::person::refers_elsewhere;
use crate::model::place::Place;
use crate::model::register::measures;
use crate::model::text::Text;
use crate::policy::risk::{First, LevelBasis};
use crate::score::Case;

mod exposure;

/// Fields that say what a risk point is, the most telling first.
const NAMES: [Field; 3] = [Field::RiskPoint, Field::RiskDesc, Field::Power];

/// Rates every register, in the directory's order; unknown units follow as they first appear, risk points of no unit last.
pub(super) fn assess(case: &Case<'_>) -> Vec<RiskAssessment> {
    let mut units: Vec<(Option<Text>, Vec<Numbered<'_>>)> = Vec::new();
    let mut index: BTreeMap<Option<Text>, usize> = BTreeMap::new();
    for (at, risk) in case.ledger.risks.iter().enumerate() {
        let slot = *index.entry(risk.unit.clone()).or_insert_with(|| {
            units.push((risk.unit.clone(), Vec::new()));
            units.len() - 1
        });
        units[slot].1.push((at, risk));
    }
    let position = |unit: &Option<Text>| unit.as_ref().map(|unit| case.directory.position(unit));
    units.sort_by_key(|(unit, _)| (unit.is_none(), position(unit)));
    let exposed = exposure::by_unit(case);
    units.into_iter().map(|(unit, risks)| rate(case, unit, &risks, &exposed)).collect()
}

/// Says how levels were told, what the index is, and how many levels are missing.
pub(super) fn sentences(case: &Case<'_>) -> Vec<String> {
    let risks = &case.ledger.risks;
    if risks.is_empty() {
        return Vec::new();
    }
    let rule = &case.policy.risk;
    let basis = match rule.basis {
        LevelBasis::Declared => "登记的等级为准".to_owned(),
        LevelBasis::Matrix => {
            format!("可能性×危害程度为准，{} 以上为高，{} 以上为中，其余为低", rule.high_from, rule.medium_from)
        }
        LevelBasis::Power => "岗位、职权和风险点里的权力关键词为准".to_owned(),
    };
    let unknown = risks.iter().filter(|risk| rule.level(risk).is_none()).count();
    let unknown = if unknown > 0 { format!("；{unknown} 个风险点定不出等级，不计入指数") } else { String::new() };
    let without = without_columns(case);
    let [high, medium, low] = rule.weights.map(plain);
    let mut sentences = vec![format!(
        "廉政风险等级以{basis}；风险指数＝各风险点按等级折成的分值（高 {high}、中 {medium}、低 {low}）的平均数，0 至 100{unknown}。"
    )];
    if without > 0 {
        sentences.push(format!(
            "廉政风险登记表中有 {without} 个风险点所在的表没有「可能性」「危害程度」列，按办法 [risk] level = \"matrix\" 定不出等级。"
        ));
    }
    let in_series = risks.iter().filter(|risk| risk.in_series).count();
    if in_series > 0 && rule.basis == LevelBasis::Declared {
        let end = if rule.first_is == First::Highest { "最高" } else { "最低" };
        sentences.push(format!(
            "{in_series} 个风险点的等级写作一级、二级、三级之类，按第一级{end}理解（评分办法 [risk] 的 first_is）。"
        ));
    }
    sentences
}

/// Counts the risk points that the matrix gives no level because their table lacks its columns.
fn without_columns(case: &Case<'_>) -> usize {
    let rule = &case.policy.risk;
    let lacks = |risk: &Risk| {
        let table = case.ledger.table(risk.table);
        !(table.has(Field::Value) || (table.has(Field::Likelihood) && table.has(Field::Impact)))
    };
    let open = case.ledger.risks.iter().filter(|risk| rule.basis == LevelBasis::Matrix && rule.level(risk).is_none());
    open.filter(|risk| lacks(risk)).count()
}

/// A risk point with its position in the ledger.
type Numbered<'a> = (usize, &'a Risk);

/// The exposed risk points of each unit, by position.
type ByUnit<'a> = BTreeMap<&'a Text, Vec<(usize, Exposed)>>;

fn rate(case: &Case<'_>, unit: Option<Text>, risks: &[Numbered<'_>], exposed: &ByUnit<'_>) -> RiskAssessment {
    let exposed = unit.as_ref().and_then(|unit| exposed.get(unit)).map_or(&[][..], Vec::as_slice);
    let is_exposed = |at: usize| exposed.binary_search_by_key(&at, |(exposed, _)| *exposed).is_ok();
    let mut whole = Counting::default();
    let mut depts: Vec<(Option<Text>, Counting)> = Vec::new();
    let mut index: BTreeMap<Option<Text>, usize> = BTreeMap::new();
    let mut gaps = Vec::new();
    for (at, risk) in risks {
        let level = case.policy.risk.level(risk);
        let covered = (level == Some(RiskLevel::High)).then(|| Covered::of(case, risk));
        let dept = risk.text(Field::Dept).filter(|dept| !is_placeholder(dept)).cloned();
        let slot = *index.entry(dept.clone()).or_insert_with(|| {
            depts.push((dept.clone(), Counting::default()));
            depts.len() - 1
        });
        for counting in [&mut whole, &mut depts[slot].1] {
            counting.add(case, level, covered.as_ref(), is_exposed(*at));
        }
        if let Some(covered) = covered.filter(|covered| !covered.is_whole()) {
            let (place, risk_point) = (place(case, risk), name(risk));
            gaps.push(Gap { dept, risk_point, lacks: covered.lacks(case, risk), place });
        }
    }
    RiskAssessment {
        unit,
        whole: whole.finish(case),
        depts: depts.into_iter().map(|(dept, counting)| (dept, counting.finish(case))).collect(),
        gaps,
        exposed: exposed.iter().map(|(_, exposed)| exposed.clone()).collect(),
    }
}

/// A tally with the sum its index is made from.
#[derive(Default)]
struct Counting {
    tally: RiskTally,
    sum: Decimal,
}

impl Counting {
    fn add(&mut self, case: &Case<'_>, level: Option<RiskLevel>, covered: Option<&Covered>, exposed: bool) {
        let tally = &mut self.tally;
        tally.points += 1;
        tally.exposed += u64::from(exposed);
        match level {
            Some(RiskLevel::High) => tally.high += 1,
            Some(RiskLevel::Medium) => tally.medium += 1,
            Some(RiskLevel::Low) => tally.low += 1,
            None => tally.unknown += 1,
        }
        self.sum += level.map(|level| case.policy.risk.weight(level)).unwrap_or_default();
        if let Some(covered) = covered {
            tally.covered.measures += u64::from(covered.enough);
            tally.covered.resp_person += u64::from(covered.resp_person);
            tally.covered.lead_person += u64::from(covered.lead_person);
            tally.covered.whole += u64::from(covered.is_whole());
        }
    }

    fn finish(mut self, case: &Case<'_>) -> RiskTally {
        let known = self.tally.points - self.tally.unknown;
        self.tally.index = (known > 0).then(|| case.policy.round(self.sum / Decimal::from(known)));
        self.tally
    }
}

/// What a high risk has against it.
struct Covered {
    measures: u32,
    enough: bool,
    resp_person: bool,
    lead_person: bool,
}

impl Covered {
    fn of(case: &Case<'_>, risk: &Risk) -> Self {
        let measures = risk.text(Field::Measure).filter(|text| !is_placeholder(text)).map_or(0, |text| measures(text));
        let named = |field| risk.text(field).is_some_and(|text| !is_placeholder(text) && !refers_elsewhere(text));
        Self {
            measures,
            enough: measures >= case.policy.risk.min_measures,
            resp_person: named(Field::RespPerson),
            lead_person: named(Field::LeadPerson),
        }
    }

    fn is_whole(&self) -> bool {
        self.enough && self.resp_person && self.lead_person
    }

    fn lacks(&self, case: &Case<'_>, risk: &Risk) -> Vec<String> {
        let table = case.ledger.table(risk.table);
        let mut lacks = Vec::new();
        if !self.enough {
            lacks.push(format!("防控措施 {} 条，应有 {} 条以上", self.measures, case.policy.risk.min_measures));
        }
        for (field, named) in [(Field::RespPerson, self.resp_person), (Field::LeadPerson, self.lead_person)] {
            if !named {
                let there = risk.cells.get(field).is_some() || table.has(field);
                let how = if there { "没有写" } else { "表里没有这一列：" };
                lacks.push(format!("{how}{}", field.label()));
            }
        }
        lacks
    }
}

/// Returns what a risk point is called.
fn name(risk: &Risk) -> Text {
    NAMES.iter().find_map(|field| risk.text(*field)).cloned().unwrap_or_default()
}

/// Returns the cell that says what a risk point is.
fn place(case: &Case<'_>, risk: &Risk) -> Place {
    let field = NAMES.into_iter().find(|field| risk.text(*field).is_some()).unwrap_or(Field::RiskPoint);
    case.ledger.field_place(risk.table, risk.row, &risk.cells, field)
}

#[cfg(test)]
mod tests;
