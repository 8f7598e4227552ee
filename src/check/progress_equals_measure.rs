//! `progress-equals-measure`: the progress repeats the planned measure word for word.
//!
//! Source: `domain.md` §7.2, progress equals the measure text.

use crate::check::wording::Folded;
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Texts shorter than this many characters are alike by chance.
const SHORTEST: usize = 8;

/// Finds records whose progress is their measure once more.
#[derive(Debug)]
pub(crate) struct ProgressEqualsMeasure;

static ABOUT: About = About {
    id: "progress-equals-measure",
    title: "疑似用整改措施充当整改情况",
    severity: Some(Severity::Warning),
    source: Clause::new("疑似虚假整改信号", "7.2 整改情况照抄措施"),
    why: "措施是打算做什么，整改情况是做成了什么，照抄说明不了完成",
    remedy: "请写明措施落实的实际情况",
};

impl Check for ProgressEqualsMeasure {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Measure]), Need::RecordColumn(&[Field::Progress])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.counted() {
            if let (Some(measure), Some(progress)) = (record.text(Field::Measure), record.text(Field::Progress))
                && Folded(measure) == Folded(progress)
                && Folded(measure).has(SHORTEST)
            {
                found.at_field(record, Field::Progress, "疑似照抄：整改情况与整改措施完全相同");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::ProgressEqualsMeasure;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    #[test]
    fn finds_the_measure_copied_whatever_its_punctuation() {
        let ledger = LedgerBuilder::new(&[Field::Measure, Field::Progress])
            .row(&["修订采购管理办法", "修订采购管理办法。"])
            .row(&["修订采购管理办法", "已修订采购管理办法"])
            .row(&["修订采购管理办法", ""])
            .row(&["", ""]);
        assert_eq!(ledger.run(&ProgressEqualsMeasure), ["B2 progress-equals-measure"]);
    }

    /// Boundary: eight | seven characters.
    #[test]
    fn eight_characters_are_enough_to_compare() {
        let ledger = LedgerBuilder::new(&[Field::Measure, Field::Progress])
            .row(&["修订采购办法。", "修订采购办法。"])
            .row(&["修订采购的办法", "修订采购的办法"])
            .row(&["修订了采购的办法", "修订了采购的办法"]);
        assert_eq!(ledger.run(&ProgressEqualsMeasure), ["B4 progress-equals-measure"]);
    }

    #[test]
    fn other_words_blanks_and_void_records_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Measure, Field::Progress, Field::Status])
            .row(&["修订采购管理办法", "已修订采购管理办法", "整改中"])
            .row(&["修订采购管理办法", "", "整改中"])
            .row(&["修订采购管理办法", "修订采购管理办法", "已取消"]);
        assert!(ledger.run(&ProgressEqualsMeasure).is_empty());
    }
}
