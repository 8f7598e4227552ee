//! The header words offices use, field by field; the usual word first. Adding a word is one entry here.

use crate::model::field::Field;

/// One kind's words. Of two columns with one meaning, the one whose word stands earlier here is meant.
pub(super) type Words = &'static [(Field, &'static [&'static str])];

/// Rectification ledgers. Source: `domain.md` §1.3.
#[rustfmt::skip]
pub(super) const RECTIFICATION: Words = &[
    (Field::Seq, &["序号", "编号", "项次", "行号", "No.", "No", "序列"]),
    (Field::ProblemId, &["问题序号", "巡察问题序号", "问题编号", "问题编码", "表单编号", "反馈问题编号",
        "反馈问题序号", "整改编号", "问题在审计报告中的序号及表述"]),
    (Field::Session, &["届次", "第几届", "党委届次"]),
    (Field::Year, &["年度", "年份", "巡察年份", "审计报告出具年份", "内控评价年度"]),
    (Field::Round, &["轮次", "巡察轮次", "批次", "巡察批次", "第几轮"]),
    (Field::Team, &["巡察组", "组别", "巡视组", "督查组"]),
    (Field::Source, &["问题来源", "来源", "台账来源", "监督类型", "审计项目名称", "审计项目编号"]),
    (Field::Unit, &["被巡察单位", "被巡察党组织", "被巡察院级党组织名称", "被巡察党组织名称", "被巡察单位名称",
        "被巡视单位", "单位", "单位名称", "一级单位", "党组织名称", "填报单位", "责任组织", "整改单位"]),
    (Field::RespUnit, &["责任单位", "具体责任单位", "整改责任单位", "责任部门", "主责部门", "牵头单位", "牵头部门",
        "牵头科室", "责任科室", "责任股室", "责任站办", "主责单位", "承办单位", "整改主体", "牵头责任单位"]),
    (Field::CoopUnit, &["配合单位", "配合部门", "配合单位或部门", "协办单位", "参与单位", "协同部门"]),
    (Field::SuperviseUnit, &["负责监督管理责任的主管部门", "督导单位", "督办单位", "监督单位", "验收单位",
        "核查单位", "业务主管部门会签", "联系纪检室"]),
    (Field::Category, &["问题类别", "类别", "问题类型", "主要方面", "问题主要方面", "一级标题", "一级分类",
        "事项类别", "反馈方面", "聚焦方面", "问题分类"]),
    (Field::Category2, &["二级标题", "二级分类", "三级标题", "问题子类", "六项纪律"]),
    (Field::Severity, &["问题等级", "缺陷等级", "隐患等级", "严重程度", "问题性质"]),
    (Field::Problem, &["反馈问题", "巡察反馈的问题", "巡察反馈的问题(包括例证)", "巡察反馈问题", "反馈意见指出问题",
        "存在问题", "存在的问题", "发现的问题", "发现问题", "问题描述", "问题内容", "问题概述", "问题简述",
        "具体问题", "具体问题表述", "问题表现", "审计发现问题简述", "在审计报告中的表述", "问题标题", "内容", "问题",
        "反馈问题内容", "整改问题", "隐患描述", "反馈的问题", "巡察发现问题", "问题线索概要", "问题概要",
        "不符合项描述", "描述"]),
    (Field::ProblemDetail, &["问题的具体内容", "问题具体内容", "缺陷具体描述", "具体表现"]),
    (Field::Cause, &["原因分析", "产生问题的根本原因", "问题成因", "症结", "问题原因"]),
    (Field::Basis, &["定性依据", "法规政策依据", "违反规定", "整改依据"]),
    (Field::Target, &["整改目标", "整改要求", "整改完成标准", "预期目标", "目标要求", "销号标准"]),
    (Field::Advice, &["审计建议", "整改建议", "巡察建议", "意见建议"]),
    (Field::Measure, &["整改措施", "细化的整改措施", "整改措施具体内容(含措施分解)", "整改措施具体内容",
        "针对根本原因制定的归零措施", "归零措施", "具体举措", "具体措施", "整改计划", "整改任务", "任务分解",
        "应对措施", "整改举措", "措施", "具体控制措施", "控制措施"]),
    (Field::NextStep, &["下步措施", "下一步措施", "下步计划", "下一步计划", "下步打算"]),
    (Field::LeadPerson, &["责任领导", "牵头领导", "分管领导", "包抓领导", "牵头校领导", "整改第一责任人",
        "第一责任人", "协助整改工作的领导", "主管领导", "有限公司责任领导", "挂牌领导", "领导"]),
    (Field::RespPerson, &["责任人", "整改责任人", "具体责任人", "直接责任人", "整改负责人", "整改落实人",
        "部门负责人", "经办人", "承办人", "联络员", "代办人", "具体负责人", "负责人", "责任人/部门",
        "责任部门/责任人", "责任部门(人)", "责任单位及责任人", "责任单位/责任人", "牵头整改部门责任人及联系电话",
        "牵头整改部门责任人"]),
    (Field::Phone, &["联系电话", "联系方式", "申请人电话", "电话"]),
    (Field::Cycle, &["整改周期", "整改类型", "审计整改类型", "整改类别", "完成类型", "时限类型"]),
    (Field::FeedbackDate, &["反馈日期", "反馈时间", "巡察反馈时间", "反馈意见时间"]),
    (Field::Deadline, &["整改时限", "整改期限", "整改截止日期", "整改完成时限", "问题整改完成时限", "完成时限",
        "审计整改期限", "对应的完成时间", "预计完成时间", "计划完成时间", "要求完成时间", "限期", "办结时限",
        "时限要求", "时限", "截止日期", "整改截止时间", "完成期限"]),
    (Field::DeadlineNew, &["延期至", "延期后时限", "调整后时限"]),
    (Field::Status, &["整改状态", "任务状态", "完成状态", "状态", "当前状态", "是否完成", "是否已完成整改",
        "是否已整改完成", "是否整改到位", "是否办结", "整改结果", "整改进度", "销号状态", "是否完成整改", "整改状况",
        "是否整改完成"]),
    (Field::Progress, &["整改情况", "整改进展", "整改进展情况", "进展情况", "整改完成情况", "完成情况",
        "整改落实情况", "截至目前整改措施落实情况描述", "整改措施完成情况", "已采取的整改措施", "整改成效",
        "工作进展", "整改反馈", "具体办理情况", "办理情况", "落实情况", "目前进展"]),
    (Field::UnfinishedReason, &["未整改到位问题原因及下一步计划", "到期未完成整改原因及下一步措施", "未完成原因",
        "未完成原因及下一步措施", "未完成整改原因", "未整改到位原因"]),
    (Field::Difficulty, &["存在困难", "困难问题"]),
    (Field::DoneDate, &["完成时间", "实际完成时间", "整改完成时间", "措施完成时间", "办结时间", "完成日期",
        "实际完成日期", "整改完成日期", "办结日期"]),
    (Field::AcceptDate, &["整改验收时间", "验收时间", "实际县级验收时间", "实际市级验收时间", "核查时间", "审核日期",
        "验收日期"]),
    (Field::AcceptOpinion, &["整改验收情况", "验收意见", "审核意见", "复查情况", "核查情况", "处理情况", "验收情况"]),
    (Field::ClosedFlag, &["是否销号", "是否已完成整改销号", "销号情况", "是否已销号"]),
    (Field::ClosedDate, &["销号时间", "销号日期"]),
    (Field::Evidence, &["佐证材料", "整改措施落实的佐证材料", "证明材料", "印证资料", "印证材料", "支撑材料", "附件",
        "客观证据", "答复文件", "备查资料", "佐证资料", "佐证"]),
    (Field::Mechanism, &["长效机制", "建章立制情况", "完善制度情况", "制度文件名称", "(分修订、制定，文件名称)",
        "新建制度", "修订完善制度", "建章立制", "长效机制建设"]),
    (Field::Generalise, &["举一反三情况", "举一反三检查情况", "专项治理", "举一反三"]),
    (Field::Amount, &["问题金额", "涉及金额", "金额"]),
    (Field::AmountDone, &["问题整改金额", "整改金额", "追缴资金", "挽回损失", "归还原渠道", "清退金额"]),
    (Field::Accountability, &["追责问题情况", "问责情况", "组织处理", "党纪处分", "政务处分", "整改不力问责人员数"]),
    (Field::TransferTo, &["移交单位"]),
    (Field::TransferDate, &["移交时间"]),
    (Field::ReportDate, &["报送时间", "上报月份", "填报时间", "形成报告时间", "截至日期"]),
    (Field::Secret, &["密级", "是否公开", "公开属性"]),
    (Field::OverdueFlag, &["是否逾期", "是否超期", "管控措施是否逾期"]),
    (Field::Satisfaction, &["满意度", "群众满意度"]),
    (Field::DeskAudit, &["内业核查", "内业审核", "内业完成率", "内业核查完成率", "内业审核完成率", "内业进度"]),
    (Field::FieldAudit, &["外业核查", "外业审核", "外业完成率", "外业核查完成率", "外业审核完成率", "外业进度"]),
    (Field::Remark, &["备注", "自用备注", "说明", "其他需要说明的情况"]),
];

/// Risk registers. Source: `domain.md` §2.1.
#[rustfmt::skip]
pub(super) const RISK: Words = &[
    (Field::Seq, &["序号", "编号", "岗位风险编号"]),
    (Field::Unit, &["被巡察单位", "填报单位"]),
    (Field::Dept, &["单位/科室", "部门", "科室", "股室", "责任科室", "处室", "单位名称", "单位", "责任部门",
        "责任(牵头)部门", "风险防控责任股室(单位)", "风险防控责任股室"]),
    (Field::Post, &["岗位", "岗位名称", "岗位类别", "风险点涉及的岗位", "涉及关键岗位", "职务", "职位", "风险岗位",
        "职务(岗位)"]),
    (Field::Holder, &["姓名", "在岗人员"]),
    (Field::Power, &["职权", "职权名称", "权力事项", "权限", "业务事项", "业务名称", "重要环节", "环节",
        "风险项目名称", "工作事项", "权力名称", "业务流程", "岗位职责", "业务事项描述"]),
    (Field::RiskType, &["风险类别", "风险类型", "风险种类", "类别", "排查分类"]),
    (Field::RiskPoint, &["风险点", "廉政风险点", "廉洁风险点", "风险名称", "腐败风险点", "廉政风险点描述", "廉政风险"]),
    (Field::RiskDesc, &["风险描述", "表现形式", "廉政风险主要内容及表现形式", "廉政风险点表现形式",
        "廉洁风险点自查描述", "风险内容", "风险内容及表现形式", "风险表现形式", "主要表现形式"]),
    (Field::Level, &["风险等级", "风险级次", "风险级别", "等级", "等级评定", "风险等级自评"]),
    (Field::Likelihood, &["风险发生可能性L值", "可能性", "发生概率", "发生几率", "发生可能性"]),
    (Field::Impact, &["风险产生后果的严重性C值", "危害程度", "后果严重程度", "影响程度", "后果严重性"]),
    (Field::Value, &["廉政风险值D值", "风险值", "分值"]),
    (Field::Measure, &["防控措施", "防控要点及防控措施", "预防和控制措施", "防范措施", "防控措施清单",
        "细化的防控措施"]),
    (Field::Indicator, &["监测指标"]),
    (Field::RespPerson, &["责任人", "直接责任人", "部门负责人", "部门责任人", "具体责任人"]),
    (Field::LeadPerson, &["责任领导", "风险防控责任领导", "分管领导"]),
    (Field::Year, &["执行年份", "年度"]),
    (Field::Remark, &["备注"]),
];

/// The directory of inspected units.
#[rustfmt::skip]
pub(super) const UNITS: Words = &[
    (Field::Seq, &["序号"]),
    (Field::Unit, &["单位名称", "被巡察单位", "单位", "党组织名称", "被巡察党组织"]),
    (Field::Alias, &["别名", "简称", "曾用名", "其他名称"]),
    (Field::Group, &["分组", "组别", "类别", "单位类别"]),
    (Field::Mail, &["邮箱", "电子邮箱"]),
    (Field::Remark, &["备注"]),
];

/// Functional departments.
#[rustfmt::skip]
pub(super) const DEPARTMENTS: Words = &[
    (Field::Seq, &["序号"]),
    (Field::DeptName, &["部门名称", "职能部门", "部门", "单位名称"]),
    (Field::Mail, &["邮箱", "电子邮箱", "邮件地址", "E-mail", "邮箱地址"]),
    (Field::Contact, &["联系人"]),
    (Field::Phone, &["联系电话", "电话"]),
    (Field::Domain, &["负责领域", "领域", "职责领域", "分管领域"]),
    (Field::Remark, &["备注"]),
];

/// People in office.
#[rustfmt::skip]
pub(super) const PEOPLE: Words = &[
    (Field::Seq, &["序号"]),
    (Field::Unit, &["单位名称", "单位", "被巡察单位"]),
    (Field::PersonName, &["姓名"]),
    (Field::PersonPost, &["职务", "岗位"]),
    (Field::From, &["任职时间", "到任时间", "任职日期", "起始时间"]),
    (Field::To, &["离任时间", "离任日期", "免职时间", "终止时间"]),
    (Field::Remark, &["备注"]),
];

/// Survey ballots. Source: `domain.md` §3.5.
#[rustfmt::skip]
pub(super) const BALLOTS: Words = &[
    (Field::Seq, &["序号"]),
    (Field::Unit, &["单位名称", "单位", "被巡察单位", "测评对象"]),
    (Field::Stratum, &["调查方式", "测评方式", "群体", "票种"]),
    (Field::Weight, &["权重"]),
    (Field::Satisfied, &["满意", "满意票", "满意票数"]),
    (Field::MostlySatisfied, &["基本满意", "基本满意票", "基本满意票数"]),
    (Field::Dissatisfied, &["不满意", "不满意票", "不满意票数"]),
    (Field::NoOpinion, &["不了解", "弃权", "不了解票数"]),
    (Field::PublicGrade, &["群众评价等次", "评价等次", "群众评价"]),
    (Field::Remark, &["备注"]),
];

/// Figures of social-benefit indicators: whatever columns stand beside the unit.
#[rustfmt::skip]
pub(super) const FIGURES: Words = &[
    (Field::Seq, &["序号"]),
    (Field::Unit, &["单位名称", "单位", "被巡察单位"]),
    (Field::Remark, &["备注"]),
];

/// Events that move points.
#[rustfmt::skip]
pub(super) const EVENTS: Words = &[
    (Field::Seq, &["序号"]),
    (Field::Unit, &["单位名称", "单位", "被巡察单位"]),
    (Field::EventDate, &["日期", "时间", "发生日期", "发文日期"]),
    (Field::EventKind, &["事件类型", "类型", "事项类型"]),
    (Field::EventLevel, &["级别", "通报级别", "层级"]),
    (Field::EventPoints, &["分值", "加分", "分数"]),
    (Field::EventCount, &["件数", "数量", "项数"]),
    (Field::ProblemId, &["问题序号", "问题编号"]),
    (Field::DocumentNumber, &["文号", "文件号", "依据文号"]),
    (Field::Remark, &["说明", "备注", "事由"]),
];

/// Other annual scores.
#[rustfmt::skip]
pub(super) const OTHER_SCORES: Words = &[
    (Field::Seq, &["序号"]),
    (Field::Unit, &["单位名称", "单位", "被巡察单位"]),
    (Field::OtherScore, &["年度其他得分", "其他得分", "年度考核其他得分"]),
    (Field::Remark, &["备注"]),
];

/// Recommendation letters and replies. Source: `domain.md` §1.1 L10, §5.1.
#[rustfmt::skip]
pub(super) const RECOMMENDATIONS: Words = &[
    (Field::Seq, &["序号"]),
    (Field::DocumentNumber, &["文号", "建议书文号", "发文字号"]),
    (Field::TransferTo, &["移交单位", "主送单位", "接收单位", "承办单位"]),
    (Field::TransferDate, &["移交时间", "送达日期", "移交日期"]),
    (Field::ReplyDue, &["要求反馈日期", "要求反馈时间", "反馈期限", "答复期限"]),
    (Field::ReplyDate, &["实际反馈日期", "实际反馈时间", "答复日期", "反馈日期"]),
    (Field::TransferCount, &["移交建议数", "建议数"]),
    (Field::Progress, &["具体办理情况", "办理情况"]),
    (Field::Remark, &["备注"]),
];

/// Manual scores.
#[rustfmt::skip]
pub(super) const MANUAL_SCORES: Words = &[
    (Field::Seq, &["序号"]),
    (Field::Unit, &["单位名称", "单位", "被巡察单位"]),
    (Field::ScoreItem, &["指标", "评分指标", "维度", "项目", "考核内容"]),
    (Field::Points, &["扣分", "减分"]),
    (Field::Reason, &["扣分原因", "原因", "扣分理由"]),
    (Field::Basis, &["依据", "扣分依据"]),
    (Field::Remark, &["备注"]),
];

/// Findings that do not count.
#[rustfmt::skip]
pub(super) const WAIVERS: Words = &[
    (Field::Seq, &["序号"]),
    (Field::WaivedRule, &["规则编号", "规则", "检查项编号", "核验规则", "检查项"]),
    (Field::WaivedRuleName, &["规则名称", "检查项名称"]),
    (Field::WaiverScope, &["范围", "豁免范围", "适用范围"]),
    (Field::WaiverReason, &["理由", "豁免理由", "原因"]),
    (Field::ApprovedBy, &["批准人", "审批人", "批准领导"]),
    (Field::ValidUntil, &["有效期至", "有效期", "截止日期", "失效日期"]),
    (Field::Remark, &["备注", "说明"]),
];
