import { describe, expect, test } from 'vitest';
import type { Unread } from './client/forge-api.ts';
import { toFailed } from './client/outcomes.ts';
import type { FileDiffOutcome } from './forge.ts';
import { checkLine, toCommentOutcome } from './post-comment.ts';
import { samplePullRequest } from './testing/forge-scenario.ts';

const { diff, headSha } = samplePullRequest;
const shown: FileDiffOutcome = { kind: 'text', diff, headSha };

test.each([
  [null, 1, 'in_diff'],
  [null, 5, 'in_diff'],
  [null, 6, 'not_in_diff'],
  [3, null, 'in_diff'],
  [4, null, 'not_in_diff'],
  [400, 5, 'in_diff'],
  [null, null, 'not_in_diff'],
])('old line %s, new line %s: %s', (oldLine, newLine, kind) => {
  expect(checkLine(shown, { headSha, oldLine, newLine }).kind).toBe(kind);
});

test('no line is in the diff after another push', () => {
  const line = checkLine(shown, { headSha: '9'.repeat(40), oldLine: null, newLine: 1 });
  expect(line).toMatchObject({ kind: 'not_in_diff', reason: expect.stringContaining('newer') });
});

test('returns a rate limit unchanged', () => {
  const limited = { kind: 'rate_limited', retryInMs: 1_000 } as const;
  expect(checkLine(limited, { headSha, oldLine: null, newLine: 1 })).toBe(limited);
});

type FailureKind = Parameters<typeof toFailed>[0];

function toOutcome(status: number | undefined, kind: FailureKind, forgeMessage?: string) {
  const unread: Unread = { kind: 'unread', status, outcome: toFailed(kind, 'No.'), forgeMessage };
  return toCommentOutcome(unread, () => null);
}

function getMessage(outcome: ReturnType<typeof toOutcome>): string {
  if (outcome.kind === 'refused') return outcome.message;
  return outcome.kind === 'failed' ? outcome.failure.message : '';
}

describe('a comment', () => {
  test.each([400, 409, 413, 422])('is refused when the forge responds with %i', (status) => {
    const outcome = toOutcome(status, 'unavailable', 'line must be part of the diff');
    expect(outcome.kind).toBe('refused');
    expect(getMessage(outcome)).toContain('"line must be part of the diff"');
  });

  test('on a locked pull request is refused', () => {
    expect(toOutcome(403, 'forbidden', 'Issue is locked').kind).toBe('refused');
    expect(toOutcome(403, 'forbidden', 'Blocked').kind).toBe('failed');
  });

  test('with a read-only token fails with advice', () => {
    const outcome = toOutcome(403, 'forbidden');
    expect(outcome).toMatchObject({ kind: 'failed', failure: { kind: 'forbidden' } });
    expect(getMessage(outcome)).toContain('may write comments');
  });

  test.each<[number | undefined, FailureKind, boolean]>([
    [502, 'unavailable', true],
    [undefined, 'timed_out', true],
    [undefined, 'unavailable', true],
    [undefined, 'unauthorized', false],
    [401, 'unauthorized', false],
    [404, 'not_found', false],
  ])('that failed with %s, %s may have arrived: %s', (status, kind, expected) => {
    expect(getMessage(toOutcome(status, kind)).includes('may have arrived')).toBe(expected);
  });

  test('returns a rate limit (S5)', () => {
    const outcome = { kind: 'rate_limited', retryInMs: 90_000 } as const;
    const unread: Unread = { kind: 'unread', status: 429, outcome };
    expect(toCommentOutcome(unread, () => null)).toEqual(outcome);
  });
});
