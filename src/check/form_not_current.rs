//! `form-not-current`: a table was filled in on another version of the standard form than the one in use.
//!
//! Source: `domain.md` §7.1, definitions that drift between units; the versions stand in `model::standard`.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::standard::{REVISIONS, Revision, difference};

/// Finds tables on a form that is older than the newest, or that nobody knows.
#[derive(Debug)]
pub(crate) struct FormNotCurrent;

static ABOUT: About = About {
    id: "form-not-current",
    title: "填的不是现行表样",
    severity: Some(Severity::Warning),
    source: Clause::new("数据质量规则", "7.1 填报标准不统一"),
    why: "表样的列变了，各单位填的就对不上，缺的列也算不出指标",
    remedy: "请用 xuncha template 生成现行表样下发，把内容誊过来；确实要用这个版本的，换用相应版本的程序核验",
};

impl Check for FormNotCurrent {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::StandardForm]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        hold_against(REVISIONS, case, found);
    }
}

fn hold_against(revisions: &[Revision<'_>], case: &Case<'_>, found: &mut Found<'_>) {
    for table in &case.ledger.tables {
        if let Some(form) = &table.form
            && let Some(difference) = difference(&form.version, table.kind, revisions)
        {
            found.at_stamp(table, form, difference);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FormNotCurrent, hold_against};
    use crate::check::kit::LedgerBuilder;
    use crate::check::{Case, Check, Found, Need};
    use crate::model::about::About;
    use crate::model::checked::Outcome;
    use crate::model::field::Field;
    use crate::model::ledger::TableKind;
    use crate::model::standard::{Change, Revision, version};

    /// The check as it would be after a revision that never was.
    struct Revised;

    const MADE_UP: &[Revision<'static>] = &[
        Revision { version: "1-1", changes: &[] },
        Revision {
            version: "1-2",
            changes: &[
                Change { kind: TableKind::Rectification, was: None, is: Some("甲") },
                Change { kind: TableKind::Rectification, was: Some("乙"), is: Some("丙") },
            ],
        },
    ];

    impl Check for Revised {
        fn about(&self) -> &'static About {
            FormNotCurrent.about()
        }

        fn needs(&self) -> &'static [Need] {
            &[]
        }

        fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
            hold_against(MADE_UP, case, found);
        }
    }

    fn form(version: &str) -> LedgerBuilder {
        LedgerBuilder::new(&[Field::Unit]).form(version, &[]).row(&["县教育局"])
    }

    #[test]
    fn an_old_stamp_is_named_with_the_columns_that_changed() {
        assert_eq!(form("1-1").run(&Revised), ["A1 form-not-current"]);
        let expected = "表样版本「1-1」不是现行的「1-2」，此后新增「甲」，「乙」改名为「丙」";
        assert_eq!(form("1-1").messages(&Revised), [expected]);
        assert!(form("1-2").run(&Revised).is_empty());
    }

    #[test]
    fn a_stamp_nobody_knows_is_named() {
        let told = form("2099-9").messages(&FormNotCurrent);
        assert!(told[0].starts_with("表样版本「2099-9」不是本程序认得的"), "{told:?}");
    }

    #[test]
    fn the_form_in_use_and_tables_without_a_stamp_are_left_alone() {
        assert!(form(version()).run(&FormNotCurrent).is_empty());
        let own = LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]);
        assert_eq!(own.outcome(&FormNotCurrent), Outcome::NotApplicable("没有用统一表样填的表".to_owned()));
    }
}
