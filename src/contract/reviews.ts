import { type Static, Type } from 'typebox';
import { Instant, literals, nullable } from './schema.ts';

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
