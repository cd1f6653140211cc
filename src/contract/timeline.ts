import { type Static, type TSchema, Type } from 'typebox';
import { SelectBranch } from './diff.ts';
import { FailureKind, Mergeability, PullRequestState, ReviewDecision } from './diff-status.ts';
import { Instant, literals, nullable } from './schema.ts';

const event = <Kind extends string, Properties extends Record<string, TSchema>>(
  kind: Kind,
  properties: Properties,
) => Type.Object({ kind: Type.Literal(kind), ...properties });

const PullRequestName = {
  number: nullable(Type.Integer()),
  url: nullable(Type.String()),
  title: nullable(Type.String()),
};

/**
 * An observed change. A branch is tracked from its first push; pushes within ten seconds are combined.
 * Facts that exist when a pull request is found, other than its state, follow as separate events.
 */
export const TimelineEvent = Type.Union([
  event('branch_tracked', {}),
  event('push_seen', {}),
  event('pull_request_found', { ...PullRequestName, state: nullable(PullRequestState) }),
  event('pull_request_gone', { ...PullRequestName }),
  event('state_changed', { state: PullRequestState }),
  event('draft_changed', { draft: Type.Boolean() }),
  event('title_changed', { title: Type.String() }),
  event('commits_pushed', {
    head_sha: Type.String(),
    url: Type.Optional(nullable(Type.String({ description: 'its page at the forge' }))),
  }),
  event('review_changed', {
    decision: nullable(ReviewDecision),
    approved: nullable(Type.Boolean()),
    changes_requested: nullable(Type.Boolean()),
  }),
  event('reviewers_asked', { reviewers: Type.Array(Type.String()) }),
  event('threads_opened', { count: Type.Integer() }),
  event('checks_changed', {
    state: nullable(literals(['passed', 'failed', 'pending'])),
    passed: nullable(Type.Integer()),
    failed: nullable(Type.Integer()),
    pending: nullable(Type.Integer()),
  }),
  event('mergeability_changed', { mergeability: nullable(Mergeability) }),
  event('merge_plan_changed', { auto_merge: Type.Boolean(), in_merge_queue: Type.Boolean() }),
  event('look_failed', {
    failure: FailureKind,
    message: Type.String(),
    retry_at: nullable(Instant),
  }),
  event('recovered', {}),
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

/** The observed changes of a tracked branch, newest first. */
export const Timeline = Type.Object(
  {
    chat_id: Type.String(),
    remote_origin: Type.String(),
    branch: Type.String(),
    entries: Type.Array(TimelineEntry),
    next_cursor: nullable(Type.String({ description: 'cursor for older entries' })),
  },
  { $id: 'Timeline' },
);

export type TimelineEvent = Static<typeof TimelineEvent>;
export type TimelineEntry = Static<typeof TimelineEntry>;
export type Timeline = Static<typeof Timeline>;
