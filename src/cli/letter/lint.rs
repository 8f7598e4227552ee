//! `letter lint`: what is wrong with an office's own templates of letters, all of it at once.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::cli::exit::Exit;
use crate::cli::options::Format;
use crate::cli::screen::{Screen, clean};
use crate::error::Error;
use crate::pipeline::{self, LintedTemplate};

/// 查函件模板（.docx 或 .txt）：不认识的名称、没写完的标签，逐处写明在哪一段、哪一格
///
/// 文件按函种命名，例如 督办函.docx；写工作区文件夹的，查它“模板”文件夹里的各份。退出码：0 可以用，2 有错、不能用。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// 模板文件或工作区文件夹，可以写几个，例如 模板/督办函.docx
    #[arg(value_name = "文件", required = true)]
    files: Vec<PathBuf>,
    /// 是哪一种函；不写时按文件名
    #[arg(long, value_name = "函种")]
    kind: Option<String>,
    /// 输出格式：text 或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let linted = pipeline::lint_letters(&args.files, args.kind.as_deref())?;
    if args.format == Format::Json {
        screen.out(&serde_json::to_string_pretty(&data(&linted)).expect("a report is plain data"));
    } else {
        linted.iter().for_each(|template| tell(screen, template));
        if linted.is_empty() {
            screen.note("“模板”文件夹里没有函件模板，用的都是自带的");
        }
    }
    let is_good = linted.iter().all(|template| template.lint.faults.is_empty());
    Ok(if is_good { Exit::Done } else { Exit::Incomplete })
}

fn tell(screen: &Screen, template: &LintedTemplate) {
    let LintedTemplate { file, kind, lint } = template;
    for fault in &lint.faults {
        screen.error(&fault.error(file));
    }
    for advice in &lint.advice {
        screen.out(&clean(format!("建议：{advice}")));
    }
    screen.out(&clean(match lint.faults.len() {
        0 => format!("模板可以用：{file}（{kind}，{} 处标签）", lint.tags),
        faults => format!("模板有 {faults} 处要改，改好以前不写这种函：{file}（{kind}）"),
    }));
}

fn data(linted: &[LintedTemplate]) -> Value {
    let template = |template: &LintedTemplate| {
        let faults = template.lint.faults.iter().map(|fault| {
            let place = fault.spot.to_string();
            json!({
                "place": (!place.is_empty()).then_some(place),
                "message": fault.message,
                "remedy": fault.remedy,
            })
        });
        json!({
            "file": template.file,
            "kind": template.kind,
            "tags": template.lint.tags,
            "faults": faults.collect::<Vec<_>>(),
            "advice": template.lint.advice,
        })
    };
    json!({ "version": 1, "templates": linted.iter().map(template).collect::<Vec<_>>() })
}
