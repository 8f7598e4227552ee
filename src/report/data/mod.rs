//! `data`: the month as tidy tables for whoever goes on in another tool, with a dictionary. Only written when asked for.
//!
//! A table is described once, in `records`, `points` and `signs`; the files and the dictionary are both made from that.

use crate::error::Error;
use crate::model::document::Document;
use crate::report::{Case, Report};

#[cfg(feature = "parquet")]
mod columnar;
mod csv;
mod dictionary;
mod points;
mod records;
mod signs;
mod table;

use table::Table;

/// The folder of the tables.
const FOLDER: &str = "数据";

/// Writes the tables and their dictionary.
#[derive(Debug)]
pub(crate) struct Data;

impl Report for Data {
    fn name(&self) -> &'static str {
        "data"
    }

    fn title(&self) -> &'static str {
        "数据"
    }

    fn is_usual(&self) -> bool {
        false
    }

    fn write(&self, case: &Case<'_>) -> Result<Vec<Document>, Error> {
        let tables = tables(case);
        let dictionary = dictionary::write(&tables).into_bytes();
        let mut documents = vec![document("数据字典.md", "数据字典", dictionary)];
        for table in &tables {
            let (name, title) = (table.about.name, table.about.title);
            documents.push(document(&format!("{name}.csv"), title, csv::write(table)));
            #[cfg(feature = "parquet")]
            documents.push(document(&format!("{name}.parquet"), title, columnar::write(table)?));
        }
        Ok(documents)
    }
}

fn document(name: &str, title: &str, content: Vec<u8>) -> Document {
    Document { path: format!("{FOLDER}/{name}"), title: title.to_owned(), content }
}

/// Returns every table.
fn tables<'a>(case: &Case<'a>) -> Vec<Table<'a>> {
    vec![
        records::rectifications(case),
        records::risks(case),
        points::units(case),
        points::indicators(case),
        points::deductions(case),
        points::bonuses(case),
        points::vetoes(case),
        signs::warnings(case),
        signs::findings(case),
    ]
}

#[cfg(test)]
mod tests;
