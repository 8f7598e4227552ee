//! How far the order of the units rests on the policy's full marks, "名次的把握".

use rust_decimal::Decimal;

use crate::model::number::plain;
use crate::model::text::Text;

/// What was tried with the full marks, and whom it moved.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sensitivity {
    /// How many times the full marks were drawn; 0 until it is computed.
    pub draws: u32,
    /// How far each full mark was moved at most, in percent of itself.
    pub spread_percent: u32,
    /// Where the draws began; with the same number they are the same again.
    pub seed: u64,
    /// The indicators without which somebody's rank is another, in the policy's order.
    pub without: Vec<Without>,
    /// Neighbours in a group, from the top, and what would make them change places.
    pub swaps: Vec<Swap>,
}

impl Sensitivity {
    /// Says how the ranges were made.
    pub fn basis(&self) -> String {
        if self.draws == 0 {
            return "名次区间：没有推算；单位过多或满分过大时不推算。".to_owned();
        }
        format!(
            "名次区间：把各项指标的满分各自随机增减，最多 {}%，总分不变，重排 {} 次，去掉最好和最差的各 5%，即 90% 区间；\
             减分、加分和一票否决不变。互相落在对方区间里的单位不可区分，先后不宜当作差距。",
            self.spread_percent, self.draws
        )
    }
}

/// The order without one indicator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Without {
    /// The indicator's id.
    pub id: Text,
    /// Its title.
    pub title: Text,
    /// Units whose rank in their group is another, in the order of the units.
    pub moves: Vec<Move>,
}

/// A unit's other rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Move {
    /// The unit.
    pub unit: Text,
    /// Its rank.
    pub from: u32,
    /// Its rank without the indicator.
    pub to: u32,
}

/// The smallest change of one full mark, the others keeping their proportions and the sum its size, at which two
/// neighbours are equal; beyond it they change places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Swap {
    /// The unit that stands above.
    pub upper: Text,
    /// The unit that stands below.
    pub lower: Text,
    /// The indicator's id.
    pub id: Text,
    /// Its title.
    pub title: Text,
    /// Its full mark.
    pub full: Decimal,
    /// The full mark at which they are equal, rounded away from `full` to two places.
    pub needed: Decimal,
}

/// An indicator that counted so little that one thing more or less moves many points, "基数小".
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SmallBase {
    /// The indicator's id.
    pub id: Text,
    /// Its title.
    pub title: Text,
    /// How many were counted.
    pub denominator: Decimal,
    /// What one of them is worth, in points.
    pub worth: Decimal,
}

impl SmallBase {
    /// Says so: 分母只有 2，一条就值 15 分.
    pub fn sentence(&self) -> String {
        format!("分母只有 {}，一条就值 {} 分", plain(self.denominator), plain(self.worth.round_dp(2)))
    }
}
