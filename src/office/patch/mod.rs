//! Marks on a copy of somebody's workbook: cells filled, a note on each, a list of all notes; and the marks taken off again.
//!
//! The workbook is patched, never written anew: parts that are not concerned are copied as they are packed, and of the
//! others only the bytes that make a mark are different. Every edit is a splice, and a record of how to undo them lies in
//! the package, so that taking the marks off gives back the very parts. Where another program has saved the file since,
//! the marks are found by their colours, their author and their links instead, and the rest stays as it was saved.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use crate::error::{Error, ErrorKind};

mod comments;
pub mod docx;
pub mod edit;
pub mod form;
mod list;
mod package;
mod record;
mod rels;
mod same;
mod sheet;
mod splice;
mod styles;
mod unmark;
mod workbook;
mod xml;

use comments::Comments;
pub use list::{LIST, TITLE};
use package::{Changes, Package, rels_of};
use record::Colours;
use rels::{ContentTypes, Relations, content, free_name, id_namespace};
use sheet::{Cell, Outline, Wanted};
use splice::Splice;
use styles::Styles;
use workbook::{Workbook, location};

/// How much a mark weighs, lightest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Worth knowing.
    Notice,
    /// To be looked at.
    Doubt,
    /// Wrong.
    Error,
}

impl Tone {
    const ALL: [Self; 3] = [Self::Notice, Self::Doubt, Self::Error];

    /// Returns the background. The colours are nobody's default ones, so that a mark is known by its colour.
    fn rgb(self) -> &'static str {
        match self {
            Self::Notice => "CFDFF1",
            Self::Doubt => "FCE8B1",
            Self::Error => "F4C7C2",
        }
    }
}

/// A mark on a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Row, 0-based.
    pub row: u32,
    /// Column, 0-based.
    pub column: u16,
    /// The background.
    pub tone: Tone,
    /// The words of the note.
    pub note: String,
    /// The entries of the list that say the same, by number from 0.
    pub entries: Vec<usize>,
}

/// The marks of one sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetMarks {
    /// The sheet's name.
    pub sheet: String,
    /// Its marks; two on one cell are put together.
    pub marks: Vec<Mark>,
}

/// One line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its cells, one a column.
    pub cells: Vec<String>,
    /// How much it weighs.
    pub tone: Tone,
    /// The sheet and the 0-based row and column it leads to.
    pub target: Option<(String, (u32, u16))>,
}

/// The sheet that lists what the marks say.
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// Its name, where no sheet has it yet.
    pub name: String,
    /// One line that explains it.
    pub note: String,
    /// Its columns: heading and width in digits.
    pub columns: Vec<(&'static str, f64)>,
    /// The column that holds the link.
    pub link_column: u16,
    /// The column that is filled.
    pub tone_column: u16,
    /// Columns of short words.
    pub centred: Vec<u16>,
    /// Its lines.
    pub entries: Vec<Entry>,
}

/// A marked copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The file.
    pub bytes: Vec<u8>,
    /// Whether it carries a digital signature, which does not hold for the copy.
    pub signed: bool,
    /// Whether it came with a record of earlier marks that was distrusted.
    pub distrusted: bool,
}

/// How the marks came off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undone {
    /// By the record: every part is byte for byte what it was.
    Exactly,
    /// By their looks, since another program has saved the file.
    ByLooks,
    /// By their looks, since undoing what the record says would change more than marks.
    Distrusted,
}

/// What taking the marks off gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unmarked {
    /// The file.
    pub bytes: Vec<u8>,
    /// How they came off.
    pub how: Undone,
}

/// The error of a workbook whose insides are not as this module needs them.
fn unpatchable() -> Error {
    Error::new(ErrorKind::Output, "文件的内部结构特殊，不能在原样上改动").hint("请在 Excel 或 WPS 里打开，另存为 .xlsx 后重试")
}

/// The error of a package beyond all measure.
fn too_large() -> Error {
    Error::new(ErrorKind::Output, "文件解压后过大，不能在原样上改动").hint("请删去图片和无关的表，或拆成几个文件后重试")
}

/// Returns the bytes without marks of an earlier run, if there are any; the flag says that their record was distrusted.
///
/// # Errors
///
/// When the file has marks that cannot be taken off.
pub fn without_marks(bytes: &[u8]) -> Result<(Cow<'_, [u8]>, bool), Error> {
    let found = unmark(bytes)?.map(|found| (Cow::Owned(found.bytes), found.how == Undone::Distrusted));
    Ok(found.unwrap_or((Cow::Borrowed(bytes), false)))
}

/// Takes the marks off; `None` when there are none.
///
/// Marks never change what a workbook says, so a record whose undoing would is not trusted: somebody made it up, and
/// what people see in the file stays.
///
/// # Errors
///
/// When the file has marks that cannot be taken off.
pub fn unmark(bytes: &[u8]) -> Result<Option<Unmarked>, Error> {
    if !bytes.starts_with(b"PK") {
        return Ok(None);
    }
    // What cannot be opened carries no marks of ours.
    let Ok(mut package) = Package::open(bytes) else { return Ok(None) };
    let mut how = Undone::ByLooks;
    if let Some(found) = record::find(&mut package)?
        && let Some(undone) = record::undo(bytes, &found)?
    {
        if same::but_for_marks(bytes, &undone, &found).unwrap_or(false) {
            return Ok(Some(Unmarked { bytes: undone, how: Undone::Exactly }));
        }
        how = Undone::Distrusted;
    }
    Ok(unmark::clean(package, how != Undone::Distrusted)?.map(|bytes| Unmarked { bytes, how }))
}

/// Marks a copy of a workbook. Marks of an earlier run are taken off first, so that marking twice is marking once.
///
/// # Errors
///
/// When the workbook is no xlsx, or its insides are such that it cannot be patched.
pub fn mark(bytes: &[u8], sheets: &[SheetMarks], list: &List) -> Result<Marked, Error> {
    let (bytes, distrusted) = without_marks(bytes)?;
    let mut package = Package::open(&bytes)?;
    let signed = Relations::of(&mut package, "", false)?.list.iter().any(|relation| relation.kind == "origin");
    let mut work = Work::of(package)?;
    let name = work.workbook.free_name(&list.name);
    let mut done = BTreeSet::new();
    for marks in sheets {
        let sheet = work.workbook.sheets.iter().find(|sheet| sheet.name == marks.sheet);
        let Some(part) = sheet.and_then(|sheet| sheet.part.clone()) else { continue };
        if !done.insert(part.clone()) {
            return Err(unpatchable());
        }
        work.sheet(&part, marks, &name)?;
    }
    Ok(Marked { bytes: work.finish(list, &name)?, signed, distrusted })
}

/// A workbook being marked.
struct Work<'b> {
    package: Package<'b>,
    workbook: Workbook,
    styles: Styles,
    types: ContentTypes,
    changes: Changes,
    /// The colours behind the marked cells.
    colours: Colours,
}

impl<'b> Work<'b> {
    fn of(mut package: Package<'b>) -> Result<Self, Error> {
        let workbook = Workbook::of(&mut package)?;
        let styles = Styles::of(&mut package, workbook.relations.part("styles"), workbook.strict)?;
        let types = ContentTypes::of(&mut package)?;
        Ok(Self { package, workbook, styles, types, changes: Changes::default(), colours: Colours::new() })
    }

    fn sheet(&mut self, part: &str, marks: &SheetMarks, list: &str) -> Result<(), Error> {
        let mut marked: BTreeMap<Cell, (Tone, Vec<&Mark>)> = BTreeMap::new();
        for mark in &marks.marks {
            put(&mut marked, (mark.row, mark.column), mark.tone, &[mark]);
        }
        let mut outline = self.outline(part, &marked)?;
        let covered = outline.covered(&marked.keys().copied().collect());
        if !covered.is_empty() {
            for (cell, first) in covered {
                let (tone, own) = marked.remove(&cell).unwrap_or((Tone::Notice, Vec::new()));
                put(&mut marked, first, tone, &own);
            }
            outline = self.outline(part, &marked)?;
        }
        let tones = marked.iter().map(|(cell, (tone, _))| (*cell, self.styles.marked(outline.format(*cell), *tone)));
        let formats: BTreeMap<Cell, usize> = tones.filter_map(|(cell, format)| Some((cell, format?))).collect();
        let mut splices = outline.restyle(&formats)?;
        let colours = formats.keys().filter_map(|cell| Some((*cell, self.styles.colour(outline.format(*cell))?)));
        self.colours.extend(colours.map(|(cell, colour)| ((marks.sheet.clone(), cell), colour)));
        let first = marked.iter().next().map(|(cell, (_, own))| (*cell, entries(own)));
        if let Some((cell, Some(entry))) = first.map(|(cell, entries)| (cell, entries.first().copied())) {
            let place = location(list, &xml::address(list::row_of(entry), 0));
            splices.extend(outline.link(cell, &place, &format!("转到「{list}」")));
        }
        let notes = marked.into_iter().map(|(cell, (_, own))| (cell, note(&own, list))).collect();
        splices.extend(self.notes(part, &outline, &notes)?);
        for splice in splices {
            self.changes.edit(part, splice);
        }
        Ok(())
    }

    fn outline(&mut self, part: &str, marked: &BTreeMap<Cell, (Tone, Vec<&Mark>)>) -> Result<Outline, Error> {
        let wanted = Wanted { cells: marked.keys().copied().collect(), formats: BTreeSet::new() };
        Outline::read(self.package.reader(part)?, &wanted)
    }

    /// Adds the notes and their boxes; returns the edits of the sheet itself.
    fn notes(&mut self, part: &str, outline: &Outline, notes: &BTreeMap<Cell, String>) -> Result<Vec<Splice>, Error> {
        let mut relations = Relations::of(&mut self.package, part, self.workbook.strict)?;
        let mut boxed = notes.clone();
        match relations.part("comments") {
            Some(name) => {
                let (splices, alone) = Comments::of(self.package.text(&name)?)?.add(notes)?;
                boxed.retain(|cell, _| alone.contains(cell));
                splices.into_iter().for_each(|splice| self.changes.edit(&name, splice));
            }
            None => {
                let text = comments::new_part(notes, self.workbook.strict);
                let name = self.new_part("xl/xunchaComments", ".xml", content::COMMENTS, text);
                relations.add("comments", &name);
            }
        }
        let mut edits = Vec::new();
        if !boxed.is_empty() {
            let drawing = outline.legacy.as_ref().and_then(|id| relations.list.iter().find(|relation| relation.id == *id));
            match (drawing.and_then(|relation| relation.part.clone()), &outline.legacy) {
                (Some(name), _) => {
                    let splice = comments::add_boxes(&self.package.text(&name)?, &boxed)?;
                    self.changes.edit(&name, splice);
                }
                (None, Some(_)) => return Err(unpatchable()),
                (None, None) => {
                    let text = comments::new_drawing(&boxed);
                    let name = self.new_part("xl/drawings/xunchaNotes", ".vml", content::VML, text);
                    let id = relations.add("vmlDrawing", &name);
                    edits.extend(outline.draw(id_namespace(self.workbook.strict), &id));
                }
            }
        }
        relations.finish(&mut self.changes);
        Ok(edits)
    }

    /// Adds a part under a free name.
    fn new_part(&mut self, before: &str, after: &str, kind: &str, text: String) -> String {
        let added = self.changes.added.iter().filter(|(name, _)| name.starts_with(before)).count();
        let name = match added {
            0 => free_name(&self.package, before, after),
            _ => (added + 1..).map(|n| format!("{before}{n}{after}")).find(|name| self.is_free(name)).unwrap_or_default(),
        };
        self.types.add(&name, kind);
        self.changes.added.push((name.clone(), text.into_bytes()));
        name
    }

    fn is_free(&self, name: &str) -> bool {
        self.package.find(name).is_none() && !self.changes.added.iter().any(|(added, _)| added == name)
    }

    fn finish(mut self, list: &List, name: &str) -> Result<Vec<u8>, Error> {
        let text = list::sheet(list, &mut self.styles, self.workbook.strict);
        let part = self.new_part("xl/worksheets/xunchaList", ".xml", content::SHEET, text);
        let id = self.workbook.relations.add("worksheet", &part);
        let splice = self.workbook.add(name, &id)?;
        self.changes.edit(&self.workbook.part, splice);
        let (item, properties) = record::names(&self.package);
        self.types.add(&properties, content::PROPERTIES);
        self.types.add(&item, content::XML);
        self.workbook.relations.add("customXml", &item);
        let (rels, text) = (rels_of(&item), record::rels(&properties, self.workbook.strict));
        self.changes.added.push((properties, record::properties().into_bytes()));
        self.changes.added.push((rels, text.into_bytes()));
        if let Some(text) = self.styles.finish(&mut self.changes)? {
            let part = free_name(&self.package, "xl/xunchaStyles", ".xml");
            self.types.add(&part, content::STYLES);
            self.workbook.relations.add("styles", &part);
            self.changes.added.push((part, text.into_bytes()));
        }
        self.workbook.relations.finish(&mut self.changes);
        self.types.finish(&mut self.changes);
        let colours = self.colours;
        let added: Vec<String> = self.changes.added.iter().map(|(name, _)| name.clone()).collect();
        self.package.write(self.changes, |applied| Some((item, record::write(applied, &added, &colours).into_bytes())))
    }
}

fn put<'m>(marked: &mut BTreeMap<Cell, (Tone, Vec<&'m Mark>)>, cell: Cell, tone: Tone, marks: &[&'m Mark]) {
    let entry = marked.entry(cell).or_insert((tone, Vec::new()));
    entry.0 = entry.0.max(tone);
    entry.1.extend(marks);
}

fn entries(marks: &[&Mark]) -> Vec<usize> {
    let all: BTreeSet<usize> = marks.iter().flat_map(|mark| mark.entries.iter().copied()).collect();
    all.into_iter().collect()
}

/// Returns the words of a note, with the rows of the list that say the same.
fn note(marks: &[&Mark], list: &str) -> String {
    let words: Vec<&str> = marks.iter().map(|mark| mark.note.as_str()).collect();
    let rows: Vec<String> = entries(marks).into_iter().map(|entry| (list::row_of(entry) + 1).to_string()).collect();
    match rows.len() {
        0 => format!("{}\n（见「{list}」）", words.join("\n\n")),
        1..=10 => format!("{}\n（见「{list}」第 {} 行）", words.join("\n\n"), rows.join("、")),
        more => format!("{}\n（见「{list}」第 {} 行等 {more} 行）", words.join("\n\n"), rows[..10].join("、")),
    }
}

#[cfg(test)]
mod tests;
