//! The rows of a form's sheet: cells filled, the marked row repeated, what stands below moved, formulas with it.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::office::cell_text::looks_like_formula;
use crate::office::patch::form::book::Strings;
use crate::office::patch::form::braces::{self, Piece};
use crate::office::patch::form::formula::{self, Growth, Growths, Spot};
use crate::office::patch::form::grid::{self, Grid, Words};
use crate::office::patch::form::{Filling, Flaw, MOST_REPEATED, Value, fits, shown};
use crate::office::patch::sheet::Cell;
use crate::office::patch::splice::{Splice, applied};
use crate::office::patch::styles::Styles;
use crate::office::patch::too_large;
use crate::office::patch::xml::{address, attribute, escape, escape_attribute, parse_area, set, unescape};

/// A sheet being filled.
pub(super) struct Work<'w> {
    pub(super) grid: &'w Grid,
    pub(super) name: &'w str,
    pub(super) spot: Spot<'w>,
    pub(super) growth: Option<Growth>,
    pub(super) growths: &'w Growths,
    pub(super) filling: &'w Filling<'w>,
    pub(super) strings: &'w Strings,
    pub(super) named: &'w BTreeMap<Cell, String>,
    pub(super) styles: Option<&'w mut Styles>,
    pub(super) flaws: &'w mut Vec<Flaw>,
}

/// The formulas that others share: where each stands and how it reads there.
type Masters = BTreeMap<String, (Cell, String)>;

impl Work<'_> {
    /// Returns the growth where rows are really put in.
    pub(super) fn grows(&self) -> Option<Growth> {
        self.growth.filter(|growth| growth.extra > 0)
    }

    /// Returns the edits of all rows.
    pub(super) fn rows(&mut self) -> Result<Vec<Splice>, Error> {
        let grid = self.grid;
        let masters = self.masters();
        let last = grid.rows.iter().map(|row| row.row).max().unwrap_or(0);
        if let Some(growth) = self.grows().filter(|growth| !fits(last, *growth)) {
            let remedy = "请删去表末尾没有内容、只有格式的行";
            self.flaws.push(Flaw::at(self.name, (growth.row, 0), "重复这一行以后，下面的行超出了表的最大行数", remedy));
            return Ok(Vec::new());
        }
        let mut splices = Vec::new();
        for row in &grid.rows {
            let is_marked = self.growth.is_some_and(|growth| growth.row == row.row);
            splices.extend(self.row(row, is_marked.then_some(0), &masters));
            let Some(growth) = self.grows().filter(|_| is_marked) else { continue };
            let whole = grid.elements[row.element].whole.clone();
            if whole.len().saturating_mul(growth.extra as usize) > MOST_REPEATED {
                return Err(too_large());
            }
            let mut repeated = String::new();
            for copy in 1..=growth.extra {
                let own = self.row(row, Some(copy), &masters).into_iter();
                let own = own.map(|splice| Splice { at: splice.at - whole.start as u64, ..splice }).collect();
                repeated.push_str(&applied(&grid.text[whole.clone()], own)?);
                if repeated.len() > MOST_REPEATED {
                    return Err(too_large());
                }
            }
            splices.push(Splice::insert(whole.end as u64, repeated));
        }
        Ok(splices)
    }

    fn masters(&self) -> Masters {
        let spots = self.grid.rows.iter().flat_map(|row| &row.cells);
        let shared = spots.filter_map(|spot| {
            let f = &self.grid.elements[spot.formula?];
            let text = unescape(&self.grid.text[f.tag.end..f.close]);
            (f.raw(&self.grid.text, "t") == Some("shared") && !text.is_empty())
                .then_some((f.raw(&self.grid.text, "si")?.to_owned(), (spot.cell, text)))
        });
        shared.collect()
    }

    fn row(&mut self, row: &grid::Row, copy: Option<u32>, masters: &Masters) -> Vec<Splice> {
        let element = &self.grid.elements[row.element];
        let to = match (self.growth, copy) {
            (_, Some(copy)) => row.row + copy,
            (Some(growth), None) => growth.moved(row.row),
            (None, None) => row.row,
        };
        let mut splices = Vec::new();
        // A row or cell without an address of its own follows the one before it, wherever that stands.
        if to != row.row && (copy.is_some() || element.raw(&self.grid.text, "r").is_some()) {
            splices.push(element.set(&self.grid.text, "r", &(to + 1).to_string()));
        }
        // A height that nobody fixed was measured by the placeholders.
        let is_fixed = element.raw(&self.grid.text, "customHeight").is_some_and(|flag| matches!(flag, "1" | "true"));
        if copy.is_some() && !is_fixed {
            let tag = &self.grid.text[element.tag.clone()];
            let height = attribute(tag, "ht").map(|found| found.whole);
            splices.extend(height.map(|found| Splice::new((element.tag.start + found.start) as u64, found.len() as u64, "")));
        }
        for spot in &row.cells {
            splices.extend(self.cell(spot, (to, spot.cell.1), copy, masters));
        }
        splices
    }

    fn cell(&mut self, spot: &grid::Spot, to: Cell, copy: Option<u32>, masters: &Masters) -> Vec<Splice> {
        let (grid, element) = (self.grid, &self.grid.elements[spot.element]);
        let raw = &grid.text[element.tag.clone()];
        if let Some(filled) = self.filled(spot, copy) {
            let whole = self.written(raw, &element.prefix, to, &filled);
            return vec![Splice::new(element.whole.start as u64, element.whole.len() as u64, whole)];
        }
        let mut splices = Vec::new();
        if to != spot.cell && element.raw(&grid.text, "r").is_some() {
            splices.push(element.set(&grid.text, "r", &address(to.0, to.1)));
        }
        if let Some(at) = spot.formula {
            splices.extend(self.formula(spot, at, copy, masters));
            // What it came to in the form is not what it comes to now.
            if let Some(value) = spot.value {
                splices.push(grid.elements[value].remove());
                let kind = attribute(raw, "t");
                splices.extend(
                    kind.map(|kind| Splice::new((element.tag.start + kind.whole.start) as u64, kind.whole.len() as u64, "")),
                );
            }
        }
        splices
    }

    /// Returns the edit of a formula, where it reads otherwise now.
    fn formula(&mut self, spot: &grid::Spot, at: usize, copy: Option<u32>, masters: &Masters) -> Vec<Splice> {
        let (grid, f) = (self.grid, &self.grid.elements[at]);
        let raw = |name| f.raw(&grid.text, name);
        let own = unescape(&grid.text[f.tag.end..f.close]);
        let place = Spot { copy, ..self.spot };
        let now = |text: &str| formula::moved(text, place, self.growths);
        match raw("t") {
            Some("shared") => {
                let Some((first, master)) = raw("si").and_then(|number| masters.get(number)) else { return Vec::new() };
                if self.grows().is_none() && now(master) == *master {
                    return Vec::new();
                }
                let by = |to: u32, from: u32| i64::from(to) - i64::from(from);
                let (rows, columns) = (by(spot.cell.0, first.0), by(spot.cell.1.into(), first.1.into()));
                let text = if own.is_empty() { formula::offset(master, rows, columns) } else { own };
                let p = &f.prefix;
                let whole = format!("<{p}f>{}</{p}f>", escape_attribute(&now(&text)));
                vec![Splice::new(f.whole.start as u64, f.whole.len() as u64, whole)]
            }
            Some(kind @ ("array" | "dataTable")) => {
                let Some(growth) = self.grows() else { return text_edit(f, &own, &now(&own)) };
                let area = raw("ref").and_then(parse_area).unwrap_or((spot.cell, spot.cell));
                let clear = area.1.0 < growth.row || area.0.0 > growth.row;
                if !clear || kind == "dataTable" {
                    let what = if kind == "array" {
                        "数组公式跨着要重复的行"
                    } else {
                        "这里是模拟运算表，不能随重复的行移动"
                    };
                    let remedy = "请改成普通公式，或者移到另一张表";
                    self.flaws.push(Flaw::at(self.name, spot.cell, format!("{what}（{}）", shown(spot.cell)), remedy));
                    return Vec::new();
                }
                let mut splices = text_edit(f, &own, &now(&own));
                let (first, last) = growth.stretch(area.0.0, area.1.0);
                let area = format!("{}:{}", address(first, area.0.1), address(last, area.1.1));
                splices.push(f.set(&grid.text, "ref", &area));
                splices
            }
            _ => text_edit(f, &own, &now(&own)),
        }
    }

    /// Returns what comes into a cell: one value, or words with the way they are written; `None` where nothing does.
    fn filled(&self, spot: &grid::Spot, copy: Option<u32>) -> Option<Filled> {
        if let Some(name) = self.named.get(&spot.cell) {
            return Some(Filled::Value((self.filling.value)(name, copy)));
        }
        let words = self.grid.words(spot, self.strings)?;
        let joined = words.joined();
        let pieces = braces::any(&joined).then(|| braces::pieces(&joined).ok()).flatten()?;
        match &pieces[..] {
            [] => None,
            [Piece::Hole(name)] => Some(Filled::Value((self.filling.value)(name, copy))),
            pieces if pieces.iter().all(|piece| matches!(piece, Piece::Words(_))) => None,
            _ => Some(Filled::Words(words.clone(), self.rewritten(&words, copy))),
        }
    }

    /// Returns the texts of a cell with their holes filled.
    fn rewritten(&self, words: &Words, copy: Option<u32>) -> Vec<String> {
        words.texts.iter().map(|(_, text)| self.spoken(text, copy)).collect()
    }

    /// Returns a text with its holes filled.
    pub(super) fn spoken(&self, text: &str, copy: Option<u32>) -> String {
        let said = |piece: &Piece| match piece {
            Piece::Words(words) => words.clone(),
            Piece::Hole(name) => (self.filling.value)(name, copy).words(),
        };
        braces::pieces(text).map_or_else(|_| text.to_owned(), |pieces| pieces.iter().map(said).collect())
    }

    /// Writes a filled cell, with the tag it had.
    fn written(&mut self, tag: &str, p: &str, to: Cell, filled: &Filled) -> String {
        let number = |number: &rust_decimal::Decimal| format!("<{p}v>{}</{p}v>", number.normalize());
        let text = |text: &str| format!("<{p}is><{p}t xml:space=\"preserve\">{}</{p}t></{p}is>", escape(text));
        let mut format = attribute(tag, "s").and_then(|s| tag[s.value].trim().parse().ok()).unwrap_or(0);
        let (kind, content) = match filled {
            Filled::Value(Value::Number(value)) => ("", number(value)),
            Filled::Value(Value::Share(value)) => {
                format = self.styles.as_mut().and_then(|styles| styles.percent(format)).unwrap_or(format);
                ("", number(value))
            }
            Filled::Value(Value::Text(words)) => {
                if looks_like_formula(words) {
                    format = self.styles.as_mut().and_then(|styles| styles.quoted(format)).unwrap_or(format);
                }
                ("inlineStr", text(words))
            }
            Filled::Value(Value::Blank) => ("", String::new()),
            Filled::Words(words, texts) if words.prefix == p => {
                let (mut xml, mut copied) = (String::new(), 0);
                for ((range, _), now) in words.texts.iter().zip(texts) {
                    xml.push_str(&words.xml[copied..range.start]);
                    xml.push_str(&format!("<{p}t xml:space=\"preserve\">{}</{p}t>", escape(now)));
                    copied = range.end;
                }
                xml.push_str(&words.xml[copied..]);
                ("inlineStr", format!("<{p}is>{xml}</{p}is>"))
            }
            Filled::Words(_, texts) => ("inlineStr", text(&texts.concat())),
        };
        let mut tag = tag.trim_end_matches('>').trim_end_matches('/').trim_end().to_owned();
        tag.push('>');
        let put = |tag: &mut String, name: &str, value: &str| {
            let splice = match attribute(tag, name) {
                Some(found) if value.is_empty() => Some(Splice::new(found.whole.start as u64, found.whole.len() as u64, "")),
                None if value.is_empty() => None,
                _ => Some(set(tag, name, value)),
            };
            if let Some(Ok(now)) = splice.map(|splice| applied(tag, vec![splice])) {
                *tag = now;
            }
        };
        put(&mut tag, "t", kind);
        if format != 0 {
            put(&mut tag, "s", &format.to_string());
        }
        put(&mut tag, "r", &address(to.0, to.1));
        format!("{tag}{content}</{p}c>")
    }
}

/// What comes into a cell.
enum Filled {
    Value(Value),
    /// How the cell was written, and its texts as they are now.
    Words(Words, Vec<String>),
}

/// Returns the edit of an element's text, where it is another now.
pub(super) fn text_edit(element: &crate::office::patch::xml::Element, was: &str, now: &str) -> Vec<Splice> {
    let splice = || Splice::new(element.tag.end as u64, (element.close - element.tag.end) as u64, escape_attribute(now));
    (was != now && element.close > element.tag.end).then(splice).into_iter().collect()
}
