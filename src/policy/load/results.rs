//! `[annual]`, `[honours]`, `[resources]`: what a score is used for.

use rust_decimal::Decimal;

use crate::policy::load::grades::refuse_unknown_grade;
use crate::policy::reader::Section;
use crate::policy::{GradeBand, HonoursRule, ResourcesRule};

pub(super) fn weight(section: &Section<'_, '_>) -> Option<Decimal> {
    let weight = section.required_decimal("weight")?;
    if weight < Decimal::ZERO || weight > Decimal::ONE {
        section.fault("weight", "比重要在 0 和 1 之间", Some("例如 0.30 表示 30%".to_owned()));
    }
    Some(weight)
}

pub(super) fn honours(section: &Section<'_, '_>, grades: &[GradeBand]) -> Option<HonoursRule> {
    let barred_grades = section.texts("barred_grades");
    for grade in &barred_grades {
        refuse_unknown_grade(section, "barred_grades", grade, grades);
    }
    Some(HonoursRule { min_completion_percent: percent(section, "min_completion_percent", "60")?, barred_grades })
}

pub(super) fn resources(section: &Section<'_, '_>, grades: &[GradeBand]) -> Option<ResourcesRule> {
    let grade = section.required_text("grade")?;
    refuse_unknown_grade(section, "grade", &grade, grades);
    if section.decimal("top_percent").is_some_and(|percent| percent.is_zero()) {
        let hint = "例如 top_percent = 20；不设优先保障的，删去 [resources] 这一节";
        section.fault("top_percent", "前 0% 里没有单位，谁也得不到优先保障", Some(hint.to_owned()));
    }
    Some(ResourcesRule { grade, top_percent: percent(section, "top_percent", "20")? })
}

/// Reads how many of a hundred; a number between 0 and 1 was meant as a share.
fn percent(section: &Section<'_, '_>, key: &'static str, example: &str) -> Option<Decimal> {
    let percent = section.required_decimal(key)?;
    if percent < Decimal::ZERO || percent > Decimal::ONE_HUNDRED || (percent > Decimal::ZERO && percent < Decimal::ONE) {
        section.fault(key, "百分数要写 0，或者 1 到 100", Some(format!("例如 {key} = {example} 表示 {example}%")));
    }
    Some(percent)
}

/// Reads `[bonus]`.
pub(super) fn bonus(section: &Section<'_, '_>) -> Option<Decimal> {
    let cap = section.required_decimal("cap")?;
    if cap < Decimal::ZERO {
        section.fault("cap", "加分上限不能小于 0", Some("例如 cap = 5 表示最多加 5 分；不加分的写 0".to_owned()));
    }
    Some(cap)
}
