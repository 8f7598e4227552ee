//! The fields a template may name: what each is called, what it holds, what it says.
//!
//! What `letter lint` knows of a template's words comes from here, and so does the table in docs/letters.md.

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldType {
    /// Words; may be empty.
    Text,
    /// A date as `2026-06-05`, for 日期 and 短日期; may be empty.
    Date,
    /// A whole number.
    Number,
    /// Yes or no, for `{{#if}}`.
    Condition,
    /// A list of words, for 连接 and for `{{#each}}` with `{{this}}`; may be empty.
    Texts,
    /// A list of rows with fields of their own, for `{{#each}}`; may be empty.
    Rows(&'static [FieldAbout]),
}

impl FieldType {
    /// Returns the clerk's word.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Text => "文字",
            Self::Date => "日期",
            Self::Number => "数",
            Self::Condition => "条件",
            Self::Texts => "多项文字",
            Self::Rows(_) => "逐条",
        }
    }
}

/// One field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FieldAbout {
    /// What a template writes between the braces.
    pub(crate) name: &'static str,
    /// What it holds.
    pub(crate) holds: FieldType,
    /// What it says, for people.
    pub(crate) about: &'static str,
}

impl FieldAbout {
    pub(super) const fn text(name: &'static str, about: &'static str) -> Self {
        Self { name, holds: FieldType::Text, about }
    }

    pub(super) const fn date(name: &'static str, about: &'static str) -> Self {
        Self { name, holds: FieldType::Date, about }
    }

    pub(super) const fn number(name: &'static str, about: &'static str) -> Self {
        Self { name, holds: FieldType::Number, about }
    }

    pub(super) const fn condition(name: &'static str, about: &'static str) -> Self {
        Self { name, holds: FieldType::Condition, about }
    }

    pub(super) const fn texts(name: &'static str, about: &'static str) -> Self {
        Self { name, holds: FieldType::Texts, about }
    }

    pub(super) const fn rows(name: &'static str, about: &'static str, of: &'static [Self]) -> Self {
        Self { name, holds: FieldType::Rows(of), about }
    }
}

/// The fields every letter has.
pub(crate) const COMMON: &[FieldAbout] = &[
    FieldAbout::text("发文机关", "工作区写明的办公室全称"),
    FieldAbout::text("简称", "办公室简称，没有写明时为「我办」"),
    FieldAbout::text("文号", "发文字号，未编号时号数留空"),
    FieldAbout::text("编号", "这份函在登记中的编号，同一份函重写不变"),
    FieldAbout::condition("草稿", "还没有编文号"),
    FieldAbout::text("密级", "所涉问题中最高的密级，没有时为空"),
    FieldAbout::text("轮次", "本轮巡察的名称"),
    FieldAbout::text("联系人", "工作区写明的联系人，可以为空"),
    FieldAbout::text("电话", "工作区写明的联系电话，可以为空"),
    FieldAbout::text("抄送", "按办公室层级推定的抄送机关，推不出时为空"),
    FieldAbout::text("主送", "收函单位"),
    FieldAbout::date("截止日", "统计截止日期"),
    FieldAbout::date("成文日期", "落款日期：编文号的日期，未编号时是统计截止日期"),
    FieldAbout::date("反馈期限", "要求反馈的最后一天，不要求反馈的函为空"),
];
