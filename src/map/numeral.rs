//! Chinese numerals in dates and periods: 二〇二六, 三十一, 两个月 become Arabic digits.

use std::borrow::Cow;

/// Replaces every run of Chinese numerals by Arabic digits.
///
/// A run with 十 or 百 is read by place value; any other run digit by digit, so that the letters O and o,
/// which people type for 〇, count as zero only inside such a run or behind an Arabic digit. Source: `domain.md` §1.5.
pub(super) fn to_arabic(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| digit(c).is_some() || matches!(c, '十' | 'O' | 'o')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut run = String::new();
    for c in text.chars() {
        // 2O26年: between Arabic digits the letter is the digit too.
        if matches!(c, 'O' | 'o') && run.is_empty() && out.ends_with(|last: char| last.is_ascii_digit()) {
            out.push('0');
            continue;
        }
        let zero_letter = matches!(c, 'O' | 'o' | '0') && !run.is_empty();
        if digit(c).is_some() || matches!(c, '十' | '百') || zero_letter {
            run.push(c);
        } else {
            flush(&mut run, &mut out);
            out.push(c);
        }
    }
    flush(&mut run, &mut out);
    Cow::Owned(out)
}

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '〇' | '零' | '○' | '◯' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    })
}

fn flush(run: &mut String, out: &mut String) {
    if run.contains(['十', '百']) {
        let (mut total, mut unit) = (0, None);
        for c in run.chars() {
            match c {
                '十' => total += unit.take().unwrap_or(1) * 10,
                '百' => total += unit.take().unwrap_or(1) * 100,
                other => unit = Some(digit(other).unwrap_or(0)),
            }
        }
        out.push_str(&(total + unit.unwrap_or(0)).to_string());
    } else {
        out.extend(run.chars().map(|c| char::from_digit(digit(c).unwrap_or(0), 10).unwrap_or('0')));
    }
    run.clear();
}

#[cfg(test)]
mod tests {
    use super::to_arabic;

    #[test]
    fn numerals_are_read_by_place_or_digit_by_digit() {
        assert_eq!(to_arabic("二〇二六年六月三十日"), "2026年6月30日");
        assert_eq!(to_arabic("二O二四年十二月"), "2024年12月");
        assert_eq!(to_arabic("二0二四年"), "2024年");
        assert_eq!(to_arabic("2O26年1o月"), "2026年10月");
        assert_eq!(to_arabic("No.1"), "No.1");
        assert_eq!(to_arabic("三个月内"), "3个月内");
        assert_eq!(to_arabic("十五个工作日"), "15个工作日");
        assert_eq!(to_arabic("第一季度"), "第1季度");
        assert_eq!(to_arabic("2026-06-30"), "2026-06-30");
    }
}
