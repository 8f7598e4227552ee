//! Ids of a policy: each names one thing, and only the registries' own items may have the registries' ids.

use crate::policy::KnownIds;
use crate::policy::reader::{Section, nearest};

/// Ids that results carry for what no item of the policy decides.
const RESERVED: [&str; 2] = ["manual", "bonus"];

/// The ids taken so far.
#[derive(Debug)]
pub(in crate::policy) struct Ids<'k> {
    known: &'k KnownIds,
    taken: Vec<String>,
    rules: Vec<String>,
}

/// A kind of item.
#[derive(Clone, Copy, Debug)]
pub(super) struct What {
    /// What people call it.
    pub(super) name: &'static str,
    /// The keys of which one makes it the office's own.
    pub(super) asks: &'static str,
}

impl<'k> Ids<'k> {
    /// Begins with none taken.
    pub(super) fn new(known: &'k KnownIds) -> Self {
        Self { known, taken: Vec::new(), rules: Vec::new() }
    }

    /// Takes the id of one of the office's own checks.
    pub(in crate::policy) fn claim_rule(&mut self, section: &Section<'_, '_>, id: &str) {
        self.claim_own(section, id, "规则");
        self.rules.push(id.to_owned());
    }

    /// Returns the ids of the office's own checks.
    pub(super) fn rules(&self) -> &[String] {
        &self.rules
    }

    /// Takes the id of an item: one of the office's own, or one the registry knows.
    pub(super) fn claim(&mut self, section: &Section<'_, '_>, what: What, own: bool, known: &[&'static str]) -> Option<String> {
        let What { name: what, asks } = what;
        let id = section.required_text("id")?;
        if own {
            self.claim_own(section, &id, what);
            return Some(id);
        }
        if !known.contains(&id.as_str()) {
            let hint = match nearest(&id, known.iter().copied()) {
                Some(near) => format!("是不是「{near}」；自己定的{what}，请补上 {asks}，写法见 README「自己写办法」"),
                None => format!("自己定的{what}，请补上 {asks}，写法见 README「自己写办法」；自带的有：{}", known.join("、")),
            };
            section.fault("id", format!("没有「{id}」这个{what}"), Some(hint));
        }
        self.take(section, &id, what);
        Some(id)
    }

    fn claim_own(&mut self, section: &Section<'_, '_>, id: &str, what: &str) {
        let kebab =
            id.split('-').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()));
        if !kebab {
            let hint = format!("{what}编号用小写英文字母、数字和减号，例如 no-second-check");
            section.fault("id", format!("{what}编号「{id}」写法不对"), Some(hint));
        }
        if RESERVED.contains(&id) {
            let hint = "这个编号留给程序自己用：manual 是人工评分，bonus 是加分；请换一个".to_owned();
            section.fault("id", format!("编号「{id}」是自带的，不能再用"), Some(hint));
        } else if self.known.all().any(|taken| taken == id) {
            let hint = format!("请换一个编号；要改自带的规则，写 [checks.{id}]");
            section.fault("id", format!("编号「{id}」是自带的，不能再用"), Some(hint));
        }
        self.take(section, id, what);
    }

    fn take(&mut self, section: &Section<'_, '_>, id: &str, what: &str) {
        if self.taken.iter().any(|taken| taken == id) {
            section.fault("id", format!("{what}「{id}」写了两次"), Some("请改其中一个的 id".to_owned()));
        }
        self.taken.push(id.to_owned());
    }
}

/// What items look at, so that two that look at the same are told.
#[derive(Debug, Default)]
pub(super) struct Seen(Vec<(String, String)>);

impl Seen {
    /// Notes what an item looks at; a second item that looks at the very same is a fault at `key`.
    pub(super) fn note(&mut self, section: &Section<'_, '_>, key: &str, id: &str, looks_at: String) {
        match self.0.iter().find(|(_, known)| *known == looks_at) {
            Some((other, _)) => {
                let hint = format!("「{other}」写的是同一件事，会算两次；请删去一个，或改其中一个的条件");
                section.fault(key, format!("「{id}」与「{other}」的条件完全相同"), Some(hint));
            }
            None => self.0.push((id.to_owned(), looks_at)),
        }
    }
}
