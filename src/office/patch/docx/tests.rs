//! Forms built from small pieces: what is found, and what comes out filled.

use std::io::{Cursor, Read};

use proptest::prelude::*;
use zip::ZipArchive;

use super::Form;
use super::kit::{W, p, package, table};
use crate::error::Error;

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("UTF-8");
    text
}

fn form(body: &str) -> Form {
    Form::open(package(body, &[])).expect("a form")
}

/// Returns the body of a document filled with facts.
fn filled(body: &str, facts: &serde_json::Value) -> String {
    let text = part(&form(body).fill(&mut engine(facts)).expect("filled"), "word/document.xml");
    let from = text.find("<w:body>").expect("a body") + "<w:body>".len();
    text[from..text.find("<w:sectPr/></w:body>").expect("its end")].to_owned()
}

fn engine(facts: &serde_json::Value) -> impl FnMut(&str) -> Result<String, Error> {
    let mut registry = handlebars::Handlebars::new();
    registry.set_strict_mode(true);
    registry.register_escape_fn(handlebars::no_escape);
    move |source| Ok(registry.render_template(source, facts).expect("rendered"))
}

fn flaws(body: &str) -> Vec<String> {
    let spot = |flaw: &super::Flaw| flaw.spot.as_ref().map(ToString::to_string).unwrap_or_default();
    form(body).flaws.iter().map(|flaw| format!("{}：{}", spot(flaw), flaw.what)).collect()
}

/// Returns the words of a body: paragraphs end with `¶`, rows with `‖`.
fn words(body: &str) -> String {
    let mut out = String::new();
    let mut rest = body.replace("</w:p>", "¶").replace("<w:p/>", "¶").replace("</w:tr>", "‖").replace("<w:br/>", "↵");
    while let Some(at) = rest.find('<') {
        out.push_str(&rest[..at]);
        rest = rest[at..].split_once('>').map(|(_, after)| after.to_owned()).unwrap_or_default();
    }
    out + &rest
}

fn facts() -> serde_json::Value {
    serde_json::json!({
        "主送": "县教育局", "空": "", "多行": "一\n二", "险": "{{主送}}<w:p>&\u{202E}\u{7}",
        "列": ["甲", "乙"], "问题": [{"内容": "其一", "重": true}, {"内容": "其二", "重": false}],
    })
}

#[test]
fn a_value_takes_the_looks_of_its_first_run_and_nothing_else_changes() {
    let body = concat!(
        "<w:p w:rsidR=\"00A1\"><w:r><w:t>送：</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t>{{</w:t></w:r><w:proofErr w:type=\"x\"/>",
        "<w:r><w:rPr><w:i/></w:rPr><w:t>主</w:t></w:r><w:bookmarkStart w:id=\"0\" w:name=\"_GoBack\"/><w:bookmarkEnd w:id=\"0\"/>",
        "<w:r><w:t>送}}请阅</w:t></w:r></w:p><w:p ><w:r><w:t>照旧</w:t></w:r></w:p>"
    );
    let expected = concat!(
        "<w:p w:rsidR=\"00A1\"><w:r><w:t>送：</w:t></w:r>",
        "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">县教育局</w:t></w:r><w:proofErr w:type=\"x\"/>",
        "<w:bookmarkStart w:id=\"0\" w:name=\"_GoBack\"/><w:bookmarkEnd w:id=\"0\"/>",
        "<w:r><w:t xml:space=\"preserve\">请阅</w:t></w:r></w:p><w:p ><w:r><w:t>照旧</w:t></w:r></w:p>"
    );
    assert_eq!(filled(body, &facts()), expected);
}

#[test]
fn blocks_repeat_words_paragraphs_and_rows() {
    let f = facts();
    let fill = |body: &str| words(&filled(body, &f));
    assert_eq!(fill(&p(&["有{{#each 列}}〔{{this}}〕{{/each}}止"])), "有〔甲〕〔乙〕止¶");
    assert_eq!(fill(&(p(&["{{#each 问题}}"]) + &p(&["问{{内容}}"]) + &p(&["{{/each}}"]) + &p(&["尾"]))), "问其一¶问其二¶尾¶");
    assert_eq!(fill(&(p(&["{{#each 问题}}始"]) + &p(&["{{内容}}{{/each}}"]))), "始¶其一¶始¶其二¶");
    assert_eq!(fill(&table(&[&["号", "文"], &["{{#each 问题}}一", "{{内容}}{{/each}}"]])), "号¶文¶‖一¶其一¶‖一¶其二¶‖");
    let own_rows = table(&[&["号"], &["{{#each 问题}}"], &["{{内容}}"], &["{{#if 重}}重{{else}}轻{{/if}}"], &["{{/each}}"]]);
    assert_eq!(fill(&own_rows), "号¶‖其一¶‖重¶‖其二¶‖轻¶‖");
    let nested =
        p(&["{{#each 问题}}{{#if 重}}"]) + &p(&["重{{内容}}"]) + &p(&["{{else}}"]) + &p(&["轻"]) + &p(&["{{/if}}{{/each}}"]);
    assert_eq!(fill(&nested), "重其一¶轻¶");
    let around = p(&["{{#if 空}}"]) + &table(&[&["甲"]]) + &p(&["{{/if}}"]) + &p(&["尾"]);
    assert_eq!(fill(&around), "尾¶");
}

#[test]
fn what_a_block_leaves_out_never_leaves_a_document_that_cannot_be_opened() {
    let f = facts();
    let cell = format!("<w:tbl><w:tr><w:tc>{}{}{}</w:tc></w:tr></w:tbl>", p(&["{{#if 空}}"]), p(&["甲"]), p(&["{{/if}}"]));
    assert!(filled(&cell, &f).ends_with("<w:tc><w:p/></w:tc></w:tr></w:tbl>"), "{}", filled(&cell, &f));
    assert_eq!(words(&filled(&(table(&[&["{{#if 空}}甲", "{{/if}}"]]) + &p(&["尾"])), &f)), "尾¶", "a table without rows");
    let kept =
        "<w:p><w:pPr><w:sectPr/></w:pPr><w:r><w:t>{{#if 空}}</w:t></w:r></w:p>".to_owned() + &p(&["甲"]) + &p(&["{{/if}}"]);
    assert!(filled(&kept, &f).contains("<w:sectPr/>"), "a section's end");
}

#[test]
fn values_are_words_whatever_they_look_like() {
    let f = facts();
    assert_eq!(
        filled(&p(&["{{多行}}"]), &f),
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">一</w:t><w:br/><w:t xml:space=\"preserve\">二</w:t></w:r></w:p>"
    );
    assert_eq!(words(&filled(&p(&["{{险}}"]), &f)), "{{主送}}&lt;w:p&gt;&amp;¶");
}

#[test]
fn what_must_be_single_is_single_in_what_is_repeated() {
    let body = "<w:p><w:r><w:t>{{#each 列}}</w:t></w:r></w:p><w:p w14:paraId=\"0A\" w14:textId=\"77\" w:rsidR=\"1\"><w:bookmarkStart w:id=\"3\" \
                w:name=\"b\"/><w:r><w:drawing><wp:docPr id=\"1\" name=\"x\"/></w:drawing></w:r></w:p><w:p><w:r><w:t>{{/each}}</w:t></w:r></w:p>\
                <w:p><w:bookmarkEnd w:id=\"3\"/></w:p>";
    let one = |number: &str| {
        format!("<w:p w:rsidR=\"1\"><w:r><w:drawing><wp:docPr id=\"{number}\" name=\"x\"/></w:drawing></w:r></w:p>")
    };
    assert_eq!(filled(body, &facts()), one("1000000") + &one("1000001") + "<w:p></w:p>");
}

#[test]
fn tags_are_found_in_every_wrapping() {
    let wrapped = concat!(
        "<w:p><w:smartTag w:uri=\"u\" w:element=\"e\"><w:r><w:t>{{主</w:t></w:r></w:smartTag><w:r><w:t>送}}</w:t></w:r>",
        "<w:hyperlink r:id=\"r9\"><w:r><w:t>{{#if 空}}甲{{else}}乙{{/if}}</w:t></w:r></w:hyperlink>",
        "<w:sdt><w:sdtPr/><w:sdtContent><w:r><w:t>{{主送}}</w:t></w:r></w:sdtContent></w:sdt>",
        "<w:ins w:id=\"1\"><w:r><w:t>{{主送</w:t></w:r></w:ins><w:del w:id=\"2\"><w:r><w:delText>删</w:delText></w:r></w:del>",
        "<w:r><w:t>}}</w:t></w:r></w:p>"
    );
    assert_eq!(words(&filled(wrapped, &facts())), "县教育局乙县教育局县教育局删¶");
    let field = "<w:p><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>{{主送}}</w:t></w:r></w:p>";
    assert_eq!(words(&filled(field, &facts())), "PAGE县教育局¶");
    let boxes = "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>{{主送}}</w:t></w:r></w:p></w:txbxContent></mc:Choice>\
                 <mc:Fallback><w:txbxContent><w:p><w:r><w:t>{{主送}}</w:t></w:r></w:p></w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>";
    assert_eq!(words(&filled(boxes, &facts())), "县教育局¶县教育局¶¶");
}

#[test]
fn headers_and_footers_are_filled_and_other_parts_are_left_as_they_are_packed() {
    let header = format!("<w:hdr xmlns:w=\"{W}\">{}</w:hdr>", p(&["{{主送}}"]));
    let styles = "<?xml version='1.0'?><w:styles xmlns:w = 'u'>{{主送}}</w:styles>";
    let bytes = package(&p(&["甲"]), &[("header1.xml", &header), ("styles.xml", styles)]);
    let form = Form::open(bytes.clone()).expect("a form");
    let out = form.fill(&mut engine(&facts())).expect("filled");
    assert_eq!(words(&part(&out, "word/header1.xml")), "县教育局¶");
    for name in ["word/styles.xml", "word/document.xml", "[Content_Types].xml", "_rels/.rels"] {
        assert_eq!(part(&out, name), part(&bytes, name));
    }
    assert_eq!(out, form.fill(&mut engine(&facts())).expect("filled"), "the same bytes");
}

#[test]
fn crossing_blocks_are_named_with_their_place() {
    let crossing = table(&[&["{{#each 问题}}甲", "乙"], &["{{内容}}{{/each}}丙", "丁"]]);
    assert_eq!(
        flaws(&crossing),
        [
            "表 1 第 1 行第 1 列「{{#each 问题}}甲」：{{#each 问题}} 和它的 {{/each}} 交错：后者在表 1 第 2 行第 1 列「{{内容}}{{/each}}丙」"
        ]
    );
    let out_of_table = p(&["{{#each 问题}}"]) + &table(&[&["{{内容}}{{/each}}"]]);
    assert_eq!(flaws(&out_of_table).len(), 1);
    let late = table(&[&["序号", "{{#each 问题}}{{内容}}", "{{/each}}"]]);
    assert_eq!(flaws(&late).len(), 1);
    let amid = p(&["前{{#each 问题}}后"]) + &p(&["{{/each}}"]);
    assert!(flaws(&amid)[0].starts_with("第 1 段「前{{#each 问题}}后」"), "{:?}", flaws(&amid));
}

#[test]
fn files_that_are_no_forms_are_refused_with_the_reason() {
    let why = |bytes: Vec<u8>| Form::open(bytes).expect_err("refused").to_string();
    assert!(why(b"PK nonsense".to_vec()).contains("不是 .docx"));
    assert!(why(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec()).contains("旧格式"));
    let mut encrypted = b"\xD0\xCF\x11\xE0".to_vec();
    encrypted.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(why(encrypted).contains("密码"));
    let bomb = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "<w:b>".repeat(400) + &"</w:b>".repeat(400));
    assert!(why(package(&bomb, &[])).contains("过深"));
    assert!(why(package("<w:p>", &[])).contains("损坏"));
}

/// Splits the words of a paragraph into runs at the places given, with the things word processors put between.
fn split(text: &str, at: &[usize], between: usize) -> String {
    const BETWEEN: [&str; 4] = [
        "",
        "<w:proofErr w:type=\"spellStart\"/>",
        "<w:bookmarkStart w:id=\"9\" w:name=\"_GoBack\"/><w:bookmarkEnd w:id=\"9\"/>",
        "",
    ];
    let mut out = String::from("<w:p>");
    let mut run = String::new();
    for (number, c) in text.chars().enumerate() {
        if at.contains(&number) && !run.is_empty() {
            out.push_str(&format!(
                "<w:r w:rsidR=\"00{between}\"><w:t xml:space=\"preserve\">{run}</w:t></w:r>{}",
                BETWEEN[between % 4]
            ));
            run.clear();
        }
        run.push(c);
    }
    out + &format!("<w:r><w:t>{run}</w:t></w:r></w:p>")
}

proptest! {
    #[test]
    fn however_runs_are_split_a_document_fills_the_same(
        cuts in proptest::collection::vec(0_usize..60, 0..30),
        between in 0_usize..4,
    ) {
        let texts = [
            "送：{{主送}}，共{{#if 空}}无{{else}}有{{/if}}。",
            "{{#each 问题}}",
            "（{{@index}}）{{内容}}{{#if 重}}（重）{{/if}}；",
            "{{/each}}",
            "{{#each 列}}{{this}}、{{/each}}{{! 记 }}完",
        ];
        let body = |at: &[usize]| texts.iter().map(|text| split(text, at, between)).collect::<String>();
        let row = |at: &[usize]| {
            let cell = |text: &str| format!("<w:tc>{}</w:tc>", split(text, at, between));
            format!("<w:tbl><w:tr>{}{}</w:tr></w:tbl>", cell("{{#each 问题}}{{内容}}"), cell("{{#if 重}}重{{/if}}{{/each}}"))
        };
        let whole = words(&filled(&(body(&[]) + &row(&[])), &facts()));
        prop_assert_eq!(words(&filled(&(body(&cuts) + &row(&cuts)), &facts())), whole);
    }
}
