//! Reads TOML with its places kept, so that every fault of a file is reported at once, each with a caret.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use chrono::NaiveDate;
use rust_decimal::Decimal;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::error::{Error, ErrorKind};
use crate::model::place::Place;
use crate::policy::spot::Written;

/// One thing wrong in the file.
#[derive(Debug)]
struct Fault {
    span: Range<usize>,
    message: String,
    hint: Option<String>,
}

/// Collects the faults of one file.
#[derive(Debug)]
pub struct Faults<'s> {
    file: &'s str,
    source: &'s str,
    list: RefCell<Vec<Fault>>,
    advice: RefCell<Vec<Fault>>,
}

impl<'s> Faults<'s> {
    /// Starts a collection for a file's text.
    pub fn new(file: &'s str, source: &'s str) -> Self {
        Self { file, source, list: RefCell::default(), advice: RefCell::default() }
    }

    /// Adds a fault at a byte span.
    pub fn add(&self, span: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        self.list.borrow_mut().push(Fault { span, message: message.into(), hint });
    }

    /// Adds what is better written otherwise, though nothing is wrong.
    fn advise(&self, span: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        self.advice.borrow_mut().push(Fault { span, message: message.into(), hint });
    }

    /// Draws the advice, top down.
    fn advice(&self) -> Vec<String> {
        let mut advice = self.advice.borrow_mut();
        advice.sort_by_key(|one| one.span.start);
        advice.iter().map(|one| draw(self.file, self.source, one, "建议")).collect()
    }

    /// Returns the value if nothing is wrong.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Policy` naming every fault with line, column and a caret.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Error> {
        let mut faults = self.list.into_inner();
        match value {
            Some(value) if faults.is_empty() => Ok(value),
            _ => {
                faults.sort_by_key(|fault| fault.span.start);
                Err(describe(self.file, self.source, &faults))
            }
        }
    }
}

/// Draws all faults below one headline.
fn describe(file: &str, source: &str, faults: &[Fault]) -> Error {
    let mut message = format!("「{file}」有 {} 处写法不对", faults.len());
    for fault in faults {
        message.push('\n');
        message.push_str(&draw(file, source, fault, "错误"));
    }
    Error::new(ErrorKind::Policy, message).at(Place::file(file)).hint("改好后重新运行；不改也不会动您的台账文件")
}

/// Draws one fault: what, where, a caret, what to write instead.
fn draw(file: &str, source: &str, fault: &Fault, word: &str) -> String {
    let annotation = AnnotationKind::Primary.span(fault.span.clone()).label(fault.hint.clone().unwrap_or_default());
    let snippet = Snippet::source(source).path(file).annotation(annotation);
    let title = Level::ERROR.with_name(word).primary_title(fault.message.as_str());
    let drawn = Renderer::plain().render(&[Group::with_title(title).element(snippet)]);
    // The colon is the drawer's own, and a half-width one.
    let said = drawn.trim_end();
    said.strip_prefix(&format!("{word}: ")).map_or_else(|| said.to_owned(), |said| format!("{word}：{said}"))
}

/// Parses a whole file and hands its top table to `read`.
///
/// # Errors
///
/// `ErrorKind::Policy` naming every fault: of syntax, of keys, of values.
pub fn parse<T>(file: &str, source: &str, read: impl FnOnce(&Section<'_, '_>) -> Option<T>) -> Result<T, Error> {
    parse_with_advice(file, source, read).map(|(value, _)| value)
}

/// Parses a whole file and returns the advice too, drawn like faults.
///
/// # Errors
///
/// As `parse`.
pub fn parse_with_advice<T>(
    file: &str,
    source: &str,
    read: impl FnOnce(&Section<'_, '_>) -> Option<T>,
) -> Result<(T, Vec<String>), Error> {
    let faults = Faults::new(file, source);
    let (table, errors) = DeTable::parse_recoverable(source);
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        faults.add(span, "写法不对：文字要用英文双引号括起来，等号、逗号、方括号都用英文的，日期写成 2026-03-20", None);
    }
    if !errors.is_empty() {
        return faults.finish(None);
    }
    let section = Section::new(table.get_ref(), table.span(), String::new(), &faults);
    let value = read(&section);
    section.refuse_unknown();
    let advice = faults.advice();
    faults.finish(value.map(|value| (value, advice)))
}

/// Reads one day of the top table and judges nothing else of the file.
///
/// # Errors
///
/// `ErrorKind::Policy` when the file is no TOML, or the day is none.
pub fn top_date(file: &str, source: &str, key: &'static str) -> Result<Option<NaiveDate>, Error> {
    parse(file, source, |top| {
        let date = top.date(key);
        // Whoever loads the file judges its other keys.
        top.asked.borrow_mut().clear();
        Some(date)
    })
}

/// A table of the file. Keys that were never asked for are faults.
#[derive(Debug)]
pub struct Section<'a, 'i> {
    table: &'a DeTable<'i>,
    span: Range<usize>,
    path: String,
    faults: &'a Faults<'a>,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'a, 'i> Section<'a, 'i> {
    fn new(table: &'a DeTable<'i>, span: Range<usize>, path: String, faults: &'a Faults<'a>) -> Self {
        Self { table, span, path, faults, asked: RefCell::new(BTreeSet::new()) }
    }

    /// Returns where the section stands.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Reports a fault at a key of this section, or at the section itself where the key is absent.
    pub fn fault(&self, key: &str, message: impl Into<String>, hint: Option<String>) {
        let span = self.table.iter().find(|(k, _)| k.get_ref() == key).map_or_else(|| self.span(), |(_, v)| v.span());
        self.faults.add(span, message, hint);
    }

    /// Says at a key, or at the section where it is absent, what is better written otherwise.
    pub fn advise(&self, key: &str, message: impl Into<String>, hint: Option<String>) {
        let span = self.table.iter().find(|(k, _)| k.get_ref() == key).map_or_else(|| self.span(), |(_, v)| v.span());
        self.faults.advise(span, message, hint);
    }

    /// Says whether a key is written.
    pub fn has(&self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    /// Reports a fault at a byte span.
    pub fn fault_at(&self, span: Range<usize>, message: impl Into<String>, hint: Option<String>) {
        self.faults.add(span, message, hint);
    }

    fn get(&self, key: &'static str) -> Option<&'a Spanned<DeValue<'i>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    fn wrong<T>(&self, value: &Spanned<DeValue<'i>>, key: &str, expected: &str) -> Option<T> {
        self.faults.add(value.span(), format!("「{}{key}」的值不对", self.path), Some(format!("这里应当是{expected}")));
        None
    }

    fn required<T>(&self, key: &'static str, value: Option<T>) -> Option<T> {
        if value.is_none() && self.table.get(key).is_none() {
            self.faults.add(self.span(), format!("缺少「{}{key}」", self.path), Some("请补上这一项".to_owned()));
        }
        value
    }

    /// Returns a text, if written.
    pub fn text(&self, key: &'static str) -> Option<String> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            _ => self.wrong(value, key, "加引号的文字"),
        }
    }

    /// Returns a text that must be there.
    pub fn required_text(&self, key: &'static str) -> Option<String> {
        self.required(key, self.text(key))
    }

    /// Returns a text that must be there, with the place of each of its characters.
    pub fn required_written(&self, key: &'static str) -> Option<Written> {
        self.required(key, self.written(key))
    }

    /// Returns a text with the place of each of its characters, if written.
    pub fn written(&self, key: &'static str) -> Option<Written> {
        let text = self.text(key)?;
        let span = self.get(key)?.span();
        Some(Written::new(text, self.faults.source.get(span.clone()).unwrap_or_default(), span))
    }

    /// Returns a number exactly as written, if written; quoted numbers are taken too.
    pub fn decimal(&self, key: &'static str) -> Option<Decimal> {
        let value = self.get(key)?;
        let digits = match value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().to_owned(),
            DeValue::Float(float) => float.as_str().to_owned(),
            DeValue::String(text) => text.to_string(),
            _ => return self.wrong(value, key, "数字"),
        };
        match digits.replace('_', "").parse() {
            Ok(number) if is_sensible(number) => Some(number),
            Ok(_) => self.wrong(value, key, "10 亿以内的数字"),
            Err(_) => self.wrong(value, key, "数字"),
        }
    }

    /// Returns a number that must be there.
    pub fn required_decimal(&self, key: &'static str) -> Option<Decimal> {
        self.required(key, self.decimal(key))
    }

    /// Returns a whole number not below zero, if written.
    pub fn count(&self, key: &'static str) -> Option<u32> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Integer(integer) => match integer.as_str().replace('_', "").parse() {
                Ok(number) => Some(number),
                Err(_) => self.wrong(value, key, "不小于 0 的整数"),
            },
            _ => self.wrong(value, key, "不小于 0 的整数"),
        }
    }

    /// Returns yes or no, if written.
    pub fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => self.wrong(value, key, " true 或 false"),
        }
    }

    /// Returns a day, if written.
    pub fn date(&self, key: &'static str) -> Option<NaiveDate> {
        let value = self.get(key)?;
        let date = match value.get_ref() {
            DeValue::Datetime(stamp) => {
                stamp.date.and_then(|d| NaiveDate::from_ymd_opt(i32::from(d.year), u32::from(d.month), u32::from(d.day)))
            }
            DeValue::String(text) => text.parse().ok(),
            _ => None,
        };
        if date.is_none() {
            return self.wrong(value, key, "日期，例如 2026-03-20");
        }
        date
    }

    /// Returns a day that must be there.
    pub fn required_date(&self, key: &'static str) -> Option<NaiveDate> {
        self.required(key, self.date(key))
    }

    /// Returns a list of texts; empty when not written.
    pub fn texts(&self, key: &'static str) -> Vec<String> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong::<()>(value, key, "方括号括起来的一组文字");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in array.iter() {
            match item.get_ref() {
                DeValue::String(text) => texts.push(text.to_string()),
                _ => drop(self.wrong::<()>(item, key, "加引号的文字")),
            }
        }
        texts
    }

    /// Returns the choice a text stands for; a text in no choice is a fault that lists them.
    pub fn choice<T: Copy>(&self, key: &'static str, choices: &[(&str, T)]) -> Option<T> {
        let text = self.text(key)?;
        let found = choices.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<_> = choices.iter().map(|(name, _)| format!("\"{name}\"")).collect();
            self.fault(
                key,
                format!("「{}{key}」没有 \"{text}\" 这个选项", self.path),
                Some(format!("可选：{}", names.join("、"))),
            );
        }
        found
    }

    /// Hands a sub-table to `read`, if written.
    pub fn section<T>(&self, key: &'static str, read: impl FnOnce(&Section<'_, '_>) -> Option<T>) -> Option<T> {
        let value = self.get(key)?;
        match value.get_ref() {
            DeValue::Table(table) => self.enter(table, value.span(), key, read),
            _ => self.wrong(value, key, &format!("一节，写作 [{key}]")),
        }
    }

    /// Hands each table of a list to `read`.
    pub fn sections<T>(&self, key: &'static str, mut read: impl FnMut(&Section<'_, '_>) -> Option<T>) -> Vec<T> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(array) = value.get_ref() else {
            self.wrong::<()>(value, key, &format!("若干节，每节写作 [[{key}]]"));
            return Vec::new();
        };
        let mut values = Vec::new();
        for item in array.iter() {
            match item.get_ref() {
                DeValue::Table(table) => values.extend(self.enter(table, item.span(), key, &mut read)),
                _ => drop(self.wrong::<()>(item, key, &format!("一节，写作 [[{key}]]"))),
            }
        }
        values
    }

    /// Hands each sub-table, whatever its name, to `read`; for sections whose keys are ids.
    pub fn each<T>(&self, mut read: impl FnMut(&str, Range<usize>, &Section<'_, '_>) -> Option<T>) -> Vec<T> {
        let mut values = Vec::new();
        for (key, value) in self.table.iter() {
            let name = key.get_ref().to_string();
            match value.get_ref() {
                DeValue::Table(table) => {
                    values.extend(self.enter(table, value.span(), &name, |section| read(&name, key.span(), section)))
                }
                _ => drop(self.wrong::<()>(value, &name, &format!("一节，写作 [{}{name}]", self.path))),
            }
        }
        values
    }

    /// Returns every key with its number; for sections whose keys are ids.
    pub fn each_decimal(&self) -> Vec<(String, Decimal)> {
        let number = |value: &Spanned<DeValue<'_>>| match value.get_ref() {
            DeValue::Integer(integer) if integer.radix() == 10 => integer.as_str().replace('_', "").parse().ok(),
            DeValue::Float(float) => float.as_str().replace('_', "").parse().ok(),
            _ => None,
        };
        let read = |(key, value): (&Spanned<_>, &Spanned<DeValue<'i>>)| {
            let name: &std::borrow::Cow<'_, str> = key.get_ref();
            match number(value) {
                Some(number) if is_sensible(number) => Some((name.to_string(), number)),
                _ => self.wrong(value, name, "数字"),
            }
        };
        self.table.iter().filter_map(read).collect()
    }

    /// Returns every key with its text and where the key stands; for sections whose keys are names.
    pub fn each_text(&self) -> Vec<(String, Range<usize>, String)> {
        let read = |(key, value): (&Spanned<_>, &Spanned<DeValue<'i>>)| {
            let name: &std::borrow::Cow<'_, str> = key.get_ref();
            match value.get_ref() {
                DeValue::String(text) => Some((name.to_string(), key.span(), text.to_string())),
                _ => self.wrong(value, name, "加引号的文字"),
            }
        };
        self.table.iter().filter_map(read).collect()
    }

    fn enter<T>(
        &self,
        table: &DeTable<'i>,
        span: Range<usize>,
        key: &str,
        read: impl FnOnce(&Section<'_, '_>) -> Option<T>,
    ) -> Option<T> {
        let section = Section::new(table, span, format!("{}{key}.", self.path), self.faults);
        let value = read(&section);
        section.refuse_unknown();
        value
    }

    /// Reports every key that was never asked for, with the nearest known one.
    fn refuse_unknown(&self) {
        let asked = self.asked.borrow();
        if asked.is_empty() {
            return;
        }
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if !asked.contains(name) {
                let hint = match nearest(name, asked.iter().copied()) {
                    Some(near) => format!("是不是「{near}」"),
                    None => format!("这里可以写：{}", asked.iter().copied().collect::<Vec<_>>().join("、")),
                };
                self.faults.add(key.span(), format!("不认识「{}{name}」", self.path), Some(hint));
            }
        }
    }
}

/// Nobody scores by the billion; beyond that arithmetic would overflow.
fn is_sensible(number: Decimal) -> bool {
    number.abs() <= Decimal::from(1_000_000_000u32)
}

/// Returns the known name nearest to a misspelt one, if any is near; one that holds all that was written comes first.
pub fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    known
        .map(|candidate| (candidate.contains(name), strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(_, likeness, _)| *likeness >= 0.75)
        .max_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)))
        .map(|(.., candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::{nearest, parse};

    #[test]
    fn all_faults_are_named_at_once_with_their_places() {
        let source = "title = \"试\"\nbse = 100\ncount = \"rows\"\n[rounding]\nplaces = \"二\"\n";
        let error = parse("policy.toml", source, |top| {
            top.text("title");
            top.decimal("base");
            top.choice("count", &[("row", 1), ("problem", 2)]);
            top.section("rounding", |rounding| rounding.count("places"));
            Some(())
        })
        .expect_err("three faults");
        let text = error.to_string();
        assert!(text.contains("有 3 处写法不对"), "{text}");
        assert!(text.contains("\n错误：不认识「bse」") && !text.contains("错误: "), "{text}");
        assert!(text.contains("不认识「bse」") && text.contains("是不是「base」"), "{text}");
        assert!(text.contains("policy.toml:2:1"), "{text}");
        assert!(text.contains("可选：\"row\"、\"problem\""), "{text}");
        assert!(text.contains("「rounding.places」的值不对"), "{text}");
    }

    #[test]
    fn a_name_that_holds_what_was_written_is_nearer_than_one_of_like_letters() {
        let near = |name| nearest(name, ["县财局", "县财政局", "县民政局"].into_iter());
        assert_eq!(near("县财政"), Some("县财政局"));
        assert_eq!(near("县民局"), Some("县民政局"));
        assert_eq!(near("水利"), None);
    }

    #[test]
    fn numbers_are_exactly_as_written() {
        let read = |source| parse("p", source, |top| top.decimal("n")).map(|n| n.to_string()).ok();
        assert_eq!(read("n = 0.30"), Some("0.30".to_owned()));
        assert_eq!(read("n = 2.675"), Some("2.675".to_owned()));
        assert_eq!(read("n = \"0.1\""), Some("0.1".to_owned()));
        assert_eq!(read("n = -1000000000"), Some("-1000000000".to_owned()));
        assert_eq!(read("n = 1000000001"), None);
    }
}
