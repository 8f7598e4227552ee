//! `init`: an empty workspace to fill in.

use std::path::{Path, PathBuf};

use crate::cli::exit::Exit;
use crate::cli::screen::Screen;
use crate::error::{Error, ErrorKind};
use crate::model::period::Month;
use crate::model::place::Place;
use crate::model::profile::{EVERY_FILE, Profile};
use crate::office::style::{Cell, Style};
use crate::office::xlsx::{Book, Properties};
use crate::output;
use crate::pipeline::{self, Papers, Request, Source};
use crate::policy::{DEFAULT_TOML, profiles};
use crate::workspace::FILE_NAME;

/// 建立一个空的工作区：设置、评分办法、名录和各个文件夹
///
/// 已有的文件一律不动。写上 --from 时，按那份台账的列名定下全办统一的版式。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 新工作区的文件夹；不写就是当前文件夹
    #[arg(value_name = "文件夹", default_value = ".")]
    folder: PathBuf,
    /// 统一下发的台账样表；以后各单位的台账都与它的列名对照
    #[arg(long, value_name = "文件")]
    from: Option<PathBuf>,
    /// 少说一点
    #[arg(short, long)]
    quiet: bool,
}

/// The workspace file of an office that has not been filled in.
const WORKSPACE_TOML: &str = include_str!("../../templates/workspace.toml");

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let folder = &args.folder;
    // A form that cannot be read stops before anything is made.
    let layout = args.from.as_deref().map(common_layout).transpose()?;
    for name in ["台账", "风险登记", "测评", "模板"] {
        let path = folder.join(name);
        std::fs::create_dir_all(&path).map_err(|cause| Error::io(ErrorKind::Output, "建立文件夹", &path, &cause))?;
    }
    let files: [(&str, Vec<u8>); 3] = [
        (FILE_NAME, WORKSPACE_TOML.as_bytes().to_vec()),
        ("policy.toml", DEFAULT_TOML.as_bytes().to_vec()),
        ("名录.xlsx", directory()?),
    ];
    for (name, content) in files {
        place(screen, args.quiet, &folder.join(name), &content)?;
    }
    if let Some(layout) = &layout {
        let path = folder.join(COMMON_LAYOUT);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).map_err(|cause| Error::io(ErrorKind::Output, "建立文件夹", parent, &cause))?;
        place(screen, args.quiet, &path, layout.as_bytes())?;
    }
    if !args.quiet {
        screen.note("下一步：\n  1. 用记事本打开 xuncha.toml，写上办公室名称和反馈日期\n  2. 在 名录.xlsx 里填写单位和职能部门\n  3. 把各单位报来的台账放进「台账」文件夹，然后运行 xuncha run");
    }
    Ok(Exit::Done)
}

/// Where the layout of an office's own form is kept.
const COMMON_LAYOUT: &str = "版式/统一版式.toml";

/// Reads an office's form and makes the layout every ledger is compared with.
fn common_layout(form: &Path) -> Result<String, Error> {
    // Layouts do not depend on a date; a fixed one keeps the clock out.
    let as_of = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
    let source = Source::Files(vec![form.to_owned()]);
    let request = Request { source, as_of, month: Month::of(as_of), policy: None, units: None, papers: Papers::default() };
    let gathered = pipeline::gather(&request)?;
    if let Some(refusal) = gathered.ledger.refused.first() {
        let error = Error::new(ErrorKind::Request, refusal.message.clone());
        return Err(error.at(Place::file(refusal.file.clone())).hint(refusal.hint.clone()));
    }
    let layout = Profile::from_tables(COMMON_LAYOUT.into(), EVERY_FILE.into(), gathered.ledger.tables.iter());
    layout.map(|layout| profiles::write(&layout)).ok_or_else(|| {
        let error = Error::new(ErrorKind::Request, format!("「{}」里没有找到台账的表头", form.display()));
        error.hint("样表要有「反馈问题」「整改措施」「整改时限」这样的列名；先运行 xuncha layout 看看它是怎么读的")
    })
}

fn place(screen: &Screen, quiet: bool, path: &Path, content: &[u8]) -> Result<(), Error> {
    let shown = path.to_string_lossy().replace('\\', "/");
    if path.exists() {
        screen.note(&format!("已有，没有改动：{shown}"));
        return Ok(());
    }
    output::write_whole(path, content)?;
    if !quiet {
        screen.note(&format!("已建立：{shown}"));
    }
    Ok(())
}

/// Makes the empty directory workbook.
fn directory() -> Result<Vec<u8>, Error> {
    const SHEETS: [(&str, &[(&str, u16)]); 3] = [
        ("单位", &[("序号", 6), ("单位名称", 30), ("别名", 40), ("分组", 16), ("备注", 20)]),
        ("职能部门", &[("序号", 6), ("部门名称", 30), ("邮箱", 36), ("联系人", 12), ("联系电话", 18), ("负责领域", 50)]),
        ("人员", &[("序号", 6), ("单位名称", 30), ("姓名", 12), ("职务", 24), ("任职时间", 14), ("离任时间", 14)]),
    ];
    // A blank form has no date of its own; a fixed one keeps its bytes the same wherever it is made.
    let day = chrono::NaiveDate::from_ymd_opt(2026, 1, 1).expect("a day");
    let mut book = Book::new(&Properties { title: "名录", author: "", day })?;
    for (name, columns) in SHEETS {
        let widths: Vec<f64> = columns.iter().map(|(_, width)| f64::from(*width)).collect();
        let mut sheet = book.sheet(name, &widths)?;
        let head: Vec<Cell<'_>> = columns.iter().map(|(heading, _)| Style::HEAD.text(*heading)).collect();
        let row = sheet.row(&head)?;
        sheet.freeze(row + 1, 0)?;
        sheet.end()?;
    }
    book.finish()
}
