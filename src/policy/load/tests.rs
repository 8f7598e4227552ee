//! Loading the policy: what loads, and each fault at its place.

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
    let policy = Policy::load("policy.toml", &format!("{DEFAULT_TOML}\n{}", rule.join("\n")), &known()).expect("the rule shown");
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
