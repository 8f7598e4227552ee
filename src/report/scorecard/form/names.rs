//! What may be written in a form: every name, what it stands for, and whether it is each unit's.

use std::collections::BTreeMap;

use crate::model::text::Text;
use crate::policy::Policy;
use crate::policy::reader::nearest;

/// What a name stands for, once in the whole form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Once {
    Title,
    Office,
    Round,
    Month,
    AsOf,
    Policy,
    Version,
    Base,
    Units,
    Problems,
    Done,
    Closed,
    Completion,
    Overdue,
    Soon,
    Errors,
    Doubts,
    Basis,
}

/// What a name stands for in each unit's row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Each {
    Number,
    Rank,
    Range,
    Alike,
    Unit,
    Group,
    Problems,
    Done,
    Closed,
    Completion,
    Finished,
    Due,
    Overdue,
    Soon,
    Score,
    Lasting,
    Provisional,
    Move,
    Grade,
    Annual,
    Other,
    Lost,
    Vetoes,
    Honours,
    Resources,
    Errors,
    Doubts,
    Remarks,
}

/// A figure of an indicator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Points,
    Full,
    Numerator,
    Denominator,
    Share,
    Note,
}

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Once(Once),
    Each(Each),
    /// A figure of an indicator, by id.
    Indicator(String, Part),
    /// Points of a dimension, by id: those reached, or those possible.
    Dimension(String, bool),
    /// What a deduction takes, by id; or how often it fired.
    Deduction(String, bool),
}

impl Meaning {
    /// Says whether it is each unit's own.
    pub(super) fn is_each(&self) -> bool {
        !matches!(self, Self::Once(_))
    }
}

/// A name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// As it is written.
    pub(super) name: String,
    /// What it is, for people.
    pub(super) what: String,
    pub(super) meaning: Meaning,
}

const ONCE: [(&str, &str, Once); 18] = [
    ("标题", "县委名称加「巡察整改成效评分表」", Once::Title),
    ("编制单位", "办公室全称", Once::Office),
    ("轮次", "本轮巡察的名称", Once::Round),
    ("报告月份", "例如 2026年10月", Once::Month),
    ("数据截止", "例如 2026年10月31日", Once::AsOf),
    ("评分办法", "办法的名称", Once::Policy),
    ("办法版本", "办法的版本", Once::Version),
    ("总分", "办法的满分，通常是 100", Once::Base),
    ("单位数", "参加评分的单位个数", Once::Units),
    ("问题总数", "各单位问题数之和", Once::Problems),
    ("已完成总数", "各单位已完成之和", Once::Done),
    ("已销号总数", "各单位已销号之和", Once::Closed),
    ("总完成率", "各单位完成数之和÷应改数之和", Once::Completion),
    ("超期总数", "各单位超期之和", Once::Overdue),
    ("将到期总数", "各单位将到期之和", Once::Soon),
    ("核验错误总数", "核验发现的错误条数", Once::Errors),
    ("核验疑点总数", "核验发现的疑点条数", Once::Doubts),
    ("口径", "数字怎样来的，一句一行", Once::Basis),
];

const EACH: [(&str, &str, Each); 28] = [
    ("序号", "从 1 开始", Each::Number),
    ("名次", "分组内的名次", Each::Rank),
    ("名次区间", "名次的 90% 区间", Each::Range),
    ("不可区分", "互相落在对方区间里的名次", Each::Alike),
    ("单位", "单位名称", Each::Unit),
    ("分组", "所在分组", Each::Group),
    ("问题数", "全部问题", Each::Problems),
    ("已完成", "状态为已完成的", Each::Done),
    ("已销号", "状态为已销号的", Each::Closed),
    ("完成率", "完成数÷应改数", Each::Completion),
    ("完成数", "已完成加已销号", Each::Finished),
    ("应改数", "应当整改的", Each::Due),
    ("超期", "过了期限没有完成的", Each::Overdue),
    ("将到期", "快到期限的", Each::Soon),
    ("得分", "本月得分，含预扣分", Each::Score),
    ("剔除预扣分", "不算预扣分的得分", Each::Lasting),
    ("预扣分", "本月预扣的分", Each::Provisional),
    ("较上月", "比上个有存档的月份高多少", Each::Move),
    ("等次", "优秀、良好等", Each::Grade),
    ("年度得分", "年度得分", Each::Annual),
    ("其他得分", "算年度得分用的另一项得分", Each::Other),
    ("扣分合计", "各减分项之和", Each::Lost),
    ("一票否决", "触发的否决事项", Each::Vetoes),
    ("评优资格", "具备或不具备", Each::Honours),
    ("优先保障", "是或否", Each::Resources),
    ("核验错误", "这个单位的错误条数", Each::Errors),
    ("核验疑点", "这个单位的疑点条数", Each::Doubts),
    ("说明", "读这一行要知道的", Each::Remarks),
];

const PARTS: [(&str, &str, Part); 6] = [
    ("得分", "得分", Part::Points),
    ("满分", "满分", Part::Full),
    ("分子", "分子", Part::Numerator),
    ("分母", "分母", Part::Denominator),
    ("比率", "分子÷分母", Part::Share),
    ("说明", "备注", Part::Note),
];

/// Every name that a policy makes known.
#[derive(Clone, Debug)]
pub(super) struct Names {
    /// In the order of the list.
    pub(super) all: Vec<Entry>,
    by_key: BTreeMap<String, usize>,
}

impl Names {
    /// Lists the names. `titles` are what the policy's items are called.
    pub(super) fn of(policy: &Policy, titles: &BTreeMap<Text, Text>) -> Self {
        let mut names = Self { all: Vec::new(), by_key: BTreeMap::new() };
        let title = |id: &str| titles.get(id).map_or(id, Text::as_str).to_owned();
        for (name, what, once) in ONCE {
            names.add(name.to_owned(), what.to_owned(), Meaning::Once(once), None);
        }
        for (name, what, each) in EACH {
            names.add(name.to_owned(), what.to_owned(), Meaning::Each(each), None);
        }
        for rule in &policy.indicators {
            for (part, what, kind) in PARTS {
                let (of, id) = (title(&rule.id), &rule.id);
                let meaning = Meaning::Indicator(id.clone(), kind);
                names.add(format!("{of}.{part}"), format!("指标「{of}」的{what}"), meaning, Some(format!("{id}.{part}")));
            }
        }
        for dimension in &policy.dimensions {
            for (part, full) in [("得分", false), ("满分", true)] {
                let of = &dimension.title;
                let meaning = Meaning::Dimension(dimension.id.clone(), full);
                names.add(format!("{of}.{part}"), format!("维度「{of}」的{part}"), meaning, None);
            }
        }
        for rule in &policy.deductions {
            for (part, times) in [("扣分", false), ("次数", true)] {
                let (of, id) = (title(&rule.id), &rule.id);
                let meaning = Meaning::Deduction(id.clone(), times);
                names.add(format!("{of}.{part}"), format!("减分项「{of}」的{part}"), meaning, Some(format!("{id}.{part}")));
            }
        }
        names
    }

    /// Adds a name, and another it is known by too. Of two that read alike the first stays, the second has its other name.
    fn add(&mut self, name: String, what: String, meaning: Meaning, also: Option<String>) {
        let free = |name: &String| !self.by_key.contains_key(&key(name));
        let known: Vec<String> = [Some(name), also].into_iter().flatten().filter(free).collect();
        let Some(first) = known.first() else { return };
        self.all.push(Entry { name: first.clone(), what, meaning });
        for name in &known {
            self.by_key.insert(key(name), self.all.len() - 1);
        }
    }

    /// Returns what a written name stands for. Signs and spaces do not matter: the name of a cell may not hold most of them.
    pub(super) fn find(&self, written: &str) -> Option<&Entry> {
        self.by_key.get(&key(written)).map(|at| &self.all[*at])
    }

    /// Returns the known name nearest to an unknown one.
    pub(super) fn near(&self, written: &str) -> Option<&str> {
        let names = || self.all.iter().map(|entry| entry.name.as_str());
        // Of two characters one is half the name, which no measure of likeness takes for near.
        let one_other = |name: &&str| {
            let same = name.chars().zip(written.chars()).filter(|(known, own)| known == own).count();
            let length = name.chars().count();
            length > 1 && length == written.chars().count() && same + 1 == length
        };
        nearest(written, names()).or_else(|| names().find(one_other))
    }
}

/// Returns what of a name matters: its letters, signs of Chinese and digits.
fn key(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Meaning, Names, Part};
    use crate::policy::kit::default_policy;

    #[test]
    fn names_are_known_however_their_signs_are_written() {
        let titles = BTreeMap::from([("completion-rate".into(), "整改完成率".into())]);
        let names = Names::of(&default_policy(), &titles);
        let meant = Meaning::Indicator("completion-rate".to_owned(), Part::Numerator);
        for written in ["整改完成率.分子", "整改完成率．分子", "整改完成率_分子", " 整改完成率 · 分子 ", "completion-rate.分子"]
        {
            assert_eq!(names.find(written).map(|entry| &entry.meaning), Some(&meant), "{written}");
        }
        assert_eq!(names.find("整改完成律.分子"), None);
        assert_eq!(names.near("整改完成律.分子"), Some("整改完成率.分子"));
        assert_eq!((names.near("得芬"), names.near("天气")), (Some("得分"), None));
    }

    #[test]
    fn every_listed_name_is_found_as_itself() {
        let policy = default_policy();
        let names = Names::of(&policy, &BTreeMap::new());
        for entry in &names.all {
            assert_eq!(names.find(&entry.name), Some(entry));
        }
    }
}
