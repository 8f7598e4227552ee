//! `waiver-expired`: a waiver is past its last day and no longer applied.
//!
//! Source: `domain.md` §7.1; an exception is for a time, and the findings count again when it is over.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::period::chinese_date;
use crate::model::waiver::WaiverState;

/// Finds waivers whose last day is over.
#[derive(Debug)]
pub(crate) struct WaiverExpired;

static ABOUT: About = About {
    id: "waiver-expired",
    title: "豁免已经过期",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 豁免"),
    why: "过期的豁免不再采用，原来免计的问题重新计入",
    remedy: "请改正原来的问题；确需延长的，重新批准后改写有效期",
};

impl Check for WaiverExpired {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Waivers]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for judged in case.waivers.iter().filter(|judged| judged.state == WaiverState::Expired) {
            let (Some(about), Some(until)) = (&judged.about, judged.waiver.until) else { continue };
            let message = format!("「{}」的豁免到「{}」为止，已经过期", about.title, chinese_date(until));
            found.at_waiver(&judged.waiver, Field::ValidUntil, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WaiverExpired;
    use crate::check::kit::LedgerBuilder;

    /// Boundary: the day before | the reporting date.
    #[test]
    fn the_day_after_the_last_is_too_late() {
        let waived = |until: &str| LedgerBuilder::new(&[]).waiver(["missing-status", "", "已核", "张三", until]);
        assert_eq!(waived("2026-10-30").run(&WaiverExpired), ["E2 waiver-expired"]);
        assert_eq!(waived("2026-10-30").messages(&WaiverExpired), ["「没有写整改状态」的豁免到「2026年10月30日」为止，已经过期"]);
        assert!(waived("2026-10-31").run(&WaiverExpired).is_empty());
    }
}
