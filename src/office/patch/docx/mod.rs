//! A document of somebody's own as a form: its `{{tags}}` found, and a copy filled with what an engine makes of them.
//!
//! Tags are found whatever a word processor has split them into, and each block's begin and end are put between the runs,
//! paragraphs or rows they govern. What a tag means, and whether it is right, is left to the caller. The copy differs from
//! the form in the runs that hold tags and in what blocks repeat or leave out; all other parts are copied as they are packed.

use crate::error::{Error, ErrorKind};
use crate::office::patch::package::{Changes, Package};
use crate::office::patch::rels::{CONTENT_TYPES, Relations};
use crate::office::patch::splice::Splice;
use crate::office::patch::xml::elements;

mod blocks;
pub mod braces;
mod heal;
#[cfg(test)]
pub(crate) mod kit;
mod tree;
mod weave;
mod words;

pub use braces::TagKind;
use tree::{Kind, TOP, Tree};
use weave::Woven;
pub use words::{Region, Spot};

/// What a file begins with that is encrypted, or of an older kind.
const OLD: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];

/// What stands in an encrypted file of today, in the words of its own time.
const ENCRYPTED: &str = "EncryptedPackage";

/// The content type of a document, and what others there are.
const DOCUMENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";

/// The kinds of parts that have words of the document, by the last part of their relationship's type.
const REGIONS: [(&str, Region); 4] =
    [("header", Region::Header), ("footer", Region::Footer), ("footnotes", Region::Footnote), ("endnotes", Region::Endnote)];

/// A tag as it stands in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// What it is to the structure.
    pub kind: TagKind,
    /// What stands between the braces, quotes and blanks made plain.
    pub inner: String,
    /// Where it stands.
    pub spot: Spot,
}

/// Something about a form that keeps it from being filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flaw {
    /// Where; `None` for the whole file.
    pub spot: Option<Spot>,
    /// What it is, one sentence.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

/// One part of a form, looked over.
#[derive(Clone, Debug)]
pub struct Part {
    name: String,
    woven: Option<Woven>,
    /// Its tags, in the order an engine meets them.
    pub tags: Vec<Tag>,
    /// Its paragraphs' words, with where they stand.
    pub paragraphs: Vec<(Spot, String)>,
}

/// A form, looked over.
#[derive(Clone, Debug)]
pub struct Form {
    bytes: Vec<u8>,
    /// Its parts with words: the document, headers, footers, notes.
    pub parts: Vec<Part>,
    /// What is wrong with it.
    pub flaws: Vec<Flaw>,
    /// Whether it has changes that were tracked and are neither accepted nor refused.
    pub tracked: bool,
}

fn unusable(why: &str) -> Error {
    Error::new(ErrorKind::Template, format!("文件不能作模板：{why}")).hint("请在 Word 或 WPS 里打开，另存为 .docx 后重试")
}

impl Form {
    /// Looks a form over.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Template` when the file is no .docx, is encrypted, has macros, or is beyond a limit.
    pub fn open(bytes: Vec<u8>) -> Result<Self, Error> {
        if bytes.starts_with(OLD) {
            let wide: Vec<u8> = ENCRYPTED.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let is_encrypted = bytes.windows(wide.len()).any(|window| window == wide);
            return Err(if is_encrypted {
                Error::new(ErrorKind::Template, "文件设了打开密码，不能作模板").hint("请在 Word 或 WPS 里取消密码后另存为 .docx")
            } else {
                unusable("它是旧格式（.doc 或 .wps）")
            });
        }
        let mut form = Self { bytes: Vec::new(), parts: Vec::new(), flaws: Vec::new(), tracked: false };
        {
            let mut package = Package::open(&bytes).map_err(|_| unusable("它不是 .docx，或者已损坏、过大"))?;
            for (name, region) in part_names(&mut package)? {
                let text = package.text(&name).map_err(|_| unusable("有一部分不能读取"))?;
                form.look_over(name, region, &text)?;
            }
        }
        form.bytes = bytes;
        Ok(form)
    }

    fn look_over(&mut self, name: String, region: Region, text: &str) -> Result<(), Error> {
        let Some(mut tree) = Tree::of(text)? else {
            return if region == Region::Body { Err(unusable("里面没有 Word 文字")) } else { Ok(()) };
        };
        let paragraphs = words::paragraphs(&tree, region);
        let (mut tags, mut flaws) = (Vec::new(), Vec::new());
        for paragraph in &paragraphs {
            self.tracked |= paragraph.tracked || !paragraph.deleted.is_empty();
            let flaw = |what: &str, remedy: &str| Flaw {
                spot: Some(paragraph.spot.clone()),
                what: what.to_owned(),
                remedy: remedy.to_owned(),
            };
            if paragraph.deleted.contains("{{") || paragraph.deleted.contains("}}") {
                flaws.push(flaw("修订里删去的文字还带着 {{ }} 标签，函里会照样显示", "请在“审阅”里接受全部修订后再存"));
            }
            if paragraph.codes.contains("{{") {
                flaws.push(flaw("{{ 写在域代码里，不会填写", "请把标签写在正文里，或先把域转成文字（Ctrl+Shift+F9）"));
            }
            heal::heal(&mut tree, paragraph, &mut tags, &mut flaws);
        }
        blocks::arrange(&mut tree, &tags, &mut flaws);
        let mut order = Vec::new();
        tree.each(TOP, &mut |id| {
            if let Kind::Tag(tag) = tree.nodes[id].kind {
                order.push(tags[tag].clone());
            }
            true
        });
        let woven = (flaws.is_empty() && !tags.is_empty()).then(|| weave::weave(&tree, &tags));
        // A text box is stored twice, for newer and older programs; what is wrong with it is told once.
        for flaw in flaws {
            if !self.flaws.contains(&flaw) {
                self.flaws.push(flaw);
            }
        }
        let paragraphs = paragraphs.into_iter().map(|paragraph| (paragraph.spot.clone(), paragraph.text())).collect();
        self.parts.push(Part { name, woven, tags: order, paragraphs });
        Ok(())
    }

    /// Fills a copy. `engine` is given a source and returns it rendered; values must be free of control characters but
    /// line ends, and nothing else is asked of them.
    ///
    /// # Errors
    ///
    /// Those of the engine; when the form has flaws, or the copy would be too large.
    pub fn fill(&self, engine: &mut dyn FnMut(&str) -> Result<String, Error>) -> Result<Vec<u8>, Error> {
        if !self.flaws.is_empty() {
            return Err(unusable("里面的标签有错"));
        }
        let mut package = Package::open(&self.bytes).map_err(|_| unusable("它不是 .docx"))?;
        let mut changes = Changes::default();
        for part in &self.parts {
            let Some(woven) = &part.woven else { continue };
            let now = woven.unweave(&engine(&woven.source)?)?;
            let was = package.text(&part.name)?.len() as u64;
            changes.edit(&part.name, Splice::new(0, was, now));
        }
        package.write(changes, |_| None)
    }
}

/// Names the parts that have words of the document: itself, headers, footers and notes in the order it refers to them.
fn part_names(package: &mut Package<'_>) -> Result<Vec<(String, Region)>, Error> {
    let broken = |_| unusable("内部结构损坏");
    let main = Relations::of(package, "", false).map_err(broken)?.part("officeDocument");
    let main = main.ok_or_else(|| unusable("它不是 Word 文档"))?;
    let kind = content_type(package, &main)?;
    if kind != DOCUMENT {
        return Err(match kind.as_str() {
            kind if kind.contains("macroEnabled") => {
                Error::new(ErrorKind::Template, "文件带宏，不能作模板").hint("请另存为不带宏的 .docx")
            }
            kind if kind.contains("template.main") => unusable("它是 Word 模板（.dotx）"),
            _ => unusable("它不是 Word 文档"),
        });
    }
    let mut names = vec![(main.clone(), Region::Body)];
    for relation in Relations::of(package, &main, false).map_err(broken)?.list {
        let region = REGIONS.iter().find(|(kind, _)| *kind == relation.kind).map(|(_, region)| *region);
        if let (Some(region), Some(part)) = (region, relation.part)
            && !names.iter().any(|(name, _)| *name == part)
        {
            names.push((part, region));
        }
    }
    Ok(names)
}

/// Returns the content type a package gives a part; empty when it gives none.
fn content_type(package: &mut Package<'_>, part: &str) -> Result<String, Error> {
    let broken = |_| unusable("内部结构损坏");
    let name = package.find(CONTENT_TYPES).ok_or_else(|| unusable("它不是 Word 文档"))?;
    let text = package.text(&name).map_err(broken)?;
    let all = elements(&text, 1).map_err(broken)?;
    let ending = part.rsplit('.').next().unwrap_or_default();
    let is = |value: Option<String>, wanted: &str| {
        value.is_some_and(|value| value.trim_start_matches('/').eq_ignore_ascii_case(wanted))
    };
    let own = all.iter().find(|e| e.name == "Override" && is(e.get(&text, "PartName"), part));
    let usual = || all.iter().find(|e| e.name == "Default" && is(e.get(&text, "Extension"), ending));
    Ok(own.or_else(usual).and_then(|element| element.get(&text, "ContentType")).unwrap_or_default())
}

#[cfg(test)]
mod tests;
