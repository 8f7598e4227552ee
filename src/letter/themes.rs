//! What to recommend: kept general, from the themes that the units' own measures turn on most.

use crate::letter::problems::Problem;
use crate::model::field::Field;

/// A theme of recommendations; its wording is the template's.
struct Theme {
    key: &'static str,
    title: &'static str,
    words: &'static [&'static str],
}

/// Themes in the order that counts when two are equally frequent.
const THEMES: &[Theme] = &[
    Theme {
        key: "制度", title: "健全制度机制", words: &["制度", "办法", "机制", "规定", "细则", "修订", "流程"]
    },
    Theme { key: "检查", title: "强化监督检查", words: &["检查", "督查", "督导", "核查", "抽查", "监督"] },
    Theme { key: "整治", title: "开展专项治理", words: &["排查", "整治", "清理", "清退", "清查", "自查"] },
    Theme {
        key: "资金", title: "规范资金和资产管理", words: &["资金", "财务", "审计", "采购", "预算", "资产", "账目", "报销"]
    },
    Theme { key: "培训", title: "加强教育培训", words: &["培训", "学习", "宣讲", "业务指导", "专题教育"] },
    Theme { key: "公开", title: "推进公开透明", words: &["公开", "公示"] },
];
/// Themes taken from the measures.
const MOST: usize = 3;

/// Returns the recommendations, each with its theme and its title: the department's own duty first, then the most frequent themes, 举一反三 last.
pub(super) fn of(problems: &[&Problem<'_>]) -> Vec<(&'static str, &'static str)> {
    let mut counted: Vec<(usize, &Theme)> = THEMES
        .iter()
        .map(|theme| {
            let turns_on = |problem: &&&Problem<'_>| {
                problem.record.text(Field::Measure).is_some_and(|text| theme.words.iter().any(|word| text.contains(word)))
            };
            (problems.iter().filter(turns_on).count(), theme)
        })
        .collect();
    // The sort is stable: equally frequent themes keep the order above.
    counted.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let mut chosen: Vec<&Theme> = counted.iter().filter(|(count, _)| *count > 0).take(MOST).map(|(_, theme)| *theme).collect();
    if chosen.is_empty() {
        chosen.push(&THEMES[0]);
    }
    let middle = chosen.iter().map(|theme| (theme.key, theme.title));
    std::iter::once(("责任", "压实行业主管责任")).chain(middle).chain([("长效", "做好举一反三")]).collect()
}
