import { describe, expect, test } from 'vitest';
import { maximumBranches, parseSeenHeads, withoutBefore, withSeenHead } from './last-seen.ts';

describe('the head that was seen last', () => {
  test('is followed by the next one, and the same one again changes nothing', () => {
    const first = withSeenHead({}, 'branch', 'a', 1);
    expect(first).toEqual({ branch: { head: 'a', before: null, at: 1 } });
    const second = withSeenHead(first, 'branch', 'b', 2);
    expect(second).toEqual({ branch: { head: 'b', before: 'a', at: 2 } });
    expect(withSeenHead(second, 'branch', 'b', 3)).toBe(second);
  });

  test('is kept when the one before it is dropped', () => {
    const seen = withSeenHead(withSeenHead({}, 'branch', 'a', 1), 'branch', 'b', 2);
    expect(withoutBefore(seen, 'branch')).toEqual({ branch: { head: 'b', before: null, at: 2 } });
    expect(withoutBefore(seen, 'toString')).toBe(seen);
  });

  test('is forgotten first for the branch that was seen longest ago', () => {
    let seen = {};
    for (let at = 0; at <= maximumBranches; at++) seen = withSeenHead(seen, `b${at}`, 'a', at);
    expect(Object.keys(seen)).toHaveLength(maximumBranches);
    expect(seen).not.toHaveProperty('b0');
    expect(seen).toHaveProperty('b1');
  });

  test.each([null, '', 'no json', '[1]', 'null', '{"b":{"head":1,"before":null,"at":1}}'])(
    'is unknown in damaged storage: %s',
    (text) => {
      expect(parseSeenHeads(text)).toEqual({});
    },
  );
});
