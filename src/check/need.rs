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
    /// A directory that puts units in groups.
    Groups,
    /// A pinned layout.
    Layout,
    /// The records of an earlier month.
    Earlier,
    /// The office's own master ledger.
    Master,
    /// Ledgers of earlier rounds, or several rounds in the ledger itself.
    Archive,
    /// Evidence folders.
    Evidence,
    /// The office's answers about names.
    Answers,
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
            Self::Groups => {
                let grouped = case.directory.units.iter().any(|unit| unit.group.is_some());
                Self::Directory.lacking(case).or_else(|| (!grouped).then(|| "名录里没有写分组".to_owned()))
            }
            Self::StandardForm => {
                let stamped = case.ledger.tables.iter().any(|table| table.form.is_some());
                (!stamped).then(|| "没有用统一表样填的表".to_owned())
            }
            Self::Layout => (!case.pinned).then(|| "没有记下版式（运行 xuncha layout --pin 可以记下）".to_owned()),
            Self::Earlier => case.beside.months.is_none().then(|| "没有上月的整改记录".to_owned()),
            Self::Master => case.beside.master.is_none().then(|| "没有设总台账".to_owned()),
            Self::Archive => case.beside.repeats.is_none().then(|| "没有往轮台账".to_owned()),
            Self::Evidence => case.beside.evidence.is_none().then(|| "没有设佐证材料文件夹".to_owned()),
            Self::Answers => case.directory.answers().is_empty().then(|| "没有名称确认的答复".to_owned()),
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
    use crate::check::kit::{LedgerBuilder, answer, directory};
    use crate::check::{
        Check, audit_incomplete, done_without_evidence, evidence_file_missing, high_risk_without_lead, master_record_missing,
        name_answer_unusable, problem_without_risk_point, record_vanished, repeat_problem, unit_not_in_directory,
    };
    use crate::model::answers::Verdict;
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

    #[test]
    fn rules_that_compare_with_other_papers_say_which_is_lacking() {
        let columns = [Field::Unit, Field::Round, Field::Problem, Field::Evidence];
        let row = |ledger: LedgerBuilder| ledger.row(&["县教育局", "七轮", "账目不清", "台账.pdf"]);
        let rules: [(&dyn Check, &str); 5] = [
            (&record_vanished::RecordVanished, "没有上月的整改记录"),
            (&master_record_missing::MasterRecordMissing, "没有设总台账"),
            (&repeat_problem::RepeatProblem, "没有往轮台账"),
            (&evidence_file_missing::EvidenceFileMissing, "没有设佐证材料文件夹"),
            (&name_answer_unusable::NameAnswerUnusable, "没有名称确认的答复"),
        ];
        let alone = row(LedgerBuilder::new(&columns));
        for (check, reason) in rules {
            assert_eq!(alone.outcome(check), lacks(reason));
        }
        let before = || row(LedgerBuilder::new(&columns));
        let answered = directory(&["县教育局"]).with_answers(vec![answer("县教局", Verdict::Open)]);
        let with = [
            row(before().earlier("2026-09-30")),
            row(before().master()),
            LedgerBuilder::new(&columns).row(&["县教育局", "六轮", "台账缺失"]).archive().row(&["县教育局", "七轮", "账目不清"]),
            before().evidence("县教育局", &[("台账.pdf", 1, "2026-06-01", "ab")]),
            before().directory(answered),
        ];
        for ((check, reason), ledger) in rules.into_iter().zip(with) {
            assert_eq!(ledger.outcome(check), Outcome::Ran, "{reason}");
        }
    }

    #[test]
    fn rules_about_columns_few_ledgers_have_say_so() {
        let ledger = LedgerBuilder::new(&[Field::Unit, Field::Problem]).row(&["县教育局", "账目不清"]);
        assert_eq!(ledger.outcome(&audit_incomplete::AuditIncomplete), lacks("没有「内业核查」或「外业核查」这一列"));
        let check = &problem_without_risk_point::ProblemWithoutRiskPoint;
        assert_eq!(ledger.outcome(check), lacks("没有读到廉政风险登记表"));
        assert_eq!(ledger.register(&[Field::Unit, Field::RiskPoint], &["县教育局", "报销"]).outcome(check), Outcome::Ran);
    }
}
