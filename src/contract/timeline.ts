import { type Static, type TSchema, Type } from 'typebox';
import { SelectBranch } from './diff.ts';
import { FailureKind, Mergeability, PullRequestState, ReviewDecision } from './diff-status.ts';
import { Instant, literals, nullable } from './schema.ts';

const what = <Kind extends string, Properties extends Record<string, TSchema>>(
  kind: Kind,
  properties: Properties,
) => Type.Object({ kind: Type.Literal(kind), ...properties });

const PullRequestName = {
  number: nullable(Type.Integer()),
  url: nullable(Type.String()),
  title: nullable(Type.String()),
};

/**
 * What happened, as far as Afterpush saw it. A branch is tracked from its first push on, and pushes that
 * follow each other within ten seconds are one. What is so when a pull request is found, other than its
 * state, follows as if it had happened then.
 */
export const TimelineEvent = Type.Union([
  what('branch_tracked', {}),
  what('push_seen', {}),
  what('pull_request_found', { ...PullRequestName, state: nullable(PullRequestState) }),
  what('pull_request_gone', { ...PullRequestName }),
  what('state_changed', { state: PullRequestState }),
  what('draft_changed', { draft: Type.Boolean() }),
  what('title_changed', { title: Type.String() }),
  what('commits_pushed', { head_sha: Type.String() }),
  what('review_changed', {
    decision: nullable(ReviewDecision),
    approved: nullable(Type.Boolean()),
    changes_requested: nullable(Type.Boolean()),
  }),
  what('reviewers_asked', { reviewers: Type.Array(Type.String()) }),
  what('checks_changed', {
    state: nullable(literals(['passed', 'failed', 'pending'])),
    passed: nullable(Type.Integer()),
    failed: nullable(Type.Integer()),
    pending: nullable(Type.Integer()),
  }),
  what('mergeability_changed', { mergeability: nullable(Mergeability) }),
  what('merge_plan_changed', { auto_merge: Type.Boolean(), in_merge_queue: Type.Boolean() }),
  what('look_failed', {
    failure: FailureKind,
    message: Type.String(),
    retry_at: nullable(Instant),
  }),
  what('recovered', {}),
]);

export const ListTimeline = Type.Object(
  {
    ...SelectBranch.properties,
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
    cursor: Type.Optional(Type.String({ maxLength: 500 })),
  },
  { additionalProperties: false },
);

export const TimelineEntry = Type.Object({
  id: Type.String(),
  at: Instant,
  event: TimelineEvent,
});

/** What Afterpush saw of one tracked branch and when, newest first. */
export const Timeline = Type.Object(
  {
    chat_id: Type.String(),
    remote_origin: Type.String(),
    branch: Type.String(),
    entries: Type.Array(TimelineEntry),
    next_cursor: nullable(Type.String({ description: 'asks for older entries' })),
  },
  { $id: 'Timeline' },
);

export type TimelineEvent = Static<typeof TimelineEvent>;
export type TimelineEntry = Static<typeof TimelineEntry>;
export type Timeline = Static<typeof Timeline>;
