import { type Static, Type } from 'typebox';
import { SelectBranch } from './diff.ts';
import { Instant, literals, nullable } from './schema.ts';

export const Check = Type.Object({
  id: Type.String({ description: 'the same for every run of this check, also on other commits' }),
  name: Type.String(),
  app: nullable(Type.String({ description: 'the program that runs it' })),
  workflow: nullable(Type.String()),
  state: literals(['passed', 'failed', 'pending', 'skipped']),
  required: nullable(Type.Boolean({ description: 'null when the forge does not say' })),
  url: nullable(Type.String({ description: 'page with the details' })),
  description: nullable(Type.String()),
  started_at: nullable(Instant),
  completed_at: nullable(Instant),
  log: Type.Boolean({ description: 'whether its log can be read' }),
  log_reason: nullable(Type.String({ description: 'why not' })),
});

/** The checks of a tracked branch's pull request, for its head commit. */
export const CheckList = Type.Object(
  {
    chat_id: Type.String(),
    remote_origin: Type.String(),
    branch: Type.String(),
    head_sha: nullable(Type.String()),
    checks: Type.Array(Check),
  },
  { $id: 'CheckList' },
);

/** Selects the lines of a log. */
export const SelectLog = Type.Object(
  {
    ...SelectBranch.properties,
    lines: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        default: 2_000,
        description: 'how many lines; fewer where they are long',
      }),
    ),
    offset: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 1_000_000_000,
        description: 'index of the first line, from 0; by default, the last lines are returned',
      }),
    ),
  },
  { additionalProperties: false },
);

export type Check = Static<typeof Check>;
export type CheckList = Static<typeof CheckList>;

export const ReviewState = literals([
  'approved',
  'changes_requested',
  'commented',
  'dismissed',
  'requested',
]);

/** A reviewer's latest decision, or their latest comment, or the request for their review. */
export const Review = Type.Object({
  reviewer: Type.String(),
  avatar_url: nullable(Type.String()),
  state: ReviewState,
  submitted_at: nullable(Instant),
  url: nullable(Type.String({ description: 'page with the review' })),
});

/** A comment of a thread. Its text is untrusted. */
export const ThreadComment = Type.Object({
  id: Type.String(),
  author: nullable(Type.String({ description: 'null for a deleted account' })),
  body: Type.String({ description: 'Markdown, as its author wrote it' }),
  truncated: Type.Boolean({ description: 'whether the body was cut' }),
  suggestion: nullable(
    Type.String({ description: 'the lines that it proposes in place of those it is about' }),
  ),
  created_at: nullable(Instant),
  updated_at: nullable(Instant),
  url: nullable(Type.String()),
});

/** A conversation about lines of the diff, a comment on the pull request, or the text of a review. */
export const ReviewThread = Type.Object({
  id: Type.String(),
  kind: literals(['diff', 'conversation', 'review']),
  path: nullable(Type.String()),
  line: nullable(
    Type.Integer({ description: 'null for a file, and for a line that the diff no longer shows' }),
  ),
  start_line: nullable(Type.Integer({ description: 'the first line of a range' })),
  side: nullable(literals(['old', 'new'])),
  resolved: nullable(
    Type.Boolean({
      description: 'null where the forge does not report it, or knows no such state',
    }),
  ),
  resolved_by: nullable(Type.String()),
  outdated: nullable(Type.Boolean({ description: 'whether its lines have changed since' })),
  head_sha: nullable(Type.String({ description: 'the commit that it was made on' })),
  original_line: nullable(
    Type.Integer({
      description: 'its line in that commit; null where the forge does not report it',
    }),
  ),
  original_start_line: nullable(Type.Integer()),
  hunk: nullable(
    Type.String({ description: 'the changes up to its line, as the forge kept them' }),
  ),
  url: nullable(Type.String()),
  truncated: Type.Boolean({ description: 'whether comments are left out' }),
  comments: Type.Array(ThreadComment),
});

export const SelectReviews = Type.Object(
  {
    ...SelectBranch.properties,
    threads: Type.Optional({
      ...literals(['true', 'false']),
      description: 'false: only the reviews, which takes fewer requests to the forge',
    }),
  },
  { additionalProperties: false },
);

/** The reviews of a tracked branch's pull request, including requested ones. */
export const ReviewList = Type.Object(
  {
    chat_id: Type.String(),
    remote_origin: Type.String(),
    branch: Type.String(),
    reviews: Type.Array(Review),
    threads: nullable(
      Type.Array(ReviewThread, {
        description: 'unresolved ones first; null: they are unknown, or were not requested',
      }),
    ),
    threads_truncated: Type.Boolean({ description: 'whether threads are left out' }),
    threads_unread: Type.Array(Type.String(), {
      description: 'what of them could not be read, and why',
    }),
  },
  { $id: 'ReviewList' },
);

export type Review = Static<typeof Review>;
export type ThreadComment = Static<typeof ThreadComment>;
export type ReviewThread = Static<typeof ReviewThread>;
export type ReviewState = Static<typeof ReviewState>;
export type ReviewList = Static<typeof ReviewList>;
