"""Writes the scorecard forms that filling is tested on; see README.md beside this file.

Run `pip install openpyxl==3.1.5 xlsxwriter==3.3.1` and then `python generate.py`; the same programs give the same bytes.
"""

import datetime
import io
import re
import zipfile
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

HERE = Path(__file__).parent
FIXED = (1980, 1, 1, 0, 0, 0)
DAY = datetime.datetime(2026, 1, 1)
HEADERS = ["名次", "单位", "问题数", "完成率", "整改完成率得分", "得分", "占满分", "等次", "备注"]
MARKED = ["{{名次}}", "{{单位}}", "{{问题数}}", "{{完成率}}", "{{整改完成率.得分}}", "{{得分}}", "=F5/F$10", "{{等次}}", "{{说明}}"]


def packed(content, path):
    """Packs a workbook again with fixed times."""
    with zipfile.ZipFile(content) as was, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as now:
        for name in was.namelist():
            part = was.read(name)
            if name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2026-01-01T00:00:00Z", part)
            now.writestr(zipfile.ZipInfo(name, FIXED), part, zipfile.ZIP_DEFLATED)


def with_openpyxl(path):
    """A form with a vertical label, a chart below, a SUM, choices, conditional formats and print set-up."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "考核 评分"
    thin = Side(style="thin", color="808080")
    frame = Border(left=thin, right=thin, top=thin, bottom=thin)
    sheet.merge_cells("A1:I1")
    sheet["A1"] = "{{标题}}"
    sheet["A1"].font = Font(name="方正小标宋简体", size=20, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center", vertical="center")
    sheet.row_dimensions[1].height = 42
    sheet.merge_cells("A2:E2")
    sheet["A2"] = "报告月份：｛｛报告月份｝｝　截至 {{数据截止}}"
    sheet["H2"] = "单位数"
    book.defined_names["巡察_单位数"] = DefinedName("巡察_单位数", attr_text="'考核 评分'!$I$2")
    for column, (head, hole) in enumerate(zip(HEADERS, MARKED), 1):
        for row, text in ((4, head), (5, hole)):
            cell = sheet.cell(row, column, text)
            cell.border = frame
            cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.cell(4, column).fill = PatternFill("solid", fgColor="C00000")
        sheet.cell(4, column).font = Font(name="黑体", color="FFFFFF", bold=True)
    sheet["F5"].number_format = '0.00"分"'
    sheet["G5"].number_format = "0.0%"
    sheet.row_dimensions[5].height = 27
    sheet.merge_cells("A6:B6")
    sheet["A6"] = "合计"
    sheet["C6"] = "=SUM(C5:C5)"
    sheet["F6"] = "=AVERAGE(F5)"
    sheet["F6"].number_format = '0.00"分"'
    for column in range(1, 10):
        sheet.cell(6, column).border = frame
        sheet.cell(6, column).fill = PatternFill("solid", fgColor="F2F2F2")
    sheet.merge_cells("A7:A9")
    sheet["A7"] = "说明"
    sheet["B7"] = "按《{{评分办法}}》评分。"
    sheet["E10"] = "满分"
    sheet["F10"] = "{{总分}}"
    for letter, width in zip("ABCDEFGHI", [7, 24, 9, 10, 14, 12, 10, 10, 42]):
        sheet.column_dimensions[letter].width = width
    sheet.conditional_formatting.add("F5:F5", CellIsRule(operator="lessThan", formula=["$F$6"], fill=PatternFill(bgColor="FFC7CE")))
    choices = DataValidation(type="list", formula1='"同意,退回"')
    choices.add("I5")
    sheet.add_data_validation(choices)
    sheet.freeze_panes = "C5"
    sheet.print_title_rows = "4:4"
    sheet.print_area = "A1:I10"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    sheet.oddFooter.center.text = "{{编制单位}}　第 &P 页"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=6, min_row=5, max_row=5), titles_from_data=False)
    chart.set_categories(Reference(sheet, min_col=2, min_row=5, max_row=5))
    chart.title = "各单位得分"
    sheet.add_chart(chart, "B12")
    notes = book.create_sheet("填表说明")
    notes["A1"] = "最高分"
    notes["B1"] = "=MAX('考核 评分'!F5:F5)"
    notes["A2"] = "本表由办公室保管，不改动"
    book.properties.created = book.properties.modified = DAY
    content = io.BytesIO()
    book.save(content)
    packed(content, path)


def with_xlsxwriter(path):
    """A form with notes, a shared sheet of leaders, groups of headings and formulas in the marked row."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    book.set_properties({"title": "月度通报", "created": DAY})
    title = book.add_format({"bold": True, "font_size": 18, "align": "center", "font_name": "黑体"})
    head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1, "align": "center"})
    body = book.add_format({"border": 1, "align": "center"})
    points = book.add_format({"border": 1, "num_format": "0.00"})
    red = book.add_format({"font_color": "#C00000"})
    sheet = book.add_worksheet("通报")
    sheet.merge_range("A1:F1", "{{报告月份}}整改情况通报", title)
    sheet.merge_range("A2:A3", "单位", head)
    sheet.merge_range("B2:C2", "整改完成率", head)
    sheet.merge_range("D2:F2", "得分", head)
    for column, text in enumerate(["分子", "分母", "得分", "与平均分之差", "名次（公式）"], 1):
        sheet.write(2, column, text, head)
    sheet.write_row(3, 0, ["{{单位}}", "{{整改完成率.分子}}", "{{整改完成率.分母}}"], body)
    sheet.write(3, 3, "{{得分}}", points)
    sheet.write_formula(3, 4, "=D4-D5", points)
    sheet.write_formula(3, 5, "=RANK(D4,D$4:D$4)", body)
    sheet.write(4, 0, "平均", head)
    sheet.write_formula(4, 1, "=SUM(B4:B4)", head)
    sheet.write_formula(4, 2, "=SUM(C4:C4)", head)
    sheet.write_formula(4, 3, "=AVERAGE(D4:D4)", points)
    sheet.write_rich_string(6, 0, red, "超期", "共 {{超期总数}} 条")
    sheet.write_comment("A5", "平均由公式算出", {"author": "张三"})
    sheet.conditional_format("D4:D4", {"type": "data_bar"})
    sheet.set_column("A:A", 26)
    sheet.set_column("B:F", 13)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1, 2)
    sheet.set_footer("&C第 &P 页 共 &N 页")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"name": "得分", "categories": "=通报!$A$4:$A$4", "values": "=通报!$D$4:$D$4"})
    sheet.insert_chart("A9", chart)
    book.close()
    packed(content, path)


if __name__ == "__main__":
    with_openpyxl(HERE / "openpyxl.xlsx")
    with_xlsxwriter(HERE / "xlsxwriter.xlsx")
