import { type Static, Type } from 'typebox';
import { Instant, literals, nullable } from './schema.ts';

export const PullRequestState = literals(['open', 'closed', 'merged']);

/** Why a row is not newer than it is. `kind` is for programs, `message` for people. */
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

const Checks = Type.Object({
  state: nullable(literals(['passed', 'failed', 'pending'])),
  passed: nullable(Type.Integer()),
  failed: nullable(Type.Integer()),
  pending: nullable(Type.Integer()),
});

const mergeableDescription =
  'no conflicts with the base; null while unknown, which never means clean';
const mergeabilityDescription =
  'whether the forge would merge it now; null without pull request, unknown is never clean';

/** As the forge shows it. */
export const Label = Type.Object({
  name: Type.String(),
  color: nullable(Type.String({ description: '#rrggbb' })),
});

const reviewDecisionDescription = 'the verdict of the forge itself; none: it asks for no review';

export const ReviewDecision = literals([
  'approved',
  'changes_requested',
  'review_required',
  'none',
]);

export const Mergeability = literals(['mergeable', 'conflicting', 'behind', 'blocked', 'unknown']);

/** What is known of one tracked branch. Everything about a pull request is null until one was found. */
export const DiffStatus = Type.Object(
  {
    chat_id: Type.String(),
    git_remote_origin: Type.String(),
    git_branch: Type.String(),
    remote_origin: Type.String({ description: 'the same as git_remote_origin' }),
    forge_id: nullable(Type.String()),
    repository: nullable(Type.String({ description: 'owner and name, as the forge shows it' })),
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
      description: 'the forge stopped counting: additions, deletions and files may be more',
    }),
    commits: nullable(Type.Integer()),
    author_login: nullable(Type.String()),
    author_avatar_url: nullable(Type.String()),
    base_branch: nullable(Type.String()),
    head_branch: nullable(Type.String()),
    head_sha: nullable(Type.String()),
    pull_request_changed_at: nullable(Instant),
    checks: Checks,
    mergeable: nullable(Type.Boolean({ description: mergeableDescription })),
    mergeability: nullable({ ...Mergeability, description: mergeabilityDescription }),
    auto_merge: nullable(Type.Boolean()),
    in_merge_queue: nullable(Type.Boolean()),
    merge_queue_position: nullable(Type.Integer({ description: 'from 1' })),
    review_decision: nullable({ ...ReviewDecision, description: reviewDecisionDescription }),
    unresolved_threads: nullable(Type.Integer()),
    requested_reviewers: nullable(Type.Array(Type.String())),
    labels: nullable(Type.Array(Label)),
    failure: nullable(Failure),
    revision: Type.Integer({ description: 'rises with every mark stale and every acquire' }),
    refreshed_at: nullable(Instant),
    stale_at: nullable(Instant),
    reported_at: nullable(Instant),
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
