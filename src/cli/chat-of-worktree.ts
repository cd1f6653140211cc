import type { Chat } from '../contract/chat.ts';
import type { Client } from '../contract/client.ts';
import { parseRemoteOrigin } from '../domain/remote-origin.ts';

/** A worktree whose chat is needed. */
export interface ChatWorktree {
  /** `clone:` and 16 hexadecimal digits (`toWorktreeId`). */
  id: string;
  title: string;
}

/** A branch by which a chat may already be known. */
export interface ChatBranch {
  origins: readonly string[];
  branch: string;
}

/**
 * The chat of a worktree; undefined when it has none yet. A worktree has one chat: the one in its
 * workspace, or one that was given to it before.
 */
export async function findChatOfWorktree(
  client: Client,
  worktreeId: string,
): Promise<Chat | undefined> {
  const { chats } = await client.listChats({ workspace: worktreeId, archived: 'all', limit: 100 });
  return chats.find((chat) => !chat.archived) ?? chats[0];
}

/**
 * Finds or creates the chat of a worktree. A chat that already tracks the branch, such as that of an agent
 * whose askpass reported the push, is the same chat.
 */
export async function ensureChatOfWorktree(
  client: Client,
  { id, title }: ChatWorktree,
  tracked?: ChatBranch,
): Promise<Chat> {
  const found = await findChatOfWorktree(client, id);
  if (found) return found.archived && !isInUse(found) ? unarchive(client, found) : found;
  const tracking = tracked && (await findTrackingChat(client, tracked));
  return tracking ?? client.createChat({ id: id.replace(':', '-'), title, workspace_id: id });
}

/** A chat that a person archived stays archived; one that was retired with its worktree returns. */
function isInUse({ checkout }: Chat): boolean {
  return checkout === null || checkout.exists;
}

function unarchive(client: Client, { id }: Chat): Promise<Chat> {
  return client.updateChat(id, { archived: false });
}

async function findTrackingChat(
  client: Client,
  { origins, branch }: ChatBranch,
): Promise<Chat | undefined> {
  const [first = ''] = origins;
  const repo = parseRemoteOrigin(first)?.path ?? first;
  const query = { repo: repo.slice(0, 500), q: branch.slice(0, 500) };
  const { chats } = await client.listChats({ ...query, limit: 500 });
  const wanted = new Set(origins.map(toKey));
  return chats.find(
    (chat) =>
      chat.checkout === null &&
      !chat.workspace_id?.startsWith('clone:') &&
      chat.diff_statuses.some(
        (status) =>
          status.git_branch === branch &&
          status.remote_origins.some((one) => wanted.has(toKey(one))),
      ),
  );
}

function toKey(origin: string): string {
  const remote = parseRemoteOrigin(origin);
  return remote ? `${remote.host}/${remote.path}`.toLowerCase() : origin;
}
