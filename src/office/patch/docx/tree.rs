//! A part of a document as a tree whose nodes are the very bytes they were read from.
//!
//! Written out again unchanged it is the same part, byte for byte.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::Event;

use super::unusable;
use crate::error::Error;
use crate::office::patch::xml::{DEEPEST, byte_order_mark, position};

/// The most nodes of a part.
const MOST_NODES: usize = 2_000_000;

/// The namespaces of WordprocessingML, transitional and strict.
const WORDS: [&str; 2] =
    ["http://schemas.openxmlformats.org/wordprocessingml/2006/main", "http://purl.oclc.org/ooxml/wordprocessingml/main"];

/// A node's number in its tree.
pub(super) type Id = usize;

/// The node all others lie in.
pub(super) const TOP: Id = 0;

/// What a node is, beside its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An element.
    Element,
    /// Text, a comment, a declaration.
    Raw,
    /// A tag, by its number.
    Tag(usize),
}

/// An element, or the bytes between elements.
#[derive(Clone, Debug)]
pub(super) struct Node<'t> {
    /// What it lies in.
    pub(super) parent: Id,
    /// What it is.
    pub(super) kind: Kind,
    /// The local name in WordprocessingML; with its prefix in any other language; empty for what is no element.
    pub(super) name: &'t str,
    /// Its start tag, or all of it.
    pub(super) open: Cow<'t, str>,
    /// What lies in it.
    pub(super) children: Vec<Id>,
    /// Its end tag; empty where it has none.
    pub(super) close: Cow<'t, str>,
}

/// A part.
#[derive(Clone, Debug)]
pub(super) struct Tree<'t> {
    /// All nodes, the top one first.
    pub(super) nodes: Vec<Node<'t>>,
    /// The prefix of WordprocessingML; empty where it is the default language.
    pub(super) prefix: &'t str,
}

impl<'t> Tree<'t> {
    /// Reads a part; `None` when it is in another language than WordprocessingML.
    ///
    /// # Errors
    ///
    /// When it is no XML, declares a document type, or is larger or deeper than anybody's document.
    pub(super) fn of(text: &'t str) -> Result<Option<Self>, Error> {
        let base = byte_order_mark(text.as_bytes()).map_err(|_| unusable("编码不是 UTF-8"))?;
        let mut reader = Reader::from_reader(&text.as_bytes()[base..]);
        let mut tree = Tree { nodes: vec![Node::new(TOP, Kind::Raw, "", "")], prefix: "" };
        tree.add(TOP, Kind::Raw, "", &text[..base]);
        let mut open = vec![TOP];
        let mut begins = base;
        loop {
            let event = reader.read_event().map_err(|_| broken())?;
            let ends = base + position(reader.buffer_position()).map_err(|_| broken())?;
            let raw = text.get(begins..ends).ok_or_else(broken)?;
            let parent = *open.last().ok_or_else(broken)?;
            begins = ends;
            match event {
                Event::Start(_) | Event::Empty(_) => {
                    let qualified = raw[1..].split(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).next();
                    let qualified = qualified.unwrap_or_default();
                    if parent == TOP {
                        match words_prefix(raw) {
                            Some(prefix) => tree.prefix = prefix,
                            None => return Ok(None),
                        }
                    }
                    let name = match qualified.split_once(':') {
                        Some((prefix, local)) if prefix == tree.prefix => local,
                        _ => qualified,
                    };
                    let id = tree.add(parent, Kind::Element, name, raw);
                    if matches!(event, Event::Start(_)) {
                        open.push(id);
                    }
                    if open.len() > DEEPEST || tree.nodes.len() > MOST_NODES {
                        return Err(unusable("内部结构过深或过大"));
                    }
                }
                Event::End(_) => {
                    tree.nodes[parent].close = Cow::Borrowed(raw);
                    open.pop();
                    if open.is_empty() {
                        return Err(broken());
                    }
                }
                Event::DocType(_) => return Err(unusable("里面有 Word 文件不该有的声明（DOCTYPE）")),
                Event::Eof => break,
                _ => {
                    tree.add(parent, Kind::Raw, "", raw);
                }
            }
        }
        if open.len() != 1 {
            return Err(broken());
        }
        Ok(Some(tree))
    }

    /// Puts a new node last into another.
    pub(super) fn add(&mut self, parent: Id, kind: Kind, name: &'t str, open: impl Into<Cow<'t, str>>) -> Id {
        let id = self.make(parent, kind, name, open);
        self.nodes[parent].children.push(id);
        id
    }

    /// Makes a node that is not yet among the children of its parent.
    pub(super) fn make(&mut self, parent: Id, kind: Kind, name: &'t str, open: impl Into<Cow<'t, str>>) -> Id {
        self.nodes.push(Node::new(parent, kind, name, open));
        self.nodes.len() - 1
    }

    /// Returns the name of an element as it is written in this part.
    pub(super) fn qualified(&self, local: &str) -> String {
        if self.prefix.is_empty() { local.to_owned() } else { format!("{}:{local}", self.prefix) }
    }

    /// Returns a node's name.
    pub(super) fn name(&self, id: Id) -> &'t str {
        self.nodes[id].name
    }

    /// Returns the nodes in a node.
    pub(super) fn children(&self, id: Id) -> &[Id] {
        &self.nodes[id].children
    }

    /// Returns the node another lies in.
    pub(super) fn parent(&self, id: Id) -> Id {
        self.nodes[id].parent
    }

    /// Returns a node and everything it lies in, innermost first.
    pub(super) fn path(&self, id: Id) -> Vec<Id> {
        let mut path = vec![id];
        let mut at = id;
        while at != TOP {
            at = self.parent(at);
            path.push(at);
        }
        path
    }

    /// Returns where a node stands among the children of its parent.
    pub(super) fn position(&self, id: Id) -> usize {
        let siblings = self.children(self.parent(id));
        siblings.iter().position(|sibling| *sibling == id).unwrap_or(siblings.len())
    }

    /// Takes a node out.
    pub(super) fn remove(&mut self, id: Id) {
        let (parent, at) = (self.parent(id), self.position(id));
        if at < self.children(parent).len() {
            self.nodes[parent].children.remove(at);
        }
    }

    /// Puts a node into another, at a position.
    pub(super) fn insert(&mut self, parent: Id, at: usize, id: Id) {
        self.nodes[id].parent = parent;
        self.nodes[parent].children.insert(at, id);
    }

    /// Calls a function with a node and everything in it, in document order, until it says `false`.
    pub(super) fn each(&self, id: Id, seen: &mut dyn FnMut(Id) -> bool) -> bool {
        seen(id) && self.children(id).iter().all(|child| self.each(*child, seen))
    }

    /// Returns a node as XML, tags left out.
    pub(super) fn xml(&self, id: Id) -> String {
        let node = &self.nodes[id];
        let inner: String = node.children.iter().map(|child| self.xml(*child)).collect();
        format!("{}{inner}{}", node.open, node.close)
    }

    /// Returns the words between the tags of an element, entities resolved; `None` for an entity nobody knows.
    pub(super) fn words(&self, id: Id) -> Option<String> {
        let mut words = String::new();
        for child in self.children(id).iter().filter(|child| self.nodes[**child].kind == Kind::Raw) {
            let raw = &self.nodes[*child].open;
            match raw.strip_prefix("<![CDATA[").and_then(|rest| rest.strip_suffix("]]>")) {
                Some(plain) => words.push_str(plain),
                None if raw.starts_with('<') => {}
                None => words.push_str(&quick_xml::escape::unescape(raw).ok()?),
            }
        }
        Some(words)
    }
}

impl<'t> Node<'t> {
    fn new(parent: Id, kind: Kind, name: &'t str, open: impl Into<Cow<'t, str>>) -> Self {
        Self { parent, kind, name, open: open.into(), children: Vec::new(), close: Cow::Borrowed("") }
    }
}

fn broken() -> Error {
    unusable("内部结构损坏")
}

/// Returns the prefix a root element gives WordprocessingML; empty where it is the default language.
fn words_prefix(tag: &str) -> Option<&str> {
    WORDS.iter().find_map(|uri| {
        let at = tag.find(&format!("\"{uri}\"")).or_else(|| tag.find(&format!("'{uri}'")))?;
        let name = tag[..at].trim_end().strip_suffix('=')?.trim_end();
        let name = name.rsplit(|c: char| c.is_ascii_whitespace()).next()?.strip_prefix("xmlns")?;
        if name.is_empty() { Some("") } else { name.strip_prefix(':') }
    })
}

#[cfg(test)]
mod tests {
    use super::{TOP, Tree};

    const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";

    #[test]
    fn a_part_comes_out_as_it_went_in() {
        let text = format!(
            "\u{FEFF}<?xml version=\"1.0\"?>\r\n<!-- 甲 --><w:document xmlns:w = '{W}' xmlns:v=\"u\"><w:p ><w:r><w:t>a&amp;b&#x4E00;<![CDATA[<c>]]></w:t></w:r>\
             <w:br/><v:x a='1>2'/></w:p ></w:document>\n"
        );
        let tree = Tree::of(&text).expect("XML").expect("words");
        assert_eq!(tree.xml(TOP), text);
        let names: Vec<_> = tree.nodes.iter().map(|node| node.name).filter(|name| !name.is_empty()).collect();
        assert_eq!(names, ["document", "p", "r", "t", "br", "v:x"]);
        let t = tree.nodes.iter().position(|node| node.name == "t").expect("t");
        assert_eq!(tree.words(t).as_deref(), Some("a&b一<c>"));
    }

    #[test]
    fn the_language_may_have_any_prefix_or_none() {
        let name = |text: &str| Tree::of(text).expect("XML").map(|tree| tree.nodes.last().expect("a node").name.to_owned());
        assert_eq!(name(&format!("<document xmlns=\"{W}\"><p/></document>")).as_deref(), Some("p"));
        assert_eq!(name(&format!("<n:document xmlns:n=\"{W}\"><n:p/></n:document>")).as_deref(), Some("p"));
        assert_eq!(name("<document><p/></document>"), None);
    }

    #[test]
    fn what_is_no_part_of_a_document_is_refused() {
        let deep = format!("<w:a xmlns:w=\"{W}\">{}{}</w:a>", "<w:b>".repeat(300), "</w:b>".repeat(300));
        let entity = format!("<!DOCTYPE a [<!ENTITY x \"y\">]><w:a xmlns:w=\"{W}\">&x;</w:a>");
        let begun = format!("<w:a xmlns:w=\"{W}\">");
        let crossed = format!("{begun}<w:b></w:a>");
        for text in [&crossed, &begun, "</a>", "<a", &deep, &entity] {
            assert!(Tree::of(text).is_err(), "{}", &text[..text.len().min(60)]);
        }
    }
}
