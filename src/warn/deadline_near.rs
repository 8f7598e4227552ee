//! `deadline-near`: the green light, a deadline within the notice span.
//!
//! Source: `scoring.md` §5, row green.

use crate::model::about::About;
use crate::model::assessment::Light;
use crate::model::clause::Clause;
use crate::warn::{Case, Seen, Sign, ladder};

/// Tells of open records whose deadline comes near.
#[derive(Debug)]
pub(crate) struct DeadlineNear;

static ABOUT: About = About {
    id: "deadline-near",
    title: "临近到期（绿灯）",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "亮灯一"),
    why: "离到期还有时间，提醒经办人就来得及",
    remedy: "请提醒经办人按期完成；天数在办法的 [ladder] notice_days 里改",
};

impl Sign for DeadlineNear {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, case: &Case<'_>, _limit: u32) -> Vec<Seen> {
        ladder::step(case, Light::Green, case.policy.ladder.notice_days)
    }
}
