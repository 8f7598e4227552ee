//! The parts beside a form's sheet: drawings, notes and charts move or grow with the rows; tables and pivots cannot.

use std::collections::BTreeSet;

use crate::error::Error;
use crate::office::patch::form::Flaw;
use crate::office::patch::form::book::Opened;
use crate::office::patch::form::braces;
use crate::office::patch::form::formula::{self, Growth, Growths, Spot};
use crate::office::patch::form::rows::text_edit;
use crate::office::patch::package::Changes;
use crate::office::patch::rels::Relations;
use crate::office::patch::splice::Splice;
use crate::office::patch::xml::{Element, address, elements, parse_address, parse_area, unescape};

/// Within how many elements behind a reference its memory begins.
const FEW: usize = 4;

/// How deep the references of charts lie at most.
const DEEPEST_IN_CHARTS: usize = 24;

impl Opened<'_> {
    /// Returns the parts of a kind that a part leads to.
    fn parts_of(&mut self, part: &str, kind: &str) -> Result<Vec<String>, Error> {
        let relations = Relations::of(&mut self.package, part, self.workbook.strict)?;
        Ok(relations.list.into_iter().filter(|relation| relation.kind == kind).filter_map(|relation| relation.part).collect())
    }

    fn parts_of_sheet(&mut self, at: usize, kind: &str) -> Result<Vec<String>, Error> {
        match self.sheets[at].part.clone() {
            Some(part) => self.parts_of(&part, kind),
            None => Ok(Vec::new()),
        }
    }

    /// Tells of placeholders in text boxes, where they are not looked for.
    pub(super) fn look_over_drawings(&mut self, at: usize, flaws: &mut Vec<Flaw>) -> Result<(), Error> {
        for drawing in self.parts_of_sheet(at, "drawing")? {
            let text = self.package.text(&drawing)?;
            let said: String = elements(&text, DEEPEST_IN_CHARTS)?
                .iter()
                .filter(|element| element.name == "t")
                .map(|element| unescape(&text[element.tag.end..element.close]))
                .collect();
            if braces::any(&said) {
                let remedy = "请把占位符写在单元格里；要用文本框的，让文本框引用那个单元格";
                flaws.push(Flaw::on(&self.sheets[at].name, "文本框里写了占位符，文本框里的不会替换", remedy));
            }
        }
        Ok(())
    }

    /// Tells of what cannot move with a growing row.
    pub(super) fn look_over_parts(&mut self, at: usize, growth: Option<Growth>, flaws: &mut Vec<Flaw>) -> Result<(), Error> {
        let Some(growth) = growth.filter(|growth| growth.extra > 0) else { return Ok(()) };
        for (kind, holder, what) in [("table", "table", "表格（套用了表格样式的区域）"), ("pivotTable", "location", "数据透视表")]
        {
            for part in self.parts_of_sheet(at, kind)? {
                let text = self.package.text(&part)?;
                let found = elements(&text, 1)?;
                let area = found.iter().find(|element| element.name == holder).and_then(|element| element.raw(&text, "ref"));
                let Some((first, last)) = area.and_then(parse_area) else { continue };
                if last.0 >= growth.row {
                    let remedy = if kind == "table" {
                        "请选中它，在「表格工具」里点「转换为区域」"
                    } else {
                        "请把它移到另一张表"
                    };
                    flaws.push(Flaw::at(&self.sheets[at].name, first, format!("{what}不能随重复的行移动"), remedy));
                }
            }
        }
        Ok(())
    }

    /// Moves the drawings and notes that stand below a growing row.
    pub(super) fn move_parts(&mut self, at: usize, growth: Growth, changes: &mut Changes) -> Result<(), Error> {
        for part in self.parts_of_sheet(at, "drawing")? {
            let text = self.package.text(&part)?;
            edit(changes, &part, anchors(&text, &elements(&text, 4)?, growth));
        }
        for (kind, name) in [("comments", "comment"), ("threadedComment", "threadedComment")] {
            for part in self.parts_of_sheet(at, kind)? {
                let text = self.package.text(&part)?;
                let found = elements(&text, 3)?;
                let moved = found.iter().filter(|element| element.name == name).filter_map(|element| {
                    let (row, column) = parse_address(element.raw(&text, "ref")?)?;
                    let now = growth.moved(row);
                    (now != row).then(|| element.set(&text, "ref", &address(now, column)))
                });
                edit(changes, &part, moved.collect());
            }
        }
        for part in self.parts_of_sheet(at, "vmlDrawing")? {
            let text = self.package.text(&part)?;
            edit(changes, &part, boxes(&text, &elements(&text, 4)?, growth));
        }
        Ok(())
    }

    /// Lets charts show the rows that were put in; what they remember of filled sheets is left out, so that it is read anew.
    pub(super) fn point_charts(
        &mut self,
        growths: &Growths,
        filled: &BTreeSet<String>,
        changes: &mut Changes,
    ) -> Result<(), Error> {
        let sheets: Vec<String> = self.sheets.iter().filter_map(|sheet| sheet.part.clone()).collect();
        let of_charts = self.workbook.relations.list.iter().filter(|relation| relation.kind == "chartsheet");
        let holders: Vec<String> = sheets.into_iter().chain(of_charts.filter_map(|relation| relation.part.clone())).collect();
        let mut charts = BTreeSet::new();
        for holder in holders {
            for drawing in self.parts_of(&holder, "drawing")? {
                charts.extend(self.parts_of(&drawing, "chart")?);
                charts.extend(self.parts_of(&drawing, "chartEx")?);
            }
        }
        for chart in charts {
            let text = self.package.text(&chart)?;
            let found = elements(&text, DEEPEST_IN_CHARTS)?;
            let mut splices = Vec::new();
            for (at, element) in found.iter().enumerate().filter(|(_, element)| element.name == "f") {
                let was = unescape(&text[element.tag.end..element.close]);
                let now = formula::moved(&was, Spot { sheet: "", copy: None }, growths);
                let lower = was.to_lowercase().replace("''", "'");
                if now == was && !filled.iter().any(|sheet| lower.contains(sheet.as_str())) {
                    continue;
                }
                splices.extend(text_edit(element, &was, &stretched(&now, &was, growths)));
                let cache = found[at + 1..]
                    .iter()
                    .take_while(|other| other.depth >= element.depth)
                    .take(FEW)
                    .find(|other| other.depth == element.depth && other.name.ends_with("Cache"));
                splices.extend(cache.map(Element::remove));
            }
            edit(changes, &chart, splices);
        }
        Ok(())
    }
}

/// Returns a chart's reference with a single cell of the marked row turned into all of them, which a series of one is.
fn stretched(now: &str, was: &str, growths: &Growths) -> String {
    if now != was {
        return now.to_owned();
    }
    let wrapped = formula::moved(&format!("SUM({was})"), Spot { sheet: "", copy: None }, growths);
    wrapped.strip_prefix("SUM(").and_then(|rest| rest.strip_suffix(')')).unwrap_or(now).to_owned()
}

fn edit(changes: &mut Changes, part: &str, splices: Vec<Splice>) {
    for splice in splices {
        changes.edit(part, splice);
    }
}

/// Returns the edits that move a drawing's anchors. One that does not grow with its cells keeps its size.
fn anchors(text: &str, elements: &[Element], growth: Growth) -> Vec<Splice> {
    let mut splices = Vec::new();
    for (at, anchor) in elements.iter().enumerate().filter(|(_, element)| element.depth == 1) {
        let within = || elements[at + 1..].iter().take_while(|element| anchor.holds(element));
        let row_of = |end: &str| {
            let end = within().find(|element| element.depth == 2 && element.name == end)?;
            let row = within().find(|element| element.depth == 3 && element.name == "row" && end.holds(element))?;
            let number: u32 = text[row.tag.end..row.close].trim().parse().ok()?;
            Some((row, number))
        };
        let begins = row_of("from").map(|(_, row)| row);
        let stays = begins.is_some_and(|row| row <= growth.row) && anchor.raw(text, "editAs").is_some_and(|how| how != "twoCell");
        for (element, row) in ["from", "to"].into_iter().filter_map(row_of) {
            let now = growth.moved(row);
            if now != row && !stays {
                splices.extend(text_edit(element, &row.to_string(), &now.to_string()));
            }
        }
    }
    splices
}

/// Returns the edits that move the boxes of notes. Source: VML, `x:Anchor` has column, offset, row, offset of both corners.
fn boxes(text: &str, elements: &[Element], growth: Growth) -> Vec<Splice> {
    let mut splices = Vec::new();
    for (at, data) in elements.iter().enumerate().filter(|(_, element)| element.name == "ClientData") {
        let within = || elements[at + 1..].iter().take_while(|element| data.holds(element));
        let inner = |name: &str| within().find(|element| element.name == name);
        let Some(row) = inner("Row") else { continue };
        let Ok(number) = text[row.tag.end..row.close].trim().parse::<u32>() else { continue };
        let now = growth.moved(number);
        if now == number {
            continue;
        }
        splices.extend(text_edit(row, &number.to_string(), &now.to_string()));
        let Some(anchor) = inner("Anchor") else { continue };
        let was = &text[anchor.tag.end..anchor.close];
        let mut numbers: Vec<String> = was.split(',').map(|number| number.trim().to_owned()).collect();
        for at in [2, 6] {
            if let Some(number) = numbers.get_mut(at)
                && let Ok(row) = number.parse::<u32>()
            {
                *number = row.saturating_add(growth.extra).to_string();
            }
        }
        splices.extend(text_edit(anchor, was, &numbers.join(", ")));
    }
    splices
}
