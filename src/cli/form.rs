//! What became of the office's own scorecard form, and what is wrong with one.

use crate::cli::exit::Exit;
use crate::cli::screen::{Screen, clean};
use crate::pipeline::{Lint, Reports};

/// How many faults of a form are told where it was to be filled; `template lint` tells all.
const MOST: usize = 5;

/// Says what became of the office's own form.
pub(super) fn note(screen: &Screen, reports: &Reports, quiet: bool) -> Exit {
    match &reports.form {
        None => Exit::Done,
        Some(Ok(name)) => {
            if !quiet {
                screen.note(&clean(format!("评分表按本单位的表样「{name}」填写；公式和逐项依据见《评分依据.xlsx》")));
            }
            Exit::Done
        }
        Some(Err(faults)) => {
            faults.iter().take(MOST).for_each(|fault| screen.error(fault));
            let more = faults.len().saturating_sub(MOST);
            if more > 0 {
                screen.note(&format!("表样另有 {more} 处要改，运行 xuncha template lint 逐处查看"));
            }
            screen.note("本单位的表样没有填成；标准的评分表已写在《评分依据.xlsx》里");
            Exit::Incomplete
        }
    }
}

/// Tells what is wrong with a form.
pub(super) fn tell(screen: &Screen, lint: &Lint, policy: &str, quiet: bool) -> Exit {
    lint.faults.iter().for_each(|fault| screen.error(fault));
    for advice in &lint.advice {
        screen.out(&clean(format!("建议：{advice}")));
    }
    if !lint.faults.is_empty() {
        screen.out(&format!("表样有 {} 处要改，改好以前不会按它填写", lint.faults.len()));
        return Exit::Incomplete;
    }
    if !quiet {
        let rows: Vec<String> =
            lint.repeated.iter().map(|(sheet, row)| format!("表「{sheet}」第 {} 行逐个单位重复", row + 1)).collect();
        let rows = if rows.is_empty() { String::new() } else { format!("，{}", rows.join("，")) };
        screen.out(&clean(format!("表样没有错误：{} 处要填{rows}（名称按《{policy}》核对）", lint.holes)));
    }
    Exit::Done
}
