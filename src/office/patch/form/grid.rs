//! One sheet of a form in memory: where its rows, cells, formulas and texts stand, and which of them are holes.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::office::patch::form::book::Strings;
use crate::office::patch::form::braces::{self, Piece, Unpaired};
use crate::office::patch::form::{Flaw, Hole, Place, Scan};
use crate::office::patch::sheet::Cell;
use crate::office::patch::unpatchable;
use crate::office::patch::xml::{Element, elements, parse_address, parse_area, unescape};

/// How deep formulas of extensions lie: worksheet, extLst, ext, group list, group, list, item, `f`.
const DEEPEST: usize = 8;

/// The most merged areas of a form.
const MOST_MERGES: usize = 100_000;

/// A sheet.
pub(super) struct Grid {
    pub(super) text: String,
    /// Its elements; those in `rows` point into it.
    pub(super) elements: Vec<Element>,
    /// Its rows, as they stand.
    pub(super) rows: Vec<Row>,
    /// Merged areas.
    pub(super) merges: Vec<(Cell, Cell)>,
    /// Where the data stands among the elements, from `sheetData` to behind its last.
    pub(super) data: std::ops::Range<usize>,
}

/// A row.
pub(super) struct Row {
    pub(super) row: u32,
    pub(super) element: usize,
    pub(super) cells: Vec<Spot>,
}

/// A cell, its parts as indexes into the elements.
pub(super) struct Spot {
    pub(super) cell: Cell,
    pub(super) element: usize,
    pub(super) formula: Option<usize>,
    pub(super) value: Option<usize>,
    pub(super) inline: Option<usize>,
}

/// What a cell says as text: its XML, and where in it the texts stand.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// What is within the string.
    pub(super) xml: String,
    /// Its texts: the whole element and its words.
    pub(super) texts: Vec<(std::ops::Range<usize>, String)>,
    /// The prefix of its elements.
    pub(super) prefix: String,
}

impl Words {
    /// Takes the string at an index of the elements; what tells how it is pronounced is left out.
    pub(super) fn of(text: &str, elements: &[Element], at: usize) -> Self {
        let string = &elements[at];
        let (mut xml, mut texts, mut sounds) = (String::new(), Vec::new(), None::<&Element>);
        let mut copied = string.tag.end;
        for element in elements[at + 1..].iter().take_while(|element| string.holds(element)) {
            if sounds.is_some_and(|sounds| sounds.holds(element)) {
                continue;
            }
            if matches!(element.name.as_str(), "rPh" | "phoneticPr") {
                xml.push_str(&text[copied..element.whole.start]);
                copied = element.whole.end;
                sounds = Some(element);
            } else if element.name == "t" {
                xml.push_str(&text[copied..element.whole.start]);
                let begins = xml.len();
                xml.push_str(&text[element.whole.clone()]);
                copied = element.whole.end;
                texts.push((begins..xml.len(), unescape(&text[element.tag.end..element.close])));
            }
        }
        xml.push_str(&text[copied..string.close.max(copied)]);
        Self { xml, texts, prefix: string.prefix.clone() }
    }

    /// Returns all words in a row.
    pub(super) fn joined(&self) -> String {
        self.texts.iter().map(|(_, words)| words.as_str()).collect()
    }

    /// Says whether every placeholder lies within one way of writing.
    fn is_whole(&self, found: usize) -> bool {
        let each = self.texts.iter().map(|(_, words)| braces::pieces(words).map(|pieces| holes(&pieces).len()));
        each.sum::<Result<usize, Unpaired>>() == Ok(found)
    }
}

fn holes(pieces: &[Piece]) -> Vec<&str> {
    let name = |piece: &'_ Piece| matches!(piece, Piece::Hole(_));
    pieces
        .iter()
        .filter(|piece| name(piece))
        .map(|piece| match piece {
            Piece::Hole(name) | Piece::Words(name) => name.as_str(),
        })
        .collect()
}

impl Grid {
    /// Takes a sheet apart.
    ///
    /// # Errors
    ///
    /// When it is no sheet, or has more in it than a form may have.
    pub(super) fn of(text: String) -> Result<Self, Error> {
        let elements = elements(&text, DEEPEST)?;
        let data = elements.iter().position(|element| element.depth == 1 && element.name == "sheetData");
        let begins = data.ok_or_else(unpatchable)?;
        let length = elements[begins + 1..].iter().take_while(|element| elements[begins].holds(element)).count();
        let mut rows: Vec<Row> = Vec::new();
        let (mut next_row, mut next_column) = (0_u32, 0_u16);
        let mut seen = BTreeSet::new();
        for (at, element) in elements.iter().enumerate().skip(begins + 1).take(length) {
            match (element.depth, element.name.as_str()) {
                (2, "row") => {
                    let stated = element.raw(&text, "r").map(|number| number.trim().parse::<u32>());
                    let row = stated.map_or(Ok(next_row + 1), |number| number.map_err(|_| unpatchable()))?;
                    let row = row.checked_sub(1).filter(|row| *row < crate::limits::ROWS).ok_or_else(unpatchable)?;
                    if !seen.insert(row) {
                        return Err(unpatchable());
                    }
                    (next_row, next_column) = (row + 1, 0);
                    rows.push(Row { row, element: at, cells: Vec::new() });
                }
                (3, "c") => {
                    let row = rows.last_mut().ok_or_else(unpatchable)?;
                    let stated = element.raw(&text, "r").map(|r| parse_address(r).ok_or_else(unpatchable)).transpose()?;
                    let cell = stated.unwrap_or((row.row, next_column));
                    if cell.0 != row.row {
                        return Err(unpatchable());
                    }
                    next_column = cell.1.saturating_add(1);
                    row.cells.push(Spot { cell, element: at, formula: None, value: None, inline: None });
                }
                (4, name) => {
                    let Some(spot) = rows.last_mut().and_then(|row| row.cells.last_mut()) else { continue };
                    match name {
                        "f" => spot.formula = Some(at),
                        "v" => spot.value = Some(at),
                        "is" => spot.inline = Some(at),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        let areas = elements.iter().filter(|element| element.depth == 2 && element.name == "mergeCell");
        let merges: Vec<_> = areas.filter_map(|element| parse_area(element.raw(&text, "ref")?)).collect();
        if merges.len() > MOST_MERGES {
            return Err(crate::office::patch::too_large());
        }
        Ok(Self { data: begins..begins + length + 1, text, elements, rows, merges })
    }

    /// Returns the cell that is seen where a cell is: the first of a merged area.
    pub(super) fn seen(&self, cell: Cell) -> Cell {
        let inside = |(first, last): &&(Cell, Cell)| (first.0..=last.0).contains(&cell.0) && (first.1..=last.1).contains(&cell.1);
        self.merges.iter().find(inside).map_or(cell, |(first, _)| *first)
    }

    /// Returns what a cell says as text, where it is text and no formula.
    pub(super) fn words(&self, spot: &Spot, strings: &Strings) -> Option<Words> {
        if spot.formula.is_some() {
            return None;
        }
        match self.elements[spot.element].raw(&self.text, "t") {
            Some("s") => {
                let value = &self.elements[spot.value?];
                let number = self.text[value.tag.end..value.close].trim().parse().ok()?;
                strings.get(number).cloned()
            }
            Some("inlineStr") => Some(Words::of(&self.text, &self.elements, spot.inline?)),
            _ => None,
        }
    }

    /// Returns the texts of headers and footers, as indexes into the elements.
    pub(super) fn margins(&self) -> impl Iterator<Item = usize> {
        let parent = self.elements.iter().position(|element| element.depth == 1 && element.name == "headerFooter");
        let within = parent.map_or(0..0, |at| at + 1..self.elements.len());
        within.filter(move |at| parent.is_some_and(|parent| self.elements[parent].holds(&self.elements[*at])))
    }

    /// Lists the holes of the sheet, and what is wrong with them.
    pub(super) fn scan(&self, name: &str, strings: &Strings, named: &BTreeMap<Cell, String>, scan: &mut Scan) {
        let hole = |place, hole: &str, named| Hole { sheet: name.to_owned(), place, name: hole.to_owned(), named };
        for spot in self.rows.iter().flat_map(|row| &row.cells) {
            let formula = spot.formula.map(|at| &self.elements[at]);
            if let Some(wanted) = named.get(&spot.cell) {
                scan.holes.push(hole(Place::Cell(spot.cell), wanted, true));
                if formula.is_some() {
                    let what = format!("命名为「{wanted}」的单元格里是公式，填数时会被盖掉");
                    scan.flaws.push(Flaw::at(name, spot.cell, what, "请删去这个单元格的公式，或者删去这个名称"));
                }
                continue;
            }
            if formula.is_some_and(|f| braces::any(&self.text[f.tag.end..f.close])) {
                let remedy = "请把占位符写在另一个单元格里，公式引用那个单元格";
                scan.flaws.push(Flaw::at(name, spot.cell, "公式里写了占位符，公式里的不会替换", remedy));
            }
            let Some(words) = self.words(spot, strings) else { continue };
            let joined = words.joined();
            if !braces::any(&joined) {
                continue;
            }
            match braces::pieces(&joined) {
                Err(unpaired) => scan.flaws.push(Flaw::at(name, spot.cell, unpaired_words(unpaired, &joined), REMEDY)),
                Ok(pieces) => {
                    let found = holes(&pieces);
                    if !words.is_whole(found.len()) {
                        let what = "占位符的几个字用了不同的字体或颜色，不能整个替换";
                        scan.flaws.push(Flaw::at(name, spot.cell, what, "请选中占位符，统一字体、字号和颜色"));
                    }
                    scan.holes.extend(found.into_iter().map(|found| hole(Place::Cell(spot.cell), found, false)));
                }
            }
        }
        for at in self.margins() {
            let text = self.margin(at);
            match braces::pieces(&text) {
                Ok(pieces) => scan.holes.extend(holes(&pieces).into_iter().map(|found| hole(Place::Margin, found, false))),
                Err(unpaired) => {
                    scan.flaws.push(Flaw::on(name, format!("页眉页脚里{}", unpaired_words(unpaired, &text)), REMEDY));
                }
            }
        }
    }

    /// Returns the words of a header or footer.
    pub(super) fn margin(&self, at: usize) -> String {
        let element = &self.elements[at];
        unescape(&self.text[element.tag.end..element.close])
    }
}

const REMEDY: &str = "占位符两边各写两个花括号，例如 {{单位}}";

fn unpaired_words(unpaired: Unpaired, text: &str) -> String {
    let text: String = text.chars().take(40).collect();
    match unpaired {
        Unpaired::Open => format!("「{text}」里的花括号没有写完"),
        Unpaired::Close => format!("「{text}」里多了一对右花括号，或者左边少写了"),
    }
}
