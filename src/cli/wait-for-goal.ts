import type { Chat } from '../contract/chat.ts';
import { createClient } from '../contract/client.ts';
import type { DiffStatus } from '../contract/diff-status.ts';
import { decideWait, toWaitKey, type WaitGoal, type WaitState } from '../contract/wait-goal.ts';
import type { Clock } from '../platform/clock.ts';
import { type FindServer, isTransient, watchEvents } from './watch-events.ts';

export interface WaitDeps {
  findServer: FindServer;
  clock: Clock;
  /** Ends the wait. */
  signal: AbortSignal;
  /** Called with every state that differs from the one before. */
  onProgress?: (message: string) => void;
}

/** A branch of a chat; any origin unless one is given. */
export interface BranchChoice {
  origin?: string;
  branch: string;
}

export interface WaitRequest {
  chat: { chatId: string; branch: BranchChoice | undefined };
  goal: WaitGoal;
  timeoutMs: number;
}

export interface WaitOutcome {
  result: 'reached' | 'failed' | 'timed_out';
  /** Why it was not reached; null when it was. */
  message: string | null;
  status: DiffStatus | undefined;
}

/** Reading the chat also keeps its checks read often, and covers an event that was lost. */
const longestPauseMs = 25_000;

/** Waits until a tracked branch has reached a goal, or cannot reach it any more. */
export async function waitForGoal(
  { chat, goal, timeoutMs }: WaitRequest,
  { findServer, clock, signal, onProgress }: WaitDeps,
): Promise<WaitOutcome> {
  using ended = createLinkedController(signal);
  const stopped = ended.signal;
  const readChat = () => {
    const { url, token, tokenName } = findServer();
    const client = createClient({ baseUrl: url, token, tokenName, signal: stopped });
    return client.getChat(chat.chatId, { wait: 0 });
  };
  const follow = createFollower(chat, goal);
  let latest = follow(await readChat(), clock.now());
  onProgress?.(toMessage(latest.state) ?? 'reached');

  const readNow = async () => {
    if (stopped.aborted) return;
    const before = toMessage(latest.state);
    latest = follow(await readChat(), clock.now());
    const message = toMessage(latest.state);
    if (message !== null && message !== before) onProgress?.(message);
    if (latest.state.kind !== 'waiting') ended.abort();
  };
  let last = Promise.resolve();
  // In turn, so that an older answer never follows a newer one.
  const read = () => (last = last.then(readNow, readNow));
  const readAgain = async () => {
    while (!stopped.aborted) {
      await clock.sleep(Math.min(getRecheckMs(latest.state), longestPauseMs), stopped);
      await read().catch((error: unknown) => {
        if (!isTransient(error) && !stopped.aborted) throw error;
      });
    }
  };
  if (latest.state.kind === 'waiting' && timeoutMs > 0) {
    const timer = clock.sleep(timeoutMs, stopped).then(() => ended.abort());
    // S4: `watchEvents` reads once more after subscribing, so no change is lost before it.
    await Promise.all([
      watchEvents(findServer, read, stopped, { chatId: chat.chatId }),
      readAgain(),
      timer,
    ]);
  }
  signal.throwIfAborted();
  return toOutcome(latest);
}

/** Node 20 loses the events of `AbortSignal.any` after a garbage collection. */
export function createLinkedController(signal: AbortSignal): AbortController & Disposable {
  const controller = new AbortController();
  const abort = () => controller.abort();
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  return Object.assign(controller, {
    [Symbol.dispose]: () => {
      signal.removeEventListener('abort', abort);
      abort();
    },
  });
}

interface Latest {
  state: WaitState;
  status: DiffStatus | undefined;
}

/** Follows one branch: the given one, or the one that was pushed last when it is first known. */
function createFollower({ branch }: WaitRequest['chat'], goal: WaitGoal) {
  let followed = branch;
  let baseline: string | undefined;
  return (chat: Chat, nowMs: number): Latest => {
    const status = findBranch(chat, followed);
    if (status) followed = { origin: status.remote_origin, branch: status.git_branch };
    baseline ??= toWaitKey(status);
    if (chat.archived) {
      const message = 'The chat is archived: unarchive it to have its branches checked.';
      return { state: { kind: 'failed', message }, status };
    }
    return { state: decideWait(goal, status, { nowMs, baseline }), status };
  };
}

/** A branch of a chat; by default the one that was pushed last. */
export function findBranch(
  { diff_statuses: statuses }: Chat,
  wanted: BranchChoice | undefined,
): DiffStatus | undefined {
  if (wanted) {
    const { origin, branch } = wanted;
    return statuses.find(
      (status) =>
        status.git_branch === branch &&
        (origin === undefined ||
          status.remote_origin === origin ||
          status.remote_origins.includes(origin)),
    );
  }
  return statuses.toSorted((one, other) => getPushMs(other) - getPushMs(one))[0];
}

function getPushMs(status: DiffStatus): number {
  return Date.parse(status.reported_at ?? status.created_at);
}

function getRecheckMs(state: WaitState): number {
  return state.kind === 'waiting' ? (state.recheckInMs ?? longestPauseMs) : longestPauseMs;
}

function toMessage(state: WaitState): string | null {
  return state.kind === 'reached' ? null : state.message;
}

function toOutcome({ state, status }: Latest): WaitOutcome {
  const result = state.kind === 'waiting' ? 'timed_out' : state.kind;
  return { result, message: toMessage(state), status };
}
