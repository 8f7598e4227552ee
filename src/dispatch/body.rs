//! The text of a mail, from a template the office can edit.

use handlebars::{Handlebars, RenderErrorReason, Template, no_escape};
use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::model::place::Place;

/// What messages call the template.
const NAME: &str = "mail.txt";

/// A mail's text ready to take its facts.
pub(super) struct Body {
    registry: Handlebars<'static>,
}

impl Body {
    /// Reads a template; lines that begin with `//` are comments.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Template` with the line when the braces are wrong or another template is used.
    pub(super) fn parse(source: &str) -> Result<Self, Error> {
        let mut text = String::with_capacity(source.len());
        for (number, line) in source.trim_start_matches('\u{FEFF}').lines().enumerate() {
            if line.contains("{{>") || line.contains("{{#>") || line.contains("{{#*") || line.contains("{{*") {
                return Err(
                    fault(Some(number + 1), "邮件模板引用了别的模板，这里不支持").hint("请把要引用的文字直接写在这个模板里")
                );
            }
            // A comment leaves its line, so that faults name the line the office sees.
            text.push_str(if line.starts_with("//") { "" } else { line });
            text.push('\n');
        }
        let template = Template::compile_with_name(&text, NAME.to_owned()).map_err(|error| {
            fault(error.pos().map(|(line, _)| line), "邮件模板的花括号写法有误")
                .hint("请检查这一行附近的 {{…}} 是否成对，{{#if}} 是否有对应的 {{/if}}")
        })?;
        let mut registry = Handlebars::new();
        registry.set_strict_mode(true);
        registry.register_escape_fn(no_escape);
        registry.register_template(NAME, template);
        Ok(Self { registry })
    }

    /// Puts the facts in; lines end with CR LF.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Template` when the template names a fact that does not exist.
    pub(super) fn render(&self, facts: &Value) -> Result<String, Error> {
        let text = self.registry.render(NAME, facts).map_err(|error| {
            let known: Vec<&str> = facts.as_object().into_iter().flat_map(|map| map.keys().map(String::as_str)).collect();
            let message = match error.reason() {
                RenderErrorReason::MissingVariable(Some(path)) => format!("邮件模板里的 {{{{{path}}}}} 没有对应的内容"),
                _ => "邮件模板填写内容时出错".to_owned(),
            };
            fault(error.line_no, &message).hint(format!("可用的有：{}", known.join("、")))
        })?;
        Ok(text.trim_start_matches('\n').lines().map(|line| format!("{}\r\n", line.trim_end())).collect())
    }
}

fn fault(line: Option<usize>, message: &str) -> Error {
    let place = Place::file(NAME);
    Error::new(ErrorKind::Template, message).at(match line {
        Some(line) => place.row(line.saturating_sub(1) as u32),
        None => place,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Body;

    #[test]
    fn facts_are_put_in_once_and_comments_vanish() {
        let body = Body::parse("// 说明\n{{甲}}：\n\n完").expect("a template");
        assert_eq!(body.render(&json!({"甲": "{{乙}}&"})).expect("a text"), "{{乙}}&：\r\n\r\n完\r\n");
    }

    #[test]
    fn faults_name_their_line() {
        let body = Body::parse("// 说明\n{{丙}}").expect("a template");
        let text = body.render(&json!({"甲": ""})).expect_err("a fault").to_string();
        assert!(text.contains("{{丙}} 没有对应的内容") && text.contains("第 2 行") && text.contains("可用的有：甲"), "{text}");
        assert!(Body::parse("{{#if 甲}}").is_err());
        assert!(Body::parse("{{> 甲}}").is_err());
    }
}
