//! A form's package opened: its sheets, its strings with placeholders, and the defined names that name cells.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::office::patch::form::Flaw;
use crate::office::patch::form::braces;
use crate::office::patch::form::grid::{Grid, Words};
use crate::office::patch::package::Package;
use crate::office::patch::sheet::{Cell, Outline, Wanted};
use crate::office::patch::splice::applied;
use crate::office::patch::unpatchable;
use crate::office::patch::workbook::{Sheet, Workbook};
use crate::office::patch::xml::{elements, parse_area};

/// The shared strings that have anything of a placeholder.
#[derive(Debug, Default)]
pub(super) struct Strings(BTreeMap<usize, Words>);

impl Strings {
    fn of(text: &str) -> Result<Self, Error> {
        let elements = elements(text, 3)?;
        let items = elements.iter().enumerate().filter(|(_, element)| element.depth == 1 && element.name == "si");
        let mut found = BTreeMap::new();
        for (number, (at, item)) in items.enumerate() {
            // Most strings have none, and need not be taken apart.
            if text[item.whole.clone()].contains(['{', '}', '｛', '｝', '#']) {
                let words = Words::of(text, &elements, at);
                if braces::any(&words.joined()) {
                    found.insert(number, words);
                }
            }
        }
        Ok(Self(found))
    }

    /// Returns a string by its number.
    pub(super) fn get(&self, number: usize) -> Option<&Words> {
        self.0.get(&number)
    }
}

/// An opened form.
pub(super) struct Opened<'b> {
    pub(super) package: Package<'b>,
    pub(super) workbook: Workbook,
    pub(super) sheets: Vec<Sheet>,
    pub(super) strings: Strings,
    /// The areas that are named, by the index of their sheet.
    names: Vec<(usize, (Cell, Cell), String)>,
    /// What is wrong with the names.
    pub(super) flaws: Vec<Flaw>,
}

impl<'b> Opened<'b> {
    /// Opens a form; defined names that begin with `prefix` are taken as names of holes.
    pub(super) fn of(mut package: Package<'b>, prefix: &str) -> Result<Self, Error> {
        let workbook = Workbook::of(&mut package)?;
        let strings = match workbook.relations.part("sharedStrings") {
            Some(part) => Strings::of(&package.text(&part)?)?,
            None => Strings::default(),
        };
        let sheets = workbook.sheets.clone();
        let parts: Vec<&String> = sheets.iter().filter_map(|sheet| sheet.part.as_ref()).collect();
        if parts.iter().collect::<BTreeSet<_>>().len() < parts.len() {
            return Err(unpatchable());
        }
        let (mut names, mut flaws) = (Vec::new(), Vec::new());
        for (full, text) in workbook.defined_names() {
            let Some(name) = full.strip_prefix(prefix) else { continue };
            let place = text.rsplit_once('!').and_then(|(sheet, area)| {
                let sheet = sheet.trim_matches('\'').replace("''", "'").to_lowercase();
                let at = sheets.iter().position(|known| known.name.to_lowercase() == sheet)?;
                Some((at, parse_area(area)?))
            });
            match place {
                Some((at, area)) => names.push((at, area, name.to_owned())),
                None => flaws.push(Flaw {
                    sheet: None,
                    cell: None,
                    what: format!("名称「{full}」没有指向表里的单元格，现在是「{text}」"),
                    remedy: "请在「公式」→「名称管理器」里改成一个单元格，或者删去这个名称".to_owned(),
                }),
            }
        }
        Ok(Self { package, workbook, sheets, strings, names, flaws })
    }

    /// Returns the text of a sheet; `None` for chart sheets and the like.
    pub(super) fn text(&mut self, at: usize) -> Result<Option<String>, Error> {
        let Some(part) = self.sheets[at].part.clone() else { return Ok(None) };
        self.package.text(&part).map(Some)
    }

    /// Returns the cells of a sheet that are named, each with the name.
    pub(super) fn named(&self, at: usize, grid: &Grid) -> BTreeMap<Cell, String> {
        let own = self.names.iter().filter(|(sheet, ..)| *sheet == at);
        own.map(|(_, (first, _), name)| (grid.seen(*first), name.clone())).collect()
    }

    /// Lists the names of a sheet that name more than one cell.
    pub(super) fn wide_names(&self, at: usize, grid: &Grid, prefix: &str) -> Vec<Flaw> {
        let wide = |(sheet, (first, last), _): &&(usize, (Cell, Cell), String)| {
            *sheet == at && first != last && grid.seen(*first) != grid.seen(*last)
        };
        let flaw = |(_, (first, _), name): &(usize, (Cell, Cell), String)| {
            let what = format!("名称「{prefix}{name}」指向了一片单元格");
            Flaw::at(&self.sheets[at].name, *first, what, "请在「公式」→「名称管理器」里改成一个单元格")
        };
        self.names.iter().filter(wide).map(flaw).collect()
    }

    /// Returns the text of a sheet with every named cell there, if only as an empty one.
    pub(super) fn with_named_cells(&self, at: usize, text: String) -> Result<String, Error> {
        let cells: BTreeSet<Cell> =
            self.names.iter().filter(|(sheet, ..)| *sheet == at).map(|(_, (first, _), _)| *first).collect();
        if cells.is_empty() {
            return Ok(text);
        }
        let outline = Outline::read(text.as_bytes(), &Wanted { cells: cells.clone(), formats: BTreeSet::new() })?;
        let there: BTreeSet<Cell> = outline.found().collect();
        let missing = cells.difference(&there).map(|cell| (*cell, outline.format(*cell))).collect();
        applied(&text, outline.restyle(&missing)?)
    }
}
