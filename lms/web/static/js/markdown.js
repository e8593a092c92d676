/* What lines of Markdown are, for scripts that go through a text line by line. */

/* Where a program begins or ends: what looks like a heading between two of them is none. */
export const FENCE = /^ {0,3}(?:```|~~~)/;
