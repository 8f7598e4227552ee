//! What a check cannot do without, so that a rule that had nothing to look at is not taken for one that found nothing.
//! No check itself.

use crate::check::Case;
use crate::model::field::Field;
use crate::model::ledger::TableKind;

/// One thing a check cannot do without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Rectification records.
    Records,
    /// A column of rectification ledgers; of several, one is enough.
    RecordColumn(&'static [Field]),
    /// A column of risk registers; of several, one is enough.
    RiskColumn(&'static [Field]),
    /// A directory of units.
    Directory,
    /// A pinned layout.
    Layout,
    /// A table of waivers; what needs it looks at the waivers themselves, after they have been applied.
    Waivers,
    /// A table filled in on a standard form.
    StandardForm,
}

impl Need {
    /// Returns what is lacking, one Chinese phrase; `None` when nothing is.
    pub(super) fn lacking(self, case: &Case<'_>) -> Option<String> {
        let no_records = || case.ledger.rectifications.is_empty().then(|| "没有读到整改记录".to_owned());
        let no_risks = || case.ledger.risks.is_empty().then(|| "没有读到廉政风险登记表".to_owned());
        match self {
            Self::Records => no_records(),
            Self::RecordColumn(fields) => no_records().or_else(|| {
                let told = || case.ledger.rectifications.iter().any(|record| fields.iter().any(|f| record.text(*f).is_some()));
                no_column(case, TableKind::Rectification, fields, told)
            }),
            Self::RiskColumn(fields) => no_risks().or_else(|| {
                let told = || case.ledger.risks.iter().any(|risk| fields.iter().any(|f| risk.text(*f).is_some()));
                no_column(case, TableKind::Risk, fields, told)
            }),
            Self::Directory => case.directory.is_empty().then(|| "没有单位名录".to_owned()),
            Self::StandardForm => {
                let stamped = case.ledger.tables.iter().any(|table| table.form.is_some());
                (!stamped).then(|| "没有用统一表样填的表".to_owned())
            }
            Self::Layout => (!case.pinned).then(|| "没有记下版式（运行 xuncha layout --pin 可以记下）".to_owned()),
            Self::Waivers => case.waivers.is_empty().then(|| "没有豁免表，或者表里没有内容".to_owned()),
        }
    }
}

/// Names the column that no table has; forms and joined lists may hold its values without a column of their own.
fn no_column(case: &Case<'_>, kind: TableKind, fields: &[Field], told: impl Fn() -> bool) -> Option<String> {
    let has = case.ledger.tables.iter().any(|table| table.kind == kind && fields.iter().any(|field| table.has(*field)));
    let names = || fields.iter().map(|field| format!("「{}」", field.label())).collect::<Vec<_>>().join("或");
    (!has && !told()).then(|| format!("没有{}这一列", names()))
}

#[cfg(test)]
mod tests {
    use crate::check::kit::LedgerBuilder;
    use crate::check::{done_without_evidence, high_risk_without_lead, unit_not_in_directory};
    use crate::model::checked::Outcome;
    use crate::model::field::Field;

    fn lacks(reason: &str) -> Outcome {
        Outcome::NotApplicable(reason.to_owned())
    }

    #[test]
    fn a_rule_without_its_column_says_so() {
        let check = &done_without_evidence::DoneWithoutEvidence;
        let with = LedgerBuilder::new(&[Field::Problem, Field::Evidence]).row(&["甲", "无"]);
        assert_eq!(with.outcome(check), Outcome::Ran);
        let without = LedgerBuilder::new(&[Field::Problem]).row(&["甲"]);
        assert_eq!(without.outcome(check), lacks("没有「佐证材料」这一列"));
        assert_eq!(LedgerBuilder::new(&[Field::Evidence]).outcome(check), lacks("没有读到整改记录"));
    }

    #[test]
    fn a_rule_about_risks_needs_a_register() {
        let check = &high_risk_without_lead::HighRiskWithoutLead;
        assert_eq!(LedgerBuilder::new(&[Field::LeadPerson]).row(&["甲"]).outcome(check), lacks("没有读到廉政风险登记表"));
        let risks = LedgerBuilder::risks(&[Field::RiskPoint]).row(&["采购"]);
        assert_eq!(risks.outcome(check), lacks("没有「责任领导」这一列"));
    }

    #[test]
    fn a_rule_switched_off_and_one_without_a_directory_are_told_apart() {
        let check = &unit_not_in_directory::UnitNotInDirectory;
        let ledger = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert_eq!(ledger.outcome(check), lacks("没有单位名录"));
        assert_eq!(ledger.policy("[checks.unit-not-in-directory]\nenabled = false").outcome(check), Outcome::Off);
    }
}
