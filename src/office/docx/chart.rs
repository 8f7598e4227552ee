//! Charts as Word draws them: DrawingML, with the figures inside and no workbook behind them.
//!
//! One series each. Every figure stands at its bar or point, so that nothing is told by colour or length alone.

use std::fmt::Write;

use rust_decimal::Decimal;

use super::measure::{FANGSONG, TEXT_WIDTH};
use super::parts::XML_HEAD;
use super::xml::{escape, paragraph};

/// How a chart is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// Bars from left to right, the first one on top.
    Bars,
    /// A line from the first point at the left to the last.
    Line,
}

/// A chart of one series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chart {
    /// How it is drawn.
    pub kind: ChartKind,
    /// What the figures are, with their unit: 完成率（%）.
    pub series: String,
    /// What it shows in one sentence, for whoever cannot see it.
    pub alternative: String,
    /// Each point's name and figure, not below zero.
    pub points: Vec<(String, Decimal)>,
    /// The figure at the far end of the scale.
    pub most: Decimal,
}

/// English Metric Units in a twip.
const EMU: u32 = 635;
/// Height of a bar with its gap, in twips.
const BAR: u32 = 400;
/// Height of a line chart, in twips.
const LINE_HEIGHT: u32 = 3_600;
/// A chart is no higher than half a page, in twips.
const HIGHEST: u32 = 9_000;

/// Returns the paragraph that holds the chart, which is the paper's so-many-th from 1.
pub(super) fn place(chart: &Chart, number: usize) -> String {
    let height = height(chart);
    let drawing = format!(
        concat!(
            r#"<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" "#,
            r#"distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>"#,
            r#"<wp:docPr id="{number}" name="图表 {number}" descr="{descr}"/><wp:cNvGraphicFramePr/>"#,
            r#"<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">"#,
            r#"<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/chart">"#,
            r#"<c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" r:id="{id}"/>"#,
            r#"</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"#
        ),
        width = TEXT_WIDTH * EMU,
        height = height * EMU,
        descr = escape(&chart.alternative),
        id = relation(number),
        number = number,
    );
    // The exact pitch of body text would cut the drawing off.
    paragraph("Plain", r#"<w:keepNext/><w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>"#, &drawing)
}

/// Returns a chart's height, in twips.
pub(super) fn height(chart: &Chart) -> u32 {
    let bars = chart.points.len().max(2) as u32;
    match chart.kind {
        ChartKind::Bars => bars.saturating_mul(BAR).saturating_add(BAR).min(HIGHEST),
        ChartKind::Line => LINE_HEIGHT,
    }
}

/// Returns the id of the so-many-th chart's relationship.
pub(super) fn relation(number: usize) -> String {
    format!("rIdChart{number}")
}

/// Returns the so-many-th chart's path below `word/`.
pub(super) fn path(number: usize) -> String {
    format!("charts/chart{number}.xml")
}

/// Returns a chart's part.
pub(super) fn part(chart: &Chart) -> String {
    let (series, plot) = match chart.kind {
        ChartKind::Bars => ("<c:invertIfNegative val=\"0\"/>", "bar"),
        ChartKind::Line => (r#"<c:marker><c:symbol val="circle"/><c:size val="6"/></c:marker>"#, "line"),
    };
    let look = match chart.kind {
        ChartKind::Bars => r#"<c:spPr><a:solidFill><a:srgbClr val="A61C1C"/></a:solidFill></c:spPr>"#,
        ChartKind::Line => r#"<c:spPr><a:ln w="22225"><a:solidFill><a:srgbClr val="A61C1C"/></a:solidFill></a:ln></c:spPr>"#,
    };
    let place = if plot == "bar" { "outEnd" } else { "t" };
    let labels = format!(
        concat!(
            r#"<c:dLbls><c:numFmt formatCode="0.00" sourceLinked="0"/><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"#,
            r#"<c:txPr><a:bodyPr wrap="none"/><a:lstStyle/><a:p><a:pPr><a:defRPr/></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>"#,
            r#"<c:dLblPos val="{}"/><c:showLegendKey val="0"/><c:showVal val="1"/><c:showCatName val="0"/><c:showSerName val="0"/>"#,
            r#"<c:showPercent val="0"/><c:showBubbleSize val="0"/></c:dLbls>"#
        ),
        place
    );
    let count = chart.points.len();
    let mut names = format!(r#"<c:cat><c:strLit><c:ptCount val="{count}"/>"#);
    let mut figures = format!(r#"<c:val><c:numLit><c:formatCode>0.00</c:formatCode><c:ptCount val="{count}"/>"#);
    for (at, (name, figure)) in chart.points.iter().enumerate() {
        let _ = write!(names, r#"<c:pt idx="{at}"><c:v>{}</c:v></c:pt>"#, escape(name));
        let _ = write!(figures, r#"<c:pt idx="{at}"><c:v>{figure}</c:v></c:pt>"#);
    }
    names.push_str("</c:strLit></c:cat>");
    figures.push_str("</c:numLit></c:val>");
    let own = format!(
        r#"<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:v>{}</c:v></c:tx>{look}{series}{labels}{names}{figures}{}</c:ser>"#,
        escape(&chart.series),
        if plot == "line" { r#"<c:smooth val="0"/>"# } else { "" }
    );
    let body = match chart.kind {
        ChartKind::Bars => format!(
            concat!(
                r#"<c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/><c:varyColors val="0"/>{}"#,
                r#"<c:gapWidth val="60"/><c:axId val="1"/><c:axId val="2"/></c:barChart>"#
            ),
            own
        ),
        ChartKind::Line => format!(
            concat!(
                r#"<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>{}<c:marker val="1"/>"#,
                r#"<c:axId val="1"/><c:axId val="2"/></c:lineChart>"#
            ),
            own
        ),
    };
    let axes = axes(chart);
    format!(
        concat!(
            r#"{head}<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" "#,
            r#"xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:roundedCorners val="0"/>"#,
            r#"<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{body}{axes}</c:plotArea><c:plotVisOnly val="1"/>"#,
            r#"<c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"#,
            r#"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="1050"><a:solidFill><a:srgbClr val="000000"/></a:solidFill>"#,
            r#"<a:latin typeface="{font}"/><a:ea typeface="{font}"/></a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>"#,
            r#"</c:chartSpace>"#
        ),
        head = XML_HEAD,
        body = body,
        axes = axes,
        font = FANGSONG,
    )
}

/// The axis of names, and that of figures, which is not shown: every figure stands at its bar or point.
fn axes(chart: &Chart) -> String {
    // The label of the longest bar or highest point needs room behind it.
    let room = chart.most / Decimal::from(8);
    let (direction, at, across) = match chart.kind {
        // The axis of names runs upwards; turned round, the first bar is on top.
        ChartKind::Bars => ("maxMin", "l", "b"),
        ChartKind::Line => ("minMax", "b", "l"),
    };
    format!(
        concat!(
            r#"<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="{direction}"/></c:scaling><c:delete val="0"/>"#,
            r#"<c:axPos val="{at}"/><c:majorTickMark val="none"/><c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/>"#,
            r#"<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>"#,
            r#"<c:noMultiLvlLbl val="1"/></c:catAx>"#,
            r#"<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/><c:max val="{most}"/><c:min val="0"/></c:scaling>"#,
            r#"<c:delete val="1"/><c:axPos val="{across}"/><c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="none"/>"#,
            r#"<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:crossAx val="1"/><c:crosses val="autoZero"/>"#,
            r#"<c:crossBetween val="between"/></c:valAx>"#
        ),
        direction = direction,
        at = at,
        across = across,
        most = chart.most + room,
    )
}

#[cfg(test)]
mod tests {
    use super::{Chart, ChartKind, part, place};

    fn chart(kind: ChartKind) -> Chart {
        Chart {
            kind,
            series: "完成率（%）".to_owned(),
            alternative: "各单位完成率".to_owned(),
            points: vec![("甲<局>".to_owned(), "58.33".parse().expect("a number")), ("乙".to_owned(), 100.into())],
            most: 100.into(),
        }
    }

    #[test]
    fn names_stay_text_and_figures_stay_exact() {
        for kind in [ChartKind::Bars, ChartKind::Line] {
            let xml = part(&chart(kind));
            assert!(xml.contains("甲&lt;局&gt;") && xml.contains("<c:v>58.33</c:v>"), "{xml}");
        }
    }

    #[test]
    fn many_bars_stay_on_a_page() {
        let height = |count: usize| {
            let points = vec![("某局".to_owned(), 1.into()); count];
            let xml = place(&Chart { points, ..chart(ChartKind::Bars) }, 1);
            let from = xml.find("cy=\"").expect("a height") + 4;
            xml[from..].split('"').next().and_then(|text| text.parse::<u32>().ok()).expect("a number")
        };
        assert!(height(3) < height(14));
        assert_eq!(height(100), height(10_000));
    }
}
