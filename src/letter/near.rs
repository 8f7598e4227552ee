//! What 提醒函 and 预警函 have in common: a unit's open problems whose deadline is near, the nearest first.

use serde_json::json;

use crate::letter::Case;
use crate::letter::compose::{Facts, Speech, iso};
use crate::letter::fields::FieldAbout;
use crate::letter::kind::list;
use crate::letter::problems::{self, Near, Problem};
use crate::letter::units;
use crate::model::assessment::Light;
use crate::model::field::Field;
use crate::model::letter::LetterKind;

/// The fields of both.
pub(super) const FIELDS: &[FieldAbout] = &[
    FieldAbout::number("问题数", "时限临近、尚未完成整改的问题有几个"),
    FieldAbout::condition("多个", "问题不止一个"),
    FieldAbout::condition("同日", "所有问题同一天到期"),
    FieldAbout::date("最早时限", "最早到期的一天"),
    FieldAbout::number("最少天数", "离最早到期还有几天，当日到期为 0"),
    FieldAbout::date("最晚时限", "最晚到期的一天"),
    FieldAbout::number("最多天数", "离最晚到期还有几天"),
    FieldAbout::text("承办人", "台账填写的责任人，超过 5 人的写人数；没有填写时为空"),
    FieldAbout::text("责任领导", "台账填写的责任领导，写法同上"),
    FieldAbout::texts("此前", "存档月份里写给该单位的提醒函、预警函，例如 2026年9月提醒函；没有时为空"),
    FieldAbout::rows("问题", "逐个问题，最早到期的在前", units::ROW),
];

/// Composes a letter for each unit that has problems of a light.
pub(super) fn compose(case: &Case<'_>, kind: LetterKind, light: Light) -> Vec<Facts> {
    let problems = problems::counted(case);
    let near = problems.iter().filter_map(|problem| Some((problem, problem.near().filter(|near| near.light == light)?)));
    let units = units::by_unit(case, near);
    units
        .into_iter()
        .map(|(unit, mut near)| {
            near.sort_by_key(|(_, near)| near.days);
            letter(case, kind, unit, &near)
        })
        .collect()
}

/// Composes one unit's letter; `near` is sorted and never empty.
fn letter(case: &Case<'_>, kind: LetterKind, unit: &crate::model::text::Text, near: &[(&Problem<'_>, Near)]) -> Facts {
    let (first, last) = (near[0].1, near[near.len() - 1].1);
    let speaks_of: Vec<&Problem<'_>> = near.iter().map(|(problem, _)| *problem).collect();
    let own = json!({
        "问题数": near.len(),
        "多个": near.len() > 1,
        "同日": first.deadline == last.deadline,
        "最早时限": iso(Some(first.deadline)),
        "最少天数": first.days,
        "最晚时限": iso(Some(last.deadline)),
        "最多天数": last.days,
        "承办人": units::named(speaks_of.iter().copied(), Field::RespPerson),
        "责任领导": units::named(speaks_of.iter().copied(), Field::LeadPerson),
        "此前": units::earlier(case, unit, &[LetterKind::Reminder, LetterKind::Warning]),
        "问题": list(near.iter().map(|(problem, near)| units::row(problem, Some(near.deadline), near.days)).collect()),
    });
    Facts::new(case, &Speech { kind, receiver: unit, speaks_of: &speaks_of, reply_due: None }, own)
}
