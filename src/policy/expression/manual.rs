//! `docs/policy.md`: the page that explains the language, written from the tables the language itself uses.

use crate::policy::expression::schema::{Name, Subject};
use crate::policy::expression::types::labels;
use crate::policy::expression::value::Type;
use crate::policy::expression::word::{SPELLINGS, Sign};

/// A whole rule as an office would write it.
const RULE: &str = r#"[[rules]]
id = "long-deadline"                 # 编号：小写英文字母、数字和减号，不能与自带的重复
title = "限期整改的时限过长"
severity = "warning"                 # error 错误；warning 疑点；info 提示
kind = "整改台账"                    # 或者 "廉政风险登记表"；不写就是整改台账
when = '整改类型 = 限期整改 且 整改时限 > 反馈日期 + 6个月'
message = "整改时限「{整改时限}」超过反馈后 6 个月（反馈日期 {反馈日期}）"
field = "整改时限"                   # 指到哪一列的单元格
why = "集中整改一般不超过 6 个月"     # 可不写
remedy = "请压缩整改时限，或者改为长期坚持"
source = "县委整改办法第十二条"       # 可不写
trial = true                         # 试行：只列出来，不计数；试好了改成 false 或删去
"#;

/// What signs mean and an example; every sign stands here once.
#[rustfmt::skip]
const SIGNS: &[(&[Sign], &str, &str)] = &[
    (&[Sign::And], "两个都成立", "是否完成 且 完成时间 为空"),
    (&[Sign::Or], "有一个成立；与「且」同写时先算「且」", "状态 = 已完成 或 状态 = 已销号"),
    (&[Sign::Not], "反过来", "非 是否完成"),
    (&[Sign::Open, Sign::Close], "先算括号里的", "(是否超期 或 超期天数 > 0) 且 未完成原因 为空"),
    (&[Sign::Empty], "没有填，或者只填了「无」「/」、横线", "责任人 为空"),
    (&[Sign::NotEmpty], "填了", "延期后时限 不为空"),
    (&[Sign::Equal], "相同；文字要一字不差", "问题类别 = \"财务管理\""),
    (&[Sign::NotEqual], "不相同", "状态 ≠ 已销号"),
    (&[Sign::Less], "小、早；用于日期、数字、金额、天数和风险等级", "完成时间 早于 反馈日期"),
    (&[Sign::AtMost], "小或相同", "超期天数 <= 30"),
    (&[Sign::More], "大、晚", "整改时限 > 2026-12-31"),
    (&[Sign::AtLeast], "大或相同", "问题金额 >= 10万元"),
    (&[Sign::Contains], "文字里有", "反馈问题 包含 \"资金\""),
    (&[Sign::ContainsNot], "文字里没有", "整改措施 不包含 \"制度\""),
    (&[Sign::Begins], "文字的开头是", "问题编号 开头是 \"2026-\""),
    (&[Sign::Ends], "文字的结尾是", "佐证材料 结尾是 \".pdf\""),
    (&[Sign::OneOf, Sign::OpenList, Sign::Comma, Sign::CloseList], "是其中之一", "问题类别 属于 [\"财务管理\", \"工程项目\"]"),
    (&[Sign::NotOneOf], "不是其中任何一个", "状态 不属于 [已完成, 已销号]"),
    (&[Sign::Matches], "符合式样（正则表达式）", "问题编号 匹配 \"^[0-9]{4}-[0-9]{3}$\""),
    (&[Sign::MatchesNot], "不符合式样", "联系电话 不匹配 \"^[0-9-]+$\""),
    (&[Sign::Plus], "数字、金额、天数相加；日期加天数、月数", "整改时限 > 反馈日期 + 3个月"),
    (&[Sign::Minus], "数字、金额、天数相减；日期减日期得天数；写在前面是负数", "完成时间 - 反馈日期 < 3天"),
    (&[Sign::Times], "数字相乘，金额乘数字", "问题金额 × 0.5 > 10万元"),
    (&[Sign::Over], "数字相除，金额除以数字或金额，天数除以天数", "数值(整改金额) ÷ 数值(移交建议数) > 2"),
    (&[Sign::Length], "文字有几个字，空格不算", "字数(整改进展) < 10"),
    (&[Sign::Number], "把写成文字的数当作数字；不是数的为空", "数值(满意度) < 60"),
    (&[Sign::Yes, Sign::No], "是否类字段的两个值；这类字段也可以单独作条件", "是否超期 = 是"),
];

/// How values are written.
const VALUES: &[(&str, &str, &str)] = &[
    ("文字", "\"财务管理\"、'财务管理'、“财务管理”、「财务管理」", "双引号里的双引号写两个"),
    ("数字", "12.5", "按十进制计算，没有误差"),
    ("金额", "5000元、12.5万元、1亿元", "必须带单位"),
    ("日期", "2026-06-30、2026年6月30日", ""),
    ("天数", "30天", "可以和不带单位的数字比大小"),
    ("月数", "3个月", "只用来加减日期；当月没有那一天的，取最后一天"),
];

const HEAD: &str = "# 自定规则的条件怎么写

由 `xuncha explain --all policy` 生成，与程序认得的一字不差。

办公室自己的核验规则写在 policy.toml 里，和自带的规则一起运行，一样指到单元格。
`when` 是条件，条件成立的那一行就是一处发现。
自己的指标（`of`、`reached`）、减分项和否决项（`when`）里的条件，写法也是这样，只看整改台账；怎样写见 README「自己写办法」。
写错了，程序会指出第几行第几列、应当怎么写。
";

const WRITING: &str = "
- `when` 用英文单引号括起来，里面的文字就可以直接用英文双引号。
- `message` 里写 `{字段}`，会换成那一行的值，没有的显示为（空）；花括号本身写两个。
- 也可以用 `[checks.编号]` 关掉（`enabled`）、改轻重（`severity`）、改试行（`trial`）；自带的规则同样可以试行。
- 试行的规则照常运行，结果单独列出，不计入错误、疑点、提示的数目，不影响退出码。
- 表里没有 `field` 那一列的，这条规则不查那张表。
- 已取消、已移送的记录也查；不想查的，在条件后面加上 `且 非 是否不计入`。
- 运行 `xuncha explain 编号` 可以看到程序是怎样理解这条规则的。
";

const ABSENT: &str = "
## 空的值

没有填的格子，只填「无」「/」或横线的格子，读不出来的日期、金额和状态，都是空的。

- 拿空的值去比较，结果是「不明」：`完成时间 > 2026-06-30` 在没有完成时间的行上不明，`完成时间 <= 2026-06-30` 同样不明。
- 不明的前面加「非」还是不明；`非 (完成时间 > 2026-06-30)` 不会把没有完成时间的行算进来。
- 「且」有一个不成立就不成立，「或」有一个成立就成立，不管其余的明不明。
- 最后仍然不明的，按不成立处理，不产生发现。
- 只有「为空」「不为空」永远是明确的。要连空的一起算，写 `完成时间 为空 或 完成时间 > 2026-06-30`。
- 除以 0、数字大得算不出来，结果也是空的。
- 时限写了但读不懂的，例如「尽快」，`整改时限 为空` 成立，`时限原文 不为空` 也成立。
";

const LIMITS: &str = "
## 写法的限度

- 一个条件最多 2000 个字，括号最多套 30 层，连着加减乘除最多 50 个值。
- 词和词之间可以不空格，`整改时限为空且是否完成` 能认；全角的符号和数字也能认。
- 类型不对的不会悄悄算错：文字和数字比大小、日期加一个没有单位的数，都会指出来。
";

/// Writes the page.
pub fn page() -> String {
    let mut page = format!(
        "{HEAD}\n```toml\n{RULE}```\n{WRITING}\n## 条件里可以写什么\n\n| 写法 | 也可以写 | 意思 | 例子 |\n| --- | --- | --- | --- |\n"
    );
    for (signs, meaning, example) in SIGNS {
        let first: Vec<String> = signs.iter().map(|sign| code(sign.text())).collect();
        let others: Vec<String> = signs.iter().flat_map(|sign| others(*sign)).map(code).collect();
        page.push_str(&format!("| {} | {} | {meaning} | {} |\n", first.join(" "), others.join(" "), code(example)));
    }
    page.push_str("\n## 值怎么写\n\n| 类型 | 写法 | 说明 |\n| --- | --- | --- |\n");
    for (kind, spelling, note) in VALUES {
        let spelling: Vec<String> = spelling.split('、').map(code).collect();
        page.push_str(&format!("| {kind} | {} | {note} |\n", spelling.join(" ")));
    }
    for kind in [Type::Status, Type::Cycle, Type::Level] {
        let words: Vec<String> = labels(kind).iter().map(|word| code(word)).collect();
        page.push_str(&format!("| {} | {} | 不加引号 |\n", kind.label(), words.join(" ")));
    }
    page.push_str(ABSENT);
    page.push_str("\n## 字段\n\n中文、英文都可以写。类型是文字的，按格子里的原文比较。\n");
    for subject in Subject::ALL {
        page.push_str(&format!("\n### {}\n\n| 字段 | 英文 | 类型 | 说明 |\n| --- | --- | --- | --- |\n", subject.label()));
        for name in Name::all(subject) {
            let short = name.short(subject).map(|short| format!("、{}", code(short))).unwrap_or_default();
            let (label, key) = (code(name.label()), code(name.key()));
            page.push_str(&format!("| {label}{short} | {key} | {} | {} |\n", name.kind().label(), name.meaning()));
        }
    }
    page.push_str(LIMITS);
    page
}

fn others(sign: Sign) -> impl Iterator<Item = &'static str> {
    let spellings = SPELLINGS.iter().find(|(known, _)| *known == sign).map_or(&[][..], |(_, spellings)| spellings);
    spellings.iter().skip(1).copied()
}

/// Returns a word as code within a table.
fn code(word: &str) -> String {
    format!("`{}`", word.replace('|', "\\|"))
}

#[cfg(test)]
mod tests {
    use super::{LIMITS, RULE, SIGNS, VALUES, page};
    use crate::policy::expression::schema::Subject;
    use crate::policy::expression::word::SPELLINGS;
    use crate::policy::expression::{Condition, MOST_CHARACTERS, parse};
    use crate::policy::kit::known;
    use crate::policy::{DEFAULT_TOML, Policy};

    #[test]
    fn every_sign_is_explained_once_and_every_example_loads() {
        let mut explained: Vec<_> = SIGNS.iter().flat_map(|(signs, ..)| signs.iter().copied()).collect();
        explained.sort_unstable();
        let mut all: Vec<_> = SPELLINGS.iter().map(|(sign, _)| *sign).collect();
        all.sort_unstable();
        assert_eq!(explained, all);
        for (signs, _, example) in SIGNS {
            let condition =
                Condition::load(example, Subject::Rectification).unwrap_or_else(|faults| panic!("{example}: {faults:?}"));
            let spellings = SPELLINGS.iter().filter(|(sign, _)| signs.contains(sign)).flat_map(|(_, spellings)| *spellings);
            assert!(spellings.into_iter().any(|spelling| example.contains(spelling)), "{example}");
            assert!(!condition.to_string().is_empty());
        }
        for value in VALUES.iter().flat_map(|(_, spellings, _)| spellings.split('、')) {
            assert!(parse::parse(value).is_ok(), "{value}");
        }
    }

    #[test]
    fn the_rule_shown_loads() {
        let policy = Policy::load("policy.toml", &format!("{DEFAULT_TOML}\n{RULE}"), &known()).expect("the rule of the page");
        assert!(policy.is_on_trial("long-deadline"));
    }

    #[test]
    fn conditions_shown_in_sentences_load_and_limits_are_the_real_ones() {
        let page = page();
        let sentences = page.lines().filter(|line| line.starts_with("- ")).flat_map(|line| line.split('`').skip(1).step_by(2));
        let conditions: Vec<_> = sentences.filter(|code| code.contains('空') || code.contains(['<', '>'])).collect();
        assert_eq!(conditions.len(), 7, "{conditions:?}");
        for condition in conditions {
            assert!(Condition::load(condition, Subject::Rectification).is_ok(), "{condition}");
        }
        assert!(LIMITS.contains(&format!("{MOST_CHARACTERS} 个字")));
        assert!(LIMITS.contains(&format!("{} 层", parse::MOST_DEPTH)) && LIMITS.contains(&format!("{} 个值", parse::MOST_LINKS)));
    }
}
