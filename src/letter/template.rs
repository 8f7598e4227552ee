//! A letter's template: marks say what a line is, handlebars puts the facts in.
//!
//! The marks are read first, line by line, and replaced by control characters that no fact can hold; only then
//! are the facts put in, once. So `{{`, `【标题】` or `|` in a ledger stays what it is: text.

use handlebars::{Handlebars, RenderError, RenderErrorReason, Template};
use serde_json::Value;

use crate::error::{Error, ErrorKind};
use crate::letter::helpers;
use crate::model::place::Place;

/// What a line of a letter is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// 份号.
    Copies,
    /// 密级.
    Secrecy,
    /// 紧急程度.
    Urgency,
    /// 发文机关.
    Agency,
    /// 文号.
    Number,
    /// 标题.
    Title,
    /// 主送.
    Addressee,
    /// 一级 … 四级.
    Heading(u8),
    /// 正文, and every line without a mark.
    Paragraph,
    /// 附件说明.
    AttachmentNote,
    /// 署名|日期.
    Signature,
    /// 附注.
    Note,
    /// 抄送.
    Copy,
    /// 印发|日期.
    Printed,
    /// 另页.
    PageBreak,
    /// 附件.
    Attachment,
    /// 列宽.
    Widths,
    /// 表头.
    TableHead,
    /// 表行.
    TableRow,
}

/// Every mark by the word in 【】.
const MARKS: &[(&str, Mark)] = &[
    ("份号", Mark::Copies),
    ("密级", Mark::Secrecy),
    ("紧急程度", Mark::Urgency),
    ("发文机关", Mark::Agency),
    ("文号", Mark::Number),
    ("标题", Mark::Title),
    ("主送", Mark::Addressee),
    ("一级", Mark::Heading(1)),
    ("二级", Mark::Heading(2)),
    ("三级", Mark::Heading(3)),
    ("四级", Mark::Heading(4)),
    ("正文", Mark::Paragraph),
    ("附件说明", Mark::AttachmentNote),
    ("署名", Mark::Signature),
    ("附注", Mark::Note),
    ("抄送", Mark::Copy),
    ("印发", Mark::Printed),
    ("另页", Mark::PageBreak),
    ("附件", Mark::Attachment),
    ("列宽", Mark::Widths),
    ("表头", Mark::TableHead),
    ("表行", Mark::TableRow),
];

impl Mark {
    /// Says whether `|` parts the line.
    fn has_fields(self) -> bool {
        matches!(self, Self::Heading(_) | Self::Signature | Self::Printed | Self::Widths | Self::TableHead | Self::TableRow)
    }
}

/// A line as it will be printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// What it is.
    pub(super) mark: Mark,
    /// The template's line it came from, from 1.
    pub(super) number: u32,
    /// Its text; more than one part only where the mark has fields.
    pub(super) fields: Vec<String>,
}

/// Begins a line; followed by its mark's position and its number.
const LINE: char = '\u{1E}';
/// Ends a line's mark and number.
const TEXT: char = '\u{1F}';
/// Parts two fields.
const FIELD: char = '\u{1D}';

/// A template ready to take facts.
#[derive(Debug)]
pub(super) struct Prepared {
    name: String,
    registry: Handlebars<'static>,
}

impl Prepared {
    /// Reads the marks of a template; `name` is what messages call it.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Template` with the line: an unknown mark, a mark inside a line, a broken `{{…}}`.
    pub(super) fn parse(name: &str, source: &str) -> Result<Self, Error> {
        let mut marked = String::with_capacity(source.len() * 2);
        let source: String = source.chars().filter(|c| !c.is_control() || *c == '\n').collect();
        for (number, line) in source.trim_start_matches('\u{FEFF}').split('\n').enumerate() {
            let number = number as u32 + 1;
            marked.push_str(&marked_line(name, number, line.trim())?);
            marked.push('\n');
        }
        let template = Template::compile_with_name(&marked, name.to_owned()).map_err(|error| {
            let line = error.pos().map(|(line, _)| line as u32);
            fault(name, line, format!("模板「{name}」的花括号写法有误"))
                .hint("请检查这一行附近的 {{…}} 是否成对，{{#each}}、{{#if}} 是否都有对应的 {{/each}}、{{/if}}")
        })?;
        let mut registry = helpers::registry();
        registry.register_template(name, template);
        Ok(Self { name: name.to_owned(), registry })
    }

    /// Puts the facts in.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Template` when the template names a fact or a helper that does not exist.
    pub(super) fn render(&self, facts: &Value) -> Result<Vec<Line>, Error> {
        let text =
            self.registry.render(&self.name, &without_controls(facts)).map_err(|error| self.render_fault(&error, facts))?;
        Ok(text.split(LINE).skip(1).filter_map(line).collect())
    }

    /// An error about a line of this template.
    pub(super) fn fault(&self, line: u32, message: impl Into<String>) -> Error {
        fault(&self.name, Some(line), message.into())
    }

    fn render_fault(&self, error: &RenderError, facts: &Value) -> Error {
        let line = error.line_no.map(|line| line as u32);
        let fault = |message: String| fault(&self.name, line, message);
        match error.reason() {
            RenderErrorReason::MissingVariable(Some(path)) => {
                let word = path.rsplit(['.', '/']).next().unwrap_or(path);
                let fault = fault(format!("模板「{}」里的 {{{{{path}}}}} 没有对应的内容", self.name));
                let known: Vec<&str> = keys(facts);
                match nearest(word, known.iter().copied()) {
                    Some(near) => fault.hint(format!("是不是 {{{{{near}}}}}")),
                    None => fault.hint(format!("可用的有：{}", known.join("、"))),
                }
            }
            RenderErrorReason::HelperNotFound(helper) => {
                let fault = fault(format!("模板「{}」里没有「{helper}」这个用法", self.name));
                fault.hint(format!("可用的有：{}", helpers::KNOWN))
            }
            _ => fault(format!("模板「{}」填写内容时出错", self.name)).hint("请与自带模板对照这一行的写法"),
        }
    }
}

fn fault(name: &str, line: Option<u32>, message: String) -> Error {
    let place = Place::file(name);
    Error::new(ErrorKind::Template, message).at(match line {
        Some(line) => place.row(line.saturating_sub(1)),
        None => place,
    })
}

/// Returns a line with its mark turned into control characters; comments and blank lines vanish.
pub(super) fn marked_line(name: &str, number: u32, line: &str) -> Result<String, Error> {
    if line.is_empty() || line.starts_with("//") {
        return Ok(String::new());
    }
    if line.contains("{{>") || line.contains("{{#>") || line.contains("{{#*") || line.contains("{{*") {
        return Err(fault(name, Some(number), format!("模板「{name}」引用了别的模板，这里不支持"))
            .hint("请把要引用的文字直接写在这个模板里"));
    }
    if is_control_only(line) {
        return Ok(line.to_owned());
    }
    let (position, text) = split_mark(name, number, line)?;
    if let Some((word, _)) = MARKS.iter().find(|(word, _)| text.contains(&format!("【{word}】"))) {
        return Err(fault(name, Some(number), format!("标记【{word}】不在行首"))
            .hint("请让标记另起一行；前面的 {{#if …}} 也要单独占一行"));
    }
    let text = if MARKS[position].1.has_fields() { part_fields(text) } else { text.to_owned() };
    Ok(format!("{LINE}{position} {number}{TEXT}{text}"))
}

fn split_mark<'a>(name: &str, number: u32, line: &'a str) -> Result<(usize, &'a str), Error> {
    let paragraph = || MARKS.iter().position(|(_, mark)| *mark == Mark::Paragraph).expect("the list has 正文");
    let Some((word, text)) = line.strip_prefix('【').and_then(|rest| rest.split_once('】')) else {
        return Ok((paragraph(), line));
    };
    match MARKS.iter().position(|(known, _)| *known == word.trim()) {
        Some(position) => Ok((position, text.trim())),
        None => {
            let fault = fault(name, Some(number), format!("没有【{word}】这个标记"));
            let all: Vec<&str> = MARKS.iter().map(|(word, _)| *word).collect();
            Err(match nearest(word, all.iter().copied()) {
                Some(near) => fault.hint(format!("是不是【{near}】；若是正文，请写成【正文】【{word}】…")),
                None => fault.hint(format!("可用的标记：{}；若是正文，请写成【正文】【{word}】…", all.join("、"))),
            })
        }
    }
}

/// Says whether a line holds nothing but `{{#…}}`, `{{else}}`, `{{/…}}` or a comment.
fn is_control_only(line: &str) -> bool {
    let mut rest = line;
    while let Some(tag) = rest.strip_prefix("{{") {
        let Some((inner, after)) = tag.split_once("}}") else { return false };
        let inner = inner.trim_start_matches('~').trim_start();
        if !(inner.starts_with(['#', '/', '!', '^']) || inner == "else" || inner.starts_with("else ")) {
            return false;
        }
        rest = after.trim_start();
    }
    rest.is_empty()
}

/// Turns `|` and `｜` outside of `{{…}}` into the mark between fields.
fn part_fields(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let end = rest[start..].find("}}").map_or(rest.len(), |end| start + end + 2);
        out.push_str(&rest[..start].replace(['|', '｜'], "\u{1D}"));
        out.push_str(&rest[start..end]);
        rest = &rest[end..];
    }
    out.push_str(&rest.replace(['|', '｜'], "\u{1D}"));
    out
}

/// Reads one rendered line back.
fn line(record: &str) -> Option<Line> {
    let (head, text) = record.split_once(TEXT)?;
    let (position, number) = head.split_once(' ')?;
    let mark = MARKS.get(position.parse::<usize>().ok()?)?.1;
    let fields = text.split(FIELD).map(|field| field.trim().to_owned()).collect();
    Some(Line { mark, number: number.parse().ok()?, fields })
}

/// Returns the lines of a template with their tags as they are written; a line of block tags alone is a paragraph.
pub(super) fn unfilled(name: &str, source: &str) -> Result<Vec<Line>, Error> {
    let mut lines = Vec::new();
    for (number, text) in source.split('\n').enumerate() {
        let number = number as u32 + 1;
        let marked = marked_line(name, number, text.trim())?;
        match marked.strip_prefix(LINE) {
            Some(record) => lines.extend(line(record)),
            None if marked.is_empty() => {}
            None => lines.push(Line { mark: Mark::Paragraph, number, fields: vec![marked] }),
        }
    }
    Ok(lines)
}

/// Returns the facts without control characters, so that none can pass for a mark; line breaks stay.
pub(super) fn without_controls(facts: &Value) -> Value {
    match facts {
        Value::String(text) => {
            Value::String(text.replace("\r\n", "\n").chars().filter(|c| !c.is_control() || *c == '\n').collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(without_controls).collect()),
        Value::Object(map) => map.iter().map(|(key, value)| (key.clone(), without_controls(value))).collect(),
        other => other.clone(),
    }
}

/// Returns every key of the facts, those of the first row of a list included.
fn keys(facts: &Value) -> Vec<&str> {
    let mut found = Vec::new();
    if let Value::Object(map) = facts {
        for (key, value) in map {
            found.push(key.as_str());
            if let Value::Array(rows) = value {
                found.extend(rows.first().map(keys).unwrap_or_default());
            }
        }
    }
    found
}

/// Returns the known word nearest to a misspelt one. Marks have two characters, so one wrong of two must pass: the
/// policy reader's stricter bound, made for long ids, would never suggest any.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.6)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Line, Mark, Prepared};
    use crate::error::ErrorKind;

    fn render(source: &str, facts: &Value) -> Vec<(Mark, String)> {
        let lines = Prepared::parse("试.txt", source).expect("a template").render(facts).expect("a letter");
        lines.into_iter().map(|Line { mark, fields, .. }| (mark, fields.join("¦"))).collect()
    }

    fn fault(source: &str, facts: &Value) -> String {
        match Prepared::parse("试.txt", source).and_then(|prepared| prepared.render(facts)) {
            Ok(lines) => panic!("no fault: {lines:?}"),
            Err(error) => {
                assert_eq!(error.kind, ErrorKind::Template);
                error.to_string()
            }
        }
    }

    #[test]
    fn marks_say_what_a_line_is_and_comments_vanish() {
        let lines = render("// 说明\r\n【标题】关于{{甲}}\r\n\r\n【一级】一、情况|概况。\n正文{{甲}}", &json!({"甲": "乙"}));
        assert_eq!(
            lines,
            [
                (Mark::Title, "关于乙".to_owned()),
                (Mark::Heading(1), "一、情况¦概况。".to_owned()),
                (Mark::Paragraph, "正文乙".to_owned())
            ]
        );
    }

    #[test]
    fn blocks_repeat_whole_lines() {
        let source = "{{#each 问题}}\n【表行】{{序号 @index}}|{{内容}}|（{{大写 @index}}）\n{{/each}}\n{{#if 无}}\n漏\n{{else}}\n尾\n{{/if}}";
        let lines = render(source, &json!({"问题": [{"内容": "甲"}, {"内容": "乙"}], "无": ""}));
        let texts: Vec<&str> = lines.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["1¦甲¦（一）", "2¦乙¦（二）", "尾"]);
    }

    #[test]
    fn facts_never_become_marks_or_code() {
        let hostile = "{{x}} 甲|乙\n【标题】丙\n# 标题\u{1E}3 1\u{1F}丁\u{1D}戊";
        let lines = render("【表行】{{甲}}|{{{甲}}}|{{连接 丙}}", &json!({"甲": hostile, "丙": [hostile]}));
        let clean = "{{x}} 甲|乙\n【标题】丙\n# 标题3 1丁戊";
        assert_eq!(lines, [(Mark::TableRow, [clean; 3].join("¦"))]);
    }

    #[test]
    fn helpers_write_dates_and_lists() {
        let facts = json!({"日": "2026-06-05", "空": "", "列": ["甲", "乙"]});
        let lines = render("{{日期 日}}，{{短日期 日}}，{{日期 空}}，{{连接 列}}，{{连接 列 \"；\"}}", &facts);
        assert_eq!(lines[0].1, "2026年6月5日，2026.6.5，，甲、乙，甲；乙");
    }

    #[test]
    fn faults_name_line_and_remedy() {
        let facts = json!({"问题数": 1, "最早时限": "", "问题": [{"内容": ""}]});
        let text = fault("// 一\n\n【标体】甲", &facts);
        assert!(text.contains("没有【标体】这个标记") && text.contains("第 3 行") && text.contains("是不是【标题】"), "{text}");
        let text = fault("甲\n{{最早期限}}", &facts);
        assert!(
            text.contains("{{最早期限}} 没有对应的内容") && text.contains("第 2 行") && text.contains("是不是 {{最早时限}}"),
            "{text}"
        );
        let text = fault("甲\n{{#if 没有}}\n乙\n{{/if}}", &facts);
        assert!(text.contains("{{没有}} 没有对应的内容"), "{text}");
        let text = fault("{{#each 问题}}\n甲", &facts);
        assert!(text.contains("花括号写法有误"), "{text}");
        let text = fault("{{#if 问题数}}【抄送】甲{{/if}}", &facts);
        assert!(text.contains("标记【抄送】不在行首"), "{text}");
        let text = fault("{{天干 问题数}}", &facts);
        assert!(text.contains("没有「天干」这个用法"), "{text}");
        let text = fault("{{#*inline \"a\"}}{{> a}}{{/inline}}{{> a}}", &facts);
        assert!(text.contains("引用了别的模板"), "{text}");
    }
}
