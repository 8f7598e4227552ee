//! Pairs block tags and moves each to where what it governs begins or ends: between runs, paragraphs or rows.

use std::collections::{BTreeMap, BTreeSet};

use super::braces::TagKind;
use super::tree::{Id, Kind, TOP, Tree};
use super::{Flaw, Tag};

/// What lies in a paragraph beside runs.
const INLINE: &[&str] = &["hyperlink", "smartTag", "sdt", "sdtContent", "ins", "moveTo", "fldSimple", "customXml", "bdo", "dir"];

/// What an element tells of where it stands.
const ANCHORS: &[&str] = &["p", "tr", "tbl", "tc", "txbxContent", "body", "hdr", "ftr", "footnote", "endnote"];

/// What shows on the page though it is no text.
const SHOWN: &[&str] = &["drawing", "pict", "object", "sym", "footnoteReference", "endnoteReference"];

/// What keeps an otherwise empty paragraph.
const KEEPS: &[&str] = &["sectPr", "br", "fldChar", "fldSimple", "pgNum"];

/// The tags of one block: its begin, every `{{else}}`, its end.
type Block = Vec<Id>;

/// What a block's tags are moved between.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    /// Runs of one paragraph.
    Runs,
    /// Paragraphs and tables.
    Paragraphs,
    /// One row.
    Row,
    /// Rows of one table.
    Rows,
}

/// Moves every paired block tag of a part; what cannot be moved is a flaw. Tags without their fellows are left to the caller.
pub(super) fn arrange(tree: &mut Tree<'_>, tags: &[Tag], flaws: &mut Vec<Flaw>) {
    let mut left = take_out_comments(tree, tags);
    let blocks = paired(tree, tags);
    let mut moves: BTreeMap<usize, (Id, Id, bool)> = BTreeMap::new();
    let order = order(tree);
    for block in &blocks {
        let (level, around) = level(tree, block);
        for mark in block {
            let unit = unit(tree, *mark, level, around);
            if unit == Some(*mark) {
                continue;
            }
            match unit.and_then(|unit| Some((*mark, unit, side(tree, tags, *mark, unit, level)?))) {
                Some(moved) => {
                    moves.insert(order[mark], moved);
                }
                None => {
                    flaws.push(crossing(tree, tags, block, level));
                    break;
                }
            }
        }
    }
    if !flaws.is_empty() {
        return;
    }
    let mut behind: BTreeMap<Id, Id> = BTreeMap::new();
    for (mark, unit, before) in moves.into_values() {
        left.extend(tree.path(mark).into_iter().filter(|id| matches!(tree.name(*id), "p" | "tr")));
        tree.remove(mark);
        let parent = tree.parent(unit);
        let at = match behind.get(&unit) {
            _ if before => tree.position(unit),
            Some(last) => tree.position(*last) + 1,
            None => tree.position(unit) + 1,
        };
        tree.insert(parent, at, mark);
        if !before {
            behind.insert(unit, mark);
        }
    }
    vanish(tree, &left);
    if !blocks.is_empty() && paired(tree, tags).len() != blocks.len() {
        flaws.push(crossing(tree, tags, &blocks[0], Level::Paragraphs));
    }
}

/// Numbers the nodes of a part in document order.
fn order(tree: &Tree<'_>) -> BTreeMap<Id, usize> {
    let mut order = BTreeMap::new();
    tree.each(TOP, &mut |id| {
        if matches!(tree.nodes[id].kind, Kind::Tag(_)) {
            order.insert(id, order.len());
        }
        true
    });
    order
}

/// Pairs the block tags as they stand; those without fellows are left out.
fn paired(tree: &Tree<'_>, tags: &[Tag]) -> Vec<Block> {
    let mut open: Vec<(&str, Block)> = Vec::new();
    let mut blocks = Vec::new();
    tree.each(TOP, &mut |id| {
        let Kind::Tag(tag) = tree.nodes[id].kind else { return true };
        match &tags[tag].kind {
            TagKind::Open(word) => open.push((word, vec![id])),
            TagKind::Else => {
                if let Some((_, block)) = open.last_mut() {
                    block.push(id);
                }
            }
            TagKind::Close(word) => {
                if let Some(at) = open.iter().rposition(|(opened, _)| opened == word) {
                    let mut block = open.split_off(at).swap_remove(0).1;
                    block.push(id);
                    blocks.push(block);
                }
            }
            TagKind::Value | TagKind::Comment => {}
        }
        true
    });
    blocks
}

/// Says what a block is about, and the node its tags are to lie in.
fn level(tree: &Tree<'_>, block: &[Id]) -> (Level, Id) {
    let mut common = tree.path(tree.parent(block[0]));
    for mark in &block[1..] {
        let path: BTreeSet<Id> = tree.path(*mark).into_iter().collect();
        common.retain(|id| path.contains(id));
    }
    let anchor = common.iter().find(|id| ANCHORS.contains(&tree.name(**id)));
    match anchor.map(|id| tree.name(*id)) {
        Some("p") => (Level::Runs, common[0]),
        Some("tr") => (Level::Row, *anchor.unwrap_or(&common[0])),
        Some("tbl") => (Level::Rows, common[0]),
        _ => (Level::Paragraphs, common[0]),
    }
}

/// Returns what a tag is moved beside; itself when it need not move, `None` when something stands between.
fn unit(tree: &Tree<'_>, mark: Id, level: Level, around: Id) -> Option<Id> {
    let path = tree.path(mark);
    let end = path.iter().position(|id| *id == around)?;
    let within = &path[1..end];
    let passes = |id: &Id| {
        let name = tree.name(*id);
        match level {
            Level::Runs => INLINE.contains(&name),
            Level::Paragraphs => name == "p" || INLINE.contains(&name),
            Level::Row | Level::Rows => matches!(name, "p" | "tc" | "tr") || INLINE.contains(&name),
        }
    };
    if !within.iter().all(passes) {
        return None;
    }
    match level {
        Level::Row => Some(around),
        _ => Some(path[end - 1]),
    }
}

/// Says on which side of its unit a tag belongs: `Some(true)` before it; `None` when there are words on both sides.
fn side(tree: &Tree<'_>, tags: &[Tag], mark: Id, unit: Id, level: Level) -> Option<bool> {
    let (before, after) = words_around(tree, mark, unit);
    let Kind::Tag(tag) = tree.nodes[mark].kind else { return None };
    let is_row = matches!(level, Level::Row | Level::Rows);
    let ends_section = !tree.each(unit, &mut |id| tree.name(id) != "sectPr");
    match &tags[tag].kind {
        // The end of a section stays whatever a block leaves out.
        TagKind::Open(_) if !before && !after && ends_section => Some(false),
        _ if !before && !after && level != Level::Row => Some(true),
        TagKind::Open(_) if !before => Some(true),
        TagKind::Close(_) if !after => Some(false),
        TagKind::Open(_) if !after && !is_row => Some(false),
        TagKind::Close(_) | TagKind::Else if !before && !is_row => Some(true),
        TagKind::Else if !after && !is_row => Some(false),
        _ => None,
    }
}

/// Says whether a unit has words before a tag, and after it.
fn words_around(tree: &Tree<'_>, mark: Id, unit: Id) -> (bool, bool) {
    let (mut before, mut after, mut met) = (false, false, false);
    tree.each(unit, &mut |id| {
        met |= id == mark;
        let shown = shows(tree, id);
        before |= shown && !met;
        after |= shown && met;
        true
    });
    (before, after)
}

/// Says whether a node by itself puts something on the page; whether a block's tag does depends on what is in the block.
fn shows(tree: &Tree<'_>, id: Id) -> bool {
    match tree.nodes[id].kind {
        // A value is among the words of its run, a block's tag is between runs.
        Kind::Tag(_) => tree.name(tree.parent(id)) == "t",
        Kind::Element => SHOWN.contains(&tree.name(id)),
        Kind::Raw => tree.name(tree.parent(id)) == "t" && !tree.nodes[id].open.trim().is_empty(),
    }
}

/// Takes comments out, which print nothing; returns the paragraphs they stood in.
fn take_out_comments(tree: &mut Tree<'_>, tags: &[Tag]) -> BTreeSet<Id> {
    let mut found = Vec::new();
    tree.each(TOP, &mut |id| {
        if let Kind::Tag(tag) = tree.nodes[id].kind
            && tags[tag].kind == TagKind::Comment
        {
            found.push(id);
        }
        true
    });
    let paragraph = |tree: &Tree<'_>, id: Id| tree.path(id).into_iter().find(|id| tree.name(*id) == "p");
    found
        .into_iter()
        .filter_map(|id| {
            let stood_in = paragraph(tree, id);
            tree.remove(id);
            stood_in
        })
        .collect()
}

/// Takes out the rows and paragraphs that had nothing in them but tags.
fn vanish(tree: &mut Tree<'_>, left: &BTreeSet<Id>) {
    let is_empty = |tree: &Tree<'_>, id: Id| {
        tree.each(id, &mut |inner| {
            let keeps = KEEPS.contains(&tree.name(inner)) || shows(tree, inner);
            !keeps && !matches!(tree.nodes[inner].kind, Kind::Tag(_))
        })
    };
    let rows: Vec<Id> = left.iter().copied().filter(|id| tree.name(*id) == "tr" && is_empty(tree, *id)).collect();
    for row in rows {
        tree.remove(row);
    }
    let paragraphs: Vec<Id> = left.iter().copied().filter(|id| tree.name(*id) == "p" && is_empty(tree, *id)).collect();
    for paragraph in paragraphs {
        let siblings = tree.children(tree.parent(paragraph));
        // What holds paragraphs must keep one; its looks are those of the line that stays.
        if siblings.iter().any(|sibling| *sibling != paragraph && matches!(tree.name(*sibling), "p" | "tbl" | "sdt")) {
            tree.remove(paragraph);
        }
    }
}

fn crossing(tree: &Tree<'_>, tags: &[Tag], block: &[Id], level: Level) -> Flaw {
    let tag = |id: Id| match tree.nodes[id].kind {
        Kind::Tag(tag) => &tags[tag],
        _ => &tags[0],
    };
    let (first, last) = (tag(block[0]), tag(block[block.len() - 1]));
    let what = format!("{{{{{}}}}} 和它的 {{{{{}}}}} 交错：后者在{}", first.inner, last.inner, last.spot);
    let remedy = match level {
        Level::Runs => "请让两个标签都在（或都不在）同一个超链接、内容控件里",
        Level::Row => "要重复一行的，{{#each}} 写在这一行第一格的最前面，{{/each}} 写在最后一格的最后面",
        Level::Rows => "要重复几行的，{{#each}} 写在第一行第一格的最前面，{{/each}} 写在最后一行最后一格的最后面，或各占一行",
        Level::Paragraphs => "管几段的标签要各自单独占一段，并且都在表格外面，或都在同一个单元格里",
    };
    Flaw { spot: Some(first.spot.clone()), what, remedy: remedy.to_owned() }
}
