//! `round-unknown`: a record names a round that the office did not set down.
//!
//! Source: `domain.md` §1.5: deadlines in words run from the feedback date of the round.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::remark::RemarkKind;

/// Finds rounds without a feedback date.
#[derive(Debug)]
pub(crate) struct RoundUnknown;

static ABOUT: About = About {
    id: "round-unknown",
    title: "轮次没有登记",
    severity: Some(Severity::Warning),
    source: Clause::new("时限写法规则", "1.5 反馈日期"),
    why: "不知道这一轮哪天反馈，反馈后多少天的时限算不出来，完成时间早于反馈日期也查不出来",
    remedy: "请在 xuncha.toml 的 [[rounds]] 里补上这一轮，或者把它写进那一轮的 aliases",
};

impl Check for RoundUnknown {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Round])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::UnknownRound) {
            found.at_remark(remark, format!("轮次「{}」没有登记，它的反馈日期不知道", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RoundUnknown;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn an_unknown_round_is_told_at_its_cell() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Round]).row(&["县教育局", "第九轮"]);
        assert!(ledger.run(&RoundUnknown).is_empty(), "what mapping knows is known");
        let ledger = ledger.remark(RemarkKind::UnknownRound, 0, Field::Round, "第九轮");
        assert_eq!(ledger.run(&RoundUnknown), ["B2 round-unknown"]);
        assert_eq!(ledger.messages(&RoundUnknown), ["轮次「第九轮」没有登记，它的反馈日期不知道"]);
    }
}
