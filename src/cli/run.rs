//! `run`: the whole month in one go: check, score, scorecard, letters, mail previews.

use std::path::{Path, PathBuf};

use comfy_table::Color;

use crate::cli::doubt;
use crate::cli::exit::Exit;
use crate::cli::letter::number::note_numbered;
use crate::cli::letter::register::note_register;
use crate::cli::listing;
use crate::cli::options::{Input, Volume, exit_of, output_folder};
use crate::cli::pdf::{self, Pdfs};
use crate::cli::progress::Bar;
use crate::cli::screen::{Screen, clean};
use crate::cli::wrap::{Lead, wrap};
use crate::cli::{check, form, letter, names, published, warnings};
use crate::error::Error;
use crate::model::about::Severity;
use crate::model::assessment::Assessment;
use crate::model::delivery::Delivery;
use crate::model::finding::Finding;
use crate::model::number::{Rounding, percent};
use crate::model::period::Month;
use crate::model::warning::Warning;
use crate::output::{self, Written};
use crate::pipeline::{self, Gathered, Letters, Reports, Warned};

/// 一次做完本月的事：核验、评分、写评分表、数据月报、核验问题和看板，起草函件、生成邮件预览
///
/// 什么都不发送，也不改动任何原文件。写出的文件在工作区的 输出/月份 里。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    /// 写到哪个文件夹；默认为工作区的 输出/月份
    #[arg(long, value_name = "文件夹")]
    out: Option<PathBuf>,
    /// 同时把每份函转成 PDF，放在 docx 旁边（要装有 LibreOffice）
    #[arg(long)]
    pdf: bool,
    #[command(flatten)]
    volume: Volume,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let (request, workspace) = args.input.workspace_request()?;
    let bar = Bar::new(args.volume.quiet);
    let gathered = pipeline::gather_watched(&request, &bar)?;
    let folder = output_folder(args.out.as_ref(), Some(&workspace), request.month).unwrap_or_default();
    gathered.refuse_outputs(&folder)?;
    bar.step("正在核验");
    let checked = gathered.check();
    bar.step("正在评分");
    let assessment = gathered.assess_and_weigh();
    let warned = gathered.warn(&assessment);
    bar.step("正在写出");
    let reports = gathered.report(&checked, &assessment, &warned, &folder, &[])?;
    let letters = gathered.letters(&assessment)?;
    let names = gathered.names(Some(&folder));
    // What is answered needs no asking; `xuncha names` shows it all the same.
    let questions = if names.pending().next().is_some() { gathered.ask(&names)? } else { Vec::new() };
    let mut stages = reports.stages();
    let pdfs = Pdfs::of(&letters.documents, gathered.as_of, args.pdf);
    stages.extend([
        ("names", &questions[..]),
        ("letter", &letters.documents),
        ("letter-only", &[]),
        ("mail", &letters.mails),
        (pdf::STAGE, &pdfs.documents),
        (pdf::STAGE_ONLY, &[]),
    ]);
    let written = output::write(&folder, &stages, &gathered.origin())?;
    drop(bar);
    screen.out(&ranking(screen, &assessment, &checked.findings, args.volume.verbose));
    let told: Vec<&Warning> = warned.warnings.iter().collect();
    screen.out(&format!("\n{}\n{}", listing::summary(&gathered.ledger, &checked), warnings::summary(&told)));
    if !args.volume.quiet {
        note_silent_units(screen, &gathered, &assessment);
        screen.note("错误和疑点逐条见《核验问题.xlsx》，也可以运行 xuncha check 查看");
    }
    note_written(screen, &written, args.volume.quiet);
    let made = pdfs.tell(screen);
    let formed = form::note(screen, &reports, args.volume.quiet);
    note_numbered(screen, &letters);
    note_deliveries(screen, &letters.deliveries, args.volume);
    note_register(screen, &gathered.register);
    let templates = letter::write::note_templates(screen, &gathered, args.volume.quiet);
    if !args.volume.quiet {
        names::note_handing_in(screen, &names, &workspace, &folder);
    }
    check::note_refused(screen, &gathered);
    check::note_unusable_rows(screen, &gathered);
    let is_of_month = Month::of(gathered.as_of) == gathered.month;
    let kept = if args.input.is_trial() || args.out.is_some() || !is_of_month {
        if !args.volume.quiet {
            let why = if is_of_month { "用了 --policy、--units 或 --out" } else { "报告日期不在报告月份里" };
            screen.note(&format!("{why}，这一次是试算，没有存档，也不影响以前的存档"));
        }
        Exit::Done
    } else {
        keep(screen, &gathered, &assessment, &warned, &reports, &letters, args.volume.quiet)
    };
    Ok(exit_of(&gathered, &checked.findings, args.volume.fail_on).max(kept).max(formed).max(made).max(templates))
}

/// Keeps the month in the store. The outputs are written already, so an error is told and takes nothing back.
fn keep(
    screen: &Screen,
    gathered: &Gathered,
    assessment: &Assessment,
    warned: &Warned,
    reports: &Reports,
    letters: &Letters,
    quiet: bool,
) -> Exit {
    let kept = gathered.departure(assessment).and_then(|before| {
        gathered.keep(assessment, &warned.warnings, reports, letters)?;
        Ok(before)
    });
    match kept {
        Ok(before) => {
            if let Some(before) = before.filter(|_| !quiet) {
                let said = format!("{}与这个月上次运行时不同，存档已换成这一次的", published::units(&before));
                screen.note(&wrap(&Lead::indent(0).hanging(2), &clean(said)).join("\n"));
            }
            Exit::Done
        }
        Err(error) => {
            screen.error(&error);
            screen.note("本月的文件已经写出，只是没有存档");
            Exit::Incomplete
        }
    }
}

/// Draws the table of units: rank with its range, problems, completion, score, findings; below it who cannot be told apart.
pub(super) fn ranking(screen: &Screen, assessment: &Assessment, findings: &[Finding], verbose: bool) -> String {
    let grouped = !assessment.grouping.together && assessment.units.iter().any(|unit| unit.group.is_some());
    let headings = ["名次", "单位", "问题", "完成率", "超期", "得分", "等次", "错误", "疑点"];
    let mut rows = screen.table(&headings, &["问题", "完成率", "超期", "得分", "错误", "疑点"]);
    let mut ranking = None;
    for unit in assessment.ranking() {
        let own = assessment.grouping.ranking_of(unit);
        if ranking.replace(own) != Some(own) && (grouped || !unit.listed) {
            let unnamed = if unit.listed { "未分组" } else { "不在名录" };
            let name = unit.group.as_deref().unwrap_or(unnamed);
            rows.add(vec![String::new(), format!("【{name}】")], None);
        }
        let of_unit = |severity| {
            findings.iter().filter(|finding| finding.severity == severity && finding.unit.as_ref() == Some(&unit.unit)).count()
        };
        let completion = unit.tally.completion;
        let shown = percent(completion.numerator, completion.denominator, Rounding::HalfUp);
        let cells = vec![
            doubt::rank(unit),
            unit.unit.to_string(),
            unit.tally.problems.to_string(),
            shown.map_or_else(|| "无".to_owned(), |percent| format!("{percent}%")),
            unit.tally.overdue.to_string(),
            unit.score.to_string(),
            unit.grade.to_string(),
            of_unit(Severity::Error).to_string(),
            of_unit(Severity::Warning).to_string(),
        ];
        let colour = (!unit.vetoes.is_empty()).then_some(Color::Red);
        rows.add(cells, colour);
    }
    let mut lines = vec![rows.draw()];
    lines.extend(doubt::note(assessment, verbose));
    lines.join("\n")
}

/// Names the units of the directory that no ledger speaks of.
fn note_silent_units(screen: &Screen, gathered: &Gathered, assessment: &Assessment) {
    let reported = |name: &str| assessment.units.iter().any(|unit| *unit.unit == *name);
    let silent: Vec<&str> =
        gathered.directory.units.iter().map(|unit| unit.name.as_str()).filter(|name| !reported(name)).collect();
    if !silent.is_empty() {
        screen.note(&clean(format!("名录里没有台账的单位 {} 个：{}", silent.len(), silent.join("、"))));
    }
}

/// Lists what was written, kept and removed.
pub(super) fn note_written(screen: &Screen, written: &Written, quiet: bool) {
    for (from, to) in &written.kept {
        screen.note(&format!("手工改过的文件已另存：{} → {}", shown(from), to.file_name().unwrap_or_default().to_string_lossy()));
    }
    for path in &written.removed {
        screen.note(&format!("上次生成、本次不再需要的文件已删除：{}", shown(path)));
    }
    if quiet {
        return;
    }
    screen.note(&format!("\n已写出 {} 个文件：", written.files.len()));
    for path in &written.files {
        screen.note(&format!("  {}", shown(path)));
    }
}

/// Says what has to be done by hand before letters can go out.
pub(super) fn note_deliveries(screen: &Screen, deliveries: &[Delivery], volume: Volume) {
    let with_note: Vec<_> = deliveries.iter().filter_map(|delivery| Some((delivery, delivery.note.as_ref()?))).collect();
    if deliveries.is_empty() || volume.quiet {
        return;
    }
    let ready = deliveries.len() - with_note.len();
    screen.note(&format!(
        "\n邮件只生成预览，没有发送：{} 封，其中 {ready} 封收件人齐全，{} 封发送前要处理。",
        deliveries.len(),
        with_note.len()
    ));
    if volume.verbose {
        for (delivery, note) in with_note {
            screen.note(&clean(format!("  {}：{note}", delivery.receiver)));
        }
    }
}

fn shown(path: &Path) -> String {
    clean(path.to_string_lossy().replace('\\', "/"))
}
