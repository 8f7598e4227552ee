//! Rounds of inspection and the clocks that start with their feedback.

use chrono::{Months, NaiveDate};

use crate::model::text::Text;
use crate::model::workdays::WorkingDays;

/// One round of inspection, "轮次".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round {
    /// Full name.
    pub name: Text,
    /// Other spellings in ledgers.
    pub aliases: Vec<Text>,
    /// The day the findings were handed over, "反馈日期".
    pub feedback_date: NaiveDate,
    /// Length of the concentrated rectification period, "集中整改期", in months.
    pub concentrated_months: u32,
}

impl Round {
    /// Returns the last day of the concentrated period.
    pub fn concentrated_end(&self) -> NaiveDate {
        self.feedback_date.checked_add_months(Months::new(self.concentrated_months)).unwrap_or(NaiveDate::MAX)
    }
}

/// The rounds an office knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// All rounds, newest first as written.
    pub rounds: Vec<Round>,
    /// The round a record belongs to when it does not say; a position in `rounds`.
    pub current: Option<usize>,
    /// Days from feedback within which 立行立改 is due. Source: `domain.md` §1.5 (15 or 30 days, to be chosen).
    pub immediate_days: u32,
    /// Public holidays and weekends worked.
    pub working_days: WorkingDays,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { rounds: Vec::new(), current: None, immediate_days: 30, working_days: WorkingDays::default() }
    }
}

impl Calendar {
    /// Returns the round a record names, or the current one when it names none.
    ///
    /// A name is one of the round's own, or says the same session and round in other words: 十四届第7轮, 第七轮.
    /// `None` when the name fits no round or several: a guess would move every deadline.
    pub fn round(&self, named: Option<&str>) -> Option<&Round> {
        let Some(name) = named else { return self.current.and_then(|index| self.rounds.get(index)) };
        let name: String = name.chars().filter(|c| !c.is_whitespace()).collect();
        let own = |round: &&Round| *round.name == *name || round.aliases.iter().any(|alias| **alias == *name);
        self.rounds.iter().find(own).or_else(|| {
            let mut alike = self.rounds.iter().filter(|round| same_round(&round.name, &name));
            alike.next().filter(|_| alike.next().is_none())
        })
    }
}

/// Says whether two names of rounds may speak of one round: both have a number of the round and none of their numbers
/// differ, or they are the same words.
pub fn same_round(one: &str, other: &str) -> bool {
    let agree = |mark: char| match (number_before(one, mark), number_before(other, mark)) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    let numbered = number_before(one, '轮').is_some() && number_before(other, '轮').is_some();
    one == other || (numbered && agree('轮') && agree('届'))
}

/// Returns the number that stands before a word, in Chinese or other numerals, up to 99.
fn number_before(text: &str, mark: char) -> Option<u32> {
    const DIGITS: &str = "〇一二三四五六七八九";
    let before = text.split_once(mark)?.0;
    let digit = |c: char| DIGITS.chars().position(|known| known == c).map(|value| value as u32).or_else(|| narrow_digit(c));
    let written: Vec<char> = before.chars().rev().take_while(|c| *c == '十' || digit(*c).is_some()).take(4).collect();
    let plain = |digits: &[char]| digits.iter().try_fold(0, |sum, c| Some(sum * 10 + digit(*c)?));
    let written: Vec<char> = written.into_iter().rev().collect();
    match written.iter().position(|c| *c == '十') {
        _ if written.is_empty() => None,
        None => plain(&written),
        Some(ten) => {
            let tens = if ten == 0 { 1 } else { plain(&written[..ten])? };
            Some(tens * 10 + plain(&written[ten + 1..])?)
        }
    }
}

fn narrow_digit(c: char) -> Option<u32> {
    match c {
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        _ => c.to_digit(10),
    }
}

#[cfg(test)]
mod tests {
    use super::{Calendar, Round, number_before, same_round};

    fn calendar(names: &[&str]) -> Calendar {
        let round = |name: &&str| Round {
            name: (*name).into(),
            aliases: vec!["七巡".into()],
            feedback_date: "2026-03-20".parse().expect("a date"),
            concentrated_months: 6,
        };
        Calendar { rounds: names.iter().map(round).collect(), ..Calendar::default() }
    }

    #[test]
    fn numbers_before_a_word_are_read_in_any_numerals() {
        for (text, expected) in
            [("十四届县委第七轮", Some(7)), ("第8轮", Some(8)), ("第１２轮", Some(12)), ("第二十一轮", Some(21)), ("本轮", None)]
        {
            assert_eq!(number_before(text, '轮'), expected, "{text}");
        }
        assert_eq!(number_before("十四届县委第七轮", '届'), Some(14));
    }

    #[test]
    fn a_round_is_known_by_other_words_for_the_same_numbers() {
        let two = calendar(&["十四届县委第七轮", "十四届县委第六轮"]);
        let named = |name: &str| two.round(Some(name)).map(|round| round.name.to_string());
        for name in ["十四届县委第七轮", "七巡", "第七轮", "十四届 第7轮巡察", "县委第七轮"] {
            assert_eq!(named(name).as_deref(), Some("十四届县委第七轮"), "{name}");
        }
        for name in ["第八轮", "十三届第七轮", "常规巡察"] {
            assert_eq!(named(name), None, "{name}");
        }
        assert_eq!(calendar(&["十四届第七轮", "十三届第七轮"]).round(Some("第七轮")), None, "it may be either");
    }

    #[test]
    fn other_numbers_are_other_rounds() {
        assert!(same_round("第七轮", "十四届县委第七轮巡察"));
        assert!(!same_round("第七轮", "第八轮"));
        assert!(!same_round("常规", "专项"));
    }
}
