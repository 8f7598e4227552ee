//! The office's directory (名录): inspected units, functional departments, people in office.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::model::answers::{Answer, Verdict};
use crate::model::likeness;
use crate::model::text::Text;
use crate::model::workbook::is_invisible;

/// An inspected unit, "被巡察单位".
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// The canonical name.
    pub name: Text,
    /// Other names it goes by.
    pub aliases: Vec<Text>,
    /// The group it is ranked in.
    pub group: Option<Text>,
}

/// A functional department, "职能部门": receives recommendations for its field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Department {
    /// Full name, as addressed.
    pub name: Text,
    /// Mail addresses.
    pub mails: Vec<Text>,
    /// Whom to ask there.
    pub contact: Option<Text>,
    /// Fields of responsibility: words of problem categories.
    pub domains: Vec<Text>,
}

/// Who held a post from when to when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tenure {
    /// The unit, canonical where known.
    pub unit: Text,
    /// The person.
    pub name: Text,
    /// The post.
    pub post: Option<Text>,
    /// First day in office.
    pub from: Option<NaiveDate>,
    /// Last day in office; `None` while in office.
    pub to: Option<NaiveDate>,
}

/// How a written unit name was recognised.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UnitMatch {
    /// The canonical name of the unit meant.
    Known(Text),
    /// Not in the directory; the nearest names, best first, as a suggestion only.
    Unknown(Vec<Text>),
}

/// A unit whose name resembles a written one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Near {
    /// The canonical name.
    pub unit: Text,
    /// How alike the names are, 0–99.
    pub percent: u32,
    /// What sets them apart, in Chinese.
    pub reason: String,
}

/// The whole directory.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    /// Units in the office's own order.
    pub units: Vec<Unit>,
    /// Departments in the office's own order.
    pub departments: Vec<Department>,
    /// Tenures as listed.
    pub people: Vec<Tenure>,
    /// The file it was read from; empty where none was.
    pub file: Text,
    index: HashMap<String, usize>,
    answers: Vec<Answer>,
    /// The first usable answer that gives a folded name its unit: positions in `answers` and `units`.
    taken: HashMap<String, (usize, usize)>,
    /// What the office said a folded name is not.
    denied: HashMap<String, Vec<Text>>,
}

impl Directory {
    /// Suffixes that name the Party organisation of a unit. Source: `domain.md` §7.1 and §9 `unit_suffix`.
    const PARTY_SUFFIXES: [&'static str; 8] = ["机关党委", "党委", "党组", "党总支", "党支部", "党工委", "委员会", "办公室"];

    /// Builds a directory and its index of names.
    pub fn new(units: Vec<Unit>, departments: Vec<Department>, people: Vec<Tenure>) -> Self {
        let mut index = HashMap::new();
        for (position, unit) in units.iter().enumerate() {
            for name in std::iter::once(&unit.name).chain(&unit.aliases) {
                index.entry(fold(name)).or_insert(position);
            }
        }
        Self { units, departments, people, index, ..Self::default() }
    }

    /// Adds what the office answered about names; names the directory knows by itself keep their unit.
    pub fn with_answers(mut self, answers: Vec<Answer>) -> Self {
        for (at, answer) in answers.iter().enumerate() {
            let folded = fold(&answer.reply.written);
            match &answer.verdict {
                Verdict::Is(unit) => {
                    if let Some(position) = self.units.iter().position(|known| known.name == *unit) {
                        self.taken.entry(folded).or_insert((at, position));
                    }
                }
                Verdict::IsNot(Some(unit)) => {
                    let denied = self.denied.entry(folded).or_default();
                    if !denied.contains(unit) {
                        denied.push(unit.clone());
                    }
                }
                Verdict::IsNot(None) | Verdict::Open | Verdict::Unusable(_) => {}
            }
        }
        self.answers = answers;
        self
    }

    /// Returns every answer, in the order the office gave them.
    pub fn answers(&self) -> &[Answer] {
        &self.answers
    }

    /// Returns the canonical name of a written one: found exactly, by alias, after stripping a Party suffix, or by an answer.
    pub fn known(&self, written: &str) -> Option<Text> {
        let folded = fold(written);
        self.lookup(&folded).or_else(|| self.by_answer(&folded).map(|(_, unit)| unit)).map(|unit| unit.name.clone())
    }

    /// Returns the answer a written name is taken by; `None` when the directory knows it by itself or nobody answered.
    pub fn answer_for(&self, written: &str) -> Option<&Answer> {
        if self.taken.is_empty() {
            return None;
        }
        let folded = fold(written);
        if self.lookup(&folded).is_some() { None } else { self.by_answer(&folded).map(|(answer, _)| answer) }
    }

    /// Returns the units that the office said a written name is not.
    pub fn denied(&self, written: &str) -> &[Text] {
        if self.denied.is_empty() {
            return &[];
        }
        self.denied.get(&fold(written)).map_or(&[], Vec::as_slice)
    }

    /// Recognises a written unit name: exactly, by alias, after stripping a Party suffix, or by an answer. Never by likeness.
    pub fn recognise(&self, written: &str) -> UnitMatch {
        match self.known(written) {
            Some(name) => UnitMatch::Known(name),
            None => UnitMatch::Unknown(self.near(written, 3).into_iter().map(|near| near.unit).collect()),
        }
    }

    /// Returns at most so many units whose name or alias resembles a written name, best first, without those the office
    /// said it is not.
    pub fn near(&self, written: &str, most: usize) -> Vec<Near> {
        let folded = fold(written);
        let denied = self.denied(written);
        let best = |unit: &Unit| {
            let names = std::iter::once(&unit.name).chain(&unit.aliases).map(|name| fold(name));
            // Of equally like names the canonical one, which comes first, is shown.
            names.map(|name| (likeness::percent(&folded, &name), name)).reduce(|a, b| if b.0 > a.0 { b } else { a })
        };
        let candidates = self.units.iter().filter(|unit| !denied.contains(&unit.name));
        let mut near: Vec<(u32, String, &Unit)> =
            candidates.filter_map(|unit| best(unit).map(|(percent, name)| (percent, name, unit))).collect();
        near.retain(|(percent, ..)| likeness::is_worth_suggesting(*percent));
        // The sort is stable: of equally like units the office's own order counts.
        near.sort_by_key(|(percent, ..)| std::cmp::Reverse(*percent));
        near.truncate(most);
        near.into_iter()
            .map(|(percent, name, unit)| {
                let by_alias =
                    if name == fold(&unit.name) { String::new() } else { format!("（与别名「{name}」相比）") };
                Near { unit: unit.name.clone(), percent, reason: format!("{}{by_alias}", likeness::reason(&folded, &name)) }
            })
            .collect()
    }

    /// Returns the unit whose name or alias occurs in a longer text, such as a file name; the longest wins.
    pub fn find_in(&self, text: &str) -> Option<&Unit> {
        let folded = fold(text);
        let names =
            self.units.iter().flat_map(|unit| std::iter::once(&unit.name).chain(&unit.aliases).map(move |n| (fold(n), unit)));
        names
            .filter(|(name, _)| name.chars().count() >= 2 && folded.contains(name.as_str()))
            .max_by_key(|(name, _)| name.len())
            .map(|(_, unit)| unit)
    }

    /// Returns a unit by its canonical name.
    pub fn unit(&self, name: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| *unit.name == *name)
    }

    /// Returns a unit's place in the office's own order; unknown units come last.
    pub fn position(&self, name: &str) -> usize {
        self.units.iter().position(|unit| *unit.name == *name).unwrap_or(usize::MAX)
    }

    /// Says whether there is nothing to match against.
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    fn lookup(&self, folded: &str) -> Option<&Unit> {
        if let Some(position) = self.index.get(folded) {
            return Some(&self.units[*position]);
        }
        Self::PARTY_SUFFIXES
            .iter()
            .filter_map(|suffix| folded.strip_suffix(suffix))
            .filter(|stem| stem.chars().count() >= 2)
            .find_map(|stem| self.index.get(stem))
            .map(|position| &self.units[*position])
    }

    fn by_answer(&self, folded: &str) -> Option<(&Answer, &Unit)> {
        let stems = Self::PARTY_SUFFIXES.iter().filter_map(|suffix| folded.strip_suffix(suffix));
        let stems = stems.filter(|stem| stem.chars().count() >= 2);
        let (at, position) = std::iter::once(folded).chain(stems).find_map(|name| self.taken.get(name))?;
        Some((&self.answers[*at], &self.units[*position]))
    }
}

/// Folds what may differ between two spellings of one name: spaces, full-width brackets, a place for the seal, 中共.
///
/// Control characters go too: a workbook cannot hold them, and an answer must still match the name it was asked for.
pub fn fold(name: &str) -> String {
    let folded: String = name
        .chars()
        .filter(|c| !is_invisible(*c) && !c.is_control())
        .map(|c| match c {
            '（' => '(',
            '）' => ')',
            other => other,
        })
        .collect();
    let sealed = ["(盖章)", "(公章)", "(签章)"].iter().find_map(|seal| folded.strip_suffix(seal)).unwrap_or(&folded);
    sealed.strip_prefix("中共").unwrap_or(sealed).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Directory, Unit, UnitMatch};
    use crate::model::answers::{Answer, Reply, Verdict};
    use crate::model::text::Text;

    fn directory() -> Directory {
        let unit = |name: &str, alias: &str| Unit { name: name.into(), aliases: vec![alias.into()], group: None };
        Directory::new(vec![unit("县教育局", "教体局"), unit("县司法局", "司法局")], Vec::new(), Vec::new())
    }

    fn known(name: &str) -> UnitMatch {
        UnitMatch::Known(Text::from(name))
    }

    #[test]
    fn units_are_known_by_name_alias_or_party_suffix() {
        assert_eq!(directory().recognise("县教育局"), known("县教育局"));
        assert_eq!(directory().recognise(" 教 体 局 "), known("县教育局"));
        assert_eq!(directory().recognise("县司法局党组"), known("县司法局"));
        assert_eq!(directory().recognise("县教育局机关党委"), known("县教育局"));
    }

    fn answer(written: &str, verdict: Verdict) -> Answer {
        Answer { reply: Reply { written: written.into(), ..Reply::default() }, verdict }
    }

    #[test]
    fn an_answer_makes_a_name_known_and_says_so() {
        let directory = directory().with_answers(vec![answer("县教体居", Verdict::Is("县教育局".into()))]);
        assert_eq!(directory.recognise("县教体居"), known("县教育局"));
        assert_eq!(directory.recognise("中共县教体居党组（盖章）"), known("县教育局"));
        assert_eq!(directory.answer_for("县 教体居").map(|answer| answer.reply.written.as_str()), Some("县教体居"));
        assert_eq!(directory.answer_for("教体局"), None, "the directory knows this one by itself");
        assert!(directory.find_in("关于县教体居的报告").is_none(), "an answer is about a name, not about texts that hold it");
    }

    #[test]
    fn the_directory_comes_before_an_answer() {
        let directory = directory().with_answers(vec![answer("教体局", Verdict::Is("县司法局".into()))]);
        assert_eq!(directory.recognise("教体局"), known("县教育局"));
    }

    #[test]
    fn what_a_name_is_not_is_never_suggested_again() {
        let directory = directory().with_answers(vec![answer("县教育厅", Verdict::IsNot(Some("县教育局".into())))]);
        assert_eq!(directory.recognise("县教育厅"), UnitMatch::Unknown(vec![]));
        assert_eq!(
            directory.recognise("县教育居"),
            UnitMatch::Unknown(vec!["县教育局".into()]),
            "another name is another question"
        );
    }

    #[test]
    fn open_and_unusable_answers_change_nothing() {
        let unusable = Verdict::Unusable("有误".to_owned());
        let directory = directory().with_answers(vec![answer("县教育厅", Verdict::Open), answer("县教育厅", unusable)]);
        assert_eq!(directory.recognise("县教育厅"), UnitMatch::Unknown(vec!["县教育局".into()]));
    }

    #[test]
    fn nearness_is_measured_by_the_name_or_alias_that_is_nearest() {
        let near = directory().near("教休局", 3);
        assert_eq!(near[0].unit, "县教育局");
        assert_eq!(near[0].reason, "一字之差：「休」与「体」（与别名「教体局」相比）");
        assert_eq!(directory().near("县教育厅", 3)[0].percent, 88);
    }

    #[test]
    fn a_likeness_is_only_suggested() {
        assert_eq!(directory().recognise("县教育厅"), UnitMatch::Unknown(vec!["县教育局".into()]));
        assert_eq!(directory().recognise("水务集团"), UnitMatch::Unknown(vec![]));
    }

    #[test]
    fn a_unit_is_found_inside_a_file_name() {
        let directory = directory();
        let found = directory.find_in("中央巡视整改问题台账-教体局0910");
        assert_eq!(found.map(|u| u.name.as_str()), Some("县教育局"));
    }
}
