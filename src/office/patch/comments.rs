//! The notes of a sheet: new ones beside those that are there, and their boxes in the VML drawing.
//!
//! A cell holds one note, so what is said of a cell that has one is added behind its words. A cell with a conversation
//! (threaded comments) is left alone: its note is only the stand-in that older programs show.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::ops::Range;

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

/// What ends a note that had to be cut.
const CUT: &str = "…（余见列表）";

/// Begins the end of any other: where the list says the same.
const END: &str = "（见「核验问题";

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
        let elements = elements(&text, 5)?;
        Ok(Self { text, elements })
    }

    fn list(&self) -> Option<&Element> {
        self.elements.iter().find(|element| element.depth == 1 && element.name == "commentList")
    }

    fn authors(&self) -> Vec<(&Element, String)> {
        let authors = self.elements.iter().filter(|element| element.depth == 2 && element.name == "author");
        authors.map(|element| (element, unescape(&self.text[element.tag.end..element.close.max(element.tag.end)]))).collect()
    }

    /// Returns every note.
    fn notes(&self) -> Vec<Note<'_>> {
        let authors = self.authors();
        let author = |element: &Element| {
            let number: usize = element.raw(&self.text, "authorId")?.trim().parse().ok()?;
            authors.get(number).map(|(_, name)| (number, name.clone()))
        };
        let notes = self.elements.iter().enumerate().filter(|(_, element)| element.depth == 2 && element.name == "comment");
        let note = |(at, element): (usize, &Element)| {
            let behind = &self.elements[at + 1..];
            let inside = &behind[..behind.iter().position(|other| !element.holds(other)).unwrap_or(behind.len())];
            Some(Note { cell: parse_address(&element.get(&self.text, "ref")?)?, whole: at, inside, author: author(element) })
        };
        notes.filter_map(note).collect()
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
        let there: BTreeMap<Cell, Note<'_>> = self.notes().into_iter().map(|note| (note.cell, note)).collect();
        let number = self.authors().len();
        let (mut splices, mut added, mut alone) = (Vec::new(), String::new(), BTreeSet::new());
        for (cell, words) in notes {
            match there.get(cell) {
                // The name begins so where the note stands in for a conversation.
                Some(note) if note.author().starts_with("tc={") => {}
                Some(note) => splices.extend(self.instead(note, words)),
                None => {
                    alone.insert(*cell);
                    added.push_str(&comment(p, *cell, number, words));
                }
            }
        }
        if !added.is_empty() {
            splices.push(authors.append(&format!("<{p}author>{AUTHOR}</{p}author>")));
            splices.push(list.append(&added));
        }
        Ok((splices, alone))
    }

    /// Returns the edits that put words where ours stand in a note already, or else behind the others'.
    fn instead(&self, note: &Note<'_>, words: &str) -> Vec<Splice> {
        let element = &self.elements[note.whole];
        let said = self.said(note);
        let Some(ours) = ours(&said, note.is_ours(&said)) else { return self.behind(note, words) };
        let kept = kept(&said, &ours);
        let number = note.author.as_ref().map_or(0, |(number, _)| *number);
        let runs = match kept.as_str() {
            "" => run(&element.prefix, words),
            kept => run(&element.prefix, kept) + &run(&element.prefix, &format!("{BEHIND}{words}")),
        };
        let made = framed(&element.prefix, note.cell, number, &runs);
        vec![Splice::new(element.whole.start as u64, element.whole.len() as u64, made)]
    }

    /// Returns the edits that add words behind a note.
    fn behind(&self, note: &Note<'_>, words: &str) -> Vec<Splice> {
        let p = &self.elements[note.whole].prefix;
        let run = format!("<{p}r><{p}t xml:space=\"preserve\">{}</{p}t></{p}r>", escape(&format!("{BEHIND}{}", cut(words))));
        let Some(text) = note.inside.iter().find(|element| element.depth == 3 && element.name == "text") else {
            return Vec::new();
        };
        let parts: Vec<&Element> = note.inside.iter().filter(|element| element.depth == 4 && text.holds(element)).collect();
        // Plain words become a run, since plain words and runs do not stand side by side.
        let plain = parts.iter().find(|element| element.name == "t");
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

    /// Returns the pieces of a note's words, each with the run it is in, or itself where it is in none.
    fn pieces<'a>(&self, note: &Note<'a>) -> Vec<(&'a Element, &'a Element)> {
        let mut pieces = Vec::new();
        let mut run = None;
        for element in note.inside {
            match (element.depth, element.name.as_str()) {
                (4, "t") => pieces.push((element, element)),
                (4, name) => run = (name == "r").then_some(element),
                (5, "t") => pieces.extend(run.map(|run| (element, run))),
                _ => {}
            }
        }
        pieces
    }

    fn piece(&self, element: &Element) -> String {
        unescape(&self.text[element.tag.end.min(element.close)..element.close])
    }

    /// Returns the words of a note.
    fn said(&self, note: &Note<'_>) -> String {
        self.pieces(note).into_iter().map(|(text, _)| self.piece(text)).collect()
    }

    /// Returns what a note says that is not ours, by cell; notes that say nothing else are left out.
    pub(super) fn others(&self) -> BTreeMap<Cell, String> {
        let kept = self.notes().into_iter().map(|note| {
            let said = self.said(&note);
            let kept = ours(&said, note.is_ours(&said)).map_or_else(|| said.trim().to_owned(), |ours| kept(&said, &ours));
            (note.cell, kept)
        });
        kept.filter(|(_, kept)| !kept.is_empty()).collect()
    }

    /// Returns the edits that take our notes and words out again, and the cells whose notes go.
    ///
    /// What somebody has written into our note before or behind our words is an answer, and stays.
    pub(super) fn clean(&self) -> (Vec<Splice>, BTreeSet<Cell>) {
        let (mut splices, mut cells) = (Vec::new(), BTreeSet::new());
        for note in self.notes() {
            let said = self.said(&note);
            let Some(ours) = ours(&said, note.is_ours(&said)) else { continue };
            if kept(&said, &ours).is_empty() {
                splices.push(self.elements[note.whole].remove());
                cells.insert(note.cell);
                continue;
            }
            // Other programs cut runs where the typeface changes, so our words may lie across several.
            let mut begin = 0;
            for (text, run) in self.pieces(&note) {
                let words = self.piece(text);
                let end = begin + words.len();
                let cut = ours.start.clamp(begin, end) - begin..ours.end.clamp(begin, end) - begin;
                begin = end;
                if cut.is_empty() {
                    continue;
                }
                let (before, behind) = (words[..cut.start].trim_end(), words[cut.end..].trim_start());
                if before.is_empty() && behind.is_empty() {
                    splices.push(run.remove());
                } else {
                    let left = if cut.end < words.len() { format!("{before}{behind}") } else { before.to_owned() };
                    splices.push(Splice::new(text.tag.end as u64, (text.close - text.tag.end) as u64, escape(&left)));
                }
            }
        }
        (splices, cells)
    }
}

/// A note of the part.
struct Note<'a> {
    cell: Cell,
    /// The element, as an index.
    whole: usize,
    /// The elements within.
    inside: &'a [Element],
    /// The author's number and name; `None` where the note names none.
    author: Option<(usize, String)>,
}

impl Note<'_> {
    fn author(&self) -> &str {
        self.author.as_ref().map_or("", |(_, name)| name.as_str())
    }

    /// Says whether the whole note was made here. Some programs forget who a note is by; then its words tell.
    fn is_ours(&self, said: &str) -> bool {
        let author = self.author().trim();
        author == AUTHOR || (author.is_empty() && reads_as_ours(said))
    }
}

/// Returns where our words stand in those of a note: behind the line that parts them from others', or, in a note that is
/// all ours, from their usual beginning to their usual end.
fn ours(said: &str, all_ours: bool) -> Option<Range<usize>> {
    let end = |from: usize| {
        let cut = said[from..].find(CUT).map(|at| from + at + CUT.len());
        let full = said[from..].find(END).map(|at| from + at);
        let full = full.and_then(|at| said[at..].find('）').map(|end| at + end + '）'.len_utf8()));
        cut.into_iter().chain(full).min()
    };
    if let Some(mark) = said.find(BEHIND.trim()) {
        return Some(mark..end(mark).unwrap_or(said.len()));
    }
    let end = end(0).filter(|_| all_ours)?;
    Some(said[..end].find('【').unwrap_or(0)..end)
}

/// Returns what is left of a note's words without ours.
fn kept(said: &str, ours: &Range<usize>) -> String {
    let (before, behind) = (said[..ours.start].trim(), said[ours.end..].trim());
    [before, behind].into_iter().filter(|words| !words.is_empty()).collect::<Vec<_>>().join("\n")
}

/// Says whether words read as a note made here: what is wrong, what to do, and the row of the list.
fn reads_as_ours(words: &str) -> bool {
    ours(words, true).is_some_and(|ours| words[ours.clone()].starts_with('【') && words[ours].contains("办法："))
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
    framed(p, cell, author, &run(p, note))
}

fn framed(p: &str, cell: Cell, author: usize, runs: &str) -> String {
    let place = address(cell.0, cell.1);
    format!("<{p}comment ref=\"{place}\" authorId=\"{author}\"><{p}text>{runs}</{p}text></{p}comment>")
}

fn run(p: &str, words: &str) -> String {
    let words = escape(&cut(words));
    format!("<{p}r><{p}rPr><{p}sz val=\"9\"/><{p}rFont val=\"宋体\"/></{p}rPr><{p}t xml:space=\"preserve\">{words}</{p}t></{p}r>")
}

fn cut(note: &str) -> String {
    match note.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}{CUT}", &note[..at]),
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

    use super::{Comments, END, add_boxes, new_drawing, new_part, remove_boxes};
    use crate::office::patch::list::LIST;
    use crate::office::patch::splice::applied;
    use crate::office::patch::xml::elements;

    fn notes(cells: &[(u32, u16)]) -> BTreeMap<(u32, u16), String> {
        cells.iter().map(|cell| (*cell, "【错误】缺「完成时间」<b>\n办法：补\n（见「核验问题」第 4、5 行）".to_owned())).collect()
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

    fn cleaned(text: &str) -> (String, BTreeSet<(u32, u16)>) {
        let (splices, gone) = Comments::of(text.to_owned()).expect("comments").clean();
        (applied(text, splices).expect("applied"), gone)
    }

    #[test]
    fn an_answer_inside_our_note_stays_and_is_nobodys_mark_afterwards() {
        let own = new_part(&notes(&[(0, 0), (1, 0)]), false);
        let answered = own.replacen("第 4、5 行）</t>", "第 4、5 行）\n已于6月12日补上</t>", 1);
        let (now, gone) = cleaned(&answered);
        assert_eq!(gone, BTreeSet::from([(1, 0)]));
        assert!(now.contains("\">已于6月12日补上</t>") && !now.contains("办法："), "{now}");
        assert_eq!(cleaned(&now), (now.clone(), BTreeSet::new()));
        let front =
            own.replacen(">【错误】", ">请看附件\n【错误】", 1).replacen("行）</t></r>", "行）</t></r><r><t>已补</t></r>", 1);
        let (now, _) = cleaned(&front);
        assert!(now.contains(">请看附件</t></r><r><t>已补</t></r>"), "{now}");
        let behind = applied(OWN, Comments::of(OWN.into()).expect("comments").add(&notes(&[(0, 0)])).expect("edits").0);
        let (now, _) = cleaned(&behind.expect("applied").replace("行）</t>", "行）\n已补</t>"));
        assert!(now.contains("<text><r><t>请核</t></r><r><t xml:space=\"preserve\">已补</t></r></text>"), "{now}");
    }

    #[test]
    fn the_end_of_a_note_names_the_list() {
        assert_eq!(END, format!("（见「{LIST}"));
    }

    #[test]
    fn marking_again_puts_our_words_where_they_stand_already() {
        let own = new_part(&notes(&[(0, 0), (1, 0)]), false).replacen("5 行）</t>", "5 行）已补</t>", 1);
        let again = Comments::of(own.clone()).expect("comments").add(&notes(&[(0, 0), (1, 0)])).expect("edits");
        assert!(again.1.is_empty());
        let now = applied(&own, again.0).expect("applied");
        assert_eq!((now.matches("办法：").count(), now.matches("<comment ").count()), (2, 2), "{now}");
        assert!(now.contains(">已补</t></r><r>"), "{now}");
        let (now, gone) = cleaned(&now);
        assert_eq!(gone, BTreeSet::from([(1, 0)]));
        assert!(now.contains(">已补</t>") && !now.contains("办法："), "{now}");
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
