//! Stage 2. Sheets → ledger: which header means what, and what each cell says. Nothing is judged here.
//!
//! `header` finds a table and names its columns, `body` tells records from everything else, `date`, `deadline`,
//! `status` and `amount` read values, and one file a kind of table builds its records.

mod amount;
mod body;
mod century;
mod columns;
mod content;
mod date;
mod date_range;
mod deadline;
mod deadline_note;
mod dictionary;
mod facts;
mod fill_down;
mod fold;
mod form;
mod furniture;
mod header;
mod inputs;
mod join;
mod known;
mod merges;
mod monthly;
mod numeral;
mod pinned;
mod record;
mod rectification;
mod replies;
mod risk;
mod roster;
mod sheet;
mod stamp;
mod status;
mod strata;
mod summary;
mod ticks;
mod total;
mod turned;
mod unit;
mod waivers;
mod words;
mod workbook;

use chrono::NaiveDate;

use crate::model::calendar::Calendar;
use crate::model::cells::Cells;
use crate::model::directory::{Directory, UnitMatch};
use crate::model::field::Field;
use crate::model::hidden::Hidden;
use crate::model::ledger::is_placeholder;
use crate::model::profile::Profiles;
use crate::model::remark::{Remark, RemarkKind};
use crate::model::text::Text;

pub use dictionary::heading;
pub use inputs::inputs;
pub use replies::replies;
pub use roster::{Roster, roster};
pub use strata::note_weights;
pub use summary::drop_summary_files;
pub use waivers::waivers;
pub use workbook::ledger;

/// What is known before a file is read.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Rounds and their feedback dates.
    pub calendar: &'a Calendar,
    /// Known units; may be empty.
    pub directory: &'a Directory,
    /// The layouts the office pinned.
    pub profiles: &'a Profiles,
    /// The reporting date, for deadlines that come round.
    pub as_of: NaiveDate,
    /// What is done with hidden rows and sheets.
    pub hidden: Hidden,
}

impl Context<'_> {
    /// Returns the canonical name of a written unit, or the written name where the directory does not know it.
    fn unit(&self, written: &str) -> Text {
        self.directory.known(written).unwrap_or_else(|| fold::tidy(written).into())
    }

    /// Notes a unit that stands in a cell and is not in the directory, or only there by an answer.
    fn note_unit(
        &self,
        standing: &record::Standing,
        cells: &Cells,
        mapped: &body::Mapped,
        known: &mut known::Known,
        remarks: &mut Vec<Remark>,
    ) {
        let Some(cell) = cells.get(Field::Unit).filter(|cell| !is_placeholder(cell.text)) else { return };
        if mapped.owns(cell.at) || cell.table != standing.table {
            remarks.extend(
                known
                    .unit_remarks
                    .get(cell.text.clone(), || self.unit_remark(cell.text))
                    .map(|(kind, detail)| standing.remark(kind, Some(Field::Unit), cell.at, cell.text, detail)),
            );
        }
    }

    /// Returns what to note of a written unit; `None` when the directory knows it by itself, or when there is no directory.
    fn unit_remark(&self, written: &str) -> Option<(RemarkKind, String)> {
        if self.directory.is_empty() {
            return None;
        }
        match self.directory.recognise(written) {
            UnitMatch::Known(_) => self.directory.answer_for(written).map(|_| (RemarkKind::AnsweredUnit, String::new())),
            UnitMatch::Unknown(near) => Some((RemarkKind::UnknownUnit, self.what_is_near(written, &near))),
        }
    }

    /// Says which units resemble an unknown one, and which of them the office ruled out.
    fn what_is_near(&self, written: &str, near: &[Text]) -> String {
        let listed = |names: &[Text]| names.iter().map(|name| format!("「{name}」")).collect::<Vec<_>>().join("、");
        let denied = self.directory.denied(written);
        match (near.is_empty(), denied.is_empty()) {
            (true, true) => "名录里没有相近的单位".to_owned(),
            (false, true) => format!("名录里相近的有{}", listed(near)),
            (true, false) => format!("名称确认的答复是：不是{}", listed(denied)),
            (false, false) => format!("名称确认的答复是：不是{}；相近的还有{}", listed(denied), listed(near)),
        }
    }
}
