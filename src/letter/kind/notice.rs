//! 整改通知书: the findings handed over, with the days by which the plan and the report are due, to the unit.
//!
//! It goes with the feedback (`domain.md` §5.1, row 整改通知书): it is due once, in the month the feedback falls in. The plan
//! is due a month after it, the report when the concentrated period ends (`domain.md` §4); no statute is named.

use chrono::{Months, NaiveDate};
use serde_json::json;

use super::{KindAbout, Writer, list};
use crate::letter::Case;
use crate::letter::compose::{Facts, Speech, iso};
use crate::letter::fields::FieldAbout;
use crate::letter::problems::{self, Problem};
use crate::letter::units;
use crate::model::field::Field;
use crate::model::ledger::Cycle;
use crate::model::letter::LetterKind;
use crate::model::period::Month;
use crate::model::text::Text;

/// Months from feedback to the plan. Source: `domain.md` §4, 整改方案.
const PLAN_MONTHS: u32 = 1;

const FIELDS: &[FieldAbout] = &[
    FieldAbout::number("问题数", "反馈的问题有几个"),
    FieldAbout::number("立行立改数", "其中立行立改的；都没有写整改类型时为 0"),
    FieldAbout::number("限期数", "其中限期整改的"),
    FieldAbout::number("长期数", "其中长期坚持的"),
    FieldAbout::condition("分类", "每个问题都写了整改类型，上面三个数合计等于问题数"),
    FieldAbout::date("反馈日期", "反馈意见的日期"),
    FieldAbout::date("方案期限", "反馈后一个月，整改方案报送的最后一天，也是反馈期限"),
    FieldAbout::date("集中整改期满", "集中整改期的最后一天；轮次不明时为空"),
    FieldAbout::rows("问题", "逐个问题，按台账顺序", units::ROW),
];

/// The kind.
pub(super) struct Notice;

impl Writer for Notice {
    fn kind(&self) -> LetterKind {
        LetterKind::Notice
    }

    fn about(&self) -> KindAbout {
        KindAbout {
            to: "被巡察单位",
            when: "反馈日期在报告月份之内",
            from: "该单位这次反馈的全部问题",
            reply: "反馈日期后一个月（整改方案）",
        }
    }

    fn built_in(&self) -> &'static str {
        include_str!("../../../templates/letters/整改通知书.txt")
    }

    fn fields(&self) -> &'static [FieldAbout] {
        FIELDS
    }

    fn compose(&self, case: &Case<'_>) -> Vec<Facts> {
        let problems = problems::whole(case);
        let fed_back = problems.iter().filter_map(|problem| {
            let day = problem.record.feedback_date.filter(|day| Month::of(*day) == case.month)?;
            Some((problem, day))
        });
        units::by_unit(case, fed_back).into_iter().map(|(unit, fed_back)| letter(case, unit, &fed_back)).collect()
    }
}

fn letter(case: &Case<'_>, unit: &Text, fed_back: &[(&Problem<'_>, NaiveDate)]) -> Facts {
    let as_of = case.assessment.as_of;
    // Two feedbacks in one month: the later one sets the clock for the answer to both.
    let day = fed_back.iter().map(|(_, day)| *day).max();
    let plan_due = day.and_then(|day| day.checked_add_months(Months::new(PLAN_MONTHS)));
    let end = |problem: &Problem<'_>| {
        let round = case.calendar.round(problem.record.text(Field::Round).map(|text| text.as_str()))?;
        (Some(round.feedback_date) == problem.record.feedback_date).then(|| round.concentrated_end())
    };
    let of = |cycle| fed_back.iter().filter(|(problem, _)| problem.record.cycle == Some(cycle)).count();
    let (immediate, limited, continuing) = (of(Cycle::Immediate), of(Cycle::Limited), of(Cycle::Continuing));
    let row = |(problem, _): &(&Problem<'_>, NaiveDate)| {
        let days = problem.deadline.map_or(0, |deadline| (deadline - as_of).num_days());
        units::row(problem, problem.deadline, days)
    };
    let own = json!({
        "问题数": fed_back.len(),
        "立行立改数": immediate,
        "限期数": limited,
        "长期数": continuing,
        "分类": immediate + limited + continuing == fed_back.len(),
        "反馈日期": iso(day),
        "方案期限": iso(plan_due),
        "集中整改期满": iso(fed_back.iter().filter_map(|(problem, _)| end(problem)).max()),
        "问题": list(fed_back.iter().map(row).collect()),
    });
    let speaks_of: Vec<_> = fed_back.iter().map(|(problem, _)| *problem).collect();
    let speech = Speech { kind: LetterKind::Notice, receiver: unit, speaks_of: &speaks_of, reply_due: plan_due };
    Facts::new(case, &speech, own)
}
