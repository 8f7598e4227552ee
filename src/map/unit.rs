//! Which unit a table speaks of when no column says so: the info row, the sheet's name, the title, the file's name.
//!
//! Source: `domain.md` §1.1 (real file names) and §1.2.

use std::sync::LazyLock;

use regex::Regex;

use crate::map::Context;
use crate::map::facts::Facts;
use crate::map::fold::{self, fold};
use crate::model::directory::UnitMatch;
use crate::model::text::Text;

/// The unit of a table as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct TableUnit {
    /// Its name, canonical where the directory knows it.
    pub(super) name: Text,
    /// The name as it stood where it was found.
    pub(super) written: Text,
}

/// Returns the unit of a table; the first source that names one counts.
pub(super) fn of_table(context: &Context<'_>, facts: &Facts, sheet: &str, file: &str) -> Option<TableUnit> {
    if let Some(written) = &facts.unit {
        return Some(TableUnit { name: context.unit(written), written: fold::tidy(written).into() });
    }
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let sources = [Some(sheet), facts.title.as_deref(), Some(stem)];
    let sources = sources.iter().flatten();
    sources.clone().find_map(|text| known(context, text)).or_else(|| {
        let looks_so = |name: &String| LIKE_A_UNIT.is_match(name);
        let mut named = sources.map(|text| strip(text));
        // The file's name stands last: it counts even when it does not end like a unit's.
        named.clone().find(looks_so).or_else(|| named.next_back().filter(|name| !name.is_empty())).map(|name| {
            let written = Text::from(name);
            TableUnit { name: written.clone(), written }
        })
    })
}

/// Returns the directory's unit that a text names, alone or inside.
fn known(context: &Context<'_>, text: &str) -> Option<TableUnit> {
    let bare = strip(text);
    for written in [fold::tidy(text), bare.as_str()] {
        if let UnitMatch::Known(name) = context.directory.recognise(written) {
            return Some(TableUnit { name, written: written.into() });
        }
    }
    let unit = context.directory.find_in(text)?;
    // A sheet named 石桥镇 is a unit of its own, not the 石桥 of another name; 青禾县教育局 is the 县教育局.
    let ends_so = || std::iter::once(&unit.name).chain(&unit.aliases).any(|name| bare.ends_with(&*fold(name)));
    if LIKE_A_UNIT.is_match(&bare) && bare.chars().count() <= 6 && !ends_so() {
        return None;
    }
    Some(TableUnit { name: unit.name.clone(), written: unit.name.clone() })
}

/// Words of sentences and headings: a text that holds one names no unit, however it ends.
const NO_NAME: [&str; 15] =
    ["不", "未", "没有", "方面", "问题", "整改", "加强", "落实", "推进", "聚焦", "存在", "情况", "各", "全县", "领导"];

/// Says whether a heading alone in its row reads like a unit's name and like nothing else.
pub(super) fn looks_like_one(text: &str) -> bool {
    let folded = fold(text);
    let length = folded.chars().count();
    let sentence = folded.replace("不动产", "");
    (3..=20).contains(&length)
        && LIKE_A_UNIT.is_match(&folded)
        && folded.chars().all(char::is_alphanumeric)
        && !NO_NAME.iter().any(|word| sentence.contains(word))
}

/// How names of units end.
static LIKE_A_UNIT: LazyLock<Regex> = LazyLock::new(|| {
    let ends = "局|委|办|镇|乡|街道|公司|集团|中心|院|校|学校|中学|小学|大学|幼儿园|医院|部|厅|站|所|处|科|社|会|党组|党委|党支部|党总支|\
                党工委|区|村|厂|行|馆|队|办公室|研究室|政府|人大|政协|文联|妇联|残联|侨联|工商联|社科联|科协|作协|电视台|[一二三四五六七八九]中";
    Regex::new(&format!("^.{{1,30}}(?:{ends})$")).expect("a constant")
});

const DATE: &str = r"(?:截[至止])?\d{2,4}年(?:度)?(?:\d{1,2}月(?:份)?)?(?:\d{1,2}日)?(?:底|末)?|\d{1,2}月(?:份)?(?:\d{1,2}日)?(?:底|末)?|[上下]半年|第?[一二三四1-4]季度";
const ROUND: &str = r"第?[一二三四五六七八九十百\d]{1,4}[批轮次届]";
const INSPECTION: &str = r"(?:中央|省委|市委|县委|区委|旗委|集团(?:党组|党委))?(?:第?[一二三四五六七八九十\d]{1,4}[届批轮次])*(?:常规|专项|提级|机动|交叉|联动)?巡[视察查]";
/// Words that stand for the paper, one or several of them behind the name.
const PAPER: &str = "台账|清单|明细|一览|登记|统计|汇总|报告|方案|归零|审批|销号|验收|单|表|问题|整改|反馈|意见|建议|落实|任务|责任|措施|情况|进展|进度|\
                     推进|完成|自查|自纠|共性|现场|检查|评估|廉政|廉洁|风险|防控|排查|点|发现|存在|对照|审计|专项|关于|工作|终稿|定稿|初稿|最终|最新|修改|\
                     上报|报送|版|稿|副本|三|一|总|新|的|及|和|与|对";

/// What stands behind a name and is about the paper.
static BEHIND: LazyLock<Regex> = LazyLock::new(|| {
    let marks = r"\([^()]*\)|[vV]?\d+(?:\.\d+)*|[-_—·~+:、,。.《》\s]+";
    Regex::new(&format!("(?:{marks}|{DATE}|{ROUND}|{INSPECTION}|{PAPER})$")).expect("a constant")
});

/// What stands before a name and is about the paper.
static BEFORE: LazyLock<Regex> = LazyLock::new(|| {
    let marks = r"\([^()]*\)|附件?\d*|\d+|[-_—·~+:、,。.《》\s]+|关于";
    let group = r"(?:(?:第?[一二三四五六七八九十\d]{1,3})?组)?(?:反馈|发现)?";
    let papers = "(?:三清单|一台账|巡[视察]|反馈|问题|整改|任务|责任|落实|情况|汇总|统计|销号)*(?:台账|清单|一览表|登记表|统计表|汇总表|情况表)";
    Regex::new(&format!("^(?:{DATE}|{INSPECTION}{group}|{ROUND}|{papers}|{marks})")).expect("a constant")
});

/// Offices of the inspection itself: there 巡察 belongs to the name.
const INSPECTORS: [&str; 5] = ["办", "机构", "工作", "领导", "中心"];

/// A word of the paper inside a text: what stands before it may be the name.
static INSIDE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new("(?:巡[视察]|反馈|问题|整改|落实|任务|责任)+(?:台账|清单|情况|方案|报告|进展|表)").expect("a constant")
});

/// Takes away what is about the paper at both ends of a title or file name; what is left may be a unit.
///
/// Nothing is cut out of the middle: 县统计局, 县巡察办 and 县不动产登记中心 hold such words themselves.
fn strip(text: &str) -> String {
    let folded = fold(text).replace("台帐", "台账");
    let generic = ["Sheet", "sheet", "工作表", "附件", "附"]
        .iter()
        .any(|word| folded.strip_prefix(word).is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit())));
    if generic {
        return String::new();
    }
    let whole = edges(&folded);
    if LIKE_A_UNIT.is_match(&whole) && !whole.contains(['-', '—', '_']) {
        return whole;
    }
    // Real file names put the unit behind the last dash: 整改台账-焦作市分公司0910.
    let tail = folded.rsplit(['-', '—', '_']).next().map(edges);
    let head = || INSIDE.find(&folded).map(|found| edges(&folded[..found.start()]));
    let named = |name: &String| LIKE_A_UNIT.is_match(name);
    tail.filter(named).or_else(|| head().filter(named)).unwrap_or(whole)
}

/// Cuts words of the paper off both ends for as long as there are any.
fn edges(text: &str) -> String {
    let mut rest = text;
    while let Some(found) = BEHIND.find(rest) {
        let cut = found.as_str();
        // 县委 belongs to 团县委, not to the inspection.
        let start = if rest[..found.start()].ends_with('团') { cut.find('巡').unwrap_or(0) } else { 0 };
        rest = &rest[..found.start() + start];
    }
    let behind = rest;
    while let Some(found) = BEFORE.find(rest).filter(|found| !found.is_empty()) {
        let after = &rest[found.end()..];
        if found.as_str().contains('巡') && INSPECTORS.iter().any(|word| after.starts_with(word)) {
            break;
        }
        rest = after;
    }
    // What is left of 巡察办 is no name; the whole of it is.
    let name = if LIKE_A_UNIT.is_match(behind) && !LIKE_A_UNIT.is_match(rest) { behind } else { rest };
    fold::tidy(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{looks_like_one, strip};

    #[test]
    fn the_unit_is_what_is_left_of_a_name() {
        assert_eq!(strip("县教育局巡察反馈问题整改台账"), "县教育局");
        assert_eq!(strip("集团党组巡视河南整改台账-焦作市分公司0910"), "焦作市分公司");
        assert_eq!(strip("2025年第一批集团党组巡视整改现场检查评估发现共性问题自查自纠整改台账-焦作公司0918"), "焦作公司");
        assert_eq!(strip("市教育局"), "市教育局");
        for no_name in
            ["2026年第三批巡察整改台账（汇总）0918", "中央巡视整改问题台账（汇总）0918", "Sheet1", "附件2", "表0", "问题清单"]
        {
            assert_eq!(strip(no_name), "", "{no_name}");
        }
        assert_eq!(strip("县交通投资集团三清单一台账"), "县交通投资集团");
        assert_eq!(strip("县教育局关于县委第七轮巡察反馈意见整改落实情况的报告"), "县教育局");
        assert_eq!(strip("县教育局-整改台账-2026年10月v2"), "县教育局");
        assert_eq!(strip("附件3：县教育局整改台账（张三报）"), "县教育局");
        assert_eq!(strip("县教育局整改台账张三报"), "县教育局");
    }

    #[test]
    fn words_of_the_paper_inside_a_name_stay() {
        let names = "县统计局 县总工会 团县委 县妇女联合会 县红十字会 县机关事务服务中心 县第一中学 县委党校 县政务服务和数据管理局 \
                     县融媒体中心 县公共资源交易中心 县委宣传部 县工商业联合会 县人民医院 县自来水公司 县城市管理综合行政执法局 \
                     县发展和改革局 县行政审批服务局 县委政法委 县信访局 新华社区 李家村 县法院 县检察院 县人大常委会办公室 \
                     县政协办公室 县审计局 县巡察办 县委巡察办 县应急管理局 县生态环境分局 县国有资产监督管理办公室 县经济开发区管委会 \
                     县大数据中心 县整治办 县项目建设服务中心 县反邪教协会 县责任有限公司 县不动产登记中心 县社会保险事业管理局 县文联 \
                     县委编办 县纪委监委 三里镇 县进出口公司 县一中";
        let mut wrong = Vec::new();
        for name in names.split_whitespace() {
            for text in [
                name.to_owned(),
                format!("{name}整改台账"),
                format!("{name}巡察整改台账"),
                format!("{name}整改台账（10月）"),
                format!("县委十四届七轮巡察{name}反馈意见整改台账"),
                format!("关于{name}2026年度整改情况的报告"),
                format!("2026年第三轮巡察整改台账-{name}1018"),
            ] {
                let got = strip(&text);
                if got != name {
                    wrong.push(format!("{text}: {got}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn a_heading_is_a_unit_where_it_reads_like_nothing_else() {
        for name in ["县民政局", "城关镇", "柳河街道", "县不动产登记中心", "团县委"] {
            assert!(looks_like_one(name), "{name}");
        }
        for other in ["党的建设方面", "落实主体责任不到位的党委", "一局", "选人用人、干部队伍", "2026年10月", "领导小组办公室"]
        {
            assert!(!looks_like_one(other), "{other}");
        }
    }
}
