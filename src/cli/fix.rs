//! `fix`: a copy of a ledger with what can be put right without asking anybody.

use std::path::PathBuf;

use serde_json::json;

use crate::cli::copies::{target, write_new};
use crate::cli::exit::Exit;
use crate::cli::options::{Format, Input};
use crate::cli::screen::{Screen, clean};
use crate::error::{Error, ErrorKind};
use crate::pipeline::{self, Fixed};

/// 把一份台账里不会改错的地方改好，另存一份，逐条列出改前改后
///
/// 只改四种：格首尾的空白、日期和数字里的全角数字、写全了年月日的文字日期、名录里登记的别名（要加 --units）。
/// 其余的都留给人改。原文件不动；只有 xlsx、xlsm 能改，除了改的格，别的都和原来一样。
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    /// 改好后存为这个文件，或存进这个文件夹
    #[arg(long, value_name = "文件或文件夹")]
    out: PathBuf,
    /// 输出格式：text 或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let [file] = &args.input.paths[..] else { return Err(one_file()) };
    if !file.is_file() {
        return Err(one_file());
    }
    let fixed = pipeline::fix(&args.input.request()?)?;
    let path = target(file, &args.out);
    write_new(&path, &fixed.bytes)?;
    match args.format {
        Format::Json => screen.out(&json(&fixed)),
        Format::Text => screen.out(&text(&fixed)),
    }
    fixed.note.into_iter().for_each(|note| screen.note(note));
    screen.note(&clean(format!("已存为「{}」；其余的请人来改，运行 xuncha check 可看还有什么", path.display())));
    Ok(Exit::Done)
}

fn one_file() -> Error {
    Error::new(ErrorKind::Request, "一次改一个台账文件")
        .hint("请写上文件的路径，例如 xuncha fix 某某局整改台账.xlsx --out 改后.xlsx")
}

fn text(fixed: &Fixed) -> String {
    let mut lines = Vec::new();
    for change in &fixed.changes {
        let labels: Vec<&str> = change.faults.iter().map(|fault| fault.label()).collect();
        let (what, place) = (labels.join("，"), format!("{}!{}", change.sheet, change.cell));
        let line = match change.left {
            None => format!("{place}  {what}：「{}」→「{}」", change.before, change.after),
            Some(reason) => format!("{place}  没有改（{reason}）：「{}」", change.before),
        };
        lines.push(clean(line));
    }
    let left = fixed.changes.iter().filter(|change| change.left.is_some()).count();
    lines.push(format!("改了 {} 处，没有改 {left} 处。", fixed.changes.len() - left));
    lines.join("\n")
}

fn json(fixed: &Fixed) -> String {
    let changes = fixed.changes.iter().map(|change| {
        json!({
            "sheet": &*change.sheet,
            "cell": change.cell.to_string(),
            "field": change.field.key(),
            "faults": change.faults.iter().map(|fault| fault.key()).collect::<Vec<_>>(),
            "before": change.before,
            "after": change.after,
            "done": change.left.is_none(),
            "reason": change.left,
        })
    });
    let report = json!({ "version": 1, "changes": changes.collect::<Vec<_>>() });
    serde_json::to_string_pretty(&report).expect("a report is plain data")
}
