//! The written package, unpacked and measured.

mod geometry;
mod ruler;

use std::io::{Cursor, Read};

use chrono::NaiveDate;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Block, Chart, ChartKind, Head, Letterhead, Level, Paper, letter_number, write};

fn paper(blocks: Vec<Block>) -> Paper {
    Paper {
        letterhead: Letterhead::Document(Head {
            agency: "中共青川县委巡察工作领导小组办公室".to_owned(),
            number: letter_number("青巡办", 2026, None),
            draft: "稿".into(),
            ..Head::default()
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
        Block::Signature { name: "县委巡察办".to_owned(), date: "2026年10月31日".to_owned(), sealed: false },
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
            small: false,
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
         县委巡察办\n2026年10月31日\n（联系人：李某）\n抄送：县纪委监委。\n巡察办2026年11月1日印发\n\n\n附件1\n\n问题清单\n\n序号\n反馈问题\n1\n问题\n\n"
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
        Block::Table {
            header: vec![hostile.to_owned()],
            rows: vec![vec![hostile.to_owned(); 3]],
            widths: vec![1, 2],
            small: false,
        },
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

#[test]
fn contents_lead_to_the_headings_and_charts_have_parts_of_their_own() {
    let drawn = |kind| {
        let points = vec![("县教育局".to_owned(), 58.into()), ("县水利局".to_owned(), 100.into())];
        Block::Chart(Chart {
            kind,
            series: "完成率".to_owned(),
            alternative: "各单位完成率".to_owned(),
            points,
            most: 100.into(),
        })
    };
    let blocks = vec![
        Block::Contents,
        Block::Heading(Level::One, "一、<总体>".to_owned(), String::new()),
        drawn(ChartKind::Bars),
        Block::Caption("图1".to_owned()),
        Block::Heading(Level::Two, "（一）分单位".to_owned(), String::new()),
        Block::Heading(Level::One, "二、清单".to_owned(), String::new()),
        drawn(ChartKind::Line),
    ];
    let bytes = write(&Paper { letterhead: Letterhead::None, ..paper(blocks) }).expect("a paper");
    let document = part(&bytes, "word/document.xml");
    let anchors = elements(&document, "w:hyperlink");
    assert_eq!(
        anchors.iter().map(|anchor| anchor[0].as_str()).collect::<Vec<_>>(),
        ["w:anchor=_Toc000000001", "w:anchor=_Toc000000002"]
    );
    let marks = elements(&document, "w:bookmarkStart");
    assert_eq!(marks.iter().map(|mark| mark[1].as_str()).collect::<Vec<_>>(), ["w:name=_Toc000000001", "w:name=_Toc000000002"]);
    let said = text(&document);
    let contents: Vec<(&str, &str)> = said.lines().skip(1).take(2).filter_map(|line| line.split_once(" PAGEREF ")).collect();
    assert_eq!(contents, [("一、<总体>", "_Toc000000001 \\h 1"), ("二、清单", "_Toc000000002 \\h 1")]);
    assert!(part(&bytes, "word/settings.xml").contains("<w:updateFields"));
    for number in 1..=2 {
        elements(&part(&bytes, &format!("word/charts/chart{number}.xml")), "c:pt");
        assert!(part(&bytes, "[Content_Types].xml").contains(&format!("/word/charts/chart{number}.xml")));
    }
    let letter = write(&paper(sample())).expect("a paper");
    assert!(!part(&letter, "word/settings.xml").contains("updateFields"), "a letter has no contents to count");
}

#[test]
fn the_contents_reckon_with_lines_tables_and_what_stays_together() {
    let heading = |text: &str| Block::Heading(Level::One, text.to_owned(), String::new());
    let page_of = |between: Vec<Block>| {
        let blocks =
            [vec![Block::Contents, Block::PageBreak], between, vec![heading("一"), Block::Paragraph("正文".to_owned())]].concat();
        let document =
            part(&write(&Paper { letterhead: Letterhead::None, ..paper(blocks) }).expect("a paper"), "word/document.xml");
        let said = text(&document);
        let line = said.lines().nth(1).expect("a line of the contents");
        line.rsplit(' ').next().and_then(|page| page.parse::<u32>().ok()).expect("a page")
    };
    let lines = |count: usize| vec![Block::Paragraph("字".to_owned()); count];
    // 22 lines a page; a heading does not stand without a line of its text.
    assert_eq!([page_of(lines(20)), page_of(lines(21)), page_of(lines(22))], [2, 3, 3]);
    let table = |rows: usize| {
        let rows = vec![vec!["甲".to_owned(), "乙".to_owned()]; rows];
        vec![Block::Table { header: vec!["一".to_owned(), "二".to_owned()], rows, widths: vec![1, 1], small: true }]
    };
    // 425 twips a row, the header with it on every page.
    assert_eq!([page_of(table(26)), page_of(table(27)), page_of(table(30)), page_of(table(60))], [2, 3, 3, 4]);
}
