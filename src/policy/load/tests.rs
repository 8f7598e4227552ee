//! Loading the policy: what loads, and each fault at its place.

use crate::policy::kit::{default_policy, known};
use crate::policy::{DEFAULT_TOML, Policy};

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
fn the_items_shown_in_the_manual_load() {
    let manual = include_str!("../../../README.zh-CN.md");
    let (_, shown) = manual.split_once("### 自己写办法").expect("the heading");
    let (_, shown) = shown.split_once("```toml\n").expect("the items");
    let (shown, _) = shown.split_once("```").expect("their end");
    let policy = DEFAULT_TOML.replace("full = 30", "full = 20") + shown;
    let policy = Policy::load("policy.toml", &policy, &known()).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((policy.indicators.len(), policy.vetoes.len(), policy.groups.order.len()), (10, 3, 2));
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

/// The default policy with 5 of its points given to what stands in `item`, and more at its end.
fn with_item(item: &str, more: &str) -> Result<Policy, String> {
    let text = DEFAULT_TOML.replacen("full = 30", "full = 25", 1).replacen(
        "# ── 减分项",
        &format!("[[indicators]]\ndimension = \"task\"\nfull = 5\n{item}\n\n# ── 减分项"),
        1,
    );
    Policy::load("policy.toml", &format!("{text}\n{more}"), &known()).map_err(|error| error.to_string())
}

const SHARE: &str = "id = \"plan\"\ntitle = \"按期完成立行立改\"\nof = '整改类型 = 立行立改'\nreached = '是否按期完成'";
const DEDUCT: &str = "id = \"report\"\ntitle = \"报告\"\nmethod = \"deduct\"";

#[track_caller]
fn item_fault(item: &str, more: &str, said: &[&str]) {
    let text = with_item(item, more).expect_err("a fault");
    for words in said {
        assert!(text.contains(words), "「{words}」 is not in\n{text}");
    }
}

#[test]
fn an_own_indicator_is_a_share_of_records_or_starts_full() {
    let policy = with_item(&format!("{SHARE}\ntarget = 0.9"), "").expect("a share");
    let share = policy.indicator("plan").and_then(|rule| rule.share.as_ref()).expect("the share");
    assert_eq!((share.reached.to_string().as_str(), share.target.to_string().as_str()), ("是否按期完成", "0.9"));
    assert!(with_item(&SHARE.replace("of = '整改类型 = 立行立改'\n", ""), "").is_ok(), "all records count");
    let policy = with_item(DEDUCT, "").expect("a deduct indicator");
    assert_eq!(policy.manual_indicator("报 告").map(|rule| rule.id.as_str()), Some("report"));
    assert_eq!(policy.manual_indicator("report").map(|rule| rule.id.as_str()), Some("report"));
    assert_eq!(policy.manual_indicator("整改任务完成").map(|rule| rule.id.as_str()), Some("report"));
    assert_eq!(policy.manual_indicator("群众满意度"), None);
}

#[test]
fn faults_of_an_own_indicator_say_what_to_write() {
    item_fault(&SHARE.replace("整改类型", "整改类形"), "", &["没有「整改类形」这个字段", "是不是「整改类型」"]);
    item_fault(&format!("{SHARE}\ntarget = 0"), "", &["目标值必须大于 0"]);
    item_fault(&format!("{SHARE}\ntarget = 1.2"), "", &["占比最多是 1，目标 1.2 永远达不到"]);
    item_fault(&format!("{SHARE}\nmethod = \"deduct\""), "", &["一个指标写了几种算法"]);
    item_fault(&SHARE.replace("reached = '是否按期完成'", ""), "", &["没有写怎样才算达到"]);
    item_fault(&SHARE.replace("\"plan\"", "\"satisfaction\""), "", &["编号「satisfaction」是自带的"]);
    item_fault(&SHARE.replace("title = \"按期完成立行立改\"", ""), "", &["自定义指标要写名称"]);
    item_fault(
        &format!("{SHARE}\ngroups = [\"市直\"]"),
        "[groups]\norder = [\"市直部门\"]",
        &["[groups] order 里没有「市直」", "是不是「市直部门」；确有这个分组的，请补进 order"],
    );
    let again = SHARE.replace("plan", "plan-again");
    item_fault(SHARE, &format!("[[indicators]]\ndimension = \"task\"\nfull = 0\n{again}"), &["条件完全相同"]);
}

const OWN: &str = "[[deductions]]\nid = \"slow\"\ntitle = \"久拖\"\nwhen = '超期天数 > 90'\npoints = 2\n";

#[test]
fn an_own_deduction_comes_off_the_score_or_an_indicator() {
    let policy = with_item(DEDUCT, &format!("{OWN}from = \"report\"\ncap = 4")).expect("a deduction");
    let rule = policy.deductions.last().expect("the deduction");
    assert_eq!((rule.from.as_deref(), rule.trial), (Some("report"), false));
    let event = OWN.replace("when = '超期天数 > 90'", "event = \"约 谈\"");
    assert!(with_item(DEDUCT, &event).expect("an event").names_event("约谈"));
    let event = OWN.replace("when = '超期天数 > 90'", "event = \"约谈（班子）\"");
    assert!(with_item(DEDUCT, &event).expect("an event").names_event("约谈(班子)"));
}

#[test]
fn a_deduction_that_can_take_nothing_is_a_fault() {
    item_fault(DEDUCT, &OWN.replace("points = 2", "points = 0"), &["每次扣 0 分"]);
    item_fault(DEDUCT, &format!("{OWN}cap = 1.9"), &["上限比单次扣分还小"]);
    item_fault(DEDUCT, &format!("{OWN}cap = 0"), &["上限比单次扣分还小"]);
    item_fault(DEDUCT, &format!("{OWN}since = 2026-05-02\nuntil = 2026-05-01"), &["这一项永远不施行"]);
    assert!(with_item(DEDUCT, &format!("{OWN}since = 2026-05-01\nuntil = 2026-05-01")).is_ok());
    item_fault(DEDUCT, &format!("{OWN}from = \"reprt\""), &["没有「reprt」这个指标", "是不是「report」"]);
    item_fault(DEDUCT, &format!("{OWN}from = \"completion-rate\""), &["不是满分起扣的", "满分起扣的指标有：report"]);
    item_fault(
        &DEDUCT.replace("report", "zero"),
        &format!("[[indicators]]\ndimension = \"task\"\nfull = 0\n{DEDUCT}\n{OWN}from = \"report\""),
        &["满分是 0"],
    );
    item_fault(DEDUCT, &format!("{OWN}{}", OWN.replace("slow", "slow-again")), &["「slow-again」与「slow」的条件完全相同"]);
    item_fault(DEDUCT, &format!("{OWN}{OWN}"), &["减分项「slow」写了两次"]);
    item_fault(DEDUCT, &OWN.replace("when = '超期天数 > 90'", "event = \"退回\""), &["事件「退回」不能自定"]);
    item_fault(
        DEDUCT,
        &OWN.replace("when = '超期天数 > 90'\n", ""),
        &["没有「slow」这个减分项", "自己定的", "请补上 when 或 event"],
    );
    item_fault(DEDUCT, &OWN.replace("when = '超期天数 > 90'", "event = \" \""), &["event 没有写是什么事件"]);
    let bare = SHARE.replace("of = '整改类型 = 立行立改'\nreached = '是否按期完成'", "");
    item_fault(&bare, "", &["没有「plan」这个指标", "请补上 reached、numerator 和 denominator，或 method = \"deduct\""]);
    item_fault(DEDUCT, &format!("{OWN}final_after_days = 3"), &["只有 overdue 有预扣期"]);
    assert!(with_item(DEDUCT, &format!("{}enabled = false", OWN.replace("points = 2", "points = 0"))).is_ok());
}

#[test]
fn an_own_veto_says_what_it_does() {
    let veto = "[[vetoes]]\nid = \"long\"\ntitle = \"长期不改\"\nwhen = '超期天数 > 180'\ncount = 3\n";
    assert!(with_item(DEDUCT, &format!("{veto}effect = \"zero\"")).is_ok());
    assert!(with_item(DEDUCT, &format!("{veto}grade = \"一般\"")).is_ok());
    item_fault(DEDUCT, veto, &["要写明否决以后怎样"]);
    item_fault(DEDUCT, &format!("{veto}grade = \"一般\"\neffect = \"zero\""), &["effect 和 grade 只能写一个"]);
    item_fault(DEDUCT, &veto.replace("when = '超期天数 > 180'\n", ""), &["没有「long」这个否决项", "请补上 when 或 event"]);
    item_fault(DEDUCT, &format!("{}grade = \"差\"", veto.replace("count = 3", "count = 0")), &["人人都会被否决"]);
}

#[test]
fn grades_may_say_where_they_end_but_not_amiss() {
    let with = |to: &str| faults(|text| text.replace("from = 80", &format!("from = 80\nto = {to}")));
    assert!(with("88").contains("等次有空档：88 到 90 分没有等次"));
    assert!(with("91").contains("等次有重叠：90 到 91 分有两个等次"));
    let fits = DEFAULT_TOML.replace("from = 80", "from = 80\nto = 90").replace("from = 90", "from = 90\nto = 100");
    assert!(Policy::load("policy.toml", &fits, &known()).is_ok());
}

#[test]
fn advice_is_given_only_when_asked_for() {
    let text = format!("{DEFAULT_TOML}\n{OWN}cap = 2");
    let (_, advice) = Policy::load_with_advice("policy.toml", &text, &known()).expect("it loads");
    let said = advice.join("\n");
    for words in ["没有写缘由", "没有写出处", "发生几次都只扣一次", "policy.toml:"] {
        assert!(said.contains(words), "「{words}」 is not in\n{said}");
    }
    assert!(!said.contains("「slow」写了两次"));
}

fn advice(text: &str) -> String {
    Policy::load_with_advice("policy.toml", text, &known()).expect("it loads").1.join("\n")
}

/// Boundary: 1.01 | 1.
#[test]
fn a_target_that_a_part_of_a_whole_cannot_reach_is_advised_against() {
    let ratio = |target: &str| {
        let figure = "id = \"settled\"\ntitle = \"办结率\"\nnumerator = \"办结\"\ndenominator = \"受理\"";
        advice(&format!("{DEFAULT_TOML}\n[[indicators]]\ndimension = \"task\"\nfull = 0\n{figure}\ntarget = {target}\n"))
    };
    assert!(ratio("95").contains("目标值 95 大于 1") && ratio("1.01").contains("目标值 1.01 大于 1"));
    assert!(!ratio("1").contains("大于 1"));
}

/// Boundary: 100.01 | 100 of a base of 100.
#[test]
fn a_grade_that_no_score_reaches_is_advised_against() {
    let best = |from: &str| advice(&DEFAULT_TOML.replace("from = 90", &format!("from = {from}")));
    assert!(best("100.01").contains("「好」从 100.01 分起，满分是 100，没有单位能得到"), "{}", best("100.01"));
    assert!(!best("100").contains("没有单位能得到"));
}

#[test]
fn grades_leave_no_gap_and_stand_in_order() {
    assert!(faults(|text| text.replace("from = 0", "from = 10")).contains("最低等次要从 0 分开始"));
    assert!(faults(|text| text.replace("from = 80", "from = 95")).contains("等次要从高分到低分排列"));
    assert!(faults(|text| text.replace("grade = \"差\"", "grade = \"很差\"")).contains("没有「很差」这个等次"));
}

#[test]
fn numbers_out_of_range_are_faults_with_an_example() {
    for (section, key, good, bad, hint) in [
        ("bonus", "cap", "0 5", "-5 -0.01", "例如 cap = 5"),
        ("honours", "min_completion_percent", "0 1 100", "0.6 -1 100.1", "= 60 表示 60%"),
        ("resources", "top_percent", "1 100", "0.2 -1 100.1", "= 20 表示 20%"),
        ("resources", "top_percent", "1", "0", "删去 [resources]"),
        ("survey", "satisfied", "0 100", "-0.1 100.1", "例如 satisfied = 100"),
        ("survey", "mostly_satisfied", "0 100", "-0.1 100.1", "例如 mostly_satisfied = 75"),
        ("survey", "dissatisfied", "0 100", "-0.1 100.1", "例如 dissatisfied = 55"),
    ] {
        let (before, after) = DEFAULT_TOML.split_once(&format!("\n[{section}]\n")).expect("the section");
        let position = after.lines().position(|line| line.starts_with(&format!("{key} ="))).expect("the key");
        let row = before.matches('\n').count() + 3 + position;
        let with = |value: &str| {
            let mut lines: Vec<&str> = DEFAULT_TOML.lines().collect();
            let line = format!("{key} = {value}");
            lines[row - 1] = &line;
            Policy::load("policy.toml", &lines.join("\n"), &known()).map_err(|error| error.to_string())
        };
        for good in good.split(' ') {
            assert!(with(good).is_ok(), "{key} = {good}");
        }
        for bad in bad.split(' ') {
            let said = with(bad).expect_err("a fault");
            assert!(said.contains(&format!("policy.toml:{row}:{}", key.len() + 4)) && said.contains(hint), "{said}");
        }
    }
}
