import { type Static, Type } from 'typebox';
import { Instant, literals, nullable } from './schema.ts';
import { Verdict } from './verdict.ts';

export const PullRequestState = literals(['open', 'closed', 'merged']);

/** Why the latest refresh failed. Programs use `kind`, people read `message`. */
export const FailureKind = literals([
  'no_forge',
  'no_token',
  'rate_limited',
  'unauthorized',
  'forbidden',
  'not_found',
  'unavailable',
  'timed_out',
  'malformed',
  'internal',
]);

const Failure = Type.Object({
  kind: FailureKind,
  message: Type.String(),
  retry_at: nullable(Instant),
});

const RequiredChecks = Type.Object({
  passed: Type.Integer(),
  failed: Type.Integer(),
  pending: Type.Integer(),
  missing: Type.Integer({ description: 'required, but no run was reported' }),
});

/** The checks of one commit, each counted once: the newest run of (app, workflow, name). */
const Checks = Type.Object({
  head_sha: nullable(Type.String({ description: 'the commit that the checks belong to' })),
  state: nullable(literals(['passed', 'failed', 'pending'])),
  passed: nullable(Type.Integer()),
  failed: nullable(Type.Integer()),
  pending: nullable(Type.Integer()),
  required: nullable({
    ...RequiredChecks,
    description: "null when the forge's rules cannot be read; all zero when they demand none",
  }),
  optional_failed: nullable(
    Type.Integer({ description: 'failed checks that the forge does not require' }),
  ),
  missing: Type.Array(Type.String(), {
    description: 'required or usual checks that have not started',
  }),
  retriggered_at: nullable({
    ...Instant,
    description:
      'when the forge last had a reason to run the checks of this commit again: the pull request was opened, ' +
      'reopened, marked as ready or based on another branch; null without one',
  }),
  readable: Type.Boolean(),
  failure_message: nullable(Type.String({ description: 'why the checks cannot be read' })),
});

const mergeableDescription = 'whether there are no conflicts with the base; null while unknown';
const mergeabilityDescription = 'whether the forge would merge it now; null without a pull request';

const headRepositoryDescription =
  "owner/name of the pull request's head repository; null without one: deleted fork, no pull request";

const nextCheckDescription =
  'when it is checked next; null while it is being checked, while it waits for polling, and when no check is scheduled';

const activeDescription =
  'when the work last moved: a push, a change of the pull request, a review, or the result of checks';

export const Label = Type.Object({
  name: Type.String(),
  color: nullable(Type.String({ description: '#rrggbb' })),
});

const reviewDecisionDescription = "the forge's overall decision; none: no review is required";

export const ReviewDecision = literals([
  'approved',
  'changes_requested',
  'review_required',
  'none',
]);

export const Mergeability = literals(['mergeable', 'conflicting', 'behind', 'blocked', 'unknown']);

/** The status of a tracked branch. All pull request fields are null until one is found. */
export const DiffStatus = Type.Object(
  {
    chat_id: Type.String(),
    git_remote_origin: Type.String(),
    git_branch: Type.String(),
    remote_origin: Type.String({ description: 'the same as git_remote_origin' }),
    remote_origins: Type.Array(Type.String(), {
      description: 'every address that reached the branch, git_remote_origin first; each names it',
    }),
    forge_id: nullable(Type.String()),
    repository: nullable(Type.String({ description: 'owner/name as the forge spells it' })),
    repository_url: nullable(Type.String()),
    branch_url: nullable(Type.String()),
    url: nullable(Type.String()),
    pull_request_state: nullable(PullRequestState),
    pull_request_title: nullable(Type.String()),
    pull_request_draft: nullable(Type.Boolean()),
    pr_number: nullable(Type.Integer()),
    changes_requested: nullable(Type.Boolean()),
    approved: nullable(Type.Boolean()),
    reviewer_count: nullable(Type.Integer()),
    additions: nullable(Type.Integer()),
    deletions: nullable(Type.Integer()),
    changed_files: nullable(Type.Integer()),
    counts_at_least: Type.Boolean({
      description:
        'additions, deletions and changed_files are lower bounds, because the forge stopped counting',
    }),
    commits: nullable(Type.Integer()),
    author_login: nullable(Type.String()),
    author_avatar_url: nullable(Type.String()),
    base_branch: nullable(Type.String()),
    head_repository: nullable(Type.String({ description: headRepositoryDescription })),
    head_branch: nullable(Type.String()),
    head_sha: nullable(Type.String()),
    pull_request_changed_at: nullable(Instant),
    checks: Checks,
    verdict: Verdict,
    reported_sha: nullable(
      Type.String({ description: 'the commit of the last push signal, if it named one' }),
    ),
    mergeable: nullable(Type.Boolean({ description: mergeableDescription })),
    mergeability: nullable({ ...Mergeability, description: mergeabilityDescription }),
    auto_merge: nullable(Type.Boolean()),
    in_merge_queue: nullable(Type.Boolean()),
    merge_queue_position: nullable(Type.Integer({ description: 'starts at 1' })),
    review_decision: nullable({ ...ReviewDecision, description: reviewDecisionDescription }),
    unresolved_threads: nullable(Type.Integer()),
    unresolved_threads_at_least: Type.Boolean({
      description:
        'unresolved_threads is a lower bound, because there are more threads than were counted',
    }),
    requested_reviewers: nullable(
      Type.Array(Type.String(), { description: 'at most 100, even if the forge has more' }),
    ),
    labels: nullable(Type.Array(Label, { description: 'at most 100, even if the forge has more' })),
    failure: nullable(Failure),
    revision: Type.Integer({ description: 'incremented by every mark stale and every acquire' }),
    refreshed_at: nullable(Instant),
    stale_at: nullable(Instant),
    checking: Type.Boolean({ description: 'the forge is being queried about this branch' }),
    waits_for_polling: Type.Boolean({
      description:
        'it is not checked before polling goes on, except for a push, a delivery, or an open chat',
    }),
    next_check_at: nullable({ ...Instant, description: nextCheckDescription }),
    reported_at: nullable(Instant),
    active_at: Type.Unsafe<string>({ ...Instant, description: activeDescription }),
    unread_from: nullable(
      Type.String({
        description: 'id of the first entry of the timeline that is unread; null without one',
      }),
    ),
    created_at: Instant,
    updated_at: Instant,
  },
  { $id: 'DiffStatus' },
);

export type DiffStatus = Static<typeof DiffStatus>;
export type Label = Static<typeof Label>;
export type Mergeability = Static<typeof Mergeability>;
export type PullRequestState = Static<typeof PullRequestState>;
export type FailureKind = Static<typeof FailureKind>;
