//! 巡察建议书: problems that several units share in one field, to the functional department the field is the duty of.
//!
//! Source: `domain.md` §5.1. The text names numbers of units, never units or persons; units are named in the list of
//! problems alone, and not there either where the office says so.

use std::collections::HashMap;

use serde_json::{Value, json};

use super::{KindAbout, Writer, list};
use crate::letter::Case;
use crate::letter::category::{self, Group, Index};
use crate::letter::compose::{Facts, Speech, cell_text, reply_due};
use crate::letter::excerpt::{first_clause, first_sentence, folded};
use crate::letter::fields::FieldAbout;
use crate::letter::privacy::Names;
use crate::letter::problems::{self, Problem};
use crate::letter::sheets::SheetFacts;
use crate::letter::themes;
use crate::model::directory::Department;
use crate::model::field::Field;
use crate::model::ledger::is_placeholder;
use crate::model::letter::LetterKind;

/// Days to answer in when no date is set. Source: `domain.md` §4, reply to 巡察建议书.
const REPLY_DAYS: u32 = 30;
/// Units that must share a field's problems before its department is written to.
const LEAST_UNITS: usize = 2;
/// Longest name of a field in a letter's key and file name, in characters.
const LONGEST_TOPIC: usize = 40;
/// Typical manifestations a category.
const MOST_EXAMPLES: usize = 3;
/// Words of bodies within a unit, which no directory lists: a statement with one is told in the list of problems only.
const BODIES: [&str; 14] = [
    "分公司",
    "有限公司",
    "集团",
    "小学",
    "中学",
    "幼儿园",
    "卫生院",
    "敬老院",
    "福利院",
    "殡仪馆",
    "大队",
    "中队",
    "分局",
    "支行",
];
/// Causes named.
const MOST_CAUSES: usize = 4;

const FIELDS: &[FieldAbout] = &[
    FieldAbout::number("单位数", "涉及几家单位"),
    FieldAbout::number("问题数", "共几个问题"),
    FieldAbout::text("领域", "问题类别，去掉序号和“聚焦”"),
    FieldAbout::condition("分类", "台账把这个领域又分了几类"),
    FieldAbout::rows(
        "类别",
        "逐类，涉及单位最多的在前；台账没有细分时只有一类，名称就是领域",
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
            FieldAbout::text("单位", "被巡察单位；工作区写明不列单位名的，为“单位1”“单位2”"),
            FieldAbout::text("类别", "问题类别"),
            FieldAbout::text("内容", "反馈问题，人名和电话已隐去，过长的截短并注明"),
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

    fn about(&self) -> KindAbout {
        KindAbout {
            to: "名录里的职能部门，一个部门的一个领域一份",
            when: "部门负责领域里的一类问题，涉及两家以上被巡察单位",
            from: "问题类别与部门的负责领域相符的问题，不论是否完成",
            reply: "30 天",
        }
    }

    fn built_in(&self) -> &'static str {
        include_str!("../../../templates/letters/巡察建议书.txt")
    }

    fn fields(&self) -> &'static [FieldAbout] {
        FIELDS
    }

    fn compose(&self, case: &Case<'_>) -> Vec<Facts> {
        let problems = problems::whole(case);
        let index = Index::new(&problems);
        let names = Names::new(case);
        let of_department = |department| {
            let groups = index.groups(department).into_iter();
            let shared = groups.filter(|group| category::count_units(&group.problems) >= LEAST_UNITS);
            shared.map(|group| letter(case, department, &group, &names)).collect::<Vec<_>>()
        };
        case.directory.departments.iter().flat_map(of_department).collect()
    }
}

/// Composes a department's letter about one field.
fn letter(case: &Case<'_>, department: &Department, group: &Group<'_, '_>, names: &Names<'_>) -> Facts {
    let advice = themes::of(&group.problems);
    let rows = rows(case, group, names);
    let own = json!({
        "单位数": category::count_units(&group.problems),
        "问题数": group.problems.len(),
        "领域": group.name,
        "分类": group.parts.len() > 1,
        "类别": list(group.parts.iter().map(|part| summary(&part.name, &part.problems, names)).collect()),
        "原因": causes(&group.problems, names),
        "建议": list(advice.iter().map(|(theme, title)| json!({"主题": theme, "标题": title})).collect()),
        "问题": list(rows.iter().map(|[unit, category, text, status]| {
            json!({"单位": unit, "类别": category, "内容": text, "状态": status})
        }).collect()),
    });
    let kind = LetterKind::Recommendation;
    let reply_due = reply_due(case, kind, REPLY_DAYS);
    let speech = Speech { kind, receiver: &department.name, speaks_of: &group.problems, reply_due };
    let titles: Vec<String> = advice.iter().map(|(_, title)| (*title).to_owned()).collect();
    Facts {
        mails: department.mails.clone(),
        topic: group.name.chars().filter(|c| !c.is_control()).take(LONGEST_TOPIC).collect(),
        sheets: vec![SheetFacts::problems(&rows), SheetFacts::answers(&titles)],
        to_answer: titles,
        ..Facts::new(case, &speech, own)
    }
}

fn summary(name: &str, problems: &[&Problem<'_>], names: &Names<'_>) -> Value {
    json!({
        "名称": name,
        "单位数": category::count_units(problems),
        "问题数": problems.len(),
        "表现": examples(problems, names),
    })
}

/// Returns typical manifestations: of different units first, none twice, none that names a person.
fn examples(problems: &[&Problem<'_>], names: &Names<'_>) -> Vec<String> {
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
fn causes(problems: &[&Problem<'_>], names: &Names<'_>) -> Vec<String> {
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

/// Returns what a text says in general, without units; `None` when it names a person or a body within a unit.
fn statement(problem: &Problem<'_>, text: &str, names: &Names<'_>) -> Option<String> {
    let sentence = first_sentence(text)?;
    let clause = first_clause(&sentence);
    let is_general = !names.tells_of_person(problem, clause) && !BODIES.iter().any(|body| clause.contains(body));
    is_general.then(|| names.without_units(problem, clause))
}

/// Returns the list of problems: unit, category, text, status.
fn rows(case: &Case<'_>, group: &Group<'_, '_>, names: &Names<'_>) -> Vec<[String; 4]> {
    let name_units = case.office.plan.name_units;
    let mut numbers: HashMap<&str, usize> = HashMap::new();
    for problem in &group.problems {
        let next = numbers.len() + 1;
        numbers.entry(problem.unit).or_insert(next);
    }
    let unit = |problem: &Problem<'_>| match numbers.get(problem.unit.as_str()) {
        Some(number) if !name_units => format!("单位{number}"),
        _ => problem.unit.to_string(),
    };
    let row = |part: &str, problem: &Problem<'_>| {
        let text = names.without_persons(problem, &cell_text(problem));
        let text = if name_units { text } else { names.without_units(problem, &text) };
        [unit(problem), part.to_owned(), text, problem.record.status.label().to_owned()]
    };
    let parts = group.parts.iter().flat_map(|part| part.problems.iter().map(|problem| (part.name.as_str(), *problem)));
    parts.map(|(part, problem)| row(part, problem)).collect()
}
