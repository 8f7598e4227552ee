//! `unit-not-in-directory`: a unit is not in the office's directory.
//!
//! Source: `domain.md` §7.1, unit alias: never merge by likeness, only suggest.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::remark::RemarkKind;

/// Finds units under names the directory does not know.
#[derive(Debug)]
pub(crate) struct UnitNotInDirectory;

static ABOUT: About = About {
    id: "unit-not-in-directory",
    title: "单位不在名录里",
    severity: Some(Severity::Error),
    source: Clause::new("数据质量规则", "7.1 单位名称"),
    why: "名录里没有的单位单独成户，它的问题不会计入应属的单位",
    remedy: "请改成名录里的名称，或在名录中补上别名；拿不准的，运行 xuncha names 逐个答复",
};

impl Check for UnitNotInDirectory {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Directory]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for remark in case.remarks(RemarkKind::UnknownUnit) {
            found.at_remark_with_detail(remark, format!("名录里没有「{}」", remark.seen()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::UnitNotInDirectory;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;
    use crate::model::remark::RemarkKind;

    #[test]
    fn an_unknown_unit_is_named_with_its_cell_and_the_nearest_names() {
        let ledger = LedgerBuilder::new(&[Field::Seq, Field::Unit]).row(&["县教育局", ""]).remark(
            RemarkKind::UnknownUnit,
            0,
            Field::Unit,
            "县教体居",
        );
        assert_eq!(ledger.run(&UnitNotInDirectory), ["B2 unit-not-in-directory"]);
        assert_eq!(ledger.messages(&UnitNotInDirectory), ["名录里没有「县教体居」，说明"]);
    }

    #[test]
    fn known_units_are_left_alone() {
        let ledger = LedgerBuilder::new(&[Field::Seq, Field::Unit]).row(&["县教育局", "县教育局"]);
        assert!(ledger.run(&UnitNotInDirectory).is_empty());
    }
}
