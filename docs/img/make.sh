#!/usr/bin/env bash
# Makes the pictures in this folder from a run on samples/county.
#
# Needs: cargo, soffice (LibreOffice), poppler (pdftoppm, pdftotext) and chromium; the Noto CJK fonts stand in
# for the Chinese fonts the papers name. Works in a temporary folder and leaves nothing else behind.
# Another program can be given as the first argument: docs/img/make.sh target/debug/xuncha
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
pictures=$root/docs/img
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

for tool in soffice pdftoppm pdftotext chromium; do
  command -v "$tool" >/dev/null || { echo "docs/img/make.sh: $tool is missing" >&2; exit 1; }
done

cd "$root"
program=${1:-}
if [ -z "$program" ]; then
  cargo build --release --quiet
  program=${CARGO_TARGET_DIR:-target}/release/xuncha
fi

# The papers name Windows fonts; free ones of the same kind stand in, so that every machine draws alike.
cat >"$work/fonts.conf" <<'XML'
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
  <match target="pattern"><test name="family"><string>宋体</string></test><edit name="family" mode="assign" binding="strong"><string>Noto Serif CJK SC</string></edit></match>
  <match target="pattern"><test name="family"><string>仿宋_GB2312</string></test><edit name="family" mode="assign" binding="strong"><string>Noto Serif CJK SC</string></edit></match>
  <match target="pattern"><test name="family"><string>楷体_GB2312</string></test><edit name="family" mode="assign" binding="strong"><string>Noto Serif CJK SC</string></edit></match>
  <match target="pattern"><test name="family"><string>方正小标宋简体</string></test><edit name="family" mode="assign" binding="strong"><string>Noto Serif CJK SC</string></edit></match>
  <match target="pattern"><test name="family"><string>黑体</string></test><edit name="family" mode="assign" binding="strong"><string>Noto Sans CJK SC</string></edit></match>
</fontconfig>
XML
export FONTCONFIG_FILE=$work/fonts.conf

# Findings make the exit code 1; the sample is full of them on purpose.
sample() { "$program" "$@" samples/county --month 2026-10 2>/dev/null || [ $? -eq 1 ]; }

# paper FILE: turns an office file into $work/<name>.pdf
paper() {
  soffice --headless "-env:UserInstallation=file://$work/profile" --convert-to pdf --outdir "$work" "$1" >/dev/null 2>&1
}

# page_with PDF TEXT: the first page that says TEXT
page_with() {
  local pages page
  pages=$(pdfinfo "$1" | awk '/^Pages:/ { print $2 }')
  for ((page = 1; page <= pages; page++)); do
    # Not `grep -q`: it would close the pipe early, and pipefail would take that for a miss.
    if pdftotext -f "$page" -l "$page" "$1" - | grep -F -- "$2" >/dev/null; then
      echo "$page"
      return
    fi
  done
  echo "docs/img/make.sh: no page of $(basename "$1") says $2" >&2
  return 1
}

# whole PDF PAGE WIDTH NAME: a page as a picture of that many pixels
whole() {
  pdftoppm -f "$2" -l "$2" -scale-to-x "$3" -scale-to-y -1 -png -singlefile "$1" "$pictures/$4"
}

# cropped PDF PAGE DPI NAME [POINTS]: a page without its blank margins and its page number, no higher than POINTS
cropped() {
  local box
  box=$(pdftotext -f "$2" -l "$2" -bbox "$1" - | awk -v dpi="$3" -v most="${5:-2000}" '
    function value(name,  found) { match($0, name "=\"[0-9.]+\""); found = substr($0, RSTART, RLENGTH); gsub(/[^0-9.]/, "", found); return found + 0 }
    /<page / { height = value("height") }
    /<word / && value("yMax") < height - 40 {
      if (!n++ || value("xMin") < x0) x0 = value("xMin")
      if (n == 1 || value("yMin") < y0) y0 = value("yMin")
      if (value("xMax") > x1) x1 = value("xMax")
      if (value("yMax") > y1) y1 = value("yMax")
    }
    END { s = dpi / 72; m = 10; if (y1 - y0 > most) y1 = y0 + most - m; printf "-x %d -y %d -W %d -H %d", (x0 - m) * s, (y0 - m) * s, (x1 - x0 + 2 * m) * s, (y1 - y0 + 2 * m) * s }')
  # shellcheck disable=SC2086 # the box is four options
  pdftoppm -f "$2" -l "$2" -r "$3" $box -png -singlefile "$1" "$pictures/$4"
}

sample run --out "$work/out" >"$work/terminal.txt"

paper "$work/out/评分表.xlsx"
cropped "$work/评分表.pdf" "$(page_with "$work/评分表.pdf" 不可区分)" 130 scorecard
whole "$work/评分表.pdf" "$(page_with "$work/评分表.pdf" 县教育局整改成效评分卡)" 760 card
cropped "$work/评分表.pdf" "$(page_with "$work/评分表.pdf" 整改问题总表)" 135 records 255

paper "$work/out/核验问题.xlsx"
cropped "$work/核验问题.pdf" "$(page_with "$work/核验问题.pdf" 核验问题明细)" 135 problems 255

paper "$work/out/巡察数据月报.docx"
whole "$work/巡察数据月报.pdf" "$(page_with "$work/巡察数据月报.pdf" （县直部门）)" 760 monthly

paper "$work/out/督办函/督办函-石门乡.docx"
whole "$work/督办函-石门乡.pdf" 1 760 letter-supervision
paper "$work/out/巡察建议书/巡察建议书-县财政局-财务管理.docx"
whole "$work/巡察建议书-县财政局-财务管理.pdf" 1 760 letter-recommendation

sample check --annotate "$work/marked" -q >/dev/null
paper "$work/marked/县教育局整改台账1018.xlsx"
cropped "$work/县教育局整改台账1018.pdf" 1 130 marked 240
cropped "$work/县教育局整改台账1018.pdf" "$(page_with "$work/县教育局整改台账1018.pdf" 核验问题清单)" 130 marked-list

# The test of the dashboard takes its pictures as it goes.
XUNCHA_PICTURES=$pictures cargo test --quiet --features e2e --test e2e the_dashboard_opens >/dev/null

# The screen, as a document of one page in a typeface whose Chinese characters are two digits wide.
{
  cat <<'XML'
<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
  xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
  xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2"
  office:mimetype="application/vnd.oasis.opendocument.text">
<office:styles><style:style style:name="Standard" style:family="paragraph"><style:paragraph-properties fo:line-height="125%"/>
<style:text-properties fo:font-family="Noto Sans Mono CJK SC" style:font-family-asian="Noto Sans Mono CJK SC"
  fo:font-size="10pt" style:font-size-asian="10pt"/></style:style></office:styles>
<office:automatic-styles><style:page-layout style:name="page"><style:page-layout-properties fo:page-width="24cm"
  fo:page-height="24cm" fo:margin="1cm"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="page"/></office:master-styles>
<office:body><office:text>
XML
  { echo '$ xuncha run samples/county --month 2026-10'; cat "$work/terminal.txt"; } |
    sed 's/&/\&amp;/g; s/</\&lt;/g; s/ /<text:s\/>/g; s/.*/<text:p>&<\/text:p>/'
  echo '</office:text></office:body></office:document>'
} >"$work/terminal.fodt"
paper "$work/terminal.fodt"
cropped "$work/terminal.pdf" 1 120 terminal

ls -l "$pictures"/*.png
