//! Which problems lie in a department's field: categories matched to 负责领域.

use std::collections::HashSet;

use crate::letter::excerpt::without_number;
use crate::letter::problems::Problem;
use crate::model::directory::Department;
use crate::model::field::Field;
use crate::model::workbook::is_invisible;

/// The problems of one category.
#[derive(Debug)]
pub(super) struct Group<'a> {
    /// The category without number and 聚焦.
    pub(super) name: String,
    /// Its problems, in source order.
    pub(super) problems: Vec<Problem<'a>>,
}

/// Returns the problems in a department's field by category: the category of most units first, then of most problems.
pub(super) fn groups<'a>(problems: &[Problem<'a>], department: &Department) -> Vec<Group<'a>> {
    let domains: Vec<String> = department.domains.iter().map(|domain| folded(domain)).filter(|d| !d.is_empty()).collect();
    let mut groups: Vec<Group<'a>> = Vec::new();
    for problem in problems {
        let own = [problem.record.category.as_ref(), problem.record.text(Field::Category2)];
        let Some(name) = own.into_iter().flatten().map(|name| folded(name)).find(|name| is_within(name, &domains)) else {
            continue;
        };
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.problems.push(*problem),
            None => groups.push(Group { name, problems: vec![*problem] }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse((count_units(&group.problems), group.problems.len())));
    groups
}

/// Counts the units of problems.
pub(super) fn count_units(problems: &[Problem<'_>]) -> usize {
    problems.iter().map(|problem| problem.unit).collect::<HashSet<_>>().len()
}

/// Says whether a category equals or contains a domain, or a domain contains the category.
fn is_within(category: &str, domains: &[String]) -> bool {
    // A category of one character lies in every field.
    category.chars().count() >= 2 && domains.iter().any(|domain| category.contains(domain.as_str()) || domain.contains(category))
}

/// Returns a category without spaces, leading number and 聚焦.
fn folded(category: &str) -> String {
    let plain: String = category.chars().filter(|c| !is_invisible(*c)).collect();
    let plain = without_number(&plain);
    plain.strip_prefix("聚焦").unwrap_or(plain).trim_matches(['“', '”', '：', ':']).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{folded, is_within};

    #[test]
    fn numbers_and_focus_do_not_part_a_category_from_its_domain() {
        assert_eq!(folded("一、聚焦 基层党组织建设"), "基层党组织建设");
        let domains = [folded("基层党组织")];
        assert!(is_within(&folded("（二）聚焦基层党组织建设"), &domains));
        assert!(is_within("党组织", &domains));
        assert!(!is_within("党", &domains) && !is_within("", &domains) && !is_within("工程建设", &domains));
    }
}
