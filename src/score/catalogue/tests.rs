//! Tests of the review of a catalogue, on months of a few units.

use std::collections::BTreeSet;

use rust_decimal::Decimal;

use super::{KeptScores, Moved, Settling, review, root};
use crate::model::history::{ItemKind, KeptItem, KeptUnit};
use crate::model::number::Rounding;
use crate::model::period::Month;
use crate::model::text::Text;

fn number(text: &str) -> Decimal {
    text.parse().expect("a number")
}

fn month(text: &str) -> Month {
    Month::parse(text).expect("a month")
}

/// A unit, what it reached, and what each deduction took.
type Reached<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);

/// One month.
fn scores(name: &str, units: &[Reached<'_>]) -> KeptScores {
    let settling = Settling { base: number("100"), places: 2, rounding: Rounding::HalfUp, together: false };
    let unlisted = BTreeSet::new();
    let mut kept = KeptScores { month: month(name), units: Vec::new(), unlisted, items: Vec::new(), settling };
    for (unit, reached, taken) in units {
        let item = |kind, id: &str, points: &str, state: Option<&str>| KeptItem {
            unit: (*unit).into(),
            kind,
            id: id.into(),
            title: id.into(),
            points: number(points),
            state: state.map(Text::from),
            times: 1,
            numerator: None,
            denominator: None,
            full: (kind == ItemKind::Indicator).then(|| number(points)),
            within: None,
        };
        kept.items.push(item(ItemKind::Indicator, "completion-rate", reached, None));
        for (id, points) in *taken {
            let (id, state) = id.strip_suffix('*').map_or((*id, "final"), |id| (id, "restored"));
            kept.items.push(item(ItemKind::Deduction, id, points, Some(state)));
        }
        kept.units.push(KeptUnit {
            month: month(name),
            unit: (*unit).into(),
            group: None,
            score: number(reached),
            score_without_provisional: number(reached),
            grade: "好".into(),
            rank: 1,
            finished: 0,
            counted: 0,
            overdue: 0,
        });
    }
    kept
}

fn ids(texts: &[&str]) -> Vec<Text> {
    texts.iter().map(|text| Text::from(*text)).collect()
}

#[test]
fn each_deduction_is_told_with_whom_it_moved() {
    let months = [scores("2026-09", &[("甲", "90", &[("overdue", "3"), ("late*", "1")]), ("乙", "88", &[]), ("丙", "60", &[])])];
    let found = review(&months, &ids(&["overdue", "late", "returned"]), Decimal::ONE);
    let overdue = &found.uses[0];
    assert_eq!((overdue.times, overdue.results, overdue.months, overdue.units), (1, 1, 1, 1));
    assert_eq!(overdue.points, number("3"));
    let moved = |unit: &str, with, without| Moved { month: month("2026-09"), unit: unit.into(), with, without };
    assert_eq!(overdue.moved, [moved("甲", 2, 1), moved("乙", 1, 2)]);
    assert_eq!(found.never, ids(&["late", "returned"]), "what was given back took nothing");
    assert_eq!((found.kept, found.dropped), (ids(&["overdue"]), ids(&["late", "returned"])));
    assert_eq!((found.likeness.kendall, found.likeness.spearman), (Some(Decimal::ONE), Some(Decimal::ONE)));
}

#[test]
fn those_that_always_fire_together_are_named() {
    let both: &[(&str, &str)] = &[("a", "1"), ("b", "2")];
    let months =
        [scores("2026-08", &[("甲", "90", both), ("乙", "80", &[("c", "1")])]), scores("2026-09", &[("乙", "90", both)])];
    assert_eq!(review(&months, &ids(&["a", "b", "c", "d"]), Decimal::ONE).together, [ids(&["a", "b"])]);
}

#[test]
fn the_smaller_catalogue_keeps_the_ranking_and_no_more() {
    // Without both of a and b the two change places; either alone holds them apart.
    let months = [scores("2026-09", &[("甲", "90", &[("a", "4"), ("b", "4"), ("c", "1")]), ("乙", "88", &[])])];
    let strict = review(&months, &ids(&["a", "b", "c"]), Decimal::ONE);
    assert_eq!((strict.kept, strict.dropped), (ids(&["a"]), ids(&["c", "b"])));
    assert_eq!(strict.likeness.kendall, Some(Decimal::ONE));
    let loose = review(&months, &ids(&["a", "b", "c"]), -Decimal::ONE);
    assert_eq!((loose.kept.len(), loose.likeness.kendall), (0, Some(-Decimal::ONE)));
    assert_eq!(loose.likeness.spearman, Some(-Decimal::ONE));
}

#[test]
fn what_comes_off_an_indicator_stops_at_its_floor() {
    // 甲 loses 6 + 6 of 10 within its indicator: leaving one out gives it 4 back, not 6.
    let mut kept = scores("2026-09", &[("甲", "10", &[("a", "6"), ("b", "6")]), ("乙", "4", &[]), ("丙", "5", &[])]);
    for item in kept.items.iter_mut().filter(|item| item.kind == ItemKind::Deduction) {
        (item.kind, item.within) = (ItemKind::Loss, Some("completion-rate".into()));
    }
    let found = review(&[kept], &ids(&["a", "b"]), Decimal::ONE);
    let ranks: Vec<(&str, usize, usize)> =
        found.uses[0].moved.iter().map(|moved| (moved.unit.as_str(), moved.with, moved.without)).collect();
    assert_eq!(ranks, [("甲", 3, 2)], "4 points equal those of 乙");
    assert_eq!(found.uses[0].points, number("6"));
}

#[test]
fn groups_ranked_together_are_compared_with_each_other() {
    let mut kept = scores("2026-09", &[("甲", "90", &[("a", "3")]), ("乙", "88", &[])]);
    kept.units[0].group = Some("乡镇".into());
    let apart = review(&[kept.clone()], &ids(&["a"]), Decimal::ONE);
    assert!(apart.uses[0].moved.is_empty() && apart.likeness.kendall.is_none());
    kept.settling.together = true;
    let together = review(&[kept], &ids(&["a"]), Decimal::ONE);
    assert_eq!((together.uses[0].moved.len(), together.kept), (2, ids(&["a"])));
}

#[test]
fn scores_are_rounded_and_cut_at_the_base_before_they_are_ranked() {
    let mut kept =
        scores("2026-09", &[("甲", "104", &[("a", "1")]), ("乙", "102", &[]), ("丙", "50.001", &[]), ("丁", "50", &[])]);
    let found = review(&[kept.clone()], &ids(&["a"]), Decimal::ONE);
    assert!(found.uses[0].moved.is_empty(), "both have 100 points either way");
    assert_eq!(found.likeness.kendall, Some(Decimal::ONE));
    kept.settling.base = number("200");
    kept.items[1].points = number("3");
    assert_eq!(review(&[kept], &ids(&["a"]), Decimal::ONE).uses[0].moved.len(), 2);
}

#[test]
fn correlations_are_those_worked_out_by_hand() {
    // 1 2 3 4 becomes 2 1 3 4: one pair of six turned, and rho = 1 − 6 × 2 ÷ 60.
    let months = [scores(
        "2026-09",
        &[("甲", "90", &[]), ("乙", "91", &[("a", "1.5"), ("b", "1.5")]), ("丙", "80", &[]), ("丁", "70", &[])],
    )];
    let found = review(&months, &ids(&["a", "b"]), Decimal::ZERO);
    assert_eq!(found.likeness.kendall.map(|tau| tau.round_dp(4)), Some(number("0.6667")));
    assert_eq!(found.likeness.spearman, Some(number("0.8")));
}

#[test]
fn what_changed_a_rank_by_itself_is_kept_however_loose_the_limit() {
    let months = [scores("2026-09", &[("甲", "90", &[("a", "3"), ("b", "1")]), ("乙", "88", &[])])];
    let found = review(&months, &ids(&["a", "b"]), -Decimal::ONE);
    assert_eq!((found.kept, found.dropped), (ids(&["a"]), ids(&["b"])));
}

#[test]
fn nothing_on_record_gives_nothing_to_say() {
    let found = review(&[], &ids(&["a"]), Decimal::ONE);
    assert_eq!((found.likeness.kendall, found.likeness.spearman), (None, None));
    assert_eq!(found.dropped, ids(&["a"]));
    assert_eq!(root(number("4")).map(|root| root.round_dp(10).normalize()), Some(number("2")));
    assert_eq!(root(Decimal::ZERO), None);
}

#[test]
fn a_unit_that_is_not_in_the_directory_is_compared_with_none_that_is() {
    let moved = |together, unlisted: &[&str]| {
        let mut kept = scores("2026-09", &[("甲", "90", &[("overdue", "5")]), ("甲局", "88", &[])]);
        kept.settling.together = together;
        kept.unlisted = unlisted.iter().map(|unit| Text::from(*unit)).collect();
        review(&[kept], &ids(&["overdue"]), Decimal::ONE).uses[0].moved.len()
    };
    assert_eq!((moved(true, &[]), moved(false, &[])), (2, 2));
    assert_eq!((moved(true, &["甲局"]), moved(false, &["甲局"])), (0, 0));
}
