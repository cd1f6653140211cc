import { expect, test } from 'vitest';
import { checkPlace } from './comment-place.ts';
import type { FileDiffOutcome } from './forge.ts';
import { samplePullRequest } from './testing/forge-scenario.ts';

const { diff, headSha } = samplePullRequest;
const shown: FileDiffOutcome = { kind: 'text', diff, headSha };

test.each([
  [null, 1, 'shown'],
  [null, 5, 'shown'],
  [null, 6, 'elsewhere'],
  [3, null, 'shown'],
  [4, null, 'elsewhere'],
  [400, 5, 'shown'],
  [null, null, 'elsewhere'],
])('line %s, now %s, is %s', (oldLine, newLine, kind) => {
  expect(checkPlace(shown, { headSha, oldLine, newLine }).kind).toBe(kind);
});

test('no line is there after another push', () => {
  const place = checkPlace(shown, { headSha: '9'.repeat(40), oldLine: null, newLine: 1 });
  expect(place).toMatchObject({ kind: 'elsewhere', reason: expect.stringContaining('newer') });
});

test('what could not be read stays what it is', () => {
  const limited = { kind: 'rate_limited', until: new Date(0) } as const;
  expect(checkPlace(limited, { headSha, oldLine: null, newLine: 1 })).toBe(limited);
});
