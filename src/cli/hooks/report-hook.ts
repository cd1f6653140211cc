import { basename } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { parseChatToken } from '../../domain/chat-token.ts';
import { type Checkout, findCheckout } from '../../git/checkout.ts';
import { runGit, type WorkPlace } from '../../git/clone.ts';
import { isDryRun } from '../../git/push-command.ts';
import { listPushedRemoteBranches, type PushedRemoteBranch } from '../../git/pushed-refs.ts';
import { listUntrackedBranches } from '../../git/untracked-pushes.ts';
import { ReflogReader } from '../../git/watch/reflogs.ts';
import { toWorktreeId } from '../../git/watch/repository.ts';
import { type AskpassCall, type AskpassReply, sendCall } from '../askpass-request.ts';
import { findChatId, findConnection } from '../connection.ts';
import { isRunning } from '../running-process.ts';

/** A server that is restarted is back within a minute. */
const retryDelaysMs = [1_000, 3_000, 10_000, 30_000, 60_000];

/**
 * Runs in the background of a hook: `push <command of git>` with the updated refs on standard input,
 * `pre-push <process id of git>` with what is pushed and the arguments of git, or `checkout`. Git does not
 * wait for it, and it prints nothing.
 */
export async function reportHook(
  [kind, detail = '']: readonly string[],
  place: WorkPlace,
): Promise<void> {
  const checkout = await findCheckout(place);
  if (kind === 'checkout') return renameChat(checkout, place);
  const input = await text(process.stdin);
  if (kind === 'pre-push') {
    const [pushed = '', command = ''] = input.split('\n\n', 2);
    if (isDryRun(command.split('\n')) || !(await waitForEnd(Number(detail)))) return;
    return report(await listUntrackedBranches(pushed, place), checkout, place);
  }
  const pushed = await findPushed(parseUpdates(input), detail, checkout);
  return report(await listPushedRemoteBranches(pushed, place), checkout, place);
}

async function report(
  branches: readonly PushedRemoteBranch[],
  checkout: Checkout,
  place: WorkPlace,
): Promise<void> {
  if (branches.length === 0) return;
  const subject = await ensureSubject(checkout, place);
  await Promise.all(
    branches.map(({ origin, otherOrigins, branch, commit }) =>
      sendWithRetries(
        'POST',
        '/api/v1/push-signals',
        {
          origin,
          ...(otherOrigins.length > 0 ? { other_origins: otherOrigins.slice(0, 8) } : {}),
          branch,
          head_sha: commit,
          ...subject,
        },
        place,
      ),
    ),
  );
}

const endPollMs = 100;
const longestPushMs = 30 * 60_000;

/** Before its end the forge has nothing new. False when that takes too long. */
async function waitForEnd(processId: number): Promise<boolean> {
  for (let waitedMs = 0; waitedMs < longestPushMs; waitedMs += endPollMs) {
    if (!isRunning(processId)) return true;
    await delay(endPollMs);
  }
  return false;
}

interface RefUpdate {
  ref: string;
  commit: string;
}

/** `<old> <new> <ref>` in each line. A deleted ref has nothing to report. */
export function parseUpdates(input: string): RefUpdate[] {
  return input.split('\n').flatMap((line) => {
    const [, commit, ref] =
      /^\S+ ([0-9a-f]{40}|[0-9a-f]{64}) (refs\/remotes\/.+)$/.exec(line) ?? [];
    const isWhole = commit !== undefined && ref !== undefined && !/^0+$/.test(commit);
    return isWhole ? [{ ref, commit }] : [];
  });
}

/** A fetch updates the same refs. Git's log of each ref names the cause; without a log, the command does. */
async function findPushed(
  updates: readonly RefUpdate[],
  command: string,
  { commonDirectory }: Checkout,
): Promise<RefUpdate[]> {
  if (updates.length === 0 || commonDirectory === undefined) return [];
  const logs = await new ReflogReader(commonDirectory).readChanged(updates.map(({ ref }) => ref));
  const isPush = /(^|[ /-])push( |$)/.test(command);
  return updates.filter(({ ref, commit }) => {
    const log = logs.find((each) => each.ref === ref);
    return log ? log.pushes.at(-1)?.commit === commit : isPush;
  });
}

/** The chat that the environment names, or else that of the worktree. */
async function ensureSubject(
  checkout: Checkout,
  place: WorkPlace,
): Promise<Record<string, string>> {
  const { environment } = place;
  const named = findChatId(environment);
  if (named) return { chat_id: named };
  const { AFTERPUSH_WORKSPACE_ID: workspaceId } = environment;
  if (workspaceId) return { workspace_id: workspaceId };
  const worktreeId = toWorktreeId(checkout.path);
  const id = worktreeId.replace(':', '-');
  const title = (checkout.branch ?? basename(checkout.path)).slice(0, 500);
  await sendWithRetries('POST', '/api/v1/chats', { id, title, workspace_id: worktreeId }, place);
  return { chat_id: id };
}

/** A chat that has the name of the branch before gets that of the new one. Any other title is kept. */
async function renameChat(checkout: Checkout, place: WorkPlace): Promise<void> {
  const { environment } = place;
  const { branch: title } = checkout;
  if (title === undefined || parseChatToken(environment.AFTERPUSH_TOKEN ?? '') !== undefined)
    return;
  const id = findChatId(environment) ?? toWorktreeId(checkout.path).replace(':', '-');
  const path = `/api/v1/chats/${encodeURIComponent(id)}`;
  const before = await runGit(place, ['rev-parse', '--abbrev-ref', '@{-1}']);
  const chat = await send('GET', `${path}?wait=0`, undefined, place);
  if (chat?.kind !== 'response' || chat.status !== 200) return;
  const current = (chat.body as { title?: unknown } | undefined)?.title;
  if (before !== undefined && current === before.trim())
    await send('PATCH', path, { title }, place);
}

async function sendWithRetries(
  method: AskpassCall['method'],
  path: string,
  body: unknown,
  place: WorkPlace,
): Promise<void> {
  for (const delayMs of [...retryDelaysMs, undefined]) {
    const reply = await send(method, path, body, place);
    const isRefused = reply?.kind === 'response' && reply.status < 500 && reply.status !== 429;
    if (!reply || isRefused || delayMs === undefined) return;
    await delay(delayMs);
  }
}

/** Undefined when no server is configured or running. */
async function send(
  method: AskpassCall['method'],
  path: string,
  body: unknown,
  { environment }: WorkPlace,
): Promise<AskpassReply | undefined> {
  const connection = findConnection(environment);
  if (connection.kind !== 'found') return undefined;
  const { url, token } = connection;
  return sendCall({ method, url: `${url}${path}`, token, body });
}
