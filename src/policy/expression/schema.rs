//! The names an expression may use: the columns of a ledger or register, and what follows from them.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::model::field::Field;
use crate::model::ledger::{Cycle, RiskLevel, Status, TableKind};
use crate::policy::expression::value::{Type, Value};

/// What kind of record an expression is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Subject {
    /// 整改台账.
    #[default]
    Rectification,
    /// 廉政风险登记表.
    Risk,
}

impl Subject {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Rectification, Self::Risk];

    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Rectification => TableKind::Rectification.label(),
            Self::Risk => TableKind::Risk.label(),
        }
    }
}

/// A value that follows from a record and is in no column as such.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Derived {
    /// The status as written.
    StatusText,
    /// The deadline as written.
    DeadlineText,
    /// The level as written.
    LevelText,
    /// Done or closed.
    Finished,
    /// Open and past the deadline.
    Overdue,
    /// Finished by the deadline.
    OnTime,
    /// Not counted by the policy.
    Void,
    /// Days past the deadline.
    DaysLate,
    /// Days until the deadline.
    DaysLeft,
    /// Month-ends on which it was open and yellow.
    YellowCount,
    /// The reporting date.
    AsOf,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Name {
    /// A column.
    Field(Field),
    /// What follows from the record.
    Derived(Derived),
}

/// A derived name: key, label, type, kind of record (both where `None`), meaning.
type DerivedRow = (Derived, &'static str, &'static str, Type, Option<Subject>, &'static str);

const DERIVED: [DerivedRow; 11] = {
    use Subject::{Rectification, Risk};
    [
        (
            Derived::Finished,
            "finished",
            "是否完成",
            Type::Flag,
            Some(Rectification),
            "整改状态为已完成或已销号；读不懂的状态算未完成",
        ),
        (
            Derived::Overdue,
            "overdue",
            "是否超期",
            Type::Flag,
            Some(Rectification),
            "没有完成，时限早于截至日；持续整改、不计入的不算",
        ),
        (Derived::OnTime, "on_time", "是否按期完成", Type::Flag, Some(Rectification), "已经完成，完成时间不晚于时限"),
        (Derived::Void, "void", "是否不计入", Type::Flag, Some(Rectification), "办法 `void` 所列的状态，默认已取消、已移送"),
        (
            Derived::DaysLate,
            "days_late",
            "超期天数",
            Type::Days,
            Some(Rectification),
            "办完的算到完成时间，没有办完的算到截至日；没有超期的为空",
        ),
        (
            Derived::DaysLeft,
            "days_left",
            "剩余天数",
            Type::Days,
            Some(Rectification),
            "没有办完、还没有超期的，离时限几天；其他为空",
        ),
        (
            Derived::YellowCount,
            "yellow_count",
            "黄灯次数",
            Type::Number,
            Some(Rectification),
            "到截至日为止，有几个月的月末没有办完而且亮黄灯；只按台账里的反馈日期、时限和完成时间推算",
        ),
        (Derived::StatusText, "status_text", "状态原文", Type::Text, Some(Rectification), "整改状态一格的原文"),
        (
            Derived::DeadlineText,
            "deadline_text",
            "时限原文",
            Type::Text,
            Some(Rectification),
            "整改时限一格的原文，例如「15个工作日内」",
        ),
        (Derived::LevelText, "level_text", "风险等级原文", Type::Text, Some(Risk), "风险等级一格的原文"),
        (Derived::AsOf, "as_of", "截至日", Type::Date, None, "报告日期"),
    ]
};

/// Shorter or other words for some columns.
const SHORT: [(&str, Field, Option<Subject>); 3] = [
    ("单位", Field::Unit, None),
    ("状态", Field::Status, Some(Subject::Rectification)),
    ("防控措施", Field::Measure, Some(Subject::Risk)),
];

/// Columns of both kinds of record.
const SHARED: [Field; 7] =
    [Field::Seq, Field::Year, Field::Unit, Field::Measure, Field::LeadPerson, Field::RespPerson, Field::Remark];

/// Longest known word, in characters.
pub(super) const LONGEST_WORD: usize = 6;

impl Name {
    /// Returns every name of a kind of record, columns first.
    pub fn all(subject: Subject) -> impl Iterator<Item = Self> {
        let fields = Field::ALL.iter().copied().filter(move |field| has(subject, *field)).map(Self::Field);
        let derived = DERIVED.iter().filter(move |row| row.4.is_none_or(|own| own == subject)).map(|row| Self::Derived(row.0));
        fields.chain(derived)
    }

    /// Returns what a word stands for in a kind of record.
    pub fn find(word: &str, subject: Subject) -> Option<Self> {
        Self::all(subject).find(|name| name.label() == word || name.key() == word || name.short(subject) == Some(word))
    }

    /// Returns the office's word.
    pub fn label(self) -> &'static str {
        match self {
            Self::Field(field) => field.label(),
            Self::Derived(derived) => row(derived).2,
        }
    }

    /// Returns the stable English key.
    pub fn key(self) -> &'static str {
        match self {
            Self::Field(field) => field.key(),
            Self::Derived(derived) => row(derived).1,
        }
    }

    /// Returns the type of its values.
    pub fn kind(self) -> Type {
        match self {
            Self::Field(Field::FeedbackDate | Field::Deadline | Field::DoneDate | Field::AcceptDate | Field::ClosedDate) => {
                Type::Date
            }
            Self::Field(Field::Status) => Type::Status,
            Self::Field(Field::Cycle) => Type::Cycle,
            Self::Field(Field::Amount) => Type::Money,
            Self::Field(Field::Level) => Type::Level,
            Self::Field(_) => Type::Text,
            Self::Derived(derived) => row(derived).3,
        }
    }

    /// Returns the other word a kind of record has for it, where there is one.
    pub(super) fn short(self, subject: Subject) -> Option<&'static str> {
        let own = |(_, field, only): &&(&str, Field, Option<Subject>)| {
            Self::Field(*field) == self && only.is_none_or(|only| only == subject)
        };
        SHORT.iter().find(own).map(|(short, ..)| *short)
    }

    /// Returns what it means; empty for a column, which means what it is called.
    pub(super) fn meaning(self) -> &'static str {
        match self {
            Self::Field(Field::Unit) => "名录里的规范名称",
            Self::Field(Field::Deadline) => "最后一天；写了延期后时限的，以延期后的为准",
            Self::Field(Field::FeedbackDate) => "没有写的，用本轮的反馈日期",
            Self::Field(Field::Amount) => "换算成元；没有写明元、万元的为空",
            Self::Field(Field::Category) => "没有这一列的，用上面的分节标题",
            Self::Field(Field::ClosedFlag | Field::OverdueFlag) => "格子里写的「是」「否」是文字，比较时要加引号",
            Self::Field(Field::DeadlineNew) => "按文字比较；整改时限已经取了它的日期",
            Self::Field(Field::TransferDate | Field::ReportDate) => "按文字比较，不当作日期",
            Self::Field(_) => "",
            Self::Derived(derived) => row(derived).5,
        }
    }
}

fn row(derived: Derived) -> &'static DerivedRow {
    DERIVED.iter().find(|row| row.0 == derived).expect("a test finds every derived name in the table")
}

/// Says whether a kind of record has the column.
fn has(subject: Subject, field: Field) -> bool {
    match subject {
        Subject::Rectification => field <= Field::Remark,
        Subject::Risk => SHARED.contains(&field) || (Field::Dept..=Field::Indicator).contains(&field),
    }
}

/// Returns the value that a bare word such as 已完成 stands for.
pub(super) fn constant(word: &str) -> Option<Value<'static>> {
    use Type::{Cycle, Level, Status};
    [Status, Cycle, Level].into_iter().find_map(|kind| constant_of(kind, word))
}

/// Returns the value of a type that a word stands for.
pub(super) fn constant_of(kind: Type, word: &str) -> Option<Value<'static>> {
    constants(kind).into_iter().find(|(key, value)| *key == word || value.to_string() == word).map(|(_, value)| value)
}

/// Returns the words of a type that has only so many values, with their English keys.
pub(super) fn constants(kind: Type) -> Vec<(&'static str, Value<'static>)> {
    match kind {
        // A status that is not understood is a missing one.
        Type::Status => {
            let known = Status::ALL.into_iter().filter(|status| *status != Status::Unknown);
            known.map(|status| (status.key(), Value::Status(status))).collect()
        }
        Type::Cycle => [("immediate", Cycle::Immediate), ("limited", Cycle::Limited), ("continuing", Cycle::Continuing)]
            .map(|(key, cycle)| (key, Value::Cycle(cycle)))
            .into(),
        Type::Level => [("high", RiskLevel::High), ("medium", RiskLevel::Medium), ("low", RiskLevel::Low)]
            .map(|(key, level)| (key, Value::Level(level)))
            .into(),
        _ => Vec::new(),
    }
}

/// Every word that is a name or a value, of whatever kind of record.
static WORDS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let names = Subject::ALL.into_iter().flat_map(Name::all).map(|name| name.label().to_owned());
    let short = SHORT.iter().map(|(short, ..)| (*short).to_owned());
    let values = [Type::Status, Type::Cycle, Type::Level].into_iter().flat_map(constants).map(|(_, value)| value.to_string());
    names.chain(short).chain(values).collect()
});

/// Says whether a Chinese word is a name or a value.
pub(super) fn is_word(word: &str) -> bool {
    WORDS.contains(word)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{DERIVED, LONGEST_WORD, Name, Subject, WORDS, constant, row};
    use crate::policy::expression::word::SPELLINGS;

    #[test]
    fn a_word_means_one_thing() {
        for subject in Subject::ALL {
            let words: Vec<&str> = Name::all(subject).flat_map(|name| [name.label(), name.key()]).collect();
            let unique: BTreeSet<&str> = words.iter().copied().collect();
            assert_eq!(unique.len(), words.len(), "{subject:?}");
            for word in words {
                assert!(constant(word).is_none(), "{word} is a name and a value");
                assert!(!SPELLINGS.iter().any(|(_, spellings)| spellings.contains(&word)), "{word} is a name and a sign");
                assert_eq!(Name::find(word, subject).map(|name| word == name.label() || word == name.key()), Some(true));
            }
        }
    }

    #[test]
    fn every_derived_name_is_in_the_table_and_no_word_is_longer_than_looked_for() {
        assert!(DERIVED.iter().all(|entry| row(entry.0).1 == entry.1));
        assert_eq!(WORDS.iter().map(|word| word.chars().count()).max(), Some(LONGEST_WORD));
    }
}
