import type { FailureKind } from '../../domain/diff-status.ts';
import type { Clock } from '../../platform/clock.ts';
import { isRateLimited, type MaybeRead, type Unread } from '../client/forge-api.ts';
import { type RememberedReads, rememberReads } from './remember-reads.ts';

/** `find` never returns a failure other than a rate limit. */
export type RememberedRules<Rules> = Pick<RememberedReads<Rules | null>, 'find'>;

/**
 * The rules of a branch, as they were read within the last minutes. Null when they cannot be read,
 * which is remembered too; unread only when limited (S5).
 */
export function rememberRules<Rules extends {}>(
  rememberedForMs: number,
  clock: Pick<Clock, 'monotonic'>,
): RememberedRules<Rules> {
  const remembered = rememberReads<Rules | null>(rememberedForMs, clock);
  return {
    async find(name, access, read) {
      const found = await remembered.find(name, access, async () => toNullIfRefused(await read()));
      return found.kind === 'read' || isRateLimited(found) ? found : unknownRules;
    },
  };
}

const unknownRules = { kind: 'read', value: null } as const;

/** S16: another attempt would be refused again. */
function toNullIfRefused<Rules>(read: MaybeRead<Rules | null>): MaybeRead<Rules | null> {
  return read.kind === 'unread' && isRefused(read) ? unknownRules : read;
}

function isRefused({ outcome }: Unread): boolean {
  return outcome.kind === 'failed' && refusals.has(outcome.failure.kind);
}

const refusals = new Set<FailureKind>(['forbidden', 'not_found', 'unauthorized', 'malformed']);
