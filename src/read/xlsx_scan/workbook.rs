//! The parts that say which sheets there are and where days begin.

use std::collections::HashMap;

use crate::model::workbook::SheetInfo;
use crate::read::container::Package;
use crate::read::sheet_xml;
use crate::read::xlsx_scan::cursor::Cursor;
use crate::read::xlsx_scan::{Unusual, Usual};

/// What the workbook part says.
#[derive(Debug, Default)]
pub(super) struct Workbook {
    /// The sheets, in workbook order.
    pub(super) sheets: Vec<SheetInfo>,
    /// Whether days are counted from 1904.
    pub(super) is_1904: bool,
}

/// Reads the workbook part and what leads to it and from it.
pub(super) fn read(package: &mut Package) -> Usual<Workbook> {
    let package_relations = relations(package, "_rels/.rels")?;
    let mut documents = package_relations.values().filter(|relation| relation.kind == "officeDocument");
    let is_usual = documents.next().is_some_and(|document| document.target.trim_start_matches('/') == "xl/workbook.xml");
    if !is_usual || documents.next().is_some() {
        return Err(Unusual);
    }
    let relations = relations(package, "xl/_rels/workbook.xml.rels")?;
    let mut workbook = Workbook::default();
    let mut is_usual = true;
    elements(package, "xl/workbook.xml", |name, attributes| match name {
        "sheet" => match sheet(attributes, &relations) {
            Ok(sheet) => workbook.sheets.push(sheet),
            Err(Unusual) => is_usual = false,
        },
        "workbookPr" => {
            if let Some((_, from)) = attributes.iter().find(|(key, _)| key == "date1904") {
                workbook.is_1904 = matches!(from.as_str(), "1" | "true");
            }
        }
        _ => {}
    })?;
    let mut names: Vec<&str> = workbook.sheets.iter().map(|sheet| sheet.name.as_str()).collect();
    names.sort_unstable();
    // The library finds sheets by name, and of two with one name always the first.
    let are_different = names.windows(2).all(|pair| pair[0] != pair[1]);
    if is_usual && are_different { Ok(workbook) } else { Err(Unusual) }
}

/// Steps over what stands before the first element.
pub(super) fn prologue(cursor: &mut Cursor<'_>) -> Usual<()> {
    if cursor.eat(b"<?xml") {
        let declaration = cursor.until(b'>')?.to_ascii_lowercase();
        let says = |what: &[u8]| memchr::memmem::find(&declaration, what).is_some();
        if says(b"encoding") && !says(b"utf-8") || says(b"1.1") {
            return Err(Unusual);
        }
        cursor.eat(b">");
    }
    cursor.skip_space();
    Ok(())
}

fn sheet(attributes: &[(String, String)], relations: &HashMap<String, Relation>) -> Usual<SheetInfo> {
    let get = |wanted: &str| attributes.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.as_str());
    let is_usual = relations.get(get("id").ok_or(Unusual)?).is_some_and(|relation| relation.kind == "worksheet");
    if !is_usual {
        return Err(Unusual);
    }
    let hidden = match get("state") {
        None | Some("visible") => false,
        Some("hidden" | "veryHidden") => true,
        Some(_) => return Err(Unusual),
    };
    Ok(SheetInfo { name: get("name").ok_or(Unusual)?.into(), hidden })
}

/// Where a relation leads, and the last word of its type.
struct Relation {
    kind: String,
    target: String,
}

/// Returns the relations of a part by their ids.
fn relations(package: &mut Package, part: &str) -> Usual<HashMap<String, Relation>> {
    let mut relations = HashMap::new();
    elements(package, part, |name, attributes| {
        let get = |wanted: &str| attributes.iter().find(|(key, _)| key == wanted).map(|(_, value)| value.clone());
        if name == "Relationship"
            && let (Some(id), Some(kind), Some(target)) = (get("Id"), get("Type"), get("Target"))
        {
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            relations.insert(id, Relation { kind, target });
        }
    })?;
    Ok(relations)
}

/// Calls `visit` with the elements of a part that must be there.
fn elements(package: &mut Package, part: &str, visit: impl FnMut(&str, &[(String, String)])) -> Usual<()> {
    let content = package.part(part).map_err(|_| Unusual)?.ok_or(Unusual)?;
    sheet_xml::elements(&content, visit).map_err(|_| Unusual)
}
