//! Puts each tag into one place: whole into the run it begins in, block tags between runs.

use super::braces::{Braces, TagKind, find};
use super::tree::{Id, Kind, Tree};
use super::weave::escape;
use super::words::Paragraph;
use super::{Flaw, Tag};

/// What a piece of a leaf is.
enum Piece {
    Words(String),
    Tag(usize),
}

/// Finds the tags of a paragraph, heals them, and appends them to `tags`; what is wrong with braces goes to `flaws`.
pub(super) fn heal(tree: &mut Tree<'_>, paragraph: &Paragraph, tags: &mut Vec<Tag>, flaws: &mut Vec<Flaw>) {
    let chars: Vec<char> = paragraph.chars.iter().map(|(_, c)| *c).collect();
    if !chars.iter().any(|c| matches!(c, '{' | '}' | '｛' | '｝')) {
        return;
    }
    let mut begins = vec![None; chars.len()];
    let mut inside = vec![false; chars.len()];
    for braces in find(&chars) {
        let near = |at: usize| chars[at..].iter().take(12).collect::<String>();
        let flaw = |what: String, remedy: &str| Flaw { spot: Some(paragraph.spot.clone()), what, remedy: remedy.to_owned() };
        match braces {
            Braces::Tag(from, to, kind, inner) => {
                begins[from] = Some(tags.len());
                inside[from..to].fill(true);
                tags.push(Tag { kind, inner, spot: paragraph.spot.clone() });
            }
            Braces::Unclosed(at) => {
                flaws.push(flaw(format!("「{}」有 {{{{ 没有 }}}}", near(at)), "请补上 }}；一个标签要写在同一段里"));
            }
            Braces::Stray(at) => {
                let before: String = chars[at.saturating_sub(8)..at].iter().collect();
                flaws.push(flaw(format!("「{before}}}}}」有 }}}} 没有 {{{{"), "请补上 {{，或删去多出的 }}"));
            }
            Braces::Wide(from, _) => {
                flaws.push(flaw(format!("「{}」用了全角花括号", near(from)), "请改成半角的 {{ 和 }}"));
            }
        }
    }
    if inside.iter().any(|inside| *inside) {
        rebuild(tree, paragraph, tags, &begins, &inside);
    }
}

fn rebuild(tree: &mut Tree<'_>, paragraph: &Paragraph, tags: &[Tag], begins: &[Option<usize>], inside: &[bool]) {
    let mut from = 0;
    for (number, leaf) in paragraph.leaves.iter().enumerate() {
        let length = paragraph.chars[from..].iter().take_while(|(at, _)| *at == number).count();
        let range = from..from + length;
        from += length;
        if !inside[range.clone()].iter().any(|inside| *inside) {
            continue;
        }
        let mut pieces: Vec<Piece> = Vec::new();
        for at in range {
            match (begins[at], pieces.last_mut()) {
                (Some(tag), _) => pieces.push(Piece::Tag(tag)),
                (None, _) if inside[at] => {}
                (None, Some(Piece::Words(words))) => words.push(paragraph.chars[at].1),
                (None, _) => pieces.push(Piece::Words(paragraph.chars[at].1.to_string())),
            }
        }
        if tree.name(*leaf) == "t" {
            refill(tree, *leaf, pieces, tags);
        } else {
            tree.remove(*leaf);
        }
    }
}

/// Says whether a tag stays among the words of its run.
fn is_value(tag: &Tag) -> bool {
    tag.kind == TagKind::Value
}

/// Gives a run's words their pieces; at a block tag the run is split in two that look the same.
fn refill(tree: &mut Tree<'_>, leaf: Id, pieces: Vec<Piece>, tags: &[Tag]) {
    let run = tree.parent(leaf);
    let after: Vec<Id> = tree.children(run)[tree.position(leaf) + 1..].to_vec();
    tree.nodes[leaf].children.clear();
    let mut split: Vec<(usize, Vec<Piece>)> = Vec::new();
    let mut first = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Tag(tag) if !is_value(&tags[tag]) => split.push((tag, Vec::new())),
            piece => split.last_mut().map_or(&mut first, |(_, pieces)| pieces).push(piece),
        }
    }
    fill(tree, leaf, first);
    let mut last = run;
    for (tag, pieces) in split {
        let parent = tree.parent(run);
        let at = tree.position(last) + 1;
        let mark = tree.make(parent, Kind::Tag(tag), "", "");
        tree.insert(parent, at, mark);
        let open = tree.nodes[run].open.clone();
        let next = tree.make(parent, Kind::Element, "r", open);
        tree.nodes[next].close = tree.nodes[run].close.clone();
        tree.insert(parent, at + 1, next);
        let look = tree.children(run).iter().copied().find(|child| tree.name(*child) == "rPr");
        if let Some(look) = look.map(|look| tree.xml(look)) {
            tree.add(next, Kind::Raw, "rPr", look);
        }
        let name = tree.qualified("t");
        let words = tree.add(next, Kind::Element, "t", format!("<{name}>"));
        tree.nodes[words].close = format!("</{name}>").into();
        fill(tree, words, pieces);
        last = next;
    }
    if last != run {
        for id in after {
            tree.remove(id);
            let at = tree.children(last).len();
            tree.insert(last, at, id);
        }
        drop_if_bare(tree, last);
    }
    drop_if_bare(tree, run);
}

/// Puts pieces into an element of words; one without any is taken out.
fn fill(tree: &mut Tree<'_>, words: Id, pieces: Vec<Piece>) {
    if pieces.is_empty() {
        tree.remove(words);
        return;
    }
    let name = tree.qualified("t");
    // Word and its likes drop blanks at either end unless told not to.
    tree.nodes[words].open = format!("<{name} xml:space=\"preserve\">").into();
    for piece in pieces {
        match piece {
            Piece::Words(plain) => tree.add(words, Kind::Raw, "", escape(&plain)),
            Piece::Tag(tag) => tree.add(words, Kind::Tag(tag), "", ""),
        };
    }
}

/// Takes a run out that has nothing left but its looks.
fn drop_if_bare(tree: &mut Tree<'_>, run: Id) {
    if tree.children(run).iter().all(|child| tree.name(*child) == "rPr" || tree.nodes[*child].open.trim().is_empty()) {
        tree.remove(run);
    }
}
