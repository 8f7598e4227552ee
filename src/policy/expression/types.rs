//! The tree as written → a typed tree whose names are resolved. Every fault of types and names is reported, with its place.

use regex::Regex;

use crate::policy::expression::Problem;
use crate::policy::expression::schema::{self, Name, Subject};
use crate::policy::expression::syntax::{Node, What};
use crate::policy::expression::value::{Type, Value, type_of};
use crate::policy::expression::word::Sign;
use crate::policy::reader::nearest;

/// Something that holds or not.
#[derive(Debug)]
pub(super) enum Test {
    /// The opposite.
    Not(Box<Test>),
    /// All of them.
    All(Vec<Test>),
    /// Any of them.
    Any(Vec<Test>),
    /// A value is missing.
    Empty(Term),
    /// A value that is yes or no.
    Flag(Term),
    /// Two values, compared.
    Compare(Sign, Term, Term),
    /// One of several values.
    OneOf(Term, Vec<Constant>),
    /// A text that fits a pattern.
    Matches(Term, Regex),
}

/// Something that has a value.
#[derive(Debug)]
pub(super) enum Term {
    /// What a row has under a name.
    Name(Name),
    /// A value written out.
    Constant(Constant),
    /// Whether a test holds.
    Truth(Box<Test>),
    /// The value below zero.
    Minus(Box<Term>),
    /// `+ - × ÷`.
    Arithmetic(Sign, Box<Term>, Box<Term>),
    /// How many characters, blanks left out.
    Length(Box<Term>),
    /// A text that is a number.
    Number(Box<Term>),
}

/// A value written out.
#[derive(Debug)]
pub(super) enum Constant {
    /// Text.
    Text(String),
    /// Anything else.
    Plain(Value<'static>),
}

impl Constant {
    /// Returns the value; there always is one.
    pub(super) fn value(&self) -> Option<Value<'_>> {
        Some(match self {
            Self::Text(text) => Value::Text(text),
            Self::Plain(value) => *value,
        })
    }
}

/// Largest compiled pattern, in bytes.
const MOST_PATTERN_BYTES: usize = 1 << 20;

/// Types a condition.
///
/// # Errors
///
/// Every place where a name is unknown or types do not go together.
pub(super) fn condition(node: &Node, subject: Subject) -> Result<Test, Vec<Problem>> {
    let mut checker = Checker { subject, asks_row: false, problems: Vec::new() };
    let test = checker.test(node);
    if checker.problems.is_empty() && !checker.asks_row {
        let problem = Problem::new(node.at.clone(), "条件里没有字段，对每一行都是一样的结果");
        checker.problems.push(problem.hint("请写上字段，例如 整改时限 为空"));
    }
    match test {
        Some(test) if checker.problems.is_empty() => Ok(test),
        _ => Err(checker.problems),
    }
}

struct Checker {
    subject: Subject,
    /// Whether any name of the row was met.
    asks_row: bool,
    problems: Vec<Problem>,
}

/// A typed term.
type Typed = (Term, Type);

impl Checker {
    fn wrong<T>(&mut self, problem: Problem) -> Option<T> {
        self.problems.push(problem);
        None
    }

    /// Types what has to hold or not.
    fn test(&mut self, node: &Node) -> Option<Test> {
        match &node.what {
            What::Not(inner) => Some(Test::Not(Box::new(self.test(inner)?))),
            What::All(parts) => self.tests(parts).map(Test::All),
            What::Any(parts) => self.tests(parts).map(Test::Any),
            What::Empty(sign, value) => {
                if matches!(value.what, What::Text(_) | What::Number(_) | What::Money(_) | What::Date(_) | What::Days(_)) {
                    return self.wrong(Problem::new(value.at.clone(), "写出来的值不会是空的").hint("「为空」前面应当是字段"));
                }
                let (term, _) = self.term(value)?;
                Some(unless(*sign == Sign::NotEmpty, Test::Empty(term)))
            }
            What::OneOf(sign, value, members) => self.one_of(*sign, value, members),
            What::Compare(sign, left, right) => self.compare(*sign, node, left, right),
            _ => {
                let (term, kind) = self.term(node)?;
                if kind == Type::Flag {
                    return Some(Test::Flag(term));
                }
                let hint = match kind {
                    Type::Text => "请写出拿它和什么比，例如 = \"…\"、包含 \"…\"，或写「为空」「不为空」",
                    Type::Date => "请写出和哪一天比，例如 > 2026-06-30",
                    _ => "请写出和什么比，例如 = 已完成、> 30",
                };
                self.wrong(Problem::new(node.at.clone(), format!("这里是{}，不能单独当作条件", kind.label())).hint(hint))
            }
        }
    }

    /// Types several tests; a fault in one does not hide those in the others.
    fn tests(&mut self, parts: &[Node]) -> Option<Vec<Test>> {
        let typed: Vec<Option<Test>> = parts.iter().map(|part| self.test(part)).collect();
        typed.into_iter().collect()
    }

    fn compare(&mut self, sign: Sign, node: &Node, left: &Node, right: &Node) -> Option<Test> {
        match sign {
            Sign::Matches | Sign::MatchesNot => return self.matches(sign, left, right),
            Sign::Contains | Sign::ContainsNot | Sign::Begins | Sign::Ends => {
                let (left, right) = (self.text(left, sign), self.text(right, sign));
                let positive = if sign == Sign::ContainsNot { Sign::Contains } else { sign };
                return Some(unless(sign == Sign::ContainsNot, Test::Compare(positive, left?, right?)));
            }
            _ => {}
        }
        let (left, right) = self.pair(left, right)?;
        let kind = left.1;
        if !comparable(kind, right.1) {
            let message = format!("{}和{}不能比较", kind.label(), right.1.label());
            return self.wrong(with_hint(Problem::new(node.at.clone(), message), kind, right.1));
        }
        if !kind.is_ordered() && !matches!(sign, Sign::Equal | Sign::NotEqual) {
            let message = format!("{}不分大小，不能用「{}」", kind.label(), sign.text());
            let hint = if kind == Type::Text {
                "是数字的文字，先用 数值(…) 换算"
            } else {
                "请用 =、≠ 或「属于」"
            };
            return self.wrong(Problem::new(node.at.clone(), message).hint(hint));
        }
        Some(Test::Compare(sign, left.0, right.0))
    }

    /// Types two sides; a quoted word against a status, class or level is that status, class or level.
    fn pair(&mut self, left: &Node, right: &Node) -> Option<(Typed, Typed)> {
        if self.is_word(left) && !self.is_word(right) {
            let right = self.term(right);
            let left = self.against(left, right.as_ref()?.1);
            return Some((left?, right?));
        }
        let left = self.term(left);
        let right = match &left {
            Some(left) => self.against(right, left.1),
            None => self.term(right),
        };
        Some((left?, right?))
    }

    /// Says whether a part is a quoted word or one that names a value, such as 已完成.
    fn is_word(&self, node: &Node) -> bool {
        match &node.what {
            What::Text(_) => true,
            What::Name(word) => Name::find(word, self.subject).is_none() && schema::constant(word).is_some(),
            _ => false,
        }
    }

    /// Types a part that stands against a value of a type: a word is a status, class or level where the type is one.
    fn against(&mut self, node: &Node, kind: Type) -> Option<Typed> {
        let (What::Text(word) | What::Name(word)) = &node.what else { return self.term(node) };
        if !self.is_word(node) || schema::constants(kind).is_empty() {
            return self.term(node);
        }
        self.word(node, word, kind)
    }

    fn word(&mut self, node: &Node, word: &str, against: Type) -> Option<Typed> {
        match schema::constant_of(against, word) {
            Some(value) => Some((Term::Constant(Constant::Plain(value)), against)),
            None => {
                let problem = Problem::new(node.at.clone(), format!("{}里没有「{word}」", against.label()));
                self.wrong(problem.hint(format!("可以写：{}", labels(against).join("、"))))
            }
        }
    }

    /// Types a side that has to be text.
    fn text(&mut self, node: &Node, sign: Sign) -> Option<Term> {
        let (term, kind) = self.term(node)?;
        if kind == Type::Text {
            return Some(term);
        }
        let problem = Problem::new(node.at.clone(), format!("「{}」用于文字，这里是{}", sign.text(), kind.label()));
        self.wrong(match &node.what {
            What::Name(name) => match original(name) {
                Some(original) => problem.hint(format!("原文用「{original}」")),
                None => problem.hint("文字要加引号"),
            },
            _ => problem.hint("文字要加引号"),
        })
    }

    fn matches(&mut self, sign: Sign, left: &Node, right: &Node) -> Option<Test> {
        let value = self.text(left, sign);
        let What::Text(pattern) = &right.what else {
            return self.wrong(Problem::new(right.at.clone(), "「匹配」后面要写加引号的式样").hint("例如 匹配 \"^[0-9]+$\""));
        };
        match regex::RegexBuilder::new(pattern).size_limit(MOST_PATTERN_BYTES).build() {
            Ok(pattern) => Some(unless(sign == Sign::MatchesNot, Test::Matches(value?, pattern))),
            Err(regex::Error::CompiledTooBig(_)) => {
                self.wrong(Problem::new(right.at.clone(), "式样太复杂").hint("请减少重复次数"))
            }
            Err(_) => self.wrong(
                Problem::new(right.at.clone(), "式样写法不对").hint("按正则表达式书写；括号、方括号要配对，反斜杠后面要有字"),
            ),
        }
    }

    fn one_of(&mut self, sign: Sign, value: &Node, members: &[Node]) -> Option<Test> {
        let (value, kind) = self.term(value)?;
        let typed: Vec<Option<Constant>> = members.iter().map(|member| self.member(member, kind)).collect();
        let members: Option<Vec<Constant>> = typed.into_iter().collect();
        Some(unless(sign == Sign::NotOneOf, Test::OneOf(value, members?)))
    }

    /// Types a member of a list: a value written out, of the type that the list is compared with.
    fn member(&mut self, node: &Node, kind: Type) -> Option<Constant> {
        let (term, own) = self.against(node, kind)?;
        if !comparable(kind, own) {
            let problem = Problem::new(node.at.clone(), format!("{}和{}不能比较", kind.label(), own.label()));
            return self.wrong(with_hint(problem, kind, own));
        }
        match term {
            Term::Constant(constant) => Some(constant),
            _ => self.wrong(Problem::new(node.at.clone(), "一组值里只能写定下来的值").hint("和字段比较，请用 =")),
        }
    }

    /// Types what has a value.
    fn term(&mut self, node: &Node) -> Option<Typed> {
        let plain = |value, kind| Some((Term::Constant(Constant::Plain(value)), kind));
        match &node.what {
            What::Name(name) => self.name(node, name),
            What::Text(text) => Some((Term::Constant(Constant::Text(text.clone())), Type::Text)),
            What::Number(number) => plain(Value::Number(*number), Type::Number),
            What::Money(yuan) => plain(Value::Money(*yuan), Type::Money),
            What::Date(day) => plain(Value::Date(*day), Type::Date),
            What::Days(count) => plain(Value::Days((*count).into()), Type::Days),
            What::Months(count) => plain(Value::Months(*count), Type::Months),
            What::Flag(yes) => plain(Value::Flag(*yes), Type::Flag),
            What::Minus(inner) => {
                let (term, kind) = self.term(inner)?;
                if !matches!(kind, Type::Number | Type::Money | Type::Days) {
                    return self.wrong(Problem::new(node.at.clone(), format!("{}前面不能加负号", kind.label())));
                }
                Some((Term::Minus(Box::new(term)), kind))
            }
            What::Arithmetic(sign, left, right) => self.arithmetic(*sign, node, left, right),
            What::Call(function, inner) => {
                let text = Box::new(self.text(inner, *function)?);
                Some((if *function == Sign::Length { Term::Length(text) } else { Term::Number(text) }, Type::Number))
            }
            What::Not(_) | What::All(_) | What::Any(_) | What::Compare(..) | What::Empty(..) | What::OneOf(..) => {
                Some((Term::Truth(Box::new(self.test(node)?)), Type::Flag))
            }
        }
    }

    fn name(&mut self, node: &Node, word: &str) -> Option<Typed> {
        if let Some(name) = Name::find(word, self.subject) {
            self.asks_row = true;
            return Some((Term::Name(name), name.kind()));
        }
        if let Some(value) = schema::constant(word) {
            let kind = match value {
                Value::Status(_) => Type::Status,
                Value::Cycle(_) => Type::Cycle,
                _ => Type::Level,
            };
            return Some((Term::Constant(Constant::Plain(value)), kind));
        }
        let problem = Problem::new(node.at.clone(), format!("没有「{word}」这个字段"));
        if word == "状态不明" {
            return self.wrong(Problem::new(node.at.clone(), "状态不明就是没有读懂").hint("请写「整改状态 为空」"));
        }
        if let Some(other) = Subject::ALL.into_iter().find(|subject| Name::find(word, *subject).is_some()) {
            let hint = format!("它是{}的，这条规则管的是{}", other.label(), self.subject.label());
            return self.wrong(problem.hint(hint));
        }
        self.wrong(problem.hint(near_name(word, self.subject)))
    }

    fn arithmetic(&mut self, sign: Sign, node: &Node, left: &Node, right: &Node) -> Option<Typed> {
        let (left, right) = (self.term(left), self.term(right));
        let ((left, a), (right, b)) = (left?, right?);
        if let Some(kind) = type_of(sign, a, b) {
            return Some((Term::Arithmetic(sign, Box::new(left), Box::new(right)), kind));
        }
        let problem = Problem::new(node.at.clone(), format!("{}和{}不能用「{}」", a.label(), b.label(), sign.text()));
        self.wrong(match (a, b) {
            (Type::Date, Type::Number) | (Type::Number, Type::Date) => problem.hint("日期加减要写单位，例如 + 30天、+ 3个月"),
            (Type::Money, Type::Number) | (Type::Number, Type::Money) => problem.hint("金额要写单位，例如 10万元"),
            (Type::Days, Type::Number) | (Type::Number, Type::Days) => problem.hint("天数要写单位，例如 30天"),
            (Type::Date, Type::Date) => problem.hint("两个日期只能相减，得天数"),
            _ => problem,
        })
    }
}

fn unless(negated: bool, test: Test) -> Test {
    if negated { Test::Not(Box::new(test)) } else { test }
}

/// Says whether values of two types may be compared.
fn comparable(left: Type, right: Type) -> bool {
    left == right || matches!((left, right), (Type::Days, Type::Number) | (Type::Number, Type::Days))
}

/// Adds what the writer most likely meant.
fn with_hint(problem: Problem, left: Type, right: Type) -> Problem {
    let has = |kind| left == kind || right == kind;
    match () {
        () if has(Type::Text) && has(Type::Date) => problem.hint("日期不加引号，例如 2026-06-30"),
        () if has(Type::Text) && has(Type::Flag) => {
            problem.hint("表里写的「是」「否」是文字，要加引号：\"是\"；是否完成、是否超期等则不加")
        }
        () if has(Type::Text) && has(Type::Number) => problem.hint("是数字的文字，先用 数值(…) 换算"),
        () if has(Type::Money) && has(Type::Number) => problem.hint("金额要写单位，例如 10万元"),
        () if has(Type::Text) && (has(Type::Days) || has(Type::Money)) => {
            problem.hint("天数、金额不加引号，例如 30天、10万元；是数字的文字，先用 数值(…) 换算")
        }
        () if has(Type::Text) => problem.hint("文字要加引号"),
        () => problem,
    }
}

/// Returns the name of the text behind a field that is understood as something else.
fn original(word: &str) -> Option<&'static str> {
    match word {
        "整改状态" | "状态" | "status" => Some("状态原文"),
        "整改时限" | "deadline" => Some("时限原文"),
        "风险等级" | "level" => Some("风险等级原文"),
        _ => None,
    }
}

/// Returns the words of a type that has only so many values.
pub(super) fn labels(kind: Type) -> Vec<String> {
    schema::constants(kind).into_iter().map(|(_, value)| value.to_string()).collect()
}

/// Returns what to say about an unknown name.
pub(super) fn near_name(word: &str, subject: Subject) -> String {
    let known: Vec<&str> = Name::all(subject).flat_map(|name| [name.label(), name.key()]).collect();
    match nearest(word, known.into_iter()) {
        Some(near) => format!("是不是「{near}」"),
        None => "文字要加引号；可用的字段见 docs/policy.md".to_owned(),
    }
}
