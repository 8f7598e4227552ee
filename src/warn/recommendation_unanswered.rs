//! `recommendation-unanswered`: a recommendation letter nears its reply date, or is past it, without an answer.
//!
//! Source: `domain.md` §4, reply to 巡察建议书: reminded 20, 10 and 0 days before.

use chrono::Days;
use rust_decimal::Decimal;

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::model::warning::WarningState;
use crate::warn::{Case, Limit, Seen, Sign};

/// Tells of recommendation letters that wait for an answer.
#[derive(Debug)]
pub(crate) struct RecommendationUnanswered;

static ABOUT: About = About {
    id: "recommendation-unanswered",
    title: "巡察建议没有反馈",
    severity: None,
    source: Clause::new("智能预警规则", "建议反馈"),
    why: "巡察建议要有回音；到期没有反馈的，职能部门的按期答复率要扣分",
    remedy: "请提醒职能部门按期书面反馈；已经反馈的，登记实际反馈日期，或者把反馈表放进“反馈”文件夹",
};

/// The second reminder, in days before the date.
const SECOND: i64 = 10;

impl Sign for RecommendationUnanswered {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit { default: 20, meaning: "要求反馈日期之前开始提醒的天数（10 天和当天再提醒）" })
    }

    fn look(&self, case: &Case<'_>, limit: u32) -> Vec<Seen> {
        let first = i64::from(limit);
        let waiting = case.recommendations.iter().filter_map(|letter| {
            let due = letter.reply_due?;
            let is_sent = letter.sent.is_none_or(|sent| sent <= case.as_of);
            let is_answered = letter.replied.is_some_and(|replied| replied <= case.as_of);
            let left = (due - case.as_of).num_days();
            (is_sent && !is_answered && left <= first).then_some((letter, due, left))
        });
        let seen = waiting.map(|(letter, due, left)| {
            let number = letter.number.as_deref().map(|number| format!("「{number}」")).unwrap_or_default();
            let (reason, step) = match left {
                ..0 => (format!("巡察建议书{number}应于 {due} 反馈，已逾期 {} 天", -left), 0),
                0 => (format!("巡察建议书{number}应于 {due} 反馈，就是当天"), 0),
                1..=SECOND => (format!("巡察建议书{number}应于 {due} 反馈，还有 {left} 天"), SECOND),
                _ => (format!("巡察建议书{number}应于 {due} 反馈，还有 {left} 天"), first),
            };
            // The step began on its day, but not before the letter was handed over.
            let begun = due.checked_sub_days(Days::new(step.unsigned_abs()));
            Seen {
                record: None,
                unit: Some(letter.unit.clone()),
                place: letter.place.clone(),
                // The letter is the event, wherever its row stands.
                mark: letter.number.as_deref().map_or_else(|| due.to_string(), str::to_owned),
                date: begun.max(letter.sent),
                reason,
                points: Decimal::ZERO,
                state: WarningState::Warned,
            }
        });
        seen.collect()
    }
}
