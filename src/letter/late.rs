//! What 督办函 and 约谈通知 have in common: a unit's overdue problems, the longest overdue first.

use std::cmp::Reverse;

use serde_json::{Value, json};

use crate::letter::Case;
use crate::letter::compose::iso;
use crate::letter::fields::FieldAbout;
use crate::letter::kind::list;
use crate::letter::problems::Problem;
use crate::letter::units::{self, ROW};
use crate::model::field::Field;
use crate::model::letter::LetterKind;
use crate::model::text::Text;

/// The fields of a problem: those of every list, and how late it is.
const LATE_ROW: &[FieldAbout] = &[
    ROW[0],
    ROW[1],
    ROW[2],
    ROW[3],
    FieldAbout::number("超期天数", "超过时限几天，与「天数」相同"),
    ROW[4],
    ROW[5],
    ROW[6],
    ROW[7],
];

/// The fields of both.
pub(super) const FIELDS: &[FieldAbout] = &[
    FieldAbout::number("问题数", "所列逾期问题有几个"),
    FieldAbout::condition("多个", "问题不止一个"),
    FieldAbout::date("最早时限", "整改时限最早的一天"),
    FieldAbout::number("最长超期天数", "超期最长的问题超了几天"),
    FieldAbout::text("责任领导", "台账填写的责任领导，超过 5 人的写人数；没有填写时为空"),
    FieldAbout::texts("此前", "存档月份里写给该单位的提醒函、预警函、督办函，例如 2026年9月督办函；没有时为空"),
    FieldAbout::texts("此前督办", "其中的督办函；没有时为空"),
    FieldAbout::condition("再次", "以前的月份已经督办过"),
    FieldAbout::rows("问题", "逐个问题，超期最长的在前", LATE_ROW),
];

/// A problem with the days it is overdue.
pub(super) type Late<'p, 'a> = (&'p Problem<'a>, i64);

/// Returns the overdue problems of units, the longest overdue first within each.
pub(super) fn by_unit<'p, 'a>(case: &Case<'a>, problems: &'p [Problem<'a>]) -> Vec<(&'a Text, Vec<Late<'p, 'a>>)> {
    let as_of = case.assessment.as_of;
    let late = problems.iter().filter_map(|problem| Some((problem, problem.days_late(as_of)?)));
    let mut units = units::by_unit(case, late);
    for (_, late) in &mut units {
        late.sort_by_key(|(_, days)| Reverse(*days));
    }
    units
}

/// Returns the facts of a unit's letter; `late` is sorted and never empty.
pub(super) fn facts(case: &Case<'_>, unit: &Text, late: &[Late<'_, '_>]) -> Value {
    const LADDER: [LetterKind; 3] = [LetterKind::Reminder, LetterKind::Warning, LetterKind::Supervision];
    let (earliest, most_days) = late[0];
    let supervised = units::earlier(case, unit, &[LetterKind::Supervision]);
    json!({
        "问题数": late.len(),
        "多个": late.len() > 1,
        "最早时限": iso(earliest.deadline),
        "最长超期天数": most_days,
        "责任领导": units::named(late.iter().map(|(problem, _)| *problem), Field::LeadPerson),
        "此前": units::earlier(case, unit, &LADDER),
        "再次": !supervised.is_empty(),
        "此前督办": supervised,
        "问题": list(late.iter().map(|(problem, days)| row(problem, *days)).collect()),
    })
}

fn row(problem: &Problem<'_>, days: i64) -> Value {
    let mut row = units::row(problem, problem.deadline, days);
    row["超期天数"] = days.into();
    row
}
