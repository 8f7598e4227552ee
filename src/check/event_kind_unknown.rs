//! `event-kind-unknown`: an event of a kind that neither the program nor the policy knows.
//!
//! Source: `scoring.md` §3: an event moves points only by a rule. What moves points is never passed over in silence.

use crate::check::{Case, Check, Found};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::inputs::word;
use crate::model::remark::RemarkKind;

/// Finds events that count nowhere.
#[derive(Debug)]
pub(crate) struct EventKindUnknown;

static ABOUT: About = About {
    id: "event-kind-unknown",
    title: "事件类型不认识",
    severity: Some(Severity::Error),
    source: Clause::new("巡察整改成效考核办法（默认）", "减分项"),
    why: "办法里没有这种事件，这一行没有计分",
    remedy: "请填通报、退回、迟报、加分、核查不实，或者在办法的减分项里用 event 写明这种事件扣几分",
};

impl Check for EventKindUnknown {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::EventKind) {
            if !case.policy.names_event(&word(remark.seen())) {
                found.at_remark(remark, format!("事件类型「{}」办法里没有，这一行没有计分", remark.seen()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::EventKindUnknown;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn an_event_that_the_policy_does_not_name_is_told() {
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]).remark(RemarkKind::EventKind, 0, Field::Unit, "约谈");
        assert_eq!(ledger.run(&EventKindUnknown), ["A2 event-kind-unknown"]);
        assert_eq!(ledger.messages(&EventKindUnknown), ["事件类型「约谈」办法里没有，这一行没有计分"]);
        let named = "[[deductions]]\nid = \"talk\"\ntitle = \"被约谈\"\nevent = \"约谈\"\npoints = 1\n";
        assert!(ledger.policy(named).run(&EventKindUnknown).is_empty());
    }
}
