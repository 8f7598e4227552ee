//! 立行立改通知书: what can be put right on the spot, to the unit.
//!
//! It is handed over during the inspection or with the feedback (`domain.md` §5.1, row 立行立改通知书, and §4: the day of
//! feedback is day 0). So it is due once: in the month the feedback falls in, or before it. In later months the ladder
//! has what is still open.

use serde_json::json;

use super::{KindAbout, Writer, list};
use crate::letter::Case;
use crate::letter::compose::{Facts, Speech, iso};
use crate::letter::fields::FieldAbout;
use crate::letter::{problems, units};
use crate::model::ledger::Cycle;
use crate::model::letter::LetterKind;
use crate::model::period::Month;

const FIELDS: &[FieldAbout] = &[
    FieldAbout::number("问题数", "立行立改问题有几个"),
    FieldAbout::condition("多个", "问题不止一个"),
    FieldAbout::date("完成期限", "最晚的一个整改时限；台账没有写时限的，为反馈日期加工作区设定的立行立改天数"),
    FieldAbout::rows("问题", "逐个问题，按台账顺序", units::ROW),
];

/// The kind.
pub(super) struct Immediate;

impl Writer for Immediate {
    fn kind(&self) -> LetterKind {
        LetterKind::Immediate
    }

    fn about(&self) -> KindAbout {
        KindAbout {
            to: "被巡察单位",
            when: "反馈日期在报告月份之内或之后，有立行立改的问题尚未完成、也没有超期",
            from: "该单位立行立改的问题",
            reply: "所列问题中最晚的整改时限",
        }
    }

    fn built_in(&self) -> &'static str {
        include_str!("../../../templates/letters/立行立改通知书.txt")
    }

    fn fields(&self) -> &'static [FieldAbout] {
        FIELDS
    }

    fn compose(&self, case: &Case<'_>) -> Vec<Facts> {
        let as_of = case.assessment.as_of;
        let problems = problems::whole(case);
        let due = problems.iter().filter_map(|problem| {
            let fed_back = problem.record.feedback_date.filter(|day| Month::of(*day) >= case.month)?;
            let is_open = problem.record.cycle == Some(Cycle::Immediate) && !problem.finished;
            let days = chrono::Days::new(case.calendar.immediate_days.into());
            let deadline = problem.deadline.or_else(|| fed_back.checked_add_days(days))?;
            (is_open && deadline >= as_of).then_some((problem, deadline))
        });
        units::by_unit(case, due).into_iter().map(|(unit, due)| letter(case, unit, &due)).collect()
    }
}

fn letter(case: &Case<'_>, unit: &crate::model::text::Text, due: &[(&problems::Problem<'_>, chrono::NaiveDate)]) -> Facts {
    let as_of = case.assessment.as_of;
    let last = due.iter().map(|(_, deadline)| *deadline).max();
    let row = |(problem, deadline): &(&problems::Problem<'_>, chrono::NaiveDate)| {
        units::row(problem, Some(*deadline), (*deadline - as_of).num_days())
    };
    let own = json!({
        "问题数": due.len(),
        "多个": due.len() > 1,
        "完成期限": iso(last),
        "问题": list(due.iter().map(row).collect()),
    });
    let speaks_of: Vec<_> = due.iter().map(|(problem, _)| *problem).collect();
    let speech = Speech { kind: LetterKind::Immediate, receiver: unit, speaks_of: &speaks_of, reply_due: last };
    Facts::new(case, &speech, own)
}
