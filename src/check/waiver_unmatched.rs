//! `waiver-unmatched`: a waiver is in force and nothing is there for it to waive.
//!
//! Source: `domain.md` §7.1; either the ledger was put right and the row can go, or its scope is misspelt.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;
use crate::model::waiver::WaiverState;

/// Finds waivers that apply to no finding.
#[derive(Debug)]
pub(crate) struct WaiverUnmatched;

static ABOUT: About = About {
    id: "waiver-unmatched",
    title: "豁免没有对应的问题",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 豁免"),
    why: "问题已经改好，或者范围写错了，这一行豁免没有用上",
    remedy: "请核对范围里的单位、文件或问题编号；问题已改好的，删去这一行",
};

impl Check for WaiverUnmatched {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Waivers]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for judged in case.waivers.iter().filter(|judged| judged.state == WaiverState::Unmatched) {
            let Some(about) = &judged.about else { continue };
            let (field, message) = match &judged.waiver.scope {
                Some(scope) => (Field::WaiverScope, format!("「{scope}」没有「{}」这样的问题", about.title)),
                None => (Field::WaivedRule, format!("没有「{}」这样的问题", about.title)),
            };
            found.at_waiver(&judged.waiver, field, message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::WaiverUnmatched;
    use crate::check::kit::LedgerBuilder;

    #[test]
    fn a_waiver_in_force_that_waives_nothing_is_told_with_its_scope() {
        let ledger = |scope, until| LedgerBuilder::new(&[]).waiver(["missing-status", scope, "已核", "张三", until]);
        assert_eq!(ledger("县教育局", "2026-12-31").run(&WaiverUnmatched), ["B2 waiver-unmatched"]);
        assert_eq!(ledger("", "2026-12-31").run(&WaiverUnmatched), ["A2 waiver-unmatched"]);
        let messages = ledger("县教育局", "2026-12-31").messages(&WaiverUnmatched);
        assert_eq!(messages, ["「县教育局」没有「没有写整改状态」这样的问题"]);
    }

    #[test]
    fn an_expired_waiver_is_told_once() {
        let ledger = LedgerBuilder::new(&[]).waiver(["missing-status", "", "已核", "张三", "2026-10-30"]);
        assert!(ledger.run(&WaiverUnmatched).is_empty());
    }
}
