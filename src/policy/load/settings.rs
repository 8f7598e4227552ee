//! What holds for every item: `void`, `[rounding]`, `[ladder]`, `[survey]`.

use rust_decimal::Decimal;

use crate::model::assessment::Grouping;
use crate::model::ledger::Status;
use crate::model::number::Rounding;
use crate::policy::reader::{Section, nearest};
use crate::policy::{Ladder, SurveyRule};

/// Source: `scoring.md` §2, survey value.
pub(super) const DEFAULT_SURVEY: SurveyRule = SurveyRule {
    satisfied: Decimal::from_parts(100, 0, 0, false, 0),
    mostly_satisfied: Decimal::from_parts(75, 0, 0, false, 0),
    dissatisfied: Decimal::from_parts(55, 0, 0, false, 0),
    min_ballots: 10,
};

pub(super) fn void(top: &Section<'_, '_>) -> Vec<Status> {
    let mut statuses = Vec::new();
    for word in top.texts("void") {
        match Status::ALL.iter().find(|status| status.key() == word) {
            Some(status) => statuses.push(*status),
            None => {
                let near = nearest(&word, Status::ALL.iter().map(|status| status.key()));
                top.fault("void", format!("没有 \"{word}\" 这种状态"), near.map(|near| format!("是不是 \"{near}\"")));
            }
        }
    }
    statuses
}

pub(super) fn rounding(section: &Section<'_, '_>) -> Option<(u32, Rounding)> {
    let places = section.count("places").unwrap_or(2);
    if places > 6 {
        section.fault("places", "小数位数过多", Some("请写 0 到 6".to_owned()));
    }
    let mode = section.choice("mode", &[("half-up", Rounding::HalfUp), ("truncate", Rounding::Truncate)]);
    Some((places.min(6), mode.unwrap_or(Rounding::HalfUp)))
}

/// Reads `[groups]`.
pub(super) fn groups(section: &Section<'_, '_>) -> Option<Grouping> {
    let together = section.choice("rank", &[("within", false), ("together", true)]).unwrap_or(false);
    let order = section.texts("order");
    for (position, group) in order.iter().enumerate() {
        if order[..position].contains(group) {
            section.fault("order", format!("分组「{group}」写了两次"), Some("请删去一个".to_owned()));
        }
    }
    Some(Grouping { together, order: order.into_iter().map(Into::into).collect() })
}

pub(super) fn ladder(section: &Section<'_, '_>) -> Option<Ladder> {
    let ladder = Ladder {
        notice_days: section.count("notice_days").unwrap_or(20),
        warning_days: section.count("warning_days").unwrap_or(10),
    };
    if ladder.warning_days > ladder.notice_days {
        section.fault("warning_days", "预警天数要小于提醒天数", None);
    }
    Some(ladder)
}

pub(super) fn survey(section: &Section<'_, '_>) -> Option<SurveyRule> {
    let value = |key, usual| {
        let value = section.decimal(key).unwrap_or(usual);
        if value < Decimal::ZERO || value > Decimal::ONE_HUNDRED {
            section.fault(key, "测评的折算值要在 0 和 100 之间", Some(format!("例如 {key} = {usual}")));
        }
        value
    };
    Some(SurveyRule {
        satisfied: value("satisfied", DEFAULT_SURVEY.satisfied),
        mostly_satisfied: value("mostly_satisfied", DEFAULT_SURVEY.mostly_satisfied),
        dissatisfied: value("dissatisfied", DEFAULT_SURVEY.dissatisfied),
        min_ballots: section.count("min_ballots").unwrap_or(DEFAULT_SURVEY.min_ballots),
    })
}
