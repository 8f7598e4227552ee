"""The county: its units, departments and people. All invented."""

import random
from dataclasses import dataclass, field


@dataclass
class Unit:
    name: str
    aliases: str
    group: str
    org: str  # its leading Party body
    code: str  # in document numbers and problem ids
    kind: str  # which block of topics
    bodies: list  # subordinate bodies named in the problems
    head: str  # the head's title
    leaders: list = field(default_factory=list)
    staff: list = field(default_factory=list)


OFFICES, TOWNS, FIRMS = "县直部门", "乡镇街道", "县属企业"

UNITS = [
    Unit(
        "县教育局",
        "县教体局、教育局、县教育局党组",
        OFFICES,
        "党组",
        "JY",
        "教育",
        ["青禾一中", "青禾三中", "县实验小学", "城南小学", "县职教中心", "东桥镇中心校"],
        "党组书记、局长",
    ),
    Unit(
        "县住房和城乡建设局",
        "县住建局、县住房城乡建设局、县人防办",
        OFFICES,
        "党组",
        "ZJ",
        "住建",
        ["县房屋征收中心", "县公租房管理站", "县市政工程处", "县质安站", "县村镇建设站"],
        "党组书记、局长",
    ),
    Unit(
        "县农业农村局",
        "县农业局、县乡村振兴局、县农业农村局党组",
        OFFICES,
        "党组",
        "NY",
        "农业",
        ["县农技推广中心", "县农机站", "县畜牧站", "县经管站", "县农田建设中心"],
        "党组书记、局长",
    ),
    Unit(
        "县卫生健康局",
        "县卫健局、县卫健委、县疾控局",
        OFFICES,
        "党组",
        "WJ",
        "卫健",
        ["县人民医院", "县中医院", "县疾控中心", "石门乡卫生院", "东桥镇卫生院"],
        "党组书记、局长",
    ),
    Unit(
        "县民政局",
        "县民政局党组、民政局",
        OFFICES,
        "党组",
        "MZ",
        "民政",
        ["县社会福利中心", "县救助站", "东桥镇敬老院", "县殡仪馆", "县婚姻登记处"],
        "党组书记、局长",
    ),
    Unit(
        "县市场监督管理局",
        "县市监局、县市场监管局、县知识产权局",
        OFFICES,
        "党组",
        "SJ",
        "市监",
        ["城关市场监管所", "东桥市场监管所", "县检验检测中心", "县综合执法大队"],
        "党组书记、局长",
    ),
    Unit(
        "县人力资源和社会保障局",
        "县人社局、县人力资源社会保障局",
        OFFICES,
        "党组",
        "RS",
        "人社",
        ["县就业服务中心", "县社保中心", "县劳动监察大队", "县技工学校"],
        "党组书记、局长",
    ),
    Unit(
        "县水利局",
        "县水务局、县水利局党组",
        OFFICES,
        "党组",
        "SL",
        "水利",
        ["青峰水库管理处", "县防汛物资站", "石门灌区管理所", "县农村供水总站"],
        "党组书记、局长",
    ),
    Unit("县财政局", "县国资办、县财政局党组", OFFICES, "党组", "CZ", "", ["县国库支付中心"], "党组书记、局长"),
    Unit(
        "城关镇",
        "城关镇党委、城关镇人民政府",
        TOWNS,
        "党委",
        "CG",
        "乡镇",
        ["东关村", "南关社区", "马厂村", "七里铺村", "文昌社区"],
        "党委书记",
    ),
    Unit("东桥镇", "东桥镇党委、东桥", TOWNS, "党委", "DQ", "乡镇", ["前营村", "后营村", "柏树岗村", "新集村"], "党委书记"),
    Unit("石门乡", "石门乡党委、石门", TOWNS, "党委", "SM", "乡镇", ["石门村", "野鸡岭村", "三岔沟村", "龙潭村"], "党委书记"),
    Unit(
        "柳河街道",
        "柳河街道党工委、柳河街道办事处、柳河办",
        TOWNS,
        "党工委",
        "LH",
        "乡镇",
        ["柳河社区", "站前社区", "西李村", "大刘村"],
        "党工委书记",
    ),
    Unit(
        "县交通投资集团",
        "县交投集团、青禾县交通投资集团有限公司、交投公司",
        FIRMS,
        "党委",
        "JT",
        "交投",
        ["县公路养护公司", "路桥分公司", "县客运公司", "资产运营公司"],
        "党委书记、董事长",
    ),
]

# A township whose sheet stands in the joint ledger though the directory does not know it.
STRANGER = Unit("石桥镇", "", TOWNS, "党委", "SQ", "乡镇", ["石桥村", "黄泥铺村"], "党委书记")

DEPARTMENTS = [
    ("县委办公室", "xwb@qinghe.example", "聚焦党中央决策部署在基层落实情况、理论学习"),
    ("县纪委监委机关", "dfs@qinghe.example；xfs@qinghe.example", "聚焦群众身边不正之风和腐败问题、中央八项规定精神"),
    ("县委组织部", "zzb@qinghe.example", "聚焦基层党组织和党员队伍建设、党建工作责任制、选人用人、党员教育管理、民主集中制"),
    ("县委宣传部", "xcb@qinghe.example", "意识形态工作责任制"),
    ("县财政局", "czj@qinghe.example；cgb@qinghe.example", "惠民惠农资金、采购管理、财务管理"),
    ("县农业农村局", "nyj@qinghe.example", "乡村振兴、集体三资管理"),
    ("县发展和改革委员会", "fgw@qinghe.example", "工程建设、优化营商环境"),
    ("县审计局", "sjj@qinghe.example", "聚焦巡察审计等监督发现问题整改落实和成果运用、审计整改"),
]

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文"
GIVEN = "承安 志远 海涛 雪梅 文博 晓燕 永强 丽华 国栋 俊峰 秀英 立新 思源 明亮 春生 红霞 振华 玉兰 家豪 宏伟 桂芳 卫东 静怡 少华 瑞祥 广平 素珍 启明 云飞 慧敏 鹏程 金凤 长青 佳宁 义军 淑琴 景明 向阳 婉清 德胜 亚楠 成林 巧云 守信 子涵 庆丰 梦洁 保全 若曦 天佑"


def name_people(rng):
    """Gives every unit five leaders and ten staff; no name twice in the county."""
    given = GIVEN.split()
    pool = sorted({surname + name for surname in SURNAMES for name in given})
    rng.shuffle(pool)
    for unit in UNITS + [STRANGER]:
        unit.leaders = [pool.pop() for _ in range(5)]
        unit.staff = [pool.pop() for _ in range(10)]
    # A character outside GBK: the ledger that holds it must be read as GB18030.
    next(u for u in UNITS if u.name == "县卫生健康局").staff[3] = "刘䶮"
    return pool


def unit(name):
    return next(u for u in UNITS + [STRANGER] if u.name == name)


RNG = random.Random(20261031)
SPARE = name_people(RNG)
