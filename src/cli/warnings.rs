//! `warnings`: signs of trouble, of the month or counted for the year.

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
use crate::model::warning::{Warning, WarningState, by_state};
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
    let listed: Vec<&Warning> = match args.year {
        true => warned.year.iter().map(|event| &event.warning).collect(),
        false => warned.warnings.iter().collect(),
    };
    if args.format == Format::Json {
        let warnings: Vec<Value> = match args.year {
            true => warned.year.iter().map(|event| with_month(&event.warning, &event.last.to_string())).collect(),
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
        let mut lines = text(&listed);
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

/// Lists warnings unit by unit, in the order units first appear.
fn text(warnings: &[&Warning]) -> Vec<String> {
    let mut units: Vec<Option<&Text>> = Vec::new();
    for warning in warnings {
        if !units.contains(&warning.unit.as_ref()) {
            units.push(warning.unit.as_ref());
        }
    }
    let mut lines = Vec::new();
    for unit in units {
        let of_unit: Vec<&Warning> = warnings.iter().copied().filter(|warning| warning.unit.as_ref() == unit).collect();
        let name = unit.map_or("（未指明单位）", Text::as_str);
        lines.extend(wrap(&Lead::indent(0).hanging(2), &clean(format!("{name}　{}", summary(&of_unit)))));
        lines.extend(of_unit.chunk_by(|one, other| same(one, other)).flat_map(group_lines));
        lines.push(String::new());
    }
    lines
}

/// Writes one warning, or several that say the same of cells of one sheet.
fn group_lines(group: &[&Warning]) -> Vec<String> {
    let Some(warning) = group.first() else { return Vec::new() };
    let state = warning.state.label();
    let lead = Lead::indent(2).with(&format!("{state}{}", " ".repeat(10 - digits(state))), 10);
    let each = if group.len() > 1 { "每条" } else { "" };
    let points = if warning.points.is_zero() { String::new() } else { format!("，{each}扣 {} 分", plain(warning.points)) };
    let head = format!("{}：{}；{} 起{points}", warning.title, warning.reason, warning.date);
    let mut lines = wrap(&lead, &clean(head));
    let cells = group.iter().map(|warning| {
        let record = warning.record.as_ref().map(|record| format!("（编号 {record}）")).unwrap_or_default();
        let cell = warning.place.cell.map(|cell| cell.to_string());
        format!("{}{record}", cell.or(warning.place.row.map(|row| format!("第 {} 行", row + 1))).unwrap_or_default())
    });
    let cells = cells.collect::<Vec<_>>().join("、");
    let sheet = warning.place.sheet.as_ref().map(|sheet| format!("，表「{sheet}」，")).unwrap_or_default();
    lines.extend(wrap(&Lead::indent(12), &clean(format!("{}{sheet}{cells}", warning.place.file))));
    lines
}

/// Says whether two warnings differ in nothing but their cells.
fn same(one: &Warning, other: &Warning) -> bool {
    let said = |warning: &Warning| (warning.id.clone(), warning.state, warning.date, warning.reason.clone(), warning.points);
    let sheet = |warning: &Warning| (warning.place.file.clone(), warning.place.sheet.clone());
    said(one) == said(other) && sheet(one) == sheet(other)
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

fn with_month(warning: &Warning, month: &str) -> Value {
    let mut value = warning_json(warning);
    value["month"] = json!(month);
    value
}
