//! 督办函: a unit's overdue problems, to the unit.
//!
//! Source: `domain.md` §5.1, row 督办函; `scoring.md` §5, red.

use serde_json::json;

use super::{Writer, list};
use crate::letter::Case;
use crate::letter::compose::{Facts, cell_text, iso};
use crate::letter::fields::FieldAbout;
use crate::letter::problems::{self, Problem};
use crate::model::field::Field;
use crate::model::letter::LetterKind;
use crate::model::text::Text;

/// Days to answer in when no date is set. Source: `domain.md` §4 `[S65]`.
const REPLY_DAYS: u64 = 15;

const FIELDS: &[FieldAbout] = &[
    FieldAbout::number("问题数", "逾期未完成整改的问题有几个"),
    FieldAbout::condition("多个", "问题不止一个"),
    FieldAbout::date("最早时限", "整改时限最早的一天"),
    FieldAbout::number("最长超期天数", "超期最长的问题超了几天"),
    FieldAbout::rows(
        "问题",
        "逐个问题，超期最长的在前",
        &[
            FieldAbout::text("编号", "台账的问题编号"),
            FieldAbout::text("内容", "反馈问题，过长的截短"),
            FieldAbout::date("时限", "整改时限"),
            FieldAbout::number("超期天数", "超过时限几天"),
            FieldAbout::text("责任领导", "台账填写的责任领导"),
            FieldAbout::text("进展", "整改状态"),
        ],
    ),
];

/// The kind.
pub(super) struct Supervision;

impl Writer for Supervision {
    fn kind(&self) -> LetterKind {
        LetterKind::Supervision
    }

    fn built_in(&self) -> &'static str {
        include_str!("../../../templates/letters/督办函.txt")
    }

    fn fields(&self) -> &'static [FieldAbout] {
        FIELDS
    }

    fn compose(&self, case: &Case<'_>) -> Vec<Facts> {
        let as_of = case.assessment.as_of;
        let mut overdue: Vec<(i64, Problem<'_>)> = problems::counted(case)
            .into_iter()
            .filter_map(|problem| problem.days_late(as_of).map(|days| (days, problem)))
            .collect();
        // Units in the office's order, those it does not know as they first appear; the longest overdue first.
        let first_seen = first_seen(&overdue);
        let rank = |unit: &Text| {
            let seen = first_seen.iter().position(|known| *known == *unit).unwrap_or(usize::MAX);
            (case.directory.position(unit), seen)
        };
        overdue.sort_by_cached_key(|(days, problem)| (rank(problem.unit), -days));
        overdue.chunk_by(|a, b| a.1.unit == b.1.unit).map(|unit| letter(case, unit)).collect()
    }
}

fn first_seen(overdue: &[(i64, Problem<'_>)]) -> Vec<Text> {
    let mut units: Vec<Text> = Vec::new();
    for (_, problem) in overdue {
        if !units.contains(problem.unit) {
            units.push(problem.unit.clone());
        }
    }
    units
}

/// Composes one unit's letter; `overdue` is sorted, the longest overdue first, and never empty.
fn letter(case: &Case<'_>, overdue: &[(i64, Problem<'_>)]) -> Facts {
    let (most_days, earliest) = &overdue[0];
    let rows = overdue.iter().map(|(days, problem)| {
        let text = |field| problem.record.text(field).filter(|_| problem.record.is_filled(field)).cloned().unwrap_or_default();
        json!({
            "编号": problem.record.text(Field::ProblemId).or_else(|| problem.record.label()),
            "内容": cell_text(problem),
            "时限": iso(problem.deadline),
            "超期天数": days,
            "责任领导": text(Field::LeadPerson),
            "进展": problem.record.status.label(),
        })
    });
    let own = json!({
        "问题数": overdue.len(),
        "多个": overdue.len() > 1,
        "最早时限": iso(earliest.deadline),
        "最长超期天数": most_days,
        "问题": list(rows.collect()),
    });
    let speaks_of: Vec<Problem<'_>> = overdue.iter().map(|(_, problem)| *problem).collect();
    Facts::new(case, earliest.unit, &speaks_of, REPLY_DAYS, own)
}
