//! Native charts: bars and lines over cells of the workbook, in the workbook's typefaces and few colours.

use rust_xlsxwriter::{ChartAxisLabelPosition, ChartFont, ChartLine, ChartSolidFill, ChartType, Color};

use crate::error::Error;
use crate::office::area::Area;
use crate::office::style::Fill;
use crate::office::xlsx::{Sheet, failed};

/// How a chart draws its series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChartKind {
    /// A bar a name, from the left, the first name on top.
    Bars,
    /// A bar a name, its series one after another.
    Stacked,
    /// A line a series.
    Lines,
}

/// One series.
#[derive(Clone, Debug)]
pub struct Series {
    /// What the legend calls it.
    pub name: String,
    /// Its values.
    pub values: Area,
    /// Its colour.
    pub fill: Fill,
}

/// A chart over cells.
#[derive(Clone, Debug)]
pub struct Chart {
    /// The title above it.
    pub title: String,
    /// How it draws.
    pub kind: ChartKind,
    /// What its values belong to.
    pub names: Area,
    /// Its series; with more than one it has a legend.
    pub series: Vec<Series>,
    /// Where the axis of a bar chart ends; the program chooses where not given.
    pub most: Option<f64>,
    /// Number format of the values beside the bars, as Excel writes it.
    pub format: &'static str,
}

impl Sheet<'_> {
    /// Puts a chart with its upper left corner at a cell, in pixels.
    ///
    /// # Errors
    ///
    /// `ErrorKind::Output` past the last row or column of a sheet.
    pub fn chart(&mut self, at: (u32, u16), size: (u32, u32), chart: &Chart) -> Result<(), Error> {
        let kind = match chart.kind {
            ChartKind::Bars => ChartType::Bar,
            ChartKind::Stacked => ChartType::BarStacked,
            ChartKind::Lines => ChartType::Line,
        };
        let mut drawn = rust_xlsxwriter::Chart::new(kind);
        let font = |points: f64| {
            let mut font = ChartFont::new();
            font.set_name("宋体").set_size(points);
            font
        };
        let mut head = font(13.0);
        head.set_name("黑体").set_color(Color::RGB(0x8B_1A1A));
        drawn.title().set_name(&chart.title).set_font(&head);
        for of in &chart.series {
            let color = of.fill.strong();
            let series =
                drawn.add_series().set_name(&of.name).set_categories(chart.names.corners()).set_values(of.values.corners());
            match chart.kind {
                ChartKind::Lines => series.set_format(ChartLine::new().set_color(color).set_width(2.0)),
                _ => series.set_format(ChartSolidFill::new().set_color(color)).set_gap(60),
            };
            if chart.kind == ChartKind::Stacked {
                series.set_overlap(100);
            }
            if chart.kind == ChartKind::Bars {
                let mut labels = rust_xlsxwriter::ChartDataLabel::new();
                labels.show_value().set_num_format(chart.format).set_font(&font(9.0));
                series.set_data_label(&labels);
            }
        }
        let mut grid = ChartLine::new();
        grid.set_color(Color::RGB(0xDD_DDDD));
        if chart.kind == ChartKind::Lines {
            drawn.x_axis().set_font(&font(10.0));
            drawn.y_axis().set_font(&font(9.0)).set_num_format("0");
            drawn.y_axis().set_major_gridlines(true).set_major_gridlines_line(&grid);
        } else {
            // Of lying bars the names stand on the upright axis; the first name on top, as in the table.
            drawn.y_axis().set_font(&font(10.0)).set_reverse().set_major_gridlines(false);
            let values = drawn.x_axis();
            values.set_font(&font(9.0)).set_num_format("0").set_min(0).set_label_position(ChartAxisLabelPosition::High);
            values.set_major_gridlines(true).set_major_gridlines_line(&grid);
            if let Some(most) = chart.most {
                values.set_max(most);
            }
        }
        if chart.series.len() > 1 {
            drawn.legend().set_position(rust_xlsxwriter::ChartLegendPosition::Bottom).set_font(&font(10.0));
        } else {
            drawn.legend().set_hidden();
        }
        drawn.set_width(size.0).set_height(size.1).set_alt_text(&chart.title);
        self.sheet.insert_chart(at.0, at.1, &drawn).map_err(|cause| failed(&cause))?;
        Ok(())
    }
}
