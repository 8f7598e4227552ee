//! The styles of a workbook with more behind them: what a marked cell looks like, and the looks of the list.
//!
//! Nothing that is there changes its number, so every untouched cell keeps its look and taking the marks off is exact.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::office::patch::package::{Changes, Package};
use crate::office::patch::rels::main_namespace;
use crate::office::patch::splice::applied;
use crate::office::patch::xml::{Element, HEAD, attribute, elements, set};
use crate::office::patch::{Tone, unpatchable};

/// The most cell formats a workbook holds. Source: Microsoft, Excel specifications and limits, "Unique cell formats".
const MOST_FORMATS: usize = 65_490;

/// The groups that get more entries.
const GROUPS: [&str; 4] = ["fonts", "fills", "borders", "cellXfs"];

/// The looks of the list's cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Look {
    /// The title.
    Title,
    /// What explains the list.
    Note,
    /// The header.
    Head,
    /// Text.
    Body,
    /// Text that would be a formula if somebody typed it.
    Quoted,
    /// Centred text.
    Center,
    /// A link.
    Link,
    /// Centred, on a mark's background.
    Toned(Tone),
}

/// The styles part and what comes behind its fonts, fills, borders and cell formats.
#[derive(Clone, Debug)]
pub(super) struct Styles {
    /// The part's name; `None` when the workbook has none yet.
    name: Option<String>,
    text: String,
    elements: Vec<Element>,
    /// The entries of each group, as indexes into `elements`.
    groups: BTreeMap<&'static str, Vec<usize>>,
    added: BTreeMap<&'static str, Vec<String>>,
    marked: BTreeMap<(usize, Tone), usize>,
    unmarked: BTreeMap<(usize, usize), usize>,
    dated: BTreeMap<usize, usize>,
    percent: BTreeMap<usize, usize>,
    quoted: BTreeMap<usize, usize>,
    looks: BTreeMap<Look, usize>,
}

impl Styles {
    /// Reads the styles; a workbook without any gets the least there can be.
    ///
    /// # Errors
    ///
    /// When they have no fills or no cell formats.
    pub(super) fn of(package: &mut Package<'_>, name: Option<String>, strict: bool) -> Result<Self, Error> {
        let text = match &name {
            Some(name) => package.text(name)?,
            None => plain(strict),
        };
        let styles = Self::parsed(name, text)?;
        let whole = GROUPS.iter().all(|group| styles.group(group).is_some());
        if whole && styles.count("cellXfs") > 0 { Ok(styles) } else { Err(unpatchable()) }
    }

    fn parsed(name: Option<String>, text: String) -> Result<Self, Error> {
        let elements = elements(&text, 4)?;
        let mut groups: BTreeMap<&'static str, Vec<usize>> = BTreeMap::new();
        let mut inside = None;
        for (at, element) in elements.iter().enumerate() {
            match element.depth {
                1 => inside = GROUPS.into_iter().find(|group| *group == element.name),
                2 => inside.into_iter().for_each(|group| groups.entry(group).or_default().push(at)),
                _ => {}
            }
        }
        let (added, marked, unmarked, dated, percent, quoted, looks) = Default::default();
        Ok(Self { name, text, elements, groups, added, marked, unmarked, dated, percent, quoted, looks })
    }

    /// Returns the number of the format that looks like `base` on a mark's background; `None` when there is no such
    /// format, or no room for another.
    pub(super) fn marked(&mut self, base: usize, tone: Tone) -> Option<usize> {
        if let Some(known) = self.marked.get(&(base, tone)) {
            return Some(*known);
        }
        self.fill_of(base)?;
        let fill = self.add_once("fills", &self.fill(&format!("rgb=\"FF{}\"", tone.rgb())));
        let made = self.filled(base, fill)?;
        self.marked.insert((base, tone), made);
        Some(made)
    }

    /// Returns the attributes of the colour behind a format; `None` when nothing, or more than a colour, is behind it.
    pub(super) fn colour(&self, format: usize) -> Option<String> {
        self.solid_colour(self.fill_of(format)?)
    }

    /// Says whether a format is a marked one, by its colour.
    pub(super) fn is_marked(&self, format: usize) -> bool {
        let colour = self.colour(format).unwrap_or_default().to_ascii_uppercase();
        Tone::ALL.iter().any(|tone| colour.contains(&format!("RGB=\"FF{}\"", tone.rgb())))
    }

    /// Returns the number of the format that looks like a marked one on this colour, or on none.
    pub(super) fn unmarked(&mut self, base: usize, colour: Option<&str>) -> Option<usize> {
        let fill = colour.map_or(0, |colour| self.add_once("fills", &self.fill(colour)));
        if let Some(known) = self.unmarked.get(&(base, fill)) {
            return Some(*known);
        }
        let made = self.filled(base, fill)?;
        self.unmarked.insert((base, fill), made);
        Some(made)
    }

    /// Returns the number of the format that looks like `base` and shows a number as the system's short date.
    pub(super) fn dated(&mut self, base: usize) -> Option<usize> {
        if let Some(known) = self.dated.get(&base) {
            return Some(*known);
        }
        let made = self.changed(base, [("numFmtId", "14".to_owned()), ("applyNumberFormat", "1".to_owned())])?;
        self.dated.insert(base, made);
        Some(made)
    }

    /// Returns the number of the format that looks like `base` and keeps what is typed again as text.
    pub(super) fn quoted(&mut self, base: usize) -> Option<usize> {
        if let Some(known) = self.quoted.get(&base) {
            return Some(*known);
        }
        let made = self.changed(base, [("quotePrefix", "1".to_owned())])?;
        self.quoted.insert(base, made);
        Some(made)
    }

    /// Returns the number of the format that looks like `base` and shows a share as a percentage with two places; `base`
    /// itself where it shows numbers in a way of its own.
    pub(super) fn percent(&mut self, base: usize) -> Option<usize> {
        if let Some(known) = self.percent.get(&base) {
            return Some(*known);
        }
        let format = &self.elements[self.entry("cellXfs", base)?];
        let own = format.raw(&self.text, "numFmtId").is_some_and(|number| !matches!(number, "0" | "49"));
        let percent = || [("numFmtId", "10".to_owned()), ("applyNumberFormat", "1".to_owned())];
        let made = if own { base } else { self.changed(base, percent())? };
        self.percent.insert(base, made);
        Some(made)
    }

    /// Returns the numbers of all formats.
    pub(super) fn formats(&self) -> std::ops::Range<usize> {
        0..self.count("cellXfs")
    }

    /// Returns the number of a look of the list.
    pub(super) fn look(&mut self, look: Look) -> usize {
        if let Some(known) = self.looks.get(&look) {
            return *known;
        }
        let p = self.elements[0].prefix.clone();
        let font = |bold: &str, size: u32, colour: &str| {
            let colour = format!("<{p}color rgb=\"FF{colour}\"/>");
            format!(
                "<{p}font>{bold}<{p}sz val=\"{size}\"/>{colour}<{p}name val=\"宋体\"/><{p}family val=\"3\"/><{p}charset val=\"134\"/></{p}font>"
            )
        };
        let (bold, line) = (format!("<{p}b/>"), format!("<{p}u/>"));
        let font = match look {
            Look::Title => font(&bold, 14, "8B1A1A"),
            Look::Note => font("", 10, "595959"),
            Look::Head => font(&bold, 10, "FFFFFF"),
            Look::Link => font(&line, 10, "0563C1"),
            _ => font("", 10, "000000"),
        };
        let solid = |rgb: &str| self.fill(&format!("rgb=\"FF{rgb}\""));
        let fill = match look {
            Look::Head => Some(solid("8B1A1A")),
            Look::Toned(tone) => Some(solid(tone.rgb())),
            _ => None,
        };
        let side = |name: &str| format!("<{p}{name} style=\"thin\"><{p}color rgb=\"FFA6A6A6\"/></{p}{name}>");
        let sides = ["left", "right", "top", "bottom"].map(side).concat();
        let framed = format!("<{p}border>{sides}<{p}diagonal/></{p}border>");
        let free = matches!(look, Look::Title | Look::Note);
        let border = if free { 0 } else { self.add_once("borders", &framed) };
        let font = self.add_once("fonts", &font);
        let fill = fill.map_or(0, |fill| self.add_once("fills", &fill));
        let across =
            if matches!(look, Look::Head | Look::Center | Look::Link | Look::Toned(_)) { " horizontal=\"center\"" } else { "" };
        let wrap = if free { "" } else { " wrapText=\"1\"" };
        let quoted = if look == Look::Quoted { " quotePrefix=\"1\"" } else { "" };
        let of = if self.group("cellStyleXfs").is_some() { " xfId=\"0\"" } else { "" };
        let format = format!(
            "<{p}xf numFmtId=\"49\" fontId=\"{font}\" fillId=\"{fill}\" borderId=\"{border}\"{of}{quoted} applyNumberFormat=\"1\" \
             applyFont=\"1\" applyFill=\"1\" applyBorder=\"1\" applyAlignment=\"1\"><{p}alignment{across} vertical=\"center\"{wrap}/></{p}xf>"
        );
        let made = self.add("cellXfs", format);
        self.looks.insert(look, made);
        made
    }

    /// Returns how a format looks but for its fill; empty for one that is not there.
    pub(super) fn but_for_fill(&self, format: usize) -> String {
        let Some(element) = self.entry("cellXfs", format) else { return String::new() };
        let mut look = self.text[self.elements[element].whole.clone()].to_owned();
        for name in ["fillId", "applyFill"] {
            if let Some(found) = attribute(&look, name) {
                look.replace_range(found.whole, "");
            }
        }
        look
    }

    /// Says whether other styles are these without their last fonts, fills, borders and formats.
    ///
    /// # Errors
    ///
    /// When what is left of these cannot be put together.
    pub(super) fn begin_as(&self, other: &Self) -> Result<bool, Error> {
        let mut splices = Vec::new();
        for group in GROUPS {
            let surplus = self.groups.get(group).and_then(|entries| entries.get(other.held(group)..)).unwrap_or_default();
            splices.extend(surplus.iter().map(|entry| self.elements[*entry].remove()));
        }
        let left = Self::parsed(None, applied(&self.text, splices)?)?;
        // The counts differ, and an element that was empty may have become a pair of tags.
        let said = |styles: &Self| -> Vec<String> {
            let text = |element: &Element| match element.depth {
                1 if GROUPS.contains(&element.name.as_str()) => element.name.clone(),
                _ => styles.text[element.tag.clone()].to_owned(),
            };
            styles.elements.iter().map(text).collect()
        };
        Ok(said(&left) == said(other))
    }

    /// Puts the additions into the changes; returns the whole text when the part is new.
    ///
    /// # Errors
    ///
    /// When the additions do not fit.
    pub(super) fn finish(self, changes: &mut Changes) -> Result<Option<String>, Error> {
        let mut splices = Vec::new();
        for (name, added) in &self.added {
            let group = self.group(name).ok_or_else(unpatchable)?;
            splices.push(group.append(&added.concat()));
            if group.raw(&self.text, "count").is_some() {
                splices.push(group.set(&self.text, "count", &self.count(name).to_string()));
            }
        }
        match self.name {
            Some(name) => {
                for splice in splices {
                    changes.edit(&name, splice);
                }
                Ok(None)
            }
            None => applied(&self.text, splices).map(Some),
        }
    }

    fn group(&self, name: &str) -> Option<&Element> {
        self.elements.iter().find(|element| element.depth == 1 && element.name == name)
    }

    /// Returns an entry of a group that the part holds, as an index into `elements`.
    fn entry(&self, name: &str, number: usize) -> Option<usize> {
        self.groups.get(name)?.get(number).copied()
    }

    fn held(&self, name: &str) -> usize {
        self.groups.get(name).map_or(0, Vec::len)
    }

    /// Returns how many entries a group has, those added included.
    fn count(&self, name: &str) -> usize {
        self.held(name) + self.added.get(name).map_or(0, Vec::len)
    }

    fn add(&mut self, name: &'static str, entry: String) -> usize {
        let number = self.count(name);
        self.added.entry(name).or_default().push(entry);
        number
    }

    fn add_once(&mut self, name: &'static str, entry: &str) -> usize {
        let before = self.held(name);
        match self.added.get(name).and_then(|added| added.iter().position(|known| known == entry)) {
            Some(at) => before + at,
            None => self.add(name, entry.to_owned()),
        }
    }

    fn fill(&self, colour: &str) -> String {
        let p = &self.elements[0].prefix;
        format!(
            "<{p}fill><{p}patternFill patternType=\"solid\"><{p}fgColor {colour}/><{p}bgColor indexed=\"64\"/></{p}patternFill></{p}fill>"
        )
    }

    /// Returns the fill of a format that the part holds, as an index into `elements`.
    fn fill_of(&self, format: usize) -> Option<usize> {
        let format = &self.elements[self.entry("cellXfs", format)?];
        let number = format.raw(&self.text, "fillId").map_or(Ok(0), str::parse).ok()?;
        self.entry("fills", number)
    }

    /// Returns what lies within a fill.
    fn within(&self, fill: usize) -> impl Iterator<Item = &Element> {
        self.elements[fill + 1..].iter().take_while(move |element| self.elements[fill].holds(element))
    }

    /// Returns the attributes of a solid fill's colour, as written.
    fn solid_colour(&self, fill: usize) -> Option<String> {
        let pattern = self.within(fill).find(|element| element.depth == 3)?;
        let solid = pattern.raw(&self.text, "patternType") == Some("solid");
        let colour = self.within(fill).find(|element| element.name == "fgColor").filter(|_| solid)?;
        Some(self.attributes(colour))
    }

    fn attributes(&self, element: &Element) -> String {
        let tag = &self.text[element.tag.clone()];
        let name = element.prefix.len() + element.name.len() + 1;
        tag.get(name..).unwrap_or_default().trim_end_matches('>').trim_end_matches('/').trim().to_owned()
    }

    /// Adds a copy of a format with another fill.
    fn filled(&mut self, base: usize, fill: usize) -> Option<usize> {
        self.changed(base, [("fillId", fill.to_string()), ("applyFill", "1".to_owned())])
    }

    /// Adds a copy of a format with other attributes.
    fn changed<const N: usize>(&mut self, base: usize, attributes: [(&str, String); N]) -> Option<usize> {
        if self.count("cellXfs") >= MOST_FORMATS {
            return None;
        }
        let element = self.entry("cellXfs", base)?;
        let mut format = self.text[self.elements[element].whole.clone()].to_owned();
        for (name, value) in attributes {
            let splice = set(&format, name, &value);
            format = applied(&format, vec![splice]).ok()?;
        }
        Some(self.add("cellXfs", format))
    }
}

/// The styles of a workbook that has none.
fn plain(strict: bool) -> String {
    format!(
        "{HEAD}<styleSheet xmlns=\"{}\"><fonts count=\"1\"><font><sz val=\"11\"/><name val=\"宋体\"/></font></fonts>\
         <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill><fill><patternFill patternType=\"gray125\"/></fill></fills>\
         <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
         <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
         <cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs>\
         <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>",
        main_namespace(strict)
    )
}

#[cfg(test)]
mod tests {
    use super::{Changes, Look, Styles, Tone, elements, plain};
    use crate::office::patch::splice::applied;

    fn styles(text: &str) -> Styles {
        Styles::parsed(Some("s".into()), text.to_owned()).expect("XML")
    }

    fn finished(styles: Styles) -> String {
        let (text, mut changes) = (styles.text.clone(), Changes::default());
        styles.finish(&mut changes).expect("finished");
        applied(&text, changes.edited.remove("s").expect("edited")).expect("applied")
    }

    #[test]
    fn a_marked_format_is_its_base_on_another_background_and_finds_back() {
        let blue = plain(false).replace(
            "<xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs>",
            "<xf numFmtId=\"0\" fillId=\"0\"/><xf numFmtId=\"14\" fillId=\"2\" borderId=\"0\"><alignment wrapText=\"1\"/></xf></cellXfs>",
        );
        let blue = blue.replace("</fills>", "<fill><patternFill patternType=\"solid\"><fgColor theme=\"4\" tint=\"0.5\"/><bgColor indexed=\"64\"/></patternFill></fill></fills>");
        let blue =
            blue.replace("<cellXfs count=\"1\">", "<cellXfs count=\"2\">").replace("<fills count=\"2\">", "<fills count=\"3\">");
        let mut before = styles(&blue);
        assert_eq!(before.marked(1, Tone::Error), Some(2));
        assert_eq!(before.marked(0, Tone::Error), Some(3));
        assert_eq!(before.marked(1, Tone::Error), Some(2));
        assert_eq!(before.marked(9, Tone::Error), None);
        let now = finished(before);
        assert!(
            now.contains("<xf applyFill=\"1\" numFmtId=\"14\" fillId=\"3\" borderId=\"0\"><alignment wrapText=\"1\"/></xf>"),
            "{now}"
        );
        assert!(now.contains("<cellXfs count=\"4\">") && now.contains("<fills count=\"4\">"), "{now}");
        let mut after = styles(&now);
        assert_eq!([0, 1, 2, 3].map(|format| after.is_marked(format)), [false, false, true, true]);
        assert_eq!(after.colour(1).as_deref(), Some("theme=\"4\" tint=\"0.5\""));
        assert_eq!(after.unmarked(2, after.colour(1).as_deref()), Some(4));
        assert_eq!((after.unmarked(3, None), after.unmarked(3, None)), (Some(5), Some(5)));
        let back = finished(after);
        assert!(
            back.contains("<fgColor theme=\"4\" tint=\"0.5\"/><bgColor indexed=\"64\"/></patternFill></fill></fills>"),
            "{back}"
        );
        assert!(back.contains("<xf applyFill=\"1\" numFmtId=\"0\" fillId=\"0\"/></cellXfs>"), "{back}");
    }

    #[test]
    fn every_look_is_added_once() {
        let mut list = styles(&plain(false));
        let first = list.look(Look::Head);
        assert_eq!((first, list.look(Look::Head), list.look(Look::Toned(Tone::Notice))), (1, 1, 2));
        let text = finished(list);
        assert!(text.contains("<cellXfs count=\"3\">") && text.contains("<borders count=\"2\">"), "{text}");
        assert!(elements(&text, 4).is_ok());
    }
}
