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
    Some(HonoursRule { min_completion_percent: section.required_decimal("min_completion_percent")?, barred_grades })
}

pub(super) fn resources(section: &Section<'_, '_>, grades: &[GradeBand]) -> Option<ResourcesRule> {
    let grade = section.required_text("grade")?;
    refuse_unknown_grade(section, "grade", &grade, grades);
    Some(ResourcesRule { grade, top_percent: section.required_decimal("top_percent")? })
}
