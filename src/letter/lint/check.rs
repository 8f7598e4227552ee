//! Tags against the fields of a letter: what each names, what it holds, and whether it may stand where it stands.

use std::collections::BTreeSet;

use super::expression::{Expression, Name, call, parse};
use super::wants::{BLOCKS, WANTS, Want, is_helper};
use super::{Fault, Spot};
use crate::letter::fields::{FieldAbout, FieldType};
use crate::letter::helpers;
use crate::letter::template::nearest;
use crate::office::patch::docx::TagKind;

/// Deepest blocks within each other.
const DEEPEST: usize = 8;

/// A tag with where it stands.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    /// What it is to the structure.
    pub(super) kind: TagKind,
    /// What stands in it.
    pub(super) inner: String,
    /// Where.
    pub(super) spot: Spot,
}

/// What names mean at a place.
#[derive(Clone, Debug)]
struct Context<'f> {
    /// The list it is a row of; empty outside of lists.
    list: String,
    /// Its fields; `None` where they cannot be told because of an earlier fault.
    fields: Option<&'f [FieldAbout]>,
    /// Whether a row is a word by itself, `{{this}}`.
    is_word: bool,
}

struct Block {
    word: String,
    inner: String,
    spot: Spot,
    /// Whether its end ends a context.
    repeats: bool,
    has_else: bool,
}

/// Looks tags over, in the order they are met.
pub(super) struct Checker<'f> {
    contexts: Vec<Context<'f>>,
    blocks: Vec<Block>,
    spot: Spot,
    inner: String,
    /// What is wrong.
    pub(super) faults: Vec<Fault>,
    /// Worth knowing.
    pub(super) advice: Vec<String>,
    used: BTreeSet<(String, String)>,
}

impl<'f> Checker<'f> {
    /// Begins with the fields of a kind of letter.
    pub(super) fn new(fields: &'f [FieldAbout]) -> Self {
        Self {
            contexts: vec![Context { list: String::new(), fields: Some(fields), is_word: false }],
            blocks: Vec::new(),
            spot: Spot::default(),
            inner: String::new(),
            faults: Vec::new(),
            advice: Vec::new(),
            used: BTreeSet::new(),
        }
    }

    /// Looks over the tags of one part; blocks end with it.
    pub(super) fn part(&mut self, tags: &[Tag]) {
        for tag in tags {
            self.spot = tag.spot.clone();
            self.inner = tag.inner.clone();
            self.tag(tag);
        }
        while let Some(block) = self.blocks.pop() {
            self.unclosed(&block);
        }
        self.contexts.truncate(1);
    }

    fn tag(&mut self, tag: &Tag) {
        match &tag.kind {
            TagKind::Comment => {}
            TagKind::Value => self.value(&tag.inner),
            TagKind::Open(word) => self.open(&tag.inner, word),
            TagKind::Else => self.otherwise(&tag.inner),
            TagKind::Close(word) => self.close(word),
        }
    }

    fn fault(&mut self, message: impl Into<String>, remedy: impl Into<String>) {
        let fault = Fault { spot: self.spot.clone(), message: message.into(), remedy: remedy.into() };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }

    fn value(&mut self, inner: &str) {
        if inner.is_empty() {
            return self.fault("{{ }} 里是空的", "请写上名称，或删去它");
        }
        if inner.starts_with(['>', '*', '&']) {
            return self.fault(format!("{{{{{inner}}}}} 引用了别的模板，这里不支持"), "请把要引用的文字直接写在这个模板里");
        }
        if let Some(c) = inner.chars().next().filter(|c| matches!(c, '＃' | '／' | '！')) {
            let plain = match c {
                '＃' => '#',
                '／' => '/',
                _ => '!',
            };
            return self.fault(format!("{{{{{inner}}}}} 里的「{c}」是全角的"), format!("请改成半角的 {plain}"));
        }
        let Some(all) = self.read(inner) else { return };
        let expression = match &all[..] {
            [Expression::Name(name)] => Expression::Name(name.clone()),
            [_] => return self.fault(format!("{{{{{inner}}}}} 里没有名称"), "文字直接写在花括号外面"),
            _ => match call(all) {
                Ok(call) => call,
                Err((what, remedy)) => return self.fault(format!("{{{{{inner}}}}} {what}"), remedy),
            },
        };
        if let Expression::Name(name) = &expression
            && name.steps.len() == 1
            && name.ups == 0
            && is_helper(&name.written)
        {
            let word = &name.written;
            return self.fault(format!("{{{{{word}}}}} 后面没有写名称"), format!("例如 {{{{{word} 名称}}}}"));
        }
        let printed = matches!(expression, Expression::Name(_));
        let holds = self.holds(&expression);
        if !printed {
            return;
        }
        match holds {
            Some(FieldType::Texts) => {
                self.fault(format!("「{inner}」是多项文字，不能直接写"), format!("请写 {{{{连接 {inner}}}}}，各项用顿号连接"));
            }
            Some(FieldType::Rows(_)) => {
                let each = format!("请写成 {{{{#each {inner}}}}}…{{{{/each}}}}，逐条重复");
                self.fault(format!("「{inner}」是逐条的，不能直接写"), each);
            }
            Some(FieldType::Condition) => {
                self.fault(format!("「{inner}」是条件，不能直接写"), format!("请写成 {{{{#if {inner}}}}}…{{{{/if}}}}"));
            }
            Some(FieldType::Date) => {
                let advice = format!("{}：{{{{{inner}}}}} 会印成 2026-06-05 的样子，通常写 {{{{日期 {inner}}}}}", self.spot);
                self.advice.push(advice);
            }
            Some(FieldType::Text | FieldType::Number) | None => {}
        }
    }

    fn read(&mut self, text: &str) -> Option<Vec<Expression>> {
        match parse(text) {
            Ok(all) => Some(all),
            Err((what, remedy)) => {
                let inner = self.inner.clone();
                self.fault(format!("{{{{{inner}}}}} {what}"), remedy);
                None
            }
        }
    }

    fn open(&mut self, inner: &str, word: &str) {
        let given = inner.trim_start_matches(['#', '^']).trim_start();
        let given = given.strip_prefix(word).unwrap_or(given).trim();
        let mut block =
            Block { word: word.to_owned(), inner: inner.to_owned(), spot: self.spot.clone(), repeats: false, has_else: false };
        if self.blocks.len() >= DEEPEST {
            self.fault(format!("{{{{{inner}}}}} 套得太深"), format!("最多套 {DEEPEST} 层"));
        } else if inner.starts_with("#*") || inner.starts_with("#>") {
            self.fault(format!("{{{{{inner}}}}} 引用了别的模板，这里不支持"), "请把要引用的文字直接写在这个模板里");
        } else if inner.starts_with('^') {
            self.fault(format!("{{{{{inner}}}}} 这里不支持"), format!("请写成 {{{{#if {word}}}}}{{{{else}}}}…{{{{/if}}}}"));
        } else if BLOCKS.contains(&word) {
            let context = self.argument(given, word);
            if word == "each" {
                block.repeats = true;
                self.contexts.push(context);
            }
        } else {
            let near = nearest(word, BLOCKS.iter().copied());
            let remedy = match near {
                Some(near) => format!("是不是 {{{{#{near} …}}}}"),
                None => "可用的有 {{#if …}} 和 {{#each …}}".to_owned(),
            };
            self.fault(format!("没有 {{{{#{word}}}}} 这个用法"), remedy);
            // What it was meant to do cannot be told, so neither can what names mean in it.
            block.repeats = true;
            self.contexts.push(Context { list: String::new(), fields: None, is_word: true });
        }
        self.blocks.push(block);
    }

    /// Looks over what a block is given; returns the context in it, where it repeats.
    fn argument(&mut self, given: &str, word: &str) -> Context<'f> {
        let unknown = Context { list: String::new(), fields: None, is_word: true };
        let Some(mut all) = self.read(given) else { return unknown };
        if all.len() != 1 {
            let inner = self.inner.clone();
            let message = if all.is_empty() { "后面没有写名称" } else { "后面只能写一个名称" };
            self.fault(
                format!("{{{{{inner}}}}} {message}"),
                format!("例如 {{{{#{word} 名称}}}}；比较是否相同写成 {{{{#if (eq 名称 \"文字\")}}}}"),
            );
            return unknown;
        }
        let expression = all.remove(0);
        let holds = self.holds(&expression);
        if word != "each" {
            return unknown;
        }
        let name = match &expression {
            Expression::Name(name) => name.written.clone(),
            _ => String::new(),
        };
        match holds {
            Some(FieldType::Texts) => Context { list: name, fields: Some(&[]), is_word: true },
            Some(FieldType::Rows(fields)) => {
                let list = name.rsplit(['.', '/']).next().unwrap_or_default().to_owned();
                Context { list, fields: Some(fields), is_word: false }
            }
            Some(other) => {
                let lists = self.names_that(|holds| matches!(holds, FieldType::Texts | FieldType::Rows(_)));
                let message = format!("{{{{#each}}}} 只能用于逐条的内容，「{name}」是{}", other.label());
                self.fault(message, format!("逐条的有：{lists}"));
                unknown
            }
            None => unknown,
        }
    }

    fn otherwise(&mut self, inner: &str) {
        let Some(block) = self.blocks.last_mut() else {
            return self.fault("{{else}} 不在 {{#if}} 里", "请补上前面的 {{#if …}}，或删去它");
        };
        if std::mem::replace(&mut block.has_else, true) && inner == "else" {
            return self.fault("同一个 {{#if}} 里有两个 {{else}}", "请删去一个");
        }
        if std::mem::take(&mut block.repeats) {
            self.contexts.pop();
        }
        if let Some(chained) = inner.strip_prefix("else ") {
            if let Some(given) = chained.trim_start().strip_prefix("if ") {
                self.argument(given.trim(), "if");
                if let Some(block) = self.blocks.last_mut() {
                    block.has_else = false;
                }
            } else {
                self.fault(format!("{{{{{inner}}}}} 这里不支持"), "请写 {{else}} 或 {{else if 名称}}");
            }
        }
    }

    fn close(&mut self, word: &str) {
        let Some(at) = self.blocks.iter().rposition(|block| block.word == word) else {
            let remedy = match nearest(word, BLOCKS.iter().copied()).filter(|near| *near != word) {
                Some(near) => format!("是不是 {{{{/{near}}}}}"),
                None => "请补上开头，或删去它".to_owned(),
            };
            return self.fault(format!("{{{{/{word}}}}} 前面没有 {{{{#{word}}}}}"), remedy);
        };
        let mut ended = self.blocks.split_off(at);
        let own = ended.remove(0);
        for block in ended {
            self.end(&block);
            self.unclosed(&block);
        }
        self.end(&own);
    }

    fn end(&mut self, block: &Block) {
        if block.repeats {
            self.contexts.pop();
        }
    }

    fn unclosed(&mut self, block: &Block) {
        self.spot = block.spot.clone();
        let Block { word, inner, .. } = block;
        self.fault(
            format!("{{{{{inner}}}}} 没有 {{{{/{word}}}}}"),
            format!("请在它管的内容后面补上 {{{{/{word}}}}}，先开的后关"),
        );
    }

    /// Returns what an expression holds; `None` when that cannot be told.
    fn holds(&mut self, expression: &Expression) -> Option<FieldType> {
        match expression {
            Expression::Text => Some(FieldType::Text),
            Expression::Number => Some(FieldType::Number),
            Expression::Flag => Some(FieldType::Condition),
            Expression::Name(name) => self.named(name),
            Expression::Call(word, given) => self.called(word, given),
        }
    }

    fn called(&mut self, word: &str, given: &[Expression]) -> Option<FieldType> {
        if !is_helper(word) {
            let all: Vec<&str> = helpers::KNOWN.split('、').collect();
            // A blank within a name makes two words of it.
            let joined: String = self.inner.split_whitespace().collect();
            let is_name = self.contexts.iter().rev().any(|context| field(context, &joined).is_some());
            let remedy = match nearest(word, all.iter().copied()) {
                _ if is_name => format!("名称中间不要有空格，是不是 {{{{{joined}}}}}"),
                Some(near) => format!("是不是「{near}」"),
                None => format!("可用的有：{}", helpers::KNOWN),
            };
            self.fault(format!("没有「{word}」这个用法"), remedy);
            return None;
        }
        let wants = WANTS.iter().find(|(known, _)| *known == word).map(|(_, wants)| *wants);
        if let Some(wants) = wants {
            let optional = usize::from(word == "连接");
            if given.len() > wants.len() || given.len() + optional < wants.len() {
                let inner = self.inner.clone();
                self.fault(format!("{{{{{inner}}}}} 写法不对"), format!("「{word}」后面写 {} 项", wants.len() - optional));
            }
        }
        for (at, expression) in given.iter().enumerate() {
            let holds = self.holds(expression);
            let want = wants.and_then(|wants| wants.get(at).copied()).unwrap_or(Want::Any);
            if let Some(holds) = holds {
                self.suits(word, want, holds, expression);
            }
        }
        match word {
            "eq" | "ne" | "gt" | "gte" | "lt" | "lte" | "and" | "or" | "not" => Some(FieldType::Condition),
            "len" => Some(FieldType::Number),
            _ => Some(FieldType::Text),
        }
    }

    fn suits(&mut self, word: &str, want: Want, holds: FieldType, expression: &Expression) {
        let suits = |holds: FieldType| match want {
            Want::Any => true,
            Want::Number => holds == FieldType::Number,
            Want::Date => holds == FieldType::Date,
            Want::Texts => holds == FieldType::Texts,
            Want::Text => holds == FieldType::Text,
            Want::List => matches!(holds, FieldType::Texts | FieldType::Rows(_)),
        };
        if suits(holds) {
            return;
        }
        let name = match expression {
            Expression::Name(name) => format!("「{}」", name.written),
            _ => "这里写的".to_owned(),
        };
        let (wanted, all) = match want {
            Want::Number => ("数", self.names_that(suits)),
            Want::Date => ("日期", self.names_that(suits)),
            Want::Texts => ("多项文字", self.names_that(suits)),
            Want::List => ("逐条的内容", self.names_that(suits)),
            Want::Text | Want::Any => ("文字", String::new()),
        };
        let remedy = match (want, holds) {
            (Want::Texts, FieldType::Rows(_)) => "请用 {{#each}} 逐条重复".to_owned(),
            _ if all.is_empty() => format!("请换成{wanted}"),
            _ => format!("{wanted}有：{all}"),
        };
        self.fault(format!("「{word}」只能用于{wanted}，{name}是{}", holds.label()), remedy);
    }

    /// Names what may be written here and holds something of a kind.
    fn names_that(&self, suits: impl Fn(FieldType) -> bool) -> String {
        let inner = self.contexts.last().and_then(|context| context.fields).unwrap_or_default();
        let fits = |fields: &[FieldAbout]| -> Vec<&'static str> {
            fields.iter().filter(|field| suits(field.holds)).map(|field| field.name).collect()
        };
        let mut names: Vec<String> = fits(inner).into_iter().map(str::to_owned).collect();
        if self.contexts.len() > 1 {
            let outer = self.contexts[0].fields.unwrap_or_default();
            names.extend(fits(outer).into_iter().map(|name| format!("../{name}")));
        }
        if suits(FieldType::Number) && self.contexts.len() > 1 {
            names.insert(0, "@index".to_owned());
        }
        names.join("、")
    }

    fn named(&mut self, name: &Name) -> Option<FieldType> {
        let last = self.contexts.len() - 1;
        if name.ups > last {
            self.fault(format!("「{}」的 ../ 多了", name.written), "../ 只用在 {{#each}} 里面，每出一层写一个");
            return None;
        }
        let at = if name.root { 0 } else { last - name.ups };
        let context = self.contexts[at].clone();
        let Some(first) = name.steps.first() else {
            if context.is_word {
                return context.fields.map(|_| FieldType::Text);
            }
            self.fault(format!("「{}」不能这样用", name.written), "{{this}} 只用在逐项文字的 {{#each}} 里，其他的请写名称");
            return None;
        };
        if first.starts_with('@') {
            return self.position(name, first);
        }
        context.fields?;
        let Some(about) = field(&context, first) else {
            self.unknown(name, first, at);
            return None;
        };
        self.used.insert((context.list.clone(), about.name.to_owned()));
        if name.steps.len() > 1 {
            let list = matches!(about.holds, FieldType::Rows(_));
            let remedy =
                if list { format!("请用 {{{{#each {first}}}}} 逐条重复") } else { format!("请只写 {{{{{first}}}}}") };
            self.fault(format!("「{}」写法不对：「{first}」是{}", name.written, about.holds.label()), remedy);
            return None;
        }
        Some(about.holds)
    }

    fn position(&mut self, name: &Name, word: &str) -> Option<FieldType> {
        let holds = match word {
            "@index" => FieldType::Number,
            "@first" | "@last" => FieldType::Condition,
            _ => {
                self.fault(format!("没有「{}」", name.written), "可用的有 @index、@first、@last");
                return None;
            }
        };
        if self.contexts.len() < 2 {
            self.fault(format!("「{}」不在 {{{{#each}}}} 里", name.written), "@index 是第几条，只用在 {{#each}} 里面");
            return None;
        }
        Some(holds)
    }

    fn unknown(&mut self, name: &Name, word: &str, at: usize) {
        let outer = self.contexts[..at].iter().rev().position(|context| field(context, word).is_some());
        let inner = self.contexts[at + 1..].iter().find(|context| field(context, word).is_some());
        let list = self.contexts[at].fields.unwrap_or_default();
        let within = list.iter().find_map(|about| match about.holds {
            FieldType::Rows(fields) if fields.iter().any(|field| field.name == word) => Some(about.name),
            _ => None,
        });
        let names = list.iter().map(|about| about.name);
        let remedy = match (outer, inner, within) {
            (Some(steps), ..) => format!("它在 {{{{#each}}}} 外面，请写 {}{word}", "../".repeat(steps + 1 + name.ups)),
            (_, Some(_), _) => format!("请去掉 ../，写 {word}"),
            (.., Some(list)) => format!("它是「{list}」每一条里的，请写在 {{{{#each {list}}}}} 里面"),
            _ => match nearest(word, names.clone()) {
                Some(near) => format!("是不是 {{{{{near}}}}}"),
                None => format!("可用的有：{}", names.collect::<Vec<_>>().join("、")),
            },
        };
        let written = &name.written;
        self.fault(format!("{{{{{written}}}}} 没有对应的内容"), remedy);
    }

    /// Says whether a word is a field's name, of the letter or of a row.
    pub(super) fn knows(&self, word: &str) -> bool {
        let fields = self.contexts[0].fields.unwrap_or_default();
        fields.iter().any(|field| {
            let within = matches!(field.holds, FieldType::Rows(inner) if inner.iter().any(|field| field.name == word));
            field.name == word || within
        })
    }

    /// Names the fields that no tag used, outer ones first.
    pub(super) fn unused(&self) -> Vec<String> {
        let mut advice = Vec::new();
        let fields = self.contexts[0].fields.unwrap_or_default();
        let is_used = |list: &str, name: &str| self.used.contains(&(list.to_owned(), name.to_owned()));
        let unused = |list: &str, fields: &[FieldAbout]| -> String {
            let names: Vec<&str> = fields.iter().map(|field| field.name).filter(|name| !is_used(list, name)).collect();
            names.join("、")
        };
        let outer = unused("", fields);
        if !outer.is_empty() {
            advice.push(format!("没有用到的名称：{outer}"));
        }
        for field in fields.iter().filter(|field| is_used("", field.name)) {
            if let FieldType::Rows(inner) = field.holds {
                let names = unused(field.name, inner);
                if !names.is_empty() {
                    advice.push(format!("「{}」里没有用到的名称：{names}", field.name));
                }
            }
        }
        advice
    }
}

fn field<'f>(context: &Context<'f>, name: &str) -> Option<&'f FieldAbout> {
    context.fields?.iter().find(|field| field.name == name)
}
