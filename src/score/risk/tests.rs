//! Registers worked out by hand: index, coverage, exposure, each on both sides of its bounds.

use crate::model::cells::{Cells, FieldCell};
use crate::model::directory::Directory;
use crate::model::exposure::RiskAssessment;
use crate::model::field::Field;
use crate::model::inputs::Inputs;
use crate::model::ledger::{Column, Ledger, Rectification, Risk, RiskLevel, Status};
use crate::model::place::CellRef;
use crate::policy::Policy;
use crate::policy::risk::{LevelBasis, RiskRule};
use crate::score::tests::{assessed, default_policy, ledger};

/// Where each field stands, from A.
const COLUMNS: [Field; 7] =
    [Field::Unit, Field::Dept, Field::Power, Field::RiskPoint, Field::Measure, Field::RespPerson, Field::LeadPerson];

fn cells(row: u32, filled: &[(Field, &str)]) -> Cells {
    let cell = |(field, text): &(Field, &str)| {
        let column = COLUMNS.iter().position(|known| known == field).unwrap_or(8) as u16;
        FieldCell { field: *field, table: 0, at: CellRef::new(row, column), text: (*text).into() }
    };
    Cells::new(filled.iter().map(cell).collect())
}

fn risk(row: u32, level: Option<RiskLevel>, filled: &[(Field, &str)]) -> Risk {
    Risk { row, unit: Some("甲".into()), level, cells: cells(row, filled), ..Risk::default() }
}

fn problem(row: u32, text: &str) -> Rectification {
    let cells = Cells::new(vec![FieldCell { field: Field::Problem, table: 0, at: CellRef::new(row, 5), text: text.into() }]);
    Rectification { row, unit: Some("甲".into()), cells, ..Rectification::default() }
}

fn rated_by(policy: &Policy, risks: Vec<Risk>, problems: Vec<Rectification>) -> Vec<RiskAssessment> {
    let mut ledger: Ledger = ledger(problems);
    let columns = (0..).zip(COLUMNS);
    ledger.tables[0].columns = columns
        .map(|(index, field)| Column { index, header: field.label().into(), field: Some(field), why: String::new() })
        .collect();
    ledger.risks = risks;
    assessed(&ledger, &Inputs::default(), &Directory::default(), policy).risks
}

fn rated(risks: Vec<Risk>, problems: Vec<Rectification>) -> RiskAssessment {
    rated_by(&default_policy(), risks, problems).remove(0)
}

/// 100 + 50 + 50 + 0 over 4 is 50; the fifth has no level.
#[test]
fn the_index_is_the_mean_of_the_levels_that_are_known() {
    let levels = [Some(RiskLevel::High), Some(RiskLevel::Medium), Some(RiskLevel::Medium), Some(RiskLevel::Low), None];
    let dept = |row: u32| if row < 3 { "办公室" } else { "财务股" };
    let risks = (1..).zip(levels).map(|(row, level)| risk(row, level, &[(Field::Dept, dept(row))])).collect();
    let unit = rated(risks, Vec::new());
    let tally = &unit.whole;
    assert_eq!((tally.points, tally.high, tally.medium, tally.low, tally.unknown), (5, 1, 2, 1, 1));
    assert_eq!(tally.index.map(|index| index.to_string()), Some("50.00".to_owned()));
    let depts: Vec<_> = unit.depts.iter().map(|(dept, tally)| (dept.as_deref(), tally.index.map(|i| i.to_string()))).collect();
    assert_eq!(depts, [(Some("办公室"), Some("75.00".to_owned())), (Some("财务股"), Some("25.00".to_owned()))]);
}

/// Boundary: all high, 100 | all low, 0 | none known, no index.
#[test]
fn the_index_stays_within_its_bounds() {
    let index = |level| rated(vec![risk(1, level, &[]), risk(2, level, &[])], Vec::new()).whole.index.map(|i| i.to_string());
    assert_eq!(index(Some(RiskLevel::High)).as_deref(), Some("100.00"));
    assert_eq!(index(Some(RiskLevel::Low)).as_deref(), Some("0.00"));
    assert_eq!(index(None), None);
}

/// Boundary: two measures | one.
#[test]
fn high_risks_are_covered_by_measures_and_by_people() {
    let people = [(Field::RespPerson, "李四"), (Field::LeadPerson, "张三")];
    let with = |row, measure: &'static str, people: &[(Field, &'static str)]| {
        let mut filled = vec![(Field::RiskPoint, "压件不办"), (Field::Measure, measure)];
        filled.extend(people);
        risk(row, Some(RiskLevel::High), &filled)
    };
    let unit = rated(
        vec![
            with(1, "1.公示；2.回避", &people),
            with(2, "公示", &people),
            with(3, "1.公示；2.回避", &people[1..]),
            with(4, "1.公示；2.回避", &[(Field::RespPerson, "李四"), (Field::LeadPerson, "见上")]),
            risk(5, Some(RiskLevel::Medium), &[]),
        ],
        Vec::new(),
    );
    let covered = unit.whole.covered;
    assert_eq!((covered.measures, covered.resp_person, covered.lead_person, covered.whole), (3, 3, 3, 1));
    let gaps: Vec<_> = unit.gaps.iter().map(|gap| (gap.place.to_string(), gap.lacks.join("，"))).collect();
    assert_eq!(gaps.len(), 3);
    assert!(gaps[0].0.ends_with("D3") && gaps[0].1 == "防控措施 1 条，应有 2 条以上", "{gaps:?}");
    assert_eq!((gaps[1].1.as_str(), gaps[2].1.as_str()), ("没有写责任人", "没有写责任领导"));
}

#[test]
fn levels_go_by_what_the_policy_says() {
    let declared_low = || vec![risk(1, Some(RiskLevel::Low), &[(Field::Power, "施工许可审批")])];
    assert_eq!(rated(declared_low(), Vec::new()).whole.low, 1);
    let by_power = Policy { risk: RiskRule { basis: LevelBasis::Power, ..RiskRule::default() }, ..default_policy() };
    assert_eq!(rated_by(&by_power, declared_low(), Vec::new())[0].whole.high, 1);
    let by_matrix = Policy { risk: RiskRule { basis: LevelBasis::Matrix, ..RiskRule::default() }, ..default_policy() };
    assert_eq!(rated_by(&by_matrix, declared_low(), Vec::new())[0].whole.unknown, 1, "nothing to multiply");
}

#[test]
fn registers_without_the_columns_of_the_matrix_are_told_in_one_sentence() {
    let said = |basis: LevelBasis| {
        let policy = Policy { risk: RiskRule { basis, ..RiskRule::default() }, ..default_policy() };
        let mut ledger: Ledger = ledger(Vec::new());
        ledger.risks = vec![risk(1, Some(RiskLevel::Low), &[(Field::RiskPoint, "采购")]), risk(2, None, &[])];
        assessed(&ledger, &Inputs::default(), &Directory::default(), &policy).basis
    };
    let told = |basis: Vec<String>| basis.iter().filter(|sentence| sentence.contains("所在的表没有「可能性」")).count();
    assert_eq!((told(said(LevelBasis::Matrix)), told(said(LevelBasis::Declared))), (1, 0));
    assert!(said(LevelBasis::Matrix).iter().any(|sentence| sentence.contains("2 个风险点所在的表")));
}

#[test]
fn a_problem_of_the_same_field_lays_a_risk_point_bare_and_the_words_are_told() {
    let risks = vec![
        risk(1, None, &[(Field::Power, "材料设备采购"), (Field::RiskPoint, "指定品牌")]),
        risk(2, None, &[(Field::Power, "文件收发"), (Field::RiskPoint, "传阅滞后")]),
    ];
    let unit = rated(risks, vec![problem(7, "零星工程招标走过场"), problem(8, "学习不深入")]);
    assert_eq!(unit.whole.exposed, 1);
    let [exposed] = unit.exposed.as_slice() else { panic!("one: {:?}", unit.exposed) };
    assert_eq!((exposed.risk_point.as_str(), exposed.problems), ("指定品牌", 1));
    assert!(exposed.place.to_string().ends_with("C2"), "the cell with the word: {}", exposed.place);
    assert_eq!(exposed.by[0].bond.told(), "同属「采购招标」，问题写「招标」，风险点写「采购」");
    assert!(exposed.by[0].place.to_string().ends_with("F8"), "{}", exposed.by[0].place);
}

/// Boundary: four characters | three; in two risk points | in three.
#[test]
fn a_run_that_few_risk_points_have_puts_two_together() {
    let bond = |points: &[&str], text: &str| {
        let risks = (1..).zip(points).map(|(row, point)| risk(row, None, &[(Field::RiskPoint, point)])).collect();
        let unit = rated(risks, vec![problem(9, text)]);
        unit.exposed.first().map(|exposed| exposed.by[0].bond.told())
    };
    assert_eq!(bond(&["优先选房顺序被调整"], "保障房优先选房走后门").as_deref(), Some("都写了「优先选房」"));
    assert_eq!(bond(&["优先选房顺序被调整"], "保障房优先选择"), None);
    assert!(bond(&["优先选房乱", "优先选房急"], "优先选房走后门").is_some());
    assert_eq!(bond(&["优先选房乱", "优先选房急", "优先选房慢"], "优先选房走后门"), None);
    assert_eq!(bond(&["制度执行不到位"], "会议制度执行不到位"), None, "words that any problem may have");
}

#[test]
fn problems_of_other_units_and_void_ones_lay_nothing_bare() {
    let register = || vec![risk(1, None, &[(Field::Power, "采购")])];
    let other = Rectification { unit: Some("乙".into()), ..problem(5, "采购不规范") };
    let void = Rectification { status: Status::Cancelled, ..problem(6, "采购不规范") };
    assert!(rated(register(), vec![other, void]).exposed.is_empty());
}

#[test]
fn many_problems_are_all_counted_and_the_first_twenty_listed() {
    let problems = (1..=21).map(|row| problem(row, "采购不规范")).collect();
    let unit = rated(vec![risk(1, None, &[(Field::Power, "采购")])], problems);
    assert_eq!((unit.exposed[0].problems, unit.exposed[0].by.len()), (21, 20));
}
