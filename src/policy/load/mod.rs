//! Builds a `Policy` from its file, and refuses what contradicts itself. One file a section of the policy.

use rust_decimal::Decimal;

use crate::model::assessment::PolicyStamp;
use crate::model::number::Rounding;
use crate::model::text::Text;
use crate::policy::load::ids::{Ids, Seen};
use crate::policy::reader::Section;
use crate::policy::{
    CompletionRule, CountBasis, HonoursRule, KnownIds, Ladder, NotApplicable, Policy, ResourcesRule, risk, rules, warnings,
};

mod checks;
mod deductions;
mod grades;
pub(super) mod ids;
mod indicators;
mod results;
mod settings;
mod vetoes;

/// Reads the whole policy; `None` when a fault makes a part unusable.
pub(super) fn policy(top: &Section<'_, '_>, known: &KnownIds) -> Option<Policy> {
    let stamp = PolicyStamp {
        title: top.required_text("title").unwrap_or_default(),
        version: top.required_text("version").unwrap_or_default(),
        since: top.date("since"),
        sha256: String::new(),
    };
    let source = top.text("source");
    let base = top.required_decimal("base").unwrap_or(Decimal::ONE_HUNDRED);
    let (mut ids, mut seen) = (Ids::new(known), Seen::default());
    let groups = top.section("groups", settings::groups).unwrap_or_default();
    let mut taken = Vec::new();
    let dimensions = top.sections("dimensions", |section| indicators::dimension(section, &mut taken));
    let around = indicators::Around { known, dimensions: &dimensions, groups: &groups };
    let items = top.sections("indicators", |section| indicators::indicator(section, &around, &mut ids, &mut seen));
    indicators::refuse_wrong_sum(top, base, &items);
    let deductions = top.sections("deductions", |section| deductions::deduction(section, known, &items, &mut ids, &mut seen));
    let mut better = base;
    let bands = top.sections("grades", |section| grades::grade(section, &mut better));
    grades::refuse_disordered_grades(top, &bands);
    grades::advise_out_of_reach(top, base, &bands);
    let mut seen = Seen::default();
    let vetoes = top.sections("vetoes", |section| vetoes::veto(section, known, &bands, &mut ids, &mut seen));
    let rounding = top.section("rounding", settings::rounding);
    let rules = top.sections("rules", |section| rules::rule(section, &mut ids, &stamp.title));
    let resources = top.section("resources", |section| results::resources(section, &bands));
    let honours = top.section("honours", |section| results::honours(section, &bands));
    if source.is_none() {
        top.advise("title", "办法没有写依据", Some("补上 source，例如 source = \"县委办〔2026〕3号文件\"".to_owned()));
    }
    Some(Policy {
        // The text does not know what its file is called.
        file: Text::default(),
        stamp,
        base,
        source,
        groups,
        count: top.choice("count", &[("row", CountBasis::Row), ("problem", CountBasis::Problem)]).unwrap_or(CountBasis::Row),
        completion: top.choice("completion", &COMPLETION).unwrap_or(CompletionRule::Strict),
        not_applicable: top.choice("not_applicable", &NOT_APPLICABLE).unwrap_or(NotApplicable::Full),
        void: settings::void(top),
        places: rounding.map_or(2, |(places, _)| places),
        rounding: rounding.map_or(Rounding::HalfUp, |(_, mode)| mode),
        dimensions,
        indicators: items,
        deductions,
        bonus_cap: top.section("bonus", results::bonus).unwrap_or_default(),
        vetoes,
        grades: bands,
        annual_weight: top.section("annual", results::weight).unwrap_or_default(),
        honours: honours.unwrap_or(HonoursRule { min_completion_percent: Decimal::ZERO, barred_grades: Vec::new() }),
        resources: resources.unwrap_or(ResourcesRule { grade: String::new(), top_percent: Decimal::ZERO }),
        ladder: top.section("ladder", settings::ladder).unwrap_or(Ladder { notice_days: 20, warning_days: 10 }),
        survey: top.section("survey", settings::survey).unwrap_or(settings::DEFAULT_SURVEY),
        risk: top.section("risk", risk::section).unwrap_or_default(),
        checks: top
            .section("checks", |section| {
                Some(section.each(|id, span, setting| checks::check(id, span, setting, section, known, ids.rules())))
            })
            .unwrap_or_default(),
        rules,
        warnings: warnings::settings(top, known),
    })
}

const COMPLETION: [(&str, CompletionRule); 3] =
    [("strict", CompletionRule::Strict), ("acceptance", CompletionRule::Acceptance), ("lenient", CompletionRule::Lenient)];

const NOT_APPLICABLE: [(&str, NotApplicable); 3] =
    [("full", NotApplicable::Full), ("redistribute", NotApplicable::Redistribute), ("zero", NotApplicable::Zero)];

#[cfg(test)]
mod tests;
