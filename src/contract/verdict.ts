import { type Static, Type } from 'typebox';
import { reasons, sections } from './reasons.ts';
import { Instant, literals, nullable } from './schema.ts';

/** What a tracked branch needs now: one statement about one commit. */
export const Verdict = Type.Object({
  reason: literals(reasons),
  section: literals(sections),
  since: Type.Unsafe<string>({ ...Instant, description: 'when the reason began' }),
  head_sha: nullable(Type.String({ description: 'the commit that the verdict is about' })),
  detail: nullable(
    Type.String({ description: 'what is missing or unknown, and what to do about it' }),
  ),
});

export type Verdict = Static<typeof Verdict>;
