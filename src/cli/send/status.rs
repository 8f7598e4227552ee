//! The register of mail: on the screen, as JSON and as 送达登记.xlsx.

use std::path::Path;

use comfy_table::Color;

use crate::cli::exit::Exit;
use crate::cli::options::{Format, output_folder};
use crate::cli::screen::Screen;
use crate::cli::send::{Args, data};
use crate::error::Error;
use crate::model::period::Month;
use crate::model::sending::{Sending, SendingState};
use crate::output;
use crate::pipeline::send::{register, register_workbook};
use crate::workspace::Workspace;

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    let (request, workspace) = args.input.workspace_request()?;
    let folder = output_folder(args.out.as_ref(), Some(&workspace), request.month).unwrap_or_default();
    let all = register(&workspace, Some(request.month))?;
    if args.format == Format::Json {
        screen.out(&data::register(request.month, &all));
    } else if all.is_empty() {
        screen.note(&format!("{} 还没有发送过邮件", request.month));
    } else {
        screen.out(&table(screen, &all));
    }
    if !all.is_empty() {
        let path = export(&workspace, &folder, request.month, &all)?;
        if !args.quiet {
            screen.note(&format!("已写出 {path}"));
        }
    }
    Ok(exit_of(&all))
}

/// Says whether all went well: nothing is on its way, in doubt, put off or refused.
pub(super) fn exit_of(all: &[Sending]) -> Exit {
    let is_open = |sending: &&Sending| !matches!(sending.state, SendingState::Sent | SendingState::Unsent);
    if all.iter().any(|sending| is_open(&sending)) { Exit::Undelivered } else { Exit::Done }
}

/// Writes the register beside the letters and returns where.
pub(super) fn export(workspace: &Workspace, folder: &Path, month: Month, all: &[Sending]) -> Result<String, Error> {
    let document = register_workbook(workspace, month, all)?;
    let path = folder.join(&document.path);
    output::write_whole(&path, &document.content)?;
    Ok(path.to_string_lossy().replace('\\', "/"))
}

fn table(screen: &Screen, all: &[Sending]) -> String {
    let mut rows = screen.table(&["编号", "收件单位", "邮箱", "状态", "时间", "次数", "服务器的答复"], &["编号", "次数"]);
    for sending in all {
        let trial = if sending.facts.key.trial { "试发，" } else { "" };
        let colour = matches!(sending.state, SendingState::InDoubt | SendingState::Failed).then_some(Color::Red);
        rows.add(
            vec![
                sending.id.to_string(),
                sending.facts.receiver.to_string(),
                sending.facts.key.recipient.to_string(),
                format!("{trial}{}", sending.state.label()),
                sending.at.replace('T', " "),
                sending.tries.to_string(),
                sending.answer.as_deref().unwrap_or_default().chars().take(60).collect(),
            ],
            colour,
        );
    }
    rows.draw()
}
