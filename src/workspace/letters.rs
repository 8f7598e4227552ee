//! `[letters]` of `xuncha.toml`: how the office's letters look, and the codes in their numbers.

use std::collections::BTreeMap;

use super::refuse_placeholder;
use crate::model::letter::LetterKind;
use crate::model::office::{LetterForm, LetterStyle};
use crate::policy::reader::{Section, nearest};

/// The words for the forms.
const FORMS: &[(&str, LetterForm)] = &[("信函", LetterForm::Letter), ("文件", LetterForm::Document)];

/// Reads the section; what is not written stays as it is by default.
pub(super) fn read(section: &Section<'_, '_>) -> LetterStyle {
    let default = LetterStyle::default();
    let form = section.choice("form", FORMS).unwrap_or(default.form);
    refuse_placeholder(section, "masthead");
    let masthead = section.text("masthead").filter(|text| !text.trim().is_empty());
    // Source: GB/T 9704—2012, clause 10.1.
    if form == LetterForm::Letter && masthead.as_ref().is_some_and(|text| text.trim_end().ends_with("文件")) {
        let hint = "请去掉「文件」；要用红头文件的，写 form = \"文件\"";
        section.fault("masthead", "信函格式的发文机关标志不带「文件」二字", Some(hint.to_owned()));
    }
    let sealed = section.flag("sealed").unwrap_or(default.sealed);
    let codes = section.section("codes", |section| Some(codes(section))).unwrap_or_default();
    LetterStyle { form, sealed, masthead, codes }
}

/// Reads the codes, and refuses names that are no letter's.
fn codes(section: &Section<'_, '_>) -> BTreeMap<String, String> {
    let labels = || LetterKind::ALL.iter().map(|kind| kind.label());
    let mut codes = BTreeMap::new();
    for (name, span, code) in section.each_text() {
        let code = code.trim();
        if !labels().any(|label| label == name) {
            let hint = match nearest(&name, labels()) {
                Some(near) => format!("是不是「{near}」"),
                None => format!("可写的函种：{}", labels().collect::<Vec<_>>().join("、")),
            };
            section.fault_at(span, format!("没有「{name}」这种函"), Some(hint));
        } else if code.is_empty() || code.contains(['×', '〔', '〕', '\n']) {
            let hint = "例如 \"青巡办建\"；年份和序号由程序接在后面";
            section.fault_at(span, format!("「{name}」的发文机关代字不对"), Some(hint.to_owned()));
        } else {
            codes.insert(name, code.to_owned());
        }
    }
    codes
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::model::letter::LetterKind;
    use crate::model::office::{LetterForm, LetterStyle, Office};
    use crate::workspace::Workspace;

    fn office(letters: &str) -> Result<Office, String> {
        let source = format!(
            "[office]\nname = \"某县委巡察办\"\nshort_name = \"巡察办\"\ncommittee = \"县委\"\ncode = \"某巡办\"\n{letters}\
             [[rounds]]\nname = \"七轮\"\nfeedback_date = 2026-03-20\n"
        );
        let loaded = Workspace::parse(Path::new("."), source, |_| false);
        loaded.map(|workspace| workspace.office).map_err(|error| error.to_string())
    }

    #[test]
    fn letters_are_sealed_and_in_letter_form_unless_the_office_says_otherwise() {
        assert_eq!(office("").map(|office| office.letters), Ok(LetterStyle::default()));
        let office = office("[letters]\nform = \"文件\"\nsealed = false\nmasthead = \"某县委巡察办文件\"\n").expect("an office");
        assert_eq!((office.letters.form, office.letters.sealed), (LetterForm::Document, false));
        assert_eq!(office.letters.masthead.as_deref(), Some("某县委巡察办文件"));
    }

    #[test]
    fn a_kind_has_a_code_of_its_own() {
        let office = office("[letters.codes]\n\"巡察建议书\" = \"某巡办建\"\n").expect("an office");
        assert_eq!(office.code_of(LetterKind::Recommendation), "某巡办建");
        assert_eq!(office.code_of(LetterKind::Supervision), "某巡办");
    }

    #[test]
    fn faults_name_what_may_be_written() {
        let fault = |letters: &str| office(letters).expect_err("a fault");
        let text = fault("[letters]\nform = \"函\"\n");
        assert!(text.contains("没有 \"函\" 这个选项") && text.contains("\"信函\"、\"文件\""), "{text}");
        let text = fault("[letters]\nmasthead = \"某县委巡察办文件\"\n");
        assert!(text.contains("不带「文件」二字"), "{text}");
        let text = fault("[letters]\nseal = true\n");
        assert!(text.contains("是不是「sealed」"), "{text}");
        let text = fault("[letters.codes]\n\"巡察建议\" = \"某巡办建\"\n\"督办函\" = \"某巡办〔2026〕\"\n");
        assert!(text.contains("是不是「巡察建议书」") && text.contains("「督办函」的发文机关代字不对"), "{text}");
    }
}
