import { type Static, Type } from 'typebox';
import { Instant, literals, nullable } from './schema.ts';

export const sections = ['needs_you', 'working', 'done'] as const;

/** What a tracked branch needs, most urgent first. */
export const reasons = [
  'checks_failed',
  'conflicts',
  'changes_requested',
  'no_token',
  'token_refused',
  'no_access',
  'not_found',
  'no_forge',
  'threads_open',
  'behind',
  'ready_to_merge',
  'approved',
  'needs_review',
  'push_pending',
  'checks_starting',
  'checks_running',
  'in_merge_queue',
  'auto_merge',
  'in_review',
  'draft',
  'looking',
  'paused',
  'unreachable',
  'no_pull_request',
  'no_branch',
  'merged',
  'closed',
] as const;

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
