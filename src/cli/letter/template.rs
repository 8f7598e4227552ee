//! `letter template`: a .docx to start an office's own template from.

use std::path::PathBuf;

use crate::cli::exit::Exit;
use crate::cli::screen::{Screen, clean};
use crate::error::{Error, ErrorKind};
use crate::pipeline;

/// 写一份带标签的 Word 模板，供本单位在 Word 或 WPS 里改成自己的样子
///
/// 例如：xuncha letter template 督办函 --out 模板/督办函.docx；已有的文件不会覆盖。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 哪一种函，例如 督办函
    #[arg(value_name = "函种")]
    kind: String,
    /// 写到哪个文件；默认为当前文件夹里的 函种.docx
    #[arg(long, value_name = "文件")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let document = pipeline::example_letter(&args.kind)?;
    let path = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("{}.docx", args.kind)));
    let failed = |cause: &std::io::Error| Error::io(ErrorKind::Output, "写出模板", &path, cause);
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(|cause| failed(&cause))?;
    }
    let write = |mut file: std::fs::File| std::io::Write::write_all(&mut file, &document);
    std::fs::File::create_new(&path).and_then(write).map_err(|cause| failed(&cause))?;
    screen.note(&clean(format!("已写出 {}；在 Word 或 WPS 里改好样子，用 xuncha letter lint 查一遍", path.display())));
    Ok(Exit::Done)
}
