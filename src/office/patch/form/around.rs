//! What stands around the rows of a form's sheet and moves with them: merged areas, conditional formats, choices, links,
//! page breaks, print set-up; headers and footers are filled.

use crate::office::patch::form::Flaw;
use crate::office::patch::form::formula::{self, Growth};
use crate::office::patch::form::rows::{Work, text_edit};
use crate::office::patch::splice::Splice;
use crate::office::patch::xml::{Element, address, escape_attribute, parse_address, parse_area, unescape};

/// The most merged areas that are repeated, were all of them in the marked row.
const MOST_REPEATED_MERGES: usize = 1_000_000;

impl Work<'_> {
    /// Returns the edits of everything but the rows.
    pub(super) fn around(&mut self) -> Vec<Splice> {
        let grid = self.grid;
        let mut splices = Vec::new();
        for at in grid.margins() {
            let was = grid.margin(at);
            if !crate::office::patch::form::braces::any(&was) {
                continue;
            }
            // A sign that begins a code there is written twice to stand for itself.
            let value = |piece: &str| self.spoken(piece, None);
            let now = margin(&was, value);
            splices.extend(text_edit(&grid.elements[at], &was, &now));
        }
        let repeated = self.grows().map_or(0, |growth| grid.merges.len().saturating_mul(growth.extra as usize));
        if repeated > MOST_REPEATED_MERGES {
            let remedy = "请拆开用不着的合并单元格";
            self.flaws.push(Flaw::on(self.name, "这张表的合并单元格太多，不能随行重复", remedy));
            return splices;
        }
        for (at, element) in grid.elements.iter().enumerate() {
            if element.depth == 0 || grid.data.contains(&at) {
                continue;
            }
            splices.extend(self.formulas(element));
            if let Some(growth) = self.grows() {
                splices.extend(self.moved(element, growth));
            }
        }
        splices
    }

    /// Returns the edits of an element that is, or has, a formula.
    fn formulas(&self, element: &Element) -> Vec<Splice> {
        let text = &self.grid.text;
        let now = |was: &str| formula::moved(was, self.spot, self.growths);
        let in_attribute = match element.name.as_str() {
            "hyperlink" => Some("location"),
            "cfvo" if element.raw(text, "type") == Some("formula") => Some("val"),
            _ => None,
        };
        if let Some((name, was)) = in_attribute.and_then(|name| Some((name, element.get(text, name)?))) {
            let now = now(&was);
            return (now != was).then(|| element.set(text, name, &escape_attribute(&now))).into_iter().collect();
        }
        if matches!(element.name.as_str(), "f" | "formula" | "formula1" | "formula2") {
            let was = unescape(&text[element.tag.end..element.close]);
            return text_edit(element, &was, &now(&was));
        }
        Vec::new()
    }

    /// Returns the edits of an element that names places of the sheet.
    fn moved(&mut self, element: &Element, growth: Growth) -> Vec<Splice> {
        let text = &self.grid.text;
        let mut splices = Vec::new();
        match element.name.as_str() {
            "mergeCells" => {
                let own = self.grid.merges.iter().filter(|(first, last)| first.0 == growth.row && last.0 == growth.row);
                let more = own.count() * growth.extra as usize;
                if more > 0 && element.raw(text, "count").is_some() {
                    splices.push(element.set(text, "count", &(self.grid.merges.len() + more).to_string()));
                }
            }
            "mergeCell" => return self.merged(element, growth),
            "control" | "oleObject" => {
                let remedy = "请删去控件和嵌入的对象，或者把它们移到另一张表";
                self.flaws.push(Flaw::on(self.name, "这张表里有控件或嵌入的对象，不能随重复的行移动", remedy));
            }
            "sparkline" => {
                let cell = sparkline(text, element);
                if let Some(cell) = cell.filter(|cell| cell.0 == growth.row) {
                    let what = "要重复的行里有迷你图，不能随行重复";
                    self.flaws.push(Flaw::at(self.name, cell, what, "请删去这个迷你图；标准评分表的「排名」里有走势图"));
                }
            }
            "brk" if element.depth == 2 && element.get(text, "max").is_none_or(|max| max != "1048575") => {
                let number = element.raw(text, "id").and_then(|id| id.trim().parse::<u32>().ok());
                if let Some(id) = number.filter(|id| *id > growth.row) {
                    splices.push(element.set(text, "id", &id.saturating_add(growth.extra).to_string()));
                }
            }
            "sqref" => {
                let was = unescape(&text[element.tag.end..element.close]);
                splices.extend(text_edit(element, &was, &areas(&was, growth)));
            }
            _ => {}
        }
        for name in ["ref", "sqref"] {
            let Some(was) = element.get(text, name) else { continue };
            let now = areas(&was, growth);
            splices.extend((now != was).then(|| element.set(text, name, &escape_attribute(&now))));
        }
        for name in ["activeCell", "topLeftCell"] {
            let Some(cell) = element.raw(text, name).and_then(parse_address) else { continue };
            let row = growth.moved(cell.0);
            splices.extend((row != cell.0).then(|| element.set(text, name, &address(row, cell.1))));
        }
        splices
    }

    /// A merged area of the marked row is repeated with it; one that begins above it grows; below, it moves.
    fn merged(&mut self, element: &Element, growth: Growth) -> Vec<Splice> {
        let text = &self.grid.text;
        let Some((first, last)) = element.raw(text, "ref").and_then(parse_area) else { return Vec::new() };
        if first.0 == growth.row && last.0 > growth.row {
            let what = "合并单元格从要重复的行跨到了下面的行";
            self.flaws.push(Flaw::at(self.name, first, what, "请拆开这个合并单元格：要重复的只能是一行"));
            return Vec::new();
        }
        let area = |rows: (u32, u32)| format!("{}:{}", address(rows.0, first.1), address(rows.1, last.1));
        if first.0 == growth.row {
            let p = &element.prefix;
            let copy = |by: u32| format!("<{p}mergeCell ref=\"{}\"/>", area((first.0 + by, last.0 + by)));
            return vec![Splice::insert(element.whole.end as u64, (1..=growth.extra).map(copy).collect::<String>())];
        }
        let now = growth.stretch(first.0, last.0);
        if now == (first.0, last.0) { Vec::new() } else { vec![element.set(text, "ref", &area(now))] }
    }
}

/// Returns a header or footer with its holes filled; within a value, `&` is written twice.
fn margin(text: &str, value: impl Fn(&str) -> String) -> String {
    use crate::office::patch::form::braces::{Piece, pieces};
    let said = |piece: Piece| match piece {
        Piece::Words(words) => words,
        Piece::Hole(name) => value(&format!("{{{{{name}}}}}")).replace('&', "&&"),
    };
    pieces(text).map_or_else(|_| text.to_owned(), |pieces| pieces.into_iter().map(said).collect())
}

/// Returns areas, separated by spaces, after the growth; what is no area of cells stays.
fn areas(text: &str, growth: Growth) -> String {
    let area = |word: &str| {
        let Some((first, last)) = parse_area(word).filter(|_| !word.contains('$')) else { return word.to_owned() };
        let rows = growth.stretch(first.0, last.0);
        let (first, last) = (address(rows.0, first.1), address(rows.1, last.1));
        if first == last { first } else { format!("{first}:{last}") }
    };
    text.split_ascii_whitespace().map(area).collect::<Vec<_>>().join(" ")
}

/// Returns the cell a sparkline stands in.
fn sparkline(text: &str, element: &Element) -> Option<(u32, u16)> {
    let inner = &text[element.tag.end..element.close];
    let begins = inner.find("sqref>")? + "sqref>".len();
    let cell = inner[begins..].split('<').next()?;
    parse_address(cell.trim())
}

#[cfg(test)]
mod tests {
    use super::{areas, margin};
    use crate::office::patch::form::formula::Growth;

    /// Boundary: an area that ends above the marked row stays | one that holds it grows.
    #[test]
    fn areas_stay_grow_or_move() {
        let growth = Growth { row: 4, extra: 3 };
        assert_eq!(areas("A1:B4 A1:B5 C5 A6 A5:A9 A:A", growth), "A1:B4 A1:B8 C5:C8 A9 A5:A12 A:A");
    }

    #[test]
    fn a_sign_of_a_value_is_no_code_of_the_footer() {
        let value = |hole: &str| if hole == "{{单位}}" { "甲&乙".to_owned() } else { String::new() };
        assert_eq!(margin("&C{{单位}}&R&P", value), "&C甲&&乙&R&P");
    }
}
