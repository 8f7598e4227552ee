//! Groups: the units of a group taken together, "分组".
//!
//! Mean and median are those of the published, rounded scores, so that anyone can work them out from the ranking.

use rust_decimal::Decimal;

use crate::model::answerable::{GroupAssessment, Scored};
use crate::model::assessment::{Ratio, UnitAssessment};
use crate::score::Case;

/// Takes the units of each group together, in the order groups first appear; unlisted units stand apart.
pub(super) fn assess(case: &Case<'_>, units: &[UnitAssessment]) -> Vec<GroupAssessment> {
    let mut groups: Vec<Vec<&UnitAssessment>> = Vec::new();
    for unit in units {
        match groups.iter_mut().find(|group| (&group[0].group, group[0].listed) == (&unit.group, unit.listed)) {
            Some(group) => group.push(unit),
            None => groups.push(vec![unit]),
        }
    }
    groups.iter().map(|members| group(case, members)).collect()
}

/// Takes members, at least one, together.
fn group(case: &Case<'_>, members: &[&UnitAssessment]) -> GroupAssessment {
    let completion = members.iter().fold(Ratio::default(), |sum, unit| Ratio {
        numerator: sum.numerator + unit.tally.completion.numerator,
        denominator: sum.denominator + unit.tally.completion.denominator,
    });
    let mut scores: Vec<Decimal> = members.iter().map(|unit| unit.score).collect();
    scores.sort();
    let sum: Decimal = scores.iter().sum();
    let scored = |unit: &UnitAssessment| Scored { unit: unit.unit.clone(), score: unit.score };
    let grades = case.policy.grades.iter().map(|band| {
        let count = members.iter().filter(|unit| *unit.grade == *band.title).count();
        (band.title.as_str().into(), count as u64)
    });
    GroupAssessment {
        group: members[0].group.clone(),
        listed: members[0].listed,
        units: members.len() as u64,
        problems: members.iter().map(|unit| unit.tally.problems).sum(),
        completion,
        overdue: members.iter().map(|unit| unit.tally.overdue).sum(),
        mean: case.policy.round(sum / Decimal::from(members.len())),
        median: case.policy.round(middle(&scores)),
        best: scored(members.iter().fold(members[0], |best, unit| if unit.score > best.score { unit } else { best })),
        worst: scored(members.iter().fold(members[0], |worst, unit| if unit.score < worst.score { unit } else { worst })),
        grades: grades.collect(),
    }
}

/// Returns the middle of sorted numbers, at least one: the mean of the two in the middle where their count is even.
fn middle(sorted: &[Decimal]) -> Decimal {
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { (sorted[half - 1] + sorted[half]) / Decimal::TWO }
}

#[cfg(test)]
mod tests {
    use rust_decimal::Decimal;

    use super::middle;
    use crate::model::directory::{Directory, Unit};
    use crate::model::inputs::Inputs;
    use crate::score::tests::{assessed, default_policy, example, ledger};

    fn numbers(texts: &[&str]) -> Vec<Decimal> {
        texts.iter().map(|text| text.parse().expect("a number")).collect()
    }

    #[test]
    fn the_middle_of_an_even_count_is_the_mean_of_two() {
        assert_eq!(middle(&numbers(&["60", "70", "95"])).to_string(), "70");
        assert_eq!(middle(&numbers(&["60", "70", "75", "95"])), numbers(&["72.5"])[0]);
        assert_eq!(middle(&numbers(&["60"])).to_string(), "60");
    }

    /// 甲 has the five records of the worked example, 乙 only the first: 15 + 15 + 12 + 2.5 + 10 + 0 + 5 + 10 − 2 = 67.50, and 100.
    #[test]
    fn a_group_adds_up_its_units() {
        let unit =
            |name: &str, group: Option<&str>| Unit { name: name.into(), aliases: Vec::new(), group: group.map(Into::into) };
        let units = vec![unit("甲", Some("县直")), unit("乙", Some("县直")), unit("丙", None)];
        let mut records = example("甲");
        records.extend(example("乙").into_iter().take(1));
        records.extend(example("丙").into_iter().take(1));
        records.extend(example("丁").into_iter().take(1));
        let directory = Directory::new(units, Vec::new(), Vec::new());
        let groups = assessed(&ledger(records), &Inputs::default(), &directory, &default_policy()).groups;
        let first = &groups[0];
        assert_eq!((first.group.as_deref(), first.units, first.problems, first.overdue), (Some("县直"), 2, 6, 2));
        assert_eq!((first.completion.numerator, first.completion.denominator), (3, 6));
        assert_eq!((first.mean.to_string(), first.median.to_string()), ("83.75".to_owned(), "83.75".to_owned()));
        assert_eq!((first.best.unit.as_str(), first.best.score.to_string()), ("乙", "100.00".to_owned()));
        assert_eq!((first.worst.unit.as_str(), first.worst.score.to_string()), ("甲", "67.50".to_owned()));
        let grades: Vec<_> = first.grades.iter().map(|(grade, count)| (grade.as_str(), *count)).collect();
        assert_eq!(grades, [("好", 1), ("较好", 0), ("一般", 1), ("差", 0)]);
        assert_eq!((groups[1].group.as_deref(), groups[1].listed, groups[1].units), (None, true, 1), "ungrouped");
        assert_eq!((groups[2].group.as_deref(), groups[2].listed, groups[2].units), (None, false, 1), "not in the directory");
    }
}
