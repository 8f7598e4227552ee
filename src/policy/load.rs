//! Builds a `Policy` from its file, and refuses what contradicts itself.

use rust_decimal::Decimal;

use crate::model::assessment::PolicyStamp;
use crate::model::ledger::Status;
use crate::model::number::{Rounding, plain};
use crate::policy::reader::{Section, nearest};
use crate::policy::rules::{self, SEVERITIES};
use crate::policy::{
    CheckSetting, CompletionRule, CountBasis, DeductionRule, Dimension, FigureRule, GradeBand, HonoursRule, IndicatorRule,
    KnownIds, Ladder, NotApplicable, Policy, ResourcesRule, SurveyRule, VetoRule,
};

/// Reads the whole policy; `None` when a fault makes a part unusable.
pub(super) fn policy(top: &Section<'_, '_>, known: &KnownIds) -> Option<Policy> {
    let stamp = PolicyStamp {
        title: top.required_text("title").unwrap_or_default(),
        version: top.required_text("version").unwrap_or_default(),
        sha256: String::new(),
    };
    let base = top.required_decimal("base").unwrap_or(Decimal::ONE_HUNDRED);
    let dimensions = top.sections("dimensions", dimension);
    let indicators = top.sections("indicators", |section| indicator(section, known, &dimensions));
    refuse_wrong_sum(top, base, &indicators);
    let grades = top.sections("grades", grade);
    refuse_disordered_grades(top, &grades);
    let rounding = top.section("rounding", rounding);
    let mut own_ids = Vec::new();
    let rules = top.sections("rules", |section| rules::rule(section, known, &mut own_ids, &stamp.title));
    let resources = top.section("resources", |section| resources(section, &grades));
    let honours = top.section("honours", |section| honours(section, &grades));
    Some(Policy {
        stamp,
        base,
        count: top.choice("count", &[("row", CountBasis::Row), ("problem", CountBasis::Problem)]).unwrap_or(CountBasis::Row),
        completion: top.choice("completion", &COMPLETION).unwrap_or(CompletionRule::Strict),
        not_applicable: top.choice("not_applicable", &NOT_APPLICABLE).unwrap_or(NotApplicable::Full),
        void: void(top),
        places: rounding.map_or(2, |(places, _)| places),
        rounding: rounding.map_or(Rounding::HalfUp, |(_, mode)| mode),
        dimensions,
        indicators,
        deductions: top.sections("deductions", |section| deduction(section, known)),
        bonus_cap: top.section("bonus", |section| section.required_decimal("cap")).unwrap_or_default(),
        vetoes: top.sections("vetoes", |section| veto(section, known, &grades)),
        grades,
        annual_weight: top.section("annual", weight).unwrap_or_default(),
        honours: honours.unwrap_or(HonoursRule { min_completion_percent: Decimal::ZERO, barred_grades: Vec::new() }),
        resources: resources.unwrap_or(ResourcesRule { grade: String::new(), top_percent: Decimal::ZERO }),
        ladder: top.section("ladder", ladder).unwrap_or(Ladder { notice_days: 20, warning_days: 10 }),
        survey: top.section("survey", survey).unwrap_or(DEFAULT_SURVEY),
        checks: top
            .section("checks", |section| {
                Some(section.each(|id, span, setting| check(id, span, setting, section, known, &own_ids)))
            })
            .unwrap_or_default(),
        rules,
    })
}

const COMPLETION: [(&str, CompletionRule); 3] =
    [("strict", CompletionRule::Strict), ("acceptance", CompletionRule::Acceptance), ("lenient", CompletionRule::Lenient)];

const NOT_APPLICABLE: [(&str, NotApplicable); 3] =
    [("full", NotApplicable::Full), ("redistribute", NotApplicable::Redistribute), ("zero", NotApplicable::Zero)];

/// Source: `scoring.md` §2, survey value.
const DEFAULT_SURVEY: SurveyRule = SurveyRule {
    satisfied: Decimal::from_parts(100, 0, 0, false, 0),
    mostly_satisfied: Decimal::from_parts(75, 0, 0, false, 0),
    dissatisfied: Decimal::from_parts(55, 0, 0, false, 0),
    min_ballots: 10,
};

fn void(top: &Section<'_, '_>) -> Vec<Status> {
    let mut statuses = Vec::new();
    for word in top.texts("void") {
        match Status::ALL.iter().find(|status| status.key() == word) {
            Some(status) => statuses.push(*status),
            None => {
                let near = nearest(&word, Status::ALL.iter().map(|status| status.key()));
                top.fault("void", format!("没有 \"{word}\" 这种状态"), near.map(|near| format!("是不是 \"{near}\"")));
            }
        }
    }
    statuses
}

fn rounding(section: &Section<'_, '_>) -> Option<(u32, Rounding)> {
    let places = section.count("places").unwrap_or(2);
    if places > 6 {
        section.fault("places", "小数位数过多", Some("请写 0 到 6".to_owned()));
    }
    let mode = section.choice("mode", &[("half-up", Rounding::HalfUp), ("truncate", Rounding::Truncate)]);
    Some((places.min(6), mode.unwrap_or(Rounding::HalfUp)))
}

fn dimension(section: &Section<'_, '_>) -> Option<Dimension> {
    Some(Dimension { id: section.required_text("id")?, title: section.required_text("title")? })
}

/// Reads an id and refuses one that no registry knows.
fn known_id(section: &Section<'_, '_>, known: &[&'static str], what: &str) -> Option<String> {
    let id = section.required_text("id")?;
    if !known.contains(&id.as_str()) {
        let hint = match nearest(&id, known.iter().copied()) {
            Some(near) => format!("是不是「{near}」"),
            None => format!("可选：{}", known.join("、")),
        };
        section.fault("id", format!("没有「{id}」这个{what}"), Some(hint));
    }
    Some(id)
}

fn indicator(section: &Section<'_, '_>, known: &KnownIds, dimensions: &[Dimension]) -> Option<IndicatorRule> {
    let (numerator, denominator) = (section.text("numerator"), section.text("denominator"));
    let target = section.decimal("target");
    let title = section.text("title");
    let figure = match (numerator, denominator) {
        (None, None) => None,
        (Some(numerator), Some(denominator)) => {
            Some(FigureRule { numerator, denominator, target: target.unwrap_or(Decimal::ONE) })
        }
        _ => {
            section.fault("id", "分子列和分母列要同时写", Some("请补上 numerator 和 denominator".to_owned()));
            None
        }
    };
    if figure.as_ref().is_some_and(|figure| figure.target <= Decimal::ZERO) {
        section.fault("target", "目标值必须大于 0", None);
    }
    let id = if figure.is_some() { section.required_text("id") } else { known_id(section, &known.indicators, "指标") };
    if figure.is_some() && title.is_none() {
        section.fault("id", "自定义指标要写名称", Some("请补上 title".to_owned()));
    }
    let dimension = section.required_text("dimension").unwrap_or_default();
    if !dimensions.iter().any(|known| known.id == dimension) {
        let near = nearest(&dimension, dimensions.iter().map(|known| known.id.as_str()));
        section.fault("dimension", format!("没有「{dimension}」这个维度"), near.map(|near| format!("是不是「{near}」")));
    }
    let full = section.required_decimal("full").unwrap_or_default();
    if full < Decimal::ZERO {
        section.fault("full", "满分不能小于 0", None);
    }
    Some(IndicatorRule { id: id?, title, dimension, full, figure })
}

fn refuse_wrong_sum(top: &Section<'_, '_>, base: Decimal, indicators: &[IndicatorRule]) {
    let sum: Decimal = indicators.iter().map(|indicator| indicator.full).sum();
    if sum != base {
        let message = format!("各项指标满分之和是 {}，不等于满分 {}", plain(sum), plain(base));
        top.fault("base", message, Some("请调整 base 或各项 full".to_owned()));
    }
    for (position, indicator) in indicators.iter().enumerate() {
        if indicators[..position].iter().any(|earlier| earlier.id == indicator.id) {
            top.fault("indicators", format!("指标「{}」写了两次", indicator.id), None);
        }
    }
}

fn deduction(section: &Section<'_, '_>, known: &KnownIds) -> Option<DeductionRule> {
    let id = known_id(section, &known.deductions, "减分项");
    let points = section.required_decimal("points").unwrap_or_default();
    if points < Decimal::ZERO {
        section.fault("points", "扣分写正数", Some("例如 points = 1".to_owned()));
    }
    let rule = DeductionRule {
        id: id.unwrap_or_default(),
        points,
        cap: section.decimal("cap"),
        final_after_days: section.count("final_after_days").unwrap_or(30),
        enabled: section.flag("enabled").unwrap_or(true),
        since: section.date("since"),
        until: section.date("until"),
        reason: section.text("reason"),
    };
    if rule.cap.is_some_and(|cap| cap < rule.points) {
        section.fault("cap", "上限比单次扣分还小，这一项永远扣不足", None);
    }
    Some(rule)
}

fn veto(section: &Section<'_, '_>, known: &KnownIds, grades: &[GradeBand]) -> Option<VetoRule> {
    let id = known_id(section, &known.vetoes, "否决项")?;
    let grade = section.text("grade");
    if let Some(grade) = &grade {
        refuse_unknown_grade(section, "grade", grade, grades);
    }
    Some(VetoRule { id, count: section.count("count").unwrap_or(1), grade })
}

fn grade(section: &Section<'_, '_>) -> Option<GradeBand> {
    Some(GradeBand { title: section.required_text("title")?, from: section.required_decimal("from")? })
}

fn refuse_disordered_grades(top: &Section<'_, '_>, grades: &[GradeBand]) {
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

fn refuse_unknown_grade(section: &Section<'_, '_>, key: &'static str, grade: &str, grades: &[GradeBand]) {
    if !grades.iter().any(|band| band.title == grade) {
        let titles: Vec<_> = grades.iter().map(|band| band.title.as_str()).collect();
        section.fault(key, format!("没有「{grade}」这个等次"), Some(format!("可选：{}", titles.join("、"))));
    }
}

fn weight(section: &Section<'_, '_>) -> Option<Decimal> {
    let weight = section.required_decimal("weight")?;
    if weight < Decimal::ZERO || weight > Decimal::ONE {
        section.fault("weight", "比重要在 0 和 1 之间", Some("例如 0.30 表示 30%".to_owned()));
    }
    Some(weight)
}

fn honours(section: &Section<'_, '_>, grades: &[GradeBand]) -> Option<HonoursRule> {
    let barred_grades = section.texts("barred_grades");
    for grade in &barred_grades {
        refuse_unknown_grade(section, "barred_grades", grade, grades);
    }
    Some(HonoursRule { min_completion_percent: section.required_decimal("min_completion_percent")?, barred_grades })
}

fn resources(section: &Section<'_, '_>, grades: &[GradeBand]) -> Option<ResourcesRule> {
    let grade = section.required_text("grade")?;
    refuse_unknown_grade(section, "grade", &grade, grades);
    Some(ResourcesRule { grade, top_percent: section.required_decimal("top_percent")? })
}

fn ladder(section: &Section<'_, '_>) -> Option<Ladder> {
    let ladder = Ladder {
        notice_days: section.count("notice_days").unwrap_or(20),
        warning_days: section.count("warning_days").unwrap_or(10),
    };
    if ladder.warning_days > ladder.notice_days {
        section.fault("warning_days", "预警天数要小于提醒天数", None);
    }
    Some(ladder)
}

fn survey(section: &Section<'_, '_>) -> Option<SurveyRule> {
    Some(SurveyRule {
        satisfied: section.decimal("satisfied").unwrap_or(DEFAULT_SURVEY.satisfied),
        mostly_satisfied: section.decimal("mostly_satisfied").unwrap_or(DEFAULT_SURVEY.mostly_satisfied),
        dissatisfied: section.decimal("dissatisfied").unwrap_or(DEFAULT_SURVEY.dissatisfied),
        min_ballots: section.count("min_ballots").unwrap_or(DEFAULT_SURVEY.min_ballots),
    })
}

fn check(
    id: &str,
    span: std::ops::Range<usize>,
    setting: &Section<'_, '_>,
    all: &Section<'_, '_>,
    known: &KnownIds,
    own_ids: &[String],
) -> Option<CheckSetting> {
    let own = own_ids.iter().any(|own| own == id);
    if !known.checks.contains(&id) && !own {
        let near = nearest(id, known.checks.iter().copied().chain(own_ids.iter().map(String::as_str)));
        all.fault_at(span, format!("没有「{id}」这条核验规则"), near.map(|near| format!("是不是「{near}」")));
    }
    if own && setting.has("limit") {
        setting.fault("limit", format!("自定规则「{id}」没有可改的数字"), Some("请直接改它的 when".to_owned()));
    }
    Some(CheckSetting {
        id: id.to_owned(),
        enabled: setting.flag("enabled"),
        severity: setting.choice("severity", &SEVERITIES),
        limit: setting.count("limit"),
        trial: setting.flag("trial"),
    })
}

#[cfg(test)]
pub(super) mod tests {
    use crate::policy::{DEFAULT_TOML, KnownIds, Policy};

    /// The ids the default policy needs, and one check.
    pub(in crate::policy) fn known() -> KnownIds {
        KnownIds {
            checks: vec!["bulk-closing"],
            indicators: vec![
                "manual-leadership",
                "responsibility-complete",
                "completion-rate",
                "on-time-rate",
                "evidence-rate",
                "mechanism-rate",
                "recommendation-reply-rate",
                "satisfaction",
            ],
            deductions: vec![
                "overdue",
                "returned",
                "notice-county",
                "notice-city",
                "notice-province",
                "notice-centre",
                "late-report",
            ],
            vetoes: vec!["false-report", "public-grade-poor"],
        }
    }

    /// Returns the default policy.
    pub(in crate::policy) fn default_policy() -> Policy {
        Policy::load("policy.toml", DEFAULT_TOML, &known()).expect("the default policy")
    }

    fn faults(change: impl Fn(String) -> String) -> String {
        Policy::load("policy.toml", &change(DEFAULT_TOML.to_owned()), &known()).expect_err("a fault").to_string()
    }

    #[test]
    fn the_default_policy_loads() {
        let policy = default_policy();
        assert_eq!(policy.indicators.len(), 8);
        assert_eq!(policy.annual_weight.to_string(), "0.30");
        assert_eq!(policy.grade("79.99".parse().expect("a literal")).title, "一般");
        assert_eq!(policy.stamp.sha256.len(), 64);
    }

    #[test]
    fn points_must_add_up_to_the_base() {
        assert!(faults(|text| text.replace("full = 30", "full = 31")).contains("各项指标满分之和是 101，不等于满分 100"));
    }

    #[test]
    fn unknown_ids_name_the_nearest_known_one() {
        let text = faults(|text| text.replace("id = \"overdue\"", "id = \"overdu\""));
        assert!(text.contains("没有「overdu」这个减分项") && text.contains("是不是「overdue」"), "{text}");
        let text = faults(|text| text + "\n[checks.bulk-closin]\nenabled = false\n");
        assert!(text.contains("没有「bulk-closin」这条核验规则"), "{text}");
    }

    const RULE: &str = "
[[rules]]
id = \"no-reason\"
title = \"超期没有说明\"
severity = \"warning\"
when = '是否超期 且 未完成原因 为空'
message = \"已超期 {超期天数}\"
field = \"未完成原因\"
remedy = \"请补写原因\"
";

    /// Returns the faults of the rule with one of its lines changed.
    #[track_caller]
    fn rule_fault(from: &str, to: &str) -> String {
        assert!(RULE.contains(from), "{from}");
        faults(|text| text + &RULE.replace(from, to))
    }

    #[test]
    fn a_rule_loads_with_what_it_says_of_itself() {
        let policy = Policy::load("policy.toml", &(DEFAULT_TOML.to_owned() + RULE), &known()).expect("a rule");
        let about = &policy.rule("no-reason").expect("the rule").about;
        assert_eq!((about.title.as_str(), about.why.as_str()), ("超期没有说明", "办公室自定的要求"));
        assert_eq!(about.source.to_string(), "巡察整改成效考核办法（默认），自定规则 no-reason");
        assert!(!policy.is_on_trial("no-reason"));
    }

    #[test]
    fn faults_of_a_condition_stand_at_their_line_and_column() {
        let line = DEFAULT_TOML.lines().count() + 6;
        let text = rule_fault("未完成原因 为空'", "未完成缘由 为空'");
        assert!(text.contains(&format!("policy.toml:{line}:16")), "{text}");
        assert!(text.contains("没有「未完成缘由」这个字段") && text.contains("是不是「未完成原因」"), "{text}");
        let text = rule_fault("when = '是否超期 且 未完成原因 为空'", r#"when = "未完成原因 = \"无\" 且 超期天数 > \"3\"""#);
        assert!(text.contains(&format!("policy.toml:{line}:25")) && text.contains("天数和文字不能比较"), "{text}");
        let text = rule_fault("{超期天数}", "{超期日数}");
        assert!(text.contains(&format!("policy.toml:{}:16", line + 1)) && text.contains("是不是「超期天数」"), "{text}");
        let text = rule_fault("field = \"未完成原因\"", "field = \"超期天数\"");
        assert!(text.contains(&format!("policy.toml:{}:10", line + 2)) && text.contains("不是表里的一列"), "{text}");
    }

    #[test]
    fn the_rule_shown_in_the_default_policy_loads() {
        let (_, shown) = DEFAULT_TOML.split_once("# ── 自定规则").expect("the heading");
        let rule: Vec<&str> = shown.lines().skip(1).filter_map(|line| line.strip_prefix("# ")).collect();
        let policy =
            Policy::load("policy.toml", &format!("{DEFAULT_TOML}\n{}", rule.join("\n")), &known()).expect("the rule shown");
        assert_eq!(policy.rules.len(), 1);
    }

    #[test]
    fn a_rule_needs_its_own_id_and_all_its_parts() {
        assert!(rule_fault("no-reason", "bulk-closing").contains("编号「bulk-closing」是自带的"));
        assert!(rule_fault("no-reason", "overdue").contains("编号「overdue」是自带的"));
        assert!(rule_fault("no-reason", "没有原因").contains("规则编号「没有原因」写法不对"));
        assert!(faults(|text| text + RULE + RULE).contains("规则「no-reason」写了两次"));
        assert!(rule_fault("severity = \"warning\"", "").contains("规则没有写轻重"));
        assert!(rule_fault("remedy = \"请补写原因\"", "").contains("缺少「rules.remedy」"));
        assert!(rule_fault("remedy", "remdy").contains("是不是「remedy」"));
        assert!(rule_fault("severity", "kind = \"台账\"\nseverity").contains("可选：\"整改台账\"、\"廉政风险登记表\""));
    }

    #[test]
    fn a_rule_is_set_like_a_built_in_check() {
        let with = |setting: &str| Policy::load("policy.toml", &format!("{DEFAULT_TOML}{RULE}\n{setting}"), &known());
        assert!(with("[checks.no-reason]\ntrial = true").is_ok_and(|policy| policy.is_on_trial("no-reason")));
        assert!(with("[checks.bulk-closing]\ntrial = true").is_ok_and(|policy| policy.is_on_trial("bulk-closing")));
        let error = with("[checks.no-reason]\nlimit = 3").expect_err("a fault").to_string();
        assert!(error.contains("没有可改的数字"), "{error}");
        // A rule that does not load is still known by its id.
        let text = faults(|text| text + &RULE.replace("且", "") + "[checks.no-reason]\ntrial = true\n");
        assert!(text.contains("有 1 处写法不对"), "{text}");
    }

    #[test]
    fn grades_leave_no_gap_and_stand_in_order() {
        assert!(faults(|text| text.replace("from = 0", "from = 10")).contains("最低等次要从 0 分开始"));
        assert!(faults(|text| text.replace("from = 80", "from = 95")).contains("等次要从高分到低分排列"));
        assert!(faults(|text| text.replace("grade = \"差\"", "grade = \"很差\"")).contains("没有「很差」这个等次"));
    }
}
