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

/** The reviews of a tracked branch's pull request, including requested ones. */
export const ReviewList = Type.Object(
  {
    chat_id: Type.String(),
    remote_origin: Type.String(),
    branch: Type.String(),
    reviews: Type.Array(Review),
  },
  { $id: 'ReviewList' },
);

export type Review = Static<typeof Review>;
export type ReviewState = Static<typeof ReviewState>;
export type ReviewList = Static<typeof ReviewList>;
