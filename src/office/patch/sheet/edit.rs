//! The edits of a sheet, each as the splices that make it.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::Error;
use crate::office::patch::sheet::order::rank;
use crate::office::patch::sheet::tag::widen;
use crate::office::patch::sheet::{Cell, Link, Outline};
use crate::office::patch::splice::{Splice, applied};
use crate::office::patch::unpatchable;
use crate::office::patch::xml::{self, address, parse_area, set};

impl Outline {
    /// Returns the edits that give cells these formats; those that are not there are made, in order.
    ///
    /// # Errors
    ///
    /// When a cell was not among the wanted.
    pub(in crate::office::patch) fn restyle(&self, formats: &BTreeMap<Cell, usize>) -> Result<Vec<Splice>, Error> {
        let p = &self.prefix;
        let mut splices = Vec::new();
        let mut widened = BTreeSet::new();
        let mut whole_rows: BTreeMap<u32, String> = BTreeMap::new();
        let mut filled_rows: BTreeMap<u32, String> = BTreeMap::new();
        for (&(row, column), format) in formats {
            if let Some(tag) = self.cells.get(&(row, column)) {
                splices.push(set(&tag.text, "s", &format.to_string()).shifted(tag.at));
                continue;
            }
            let cell = format!("<{p}c r=\"{}\" s=\"{format}\"/>", address(row, column));
            match self.rows.get(&row) {
                None => whole_rows.entry(row).or_default().push_str(&cell),
                Some(spot) if spot.tag.is_empty() => filled_rows.entry(row).or_default().push_str(&cell),
                Some(spot) => splices.push(Splice::insert(spot.gaps.get(&column).copied().unwrap_or(spot.close), cell)),
            }
            if let Some(splice) =
                self.rows.get(&row).filter(|_| !widened.contains(&row)).and_then(|spot| widen(&spot.tag, column))
            {
                widened.insert(row);
                splices.push(splice);
            }
        }
        for (row, cells) in filled_rows {
            let spot = self.rows.get(&row).ok_or_else(unpatchable)?;
            splices.push(spot.tag.fill(&format!("{p}row"), &cells));
        }
        let (data, close) = self.data.as_ref().ok_or_else(unpatchable)?;
        let made = |(row, cells): (&u32, &String)| format!("<{p}row r=\"{}\">{cells}</{p}row>", row + 1);
        if data.is_empty() {
            let rows: String = whole_rows.iter().map(made).collect();
            splices.extend((!rows.is_empty()).then(|| data.fill(&format!("{p}sheetData"), &rows)));
        } else {
            for (row, cells) in &whole_rows {
                splices.push(Splice::insert(self.row_gaps.get(row).copied().unwrap_or(*close), made((row, cells))));
            }
        }
        Ok(splices)
    }

    /// Returns the edit that gives a filled cell another value: the `t` it needs, a format, and XML made with the sheet's
    /// prefix; `None` when there is nothing in the cell to replace.
    pub(in crate::office::patch) fn refill(
        &self,
        cell: Cell,
        kind: &str,
        format: usize,
        xml: impl Fn(&str) -> String,
    ) -> Option<Splice> {
        let (tag, content) = (self.cells.get(&cell)?, self.contents.get(&cell)?);
        let mut open = tag.text.clone();
        for (name, value) in [("t", kind), ("s", &format.to_string())] {
            open = applied(&open, vec![set(&open, name, value)]).ok()?;
        }
        Some(Splice::new(tag.at, content.close.checked_sub(tag.at)?, open + &xml(&self.prefix)))
    }

    /// Returns the edit that points the sheet to its VML drawing; `None` when it has one.
    pub(in crate::office::patch) fn draw(&self, namespace: &str, id: &str) -> Option<Splice> {
        let element = format!("<{}legacyDrawing xmlns:r=\"{namespace}\" r:id=\"{id}\"/>", self.prefix);
        self.legacy.is_none().then(|| Splice::insert(self.place("legacyDrawing"), element))
    }

    /// Returns the edit that leads from a cell to a place in the workbook; `None` when the cell has a link already.
    pub(in crate::office::patch) fn link(&self, cell: Cell, location: &str, tooltip: &str) -> Option<Splice> {
        let inside = |link: &Link| {
            parse_area(&link.area)
                .is_some_and(|(first, last)| (first.0..=last.0).contains(&cell.0) && (first.1..=last.1).contains(&cell.1))
        };
        if self.links.iter().any(inside) {
            return None;
        }
        let p = &self.prefix;
        let [location, tooltip] = [location, tooltip].map(xml::escape_attribute);
        let element =
            format!("<{p}hyperlink ref=\"{}\" location=\"{location}\" tooltip=\"{tooltip}\"/>", address(cell.0, cell.1));
        Some(match &self.links_at {
            Some((tag, _)) if tag.is_empty() => tag.fill(&format!("{p}hyperlinks"), &element),
            Some((_, close)) => Splice::insert(*close, element),
            None => Splice::insert(self.place("hyperlinks"), format!("<{p}hyperlinks>{element}</{p}hyperlinks>")),
        })
    }

    /// Returns the edits that take out the links whose place in the workbook is told of.
    pub(in crate::office::patch) fn unlink(&self, is_ours: impl Fn(&str) -> bool) -> Vec<Splice> {
        let ours = |link: &&Link| link.location.as_deref().is_some_and(&is_ours);
        let count = self.links.iter().filter(ours).count();
        match &self.links_at {
            Some((tag, close)) if count > 0 && count == self.links.len() => {
                let end = close + "</hyperlinks>".len() as u64 + self.prefix.len() as u64;
                vec![Splice::new(tag.at, end - tag.at, "")]
            }
            _ => self.links.iter().filter(ours).map(|link| Splice::new(link.whole.0, link.whole.1 - link.whole.0, "")).collect(),
        }
    }

    /// Returns where a new child of the root belongs.
    fn place(&self, name: &str) -> u64 {
        let rank = rank(name).unwrap_or(usize::MAX);
        self.places.iter().filter(|(other, _)| *other > rank).map(|(_, at)| *at).min().unwrap_or(self.end)
    }
}
