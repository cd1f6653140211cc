import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { toReason } from '../status/attention.ts';
import { findMergeTrouble } from '../status/merge-state.ts';

/** These move although nothing happened that a reader would notice. */
const quietNames: ReadonlySet<keyof DiffStatus> = new Set<keyof DiffStatus>([
  'refreshed_at',
  'stale_at',
  'updated_at',
  'revision',
  'failure',
  'pull_request_changed_at',
  // A forge computes it anew after every merge to the base; what is in the way is marked instead.
  'mergeable',
  'mergeability',
]);

export type Seen = ReadonlyMap<string, Chat>;

export function toSeen(chats: readonly Chat[]): Seen {
  return new Map(chats.map((chat) => [chat.id, chat]));
}

/** Chats that are new or look different to a reader. The first list is no change. */
export function listChanged(before: Seen | undefined, after: Seen): string[] {
  if (before === undefined) return [];
  return [...after].filter(([id, chat]) => looksDifferent(before.get(id), chat)).map(([id]) => id);
}

function looksDifferent(before: Chat | undefined, after: Chat): boolean {
  if (before === after) return false;
  return before === undefined || toSignature(before) !== toSignature(after);
}

function toSignature(chat: Chat): string {
  const reasons = chat.diff_statuses.map(toReason);
  const troubles = chat.diff_statuses.map(findMergeTrouble);
  const seen = [chat.title, chat.archived, reasons, troubles, chat.diff_statuses];
  return JSON.stringify(seen, (name, value: unknown) =>
    quietNames.has(name as keyof DiffStatus) ? undefined : value,
  );
}
