//! Reads the workbook back with another library than wrote it, and looks at cells.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};

use super::Scorecard;
use crate::model::about::Severity;
use crate::model::answerable::{DepartmentAssessment, Inherited, LeaderAssessment};
use crate::model::assessment::{Bonus, Deduction, DeductionState, Light, Occurrence, Ratio, Verdict, Veto};
use crate::model::exposure::{Bond, Coverage, Exposed, Exposing, Gap, RiskAssessment, RiskTally};
use crate::model::finding::{Refusal, RefusalReason};
use crate::model::ledger::{RiskLevel, Status};
use crate::model::office::Office;
use crate::model::place::{CellRef, Place};
use crate::model::sensitivity::SmallBase;
use crate::model::warning::{Warning, WarningState};
use crate::policy::CompletionRule;
use crate::report::Report;
use crate::report::kit::{Desk, day, number};

mod live;

/// A written workbook.
struct Written(Xlsx<Cursor<Vec<u8>>>);

impl Written {
    fn of(desk: &Desk) -> Self {
        Self(Xlsx::new(Cursor::new(bytes(desk))).expect("a workbook"))
    }

    fn sheet(&mut self, name: &str) -> Range<Data> {
        self.0.worksheet_range(name).expect("the sheet")
    }

    /// Returns the formulas of a sheet.
    fn formulas(&mut self, name: &str) -> Range<String> {
        self.0.worksheet_formula(name).expect("the sheet")
    }

    fn sheet_names(&self) -> Vec<String> {
        self.0.sheet_names()
    }

    /// Returns the rows of a sheet as text, empty cells as `""`.
    fn rows(&mut self, name: &str) -> Vec<Vec<String>> {
        self.sheet(name).rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
    }

    /// Returns the rows below the header that begins with `first`.
    fn table(&mut self, name: &str, first: &str) -> Vec<Vec<String>> {
        let mut rows = self.rows(name);
        let head = rows.iter().position(|row| row[0] == first).expect("the header");
        rows.split_off(head + 1)
    }
}

fn bytes(desk: &Desk) -> Vec<u8> {
    let documents = Scorecard.write(&desk.case()).expect("a scorecard");
    assert_eq!(documents.len(), 1);
    assert_eq!(documents[0].path, "评分表.xlsx");
    documents.into_iter().next().expect("one document").content
}

fn desk() -> Desk {
    Desk::new()
        .record(["2026-001", "县教育局", "制度不健全", "2026-06-30", "已完成"], Status::Done, Light::Off)
        .record(["2026-002", "县教育局", "账目不清", "2026-09-20", "整改中"], Status::InProgress, Light::Red)
        .record(["2026-003", "县财政局", "报账不及时", "2026-11-05", "正在推进"], Status::InProgress, Light::Yellow)
        .unit("县教育局", "县直部门", 2, "58.335")
        .unit("青河镇", "乡镇", 1, "91")
        .unit("县财政局", "县直部门", 1, "86.4")
}

#[test]
fn sheets_stand_in_the_order_people_read_them() {
    assert_eq!(
        Written::of(&desk()).0.sheet_names(),
        [
            "封面",
            "排名",
            "图表",
            "分组",
            "责任领导",
            "得分明细",
            "问题总表",
            "预警与预扣分",
            "核验问题",
            "评分办法",
            "口径说明",
            "县教育局",
            "青河镇",
            "县财政局"
        ]
    );
}

#[test]
fn ranking_lists_group_by_group_with_numerator_and_denominator() {
    let desk = desk().finding(Severity::Error, Some("县教育局"), CellRef::new(3, 4), "没有佐证材料").finding(
        Severity::Warning,
        None,
        CellRef::new(4, 4),
        "状态不明",
    );
    let rows = Written::of(&desk).table("排名", "名次");
    let line = |row: &Vec<String>| row[..11].join("|");
    assert_eq!(line(&rows[0]), "1|—|—|县财政局|县直部门|12|3|4|0.5833|7/12|1");
    assert_eq!(line(&rows[1]), "2|—|—|县教育局|县直部门|12|3|4|0.5833|7/12|1");
    assert_eq!(line(&rows[2]), "1|—|—|青河镇|乡镇|12|3|4|0.5833|7/12|1");
    assert_eq!(rows[1][12..22].join("|"), "58.34|58.34|—||差|—|不具备|否|1|0");
    assert_eq!(rows[1][22], "完成率 58.33% 低于 60%");
    assert!(rows[3][0].starts_with("口径：按《巡察整改成效考核办法（默认）》（版本 2026-01）评分"));
    assert_eq!(rows[4][0], "另有 1 条核验问题未能对应到表中单位，见「核验问题」。");
}

#[test]
fn a_rank_has_its_range_and_those_it_cannot_be_told_from() {
    let mut desk = desk();
    for (at, name, range, alike) in [(0, "县教育局", (1, 3), vec!["县财政局"]), (2, "县财政局", (1, 1), Vec::new())] {
        let unit = &mut desk.assessment.units[at];
        assert_eq!(unit.unit, name);
        (unit.rank_low, unit.rank_high) = (Some(range.0), Some(range.1));
        unit.alike = alike.into_iter().map(Into::into).collect();
    }
    desk.assessment.units[0].small = vec![SmallBase {
        id: "completion-rate".into(),
        title: "整改完成率".into(),
        denominator: number("4"),
        worth: number("25"),
    }];
    let mut written = Written::of(&desk);
    let rows = written.table("排名", "名次");
    assert_eq!([&rows[0][..3], &rows[1][..3]].map(|cells| cells.join("|")), ["1|1|无", "2|1–3|第 1 名"]);
    let details = written.table("得分明细", "单位");
    assert!(details.iter().any(|row| row[8] == "分母只有 4，一条就值 25 分"));
    let total = details.into_iter().find(|row| row[0] == "县教育局" && row[2] == "合计");
    assert!(total.is_some_and(|row| row[8].starts_with("组内第 2 名（90% 区间 1–3）")));
}

#[test]
fn details_of_a_unit_add_up_to_its_score() {
    let mut desk = Desk::new()
        .record(["2026-001", "县教育局", "制度不健全", "2026-06-30", "整改中"], Status::InProgress, Light::Red)
        .unit("县教育局", "县直部门", 1, "66.97959");
    let place = desk.place(0);
    let occurrence = |note: &str| Occurrence {
        place: place.clone(),
        record: Some("2026-001".into()),
        of: None,
        note: note.to_owned(),
        points: number("1"),
        since: None,
    };
    let deduction = |points: &str, state| Deduction {
        id: "overdue".into(),
        title: "超期未完成".into(),
        points: number(points),
        state,
        occurrences: vec![occurrence("超期 41 天")],
        capped: false,
    };
    let unit = desk.last_unit();
    unit.indicators[0].records = vec![place.clone()];
    unit.deductions = vec![deduction("1", DeductionState::Provisional), deduction("0", DeductionState::Restored)];
    unit.bonuses =
        vec![Bonus {
            id: "bonus".into(), title: "加分".into(), points: number("2"), occurrences: vec![occurrence("省级表扬")]
        }];
    unit.score = number("67.97");
    let rows = Written::of(&desk).table("得分明细", "单位");
    let points: f64 = rows[..rows.len() - 1].iter().filter_map(|row| row[4].parse::<f64>().ok()).sum();
    assert!((points - 67.97).abs() < 1e-9, "{points}");
    let line = |at: usize| rows[at][2..9].join("|");
    assert_eq!(rows[0][0], "县教育局");
    assert_eq!(line(1), "整改完成率|100|66.98|7|12|适用|");
    assert_eq!(rows[2][2..].join("|"), "2026-001||||||制度不健全（整改中）|台账/县教育局.xlsx|台账|第4行|");
    assert_eq!(line(3), "超期未完成||-1|||预扣分|共 1 次");
    assert_eq!(rows[4][8], "超期 41 天（每次 1 分）");
    assert_eq!(line(5), "超期未完成||0|||核减恢复|共 1 次，已在期内改正，分数恢复");
    assert_eq!(line(7), "加分||2|||加分|");
    assert_eq!(line(9), "尾差||-0.01||||各项显示值舍入所致，得分按未舍入的各项计算");
    assert_eq!(rows[10][2..8].join("|"), "合计||67.97|||一般");
}

#[test]
fn a_veto_shows_what_it_took() {
    let mut desk = Desk::new().unit("县教育局", "县直部门", 1, "82");
    let unit = desk.last_unit();
    unit.vetoes =
        vec![Veto {
            id: "false-report".into(), title: "虚假整改".into(), effect: "总分记 0 分".into(), occurrences: Vec::new()
        }];
    unit.score = number("0.00");
    let mut written = Written::of(&desk);
    let rows = written.table("得分明细", "单位");
    assert_eq!(rows[2][2..9].join("|"), "虚假整改|||||否决|总分记 0 分");
    assert_eq!(rows[3][2..5].join("|"), "否决调整||-82");
    assert!(written.table("排名", "名次")[0][22].starts_with("一票否决：虚假整改，总分记 0 分；"));
}

#[test]
fn every_record_shows_its_light_in_words_and_its_source() {
    let mut written = Written::of(&desk());
    let sheet = written.sheet("问题总表");
    assert!(matches!(sheet.get((4, 8)), Some(Data::DateTime(_))), "{:?}", sheet.get((4, 8)));
    let rows = written.table("问题总表", "序号");
    assert_eq!(rows.len(), 3);
    assert_eq!(rows[1][..3].join("|"), "2|县教育局|2026-002");
    assert_eq!([&rows[1][9], &rows[1][17], &rows[1][18]].map(String::as_str), ["整改中", "2026-09-20", "整改中"]);
    assert_eq!(rows[1][11..14].join("|"), "红灯|41|");
    assert_eq!(rows[1][21..25].join("|"), "台账/县教育局.xlsx|台账|5|1");
    assert_eq!([&rows[2][9], &rows[2][18]].map(String::as_str), ["整改中", "正在推进"]);
    assert_eq!(rows[2][11..14].join("|"), "黄灯||5");
}

#[test]
fn findings_stand_worst_first_below_the_refused_files() {
    let mut desk = desk()
        .finding(Severity::Info, Some("县教育局"), CellRef::new(3, 1), "甲")
        .finding(Severity::Error, Some("县教育局"), CellRef::new(4, 1), "乙")
        .finding(Severity::Warning, None, CellRef::new(5, 1), "丙")
        .finding(Severity::Error, None, CellRef::new(6, 1), "丁");
    desk.ledger.refused.push(Refusal {
        file: "台账/加密.xlsx".into(),
        reason: RefusalReason::Encrypted,
        message: "文件有密码".to_owned(),
        hint: "请去掉密码后重报".to_owned(),
    });
    let mut written = Written::of(&desk);
    let refused = written.table("核验问题", "文件");
    assert_eq!(refused[0].iter().filter(|text| !text.is_empty()).count(), 3);
    assert_eq!((refused[0][0].as_str(), refused[0][4].as_str()), ("台账/加密.xlsx", "已加密：文件有密码"));
    let rows = written.table("核验问题", "序号");
    let order: Vec<String> = rows.iter().map(|row| format!("{}{}{}{}", row[0], row[1], row[4], row[8])).collect();
    assert_eq!(order, ["1错误乙B5", "2错误丁B7", "3疑点丙B6", "4提示甲B4"]);
    assert_eq!(rows[0][10], "请补填佐证材料");
}

#[test]
fn basis_says_what_was_read_used_and_left_out() {
    let text = Written::of(&desk()).rows("口径说明").into_iter().flatten().collect::<Vec<_>>().join("\n");
    for part in [
        "0123456789ab\n",
        "共 1 个＝已使用 1 个＋未能使用 0 个",
        "共读取 6 行＝记录 3 条＋跳过 3 行",
        "2—3\n4—6\n3\n3：标题行 1、小计合计行 2\n1",
        "T 列「内部编码」",
        concat!("xuncha ", env!("CARGO_PKG_VERSION")),
        "没有改动",
        "1．每行计一条。",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}

fn leader(name: &str, score: Option<&str>) -> LeaderAssessment {
    LeaderAssessment {
        name: name.into(),
        units: vec!["县教育局".into()],
        post: Some("副局长".into()),
        left: Some(day("2026-08-31")),
        records: 8,
        finished: 5,
        overdue: 1,
        most_days_late: Some(41),
        on_time: Ratio { numerator: 3, denominator: 4 },
        evidence: Ratio::default(),
        inherited: Inherited { records: 2, open: 1 },
        indicators: Vec::new(),
        deductions: Vec::new(),
        score: score.map(number),
        places: Vec::new(),
    }
}

#[test]
fn leaders_stand_as_they_were_measured_without_a_rank() {
    let mut desk = desk();
    desk.assessment.leaders = vec![leader("张三", Some("76.79")), leader("=1+1", None)];
    let mut written = Written::of(&desk);
    let rows = written.table("责任领导", "单位");
    assert_eq!(
        rows[0].join("|"),
        "县教育局|张三|副局长|8|5|0.625|3/4|—|1|41|0|76.79|2|已于 2026年8月31日 离任；接任事项中 1 条还没有完成"
    );
    assert_eq!((rows[1][1].as_str(), rows[1][11].as_str()), ("=1+1", "—"));
    assert!(rows[2][0].contains("不排名"));
}

#[test]
fn departments_stand_on_a_sheet_once_one_has_a_letter() {
    let department = |letters, points: Option<&str>| DepartmentAssessment {
        department: "县财政局".into(),
        letters,
        due: 2,
        in_time: 1,
        late: 0,
        unanswered: 1,
        undated: 0,
        full: Some(number("5")),
        points: points.map(number),
        places: vec![Place::file("建议.xlsx").row(4)],
    };
    let mut desk = desk();
    desk.assessment.departments = vec![department(0, None)];
    assert!(!Written::of(&desk).0.sheet_names().contains(&"职能部门".to_owned()));
    desk.assessment.departments = vec![department(2, Some("2.5"))];
    let rows = Written::of(&desk).table("职能部门", "职能部门");
    assert_eq!(rows[0].join("|"), "县财政局|2|2|1|0|1|0.5|5|2.5|逾期和未答复的见 建议.xlsx 第5行");
}

#[test]
fn registers_stand_with_what_high_risks_lack_and_what_was_laid_bare() {
    let tally = RiskTally {
        points: 3,
        high: 2,
        unknown: 1,
        index: Some(number("100")),
        covered: Coverage { measures: 1, resp_person: 2, lead_person: 2, whole: 1 },
        exposed: 1,
        ..RiskTally::default()
    };
    let cell = |row, column| Place::file("登记/甲.xlsx").sheet("表").cell(CellRef::new(row, column));
    let by = Exposing {
        record: None,
        problem: "招标走过场".into(),
        place: cell(8, 5),
        bond: Bond::Field { name: "采购招标", problem: "招标", risk: "采购" },
    };
    let mut desk = desk();
    desk.assessment.risks = vec![RiskAssessment {
        unit: Some("甲".into()),
        whole: tally.clone(),
        depts: vec![(Some("办公室".into()), tally.clone()), (None, tally)],
        gaps: vec![Gap {
            dept: None, risk_point: "指定品牌".into(), lacks: vec!["没有写责任人".to_owned()], place: cell(2, 3)
        }],
        exposed: vec![Exposed {
            dept: None,
            risk_point: "指定品牌".into(),
            level: Some(RiskLevel::High),
            place: cell(2, 3),
            problems: 3,
            by: vec![by],
        }],
    }];
    let mut written = Written::of(&desk);
    let rows = written.table("风险登记评分", "单位");
    assert_eq!(rows[0].join("|"), "甲|全部|3|2|0|0|1|100|1/2|2/2|2/2|1/2|1");
    assert_eq!((rows[1][1].as_str(), rows[2][1].as_str()), ("办公室", "未写部门"));
    let listed = written.table("风险点清单", "单位");
    assert_eq!(listed[0].join("|"), "甲|—|有缺项|指定品牌|高|甲.xlsx，表!D3|没有写责任人|—");
    let told = "招标走过场。同属「采购招标」，问题写「招标」，风险点写「采购」（这一风险点另有 2 个问题没有列出）";
    assert_eq!(listed[1].join("|"), format!("甲|—|已暴露|指定品牌|高|甲.xlsx，表!D3|{told}|甲.xlsx，表!F9"));
}

#[test]
fn what_was_decided_stands_with_the_rules_that_decided() {
    let mut desk = desk();
    let unit = desk.last_unit();
    unit.resources = Verdict { eligible: true, grounds: vec!["等次为「好」".to_owned()], reasons: Vec::new() };
    let mut written = Written::of(&desk);
    let ranking = written.table("排名", "名次");
    assert!(ranking[0].iter().any(|cell| cell.ends_with("优先保障：等次为「好」")), "{:?}", ranking[0]);
    let details = written.table("得分明细", "单位").into_iter().flatten().collect::<Vec<_>>().join("\n");
    assert!(details.contains("评优资格：不具备（完成率 58.33% 低于 60%）；优先保障：是（等次为「好」）"), "{details}");
}

#[test]
fn hostile_text_stays_text() {
    let problems = ["=cmd|'/c calc'!A1", "+1", "-2+3", "@SUM(A1)", "\u{202E}倒\u{200F}序\u{0}\u{8}", "<b>&\"'_x0041_"];
    let mut desk = Desk::new();
    for problem in problems {
        desk = desk.record([problem, "县教育局", problem, "2026-06-30", "整改中"], Status::InProgress, Light::Red);
    }
    let long = "问".repeat(40_000);
    desk = desk.record(["=1", "=2+2", &long, "=A1", "=B1"], Status::Unknown, Light::Grey).unit("=1+1", "@组", 1, "50");
    let mut written = Written::of(&desk);
    for name in ["排名", "分组", "责任领导", "得分明细", "问题总表", "核验问题", "口径说明"] {
        let formulas = written.0.worksheet_formula(name).expect("the sheet");
        assert!(formulas.used_cells().next().is_none(), "a formula in {name}");
    }
    let rows = written.table("问题总表", "序号");
    assert_eq!(rows[0][4], "=cmd|'/c calc'!A1");
    assert_eq!(rows[1][4], "+1");
    assert_eq!(rows[4][4], "倒序");
    assert_eq!(rows[5][4], "<b>&\"'_x0041_");
    assert!(rows[6][4].ends_with("…（余见原表）"));
    assert_eq!(written.table("排名", "名次")[0][3], "=1+1");
}

#[test]
fn equal_cases_give_equal_bytes() {
    assert_eq!(bytes(&desk()), bytes(&desk()));
}

#[test]
fn an_empty_ledger_still_gives_every_sheet() {
    let mut desk = Desk::new();
    desk.ledger.tables.clear();
    let mut written = Written::of(&desk);
    assert_eq!(written.0.sheet_names().len(), 10);
    assert!(written.table("问题总表", "序号").is_empty());
}

#[test]
fn the_office_signs_its_workbook() {
    let mut desk = desk();
    desk.office =
        Some(Office { name: "县委巡察办".to_owned(), committee: "十四届县委".to_owned(), ..Office::default() });
    let rows = Written::of(&desk).rows("排名");
    assert_eq!(rows[0][0], "十四届县委巡察整改成效评分表");
    assert_eq!(rows[1][0], "编制单位：县委巡察办　　报告月份：2026年10月　　数据截止：2026年10月31日");
}

#[test]
fn every_warning_has_its_state_points_and_cell() {
    let mut desk = desk();
    let warning = |state, points: &str| Warning {
        id: "deadline-passed".into(),
        title: "超期（红灯）".into(),
        event: "a".into(),
        date: "2026-09-21".parse().expect("a date"),
        unit: Some("县教育局".into()),
        place: desk.place(1).cell(CellRef::new(4, 3)),
        record: Some("2026-002".into()),
        reason: "超期 41 天".to_owned(),
        points: number(points),
        state,
    };
    desk.warnings = vec![warning(WarningState::Final, "1.50"), warning(WarningState::Warned, "0")];
    let rows = Written::of(&desk).table("预警与预扣分", "序号");
    let expected = ["1", "正式扣", "2026-09-21", "县教育局", "超期（红灯）", "超期 41 天", "1.5", "2026-002"];
    assert_eq!(rows[0][..8], expected);
    assert_eq!((rows[0][10].as_str(), rows[1][1].as_str(), rows[1][6].as_str()), ("D5", "预警", "—"));
    assert_eq!(rows.len(), 2);
}

/// Boundary: the strict rule | another one.
#[test]
fn a_completion_rate_of_the_policy_s_own_is_told_to_be_no_column() {
    let said = |completion| {
        let mut desk = desk();
        desk.policy.completion = completion;
        Written::of(&desk).table("排名", "名次").into_iter().map(|row| row[0].clone()).collect::<Vec<_>>().join("\n")
    };
    assert!(!said(CompletionRule::Strict).contains("这一指标计分"));
    assert!(
        said(CompletionRule::Acceptance)
            .contains("办法规定只认已销号，只用于「整改完成率」这一指标计分；各表「完成率」一栏和评优资格")
    );
    assert!(said(CompletionRule::Lenient).contains("办法规定阶段性完成、待验收、持续整改也算完成，只用于"));
}
