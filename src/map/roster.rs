//! The directory workbook: units, functional departments, people in office.

use crate::error::{Error, catch_panics};
use crate::map::body::Mapped;
use crate::map::date::{self, Year};
use crate::map::facts::Facts;
use crate::map::fold::{self, fold};
use crate::map::header::{Header, Sought};
use crate::map::record;
use crate::map::sheet::{self, Found, Sink};
use crate::model::directory::{Department, Directory, Tenure, Unit};
use crate::model::field::Field;
use crate::model::finding::RefusalReason;
use crate::model::ledger::TableKind;
use crate::model::place::Place;
use crate::model::text::Text;
use crate::model::workbook::Book;

/// What a directory workbook lists, before it is indexed.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    /// Units in order.
    pub units: Vec<Unit>,
    /// Departments in order.
    pub departments: Vec<Department>,
    /// Tenures as listed.
    pub people: Vec<Tenure>,
    kind: Option<TableKind>,
}

impl Roster {
    /// Builds the directory.
    pub fn into_directory(self) -> Directory {
        Directory::new(self.units, self.departments, self.people)
    }
}

/// Reads a directory workbook, or any table with 单位名称 and optionally 别名 and 分组.
///
/// # Errors
///
/// `ErrorKind::Input`: `NotATable` when no unit is listed, `Corrupt` when a sheet breaks off.
pub fn roster(book: &mut dyn Book) -> Result<Roster, Error> {
    let kinds = [TableKind::Departments, TableKind::People, TableKind::Units];
    let mut roster = Roster::default();
    for position in 0..book.sheets().len() {
        if book.sheets()[position].hidden {
            continue;
        }
        catch_panics(|| {
            let mut rows = book.open(position)?;
            sheet::read(rows.as_mut(), Sought { kinds: &kinds, layouts: &[], parts: false }, &mut roster)
        })?;
    }
    if roster.units.is_empty() && roster.kind.is_some() {
        let error = Error::input(RefusalReason::NotATable, "名录里还没有填写单位").at(Place::file(book.file().clone()));
        return Err(error.hint("请在「单位」表的「单位名称」列下面逐行填写单位"));
    }
    if roster.units.is_empty() {
        let error = Error::input(RefusalReason::NotATable, "没有找到单位名录").at(Place::file(book.file().clone()));
        return Err(error.hint("请在第一行写上「单位名称」「别名」「分组」，下面逐行填写单位"));
    }
    Ok(roster)
}

/// Splits a cell that lists several things.
fn list(text: Option<Text>) -> Vec<Text> {
    let text = text.unwrap_or_default();
    let separators = ['、', '，', ',', '；', ';', '\n', '/'];
    text.split(separators).map(fold::tidy).filter(|part| !part.is_empty()).map(Text::from).collect()
}

impl Sink for Roster {
    fn begin(&mut self, header: &Header, _facts: &Facts) {
        self.kind = Some(header.kind);
    }

    fn record(&mut self, mapped: Mapped) {
        let text = |field| record::text(&mapped, field);
        let day = |field| {
            let cell = record::value(&mapped, field)?;
            date::value(&cell.value, Year::Unknown).ok().map(|dated| dated.date)
        };
        match self.kind {
            Some(TableKind::Departments) => {
                let Some(name) = text(Field::DeptName) else { return };
                let domains = list(text(Field::Domain));
                self.departments.push(Department {
                    name,
                    mails: list(text(Field::Mail)),
                    contact: text(Field::Contact),
                    domains,
                });
            }
            Some(TableKind::People) => {
                let (Some(unit), Some(name)) = (text(Field::Unit), text(Field::PersonName)) else { return };
                self.people.push(Tenure {
                    unit,
                    name,
                    post: text(Field::PersonPost),
                    from: day(Field::From),
                    to: day(Field::To),
                });
            }
            _ => {
                let Some(name) = text(Field::Unit) else { return };
                let duplicate = self.units.iter().any(|unit| fold(&unit.name) == fold(&name));
                if !duplicate {
                    self.units.push(Unit { name, aliases: list(text(Field::Alias)), group: text(Field::Group) });
                }
            }
        }
    }

    fn end(&mut self, _found: Found) {}
}
