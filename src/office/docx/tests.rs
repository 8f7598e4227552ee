//! The written package, unpacked and measured.

use std::io::{Cursor, Read};

use chrono::NaiveDate;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Block, Head, Letterhead, Level, Paper, letter_number, write};

fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        letterhead: Letterhead::Standard(Head {
            agency: "中共青川县委巡察工作领导小组办公室".to_owned(),
            number: letter_number("青巡办", 2026, None),
            secrecy: String::new(),
            draft: true,
        }),
        blocks,
        title: "标题".to_owned(),
        author: "巡察办".to_owned(),
        as_of: NaiveDate::from_ymd_opt(2026, 10, 31).expect("a date"),
    }
}

fn sample() -> Vec<Block> {
    vec![
        Block::Title("关于限期完成整改的督办函".to_owned()),
        Block::Addressee("县教育局：".to_owned()),
        Block::Heading(Level::One, "一、基本情况".to_owned(), String::new()),
        Block::Heading(Level::Two, "（一）某方面。".to_owned(), "涉及2家单位。".to_owned()),
        Block::Paragraph("正文。".to_owned()),
        Block::AttachmentNote(vec!["问题清单".to_owned(), "反馈表".to_owned()]),
        Block::Signature { name: "县委巡察办".to_owned(), date: "2026年10月31日".to_owned() },
        Block::Note("联系人：李某".to_owned()),
        Block::Copy {
            to: "县纪委监委".to_owned(), printer: "巡察办".to_owned(), printed: "2026年11月1日印发".to_owned()
        },
        Block::AttachmentLabel("附件1".to_owned()),
        Block::Title("问题清单".to_owned()),
        Block::Table {
            header: vec!["序号".to_owned(), "反馈问题".to_owned()],
            rows: vec![vec!["1".to_owned(), "问题".to_owned()]],
            widths: Vec::new(),
        },
    ]
}

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).expect("a package");
    let mut text = String::new();
    archive.by_name(name).expect("the part").read_to_string(&mut text).expect("text");
    text
}

/// Returns the attributes of every element of a name, as `key=value`.
fn elements(xml: &str, name: &str) -> Vec<Vec<String>> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Eof => return found,
            Event::Start(element) | Event::Empty(element) if element.name().as_ref() == name => {
                let attributes = element.attributes().map(|attribute| {
                    let attribute = attribute.expect("an attribute");
                    format!("{}={}", attribute.key.as_ref(), attribute.value)
                });
                found.push(attributes.collect());
            }
            _ => {}
        }
    }
}

/// Returns a document's text, paragraphs joined by `\n`.
fn text(xml: &str) -> String {
    let mut reader = Reader::from_str(xml);
    let mut out = String::new();
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Eof => return out,
            Event::Text(text) => out.push_str(&text),
            Event::GeneralRef(reference) => match &*reference {
                "lt" => out.push('<'),
                "gt" => out.push('>'),
                "amp" => out.push('&'),
                "quot" => out.push('"'),
                other => panic!("unexpected entity {other:?}"),
            },
            Event::End(element) if element.name().as_ref() == "w:p" => out.push('\n'),
            Event::Empty(element) if element.name().as_ref() == "w:br" => out.push('⏎'),
            _ => {}
        }
    }
}

fn styled(styles: &str, id: &str) -> String {
    let start = styles.find(&format!(r#"w:styleId="{id}""#)).expect("the style");
    styles[start..start + styles[start..].find("</w:style>").expect("its end")].to_owned()
}

#[test]
fn the_page_is_that_of_the_standard() {
    let bytes = write(&paper(sample())).expect("a paper");
    let document = part(&bytes, "word/document.xml");
    assert_eq!(elements(&document, "w:pgSz"), [["w:w=11906", "w:h=16838"]]);
    let margins = &elements(&document, "w:pgMar")[0];
    for margin in ["w:top=2098", "w:right=1474", "w:bottom=1984", "w:left=1588"] {
        assert!(margins.iter().any(|m| m == margin), "{margins:?}");
    }
    assert!(elements(&document, "w:docGrid").is_empty());
    assert_eq!((16_838 - 2_098 - 1_984) / 579, 22, "lines a page");
}

#[test]
fn faces_and_sizes_are_those_of_the_standard() {
    let bytes = write(&paper(sample())).expect("a paper");
    let styles = part(&bytes, "word/styles.xml");
    for (id, font, half_points) in [
        ("BodyText", "仿宋_GB2312", 32),
        ("Heading1", "黑体", 32),
        ("Heading2", "楷体_GB2312", 32),
        ("Heading3", "仿宋_GB2312", 32),
        ("Title", "方正小标宋简体", 44),
        ("AttachmentLabel", "黑体", 32),
        ("Footer", "宋体", 28),
        ("Imprint", "仿宋_GB2312", 28),
    ] {
        let style = styled(&styles, id);
        assert!(style.contains(&format!(r#"w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}""#)), "{id}: {style}");
        assert!(style.contains(&format!(r#"<w:sz w:val="{half_points}"/>"#)), "{id}: {style}");
    }
    assert!(styled(&styles, "BodyText").contains(r#"w:firstLineChars="200" w:firstLine="640""#));
    assert!(styled(&styles, "Plain").contains(r#"w:line="579" w:lineRule="exact""#));
    assert!(styles.contains(r#"<w:spacing w:val="-5"/>"#));
    assert!(styles.contains(r#"<w:lang w:val="en-US" w:eastAsia="zh-CN""#));
}

#[test]
fn the_head_shows_the_blank_number_and_the_draft_mark() {
    let document = part(&write(&paper(sample())).expect("a paper"), "word/document.xml");
    let text = text(&document);
    assert!(text.starts_with("稿\n"), "{text}");
    assert!(text.contains("青巡办〔2026〕\u{3000}号"), "{text}");
    assert_eq!(letter_number("青巡办", 2026, Some(3)), "青巡办〔2026〕3号");
}

#[test]
fn page_numbers_stand_at_the_outer_edge() {
    let bytes = write(&paper(sample())).expect("a paper");
    assert!(part(&bytes, "word/settings.xml").contains("<w:evenAndOddHeaders/>"));
    assert!(part(&bytes, "word/footer1.xml").contains(r#"<w:jc w:val="right"/>"#));
    assert!(part(&bytes, "word/footer2.xml").contains(r#"<w:jc w:val="left"/>"#));
    assert_eq!(text(&part(&bytes, "word/footer1.xml")), "— 1 —\n");
}

#[test]
fn blocks_come_in_order_with_the_blank_lines_of_the_standard() {
    let document = part(&write(&paper(sample())).expect("a paper"), "word/document.xml");
    let text = text(&document);
    let body = &text[text.find('号').expect("the number")..];
    assert_eq!(
        body,
        "号\n\n\n关于限期完成整改的督办函\n\n县教育局：\n一、基本情况\n（一）某方面。涉及2家单位。\n正文。\n\n附件：1.问题清单\n2.反馈表\n\n\
         县委巡察办\n2026年10月31日\n（联系人：李某）\n抄送：县纪委监委。\n巡察办2026年11月1日印发\n\n附件1\n\n问题清单\n\n序号\n反馈问题\n1\n问题\n\n"
    );
    assert_eq!(elements(&document, "w:tblHeader").len(), 1);
    assert_eq!(elements(&document, "w:pageBreakBefore").len(), 1);
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "<w:p/>]]>&amp; {{x}} # 标题\u{0}\u{8}\u{202E}\u{FFFF}\r\n第二行";
    let blocks = vec![
        Block::Title(hostile.to_owned()),
        Block::Paragraph(hostile.to_owned()),
        Block::Table { header: vec![hostile.to_owned()], rows: vec![vec![hostile.to_owned(); 3]], widths: vec![1, 2] },
    ];
    let bytes = write(&Paper { title: hostile.to_owned(), ..paper(blocks) }).expect("a paper");
    let text = text(&part(&bytes, "word/document.xml"));
    assert!(text.contains("<w:p/>]]>&amp; {{x}} # 标题⏎第二行\n"), "{text}");
    part(&bytes, "docProps/core.xml");
}

#[test]
fn the_same_paper_gives_the_same_bytes() {
    assert_eq!(write(&paper(sample())).expect("a paper"), write(&paper(sample())).expect("a paper"));
}
