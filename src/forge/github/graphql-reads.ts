import type { Clock } from '../../platform/clock.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';

/** When GraphQL told of a pull request last. */
export interface GraphQlReads {
  note(reference: PullRequestReference, access: Access): void;
  /** Whether it is so long ago that what REST does not tell may be another by now. */
  isOld(reference: PullRequestReference, access: Access): boolean;
}

const oldAfterMs = 10 * 60_000;
const mostRemembered = 5_000;

export function createGraphQlReads(clock: Pick<Clock, 'now'>): GraphQlReads {
  const readAt = new Map<string, number>();
  return {
    note(reference, access) {
      const key = toKey(reference, access);
      readAt.delete(key);
      readAt.set(key, clock.now());
      const [oldest] = readAt.keys();
      if (readAt.size > mostRemembered && oldest !== undefined) readAt.delete(oldest);
    },
    isOld(reference, access) {
      const known = readAt.get(toKey(reference, access));
      return known === undefined || clock.now() - known >= oldAfterMs;
    },
  };
}

function toKey({ repository, number }: PullRequestReference, { tokenFingerprint }: Access): string {
  return `${tokenFingerprint} ${toFullName(repository).toLowerCase()} ${number}`;
}
