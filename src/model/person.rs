//! What stands in a column of persons and is no person: 见上, 同第1条.

/// Longest text that only refers to another place, in characters.
const LONGEST: usize = 12;

/// Says whether a text only refers to another row or paper, and names nobody itself: 见上, 详见附件, 同第1条.
pub fn refers_elsewhere(text: &str) -> bool {
    let plain: String = text.chars().filter(|c| !c.is_whitespace() && !matches!(c, '。' | '（' | '）' | '(' | ')')).collect();
    if plain.chars().count() > LONGEST {
        return false;
    }
    let names = |rest: &str, words: &[&str]| words.iter().any(|word| rest.contains(word));
    let seen = ["详见", "参见", "见"].iter().find_map(|word| plain.strip_prefix(word));
    let same = ["等同", "同", "参照", "如"].iter().find_map(|word| plain.strip_prefix(word));
    let numbered = |rest: &str| rest.chars().any(|c| c.is_ascii_digit()) || names(rest, &["第", "序号", "条", "项", "问题"]);
    matches!(plain.as_str(), "上同" | "〃" | "″")
        || seen.is_some_and(|rest| names(rest, &["上", "下", "前", "附", "表", "清单", "方案"]) || numbered(rest))
        || same.is_some_and(|rest| rest.starts_with(['上', '前']) || numbered(rest))
}

#[cfg(test)]
mod tests {
    use super::refers_elsewhere;

    #[test]
    fn references_name_nobody_and_names_are_no_references() {
        for text in [
            "见上",
            " 见 上 ",
            "见附件",
            "详见责任清单",
            "同第1条",
            "同第一条",
            "同1",
            "同上",
            "同前",
            "上同",
            "如上",
            "（同上）",
        ] {
            assert!(refers_elsewhere(text), "{text}");
        }
        for text in ["张三", "同广元", "见明", "如意", "王上", "张三（同时负责第2条）的全部整改工作", "各科室负责人", "/", ""]
        {
            assert!(!refers_elsewhere(text), "{text}");
        }
    }
}
