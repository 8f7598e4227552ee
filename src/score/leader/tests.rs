//! Leaders worked out by hand on the records of `scoring.md` §6.

use crate::model::answerable::LeaderAssessment;
use crate::model::cells::{CellView, Cells, FieldCell};
use crate::model::directory::{Directory, Tenure, Unit};
use crate::model::field::Field;
use crate::model::inputs::Inputs;
use crate::model::ledger::{Rectification, Status};
use crate::model::place::CellRef;
use crate::score::tests::{assessed, day, default_policy, example, ledger, policy};

/// Gives a record other leaders.
fn led_by(mut record: Rectification, leaders: &str) -> Rectification {
    let cell = FieldCell { field: Field::LeadPerson, table: 0, at: CellRef::new(record.row, 1), text: leaders.into() };
    let others = record.cells.iter().filter(|cell| cell.field != Field::LeadPerson).map(CellView::owned);
    record.cells = Cells::new(others.chain([cell]).collect());
    record
}

fn leaders(records: Vec<Rectification>, people: Vec<Tenure>) -> Vec<LeaderAssessment> {
    let unit = |name: &str| Unit { name: name.into(), ..Unit::default() };
    let directory = Directory::new(vec![unit("甲"), unit("乙")], Vec::new(), people);
    assessed(&ledger(records), &Inputs::default(), &directory, &default_policy()).leaders
}

fn tenure(unit: &str, name: &str, from: &str, to: &str) -> Tenure {
    let date = |text: &str| text.parse().ok();
    Tenure { unit: unit.into(), name: name.into(), post: Some("局长".into()), from: date(from), to: date(to) }
}

fn score(leader: &LeaderAssessment) -> Option<String> {
    leader.score.map(|score| score.to_string())
}

/// 15 of 15, 12 of 30, 2.5 of 10, 10 of 10, 0 of 5: 39.5 ÷ 70 × 100 − 2 = 54.4286.
#[test]
fn a_leader_of_all_records_is_measured_by_what_records_decide() {
    let all = leaders(example("甲"), Vec::new());
    let [leader] = all.as_slice() else { panic!("one leader: {all:?}") };
    assert_eq!((leader.name.as_str(), leader.units[0].as_str()), ("张三", "甲"));
    let ids: Vec<_> = leader.indicators.iter().map(|value| value.id.as_str()).collect();
    assert_eq!(ids, ["responsibility-complete", "completion-rate", "on-time-rate", "evidence-rate", "mechanism-rate"]);
    assert_eq!(score(leader).as_deref(), Some("54.43"));
    assert_eq!((leader.records, leader.finished, leader.overdue, leader.most_days_late), (5, 2, 2, Some(60)));
    assert_eq!((leader.on_time.numerator, leader.on_time.denominator), (1, 4));
    assert_eq!((leader.evidence.numerator, leader.evidence.denominator), (2, 2));
    assert_eq!((leader.inherited.records, leader.places.len()), (0, 5));
}

/// In office from 2026-09-15: numbers 1 to 3 fell due before. 15 + 12 + 0 of 10 (number 4) + 10 + 0 of 5 = 37; 37 ÷ 70 × 100
/// − 1 (number 4, provisional) = 51.8571.
#[test]
fn what_fell_due_before_a_leader_took_office_is_marked_and_costs_no_punctuality() {
    let all = leaders(example("甲"), vec![tenure("甲", "张三", "2026-09-15", "")]);
    let leader = &all[0];
    assert_eq!((leader.inherited.records, leader.inherited.open), (3, 1));
    assert_eq!((leader.on_time.numerator, leader.on_time.denominator), (0, 1));
    assert_eq!((leader.overdue, leader.most_days_late), (1, Some(11)));
    assert_eq!(score(leader).as_deref(), Some("51.86"));
    assert_eq!((leader.post.as_deref(), leader.left), (Some("局长"), None));
}

/// Boundary: the first day in office | the day after the deadline.
#[test]
fn a_deadline_on_the_first_day_in_office_is_the_leaders_own() {
    let inherited = |people| leaders(example("甲").split_off(3), people)[0].inherited.records;
    assert_eq!(inherited(vec![tenure("甲", "张三", "2026-10-20", "")]), 0);
    assert_eq!(inherited(vec![tenure("甲", "张三", "2026-10-21", "")]), 1);
    assert_eq!(inherited(vec![tenure("甲", "张三", "", "")]), 0, "nobody knows since when");
    assert_eq!(inherited(vec![tenure("甲", "李四", "2026-10-21", "")]), 0, "another one");
    assert_eq!(inherited(vec![tenure("乙", "张三", "2026-10-21", "")]), 0, "another unit's");
    let twice = vec![tenure("甲", "张三", "2026-10-01", "2026-10-20"), tenure("甲", "张三", "2026-10-25", "")];
    assert_eq!(inherited(twice), 0, "in office before");
}

#[test]
fn one_who_left_is_said_to_have_left() {
    let left = |to| leaders(example("甲"), vec![tenure("甲", "张三", "2020-01-01", to)])[0].left;
    assert_eq!(left("2026-10-30"), Some(day("2026-10-30")));
    assert_eq!(left("2026-10-31"), None);
}

#[test]
fn a_record_with_two_leaders_counts_for_each() {
    let mut records = example("甲");
    records[0] = led_by(records[0].clone(), "张三、王 五（副局长）");
    records[1] = led_by(records[1].clone(), "/");
    let all = leaders(records, Vec::new());
    let counts: Vec<_> = all.iter().map(|leader| (leader.name.as_str(), leader.records)).collect();
    assert_eq!(counts, [("张三", 4), ("王五", 1)]);
    assert_eq!(score(&all[1]).as_deref(), Some("100.00"), "15 + 30 + 10 + 10 of 65");
}

#[test]
fn one_name_at_two_units_is_two_people_unless_one_row_of_the_directory_has_both() {
    let mut records = example("甲");
    records.extend(example("乙"));
    assert_eq!(leaders(records.clone(), Vec::new()).len(), 2);
    let apart = vec![tenure("甲", "张三", "", ""), tenure("乙", "张三", "", "")];
    assert_eq!(leaders(records.clone(), apart).len(), 2);
    let all = leaders(records, vec![tenure("甲、乙", "张三", "", "")]);
    assert_eq!((all.len(), all[0].records, all[0].units.len()), (1, 10, 2));
}

#[test]
fn void_records_have_no_leader() {
    let mut records = example("甲");
    for record in &mut records {
        record.status = Status::Cancelled;
    }
    assert!(leaders(records, Vec::new()).is_empty());
}

const OWN: &str = "
[[indicators]]
id = \"own\"
title = \"整改纪律\"
dimension = \"task\"
method = \"deduct\"
full = 10

[[deductions]]
id = \"late-own\"
title = \"超期\"
when = '是否超期'
from = \"own\"
points = 3

[[deductions]]
id = \"called-in\"
title = \"被约谈\"
event = \"约谈\"
points = 5
";

/// In office from 2026-09-15, number 4 alone is overdue for him: 10 − 3 = 7.
#[test]
fn an_offices_own_items_over_records_count_for_a_leader_and_those_over_events_do_not() {
    let policy = policy(|text| text.replace("full = 30", "full = 20") + OWN);
    let people = vec![tenure("甲", "张三", "2026-09-15", "")];
    let directory = Directory::new(vec![Unit { name: "甲".into(), ..Unit::default() }], Vec::new(), people);
    let leader = assessed(&ledger(example("甲")), &Inputs::default(), &directory, &policy).leaders.remove(0);
    let value = leader.indicators.iter().find(|value| value.id == "own").expect("the indicator");
    assert_eq!((value.points.to_string().as_str(), value.losses.len()), ("7", 1));
    assert!(leader.deductions.iter().all(|deduction| deduction.id == "overdue"));
}
