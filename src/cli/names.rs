//! `names`: the unit names nobody could match, as a workbook to answer in.

use std::path::{Path, PathBuf};

use crate::cli::exit::Exit;
use crate::cli::options::{FailOn, Input, exit_of, output_folder};
use crate::cli::screen::{Screen, clean};
use crate::cli::{check, run};
use crate::error::Error;
use crate::model::answers::{FILE, Names, Question, State};
use crate::output;
use crate::pipeline::{self, Gathered};
use crate::workspace::Workspace;

/// 列出名录里没有的单位名称，写出《名称确认.xlsx》，供逐个答复
///
/// 答复好的工作簿放进工作区，以后每次运行都按它理解；没有答复的名称不并入任何单位。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    /// 写到哪个文件夹；默认为工作区的 输出/月份
    #[arg(long, value_name = "文件夹")]
    out: Option<PathBuf>,
    /// 少说一点
    #[arg(short, long)]
    quiet: bool,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let (request, workspace) = args.input.workspace_request()?;
    let gathered = pipeline::gather(&request)?;
    let folder = output_folder(args.out.as_ref(), Some(&workspace), request.month).unwrap_or_default();
    gathered.refuse_outputs(&folder)?;
    let names = gathered.names(Some(&folder));
    let documents = gathered.ask(&names)?;
    let written = output::write(&folder, &[("names", &documents)], &gathered.origin())?;
    screen.out(&pending(screen, &gathered, &names));
    run::note_written(screen, &written, args.quiet);
    if !args.quiet {
        note_handing_in(screen, &names, &workspace, &folder);
    }
    check::note_refused(screen, &gathered);
    Ok(exit_of(&gathered, &[], FailOn::Never))
}

/// Lists the names that wait for an answer.
fn pending(screen: &Screen, gathered: &Gathered, names: &Names) -> String {
    if gathered.directory.is_empty() {
        return "没有单位名录，没有名称可以核对。".to_owned();
    }
    let mut rows = screen.table(&["台账中的写法", "次数", "可能是", "相似程度和理由", "处理情况"], &["次数"]);
    let mut count = 0;
    for question in names.pending() {
        count += 1;
        let near = question.near.as_ref().map(|near| format!("{}%，{}", near.percent, near.reason));
        rows.add(
            vec![
                question.reply.written.to_string(),
                question.count.to_string(),
                question.reply.suggested.as_deref().unwrap_or("（没有相近的）").to_owned(),
                near.unwrap_or_default(),
                situation(question).to_owned(),
            ],
            None,
        );
    }
    let settled = names.settled();
    let summary = format!("待处理的名称 {count} 个，已答复 {settled} 个。");
    if count == 0 { summary } else { format!("{}\n\n{summary}", rows.draw()) }
}

fn situation(question: &Question) -> &'static str {
    match question.state {
        State::Draft => "已填，还没有生效",
        State::Unusable(_) => "答复没有用上",
        State::Open | State::Is(_) | State::IsNot(_) => "待答复",
    }
}

/// Says how answers come into force, when there is something to answer or to hand in.
pub(super) fn note_handing_in(screen: &Screen, names: &Names, workspace: &Workspace, folder: &Path) {
    let written = shown(&folder.join(FILE));
    let kept = shown(&workspace.path(&workspace.paths.names));
    let (pending, drafts) = (names.pending().count(), names.drafts());
    if pending > drafts {
        screen.note(&format!(
            "\n名录里没有的单位名称有 {} 个待答复：打开 {written}，在「答复」栏逐个选择，保存后移到 {kept}，再运行一次。",
            pending - drafts
        ));
    }
    if drafts > 0 {
        screen.note(&format!("\n{written} 里有 {drafts} 条答复还没有生效：请把它移到 {kept}（原来有的就替换），再运行一次。"));
    }
    if names.differing > 0 {
        screen.note(&format!("\n{written} 原来有 {} 条答复和 {kept} 不同，以后者为准；要改的请改 {kept}。", names.differing));
    }
}

fn shown(path: &Path) -> String {
    clean(path.to_string_lossy().replace('\\', "/"))
}
