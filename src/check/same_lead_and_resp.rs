//! `same-lead-and-resp`: the responsible leader and the responsible person are the same.
//!
//! Source: `domain.md` §7.1 row rule 9: leader and person identical → warn.

use crate::check::wording::Folded;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds counted records whose two people are one.
#[derive(Debug)]
pub(crate) struct SameLeadAndResp;

static ABOUT: About = About {
    id: "same-lead-and-resp",
    title: "责任领导和责任人是同一人",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 行内逻辑第 9 条"),
    why: "领导和具体办理的是同一人，两级责任就只剩一级",
    remedy: "请核对是否填错；确由领导直接办理的，可不改",
};

impl Check for SameLeadAndResp {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::LeadPerson]), Need::RecordColumn(&[Field::RespPerson])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.counted().filter(|record| record.is_filled(Field::LeadPerson)) {
            let (lead, resp) = (record.text(Field::LeadPerson), record.text(Field::RespPerson));
            if let (Some(lead), Some(resp)) = (lead, resp)
                && Folded(lead) == Folded(resp)
            {
                found.at_field(record, Field::RespPerson, format!("责任领导和责任人都是「{resp}」"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::SameLeadAndResp;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_the_same_name_whatever_its_spaces() {
        let ledger = LedgerBuilder::new(&[Field::LeadPerson, Field::RespPerson])
            .row(&["张三", "张三"])
            .row(&["张 三", "张\u{3000}三"])
            .row(&["张三", "李四"]);
        assert_eq!(ledger.run(&SameLeadAndResp), ["B2 same-lead-and-resp", "B3 same-lead-and-resp"]);
    }

    #[test]
    fn blanks_placeholders_and_void_records_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::LeadPerson, Field::RespPerson, Field::Status])
            .row(&["", "", "整改中"])
            .row(&["/", "/", "整改中"])
            .row(&["张三", "张三", "已取消"]);
        assert!(ledger.run(&SameLeadAndResp).is_empty());
    }
}
