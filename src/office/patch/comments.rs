//! The notes of a sheet: new ones beside those that are there, and their boxes in the VML drawing.
//!
//! A cell holds one note, so what is said of a cell that has one is added behind its words. A cell with a conversation
//! (threaded comments) is left alone: its note is only the stand-in that older programs show.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use crate::error::Error;
use crate::office::patch::rels::main_namespace;
use crate::office::patch::sheet::Cell;
use crate::office::patch::splice::Splice;
use crate::office::patch::unpatchable;
use crate::office::patch::xml::{Element, HEAD, address, elements, escape, parse_address, unescape};

/// Who the notes are by.
pub(super) const AUTHOR: &str = "核验程序";

/// Stands between the words of a note that was there and ours.
const BEHIND: &str = "\n――――核验问题――――\n";

/// The longest note, in characters.
const LONGEST: usize = 2_000;

/// The notes of a sheet as they are.
#[derive(Clone, Debug)]
pub(super) struct Comments {
    text: String,
    elements: Vec<Element>,
}

impl Comments {
    /// Reads a comments part.
    ///
    /// # Errors
    ///
    /// When it is no XML.
    pub(super) fn of(text: String) -> Result<Self, Error> {
        let elements = elements(&text, 4)?;
        Ok(Self { text, elements })
    }

    fn list(&self) -> Option<&Element> {
        self.elements.iter().find(|element| element.depth == 1 && element.name == "commentList")
    }

    fn authors(&self) -> Vec<(&Element, String)> {
        let authors = self.elements.iter().filter(|element| element.depth == 2 && element.name == "author");
        authors.map(|element| (element, unescape(&self.text[element.tag.end..element.close.max(element.tag.end)]))).collect()
    }

    /// Returns every note with its cell and its author.
    fn notes(&self) -> Vec<(Cell, &Element, Option<String>)> {
        let authors = self.authors();
        let author = |element: &Element| {
            let number: usize = element.raw(&self.text, "authorId")?.trim().parse().ok()?;
            authors.get(number).map(|(_, name)| name.clone())
        };
        let notes = self.elements.iter().filter(|element| element.depth == 2 && element.name == "comment");
        notes.filter_map(|note| Some((parse_address(&note.get(&self.text, "ref")?)?, note, author(note)))).collect()
    }

    /// Returns the edits that add notes, and the cells that get a note of their own and so need a box.
    ///
    /// # Errors
    ///
    /// When the part has no list to add to.
    pub(super) fn add(&self, notes: &BTreeMap<Cell, String>) -> Result<(Vec<Splice>, BTreeSet<Cell>), Error> {
        let list = self.list().ok_or_else(unpatchable)?;
        let authors =
            self.elements.iter().find(|element| element.depth == 1 && element.name == "authors").ok_or_else(unpatchable)?;
        let p = &self.elements[0].prefix;
        let there: BTreeMap<Cell, (&Element, Option<String>)> =
            self.notes().into_iter().map(|(cell, element, author)| (cell, (element, author))).collect();
        let number = self.authors().len();
        let (mut splices, mut added, mut alone) = (Vec::new(), String::new(), BTreeSet::new());
        for (cell, note) in notes {
            match there.get(cell) {
                // The name begins so where the note stands in for a conversation.
                Some((_, Some(author))) if author.starts_with("tc={") => {}
                Some((element, _)) => splices.extend(self.behind(element, note)),
                None => {
                    alone.insert(*cell);
                    added.push_str(&comment(p, *cell, number, note));
                }
            }
        }
        if !added.is_empty() {
            splices.push(authors.append(&format!("<{p}author>{AUTHOR}</{p}author>")));
            splices.push(list.append(&added));
        }
        Ok((splices, alone))
    }

    /// Returns the edits that add words behind a note.
    fn behind(&self, note: &Element, words: &str) -> Vec<Splice> {
        let within = |depth: usize| self.elements.iter().filter(move |element| element.depth == depth && note.holds(element));
        let p = &note.prefix;
        let run = format!("<{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r>", escape(&format!("{BEHIND}{}", cut(words))));
        let Some(text) = within(3).find(|element| element.name == "text") else {
            return Vec::new();
        };
        let parts: Vec<&Element> = within(4).filter(|element| text.holds(element)).collect();
        // Plain words become a run, since plain words and runs do not stand side by side.
        let plain = parts.iter().find(|element| element.name == "t" && element.depth == 4);
        let last = parts.iter().rev().find(|element| element.name == "r");
        match (plain, last) {
            (Some(plain), None) => vec![
                Splice::insert(plain.whole.start as u64, format!("<{p}r>")),
                Splice::insert(plain.whole.end as u64, format!("</{p}r>{run}")),
            ],
            (_, Some(last)) => vec![Splice::insert(last.whole.end as u64, run)],
            (None, None) => vec![text.append(&run)],
        }
    }

    /// Returns the words of a note.
    fn said(&self, note: &Element) -> String {
        let text = self.elements.iter().find(|e| e.depth == 3 && e.name == "text" && note.holds(e));
        text.map(|text| words(&self.text[text.whole.clone()])).unwrap_or_default()
    }

    /// Returns the edit that leaves of a run's text only the words it begins with.
    fn shorten(&self, run: &Element, kept: &str) -> Option<Splice> {
        let raw = &self.text[run.whole.clone()];
        let close = raw[..raw.rfind("</")?].rfind("</")?;
        let open = raw[..close].rfind('>')? + 1;
        Some(Splice::new((run.whole.start + open) as u64, (close - open) as u64, escape(kept)))
    }

    /// Returns the edits that take our notes and words out again, and the cells whose notes go.
    pub(super) fn clean(&self) -> (Vec<Splice>, BTreeSet<Cell>) {
        let (mut splices, mut cells) = (Vec::new(), BTreeSet::new());
        for (cell, note, author) in self.notes() {
            // Some programs forget who a note is by; then its words tell.
            let nameless = author.as_deref().is_none_or(|author| author.trim().is_empty());
            if author.as_deref() == Some(AUTHOR) || (nameless && reads_as_ours(&self.said(note))) {
                splices.push(note.remove());
                cells.insert(cell);
                continue;
            }
            // Other programs cut runs where the typeface changes, so the mark is looked for across them.
            let runs: Vec<&Element> = self.elements.iter().filter(|e| e.depth == 4 && e.name == "r" && note.holds(e)).collect();
            let texts: Vec<String> = runs.iter().map(|run| words(&self.text[run.whole.clone()])).collect();
            let Some(mark) = texts.concat().find(BEHIND.trim()) else { continue };
            let mut begin = 0;
            for (run, text) in runs.iter().zip(&texts) {
                let end = begin + text.trim_end().len();
                // A run that holds the end of the other's words keeps them.
                let kept =
                    text.get(..mark.saturating_sub(begin)).map(str::trim_end).filter(|kept| !kept.is_empty() && end > mark);
                splices.extend(match kept {
                    Some(kept) => self.shorten(run, kept),
                    None => (end > mark).then(|| run.remove()),
                });
                begin += text.len();
            }
        }
        (splices, cells)
    }
}

/// Returns what is left of XML without its markup.
fn words(xml: &str) -> String {
    xml.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| unescape(text)).collect()
}

/// Says whether words read as a note made here: what is wrong, what to do, and the row of the list.
fn reads_as_ours(words: &str) -> bool {
    let end = words.trim_end().strip_suffix("）").and_then(|words| words.rsplit_once("（见「"));
    end.is_some_and(|(before, end)| before.starts_with('【') && before.contains("办法：") && end.contains("」第 "))
}

/// Returns a new comments part.
pub(super) fn new_part(notes: &BTreeMap<Cell, String>, strict: bool) -> String {
    let list: String = notes.iter().map(|(cell, note)| comment("", *cell, 0, note)).collect();
    format!(
        "{HEAD}<comments xmlns=\"{}\"><authors><author>{AUTHOR}</author></authors><commentList>{list}</commentList></comments>",
        main_namespace(strict)
    )
}

fn comment(p: &str, cell: Cell, author: usize, note: &str) -> String {
    let (place, note) = (address(cell.0, cell.1), escape(&cut(note)));
    format!(
        "<{p}comment ref=\"{place}\" authorId=\"{author}\"><{p}text><{p}r><{p}rPr><{p}sz val=\"9\"/><{p}rFont val=\"宋体\"/></{p}rPr>\
         <{p}t xml:space=\"preserve\">{note}</{p}t></{p}r></{p}text></{p}comment>"
    )
}

fn cut(note: &str) -> String {
    match note.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…（余见列表）", &note[..at]),
        None => note.to_owned(),
    }
}

/// The type of shape that boxes of notes are.
const SHAPE_TYPE: &str = "<v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">\
     <v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype>";

/// Returns a new VML drawing with a box for each note.
pub(super) fn new_drawing(notes: &BTreeMap<Cell, String>) -> String {
    let blocks: Vec<String> = (1..=notes.len() / 1024 + 1).map(|block| block.to_string()).collect();
    format!(
        "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
         xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"{}\"/>\
         </o:shapelayout>{SHAPE_TYPE}{}</xml>",
        blocks.join(","),
        boxes(notes, 1025)
    )
}

/// Returns the edit of a VML drawing that adds a box for each note.
///
/// These drawings are often no well-formed XML, so they are only searched, never parsed.
///
/// # Errors
///
/// When the drawing has no end to add to.
pub(super) fn add_boxes(drawing: &str, notes: &BTreeMap<Cell, String>) -> Result<Splice, Error> {
    let end = drawing.rfind("</xml>").ok_or_else(unpatchable)?;
    let digits = |text: &str| {
        text.bytes().take_while(u8::is_ascii_digit).take(9).map(|byte| u64::from(byte - b'0')).fold(0, |a, d| a * 10 + d)
    };
    let last = drawing.split("_x0000_s").skip(1).map(digits).max().unwrap_or(0);
    let shape_type = if drawing.contains("_x0000_t202\"") && drawing.contains("<v:shapetype") { "" } else { SHAPE_TYPE };
    Ok(Splice::insert(end as u64, format!("{shape_type}{}", boxes(notes, last.max(1024) + 1))))
}

fn boxes(notes: &BTreeMap<Cell, String>, first: u64) -> String {
    let mut out = String::new();
    for ((cell, note), number) in notes.iter().zip(first..) {
        let (row, column) = *cell;
        let lines = note.lines().map(|line| line.chars().count() / 22 + 1).sum::<usize>().clamp(3, 18) as u32;
        let top = row.saturating_sub(1);
        let _ = write!(
            out,
            "<v:shape id=\"_x0000_s{number}\" type=\"#_x0000_t202\" style=\"position:absolute;margin-left:80pt;margin-top:5pt;\
             width:240pt;height:{}pt;z-index:{};visibility:hidden\" fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/>\
             <v:shadow on=\"t\" color=\"black\" obscured=\"t\"/><v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\">\
             <div style=\"text-align:left\"></div></v:textbox><x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>\
             <x:Anchor>{}, 15, {top}, 4, {}, 15, {}, 4</x:Anchor><x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row>\
             <x:Column>{column}</x:Column></x:ClientData></v:shape>",
            lines * 15,
            number - first + 1,
            column + 1,
            column + 5,
            top + lines,
        );
    }
    out
}

/// Returns the edits of a VML drawing that take out the boxes of these cells' notes.
pub(super) fn remove_boxes(drawing: &str, cells: &BTreeSet<Cell>) -> Vec<Splice> {
    let number = |shape: &str, name: &str| -> Option<u32> {
        let (_, rest) = shape.split_once(&format!("<x:{name}>"))?;
        rest.split('<').next()?.trim().parse().ok()
    };
    let mut splices = Vec::new();
    let mut from = 0;
    while let Some(start) = drawing[from..].find("<v:shape ").map(|at| from + at) {
        let Some(end) = drawing[start..].find("</v:shape>").map(|at| start + at + "</v:shape>".len()) else { break };
        let shape = &drawing[start..end];
        let cell = number(shape, "Row").zip(number(shape, "Column").and_then(|column| u16::try_from(column).ok()));
        if shape.contains("ObjectType=\"Note\"") && cell.is_some_and(|cell| cells.contains(&cell)) {
            splices.push(Splice::new(start as u64, (end - start) as u64, ""));
        }
        from = end;
    }
    splices
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::{Comments, add_boxes, new_drawing, new_part, remove_boxes};
    use crate::office::patch::splice::applied;
    use crate::office::patch::xml::elements;

    fn notes(cells: &[(u32, u16)]) -> BTreeMap<(u32, u16), String> {
        cells.iter().map(|cell| (*cell, "缺「完成时间」<b>".to_owned())).collect()
    }

    const OWN: &str = "<comments><authors><author>张三</author><author>tc={1}</author></authors><commentList>\
        <comment ref=\"A1\" authorId=\"0\"><text><t>请核</t></text></comment>\
        <comment ref=\"A2\" authorId=\"0\"><text><r><t>请</t></r><r><t>核</t></r></text></comment>\
        <comment ref=\"A3\" authorId=\"1\"><text><t>[Threaded comment]</t></text></comment></commentList></comments>";

    #[test]
    fn notes_are_added_beside_others_and_taken_out_again() {
        let before = Comments::of(OWN.into()).expect("comments");
        let (splices, alone) = before.add(&notes(&[(0, 0), (1, 0), (2, 0), (3, 0)])).expect("edits");
        assert_eq!(alone, BTreeSet::from([(3, 0)]));
        let now = applied(OWN, splices).expect("applied");
        assert!(now.contains("<text><r><t>请核</t></r><r><t xml:space=\"preserve\">\n――――"), "{now}");
        assert!(now.contains("<text><t>[Threaded comment]</t></text>"), "{now}");
        assert!(now.contains("<comment ref=\"A4\" authorId=\"2\">") && now.contains("&lt;b&gt;"), "{now}");
        let after = Comments::of(now.clone()).expect("comments");
        let (splices, gone) = after.clean();
        assert_eq!(gone, BTreeSet::from([(3, 0)]));
        let joined = now.replace("</t></r><r><t xml:space=\"preserve\">\n――", "\n――");
        let back = applied(&joined, Comments::of(joined.clone()).expect("comments").clean().0).expect("applied");
        assert!(back.contains("<r><t>请核</t></r></text>") && back.contains("<r><t>请</t></r><r><t>核</t></r></text>"), "{back}");
        let back = applied(&now, splices).expect("applied");
        assert!(back.contains("<text><r><t>请核</t></r></text>") && !back.contains("缺「"), "{back}");
        let own = new_part(&notes(&[(0, 0)]), false);
        assert_eq!(Comments::of(own).expect("comments").clean().1, BTreeSet::from([(0, 0)]));
    }

    #[test]
    fn boxes_are_added_behind_others_even_where_the_drawing_is_no_xml() {
        let own = "<xml><v:shape id=\"_x0000_s1030\"><br></v:shape></xml>";
        let now = applied(own, vec![add_boxes(own, &notes(&[(0, 0), (4, 2)])).expect("an edit")]).expect("applied");
        assert!(now.contains("_x0000_s1031\"") && now.contains("_x0000_s1032\"") && now.ends_with("</xml>"), "{now}");
        let back = applied(&now, remove_boxes(&now, &[(4, 2)].into())).expect("applied");
        assert!(back.contains("_x0000_s1031\"") && !back.contains("_x0000_s1032\""), "{back}");
        assert!(add_boxes("<xml/>", &notes(&[(0, 0)])).is_err());
        assert!(elements(&new_drawing(&notes(&[(0, 0)])), 9).is_ok());
    }
}
