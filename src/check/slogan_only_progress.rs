//! `slogan-only-progress`: a finished record's progress is slogans and nothing else.
//!
//! Source: `domain.md` §7.2, only slogans with no number, date, name or document.

use crate::check::wording::{beginning, is_common};
use crate::check::{Case, Check, Found, Limit, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Slogans. Source: `domain.md` §9 `slogans`.
const SLOGANS: [&str; 7] = ["高度重视", "进一步加强", "切实提高", "持续推进", "严格落实", "不断完善", "常抓不懈"];

/// Words that only join slogans together.
const GLUE: [&str; 16] =
    ["的", "了", "和", "与", "并", "对", "已", "我局", "我单位", "整改", "工作", "问题", "情况", "各项", "认真", "切实"];

/// Finds finished records whose progress leaves next to nothing once slogans are taken away.
#[derive(Debug)]
pub(crate) struct SloganOnlyProgress;

static ABOUT: About = About {
    id: "slogan-only-progress",
    title: "疑似只有口号没有实际整改",
    severity: Some(Severity::Warning),
    source: Clause::new("疑似虚假整改信号", "7.2 只有口号"),
    why: "只表态不写做法和结果，看不出整改了什么",
    remedy: "请写明具体做了什么、何时完成、出台了哪份文件",
};

impl Check for SloganOnlyProgress {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn limit(&self) -> Option<Limit> {
        Some(Limit { default: 6, meaning: "去掉口号后，整改情况至少应剩的字数" })
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Progress])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        let enough = found.limit() as usize;
        for record in case.finished() {
            if let Some(text) = record.text(Field::Progress)
                && is_slogan_only(text, enough)
            {
                found.at_field(record, Field::Progress, format!("疑似只有口号：「{text}」没有写具体做法和结果"));
            }
        }
    }
}

/// Says whether a text holds a slogan, no number, no document, and fewer than `enough` other characters.
fn is_slogan_only(text: &str, enough: usize) -> bool {
    if text.contains(|c: char| !is_common(c) && (c.is_numeric() || c == '《')) {
        return false;
    }
    let (mut rest, mut slogans, mut left) = (text, 0, 0);
    while let Some(next) = rest.chars().next().filter(|_| left < enough) {
        let slogan = beginning(rest, &SLOGANS);
        let empty = slogan.or_else(|| beginning(rest, &GLUE));
        slogans += usize::from(slogan.is_some());
        left += usize::from(empty.is_none() && next.is_alphanumeric());
        rest = &rest[empty.map_or(next.len_utf8(), str::len)..];
    }
    slogans > 0 && left < enough
}

#[cfg(test)]
mod tests {
    use super::SloganOnlyProgress;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    fn run(status: &str, progress: &str) -> Vec<String> {
        LedgerBuilder::new(&[Field::Status, Field::Progress]).row(&[status, progress]).run(&SloganOnlyProgress)
    }

    #[test]
    fn finds_progress_that_is_nothing_but_slogans() {
        assert_eq!(run("已完成", "高度重视，持续推进整改工作。"), ["B2 slogan-only-progress"]);
        assert_eq!(run("已销号", "我局高度重视，进一步加强管理，不断完善"), ["B2 slogan-only-progress"]);
        assert!(run("整改中", "高度重视，持续推进整改工作。").is_empty());
    }

    /// Boundary: five | six characters.
    #[test]
    fn six_characters_of_substance_are_enough() {
        assert_eq!(run("已完成", "高度重视，党组专题研"), ["B2 slogan-only-progress"]);
        assert!(run("已完成", "高度重视，党组专题研究").is_empty());
    }

    #[test]
    fn numbers_documents_and_plain_short_answers_are_left_alone() {
        for progress in ["高度重视，退款3笔", "高度重视，退款３笔", "严格落实《办法》", "已清退"] {
            assert!(run("已完成", progress).is_empty(), "{progress}");
        }
    }
}
