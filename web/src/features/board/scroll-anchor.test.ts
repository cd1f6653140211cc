import { describe, expect, test } from 'vitest';
import { makeChat } from '../../testing/chats.ts';
import { toEntry } from '../status/sections.ts';
import type { BoardItem } from './board-items.ts';
import { type BoardLayout, findRowFrom, findRowNear, toBoardLayout } from './board-layout.ts';
import { computeMedianShift, toSteadyTop } from './scroll-anchor.ts';
import { findStickyHeading, toDrawn } from './visible-range.ts';

const measures = { row: 38, heading: 40, empty: 36 };

/** `A B` are rows, `#` is a heading. */
function layOut(names: string, row = 38): BoardLayout {
  const items = names.split(' ').map((name): BoardItem => {
    if (name.startsWith('#')) {
      return { kind: 'heading', key: name, section: 'working', count: 0, open: undefined };
    }
    const chat = makeChat([], { id: name });
    const line = toEntry(chat).primary;
    const rest = { title: name, nested: false, folded: 0, open: false };
    return { kind: 'row', key: name, section: 'working', chat, line, ...rest };
  });
  return toBoardLayout(items, { ...measures, row });
}

const before = layOut('# a b c d e f g h');
/** From below the heading, which covers `a`, to the end of `e`. */
const view = { top: 40 + 38 - 40, height: 40 + 4 * 38 };

describe('a reader goes on seeing what they saw', () => {
  test('when rows come in above', () => {
    const after = layOut('# x y a b c d e f g h');
    expect(toSteadyTop(before, after, view)).toBe(view.top + 2 * 38);
  });

  test('when rows above go', () => {
    expect(toSteadyTop(before, layOut('# b c d e f g h'), view)).toBe(view.top - 38);
  });

  test('when one of the rows in view goes elsewhere', () => {
    expect(toSteadyTop(before, layOut('# a b d e f g h c'), view)).toBe(view.top);
    expect(toSteadyTop(before, layOut('# c a b d e f g h'), view)).toBe(view.top);
  });

  test('though the row with the focus goes elsewhere', () => {
    const after = layOut('# a b d e f g h c');
    expect(toSteadyTop(before, after, view, { key: 'c', held: false })).toBe(view.top);
  });

  test('with the focused row where it was, when a row comes in right above it', () => {
    const after = layOut('# a b c d x e f g h');
    const anchor = { key: 'e', held: false };
    expect(toSteadyTop(before, layOut('# a b c d e f g h x'), view, anchor)).toBe(view.top);
    expect(toSteadyTop(before, after, view)).toBe(view.top);
    expect(toSteadyTop(before, layOut('# x a b c d e f g h'), view, anchor)).toBe(view.top + 38);
  });

  test('with the row that was unfolded under the hand', () => {
    const after = layOut('# a b b1 b2 c d e f g h');
    expect(toSteadyTop(before, after, view, { key: 'b', held: true })).toBe(view.top);
  });

  test('from the row they are at, when all rows change their height', () => {
    const after = layOut('# a b c d e f g h', 56);
    expect(toSteadyTop(before, after, view, { key: 'd', held: false })).toBe(view.top + 3 * 18);
    expect(toSteadyTop(before, after, view)).toBe(view.top + 18);
  });

  test('and never from above the top', () => {
    expect(toSteadyTop(before, layOut('# e'), view)).toBe(0);
  });
});

describe('rows that are not drawn', () => {
  const many = layOut(`# ${Array.from({ length: 500 }, (_, index) => `r${index}`).join(' ')} #2 z`);

  test('the next row is found over a heading, and none past the ends', () => {
    expect(findRowFrom(many, 500, 1)).toBe(502);
    expect(findRowFrom(many, 502, -1)).toBe(500);
    expect(findRowFrom(many, 1, -1)).toBeUndefined();
    expect(findRowFrom(many, 502, 1)).toBeUndefined();
  });

  test('after a row has gone, the one in its place is near, at the end the one before', () => {
    expect(findRowNear(many, 3)).toBe(3);
    expect(findRowNear(many, 503)).toBe(502);
  });

  test('what is in view, every heading and what the reader is at are drawn', () => {
    const drawn = toDrawn(many, { startIndex: 100, endIndex: 110 }, ['r400', undefined], undefined);
    expect(drawn).toHaveLength(27 + 3);
    expect([drawn[0], drawn[1], drawn.at(-2), drawn.at(-1)]).toEqual([0, 92, 401, 501]);
  });

  test('a selection is drawn from end to end', () => {
    const drawn = toDrawn(many, { startIndex: 300, endIndex: 310 }, [], ['r250', 'r50']);
    expect(drawn).toContain(150);
  });

  test('the heading of what is in view stays on top', () => {
    expect(findStickyHeading(many, 400)).toBe(0);
    expect(findStickyHeading(many, 501)).toBe(501);
  });
});

const rows = (...tops: number[]) => new Map(tops.map((top, row) => [`row-${row}`, top]));

test('a row inserted above shifts the view by its height', () => {
  expect(computeMedianShift(rows(0, 38, 76), rows(38, 76, 114))).toBe(38);
});

test('a row that went elsewhere does not take the view with it', () => {
  expect(computeMedianShift(rows(0, 38, 76), rows(0, 38, 900))).toBe(0);
});

test('nothing known moves nothing', () => {
  expect(computeMedianShift(new Map(), rows(1, 2))).toBe(0);
});
