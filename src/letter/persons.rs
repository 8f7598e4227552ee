//! Persons a text gives away by how it speaks of them: 张三同志, 李四（局长）, 局长王五; and numbers that are a person's.
//!
//! A word before 同志 or beside a post is taken for a name when it begins with a surname. It is a net with wide meshes,
//! there for what the columns of a ledger do not name.

/// Surnames of one character that are common and seldom begin another word.
const SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范\
姚谭廖邹熊陆郝孔崔邱秦顾侯邵孟龙雷段漕钱汤尹黎易武乔贺赖龚樊兰殷施陶翟颜倪严牛葛季俞章鲁韦柯毛欧阮冉岳齐尤涂祁耿詹关费纪童靳娄柴霍卜柳申屈庞司";
/// Surnames of two characters.
const DOUBLE: [&str; 6] = ["欧阳", "司马", "上官", "诸葛", "司徒", "夏侯"];
/// Posts that stand beside a name.
const POSTS: [&str; 24] = [
    "书记", "主任", "局长", "院长", "校长", "所长", "科长", "股长", "组长", "队长", "站长", "处长", "部长", "县长", "乡长",
    "镇长", "主席", "会计", "出纳", "干部", "职工", "教师", "党员", "委员",
];
/// Words that begin with a surname and are no names.
const NO_NAMES: [&str; 22] = [
    "关于", "易地", "严格", "严肃", "严重", "武装", "田间", "龙头", "雷同", "关心", "关键", "关系", "施工", "施行", "费用",
    "纪律", "纪检", "章程", "陆续", "齐抓", "司法", "段落",
];
/// What may follow a name that stands behind a post.
const BEHIND: &str = "在未违利收擅将与和等的对因任兼同及于为从";

/// Returns a text with every name it gives away as 张某.
pub(super) fn without_names(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut is_given = vec![false; chars.len()];
    for at in 0..chars.len() {
        for length in [4, 3, 2] {
            if is_named(&chars, at, length) {
                is_given[at + 1..at + length].fill(true);
                break;
            }
        }
    }
    let mut out = String::with_capacity(text.len());
    for (at, c) in chars.iter().enumerate() {
        match (is_given[at], at > 0 && is_given[at - 1]) {
            (false, _) => out.push(*c),
            (true, false) => out.push('某'),
            (true, true) => {}
        }
    }
    out
}

/// Says whether so many characters are a name, and the text around them says so.
fn is_named(chars: &[char], at: usize, length: usize) -> bool {
    let Some(word) = chars.get(at..at + length) else { return false };
    let name: String = word.iter().collect();
    let is_double = DOUBLE.iter().any(|surname| name.starts_with(surname));
    let fits = if is_double { length > 2 } else { length < 4 && SURNAMES.contains(word[0]) };
    let is_plain = word.iter().all(|c| ('\u{4E00}'..='\u{9FFF}').contains(c)) && word[1] != '某';
    if !fits || !is_plain || NO_NAMES.iter().any(|no| name.starts_with(no)) || POSTS.iter().any(|post| name.contains(post)) {
        return false;
    }
    let after: String = chars[at + length..].iter().take(12).collect();
    if after.starts_with("同志") {
        return true;
    }
    if let Some(inside) = after.strip_prefix(['（', '(']) {
        let inside = inside.split(['）', ')']).next().unwrap_or_default();
        return POSTS.iter().any(|post| inside.contains(post)) || inside.starts_with(['原', '时']);
    }
    let post = after.trim_start_matches(['副', '原']);
    if POSTS.iter().any(|known| post.starts_with(known)) {
        return true;
    }
    let before: String = chars[at.saturating_sub(2)..at].iter().collect();
    let ends = after.chars().next().is_none_or(|next| !('\u{4E00}'..='\u{9FFF}').contains(&next) || BEHIND.contains(next));
    ends && POSTS.contains(&before.as_str())
}

/// Returns a text with telephones and identity numbers as stars; sums of money and years stay.
pub(super) fn without_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let run =
            rest[start..].find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | 'X' | 'x'))).unwrap_or(rest.len() - start);
        let (before, number) = (&rest[..start], &rest[start..start + run]);
        out.push_str(before);
        if is_persons(before, number) {
            out.push_str("***")
        } else {
            out.push_str(number)
        }
        rest = &rest[start + run..];
    }
    out.push_str(rest);
    out
}

/// Says whether digits are a telephone or an identity number.
fn is_persons(before: &str, number: &str) -> bool {
    let digits = number.chars().filter(char::is_ascii_digit).count();
    let is_mobile = digits == 11 && number.starts_with('1');
    let is_landline = number.starts_with('0') && number.contains('-') && (10..=12).contains(&digits);
    let is_identity = matches!(digits, 17 | 18) && !number.contains('-');
    let is_called = ["电话", "手机", "联系方式", "身份证", "证号"]
        .iter()
        .any(|word| before.trim_end_matches(['：', ':', '号', '码', ' ', '为', '是']).ends_with(word));
    is_mobile || is_landline || is_identity || (is_called && digits >= 5)
}

#[cfg(test)]
mod tests {
    use super::{without_names, without_numbers};

    #[test]
    fn a_name_is_given_away_by_the_words_around_it() {
        for (text, expected) in [
            ("张三丰同志未按期组织换届", "张某同志未按期组织换届"),
            ("对李四（局长）处理不当", "对李某（局长）处理不当"),
            ("原校长王小五擅自发放补贴", "原校长王某擅自发放补贴"),
            ("会计赵六、出纳钱七未分设", "会计赵某、出纳钱某未分设"),
            ("欧阳修文同志", "欧某同志"),
        ] {
            assert_eq!(without_names(text), expected);
        }
    }

    #[test]
    fn ordinary_words_are_no_names() {
        for text in [
            "有关同志学习不深入",
            "主要负责同志未落实",
            "局长办公会记录不全",
            "书记严格把关",
            "张某同志",
            "纪检委员（兼职干部）",
            "党员干部关于作风",
        ] {
            assert_eq!(without_names(text), text);
        }
    }

    #[test]
    fn telephones_and_identity_numbers_are_starred_and_sums_stay() {
        for (text, expected) in [
            ("联系13900001111核实", "联系***核实"),
            ("电话：6660000", "电话：***"),
            ("0839-7200000", "***"),
            ("身份证510822199001011234", "身份证***"),
            ("51082219900101123X", "***"),
        ] {
            assert_eq!(without_numbers(text), expected);
        }
        for text in ["违规发放12345678元", "2026-10-31前", "涉及3.5亩", "编号2026-001"] {
            assert_eq!(without_numbers(text), text);
        }
    }
}
