//! What stands in a column of persons: names, several to a cell, and what is no person at all, 见上, 同第1条.

use crate::model::ledger::is_placeholder;

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

/// What separates several names in one cell. Source: `domain.md` §9, `person_split`.
const SEPARATORS: [char; 8] = ['、', '，', ',', '；', ';', '/', '\n', '\r'];

/// Posts and forms of address that stand before or behind a name, the longer before those they hold.
const TITLES: [&str; 30] = [
    "党工委书记",
    "党组书记",
    "党委书记",
    "支部书记",
    "纪委书记",
    "政法委员",
    "宣传委员",
    "组织委员",
    "党组成员",
    "党委委员",
    "副总经理",
    "总经理",
    "副董事长",
    "董事长",
    "副书记",
    "书记",
    "副局长",
    "局长",
    "副镇长",
    "镇长",
    "副乡长",
    "乡长",
    "副主任",
    "主任",
    "副院长",
    "院长",
    "副校长",
    "校长",
    "组长",
    "同志",
];

/// Returns the names in a cell, in order, each once: 张三、李四, 张三（副局长）, 党组书记 张三, 张　三.
///
/// A cell that names posts only gives them as written. Source: `domain.md` §1.2, people cells.
pub fn names(cell: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in without_brackets(cell).split(SEPARATORS) {
        for word in words(part) {
            let name = without_titles(&word);
            if !name.is_empty() && !is_placeholder(name) && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    // A post set apart by a comma, 党组书记、局长张三, is no second person either.
    if names.iter().any(|name| !is_title(name)) {
        names.retain(|name| !is_title(name));
    }
    names
}

/// Drops what stands in brackets, and what is no part of a name: digits of telephones, colons.
fn without_brackets(cell: &str) -> String {
    let mut depth = 0_u32;
    let mut kept = String::new();
    for c in cell.chars() {
        match c {
            '（' | '(' | '【' | '[' => depth += 1,
            '）' | ')' | '】' | ']' => depth = depth.saturating_sub(1),
            c if depth == 0 && !c.is_ascii_digit() && !matches!(c, '：' | ':' | '。') => kept.push(c),
            _ => {}
        }
    }
    kept
}

/// Splits at spaces; single characters between them are one name with a gap, 张　三.
fn words(part: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut gapped = false;
    for word in part.split_whitespace() {
        let single = word.chars().count() == 1;
        match words.last_mut() {
            Some(last) if single && gapped => last.push_str(word),
            _ => words.push(word.to_owned()),
        }
        gapped = single;
    }
    // A title apart from its name, 党组书记 张三, is no second person.
    if words.len() > 1 && words.iter().any(|word| !is_title(word)) {
        words.retain(|word| !is_title(word));
    }
    words
}

fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

/// Takes titles off a name as long as at least two characters are left.
fn without_titles(word: &str) -> &str {
    let mut name = word;
    while !is_title(name) {
        let fits = |rest: &&str| rest.chars().count() >= 2;
        let less = TITLES.iter().find_map(|title| name.strip_suffix(title).or_else(|| name.strip_prefix(title)).filter(fits));
        match less {
            Some(less) => name = less,
            None => break,
        }
    }
    name
}

#[cfg(test)]
mod tests {
    use super::{names, refers_elsewhere};

    #[test]
    fn several_names_of_a_cell_are_told_apart() {
        for cell in ["张三、李四", "张三，李四", "张三;李四；", "张三/李四", "张三\n李四", "张三 李四", "张三\u{3000}李四"]
        {
            assert_eq!(names(cell), ["张三", "李四"], "{cell}");
        }
        assert_eq!(names("张三、李四、张三"), ["张三", "李四"]);
    }

    #[test]
    fn titles_brackets_telephones_and_gaps_are_no_part_of_a_name() {
        for cell in [
            "张三",
            "张 三",
            "张\u{3000}三",
            "张三（副局长）",
            "党组书记、局长张三",
            "党组书记 张三",
            "副局长张三",
            "张三同志",
            "张三13800000000",
        ] {
            assert_eq!(names(cell), ["张三"], "{cell}");
        }
        assert_eq!(names("张局长"), ["张局长"], "a surname alone is no name");
        assert_eq!(names("党组书记"), ["党组书记"], "a post alone is all there is");
        assert!(names("/").is_empty() && names("、；").is_empty());
    }

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
