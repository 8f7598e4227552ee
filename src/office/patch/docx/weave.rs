//! A part as a source for a template engine, and back.
//!
//! The engine never sees a byte of the document: every stretch of it is a token of control characters, which no value
//! may hold. What the engine puts between two tokens is a value, and nothing else, whatever it looks like.

use std::collections::BTreeSet;

use super::braces::TagKind;
use super::tree::{Id, Kind, TOP, Tree};
use super::{Tag, unusable};
use crate::error::Error;
use crate::office::patch::xml::attribute;

/// Begins a token.
const BEGIN: char = '\u{1}';
/// Ends a token.
const END: char = '\u{2}';

/// The most bytes a filled part may have.
const MOST_BYTES: usize = 64 << 20;

/// The first number of a picture in a repeated block; what programs number by themselves stays far below.
const FIRST_PICTURE: u64 = 1_000_000;

/// What must hold a paragraph at its end.
const HOLDERS: &[&str] = &["tc", "hdr", "ftr", "txbxContent", "footnote", "endnote", "comment"];

/// A stretch of a part.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Stretch {
    /// These bytes.
    Bytes(String),
    /// A paragraph, where there is none.
    Paragraph,
    /// Where a table begins.
    Table,
    /// Where it ends; one without rows is no table.
    TableEnd,
    /// The number of a picture, which no two may share.
    Picture,
}

/// A part ready to be filled.
#[derive(Clone, Debug)]
pub(super) struct Woven {
    /// What the engine gets.
    pub(super) source: String,
    stretches: Vec<Stretch>,
    prefix: String,
}

struct Weaver<'a, 't> {
    tree: &'a Tree<'t>,
    tags: &'a [Tag],
    source: String,
    stretches: Vec<Stretch>,
    bytes: String,
    /// How many blocks that repeat are open.
    repeated: usize,
    open: Vec<bool>,
    dropped: BTreeSet<Id>,
}

/// Makes a source of a part.
pub(super) fn weave(tree: &Tree<'_>, tags: &[Tag]) -> Woven {
    let mut weaver = Weaver {
        tree,
        tags,
        source: String::new(),
        stretches: Vec::new(),
        bytes: String::new(),
        repeated: 0,
        open: Vec::new(),
        dropped: bookmarks(tree, tags),
    };
    weaver.node(TOP);
    weaver.flush();
    let prefix = tree.qualified("");
    Woven { source: weaver.source, stretches: weaver.stretches, prefix }
}

impl Weaver<'_, '_> {
    fn node(&mut self, id: Id) {
        let node = &self.tree.nodes[id];
        if let Kind::Tag(tag) = node.kind {
            let tag = &self.tags[tag];
            match &tag.kind {
                TagKind::Open(word) => {
                    let repeats = word != "if" && word != "unless";
                    self.repeated += usize::from(repeats);
                    self.open.push(repeats);
                }
                TagKind::Close(_) => self.repeated -= usize::from(self.open.pop().unwrap_or(false)),
                TagKind::Value | TagKind::Else | TagKind::Comment => {}
            }
            self.flush();
            self.source.push_str("{{");
            self.source.push_str(&tag.inner);
            self.source.push_str("}}");
            return;
        }
        if self.dropped.contains(&id) {
            return;
        }
        let has_tags = |id: Id| self.tree.children(id).iter().any(|child| matches!(self.tree.nodes[*child].kind, Kind::Tag(_)));
        let is_table = node.name == "tbl" && has_tags(id);
        if is_table {
            self.put(Stretch::Table);
        }
        self.start(id);
        for child in &node.children {
            self.node(*child);
        }
        if HOLDERS.contains(&node.name) && has_tags(id) {
            self.put(Stretch::Paragraph);
        }
        self.bytes.push_str(&node.close);
        if is_table {
            self.put(Stretch::TableEnd);
        }
    }

    /// Writes a start tag; in what is repeated, without what must be the only one of its kind.
    fn start(&mut self, id: Id) {
        let node = &self.tree.nodes[id];
        if self.repeated == 0 || node.kind != Kind::Element {
            self.bytes.push_str(&node.open);
            return;
        }
        let mut tag = node.open.to_string();
        if node.name == "wp:docPr"
            && let Some(found) = attribute(&tag, "id")
        {
            self.bytes.push_str(&tag[..found.value.start]);
            self.put(Stretch::Picture);
            self.bytes.push_str(&tag[found.value.end..]);
            return;
        }
        for name in ["paraId", "textId"] {
            if let Some(found) = attribute(&tag, name) {
                tag.replace_range(found.whole, "");
            }
        }
        self.bytes.push_str(&tag);
    }

    fn put(&mut self, stretch: Stretch) {
        self.flush();
        self.token(stretch);
    }

    fn flush(&mut self) {
        let bytes = std::mem::take(&mut self.bytes);
        // An empty stretch parts two tags, so that the engine takes neither for a line of its own.
        self.token(Stretch::Bytes(bytes));
    }

    fn token(&mut self, stretch: Stretch) {
        self.source.push_str(&format!("{BEGIN}{}{END}", self.stretches.len()));
        self.stretches.push(stretch);
    }
}

/// Returns the bookmarks that blocks would double or halve.
fn bookmarks(tree: &Tree<'_>, tags: &[Tag]) -> BTreeSet<Id> {
    let mut all: Vec<(String, Id)> = Vec::new();
    let mut inside: BTreeSet<String> = BTreeSet::new();
    let mut depth = 0_usize;
    tree.each(TOP, &mut |id| {
        match tree.nodes[id].kind {
            Kind::Tag(tag) => match tags[tag].kind {
                TagKind::Open(_) => depth += 1,
                TagKind::Close(_) => depth = depth.saturating_sub(1),
                TagKind::Value | TagKind::Else | TagKind::Comment => {}
            },
            Kind::Element if matches!(tree.name(id), "bookmarkStart" | "bookmarkEnd") => {
                let tag = &tree.nodes[id].open;
                let number = attribute(tag, "id").map(|found| tag[found.value].to_owned()).unwrap_or_default();
                if depth > 0 {
                    inside.insert(number.clone());
                }
                all.push((number, id));
            }
            Kind::Element | Kind::Raw => {}
        }
        true
    });
    all.into_iter().filter(|(number, _)| inside.contains(number)).map(|(_, id)| id).collect()
}

impl Woven {
    /// Makes the part of what the engine gave.
    ///
    /// # Errors
    ///
    /// When it is too large.
    pub(super) fn unweave(&self, rendered: &str) -> Result<String, Error> {
        let mut out = String::with_capacity(rendered.len() * 2);
        let mut tables: Vec<usize> = Vec::new();
        let mut pictures = FIRST_PICTURE;
        for (at, rest) in rendered.split(BEGIN).enumerate() {
            let (number, value) =
                if at == 0 { ("", rest) } else { rest.split_once(END).ok_or_else(|| unusable("填写时出错"))? };
            if at > 0 {
                let stretch = number.parse::<usize>().ok().and_then(|number| self.stretches.get(number));
                match stretch.ok_or_else(|| unusable("填写时出错"))? {
                    Stretch::Bytes(bytes) => out.push_str(bytes),
                    Stretch::Paragraph => self.end_with_paragraph(&mut out),
                    Stretch::Table => tables.push(out.len()),
                    Stretch::TableEnd => self.drop_empty_table(&mut out, tables.pop().unwrap_or_default()),
                    Stretch::Picture => {
                        out.push_str(&pictures.to_string());
                        pictures += 1;
                    }
                }
            }
            self.put_value(value, &mut out);
            if out.len() > MOST_BYTES {
                return Err(unusable("填写后过大"));
            }
        }
        Ok(out)
    }

    fn put_value(&self, value: &str, out: &mut String) {
        let value = value.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}', '\u{B}', '\u{C}'], "\n");
        let prefix = &self.prefix;
        for (at, line) in value.split('\n').enumerate() {
            if at > 0 {
                out.push_str(&format!("</{prefix}t><{prefix}br/><{prefix}t xml:space=\"preserve\">"));
            }
            out.push_str(&escape(line));
        }
    }

    /// Puts an empty paragraph where a cell or its like would end without one.
    fn end_with_paragraph(&self, out: &mut String) {
        let last = out.rfind('<').map(|at| &out[at..]).unwrap_or_default();
        let name = format!("{}p", self.prefix);
        let is = |rest: Option<&str>| rest.is_some_and(|rest| rest.starts_with([' ', '>', '/', '\t', '\n', '\r']));
        let ended = is(last.strip_prefix("</").and_then(|rest| rest.strip_prefix(&name)))
            || (last.ends_with("/>") && is(last.strip_prefix('<').and_then(|rest| rest.strip_prefix(&name))));
        if !ended {
            out.push_str(&format!("<{name}/>"));
        }
    }

    fn drop_empty_table(&self, out: &mut String, from: usize) {
        let row = format!("<{}tr", self.prefix);
        let has_row = out[from..]
            .match_indices(&row)
            .any(|(at, found)| out[from + at + found.len()..].starts_with([' ', '>', '/', '\t', '\n', '\r']));
        if !has_row {
            out.truncate(from);
        }
    }
}

/// Escapes words for XML; what XML forbids, other control characters and marks that turn the direction of writing are left out.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' => out.push(' '),
            c if c.is_control() => {}
            '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}' => {}
            c => out.push(c),
        }
    }
    out
}
