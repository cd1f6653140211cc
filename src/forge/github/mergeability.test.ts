import { describe, expect, test } from 'vitest';
import { parsePullRequest } from './answers.ts';
import { pullRequestJson } from './testing/json-answers.ts';

function parse(more: Record<string, unknown>) {
  return parsePullRequest(pullRequestJson(1, more));
}

describe('mergeability', () => {
  test.each([
    [true, 'clean', 'mergeable'],
    [true, 'has_hooks', 'mergeable'],
    [true, 'unstable', 'mergeable'],
    [true, 'dirty', 'conflicting'],
    [true, 'behind', 'behind'],
    [true, 'blocked', 'blocked'],
    [true, 'draft', 'blocked'],
    [true, 'unknown', 'computing'],
    [true, 'something new', 'unknown'],
    [true, undefined, 'unknown'],
    [false, 'dirty', 'conflicting'],
    [false, 'clean', 'conflicting'],
    [null, 'unknown', 'computing'],
    [null, 'clean', 'computing'],
    [undefined, 'clean', 'unknown'],
    ['yes', 'clean', 'unknown'],
  ])('mergeable %s and state %s is %s', (mergeable, state, expected) => {
    expect(parse({ mergeable, mergeable_state: state })?.mergeability).toBe(expected);
  });

  test('of a draft is never clean', () => {
    expect(parse({ draft: true })?.mergeability).toBe('blocked');
  });

  test('of a closed one is unknown, not computed for ever', () => {
    expect(parse({ state: 'closed', mergeable: null })?.mergeability).toBe('unknown');
  });
});

describe('what a list tells', () => {
  test('labels have one order and a colour only where it is one', () => {
    const labels = [
      { name: 'zeal', color: 'D73A4A' },
      { name: 'a\u0000b', color: 'red;x' },
    ];
    expect(parse({ labels })?.labels).toEqual([
      { name: 'a b', color: null },
      { name: 'zeal', color: '#d73a4a' },
    ]);
  });

  test('requested reviewers are accounts and teams', () => {
    const requested = {
      requested_reviewers: [{ login: 'grace' }, { login: 'bob' }],
      requested_teams: [{ slug: 'core', name: 'The core' }],
    };
    expect(parse(requested)?.requestedReviewers).toEqual(['bob', 'core', 'grace']);
  });

  test.each([
    { labels: undefined },
    { labels: [{ id: 1 }] },
    { requested_reviewers: undefined },
    { requested_teams: [{ id: 1 }] },
    { auto_merge: undefined },
  ])('what is not told is unknown, and no reason to refuse the rest: %j', (more) => {
    const { labels, requestedReviewers, autoMerge } = parse(more) ?? {};
    expect([labels, requestedReviewers, autoMerge].filter((told) => told === null)).toHaveLength(1);
  });

  test('auto-merge is on or off', () => {
    expect(parse({ auto_merge: { merge_method: 'squash' } })?.autoMerge).toBe(true);
    expect(parse({ auto_merge: null })?.autoMerge).toBe(false);
  });
});
