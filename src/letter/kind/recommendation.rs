//! 巡察建议书: problems that several units share, to the functional department whose field they lie in.
//!
//! Source: `domain.md` §5.1. The text names numbers of units, never units or persons.

use serde_json::{Value, json};

use super::{Writer, list};
use crate::letter::Case;
use crate::letter::category::{self, Group};
use crate::letter::compose::{Facts, cell_text};
use crate::letter::excerpt::{first_sentence, folded};
use crate::letter::fields::FieldAbout;
use crate::letter::privacy::Names;
use crate::letter::problems::{self, Problem};
use crate::letter::themes;
use crate::model::directory::Department;
use crate::model::field::Field;
use crate::model::ledger::is_placeholder;
use crate::model::letter::LetterKind;

/// Days to answer in when no date is set. Source: `domain.md` §4, reply to 巡察建议书.
const REPLY_DAYS: u64 = 30;
/// Units that must share a department's problems before it is written to.
const LEAST_UNITS: usize = 2;
/// Typical manifestations a category.
const MOST_EXAMPLES: usize = 3;
/// Causes named.
const MOST_CAUSES: usize = 4;

const FIELDS: &[FieldAbout] = &[
    FieldAbout::number("单位数", "涉及几家单位"),
    FieldAbout::number("问题数", "共几个问题"),
    FieldAbout::texts("类别名", "各问题类别的名称"),
    FieldAbout::rows(
        "类别",
        "逐类，涉及单位最多的在前",
        &[
            FieldAbout::text("名称", "问题类别"),
            FieldAbout::number("单位数", "涉及几家单位"),
            FieldAbout::number("问题数", "共几个问题"),
            FieldAbout::texts("表现", "典型表现，不含单位名和人名"),
        ],
    ),
    FieldAbout::texts("原因", "台账填写的原因，台账都没有填写时为空"),
    FieldAbout::rows(
        "建议",
        "逐条建议",
        &[
            FieldAbout::text("主题", "责任、制度、检查、整治、资金、培训、公开、长效之一"),
            FieldAbout::text("标题", "建议的小标题"),
        ],
    ),
    FieldAbout::rows(
        "问题",
        "逐个问题",
        &[
            FieldAbout::text("单位", "被巡察单位"),
            FieldAbout::text("类别", "问题类别"),
            FieldAbout::text("内容", "反馈问题，人名已隐去，过长的截短"),
            FieldAbout::text("状态", "整改状态"),
        ],
    ),
];

/// The kind.
pub(super) struct Recommendation;

impl Writer for Recommendation {
    fn kind(&self) -> LetterKind {
        LetterKind::Recommendation
    }

    fn built_in(&self) -> &'static str {
        include_str!("../../../templates/letters/巡察建议书.txt")
    }

    fn fields(&self) -> &'static [FieldAbout] {
        FIELDS
    }

    fn compose(&self, case: &Case<'_>) -> Vec<Facts> {
        let problems = problems::whole(case);
        let names = Names::new(case);
        case.directory.departments.iter().filter_map(|department| letter(case, &problems, &names, department)).collect()
    }
}

/// Composes one department's letter; `None` when its field has problems in fewer than two units.
fn letter(case: &Case<'_>, problems: &[Problem<'_>], names: &Names<'_>, department: &Department) -> Option<Facts> {
    let groups = category::groups(problems, department);
    let all: Vec<Problem<'_>> = groups.iter().flat_map(|group| group.problems.iter().copied()).collect();
    let units = category::count_units(&all);
    if units < LEAST_UNITS {
        return None;
    }
    let own = json!({
        "单位数": units,
        "问题数": all.len(),
        "类别": list(groups.iter().map(|group| summary(group, names)).collect()),
        "类别名": groups.iter().map(|group| &group.name).collect::<Vec<_>>(),
        "原因": causes(&all, names),
        "建议": themes::of(&all),
        "问题": list(rows(&groups, names)),
    });
    let mails = department.mails.clone();
    Some(Facts { mails, ..Facts::new(case, &department.name, &all, REPLY_DAYS, own) })
}

fn summary(group: &Group<'_>, names: &Names<'_>) -> Value {
    json!({
        "名称": group.name,
        "单位数": category::count_units(&group.problems),
        "问题数": group.problems.len(),
        "表现": examples(&group.problems, names),
    })
}

/// Returns typical manifestations: of different units first, none twice, none that names a person.
fn examples(problems: &[Problem<'_>], names: &Names<'_>) -> Vec<String> {
    let mut chosen: Vec<String> = Vec::new();
    let mut from: Vec<&str> = Vec::new();
    for of_new_units in [true, false] {
        for problem in problems {
            if chosen.len() == MOST_EXAMPLES {
                return chosen;
            }
            if of_new_units && from.contains(&problem.unit.as_str()) {
                continue;
            }
            let Some(text) = problem.text().and_then(|text| statement(problem, text, names)) else { continue };
            if chosen.iter().all(|known| folded(known) != folded(&text)) {
                chosen.push(text);
                from.push(problem.unit.as_str());
            }
        }
    }
    chosen
}

/// Returns causes as the ledgers give them, the most frequent first; empty when none gives any.
fn causes(problems: &[Problem<'_>], names: &Names<'_>) -> Vec<String> {
    let mut counted: Vec<(usize, String)> = Vec::new();
    for problem in problems {
        let text = problem.record.text(Field::Cause).filter(|text| !is_placeholder(text));
        let Some(text) = text.and_then(|text| statement(problem, text, names)) else { continue };
        match counted.iter_mut().find(|(_, known)| folded(known) == folded(&text)) {
            Some((count, _)) => *count += 1,
            None => counted.push((1, text)),
        }
    }
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    counted.into_iter().take(MOST_CAUSES).map(|(_, text)| text).collect()
}

/// Returns one statement of a text, without units; `None` when it names a person.
fn statement(problem: &Problem<'_>, text: &str, names: &Names<'_>) -> Option<String> {
    let sentence = first_sentence(text)?;
    (!names.name_person(problem, &sentence)).then(|| names.without_units(problem, &sentence))
}

fn rows(groups: &[Group<'_>], names: &Names<'_>) -> Vec<Value> {
    let of_group = |group: &Group<'_>| {
        let row = |problem: &Problem<'_>| {
            json!({
                "单位": problem.unit,
                "类别": group.name,
                "内容": names.without_persons(problem, &cell_text(problem)),
                "状态": problem.record.status.label(),
            })
        };
        group.problems.iter().map(row).collect::<Vec<_>>()
    };
    groups.iter().flat_map(of_group).collect()
}
