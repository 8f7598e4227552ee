//! `evidence-file-missing`: a file named as evidence is not in the unit's evidence folder.
//!
//! Source: `domain.md` §7.1, logic rule 6: what is closed names where its evidence is.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Finds names of evidence files that the unit did not hand in.
#[derive(Debug)]
pub(crate) struct EvidenceFileMissing;

static ABOUT: About = About {
    id: "evidence-file-missing",
    title: "佐证材料文件找不到",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 逻辑规则 6"),
    why: "台账写了文件名，佐证材料文件夹里却没有这个文件，完成情况无从核实",
    remedy: "请把文件放进“佐证材料”里本单位的文件夹，或改正台账里的文件名",
};

impl Check for EvidenceFileMissing {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Evidence, Need::RecordColumn(&[Field::Evidence])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for (record, named, file) in case.named_evidence() {
            if file.is_none() {
                found.at_field(record, Field::Evidence, format!("佐证材料文件夹里没有「{named}」"));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::EvidenceFileMissing;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    const COLUMNS: [Field; 4] = [Field::Unit, Field::Problem, Field::FeedbackDate, Field::Evidence];

    #[test]
    fn a_file_that_is_not_there_is_told_and_one_in_a_folder_below_is_found() {
        let ledger = LedgerBuilder::new(&COLUMNS)
            .row(&["县教育局", "学习不深入", "2026-03-20", "会议纪要.pdf、方案.docx"])
            .evidence("县教育局", &[("一/会议纪要.pdf", 10, "2026-05-01", "a")]);
        assert_eq!(ledger.run(&EvidenceFileMissing), ["D2 evidence-file-missing"]);
        assert_eq!(ledger.messages(&EvidenceFileMissing), ["佐证材料文件夹里没有「方案.docx」"]);
    }

    #[test]
    fn titles_and_offices_without_evidence_folders_are_left_alone() {
        let rows = LedgerBuilder::new(&COLUMNS).row(&["县教育局", "学习不深入", "2026-03-20", "会议纪要.pdf"]);
        assert!(rows.run(&EvidenceFileMissing).is_empty());
        let title =
            LedgerBuilder::new(&COLUMNS).row(&["县教育局", "学习不深入", "2026-03-20", "《方案》3份"]).evidence("县教育局", &[]);
        assert!(title.run(&EvidenceFileMissing).is_empty());
    }
}
