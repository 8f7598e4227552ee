//! What is wrong with a form, place by place, and which row of each sheet is repeated.

use std::collections::BTreeMap;

use crate::error::{Error, ErrorKind};
use crate::model::place::{CellRef, Place};
use crate::office::patch::form::{self as workbook, Filling, Hole, Value};
use crate::report::scorecard::form::names::Names;
use crate::report::scorecard::form::{OwnForm, PREFIX, fault, of_form};

/// What was found in a form.
#[derive(Clone, Debug, Default)]
pub struct Lint {
    /// What keeps it from being filled.
    pub faults: Vec<Error>,
    /// What is probably not meant.
    pub advice: Vec<Error>,
    /// How many places are filled.
    pub holes: usize,
    /// The sheet and 0-based row that each sheet repeats.
    pub repeated: Vec<(String, u32)>,
}

/// A form as it was read.
pub(super) struct Reading {
    pub(super) lint: Lint,
    /// The row of each sheet that is repeated.
    pub(super) marked: BTreeMap<String, u32>,
}

impl Reading {
    /// Reads a form by the names that are known.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Template` when it is no workbook that can be filled.
    pub(super) fn of(form: &OwnForm, names: &Names) -> Result<Self, Error> {
        let of_kind = form
            .name
            .rsplit_once('.')
            .is_some_and(|(_, ending)| ending.eq_ignore_ascii_case("xlsx") || ending.eq_ignore_ascii_case("xlsm"));
        if !of_kind || !form.bytes.starts_with(b"PK") {
            return Err(not_xlsx(form.name.as_str()));
        }
        let scan = workbook::scan(&form.bytes, PREFIX).map_err(|error| of_form(error, form))?;
        let mut lint = Lint { faults: scan.flaws.iter().map(|flaw| fault(flaw, form)).collect(), ..Lint::default() };
        lint.holes = scan.holes.len();
        for hole in &scan.holes {
            if names.find(&hole.name).is_none() {
                lint.faults.push(unknown(hole, form, names));
            }
        }
        let each: Vec<&Hole> = scan.holes.iter().filter(|hole| is_each(hole, names)).collect();
        let marked = marked(&each);
        for hole in &each {
            let own = marked.get(&hole.sheet).copied();
            let what = match (hole.place, own) {
                (workbook::Place::Cell((row, _)), Some(own)) if row == own => continue,
                (workbook::Place::Cell(_), Some(own)) => {
                    format!("「{}」是每个单位的名称，要和其他单位的名称写在同一行（第 {} 行）", hole.name, own + 1)
                }
                _ => format!("「{}」是每个单位的名称，页眉页脚里只能写整份表的名称", hole.name),
            };
            lint.faults.push(at(hole, form, what).hint("一张表只重复一行：把单位的名称都写在这一行里"));
        }
        if scan.holes.is_empty() && lint.faults.is_empty() {
            let error = Error::new(ErrorKind::Template, "表样里一个占位符也没有").at(Place::file(form.name.clone()));
            lint.faults
                .push(error.hint("在要填数的单元格里写 {{单位}}、{{得分}} 这样的占位符；运行 xuncha template scorecard 看示例"));
        } else if marked.is_empty() && !scan.holes.is_empty() {
            let error = Error::new(ErrorKind::Template, "没有哪一行写了单位的名称，填出来的表不会逐个单位列出");
            let error = error.at(Place::file(form.name.clone()));
            lint.advice.push(error.hint("要逐个单位列出的，在一行里写 {{单位}}、{{得分}}，这一行会自动重复"));
        }
        // What cannot move shows when rows are put in.
        let trial = Filling { marked: marked.clone(), copies: 2, value: &|_, _| Value::Blank };
        let filled = workbook::fill(&form.bytes, PREFIX, &trial).map_err(|error| of_form(error, form))?;
        lint.faults.extend(filled.err().unwrap_or_default().iter().map(|flaw| fault(flaw, form)));
        lint.repeated = marked.iter().map(|(sheet, row)| (sheet.clone(), *row)).collect();
        Ok(Self { lint, marked })
    }
}

/// Returns the error of a form of another kind.
pub(super) fn not_xlsx(name: &str) -> Error {
    let error = Error::new(ErrorKind::Template, "评分表的表样只能是 .xlsx 或 .xlsm 工作簿，而且不能加密").at(Place::file(name));
    error.hint("请在 Excel 或 WPS 里打开，另存为「Excel 工作簿（*.xlsx）」，名字仍叫 评分表.xlsx")
}

fn is_each(hole: &Hole, names: &Names) -> bool {
    names.find(&hole.name).is_some_and(|entry| entry.meaning.is_each())
}

/// Returns the row of each sheet that is repeated: the one with most of the units' names, the upper of two alike.
fn marked(each: &[&Hole]) -> BTreeMap<String, u32> {
    let mut counts: BTreeMap<&str, BTreeMap<u32, usize>> = BTreeMap::new();
    for hole in each {
        if let workbook::Place::Cell((row, _)) = hole.place {
            *counts.entry(&hole.sheet).or_default().entry(row).or_default() += 1;
        }
    }
    let most = |rows: &BTreeMap<u32, usize>| rows.iter().rev().max_by_key(|(_, count)| **count).map(|(row, _)| *row);
    counts.iter().filter_map(|(sheet, rows)| Some(((*sheet).to_owned(), most(rows)?))).collect()
}

fn unknown(hole: &Hole, form: &OwnForm, names: &Names) -> Error {
    let written = if hole.named { format!("{PREFIX}{}", hole.name) } else { format!("{{{{{}}}}}", hole.name) };
    let error = at(hole, form, format!("不认识「{written}」这个名称"));
    match names.near(&hole.name) {
        Some(near) => error.hint(format!("是不是「{near}」")),
        None => error.hint("可以写的名称，见 xuncha template scorecard 生成的示例里的「可用名称」表"),
    }
}

fn at(hole: &Hole, form: &OwnForm, what: String) -> Error {
    let mut place = Place::file(form.name.clone()).sheet(hole.sheet.as_str());
    if let workbook::Place::Cell((row, column)) = hole.place {
        place = place.cell(CellRef::new(row, column));
    }
    Error::new(ErrorKind::Template, what).at(place)
}
