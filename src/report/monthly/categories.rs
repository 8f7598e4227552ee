//! 四、分类别情况: problems by category, those found at most units, and categories that lag.

use std::collections::{BTreeSet, HashMap};

use crate::model::assessment::Ratio;
use crate::model::checked::Outcome;
use crate::report::monthly::facts::{Facts, Row};
use crate::report::monthly::part::{Item, NOTHING, Part, Table, Value, cut, names};
use crate::report::monthly::reasons::Reasons;

/// How many common categories are named.
const MOST_COMMON: usize = 5;
/// How many lagging categories are named.
const MOST_LAGGING: usize = 5;
/// Longest example, in characters.
const EXAMPLE: usize = 45;

/// All categories.
#[derive(Clone, Debug)]
pub(super) struct Categories {
    rows: Vec<Category>,
    /// Records without a category.
    none: u64,
    /// Problems an earlier round had already found at the unit.
    repeated: Vec<String>,
    repeats: usize,
    /// Whether earlier rounds were there to compare with.
    compared: bool,
}

/// One category.
#[derive(Clone, Debug)]
struct Category {
    name: String,
    units: usize,
    problems: u64,
    completion: Ratio,
    overdue: u64,
    reasons: Reasons,
    example: Option<String>,
}

impl Categories {
    /// Counts them, the one with most problems first.
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let mut order: Vec<String> = Vec::new();
        let mut of: HashMap<String, Vec<&Row<'_>>> = HashMap::new();
        let mut none = 0;
        for row in &facts.rows {
            let Some(name) = row.record.category.as_ref().map(|category| folded(category)).filter(|name| !name.is_empty()) else {
                none += 1;
                continue;
            };
            let rows = of.entry(name.clone()).or_default();
            if rows.is_empty() {
                order.push(name);
            }
            rows.push(row);
        }
        let mut rows: Vec<Category> = order
            .into_iter()
            .map(|name| {
                let own = of.get(&name).map_or(&[][..], Vec::as_slice);
                Category::of(name, facts, own)
            })
            .collect();
        rows.sort_by_key(|category| std::cmp::Reverse((category.problems, category.units)));
        let repeats: Vec<_> = facts.case.checked.findings.iter().filter(|finding| finding.about.id == "repeat-problem").collect();
        let units: BTreeSet<&str> = repeats.iter().filter_map(|finding| finding.unit.as_deref()).collect();
        let rules = &facts.case.checked.rules;
        let compared = rules.iter().any(|rule| rule.about.id == "repeat-problem" && rule.outcome == Outcome::Ran);
        Self { rows, none, repeated: units.into_iter().map(str::to_owned).collect(), repeats: repeats.len(), compared }
    }

    /// Says it.
    pub(super) fn part(&self, facts: &Facts<'_>) -> Part {
        let title = "分类别情况";
        if self.rows.is_empty() {
            let text = if self.none == 0 {
                "本月没有整改记录。"
            } else {
                "台账没有写明问题类别，不能按类别统计。"
            };
            return Part { title, items: vec![Item::say(text)] };
        }
        let mut table = Table::new(
            "各类别整改情况",
            &[("问题类别", 36), ("单位数", 7), ("问题数", 7), ("应整改", 7), ("已整改", 7), ("完成率", 10), ("超期", 7)],
        );
        table.rows = self.rows.iter().map(|category| category.cells(facts)).collect();
        let mut items =
            vec![Item::Heading("各类别情况"), Item::Sentence(self.lead()), Item::Table(table), Item::Heading("多发共性问题")];
        items.extend(self.common());
        items.push(Item::Sentence(self.say_repeats()));
        items.push(Item::Heading("进度滞后的类别"));
        items.extend(self.lagging(facts));
        Part { title, items }
    }

    fn lead(&self) -> String {
        let mut text = match self.rows.as_slice() {
            [only] => format!("问题都属于“{}”一类。", only.name),
            [first, ..] => format!(
                "问题分属{}个类别，最多的是“{}”，{}个，涉及{}家单位。",
                self.rows.len(),
                first.name,
                first.problems,
                first.units
            ),
            [] => String::new(),
        };
        if self.none > 0 {
            text.push_str(&format!("另有{}个问题没有写明类别，没有列入下表。", self.none));
        }
        text
    }

    /// Returns the categories found at several units, at most units first.
    fn common(&self) -> Vec<Item> {
        let mut common: Vec<&Category> = self.rows.iter().filter(|category| category.units > 1).collect();
        if common.is_empty() {
            return vec![Item::say("没有两家以上单位同时存在的问题类别。")];
        }
        common.sort_by_key(|category| std::cmp::Reverse((category.units, category.problems)));
        let count = common.len();
        let mut table = Table::new(
            "涉及单位最多的问题类别",
            &[("问题类别", 28), ("单位数", 7), ("问题数", 7), ("没有完成", 8), ("问题举例", 50)],
        );
        table.rows = common
            .iter()
            .take(MOST_COMMON)
            .map(|category| {
                let open = category.completion.denominator - category.completion.numerator;
                vec![
                    Value::text(category.name.as_str()),
                    Value::Count(category.units as u64),
                    Value::Count(category.problems),
                    Value::Count(open),
                    Value::maybe(category.example.as_deref()),
                ]
            })
            .collect();
        let said =
            if count > MOST_COMMON { format!("，下表列出涉及单位最多的{MOST_COMMON}类") } else { String::new() };
        vec![Item::say(format!("两家以上单位都有的问题类别{count}类{said}。")), Item::Table(table)]
    }

    fn say_repeats(&self) -> String {
        if self.repeats == 0 {
            return if self.compared {
                "与以前轮次的台账比对，没有发现重复出现的问题。".to_owned()
            } else {
                "没有以前轮次的台账，屡巡屡犯情况不作比对。".to_owned()
            };
        }
        let units = names(self.repeated.iter().map(String::as_str), 5);
        format!("与以前轮次反馈问题相同、疑似屡巡屡犯的{}个，在{units}。", self.repeats)
    }

    fn lagging(&self, facts: &Facts<'_>) -> Vec<Item> {
        let total = facts.percent(facts.completion());
        let mut lagging: Vec<&Category> = self
            .rows
            .iter()
            .filter(|category| {
                let behind = facts.percent(category.completion).zip(total).is_some_and(|(own, total)| own < total);
                category.overdue > 0 && behind
            })
            .collect();
        lagging.sort_by_key(|category| (std::cmp::Reverse(category.overdue), facts.percent(category.completion)));
        if lagging.is_empty() {
            return vec![Item::say("没有既有超期问题、完成率又低于总体的类别。")];
        }
        let count = lagging.len();
        let said = if count > MOST_LAGGING { format!("，下表列出超期最多的{MOST_LAGGING}类") } else { String::new() };
        let mut table = Table::new("进度滞后的类别及原因", &[("问题类别", 28), ("完成率", 11), ("台账反映的原因", 52)]);
        table.rows = lagging
            .iter()
            .take(MOST_LAGGING)
            .map(|category| {
                vec![
                    Value::text(category.name.as_str()),
                    Value::Percent(facts.percent(category.completion)),
                    Value::Text(category.reasons.say()),
                ]
            })
            .collect();
        vec![Item::say(format!("有超期问题、完成率低于总体的类别{count}类{said}。")), Item::Table(table)]
    }
}

impl Category {
    fn of(name: String, facts: &Facts<'_>, rows: &[&Row<'_>]) -> Self {
        let units: BTreeSet<&str> = rows.iter().map(|row| row.unit.as_str()).collect();
        // An open problem says more than one that is done with.
        let example = rows.iter().filter(|row| row.is_open()).chain(rows).find_map(|row| row.problem());
        Self {
            name,
            units: units.len(),
            problems: rows.len() as u64,
            completion: facts.ratio_of(rows.iter().copied()),
            overdue: rows.iter().filter(|row| row.standing.overdue).count() as u64,
            reasons: Reasons::of(rows.iter().copied()),
            example: example.map(|text| cut(text, EXAMPLE)),
        }
    }

    fn cells(&self, facts: &Facts<'_>) -> Vec<Value> {
        vec![
            Value::text(self.name.as_str()),
            Value::Count(self.units as u64),
            Value::Count(self.problems),
            Value::Count(self.completion.denominator),
            Value::Count(self.completion.numerator),
            facts.percent(self.completion).map_or_else(|| Value::text(NOTHING), |percent| Value::Percent(Some(percent))),
            Value::Alarm(self.overdue),
        ]
    }
}

/// Returns a category without spaces and without the number it begins with.
fn folded(category: &str) -> String {
    let bare: String = category.chars().filter(|c| !c.is_whitespace()).collect();
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十（）()".contains(c);
    let rest = bare.trim_start_matches(numeral);
    match rest.strip_prefix(['、', '.', '．']) {
        Some(rest) => rest.to_owned(),
        // （一）某类 has no mark behind its number.
        None if bare.starts_with(['（', '(']) && rest != bare => rest.to_owned(),
        None => bare,
    }
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn a_number_in_front_makes_no_other_category() {
        for category in ["一、财务管理", "（一）财务管理", "1.财务管理", "财务 管理"] {
            assert_eq!(folded(category), "财务管理", "{category}");
        }
        assert_eq!(folded("三重一大决策"), "三重一大决策");
    }
}
