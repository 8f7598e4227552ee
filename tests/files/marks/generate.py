"""Writes the workbooks that marking and unmarking are tested on; see README.md beside this file.

Run `pip install xlsxwriter==3.3.1` and then `python generate.py`; the same program gives the same bytes.
"""

import datetime
import io
import zipfile
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
FIXED = (1980, 1, 1, 0, 0, 0)
# A picture of one red dot.
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc0000003010100c9fe92ef"
    "0000000049454e44ae426082"
)
HEADERS = ["序号", "被巡察单位", "反馈问题", "整改措施", "责任领导", "责任人", "整改时限", "整改状态", "完成时间", "佐证材料", "整改进展情况"]
ROWS = [
    [1, "某县财政局", "采购程序不规范，2025年有3笔未比价", "修订采购办法并开展自查", "张三", "李四", "2026年6月30日", "已完成", "2026年6月12日", "《采购管理办法》", "修订采购办法1份，自查采购项目12个"],
    [2, "某县财政局", "=报销 <附件> & \"票据\" 不全，2024年缺5份", "补齐附件并建立登记制度", "王五", "赵六", "2026年12月31日", "已完成", None, None, "已补齐附件3份，其余2份正在核实"],
    [3, "某县财政局", "公务用车派车单不全，2024年缺9张", "补齐派车单", "王五", None, None, "整改中", None, None, "已补齐4张，其余正在查找"],
    [4, "某县财政局", "会议记录不完整，2024年缺2次", "补记会议记录", "王五", "赵六", "2026年9月30日", "已办", "2026.9.20", "会议记录", "已补记2次，专人保管"],
]


def rich(path):
    """A ledger with everything people put into one."""
    book = xlsxwriter.Workbook(path)
    book.set_properties({"created": datetime.datetime(2026, 10, 1)})
    title = book.add_format({"bold": True, "font_size": 16, "align": "center"})
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
    body = book.add_format({"border": 1, "text_wrap": True})
    green = book.add_format({"border": 1, "bg_color": "#C6E0B4", "text_wrap": True})
    ledger = book.add_worksheet("整改台账")
    figures = book.add_worksheet("统计'数'表")
    hidden = book.add_worksheet("旧版")
    hidden.hide()
    hidden.write(0, 0, "作废")
    ledger.merge_range(0, 0, 0, 10, "某县财政局巡察整改台账", title)
    ledger.write_row(1, 0, HEADERS, head)
    for at, row in enumerate(ROWS):
        for column, value in enumerate(row):
            if value is None and column == 9:
                continue
            if isinstance(value, str):
                ledger.write_string(2 + at, column, value, green if column == 7 else body)
            else:
                ledger.write(2 + at, column, value, body)
    ledger.write_comment("C3", "请补充合同", {"author": "张三"})
    ledger.write_comment("I4", "完成时间待报", {"author": "张三"})
    ledger.conditional_format("H3:H6", {"type": "cell", "criteria": "==", "value": '"整改中"', "format": head})
    ledger.conditional_format("A3:A6", {"type": "data_bar", "data_bar_2010": True})
    ledger.data_validation("H3:H20", {"validate": "list", "source": ["已完成", "整改中", "已销号"]})
    ledger.write_url("L3", "internal:'统计''数''表'!A1", string="统计")
    ledger.insert_image("N2", "dot.png", {"image_data": io.BytesIO(DOT), "x_scale": 20, "y_scale": 20})
    ledger.freeze_panes(2, 0)
    ledger.autofilter("A2:K6")
    ledger.protect("", {"select_locked_cells": True})
    ledger.insert_button("N8", {"caption": "提交"})
    figures.write_row(0, 0, ["状态", "个数"])
    figures.write_row(1, 0, ["已完成"])
    figures.write_formula("B2", "=COUNTIF(整改台账!H3:H6,\"已完成\")", None, 2)
    figures.write_formula("B3", "=[1]外部!$A$1", None, 5)
    figures.write_row(2, 0, ["外部"])
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "='统计''数''表'!$A$2:$A$3", "values": "='统计''数''表'!$B$2:$B$3"})
    figures.insert_chart("D2", chart)
    figures.embed_image("A5", "dot.png", {"image_data": io.BytesIO(DOT)})
    book.define_name("台账区", "=整改台账!$A$2:$K$6")
    book.define_name("旧版!本表", "=旧版!$A$1")
    book.add_vba_project(io.BytesIO(b"a stand-in for a macro project"), True)
    book.close()


def pivot_parts():
    """A pivot table over 统计, the least that Excel wants."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    cache = (
        f'<pivotCacheDefinition {main} xmlns:r="{rel}" r:id="rId1" refreshedBy="x" refreshedDate="1" createdVersion="6" '
        'refreshedVersion="6" minRefreshableVersion="3" recordCount="2"><cacheSource type="worksheet"><worksheetSource ref="A1:B3" '
        "sheet=\"统计'数'表\"/></cacheSource><cacheFields count=\"2\"><cacheField name=\"状态\" numFmtId=\"0\"><sharedItems count=\"2\">"
        '<s v="已完成"/><s v="外部"/></sharedItems></cacheField><cacheField name="个数" numFmtId="0"><sharedItems '
        'containsSemiMixedTypes="0" containsString="0" containsNumber="1" containsInteger="1" minValue="2" maxValue="5"/></cacheField>'
        "</cacheFields></pivotCacheDefinition>"
    )
    records = f'<pivotCacheRecords {main} count="2"><r><x v="0"/><n v="2"/></r><r><x v="1"/><n v="5"/></r></pivotCacheRecords>'
    table = (
        f'<pivotTableDefinition {main} name="透视表1" cacheId="1" dataCaption="值" updatedVersion="6" minRefreshableVersion="3" '
        'createdVersion="6" outline="1" outlineData="1"><location ref="A10:B13" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
        '<pivotFields count="2"><pivotField axis="axisRow" showAll="0"><items count="3"><item x="0"/><item x="1"/><item t="default"/>'
        '</items></pivotField><pivotField dataField="1" showAll="0"/></pivotFields><rowFields count="1"><field x="0"/></rowFields>'
        '<rowItems count="3"><i><x/></i><i><x v="1"/></i><i t="grand"><x/></i></rowItems><colItems count="1"><i/></colItems>'
        '<dataFields count="1"><dataField name="求和" fld="1" baseField="0" baseItem="0"/></dataFields></pivotTableDefinition>'
    )
    external = f'<externalLink {main}><externalBook xmlns:r="{rel}" r:id="rId1"><sheetNames><sheetName val="外部"/></sheetNames></externalBook></externalLink>'
    cells = (
        '<etc:cellImages xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" '
        'xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>'
    )

    def rels(*entries):
        inner = "".join(f'<Relationship Id="rId{n}" Type="{t}" Target="{g}"{m}/>' for n, (t, g, m) in enumerate(entries, 1))
        return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'

    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts = {
        "xl/pivotCache/pivotCacheDefinition1.xml": cache,
        "xl/pivotCache/pivotCacheRecords1.xml": records,
        "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": rels((rel + "/pivotCacheRecords", "pivotCacheRecords1.xml", "")),
        "xl/pivotTables/pivotTable1.xml": table,
        "xl/pivotTables/_rels/pivotTable1.xml.rels": rels(
            (rel + "/pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml", "")
        ),
        "xl/externalLinks/externalLink1.xml": external,
        "xl/externalLinks/_rels/externalLink1.xml.rels": rels((rel + "/externalLinkPath", "外部.xlsx", ' TargetMode="External"')),
        "xl/cellimages.xml": cells,
        "customXml/item1.xml": '<own xmlns="urn:somebody"/>',
    }
    return {name: head + text for name, text in parts.items()}


def add_parts(path):
    """Adds what xlsxwriter does not write, and fixes order and times."""
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}

    def change(name, old, new):
        text = parts[name].decode()
        assert old in text, (name, old)
        parts[name] = text.replace(old, new, 1).encode()

    overrides = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}{what}+xml"/>'
        for name, what in [
            ("xl/pivotCache/pivotCacheDefinition1.xml", "pivotCacheDefinition"),
            ("xl/pivotCache/pivotCacheRecords1.xml", "pivotCacheRecords"),
            ("xl/pivotTables/pivotTable1.xml", "pivotTable"),
            ("xl/externalLinks/externalLink1.xml", "externalLink"),
        ]
    )
    overrides += '<Override PartName="/xl/cellimages.xml" ContentType="application/vnd.wps-officedocument.cellimage+xml"/>'
    change("[Content_Types].xml", "</Types>", overrides + "</Types>")
    links = [
        ("rId101", rel + "/pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"),
        ("rId102", rel + "/externalLink", "externalLinks/externalLink1.xml"),
        ("rId103", "http://www.wps.cn/officeDocument/2020/cellImage", "cellimages.xml"),
        ("rId104", rel + "/customXml", "../customXml/item1.xml"),
    ]
    added = "".join(f'<Relationship Id="{i}" Type="{t}" Target="{g}"/>' for i, t, g in links)
    change("xl/_rels/workbook.xml.rels", "</Relationships>", added + "</Relationships>")
    change("xl/workbook.xml", "<definedNames>", '<externalReferences><externalReference r:id="rId102"/></externalReferences><definedNames>')
    change("xl/workbook.xml", "</workbook>", '<pivotCaches><pivotCache cacheId="1" r:id="rId101"/></pivotCaches></workbook>')
    pivot = f'<Relationship Id="rId201" Type="{rel}/pivotTable" Target="../pivotTables/pivotTable1.xml"/>'
    change("xl/worksheets/_rels/sheet2.xml.rels", "</Relationships>", pivot + "</Relationships>")
    parts.update({name: text.encode() for name, text in pivot_parts().items()})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name, FIXED), content, zipfile.ZIP_DEFLATED)


STRICT = [
    ("http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"),
    ("http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships"),
]


def bare(path, strict=False, prefix=""):
    """A ledger as other programs write it: no styles, no `r`, no `dimension`; strict or with a prefix when asked."""
    p = prefix

    def cell(value):
        if value is None:
            return f"<{p}c/>"
        if isinstance(value, int):
            return f"<{p}c><{p}v>{value}</{p}v></{p}c>"
        text = value.replace("&", "&amp;").replace("<", "&lt;")
        return f'<{p}c t="inlineStr"><{p}is><{p}t>{text}</{p}t></{p}is></{p}c>'

    rows = "".join(f"<{p}row>{''.join(cell(value) for value in row)}</{p}row>" for row in [HEADERS, *ROWS])
    main, rel = [pair[strict] for pair in STRICT]
    name = f"xmlns:{p[:-1]}" if p else "xmlns"
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    package = "http://schemas.openxmlformats.org/package/2006/"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    parts = {
        "[Content_Types].xml": f'{head}<Types xmlns="{package}content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{kind}sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}worksheet+xml"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{package}relationships"><Relationship Id="rId1" Type="{rel}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{head}<{p}workbook {name}="{main}" xmlns:rel="{rel}"><{p}sheets><{p}sheet name="核验问题" sheetId="1" '
        f'rel:id="rId1"/></{p}sheets></{p}workbook>',
        "xl/_rels/workbook.xml.rels": f'{head}<Relationships xmlns="{package}relationships"><Relationship Id="rId1" '
        f'Type="{rel}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'\ufeff{head}<{p}worksheet {name}="{main}"><{p}sheetData>{rows}</{p}sheetData></{p}worksheet>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, text in parts.items():
            archive.writestr(zipfile.ZipInfo(part, FIXED), text.encode(), zipfile.ZIP_DEFLATED)


rich(HERE / "rich.xlsm")
add_parts(HERE / "rich.xlsm")
bare(HERE / "strict.xlsx", strict=True)
bare(HERE / "prefixed.xlsx", prefix="x:")
