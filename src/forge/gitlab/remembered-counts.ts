import type { Clock } from '../../platform/clock.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { createMemory } from '../lookup/repositories.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { Counts } from './counts.ts';

type Subject = Pick<PullRequestAnswer, 'headSha' | 'baseSha'>;

/** Counts that were read before: they stay what they are while head and base do. */
export interface RememberedCounts {
  find(reference: PullRequestReference, of: Subject, access: Access): Counts | undefined;
  save(reference: PullRequestReference, of: Subject, counts: Counts, access: Access): void;
}

const rememberedForMs = 24 * 60 * 60_000;

export function createRememberedCounts(clock: Pick<Clock, 'now'>): RememberedCounts {
  const memory = createMemory<Counts>(rememberedForMs, clock);
  return {
    find(reference, of, access) {
      const name = findName(reference, of);
      return name === undefined ? undefined : memory.find(name, access);
    },
    save(reference, of, counts, access) {
      const name = findName(reference, of);
      if (name !== undefined) memory.save(name, access, counts);
    },
  };
}

/** Undefined while GitLab has not compared yet. */
function findName(
  { repository, number }: PullRequestReference,
  { headSha, baseSha }: Subject,
): string | undefined {
  if (headSha === null || baseSha === null) return undefined;
  return `${toFullName(repository).toLowerCase()}!${number} ${baseSha} ${headSha}`;
}
