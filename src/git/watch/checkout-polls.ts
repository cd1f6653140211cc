import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CheckoutState } from '../../domain/checkout-state.ts';
import type { Clock } from '../../platform/clock.ts';
import { type Wakeable, WokenLoop } from '../../platform/woken-loop.ts';
import type { CheckoutSink } from './checkout-sink.ts';
import { findCheckoutProblem, readCheckoutState } from './checkout-state.ts';
import type { Worktree } from './repository.ts';

/** Several files change with each commit. */
const debounceMs = 400;
const shortestMs = 60_000;
/** After the first reading, until git changes something in the worktree. */
const idleMs = 4 * 60_000;
/** A worktree in which nothing changes is read less and less. */
const longestMs = 32 * 60_000;
const retryMs = 10_000;
/** Git may use one part in so many of the time, in a large work tree too. */
const pauseFactor = 20;

const recentMs = 7 * 86_400_000;

interface Poll {
  worktree: Worktree;
  dueAt: number;
  notBefore: number;
  intervalMs: number;
  isNew: boolean;
  sent: string | undefined;
  branch: string | null;
}

export interface CheckoutPollsDeps {
  clock: Clock;
  sink: Pick<CheckoutSink, 'sendCheckout'>;
  onFailure: (error: unknown) => void;
}

/**
 * Reads what is not pushed yet: soon after git changed a worktree, and regularly, because an edited file
 * changes nothing in the git directory.
 */
export class CheckoutPolls implements Wakeable {
  readonly #deps: CheckoutPollsDeps;
  readonly #polls = new Map<string, Poll>();
  readonly #loop: WokenLoop;

  constructor(deps: CheckoutPollsDeps) {
    const { clock, onFailure } = deps;
    this.#deps = deps;
    const pass = (signal: AbortSignal) => this.#readDue(signal);
    this.#loop = new WokenLoop({ clock, pass, tickMs: longestMs, onFailure });
  }

  run(signal: AbortSignal): Promise<void> {
    return this.#loop.run(signal);
  }

  wake(): void {
    this.#loop.wake();
  }

  add(worktree: Worktree, isNew: boolean): void {
    const dueAt = this.#deps.clock.monotonic();
    const start = { dueAt, notBefore: dueAt, intervalMs: idleMs / 2 };
    this.#polls.set(worktree.id, { worktree, ...start, isNew, sent: undefined, branch: null });
    this.#loop.wake();
  }

  delete(worktreeId: string): void {
    this.#polls.delete(worktreeId);
  }

  /** The branch that was checked out when it was last read. */
  findBranch(worktreeId: string): string | null {
    return this.#polls.get(worktreeId)?.branch ?? null;
  }

  touch(worktreeId: string): void {
    const poll = this.#polls.get(worktreeId);
    if (!poll) return;
    const now = this.#deps.clock.monotonic();
    poll.dueAt = Math.min(poll.dueAt, Math.max(now + debounceMs, poll.notBefore));
    poll.intervalMs = shortestMs / 2;
    this.#loop.wake();
  }

  /** Returns how long none will be due. */
  async #readDue(signal: AbortSignal): Promise<number> {
    const { clock } = this.#deps;
    for (const poll of this.#polls.values()) {
      if (signal.aborted) return 0;
      if (poll.dueAt <= clock.monotonic()) await this.#read(poll);
    }
    const next = Math.min(...[...this.#polls.values()].map(({ dueAt }) => dueAt));
    return Math.max(0, next - clock.monotonic());
  }

  async #read(poll: Poll): Promise<void> {
    const { clock, sink, onFailure } = this.#deps;
    const startedAt = clock.monotonic();
    poll.dueAt = Number.POSITIVE_INFINITY;
    try {
      const state = await readCheckoutState(poll.worktree);
      const problem = state ? undefined : await findCheckoutProblem(poll.worktree);
      if (problem !== undefined) onFailure(new Error(problem));
      const isChanged = state !== undefined && JSON.stringify(state) !== poll.sent;
      const isFirst = poll.sent === undefined;
      if (isChanged) await this.#send(poll, state, sink);
      poll.intervalMs =
        isChanged && !isFirst ? shortestMs : Math.min(poll.intervalMs * 2, longestMs);
    } catch (error) {
      poll.intervalMs = retryMs;
      throw error;
    } finally {
      const endedAt = clock.monotonic();
      poll.notBefore = endedAt + pauseFactor * (endedAt - startedAt);
      // A touch while it was read counts.
      poll.dueAt = Math.max(Math.min(poll.dueAt, endedAt + poll.intervalMs), poll.notBefore);
    }
  }

  async #send(
    poll: Poll,
    state: CheckoutState,
    sink: Pick<CheckoutSink, 'sendCheckout'>,
  ): Promise<void> {
    poll.branch = state.branch;
    const isRecent = await wasChangedAfter(poll.worktree, this.#deps.clock.now() - recentMs);
    await sink.sendCheckout(poll.worktree, state, { isNew: poll.isNew, isRecent });
    poll.isNew = false;
    poll.sent = JSON.stringify(state);
  }
}

async function wasChangedAfter({ gitDirectory }: Worktree, atMs: number): Promise<boolean> {
  const files = ['index', 'HEAD', join('logs', 'HEAD')].map((name) => join(gitDirectory, name));
  const times = await Promise.all(
    files.map(async (file) => {
      try {
        return (await stat(file)).mtimeMs;
      } catch {
        return 0;
      }
    }),
  );
  return Math.max(...times) > atMs;
}
