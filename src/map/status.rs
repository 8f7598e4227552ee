//! Status words → `Status`, rectification classes → `Cycle`. Negatives are tried first: 未完成 contains 完成.
//!
//! Source: `domain.md` §1.4 and §9 (`status`, `status_negative_first`, `cycle`).

use std::borrow::Cow;

use crate::map::fold::fold;
use crate::model::ledger::{Cycle, Status};

/// Words that decide alone, before any word inside is looked at.
const WHOLE: &[(Status, &[&str])] = &[
    (Status::Done, &["完成", "办结", "是", "√", "✓", "☑", "✔", "Y", "y", "1", "100%", "TRUE", "已落实", "已整改", "落实到位"]),
    (Status::InProgress, &["否", "×", "✗", "□", "N", "n", "未完成", "FALSE", "启动", "已发放"]),
    (Status::NotStarted, &["0", "0%"]),
    (Status::Closed, &["销号"]),
    (Status::Continuing, &["长期", "持续"]),
];

/// Words inside a longer text, in the order they are tried.
const INSIDE: &[(Status, &[&str])] = &[
    (Status::Cancelled, &["作废", "已取消", "取消整改", "不再整改", "合并至", "并入", "移交其他"]),
    (Status::Referred, &["移送", "移交", "转办"]),
    (
        Status::PendingCheck,
        &["待审核", "待验收", "未验收", "未通过验收", "待确认", "待局方确认", "待销号", "待核查", "已提交", "待审批"],
    ),
    (Status::InProgress, &["未整改到位", "未整改完", "未整改彻底"]),
    (Status::NotStarted, &["未整改", "待整改", "未开始", "未启动", "未发放", "尚未整改", "未着手", "未开展", "没有整改"]),
    (
        Status::InProgress,
        &[
            "未达到",
            "未完成",
            "尚未",
            "未按期",
            "没有完成",
            "不到位",
            "未到位",
            "未办结",
            "未落实",
            "超期未",
            "逾期未",
            "未销号",
            "超过整改时限",
            "整改中",
            "正在",
            "进行中",
            "推进中",
            "办理中",
            "已启动",
        ],
    ),
    (Status::PendingCheck, &["申请销号"]),
    (
        Status::Stage,
        &[
            "初步完成",
            "初步整改",
            "基本完成",
            "阶段性",
            "阶段成效",
            "阶段目标",
            "部分整改",
            "部分完成",
            "序时进度",
            "基本整改",
            "基本到位",
        ],
    ),
    (
        Status::Closed,
        &["已销号", "办结销号", "予以销号", "同意销号", "完成销号", "已关闭", "已验收", "验收通过", "通过验收", "验收合格"],
    ),
    (
        Status::Done,
        &[
            "已完成",
            "完成整改",
            "整改完成",
            "已整改",
            "整改到位",
            "已到位",
            "已办结",
            "已落实",
            "按期完成",
            "延期完成",
            "超期完成",
            "逾期完成",
            "全部完成",
            "100%",
            "按时完成",
            "落实到位",
        ],
    ),
    (Status::Continuing, &["持续整改", "长期坚持", "长期整改", "持续推进", "持续落实", "常态化", "长效"]),
];

/// Words a status starts with when the work goes on for ever, whatever follows in brackets.
const CONTINUING_FIRST: [&str; 5] = ["长期坚持", "持续整改", "长期整改", "持续推进", "持续落实"];

/// Longest status text, in characters; what is longer is a report of progress.
const LONGEST: usize = 30;

/// Reads a status; `None` for a text in no dictionary.
pub(super) fn status(text: &str) -> Option<Status> {
    let folded = fold(text);
    let word = folded.trim_matches(|c: char| matches!(c, '。' | '.' | ',' | ';' | '!' | '、'));
    if let Some((status, _)) = WHOLE.iter().find(|(_, words)| words.contains(&word)) {
        return Some(*status);
    }
    if word.chars().count() > LONGEST {
        return None;
    }
    if let Some(percent) = percent(word) {
        return Some(if percent >= 100.0 { Status::Done } else { Status::InProgress });
    }
    if CONTINUING_FIRST.iter().any(|start| word.starts_with(start)) {
        return Some(Status::Continuing);
    }
    let status = INSIDE.iter().find(|(_, words)| words.iter().any(|inside| word.contains(inside))).map(|(status, _)| *status);
    match status {
        // 已完成，尚未销号 is done: completion and closing are separate facts. Source: `domain.md` §8 item 2.
        Some(Status::InProgress) if speaks_of_closing_only(word) => Some(Status::Done),
        // 正在申请销号 waits for the closing only; 整改中，未申请销号 does not.
        Some(Status::InProgress) if word == "正在申请销号" => Some(Status::PendingCheck),
        Some(Status::PendingCheck) if word.contains("申请销号") && is_negated(word) => Some(Status::InProgress),
        Some(Status::Done | Status::Closed) if is_negated(word) => Some(Status::InProgress),
        other => other,
    }
}

/// Words that turn what follows close behind into its opposite.
const NEGATORS: [&str; 9] = ["未", "没有", "没能", "不能", "不同意", "无法", "难以", "尚不", "暂不"];

/// Says whether a completion or closing word stands close behind a negator: 未能按时完成, 不同意销号.
fn is_negated(word: &str) -> bool {
    let negated = |negator: &str| {
        word.match_indices(negator).any(|(at, found)| {
            let behind: String =
                word[at + found.len()..].chars().take(8).take_while(|c| !matches!(c, ',' | ';' | '。' | '(')).collect();
            ["完成", "整改", "销号", "验收", "办结", "到位", "落实"].iter().any(|verb| behind.contains(verb))
        })
    };
    NEGATORS.iter().any(|negator| negated(negator))
}

/// Says whether the work is said to be done and only the closing is still open: 已完成（未销号）, 已完成，正在申请销号.
fn speaks_of_closing_only(word: &str) -> bool {
    let Some(rest) = ["已完成", "整改完成", "已整改", "已办结"].iter().find_map(|done| word.strip_prefix(done))
    else {
        return false;
    };
    let rest = rest.trim_matches(|c| matches!(c, ',' | ';' | '(' | ')' | '但' | '。'));
    rest.contains("销号") && !rest.contains("整改") && !rest.contains("完成")
}

/// Returns the percentage a text states, such as 60 of `已完成60%`.
fn percent(word: &str) -> Option<f64> {
    let (before, _) = word.split_once('%')?;
    let digits = before.rsplit(|c: char| !c.is_ascii_digit() && c != '.').next()?;
    digits.parse().ok()
}

/// Says whether a text is a yes; `Some(false)` for a no, `None` for neither.
///
/// Source: `domain.md` §9 `bool_true`, `bool_false`.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    let folded = fold(text);
    match folded.as_ref() {
        "是" | "√" | "✓" | "☑" | "✔" | "Y" | "y" | "1" | "TRUE" | "已销号" | "销号" | "已提交" | "同意销号" => {
            Some(true)
        }
        "否" | "×" | "✗" | "□" | "N" | "n" | "0" | "FALSE" | "未销号" | "未提交" | "暂未销号" | "不同意销号" | "待销号" => {
            Some(false)
        }
        _ => None,
    }
}

const IMMEDIATE: [&str; 10] =
    ["立行立改", "即行即改", "立行即改", "立即整改", "即知即改", "立查立改", "立查立处", "即时整改", "边巡边改", "立改"];
const LIMITED: [&str; 5] = ["限期整改", "限时整改", "分阶段整改", "集中整改", "限期"];
const CONTINUING: [&str; 8] = ["长期坚持", "持续整改", "长效整改", "长期整改", "常态化", "持续推进", "贯穿全年", "长期"];

/// Reads a rectification class out of a cell of that column or of a deadline.
///
/// A text that names both 立行立改 and 长期坚持 goes on for ever.
pub(super) fn cycle(text: &str) -> Option<Cycle> {
    // 集中整改期 is a period, not the class 集中整改.
    let folded = fold(text).replace("集中整改期", "");
    let names = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    if names(&CONTINUING) {
        Some(Cycle::Continuing)
    } else if names(&IMMEDIATE) {
        Some(Cycle::Immediate)
    } else if names(&LIMITED) {
        Some(Cycle::Limited)
    } else {
        None
    }
}

/// Takes the class words out of a deadline and returns what is left, with the glue around them.
pub(super) fn without_cycle_words(folded: &str) -> Cow<'_, str> {
    if cycle(folded).is_none() {
        return Cow::Borrowed(folded);
    }
    let mut rest = folded.to_owned();
    for word in IMMEDIATE.iter().chain(&CONTINUING).chain(&["限期整改", "限时整改", "分阶段整改", "取得阶段性成效", "阶段性成效"])
    {
        rest = rest.replace(word, "");
    }
    let glue = |c: char| matches!(c, ',' | ';' | '、' | '。' | '并' | '且' | '(' | ')' | '/' | '+');
    Cow::Owned(rest.trim_matches(glue).to_owned())
}

#[cfg(test)]
mod tests {
    use super::{cycle, status, without_cycle_words, yes_or_no};
    use crate::model::ledger::{Cycle, Status};

    #[test]
    fn every_word_seen_in_ledgers_has_its_status() {
        let table: &[(Status, &[&str])] = &[
            (
                Status::Done,
                &[
                    "已完成",
                    "完成",
                    "已整改",
                    "已整改完成",
                    "整改完成",
                    "整改到位",
                    "已到位",
                    "已办结",
                    "办结",
                    "已落实",
                    "是",
                    "√",
                    "100%",
                    "完成整改",
                    "延期完成",
                    "超期完成",
                    "逾期完成",
                    "已完成并长期坚持",
                ],
            ),
            (
                Status::PendingCheck,
                &["整改完成待审核", "已完成待验收", "待验收", "基本完成任务尚未通过验收", "已提交", "待局方确认"],
            ),
            (Status::Closed, &["已销号", "销号", "已关闭", "已验收", "办结销号", " 已 销 号 "]),
            (
                Status::Stage,
                &[
                    "基本完成",
                    "基本完成取得阶段性成果并持续整改",
                    "阶段性完成",
                    "取得阶段性成效",
                    "已完成阶段性整改",
                    "部分整改",
                    "达到序时进度",
                    "完成阶段目标",
                ],
            ),
            (Status::Continuing, &["持续整改", "长期坚持", "长期整改", "持续推进", "持续落实", "长期坚持（已完成阶段任务）"]),
            (
                Status::InProgress,
                &[
                    "整改中",
                    "正在整改",
                    "进行中",
                    "推进中",
                    "正在办理中",
                    "正在推进",
                    "已启动",
                    "60%",
                    "已完成80%",
                    "未完成",
                    "否",
                ],
            ),
            (Status::InProgress, &["超期未完", "逾期未完成", "未按期完成", "已超过整改时限", "未达到序时进度", "尚未完成整改"]),
            (Status::NotStarted, &["未整改", "待整改", "未开始", "未启动", "未发放", "尚未整改", "基本未整改"]),
            (Status::Cancelled, &["已取消", "作废", "不再整改", "合并至第3项", "移交其他单位"]),
            (Status::Referred, &["移送", "移交纪委", "已移交", "转办"]),
        ];
        for (expected, words) in table {
            for word in *words {
                assert_eq!(status(word), Some(*expected), "{word}");
            }
        }
        for word in ["未按时完成", "未能完成整改", "无法完成整改", "未全部完成", "不同意销号", "未能通过验收", "没有全部完成"]
        {
            assert_eq!(status(word), Some(Status::InProgress), "{word}");
        }
        for (expected, words) in [
            (Status::InProgress, &["未整改到位", "尚未整改到位", "未整改完毕", "整改中，未申请销号"][..]),
            (Status::Stage, &["初步完成", "初步完成整改"]),
            (Status::PendingCheck, &["申请销号", "已申请销号", "正在申请销号", "整改完成，申请销号"]),
        ] {
            for word in words {
                assert_eq!(status(word), Some(expected), "{word}");
            }
        }
        for word in ["已完成未销号", "已完成（暂未销号）", "已完成，正在申请销号"] {
            assert_eq!(status(word), Some(Status::Done), "{word}");
        }
        for word in ["见附件", "同上", "按要求办理", ""] {
            assert_eq!(status(word), None, "{word}");
        }
    }

    #[test]
    fn classes_are_read_from_their_words() {
        assert_eq!(cycle("立行立改"), Some(Cycle::Immediate));
        assert_eq!(cycle("即行即改"), Some(Cycle::Immediate));
        assert_eq!(cycle("立行立改，长期坚持"), Some(Cycle::Continuing));
        assert_eq!(cycle("分阶段整改"), Some(Cycle::Limited));
        assert_eq!(cycle("2026年6月"), None);
        assert_eq!(without_cycle_words("2024年底前,并长期坚持"), "2024年底前");
    }

    #[test]
    fn yes_and_no_are_only_plain_words() {
        assert_eq!(yes_or_no("是"), Some(true));
        assert_eq!(yes_or_no("×"), Some(false));
        assert_eq!(yes_or_no("基本"), None);
    }
}
