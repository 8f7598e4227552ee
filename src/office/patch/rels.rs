//! Relationships and content types: what a part points to, and how a new part becomes known.

use crate::error::Error;
use crate::office::patch::package::{Changes, Package, rels_of, resolve};
use crate::office::patch::splice::Splice;
use crate::office::patch::xml::{Element, HEAD, elements, escape_attribute};

/// The namespace of relationship parts.
const RELATIONSHIPS: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The two families of relationship types, transitional and strict.
const FAMILIES: [&str; 2] = [
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
];

/// The part that lists content types.
pub(super) const CONTENT_TYPES: &str = "[Content_Types].xml";

/// Content types of parts that are added.
pub(super) mod content {
    pub(in crate::office::patch) const SHEET: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
    pub(in crate::office::patch) const STYLES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";
    pub(in crate::office::patch) const COMMENTS: &str =
        "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
    pub(in crate::office::patch) const VML: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";
    pub(in crate::office::patch) const PROPERTIES: &str = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml";
    pub(in crate::office::patch) const XML: &str = "application/xml";
}

/// One relationship.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Relation {
    /// Its id.
    pub(super) id: String,
    /// The last part of its type: `worksheet`, `comments`.
    pub(super) kind: String,
    /// The real name of the part it leads to; `None` when there is none, or it leads out of the package.
    pub(super) part: Option<String>,
    /// The element.
    element: Element,
}

/// The relationships of one part, with the edits to come.
#[derive(Clone, Debug)]
pub(super) struct Relations {
    name: String,
    text: Option<String>,
    root: Option<Element>,
    /// All relationships, in document order.
    pub(super) list: Vec<Relation>,
    taken: Vec<String>,
    added: String,
    removed: Vec<Splice>,
    strict: bool,
}

impl Relations {
    /// Reads the relationships of a part; `""` is the package itself. A part without any has an empty list.
    /// New ones are of the strict family where the workbook is.
    ///
    /// # Errors
    ///
    /// When they are no XML.
    pub(super) fn of(package: &mut Package<'_>, part: &str, strict: bool) -> Result<Self, Error> {
        let wanted = if part.is_empty() { "_rels/.rels".to_owned() } else { rels_of(part) };
        let Some(name) = package.find(&wanted) else {
            let (text, root, list, taken) = (None, None, Vec::new(), Vec::new());
            return Ok(Self { name: wanted, text, root, list, taken, added: String::new(), removed: Vec::new(), strict });
        };
        let text = package.text(&name)?;
        let mut found = elements(&text, 1)?.into_iter();
        let root = found.next();
        let mut list = Vec::new();
        for element in found.filter(|element| element.name == "Relationship") {
            let get = |name| element.get(&text, name);
            let (Some(id), Some(kind), Some(target)) = (get("Id"), get("Type"), get("Target")) else { continue };
            let outside = get("TargetMode").is_some_and(|mode| mode == "External");
            let resolved = resolve(part, &target);
            let inside = (!outside).then(|| package.find(&resolved).or_else(|| package.find(&resolved.replace("%20", " "))));
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            list.push(Relation { id, kind, part: inside.flatten(), element });
        }
        let taken = list.iter().map(|relation| relation.id.clone()).collect();
        Ok(Self { name, text: Some(text), root, list, taken, added: String::new(), removed: Vec::new(), strict })
    }

    /// Returns the part that the first relationship of a kind leads to.
    pub(super) fn part(&self, kind: &str) -> Option<String> {
        self.list.iter().filter(|relation| relation.kind == kind).find_map(|relation| relation.part.clone())
    }

    /// Adds a relationship of a kind to a part of this name, and returns its id.
    pub(super) fn add(&mut self, kind: &str, part: &str) -> String {
        let family = FAMILIES[usize::from(self.strict)];
        let id = (1..).map(|n| format!("rIdXuncha{n}")).find(|id| !self.taken.contains(id)).unwrap_or_default();
        self.taken.push(id.clone());
        let prefix = self.root.as_ref().map(|root| root.prefix.clone()).unwrap_or_default();
        let part = escape_attribute(part);
        self.added.push_str(&format!("<{prefix}Relationship Id=\"{id}\" Type=\"{family}/{kind}\" Target=\"/{part}\"/>"));
        id
    }

    /// Takes out the relationships that lead to a part.
    pub(super) fn remove(&mut self, part: &str) {
        let leading = self.list.iter().filter(|relation| relation.part.as_deref() == Some(part));
        self.removed.extend(leading.map(|relation| relation.element.remove()));
    }

    /// Puts what was added and taken out into the changes.
    pub(super) fn finish(self, changes: &mut Changes) {
        match (self.text, self.root) {
            (Some(_), Some(root)) => {
                for splice in self.removed {
                    changes.edit(&self.name, splice);
                }
                if !self.added.is_empty() {
                    changes.edit(&self.name, root.append(&self.added));
                }
            }
            _ if self.added.is_empty() => {}
            _ => {
                let text = format!("{HEAD}<Relationships xmlns=\"{RELATIONSHIPS}\">{}</Relationships>", self.added);
                changes.added.push((self.name, text.into_bytes()));
            }
        }
    }
}

/// The content types of a package, with the edits to come.
#[derive(Clone, Debug)]
pub(super) struct ContentTypes {
    name: String,
    text: String,
    elements: Vec<Element>,
    added: String,
    removed: Vec<Splice>,
}

impl ContentTypes {
    /// Reads the content types.
    ///
    /// # Errors
    ///
    /// When the package has none.
    pub(super) fn of(package: &mut Package<'_>) -> Result<Self, Error> {
        let name = package.find(CONTENT_TYPES).ok_or_else(crate::office::patch::unpatchable)?;
        let text = package.text(&name)?;
        let elements = elements(&text, 1)?;
        Ok(Self { name, text, elements, added: String::new(), removed: Vec::new() })
    }

    /// Makes a new part known, by its extension where that says the same.
    pub(super) fn add(&mut self, part: &str, kind: &str) {
        let extension = part.rsplit_once('.').map_or("", |(_, extension)| extension);
        let says = |element: &Element| {
            element.name == "Default"
                && element.get(&self.text, "Extension").is_some_and(|known| known.eq_ignore_ascii_case(extension))
                && element.get(&self.text, "ContentType").is_some_and(|known| known == kind)
        };
        if self.elements.iter().any(says) {
            return;
        }
        let prefix = self.elements.first().map(|root| root.prefix.clone()).unwrap_or_default();
        let part = escape_attribute(part);
        self.added.push_str(&format!("<{prefix}Override PartName=\"/{part}\" ContentType=\"{kind}\"/>"));
    }

    /// Forgets a part.
    pub(super) fn remove(&mut self, part: &str) {
        let named = |element: &&Element| {
            element.name == "Override"
                && element.get(&self.text, "PartName").is_some_and(|name| name.trim_start_matches('/').eq_ignore_ascii_case(part))
        };
        let splices: Vec<Splice> = self.elements.iter().filter(named).map(Element::remove).collect();
        self.removed.extend(splices);
    }

    /// Puts what was added and taken out into the changes.
    pub(super) fn finish(self, changes: &mut Changes) {
        for splice in self.removed {
            changes.edit(&self.name, splice);
        }
        if let Some(root) = self.elements.first().filter(|_| !self.added.is_empty()) {
            changes.edit(&self.name, root.append(&self.added));
        }
    }
}

/// The main namespaces of the two families.
const MAIN: [&str; 2] =
    ["http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"];

/// Says whether a part is of the strict family.
pub(super) fn is_strict(text: &str) -> bool {
    text.contains(MAIN[1])
}

/// Returns the main namespace of a family.
pub(super) fn main_namespace(strict: bool) -> &'static str {
    MAIN[usize::from(strict)]
}

/// Returns the namespace of relationship ids of a family.
pub(super) fn id_namespace(strict: bool) -> &'static str {
    FAMILIES[usize::from(strict)]
}

/// Returns the first name of a pattern with a number that the package does not hold yet.
pub(super) fn free_name(package: &Package<'_>, before: &str, after: &str) -> String {
    (1..).map(|n| format!("{before}{n}{after}")).find(|name| package.find(name).is_none()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{ContentTypes, elements};
    use crate::office::patch::splice::applied;

    #[test]
    fn a_part_is_made_known_once() {
        let text = "<Types><Default Extension=\"XML\" ContentType=\"application/xml\"/></Types>".to_owned();
        let found = elements(&text, 1).expect("XML");
        let mut types =
            ContentTypes { name: String::new(), text: text.clone(), elements: found, added: String::new(), removed: Vec::new() };
        types.add("customXml/item1.xml", "application/xml");
        assert_eq!(types.added, "");
        types.add("xl/a&b.vml", "vml");
        let root = &types.elements[0];
        let now = applied(&text, vec![root.append(&types.added)]).expect("applied");
        assert!(now.ends_with("/><Override PartName=\"/xl/a&amp;b.vml\" ContentType=\"vml\"/></Types>"), "{now}");
        assert!(elements(&now, 1).is_ok());
    }
}
