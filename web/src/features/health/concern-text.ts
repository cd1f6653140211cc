import { messages } from '../../text/messages.ts';
import { formatAge, formatClock, formatDuration } from '../../text/time.ts';
import type { Concern } from './concerns.ts';

export interface ConcernText {
  title: string;
  advice: string;
  /** Where a person can do something about it. */
  toTokens: boolean;
}

type NameOf = (forgeId: string) => string;

const told = (title: string, advice: string, toTokens = false): ConcernText => ({
  title,
  advice,
  toTokens,
});

/** What is the matter, and what follows from it. */
export function formatConcern(concern: Concern, nameOf: NameOf, nowMs: number): ConcernText {
  const { concern: say, advice } = messages.health;
  const clock = (instant: string) => formatClock(instant, nowMs);
  switch (concern.kind) {
    case 'no_replica':
      return told(say.noReplica, advice.noReplica);
    case 'paused':
      return told(say.paused(nameOf(concern.forgeId), clock(concern.until)), advice.paused);
    case 'used_up': {
      const { bucket, reset_at: resetAt } = concern.quota;
      return told(say.usedUp(nameOf(concern.forgeId), bucket, clock(resetAt)), advice.usedUp);
    }
    case 'only_reserve': {
      const { bucket, reset_at: resetAt } = concern.quota;
      const title = say.onlyReserve(nameOf(concern.forgeId), bucket, clock(resetAt));
      return told(title, advice.onlyReserve, true);
    }
    case 'running_out': {
      const { bucket, reset_at: resetAt } = concern.quota;
      const title = say.runningOut(nameOf(concern.forgeId), bucket, clock(resetAt));
      return told(title, advice.runningOut, true);
    }
    case 'no_token':
      return told(say.noToken(nameOf(concern.forgeId)), advice.noToken, true);
    case 'lag':
      return told(say.lag(formatDuration(concern.lagMs)), advice.lag);
    case 'age':
      return told(say.age(formatDuration(concern.ageMs)), advice.age);
    case 'replica': {
      const { host, seen_at: seenAt } = concern.replica;
      return told(say.replica(host, formatAge(seenAt, nowMs)), advice.replica);
    }
    case 'silent':
      return told(say.silent(nameOf(concern.forgeId), concern.count), advice.silent, true);
  }
}
