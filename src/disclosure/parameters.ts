// Every number of disclosure control in one place, each with its reason; docs/statistics.md says what attacks gained under them.

/** No count below it goes out (domain N01; Eurostat, Handbook on Statistical Disclosure Control, chapter 4: minimum frequency). */
export const THRESHOLD = 10

/**
 * The threshold is no sharp edge: a set of children has one of its own between THRESHOLD and THRESHOLD + EDGE - 1. With a sharp
 * one, who knows nine children of a cell learns of the tenth by whether there is a number; so at most by one chance in EDGE.
 */
export const EDGE = 15

/** The largest count that may stand behind a cell held back for its size. */
export const LARGEST_HELD_BACK = THRESHOLD + EDGE - 1

/** Published counts are multiples of it, so that no single child shows in a last digit. */
export const ROUNDING = 5

/** A value that takes this share of a group is held back with its group: it would be said of each child in it. */
export const ATTRIBUTE_SHARE = 0.9
/** The share is no sharp edge either: it lies up to this much lower, by the group's own draw. */
export const ATTRIBUTE_EDGE = 0.1

/**
 * A group of fewer children is held back so wherever it lies, for in it a value of nearly all is said of children who know one another. In a
 * large group above street level it is a share of the district, which is what statistics are for. Its edge is EDGE children wide.
 */
export const ATTRIBUTE_SMALL = 100

/**
 * The p % rule (Handbook, chapter 4): the second largest contributor must not come nearer to the largest than this share of it. It is
 * preferred there over the (n,k) rule, for it alone asks what a contributor who knows their own part learns of another's.
 */
export const DOMINANCE_SHARE = 0.1

/** Below it a median is nearly one child's own value. It has an edge of EDGE children too. */
export const PERCENTILE_CHILDREN = 30
/** The rank that is read lies off by the drawn deviation over this: three children at most. */
export const RANK_DIVISOR = 4

/** What an interval that others can compute must hold: empty (0) and all small counts alike. */
export const LARGEST_SMALL = THRESHOLD - 1
/** How wide it must be in an exact table around a cell that is no small one (Handbook, chapter 4: sliding protection). */
export const PROTECTED_WIDTH = 10

/** At most so many grouping dimensions, and one filter with one value beside them. */
export const MOST_GROUPS = 2
/** Streets by a few other codes, and no finer. */
export const MOST_CELLS = 2_000

/**
 * How often a child may be looked at. Each released partition shows every child in one cell, with noise of its own; what many looks tell
 * together grows with the square root of their number, whoever of the analysts asked.
 */
export const LOOKS = {
  /** Partitions that one analyst may have in a period. */
  analyst: 8,
  /** That all analysts may have together: they can talk to one another. */
  pooled: 12,
  /** That may cross one sensitive dimension, pooled. */
  sensitive: 6,
  /** Of the former period's partitions, so many may be had again: what differs between the two tells of who came. */
  series: 3,
} as const
