import { type Static, Type } from 'typebox';
import { Instant, literals, nullable } from './schema.ts';

export const ReviewState = literals([
  'approved',
  'changes_requested',
  'commented',
  'dismissed',
  'requested',
]);

/** One reviewer's word that counts: their latest decision, else their latest comment, else that they were asked. */
export const Review = Type.Object({
  reviewer: Type.String(),
  avatar_url: nullable(Type.String()),
  state: ReviewState,
  submitted_at: nullable(Instant),
  url: nullable(Type.String({ description: 'where people read more' })),
});

/** Who reviewed the pull request of one tracked branch, and who was asked to. */
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
