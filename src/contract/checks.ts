import { type Static, Type } from 'typebox';
import { Instant, literals, nullable } from './schema.ts';

export const Check = Type.Object({
  name: Type.String(),
  state: literals(['passed', 'failed', 'pending', 'skipped']),
  url: nullable(Type.String({ description: 'page with the details' })),
  description: nullable(Type.String()),
  started_at: nullable(Instant),
  completed_at: nullable(Instant),
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

export type Check = Static<typeof Check>;
export type CheckList = Static<typeof CheckList>;
