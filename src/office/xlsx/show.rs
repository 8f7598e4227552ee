//! What a sheet shows beside its cells: bars and arrows behind numbers, lines of a trend, colours that follow a value, and
//! choices in a cell.

use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatCustomIcon, ConditionalFormatDataBar,
    ConditionalFormatIconSet, ConditionalFormatIconType, ConditionalFormatType, DataValidation, Format, Formula, Sparkline,
};

use crate::error::Error;
use crate::office::area::Area;
use crate::office::style::Fill;
use crate::office::xlsx::{Sheet, failed};

/// What can be chosen in a cell.
#[derive(Clone, Copy, Debug)]
pub enum Choices<'a> {
    /// These words.
    Words(&'a [&'a str]),
    /// What stands in a column of a sheet of the workbook, from one 0-based row to another.
    Area {
        /// The sheet.
        sheet: &'a str,
        /// The column.
        column: u16,
        /// The first row.
        first: u32,
        /// The last row.
        last: u32,
    },
}

impl Sheet<'_> {
    /// Offers choices in the cells of a column, both rows included; anything else is refused with the message.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row of a sheet, for words longer than 255 characters together, and for a
    /// message longer than 255.
    pub fn choices(&mut self, column: u16, rows: (u32, u32), choices: Choices<'_>, refusal: &str) -> Result<(), Error> {
        let validation = match choices {
            Choices::Words(words) => DataValidation::new().allow_list_strings(words),
            Choices::Area { sheet, column, first, last } => {
                let list = format!("={}", Area::column(sheet, column, (first, last)));
                Ok(DataValidation::new().allow_list_formula(Formula::new(list)))
            }
        };
        let validation =
            validation.and_then(|validation| validation.set_error_message(refusal)).map_err(|cause| failed(&cause))?;
        self.sheet.add_data_validation(rows.0, column, rows.1, column, &validation).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    /// Draws a bar behind each number of a column, from 0 to `most`; both rows included.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row of a sheet.
    pub fn bars(&mut self, column: u16, first: u32, last: u32, most: rust_decimal::Decimal) -> Result<(), Error> {
        let most = most.to_f64().unwrap_or(100.0);
        let bar = ConditionalFormatDataBar::new()
            .set_fill_color(Color::RGB(0xDF_C9A0))
            .set_solid_fill(true)
            .set_border_off(true)
            .set_minimum(ConditionalFormatType::Number, 0)
            .set_maximum(ConditionalFormatType::Number, most);
        self.sheet.add_conditional_format(first, column, last, column, &bar).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    /// Puts an arrow up, level or down before each number of a column above, at or below 0; both rows included.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row of a sheet.
    pub fn arrows(&mut self, column: u16, first: u32, last: u32) -> Result<(), Error> {
        let icons = [
            ConditionalFormatCustomIcon::new(),
            ConditionalFormatCustomIcon::new().set_rule(ConditionalFormatType::Number, 0),
            // Some programs take "above 0" for "at least 0"; nothing this small is ever shown.
            ConditionalFormatCustomIcon::new().set_rule(ConditionalFormatType::Number, 0.000_001),
        ];
        let arrows = ConditionalFormatIconSet::new().set_icon_type(ConditionalFormatIconType::ThreeArrows).set_icons(&icons);
        self.sheet.add_conditional_format(first, column, last, column, &arrows).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    /// Colours each number of a column that is above 0; both rows included.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row of a sheet.
    pub fn alarm(&mut self, column: u16, first: u32, last: u32, fill: Fill) -> Result<(), Error> {
        let format = Format::new().set_bold().set_background_color(fill.color().unwrap_or(Color::White));
        let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::GreaterThan(0)).set_format(format);
        self.sheet.add_conditional_format(first, column, last, column, &rule).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    /// Colours the cells of a column that say a word; both rows included. The word is the program's own or an office's.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row of a sheet.
    pub fn colour_word(&mut self, column: u16, rows: (u32, u32), word: &str, fill: Fill) -> Result<(), Error> {
        let format = Format::new().set_background_color(fill.color().unwrap_or(Color::White));
        let rule = ConditionalFormatCell::new().set_rule(ConditionalFormatCellRule::EqualTo(word.to_owned())).set_format(format);
        self.sheet.add_conditional_format(rows.0, column, rows.1, column, &rule).map_err(|cause| failed(&cause))?;
        Ok(())
    }

    /// Draws the numbers of an area as a small line in a cell, its last point marked.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row or column of a sheet.
    pub fn trend(&mut self, row: u32, column: u16, of: &Area) -> Result<(), Error> {
        let line = Sparkline::new()
            .set_range(of.corners())
            .set_sparkline_color(Color::RGB(0x8B_1A1A))
            .set_line_weight(1.5)
            .show_last_point(true)
            .set_last_point_color(Color::RGB(0x8B_1A1A));
        self.sheet.add_sparkline(row, column, &line).map_err(|cause| failed(&cause))?;
        Ok(())
    }
}
