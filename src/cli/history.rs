//! `history`: the months that are kept, or a unit's results over them.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::exit::Exit;
use crate::cli::options::{Format, workspace_at};
use crate::cli::screen::Screen;
use crate::error::Error;
use crate::model::history::{KeptMonth, KeptUnit};
use crate::model::number::{Rounding, percent};
use crate::pipeline;

/// 列出存档里的各个月份；加 --unit，看一个单位历月的得分、名次和超期
///
/// 每次运行 xuncha run，当月用的文件、办法和结果就存进工作区的 xuncha.db；同一个月再运行，换成新的。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 工作区文件夹；不写就是当前文件夹
    #[arg(value_name = "工作区")]
    workspace: Option<PathBuf>,
    /// 一个单位历月的结果
    #[arg(long, value_name = "单位")]
    unit: Option<String>,
    /// 输出格式：text 或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let workspace = workspace_at(args.workspace.as_deref())?;
    let (empty, text, json) = match &args.unit {
        Some(unit) => {
            let months = pipeline::unit_history(&workspace, unit)?;
            let report = json!({"version": 1, "unit": unit, "months": months.iter().map(unit_json).collect::<Vec<_>>()});
            (months.is_empty(), unit_text(screen, &months), report)
        }
        None => {
            let months = pipeline::history(&workspace)?;
            let report = json!({"version": 1, "months": months.iter().map(month_json).collect::<Vec<_>>()});
            (months.is_empty(), month_text(screen, &months), report)
        }
    };
    match args.format {
        Format::Json => screen.out(&serde_json::to_string_pretty(&json).expect("a report is plain data")),
        Format::Text if empty => screen.note("还没有存档：运行 xuncha run 以后，当月就有存档"),
        Format::Text => screen.out(&text),
    }
    Ok(Exit::Done)
}

fn month_text(screen: &Screen, months: &[KeptMonth]) -> String {
    let mut rows = screen.table(&["月份", "报告日期", "办法版本", "程序", "单位", "预警"], &["单位", "预警"]);
    for kept in months {
        let cells = [
            kept.month.to_string(),
            kept.as_of.to_string(),
            kept.policy.version.clone(),
            kept.program.clone(),
            kept.units.to_string(),
            kept.warnings.to_string(),
        ];
        rows.add(cells.to_vec(), None);
    }
    rows.draw()
}

fn unit_text(screen: &Screen, months: &[KeptUnit]) -> String {
    let headings = ["月份", "得分", "名次", "等次", "完成率", "超期"];
    let mut rows = screen.table(&headings, &["得分", "名次", "完成率", "超期"]);
    for kept in months {
        let completion = percent(kept.finished, kept.counted, Rounding::HalfUp);
        let cells = [
            kept.month.to_string(),
            kept.score.to_string(),
            kept.rank.to_string(),
            kept.grade.to_string(),
            completion.map_or_else(|| "无".to_owned(), |percent| format!("{percent}%")),
            kept.overdue.to_string(),
        ];
        rows.add(cells.to_vec(), None);
    }
    rows.draw()
}

fn month_json(kept: &KeptMonth) -> Value {
    json!({
        "month": kept.month.to_string(), "as_of": kept.as_of, "program": kept.program, "policy": kept.policy,
        "units": kept.units, "warnings": kept.warnings,
    })
}

fn unit_json(kept: &KeptUnit) -> Value {
    json!({
        "month": kept.month.to_string(), "unit": kept.unit, "group": kept.group, "score": kept.score.to_string(),
        "score_without_provisional": kept.score_without_provisional.to_string(), "grade": kept.grade, "rank": kept.rank,
        "finished": kept.finished, "counted": kept.counted, "overdue": kept.overdue,
    })
}
