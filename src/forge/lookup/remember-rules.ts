import type { FailureKind } from '../../domain/diff-status.ts';
import type { Clock } from '../../platform/clock.ts';
import { isRateLimited, type MaybeRead, type Unread } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { createMemory, type RememberedReads, rememberReads } from './remember-reads.ts';

/** Unread when limited (S5), or for now: then the last known checks are kept (S9). */
export type RememberedRules<Rules> = Pick<RememberedReads<Rules | null>, 'find'>;

/** How long a value replaces fresh ones that cannot be read. */
const keptForMs = 24 * 60 * 60_000;

/**
 * The rules of a branch, as they were read within the last minutes. Null when the token may not read
 * them, which is remembered too. Any other failure is no rule: the last known rules apply, even old ones.
 */
export function rememberRules<Rules extends {}>(
  rememberedForMs: number,
  clock: Pick<Clock, 'monotonic'>,
  isRefusal: (unread: Unread) => boolean = isRefused,
): RememberedRules<Rules> {
  const remembered = rememberReads<Rules | null>(rememberedForMs, clock);
  const last = createMemory<Rules | null>(keptForMs, clock);
  const failing = createMemory<number>(keptForMs, clock);

  function replaceUnread(name: string, access: Access, unread: Unread): MaybeRead<Rules | null> {
    const known = last.find(name, access);
    if (known !== undefined) return { kind: 'read', value: known };
    const since = failing.find(name, access) ?? clock.monotonic();
    failing.save(name, access, since);
    // A server that always fails must not hide the checks for ever.
    return clock.monotonic() - since < rememberedForMs ? unread : unknownRules;
  }

  return {
    async find(name, access, read) {
      const found = await remembered.find(name, access, async () => {
        const fresh = await read();
        // S16: another attempt would be refused again.
        return fresh.kind === 'unread' && isRefusal(fresh) ? unknownRules : fresh;
      });
      if (found.kind === 'unread') {
        return isRateLimited(found) ? found : replaceUnread(name, access, found);
      }
      failing.forget(name, access);
      last.save(name, access, found.value);
      return found;
    },
  };
}

const unknownRules = { kind: 'read', value: null } as const;

/** Whether the next attempt would fail as well. */
export function isRefused({ outcome }: Unread): boolean {
  return outcome.kind === 'failed' && refusals.has(outcome.failure.kind);
}

/**
 * The same for the base branch of a pull request that the token has read: one that is not found was renamed
 * or deleted since, and the next read of the pull request names another.
 */
export function isBaseRefused(unread: Unread): boolean {
  return unread.status !== 404 && isRefused(unread);
}

const refusals = new Set<FailureKind>(['forbidden', 'not_found', 'unauthorized']);
