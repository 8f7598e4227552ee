//! `done-but-unfinished-words`: a record is finished, but its progress speaks of what is still to come.
//!
//! Source: `domain.md` §7.2, 已完成 but text says 拟/将/计划/下一步/正在/尚未/待.

use crate::check::wording::{beginning, containing};
use crate::check::{Case, Check, Found, Need};
use crate::model::about::{About, Severity};
use crate::model::clause::Clause;
use crate::model::field::Field;

/// Words of work still to be done. Source: `domain.md` §7.2 and §9 `future_words`.
const UNFINISHED: [&str; 9] = ["拟", "将于", "将在", "下一步", "计划于", "尚未", "正在", "待进一步", "准备"];

/// Longer words in which these say nothing of the future; 纠正在编 is no 正在.
const INNOCENT: [&str; 13] =
    ["拟定", "拟订", "拟写", "拟稿", "草拟", "模拟", "虚拟", "准备金", "整改", "改正", "纠正", "修正", "更正"];

/// Marks around titles and quotations, which speak for others.
const QUOTES: [(char, char); 4] = [('《', '》'), ('「', '」'), ('“', '”'), ('"', '"')];

/// Finds finished records whose progress holds words of the future or of unfinished work.
#[derive(Debug)]
pub(crate) struct DoneButUnfinishedWords;

static ABOUT: About = About {
    id: "done-but-unfinished-words",
    title: "疑似未完成却写成已完成",
    severity: Some(Severity::Warning),
    source: Clause::new("疑似虚假整改信号", "7.2 状态与表述不符"),
    why: "整改情况还在说将来的事，状态却已完成，两者必有一处不实",
    remedy: "请写清实际完成的情况；尚未完成的，请改正整改状态",
};

impl Check for DoneButUnfinishedWords {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn needs(&self) -> &'static [Need] {
        &[Need::RecordColumn(&[Field::Progress])]
    }

    fn run(&self, case: &Case<'_>, found: &mut Found<'_>) {
        for record in case.finished() {
            if let Some(word) = record.text(Field::Progress).and_then(|text| unfinished_word(text)) {
                let status = record.status.label();
                found.at_field(record, Field::Progress, format!("疑似尚未完成：状态为{status}，整改情况里有「{word}」"));
            }
        }
    }
}

/// Returns the first word of unfinished work outside titles and quotations.
fn unfinished_word(text: &str) -> Option<&'static str> {
    containing(text, &UNFINISHED)?;
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        let passed = quotation(rest).or_else(|| beginning(rest, &INNOCENT).map(str::len));
        if passed.is_none()
            && let Some(word) = beginning(rest, &UNFINISHED)
        {
            return Some(word);
        }
        rest = &rest[passed.unwrap_or(next.len_utf8())..];
    }
    None
}

/// Returns the length in bytes of the title or quotation that the text begins with; one left open is none.
fn quotation(text: &str) -> Option<usize> {
    let (open, close) = QUOTES.into_iter().find(|(open, _)| text.starts_with(*open))?;
    let inside = open.len_utf8();
    text[inside..].find(close).map(|end| inside + end + close.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::DoneButUnfinishedWords;
    use crate::check::kit::LedgerBuilder;
    use crate::model::field::Field;

    fn run(status: &str, progress: &str) -> Vec<String> {
        LedgerBuilder::new(&[Field::Status, Field::Progress]).row(&[status, progress]).run(&DoneButUnfinishedWords)
    }

    #[test]
    fn finds_words_of_the_future_in_finished_records() {
        for progress in ["拟于年底前完成", "整改正在推进", "制度尚未印发，下一步抓紧落实", "有待进一步核实", "将于下月召开会议"]
        {
            assert_eq!(run("已完成", progress), ["B2 done-but-unfinished-words"], "{progress}");
        }
        assert_eq!(run("已销号", "正在办理"), ["B2 done-but-unfinished-words"]);
        assert!(run("整改中", "正在办理").is_empty());
    }

    #[test]
    fn titles_quotations_and_longer_words_are_left_alone() {
        for progress in [
            "已印发《关于将于明年实施的办法》",
            "“正在办理”的事项已全部办结",
            "已拟定并印发管理办法",
            "已清退虚拟账户，提取风险准备金",
            "已纠正在编不在岗问题 3 人",
            "已于 6 月 12 日印发实施",
        ] {
            assert!(run("已完成", progress).is_empty(), "{progress}");
        }
        assert_eq!(run("已完成", "已印发《办法，正在落实"), ["B2 done-but-unfinished-words"]);
    }
}
