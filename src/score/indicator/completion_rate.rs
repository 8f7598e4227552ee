//! `completion-rate`: how much is put right, by the policy's definition of completion.
//!
//! Source: `scoring.md` §2, row `completion-rate`.

use crate::model::about::About;
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::ledger::{Rectification, Status};
use crate::policy::{CompletionRule, Policy};
use crate::score::indicator::Indicator;
use crate::score::{Case, Item, item};

/// Completed ÷ all that count; strict, by acceptance, or lenient.
#[derive(Debug)]
pub(crate) struct CompletionRate;

static ABOUT: About = About {
    id: "completion-rate",
    title: "整改完成率",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "指标三"),
    why: "整改任务完成多少是考核的主体",
    remedy: "按期完成整改并如实更新状态；完成不等于销号，口径见说明",
};

impl Indicator for CompletionRate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn of_records(&self) -> bool {
        true
    }

    fn mark(&self, case: &Case<'_>, item: &Item<'_>) -> Option<bool> {
        Some(match case.policy.completion {
            CompletionRule::Strict => item.finished,
            CompletionRule::Acceptance => item.closed,
            CompletionRule::Lenient => item.lenient,
        })
    }

    fn blamed(&self, policy: &Policy, record: &Rectification) -> Vec<Field> {
        let reached = match policy.completion {
            CompletionRule::Strict => record.status.is_finished(),
            CompletionRule::Acceptance => record.status == Status::Closed,
            CompletionRule::Lenient => record.status.is_finished() || item::LENIENT.contains(&record.status),
        };
        if reached { Vec::new() } else { vec![Field::Status] }
    }
}
