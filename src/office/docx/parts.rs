//! The parts of the package that hardly change: styles, settings, footers, properties; and the packing.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use zip::write::{SimpleFileOptions, ZipWriter};
use zip::{CompressionMethod, DateTime};

use super::measure::{FANGSONG, HEITI, KAITI, LINE, SIZE_2, SIZE_3, SIZE_4, SIZE_4_SMALL, SONGTI, TITLE_SONG, TWO_CHARS};
use super::xml::{escape, fonts, spacing};
use super::{Block, Chart, Letterhead, Paper, body, chart, contents, head};
use crate::error::{Error, ErrorKind};

/// What every part begins with.
pub(super) const XML_HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>"#;
/// Namespaces of the main part.
pub(super) const NAMESPACES: &str = concat!(
    r#"xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" "#,
    r#"xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships""#
);

/// The relation of a letter's header of the first page.
pub(super) const FIRST_HEADER: &str = "rId5";
/// That of its footer.
pub(super) const FIRST_FOOTER: &str = "rId6";

/// Packs a document into a .docx.
///
/// # Errors
///
/// `ErrorKind::Output` when the package cannot be built.
pub(super) fn pack(paper: &Paper, document: &str) -> Result<Vec<u8>, Error> {
    let charts: Vec<&Chart> = charts(paper).collect();
    let letterhead = &paper.letterhead;
    let first = match letterhead {
        Letterhead::Letter(head) => Some((head::letter_header(head), head::letter_footer())),
        Letterhead::None | Letterhead::Document(_) => None,
    };
    let mut parts = vec![
        ("[Content_Types].xml".to_owned(), content_types(charts.len(), first.is_some())),
        ("_rels/.rels".to_owned(), package_rels()),
        ("docProps/core.xml".to_owned(), core(paper)),
        ("docProps/app.xml".to_owned(), app()),
        ("word/document.xml".to_owned(), document.to_owned()),
        ("word/_rels/document.xml.rels".to_owned(), document_rels(charts.len(), first.is_some())),
        ("word/styles.xml".to_owned(), styles()),
        ("word/settings.xml".to_owned(), settings(contents::is_in(&paper.blocks))),
        ("word/footer1.xml".to_owned(), edge("ftr", &body::footer(letterhead, "right"))),
        ("word/footer2.xml".to_owned(), edge("ftr", &body::footer(letterhead, "left"))),
    ];
    if let Some((header, footer)) = first {
        parts.push(("word/header1.xml".to_owned(), edge("hdr", &header)));
        parts.push(("word/footer3.xml".to_owned(), edge("ftr", &footer)));
    }
    parts.extend(charts.iter().zip(1..).map(|(drawn, number)| (format!("word/{}", chart::path(number)), chart::part(drawn))));
    // A fixed time: the same paper must give the same bytes.
    let options =
        SimpleFileOptions::default().compression_method(CompressionMethod::Deflated).last_modified_time(DateTime::default());
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(name, options).map_err(|_| failed())?;
        zip.write_all(content.as_bytes()).map_err(|_| failed())?;
    }
    Ok(zip.finish().map_err(|_| failed())?.into_inner())
}

fn charts(paper: &Paper) -> impl Iterator<Item = &Chart> {
    paper.blocks.iter().filter_map(|block| match block {
        Block::Chart(chart) => Some(chart),
        _ => None,
    })
}

fn failed() -> Error {
    Error::new(ErrorKind::Output, "公文文件打包失败").hint("请检查可用内存后重试")
}

fn content_types(charts: usize, has_first: bool) -> String {
    const MAIN: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";
    let mut overrides = String::new();
    let first = [("/word/header1.xml", format!("{MAIN}.header+xml")), ("/word/footer3.xml", format!("{MAIN}.footer+xml"))];
    for (part, kind) in [
        ("/word/document.xml", format!("{MAIN}.document.main+xml")),
        ("/word/styles.xml", format!("{MAIN}.styles+xml")),
        ("/word/settings.xml", format!("{MAIN}.settings+xml")),
        ("/word/footer1.xml", format!("{MAIN}.footer+xml")),
        ("/word/footer2.xml", format!("{MAIN}.footer+xml")),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml".to_owned()),
        ("/docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned()),
    ]
    .into_iter()
    .chain(first.into_iter().filter(|_| has_first))
    {
        let _ = write!(overrides, r#"<Override PartName="{part}" ContentType="{kind}"/>"#);
    }
    for number in 1..=charts {
        let part = chart::path(number);
        let kind = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml";
        let _ = write!(overrides, r#"<Override PartName="/word/{part}" ContentType="{kind}"/>"#);
    }
    format!(
        concat!(
            r#"{head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">"#,
            r#"<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>"#,
            r#"<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>"#
        ),
        head = XML_HEAD,
        overrides = overrides
    )
}

fn relationships(entries: &[(&str, &str, &str)]) -> String {
    let mut out = format!(r#"{XML_HEAD}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">"#);
    for (id, kind, target) in entries {
        let _ = write!(out, r#"<Relationship Id="{id}" Type="http://schemas.openxmlformats.org/{kind}" Target="{target}"/>"#);
    }
    out.push_str("</Relationships>");
    out
}

fn package_rels() -> String {
    relationships(&[
        ("rId1", "officeDocument/2006/relationships/officeDocument", "word/document.xml"),
        ("rId2", "package/2006/relationships/metadata/core-properties", "docProps/core.xml"),
        ("rId3", "officeDocument/2006/relationships/extended-properties", "docProps/app.xml"),
    ])
}

fn document_rels(charts: usize, has_first: bool) -> String {
    let charts: Vec<(String, String)> = (1..=charts).map(|number| (chart::relation(number), chart::path(number))).collect();
    let mut entries = vec![
        ("rId1", "officeDocument/2006/relationships/styles", "styles.xml"),
        ("rId2", "officeDocument/2006/relationships/settings", "settings.xml"),
        ("rId3", "officeDocument/2006/relationships/footer", "footer1.xml"),
        ("rId4", "officeDocument/2006/relationships/footer", "footer2.xml"),
    ];
    if has_first {
        entries.push((FIRST_HEADER, "officeDocument/2006/relationships/header", "header1.xml"));
        entries.push((FIRST_FOOTER, "officeDocument/2006/relationships/footer", "footer3.xml"));
    }
    let kind = "officeDocument/2006/relationships/chart";
    entries.extend(charts.iter().map(|(id, path)| (id.as_str(), kind, path.as_str())));
    relationships(&entries)
}

fn core(paper: &Paper) -> String {
    let date = paper.as_of.format("%Y-%m-%dT00:00:00Z");
    format!(
        concat!(
            r#"{head}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" "#,
            r#"xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" "#,
            r#"xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">"#,
            r#"<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><cp:lastModifiedBy>{author}</cp:lastModifiedBy>"#,
            r#"<dcterms:created xsi:type="dcterms:W3CDTF">{date}</dcterms:created>"#,
            r#"<dcterms:modified xsi:type="dcterms:W3CDTF">{date}</dcterms:modified></cp:coreProperties>"#
        ),
        head = XML_HEAD,
        title = escape(&paper.title),
        author = escape(&paper.author),
        date = date
    )
}

fn app() -> String {
    format!(
        concat!(
            r#"{}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">"#,
            r#"<Application>xuncha</Application></Properties>"#
        ),
        XML_HEAD
    )
}

fn settings(has_contents: bool) -> String {
    // The pages of the contents are counted when the paper is opened.
    let update = if has_contents { r#"<w:updateFields w:val="true"/>"# } else { "" };
    format!(
        concat!(
            r#"{}<w:settings {}><w:zoom w:percent="100"/><w:defaultTabStop w:val="420"/><w:evenAndOddHeaders/>"#,
            r#"<w:characterSpacingControl w:val="doNotCompress"/>{}<w:compat>"#,
            r#"<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>"#,
            r#"</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>"#
        ),
        XML_HEAD, NAMESPACES, update
    )
}

/// A header or footer.
fn edge(element: &str, paragraphs: &str) -> String {
    format!("{XML_HEAD}<w:{element} {NAMESPACES}>{paragraphs}</w:{element}>")
}

/// One paragraph style.
struct Style {
    id: &'static str,
    name: &'static str,
    /// Paragraph properties in the schema's order.
    paragraph: String,
    font: &'static str,
    size: u32,
    /// Further run properties, from colour on.
    more: &'static str,
}

fn styles() -> String {
    let mut out = format!("{XML_HEAD}<w:styles {NAMESPACES}><w:docDefaults><w:rPrDefault><w:rPr>{}", fonts(FANGSONG));
    let _ = write!(
        out,
        concat!(
            r#"{}<w:sz w:val="{}"/><w:szCs w:val="{}"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>"#,
            r#"<w:pPrDefault/></w:docDefaults>"#
        ),
        spacing(),
        SIZE_3,
        SIZE_3
    );
    let _ = write!(
        out,
        concat!(
            r#"<w:style w:type="paragraph" w:default="1" w:styleId="Plain"><w:name w:val="Normal"/><w:qFormat/><w:pPr>"#,
            r#"<w:widowControl w:val="0"/><w:snapToGrid w:val="0"/><w:spacing w:line="{}" w:lineRule="exact"/><w:jc w:val="both"/>"#,
            r#"</w:pPr></w:style>"#,
            r#"<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont"><w:name w:val="Default Paragraph Font"/>"#,
            r#"<w:uiPriority w:val="1"/><w:semiHidden/></w:style>"#
        ),
        LINE
    );
    for (id, name, font) in [("Heading1Char", "标题 1 字符", HEITI), ("Heading2Char", "标题 2 字符", KAITI)] {
        let _ = write!(
            out,
            r#"<w:style w:type="character" w:customStyle="1" w:styleId="{id}"><w:name w:val="{name}"/><w:rPr>{}</w:rPr></w:style>"#,
            fonts(font)
        );
    }
    for style in paragraph_styles() {
        let _ = write!(
            out,
            concat!(
                r#"<w:style w:type="paragraph" w:styleId="{}"><w:name w:val="{}"/><w:basedOn w:val="Plain"/><w:qFormat/>"#,
                r#"<w:pPr>{}</w:pPr><w:rPr>{}{}<w:sz w:val="{}"/><w:szCs w:val="{}"/></w:rPr></w:style>"#
            ),
            style.id,
            style.name,
            style.paragraph,
            fonts(style.font),
            style.more,
            style.size,
            style.size
        );
    }
    out.push_str("</w:styles>");
    out
}

fn paragraph_styles() -> Vec<Style> {
    let indent = format!(r#"<w:ind w:firstLineChars="200" w:firstLine="{TWO_CHARS}"/>"#);
    let exact = |pitch: u32| format!(r#"<w:spacing w:line="{pitch}" w:lineRule="exact"/>"#);
    let centred = r#"<w:jc w:val="center"/>"#;
    let left = r#"<w:jc w:val="left"/>"#;
    let heading = |level: u32| format!(r#"{indent}<w:outlineLvl w:val="{level}"/>"#);
    let style = |id, name, paragraph, font, size| Style { id, name, paragraph, font, size, more: "" };
    // The red rule stands 4 mm (11 pt) below the number, which ends 4 pt above its line, and is as wide as the type area.
    // Source: clause 7.2.7.
    let red_rule = format!(r#"<w:pBdr><w:bottom w:val="single" w:sz="18" w:space="7" w:color="FF0000"/></w:pBdr>{centred}"#);
    vec![
        style("BodyText", "Body Text", indent.clone(), FANGSONG, SIZE_3),
        Style {
            more: r#"<w:color w:val="FF0000"/><w:spacing w:val="0"/>"#,
            ..style("Agency", "发文机关标志", centred.into(), TITLE_SONG, 72)
        },
        style("LetterNumber", "发文字号", red_rule, FANGSONG, SIZE_3),
        style("LetterLine", "信函版头", left.into(), FANGSONG, SIZE_3),
        Style { more: r#"<w:spacing w:val="0"/>"#, ..style("Title", "Title", exact(680) + centred, TITLE_SONG, SIZE_2) },
        style("Addressee", "主送机关", left.into(), FANGSONG, SIZE_3),
        style("Heading1", "heading 1", heading(0), HEITI, SIZE_3),
        style("Heading2", "heading 2", heading(1), KAITI, SIZE_3),
        style("Heading3", "heading 3", heading(2), FANGSONG, SIZE_3),
        style("Heading4", "heading 4", heading(3), FANGSONG, SIZE_3),
        style("AttachmentNote", "附件说明", left.into(), FANGSONG, SIZE_3),
        style("Signature", "Signature", left.into(), FANGSONG, SIZE_3),
        style("AttachmentLabel", "附件标签", left.into(), HEITI, SIZE_3),
        Style { more: r#"<w:spacing w:val="0"/>"#, ..style("Imprint", "版记", exact(520), FANGSONG, SIZE_4) },
        style("ContentsTitle", "目录标题", centred.into(), HEITI, SIZE_3),
        style("Contents1", "toc 1", left.into(), FANGSONG, SIZE_3),
        Style { more: r#"<w:spacing w:val="0"/>"#, ..style("Caption", "caption", centred.into(), HEITI, SIZE_4_SMALL) },
        Style { more: r#"<w:spacing w:val="0"/>"#, ..style("TableText", "表格文字", left.into(), FANGSONG, SIZE_4_SMALL) },
        Style { more: r#"<w:spacing w:val="0"/>"#, ..style("TableHead", "表头", centred.into(), HEITI, SIZE_4_SMALL) },
        Style { more: r#"<w:spacing w:val="0"/>"#, ..style("Footer", "footer", exact(320), SONGTI, SIZE_4) },
    ]
}
