//! Which problems lie in a department's field: categories matched to 负责领域.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use crate::letter::excerpt::without_number;
use crate::letter::problems::Problem;
use crate::model::directory::Department;
use crate::model::field::Field;
use crate::model::workbook::is_invisible;

/// What is in no finer category, where most of a field is.
const OTHERS: &str = "其他问题";

/// The problems of one category, a field of the department.
#[derive(Debug)]
pub(super) struct Group<'p, 'a> {
    /// The category without number and 聚焦.
    pub(super) name: String,
    /// Its problems, in source order.
    pub(super) problems: Vec<&'p Problem<'a>>,
    /// The same by the finer category, that of most units first; one part where the ledger has none.
    pub(super) parts: Vec<Part<'p, 'a>>,
}

/// The problems of a finer category within a field.
#[derive(Debug)]
pub(super) struct Part<'p, 'a> {
    /// The finer category; the field's own where the ledger has none.
    pub(super) name: String,
    /// Its problems, in source order.
    pub(super) problems: Vec<&'p Problem<'a>>,
}

/// A problem with its place in source order.
type Placed<'p, 'a> = (usize, &'p Problem<'a>);

/// A problem with its place in source order and its finer category.
type Sorted<'s, 'p, 'a> = (usize, &'s str, &'p Problem<'a>);

/// Problems by their two categories: there are few of these, however many problems and departments there are.
pub(super) struct Index<'p, 'a> {
    kinds: Vec<([String; 2], Vec<Placed<'p, 'a>>)>,
}

impl<'p, 'a> Index<'p, 'a> {
    /// Gathers problems by their categories.
    pub(super) fn new(problems: &'p [Problem<'a>]) -> Self {
        let mut known: HashMap<[&str; 2], usize> = HashMap::new();
        let mut kinds: Vec<([String; 2], Vec<Placed<'p, 'a>>)> = Vec::new();
        for (order, problem) in problems.iter().enumerate() {
            let own = [problem.record.category.as_ref(), problem.record.text(Field::Category2)];
            let own = own.map(|name| name.map_or("", |name| name.as_str()));
            let at = *known.entry(own).or_insert(kinds.len());
            if at == kinds.len() {
                kinds.push((own.map(folded), Vec::new()));
            }
            kinds[at].1.push((order, problem));
        }
        Self { kinds }
    }

    /// Returns the problems in a department's field by category: the category of most units first, then of most problems.
    pub(super) fn groups(&self, department: &Department) -> Vec<Group<'p, 'a>> {
        let domains: Vec<String> =
            department.domains.iter().map(|domain| folded(domain)).filter(|domain| !domain.is_empty()).collect();
        let mut fields: Vec<(&str, Vec<Sorted<'_, 'p, 'a>>)> = Vec::new();
        for ([category, finer], problems) in &self.kinds {
            let (name, part) = match (is_within(category, &domains), is_within(finer, &domains)) {
                (true, _) => (category, finer.as_str()),
                (false, true) => (finer, ""),
                (false, false) => continue,
            };
            let found = problems.iter().map(|(order, problem)| (*order, part, *problem));
            match fields.iter_mut().find(|(known, _)| *known == name.as_str()) {
                Some((_, problems)) => problems.extend(found),
                None => fields.push((name, found.collect())),
            }
        }
        for (_, problems) in &mut fields {
            problems.sort_by_key(|(order, ..)| *order);
        }
        fields.sort_by_key(|(_, problems)| problems.first().map(|(order, ..)| *order));
        let mut groups: Vec<Group<'p, 'a>> = fields.into_iter().map(|(name, problems)| group(name, &problems)).collect();
        groups.sort_by_key(|group| Reverse((count_units(&group.problems), group.problems.len())));
        groups
    }
}

fn group<'p, 'a>(name: &str, problems: &[Sorted<'_, 'p, 'a>]) -> Group<'p, 'a> {
    // A field of which the ledger sorts only a few further stays whole: nobody reads "others: 22 of 26".
    let sorted = problems.iter().filter(|(_, part, _)| !part.is_empty()).count();
    let has_parts = sorted * 2 >= problems.len();
    let mut parts: Vec<Part<'p, 'a>> = Vec::new();
    for (_, part, problem) in problems {
        let part = match (has_parts, part.is_empty()) {
            (false, _) => name,
            (true, true) => OTHERS,
            (true, false) => part,
        };
        match parts.iter_mut().find(|known| known.name == part) {
            Some(known) => known.problems.push(problem),
            None => parts.push(Part { name: part.to_owned(), problems: vec![*problem] }),
        }
    }
    parts.sort_by_key(|part| Reverse((part.name != OTHERS, count_units(&part.problems), part.problems.len())));
    Group { name: name.to_owned(), problems: problems.iter().map(|(.., problem)| *problem).collect(), parts }
}

/// Counts the units of problems.
pub(super) fn count_units(problems: &[&Problem<'_>]) -> usize {
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
