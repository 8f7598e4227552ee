//! The receipt of a score, in words and as JSON: every line that adds to it, with the cells behind it.

use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::cli::screen::clean;
use crate::cli::wrap::{Lead, shortened, wrap};
use crate::model::field::Field;
use crate::model::number::plain;
use crate::model::place::Place;
use crate::model::receipt::{Cited, Evidence, Line, LineKind, Receipt};
use crate::policy::Policy;

/// How many decimal places a line shows: enough to add the lines up by hand.
const PLACES: u32 = 4;

/// How many decimal places a line has in JSON. More would not add up exactly in every reader's arithmetic.
const EXACT: u32 = 12;

/// How much evidence a line lists on the screen.
const FEW: usize = 12;

/// How many columns the words of a cell take.
const SHORT: usize = 30;

/// Where the titles begin.
const TITLES: usize = 11;

/// Returns the lines in words; as shown, they add up to the score.
pub(super) fn text(receipt: &Receipt, policy: &Policy) -> Vec<String> {
    let mut lines = Vec::new();
    for line in &receipt.lines {
        paragraph(&mut lines, Some(Receipt::shown(line.points, PLACES)), &title(line, policy));
        let indent = Lead::indent(TITLES + 2);
        let full = line.kind == LineKind::Indicator && line.full == Some(line.points);
        if !full && line.kind != LineKind::Limit {
            lines.extend(wrap(&indent, &clean(format!("依据：{}〔{}〕", line.clause, line.id))));
        }
        for note in &line.notes {
            lines.extend(wrap(&indent, &clean(note.clone())));
        }
        evidence(&mut lines, &line.evidence);
    }
    let remainder = receipt.remainder(PLACES);
    if !remainder.is_zero() {
        let reason = format!("尾差（以上各行显示到 {PLACES} 位小数，得分只在最后取 {} 位）", policy.places);
        paragraph(&mut lines, Some(remainder), &reason);
    }
    lines.push(format!("{:>1$}  得分（以上各行相加）", receipt.score.to_string(), TITLES - 2));
    lines
}

fn paragraph(lines: &mut Vec<String>, points: Option<Decimal>, text: &str) {
    let shown = points.map(signed).unwrap_or_default();
    // A minus sign is one column wide and three bytes long.
    let room = (TITLES - 2).saturating_sub(shown.chars().count());
    let lead = Lead::indent(room).with(&format!("{shown}  "), shown.chars().count() + 2);
    lines.extend(wrap(&lead, &clean(text.to_owned())));
}

fn signed(points: Decimal) -> String {
    let plain = plain(points);
    plain.strip_prefix('-').map_or_else(|| plain.clone(), |digits| format!("−{digits}"))
}

fn title(line: &Line, policy: &Policy) -> String {
    let capped = if line.capped { "（已到上限）" } else { "" };
    match (line.kind, line.state) {
        (LineKind::Indicator, _) => {
            let share = match (line.numerator, line.denominator) {
                (Some(numerator), Some(denominator)) => {
                    format!("{}/{}", policy.round(numerator).normalize(), plain(denominator))
                }
                _ => "不适用，无可计算数据".to_owned(),
            };
            let full = line.full.map(|full| plain(full.round_dp(PLACES))).unwrap_or_default();
            format!("{}（满分 {full}，{share}）", line.title)
        }
        (LineKind::Deduction, Some(state)) => format!("{}（{}）{capped}", line.title, state.label()),
        (LineKind::Bonus, _) => format!("{}{capped}", line.title),
        (LineKind::Veto, _) => format!("一票否决：{}", line.title),
        _ => line.title.to_string(),
    }
}

/// Lists evidence; a file and its sheet are named once for the rows that follow each other on it.
fn evidence(lines: &mut Vec<String>, all: &[Evidence]) {
    let mut last: Option<(&str, Option<&str>)> = None;
    for one in all.iter().take(FEW) {
        let sheet = (one.place.file.as_str(), one.place.sheet.as_deref());
        if last.replace(sheet) != Some(sheet) {
            let whole = Place { row: None, cell: None, ..one.place.clone() };
            lines.extend(wrap(&Lead::indent(TITLES + 2), &clean(whole.to_string())));
        }
        lines.extend(wrap(&Lead::indent(TITLES + 4).hanging(TITLES + 6), &clean(sentence(one))));
    }
    if all.len() > FEW {
        lines.push(format!("{:>2$}…… 另有 {} 行，加 --format json 全部列出", "", all.len() - FEW, TITLES + 4));
    }
}

/// Returns `K7「整改中」（编号 2026-003）`, with what happened where that is told: `…：超期 41 天`.
fn sentence(one: &Evidence) -> String {
    let row = one.place.row.map(|row| format!("第 {} 行", row + 1)).unwrap_or_default();
    // One cell speaks for itself; of several each is named.
    let cells: Vec<String> = one.cells.iter().map(|cited| cell(cited, one.cells.len() > 1)).collect();
    let cells = if cells.is_empty() { row } else { cells.join("，") };
    let record = one.record.as_ref().map(|record| format!("（编号 {record}）")).unwrap_or_default();
    let note = one.note.as_ref().map(|note| format!("：{note}")).unwrap_or_default();
    format!("{cells}{record}{note}")
}

fn cell(cited: &Cited, named: bool) -> String {
    let Some(at) = cited.place.cell else {
        let row = cited.place.row.map(|row| format!("第 {} 行", row + 1)).unwrap_or_default();
        return format!("{row}没有「{}」一列", cited.label);
    };
    match &cited.text {
        Some(text) => {
            let text = clean(text.to_string());
            let text = shortened(&text, SHORT).unwrap_or(text);
            let label = if named { &*cited.label } else { "" };
            format!("{label} {at}「{text}」").trim_start().to_owned()
        }
        None => format!("{} {at} 为空", cited.label),
    }
}

/// Adds the receipt to a unit's score: `lines`, whose points add up to `sum`, which is the score.
pub(super) fn add_json(score: &mut Value, receipt: &Receipt) {
    let mut lines: Vec<Value> = receipt.lines.iter().map(line_json).collect();
    let remainder = receipt.remainder(EXACT);
    if !remainder.is_zero() {
        lines.push(json!({"kind": "rounding", "id": null, "title": "尾差", "points": plain(remainder), "evidence": []}));
    }
    score["lines"] = json!(lines);
    score["sum"] = json!(receipt.score.to_string());
    score["remarks"] = json!(receipt.remarks);
}

fn line_json(line: &Line) -> Value {
    let exact = |number: Option<Decimal>| number.map(|number| plain(Receipt::shown(number, EXACT)));
    json!({
        "kind": line.kind.key(),
        "id": (!line.id.is_empty()).then_some(&line.id),
        "title": line.title,
        "clause": line.clause,
        "points": exact(Some(line.points)),
        "full": exact(line.full),
        "numerator": exact(line.numerator),
        "denominator": exact(line.denominator),
        "state": line.state,
        "capped": line.capped,
        "notes": line.notes,
        "evidence": line.evidence.iter().map(evidence_json).collect::<Vec<_>>(),
    })
}

fn evidence_json(one: &Evidence) -> Value {
    json!({
        "file": one.place.file,
        "sheet": one.place.sheet,
        "row": one.place.row.map(|row| row + 1),
        "record": one.record,
        "note": one.note,
        "points": one.points.map(plain),
        "cells": one.cells.iter().map(cell_json).collect::<Vec<_>>(),
    })
}

fn cell_json(cited: &Cited) -> Value {
    json!({
        "file": cited.place.file,
        "sheet": cited.place.sheet,
        "cell": cited.place.cell.map(|cell| cell.to_string()),
        "field": cited.field.map(Field::key),
        "label": cited.label,
        "text": cited.text,
    })
}
