//! The fields a column can mean. Keys are English and stable; labels are the office's words.

/// Declares the fields once: variant, key, label.
macro_rules! fields {
    ($($(#[doc = $doc:literal])* $name:ident = $key:literal, $label:literal;)*) => {
        /// What a column means. Source of the set: `domain.md` §1.3, §2.1 and §3.5.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Field {
            $($(#[doc = $doc])* #[doc = concat!("Office word: ", $label, ".")] $name,)*
        }

        impl Field {
            /// Every field, in the order of declaration.
            pub const ALL: &[Field] = &[$(Field::$name,)*];

            /// Returns the stable English key used in JSON.
            pub const fn key(self) -> &'static str {
                match self { $(Field::$name => $key,)* }
            }

            /// Returns the office's word.
            pub const fn label(self) -> &'static str {
                match self { $(Field::$name => $label,)* }
            }
        }
    };
}

fields! {
    Seq = "seq", "序号";
    ProblemId = "problem_id", "问题编号";
    Session = "session", "届次";
    Year = "year", "年度";
    Round = "round", "轮次";
    Team = "team", "巡察组";
    Source = "source", "问题来源";
    Unit = "unit", "被巡察单位";
    SubUnit = "sub_unit", "下级单位";
    RespUnit = "resp_unit", "责任单位";
    CoopUnit = "coop_unit", "配合单位";
    SuperviseUnit = "supervise_unit", "督导单位";
    Category = "category", "问题类别";
    Category2 = "category2", "问题子类";
    Severity = "severity", "问题等级";
    Problem = "problem", "反馈问题";
    ProblemDetail = "problem_detail", "问题具体内容";
    Cause = "cause", "原因分析";
    Basis = "basis", "定性依据";
    Target = "target", "整改目标";
    Advice = "advice", "整改建议";
    Measure = "measure", "整改措施";
    LeadPerson = "lead_person", "责任领导";
    RespPerson = "resp_person", "责任人";
    Phone = "phone", "联系电话";
    Cycle = "cycle", "整改类型";
    FeedbackDate = "feedback_date", "反馈日期";
    Deadline = "deadline", "整改时限";
    DeadlineNew = "deadline_new", "延期后时限";
    Status = "status", "整改状态";
    Progress = "progress", "整改进展";
    UnfinishedReason = "unfinished_reason", "未完成原因";
    Difficulty = "difficulty", "存在困难";
    NextStep = "next_step", "下步措施";
    DoneDate = "done_date", "完成时间";
    AcceptDate = "accept_date", "验收时间";
    AcceptOpinion = "accept_opinion", "验收意见";
    ClosedFlag = "closed_flag", "是否销号";
    ClosedDate = "closed_date", "销号时间";
    Evidence = "evidence", "佐证材料";
    Mechanism = "mechanism", "长效机制";
    Generalise = "generalise", "举一反三";
    Amount = "amount", "问题金额";
    AmountDone = "amount_done", "整改金额";
    Accountability = "accountability", "追责问责";
    TransferTo = "transfer_to", "移交单位";
    TransferDate = "transfer_date", "移交时间";
    TransferCount = "transfer_count", "移交建议数";
    ReportDate = "report_date", "报送时间";
    Secret = "secret", "密级";
    Publication = "publication", "是否公开";
    Unfit = "unfit", "不宜公开情形";
    OverdueFlag = "overdue_flag", "是否逾期";
    Satisfaction = "satisfaction", "满意度";
    DeskAudit = "desk_audit", "内业核查";
    FieldAudit = "field_audit", "外业核查";
    Remark = "remark", "备注";

    Dept = "dept", "部门";
    Post = "post", "岗位";
    Holder = "holder", "姓名";
    Power = "power", "职权";
    RiskType = "risk_type", "风险类别";
    RiskPoint = "risk_point", "风险点";
    RiskDesc = "risk_desc", "风险表现形式";
    Level = "level", "风险等级";
    Likelihood = "likelihood", "可能性";
    Impact = "impact", "危害程度";
    Value = "value", "风险值";
    Indicator = "indicator", "监测指标";

    Alias = "alias", "别名";
    Group = "group", "分组";
    DeptName = "dept_name", "职能部门";
    Mail = "mail", "邮箱";
    Contact = "contact", "联系人";
    Domain = "domain", "负责领域";
    PersonName = "person_name", "人员姓名";
    PersonPost = "person_post", "职务";
    From = "from", "任职时间";
    To = "to", "离任时间";

    Stratum = "stratum", "调查方式";
    Weight = "weight", "权重";
    Satisfied = "satisfied", "满意票数";
    MostlySatisfied = "mostly_satisfied", "基本满意票数";
    Dissatisfied = "dissatisfied", "不满意票数";
    NoOpinion = "no_opinion", "不了解票数";
    PublicGrade = "public_grade", "群众评价等次";
    ScoreItem = "score_item", "评分指标";
    Points = "points", "扣分";
    Reason = "reason", "扣分原因";
    EventDate = "event_date", "事件日期";
    EventKind = "event_kind", "事件类型";
    EventLevel = "event_level", "事件级别";
    EventPoints = "event_points", "分值";
    EventCount = "event_count", "件数";
    DocumentNumber = "document_number", "文号";
    OtherScore = "other_score", "年度其他得分";
    ReplyDue = "reply_due", "要求反馈日期";
    ReplyDate = "reply_date", "实际反馈日期";

    WaivedRule = "waived_rule", "规则编号";
    WaivedRuleName = "waived_rule_name", "规则名称";
    WaiverScope = "waiver_scope", "范围";
    WaiverReason = "waiver_reason", "理由";
    ApprovedBy = "approved_by", "批准人";
    ValidUntil = "valid_until", "有效期至";
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::Field;

    #[test]
    fn keys_are_unique() {
        let keys: HashSet<_> = Field::ALL.iter().map(|field| field.key()).collect();
        assert_eq!(keys.len(), Field::ALL.len());
    }
}
