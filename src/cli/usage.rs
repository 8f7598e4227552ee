//! Help and usage errors in the clerk's language.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::cli::exit::Exit;
use crate::cli::screen::Screen;

/// How help is laid out.
pub(super) const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// Gives every subcommand the same layout and headings; clap does not pass them down.
pub(super) fn localised(command: clap::Command) -> clap::Command {
    command.mut_subcommands(|subcommand| {
        let subcommand = subcommand.help_template(TEMPLATE).subcommand_help_heading("命令").disable_help_subcommand(true);
        let subcommand = subcommand.mut_args(|argument| {
            let heading = if argument.is_positional() { "参数" } else { "选项" };
            // Only an argument with a value may hide what it can be; the words for it stand in its help.
            let hides = argument.get_action().takes_values();
            argument.help_heading(heading).hide_possible_values(hides)
        });
        localised(subcommand)
    })
}

/// Prints help or what is wrong with the command line.
pub(super) fn report(error: &clap::Error) -> Exit {
    let screen = Screen::new();
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        screen.out(&localise(&error.render().to_string()));
        return Exit::Done;
    }
    if error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        screen.note(localise(&error.render().to_string()).trim_end());
        return Exit::Usage;
    }
    screen.note(&sentence(error));
    Exit::Usage
}

/// Puts the few words clap writes itself into Chinese.
fn localise(help: &str) -> String {
    help.replace("[OPTIONS]", "[选项]")
        .replace("<COMMAND>", "<命令>")
        .replace("[default: ", "[默认：")
        .replace("[possible values: ", "[可选：")
}

fn sentence(error: &clap::Error) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        Some(ContextValue::Strings(texts)) => Some(texts.join("、")),
        Some(other) => Some(other.to_string()),
        None => None,
    };
    let argument = context(ContextKind::InvalidArg).unwrap_or_default();
    let value = context(ContextKind::InvalidValue).unwrap_or_default();
    let what = match error.kind() {
        ErrorKind::UnknownArgument => format!("没有「{argument}」这个选项"),
        ErrorKind::InvalidSubcommand => {
            format!("没有「{}」这个命令", context(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::MissingRequiredArgument => format!("缺少参数 {argument}"),
        ErrorKind::MissingSubcommand => "缺少命令".to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => format!("选项 {argument} 后面要写值"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let reason = std::error::Error::source(error).map(|source| format!("：{source}")).unwrap_or_default();
            format!("选项 {argument} 的值「{value}」不对{reason}")
        }
        ErrorKind::ArgumentConflict => match context(ContextKind::PriorArg) {
            Some(other) if other == argument => format!("选项 {argument} 写了两次"),
            Some(other) => format!("选项 {argument} 不能和 {other} 一起用"),
            None => format!("选项 {argument} 不能和别的选项一起用"),
        },
        ErrorKind::TooManyValues | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            format!("选项 {argument} 的值的个数不对")
        }
        _ => "命令写法不对".to_owned(),
    };
    let mut text = format!("错误：{what}");
    let near = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand, ContextKind::SuggestedValue];
    if let Some(near) = near.into_iter().find_map(context) {
        text.push_str(&format!("\n  办法：是不是「{near}」"));
    }
    if let Some(valid) = context(ContextKind::ValidValue) {
        text.push_str(&format!("\n  办法：可选 {valid}"));
    }
    text.push_str("\n  运行 xuncha --help 查看全部命令和选项");
    text
}
