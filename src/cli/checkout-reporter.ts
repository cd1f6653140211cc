import { basename } from 'node:path';
import type { LatestSession } from '../agent-sessions/latest-sessions.ts';
import type { Chat } from '../contract/chat.ts';
import { ApiError, type Client } from '../contract/client.ts';
import { toAgentName } from '../domain/agent-name.ts';
import type { CheckoutState } from '../domain/checkout-state.ts';
import type { CheckoutSink, NoticedPush, WorktreeSigns } from '../git/watch/checkout-sink.ts';
import type { Worktree } from '../git/watch/repository.ts';
import { type ChatBranch, ensureChatOfWorktree, findChatOfWorktree } from './chat-of-worktree.ts';

/** The worktrees that are watched, by the chats that they belong to. */
export type WatchedWorktrees = Map<string, Worktree>;

export interface CheckoutReporterDeps {
  client: Client;
  worktrees?: WatchedWorktrees;
  /** A report that the server refuses for good. */
  onRefused: (message: string) => void;
  /** The latest session of an agent in a worktree, where that may be read. */
  findSession?: (worktree: Worktree) => Promise<LatestSession | undefined>;
  onPush?: (chat: Chat, push: NoticedPush) => void;
}

/** Reports what a watcher finds to a server, each worktree in its own chat. */
export function createCheckoutReporter(deps: CheckoutReporterDeps): CheckoutSink {
  const { client, onPush, worktrees = new Map() } = deps;

  const report = async (chat: Chat, worktree: Worktree, state: CheckoutState) => {
    worktrees.set(chat.id, worktree);
    await client.reportCheckout(chat.id, toReport(worktree, state));
    await updateFromSession(chat, worktree, state);
  };

  /** Titles that were set here, so that a later one of the session replaces them. */
  const given = new Map<string, string>();

  const updateFromSession = async (chat: Chat, worktree: Worktree, state: CheckoutState) => {
    const session = await deps.findSession?.(worktree);
    if (session === undefined) return;
    const { title } = session;
    const agent = toAgentName(session.agent);
    const isReplaceable = isGenerated(chat, worktree, state) || given.get(chat.id) === chat.title;
    const isRetitled = title !== undefined && title !== chat.title && isReplaceable;
    const isOtherAgent = agent !== undefined && agent !== chat.agent;
    if (!isRetitled && !isOtherAgent) return;
    const change = { ...(isRetitled ? { title } : {}), ...(isOtherAgent ? { agent } : {}) };
    await client.updateChat(chat.id, change);
    if (isRetitled) given.set(chat.id, title);
  };

  return {
    async sendPush(push) {
      await unlessRefused(deps, async () => {
        const { worktree, commit, localBranch, targets } = push;
        const [tracked] = targets;
        const chat = await ensureChat(client, worktree, localBranch, tracked);
        for (const { origins, branch } of targets) {
          const [origin, ...others] = origins;
          const otherOrigins = others.length === 0 ? {} : { other_origins: others };
          const signal = { origin, ...otherOrigins, branch, head_sha: commit, chat_id: chat.id };
          await client.sendPushSignal(signal);
        }
        const blank = { ahead: null, behind: null, changedFiles: null };
        const state = { branch: localBranch ?? null, headSha: commit, pushedSha: commit, ...blank };
        if (chat.checkout === null) await report(chat, worktree, state);
        onPush?.(chat, push);
      });
    },

    async sendCheckout(worktree, state, signs) {
      await unlessRefused(deps, async () => {
        const chat = isAgentAtWork(worktree, state, signs)
          ? await ensureChat(client, worktree, state.branch ?? undefined)
          : await findChatOfWorktree(client, worktree.id);
        if (chat) await report(chat, worktree, state);
      });
    },

    async retire(worktreeId) {
      const chat = await findChatOfWorktree(client, worktreeId);
      if (!chat) return;
      worktrees.delete(chat.id);
      await client.reportCheckoutGone(chat.id);
    },
  };
}

/** The title is that of a branch or a folder, and was not chosen. */
function isGenerated(
  { title, workspace_id: workspaceId, diff_statuses: statuses }: Chat,
  { id, path }: Worktree,
  { branch }: CheckoutState,
): boolean {
  if (workspaceId !== id) return false;
  const names = [branch, basename(path), ...statuses.map(({ git_branch: name }) => name)];
  return names.includes(title);
}

/** A clone has no chat before its first push; a worktree is made for a task. */
function isAgentAtWork(
  { isLinked }: Worktree,
  { ahead, changedFiles }: CheckoutState,
  { isNew, isRecent }: WorktreeSigns,
): boolean {
  const isChanged = (ahead ?? 0) > 0 || (changedFiles ?? 0) > 0;
  return isLinked && (isNew || (isChanged && isRecent));
}

function ensureChat(
  client: Client,
  worktree: Worktree,
  branch: string | undefined,
  tracked?: ChatBranch,
): Promise<Chat> {
  const title = (branch ?? basename(worktree.path)).slice(0, 500);
  return ensureChatOfWorktree(client, { id: worktree.id, title }, tracked);
}

function toReport({ id, path }: Worktree, state: CheckoutState) {
  return {
    worktree_id: id,
    path: path.length > 4096 ? null : path,
    branch: state.branch?.slice(0, 1024) ?? null,
    head_sha: state.headSha,
    pushed_sha: state.pushedSha,
    ahead: state.ahead,
    behind: state.behind,
    changed_files: state.changedFiles,
  };
}

/** Repeating a report that the server refuses would fail for ever; one that it could not store is repeated. */
async function unlessRefused(
  { onRefused }: CheckoutReporterDeps,
  send: () => Promise<void>,
): Promise<void> {
  try {
    await send();
  } catch (error) {
    const status = error instanceof ApiError ? error.problem.status : 0;
    if (status !== 400 && status !== 422) throw error;
    onRefused(error instanceof Error ? error.message : String(error));
  }
}
