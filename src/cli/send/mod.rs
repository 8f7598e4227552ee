//! `send`: the month's letters to the departments by mail. Without a word to send, it only shows what would go out.
//!
//! `list` shows it, `go` sends, prepares and releases, `settle` and `status` look after the register, `data` is the JSON,
//! `here` knows the clock, the machine and who sits at it.

mod data;
mod go;
mod here;
mod list;
mod settle;
mod status;

use std::path::PathBuf;

use crate::cli::exit::Exit;
use crate::cli::options::{Format, Input, output_folder};
use crate::cli::screen::Screen;
use crate::error::Error;
use crate::output;
use crate::pipeline::send::{Plan, Wish};
use crate::pipeline::{self, Gathered};
use crate::workspace::Workspace;

/// 把本月给职能部门的函件用本单位的邮件服务器发出去；不加 --send 只列清单，什么都不发
///
/// 先运行 xuncha letter 写好函件，核对、修改、盖章（扫描件存成同名的 pdf，就发扫描件），再发送。
/// 同样的内容对同一个邮箱只发一次；发出以后断了线、说不清到没到的，列为存疑，由人核实。
/// 退出码：0 办好了，2 没有办成，3 有的没有送达。
#[derive(Debug, clap::Args)]
#[command(group = clap::ArgGroup::new("action").multiple(false))]
pub(super) struct Args {
    #[command(flatten)]
    input: Input,
    /// 函件在哪个文件夹；默认为工作区的 输出/月份
    #[arg(long, value_name = "文件夹")]
    out: Option<PathBuf>,
    /// 发送；要在窗口里输入封数确认
    #[arg(long, group = "action")]
    send: bool,
    /// 两个人发送的第一步：准备好这一批，等另一个人放行
    #[arg(long, group = "action")]
    prepare: bool,
    /// 两个人发送的第二步：放行并发送
    #[arg(long, group = "action")]
    release: bool,
    /// 核实了存疑的邮件：写编号（或函件）和结果，sent 已送达，unsent 没有发出
    #[arg(long, group = "action", num_args = 2, value_names = ["编号", "结果"])]
    settle: Option<Vec<String>>,
    /// 看送达登记，并写出《送达登记.xlsx》
    #[arg(long, group = "action")]
    status: bool,
    /// 不在窗口里问，封数要与现在会发出的一致；供脚本用
    #[arg(long, value_name = "封数")]
    yes: Option<usize>,
    /// 第一次发送也全部发出；不写的，第一次只发一封，看看对方收到的样子
    #[arg(long)]
    all: bool,
    /// 全部发到本单位自己的邮箱，试试看
    #[arg(long, conflicts_with_all = ["prepare", "release"])]
    to_self: bool,
    /// 这次最多发几封
    #[arg(long, value_name = "封数")]
    limit: Option<u32>,
    /// 每分钟最多发几封
    #[arg(long, value_name = "封数", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// 发过的函件改了内容，或被拒收以后，再发的理由；记入登记
    #[arg(long, value_name = "理由")]
    resend_reason: Option<String>,
    /// 经办人的姓名；不写的用电脑的用户名
    #[arg(long, value_name = "姓名")]
    by: Option<String>,
    /// 存疑的邮件是怎样核实的
    #[arg(long, value_name = "说明", requires = "settle")]
    reason: Option<String>,
    /// 别处正在发送的，等它发完
    #[arg(long)]
    wait: bool,
    /// 输出格式：text 或 json
    #[arg(long, value_name = "格式", default_value = "text")]
    format: Format,
    /// 少说一点
    #[arg(short, long)]
    quiet: bool,
}

pub(super) fn run(args: &Args, screen: &Screen) -> Result<Exit, Error> {
    if let Some(settle) = &args.settle {
        return settle::run(args, settle, screen);
    }
    if args.status {
        return status::run(args, screen);
    }
    if args.send || args.prepare || args.release {
        return go::run(args, screen);
    }
    let desk = Desk::new(args)?;
    let plan = desk.plan(&args.wish())?;
    output::write(&desk.folder, &[("mail", &plan.previews)], &desk.gathered.origin())?;
    list::show(args, screen, &plan);
    if args.format != Format::Json && !args.quiet {
        screen.note("邮件已写在“邮件预览”里，什么都没有发送");
    }
    Ok(Exit::Done)
}

impl Args {
    fn wish(&self) -> Wish {
        let reason = self.resend_reason.as_ref().map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        Wish { trial: self.to_self, limit: self.limit, all: self.all, resend_reason: reason }
    }

    /// Returns who says so: the name given, or the one the machine knows.
    fn hand(&self) -> String {
        let given = self.by.as_ref().map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
        given.unwrap_or_else(here::user)
    }
}

/// The workspace, its records and its folder of the month.
struct Desk {
    workspace: Workspace,
    gathered: Gathered,
    folder: PathBuf,
}

impl Desk {
    fn new(args: &Args) -> Result<Self, Error> {
        let (mut request, workspace) = args.input.workspace_request()?;
        let folder = output_folder(args.out.as_ref(), Some(&workspace), request.month).unwrap_or_default();
        // The letters are dated as they were written, unless another day is asked for.
        if !args.input.names_a_day() {
            request.as_of = output::as_of(&folder).unwrap_or(request.as_of);
        }
        let gathered = pipeline::gather(&request)?;
        gathered.refuse_outputs(&folder)?;
        Ok(Self { workspace, gathered, folder })
    }

    fn plan(&self, wish: &Wish) -> Result<Plan, Error> {
        self.gathered.plan_mail(&self.workspace, &self.folder, wish)
    }
}
