//! `template ledger` and `template risk`: the empty standard forms that an office hands out.

use std::path::{Path, PathBuf};

use crate::cli::copies::{target, write_new};
use crate::cli::exit::Exit;
use crate::cli::options::form_request;
use crate::cli::screen::{Screen, clean};
use crate::error::{Error, ErrorKind};
use crate::model::ledger::TableKind;
use crate::model::standard;
use crate::pipeline;

/// The words of both forms.
///
/// 列名、状态词和核验用的是同一套；带下拉框、日期和金额的限制、每列的批注、填写说明和选项表，按 A4 横向排好。
/// 写了工作区或 --units 的，单位从名录里选。填好的表照常核验；粘贴盖掉下拉框的、用了旧表样的，核验时都会指出来。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 工作区文件夹，单位取自它的名录；不写就看当前文件夹是不是工作区
    #[arg(value_name = "工作区")]
    workspace: Option<PathBuf>,
    /// 存为这个文件，或存进这个文件夹
    #[arg(long, value_name = "文件或文件夹")]
    out: PathBuf,
    /// 单位名录（有「单位名称」列的任意表格）
    #[arg(long, value_name = "文件")]
    units: Option<PathBuf>,
    /// 少说一点
    #[arg(short, long)]
    quiet: bool,
}

/// A form: what it holds, and its file's name in a folder.
pub(super) type Form = (TableKind, &'static str);

/// The ledger.
pub(super) const LEDGER: Form = (TableKind::Rectification, "整改台账（统一表样）.xlsx");

/// The risk register.
pub(super) const RISK: Form = (TableKind::Risk, "廉政风险防控登记表（统一表样）.xlsx");

/// Refuses to write a workbook under another ending.
pub(super) fn refuse_other_endings(path: &Path, example: &str) -> Result<(), Error> {
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) {
        return Ok(());
    }
    let error = Error::new(ErrorKind::Request, format!("「{}」的后缀不是 .xlsx", path.display()));
    Err(error.hint(format!("表样只有 xlsx 一种，请在 --out 后面写例如 {example}")))
}

pub(super) fn run((kind, name): Form, args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let path = target(Path::new(name), &args.out);
    refuse_other_endings(&path, "整改台账.xlsx")?;
    let request = form_request(args.workspace.as_deref(), args.units.clone())?;
    write_new(&path, &pipeline::template(kind, &request)?)?;
    if !args.quiet {
        screen.note(&clean(format!("已生成：{}（{}）", path.display(), standard::stamp())));
        screen.note("下发前可以在「选项」表里增减单位和类别；填好的表放进台账文件夹，照常运行 xuncha check");
    }
    Ok(Exit::Done)
}
