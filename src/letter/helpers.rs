//! What a template may do with a fact besides printing it: numbers, dates, lists.

use handlebars::{
    Context, Handlebars, Helper, HelperDef, HelperResult, JsonTruthy, Output, RenderContext, RenderError, RenderErrorReason,
    Renderable, no_escape,
};
use serde_json::Value;

use crate::model::period::chinese_date;

/// What templates may use, for messages.
pub(super) const KNOWN: &str = "序号、大写、日期、短日期、连接、if、each、eq";

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
    use super::chinese_number;

    #[test]
    fn ordinals_are_written_in_chinese() {
        assert_eq!([1, 10, 11, 20, 21, 100].map(chinese_number), ["一", "十", "十一", "二十", "二十一", "100"]);
    }
}
