//! The workbook part: its sheets, and the list as one sheet more at the end.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::limits;
use crate::office::patch::package::Package;
use crate::office::patch::rels::{Relation, Relations, id_namespace, is_strict};
use crate::office::patch::splice::Splice;
use crate::office::patch::xml::{Element, elements, escape_attribute, unescape};
use crate::office::patch::{too_large, unpatchable};

/// The most UTF-16 code units a sheet's name holds. Source: Microsoft, Excel specifications and limits.
const LONGEST_NAME: usize = 31;

/// One sheet.
#[derive(Clone, Debug)]
pub(super) struct Sheet {
    /// Its name.
    pub(super) name: String,
    /// Its part; `None` for chart sheets and the like.
    pub(super) part: Option<String>,
    element: Element,
}

/// The workbook part.
#[derive(Clone, Debug)]
pub(super) struct Workbook {
    /// Its name.
    pub(super) part: String,
    /// Whether it is of the strict family.
    pub(super) strict: bool,
    /// What it points to.
    pub(super) relations: Relations,
    /// Its sheets, in order.
    pub(super) sheets: Vec<Sheet>,
    text: String,
    elements: Vec<Element>,
}

impl Workbook {
    /// Finds and reads the workbook part.
    ///
    /// # Errors
    ///
    /// When the package has none.
    pub(super) fn of(package: &mut Package<'_>) -> Result<Self, Error> {
        let root = Relations::of(package, "", false)?;
        let part = root.part("officeDocument").or_else(|| package.find("xl/workbook.xml")).ok_or_else(unpatchable)?;
        let text = package.text(&part)?;
        let strict = is_strict(&text);
        let relations = Relations::of(package, &part, strict)?;
        let elements = elements(&text, 3)?;
        let mut by_id: BTreeMap<&str, &Relation> = BTreeMap::new();
        for relation in relations.list.iter().filter(|relation| relation.kind == "worksheet") {
            by_id.entry(&relation.id).or_insert(relation);
        }
        let mut sheets = Vec::new();
        for element in elements.iter().filter(|element| element.depth == 2 && element.name == "sheet") {
            let relation = element.get(&text, "id").and_then(|id| by_id.get(id.as_str()));
            let name = element.get(&text, "name").unwrap_or_default();
            sheets.push(Sheet { name, part: relation.and_then(|relation| relation.part.clone()), element: element.clone() });
        }
        // Each sheet has a part, so there are no more of them.
        if sheets.len() > limits::PARTS {
            return Err(too_large());
        }
        Ok(Self { part, strict, relations, sheets, text, elements })
    }

    /// Says whether days are counted from 1904.
    pub(super) fn counts_from_1904(&self) -> bool {
        let properties = self.elements.iter().find(|element| element.depth == 1 && element.name == "workbookPr");
        properties.and_then(|element| element.raw(&self.text, "date1904")).is_some_and(|flag| matches!(flag, "1" | "true" | "on"))
    }

    /// Lists the defined names and what each refers to.
    pub(super) fn defined_names(&self) -> impl Iterator<Item = (String, String)> {
        let names = self.elements.iter().filter(|element| element.depth == 2 && element.name == "definedName");
        names.filter_map(|element| {
            let text = unescape(&self.text[element.tag.end..element.close]);
            Some((element.get(&self.text, "name")?, text))
        })
    }

    /// Returns the edits that change what the defined names refer to, and have everything reckoned anew on opening.
    pub(super) fn moved(&self, now: impl Fn(&str) -> String) -> Vec<Splice> {
        let names = self.elements.iter().filter(|element| element.depth == 2 && element.name == "definedName");
        let mut splices: Vec<Splice> = names
            .filter_map(|element| {
                let was = unescape(&self.text[element.tag.end..element.close]);
                let now = now(&was);
                let length = element.close - element.tag.end;
                (now != was).then(|| Splice::new(element.tag.end as u64, length as u64, escape_attribute(&now)))
            })
            .collect();
        let top =
            |names: &[&str]| self.elements.iter().rfind(|element| element.depth == 1 && names.contains(&element.name.as_str()));
        match top(&["calcPr"]) {
            Some(element) => splices.push(element.set(&self.text, "fullCalcOnLoad", "1")),
            // The schema wants it right behind these.
            None => splices.extend(top(&["sheets", "functionGroups", "externalReferences", "definedNames"]).map(|element| {
                let p = &element.prefix;
                Splice::insert(element.whole.end as u64, format!("<{p}calcPr fullCalcOnLoad=\"1\"/>"))
            })),
        }
        splices
    }

    /// Returns the first form of a name that no sheet has: 名称, 名称(2), 名称(3) …
    pub(super) fn free_name(&self, name: &str) -> String {
        let taken: BTreeSet<String> = self.sheets.iter().map(|sheet| sheet.name.to_lowercase()).collect();
        let numbered = |number: u32| {
            let behind = if number == 1 { String::new() } else { format!("({number})") };
            let mut stem = name.to_owned();
            while stem.encode_utf16().count() + behind.len() > LONGEST_NAME {
                stem.pop();
            }
            stem + &behind
        };
        (1..).map(numbered).find(|candidate| !taken.contains(&candidate.to_lowercase())).unwrap_or_default()
    }

    /// Returns the edit that adds a sheet at the end; every other sheet keeps its place and number.
    ///
    /// # Errors
    ///
    /// When the workbook has no sheets at all.
    pub(super) fn add(&self, name: &str, id: &str) -> Result<Splice, Error> {
        let list = self.elements.iter().find(|element| element.depth == 1 && element.name == "sheets").ok_or_else(unpatchable)?;
        let numbers = self.sheets.iter().filter_map(|sheet| sheet.element.raw(&self.text, "sheetId")?.parse::<u32>().ok());
        let number = numbers.max().unwrap_or(0).checked_add(1).ok_or_else(unpatchable)?;
        let p = &list.prefix;
        let (name, namespace) = (escape_attribute(name), id_namespace(self.strict));
        let sheet = format!("<{p}sheet xmlns:r=\"{namespace}\" name=\"{name}\" sheetId=\"{number}\" r:id=\"{id}\"/>");
        Ok(list.append(&sheet))
    }

    /// Returns the edits that take a sheet out; names that belong to sheets behind it move with them.
    pub(super) fn remove(&self, index: usize) -> Vec<Splice> {
        let mut splices = vec![self.sheets[index].element.remove()];
        for element in &self.elements {
            let attribute = match (element.depth, element.name.as_str()) {
                (2, "definedName") => "localSheetId",
                (2, "workbookView") => "activeTab",
                _ => continue,
            };
            let Some(number) = element.raw(&self.text, attribute).and_then(|number| number.trim().parse::<usize>().ok()) else {
                continue;
            };
            if attribute == "localSheetId" && number == index {
                splices.push(element.remove());
            } else if number == index {
                splices.push(element.set(&self.text, attribute, "0"));
            } else if number > index {
                splices.push(element.set(&self.text, attribute, &(number - 1).to_string()));
            }
        }
        splices
    }
}

/// Returns a place in the workbook as a link names it: `'表'!A5`.
pub(super) fn location(sheet: &str, address: &str) -> String {
    format!("'{}'!{address}", sheet.replace('\'', "''"))
}
