//! Functional departments: the recommendation letters they received, and how they answered, "职能部门".
//!
//! The points are those of `recommendation-reply-rate`: full × answered by the reply date ÷ letters whose reply date has
//! come. Source: `scoring.md` §2; the register is L10 of `domain.md` §1.1. A department without a letter due is not
//! applicable; it is not given full points, for nothing is added to them.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use crate::model::answerable::DepartmentAssessment;
use crate::model::directory::{Department, fold};
use crate::model::inputs::Recommendation;
use crate::score::Case;

/// Counts the letters of every department of the directory, in its order.
pub(super) fn assess(case: &Case<'_>) -> Vec<DepartmentAssessment> {
    case.directory.departments.iter().map(|department| count(case, department)).collect()
}

fn count(case: &Case<'_>, department: &Department) -> DepartmentAssessment {
    let full = case.policy.indicators.iter().find(|rule| rule.id == "recommendation-reply-rate").map(|rule| rule.full);
    let mut counted = DepartmentAssessment {
        department: department.name.clone(),
        letters: 0,
        due: 0,
        in_time: 0,
        late: 0,
        unanswered: 0,
        undated: 0,
        full,
        points: None,
        places: Vec::new(),
    };
    for letter in letters(case, department) {
        counted.letters += 1;
        let Some(due) = letter.reply_due else {
            counted.undated += 1;
            continue;
        };
        if due > case.as_of {
            continue;
        }
        counted.due += 1;
        match letter.replied.filter(|replied| *replied <= case.as_of) {
            Some(replied) if replied <= due => counted.in_time += 1,
            Some(_) => {
                counted.late += 1;
                counted.places.push(letter.place.clone());
            }
            None => {
                counted.unanswered += 1;
                counted.places.push(letter.place.clone());
            }
        }
    }
    if counted.due > 0 {
        counted.points = full.map(|full| full * Decimal::from(counted.in_time) / Decimal::from(counted.due));
    }
    counted
}

/// Returns a department's letters that were handed over by the reporting date.
fn letters<'a>(case: &Case<'a>, department: &Department) -> impl Iterator<Item = &'a Recommendation> {
    // A department may also be an inspected unit; its letters then bear the unit's canonical name.
    let name = fold(&department.name);
    let unit = case.directory.known(&department.name);
    let as_of = case.as_of;
    let handed_over = move |sent: Option<NaiveDate>| sent.is_none_or(|sent| sent <= as_of);
    case.inputs
        .recommendations
        .iter()
        .filter(move |letter| handed_over(letter.sent) && (unit.as_ref() == Some(&letter.unit) || fold(&letter.unit) == name))
}

#[cfg(test)]
mod tests {
    use super::assess;
    use crate::model::answerable::DepartmentAssessment;
    use crate::model::directory::{Department, Directory, Unit};
    use crate::model::inputs::{Inputs, Recommendation};
    use crate::model::ledger::Ledger;
    use crate::model::place::Place;
    use crate::score::Case;
    use crate::score::tests::{day, default_policy};

    /// A letter: handed over, answer asked for, answered.
    fn letter(unit: &str, [sent, due, replied]: [&str; 3]) -> Recommendation {
        let date = |text: &str| text.parse().ok();
        let place = Place::file("建议.xlsx").row(1);
        Recommendation { unit: unit.into(), number: None, sent: date(sent), reply_due: date(due), replied: date(replied), place }
    }

    fn count(letters: Vec<Recommendation>) -> DepartmentAssessment {
        let department = Department { name: "县财政局".into(), ..Department::default() };
        let unit = Unit { name: "县财政局".into(), ..Unit::default() };
        let directory = Directory::new(vec![unit], vec![department], Vec::new());
        let inputs = Inputs { recommendations: letters, ..Inputs::default() };
        let (ledger, policy) = (Ledger::default(), default_policy());
        let case = Case { ledger: &ledger, inputs: &inputs, directory: &directory, policy: &policy, as_of: day("2026-10-31") };
        assess(&case).remove(0)
    }

    /// Boundary: the reply date itself | the day after, for the letter due and for its answer.
    #[test]
    fn letters_are_counted_on_both_sides_of_their_dates() {
        let counted = count(vec![
            letter("县财政局", ["2026-08-01", "2026-10-01", "2026-10-01"]),
            letter("县财政局", ["2026-08-01", "2026-10-01", "2026-10-02"]),
            letter("县财政局", ["2026-08-01", "2026-10-31", ""]),
            letter("县财政局", ["2026-08-01", "2026-11-01", ""]),
            letter("县财政局", ["2026-08-01", "", "2026-09-01"]),
            letter("县财政局", ["2026-10-31", "2026-12-31", ""]),
            letter("县财政局", ["2026-11-01", "2026-12-31", ""]),
            letter("县教育局", ["2026-08-01", "2026-10-01", ""]),
        ]);
        assert_eq!((counted.letters, counted.due, counted.undated), (6, 3, 1), "one was handed over after the date");
        assert_eq!((counted.in_time, counted.late, counted.unanswered), (1, 1, 1));
        assert_eq!(counted.points.map(|points| points.round_dp(4).to_string()), Some("1.6667".to_owned()), "5 × 1 ÷ 3");
        assert_eq!(counted.places.len(), 2);
    }

    #[test]
    fn an_answer_after_the_reporting_date_is_not_there_yet() {
        let counted = count(vec![letter("县财政局", ["", "2026-10-01", "2026-11-05"])]);
        assert_eq!((counted.late, counted.unanswered), (0, 1));
    }

    #[test]
    fn a_department_without_a_letter_due_is_not_applicable() {
        assert_eq!(count(Vec::new()).points, None);
        assert_eq!(count(vec![letter("县财政局", ["", "2026-11-01", ""])]).points, None);
    }
}
