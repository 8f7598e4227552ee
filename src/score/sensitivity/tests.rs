//! Two indicators of 60 and 40 points, and units between them.

use rust_decimal::Decimal;

use super::{Field, MOST_BASE, Marks, SHARE, Weighed, draws, weigh};
use crate::model::assessment::{
    Assessment, Deduction, DeductionState, IndicatorValue, Ratio, Tally, UnitAssessment, Verdict, Veto,
};
use crate::model::sensitivity::Move;
use crate::policy::Policy;
use crate::score::tests::default_policy;
use crate::score::use_of_result::rank;

fn number(text: &str) -> Decimal {
    text.parse().expect("a number")
}

/// The default policy with the two indicators alone.
fn policy() -> Policy {
    let mut policy = default_policy();
    policy.indicators.truncate(2);
    policy.indicators[0].full = number("60");
    policy.indicators[1].full = number("40");
    policy
}

/// A unit that reached so many of the 60 and of the 40 points.
fn unit(name: &str, reached: [&str; 2]) -> UnitAssessment {
    let indicator = |id: &str, points: &str, full: &str| IndicatorValue {
        id: id.into(),
        title: id.into(),
        dimension: "task".into(),
        points: number(points),
        full: number(full),
        numerator: None,
        denominator: None,
        applicable: true,
        records: Vec::new(),
        note: None,
        losses: Vec::new(),
    };
    let score = (number(reached[0]) + number(reached[1])).round_dp(2);
    UnitAssessment {
        unit: name.into(),
        group: None,
        listed: true,
        tally: Tally {
            unit: name.into(),
            problems: 0,
            by_status: Default::default(),
            completion: Ratio::default(),
            overdue: 0,
            due_soon: 0,
        },
        score,
        score_without_provisional: score,
        grade: "好".into(),
        rank: 0,
        rank_low: None,
        rank_high: None,
        alike: Vec::new(),
        small: Vec::new(),
        annual: None,
        other: None,
        zeroed: false,
        indicators: vec![indicator("big", reached[0], "60"), indicator("small", reached[1], "40")],
        deductions: Vec::new(),
        bonuses: Vec::new(),
        vetoes: Vec::new(),
        honours: Verdict::default(),
        resources: Verdict::default(),
    }
}

fn weighed(units: Vec<UnitAssessment>) -> Assessment {
    weighed_by(&policy(), units)
}

fn weighed_by(policy: &Policy, mut units: Vec<UnitAssessment>) -> Assessment {
    rank(policy, &mut units);
    let mut assessment = Assessment { units, ..Assessment::default() };
    weigh(policy, &mut assessment);
    assessment
}

fn ranges(assessment: &Assessment) -> Vec<(u32, u32)> {
    assessment.units.iter().map(|unit| (unit.rank_low.expect("a rank"), unit.rank_high.expect("a rank"))).collect()
}

#[test]
fn who_is_better_everywhere_is_first_whatever_the_marks() {
    let assessment = weighed(vec![unit("甲", ["50", "30"]), unit("乙", ["40", "20"])]);
    assert_eq!(ranges(&assessment), [(1, 1), (2, 2)]);
    assert!(assessment.units.iter().all(|unit| unit.alike.is_empty()));
    assert!(assessment.sensitivity.swaps.is_empty() && assessment.sensitivity.without.is_empty());
}

#[test]
fn who_is_better_at_one_thing_only_cannot_be_told_from_a_close_neighbour() {
    let assessment = weighed(vec![unit("甲", ["45", "28"]), unit("乙", ["43", "29.5"]), unit("丙", ["6", "4"])]);
    assert_eq!(ranges(&assessment), [(1, 2), (1, 2), (3, 3)]);
    assert_eq!(assessment.units[0].alike, ["乙"]);
    assert_eq!(assessment.units[1].alike, ["甲"]);
    assert!(assessment.units[2].alike.is_empty());
}

#[test]
fn equal_scores_share_a_rank_in_every_draw() {
    let assessment = weighed(vec![unit("甲", ["45", "28"]), unit("乙", ["45", "28"]), unit("丙", ["6", "4"])]);
    assert_eq!(ranges(&assessment), [(1, 1), (1, 1), (3, 3)]);
    assert_eq!(assessment.units[0].alike, ["乙"]);
}

#[test]
fn without_a_spread_the_range_is_the_rank() {
    let policy = policy();
    let mut units: Vec<UnitAssessment> =
        (0..40u32).map(|n| unit(&n.to_string(), [&(n * 7 % 60).to_string(), &(n * 11 % 40).to_string()])).collect();
    units[3].deductions.push(Deduction {
        id: "overdue".into(),
        title: "超期".into(),
        points: number("2"),
        state: DeductionState::Provisional,
        occurrences: Vec::new(),
        capped: false,
    });
    units[3].score -= number("2");
    rank(&policy, &mut units);
    let marks = Marks::of(&policy);
    let ranks: Vec<(u32, u32)> = units.iter().map(|unit| (unit.rank, unit.rank)).collect();
    assert_eq!(draws::ranges(&Field::of(&policy, &marks, &units), 7, 0), ranks);
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let units: Vec<UnitAssessment> =
        (0..30u32).map(|n| unit(&n.to_string(), [&(30 + n % 7).to_string(), &(25 - n % 9).to_string()])).collect();
    let with = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| weighed(units.clone()))
    };
    assert_eq!(with(1), with(4));
}

#[test]
fn points_given_to_other_indicators_move_with_them() {
    // Both indicators belong to one dimension; 乙 has nothing to measure by the second, so its first counts for 100.
    let shared_out = |name: &str, reached: &str| {
        let mut unit = unit(name, [reached, "0"]);
        unit.indicators[0].full = number("100");
        unit.indicators[1].full = Decimal::ZERO;
        unit.indicators[1].applicable = false;
        unit
    };
    let mut policy = policy();
    policy.indicators[1].dimension = "task".into();
    let mut units = vec![unit("甲", ["45", "28"]), shared_out("乙", "74"), shared_out("丙", "73")];
    units[0].indicators.iter_mut().for_each(|value| value.dimension = "task".into());
    rank(&policy, &mut units);
    let (marks, places) = (Marks::of(&policy), |units: &[UnitAssessment]| units.iter().map(|unit| unit.rank).collect::<Vec<_>>());
    assert_eq!(places(&units), [2, 1, 2]);
    let field = Field::of(&policy, &marks, &units);
    assert_eq!(draws::ranges(&field, 7, 0), [(2, 2), (1, 1), (2, 2)]);
    let score = |mark: i64, unit: usize| {
        let mut full = Vec::new();
        marks.with(0, mark * 1_000_000, &mut full);
        field.exact(unit, &full) / super::SCORE
    };
    assert_eq!([score(100, 0), score(100, 1), score(0, 0), score(0, 1)], [75, 74, 70, 100], "without data points stay full");
}

#[test]
fn groups_are_ranked_apart() {
    let mut other = unit("丁", ["60", "40"]);
    other.group = Some("乡镇".into());
    let assessment = weighed(vec![unit("甲", ["50", "30"]), other, unit("乙", ["40", "20"])]);
    assert_eq!(ranges(&assessment), [(1, 1), (1, 1), (2, 2)]);
    let mut together = policy();
    together.groups.together = true;
    assert_eq!(ranges(&weighed_by(&together, assessment.units)), [(2, 2), (1, 1), (3, 3)]);
}

#[test]
fn an_indicator_that_decides_the_order_is_named() {
    let assessment = weighed(vec![unit("甲", ["60", "10"]), unit("乙", ["30", "38"])]);
    let without = &assessment.sensitivity.without;
    assert_eq!(without.len(), 1);
    assert_eq!(without[0].id, "big");
    let moved = |unit: &str, from, to| Move { unit: unit.into(), from, to };
    assert_eq!(without[0].moves, [moved("甲", 1, 2), moved("乙", 2, 1)]);
}

#[test]
fn the_smallest_change_that_makes_two_neighbours_equal() {
    // 甲 has all of the 60 and nothing of the 40, 乙 the other way round: they are equal at 50 and 50.
    let assessment = weighed(vec![unit("甲", ["60", "0"]), unit("乙", ["0", "40"])]);
    let swap = &assessment.sensitivity.swaps[0];
    assert_eq!((swap.upper.as_str(), swap.lower.as_str(), swap.id.as_str()), ("甲", "乙", "big"));
    assert_eq!((swap.full, swap.needed), (number("60"), number("50")));
    // 甲 leads by 1 with shares 0.75 and 0.7 against 0.70 and 0.75: d = 0.05 and −0.05, equal at 50 and 50 too.
    let assessment = weighed(vec![unit("甲", ["45", "28"]), unit("乙", ["42", "30"])]);
    assert_eq!(assessment.sensitivity.swaps[0].needed, number("50"));
}

#[test]
fn a_lead_that_no_mark_gives_has_no_swap() {
    assert!(weighed(vec![unit("甲", ["60", "0"]), unit("乙", ["60", "0"])]).sensitivity.swaps.is_empty(), "no lead");
    let mut vetoed = unit("乙", ["0", "40"]);
    vetoed.vetoes = vec![Veto { id: "false-report".into(), title: "".into(), effect: String::new(), occurrences: Vec::new() }];
    vetoed.score = Decimal::ZERO;
    let assessment = weighed(vec![unit("甲", ["60", "0"]), vetoed]);
    assert!(assessment.sensitivity.swaps.is_empty(), "a veto is no full mark");
    assert_eq!(ranges(&assessment), [(1, 1), (2, 2)]);
}

/// Boundary: four things | five.
#[test]
fn an_indicator_of_few_things_is_marked_with_what_one_is_worth() {
    let with = |id: &str, count: &str| {
        let mut unit = unit("甲", ["30", "20"]);
        unit.indicators[0].id = id.into();
        unit.indicators[0].denominator = Some(number(count));
        let assessment = weighed(vec![unit]);
        assessment.units[0].small.iter().map(|base| base.worth.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(with("evidence-rate", "4"), ["15"]);
    assert_eq!(with("evidence-rate", "5"), [""; 0]);
    assert_eq!(with("own", "2"), ["30"], "the office's own count things");
    assert_eq!(with("satisfaction", "4"), [""; 0], "a value of 100 counts no things");
}

#[test]
fn too_many_units_are_not_drawn_and_that_is_said() {
    let assessment = weighed((0..=super::MOST_UNITS).map(|n| unit(&n.to_string(), ["1", "1"])).collect());
    assert_eq!(assessment.units[0].rank_low, None);
    assert!(assessment.sensitivity.basis().contains("没有推算"));
}

/// Boundary: a base of a million | one more.
#[test]
fn too_great_a_base_is_not_weighed_and_that_is_said() {
    let draws = |base: i64| {
        let mut policy = policy();
        policy.base = base.into();
        let mut assessment = Assessment { units: vec![unit("甲", ["1", "1"])], ..Assessment::default() };
        weigh(&policy, &mut assessment);
        assessment.sensitivity.draws
    };
    assert!(draws(MOST_BASE) > 0);
    assert_eq!(draws(MOST_BASE + 1), 0);
}

/// Boundary: the full mark | more.
#[test]
fn no_share_is_more_than_the_whole() {
    let share = |points| Weighed::of(&policy(), &unit("甲", [points, "0"])).shares[0];
    assert_eq!((share("60"), share("61")), (SHARE, SHARE));
    assert!(share("59.99") < SHARE);
}

#[test]
fn a_unit_that_is_not_in_the_directory_takes_no_rank_of_the_others() {
    for rank in ["within", "together"] {
        let mut policy = policy();
        policy.groups.together = rank == "together";
        let stranger = UnitAssessment { listed: false, ..unit("甲局", ["60", "0"]) };
        let assessment = weighed_by(&policy, vec![unit("甲", ["45", "28"]), stranger, unit("乙", ["0", "40"])]);
        assert_eq!(assessment.units.iter().map(|unit| unit.rank).collect::<Vec<_>>(), [1, 1, 2], "{rank}");
        assert_eq!(ranges(&assessment)[1], (1, 1), "{rank}");
        assert!(assessment.units.iter().all(|unit| !unit.alike.contains(&"甲局".into())), "{rank}");
        assert!(assessment.sensitivity.swaps.iter().all(|swap| swap.upper != "甲局" && swap.lower != "甲局"), "{rank}");
    }
}
