//! Each kind of letter, on a small ledger.

use std::io::{Cursor, Read};

use crate::letter::kit::{Kit, everything, overdue, shared, text};
use crate::model::field::Field;
use crate::model::ledger::Status;
use crate::model::letter::{LetterKind, LetterPlan};
use crate::model::period::Month;
use crate::policy::DEFAULT_TOML;

#[test]
fn a_unit_gets_one_letter_with_its_overdue_problems_the_longest_first() {
    let kit = overdue("甲问题")
        .row("县教育局", "", "2026-06-30", Status::NotStarted, &[(Field::Problem, "乙问题"), (Field::ProblemId, "2026-007")])
        .row("县教育局", "", "2026-10-31", Status::InProgress, &[(Field::Problem, "今天到期")])
        .row("县教育局", "", "2026-01-01", Status::Closed, &[(Field::Problem, "早已销号")])
        .row("县水利局", "", "2026-10-30", Status::InProgress, &[(Field::Problem, "昨天到期")]);
    let letters = kit.write();
    let paths: Vec<&str> = letters.iter().map(|letter| letter.document.path.as_str()).collect();
    assert_eq!(paths, ["督办函/督办函-县水利局.docx", "督办函/督办函-县教育局.docx"]);
    assert_eq!(letters[1].title, "关于限期完成巡察整改逾期问题的督办函");
    assert!(letters[1].mails.is_empty());
    let text = text(&letters[1]);
    for words in [
        "县教育局：\n",
        "十四届县委第三轮巡察反馈问题",
        "截至2026年10月31日，你单位仍有2个问题",
        "最早的为2026年6月30日，超期最长的已达123天",
        "于2026年11月15日前完成整改",
        "附件：逾期未完成整改问题清单\n",
        "（联系人：李某；联系电话：0839-7200000）",
        "抄送：县纪委监委，县委组织部。",
        "1\n2026-007\n乙问题\n2026.6.30\n123\n\n未启动\n2\n",
        "请你单位党组织主要负责人牵头",
    ] {
        assert!(text.contains(words), "「{words}」 in\n{text}");
    }
    assert!(!text.contains("今天到期") && !text.contains("早已销号"), "{text}");
}

#[test]
fn a_reminder_is_green_a_warning_yellow() {
    let kinds = |deadline: &str| -> Vec<LetterKind> {
        let kit = Kit::new().only(LetterPlan::USUAL);
        let kit = kit.row("县教育局", "", deadline, Status::InProgress, &[(Field::Problem, "甲问题")]);
        kit.write().iter().map(|letter| letter.kind).collect()
    };
    // Boundary: 10-30 overdue | 10-31 due today; 11-10 ten days | 11-11; 11-20 twenty days | 11-21.
    assert_eq!(kinds("2026-10-30"), [LetterKind::Supervision]);
    assert_eq!(kinds("2026-10-31"), [LetterKind::Warning]);
    assert_eq!(kinds("2026-11-10"), [LetterKind::Warning]);
    assert_eq!(kinds("2026-11-11"), [LetterKind::Reminder]);
    assert_eq!(kinds("2026-11-20"), [LetterKind::Reminder]);
    assert!(kinds("2026-11-21").is_empty());
}

#[test]
fn reminders_name_days_handlers_and_what_went_before() {
    let row = |kit: Kit, deadline: &str, person: &str| {
        kit.row("县教育局", "", deadline, Status::InProgress, &[(Field::Problem, "甲问题"), (Field::RespPerson, person)])
    };
    let kit = || Kit::new().only(&[LetterKind::Reminder, LetterKind::Warning]);
    let one = row(kit(), "2026-11-15", "张三、李四").before("2026-09", LetterKind::Reminder, "县教育局");
    let printed = text(&one.write()[0]);
    for words in
        ["有1个问题", "：将于2026年11月15日到期，距今15天（", "此前，我办已印发2026年9月提醒函。", "请承办人（张三、李四）对照"]
    {
        assert!(printed.contains(words), "{words}\n{printed}");
    }
    let printed = text(&row(row(kit(), "2026-11-05", ""), "2026-10-31", "").write()[0]);
    let words =
        "有2个问题尚未完成整改，剩余时间已经不多：最早的于2026年10月31日到期，即当日到期，最晚的于2026年11月5日到期，距今5天（";
    assert!(printed.contains(words), "{printed}");
    let printed = text(&row(row(kit(), "2026-11-05", ""), "2026-11-05", "").write()[0]);
    assert!(printed.contains("均于2026年11月5日到期，距今5天（"), "{printed}");
}

#[test]
fn an_interview_is_for_what_stays_long_overdue_after_a_letter() {
    let kit = |deadline: &str| {
        let kit = Kit::new().only(&[LetterKind::Interview]);
        kit.row("县教育局", "", deadline, Status::InProgress, &[(Field::Problem, "甲问题")])
    };
    let supervised = |deadline: &str| kit(deadline).before("2026-09", LetterKind::Supervision, "县教育局").write();
    assert!(kit("2026-09-30").write().is_empty(), "nobody has asked in writing");
    // Boundary: thirty-one days overdue | thirty.
    assert!(supervised("2026-10-01").is_empty());
    let letters = supervised("2026-09-30");
    let printed = text(&letters[0]);
    assert!(printed.contains("已超期31天") && printed.contains("此前，我办已印发2026年9月督办函"), "{printed}");
    assert!(printed.contains("年　　月　　日　　时"), "{printed}");
    assert_eq!(letters[0].reply_due, None);
}

#[test]
fn a_second_supervision_says_so() {
    let first = text(&overdue("甲问题").write()[0]);
    assert!(first.contains("现予督办") && !first.contains("此前"), "{first}");
    let again = text(&overdue("甲问题").before("2026-09", LetterKind::Supervision, "县教育局").write()[0]);
    assert!(again.contains("此前，我办已印发2026年9月督办函。") && again.contains("现再次予以督办"), "{again}");
}

#[test]
fn notices_go_in_the_month_of_the_feedback_only() {
    let kit = |month: &str| {
        let mut kit = everything(Kit::new(), "基层党建").only(&[LetterKind::Immediate, LetterKind::Notice]);
        kit.month = Month::parse(month).expect("a month");
        kit.write()
    };
    assert_eq!(kit("2026-10").len(), 4);
    let printed = text(&kit("2026-10")[2]);
    for words in
        ["于2026年10月20日向你单位反馈，共1个问题，其中立行立改1个", "于2026年11月20日前报送我办", "集中整改期至2027年4月20日止"]
    {
        assert!(printed.contains(words), "{words}\n{printed}");
    }
    // Before the feedback only what is fixed on the spot is handed over; afterwards the ladder has it.
    assert_eq!(kit("2026-09").iter().map(|letter| letter.kind).collect::<Vec<_>>(), [LetterKind::Immediate; 2]);
    assert!(kit("2026-11").is_empty());
}

#[test]
fn the_circular_counts_and_names_no_person() {
    let kit = everything(Kit::new(), "张三丰").only(&[LetterKind::Circular]);
    let letters = kit.write();
    let printed = text(&letters[0]);
    assert!(printed.contains("2家单位应整改问题8个，已完成整改0个，完成率0.00%；尚未完成8个。"), "{printed}");
    assert!(printed.contains("有2家单位的2个问题超过整改时限仍未完成。另有2个问题即将到期。"), "{printed}");
    assert!(!printed.contains("张三丰"), "{printed}");
    assert_eq!((letters.len(), &*letters[0].receiver), (1, "各被巡察单位党组织"));
}

#[test]
fn measures_of_one_problem_are_one_problem_where_the_policy_counts_so() {
    let id = (Field::ProblemId, "1");
    let mut kit = Kit::new()
        .row("县教育局", "", "2026-09-01", Status::Done, &[id, (Field::Problem, "甲")])
        .row("县教育局", "", "2026-10-01", Status::InProgress, &[id, (Field::Problem, "甲")])
        .row("县教育局", "", "2026-09-11", Status::InProgress, &[id, (Field::Problem, "甲")]);
    kit.policy = DEFAULT_TOML.replace("count = \"row\"", "count = \"problem\"");
    kit.plan.kinds = vec![LetterKind::Supervision];
    let text = text(&kit.write()[0]);
    assert!(text.contains("仍有1个问题") && text.contains("整改时限为2026年10月1日，已超期30天"), "{text}");
}

#[test]
fn a_department_hears_of_problems_that_two_units_share() {
    let letters = shared().write();
    let letter = &letters[0];
    assert_eq!((letter.kind, letter.receiver.as_str()), (LetterKind::Recommendation, "县委组织部"));
    assert_eq!(letter.document.path, "巡察建议书/巡察建议书-县委组织部-基层党组织建设.docx");
    assert_eq!(letter.mails.len(), 1);
    let text = text(letter);
    for words in [
        "涉及2家单位、共2个",
        "上述问题主要表现在以下方面：\n1.有关单位党组会议记录不规范。\n",
        "1.学习不深入。",
        "1.压实行业主管责任。",
        "2.健全制度机制。",
        "3.加强教育培训。",
        "4.做好举一反三。",
        "于2026年11月30日前",
        "附件：1.问题清单\n2.办理情况反馈表\n",
        "1\n县教育局\n基层党组织建设\n",
        "张某同志未按期组织换届\n已销号\n",
    ] {
        assert!(text.contains(words), "「{words}」 in\n{text}");
    }
    assert!(!text.contains("张三丰"), "{text}");
    let body = &text[..text.find("附件：1.").expect("the note")];
    assert!(!body.contains("县教育局") && !body.contains("县水利局"), "{body}");
}

#[test]
fn attachments_say_which_letter_they_belong_to_and_hide_persons() {
    let letters = shared().write();
    let paths: Vec<&str> = letters[0].attachments.iter().map(|file| file.path.as_str()).collect();
    let stem = "巡察建议书/巡察建议书-县委组织部-基层党组织建设";
    let expected = ["附件1问题清单.xlsx", "附件2办理情况反馈表.xlsx", "回复函.docx"].map(|name| format!("{stem}-{name}"));
    assert_eq!(paths, expected);
    let part = |at: usize, name: &str| {
        let mut archive = zip::ZipArchive::new(Cursor::new(&letters[0].attachments[at].content)).expect("a package");
        let mut xml = String::new();
        archive.by_name(name).expect("the part").read_to_string(&mut xml).expect("text");
        xml
    };
    for at in [0, 1] {
        assert!(part(at, "docProps/custom.xml").contains("2026-10/巡察建议书/县委组织部/基层党组织建设"));
        let texts = part(at, "xl/sharedStrings.xml");
        assert!(texts.contains("编号：2026-10/巡察建议书/县委组织部/基层党组织建设"), "{texts}");
        assert!(!texts.contains("张三丰"), "{texts}");
    }
    assert!(part(0, "xl/sharedStrings.xml").contains("县教育局"));
    let form = part(1, "xl/sharedStrings.xml");
    for words in ["巡察建议", "办理措施", "责任人", "完成时限", "办理结果", "制度成果", "备注", "压实行业主管责任"]
    {
        assert!(form.contains(words), "{words}");
    }
    assert!(part(2, "word/document.xml").contains("关于巡察建议书办理情况的回复函"));
}

#[test]
fn units_are_not_named_where_the_office_says_so() {
    let mut kit = shared();
    kit.plan.name_units = false;
    let letters = kit.write();
    let printed = text(&letters[0]);
    assert!(printed.contains("1\n单位1\n") && !printed.contains("县教育局") && !printed.contains("县水利局"), "{printed}");
}

#[test]
fn a_department_gets_a_letter_for_each_field() {
    let row = |kit: Kit, unit: &str, category: &str, finer: &str, text: &str| {
        kit.row(unit, category, "", Status::InProgress, &[(Field::Problem, text), (Field::Category2, finer)])
    };
    let mut kit = Kit::new().only(&[LetterKind::Recommendation]);
    for unit in ["县教育局", "县水利局"] {
        kit = row(kit, unit, "工程建设", "招标投标", "招标程序不规范");
        kit = row(kit, unit, "工程建设", "质量安全", "质量监管不到位");
        kit = row(kit, unit, "物业管理", "", "物业服务监管缺位");
    }
    let mut kit = row(kit, "县水利局", "房产交易", "", "只有一家").department("县住建局", "工程建设");
    kit.departments[0].domains.extend(["物业管理".into(), "房产交易".into()]);
    let letters = kit.write();
    let keys: Vec<&str> = letters.iter().map(|letter| letter.key.as_str()).collect();
    assert_eq!(keys, ["2026-10/巡察建议书/县住建局/工程建设", "2026-10/巡察建议书/县住建局/物业管理"]);
    let printed = text(&letters[0]);
    assert!(printed.contains("（一）招标投标。涉及2家单位2个问题。主要表现为：招标程序不规范。"), "{printed}");
    assert!(printed.contains("（二）质量安全。") && !printed.contains("物业"), "{printed}");
    // Boundary: half of the field sorted further | less.
    for text in ["标段划分随意", "变更签证失控", "工期一再拖延", "监理人员缺位", "竣工资料不全"] {
        assert!(self::text(&kit.write()[0]).contains("（一）招标投标。"), "{text}");
        kit = row(kit, "县教育局", "工程建设", "", text);
    }
    let printed = text(&kit.write()[0]);
    assert!(!printed.contains("招标投标。") && !printed.contains("其他问题"), "{printed}");
}

#[test]
fn one_unit_alone_is_no_common_problem() {
    let one = Kit::new()
        .only(&[LetterKind::Recommendation])
        .row("县教育局", "工程建设", "", Status::InProgress, &[(Field::Problem, "甲问题描述")])
        .row("县教育局", "工程建设", "", Status::InProgress, &[(Field::Problem, "乙问题描述")])
        .department("县住建局", "工程建设");
    assert!(one.write().is_empty());
}

#[test]
fn without_causes_the_letter_says_so() {
    let fields = &[(Field::Problem, "甲问题描述")];
    let kit = Kit::new()
        .only(&[LetterKind::Recommendation])
        .row("县教育局", "工程建设", "", Status::InProgress, fields)
        .row("县水利局", "工程建设", "", Status::InProgress, fields)
        .department("县住建局", "工程建设");
    let text = text(&kit.write()[0]);
    assert!(text.contains("未填写原因分析，本建议书不作推断"), "{text}");
    assert_eq!(text.matches("\n1.甲问题描述。").count(), 1, "{text}");
}
