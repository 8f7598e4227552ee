//! Where a long title is broken: between words, in lines of like length.

use super::measure::half_chars;

/// Characters of 2号 that fit on a line, less one for safety.
const LINE_CHARS: u32 = 19;

/// Returns a title's lines. Breaks the writer made are kept; a line too long is broken in balance.
///
/// Source: GB/T 9704—2012, clause 7.3.1: 回行时词意完整，排列对称，长短适宜.
pub(super) fn lines(title: &str) -> Vec<String> {
    title.lines().map(str::trim).filter(|line| !line.is_empty()).flat_map(balance).collect()
}

/// Words of titles that are not taken apart.
const WORDS: &str = concat!(
    "巡察 整改 问题 建议书 督办函 提醒函 预警函 通知书 通知 通报 约谈 情况 工作 领域 行业 共性 逾期 限期 完成 推动 解决 ",
    "办理 反馈 清单 县委 市委 区委 领导小组 办公室 监督 资金 项目 管理 建设 制度 执行 落实 加强 规范 关于 廉政 风险 ",
    "立行立改 意见 事项 突出 方面 有关 进一步 专项 采购 工程 基层 组织 干部 作风 责任 单位 党组织 回复函 台账"
);

fn balance(line: &str) -> Vec<String> {
    let width = half_chars(line);
    let count = width.div_ceil(LINE_CHARS * 2);
    if count <= 1 {
        return vec![line.to_owned()];
    }
    let chars: Vec<char> = line.chars().collect();
    if count <= 3
        && let Some(breaks) = best_shape(&chars, count as usize)
    {
        let ends = breaks.iter().copied().chain([chars.len()]);
        let starts = std::iter::once(0).chain(breaks.iter().copied());
        return starts.zip(ends).map(|(start, end)| chars[start..end].iter().collect()).collect();
    }
    let mut lines = Vec::new();
    let mut start = 0;
    for part in 1..count {
        let left = half_chars(&chars[start..].iter().collect::<String>());
        let target = left / (count - part + 1);
        let end = best_break(&chars, start, target);
        lines.push(chars[start..end].iter().collect());
        start = end;
    }
    let rest: String = chars[start..].iter().collect();
    if half_chars(&rest) > LINE_CHARS * 2 {
        lines.extend(balance(&rest))
    } else {
        lines.push(rest)
    }
    lines
}

/// Returns the breaks of a title of two or three lines: no word taken apart, the lines a trapezium or a rhombus.
/// `None` where no breaks keep every line on the page.
fn best_shape(chars: &[char], count: usize) -> Option<Vec<usize>> {
    let mut until = vec![0];
    for c in chars {
        until.push(until.last().copied().unwrap_or(0) + half_chars(c.encode_utf8(&mut [0; 4])));
    }
    let splits = inside_words(chars);
    let cost = |breaks: &[usize]| {
        let ends = breaks.iter().copied().chain([chars.len()]);
        let starts = std::iter::once(0).chain(breaks.iter().copied());
        let widths: Vec<u32> = starts.zip(ends).map(|(start, end)| until[end] - until[start]).collect();
        if widths.iter().any(|width| *width > LINE_CHARS * 2) {
            return None;
        }
        let even = until[chars.len()] / count as u32;
        let uneven: u32 = widths.iter().map(|width| width.abs_diff(even)).sum();
        let broken: u32 = breaks.iter().map(|at| penalty(chars[at - 1], chars[*at]) + if splits[*at] { 200 } else { 0 }).sum();
        let square = widths.windows(2).filter(|pair| pair[0] == pair[1]).count() as u32 * 30;
        let waist = widths.windows(3).filter(|three| three[1] < three[0] && three[1] < three[2]).count() as u32 * 60;
        Some(uneven + broken + square + waist)
    };
    let first = 1..chars.len();
    let all: Vec<Vec<usize>> = match count {
        2 => first.map(|at| vec![at]).collect(),
        _ => first.flat_map(|at| (at + 1..chars.len()).map(move |next| vec![at, next])).collect(),
    };
    all.into_iter().filter_map(|breaks| Some((cost(&breaks)?, breaks))).min().map(|(_, breaks)| breaks)
}

/// Says of each place in a title whether a break there would take a word apart.
fn inside_words(chars: &[char]) -> Vec<bool> {
    let mut inside = vec![false; chars.len() + 1];
    for word in WORDS.split(' ') {
        let word: Vec<char> = word.chars().collect();
        for (at, _) in chars.windows(word.len()).enumerate().filter(|(_, window)| *window == word) {
            inside[at + 1..at + word.len()].fill(true);
        }
    }
    inside
}

/// Returns the break nearest to the target width, in half characters, that splits no word as far as can be seen.
fn best_break(chars: &[char], start: usize, target: u32) -> usize {
    let mut width = 0;
    let mut best = (u32::MAX, start + 1);
    for end in start + 1..chars.len() {
        width += half_chars(&chars[end - 1].to_string());
        if width > LINE_CHARS * 2 {
            break;
        }
        let cost = width.abs_diff(target) * 2 + penalty(chars[end - 1], chars[end]);
        if cost < best.0 {
            best = (cost, end);
        }
    }
    best.1
}

/// Says how badly a break between two characters reads.
fn penalty(before: char, after: char) -> u32 {
    const NEVER_FIRST: &str = "的、，。；：）》」』”〕";
    const NEVER_LAST: &str = "（《「『“〔";
    if NEVER_FIRST.contains(after) || NEVER_LAST.contains(before) {
        return 1_000;
    }
    if before.is_ascii_alphanumeric() && after.is_ascii_alphanumeric() {
        return 1_000;
    }
    if "的、，；：》”）".contains(before) || "《“（和与及".contains(after) { 0 } else { 24 }
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn a_short_title_stays_on_one_line() {
        assert_eq!(lines("关于限期完成整改的督办函"), ["关于限期完成整改的督办函"]);
    }

    #[test]
    fn a_long_title_is_broken_after_a_particle() {
        assert_eq!(lines("关于推动解决行业领域共性问题的巡察建议书"), ["关于推动解决行业领域共性问题的", "巡察建议书"]);
    }

    #[test]
    fn lines_are_a_trapezium_or_a_rhombus_and_no_word_is_taken_apart() {
        assert_eq!(lines("关于限期完成第七轮巡察整改逾期问题的督办函"), ["关于限期完成第七轮巡察", "整改逾期问题的督办函"]);
        for title in [
            "关于进一步加强工程建设领域招标投标监督管理工作的巡察建议书",
            "关于推动解决惠民惠农资金管理、政府采购、工程建设等领域共性问题进一步完善制度机制的巡察建议书",
            "中共青禾县委巡察工作领导小组办公室关于十四届县委第七轮巡察反馈问题整改情况的通报",
        ] {
            let lines = lines(title);
            assert_eq!(lines.concat(), title);
            let widths: Vec<usize> = lines.iter().map(|line| line.chars().count()).collect();
            assert!(widths.windows(2).all(|pair| pair[0] != pair[1]), "{lines:?}");
            assert!(!widths.windows(3).any(|three| three[1] < three[0] && three[1] < three[2]), "{lines:?}");
            let cut = ["建议书", "工作", "领域", "资金", "整改", "问题", "通报"];
            assert!(cut.iter().all(|word| lines.iter().map(|line| line.matches(word).count()).sum::<usize>() == title.matches(word).count()), "{lines:?}");
        }
    }

    #[test]
    fn the_writers_own_breaks_are_kept() {
        assert_eq!(lines("关于甲的\n建议书"), ["关于甲的", "建议书"]);
    }

    #[test]
    fn no_line_is_longer_than_the_page() {
        let title = "某".repeat(95);
        let lines = lines(&title);
        assert!(lines.iter().all(|line| line.chars().count() <= 19), "{lines:?}");
        assert_eq!(lines.concat(), title);
    }
}
