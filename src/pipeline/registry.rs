//! The register of letters by itself: listing it, entering what became of a letter, writing it as a workbook.

use chrono::NaiveDate;

use crate::error::{Error, ErrorKind};
use crate::map::Context;
use crate::model::document::Document;
use crate::model::finding::Refusal;
use crate::model::inputs::Inputs;
use crate::model::letter_register::{Doubt, Register, Registered};
use crate::model::profile::Profiles;
use crate::model::remark::RemarkKind;
use crate::pipeline::papers::Papers;
use crate::pipeline::register::{Desk, Span, gather, rows};
use crate::pipeline::{names, settings};
use crate::policy::reader::nearest;
use crate::report;
use crate::store::{Change, Store};
use crate::workspace::Workspace;

/// Lists the register as it is now, with what returned forms and the office's own table add; nothing else is read.
///
/// `today` anchors days without a year.
///
/// # Errors
///
/// `ErrorKind::Store` when the store cannot be used; those of reading the directory.
pub fn listed(workspace: &Workspace, today: NaiveDate) -> Result<Listed, Error> {
    let papers = Papers::default();
    let span = Span { month: None, until: NaiveDate::MAX };
    // Told here, before it would only be one refused file among others.
    rows(&papers, workspace, span)?;
    let (mut refused, mut files, mut inputs) = (Vec::new(), Vec::new(), Inputs::default());
    let directory = settings::own_roster(&papers, workspace)?;
    let directory = names::answered(&papers, directory, Some(workspace), &mut Vec::new(), &mut Vec::new());
    let (calendar, profiles) = (workspace.calendar.clone(), Profiles::default());
    let hidden = workspace.hidden;
    let context = Context { calendar: &calendar, directory: &directory, profiles: &profiles, as_of: today, hidden };
    let (inputs, refused_now, files) = (&mut inputs, &mut refused, &mut files);
    let mut desk = Desk { papers: &papers, workspace, context: &context, inputs, refused: refused_now, files };
    let (register, _) = gather(&mut desk, span);
    let slips = std::mem::take(&mut desk.inputs.remarks).into_iter().filter(|remark| remark.kind == RemarkKind::InputRow);
    let slips = slips.map(|remark| Doubt { place: remark.place, message: remark.detail }).collect();
    Ok(Listed { register, slips, refused })
}

/// Writes the register as a workbook; `None` while no letter has a number.
///
/// # Errors
///
/// `ErrorKind::Output` when it cannot be made.
pub fn handover(listed: &Listed, workspace: &Workspace, today: NaiveDate) -> Result<Option<Document>, Error> {
    report::register::document(&listed.register, Some(&workspace.office), today)
}

/// The register as it is now.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The register.
    pub register: Register,
    /// Forms and rows that did not count.
    pub slips: Vec<Doubt>,
    /// Files that could not be used.
    pub refused: Vec<Refusal>,
}

/// What was entered of a letter: its row before and after.
#[derive(Clone, Debug)]
pub struct Entered {
    /// Before.
    pub before: Registered,
    /// After.
    pub after: Registered,
}

/// Enters something of the letter of a number. `today` is the last day anything can have happened.
///
/// # Errors
///
/// `ErrorKind::Request` when no letter has the number, when it is void, or for a day that cannot be; `ErrorKind::Store`
/// when the store cannot be used. The register is as it was then.
pub fn enter(workspace: &Workspace, number: &str, change: Change, today: NaiveDate) -> Result<Entered, Error> {
    let known =
        Store::open_existing(&workspace.root, &workspace.paths.store)?.map_or(Ok(Vec::new()), |store| store.registered())?;
    if known.is_empty() {
        let error = Error::new(ErrorKind::Request, "发文登记还是空的");
        return Err(error.hint("请先运行 xuncha letter number 给函编号"));
    }
    let mut store = Store::open(&workspace.root, &workspace.paths.store)?;
    let entered = store.enter(number, |row| {
        possible(row, &change, today)?;
        Ok(change)
    })?;
    let Some((before, after)) = entered else {
        let near = nearest(number, known.iter().map(|row| row.number.as_str()));
        let hint =
            near.map_or_else(|| "请运行 xuncha letter register 查看已编的文号".to_owned(), |near| format!("是不是「{near}」"));
        return Err(Error::new(ErrorKind::Request, format!("发文登记里没有「{number}」")).hint(hint));
    };
    Ok(Entered { before, after })
}

/// Refuses what cannot be.
fn possible(row: &Registered, change: &Change, today: NaiveDate) -> Result<(), Error> {
    let number = &row.number;
    let refuse = |message: String, hint: &str| Err(Error::new(ErrorKind::Request, message).hint(hint));
    if let Some(why) = &row.voided {
        return refuse(format!("「{number}」已经作废（{why}），不再登记"), "重新编号后的文号见 xuncha letter register");
    }
    let days = [("送达日期", change.served), ("反馈日期", change.replied)];
    for (what, day) in days {
        let Some(day) = day else { continue };
        if day > today {
            return refuse(format!("{what} {day} 还没有到"), "请核对 --date");
        }
        if day < row.dated {
            return refuse(format!("{what} {day} 早于「{number}」的成文日期 {}", row.dated), "请核对 --date");
        }
    }
    if let (Some(replied), Some(served)) = (change.replied, row.served)
        && replied < served
    {
        return refuse(format!("反馈日期 {replied} 早于送达日期 {served}"), "请核对 --date");
    }
    if let (Some(served), Some(replied)) = (change.served, row.replied)
        && replied < served
    {
        return refuse(format!("送达日期 {served} 晚于已登记的反馈日期 {replied}"), "请核对 --date");
    }
    Ok(())
}
