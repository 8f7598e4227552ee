//! Problems by unit: units in the office's order, those it does not know as they first appear.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::letter::Case;
use crate::letter::compose::{cell_text, iso};
use crate::letter::fields::FieldAbout;
use crate::letter::problems::Problem;
use crate::model::field::Field;
use crate::model::letter::LetterKind;
use crate::model::text::Text;

/// How many persons or earlier letters are named in running text.
const MOST_NAMED: usize = 5;

/// Gathers what is to be said of problems by unit; within a unit the order stays.
pub(super) fn by_unit<'p, 'a, T>(
    case: &Case<'a>,
    items: impl IntoIterator<Item = (&'p Problem<'a>, T)>,
) -> Vec<(&'a Text, Vec<(&'p Problem<'a>, T)>)> {
    let order: HashMap<&str, usize> = case.directory.units.iter().map(|unit| unit.name.as_str()).zip(0..).collect();
    let mut seen: HashMap<&str, usize> = HashMap::new();
    let mut units: Vec<(&'a Text, Vec<(&'p Problem<'a>, T)>)> = Vec::new();
    for (problem, item) in items {
        let at = *seen.entry(problem.unit.as_str()).or_insert(units.len());
        if at == units.len() {
            units.push((problem.unit, Vec::new()));
        }
        units[at].1.push((problem, item));
    }
    // The sort is stable: units the office does not know stay as they first appeared.
    units.sort_by_key(|(unit, _)| order.get(unit.as_str()).copied().unwrap_or(usize::MAX));
    units
}

/// The fields of a problem in a unit's list.
pub(super) const ROW: &[FieldAbout] = &[
    FieldAbout::text("编号", "台账的问题编号，没有时为序号"),
    FieldAbout::text("内容", "反馈问题，过长的截短并注明"),
    FieldAbout::date("时限", "整改时限"),
    FieldAbout::number("天数", "距时限还有几天；已超期的为超期几天"),
    FieldAbout::text("责任领导", "台账填写的责任领导"),
    FieldAbout::text("责任人", "台账填写的责任人"),
    FieldAbout::text("措施", "台账填写的整改措施，过长的截短并注明"),
    FieldAbout::text("进展", "整改状态"),
];

/// Returns a problem for a unit's list.
pub(super) fn row(problem: &Problem<'_>, deadline: Option<chrono::NaiveDate>, days: i64) -> Value {
    json!({
        "编号": problem.number(),
        "内容": cell_text(problem),
        "时限": iso(deadline),
        "天数": days,
        "责任领导": problem.filled(Field::LeadPerson),
        "责任人": problem.filled(Field::RespPerson),
        "措施": super::compose::shortened(problem.filled(Field::Measure)),
        "进展": problem.record.status.label(),
    })
}

/// Returns those a column names, each once, in running text: 张三、李四; the rest as a number. Empty when it names none.
pub(super) fn named<'p, 'a: 'p>(problems: impl IntoIterator<Item = &'p Problem<'a>>, field: Field) -> String {
    let mut names: Vec<&str> = Vec::new();
    for problem in problems {
        let cell = problem.filled(field);
        for name in cell.split(['、', '，', ',', '；', ';', '\n']).map(str::trim).filter(|name| !name.is_empty()) {
            if !names.contains(&name) && names.len() < 100 {
                names.push(name);
            }
        }
    }
    let shown = names.iter().take(MOST_NAMED).copied().collect::<Vec<_>>().join("、");
    if names.len() > MOST_NAMED { format!("{shown}等{}人", names.len()) } else { shown }
}

/// Returns the letters of some kinds that earlier months have written to a unit, the earliest first: 2026年9月督办函.
pub(super) fn earlier(case: &Case<'_>, unit: &Text, kinds: &[LetterKind]) -> Vec<String> {
    let of_unit = case.earlier.of(unit).iter().filter(|letter| kinds.contains(&letter.kind));
    let mut texts: Vec<String> =
        of_unit.map(|letter| format!("{}年{}月{}", letter.month.year, letter.month.month, letter.kind.label())).collect();
    texts.dedup();
    texts.split_off(texts.len().saturating_sub(MOST_NAMED))
}
