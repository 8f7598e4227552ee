"""The papers round the ledgers: the directory, the integrity-risk registers, the survey workbooks and the workspace file."""

from .grid import Day, Grid, as_address, write_xlsx
from .places import DEPARTMENTS, SPARE, UNITS, unit
from .plan import Date

OFFICE = "县委巡察办"


def table(name, header, rows, widths, title=None):
    """A plain table, with a merged title if there is one. Returns the grid and its first data row."""
    grid, row = Grid(name), 1
    if title:
        grid.banner(1, title, len(header), "title")
        row = 2
    first = grid.header(row, [(text,) for text in header], widths)
    for number, values in enumerate(rows, first):
        grid.put(number, values)
    return grid, first


# --- directory ------------------------------------------------------------------------------------------------------


def directory(papers):
    units = [(n, u.name, u.aliases, u.group, {"县财政局": "本轮未列入巡察"}.get(u.name)) for n, u in enumerate(UNITS, 1)]
    departments = [(n, name, mail, SPARE[-n], f"0000-66602{n:02}", fields) for n, (name, mail, fields) in enumerate(DEPARTMENTS, 1)]
    people = []
    changed = {"县教育局": (SPARE[0], Date(2026, 6, 15)), "柳河街道": (SPARE[1], Date(2026, 8, 3))}
    for u in UNITS:
        since = Date(2021 + len(u.name) % 4, 3 + len(u.kind) * 2 % 9, 12)
        if u.name in changed:
            before, day = changed[u.name]
            people.append((u.name, before, u.head, Day(since), Day(day)))
            since = day
        people.append((u.name, u.leaders[0], u.head, Day(since), None))
        deputy = "纪检监察组组长" if u.group == "县直部门" else "纪委书记"
        people.append((u.name, u.leaders[1], "党组成员、副局长" if u.group == "县直部门" else "党委副书记", Day(Date(2023, 5, 8)), None))
        people.append((u.name, u.leaders[2], deputy, Day(Date(2024, 1, 15)), None))
    people = [(n, *row) for n, row in enumerate(people, 1)]
    grids = [
        table("单位", ["序号", "单位名称", "别名", "分组", "备注"], units, [6, 26, 44, 12, 18], "被巡察单位名录")[0],
        table(
            "职能部门", ["序号", "部门名称", "邮箱", "联系人", "联系电话", "负责领域"], departments, [6, 22, 40, 10, 16, 60], "职能部门名录"
        )[0],
        table(
            "人员", ["序号", "单位名称", "姓名", "职务", "任职时间", "离任时间"], people, [6, 26, 10, 22, 14, 14], "被巡察单位班子成员名录"
        )[0],
    ]
    write_xlsx(papers.path("名录.xlsx"), grids, OFFICE)


# --- integrity risks --------------------------------------------------------------------------------------------------


def housing_risks(papers):
    file, owner = "风险登记/县住房和城乡建设局廉政风险点排查表.xlsx", unit("县住房和城乡建设局")
    boss, lead = owner.staff, owner.leaders
    copied = "1.落实值班值守和登记制度；2.每季度由办公室抽查1次。"
    # unit, head, leader, rows: type, power, point, form, level, measures
    blocks = [
        (
            "建筑市场监管股",
            boss[0],
            lead[1],
            [
                (
                    "岗位职责风险",
                    "施工许可审批",
                    "受理环节人为设障",
                    "对资料齐全的企业反复要求补正，变相索取好处",
                    "高",
                    "1.实行一次性告知和容缺受理；2.审批全程网上留痕；3.超时自动预警。",
                ),
                (
                    "业务流程风险",
                    "招投标监管",
                    "评标专家抽取泄密",
                    "提前向投标企业透露专家名单",
                    "高",
                    "1.开标前1小时系统随机抽取；2.抽取过程全程录音录像。",
                ),
                (
                    "岗位职责风险",
                    "企业资质核查",
                    "现场核查走过场",
                    "未到企业现场即出具核查意见",
                    "中",
                    "1.双人核查并拍照上传；2.每半年交叉复核10%。",
                ),
                ("制度机制风险", "信用评价", "扣分标准执行不一", "对关系企业从轻记分", "中", "1.公开记分标准；2.申诉件由股务会复议。"),
            ],
        ),
        (
            "住房保障股",
            boss[1],
            lead[2],
            [
                (
                    "岗位职责风险",
                    "公租房资格审批",
                    "收入核定不实",
                    "对不符合条件的申请人出具合格意见",
                    "高",
                    "1.与民政、不动产数据联网核对；2.入住名单公示7天；3.每年复核1次。",
                ),
                (
                    "业务流程风险",
                    "房源分配",
                    "优先选房顺序被调整",
                    "人为调换摇号顺序",
                    "中",
                    "1.邀请群众代表监督摇号；2.摇号结果当场公布。",
                ),
                ("思想道德风险", "租金收缴", "截留租金", "收取现金不开票", "中", "1.取消现金收缴；2.按月与银行流水核对。"),
                ("外部环境风险", "维修派工", "维修企业请托", "固定派给某一家企业", "中", "1.维修企业轮候派工；2.派工记录每月公开。"),
            ],
        ),
        (
            "工程建设股",
            boss[2],
            lead[3],
            [
                (
                    "岗位职责风险",
                    "工程变更签证",
                    "虚增工程量",
                    "与施工方串通签认不实工程量",
                    "高",
                    "1.变更须四方现场确认；2.超过5%提交党组会研究；3.第三方跟踪审计。",
                ),
                (
                    "业务流程风险",
                    "材料设备采购",
                    "指定品牌",
                    "在技术参数中设置倾向性条款",
                    "高",
                    "1.采购文件由法规股会审；2.参数向社会公开征求意见。",
                ),
                (
                    "制度机制风险",
                    "质量监督",
                    "抽测数据失真",
                    "对不合格项目未下达停工通知",
                    "中",
                    "1.抽测数据实时上传；2.不合格项目24小时内报告。",
                ),
                ("岗位职责风险", "竣工资料归档", "资料后补", "资料与现场不一致仍予归档", "低", "1.归档前现场比对；2.缺项退回。"),
            ],
        ),
        (
            "办公室",
            boss[3],
            lead[4],
            [
                ("岗位职责风险", "印章管理", "违规用印", "未登记即加盖公章", "低", copied),
                ("岗位职责风险", "文件收发", "文件传阅滞后", "重要文件未在规定时间送阅", "低", copied),
                ("岗位职责风险", "会务组织", "会议材料外泄", "未收回征求意见稿", "低", copied),
                ("业务流程风险", "车辆调度", "公车私用", "节假日未封存车辆", "中", copied),
                ("业务流程风险", "信访登记", "信访件漏登", "未在当日登记转办", "中", copied),
            ],
        ),
    ]
    grid = Grid("排查表")
    header = [
        "序号",
        "单位/科室",
        "风险\n类别",
        "职权名称",
        "风险点",
        "廉政风险主要内容及表现形式",
        "风险等级",
        "防控措施",
        "部门\n负责人",
        "责任\n领导",
    ]
    grid.banner(1, "县住房和城乡建设局廉政风险点排查表", len(header), "title")
    grid.banner(2, "填报单位：县住房和城乡建设局（盖章）        填报时间：2026年9月30日", len(header), "info")
    row, number = grid.header(3, [(h,) for h in header], [6, 14, 12, 16, 20, 32, 9, 44, 10, 10]), 0
    spots = {}
    for dept, head, leader, rows in blocks:
        top = row
        for values in rows:
            number += 1
            grid.put(row, [number, dept, *values, head, leader])
            spots[values[1]] = row
            row += 1
        for c in (2, 9, 10):
            if dept == "建筑市场监管股" and c == 10:
                continue  # leaders stand one by one here: one of them is missing
            for r in range(top + 1, row):
                grid.cells.pop((r, c))
            grid.merge(top, c, row - 1, c)
    grid.banner(row, f"填表人：{boss[4]}        审核人：{lead[1]}        注：等级分高、中、低三级。", len(header), "foot")

    def plant(concept, power, value, check, note):
        spot = as_address(spots[power], concept)
        if value is None:
            grid.cells.pop((spots[power], concept))
        elif value is not Ellipsis:
            grid.cells[spots[power], concept] = value
        papers.defect(file, "排查表", spot, check, note)

    plant(10, "招投标监管", None, "high-risk-without-lead", "高风险点没有责任领导")
    plant(8, "材料设备采购", "1.采购文件由法规股会审并公开征求意见。", "high-risk-few-measures", "高风险点只有1条防控措施")
    plant(7, "印章管理", None, "risk-level-missing", "风险等级空白")
    plant(8, "车辆调度", ..., "risk-measure-copied", "与前3个风险点防控措施完全相同（第4个）")
    plant(8, "信访登记", ..., "risk-measure-copied", "与前4个风险点防控措施完全相同（第5个）")

    # The matrix sheet: likelihood, impact, value, level.
    words = {1: "极小", 2: "较小", 3: "较大", 4: "极大"}
    items = [
        (
            "建筑市场监管股",
            "审批岗",
            "施工许可办理",
            "压件不办、搭车收取代办费用",
            3,
            4,
            "1.全程网办；2.办结时限公开；3.每月抽查回访企业。",
        ),
        ("建筑市场监管股", "执法岗", "违法建设查处", "选择性执法，对同类违法行为处罚不一", 3, 3, "1.执法全过程记录；2.重大处罚集体讨论。"),
        ("财务股", "财务岗", "工程款拨付", "未按合同节点拨付，优先支付关系企业", 2, 4, "1.拨付申请公开排队；2.财务、工程双审。"),
        ("财务股", "出纳岗", "票据保管", "空白票据保管不当", 2, 2, "1.票据专柜保管；2.按季盘点。"),
        ("村镇建设股", "验收岗", "危房改造验收", "对未达标房屋签字验收", 3, 4, "1.县乡村三级现场验收；2.影像资料上传；3.年度抽查20%。"),
        ("质安站", "监督员岗", "质量安全巡查", "隐瞒巡查发现的隐患", 2, 3, "1.巡查轨迹上图；2.隐患当日录入系统。"),
        ("档案室", "档案员岗", "档案借阅", "超范围提供档案复印件", 1, 2, "1.借阅逐级签字；2.复印件加盖水印。"),
        ("办公室", "综合岗", "办公用品领用", "多领冒领办公用品", 1, 3, "1.领用实名登记；2.每月公示。"),
    ]
    level = lambda d: "一级风险" if d >= 9 else "二级风险" if d >= 4 else "三级风险"
    matrix = []
    for n, (dept, post, project, point, likely, harm, measure) in enumerate(items, 1):
        matrix.append(
            (
                f"FX-{n:03}",
                dept,
                post,
                2026,
                project,
                point,
                "可能性" + words[likely],
                words[harm],
                likely * harm,
                level(likely * harm),
                measure,
                boss[n % 8],
                lead[1 + n % 4],
            )
        )
    second, first = table(
        "岗位风险梳理",
        [
            "岗位风险编号",
            "部门",
            "岗位",
            "执行年份",
            "风险项目名称",
            "廉政风险点描述",
            "风险发生可能性L值",
            "风险产生后果的严重性C值",
            "廉政风险值D值",
            "风险等级",
            "预防和控制措施",
            "责任人",
            "责任领导",
        ],
        matrix,
        [12, 16, 12, 10, 18, 32, 14, 14, 10, 11, 40, 10, 10],
        "岗位廉政风险梳理表（L×C评价）",
    )
    second.cells[first + 4, 10] = "二级风险"
    papers.defect(
        file, "岗位风险梳理", as_address(first + 4, 10), "risk-level-mismatch", "可能性较大×后果极大=12，应为一级风险，填报二级风险"
    )
    write_xlsx(papers.path(file), [grid, second], "青禾县住房和城乡建设局")


def personal_forms(papers):
    """Two one-page forms stacked on one sheet."""
    grid = Grid("登记表", portrait=True)
    for number, width in enumerate([14, 16, 12, 12, 12, 14, 12, 14], 1):
        grid.widths[number] = width
    owner = unit("县民政局")
    forms = [
        (
            "女/中共党员",
            owner.staff[5],
            "办公室",
            "综合岗干事",
            "负责会议通知、公文流转、印章登记和信息报送。",
            [
                ("思想道德风险", "服务意识不强，对基层来人来电态度生硬", "三级"),
                ("岗位职责风险", "公文流转不及时，造成事项延误", "三级"),
                ("业务流程/制度机制风险", "用印登记不完整，先用印后补登记", "二级"),
            ],
            "1.严格执行公文限时办结制度；\n2.用印前核对审批单并登记；\n3.每季度参加1次廉政教育。",
            "□高 ☑中 □低",
        ),
        (
            "男/中共党员",
            owner.staff[6],
            "社会救助股",
            "临时救助经办岗",
            "负责临时救助申请受理、入户核查和资料归档。",
            [
                ("思想道德风险", "对亲友申请降低核查标准", "二级"),
                ("岗位职责风险", "入户核查不到位，凭经验认定困难程度", "二级"),
                ("业务流程/制度机制风险", "受理与核查由一人完成，缺少制约", "二级"),
            ],
            "1.受理与入户核查分人办理；\n2.亲友申请主动回避并登记；\n3.每月抽查回访5户；\n4.救助结果在村（社区）公示。",
            "□高 ☑中 □低",
        ),
    ]
    row = 1
    for sex, name, dept, post, duty, risks, measures, tick in forms:
        grid.banner(row, "岗位廉政风险防控登记表", 8, "title")
        grid.put(row + 1, ["单位（盖章）：县民政局", None, None, None, "填表日期：2026年9月18日"], "info")
        grid.merge(row + 1, 1, row + 1, 4)
        grid.merge(row + 1, 5, row + 1, 8)
        grid.put(row + 2, ["姓　　名", name, "性别/\n政治面貌", sex, "部  门", dept, "职务\n(岗位)", post], "label")
        grid.put(row + 3, ["岗位职责", duty], "label")
        grid.merge(row + 3, 2, row + 3, 8)
        grid.put(row + 4, ["廉\n政\n风\n险\n点", "类别", "风险内容及表现形式", None, None, None, "风险等级", "备注"], "label")
        grid.merge(row + 4, 1, row + 8, 1)
        for r, (kind, text, level) in enumerate([*risks, ("外部环境风险", None, None)], row + 5):
            grid.put(r, [None, kind, text, None, None, None, level], "label")
        for r in range(row + 4, row + 9):
            grid.merge(r, 3, r, 6)
        tail = [
            ("防控措施", measures),
            ("风险等级\n自评", tick),
            ("本人承诺/\n签字", f"本人承诺严格落实以上防控措施。        签名：{name}        2026年9月18日"),
            ("科室（部门）\n意见", f"情况属实，同意上报。        负责人签字：{owner.staff[7]}        2026年9月21日"),
            ("分管领导\n审核意见", f"同意。        签字：{owner.leaders[1]}        2026年9月23日"),
            ("领导小组\n审定意见", "同意定级。（盖章）                年  月  日"),
        ]
        for r, (label, text) in enumerate(tail, row + 9):
            grid.put(r, [label, text], "label")
            grid.merge(r, 2, r, 8)
        row += 9 + len(tail) + 1
        grid.roles[row - 1] = "info"  # the blank row between two forms
    write_xlsx(papers.path("风险登记/个人岗位廉政风险防控登记表.xlsx"), [grid], "青禾县民政局")


def finance_form(papers):
    """A head of labels, a list with its own header, sign-off rows."""
    file, owner = "风险登记/县财政局科室防控表.xlsx", unit("县财政局")
    grid = Grid("预算股")
    for number, width in enumerate([8, 18, 30, 10, 48, 12], 1):
        grid.widths[number] = width
    grid.banner(1, "科室廉政风险防控表", 6, "title")
    grid.put(2, ["单位", "县财政局", "科室", "预算股", "负责人", owner.staff[0]], "label")
    grid.put(3, ["填表人", owner.staff[1], "审核人", owner.leaders[1], "填表日期", "2026年9月25日"], "label")
    first = 5
    grid.put(4, ["序号", "职权名称", "风险点", "等级", "防控措施", "责任人"], "header")
    rows = [
        ("部门预算审核", "对关系单位放宽项目支出标准", "中", "1.项目支出按标准库审核；2.审核意见双人签字。"),
        ("预算追加办理", "未按程序追加预算", "中", "1.追加事项提交局党组会研究；2.追加情况每季度公开。"),
        ("采购预算批复", "批复时变更采购方式", "低", "1.批复与备案系统自动比对；2.变更须书面说明理由。"),
        ("决算汇总", "汇总数据被人为调整", "低", "1.系统自动汇总；2.与国库数据核对。"),
        ("预算公开", "公开内容不完整", "低", "1.公开前交叉校核；2.公开后5日内自查。"),
        ("项目绩效评价", "评价机构选择不公", "中", "1.评价机构随机抽取；2.评价报告组织专家评审。"),
    ]
    for row, values in enumerate(rows, first):
        grid.put(row, [row - first + 1, *values, owner.staff[2 + (row - first) % 3]])
    papers.defect(file, grid.name, as_address(first + 2, 4), "risk-underrated-power", "“采购预算批复”涉及采购权，等级填低")
    grid.cells[first + 3, 4] = "中"
    row = first + len(rows)
    for label, text in [
        ("科室意见", f"同意上报。        负责人签字：{owner.staff[0]}        2026年9月25日"),
        ("分管领导意见", f"同意。        签字：{owner.leaders[1]}        2026年9月27日"),
        ("审定意见", "（盖章）                年  月  日"),
    ]:
        grid.put(row, [label, None, text], "label")
        grid.merge(row, 1, row, 2)
        grid.merge(row, 3, row, 6)
        row += 1
    write_xlsx(papers.path(file), [grid], "青禾县财政局")


# --- surveys, indicators, events --------------------------------------------------------------------------------------


def surveys(papers):
    def book(name, header, rows, widths, title=None):
        write_xlsx(papers.path(f"测评/{name}.xlsx"), [table(name, header, rows, widths, title)[0]], OFFICE)

    book(
        "满意度",
        ["单位名称", "调查方式", "权重", "满意", "基本满意", "不满意", "不了解"],
        [
            ("县教育局", "问卷", 0.4, 132, 21, 4, 6),
            ("县教育局", "电话", 0.6, 88, 17, 5, 10),
            ("县住房和城乡建设局", "问卷", 1, 61, 34, 13, 8),
            ("县农业农村局", "问卷", 1, 74, 19, 3, 5),
            ("县卫生健康局", "问卷", 0.4, 141, 9, 0, 4),
            ("县卫生健康局", "电话", 0.6, 96, 11, 1, 7),
            ("县民政局", "问卷", 1, 83, 22, 4, 3),
            ("县市场监督管理局", "问卷", 1, 70, 18, 5, 6),
            ("县人力资源和社会保障局", "问卷", 0.4, 52, 31, 14, 9),
            ("县人力资源和社会保障局", "电话", 0.6, 41, 29, 18, 12),
            ("县水利局", "问卷", 1, 66, 15, 4, 2),
            ("县财政局", "问卷", 1, 58, 12, 2, 5),
            ("城关镇", "问卷", 1, 112, 26, 6, 9),
            ("东桥镇", "问卷", 1, 78, 13, 2, 4),
            ("石门乡", "问卷", 1, 23, 28, 31, 11),
            ("柳河街道", "问卷", 1, 5, 2, 1, 3),
            ("县交通投资集团", "问卷", 1, 44, 27, 9, 6),
        ],
        [26, 12, 8, 10, 10, 10, 10],
        "巡察整改群众满意度测评结果（2026年10月）",
    )
    book(
        "社会效益指标",
        ["单位名称", "信访受理件数", "信访按期办结件数", "抽查耕地图斑数", "达标耕地图斑数"],
        [
            ("县教育局", 46, 45, None, None),
            ("县住房和城乡建设局", 88, 71, None, None),
            ("县农业农村局", 31, 29, 120, 113),
            ("县卫生健康局", 37, 37, None, None),
            ("县民政局", 52, 50, None, None),
            ("县市场监督管理局", 143, 138, None, None),
            ("县人力资源和社会保障局", 96, 82, None, None),
            ("县水利局", 18, 17, None, None),
            ("城关镇", 41, 39, 36, 34),
            ("东桥镇", 22, 21, 48, 45),
            ("石门乡", 35, 24, 52, 38),
            ("柳河街道", 19, 18, 20, 18),
            ("县交通投资集团", 12, 11, None, None),
        ],
        [26, 14, 18, 16, 16],
        "社会效益指标（2026年1—10月）",
    )
    book(
        "人工评分",
        ["单位名称", "指标", "扣分", "扣分原因", "依据"],
        [
            ("县住房和城乡建设局", "组织领导", 2, "整改方案迟报8天", "青巡办函〔2026〕6号"),
            ("县人力资源和社会保障局", "组织领导", 3, "党组会8月未研究整改工作", "9月12日现场检查记录"),
            ("石门乡", "组织领导", 4, "党委书记未主持召开整改专题会", "9月20日现场检查记录"),
            ("石门乡", "组织领导", 2, "专题民主生活会对照检查材料雷同", "县委组织部反馈意见"),
            ("县交通投资集团", "组织领导", 1.5, "整改领导小组未及时调整", "10月9日现场检查记录"),
            ("城关镇", "组织领导", 0.5, "会议记录不完整", "9月18日现场检查记录"),
        ],
        [26, 12, 8, 40, 28],
    )
    book(
        "事件",
        ["序号", "单位名称", "日期", "事件类型", "级别", "分值", "件数", "问题序号", "文号", "说明"],
        [
            (1, "石门乡", Day(Date(2026, 8, 12)), "通报", "县", None, 1, None, "青办通〔2026〕31号", "整改推进缓慢被县委办公室通报"),
            (
                2,
                "县住房和城乡建设局",
                Day(Date(2026, 9, 4)),
                "通报",
                "市",
                None,
                1,
                None,
                "市巡办通〔2026〕9号",
                "农村危房改造问题整改不到位",
            ),
            (3, "县教育局", Day(Date(2026, 9, 16)), "退回", None, None, 1, "JY003", None, "验收时佐证材料不全，退回补充"),
            (
                4,
                "县人力资源和社会保障局",
                Day(Date(2026, 7, 28)),
                "迟报",
                None,
                None,
                1,
                None,
                "青巡办函〔2026〕14号",
                "7月整改进度晚报3天",
            ),
            (5, "县交通投资集团", Day(Date(2026, 9, 27)), "迟报", None, None, 1, None, "青巡办函〔2026〕22号", "9月整改进度晚报2天"),
            (6, "县卫生健康局", Day(Date(2026, 9, 10)), "加分", None, 2, 1, None, "市巡办〔2026〕17号", "整改做法获市委巡察办转发"),
            (7, "城关镇", Day(Date(2026, 10, 14)), "加分", None, 1, 1, None, "青巡办〔2026〕28号", "村级账务整改做法全县推广"),
            (8, "石门乡", Day(Date(2026, 10, 21)), "核查不实", None, None, 2, "2-3", None, "回访2件与上报情况不符"),
            (9, "县民政局", Day(Date(2026, 10, 9)), "退回", None, None, 1, "7", None, "整改情况与台账不一致"),
            (
                10,
                "县水利局",
                Day(Date(2026, 10, 22)),
                "核查不实",
                None,
                None,
                1,
                "SL-7-03",
                None,
                "回访发现2处雨量站仍离线，与上报情况不符",
            ),
        ],
        [6, 26, 14, 12, 8, 8, 8, 12, 22, 34],
        "巡察整改事件登记（2026年）",
    )
    book(
        "年度其他得分",
        ["单位名称", "年度其他得分"],
        [(u.name, score) for u, score in zip(UNITS, [88.5, 82, 86.4, 91.2, 87, 85.6, 80.3, 86, 90.5, 88, 84.7, 76.5, 85, None]) if score],
        [26, 16],
    )
    day = lambda *parts: Day(Date(*parts))
    book(
        "巡察建议办理",
        ["文号", "移交单位", "移交时间", "要求反馈日期", "实际反馈日期", "移交建议数", "具体办理情况"],
        [
            (
                "青巡建〔2025〕11号",
                "县财政局",
                day(2025, 10, 20),
                day(2025, 12, 20),
                day(2025, 12, 12),
                2,
                "修订差旅费管理办法，2条建议均已采纳",
            ),
            (
                "青巡建〔2025〕12号",
                "县农业农村局",
                day(2025, 10, 20),
                day(2025, 12, 20),
                day(2026, 1, 6),
                3,
                "制定农村集体经济合同管理办法，3条建议均已采纳",
            ),
            (
                "青巡建〔2026〕1号",
                "县教育局",
                day(2026, 3, 25),
                day(2026, 5, 25),
                day(2026, 5, 18),
                2,
                "开展中小学食堂财务专项检查，覆盖学校42所",
            ),
            (
                "青巡建〔2026〕2号",
                "县财政局",
                day(2026, 3, 25),
                day(2026, 5, 25),
                day(2026, 5, 25),
                3,
                "印发限额以下采购管理办法，开展专项检查1次",
            ),
            (
                "青巡建〔2026〕3号",
                "县住房和城乡建设局",
                day(2026, 3, 27),
                day(2026, 5, 27),
                day(2026, 6, 8),
                2,
                "上线电子评标雷同性分析系统",
            ),
            (
                "青巡建〔2026〕4号",
                "县人力资源和社会保障局",
                day(2026, 3, 27),
                day(2026, 5, 27),
                None,
                2,
                "正在与公安、民政部门对接数据比对事宜",
            ),
            ("青巡建〔2026〕5号", "县民政局", day(2026, 3, 27), day(2026, 5, 27), day(2026, 5, 20), 1, "建立低保家庭经济状况季度核对机制"),
            (
                "青巡建〔2026〕6号",
                "县农业农村局",
                day(2026, 4, 2),
                day(2026, 6, 2),
                day(2026, 5, 29),
                2,
                "对高标准农田管护情况开展全县排查，整改问题63个",
            ),
            (
                "青巡建〔2026〕7号",
                "县市场监督管理局",
                day(2026, 4, 2),
                day(2026, 6, 2),
                day(2026, 6, 1),
                1,
                "推行“综合查一次”，检查频次下降41%",
            ),
            ("青巡建〔2026〕8号", "县卫生健康局", day(2026, 9, 28), day(2026, 11, 28), None, 2, "正在研究制定医用耗材联合议价方案"),
        ],
        [22, 26, 14, 14, 14, 12, 44],
        "巡察建议移交办理台账",
    )


WORKSPACE = """\
# 青禾县（虚构）巡察整改工作空间。本文件只说明“文件在哪里、本轮是哪一轮”，评分规则在 policy.toml。

current_round = "十四届县委第七轮巡察"

[office]
name = "中共青禾县委巡察工作领导小组办公室"   # 落款
short_name = "县委巡察办"
committee = "十四届县委"
code = "青巡办"                              # 发文机关代字
contact = "%s"
phone = "0000-6660000"

# 轮次：反馈日期是一切时限的起点，集中整改期按月计算
[[rounds]]
name = "十四届县委第七轮巡察"
aliases = ["第七轮", "十四届七轮", "七轮"]
feedback_date = 2026-03-20
concentrated_months = 6

[[rounds]]
name = "十四届县委第六轮巡察"
aliases = ["第六轮", "十四届六轮"]
feedback_date = 2025-10-15
concentrated_months = 6

# 各类文件的位置，均相对本文件所在的文件夹
[paths]
directory = "名录.xlsx"
ledgers = "台账"
risks = "风险登记"
surveys = "测评"
policy = "policy.toml"
output = "输出"

# 发件信息；只允许发往下列域名
[mail]
from_name = "青禾县委巡察办"
from_address = "xunchaban@qinghe.example"
allowed_domains = ["qinghe.example"]
"""


def workspace(papers):
    papers.path("xuncha.toml").write_text(WORKSPACE % SPARE[2], encoding="utf-8")


README = """\
# 青禾县：一个虚构县的 2026 年 10 月

这里是虚构的青禾县委巡察办 2026 年 10 月底手头的全部文件：%(units)d 个单位、%(records)d 条整改记录（%(problems)d 个问题，%(dialects)d 种台账格式），\
以及名录、廉政风险登记、测评和事件表。报告日期为 2026-10-31。人名、单位、电话、邮箱均为虚构。\
文件由 `generate.py` 生成，同样的程序每次生成的字节完全相同；重新生成：

```sh
pip install -r requirements.txt
python generate.py            # 写入本文件夹，并更新 tests/files/county/ 的标准答案
```

`policy.toml` 不由本程序生成。标准答案在 `tests/files/county/`：`records.jsonl` 为应读出的全部整改记录，`defects.csv` 为下表的机读版。

## 有意埋入的错误（%(defects)d 处）

除下列各处外，其余各行按所有检查项都没有问题。

| 文件 | 表 | 单元格 | 检查项 | 说明 |
| --- | --- | --- | --- | --- |
%(rows)s
"""


def readme(papers):
    from .ledgers import ALL

    rows = "\n".join(f"| {f} | {s} | {c or '—'} | `{i}` | {n} |" for f, s, c, i, n in papers.ordered_defects())
    entries = [entry for _, _, entry in papers.records]
    problems = len(entries) - 10  # 县农业农村局 has two rows a problem
    papers.path("README.md").write_text(
        README % dict(units=len(UNITS), records=len(entries), problems=problems, dialects=len(ALL), defects=len(papers.defects), rows=rows),
        encoding="utf-8",
    )


ALL = [directory, housing_risks, personal_forms, finance_form, surveys, workspace]
