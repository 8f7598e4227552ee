//! Which names of a row a condition reads.

use std::collections::BTreeSet;

use crate::policy::expression::schema::Name;
use crate::policy::expression::types::{Term, Test};

/// Adds the names a test reads.
pub(super) fn of_test(test: &Test, names: &mut BTreeSet<Name>) {
    match test {
        Test::Not(test) => of_test(test, names),
        Test::All(tests) | Test::Any(tests) => tests.iter().for_each(|test| of_test(test, names)),
        Test::Empty(term) | Test::Flag(term) | Test::OneOf(term, _) | Test::Matches(term, _) => of_term(term, names),
        Test::Compare(_, left, right) => [left, right].into_iter().for_each(|term| of_term(term, names)),
    }
}

fn of_term(term: &Term, names: &mut BTreeSet<Name>) {
    match term {
        Term::Name(name) => {
            names.insert(*name);
        }
        Term::Constant(_) => {}
        Term::Truth(test) => of_test(test, names),
        Term::Minus(term) | Term::Length(term) | Term::Number(term) => of_term(term, names),
        Term::Arithmetic(_, left, right) => [left, right].into_iter().for_each(|term| of_term(term, names)),
    }
}

#[cfg(test)]
mod tests {
    use crate::policy::expression::Condition;
    use crate::policy::expression::schema::Subject;

    fn names(text: &str) -> Vec<&'static str> {
        let condition = Condition::load(text, Subject::Rectification).expect("a condition");
        condition.names().into_iter().map(|name| name.label()).collect()
    }

    #[test]
    fn every_name_a_condition_reads_is_given_once() {
        let mut all = names("非 是否超期 且 (佐证材料 为空 或 超期天数 > 3) 且 超期天数 < 9");
        all.sort_unstable();
        let mut expected = ["是否超期", "佐证材料", "超期天数"];
        expected.sort_unstable();
        assert_eq!(all, expected);
        assert_eq!(names("整改措施 = '是否超期'"), ["整改措施"], "what is quoted is no name");
    }
}
