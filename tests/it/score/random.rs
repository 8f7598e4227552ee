//! A thousand random ledgers: the engine and the formulas agree to the cent, and every receipt adds up.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use xuncha::model::assessment::{Assessment, UnitAssessment};
use xuncha::model::receipt::{LineKind, Receipt};
use xuncha::pipeline::known_ids;
use xuncha::policy::Policy;
use xuncha::policy::ready::READY;
use xuncha::score::{Receipts, assess, weigh};

use super::month::Month;

const LEDGERS: u64 = 1_000;

/// Returns what is wrong with a receipt.
fn faults(receipt: &Receipt, unit: &UnitAssessment, policy: &Policy) -> Vec<String> {
    let mut faults = Vec::new();
    let cent = Decimal::new(1, policy.places);
    // Whatever is shown, the remainder is rounding: of the score, and of each line.
    for places in [2, 4, 12] {
        let most = cent + Decimal::new(1, places) * Decimal::from(receipt.lines.len());
        let remainder = receipt.remainder(places);
        if remainder.abs() >= most {
            faults.push(format!("the lines lack {remainder} at {places} places"));
        }
    }
    let sum = |kind: LineKind| -> Decimal { receipt.lines.iter().filter(|line| line.kind == kind).map(|line| line.points).sum() };
    let lost: Decimal = unit.deductions.iter().map(|deduction| deduction.points).sum();
    if sum(LineKind::Deduction) != -lost || sum(LineKind::Bonus) != unit.bonuses.iter().map(|bonus| bonus.points).sum() {
        faults.push("deductions or bonuses differ".to_owned());
    }
    let lines = unit.indicators.len() + unit.deductions.len() + unit.bonuses.len() + unit.vetoes.len();
    if receipt.lines.iter().filter(|line| line.kind != LineKind::Limit).count() != lines {
        faults.push("a line is missing".to_owned());
    }
    let silent = receipt.lines.iter().filter(|line| {
        const RATES: [&str; 5] =
            ["responsibility-complete", "completion-rate", "on-time-rate", "evidence-rate", "mechanism-rate"];
        RATES.contains(&&*line.id)
            && line.denominator.is_some()
            && line.full.is_some_and(|full| line.points < full)
            && line.evidence.iter().all(|one| one.cells.is_empty())
    });
    faults.extend(silent.map(|line| format!("{} costs points and names no cell", line.id)));
    faults
}

#[test]
fn a_thousand_random_ledgers_come_out_as_the_fractions_say() {
    let mut wrong = Vec::new();
    let (mut units, mut grades) = (0, BTreeMap::new());
    for seed in 0..LEDGERS {
        let month = Month::random(seed);
        let policy = month.policy();
        let case = month.case(&policy);
        let assessment: Assessment = assess(&case);
        let receipts = Receipts::new(case, &assessment);
        let all = month.expected();
        assert_eq!(assessment.units.len(), all.len(), "units of ledger {seed}");
        for one in &all {
            let got = assessment.units.iter().find(|unit| *unit.unit == *one.unit).expect("the unit");
            *grades.entry(one.grade()).or_insert(0) += 1;
            units += 1;
            let expected = (
                (one.score(false), one.score(true), one.grade().to_owned()),
                (one.rank(&all), one.annual(), one.honours(), one.resources(&all)),
            );
            let seen = (
                (got.score.to_string(), got.score_without_provisional.to_string(), got.grade.to_string()),
                (got.rank, got.annual.map(|annual| annual.to_string()), got.honours.eligible, got.resources.eligible),
            );
            if expected != seen {
                wrong.push(format!("ledger {seed}, {}: expected {expected:?}, got {seen:?}, {:?}", one.unit, month.rules));
            }
            let faults = faults(&receipts.of(got), got, &policy);
            wrong.extend(faults.into_iter().map(|fault| format!("ledger {seed}, {}: {fault}", one.unit)));
        }
    }
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
    assert!(units > 3_000 && grades.len() == 4, "{units} units, {grades:?}");
}

#[test]
fn every_rank_stands_within_its_range_and_nobody_else_is_alike() {
    for seed in 0..20 {
        let month = Month::random(seed);
        let policy = month.policy();
        let mut assessment = assess(&month.case(&policy));
        weigh(&policy, &mut assessment);
        let range = |unit: &UnitAssessment| unit.rank_low.expect("a rank")..=unit.rank_high.expect("a rank");
        for unit in &assessment.units {
            let together = month.rules.together;
            let members = assessment.units.iter();
            let members = members.filter(|other| other.listed == unit.listed && (together || other.group == unit.group));
            assert!(range(unit).contains(&unit.rank) && *range(unit).end() as usize <= members.clone().count(), "{unit:?}");
            let alike = members.filter(|other| {
                other.unit != unit.unit && range(unit).contains(&other.rank) && range(other).contains(&unit.rank)
            });
            let expected: BTreeSet<_> = alike.map(|other| other.unit.clone()).collect();
            assert_eq!(unit.alike.iter().cloned().collect::<BTreeSet<_>>(), expected, "ledger {seed}");
        }
    }
}

#[test]
fn receipts_add_up_by_every_ready_made_policy() {
    for ready in READY {
        let policy = Policy::load(ready.key, ready.toml, &known_ids()).expect("a policy");
        for seed in 0..100 {
            let month = Month::random(seed);
            let case = month.case(&policy);
            let assessment = assess(&case);
            let receipts = Receipts::new(case, &assessment);
            for unit in &assessment.units {
                let faults = faults(&receipts.of(unit), unit, &policy);
                assert!(faults.is_empty(), "{}, ledger {seed}, {}: {faults:?}", ready.name, unit.unit);
            }
        }
    }
}
