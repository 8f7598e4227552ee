//! The report on small ledgers: what is said, and when it says something else.

use std::io::Read;

use super::facts::Facts;
use super::part::{Item, Part};
use super::{Monthly, parts};
use crate::model::about::Severity;
use crate::model::assessment::{Light, PolicyStamp, Ratio};
use crate::model::calendar::{Calendar, Round};
use crate::model::comparison::{Change, ChangeKind, Comparison, Entry};
use crate::model::field::Field;
use crate::model::history::{KeptLetter, KeptMonth, KeptUnit, PastMonth};
use crate::model::inputs::Recommendation;
use crate::model::ledger::Status;
use crate::model::period::Month;
use crate::model::place::{CellRef, Place};
use crate::report::Report;
use crate::report::kit::{Desk, day};

/// Returns everything a part says, a line an item or row.
fn text(part: &Part) -> String {
    let mut out = String::new();
    for item in &part.items {
        match item {
            Item::Heading(text) | Item::List(text) => out.push_str(text),
            Item::Sentence(text) => out.push_str(text),
            Item::Table(table) => {
                for row in &table.rows {
                    out.push_str(&row.iter().map(|value| value.shown()).collect::<Vec<_>>().join("|"));
                    out.push('\n');
                }
            }
            Item::Chart(_, caption) => out.push_str(caption),
        }
        out.push('\n');
    }
    out
}

fn said(desk: &Desk, title: &str) -> String {
    let case = desk.case();
    let parts = parts(&Facts::of(&case));
    text(parts.iter().find(|part| part.title == title).expect("a part"))
}

/// A unit with so many finished of so many, and so many overdue.
fn unit(desk: Desk, name: &str, [finished, counted, overdue]: [u64; 3]) -> Desk {
    let mut desk = desk.unit(name, "县直", 1, "80");
    let tally = &mut desk.last_unit().tally;
    tally.completion = Ratio { numerator: finished, denominator: counted };
    tally.overdue = overdue;
    desk
}

fn kept(month: &str, units: &[(&str, [u64; 3])], letters: &[&str]) -> PastMonth {
    let month = Month::parse(month).expect("a month");
    let unit = |(name, [finished, counted, overdue]): &(&str, [u64; 3])| KeptUnit {
        month,
        unit: (*name).into(),
        group: None,
        score: 80.into(),
        score_without_provisional: 80.into(),
        grade: "较好".into(),
        rank: 1,
        finished: *finished,
        counted: *counted,
        overdue: *overdue,
    };
    let letter = |receiver: &&str| KeptLetter {
        kind: "督办函".into(),
        receiver: (*receiver).into(),
        file: String::new(),
        sha256: String::new(),
    };
    PastMonth {
        kept: KeptMonth {
            month,
            as_of: month.last_day(),
            program: String::new(),
            policy: PolicyStamp::default(),
            units: 1,
            warnings: 0,
        },
        units: units.iter().map(unit).collect(),
        letters: letters.iter().map(letter).collect(),
    }
}

/// One record finished, one overdue, one without a deadline and one due next month.
fn county() -> Desk {
    let desk = Desk::new()
        .record(["1", "县教育局", "甲问题", "2026-09-30", "已完成"], Status::Done, Light::Off)
        .record(["2", "县教育局", "乙问题", "2026-09-20", "整改中"], Status::InProgress, Light::Red)
        .record(["3", "县教育局", "丙问题", "", "整改中"], Status::InProgress, Light::Grey)
        .record(["4", "县水利局", "丁问题", "2026-11-10", "整改中"], Status::InProgress, Light::Yellow);
    unit(unit(desk, "县教育局", [1, 3, 1]), "县水利局", [0, 1, 0])
}

#[test]
fn nine_parts_come_in_their_order() {
    let desk = county();
    let case = desk.case();
    let titles: Vec<&str> = parts(&Facts::of(&case)).iter().map(|part| part.title).collect();
    assert_eq!(
        titles,
        [
            "编制说明",
            "总体情况",
            "分单位情况",
            "分类别情况",
            "超期清单和临期清单",
            "巡察建议和移交情况",
            "整改成果",
            "数据质量",
            "下月节点"
        ]
    );
}

#[test]
fn an_empty_month_is_said_to_be_empty_in_every_part() {
    let desk = Desk::new();
    for (title, words) in [
        ("总体情况", "没有可以统计的整改记录"),
        ("分单位情况", "没有单位报来整改记录"),
        ("分类别情况", "本月没有整改记录"),
        ("超期清单和临期清单", "没有超期未完成的问题。\n临期清单\n没有10日内到期的问题。"),
        ("巡察建议和移交情况", "没有登记巡察建议的办理情况"),
        ("整改成果", "没有报来的不等于没有"),
        ("数据质量", "核验没有发现问题"),
        ("下月节点", "2026年11月没有到期的问题"),
    ] {
        let said = said(&desk, title);
        assert!(said.contains(words), "{title}: {said}");
    }
}

#[test]
fn the_lead_follows_what_completion_did() {
    for (past, words) in [
        (None, "本月是第一个存档的月份"),
        (Some([0, 4]), "完成率比上月上升25.00个百分点，已完成净增1个。"),
        (Some([1, 5]), "完成率比上月上升5.00个百分点，已完成没有增加，应整改减少1个"),
        (Some([2, 4]), "完成率比上月下降25.00个百分点，已完成净减1个，有问题退回"),
        (Some([1, 2]), "完成率比上月下降25.00个百分点，已完成没有增加，应整改增加2个。"),
        (Some([1, 4]), "完成率与上月持平，本月没有新完成的问题。"),
        (Some([2, 8]), "完成率与上月持平，已完成减少1个。"),
        (Some([0, 0]), "上月没有应当整改的问题，完成率不作比较。"),
    ] {
        let mut desk = county();
        desk.past =
            past.map(|[finished, counted]| kept("2026-09", &[("县教育局", [finished, counted, 0])], &[])).into_iter().collect();
        let said = said(&desk, "总体情况");
        assert!(said.contains(words), "{past:?}: {said}");
    }
}

#[test]
fn a_month_that_is_not_the_one_before_is_named() {
    let mut desk = county();
    desk.past = vec![kept("2026-08", &[("县教育局", [0, 4, 1])], &[])];
    assert!(said(&desk, "总体情况").contains("比上次存档的2026年8月上升"));
    assert!(said(&desk, "编制说明").contains("上月没有存档，环比按这个月计算"));
    desk.past.push(kept("2026-09", &[("县教育局", [0, 4, 1])], &[]));
    assert!(said(&desk, "总体情况").contains("比上月上升"));
}

/// Boundary: 2 of 4 | 3 of 5 overdue records in one unit.
#[test]
fn the_unit_that_holds_most_of_the_overdue_is_named() {
    for (counts, words) in [
        (&[0_u64, 0][..], "没有超期未完成的问题。"),
        (&[2, 0], "超期未完成2个，全部在甲局。"),
        (&[2, 1, 1], "超期未完成4个，涉及3家单位，最多的是甲局，2个。"),
        (&[3, 1, 1], "其中甲局3个，占60.00%，超期主要集中在这家单位。"),
        (&[2, 2, 0], "超期未完成4个，涉及2家单位，最多的是甲局、乙局，各2个。"),
    ] {
        let mut desk = Desk::new().record(["1", "甲局", "问题", "", "整改中"], Status::InProgress, Light::Grey);
        for (name, count) in ["甲局", "乙局", "丙局"].into_iter().zip(counts) {
            desk = unit(desk, name, [0, 5, *count]);
        }
        let said = said(&desk, "总体情况");
        assert!(said.contains(words), "{counts:?}: {said}");
    }
}

#[test]
fn the_three_way_split_adds_up_and_says_what_cannot_be_judged() {
    let text = said(&county(), "总体情况");
    assert!(
        text.contains("已完成1个，未完成但达到序时进度1个，未达到序时进度（已超期）1个；另有1个没有写明可用的时限"),
        "{text}"
    );
    let dated = Desk::new().record(["1", "甲局", "问题", "2026-12-31", "整改中"], Status::InProgress, Light::Off);
    assert!(!said(&unit(dated, "甲局", [0, 1, 0]), "总体情况").contains("无法判断"));
}

#[test]
fn what_lags_is_named_with_the_reason_the_records_show() {
    let text = said(&county(), "分单位情况");
    assert!(text.contains("县教育局|33.33%|超期1个，最长41天；没有写明可用的时限1个"), "{text}");
    assert!(text.contains("县水利局|0.00%|未到时限，台账没有反映其他原因"), "{text}");
    let done = Desk::new().record(["1", "甲局", "问题", "2026-09-30", "已完成"], Status::Done, Light::Off);
    let text = said(&unit(done, "甲局", [1, 1, 0]), "分单位情况");
    assert!(text.contains("全部完成的有甲局") && text.contains("没有单位有超期问题"), "{text}");
}

#[test]
fn a_unit_the_directory_does_not_list_is_marked() {
    let mut desk = county();
    desk.last_unit().listed = false;
    assert!(said(&desk, "分单位情况").contains("县水利局（不在名录）|1|0|"));
}

#[test]
fn lists_have_days_leader_and_the_letters_that_spoke_of_the_record() {
    let mut desk = county();
    desk.past = vec![
        // On 30 September the record was overdue already, at the end of August it was not.
        kept("2026-08", &[("县教育局", [0, 4, 1])], &["县教育局"]),
        kept("2026-09", &[("县教育局", [0, 4, 1])], &["县教育局", "县水利局"]),
    ];
    let text = said(&desk, "超期清单和临期清单");
    assert!(text.contains("县教育局|2|乙问题|2026-09-20|41|—|2026年9月\n"), "{text}");
    assert!(text.contains("县水利局|4|丁问题|2026-11-10|10|—\n"), "{text}");
    assert!(text.contains("1个没有写明责任领导"), "{text}");
}

#[test]
fn rows_of_clue_sheets_and_secret_rows_are_counted_and_not_shown() {
    let mut desk = county();
    desk.ledger.tables[0].sheet = "问题线索".into();
    let text = said(&desk, "超期清单和临期清单");
    assert!(text.contains("超期未完成的1个，1个在问题线索类表中或者标有密级，只计数"), "{text}");
    for part in parts(&Facts::of(&desk.case())) {
        assert!(!self::text(&part).contains("乙问题"), "{}", part.title);
    }
}

fn reply(unit: &str, due: &str, replied: Option<&str>) -> Recommendation {
    Recommendation {
        unit: unit.into(),
        number: Some("青巡建〔2026〕1号".into()),
        sent: Some(day("2026-09-01")),
        reply_due: Some(day(due)),
        replied: replied.map(day),
        place: Place::file("建议.xlsx"),
    }
}

/// Boundary: answered on the day | a day late; due on the reporting date | the day after.
#[test]
fn answers_are_in_time_late_or_missing() {
    let mut desk = county();
    for (letters, words) in [
        (vec![reply("甲局", "2026-10-01", Some("2026-10-01"))], "已到答复期限的1件全部按期答复"),
        (vec![reply("甲局", "2026-10-01", Some("2026-10-02"))], "都已答复，其中逾期答复1件"),
        (vec![reply("甲局", "2026-10-31", None)], "到期没有答复1件"),
        (vec![reply("甲局", "2026-11-01", None)], "答复期限都还没有到"),
    ] {
        desk.recommendations = letters;
        let text = said(&desk, "巡察建议和移交情况");
        assert!(text.contains(words), "{text}");
    }
    assert!(said(&desk, "下月节点").contains("2026-11-01|甲局|青巡建〔2026〕1号"));
}

#[test]
fn what_no_column_gives_is_not_reported_and_never_zero() {
    let mut desk = county();
    assert!(said(&desk, "整改成果").contains("党纪处分（人次）|—|没有报来：台账没有“追责问责”一栏"));
    desk.ledger.tables[0].columns[4].field = Some(Field::Accountability);
    assert!(said(&desk, "整改成果").contains("党纪处分（人次）|—|没有报来：“追责问责”一栏没有填写"));
}

#[test]
fn odd_changes_are_listed_where_there_is_a_month_to_compare_with() {
    let mut desk = county();
    assert!(said(&desk, "数据质量").contains("没有上次报送的记录，不作逐条比对"));
    desk.months = Some(Comparison::default());
    assert!(said(&desk, "数据质量").contains("没有发现状态倒退、时限改动、记录删除等异常变动"));
    let mut desk = desk.finding(Severity::Error, Some("县教育局"), CellRef::new(3, 4), "状态从「已完成」退到「整改中」");
    let finding = desk.checked.findings.last_mut().expect("a finding");
    let about = crate::model::about::About { id: "status-went-back".into(), ..finding.about.as_ref().clone() };
    finding.about = std::sync::Arc::new(about);
    let text = said(&desk, "数据质量");
    assert!(text.contains("发现异常变动1条：状态倒退1条"), "{text}");
    assert!(text.contains("状态倒退|县教育局|2026-001|状态从「已完成」退到「整改中」"), "{text}");
}

#[test]
fn what_was_finished_since_and_what_did_not_move_comes_from_the_earlier_month() {
    let mut desk = county();
    let entry = |progress: &str| Entry { progress: Some(progress.into()), unit: Some("县教育局".into()), ..Entry::default() };
    let change = |at, kind| Change { old: Some(at), new: Some(at), kinds: vec![kind] };
    desk.months = Some(Comparison {
        old: vec![entry("甲"), entry("正在 推进"), entry("丙"), entry("丁")],
        new: vec![entry("乙"), entry("正在推进"), entry("新的"), entry("戊")],
        changes: vec![change(0, ChangeKind::Finished), change(1, ChangeKind::Kept), change(2, ChangeKind::Kept)],
        old_name: "2026-09 月".into(),
        old_as_of: None,
    });
    let text = said(&desk, "分单位情况");
    assert!(text.contains("进展文字与上次报送相同1个"), "{text}");
    assert!(text.contains("县教育局|3|1|33.33%|—|1|0|红灯|1|80.00|1"), "{text}");
}

/// Boundary: 30 November | 1 December, and the reporting date itself.
#[test]
fn next_month_is_told_week_by_week() {
    let due = |dates: &[&'static str]| {
        let mut desk = Desk::new();
        for date in dates {
            desk = desk.record(["1", "甲局", "问题", date, "整改中"], Status::InProgress, Light::Off);
        }
        said(&unit(desk, "甲局", [0, 1, 0]), "下月节点")
    };
    assert!(due(&["2026-11-30"]).contains("2026年11月到期的问题1个，在甲局。"));
    assert!(due(&["2026-12-01"]).contains("2026年11月没有到期的问题。"));
    assert!(due(&["2026-10-31"]).contains("截止当天到期的1个"));
    assert!(due(&["2026-11-10", "2026-11-11"]).contains("2个，涉及1家单位，都集中在11月9日至15日。"));
    assert!(due(&["2026-11-10", "2026-11-11", "2026-11-20"]).contains("11月9日至15日最多，2个。"));
}

#[test]
fn rounds_are_counted_down() {
    let mut desk = county();
    let round = |feedback: &str| Round {
        name: "第七轮".into(),
        aliases: Vec::new(),
        feedback_date: day(feedback),
        concentrated_months: 6,
    };
    desk.calendar = Calendar { rounds: vec![round("2026-05-20")], current: Some(0), ..Calendar::default() };
    let text = said(&desk, "下月节点");
    assert!(text.contains("下月集中整改期满的有第七轮") && text.contains("2026-11-20|还有20天|3"), "{text}");
    desk.calendar.rounds = vec![round("2026-03-20")];
    let text = said(&desk, "下月节点");
    assert!(text.contains("各轮集中整改期都已期满。期满以后仍未完成的3个。"), "{text}");
}

fn unpacked(bytes: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("a package");
    let mut out = String::new();
    for at in 0..archive.len() {
        archive.by_index(at).expect("a part").read_to_string(&mut out).expect("text");
    }
    out
}

#[test]
fn paper_and_workbook_say_the_same_and_twice_alike() {
    let mut desk = county();
    desk.past = vec![kept("2026-09", &[("县教育局", [0, 4, 1])], &[])];
    let written = Monthly.write(&desk.case()).expect("written");
    let again = Monthly.write(&desk.case()).expect("written");
    assert_eq!(written.iter().map(|d| d.path.as_str()).collect::<Vec<_>>(), ["巡察数据月报.docx", "巡察数据月报.xlsx"]);
    let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    for (document, other) in written.iter().zip(&again) {
        assert_eq!(document.content, other.content, "{}", document.path);
        let xml = unpacked(&document.content);
        for part in parts(&Facts::of(&desk.case())) {
            for item in &part.items {
                let Item::Sentence(text) = item else { continue };
                assert!(xml.contains(&escaped(text)), "{}: {text}", document.path);
            }
        }
    }
}

#[test]
fn what_a_cell_holds_stays_text() {
    let desk =
        Desk::new().record(["=1+1", "甲<局>", "</w:p>{{x}}\u{1}&", "2026-09-20", "整改中"], Status::InProgress, Light::Red);
    let written = Monthly.write(&unit(desk, "甲<局>", [0, 1, 1]).case()).expect("written");
    for document in &written {
        let xml = unpacked(&document.content);
        assert!(xml.contains("甲&lt;局&gt;") && xml.contains("&lt;/w:p&gt;{{x}}&amp;"), "{}", document.path);
    }
}
