//! What would go out, letter by letter: to whom, with what, and why one stays here.

use comfy_table::Color;

use crate::cli::options::Format;
use crate::cli::screen::{Screen, clean};
use crate::cli::send::{Args, data};
use crate::cli::wrap::{Lead, wrap};
use crate::model::sending::SentFile;
use crate::pipeline::send::{Item, Plan, Verdict};

/// Shows a plan.
pub(super) fn show(args: &Args, screen: &Screen, plan: &Plan) {
    if args.format == Format::Json {
        screen.out(&data::plan(plan));
        return;
    }
    let mut lines: Vec<String> = plan.items.iter().flat_map(|item| paragraph(screen, item)).collect();
    lines.push(summary(plan));
    screen.out(&lines.join("\n"));
    if !args.quiet {
        for note in notes(plan) {
            screen.note(&wrap(&Lead::indent(0), &note).join("\n"));
        }
    }
}

/// Says how many messages go out and how many do not.
pub(super) fn summary(plan: &Plan) -> String {
    let count = |verdict: &str| plan.items.iter().filter(|item| item.verdict.key() == verdict).count();
    let mut parts = vec![format!("共 {} 封：现在会发出 {}", plan.items.len(), count("ready"))];
    for (verdict, words) in [
        ("beyond", "这次不发"),
        ("sent", "已发送过"),
        ("differs", "已发送过、内容不同"),
        ("in_doubt", "存疑"),
        ("failed", "被拒收"),
        ("refused", "不能用邮件发"),
    ] {
        let number = count(verdict);
        parts.extend((number > 0).then(|| format!("{words} {number}")));
    }
    format!("{}　{}", plan.month, parts.join("，"))
}

fn notes(plan: &Plan) -> Vec<String> {
    let mut notes = Vec::new();
    if plan.by_hand > 0 {
        notes.push(format!("给各单位的函 {} 份不在其中：邮件只发给名录里的职能部门", plan.by_hand));
    }
    if plan.only_first {
        notes.push("第一次发送只发一封，请对方看看收到的样子；都没有问题了，再加 --all 全部发出".to_owned());
    }
    if plan.items.iter().any(|item| item.verdict == Verdict::InDoubt) {
        notes.push(
            "存疑的不会自动再发；向对方核实以后，运行 xuncha send --settle 编号 sent（或 unsent） --reason \"怎样核实的\""
                .to_owned(),
        );
    }
    if plan.items.iter().any(|item| matches!(item.verdict, Verdict::Differs | Verdict::FailedBefore)) {
        notes.push("内容改过的、被拒收的，要再发时加 --resend-reason \"理由\"".to_owned());
    }
    notes
}

fn paragraph(screen: &Screen, item: &Item) -> Vec<String> {
    let recipient = item.recipient.as_deref().unwrap_or("（没有邮箱）");
    let colour = match item.verdict {
        Verdict::Ready => None,
        Verdict::Sent | Verdict::Beyond => Some(Color::DarkGrey),
        _ => Some(Color::Red),
    };
    let mut lines =
        vec![format!("{}　{}", screen.coloured(item.verdict.label(), colour), clean(format!("{}　{recipient}", item.receiver)))];
    let lead = Lead::indent(4).hanging(6);
    let mut say = |text: String| lines.extend(wrap(&lead, &clean(text)));
    say(format!("主题：{}", item.subject));
    if !item.files.is_empty() {
        say(format!("附件：{}", item.files.iter().map(file).collect::<Vec<_>>().join("；")));
    }
    if item.number.is_none() && !matches!(item.verdict, Verdict::Barred(_)) {
        say("提醒：还没有编文号，是稿".to_owned());
    }
    if let Verdict::Barred(barred) = &item.verdict {
        let place = barred.place.as_ref().map(|place| format!("（{place}）")).unwrap_or_default();
        say(format!("原因：{}{place}", barred.reason));
    }
    if let Some(record) = &item.record {
        let answer = record.answer.as_ref().map(|answer| format!("，{answer}")).unwrap_or_default();
        say(format!("登记：第 {} 号，{} {}{answer}", record.id, record.at, record.state.label()));
    }
    lines
}

/// Names a file with its size; what a scan shows, the program cannot see.
fn file(file: &SentFile) -> String {
    let scan = if file.name.to_lowercase().ends_with(".pdf") { "，扫描件，程序看不到里面的内容" } else { "" };
    format!("{}（{}{scan}）", file.name, size(file.size))
}

fn size(bytes: u64) -> String {
    if bytes < 1024 * 1024 {
        format!("{} KB", bytes.div_ceil(1024))
    } else {
        format!("{}.{} MB", bytes >> 20, ((bytes % (1 << 20)) * 10) >> 20)
    }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_rounded_so_that_nothing_is_zero() {
        assert_eq!([size(1), size(1024), size(1025), size(1 << 20), size(3 << 19)], ["1 KB", "1 KB", "2 KB", "1.0 MB", "1.5 MB"]);
    }
}
