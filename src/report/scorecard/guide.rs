//! Where things stand in the workbook, so that a formula on one sheet finds them on another; and which formulas there are.
//!
//! A figure is live where its parts stand in the workbook: what records decide is counted over `问题总表`, what the policy
//! decides is taken from `评分办法`. Formulas are made of the names defined there and of addresses, never of data.

use std::collections::{HashMap, HashSet};

use crate::model::assessment::{Assessment, DeductionState, IndicatorValue, Marks, UnitAssessment};
use crate::model::ledger::{Ledger, Rectification, TableId};
use crate::model::number::Rounding;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::office::area::{Area, folded, sheet_name};
use crate::policy::{NotApplicable, Policy};
use crate::report::Case;
use crate::report::scorecard::{part_prefix, records};

/// A workbook with more units gets no sheet for each: nobody would page through them.
pub(super) const MOST_UNIT_SHEETS: usize = 250;

/// So many counts over records, units times records, are quick to open; beyond them figures are kept as values.
const MOST_COUNTED: usize = 10_000_000;

/// The sheets that stand beside those of the units, whose names no unit may take.
pub(super) const OWN_SHEETS: [&str; 15] = [
    "封面",
    "排名",
    "图表",
    "分组",
    "责任领导",
    "职能部门",
    "风险登记评分",
    "风险点清单",
    "得分明细",
    "问题总表",
    "预警与预扣分",
    "核验问题",
    "评分办法",
    "历月得分",
    "口径说明",
];

/// Where what is on the sheets of the workbook.
pub(super) struct Guide<'a> {
    pub(super) case: Case<'a>,
    /// The sheet of each unit, parallel to `Assessment::units`; empty where there are too many.
    sheets: Vec<String>,
    /// Each unit's position in `Assessment::units`, from 1: what formulas tell units apart by.
    numbers: HashMap<&'a Text, u32>,
    /// What each record is to the deductions that records decide, by the policy's order.
    fired: Vec<Fired>,
    is_live: bool,
    /// The ledger's records by place.
    pub(super) places: Places<'a>,
}

/// What the records are to a deduction.
#[derive(Debug)]
pub(super) struct Fired {
    /// The rule's position in the policy.
    pub(super) rule: usize,
    /// Parallel to the ledger's records.
    pub(super) of: Vec<Option<DeductionState>>,
}

impl<'a> Guide<'a> {
    /// Looks over a case.
    pub(super) fn new(case: Case<'a>) -> Self {
        let assessment = case.assessment;
        let numbers = (1..).zip(&assessment.units).map(|(number, unit)| (&unit.unit, number)).collect();
        let shows_units = (1..=MOST_UNIT_SHEETS).contains(&assessment.units.len());
        let whole = |unit: &UnitAssessment| unit.indicators.len() == case.policy.indicators.len();
        let counted = assessment.units.len() * case.ledger.rectifications.len();
        let is_live = shows_units
            && counted <= MOST_COUNTED
            && !assessment.marks.is_empty()
            && assessment.units.iter().all(whole)
            && records::fit_one_sheet(&case);
        let sheets = if shows_units { unit_sheets(assessment) } else { Vec::new() };
        let fired = if is_live { fired(&case) } else { Vec::new() };
        Self { case, sheets, numbers, fired, is_live, places: Places::new(case.ledger) }
    }

    /// Says whether figures are formulas.
    pub(super) fn is_live(&self) -> bool {
        self.is_live
    }

    /// Returns the sheets of the units, in their order.
    pub(super) fn unit_sheets(&self) -> impl Iterator<Item = (&'a UnitAssessment, &str)> {
        self.case.assessment.units.iter().zip(self.sheets.iter().map(String::as_str))
    }

    /// Returns the sheet of a unit.
    pub(super) fn sheet_of(&self, unit: &UnitAssessment) -> Option<&str> {
        let at = self.number(&unit.unit)? as usize;
        self.sheets.get(at - 1).map(String::as_str)
    }

    /// Returns the number formulas know a unit by.
    pub(super) fn number(&self, unit: &Text) -> Option<u32> {
        self.numbers.get(unit).copied()
    }

    /// Returns what an item of the policy is called.
    pub(super) fn title(&self, id: &str) -> &'a str {
        self.case.assessment.titles.get(id).map_or("", |title| title.as_str())
    }

    /// Returns the dimensions a unit's indicators belong to, in the policy's order, with their titles.
    pub(super) fn dimensions(&self, unit: &UnitAssessment) -> Vec<(&'a str, &'a str)> {
        let dimensions = self.case.policy.dimensions.iter().map(|dimension| (dimension.id.as_str(), dimension.title.as_str()));
        dimensions.filter(|(id, _)| unit.indicators.iter().any(|value| *value.dimension == **id)).collect()
    }

    /// Returns the title of an indicator's dimension.
    pub(super) fn dimension_of(&self, value: &IndicatorValue) -> &'a str {
        self.case.policy.dimension_title(&value.dimension)
    }

    /// Returns what the records are to the deductions they decide.
    pub(super) fn fired(&self) -> &[Fired] {
        &self.fired
    }

    /// Returns the marks that have a column of their own: those of the strict rate, then indicator by indicator.
    pub(super) fn marks(&self) -> &'a [Marks] {
        if self.is_live { &self.case.assessment.marks } else { &[] }
    }

    /// Returns the name of the column of an indicator's marks.
    pub(super) fn marks_of(&self, indicator: &Text) -> Option<String> {
        let at = self.marks().iter().position(|marks| marks.indicator.as_ref() == Some(indicator))?;
        Some(marks_name(at))
    }
}

/// Gives every unit a sheet's name, in the units' order.
fn unit_sheets(assessment: &Assessment) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    // A long sheet goes on under its name and a number.
    let continues = |name: &str, own: &str| {
        let number = name.strip_prefix(&folded(&part_prefix(own))).and_then(|rest| rest.strip_suffix(')'));
        number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let own = |name: &str| OWN_SHEETS.iter().any(|own| name == *own || continues(name, own));
    let mut name = |unit: &UnitAssessment| {
        let name = sheet_name(&unit.unit, |name| own(name) || taken.contains(name));
        taken.insert(folded(&name));
        name
    };
    assessment.units.iter().map(&mut name).collect()
}

fn fired(case: &Case<'_>) -> Vec<Fired> {
    let records = &case.ledger.rectifications;
    // Records stand in source order: by table, then by row.
    let position = |of: (TableId, u32)| records.binary_search_by_key(&of, |record| (record.table, record.row)).ok();
    let mut fired: Vec<Fired> = Vec::new();
    let units = case.assessment.units.iter();
    for lost in units.flat_map(|unit| unit.deductions.iter().chain(unit.indicators.iter().flat_map(|value| &value.losses))) {
        let Some(rule) = case.policy.deductions.iter().position(|rule| *rule.id == *lost.id) else { continue };
        let state = lost.state;
        // What events decide stands in no record.
        let of: Option<Vec<usize>> = lost.occurrences.iter().map(|fired| fired.of.and_then(position)).collect();
        let Some(of) = of else { continue };
        let at = fired.iter().position(|fired| fired.rule == rule).unwrap_or_else(|| {
            fired.push(Fired { rule, of: vec![None; records.len()] });
            fired.len() - 1
        });
        of.into_iter().for_each(|record| fired[at].of[record] = Some(state));
    }
    fired.sort_by_key(|fired| fired.rule);
    fired
}

/// The ledger's records by place.
pub(super) struct Places<'a> {
    ledger: &'a Ledger,
    tables: HashMap<(&'a Text, &'a Text), Vec<TableId>>,
}

impl<'a> Places<'a> {
    pub(super) fn new(ledger: &'a Ledger) -> Self {
        let mut tables: HashMap<_, Vec<TableId>> = HashMap::new();
        for (id, table) in (0..).zip(&ledger.tables) {
            tables.entry((&table.file, &table.sheet)).or_default().push(id);
        }
        Self { ledger, tables }
    }

    /// Returns the position of the record at a place.
    pub(super) fn at(&self, place: &Place) -> Option<usize> {
        let row = place.row?;
        let tables = self.tables.get(&(&place.file, place.sheet.as_ref()?))?;
        // Records stand in source order: by table, then by row.
        let records = &self.ledger.rectifications;
        let found = |table: &TableId| records.binary_search_by_key(&(*table, row), |record| (record.table, record.row)).ok();
        tables.iter().find_map(found)
    }

    /// Returns the record at a place.
    pub(super) fn record(&self, place: &Place) -> Option<&'a Rectification> {
        self.at(place).map(|at| &self.ledger.rectifications[at])
    }
}

// ---- Names of areas --------------------------------------------------------------------------------------------------

/// The columns of `问题总表` that formulas count over.
pub(super) const UNITS: &str = "台账_单位序号";
pub(super) const STATUSES: &str = "台账_状态";
pub(super) const LIGHTS: &str = "台账_灯";

/// Returns the name of the marks at a position of `Assessment::marks`.
pub(super) fn marks_name(at: usize) -> String {
    if at == 0 { "台账_整改完成".to_owned() } else { format!("台账_指标标记{at}") }
}

/// Returns the name of the column that says what a deduction took, by the rule's position in the policy.
pub(super) fn fired_name(rule: usize) -> String {
    format!("台账_减分标记{}", rule + 1)
}

/// The figures of `评分办法`.
pub(super) const BASE: &str = "办法_总分";
pub(super) const BONUS_CAP: &str = "办法_加分上限";
pub(super) const WEIGHT: &str = "办法_整改权重";

/// The columns of `排名`, by which other sheets find a unit's row.
pub(super) const RANKED_UNITS: &str = "排名_单位序号";
pub(super) const RANKED_NAMES: &str = "排名_单位";

/// A figure on a unit's own sheet, named by the number of the unit.
#[derive(Clone, Copy, Debug)]
pub(super) enum OfUnit {
    Score,
    Lasting,
    Annual,
}

impl OfUnit {
    pub(super) fn name(self, number: u32) -> String {
        let what = match self {
            Self::Score => "得分",
            Self::Lasting => "剔除预扣分",
            Self::Annual => "年度得分",
        };
        format!("单位_{what}{number}")
    }
}

/// Returns the name of a column of `排名` that other sheets look into.
pub(super) fn ranked_name(title: &str) -> String {
    format!("排名_{title}")
}

/// Looks a figure of `排名` up by the cell a unit's number stands in.
pub(super) fn looked_up(title: &str, number: &str) -> String {
    format!("INDEX({},MATCH({number},{RANKED_UNITS},0))", ranked_name(title))
}

/// A figure of a rule on `评分办法`, named by the rule's position in the policy.
#[derive(Clone, Copy, Debug)]
pub(super) enum Figure {
    Full,
    Target,
    Points,
    Cap,
    GradeFrom,
    GradeName,
}

impl Figure {
    pub(super) fn name(self, at: usize) -> String {
        let what = match self {
            Self::Full => "满分",
            Self::Target => "目标",
            Self::Points => "减分分值",
            Self::Cap => "减分上限",
            Self::GradeFrom => "等次起点",
            Self::GradeName => "等次名称",
        };
        format!("办法_{what}{}", at + 1)
    }
}

// ---- Formulas --------------------------------------------------------------------------------------------------------

/// Rounds as the policy does. What binary numbers lose in their last digits is put right first.
pub(super) fn rounded(expression: &str, places: u32, rounding: Rounding) -> String {
    let cut = match rounding {
        Rounding::HalfUp => "ROUND",
        Rounding::Truncate => "TRUNC",
    };
    format!("{cut}(ROUND({expression},10),{places})")
}

/// Counts the records of a unit, by the cell its number stands in.
pub(super) fn count(unit: &str, further: &[(&str, &str)]) -> String {
    let further: String = further.iter().map(|(area, criterion)| format!(",{area},{criterion}")).collect();
    format!("COUNTIFS({UNITS},{unit}{further})")
}

/// Counts the records of a unit that reached it, or those that count.
pub(super) fn marked(unit: &str, marks: &str, reached: bool) -> String {
    count(unit, &[(marks, if reached { "1" } else { "\">=0\"" })])
}

/// Returns the grade of the score in a cell.
pub(super) fn grade(policy: &Policy, score: &str) -> String {
    let Some((last, better)) = policy.grades.len().checked_sub(1).map(|last| (last, 0..last)) else { return String::new() };
    let tests: String =
        better.map(|at| format!("IF({score}>={},{},", Figure::GradeFrom.name(at), Figure::GradeName.name(at))).collect();
    format!("{tests}{}{}", Figure::GradeName.name(last), ")".repeat(last))
}

/// Returns whether what has nothing to measure gets nothing, full marks, or gives its points to others.
pub(super) fn without_data(policy: &Policy, full: &str) -> String {
    match policy.not_applicable {
        NotApplicable::Zero => "0".to_owned(),
        NotApplicable::Full | NotApplicable::Redistribute => full.to_owned(),
    }
}

/// Returns a link to the first cell of a sheet.
pub(super) fn link_to(sheet: &str) -> String {
    Area::cell(sheet, (0, 0)).link()
}
