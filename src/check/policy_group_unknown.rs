//! `policy-group-unknown`: the policy names a group that no unit of the directory is in.
//!
//! Source: `scoring.md` §2 and §4, groups. What moves points is never passed over in silence: an indicator for a group that
//! is misspelt is worth full points to every unit that was meant.

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::policy::reader::nearest;

/// Finds groups of the policy that the directory does not have.
#[derive(Debug)]
pub(crate) struct PolicyGroupUnknown;

static ABOUT: About = About {
    id: "policy-group-unknown",
    title: "办法里的分组名录里没有",
    severity: Some(Severity::Error),
    source: Clause::new("巡察整改成效考核办法（默认）", "分组排名"),
    why: "只考核这个分组的指标谁也不考核，本该考核的单位按没有数据处理，一般就是满分；排序里的这个分组也不起作用",
    remedy: "请把办法里 groups、order 的分组和名录的「分组」列写成一样；确实没有这个分组的，从办法里删去",
};

impl Check for PolicyGroupUnknown {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Groups]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let known: Vec<&str> = case.directory.units.iter().filter_map(|unit| unit.group.as_deref()).collect();
        if known.is_empty() {
            return;
        }
        let ordered = case.policy.groups.order.iter().map(|group| (None, group.as_str()));
        let measured = case.policy.indicators.iter().flat_map(|rule| {
            let title = rule.title.as_deref().unwrap_or(&rule.id);
            rule.groups.iter().map(move |group| (Some(title), group.as_str()))
        });
        for (indicator, group) in measured.chain(ordered).filter(|(_, group)| !known.contains(group)) {
            let where_named = indicator.map_or_else(
                || format!("分组排序里的「{group}」"),
                |title| format!("指标「{title}」只考核「{group}」，这个分组"),
            );
            let near = nearest(group, known.iter().copied()).map(|near| format!("，最接近的是「{near}」")).unwrap_or_default();
            found.at_policy(group, format!("{where_named}名录里没有单位{near}"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PolicyGroupUnknown;
    use crate::check::kit::{LedgerBuilder, SETTLED};
    use crate::model::checked::Outcome;
    use crate::model::directory::{Directory, Unit};
    use crate::model::field::Field;

    fn ledger(groups: &[&str], policy: &str) -> LedgerBuilder {
        let unit = |group: &&str| Unit {
            name: format!("县{group}局").into(),
            group: (!group.is_empty()).then(|| (*group).into()),
            ..Unit::default()
        };
        let directory = Directory::new(groups.iter().map(unit).collect(), Vec::new(), Vec::new());
        LedgerBuilder::new(&[Field::Unit]).row(&["县教育局"]).directory(directory).policy(policy)
    }

    fn measuring(group: &str) -> String {
        format!("{SETTLED}groups = [\"{group}\"]\n")
    }

    #[test]
    fn a_group_that_no_unit_is_in_is_told_with_the_nearest_one() {
        let told = |group: &str| ledger(&["县直部门", "乡镇"], &measuring(group)).messages(&PolicyGroupUnknown);
        assert_eq!(told("县直部们"), ["指标「办结率」只考核「县直部们」，这个分组名录里没有单位，最接近的是「县直部门」"]);
        assert_eq!(told("国企"), ["指标「办结率」只考核「国企」，这个分组名录里没有单位"]);
        assert_eq!(ledger(&["乡镇"], &measuring("国企")).run(&PolicyGroupUnknown), ["- policy-group-unknown"]);
    }

    #[test]
    fn a_group_of_the_order_is_told_too() {
        let told =
            |order: &str| ledger(&["县直部门", "乡镇"], &format!("[groups]\norder = {order}\n")).messages(&PolicyGroupUnknown);
        assert_eq!(told("[\"乡镇\", \"县直机关单位\"]"), ["分组排序里的「县直机关单位」名录里没有单位"]);
        assert!(told("[\"乡镇\", \"县直部门\"]").is_empty());
        assert!(told("[\"乡镇\"]").is_empty(), "the order need not name all");
    }

    /// Boundary: one unit in the group | none.
    #[test]
    fn one_unit_in_the_group_is_enough() {
        let count = |groups: &[&str]| ledger(groups, &measuring("乡镇")).run(&PolicyGroupUnknown).len();
        assert_eq!((count(&["县直部门", "乡镇"]), count(&["县直部门", "县直部门"])), (0, 1));
    }

    #[test]
    fn without_groups_in_the_directory_the_rule_says_so() {
        let lacking = |groups: &[&str]| ledger(groups, &measuring("乡镇")).outcome(&PolicyGroupUnknown);
        assert_eq!(lacking(&[]), Outcome::NotApplicable("没有单位名录".to_owned()));
        assert_eq!(lacking(&["", ""]), Outcome::NotApplicable("名录里没有写分组".to_owned()));
        assert_eq!(lacking(&["", "乡镇"]), Outcome::Ran);
    }
}
