//! `--as-published`, and what is said when a result is no longer the one that was published.

use clap::Args;

use crate::cli::exit::Exit;
use crate::cli::screen::{Screen, clean};
use crate::cli::wrap::{Lead, wrap};
use crate::error::Error;
use crate::model::assessment::Assessment;
use crate::pipeline::{self, Departure, Gathered, Request};

/// Whether a month is taken as it was published.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct Published {
    /// 按发布时的样子：用存档里这个月当时的台账、办法、名录和设置，不看文件夹里现在的文件
    #[arg(long, requires = "month", conflicts_with_all = ["as_of", "policy", "units"])]
    as_published: bool,
}

impl Published {
    /// Returns the request as meant.
    ///
    /// # Errors
    ///
    /// Those of `pipeline::published`.
    pub(super) fn apply(self, request: Request) -> Result<Request, Error> {
        if self.as_published { pipeline::published(&request) } else { Ok(request) }
    }
}

/// How many units are named.
const FEW: usize = 5;

/// Says that a result differs from what was published for the month, and how to see that.
///
/// One by another policy or other units has to differ.
pub(super) fn note_departure(screen: &Screen, gathered: &Gathered, assessment: &Assessment, is_trial: bool) -> Exit {
    match gathered.departure(assessment) {
        Ok(departure) => {
            if let Some(departure) = departure {
                let said = if is_trial { tried(gathered, &departure) } else { said(gathered, &departure) };
                screen.note(&wrap(&Lead::indent(0).hanging(2), &clean(said)).join("\n"));
            }
            Exit::Done
        }
        Err(error) => {
            screen.error(&error);
            Exit::Incomplete
        }
    }
}

fn tried(gathered: &Gathered, departure: &Departure) -> String {
    let (month, units) = (gathered.month, units(departure));
    format!("用了 --policy 或 --units，这一次是试算，{units}与 {month} 发布时不同")
}

fn said(gathered: &Gathered, departure: &Departure) -> String {
    let month = gathered.month;
    let units = units(departure);
    if departure.as_published {
        let program = &departure.program;
        return format!(
            "发布 {month} 时用的是 {program}，现在的程序按当时的文件重算，{units}与发布时不同；发布时的得分见 xuncha history --unit 单位名称"
        );
    }
    format!("{units}与 {month} 发布时不同：此后台账、办法、名录或设置有改动。发布时的结果加 --as-published 查看")
}

/// Names the units that differ.
pub(super) fn units(departure: &Departure) -> String {
    let names: Vec<&str> = departure.units.iter().take(FEW).map(|unit| unit.as_str()).collect();
    let more = if departure.units.len() > FEW { "等" } else { "" };
    format!("{}{more} {} 个单位的结果", names.join("、"), departure.units.len())
}
