//! The fields of power that problems and risk points speak of, and the words they are told by.
//!
//! Source: `domain.md` §2.2, how levels are set by power. Which findings or figures follow is left to the stages.

/// A field of power, such as 采购招标.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PowerField {
    /// What the office calls it.
    pub name: &'static str,
    /// The words it is told by.
    pub words: &'static [&'static str],
}

/// Every field, the most telling first.
pub const FIELDS: [PowerField; 7] = [
    PowerField { name: "选人用人", words: &["选人用人", "选拔任用", "干部任用", "人事", "招聘", "提拔"] },
    PowerField { name: "采购招标", words: &["采购", "招标", "投标", "比选"] },
    PowerField { name: "工程项目", words: &["工程", "项目建设", "施工", "发包"] },
    PowerField { name: "财务资金", words: &["财务", "资金", "报销", "经费", "津补贴", "公款"] },
    PowerField { name: "资产管理", words: &["资产", "房屋出租", "公车", "公务用车"] },
    PowerField { name: "审批许可", words: &["审批", "许可", "核准"] },
    PowerField { name: "执法监管", words: &["执法", "处罚", "监管"] },
];

impl PowerField {
    /// Returns the first of the field's words that stands in a text.
    pub fn word_in(&self, text: &str) -> Option<&'static str> {
        self.words.iter().find(|word| text.contains(**word)).copied()
    }
}

/// Returns the first field, by its place in `FIELDS`, that a text speaks of, and the word it is told by.
pub fn field_of(text: &str) -> Option<(usize, &'static str)> {
    FIELDS.iter().enumerate().find_map(|(at, field)| Some((at, field.word_in(text)?)))
}

#[cfg(test)]
mod tests {
    use super::{FIELDS, field_of};

    #[test]
    fn the_first_field_counts_and_its_word_is_told() {
        let (at, word) = field_of("工程招标走过场").expect("a field");
        assert_eq!((FIELDS[at].name, word), ("采购招标", "招标"));
        assert_eq!(field_of("学习不深入"), None);
    }
}
