import { expect, test } from 'vitest';
import type { Review } from '../../../../src/contract/pull-request.ts';
import type { TimelineEntry, TimelineEvent } from '../../../../src/contract/timeline.ts';
import { type EventNames, withNames } from './event-names.ts';
import { formatEvent } from './format-event.ts';

const at = '2026-01-01T12:00:00.000Z';
const sha = 'a'.repeat(40);
const commit = { sha, title: 'Wait', author: 'ada', avatar_url: null, authored_at: at, url: null };
const toReview = (reviewer: string, state: Review['state'], submitted_at: string | null) => ({
  reviewer,
  state,
  submitted_at,
  avatar_url: null,
  url: null,
});

function show(event: TimelineEvent, names: Partial<EventNames>) {
  const entry: TimelineEntry = { id: '1', at, event };
  const known = { commits: new Map(), reviews: [], ...names };
  return withNames(formatEvent(event, 'GitHub', 0), entry, known);
}

test('a push shows the title of its commit, if it is still in the pull request', () => {
  const pushed = { kind: 'commits_pushed', head_sha: sha, url: 'https://forge.test/c' } as const;
  expect(show(pushed, { commits: new Map([[sha, commit]]) })).toMatchObject({ quote: 'Wait' });
  expect(show(pushed, {})).toMatchObject({ url: 'https://forge.test/c' });
  expect(show(pushed, {})).not.toHaveProperty('quote');
});

test('a review names those who gave it shortly before, and no one else', () => {
  const approved = {
    kind: 'review_changed',
    decision: 'approved',
    approved: true,
    changes_requested: false,
  } as const;
  const reviews = [
    toReview('mira', 'approved', '2026-01-01T11:59:30Z'),
    toReview('jun', 'approved', '2026-01-01T09:00:00Z'),
    toReview('lenka', 'changes_requested', '2026-01-01T11:59:00Z'),
    toReview('tomas', 'approved', null),
  ];
  expect(show(approved, { reviews }).detail).toBe('by mira');
  expect(show({ ...approved, decision: 'changes_requested' }, { reviews }).detail).toBe('by lenka');
  expect(show(approved, {}).detail).toBeUndefined();
});
