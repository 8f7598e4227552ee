//! Papers in both forms, measured against GB/T 9704—2012: each test names its clause.

use super::ruler::{Element, Measured, is_mm, measure, measure_all};
use super::{part, sample};
use crate::office::docx::measure::{FULL, TEXT_WIDTH, body_twips};
use crate::office::docx::{Block, Head, Letterhead, Level, Paper, letter_number, write};

/// Characters of a line of 3号: from the line's top to theirs, and from their foot to the line's, in twips.
const INK: [i32; 2] = [188, 83];

struct Written {
    styles: Element,
    document: Element,
    bytes: Vec<u8>,
}

impl Written {
    fn new(letterhead: Letterhead, blocks: Vec<Block>) -> Self {
        let bytes = write(&Paper { letterhead, ..super::paper(blocks) }).expect("a paper");
        let [styles, document] = ["word/styles.xml", "word/document.xml"].map(|name| Element::parse(&part(&bytes, name)));
        Self { styles, document, bytes }
    }

    fn part(&self, name: &str) -> Vec<Measured> {
        measure(&Element::parse(&part(&self.bytes, name)), &self.styles)
    }

    fn body(&self) -> Vec<Measured> {
        measure(&self.document, &self.styles)
    }

    /// Returns a margin of the page.
    fn margin(&self, side: &str) -> i32 {
        self.document.one("pgMar").number(side)
    }
}

fn head() -> Head {
    Head {
        agency: "中共青川县委巡察工作领导小组办公室".to_owned(),
        number: letter_number("青巡办建", 2026, Some(3)),
        ..Head::default()
    }
}

fn letter() -> Written {
    Written::new(Letterhead::Letter(head()), sample())
}

fn document() -> Written {
    Written::new(Letterhead::Document(head()), sample())
}

/// Returns the paragraph that says a text, and how many empty lines are above it.
fn find<'p>(paragraphs: &'p [Measured], text: &str) -> (&'p Measured, usize) {
    let at = paragraphs.iter().position(|paragraph| paragraph.text.starts_with(text)).unwrap_or_else(|| panic!("no {text}"));
    let blank = paragraphs[..at].iter().rev().take_while(|paragraph| paragraph.text.is_empty() && paragraph.pitch == 579);
    (&paragraphs[at], blank.count())
}

fn pitches(paragraphs: &[Measured]) -> i32 {
    paragraphs.iter().map(|paragraph| paragraph.pitch).sum()
}

/// Clauses 5.1, 5.2.
#[test]
fn the_page_is_a4_and_the_type_area_has_22_lines_of_28_characters() {
    for written in [letter(), document()] {
        let size = written.document.one("pgSz");
        is_mm(size.number("w"), 210.0, 0.1);
        is_mm(size.number("h"), 297.0, 0.1);
        is_mm(written.margin("top"), 37.0, 1.0);
        is_mm(written.margin("left"), 28.0, 1.0);
        is_mm(size.number("w") - written.margin("left") - written.margin("right"), 156.0, 0.1);
        // Where the foot of the other pages begins, or the margin where that is higher.
        for foot in ["word/footer1.xml", "word/footer2.xml"] {
            let bottom = written.margin("bottom").max(written.margin("footer") + pitches(&written.part(foot)));
            let height = size.number("h") - written.margin("top") - bottom;
            is_mm(height, 225.0, 0.1);
            let (text, _) = {
                let body = written.body();
                let (text, blank) = find(&body, "正文");
                (text.clone(), blank)
            };
            assert_eq!(height / text.pitch, 22);
            let spacing = written.styles.one("rPrDefault").one("spacing").number("val");
            assert_eq!((text.size, spacing), (32, -5));
            assert_eq!(TEXT_WIDTH as i32 / (text.size * 10 + spacing), 28);
        }
        assert!(written.document.all("docGrid").is_empty(), "a grid of its own would change both");
    }
}

/// Clause 10.1: 30 mm, 4 mm, 170 mm, thick above thin.
#[test]
fn a_letter_has_its_agency_30_mm_from_the_top_and_a_double_rule_below() {
    let written = letter();
    assert_eq!(written.document.all("titlePg").len(), 1);
    let header = written.part("word/header1.xml");
    let at = header.iter().position(|paragraph| paragraph.style == "Agency").expect("the agency");
    let agency = &header[at];
    assert_eq!(
        (agency.text.as_str(), agency.justify.as_str(), agency.colour.as_str()),
        (head().agency.as_str(), "center", "FF0000")
    );
    assert_eq!(agency.fonts, ["方正小标宋简体", "方正小标宋简体"]);
    is_mm(written.margin("header") + pitches(&header[..at]), 30.0, 0.1);
    // The line is so high that its characters begin where it begins; a fifth of it less a tenth of the size is left below.
    let below = agency.pitch / 5 - agency.size;
    is_mm(below + pitches(&header[at + 1..header.len() - 1]), 4.0, 0.1);
    let rule = &header[header.len() - 1];
    double_rule(&written, rule, [18, 6]);
    assert!(header.iter().all(|paragraph| !paragraph.text.contains('稿')), "it has a number");
}

fn double_rule(written: &Written, rule: &Measured, sizes: [i32; 2]) {
    assert_eq!(rule.rules, sizes.map(|size| Some((size, "FF0000".to_owned()))));
    let [left, right] = rule.span(TEXT_WIDTH as i32);
    is_mm(right - left, 170.0, 0.1);
    is_mm(written.margin("left") + left, 20.0, 0.1);
}

/// Clause 10.1: 20 mm from the foot, thin above thick, no page number.
#[test]
fn the_second_double_rule_is_on_the_first_page_only_and_takes_the_place_of_the_page_number() {
    let written = letter();
    let foot = written.part("word/footer3.xml");
    assert_eq!(foot.len(), 1);
    double_rule(&written, &foot[0], [6, 18]);
    is_mm(written.margin("footer"), 20.0, 0.1);
    assert!(foot[0].text.is_empty());
    // Text above it keeps ⅞ of a character of 3号 away.
    let rule = written.margin("footer") + (6 + 18) * 20 / 8 + foot[0].pitch;
    assert!((written.margin("bottom") + INK[1] - rule - 280).abs() <= 4);
    let kinds: Vec<(&str, &str)> = written
        .document
        .one("sectPr")
        .children
        .iter()
        .filter_map(|part| Some((part.name.as_str(), part.attribute("type")?)))
        .collect();
    assert_eq!(
        kinds,
        [
            ("w:headerReference", "first"),
            ("w:footerReference", "default"),
            ("w:footerReference", "even"),
            ("w:footerReference", "first")
        ]
    );
}

/// Clause 10.1: at the right edge of the type area, ⅞ of a character of 3号 below the rule; the title two lines below.
#[test]
fn a_letters_number_stands_at_the_right_below_the_rule_and_its_title_two_lines_lower() {
    let written = letter();
    let body = written.body();
    let (number, _) = find(&body, "青巡办建〔2026〕3号");
    assert_eq!((number.justify.as_str(), number.indent), ("right", [0, 0, 0]));
    assert_eq!(number.fonts, ["仿宋_GB2312", "仿宋_GB2312"]);
    assert_eq!((number.size, &number.style[..]), (32, "LetterLine"));
    assert!((body[0].pitch + INK[0] - 280).abs() <= 4, "⅞ of 16 pt below the rule: {}", body[0].pitch);
    assert_eq!(find(&body, "关于限期").1, 2);
}

/// Clauses 10.1, 7.2.1–7.2.3.
#[test]
fn copy_number_secrecy_and_urgency_stand_at_the_left_in_this_order() {
    let full =
        Head { copy: "000001".into(), secrecy: "秘密★1年".into(), urgency: "特急".into(), draft: "稿".into(), ..head() };
    let written = Written::new(Letterhead::Letter(full.clone()), sample());
    let body = written.body();
    let texts: Vec<&str> = body[1..4].iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["000001青巡办建〔2026〕3号", "秘密★1年", "特急"]);
    assert_eq!(body[1].tab, Some(TEXT_WIDTH as i32));
    assert_eq!((&body[1].fonts[1][..], &body[2].fonts[1][..], &body[3].fonts[1][..]), ("仿宋_GB2312", "黑体", "黑体"));
    assert!(body[1..4].iter().all(|line| line.indent == [0; 3]));
    assert_eq!(find(&body, "关于限期").1, 2, "two lines below the last of them");
    assert!(written.part("word/header1.xml").iter().any(|line| line.text == "稿"));

    let written = Written::new(Letterhead::Document(full), sample());
    let body = written.body();
    let texts: Vec<&str> = body[..3].iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, ["000001稿", "秘密★1年", "特急"]);
    let agency = body.iter().position(|line| line.style == "Agency").expect("the agency");
    is_mm(pitches(&body[..agency]), 35.0, 0.1);
}

/// Clauses 7.2.4–7.2.7.
#[test]
fn a_document_has_its_agency_35_mm_down_its_number_centred_and_a_red_rule() {
    let written = document();
    let body = written.body();
    let at = body.iter().position(|line| line.style == "Agency").expect("the agency");
    is_mm(pitches(&body[..at]), 35.0, 0.1);
    assert_eq!((&body[at].justify[..], &body[at].colour[..], &body[at].fonts[1][..]), ("center", "FF0000", "方正小标宋简体"));
    let (number, blank) = find(&body, "青巡办建〔2026〕3号");
    assert_eq!((blank, &number.justify[..], number.indent), (2, "center", [0; 3]));
    let Some((size, colour)) = &number.rules[1] else { panic!("no rule") };
    assert!(*size >= 8 && colour == "FF0000");
    // 7 pt from the line's end, which is 4 pt below its characters.
    is_mm(7 * 20 + INK[1], 4.0, 0.2);
    assert_eq!(find(&body, "关于限期").1, 2);
    assert!(written.document.all("titlePg").is_empty(), "every page has its number");
}

/// Clauses 7.3.1, 7.3.2.
#[test]
fn the_title_is_centred_and_the_receiver_one_line_below_at_the_left() {
    for written in [letter(), document()] {
        let body = written.body();
        let (title, _) = find(&body, "关于限期");
        assert_eq!(
            (title.size, &title.justify[..], &title.fonts[0][..], &title.fonts[1][..]),
            (44, "center", "方正小标宋简体", "方正小标宋简体")
        );
        let (receiver, blank) = find(&body, "县教育局：");
        assert_eq!((blank, receiver.indent, &receiver.justify[..]), (1, [0; 3], "left"));
    }
}

/// Clause 7.3.3.
#[test]
fn every_level_has_its_typeface_in_both_slots_and_is_indented_by_two_characters() {
    let blocks = vec![
        Block::Heading(Level::One, "一、某".into(), String::new()),
        Block::Heading(Level::Two, "（一）某。".into(), "后文".into()),
        Block::Heading(Level::Three, "1.某。".into(), "后文".into()),
        Block::Heading(Level::Four, "（1）某".into(), String::new()),
        Block::Paragraph("正文".into()),
    ];
    let body = Written::new(Letterhead::Letter(head()), blocks).body();
    for (text, font) in
        [("一、", "黑体"), ("（一）", "楷体_GB2312"), ("1.", "仿宋_GB2312"), ("（1）", "仿宋_GB2312"), ("正文", "仿宋_GB2312")]
    {
        let (line, _) = find(&body, text);
        assert_eq!((&line.fonts[0][..], &line.fonts[1][..], line.size), (font, font, 32), "{text}");
        assert_eq!((line.indent, line.first_chars, line.pitch), ([0, 0, 640], 200, 579), "{text}");
    }
}

/// Clause 7.3.4: one line below the text, names under one another where they wrap.
#[test]
fn names_of_attachments_wrap_below_themselves() {
    let body = letter().body();
    let (first, blank) = find(&body, "附件：1.问题清单");
    let (second, none) = find(&body, "2.反馈表");
    assert_eq!((blank, none), (1, 0));
    let name = (2 * FULL + body_twips("附件：1.")) as i32;
    assert_eq!((first.indent[0], second.indent[0]), (name, name));
    assert_eq!(first.indent[0] + first.indent[2], 2 * FULL as i32);
    assert_eq!(second.indent[0] + second.indent[2], (2 * FULL + body_twips("附件：")) as i32);
}

fn signed(sealed: bool, name: &str, date: &str) -> (Vec<Measured>, usize) {
    let blocks = vec![Block::Paragraph("正文。".into()), Block::Signature { name: name.into(), date: date.into(), sealed }];
    let body = Written::new(Letterhead::Letter(head()), blocks).body();
    let lines: Vec<Measured> = body.iter().filter(|line| line.style == "Signature").cloned().collect();
    (lines, find(&body, name).1)
}

/// Clause 7.3.5.1.
#[test]
fn with_a_seal_the_date_ends_four_characters_in_and_the_agency_is_centred_above_it() {
    let (lines, blank) = signed(true, "县委巡察办", "2026年6月5日");
    let [name, date] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!((&date.justify[..], date.indent[1]), ("right", 4 * FULL as i32));
    assert_eq!(name.justify, "center");
    let [left, right] = name.span(TEXT_WIDTH as i32);
    let middle = TEXT_WIDTH as i32 - date.indent[1] - body_twips("2026年6月5日") as i32 / 2;
    assert!(((left + right) / 2 - middle).abs() <= 1);
    // The top of a seal of 42 mm whose centre is where the two lines begin, below the text and within a line of it.
    let top = blank as i32 * 579 - 21 * 14_400 / 254;
    assert!((0..=579).contains(&top), "{top}");
    assert!(name.kept, "they stay together");
}

/// Clause 7.3.5.2.
#[test]
fn without_a_seal_the_date_begins_two_characters_right_of_the_agency() {
    let (lines, blank) = signed(false, "中共青川县委巡察工作领导小组办公室", "2026年6月5日");
    let [name, date] = &lines[..] else { panic!("{lines:?}") };
    assert_eq!(blank, 1);
    assert_eq!(name.indent[0] + (17 * FULL + 2 * FULL) as i32, TEXT_WIDTH as i32);
    assert_eq!(date.indent[0] - name.indent[0], 2 * FULL as i32);
}

#[test]
fn a_date_that_is_not_known_yet_is_left_blank() {
    let (lines, _) = signed(true, "县委巡察办", "");
    assert_eq!(lines[1].text, "　　年　月　日");
}

/// Clauses 7.4, 10.1.
#[test]
fn the_imprint_ends_with_the_type_area_and_only_a_documents_has_rules_and_printer() {
    for (written, is_letter) in [(letter(), true), (document(), false)] {
        let table = written.document.all("tbl").into_iter().find(|table| !table.all("tblpPr").is_empty()).expect("the imprint");
        let place = table.one("tblpPr");
        assert_eq!((place.attribute("tblpYSpec"), place.attribute("vertAnchor")), (Some("bottom"), Some("page")));
        assert_eq!((place.attribute("horzAnchor"), place.number("tblpX")), (Some("page"), written.margin("left")));
        assert_eq!(table.one("gridCol").number("w"), TEXT_WIDTH as i32, "rules as long as a line");
        // Its last row ends with the page.
        is_mm(table.one("trHeight").number("val"), 35.0, 0.1);
        let lines = measure_all(table, &written.styles);
        let copies = lines.iter().find(|line| line.text.starts_with("抄送：")).expect("who gets a copy");
        assert!(copies.text.ends_with('。') && copies.size == 28);
        assert_eq!([copies.indent[0] + copies.indent[2], copies.indent[1]], [280, 280], "a character of 4号 from both sides");
        let rules: Vec<i32> =
            table.all("tcBorders").iter().flat_map(|borders| &borders.children).map(|rule| rule.number("sz")).collect();
        let printer = lines.iter().find(|line| line.text.contains("印发"));
        if is_letter {
            assert!(rules.is_empty() && printer.is_none());
        } else {
            // Eighths of a point: 0.35, 0.26, 0.35 mm.
            assert_eq!(rules, [8, 6, 8]);
            let printer = printer.expect("who printed it");
            assert_eq!((printer.indent[0], printer.tab), (280, Some(TEXT_WIDTH as i32 - 280)));
        }
    }
}

/// Clause 7.5.
#[test]
fn page_numbers_stand_7_mm_below_the_type_area_at_the_outer_edge() {
    for written in [letter(), document()] {
        for (name, side, indent) in [("word/footer1.xml", "right", [0, 280]), ("word/footer2.xml", "left", [280, 0])] {
            let foot = written.part(name);
            let at = foot.iter().position(|line| line.text == "— 1 —").expect("the number");
            let number = &foot[at];
            assert_eq!((&number.justify[..], [number.indent[0], number.indent[1]]), (side, indent));
            assert_eq!((number.size, &number.fonts[0][..]), (28, "宋体"));
            // The foot stands on its margin; the type area ends 35 mm above the page's edge.
            let top = written.margin("footer") + pitches(&foot[at..]);
            is_mm(1_984 - top, 7.0, 0.5);
        }
    }
}

/// Clause 7.3.6.
#[test]
fn an_attachment_begins_a_page_with_its_label_and_has_its_title_on_the_third_line() {
    let written = letter();
    let body = written.body();
    let (label, _) = find(&body, "附件1");
    assert!(label.on_new_page);
    assert_eq!((&label.fonts[0][..], &label.fonts[1][..], label.size, label.indent), ("黑体", "黑体", 32, [0; 3]));
    assert_eq!(find(&body, "问题清单").1, 1);
    let tables = written.document.all("tbl");
    let table = tables.last().expect("the list");
    assert_eq!(table.all("tblHeader").len(), 1, "the head repeats");
    assert_eq!(table.all("gridCol").iter().map(|column| column.number("w")).sum::<i32>(), TEXT_WIDTH as i32);
}
