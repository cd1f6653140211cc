import { findBranchNameError, toBranchName } from '../domain/branch-name.ts';
import { stripCredentials } from '../domain/remote-origin.ts';
import { toRepositoryKey } from '../domain/repository-reference.ts';
import type { MarkedChats } from '../domain/tracked-branch.ts';
import type { ForgeDirectory, SignalStore } from './ports.ts';

/** "Branch B of origin O changed", sent by one user for one chat or for a whole workspace. */
export interface PushSignal {
  ownerId: string;
  origin: string;
  /** Further addresses of the same remote. The first that a forge serves is used. */
  otherOrigins?: readonly string[] | undefined;
  branch: string;
  /** The commit that was pushed, if the sender knows it. */
  headSha?: string | undefined;
  /** What clients call the id of a chat. */
  publicId?: string | undefined;
  workspaceId?: string | undefined;
  /** Refuse an origin that no configured forge serves. */
  requireForge?: boolean | undefined;
}

export type MarkStaleResult =
  | ({ kind: 'marked' } & MarkedChats)
  | { kind: 'chat_not_found' }
  | { kind: 'no_forge'; origin: string }
  | { kind: 'invalid'; message: string };

// Origin, branch and chat id are the key of a row, and an index entry holds 2,704 bytes.
const longestKeyPartBytes = 1_000;

/** Makes the branch due now in every chat that the signal is about, and publishes the change. */
export async function markStale(
  signal: PushSignal,
  { store, forges }: { store: SignalStore; forges: ForgeDirectory },
): Promise<MarkStaleResult> {
  const remoteOrigin = pickOrigin(signal, forges);
  const branch = toBranchName(signal.branch);
  const message =
    findError('origin', remoteOrigin) ?? findError('branch', branch) ?? findNameError(branch);
  if (message) return { kind: 'invalid', message };
  const chatIds = await listSignalledChats(signal, store);
  if (!chatIds) return { kind: 'chat_not_found' };
  if (remoteOrigin === '' || branch === '' || chatIds.length === 0) {
    return { kind: 'marked', rows: [], publicIds: [], archivedPublicIds: [] };
  }
  const forge = forges.findForgeByOrigin(remoteOrigin);
  const parsed = forge?.parseRemoteOrigin(remoteOrigin);
  if (!parsed && signal.requireForge) return { kind: 'no_forge', origin: remoteOrigin };
  const repository = parsed ? toRepositoryKey(parsed) : '';
  const forgeId = forge?.id ?? '';
  const { ownerId } = signal;
  const headSha = toCommit(signal.headSha);
  const mark = { ownerId, chatIds, remoteOrigin, branch, forgeId, repository, headSha };
  const marked = await store.markStale(mark);
  // Deleted in the meantime: the sender has to know that nothing was stored.
  if (signal.publicId !== undefined && marked.publicIds.length === 0)
    return { kind: 'chat_not_found' };
  return { kind: 'marked', ...marked };
}

/** `insteadOf` may lead to a proxy and an SSH alias to any name: the forge decides which address counts. */
function pickOrigin({ origin, otherOrigins = [] }: PushSignal, forges: ForgeDirectory): string {
  const isServed = (address: string) => forges.findForgeByOrigin(address) !== undefined;
  return [origin, ...otherOrigins].map(stripCredentials).find(isServed) ?? stripCredentials(origin);
}

async function listSignalledChats(
  { ownerId, publicId, workspaceId }: PushSignal,
  store: SignalStore,
): Promise<string[] | undefined> {
  if (publicId !== undefined) {
    const chatId = await store.findChatId(ownerId, publicId);
    return chatId === undefined ? undefined : [chatId];
  }
  return workspaceId === undefined ? [] : store.listWorkspaceChatIds(ownerId, workspaceId);
}

/** A hook reports a deleted branch as a commit of zeros. */
function toCommit(sha: string | undefined): string | null {
  return sha === undefined || /^0+$/.test(sha) ? null : sha.toLowerCase();
}

/** A signal without a branch has no effect. */
function findNameError(branch: string): string | undefined {
  const error = branch === '' ? undefined : findBranchNameError(branch);
  return error === undefined ? undefined : `branch ${error}`;
}

function findError(name: string, value: string): string | undefined {
  if (Buffer.byteLength(value) > longestKeyPartBytes) {
    return `${name} is longer than ${longestKeyPartBytes} bytes`;
  }
  return /[\u0000-\u001f\u007f]/.test(value) ? `${name} contains a control character` : undefined;
}
