//! Figures that are formulas, and the sheets of units they stand on.

use super::{Written, desk};
use crate::model::assessment::{Light, Mark, Marks};
use crate::model::ledger::{Rectification, Status};
use crate::report::kit::Desk;
use crate::report::scorecard::guide::{MOST_UNIT_SHEETS, OWN_SHEETS};

/// Makes the desk's one indicator all there is, with marks for it, so that figures are live.
fn live(mut desk: Desk) -> Desk {
    let id = desk.last_unit().indicators[0].id.clone();
    desk.policy.indicators.retain(|rule| *rule.id == *id);
    let mark = |record: &Rectification| if record.status.is_finished() { Mark::Reached } else { Mark::Missed };
    let of: Vec<Mark> = desk.ledger.rectifications.iter().map(mark).collect();
    desk.assessment.marks = vec![Marks { indicator: None, of: of.clone() }, Marks { indicator: Some(id), of }];
    desk
}

#[test]
fn live_figures_are_formulas_over_names_and_addresses_and_hold_no_text_of_data() {
    let evil = "=cmd|'*?~\"&A1";
    let desk = Desk::new()
        .record([evil, evil, evil, "2026-06-30", evil], Status::InProgress, Light::Red)
        .record(["2", "县教育局", "账目不清", "2026-09-20", "已完成"], Status::Done, Light::Off)
        .unit(evil, evil, 1, "58.3")
        .unit("县教育局", "县直部门", 1, "91");
    let mut written = Written::of(&live(desk));
    let names = written.sheet_names();
    assert!(names.iter().any(|name| name == "=cmd|'~\"&A1"), "{names:?}");
    let mut counted = 0;
    for name in names {
        let formulas = written.formulas(&name);
        for (row, _, formula) in formulas.used_cells().filter(|(_, _, formula)| !formula.is_empty()) {
            assert!(!formula.contains("cmd"), "{name}: {formula}");
            let own = format!("${}", formulas.start().map_or(0, |start| start.0) + row as u32 + 1);
            // What names its own row by a fixed address tells of another unit once the table is sorted.
            let fixed =
                formula.match_indices(&own).any(|(at, _)| !formula[at + own.len()..].starts_with(|c: char| c.is_ascii_digit()));
            assert!(name != "排名" || !fixed || formula.contains(':'), "{formula}");
            counted += 1;
        }
    }
    assert!(counted > 60, "{counted}");
    let scored = written.formulas("排名");
    assert_eq!(scored.get_value((3, 12)).map(String::as_str), Some("单位_得分1"));
    assert_eq!(scored.get_value((3, 10)).map(String::as_str), Some("COUNTIFS(台账_单位序号,$X4,台账_灯,\"红灯\")"));
}

#[test]
fn units_called_as_the_sheets_of_the_workbook_get_sheets_of_their_own() {
    let mut desk = desk();
    for name in OWN_SHEETS {
        desk = desk.unit(name, "组", 1, "50");
    }
    desk = desk.unit("问题总表（续1）", "组", 1, "50").unit("问题总表", "组", 1, "50");
    let names = Written::of(&desk).sheet_names();
    assert!(names.contains(&"问题总表（2）".to_owned()) && names.contains(&"问题总表（续1）（2）".to_owned()), "{names:?}");
    let own = names.iter().filter(|name| OWN_SHEETS.contains(&name.as_str())).count();
    assert_eq!(own, 11, "those that have something to show");
}

#[test]
fn no_sheet_is_missing_in_the_list_of_own_sheets() {
    let names = Written::of(&Desk::new()).sheet_names();
    assert!(names.iter().all(|name| OWN_SHEETS.contains(&name.as_str())), "{names:?}");
}

/// Boundary: 250 units have sheets | 251 have none.
#[test]
fn with_too_many_units_there_is_no_sheet_for_each_and_the_cover_says_so() {
    let with = |many: usize| {
        let desk = (0..many).fold(Desk::new(), |desk, at| desk.unit(&format!("单位{at}"), "组", 1, "50"));
        let mut written = Written::of(&live(desk));
        let cover = written.rows("封面").concat().concat();
        (written.sheet_names().len(), cover, written.formulas("排名").used_cells().count())
    };
    let (sheets, cover, formulas) = with(MOST_UNIT_SHEETS);
    assert!(sheets > MOST_UNIT_SHEETS && cover.contains("每个单位另有一页评分卡，共 250 页") && formulas > 250);
    let (sheets, cover, formulas) = with(MOST_UNIT_SHEETS + 1);
    assert!(sheets < 20 && cover.contains("单位超过 250 个") && cover.contains("得分和比率是算好的数值"), "{cover}");
    assert_eq!(formulas, 0);
}
