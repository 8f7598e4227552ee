//! `group-suspicious`: a group of the directory looks misspelt, or units lack one where others have theirs.
//!
//! Source: `scoring.md` §4, groups. A misspelt group ranks its unit alone, which is first whatever its score.

use std::collections::BTreeMap;

use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::policy::reader::nearest;

/// Finds groups of the directory that look misspelt or forgotten.
#[derive(Debug)]
pub(crate) struct GroupSuspicious;

static ABOUT: About = About {
    id: "group-suspicious",
    title: "名录里的分组像是写错或漏写",
    severity: Some(Severity::Warning),
    source: Clause::new("巡察整改成效考核办法（默认）", "分组排名"),
    why: "分组写错或漏写的单位不和本组的单位一起排名，只考核这个分组的指标也考核不到它",
    remedy: "请核对名录的「分组」列，同一组的写成一样；确实单独成组的，不用改",
};

/// How many units a message names.
const FEW: usize = 5;

impl Check for GroupSuspicious {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::Groups]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
        for group in case.directory.units.iter().filter_map(|unit| unit.group.as_deref()) {
            *sizes.entry(group).or_default() += 1;
        }
        if sizes.is_empty() {
            return;
        }
        for unit in &case.directory.units {
            let Some(group) = unit.group.as_deref().filter(|group| sizes.get(group) == Some(&1)) else { continue };
            let larger = sizes.iter().filter(|(_, size)| **size > 1).map(|(name, _)| *name);
            if let Some(near) = nearest(group, larger) {
                let message = format!("分组「{group}」只有 1 个单位（{}），是不是「{near}」", unit.name);
                found.at_directory(Some(unit), group, message);
            }
        }
        let without: Vec<&str> =
            case.directory.units.iter().filter(|unit| unit.group.is_none()).map(|unit| unit.name.as_str()).collect();
        if !without.is_empty() {
            let more = if without.len() > FEW { "等" } else { "" };
            let few = without.iter().take(FEW).copied().collect::<Vec<_>>().join("、");
            let message = format!("{few}{more} {} 个单位没有写分组，别的单位写了", without.len());
            found.at_directory(None, "", message);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::GroupSuspicious;
    use crate::check::kit::LedgerBuilder;
    use crate::model::checked::Outcome;
    use crate::model::directory::{Directory, Unit};
    use crate::model::field::Field;

    fn ledger(groups: &[&str]) -> LedgerBuilder {
        let unit = |(group, name): (&&str, char)| Unit {
            name: format!("县{name}局").into(),
            group: (!group.is_empty()).then(|| (*group).into()),
            ..Unit::default()
        };
        let units = groups.iter().zip("甲乙丙丁戊己庚".chars()).map(unit).collect();
        LedgerBuilder::new(&[Field::Unit]).row(&["县甲局"]).directory(Directory::new(units, Vec::new(), Vec::new()))
    }

    #[test]
    fn a_group_of_one_that_is_named_much_like_another_is_told() {
        let told = |groups: &[&str]| ledger(groups).messages(&GroupSuspicious);
        assert_eq!(told(&["县直部门", "县直部门", "县直部们"]), ["分组「县直部们」只有 1 个单位（县丙局），是不是「县直部门」"]);
        assert!(told(&["县直部门", "县直部门", "国企"]).is_empty(), "another name altogether");
        assert_eq!(ledger(&["县直部门", "县直部门", "县直部们"]).run(&GroupSuspicious), ["- group-suspicious"]);
    }

    /// Boundary: one unit in the group | two.
    #[test]
    fn a_group_of_two_is_meant() {
        let count = |groups: &[&str]| ledger(groups).run(&GroupSuspicious).len();
        let two = ["县直部门", "县直部门", "县直部们", "县直部们"];
        assert_eq!((count(&two[..3]), count(&two)), (1, 0));
    }

    #[test]
    fn units_without_a_group_are_told_where_others_have_one() {
        let told = |groups: &[&str]| ledger(groups).messages(&GroupSuspicious);
        assert_eq!(told(&["乡镇", "", "乡镇", ""]), ["县乙局、县丁局 2 个单位没有写分组，别的单位写了"]);
        assert_eq!(
            told(&["乡镇", "", "", "", "", "", ""]),
            ["县乙局、县丙局、县丁局、县戊局、县己局等 6 个单位没有写分组，别的单位写了"]
        );
        assert!(told(&["乡镇", "乡镇"]).is_empty());
        assert_eq!(ledger(&["", ""]).outcome(&GroupSuspicious), Outcome::NotApplicable("名录里没有写分组".to_owned()));
    }
}
