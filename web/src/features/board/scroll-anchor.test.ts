import { describe, expect, test } from 'vitest';
import { makeChat } from '../../testing/chats.ts';
import { toBoardEntry } from '../status/sections.ts';
import type { BoardItem } from './board-items.ts';
import { type BoardLayout, buildBoardLayout, findNearestRow, findRowFrom } from './board-layout.ts';
import { computeMedianShift, findScrollTop } from './scroll-anchor.ts';
import { findStickyHeading, listRenderedIndexes } from './visible-range.ts';

const heights = { row: 38, heading: 40, empty: 36 };

/** `A B` are rows, `#` is a heading. */
function layOut(names: string, row = 38): BoardLayout {
  const items = names.split(' ').map((name): BoardItem => {
    if (name.startsWith('#')) {
      return {
        kind: 'heading',
        key: name,
        label: 'Working',
        section: 'working',
        count: 0,
        open: undefined,
      };
    }
    const chat = makeChat([], { id: name });
    const line = toBoardEntry(chat).urgent;
    const rest = { title: name, nested: false, folded: 0, open: false };
    return { kind: 'row', key: name, section: 'working', chat, line, ...rest };
  });
  return buildBoardLayout(items, { ...heights, row });
}

const before = layOut('# a b c d e f g h');
/** Shows `b` to `e`; the sticky heading covers `a`. */
const view = { top: 40 + 38 - 40, height: 40 + 4 * 38 };

describe('the visible rows stay in place', () => {
  test('when rows are added above', () => {
    const after = layOut('# x y a b c d e f g h');
    expect(findScrollTop(before, after, view)).toBe(view.top + 2 * 38);
  });

  test('when rows above are removed', () => {
    expect(findScrollTop(before, layOut('# b c d e f g h'), view)).toBe(view.top - 38);
  });

  test('when a visible row moves away', () => {
    expect(findScrollTop(before, layOut('# a b d e f g h c'), view)).toBe(view.top);
    expect(findScrollTop(before, layOut('# c a b d e f g h'), view)).toBe(view.top);
  });

  test('when the focused row moves away', () => {
    const after = layOut('# a b d e f g h c');
    expect(findScrollTop(before, after, view, { key: 'c', held: false })).toBe(view.top);
  });

  test('with the focused row, when a row is added right above it', () => {
    const after = layOut('# a b c d x e f g h');
    const anchor = { key: 'e', held: false };
    expect(findScrollTop(before, layOut('# a b c d e f g h x'), view, anchor)).toBe(view.top);
    expect(findScrollTop(before, after, view)).toBe(view.top);
    expect(findScrollTop(before, layOut('# x a b c d e f g h'), view, anchor)).toBe(view.top + 38);
  });

  test('with the row that was just unfolded', () => {
    const after = layOut('# a b b1 b2 c d e f g h');
    expect(findScrollTop(before, after, view, { key: 'b', held: true })).toBe(view.top);
  });

  test('relative to the focused row, when all rows change their height', () => {
    const after = layOut('# a b c d e f g h', 56);
    expect(findScrollTop(before, after, view, { key: 'd', held: false })).toBe(view.top + 3 * 18);
    expect(findScrollTop(before, after, view)).toBe(view.top + 18);
  });

  test('without scrolling above the top', () => {
    expect(findScrollTop(before, layOut('# e'), view)).toBe(0);
  });
});

describe('rows that are not rendered', () => {
  const many = layOut(`# ${Array.from({ length: 500 }, (_, index) => `r${index}`).join(' ')} #2 z`);

  test('the next row is found across a heading, and none beyond the ends', () => {
    expect(findRowFrom(many, 500, 1)).toBe(502);
    expect(findRowFrom(many, 502, -1)).toBe(500);
    expect(findRowFrom(many, 1, -1)).toBeUndefined();
    expect(findRowFrom(many, 502, 1)).toBeUndefined();
  });

  test('the nearest row to a removed one is the one in its place, else the last', () => {
    expect(findNearestRow(many, 3)).toBe(3);
    expect(findNearestRow(many, 503)).toBe(502);
  });

  test('visible rows, all headings and the focused row are rendered', () => {
    const rendered = listRenderedIndexes(
      many,
      { startIndex: 100, endIndex: 110 },
      ['r400', undefined],
      undefined,
    );
    expect(rendered).toHaveLength(27 + 3);
    expect([rendered[0], rendered[1], rendered.at(-2), rendered.at(-1)]).toEqual([0, 92, 401, 501]);
  });

  test('a selection is rendered from end to end', () => {
    const rendered = listRenderedIndexes(
      many,
      { startIndex: 300, endIndex: 310 },
      [],
      ['r250', 'r50'],
    );
    expect(rendered).toContain(150);
  });

  test('the heading of the visible section is sticky', () => {
    expect(findStickyHeading(many, 400)).toBe(0);
    expect(findStickyHeading(many, 501)).toBe(501);
  });
});

const rows = (...tops: number[]) => new Map(tops.map((top, row) => [`row-${row}`, top]));

test('a row inserted above shifts the view by its height', () => {
  expect(computeMedianShift(rows(0, 38, 76), rows(38, 76, 114))).toBe(38);
});

test('a row that moved away does not take the view with it', () => {
  expect(computeMedianShift(rows(0, 38, 76), rows(0, 38, 900))).toBe(0);
});

test('rows without a previous position cause no shift', () => {
  expect(computeMedianShift(new Map(), rows(1, 2))).toBe(0);
});
