//! What a template may do with a fact besides printing it: numbers, dates, lists.

use chrono::Datelike;
use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonTruthy, Output, RenderContext, RenderError, RenderErrorReason,
    Renderable, no_escape,
};
use serde_json::Value;

use crate::model::period::chinese_date;

/// What templates may use, for messages.
pub(super) const KNOWN: &str = "序号、大写、中文数、日期、短日期、中文日期、年月、金额、大写金额、连接、if、unless、each、eq";

/// Each helper of our own with an example and what comes of it, for docs/letters.md; a test tries them all.
pub(super) const EXAMPLES: &[(&str, &str, &str)] = &[
    ("{{序号 @index}}", "1、2、3，在 {{#each}} 里从 1 数起", "1"),
    ("{{大写 @index}}", "一、二、三，在 {{#each}} 里从一数起", "一"),
    ("{{中文数 数}}", "把一个数写成中文，99 以内", "十二"),
    ("{{日期 日}}", "成文日期的写法", "2026年6月5日"),
    ("{{短日期 日}}", "表格里的写法", "2026.6.5"),
    ("{{中文日期 日}}", "全用汉字的写法", "二〇二六年六月五日"),
    ("{{年月 日}}", "只写到月", "2026年6月"),
    ("{{金额 额}}", "加千分位，小数照原样", "1,234,567.5"),
    ("{{大写金额 额}}", "以元为单位的数写成大写", "壹佰贰拾叁万肆仟伍佰陆拾柒元伍角"),
    ("{{连接 列}}", "用顿号连接", "甲、乙"),
    ("{{连接 列 \"；\"}}", "用别的符号连接", "甲；乙"),
];

/// Returns an engine in strict mode with the helpers letters may use.
pub(super) fn registry() -> Handlebars<'static> {
    let mut registry = Handlebars::new();
    registry.set_strict_mode(true);
    // The text goes into WordprocessingML, which escapes for itself.
    registry.register_escape_fn(no_escape);
    registry.register_helper("if", Box::new(If));
    registry.register_helper("序号", writing(|h| Ok((index(h)? + 1).to_string())));
    registry.register_helper("大写", writing(|h| Ok(chinese_number(index(h)? + 1))));
    registry.register_helper("日期", writing(|h| date(h, chinese_date)));
    registry.register_helper("短日期", writing(|h| date(h, |date| date.format("%Y.%-m.%-d").to_string())));
    registry.register_helper("中文数", writing(|h| Ok(chinese_number(index(h)?))));
    registry.register_helper("中文日期", writing(|h| date(h, date_in_characters)));
    registry.register_helper("年月", writing(|h| date(h, |date| date.format("%Y年%-m月").to_string())));
    registry.register_helper("金额", writing(|h| Ok(grouped(&amount(h)?))));
    registry.register_helper("大写金额", writing(|h| Ok(amount_in_characters(&amount(h)?))));
    registry.register_helper("连接", writing(joined));
    registry
}

/// Makes a helper of a function that returns what is to be written.
fn writing(text: fn(&Helper<'_>) -> Result<String, RenderError>) -> Box<dyn HelperDef + Send + Sync> {
    Box::new(
        move |h: &Helper<'_>,
              _: &Handlebars<'_>,
              _: &Context,
              _: &mut RenderContext<'_, '_>,
              out: &mut dyn Output|
              -> HelperResult { Ok(out.write(&text(h)?)?) },
    )
}

/// Joins a list with 、 or with the second parameter.
fn joined(h: &Helper<'_>) -> Result<String, RenderError> {
    let between = h.param(1).and_then(|param| param.value().as_str()).unwrap_or("、");
    let items = argument(h)?.as_array().map(Vec::as_slice).unwrap_or_default();
    let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
    Ok(texts.join(between))
}

/// Returns a helper's first parameter.
fn argument<'a>(h: &'a Helper<'_>) -> Result<&'a Value, RenderError> {
    let param = h.param(0).ok_or(RenderErrorReason::ParamNotFoundForIndex("helper", 0))?;
    // Strict mode looks at plain names only; a misspelt name must not quietly leave out half a letter.
    if param.is_value_missing() {
        return Err(RenderErrorReason::MissingVariable(param.relative_path().cloned()).into());
    }
    Ok(param.value())
}

fn index(h: &Helper<'_>) -> Result<u64, RenderError> {
    argument(h)?.as_u64().ok_or_else(|| RenderErrorReason::InvalidParamType("number").into())
}

/// Writes a date; an empty one stays empty.
fn date(h: &Helper<'_>, write: fn(chrono::NaiveDate) -> String) -> Result<String, RenderError> {
    let text = argument(h)?.as_str().unwrap_or_default();
    Ok(text.parse().map_or_else(|_| text.to_owned(), write))
}

/// Returns a sum as written: a number, or its text.
fn amount(h: &Helper<'_>) -> Result<String, RenderError> {
    Ok(match argument(h)? {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    })
}

/// Parts a sum into its sign, whole digits and decimals; `None` for anything that is no plain decimal number.
fn parts(amount: &str) -> Option<(&str, &str, &str)> {
    let digits = amount.strip_prefix('-').unwrap_or(amount);
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let is_plain = !whole.is_empty() && all(whole) && all(decimals) && (decimals.is_empty() != digits.contains('.'));
    is_plain.then_some((&amount[..amount.len() - digits.len()], whole, decimals))
}

/// Writes a sum with a comma every three digits; what is no number stays as it is written.
fn grouped(amount: &str) -> String {
    let Some((sign, whole, decimals)) = parts(amount) else { return amount.to_owned() };
    let mut out = sign.to_owned();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !decimals.is_empty() {
        out.push('.');
        out.push_str(decimals);
    }
    out
}

/// Writes a sum of 元 as on a receipt, up to 分; what is no such sum stays as it is written.
fn amount_in_characters(amount: &str) -> String {
    const DIGITS: [&str; 10] = ["零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"];
    const UNITS: [&str; 4] = ["", "拾", "佰", "仟"];
    const GROUPS: [&str; 4] = ["", "万", "亿", "万亿"];
    let digit = |c: char| DIGITS[c.to_digit(10).unwrap_or_default() as usize];
    let Some((sign, whole, decimals)) = parts(amount) else { return amount.to_owned() };
    let (whole, cents) = (whole.trim_start_matches('0'), decimals.trim_end_matches('0'));
    if whole.len() > 16 || cents.len() > 2 {
        return amount.to_owned();
    }
    let mut out = String::new();
    let mut gap = false;
    for (at, c) in whole.chars().enumerate() {
        let left = whole.len() - 1 - at;
        if c == '0' {
            gap = true;
        } else {
            if gap {
                out.push('零');
            }
            gap = false;
            out.push_str(digit(c));
            out.push_str(UNITS[left % 4]);
        }
        // A group of four that is all zeros has no word of its own.
        if left % 4 == 0 && left > 0 && whole.as_bytes()[at.saturating_sub(3)..=at].iter().any(|digit| *digit != b'0') {
            out.push_str(GROUPS[left / 4]);
        }
    }
    if !out.is_empty() || cents.is_empty() {
        out.push_str(if out.is_empty() { "零元" } else { "元" });
    }
    let mut cents = cents.chars();
    match (cents.next(), cents.next()) {
        (None, _) => out.push('整'),
        (Some(tenth), None) => out.push_str(&format!("{}角", digit(tenth))),
        (Some('0'), Some(cent)) => out.push_str(&format!("{}{}分", if out.is_empty() { "" } else { "零" }, digit(cent))),
        (Some(tenth), Some(cent)) => out.push_str(&format!("{}角{}分", digit(tenth), digit(cent))),
    }
    if sign.is_empty() { out } else { format!("负{out}") }
}

/// Writes a date in characters alone.
fn date_in_characters(date: chrono::NaiveDate) -> String {
    const DIGITS: &str = "〇一二三四五六七八九";
    let digit = |c: char| c.to_digit(10).and_then(|value| DIGITS.chars().nth(value as usize)).unwrap_or(c);
    let year: String = date.format("%Y").to_string().chars().map(digit).collect();
    format!("{year}年{}月{}日", chinese_number(date.month().into()), chinese_number(date.day().into()))
}

/// `{{#if}}` that refuses a name it does not know.
struct If;

impl HelperDef for If {
    fn call<'reg: 'rc, 'rc>(
        &self,
        h: &Helper<'rc>,
        registry: &'reg Handlebars<'reg>,
        context: &'rc Context,
        rc: &mut RenderContext<'reg, 'rc>,
        out: &mut dyn Output,
    ) -> HelperResult {
        let branch = if argument(h)?.is_truthy(false) { h.template() } else { h.inverse() };
        branch.map_or(Ok(()), |branch| branch.render(registry, context, rc, out))
    }
}

/// Returns a whole number 1–99 in Chinese numerals; larger ones in digits.
fn chinese_number(number: u64) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |number: u64| DIGITS[number as usize];
    match number {
        1..=9 => digit(number).to_owned(),
        10..=19 => format!("十{}", digit(number % 10)),
        20..=99 => format!("{}十{}", digit(number / 10), digit(number % 10)),
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{EXAMPLES, KNOWN, amount_in_characters, chinese_number, grouped, registry};

    #[test]
    fn every_example_is_true_and_every_helper_has_one() {
        let facts = json!({"数": 12, "日": "2026-06-05", "额": "1234567.5", "列": ["甲", "乙"], "行": [1]});
        for (source, _, expected) in EXAMPLES {
            let source =
                if source.contains("@index") { format!("{{{{#each 行}}}}{source}{{{{/each}}}}") } else { (*source).into() };
            assert_eq!(registry().render_template(&source, &facts).expect("a text"), *expected, "{source}");
        }
        for helper in KNOWN.split('、').filter(|name| !name.is_ascii()) {
            assert!(EXAMPLES.iter().any(|(source, ..)| source.contains(&format!("{{{{{helper} "))), "{helper}");
        }
    }

    #[test]
    fn sums_are_grouped_and_what_is_no_number_stays() {
        let sums = ["0", "999", "1000", "1234567.50", "-12000", "约3万元", "", "1.", ".5", "1e9"];
        let written = sums.map(grouped);
        assert_eq!(written, ["0", "999", "1,000", "1,234,567.50", "-12,000", "约3万元", "", "1.", ".5", "1e9"]);
    }

    #[test]
    fn sums_are_written_as_on_a_receipt() {
        for (sum, expected) in [
            ("0", "零元整"),
            ("10", "壹拾元整"),
            ("100000000", "壹亿元整"),
            ("100010001", "壹亿零壹万零壹元整"),
            ("1000.05", "壹仟元零伍分"),
            ("0.5", "伍角"),
            ("0.05", "伍分"),
            ("20030.30", "贰万零叁拾元叁角"),
            ("-3", "负叁元整"),
            ("1.234", "1.234"),
            ("约3万", "约3万"),
        ] {
            assert_eq!(amount_in_characters(sum), expected, "{sum}");
        }
    }

    #[test]
    fn ordinals_are_written_in_chinese() {
        assert_eq!([1, 10, 11, 20, 21, 100].map(chinese_number), ["一", "十", "十一", "二十", "二十一", "100"]);
    }
}
