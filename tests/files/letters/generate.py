"""Writes templates of a letter as word processors save them: tags split into runs in their several ways.

The same words each time, so that all of them fill to the same letter. Standard library only; the same program gives the
same bytes. The three of LibreOffice are made by `make_libreoffice.sh` from what this writes with --fodt.
"""

import re
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REL = "http://schemas.openxmlformats.org/package/2006/relationships"
CT = "application/vnd.openxmlformats-officedocument.wordprocessingml."

BEFORE = [
    "关于{{主送}}巡察整改逾期问题的督办函",
    "{{主送}}：",
    "截至{{日期 截止日}}，你单位仍有{{问题数}}个问题逾期，{{#if 多个}}最长的已超{{最长超期天数}}天{{else}}已超{{最长超期天数}}天{{/if}}。",
    "{{#each 问题}}",
    "{{序号 @index}}.{{内容}}（{{短日期 时限}}），{{#if (eq 进展 \"未完成\")}}仍未完成{{else}}{{进展}}{{/if}}。",
    "{{/each}}",
]
HEAD = ["序号", "编号", "反馈问题", "责任领导"]
ROW = ["{{#each 问题}}{{序号 @index}}", "{{编号}}", "{{内容}}", "{{责任领导}}{{/each}}"]
AFTER = ["{{发文机关}}", "{{日期 截止日}}"]


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def run(text, look="", rsid=""):
    return f'<w:r{rsid}>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def whole(text):
    return run(text)


def rsids(text):
    """Word after some editing: a run every three characters, each of another session."""
    pieces = [text[at : at + 3] for at in range(0, len(text), 3)]
    return "".join(run(piece, rsid=f' w:rsidR="00{at % 7:06X}"') for at, piece in enumerate(pieces))


def proofed(text):
    """Word's spelling: the braces, the words and the quotes each apart, marks of errors between."""
    out = []
    for piece in re.findall(r"\{\{|\}\}|#\w+|[^{}#]+", text):
        out.append('<w:proofErr w:type="spellStart"/>' + run(piece) + '<w:proofErr w:type="spellEnd"/>')
    return "".join(out)


def curled(text):
    """Word's typing: plain quotes made curly, a bookmark where the cursor was, one brace a run."""
    text = re.sub(r'"([^"]*)"', "“\\1”", text)
    pieces = re.findall(r"[{}]|[^{}]+", text)
    mark = '<w:bookmarkStart w:id="0" w:name="_GoBack"/><w:bookmarkEnd w:id="0"/>'
    return "".join(run(piece) + (mark if at == 1 else "") for at, piece in enumerate(pieces))


def wrapped(text):
    """Smart tags, content controls and tracked insertions around parts of tags."""
    out = []
    for at, piece in enumerate(re.findall(r"\{\{[^}]*\}\}|[^{]+", text)):
        half = len(piece) // 2
        first, second = run(piece[:half]), run(piece[half:])
        if not piece.startswith("{{") or piece[2] in "#/e":
            out.append(first + second)
        elif at % 3 == 0:
            out.append(f'<w:smartTag w:uri="urn:x" w:element="chsdate">{first}</w:smartTag>{second}')
        elif at % 3 == 1:
            out.append(f"<w:sdt><w:sdtPr><w:id w:val=\"{at + 5}\"/></w:sdtPr><w:sdtContent>{first}{second}</w:sdtContent></w:sdt>")
        else:
            out.append(f'<w:ins w:id="{at}" w:author="a" w:date="2026-01-01T00:00:00Z">{first}</w:ins>{second}')
    return "".join(out)


def hinted(text):
    """WPS: Chinese and Latin letters apart, each with its hint and language."""
    out = []
    for piece in re.findall(r"[\x00-\x7f]+|[^\x00-\x7f]+", text):
        hint = ' w:hint="eastAsia"' if ord(piece[0]) > 127 else ' w:hint="default"'
        look = f'<w:rPr><w:rFonts{hint} w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/>'
        out.append(run(piece, look + '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>'))
    return "".join(out)


def single(text):
    """WPS after a paste: a run a character, looks given to each."""
    return "".join(run(c, '<w:rPr><w:rFonts w:hint="eastAsia"/><w:vertAlign w:val="baseline"/></w:rPr>') for c in text)


def spaced(text):
    """WPS: full-width blanks and no-break blanks within tags, soft line ends kept out."""
    text = re.sub(r"\{\{(\w+) ", "{{\\1\u3000", text)
    text = text.replace("{{#each ", "{{#each\u00a0").replace("{{#if ", "{{#if\u00a0")
    return hinted(text)


def paragraph(runs, style=""):
    return f"<w:p>{style}{runs}</w:p>"


def table(runs):
    def row(cells, properties=""):
        made = "".join(f'<w:tc><w:tcPr><w:tcW w:w="2200" w:type="dxa"/></w:tcPr>{paragraph(runs(c))}</w:tc>' for c in cells)
        return f"<w:tr>{properties}{made}</w:tr>"

    side = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for s in ("top", "left", "bottom", "right", "insideH", "insideV"))
    grid = '<w:gridCol w:w="2200"/>' * len(HEAD)
    look = f'<w:tblPr><w:tblW w:w="8800" w:type="dxa"/><w:tblBorders>{side}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    return f"<w:tbl>{look}{row(HEAD, '<w:trPr><w:tblHeader/></w:trPr>')}{row(ROW)}</w:tbl>"


def document(runs, tail=""):
    before = "".join(paragraph(runs(text)) for text in BEFORE)
    after = "".join(paragraph(runs(text)) for text in AFTER)
    return before + table(runs) + after + tail


TEXT_BOX = (
    '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
    '<wp:extent cx="2000000" cy="400000"/><wp:docPr id="1" name="文本框 1"/><a:graphic><a:graphicData '
    'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>'
    '<a:xfrm><a:off x="0" y="0"/><a:ext cx="2000000" cy="400000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
    "</wps:spPr><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
    "</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape style=\"width:157pt;height:31pt\"><v:textbox>"
    "<w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
)

NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
WPS = ' xmlns:wpsCustomData="http://www.wps.cn/officeDocument/2013/wpsCustomData"'
HEAD_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def package(name, body, header=None, wps=False):
    spaces = NAMESPACES + (WPS if wps else "")
    size = '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/>'
    reference = '<w:headerReference w:type="default" r:id="rId1"/>' if header else ""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{CT}document.main+xml"/>'
        + (f'<Override PartName="/word/header1.xml" ContentType="{CT}header+xml"/>' if header else "")
        + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{REL}"><Relationship Id="rId1" Type="{R}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {spaces}><w:body>{body}<w:sectPr>{reference}{size}</w:sectPr></w:body></w:document>",
    }
    if header:
        parts["word/_rels/document.xml.rels"] = (
            f'<Relationships xmlns="{REL}"><Relationship Id="rId1" Type="{R}/header" Target="header1.xml"/></Relationships>'
        )
        parts["word/header1.xml"] = f"<w:hdr {spaces}>{header}</w:hdr>"
    with zipfile.ZipFile(HERE / name, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            entry = zipfile.ZipInfo(part, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            archive.writestr(entry, HEAD_XML + content)


def fodt(runs):
    def p(text):
        return f"<text:p>{runs(text)}</text:p>"

    def row(cells):
        return "<table:table-row>" + "".join(f"<table:table-cell>{p(cell)}</table:table-cell>" for cell in cells) + "</table:table-row>"

    body = "".join(map(p, BEFORE)) + f'<table:table table:name="t"><table:table-column table:number-columns-repeated="4"/>{row(HEAD)}{row(ROW)}</table:table>' + "".join(map(p, AFTER))
    ns = "urn:oasis:names:tc:opendocument:xmlns:"
    return (
        HEAD_XML + f'<office:document xmlns:office="{ns}office:1.0" xmlns:text="{ns}text:1.0" xmlns:table="{ns}table:1.0" '
        f'xmlns:style="{ns}style:1.0" xmlns:fo="{ns}xsl-fo-compatible:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">'
        '<office:automatic-styles><style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>'
        '<style:style style:name="I" style:family="text"><style:text-properties fo:font-style="italic"/></style:style></office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document>"
    )


def spans(size):
    def runs(text):
        pieces = [text[at : at + size] for at in range(0, len(text), size)]
        return "".join(f'<text:span text:style-name="{"BI"[at % 2]}">{escape(piece)}</text:span>' for at, piece in enumerate(pieces))

    return runs


def main():
    if "--fodt" in sys.argv:
        folder = Path(sys.argv[-1])
        for name, size in (("libreoffice-whole", 1000), ("libreoffice-spans", 4), ("libreoffice-single", 1)):
            (folder / f"{name}.fodt").write_text(fodt(spans(size)), encoding="utf-8")
        return
    box = TEXT_BOX.replace("{inner}", paragraph(rsids("{{简称}}")))
    package("word-whole.docx", document(whole))
    package("word-rsids.docx", document(rsids), header=paragraph(rsids("{{发文机关}}文件")))
    package("word-proofed.docx", document(proofed))
    package("word-curled.docx", document(curled, box))
    package("word-wrapped.docx", document(wrapped))
    package("wps-hinted.docx", document(hinted), wps=True)
    package("wps-single.docx", document(single), header=paragraph(single("{{发文机关}}文件")), wps=True)
    package("wps-spaced.docx", document(spaced), wps=True)


main()
