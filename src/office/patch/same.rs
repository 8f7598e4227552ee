//! Whether two packages say the same but for marks, so that the record of a marking need not be believed.
//!
//! A record lies in the file it came with, and may be made up. Undoing it is right exactly if it takes out what marking
//! puts in: fills, notes and their boxes, links to the list, the list. Anything else that would change is content.

use std::collections::BTreeSet;
use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::Event;
use sha2::{Digest, Sha256};

use crate::error::Error;
use crate::office::patch::comments::Comments;
use crate::office::patch::list::LIST;
use crate::office::patch::package::Package;
use crate::office::patch::record::Record;
use crate::office::patch::rels::{CONTENT_TYPES, Relations};
use crate::office::patch::splice::{Splice, applied};
use crate::office::patch::styles::Styles;
use crate::office::patch::workbook::Workbook;
use crate::office::patch::xml::{DEEPEST, attribute, elements, split_name, unescape};
use crate::office::patch::{too_large, unpatchable};

/// Says whether a package and what is left of it once a record is undone differ in marks only.
///
/// # Errors
///
/// When one of them cannot be read as a workbook.
pub(super) fn but_for_marks(marked: &[u8], bare: &[u8], record: &Record) -> Result<bool, Error> {
    let mut both = Both { marked: Package::open(marked)?, bare: Package::open(bare)? };
    let (left, gone): (Vec<String>, Vec<String>) =
        both.marked.names().iter().cloned().partition(|name| both.bare.find(name).is_some());
    let data = |name: &&String| name.starts_with("customXml/item") && name.ends_with(".xml");
    let ours =
        |name: &String| ["xl/xuncha", "xl/drawings/xuncha", "xl/worksheets/xuncha"].iter().any(|own| name.starts_with(own));
    let rels = |name: &String| name.ends_with(".rels");
    // The record and its properties.
    let data_gone = gone.iter().filter(data).count();
    if left.len() != both.bare.names().len() || data_gone > 2 || !gone.iter().all(|name| data(&name) || ours(name) || rels(name))
    {
        return Ok(false);
    }
    let gone: BTreeSet<String> = gone.into_iter().collect();
    for name in gone.iter().filter(|name| rels(name)) {
        if !only_known(&both.marked.text(name)?, "", &gone)? {
            return Ok(false);
        }
    }
    let (before, after) = (Workbook::of(&mut both.marked)?, Workbook::of(&mut both.bare)?);
    let lists = |part: &Option<String>| part.as_ref().is_some_and(|part| gone.contains(part));
    let (left, lists): (Vec<_>, Vec<_>) = before.sheets.iter().partition(|sheet| !lists(&sheet.part));
    let place = |workbook: &Workbook| (workbook.part.clone(), workbook.strict);
    if place(&before) != place(&after)
        || lists.iter().any(|sheet| !sheet.name.starts_with(LIST))
        || left.iter().map(|sheet| (&sheet.name, &sheet.part)).ne(after.sheets.iter().map(|sheet| (&sheet.name, &sheet.part)))
    {
        return Ok(false);
    }
    let names = [before.relations.part("styles"), after.relations.part("styles")];
    let [old, new] = names.clone();
    let styles = [Styles::of(&mut both.marked, old, before.strict)?, Styles::of(&mut both.bare, new, before.strict)?];
    let listed: BTreeSet<&str> = lists.iter().map(|sheet| sheet.name.as_str()).collect();
    let sheets: BTreeSet<&str> = after.sheets.iter().filter_map(|sheet| sheet.part.as_deref()).collect();
    let roles = |name: &str| before.relations.list.iter().filter(|relation| relation.part.as_deref() == Some(name)).count();
    let notes = both.notes(&sheets)?;
    for name in record.edited() {
        let is_styles = names.iter().all(|styles| styles.as_deref() == Some(name));
        // A part that is something else to the workbook as well is not judged by one of its roles.
        if !sheets.contains(name) && roles(name) != usize::from(is_styles) {
            return Ok(false);
        }
        let same = if name.eq_ignore_ascii_case(CONTENT_TYPES) || name.ends_with(".rels") {
            only_known(&both.marked.text(name)?, &both.bare.text(name)?, &gone)?
        } else if name == before.part {
            let listed = &listed;
            both.say_the_same(name, |_| {
                move |depth: usize, tag: &str| {
                    let is_list = depth == 2 && value(tag, "name").is_some_and(|name| listed.contains(name.as_str()));
                    (!is_list).then(|| tag.to_owned())
                }
            })?
        } else if is_styles {
            styles[0].begin_as(&styles[1])?
        } else if sheets.contains(name) {
            both.say_the_same(name, |marked| {
                let styles = &styles[usize::from(!marked)];
                move |depth: usize, tag: &str| without_marks(depth, tag, styles)
            })?
        } else {
            // Boxes hold no words of their own.
            let (comments, boxes) = &notes;
            boxes.contains(name)
                || comments.contains(name)
                    && Comments::of(both.marked.text(name)?)?.others() == Comments::of(both.bare.text(name)?)?.others()
        };
        if !same {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Says whether a list of relationships or content types has lost nothing but what led to parts that are gone.
fn only_known(marked: &str, bare: &str, gone: &BTreeSet<String>) -> Result<bool, Error> {
    let lines = |text: &str| -> Result<BTreeSet<String>, Error> {
        if text.is_empty() {
            return Ok(BTreeSet::new());
        }
        Ok(elements(text, 1)?.into_iter().filter(|line| line.depth == 1).map(|line| text[line.tag].to_owned()).collect())
    };
    let (marked, bare) = (lines(marked)?, lines(bare)?);
    let leads_to_gone = |line: &String| {
        let part = value(line, "PartName").or_else(|| value(line, "Target"));
        part.is_some_and(|part| gone.contains(part.trim_start_matches('/')))
    };
    Ok(bare.is_subset(&marked) && marked.difference(&bare).all(leads_to_gone))
}

fn value(tag: &str, name: &str) -> Option<String> {
    attribute(tag, name).map(|found| unescape(&tag[found.value]))
}

/// Returns a start tag of a sheet without what marking may change in it; `None` for what marking may put there.
fn without_marks(depth: usize, tag: &str, styles: &Styles) -> Option<String> {
    let without = |tag: &str, name: &str| {
        let found = attribute(tag, name)?;
        applied(tag, vec![Splice::new(found.whole.start as u64, found.whole.len() as u64, "")]).ok()
    };
    match (depth, local(tag).as_str()) {
        (1, "legacyDrawing") => None,
        (2, "hyperlink") if value(tag, "location").is_some_and(|place| place.trim_start_matches('\'').starts_with(LIST)) => None,
        (2, "row") => Some(without(tag, "spans").unwrap_or_else(|| tag.to_owned())),
        (3, "c") => {
            let format = value(tag, "s").map_or(Some(0), |format| format.trim().parse().ok());
            let look = format.map(|format| styles.but_for_fill(format)).unwrap_or_default();
            // Behind the tag, so that it is not taken for an attribute.
            Some(without(tag, "s").unwrap_or_else(|| tag.to_owned()) + &look)
        }
        _ => Some(tag.to_owned()),
    }
}

fn local(tag: &str) -> String {
    split_name(
        tag.trim_start_matches('<').split(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/')).next().unwrap_or_default(),
    )
    .1
}

/// Says whether an element that holds nothing says nothing: a cell or row that is only there to be filled with colour.
fn is_nothing_empty(depth: usize, tag: &str) -> bool {
    match (depth, local(tag).as_str()) {
        (1, "hyperlinks") => true,
        (2, "row") => value(tag, "r").is_some() && tag.matches('=').count() == 1,
        (3, "c") => value(tag, "r").is_some(),
        _ => false,
    }
}

/// The two packages.
struct Both<'b> {
    marked: Package<'b>,
    bare: Package<'b>,
}

impl Both<'_> {
    /// Returns the parts that hold the notes of these sheets, and those that hold their boxes.
    fn notes(&mut self, sheets: &BTreeSet<&str>) -> Result<(BTreeSet<String>, BTreeSet<String>), Error> {
        let (mut comments, mut boxes) = (BTreeSet::new(), BTreeSet::new());
        for sheet in sheets {
            let relations = Relations::of(&mut self.bare, sheet, false)?;
            comments.extend(relations.part("comments"));
            boxes.extend(relations.part("vmlDrawing"));
        }
        Ok((comments, boxes))
    }

    /// Compares a part that both hold, by what `keep` leaves of its start tags; it is told which package they are of.
    fn say_the_same<K: Fn(usize, &str) -> Option<String>>(
        &mut self,
        part: &str,
        keep: impl Fn(bool) -> K,
    ) -> Result<bool, Error> {
        Ok(says(self.marked.reader(part)?, keep(true))? == says(self.bare.reader(part)?, keep(false))?)
    }
}

/// Returns the hash of what a part says: its tags as kept, its texts, in their order.
fn says(part: impl Read, keep: impl Fn(usize, &str) -> Option<String>) -> Result<[u8; 32], Error> {
    let mut reader = Reader::from_reader(BufReader::new(part));
    let mut said = Said::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| unpatchable())? {
            Event::Start(tag) => said.open(&tag, &keep)?,
            Event::Empty(tag) => {
                said.open(&tag, &keep)?;
                said.close()?;
            }
            Event::End(_) => said.close()?,
            Event::Text(text) => said.text(text.as_bytes()),
            Event::CData(text) => said.text(text.as_bytes()),
            Event::GeneralRef(name) => said.text(format!("&{};", &*name).as_bytes()),
            Event::Eof => return Ok(said.hash.finalize().into()),
            _ => {}
        }
    }
}

/// What has been said so far.
#[derive(Default)]
struct Said {
    hash: Sha256,
    /// The open elements: the tag of one that has yet to hold something to count, nothing for one that counts already.
    open: Vec<Option<String>>,
    /// How many elements are open within one that is left out, itself included.
    left_out: usize,
}

impl Said {
    fn open(&mut self, tag: &str, keep: &impl Fn(usize, &str) -> Option<String>) -> Result<(), Error> {
        if self.open.len() + self.left_out >= DEEPEST {
            return Err(too_large());
        }
        let tag = format!("<{}>", tag.trim_end());
        let depth = self.open.len();
        let Some(kept) = Some(()).filter(|()| self.left_out == 0).and_then(|()| keep(depth, &tag)) else {
            self.left_out += 1;
            return Ok(());
        };
        let may_go = is_nothing_empty(depth, &kept);
        self.open.push(Some(kept));
        if !may_go {
            self.count();
        }
        Ok(())
    }

    /// Counts everything that is open.
    fn count(&mut self) {
        for tag in self.open.iter_mut().filter_map(Option::take) {
            self.hash.update(b"\x01");
            self.hash.update(tag.as_bytes());
        }
    }

    fn text(&mut self, text: &[u8]) {
        if self.left_out == 0 && !text.is_empty() {
            self.count();
            self.hash.update(text);
        }
    }

    fn close(&mut self) -> Result<(), Error> {
        if self.left_out > 0 {
            self.left_out -= 1;
            return Ok(());
        }
        if self.open.pop().ok_or_else(unpatchable)?.is_none() {
            self.hash.update(b"\x02");
        }
        Ok(())
    }
}
