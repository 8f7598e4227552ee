//! Tests of receipts: the cells and words behind the office's own items, and what is said of caps, targets and counts.

use crate::model::cells::{Cells, FieldCell};
use crate::model::directory::Directory;
use crate::model::field::Field;
use crate::model::inputs::{EventKind, Figures, Inputs};
use crate::model::ledger::Rectification;
use crate::model::place::{CellRef, Place};
use crate::model::receipt::{Line, Receipt};
use crate::policy::Policy;
use crate::score::{Case, Receipts, assess};

use super::{day, default_policy, event, example, ledger, number, policy, survey};

/// The worked example with a deadline in column E and a status in column F.
fn written() -> Vec<Rectification> {
    let cell = |row, field, column, text: String| FieldCell { field, table: 0, at: CellRef::new(row, column), text: text.into() };
    let fill = |mut record: Rectification| {
        let deadline = record.deadline.date.map(|date| cell(record.row, Field::Deadline, 4, date.to_string()));
        let status = cell(record.row, Field::Status, 5, record.status.label().to_owned());
        record.cells.fill_from(&Cells::new(deadline.into_iter().chain([status]).collect()));
        record
    };
    example("甲").into_iter().map(fill).collect()
}

fn receipt(inputs: &Inputs, policy: &Policy) -> Receipt {
    let (ledger, directory) = (ledger(written()), Directory::default());
    let case = Case { ledger: &ledger, inputs, directory: &directory, policy, as_of: day("2026-10-31") };
    let assessment = assess(&case);
    Receipts::new(case, &assessment).of(&assessment.units[0])
}

fn line<'r>(receipt: &'r Receipt, id: &str) -> &'r Line {
    receipt.lines.iter().find(|line| line.id == id).expect("the line")
}

/// Returns `E4「2026-09-01」F4「整改中」超期 60 天` of everything a line rests on.
fn evidence(line: &Line) -> Vec<String> {
    let one = |one: &crate::model::receipt::Evidence| {
        let cells = one.cells.iter().map(|cited| {
            let at = cited.place.cell.map_or_else(|| format!("没有{}", cited.label), |at| at.to_string());
            format!("{at}「{}」", cited.text.as_deref().unwrap_or_default())
        });
        format!("{}{}", cells.collect::<String>(), one.note.as_deref().unwrap_or_default())
    };
    line.evidence.iter().map(one).collect()
}

/// The default policy with more behind it, 5 of the completion rate's points given to an indicator.
fn with(indicator: &str, more: &str) -> Policy {
    policy(|text| {
        let text = text.replace("full = 30", "full = 25");
        format!("{text}\n[[indicators]]\nid = \"own\"\ntitle = \"自定\"\ndimension = \"task\"\nfull = 5\n{indicator}\n{more}")
    })
}

#[test]
fn an_own_deduction_says_its_condition_its_cells_and_its_days() {
    let rule = |when: &str, from: &str| {
        let more = format!("[[deductions]]\nid = \"late\"\ntitle = \"久拖\"\nwhen = '{when}'\npoints = 3\n{from}");
        with("method = \"deduct\"", &more)
    };
    let found = receipt(&survey(), &rule("是否超期 且 超期天数 > 30", ""));
    assert_eq!(line(&found, "late").notes, ["条件：是否超期 且 超期天数 > 30"]);
    assert_eq!(evidence(line(&found, "late")), ["E4「2026-09-01」F4「整改中」超期 60 天"]);
    let found = receipt(&survey(), &rule("整改状态 = 整改中", "from = \"own\""));
    assert_eq!(line(&found, "own").notes, ["这一项已经扣完", "久拖（正式扣分）扣 6；条件：整改状态 = 整改中"]);
    assert_eq!(evidence(line(&found, "own")), ["F4「整改中」久拖", "F5「整改中」久拖"]);
    let found = receipt(&survey(), &rule("超期天数 > 10 且 是否完成", ""));
    assert_eq!(evidence(line(&found, "late")), ["E3「2026-06-30」F3「已完成」没有完成时间「」超期 20 天后完成"]);
}

#[test]
fn an_own_veto_names_the_cells_of_its_condition() {
    let veto = "[[vetoes]]\nid = \"too-many\"\ntitle = \"超期多\"\nwhen = '是否超期'\ncount = 2\neffect = \"zero\"";
    let found = receipt(&survey(), &with("reached = '是否完成'", veto));
    assert_eq!(line(&found, "too-many").notes, ["总分记 0 分", "条件：是否超期"]);
    let expected = ["E4「2026-09-01」F4「整改中」超期 60 天", "E5「2026-10-20」F5「整改中」超期 11 天"];
    assert_eq!(evidence(line(&found, "too-many")), expected);
}

#[test]
fn an_own_share_says_what_it_counts_its_target_and_the_cells_that_cost_it() {
    let found = receipt(&survey(), &with("of = '整改类型 = 限期整改'\nreached = '是否完成'\ntarget = 0.5", ""));
    let own = line(&found, "own");
    let target = "目标 50%：达到的得满分，没有达到的按达到目标的比例得分";
    assert_eq!(own.notes[..3], ["只看 整改类型 = 限期整改 的记录", "达到：是否完成", target]);
    assert_eq!(evidence(own), ["F4「整改中」", "F5「整改中」"]);
}

#[test]
fn a_figure_says_its_target() {
    let values = vec![("办结".into(), number("38")), ("受理".into(), number("80"))];
    let figures = vec![Figures { unit: "甲".into(), values, place: Place::file("指标.xlsx").row(1) }];
    let policy = with("numerator = \"办结\"\ndenominator = \"受理\"\ntarget = 0.95", "");
    let found = receipt(&Inputs { figures, ..survey() }, &policy);
    assert_eq!(line(&found, "own").notes[..2], ["办结 ÷ 受理", "目标 95%：达到的得满分，没有达到的按达到目标的比例得分"]);
    assert!(line(&receipt(&survey(), &policy), "own").notes.is_empty(), "nothing was measured");
}

/// Boundary: bonuses up to the cap | above.
#[test]
fn a_bonus_that_was_cut_says_the_cap() {
    let bonus = |points| {
        let events = vec![event("甲", EventKind::Bonus, 1, Some(points), "2026-06-01")];
        let found = receipt(&Inputs { events, ..survey() }, &default_policy());
        let line = line(&found, "bonus");
        (line.capped, line.notes.join(""))
    };
    assert_eq!(bonus("5"), (false, String::new()));
    assert_eq!(bonus("5.5"), (true, "共登记加 5.5 分，办法规定最多加 5 分".to_owned()));
}

/// Boundary: none | one; four of five | five.
#[test]
fn false_records_below_the_count_are_told_with_what_is_lacking() {
    let remarks = |count: u32| {
        let events = (count > 0).then(|| event("甲", EventKind::ConfirmedFalse, count, None, "2026-06-01"));
        let inputs = Inputs { events: events.into_iter().collect(), ..survey() };
        receipt(&inputs, &default_policy()).remarks
    };
    assert_eq!(remarks(0), [""; 0]);
    let told = |times| [format!("一票否决「虚报整改」没有触发：已有 {times} 项，满 5 项才否决（事件.xlsx，第 2 行）")];
    assert_eq!(remarks(1), told(1));
    assert_eq!(remarks(4), told(4));
    assert_eq!(remarks(5), [""; 0]);
    let veto = |count: u32| {
        let veto =
            format!("[[vetoes]]\nid = \"too-many\"\ntitle = \"超期多\"\nwhen = '是否超期'\ncount = {count}\ngrade = \"差\"");
        receipt(&survey(), &with("reached = '是否完成'", &veto)).remarks.len()
    };
    assert_eq!((veto(2), veto(3)), (0, 1), "two are overdue");
}

#[test]
fn the_rate_of_punctuality_says_what_it_counts() {
    let found = receipt(&survey(), &default_policy());
    assert!(line(&found, "on-time-rate").notes[0].starts_with("只算截至日已经到期的"));
    assert!(line(&found, "evidence-rate").notes.iter().all(|note| !note.contains("只算")));
}

#[test]
fn points_that_were_shared_out_say_where_they_came_from_and_went() {
    let policy = policy(|text| text.replace("not_applicable = \"full\"", "not_applicable = \"redistribute\""));
    let found = receipt(&survey(), &policy);
    // 60 points of the dimension over the 55 that have data.
    let told = "办法里满分 30；同一维度的「巡察建议按期答复率」不适用，分值按比例分摊过来，这里满分是 32.7273";
    assert_eq!(line(&found, "completion-rate").notes[0], told);
    assert_eq!(line(&found, "recommendation-reply-rate").notes, ["不适用，办法里的 5 分已按比例分摊给同一维度的其他指标"]);
    let full = receipt(&survey(), &default_policy());
    assert!(full.lines.iter().all(|line| line.notes.iter().all(|note| !note.contains("分摊"))));
}
