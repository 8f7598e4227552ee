//! The paragraphs of a part: their words, where each character comes from, and where in the document each stands.

use std::fmt;

use super::tree::{Id, Tree};

/// How many characters of a paragraph are told to find it by.
const OPENING: usize = 16;

/// Which part of a document something is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Region {
    /// The document itself.
    Body,
    /// A header.
    Header,
    /// A footer.
    Footer,
    /// A footnote.
    Footnote,
    /// An endnote.
    Endnote,
}

/// Where in a document a paragraph stands, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// The part.
    pub region: Region,
    /// Whether it is in a text box.
    pub in_box: bool,
    /// Tables it lies in, outermost first: table, row, cell.
    pub cells: Vec<(u32, u32, u32)>,
    /// Which paragraph it is of those outside of tables and boxes; within one 0.
    pub paragraph: u32,
    /// Its first words.
    pub opening: String,
}

impl fmt::Display for Spot {
    /// Prints the place for people: `第 3 段「关于……」`, `表 1 第 2 行第 3 列「……」`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.region {
            Region::Body => "",
            Region::Header => "页眉",
            Region::Footer => "页脚",
            Region::Footnote => "脚注",
            Region::Endnote => "尾注",
        })?;
        if self.in_box {
            f.write_str("文本框")?;
        }
        for (at, (table, row, cell)) in self.cells.iter().enumerate() {
            let inner = if at > 0 { "里的" } else { "" };
            write!(f, "{inner}表 {table} 第 {row} 行第 {cell} 列")?;
        }
        if self.paragraph > 0 {
            write!(f, "第 {} 段", self.paragraph)?;
        }
        write!(f, "「{}」", self.opening)
    }
}

/// A paragraph.
#[derive(Clone, Debug)]
pub(super) struct Paragraph {
    /// Where it stands.
    pub(super) spot: Spot,
    /// The nodes its characters come from.
    pub(super) leaves: Vec<Id>,
    /// Its characters, each with its leaf's position in `leaves`.
    pub(super) chars: Vec<(usize, char)>,
    /// Words that are deleted, but still kept as a tracked change.
    pub(super) deleted: String,
    /// The codes of its fields.
    pub(super) codes: String,
    /// Whether it holds words put in as a tracked change.
    pub(super) tracked: bool,
}

impl Paragraph {
    /// Returns its words.
    pub(super) fn text(&self) -> String {
        self.chars.iter().map(|(_, c)| *c).collect()
    }
}

/// Lists the paragraphs of a part in document order; one in a text box comes before the paragraph the box is tied to ends.
pub(super) fn paragraphs(tree: &Tree<'_>, region: Region) -> Vec<Paragraph> {
    let mut walk = Walk { tree, found: Vec::new() };
    let mut start = Around { region, in_box: false, cells: Vec::new(), tables: 0, paragraphs: 0, deleted: false };
    for child in tree.children(super::tree::TOP) {
        walk.block(*child, &mut start);
    }
    walk.found
}

struct Around {
    region: Region,
    in_box: bool,
    cells: Vec<(u32, u32, u32)>,
    /// Tables met on this level.
    tables: u32,
    /// Paragraphs met outside of tables.
    paragraphs: u32,
    deleted: bool,
}

struct Walk<'a, 't> {
    tree: &'a Tree<'t>,
    found: Vec<Paragraph>,
}

impl Walk<'_, '_> {
    fn block(&mut self, id: Id, around: &mut Around) {
        match self.tree.name(id) {
            "p" => self.paragraph(id, around),
            "tbl" => {
                around.tables += 1;
                let outer = around.tables;
                around.cells.push((outer, 0, 0));
                around.tables = 0;
                self.blocks(id, around);
                around.tables = outer;
                around.cells.pop();
            }
            "tr" => {
                if let Some(cell) = around.cells.last_mut() {
                    (cell.1, cell.2) = (cell.1 + 1, 0);
                }
                self.blocks(id, around);
            }
            "tc" => {
                if let Some(cell) = around.cells.last_mut() {
                    cell.2 += 1;
                }
                let tables = std::mem::take(&mut around.tables);
                self.blocks(id, around);
                around.tables = tables;
            }
            "sdtPr" | "tblPr" | "tblGrid" | "trPr" | "tcPr" | "sectPr" | "" => {}
            _ => self.blocks(id, around),
        }
    }

    fn blocks(&mut self, id: Id, around: &mut Around) {
        for child in self.tree.children(id) {
            self.block(*child, around);
        }
    }

    fn paragraph(&mut self, id: Id, around: &mut Around) {
        let outside = around.cells.is_empty() && !around.in_box;
        around.paragraphs += u32::from(outside);
        let spot = Spot {
            region: around.region,
            in_box: around.in_box,
            cells: around.cells.clone(),
            paragraph: if outside { around.paragraphs } else { 0 },
            opening: String::new(),
        };
        let mut paragraph = Paragraph {
            spot,
            leaves: Vec::new(),
            chars: Vec::new(),
            deleted: String::new(),
            codes: String::new(),
            tracked: false,
        };
        self.inline(id, &mut paragraph, around);
        let text = paragraph.text();
        let opening: String = text.trim().chars().take(OPENING).collect();
        let cut = text.trim().chars().count() > OPENING;
        paragraph.spot.opening = if cut { format!("{opening}……") } else { opening };
        self.found.push(paragraph);
    }

    fn inline(&mut self, id: Id, paragraph: &mut Paragraph, around: &mut Around) {
        for child in self.tree.children(id).to_vec() {
            let one = |c: char| Some(c.to_string());
            let words = match self.tree.name(child) {
                "" | "pPr" | "rPr" | "sdtPr" | "sdtEndPr" => continue,
                // Words with an entity nobody knows are left as they are.
                "t" if self.tree.name(id) == "r" => self.tree.words(child),
                "tab" | "ptab" => one('\t'),
                "br" | "cr" => one('\n'),
                "noBreakHyphen" => one('-'),
                "delText" => {
                    paragraph.deleted.push_str(&self.tree.words(child).unwrap_or_default());
                    continue;
                }
                "instrText" | "delInstrText" => {
                    paragraph.codes.push_str(&self.tree.words(child).unwrap_or_default());
                    continue;
                }
                "txbxContent" => {
                    let mut inner = Around {
                        region: around.region,
                        in_box: true,
                        cells: Vec::new(),
                        tables: 0,
                        paragraphs: 0,
                        deleted: false,
                    };
                    self.blocks(child, &mut inner);
                    continue;
                }
                "del" | "moveFrom" => {
                    let outer = std::mem::replace(&mut around.deleted, true);
                    self.inline(child, paragraph, around);
                    around.deleted = outer;
                    continue;
                }
                name => {
                    paragraph.tracked |= matches!(name, "ins" | "moveTo");
                    if name == "fldSimple" {
                        paragraph.codes.push_str(&self.tree.nodes[child].open);
                    }
                    self.inline(child, paragraph, around);
                    continue;
                }
            };
            let Some(words) = words else { continue };
            if around.deleted {
                paragraph.deleted.push_str(&words);
                continue;
            }
            let leaf = paragraph.leaves.len();
            paragraph.leaves.push(child);
            paragraph.chars.extend(words.chars().map(|c| (leaf, c)));
        }
    }
}
