//! Conditions as an office would write them: each sign with both sides of its boundary and a missing value, faults at
//! their very place, and text that nobody would write.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::message::Message;
use super::parse::parse;
use super::row::{RectificationRow, RiskRow};
use super::schema::Subject;
use super::syntax::{Node, What};
use super::word::Sign;
use super::{Condition, MOST_CHARACTERS, Problem};
use crate::model::cells::{Cells, FieldCell};
use crate::model::field::Field;
use crate::model::ledger::{Cycle, Deadline, Precision, Rectification, Risk, RiskLevel, Status};
use crate::model::place::CellRef;
use crate::policy::kit::default_policy;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a date")
}

fn cells(texts: &[(Field, &str)]) -> Cells {
    let cell =
        |(field, text): &(Field, &str)| FieldCell { field: *field, table: 0, at: CellRef::new(1, 0), text: (*text).into() };
    Cells::new(texts.iter().map(cell).collect())
}

/// An open record, 123 days late on 2026-10-31.
fn record() -> Rectification {
    Rectification {
        unit: Some("县教育局".into()),
        category: Some("财务管理".into()),
        cycle: Some(Cycle::Limited),
        feedback_date: Some(day("2026-03-01")),
        deadline: Deadline { date: Some(day("2026-06-30")), precision: Precision::Day },
        status: Status::InProgress,
        amount: Some("12.5".parse().expect("a number")),
        amount_unit: Some("万元".into()),
        cells: cells(&[
            (Field::Problem, "采购程序不规范"),
            (Field::LeadPerson, "张三"),
            (Field::RespPerson, "/"),
            (Field::AmountDone, "1,200.50"),
            (Field::Deadline, "2026年6月底"),
            (Field::Remark, "第12号"),
        ]),
        ..Rectification::default()
    }
}

fn holds_for(record: &Rectification, text: &str) -> bool {
    let condition = Condition::load(text, Subject::Rectification).unwrap_or_else(|problems| panic!("{text}: {problems:?}"));
    let again = Condition::load(&condition.to_string(), Subject::Rectification).expect("what is printed loads");
    assert_eq!(again, condition, "{text} is printed as {condition}");
    condition.holds(&RectificationRow::new(record, &default_policy(), day("2026-10-31")))
}

#[track_caller]
fn holds(texts: &[&str]) {
    for text in texts {
        assert!(holds_for(&record(), text), "{text}");
    }
}

#[track_caller]
fn fails(texts: &[&str]) {
    for text in texts {
        assert!(!holds_for(&record(), text), "{text}");
    }
}

/// Returns what is wrong with a condition: the part of the text, what is said, the hint.
#[track_caller]
fn fault(text: &str) -> (String, String, String) {
    let problems = Condition::load(text, Subject::Rectification).expect_err(text);
    let Problem { at, message, hint } = problems.into_iter().next().expect("a problem");
    (text[at].to_owned(), message, hint.unwrap_or_default())
}

#[test]
fn dates_are_compared_on_their_very_days() {
    holds(&["整改时限 = 2026-06-30", "整改时限 ≠ 2026-06-29", "整改时限 <= 2026-06-30", "整改时限 < 2026-07-01"]);
    holds(&[
        "整改时限 >= 2026-06-30",
        "整改时限 > 2026-06-29",
        "整改时限早于2026年7月1日",
        "deadline 不早于 ２０２６－０６－３０",
    ]);
    fails(&["整改时限 = 2026-06-29", "整改时限 ≠ 2026-06-30", "整改时限 < 2026-06-30", "整改时限 > 2026-06-30"]);
    fails(&["整改时限 <= 2026-06-29", "整改时限 >= 2026-07-01"]);
}

#[test]
fn days_and_months_are_reckoned_with() {
    holds(&[
        "整改时限 - 反馈日期 = 121天",
        "整改时限 - 反馈日期 = 121",
        "反馈日期 + 121天 = 整改时限",
        "截至日 - 整改时限 = 超期天数",
    ]);
    holds(&[
        "反馈日期 + 3个月 < 整改时限",
        "整改时限 - 4个月 = 2026-02-28",
        "整改时限 - 1天 = 2026-06-29",
        "超期天数 > 122",
        "超期天数 ÷ 1天 = 123",
    ]);
    holds(&["反馈日期 - 整改时限 = -121天", "30天 + 反馈日期 = 2026-03-31", "超期天数 + 1天 - 2天 = 122"]);
    fails(&["整改时限 - 反馈日期 > 121天", "反馈日期 + 4个月 <= 整改时限", "超期天数 > 123", "剩余天数 >= 0"]);
}

#[test]
fn numbers_and_amounts_are_decimal() {
    holds(&[
        "问题金额 = 125000元",
        "问题金额 = 12.5万元",
        "问题金额 × 2 = 25万元",
        "问题金额 ÷ 1万元 = 12.5",
        "问题金额 + 1元 > 12.5万元",
    ]);
    holds(&[
        "数值(整改金额) = 1200.5",
        "数值(整改金额) × 0.1 = 120.05",
        "0.1 + 0.2 = 0.3 且 是否超期",
        "-数值(整改金额) < 0",
        "2 * 数值(amount_done) / 2 = 1200.5",
    ]);
    fails(&[
        "问题金额 > 12.5万元",
        "问题金额 < 12.5万元",
        "数值(整改金额) > 1200.5",
        "1 - 2 - 3 = 2 且 是否超期",
        "问题金额 ÷ 0 = 0元",
    ]);
}

#[test]
fn text_is_compared_letter_by_letter() {
    holds(&[
        "责任领导 = \"张三\"",
        "责任领导≠“李四”",
        "反馈问题 包含 '程序'",
        "反馈问题 开头是 「采购」",
        "反馈问题 结尾是 \"规范\"",
        "字数(反馈问题) = 7",
    ]);
    holds(&[
        "反馈问题 不包含 \"资金\"",
        "责任领导 属于 [\"张三\", \"李四\"]",
        "责任领导 不属于 ['李四'、'王五']",
        "备注 匹配 \"^第[0-9]+号$\"",
    ]);
    holds(&[
        "备注 不匹配 \"^[0-9]+$\"",
        "单位 = \"县教育局\"",
        "被巡察单位 = 单位",
        "时限原文 包含 \"月底\"",
        "反馈问题 包含 问题类别 或 问题类别 = \"财务管理\"",
    ]);
    fails(&[
        "责任领导 = \"张\"",
        "反馈问题 包含 \"资金\"",
        "反馈问题 开头是 \"程序\"",
        "反馈问题 结尾是 \"程序\"",
        "字数(反馈问题) < 7",
        "字数(反馈问题) > 7",
    ]);
    fails(&[
        "反馈问题 不包含 \"程序\"",
        "责任领导 属于 [\"李四\"]",
        "责任领导 不属于 [\"张三\"]",
        "备注 匹配 \"^[0-9]+$\"",
        "备注 不匹配 \"号\"",
    ]);
}

#[test]
fn statuses_and_classes_are_words() {
    holds(&[
        "整改状态 = 整改中",
        "状态 = \"整改中\"",
        "status = in_progress",
        "已完成 ≠ 状态",
        "状态 属于 [整改中, \"未启动\"]",
        "整改类型 = 限期整改",
        "cycle = limited",
    ]);
    fails(&[
        "整改状态 = 已完成",
        "状态 ≠ 整改中",
        "状态 属于 [已完成、已销号]",
        "状态 不属于 [整改中]",
        "整改类型 = 长期坚持",
        "cycle = continuing",
    ]);
}

#[test]
fn answers_stand_alone_or_are_compared() {
    holds(&[
        "是否超期",
        "是否超期 = 是",
        "非 是否完成",
        "是否完成 = 否",
        "非是否完成且是否超期",
        "是否超期 ≠ 是否完成",
        "(超期天数 > 1) = 是否超期",
    ]);
    fails(&["是否完成", "是否超期 = 否", "非 是否超期", "是否按期完成", "是否不计入"]);
}

#[test]
fn conditions_are_joined_by_strength() {
    holds(&[
        "是否超期 或 是否完成 且 是否不计入",
        "(是否超期 或 是否完成) 且 非 是否不计入",
        "not finished and overdue or finished",
        "非 (是否超期 且 是否完成)",
    ]);
    holds(&[
        "2 + 3 × 4 = 14 且 是否超期",
        "(2 + 3) × 4 = 20 且 是否超期",
        "10 - (3 - 2) = 9 且 是否超期",
        "8 ÷ 4 ÷ 2 = 1 且 是否超期",
    ]);
    fails(&["(是否超期 或 是否完成) 且 是否不计入", "非 是否超期 且 是否完成 或 是否不计入"]);
}

#[test]
fn a_missing_value_makes_a_comparison_unknown_and_what_is_unknown_does_not_hold() {
    holds(&[
        "完成时间 为空",
        "责任人 为空",
        "销号时间为空",
        "整改时限 不为空",
        "非 整改时限 为空",
        "完成时间 - 反馈日期 为空",
        "数值(备注) 为空",
    ]);
    fails(&["完成时间 不为空", "整改时限 为空"]);
    // Neither a comparison nor its opposite.
    fails(&["完成时间 > 2026-01-01", "完成时间 <= 2026-01-01", "非 (完成时间 > 2026-01-01)", "完成时间 ≠ 2026-01-01"]);
    fails(&[
        "责任人 ≠ \"张三\"",
        "责任人 不包含 \"张\"",
        "非 责任人 = \"张三\"",
        "责任人 不属于 [\"张三\"]",
        "责任人 不匹配 \"张\"",
        "字数(责任人) < 5",
    ]);
    // Unknown beside what decides.
    holds(&["完成时间 > 2026-01-01 或 是否超期", "非 (完成时间 > 2026-01-01 且 是否完成)"]);
    fails(&["完成时间 > 2026-01-01 且 是否超期", "完成时间 > 2026-01-01 或 是否完成", "非 (完成时间 > 2026-01-01 或 是否完成)"]);
    holds(&["完成时间 为空 或 完成时间 > 2026-01-01"]);
}

#[test]
fn what_cannot_be_reckoned_or_read_is_missing() {
    let unknown = Rectification { status: Status::Unknown, amount_unit: None, ..record() };
    assert!(holds_for(&unknown, "状态 为空 且 问题金额 为空 且 非 是否完成"));
    assert!(!holds_for(&unknown, "状态 ≠ 已完成"));
    let huge = Rectification { amount: Some(rust_decimal::Decimal::MAX), ..record() };
    assert!(holds_for(&huge, "问题金额 为空"));
    holds(&["问题金额 ÷ 0 为空", "反馈日期 + 100000天 + 100000天 不为空", "数值(整改金额) × 79228162514264337593543950335 为空"]);
}

#[test]
fn risks_have_their_own_names() {
    let risk = Risk {
        unit: Some("县教育局".into()),
        level: Some(RiskLevel::Medium),
        cells: cells(&[(Field::Level, "二级"), (Field::Power, "采购"), (Field::Value, "12")]),
        ..Risk::default()
    };
    let holds = |text| Condition::load(text, Subject::Risk).expect("a condition").holds(&RiskRow::new(&risk, day("2026-10-31")));
    assert!(holds("风险等级 = 中 且 风险等级 > 低 且 风险等级 < 高 且 风险等级 不属于 [高]"));
    assert!(holds("风险等级原文 = \"二级\" 且 职权 包含 \"采购\" 且 数值(风险值) >= 12 且 责任领导 为空 且 截至日 = 2026-10-31"));
    assert!(holds("防控措施 为空 且 整改措施 为空"));
    assert!(!holds("风险等级 >= 高") && !holds("数值(风险值) > 12"));
    let problem = &Condition::load("整改时限 为空", Subject::Risk).expect_err("a fault")[0];
    assert_eq!(problem.hint.as_deref(), Some("它是整改台账的，这条规则管的是廉政风险登记表"));
}

/// The text, the part that is pointed at, a word of the message, a word of the hint.
#[rustfmt::skip]
const FAULTS: &[(&str, &str, &str, &str)] = &[
    ("整改期限 为空", "整改期限", "没有「整改期限」这个字段", "是不是「整改时限」"),
    ("整改期限为空且责任人为空", "整改期限", "没有「整改期限」", "是不是「整改时限」"),
    ("deadlin 为空", "deadlin", "没有「deadlin」", "是不是「deadline」"),
    ("责任领导 = 张三", "张三", "没有「张三」", "加引号"),
    ("岗位 为空", "岗位", "没有「岗位」", "廉政风险登记表"),
    ("状态 = 状态不明", "状态不明", "状态不明", "整改状态 为空"),
    ("状态 = \"完成了\"", "\"完成了\"", "整改状态里没有「完成了」", "已完成"),
    ("状态 = 高", "高", "整改状态里没有「高」", "已销号"),
    ("问题类别 = 已完成", "问题类别 = 已完成", "文字和整改状态不能比较", "加引号"),
    ("整改时限 > \"2026-06-30\"", "整改时限 > \"2026-06-30\"", "日期和文字不能比较", "日期不加引号"),
    ("整改时限 > 30", "整改时限 > 30", "日期和数字不能比较", ""),
    ("反馈日期 + 30 < 整改时限", "反馈日期 + 30", "日期和数字不能用「+」", "30天"),
    ("反馈日期 + 整改时限 为空", "反馈日期 + 整改时限", "日期和日期不能用「+」", "只能相减"),
    ("问题金额 > 10", "问题金额 > 10", "金额和数字不能比较", "10万元"),
    ("整改金额 > 10", "整改金额 > 10", "文字和数字不能比较", "数值(…)"),
    ("责任人 > \"张三\"", "责任人 > \"张三\"", "文字不分大小", "数值(…)"),
    ("状态 > 整改中", "状态 > 整改中", "整改状态不分大小", "属于"),
    ("是否销号 = 是", "是否销号 = 是", "文字和是否不能比较", "要加引号"),
    ("状态 包含 \"完成\"", "状态", "「包含」用于文字", "状态原文"),
    ("反馈问题 包含 12", "12", "「包含」用于文字", "加引号"),
    ("字数(整改时限) > 3", "(整改时限)", "「字数」用于文字", "时限原文"),
    ("-责任人 = 3", "-责任人", "文字前面不能加负号", ""),
    ("责任人", "责任人", "不能单独当作条件", "为空"),
    ("是否超期 且 整改时限", "整改时限", "不能单独当作条件", "2026-06-30"),
    ("1 < 2", "1 < 2", "条件里没有字段", "整改时限 为空"),
    ("3 为空", "3", "不会是空的", "字段"),
    ("责任人 属于 [责任领导]", "责任领导", "只能写定下来的值", "="),
    ("状态 属于 [已完成, 3]", "3", "整改状态和数字不能比较", ""),
    ("责任人 匹配 \"(\"", "\"(\"", "式样写法不对", "正则"),
    ("责任人 匹配 责任领导", "责任领导", "加引号的式样", "例如"),
    ("责任人 匹配 \"(\\w{100}){100}\"", "\"(\\w{100}){100}\"", "式样太复杂", "重复"),
    ("整改时限 > 2026-02-30", "2026-02-30", "没有这一天", "核对"),
    ("整改时限 > 2026.6.30", "2026.6", "不是一个数", "2026-06-30"),
    ("整改时限 = = 3", "=", "缺少一个值", "字段"),
    ("a > 1 > 0", ">", "比较不能连着写", "且"),
    ("责任人 = \"张三", "\"", "引号没有配对", "末尾"),
    ("(责任人 为空", "(", "括号没有配对", ")"),
    ("责任人 为空)", ")", "多了一个右括号", ""),
    ("责任人 为空 责任领导 为空", "责任领导", "不该接着写", "且"),
    ("责任人 属于 [\"甲\"", "[", "括号没有配对", "]"),
    ("责任人 属于 \"甲\"", "\"甲\"", "一组值", "例如"),
    ("[责任人] 为空", "[", "方括号只能写在", "圆括号"),
    ("字数 > 3", "字数", "后面要有括号", "字数(整改措施)"),
    ("数值(责任人) > 60%", "%", "不认识符号「%」", "0.6"),
    ("责任人 为空；责任领导 为空", "；", "不认识符号「；」", "「且」「或」"),
    ("责任人 =", "", "没有写完", "加引号"),
    ("", "", "没有写完", ""),
    ("超期天数 > 99999999999999999999999999999999", "99999999999999999999999999999999", "太长", ""),
    ("超期天数 > 1.5天", "1.5天", "整数", ""),
];

#[test]
fn faults_point_at_the_very_place_and_say_what_to_do() {
    for (text, part, message, hint) in FAULTS {
        let (at, said, hinted) = fault(text);
        assert_eq!(at, *part, "{text}: {said}");
        assert!(said.contains(message) && hinted.contains(hint), "{text}: {said} / {hinted}");
    }
}

#[test]
fn every_unknown_name_is_reported_at_once() {
    let problems =
        Condition::load("整改期限 为空 或 (责任领导人 为空 且 整改时限 > 3)", Subject::Rectification).expect_err("faults");
    assert_eq!(problems.len(), 3, "{problems:?}");
}

#[test]
fn hostile_text_is_refused_before_it_costs_anything() {
    let refused = |text: &str| Condition::load(text, Subject::Rectification).expect_err("a fault")[0].message.clone();
    let pad = |text: &str, count: usize| text.repeat(count);
    assert!(refused(&pad("(", MOST_CHARACTERS)).contains("套得太深"));
    assert!(refused(&pad("非", MOST_CHARACTERS)).contains("套得太深"));
    assert!(refused(&pad("-", MOST_CHARACTERS)).contains("套得太深"));
    assert!(refused(&pad("字数(", 400)).contains("套得太深"));
    assert!(refused(&pad("1+", 900)).contains("最多 50 个值"));
    assert!(refused(&pad("a", MOST_CHARACTERS + 1)).contains("条件太长"));
    assert!(refused(&pad("张", MOST_CHARACTERS)).contains("没有「张"));
    // Long but flat is fine.
    holds(&[&format!("{}是否超期", pad("是否完成或", 150))]);
}

#[test]
fn messages_show_values_and_refuse_unknown_ones() {
    let policy = default_policy();
    let record = record();
    let row = RectificationRow::new(&record, &policy, day("2026-10-31"));
    let fill = |text: &str| Message::load(text, Subject::Rectification).expect("a message").fill(&row);
    assert_eq!(fill("时限「{整改时限}」，超期{ 超期天数 }，责任人{责任人}"), "时限「2026-06-30」，超期123天，责任人（空）");
    assert_eq!(fill("{{{单位}}} {问题金额} {状态}"), "{县教育局} 125000元 整改中");
    let problems = Message::load("甲{整改期限}乙{", Subject::Rectification).expect_err("two faults");
    let places: Vec<_> = problems.iter().map(|problem| (problem.at.clone(), problem.hint.clone().unwrap_or_default())).collect();
    assert_eq!(places[0], (3..17, "是不是「整改时限」".to_owned()));
    assert_eq!(places[1].0, 20..21);
    let long = Rectification { cells: cells(&[(Field::Problem, &"长\n".repeat(99))]), ..Rectification::default() };
    let row = RectificationRow::new(&long, &policy, day("2026-10-31"));
    let shown = Message::load("{反馈问题}", Subject::Rectification).expect("a message").fill(&row);
    assert_eq!((shown.chars().count(), shown.contains('\n')), (61, false));
}

fn leaf() -> impl Strategy<Value = What> {
    prop_oneof![
        prop::sample::select(vec!["整改时限", "deadline", "是否完成", "已完成", "未知名", "责任人"])
            .prop_map(|name| What::Name(name.into())),
        "[a-z\"'”」（且 \\n]{0,6}".prop_map(What::Text),
        (0u64..100_000, 0u32..5).prop_map(|(digits, places)| What::Number(rust_decimal::Decimal::new(digits as i64, places))),
        (0u64..100_000, 0u32..3).prop_map(|(digits, places)| What::Money(rust_decimal::Decimal::new(digits as i64, places))),
        (1000i32..9999, 1u32..13, 1u32..29)
            .prop_map(|(year, month, day)| What::Date(NaiveDate::from_ymd_opt(year, month, day).expect("a day"))),
        (0u32..100_000).prop_map(What::Days),
        (0u32..100).prop_map(What::Months),
        any::<bool>().prop_map(What::Flag),
    ]
}

fn tree() -> impl Strategy<Value = Node> {
    let node = |what| Node { at: 0..0, what };
    leaf().prop_map(node).prop_recursive(5, 40, 4, move |inner| {
        let one = || inner.clone().prop_map(Box::new);
        let sign = |signs: &[Sign]| prop::sample::select(signs.to_vec());
        let several = || prop::collection::vec(inner.clone(), 2..4);
        let member = prop::collection::vec(leaf().prop_map(node), 1..4);
        use Sign::*;
        prop_oneof![
            one().prop_map(What::Not),
            one().prop_map(What::Minus),
            several().prop_map(What::All),
            several().prop_map(What::Any),
            (
                sign(&[Equal, NotEqual, Less, AtMost, More, AtLeast, Contains, ContainsNot, Begins, Ends, Matches, MatchesNot]),
                one(),
                one()
            )
                .prop_map(|(sign, left, right)| What::Compare(sign, left, right)),
            (sign(&[Empty, NotEmpty]), one()).prop_map(|(sign, value)| What::Empty(sign, value)),
            (sign(&[OneOf, NotOneOf]), one(), member).prop_map(|(sign, value, members)| What::OneOf(sign, value, members)),
            (sign(&[Plus, Minus, Times, Over]), one(), one()).prop_map(|(sign, left, right)| What::Arithmetic(sign, left, right)),
            (sign(&[Length, Number]), one()).prop_map(|(function, value)| What::Call(function, value)),
        ]
        .prop_map(node)
    })
}

proptest! {
    #[test]
    fn any_text_is_a_condition_or_a_fault(text in "\\PC{0,60}") {
        for subject in Subject::ALL {
            if let Err(problems) = Condition::load(&text, subject) {
                prop_assert!(!problems.is_empty());
                prop_assert!(problems.iter().all(|problem| text.get(problem.at.clone()).is_some()), "{problems:?}");
            }
        }
        if let Err(problems) = Message::load(&text, Subject::Rectification) {
            prop_assert!(problems.iter().all(|problem| text.get(problem.at.clone()).is_some()), "{problems:?}");
        }
    }

    #[test]
    fn words_of_the_language_in_any_order_are_a_condition_or_a_fault(
        words in prop::collection::vec(prop::sample::select(vec![
            "整改时限", "状态", "是否完成", "已完成", "\"甲\"", "3", "30天", "2026-06-30", "且", "或", "非", "为空", "=", ">", "+", "-",
            "×", "÷", "包含", "属于", "[", "]", "(", ")", ",", "匹配", "字数", "数值", "是", "10万元", "3个月",
        ]), 0..14),
        glue in prop::sample::select(vec!["", " "]),
    ) {
        let text = words.join(glue);
        match Condition::load(&text, Subject::Rectification) {
            Ok(condition) => {
                condition.holds(&RectificationRow::new(&record(), &default_policy(), day("2026-10-31")));
                prop_assert_eq!(Condition::load(&condition.to_string(), Subject::Rectification), Ok(condition));
            }
            Err(problems) => prop_assert!(problems.iter().all(|problem| text.get(problem.at.clone()).is_some()), "{problems:?}"),
        }
    }

    #[test]
    fn a_printed_expression_reads_as_itself(tree in tree()) {
        let printed = tree.to_string();
        prop_assume!(printed.chars().count() <= MOST_CHARACTERS);
        prop_assert_eq!(parse(&printed), Ok(tree), "{}", printed);
    }
}
