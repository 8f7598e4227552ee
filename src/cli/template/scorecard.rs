//! `template scorecard`: a scorecard form to start from.

use std::path::{Path, PathBuf};

use crate::cli::copies::{target, write_new};
use crate::cli::exit::Exit;
use crate::cli::options::{bare_request, form_request};
use crate::cli::screen::{Screen, clean};
use crate::cli::template::blank::refuse_other_endings;
use crate::error::Error;
use crate::pipeline;

/// 生成一份评分表表样的示例，带全部可用名称，照着改成本单位的样子
///
/// 改好后放进工作区的模板文件夹，名字叫 评分表.xlsx，以后的评分表就按它填写。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 工作区文件夹，指标和减分项取自它的评分办法；不写就看当前文件夹是不是工作区
    #[arg(value_name = "工作区")]
    workspace: Option<PathBuf>,
    /// 存为这个文件，或存进这个文件夹
    #[arg(long, value_name = "文件或文件夹")]
    out: PathBuf,
    /// 少说一点
    #[arg(short, long)]
    quiet: bool,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let path = target(Path::new("评分表.xlsx"), &args.out);
    refuse_other_endings(&path, "评分表.xlsx")?;
    let mut request = form_request(args.workspace.as_deref(), None)?;
    request.as_of = bare_request(None, None).as_of;
    write_new(&path, &pipeline::example_form(&request)?)?;
    if !args.quiet {
        screen.note(&clean(format!("已生成：{}", path.display())));
        screen.note("照着改成本单位的样子，运行 xuncha template lint 查错，再放进工作区的模板文件夹，名字叫 评分表.xlsx");
    }
    Ok(Exit::Done)
}
