//! What is generated but left out for now, one switch a fault of the program. Turned on when the fault is mended.

/// A value from a section row, or from the rows above the table, has its address in `cells` (`contract.md` §2).
pub(super) const ADDRESSES_OUTSIDE_THE_ROW: bool = true;

/// A problem may begin with 合计: only a cell that is a total's word makes a total (`domain.md` §7.1).
pub(super) const PROBLEMS_THAT_BEGIN_LIKE_TOTALS: bool = true;

/// An info row (填报单位：…) may stand in or be merged over columns without a heading (`domain.md` §1.2, L8).
pub(super) const INFO_ROWS_OVER_EMPTY_COLUMNS: bool = true;

/// An empty column may part one table so that both halves could be ledgers: without a heading that comes twice they
/// are still one (`domain.md` §1.2 knows no tables side by side).
pub(super) const EMPTY_COLUMNS_ANYWHERE: bool = true;

/// 问题的具体内容 is the problem where no other column is (`domain.md` §1.3, `problem`).
pub(super) const DETAILS_AS_THE_ONLY_PROBLEM: bool = true;

/// 办结时间 and 完成日期 are the day of completion even without a deadline column: conflict rule 1 of `domain.md` §1.3
/// speaks of 完成时间 alone.
pub(super) const DONE_DATES_WITHOUT_A_DEADLINE: bool = true;

/// 党组书记 without a name may stand in the first cell of a row whose problem is merged from above: a person of §1.2,
/// no footer of §9.
pub(super) const LEADERS_BY_POST_ONLY: bool = true;

/// Every column may stand below a parent, none merged down (`domain.md` §1.2, header depth).
pub(super) const EVERY_COLUMN_BELOW_A_PARENT: bool = true;

/// 填表人：, 审核人： and 联系电话： stand where there is room, also in the columns of problem and status: a row that
/// begins with a footer's word is one (`domain.md` §9, `footer_prefix`).
pub(super) const FOOTERS_BELOW_ANY_COLUMNS: bool = true;
