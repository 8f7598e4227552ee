//! Which of the fonts a paper names are not on this machine, and which stand in for them in a PDF.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

/// What the fonts of official papers are called in a PDF, by their Chinese names.
const IN_PDF: [(&str, &[&str]); 5] = [
    ("方正小标宋简体", &["FZXBSJW", "FZXiaoBiaoSong"]),
    ("仿宋_GB2312", &["FangSong_GB2312", "仿宋_GB2312"]),
    ("楷体_GB2312", &["KaiTi_GB2312", "楷体_GB2312"]),
    ("黑体", &["SimHei", "黑体"]),
    ("宋体", &["SimSun", "宋体"]),
];

/// Returns which of the fonts this machine lacks, and which others the PDFs use; the first empty when none is lacking.
///
/// Where the system lists its fonts (fontconfig), that list decides; elsewhere, which fonts the PDFs came to use.
pub fn missing<'n>(named: &[&'n str], pdfs: &[&[u8]]) -> (Vec<&'n str>, Vec<String>) {
    let used: BTreeSet<String> = pdfs.iter().flat_map(|pdf| used(pdf)).collect();
    let installed = installed();
    let is_used = |name: &str| used.iter().any(|used| is(name, used));
    let lacks = |name: &&&str| match &installed {
        Some(list) => !list.contains(**name),
        None => !is_used(name),
    };
    let missing: Vec<&str> = named.iter().filter(lacks).copied().collect();
    let others = used.iter().filter(|used| !named.iter().any(|name| is(name, used))).cloned().collect();
    (missing, others)
}

/// Says whether a font of a PDF is the one of a Chinese name.
fn is(name: &str, used: &str) -> bool {
    used == name || IN_PDF.iter().any(|(known, called)| *known == name && called.iter().any(|called| used.starts_with(called)))
}

/// Returns the names of the fonts fontconfig knows; `None` where there is no fontconfig.
fn installed() -> Option<BTreeSet<String>> {
    let listed = Command::new("fc-list").args([":", "family"]).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&listed.stdout);
    let names: BTreeSet<String> = text.lines().flat_map(|line| line.split(',')).map(|name| name.trim().to_owned()).collect();
    (listed.status.success() && !names.is_empty()).then_some(names)
}

/// Returns the fonts a PDF uses: every `/BaseFont`, without the mark of a part of a font.
fn used(pdf: &[u8]) -> BTreeSet<String> {
    const KEY: &[u8] = b"/BaseFont";
    let mut found = BTreeSet::new();
    let mut rest = pdf;
    while let Some(at) = rest.windows(KEY.len()).position(|window| window == KEY) {
        rest = &rest[at + KEY.len()..];
        let name = rest.trim_ascii_start().strip_prefix(b"/").unwrap_or_default();
        let end = name.iter().position(|byte| byte.is_ascii_whitespace() || b"/<>[]()".contains(byte)).unwrap_or(name.len());
        let name = plain(&name[..end]);
        let name = name.split_once('+').map_or(name.as_str(), |(_, name)| name);
        if !name.is_empty() {
            found.insert(name.to_owned());
        }
    }
    found
}

/// Reads a PDF's name, in which `#5F` is an underscore.
fn plain(name: &[u8]) -> String {
    let mut out = Vec::with_capacity(name.len());
    let mut rest = name;
    while let [first, after @ ..] = rest {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok()).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match hex.filter(|_| *first == b'#') {
            Some(byte) => {
                out.push(byte);
                rest = &after[2..];
            }
            None => {
                out.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::{is, used};

    #[test]
    fn fonts_of_a_pdf_are_named_as_they_are_called() {
        let pdf = b"<</BaseFont/BAAAAA+FangSong#5FGB2312/X 1>> <</BaseFont /CAAAAA+NotoSansCJKsc-Regular\n>> \xff\xfe/BaseFont";
        assert_eq!(used(pdf).into_iter().collect::<Vec<_>>(), ["FangSong_GB2312", "NotoSansCJKsc-Regular"]);
    }

    #[test]
    fn a_font_is_known_by_either_of_its_names() {
        assert!(is("方正小标宋简体", "FZXBSJW--GB1-0") && is("宋体", "SimSun"));
        assert!(!is("仿宋_GB2312", "FangSong"), "another face");
    }
}
