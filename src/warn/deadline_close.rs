//! `deadline-close`: the yellow light, a deadline within the warning span.
//!
//! Source: `scoring.md` §5, row yellow.

use crate::model::about::About;
use crate::model::assessment::Light;
use crate::model::clause::Clause;
use crate::warn::{Case, Seen, Sign, ladder};

/// Tells of open records whose deadline is close.
#[derive(Debug)]
pub(crate) struct DeadlineClose;

static ABOUT: About = About {
    id: "deadline-close",
    title: "即将到期（黄灯）",
    severity: None,
    source: Clause::new("巡察整改成效考核办法（默认）", "亮灯二"),
    why: "再不完成就要超期扣分",
    remedy: "请报告责任领导，按期完成或者按程序申请延期；天数在办法的 [ladder] warning_days 里改",
};

impl Sign for DeadlineClose {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn look(&self, case: &Case<'_>, _limit: u32) -> Vec<Seen> {
        ladder::step(case, Light::Yellow, case.policy.ladder.warning_days)
    }
}
