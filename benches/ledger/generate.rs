//! Makes the ledgers that are measured: the same rows for the same number, in the shape offices send.
//!
//! A title, a header of two rows with groups, 18 columns, a unit's cell merged over its problems, a subtotal below each
//! unit, dates both as dates and as text, and about 5 % of the rows with something wrong in them.

use std::path::Path;

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

/// Columns of the ledger.
pub(crate) const COLUMNS: u16 = 18;

/// Records of one unit in a row, their unit's cell merged.
const BLOCK: u32 = 25;

/// How many units there are.
const UNITS: u32 = 120;

/// One row in so many is defective.
const DEFECTIVE: u32 = 20;

/// Rows above the first record: title and header.
const HEAD: u32 = 3;

/// The header: a group's name and its columns, or one column by itself.
const HEADER: [(&str, &[&str]); 9] = [
    ("序号", &[]),
    ("被巡察单位", &[]),
    ("问题序号", &[]),
    ("问题类别", &[]),
    ("反馈问题", &[]),
    ("整改措施", &[]),
    ("责任分工", &["责任领导", "责任人", "责任单位"]),
    ("整改进展", &["反馈日期", "整改时限", "整改状态", "进展情况", "完成时间", "佐证材料"]),
    ("销号情况", &["是否销号", "销号时间", "备注"]),
];

const CATEGORIES: [&str; 6] = ["政治建设", "干部选拔任用", "财务管理", "作风建设", "项目建设", "基层党建"];
const TOPICS: [&str; 8] = [
    "固定资产账实不符",
    "公务接待审批不全",
    "党费收缴公示不及时",
    "工程变更未按程序报批",
    "往来款项长期挂账",
    "会议记录缺少主要负责人表态",
    "物业合同到期后未重新招标",
    "干部档案材料缺失",
];
const STEPS: [&str; 6] = [
    "逐笔核对台账，明确专人登记，每月由分管领导签字确认",
    "修订内部管理办法，报党组会研究后印发执行",
    "组织业务培训两次，参训人员考试合格后方可上岗",
    "对涉及款项逐项清理，能收回的限期收回",
    "补充完善有关材料，按年度归档备查",
    "约谈责任股室负责人，责成作出书面检查",
];
const SURNAMES: [&str; 16] = ["赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫", "蒋", "沈", "韩", "杨"];
const GIVEN: [&str; 16] = [
    "建国", "晓燕", "志强", "丽华", "海涛", "文静", "立新", "春梅", "国栋", "秀兰", "永刚", "雪峰", "嘉怡", "振华", "玉珍",
    "明远",
];

/// Writes a ledger of so many records.
pub(crate) fn ledger(path: &Path, records: u32) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.set_name("整改台账")?;
    head(sheet)?;
    let mut sheet = Rows { sheet, date: Format::new().set_num_format("yyyy-mm-dd"), plain: Format::new(), next: HEAD };
    let mut number = 0;
    while number < records {
        let many = BLOCK.min(records - number);
        sheet.unit(number, many)?;
        number += many;
    }
    workbook.save(path)
}

/// Writes the directory of the units.
pub(crate) fn units(path: &Path) -> Result<(), XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write(0, 0, "单位名称")?;
    for number in 0..UNITS {
        sheet.write(number + 1, 0, unit(number))?;
    }
    workbook.save(path)
}

/// Returns the default policy with so many indicators; those beyond the built-in ones share points of the completion rate.
pub(crate) fn policy(indicators: u32) -> String {
    let own = indicators.saturating_sub(8);
    let mut policy = xuncha::policy::DEFAULT_TOML.replace("full = 30", &format!("full = {}", 30 - own));
    for number in 0..own {
        policy.push_str(&format!(
            "\n[[indicators]]\nid = \"own-{number}\"\ntitle = \"自定{number}\"\ndimension = \"task\"\nfull = 1\n\
             numerator = \"办结\"\ndenominator = \"受理\"\ntarget = 0.95\n"
        ));
    }
    policy
}

fn head(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    let plain = Format::new();
    sheet.merge_range(0, 0, 0, COLUMNS - 1, "县委巡察办巡察反馈问题整改台账", &plain)?;
    let mut column = 0;
    for (name, below) in HEADER {
        if below.is_empty() {
            sheet.merge_range(1, column, 2, column, name, &plain)?;
            column += 1;
            continue;
        }
        let last = column + below.len() as u16 - 1;
        sheet.merge_range(1, column, 1, last, name, &plain)?;
        for name in below {
            sheet.write(2, column, *name)?;
            column += 1;
        }
    }
    Ok(())
}

struct Rows<'b> {
    sheet: &'b mut Worksheet,
    date: Format,
    plain: Format,
    next: u32,
}

impl Rows<'_> {
    /// Writes a unit's records and the subtotal below them.
    fn unit(&mut self, first: u32, many: u32) -> Result<(), XlsxError> {
        let name = unit(first / BLOCK);
        let row = self.next;
        if many > 1 {
            self.sheet.merge_range(row, 1, row + many - 1, 1, &name, &self.plain)?;
        } else {
            self.sheet.write(row, 1, &name)?;
        }
        for number in first..first + many {
            self.record(number)?;
        }
        self.sheet.write(self.next, 0, "小计")?;
        self.sheet.write(self.next, 4, format!("共{many}项"))?;
        self.next += 1;
        Ok(())
    }

    fn record(&mut self, number: u32) -> Result<(), XlsxError> {
        let row = self.next;
        let mut draw = Draw(u64::from(number) + 1);
        let defect = (draw.below(DEFECTIVE) == 0).then(|| draw.below(8));
        let topic = draw.of(&TOPICS);
        let (lead, person) = (draw.name(), draw.name());
        let done = draw.below(10) < 7;
        let closed = done && draw.below(10) < 6;
        let year = 2025;
        let feedback = ExcelDateTime::from_ymd(year, 11, 1 + (number % 28) as u8)?;
        let finished = ExcelDateTime::from_ymd(year + 1, 1 + draw.below(9) as u8, 1 + draw.below(28) as u8)?;
        let month = 1 + draw.below(9);
        let sheet = &mut *self.sheet;
        sheet.write(row, 0, number + 1)?;
        sheet.write(row, 2, format!("XC-{:06}", number + 1))?;
        sheet.write(row, 3, draw.of(&CATEGORIES))?;
        let (amount, sum) = (1 + draw.below(90), 1000 + draw.below(900_000));
        sheet.write(row, 4, format!("{topic}，抽查发现{amount}起，涉及{sum}元，其中部分事项发生在上一轮巡察之后"))?;
        sheet.write(row, 5, format!("{}；第{}项由{person}牵头办理", draw.of(&STEPS), number % 97 + 1))?;
        if defect != Some(0) {
            sheet.write(row, 6, &lead)?;
        }
        sheet.write(row, 7, if defect == Some(1) { &lead } else { &person })?;
        sheet.write(row, 8, format!("{}股", draw.of(&CATEGORIES)))?;
        sheet.write_with_format(row, 9, &feedback, &self.date)?;
        match (defect, draw.below(2)) {
            (Some(2), _) => sheet.write(row, 10, "尽快")?,
            (_, 0) => sheet.write(row, 10, format!("2026年{month}月底前"))?,
            _ => sheet.write_with_format(row, 10, &ExcelDateTime::from_ymd(year + 1, month as u8, 28)?, &self.date)?,
        };
        sheet.write(
            row,
            11,
            if defect == Some(3) {
                "差不多了"
            } else if done {
                "已完成"
            } else {
                "整改中"
            },
        )?;
        let progress = match defect {
            Some(4) => "高度重视，进一步加强".to_owned(),
            _ if done => format!("已对{topic}问题全面清理，核对凭证{sum}份，{person}于当月完成整改并报分管领导审核"),
            _ => format!("正在对{topic}问题逐项清理，已核对凭证{amount}份，其余由{person}继续办理"),
        };
        sheet.write(row, 12, progress)?;
        if done {
            let before = ExcelDateTime::from_ymd(year, 10, 8)?;
            let day = if defect == Some(5) { &before } else { &finished };
            sheet.write_with_format(row, 13, day, &self.date)?;
            if defect != Some(6) {
                sheet.write(row, 14, format!("附件{}：{topic}整改印证材料", number + 1))?;
            }
        }
        sheet.write(row, 15, if closed { "是" } else { "否" })?;
        if closed && defect != Some(7) {
            sheet.write_with_format(row, 16, &ExcelDateTime::from_ymd(year + 1, 10, 9)?, &self.date)?;
        }
        sheet.write(row, 17, draw.of(&["无", "已报县纪委备案", "按月调度"]))?;
        self.next += 1;
        Ok(())
    }
}

fn unit(number: u32) -> String {
    const KINDS: [&str; 6] = ["局", "中心", "街道党工委", "乡党委", "镇党委", "集团公司党委"];
    const PLACES: [&str; 20] = [
        "清水", "白塔", "柳河", "石桥", "龙泉", "安平", "兴隆", "太和", "永宁", "新集", "高台", "双桥", "东关", "西营", "南坪",
        "北岭", "金山", "大湾", "中和", "长乐",
    ];
    let number = number % UNITS;
    format!("{}{}", PLACES[number as usize % PLACES.len()], KINDS[number as usize / PLACES.len()])
}

/// Numbers that look drawn by lot and are the same in every run (SplitMix64).
struct Draw(u64);

impl Draw {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % u64::from(limit)) as u32
    }

    fn of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        texts[self.below(texts.len() as u32) as usize]
    }

    fn name(&mut self) -> String {
        format!("{}{}", self.of(&SURNAMES), self.of(&GIVEN))
    }
}
