//! The register of letters beside a month: the store's rows, what returned forms and the office's own table add to them,
//! and what of it the figures rest on.
//!
//! The register wins where it says something; a form or a table fills what it leaves blank, and what contradicts it is
//! told with its cell.

use chrono::NaiveDate;

use crate::error::{Error, catch_panics};
use crate::map::{self, Context};
use crate::model::finding::Refusal;
use crate::model::inputs::{Inputs, Recommendation};
use crate::model::letter::LetterKind;
use crate::model::letter_register::{Adopted, Answered, Doubt, Register, Registered, folded_number};
use crate::model::period::Month;
use crate::model::place::Place;
use crate::model::remark::{Remark, RemarkKind};
use crate::model::reply::ReplyForm;
use crate::model::text::Text;
use crate::output::InputFile;
use crate::pipeline::papers::{Papers, aside, incomplete};
use crate::read;
use crate::store::Store;
use crate::workspace::Workspace;

/// Files that come with a form and are none: the signed reply itself, and pictures of it.
const NO_FORMS: [&str; 11] = [".pdf", ".ofd", ".doc", ".docx", ".wps", ".jpg", ".jpeg", ".png", ".bmp", ".tif", ".zip"];

/// For which month, and up to which day, the register is looked at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// Letters of this month are in it, whenever they are dated.
    pub(super) month: Option<Month>,
    /// Letters dated later are not, and what was entered for a later day is not said yet.
    pub(super) until: NaiveDate,
}

/// What the register is put together from and into.
pub(super) struct Desk<'a, 'c> {
    pub(super) papers: &'a Papers,
    pub(super) workspace: &'a Workspace,
    pub(super) context: &'a Context<'c>,
    pub(super) inputs: &'a mut Inputs,
    pub(super) refused: &'a mut Vec<Refusal>,
    pub(super) files: &'a mut Vec<InputFile>,
}

/// Puts the register together, and hands its recommendation letters to the inputs. Returns it with what is kept of the
/// store's rows with a month; `None` where there are none.
///
/// A store that cannot be read is refused like a file; the rest is done all the same.
pub(super) fn gather(desk: &mut Desk<'_, '_>, span: Span) -> (Register, Option<Vec<u8>>) {
    let entries = rows(desk.papers, desk.workspace, span).unwrap_or_else(|error| {
        let name = &desk.workspace.paths.store;
        if !desk.refused.iter().any(|refusal| *refusal.file == **name) {
            desk.refused.push(error.into_refusal(name));
        }
        Vec::new()
    });
    let mut register = Register { entries, ..Register::default() };
    let kept = (!register.entries.is_empty()).then(|| serde_json::to_vec(&register.entries).expect("a register is plain data"));
    if let Some(bytes) = &kept {
        desk.files.push(InputFile::of(aside::REGISTER, bytes));
    }
    table(desk);
    replies(desk, &mut register);
    feed(desk, &mut register);
    (register, kept)
}

/// Returns the rows of a span, from the store as it is now or was kept with the month.
pub(super) fn rows(papers: &Papers, workspace: &Workspace, span: Span) -> Result<Vec<Registered>, Error> {
    if papers.kept().is_some() {
        let bytes = papers.aside(aside::REGISTER)?;
        let rows = bytes.map(|bytes| serde_json::from_slice(&bytes).map_err(|_| incomplete(aside::REGISTER))).transpose()?;
        return Ok(rows.unwrap_or_default());
    }
    let Some(store) = Store::open_existing(&workspace.root, &workspace.paths.store)? else { return Ok(Vec::new()) };
    let said = |date: Option<NaiveDate>| date.filter(|date| *date <= span.until);
    let known = store.registered()?.into_iter().filter(|row| row.dated <= span.until || Some(row.month) == span.month);
    let as_of = known.map(|row| {
        let adopted = row.adopted.filter(|_| row.replied.is_none_or(|replied| replied <= span.until));
        Registered { served: said(row.served), replied: said(row.replied), adopted, ..row }
    });
    Ok(as_of.collect())
}

/// Reads the office's own table of letters, such as a 移交台账 somebody filled in.
fn table(desk: &mut Desk<'_, '_>) {
    let name = Text::from(desk.workspace.paths.register.as_str());
    let path = desk.workspace.path(&name);
    if !desk.papers.exists(&path, &name) {
        return;
    }
    let read = desk.papers.bytes(&path, &name).and_then(|bytes| {
        desk.files.push(InputFile::of(&name, &bytes));
        catch_panics(|| map::inputs(read::open(&name, bytes)?.as_mut(), desk.context))
    });
    match read {
        Ok(part) => desk.inputs.append(part),
        Err(error) => desk.refused.push(error.into_refusal(&name)),
    }
}

/// Reads the forms that came back, and enters each with its letter.
fn replies(desk: &mut Desk<'_, '_>, register: &mut Register) {
    let folder = &desk.workspace.paths.replies;
    let path = desk.workspace.path(folder);
    if !desk.papers.is_folder(&path, folder) {
        return;
    }
    let found = match desk.papers.list(&path, folder) {
        Ok(found) => found,
        Err(error) => {
            desk.refused.push(error.into_refusal(folder));
            return;
        }
    };
    let is_none = |name: &str| NO_FORMS.iter().any(|ending| name.to_lowercase().ends_with(ending));
    let (papers, forms): (Vec<_>, Vec<_>) = found.into_iter().partition(|file| is_none(&file.name));
    for file in forms {
        let read = desk.papers.bytes(&file.path, &file.name).and_then(|bytes| {
            desk.files.push(InputFile::of(&file.name, &bytes));
            catch_panics(|| map::replies(read::open(&file.name, bytes)?.as_mut(), desk.context))
        });
        match read {
            Ok(forms) => {
                // What came after the reporting date belongs to a later month, as in the register itself.
                let come = forms.iter().filter(|form| form.date.is_none_or(|date| date <= desk.context.as_of));
                come.for_each(|form| desk.inputs.remarks.extend(enter_form(register, form)));
            }
            Err(error) => desk.refused.push(error.into_refusal(&file.name)),
        }
    }
    if !papers.is_empty() {
        let message = format!("有 {} 个文件不是表格（PDF、Word、图片等），没有读取；办理情况以反馈表为准", papers.len());
        register.doubts.push(Doubt { place: Place::file(folder.as_str()), message });
    }
}

/// Enters what a form says with its letter; returns what keeps it from counting.
fn enter_form(register: &mut Register, form: &ReplyForm) -> Option<Remark> {
    let at = match answers(register, form) {
        Ok(at) => at,
        Err(why) => return Some(slip(form, None, &format!("{why}，这张反馈表没有计入"))),
    };
    let Register { entries, answers, doubts } = register;
    let entry = entries.get_mut(at)?;
    let answered: &mut Answered = answers.entry(entry.number.clone()).or_default();
    answered.asked += form.lines.len();
    answered.handled += form.handled();
    answered.institutions.extend(form.institutions());
    let mut doubt = |message: String| doubts.push(Doubt { place: form.place.clone(), message });
    let number = entry.number.clone();
    match (entry.adopted, form.adopted()) {
        (None, adopted) => entry.adopted = adopted,
        (Some(kept), Some(said)) if kept != said => {
            doubt(format!("「{number}」登记的是「{}」，反馈表写的是「{}」，以登记为准", kept.label(), said.label()));
        }
        _ => {}
    }
    match (entry.replied, form.date) {
        (None, Some(date)) if date < entry.dated => {
            let why = format!("反馈日期 {date} 早于「{number}」的成文日期 {}，没有算作已反馈；请核对这个日期", entry.dated);
            Some(slip(form, Some(&entry.receiver), &why))
        }
        (None, Some(date)) => {
            entry.replied = Some(date);
            None
        }
        (Some(kept), Some(said)) => {
            if kept != said {
                doubt(format!("「{number}」的实际反馈日期登记的是 {kept}，反馈表写的是 {said}，以登记为准"));
            }
            None
        }
        (Some(_), None) => None,
        (None, None) => Some(undated(form, entry)),
    }
}

/// Says of a form without a date what is missing.
fn undated(form: &ReplyForm, entry: &Registered) -> Remark {
    let number = &entry.number;
    let why = match &form.unread_date {
        Some((written, _)) => format!("反馈日期「{written}」无法识别，没有算作已反馈；请写成 2026-11-12 这样的日期"),
        None if form.handled() == 0 => format!("「{number}」的反馈表还没有填写，没有算作已反馈；请退回补填"),
        None => format!(
            "「{number}」的反馈表没有写反馈日期，没有算作已反馈；请补上「反馈日期」，或运行 xuncha letter reply {number} --date 日期"
        ),
    };
    slip(form, Some(&entry.receiver), &why)
}

fn slip(form: &ReplyForm, unit: Option<&Text>, detail: &str) -> Remark {
    let place = form.unread_date.as_ref().filter(|_| unit.is_some()).map_or(&form.place, |(_, place)| place).clone();
    let value = form.number.clone().or_else(|| form.key.clone());
    let detail = detail.to_owned();
    Remark { kind: RemarkKind::InputRow, place, field: None, unit: unit.cloned(), record: None, value, detail }
}

/// Returns which row a form answers, or why that cannot be told.
fn answers(register: &Register, form: &ReplyForm) -> Result<usize, String> {
    let folded = form.number.as_deref().map(folded_number);
    let with_number = |entry: &Registered| folded.as_ref().is_some_and(|folded| folded_number(&entry.number) == *folded);
    let by_number = register.entries.iter().position(with_number);
    let by_key = form.key.as_ref().and_then(|key| register.entries.iter().position(|entry| entry.is_live() && entry.key == *key));
    let number_at = |at: usize| register.entries.get(at).map(|entry| entry.number.clone()).unwrap_or_default();
    match (by_number, by_key) {
        (Some(at), _) if !register.entries.get(at).is_some_and(Registered::is_live) => {
            let now = by_key.map(|at| format!("，现在的文号是「{}」", number_at(at))).unwrap_or_default();
            Err(format!("文号「{}」已作废{now}", number_at(at)))
        }
        (Some(one), Some(other)) if one != other => {
            Err(format!("文号是「{}」，编号却是「{}」的", number_at(one), number_at(other)))
        }
        (Some(at), _) => Ok(at),
        (None, Some(at)) => match &form.number {
            Some(number) => Err(format!("发文登记里没有「{number}」，编号是「{}」的", number_at(at))),
            None => Ok(at),
        },
        (None, None) => Err(unknown(register, form)),
    }
}

/// Says that a form answers no letter of the register, and which one it may be.
fn unknown(register: &Register, form: &ReplyForm) -> String {
    let near: Vec<String> = register
        .live()
        .filter(|entry| is_recommendation(entry) && form.receiver.as_ref() == Some(&entry.receiver) && entry.replied.is_none())
        .map(|entry| format!("「{}」", entry.number))
        .collect();
    let near = if near.is_empty() { String::new() } else { format!("，是不是{}", near.join("或")) };
    match form.number.as_ref().or(form.key.as_ref()) {
        Some(written) => format!("发文登记里没有「{written}」{near}；请核对文号"),
        None => format!("没有写对应的文号{near}；请在表头下写上「对应文号：」"),
    }
}

fn is_recommendation(entry: &Registered) -> bool {
    *entry.kind == *LetterKind::Recommendation.label()
}

/// Hands the recommendation letters to the inputs; one that an office's table has too counts once.
fn feed(desk: &mut Desk<'_, '_>, register: &mut Register) {
    let Register { entries, doubts, .. } = register;
    for entry in entries.iter_mut().filter(|entry| entry.is_live() && is_recommendation(entry)) {
        let folded = folded_number(&entry.number);
        let same = |row: &&mut Recommendation| row.number.as_deref().is_some_and(|number| folded_number(number) == folded);
        let mut found = false;
        for row in desk.inputs.recommendations.iter_mut().filter(same) {
            found = true;
            let mut agree = |what: &str, kept: Option<NaiveDate>, said: Option<NaiveDate>| {
                if let (Some(kept), Some(said)) = (kept, said)
                    && kept != said
                {
                    let message = format!("「{}」的{what}登记的是 {kept}，这一行写的是 {said}，以登记为准", entry.number);
                    doubts.push(Doubt { place: row.place.clone(), message });
                }
                kept.or(said)
            };
            entry.served = agree("送达日期", entry.served, row.sent);
            entry.reply_due = agree("要求反馈日期", entry.reply_due, row.reply_due);
            entry.replied = agree("实际反馈日期", entry.replied, row.replied);
            let cells = desk.inputs.cells.get(&row.place).map(Vec::as_slice).unwrap_or_default();
            let answer = cells.iter().find(|cell| *cell.label == *"是否采纳").and_then(|cell| Adopted::of(&cell.text));
            match (entry.adopted, answer) {
                (Some(kept), Some(said)) if kept != said => {
                    let (number, kept, said) = (&entry.number, kept.label(), said.label());
                    let message = format!("「{number}」登记的是「{kept}」，这一行写的是「{said}」，以登记为准");
                    doubts.push(Doubt { place: row.place.clone(), message });
                }
                (kept, said) => entry.adopted = kept.or(said),
            }
            (row.sent, row.reply_due, row.replied) = (entry.served.or(Some(entry.dated)), entry.reply_due, entry.replied);
        }
        if !found {
            let unit = desk.context.directory.known(&entry.receiver).unwrap_or_else(|| entry.receiver.clone());
            desk.inputs.recommendations.push(Recommendation {
                unit,
                number: Some(entry.number.clone()),
                sent: entry.served.or(Some(entry.dated)),
                reply_due: entry.reply_due,
                replied: entry.replied,
                place: Place::file(format!("{} {}", aside::REGISTER, entry.number)),
            });
        }
    }
}
