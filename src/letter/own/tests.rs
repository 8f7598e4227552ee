//! Documents that word processors saved, filled; and the document to start from against the built-in letter.

use serde_json::{Value, json};

use super::Own;
use crate::letter::fill::{Style, fill};
use crate::letter::template::Prepared;
use crate::letter::{Templates, lint};
use crate::model::office::LetterStyle;
use crate::office::patch::docx::Form;
use crate::office::patch::docx::kit::{p, package};

/// The templates of `tests/files/letters`.
const SAVED: [&str; 11] = [
    "word-whole",
    "word-rsids",
    "word-proofed",
    "word-curled",
    "word-wrapped",
    "wps-hinted",
    "wps-single",
    "wps-spaced",
    "libreoffice-whole",
    "libreoffice-spans",
    "libreoffice-single",
];

fn saved(name: &str) -> Vec<u8> {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/files/letters/{name}.docx"));
    std::fs::read(path).expect("the template")
}

fn facts() -> Value {
    let problem = |number: &str, text: &str, done: &str| json!({"编号": number, "内容": text, "时限": "2026-06-05", "责任领导": "张三", "进展": done, "超期天数": 9});
    json!({
        "发文机关": "某县委巡察办", "简称": "巡察办", "主送": "县教育局", "截止日": "2026-10-31", "问题数": 2, "多个": true,
        "最长超期天数": 148, "问题": [problem("1-01", "制度不全", "未完成"), problem("1-02", "账目不清\n票据不齐", "整改中")],
    })
}

/// Returns the words of a document's parts, a line a paragraph; empty paragraphs left out.
fn words(document: &[u8]) -> Vec<Vec<String>> {
    let form = Form::open(document.to_vec()).expect("a document");
    let lines = |part: &crate::office::patch::docx::Part| {
        part.paragraphs.iter().map(|(_, text)| text.trim().to_owned()).filter(|text| !text.is_empty()).collect()
    };
    form.parts.iter().map(lines).collect()
}

fn own(bytes: Vec<u8>) -> Own {
    let fields = Templates::fields("督办函").expect("a kind");
    let (own, lint) = Own::open(bytes, &fields).expect("a document");
    own.unwrap_or_else(|| panic!("{:?}", lint.faults))
}

#[test]
fn what_word_wps_and_libreoffice_saved_fills_to_one_and_the_same_letter() {
    let expected = [
        "关于县教育局巡察整改逾期问题的督办函",
        "县教育局：",
        "截至2026年10月31日，你单位仍有2个问题逾期，最长的已超148天。",
        "1.制度不全（2026.6.5），仍未完成。",
        "2.账目不清\n票据不齐（2026.6.5），整改中。",
        "序号",
        "编号",
        "反馈问题",
        "责任领导",
        "1",
        "1-01",
        "制度不全",
        "张三",
        "2",
        "1-02",
        "账目不清\n票据不齐",
        "张三",
        "某县委巡察办",
        "2026年10月31日",
    ];
    for name in SAVED {
        let filled = own(saved(name)).fill(&facts(), "督办函").expect("filled");
        let mut parts = words(&filled.content);
        let body = parts.remove(0);
        assert_eq!(body[..expected.len()], expected, "{name}");
        let rest: Vec<&str> = body[expected.len()..].iter().map(String::as_str).collect();
        assert_eq!(rest, if name == "word-curled" { vec!["巡察办"; 2] } else { Vec::new() }, "{name}");
        if ["word-rsids", "wps-single"].contains(&name) {
            assert_eq!(parts, [["某县委巡察办文件"]], "{name}");
        }
        assert_eq!(filled.title, expected[0], "{name}");
        assert_eq!(own(saved(name)).fill(&facts(), "督办函").expect("filled").content, filled.content, "{name}: the same bytes");
    }
}

#[test]
fn the_document_to_start_from_has_no_fault_and_says_what_the_built_in_letter_says() {
    for kind in Templates::names() {
        let fields = Templates::fields(kind).expect("a kind");
        let starter = Templates::starter(kind).expect("a document");
        let (own, lint) = Own::open(starter, &fields).expect("a document");
        let own = own.unwrap_or_else(|| panic!("{kind}: {:?}", lint.faults));
        let built_in = Templates::built_in(kind).expect("a wording");
        let prepared = Prepared::parse(kind, built_in).expect("a wording");
        let mut bare = lint::sample(&fields);
        for name in ["密级", "抄送", "联系人", "电话"] {
            bare[name] = json!("");
        }
        for facts in [lint::sample(&fields), bare] {
            let lines = prepared.render(&facts).expect("rendered");
            let standard = fill(&prepared, &lines, Style::plain(&LetterStyle::default())).expect("a letter").content;
            // Titles and headings of columns are broken by their length, which a tag's is not.
            let unbroken = |document: &[u8]| words(document).into_iter().flatten().collect::<String>().replace('\n', "");
            let filled = own.fill(&facts, kind).expect("filled").content;
            assert_eq!(unbroken(&filled), unbroken(&standard), "{kind}");
        }
    }
}

#[test]
fn hostile_facts_are_words() {
    let long = "长".repeat(3_000);
    let hostile = format!("{{{{主送}}}}{{{{#each 问题}}}}</w:t><w:p>&amp;\u{1}0\u{2}\u{202E}\u{0}\u{FFFF}]]>{long}");
    let mut facts = facts();
    facts["问题"][0]["内容"] = json!(hostile);
    let filled = own(saved("word-rsids")).fill(&facts, "督办函").expect("filled");
    let plain = format!("1.{{{{主送}}}}{{{{#each 问题}}}}</w:t><w:p>&amp;0]]>{long}（2026.6.5），仍未完成。");
    assert!(words(&filled.content)[0].contains(&plain));
}

#[test]
fn a_template_that_grows_without_bound_is_refused() {
    let open: String = (0..6).map(|depth| format!("{{{{#each {}问题}}}}", "../".repeat(depth))).collect();
    let nested = open + &"一二三四五六七八九十".repeat(20) + &"{{/each}}".repeat(6);
    let own = own(package(&p(&[&nested]), &[]));
    let mut facts = facts();
    let many: Vec<Value> = (0..60).map(|_| facts["问题"][0].clone()).collect();
    facts["问题"] = json!(many);
    let error = own.fill(&facts, "督办函").map(|filled| filled.content.len()).expect_err("too large").to_string();
    assert!(error.contains("过大"), "{error}");
}
