"""A sheet as cells, merges and row roles, and the four ways to write one: xlsx, xls, ods, csv.

Every writer is deterministic: the same grid gives the same bytes.
"""

import datetime
import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

import openpyxl
import xlwt
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter

STAMP = datetime.datetime(2026, 10, 31, 17, 30, 0)
EPOCH = datetime.date(1899, 12, 30)


@dataclass(frozen=True)
class Formula:
    """A formula no program has calculated yet: the file holds no value for it."""

    text: str


@dataclass(frozen=True)
class Fault:
    """A formula whose stored result is an error."""

    code: str
    text: str


@dataclass(frozen=True)
class Day:
    """A true date cell and how the office shows it."""

    date: datetime.date
    shown: str = "yyyy/m/d"


def column(index):
    return get_column_letter(index)


def as_address(row, index):
    return f"{get_column_letter(index)}{row}"


@dataclass
class Grid:
    name: str
    cells: dict = field(default_factory=dict)  # (row, column) -> value, both from 1
    merges: list = field(default_factory=list)  # (row, column, last row, last column)
    roles: dict = field(default_factory=dict)  # row -> title, info, header, section, total, data, foot, label
    widths: dict = field(default_factory=dict)
    hidden_rows: set = field(default_factory=set)
    hidden: bool = False
    portrait: bool = False
    header_rows: tuple = ()

    def put(self, row, values, role="data", at=1):
        for offset, value in enumerate(values):
            if value is not None and value != "":
                self.cells[row, at + offset] = value
        self.roles[row] = role

    def merge(self, row, left, last_row, right):
        if (row, left) != (last_row, right):
            self.merges.append((row, left, last_row, right))

    def banner(self, row, text, width, role):
        """One text over the whole width."""
        self.put(row, [text], role)
        self.merge(row, 1, row, width)

    def header(self, row, paths, widths=None):
        """Header rows from each column's path; equal parents merge sideways, short paths merge down."""
        depth = max(len(path) for path in paths)
        for level in range(depth):
            self.roles[row + level] = "header"
        for number, path in enumerate(paths, 1):
            for level, text in enumerate(path):
                first = number == 1 or paths[number - 2][: level + 1] != path[: level + 1] or level == len(path) - 1
                if not first:
                    continue
                self.cells[row + level, number] = text
                if level == len(path) - 1:
                    self.merge(row + level, number, row + depth - 1, number)
                else:
                    last = number
                    while last < len(paths) and paths[last][: level + 1] == path[: level + 1]:
                        last += 1
                    self.merge(row + level, number, row + level, last)
        for number, width in enumerate(widths or [], 1):
            self.widths[number] = width
        self.header_rows = (row, row + depth - 1)
        return row + depth

    @property
    def size(self):
        rows = [r for r, _ in self.cells] + [m[2] for m in self.merges]
        columns = [c for _, c in self.cells] + [m[3] for m in self.merges]
        return max(rows), max(columns)

    def covered(self):
        """Cells hidden under a merge."""
        return {(r, c) for top, left, bottom, right in self.merges for r in range(top, bottom + 1) for c in range(left, right + 1)} - {
            (m[0], m[1]) for m in self.merges
        }

    def height(self, row, columns):
        """Points a row needs for its longest wrapped text."""
        role = self.roles.get(row, "data")
        if role == "title":
            return 36
        spans = {(m[0], m[1]): m for m in self.merges}
        lines = 1
        for c in range(1, columns + 1):
            value = self.cells.get((row, c))
            span = spans.get((row, c))
            if not isinstance(value, str) or (span and span[2] > row):
                continue
            width = sum(self.widths.get(k, 12) for k in range(c, (span[3] if span else c) + 1))
            lines = max(lines, sum(max(1, -(-len(part) * 21 // int(width * 10))) for part in value.split("\n")))
        return max(22, min(400, lines * 14.5 + 6))


# --- zip ---------------------------------------------------------------------------------------------------------


def pack(path, members, stored=()):
    """A zip with fixed times and order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members:
            info = zipfile.ZipInfo(name, STAMP.timetuple()[:6])
            info.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            info.create_system = 3
            archive.writestr(info, data)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())


# --- xlsx --------------------------------------------------------------------------------------------------------

THIN = Side(style="thin", color="000000")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
FONTS = {
    "title": Font(name="方正小标宋简体", size=18),
    "info": Font(name="楷体_GB2312", size=11),
    "header": Font(name="黑体", size=11),
    "section": Font(name="黑体", size=11),
    "total": Font(name="宋体", size=10.5, bold=True),
    "foot": Font(name="仿宋_GB2312", size=11),
    "label": Font(name="宋体", size=11),
    "data": Font(name="仿宋_GB2312", size=10.5),
}


def write_xlsx(path, grids, author):
    book = openpyxl.Workbook()
    book.remove(book.active)
    faults = {}
    for number, grid in enumerate(grids, 1):
        sheet = book.create_sheet(grid.name)
        faults[number] = fill_sheet(sheet, grid)
    book.properties.creator = author
    book.properties.lastModifiedBy = author
    book.properties.created = STAMP
    buffer = io.BytesIO()
    book.save(buffer)
    members = []
    with zipfile.ZipFile(buffer) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            if name == "docProps/core.xml":
                data = re.sub(
                    rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\g<1>" + STAMP.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), data
                )
            sheet = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", name)
            if sheet:
                for address, formula in faults[int(sheet[1])].items():
                    # openpyxl cannot store a formula's result: put the formula beside the error it wrote.
                    spot = re.compile(rb'(<c r="' + address.encode() + rb'"[^>]*>)(?=<v>)')
                    data, found = spot.subn(rb"\g<1><f>" + escape(formula).encode() + rb"</f>", data)
                    assert found == 1, address
            members.append((name, data))
    pack(path, members)


def fill_sheet(sheet, grid):
    rows, columns = grid.size
    faults = {}
    for (r, c), value in grid.cells.items():
        cell = sheet.cell(r, c)
        if isinstance(value, Day):
            cell.value, cell.number_format = value.date, value.shown
        elif isinstance(value, Formula):
            cell.value = value.text
        elif isinstance(value, Fault):
            cell.value = value.code
            faults[f"{column(c)}{r}"] = value.text.lstrip("=")
        else:
            cell.value = value
            if isinstance(value, str):
                cell.data_type = "s"
    spans = {(m[0], m[1]): m for m in grid.merges}
    for r in range(1, rows + 1):
        role = grid.roles.get(r, "data")
        for c in range(1, columns + 1):
            cell = sheet.cell(r, c)
            cell.font = FONTS[role]
            long = isinstance(cell.value, str) and len(cell.value) > 12
            left = role in ("info", "section", "foot") or (role in ("data", "label") and long)
            cell.alignment = Alignment(horizontal="left" if left else "center", vertical="center", wrap_text=role != "title")
            if role not in ("title", "info", "foot"):
                cell.border = BOX
        sheet.row_dimensions[r].height = grid.height(r, columns)
        if r in grid.hidden_rows:
            sheet.row_dimensions[r].hidden = True
    for top, left, bottom, right in spans.values():
        sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    for c, width in grid.widths.items():
        sheet.column_dimensions[column(c)].width = width
    if grid.header_rows:
        sheet.freeze_panes = f"A{grid.header_rows[1] + 1}"
        sheet.print_title_rows = f"{grid.header_rows[0]}:{grid.header_rows[1]}"
    if grid.hidden:
        sheet.sheet_state = "hidden"
    sheet.page_setup.orientation = "portrait" if grid.portrait else "landscape"
    sheet.page_setup.paperSize = 9 if grid.portrait or columns < 14 else 8
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(fitToPage=True)
    return faults


# --- xls ---------------------------------------------------------------------------------------------------------


def write_xls(path, grids):
    book = xlwt.Workbook(encoding="utf-8")
    fonts = {"title": "font: name 黑体, height 360;", "header": "font: name 黑体, height 220;"}
    styles = {}

    def style(role, shown=None):
        if (role, shown) not in styles:
            border = "" if role in ("title", "info", "foot") else "borders: left thin, right thin, top thin, bottom thin;"
            place = "left" if role in ("info", "foot") else "center"
            styles[role, shown] = xlwt.easyxf(
                fonts.get(role, "font: name 宋体, height 210;") + border + f"align: wrap on, vert center, horiz {place};",
                num_format_str=shown or "General",
            )
        return styles[role, shown]

    for grid in grids:
        sheet = book.add_sheet(grid.name)
        sheet.set_portrait(False)
        sheet.fit_num_pages, sheet.fit_width_to_pages, sheet.fit_height_to_pages = 1, 1, 0
        sheet.header_str, sheet.footer_str = b"", b""
        rows, columns = grid.size
        spans, covered = {(m[0], m[1]): m for m in grid.merges}, grid.covered()
        for r in range(1, rows + 1):
            role = grid.roles.get(r, "data")
            for c in range(1, columns + 1):
                value, shown = grid.cells.get((r, c)), None
                if isinstance(value, Day):
                    value, shown = (value.date - EPOCH).days, value.shown
                if (r, c) in spans:
                    top, left, bottom, right = spans[r, c]
                    sheet.write_merge(top - 1, bottom - 1, left - 1, right - 1, value, style(role, shown))
                elif (r, c) not in covered:
                    sheet.write(r - 1, c - 1, value, style(role, shown))
            sheet.row(r - 1).height_mismatch = True
            sheet.row(r - 1).height = int(grid.height(r, columns) * 20)
        for c, width in grid.widths.items():
            sheet.col(c - 1).width = int(width * 256)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(str(path))


# --- ods ---------------------------------------------------------------------------------------------------------

NAMESPACES = " ".join(
    f'xmlns:{k}="{v}"'
    for k, v in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "number": "urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
    }.items()
)


def write_ods(path, grids):
    body, auto = [], []
    box = 'fo:border="0.5pt solid #000000" '
    for role in ("title", "info", "header", "data"):
        size, weight = (("18pt", "bold"), ("11pt", "normal"), ("11pt", "bold"), ("10.5pt", "normal"))[
            ("title", "info", "header", "data").index(role)
        ]
        for kind in ("", "day"):
            auto.append(
                f'<style:style style:name="{role}{kind}" style:family="table-cell"{" style:data-style-name=" + chr(34) + "D" + chr(34) if kind else ""}>'
                f'<style:table-cell-properties {box if role in ("header", "data") else ""}fo:wrap-option="wrap" style:vertical-align="middle"/>'
                f'<style:paragraph-properties fo:text-align="{"start" if role == "info" else "center"}"/>'
                f'<style:text-properties fo:font-size="{size}" fo:font-weight="{weight}" style:font-name-asian="宋体"/></style:style>'
            )
    for grid in grids:
        rows, columns = grid.size
        spans, covered = {(m[0], m[1]): m for m in grid.merges}, grid.covered()
        lines = []
        for c in range(1, columns + 1):
            auto.append(
                f'<style:style style:name="co{c}" style:family="table-column"><style:table-column-properties '
                f'style:column-width="{grid.widths.get(c, 12) * 0.21:.2f}cm"/></style:style>'
            )
            lines.append(f'<table:table-column table:style-name="co{c}"/>')
        for r in range(1, rows + 1):
            role = grid.roles.get(r, "data")
            height = grid.height(r, columns)
            auto.append(
                f'<style:style style:name="ro{r}" style:family="table-row"><style:table-row-properties '
                f'style:row-height="{height}pt" style:use-optimal-row-height="false"/></style:style>'
            )
            lines.append(f'<table:table-row table:style-name="ro{r}">')
            for c in range(1, columns + 1):
                if (r, c) in covered:
                    lines.append("<table:covered-table-cell/>")
                    continue
                lines.append(ods_cell(grid.cells.get((r, c)), role, spans.get((r, c))))
            lines.append("</table:table-row>")
        body.append(f'<table:table table:name="{escape(grid.name)}">' + "".join(lines) + "</table:table>")
    auto.append(
        '<number:date-style style:name="D"><number:year number:style="long"/><number:text>-</number:text>'
        '<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/></number:date-style>'
    )
    auto.sort(key=lambda text: not text.startswith("<number"))
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f'{head}<office:document-content {NAMESPACES} office:version="1.2"><office:automatic-styles>{"".join(auto)}'
        f"</office:automatic-styles><office:body><office:spreadsheet>{''.join(body)}</office:spreadsheet></office:body></office:document-content>"
    )
    meta = (
        f'{head}<office:document-meta {NAMESPACES} office:version="1.2"><office:meta>'
        f"<dc:date>{STAMP.isoformat()}</dc:date></office:meta></office:document-meta>"
    )
    styles = (
        f'{head}<office:document-styles {NAMESPACES} office:version="1.2"><office:automatic-styles><style:page-layout style:name="pm">'
        f'<style:page-layout-properties fo:page-width="42cm" fo:page-height="29.7cm" style:print-orientation="landscape" style:scale-to-X="1" '
        f'style:scale-to-Y="0"/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Default" '
        f'style:page-layout-name="pm"/></office:master-styles></office:document-styles>'
    )
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{name}" manifest:media-type="{kind}"/>'
        for name, kind in [("/", mime), ("content.xml", "text/xml"), ("styles.xml", "text/xml"), ("meta.xml", "text/xml")]
    )
    manifest = (
        f'{head}<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" '
        f'manifest:version="1.2">{entries}</manifest:manifest>'
    )
    pack(
        path,
        [("mimetype", mime), ("content.xml", content), ("styles.xml", styles), ("meta.xml", meta), ("META-INF/manifest.xml", manifest)],
        stored=("mimetype",),
    )


def ods_cell(value, role, span):
    attributes, style = "", role if role in ("title", "info", "header") else "data"
    if span:
        top, left, bottom, right = span
        attributes += f' table:number-columns-spanned="{right - left + 1}" table:number-rows-spanned="{bottom - top + 1}"'
    if value is None:
        return f'<table:table-cell table:style-name="{style}"{attributes}/>'
    if isinstance(value, Day):
        iso = value.date.isoformat()
        return (
            f'<table:table-cell table:style-name="{style}day"{attributes} office:value-type="date" office:date-value="{iso}">'
            f"<text:p>{iso}</text:p></table:table-cell>"
        )
    if isinstance(value, (int, float)):
        return (
            f'<table:table-cell table:style-name="{style}"{attributes} office:value-type="float" office:value="{value}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
    return f'<table:table-cell table:style-name="{style}"{attributes} office:value-type="string">{lines}</table:table-cell>'


# --- csv ---------------------------------------------------------------------------------------------------------


def write_csv(path, grid):
    """GB18030 with CRLF between records; a line break inside a cell stays a bare LF, as Excel writes it."""
    rows, columns = grid.size

    def field_text(value):
        text = "" if value is None else str(value)
        return '"' + text.replace('"', '""') + '"' if re.search(r'[,"\n]', text) else text

    lines = [",".join(field_text(grid.cells.get((r, c))) for c in range(1, columns + 1)) for r in range(1, rows + 1)]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(("\r\n".join(lines) + "\r\n").encode("gb18030"))
