import { type Static, Type } from 'typebox';
import { Instant, literals, nullable } from './schema.ts';

export const Check = Type.Object({
  name: Type.String(),
  state: literals(['passed', 'failed', 'pending', 'skipped']),
  url: nullable(Type.String({ description: 'where people read more' })),
  description: nullable(Type.String()),
  started_at: nullable(Instant),
  completed_at: nullable(Instant),
});

/** What continuous integration runs for the head of one tracked branch's pull request. */
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

export type Check = Static<typeof Check>;
export type CheckList = Static<typeof CheckList>;
