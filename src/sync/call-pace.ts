import type { AcquiredRow } from '../domain/tracked-branch.ts';
import type { Clock } from '../platform/clock.ts';
import { groupBy } from '../platform/group-by.ts';

/** A query of GitHub for so many rows costs one point, and each further row a sixteenth of one. */
export const filledRows = 16;
/** How many calls of an owner may be sent at once, as long as none was sent for a while. */
const mostAtOnce = 40;
/** How often an owner may send calls that are not filled: 300 an hour, 6 % of a quota of GitHub. */
const gapMs = 12_000;
/** What a row takes without live webhooks, which would show most of what the call reads before it is sent. */
const unfedShare = 1 / 2;

interface Allowance {
  calls: number;
  atMs: number;
}

/**
 * Spaces the calls of an owner that read only a few rows which something made due. Where agents push all the time,
 * each push would cost a call, which can read the pushes of several seconds as well. A call that is filled with such rows
 * costs nothing here, and neither does one for rows that time made due: their interval bounds those.
 */
export class CallPace {
  readonly #clock: Pick<Clock, 'monotonic'>;
  /** Only of owners who may not send all calls at once. */
  readonly #allowances = new Map<string, Allowance>();

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** Notes that one call reads these rows. */
  charge(rows: readonly AcquiredRow[]): void {
    const urgent = rows.filter(({ routine, signalled }) => signalled || !routine);
    const left = Math.max(0, 1 - urgent.length / filledRows);
    for (const ofOwner of groupBy(urgent, ({ ownerId }) => ownerId)) {
      const shares = ofOwner.map(({ isFed }) => (isFed ? 1 : unfedShare));
      const total = shares.reduce((sum, share) => sum + share, 0);
      if (ofOwner[0]) this.#take(ofOwner[0].ownerId, (left * total) / urgent.length);
    }
  }

  /** The owners whose rows have to wait, and the milliseconds until the first of them need not any more. */
  findWaiting(): { ownerIds: string[]; againInMs: number } {
    const waiting = [...this.#allowances.keys()].flatMap((ownerId) => {
      const calls = this.#refill(ownerId);
      return calls < 1 ? [{ ownerId, againInMs: Math.ceil((1 - calls) * gapMs) }] : [];
    });
    return {
      ownerIds: waiting.map(({ ownerId }) => ownerId),
      againInMs: Math.min(...waiting.map(({ againInMs }) => againInMs)),
    };
  }

  #take(ownerId: string, calls: number): void {
    const left = this.#refill(ownerId) - calls;
    this.#allowances.set(ownerId, { calls: left, atMs: this.#clock.monotonic() });
  }

  #refill(ownerId: string): number {
    const allowance = this.#allowances.get(ownerId);
    if (!allowance) return mostAtOnce;
    const sinceMs = this.#clock.monotonic() - allowance.atMs;
    const calls = allowance.calls + sinceMs / gapMs;
    if (calls < mostAtOnce) return calls;
    this.#allowances.delete(ownerId);
    return mostAtOnce;
  }
}
