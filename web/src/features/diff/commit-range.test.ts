import { describe, expect, test } from 'vitest';
import { countSince, parseCommitRange } from './commit-range.ts';

const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];

test.each([
  [
    { from: a, to: b },
    { from: a, to: b },
  ],
  [
    { from: a.toUpperCase(), to: b },
    { from: a, to: b },
  ],
  [{ from: a, to: '' }, undefined],
  [{ from: 'aaaaaaa', to: b }, undefined],
  [{ from: '0'.repeat(40), to: b }, undefined],
  [{ from: `main...${b}`, to: b }, undefined],
])('an address with %s has the range %s', (search, range) => {
  expect(parseCommitRange(search)).toEqual(range);
});

describe('the commits since the last look', () => {
  const toList = (shas: string[], commits_truncated = false) => {
    const rest = { title: 'x', author: null, avatar_url: null, authored_at: null, url: null };
    const place = { chat_id: '1', remote_origin: 'o', branch: 'x' };
    return { ...place, commits: shas.map((sha) => ({ sha, ...rest })), commits_truncated };
  };

  test('are those after the one that was seen', () => {
    expect(countSince(toList([a, b, c]), a)).toEqual({ kind: 'commits', count: 2 });
  });

  test('cannot be counted after the branch was rewritten', () => {
    expect(countSince(toList([b, c]), a)).toEqual({ kind: 'rewritten' });
  });

  test.each([undefined, toList([b, c], true), toList([])])('are unknown without a list', (list) => {
    expect(countSince(list, a)).toEqual({ kind: 'unknown' });
  });
});
