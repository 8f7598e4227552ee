//! `[[grades]]`: bands from the best down, without gap or overlap.

use rust_decimal::Decimal;

use crate::model::number::plain;
use crate::policy::GradeBand;
use crate::policy::reader::Section;

/// Reads a band; `better` is where the next better one begins, or the highest score.
pub(super) fn grade(section: &Section<'_, '_>, better: &mut Decimal) -> Option<GradeBand> {
    let (title, from, to) = (section.required_text("title"), section.required_decimal("from")?, section.decimal("to"));
    if let Some(to) = to.filter(|to| to != better) {
        let (what, begins) = if to < *better { ("空档", "没有等次") } else { ("重叠", "有两个等次") };
        let message = format!("等次有{what}：{} 到 {} 分{begins}", plain(to.min(*better)), plain(to.max(*better)));
        section.fault("to", message, Some(format!("to 写 {}，或删去 to", plain(*better))));
    }
    *better = from;
    Some(GradeBand { title: title?, from })
}

/// Advises against grades that no score reaches: whatever is added, a score ends at the base. Source: `contract.md` §4.
pub(super) fn advise_out_of_reach(top: &Section<'_, '_>, base: Decimal, grades: &[GradeBand]) {
    for band in grades.iter().filter(|band| band.from > base) {
        let message = format!("等次「{}」从 {} 分起，满分是 {}，没有单位能得到", band.title, plain(band.from), plain(base));
        top.advise("grades", message, Some("加了分也不超过满分；请改低 from".to_owned()));
    }
}

pub(super) fn refuse_disordered_grades(top: &Section<'_, '_>, grades: &[GradeBand]) {
    if grades.is_empty() {
        top.fault("grades", "至少要写一个等次", Some("例如 [[grades]] title = \"差\" from = 0".to_owned()));
        return;
    }
    if grades.windows(2).any(|pair| pair[0].from <= pair[1].from) {
        top.fault("grades", "等次要从高分到低分排列，不能重复", None);
    }
    if grades.last().is_some_and(|worst| !worst.from.is_zero()) {
        top.fault("grades", "最低等次要从 0 分开始，否则低分没有等次", None);
    }
}

pub(super) fn refuse_unknown_grade(section: &Section<'_, '_>, key: &'static str, grade: &str, grades: &[GradeBand]) {
    if !grades.iter().any(|band| band.title == grade) {
        let titles: Vec<_> = grades.iter().map(|band| band.title.as_str()).collect();
        section.fault(key, format!("没有「{grade}」这个等次"), Some(format!("可选：{}", titles.join("、"))));
    }
}
