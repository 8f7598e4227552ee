//! The record of a marking: what every edited part was, and how to turn it back.
//!
//! It lies where office programs keep the data of others (`customXml`), so that opening the file troubles none of them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::error::Error;
use crate::office::patch::package::{Changes, Package};
use crate::office::patch::rels::{ContentTypes, id_namespace};
use crate::office::patch::sheet::Cell;
use crate::office::patch::splice::{Applied, Splice, hash};
use crate::office::patch::unpatchable;
use crate::office::patch::xml::{HEAD, address, elements, escape_attribute, parse_address, unescape};

/// The namespace of the record; its number changes when its form does.
const NAMESPACE: &str = "urn:xuncha:marks:1";

/// The number office programs know the record by.
const ID: &str = "{6B0C5E0A-4C1D-4F55-9A35-3E1C7D1B7A11}";

/// A record as found in a package.
#[derive(Clone, Debug, Default)]
pub(super) struct Record {
    item: String,
    parts: Vec<(String, Applied)>,
    added: Vec<String>,
    /// The colours that were behind marked cells, by sheet and address.
    colours: Colours,
}

/// The colours that were behind marked cells, as attributes, by sheet and cell.
pub(super) type Colours = BTreeMap<(String, Cell), String>;

/// Returns the names the record and its properties get.
pub(super) fn names(package: &Package<'_>) -> (String, String) {
    let free = |n: &usize| {
        package.find(&format!("customXml/item{n}.xml")).is_none()
            && package.find(&format!("customXml/itemProps{n}.xml")).is_none()
    };
    let number = (1..).find(free).unwrap_or_default();
    (format!("customXml/item{number}.xml"), format!("customXml/itemProps{number}.xml"))
}

/// Returns the properties that go with the record.
pub(super) fn properties() -> String {
    format!(
        "{HEAD}<ds:datastoreItem ds:itemID=\"{ID}\" xmlns:ds=\"http://schemas.openxmlformats.org/officeDocument/2006/customXml\">\
         <ds:schemaRefs><ds:schemaRef ds:uri=\"{NAMESPACE}\"/></ds:schemaRefs></ds:datastoreItem>"
    )
}

/// Returns the relationships of the record: to its properties.
pub(super) fn rels(properties: &str, strict: bool) -> String {
    format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\"{}/customXmlProps\" Target=\"/{properties}\"/></Relationships>",
        id_namespace(strict)
    )
}

/// Writes the record.
pub(super) fn write(parts: &[(String, Applied)], added: &[String], colours: &Colours) -> String {
    let mut out = format!("{HEAD}<marks xmlns=\"{NAMESPACE}\">");
    for (name, applied) in parts {
        let (name, was, is) = (escape_attribute(name), hex(&applied.was), hex(&applied.is));
        let _ = write!(out, "<part name=\"{name}\" was=\"{was}\" is=\"{is}\">");
        for splice in &applied.undo {
            let _ = write!(out, "{} {} {};", splice.at, splice.take, hex(&splice.put));
        }
        out.push_str("</part>");
    }
    for name in added {
        let _ = write!(out, "<added name=\"{}\"/>", escape_attribute(name));
    }
    for ((sheet, cell), colour) in colours {
        let (sheet, colour) = (escape_attribute(sheet), escape_attribute(colour));
        let _ = write!(out, "<was sheet=\"{sheet}\" cell=\"{}\" colour=\"{colour}\"/>", address(cell.0, cell.1));
    }
    out + "</marks>"
}

/// Finds the record of a package.
///
/// # Errors
///
/// When it cannot be inflated.
pub(super) fn find(package: &mut Package<'_>) -> Result<Option<Record>, Error> {
    let is_item = |name: &&String| {
        let name = name.to_ascii_lowercase();
        name.starts_with("customxml/item") && !name.starts_with("customxml/itemprops") && name.ends_with(".xml")
    };
    let items: Vec<String> = package.names().iter().filter(is_item).cloned().collect();
    for item in items {
        let mut head = Vec::new();
        std::io::Read::read_to_end(&mut std::io::Read::take(package.reader(&item)?, 2048), &mut head)
            .map_err(|_| unpatchable())?;
        if String::from_utf8_lossy(&head).contains(NAMESPACE) {
            // A record that cannot be read is as good as none: the marks are then found by their looks.
            return Ok(Some(parse(&package.text(&item)?, item).unwrap_or_default()));
        }
    }
    Ok(None)
}

fn parse(text: &str, item: String) -> Option<Record> {
    let mut record = Record { item, ..Record::default() };
    for element in elements(text, 1).ok()?.iter().filter(|element| element.depth == 1) {
        if element.name == "was" {
            let cell = parse_address(&element.get(text, "cell")?)?;
            let colour = element.get(text, "colour").filter(|colour| !colour.contains(['<', '>', '&']))?;
            record.colours.insert((element.get(text, "sheet")?, cell), colour);
            continue;
        }
        let name = element.get(text, "name")?;
        if element.name == "added" {
            record.added.push(name);
            continue;
        }
        let [was, is] = ["was", "is"].map(|key| element.raw(text, key).and_then(unhex).and_then(|hash| hash.try_into().ok()));
        let mut undo = Vec::new();
        for line in unescape(&text[element.tag.end..element.close.max(element.tag.end)]).split_terminator(';') {
            let mut words = line.trim().splitn(3, ' ');
            let (at, take) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
            undo.push(Splice::new(at, take, unhex(words.next().unwrap_or_default())?));
        }
        record.parts.push((name, Applied { was: was?, is: is?, undo }));
    }
    Some(record)
}

/// Undoes the marking of a package, if every part it edited is still as the marking left it; otherwise `None`.
///
/// # Errors
///
/// When the package cannot be read.
pub(super) fn undo(bytes: &[u8], record: &Record) -> Result<Option<Vec<u8>>, Error> {
    let mut package = Package::open(bytes)?;
    let mut changes = Changes::default();
    for (name, applied) in &record.parts {
        if package.find(name).as_deref() != Some(name) || hash(&mut package.reader(name)?)? != applied.is {
            return Ok(None);
        }
        changes.edited.insert(name.clone(), applied.undo.clone());
    }
    if record.parts.is_empty() {
        return Ok(None);
    }
    changes.removed.extend(record.added.iter().cloned().chain([record.item.clone()]));
    let mut as_before = true;
    let then: BTreeMap<&String, &Applied> = record.parts.iter().map(|(part, then)| (part, then)).collect();
    let undone = package.write(changes, |done| {
        as_before = done.iter().all(|(name, now)| then.get(name).is_some_and(|then| now.is == then.was));
        None
    });
    Ok(undone.ok().filter(|_| as_before))
}

/// Takes the record out of a package that another program has saved.
pub(super) fn remove(
    package: &mut Package<'_>,
    record: &Record,
    changes: &mut Changes,
    types: &mut ContentTypes,
) -> Result<(), Error> {
    let item = &record.item;
    let rels = crate::office::patch::package::rels_of(item);
    let properties = crate::office::patch::rels::Relations::of(package, item, false)?.part("customXmlProps");
    // Only what is properties by its name goes with it: a forged record may point to a sheet.
    let properties = properties.filter(|part| part.to_ascii_lowercase().starts_with("customxml/"));
    for part in [Some(item.clone()), package.find(&rels), properties].into_iter().flatten() {
        types.remove(&part);
        changes.removed.insert(part);
    }
    Ok(())
}

impl Record {
    /// Returns the colour that was behind a cell.
    pub(super) fn colour(&self, sheet: &str, cell: Cell) -> Option<&str> {
        self.colours.get(&(sheet.to_owned(), cell)).map(String::as_str)
    }

    /// Returns the names of the parts the marking edited.
    pub(super) fn edited(&self) -> impl Iterator<Item = &str> {
        self.parts.iter().map(|(name, _)| name.as_str())
    }

    /// Returns the name of the part the record is.
    pub(super) fn item(&self) -> &str {
        &self.item
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text.chars().map(|c| c.to_digit(16).map(|digit| digit as u8)).collect();
    let digits = digits.filter(|digits| digits.len() % 2 == 0)?;
    Some(digits.chunks_exact(2).map(|pair| pair[0] * 16 + pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::{Applied, Splice, parse, unhex, write};

    #[test]
    fn a_record_reads_back_as_it_was_written() {
        let undo = vec![Splice::new(5, 2, "\"<号"), Splice::new(9, 0, "")];
        let part = ("xl/a&b.xml".to_owned(), Applied { was: [1; 32], is: [255; 32], undo });
        let colours = [(("表'\"".to_owned(), (3, 1)), "rgb=\"FF00FF00\"".to_owned())].into();
        let text = write(std::slice::from_ref(&part), &["xl/新.xml".to_owned()], &colours);
        let record = parse(&text, "customXml/item1.xml".into()).expect("a record");
        assert_eq!(record.colour("表'\"", (3, 1)), Some("rgb=\"FF00FF00\""));
        assert_eq!((record.parts, record.added), (vec![part], vec!["xl/新.xml".to_owned()]));
    }

    #[test]
    fn a_forged_record_is_none() {
        assert_eq!(unhex("0"), None);
        assert_eq!(unhex("zz"), None);
        for text in ["<marks><part/></marks>", "<marks><part name=\"a\" was=\"0\" is=\"0\"/></marks>", "<marks>"] {
            assert!(parse(text, String::new()).is_none(), "{text}");
        }
    }
}
