//! `warnings`: signs of trouble, of the month or counted for the year.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::cli::check;
use crate::cli::exit::Exit;
use crate::cli::options::{FailOn, Format, Input, exit_of};
use crate::cli::published::Published;
use crate::cli::screen::{Screen, clean};
use crate::cli::wrap::{Lead, wrap};
use crate::error::Error;
use crate::model::number::plain;
use crate::model::text::Text;
use crate::model::warning::{Step, Warning, WarningState, YearEvent, by_state};
use crate::office::width::digits;
use crate::pipeline::{self, Warned};

/// 智能预警：快到期、超期预扣、进展停滞、集中到期、销号没有佐证、屡巡屡犯、满意度下降
///
/// 每条写明从哪一天起、在哪个单元格、现在是预警、预扣、核减恢复还是正式扣；扣分与得分一致。
/// 加 --year，看今年以来的累计：同一件事只计一次，按最后的状态计。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    #[command(flatten)]
    published: Published,
    /// 今年以来的累计
    #[arg(long)]
    year: bool,
    /// 输出格式：text 或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let gathered = pipeline::gather(&args.published.apply(args.input.request()?)?)?;
    let warned = gathered.warn(&gathered.assess());
    let told: Vec<Told<'_>> = match args.year {
        true => warned.year.iter().map(|event| (&event.warning, &event.steps[..])).collect(),
        false => warned.warnings.iter().map(|warning| (warning, &[][..])).collect(),
    };
    let listed: Vec<&Warning> = told.iter().map(|(warning, _)| *warning).collect();
    if args.format == Format::Json {
        let warnings: Vec<Value> = match args.year {
            true => warned.year.iter().map(event_json).collect(),
            false => listed.iter().map(|warning| warning_json(warning)).collect(),
        };
        let counts = by_state(listed.iter().copied());
        let summary: serde_json::Map<String, Value> =
            WarningState::ALL.iter().zip(counts).map(|(state, count)| (state.key().to_owned(), json!(count))).collect();
        let report = json!({
            "version": 1, "month": gathered.month.to_string(), "as_of": gathered.as_of.to_string(), "year": args.year,
            "warnings": warnings, "summary": summary,
        });
        screen.out(&serde_json::to_string_pretty(&report).expect("a report is plain data"));
    } else {
        let mut lines = text(&told);
        let scope = if args.year { format!("{} 年累计", gathered.month.year) } else { gathered.month.to_string() };
        lines.push(format!("{scope}　{}", summary(&listed)));
        screen.out(&lines.join("\n"));
    }
    check::note_refused(screen, &gathered);
    Ok(exit_of(&gathered, &[], FailOn::Never).max(note_fault(screen, &warned)))
}

/// Says why earlier months could not be asked.
pub(super) fn note_fault(screen: &Screen, warned: &Warned) -> Exit {
    match &warned.fault {
        Some(error) => {
            screen.error(error);
            screen.note("没有用上以前各月的存档：进展停滞、满意度下降和本年累计可能不全");
            Exit::Incomplete
        }
        None => Exit::Done,
    }
}

/// Returns the line that adds up: `预警 3 条：预警 1，预扣 2`.
pub(super) fn summary(warnings: &[&Warning]) -> String {
    let counts = WarningState::ALL.iter().zip(by_state(warnings.iter().copied())).filter(|(_, count)| *count > 0);
    let parts: Vec<String> = counts.map(|(state, count)| format!("{} {count}", state.label())).collect();
    match parts.is_empty() {
        true => "预警 0 条".to_owned(),
        false => format!("预警 {} 条：{}", warnings.len(), parts.join("，")),
    }
}

/// A warning, and what it went through where the year is told.
type Told<'a> = (&'a Warning, &'a [Step]);

/// Lists warnings unit by unit, in the order units first appear.
fn text(told: &[Told<'_>]) -> Vec<String> {
    let mut units: Vec<Option<&Text>> = Vec::new();
    for (warning, _) in told {
        if !units.contains(&warning.unit.as_ref()) {
            units.push(warning.unit.as_ref());
        }
    }
    let mut lines = Vec::new();
    for unit in units {
        let own: Vec<Told<'_>> = told.iter().copied().filter(|(warning, _)| warning.unit.as_ref() == unit).collect();
        let of_unit: Vec<&Warning> = own.iter().map(|(warning, _)| *warning).collect();
        let name = unit.map_or("（未指明单位）", Text::as_str);
        lines.extend(wrap(&Lead::indent(0).hanging(2), &clean(format!("{name}　{}", summary(&of_unit)))));
        lines.extend(groups(&own).iter().flat_map(|group| group_lines(group)));
        lines.push(String::new());
    }
    lines
}

/// Puts those together that differ in nothing but their cells, where the first of them stands.
fn groups<'a>(told: &[Told<'a>]) -> Vec<Vec<Told<'a>>> {
    let mut groups: Vec<Vec<Told<'a>>> = Vec::new();
    let mut known = BTreeMap::new();
    for (warning, steps) in told {
        let said = (&warning.id, warning.state, warning.date, &warning.reason, warning.points, *steps);
        let at = *known.entry(said).or_insert(groups.len());
        match groups.get_mut(at) {
            Some(group) => group.push((warning, steps)),
            None => groups.push(vec![(warning, steps)]),
        }
    }
    groups
}

/// Writes one warning, or several that say the same: what is said once, then the cells, sheet by sheet.
fn group_lines(group: &[Told<'_>]) -> Vec<String> {
    let Some((warning, steps)) = group.first() else { return Vec::new() };
    let state = warning.state.label();
    let lead = Lead::indent(2).with(&format!("{state}{}", " ".repeat(10 - digits(state))), 10);
    let each = if group.len() > 1 { "每条" } else { "" };
    let points = if warning.points.is_zero() { String::new() } else { format!("，{each}扣 {} 分", plain(warning.points)) };
    let head = format!("{}：{}；{} 起{points}", warning.title, warning.reason, warning.date);
    let mut lines = wrap(&lead, &clean(head));
    if steps.len() > 1 {
        let passed = steps.iter().map(|step| format!("{} {}{}", step.date, step.title, step.state.label()));
        let passed = format!("经过：{}", passed.collect::<Vec<_>>().join(" → "));
        lines.extend(wrap(&Lead::indent(12), &clean(passed)));
    }
    let sheet = |(warning, _): &Told<'_>| (warning.place.file.clone(), warning.place.sheet.clone());
    let mut sorted = group.to_vec();
    sorted.sort_by_key(sheet);
    for group in sorted.chunk_by(|one, other| sheet(one) == sheet(other)) {
        let cells = group.iter().map(|(warning, _)| {
            let record = warning.record.as_ref().map(|record| format!("（编号 {record}）")).unwrap_or_default();
            let cell = warning.place.cell.map(|cell| cell.to_string());
            format!("{}{record}", cell.or(warning.place.row.map(|row| format!("第 {} 行", row + 1))).unwrap_or_default())
        });
        let cells = cells.collect::<Vec<_>>().join("、");
        let Some((first, _)) = group.first() else { continue };
        let sheet = first.place.sheet.as_ref().map(|sheet| format!("，表「{sheet}」，")).unwrap_or_default();
        lines.extend(wrap(&Lead::indent(12), &clean(format!("{}{sheet}{cells}", first.place.file))));
    }
    lines
}

/// Describes a warning.
pub(super) fn warning_json(warning: &Warning) -> Value {
    let place = &warning.place;
    json!({
        "id": warning.id, "title": warning.title, "event": warning.event, "date": warning.date.to_string(),
        "unit": warning.unit, "file": place.file, "sheet": place.sheet, "cell": place.cell.map(|cell| cell.to_string()),
        "row": place.row.map(|row| row + 1), "record": warning.record, "reason": warning.reason,
        "points": plain(warning.points), "state": warning.state.key(),
    })
}

/// Describes an event of the year: as it was told last, with every state it went through.
fn event_json(event: &YearEvent) -> Value {
    let step = |step: &Step| {
        json!({
            "id": step.id, "title": step.title, "state": step.state.key(), "date": step.date.to_string(),
            "month": step.month.to_string(),
        })
    };
    let mut value = warning_json(&event.warning);
    value["month"] = json!(event.last.to_string());
    value["steps"] = json!(event.steps.iter().map(step).collect::<Vec<_>>());
    value
}

#[cfg(test)]
mod tests {
    use super::{Told, text};
    use crate::model::place::{CellRef, Place};
    use crate::model::warning::{Warning, WarningState};

    fn stale(sheet: &str, row: u32, reason: &str) -> Warning {
        Warning {
            id: "stale-progress".into(),
            title: "进展长期没有变化".into(),
            event: format!("{sheet}{row}").into(),
            date: "2026-10-31".parse().expect("a date"),
            unit: Some("县教育局".into()),
            place: Place::file("台账.xlsx").sheet(sheet).cell(CellRef::new(row, 8)),
            record: None,
            reason: reason.to_owned(),
            points: Default::default(),
            state: WarningState::Warned,
        }
    }

    #[test]
    fn what_is_said_of_several_cells_is_said_once() {
        let (one, other) = ("进展情况与 2026-08 报来的一字不差", "进展情况与 2026-07 报来的一字不差");
        let all = [stale("甲", 2, one), stale("甲", 3, other), stale("甲", 4, one), stale("乙", 2, one)];
        let told: Vec<Told<'_>> = all.iter().map(|warning| (warning, &[][..])).collect();
        let lines = text(&told);
        assert_eq!(lines.iter().filter(|line| line.contains("2026-08 报来")).count(), 1, "{lines:?}");
        assert_eq!(lines.iter().filter(|line| line.contains("2026-07 报来")).count(), 1, "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("表「甲」，I3、I5")), "{lines:?}");
        assert!(lines.iter().any(|line| line.contains("表「乙」，I3")), "{lines:?}");
    }
}
