import type { Chat } from '../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { toReason } from './attention.ts';
import { findMergeTrouble } from './merge-state.ts';

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

export type Signatures = ReadonlyMap<string, string>;

/** What a reader would notice of each chat, to tell later which of them changed. */
export function toSignatures(chats: readonly Chat[]): Signatures {
  return new Map(chats.map((chat) => [chat.id, toSignature(chat)]));
}

/** Chats that are new or look different. The first list is no change. */
export function listChanged(before: Signatures | undefined, after: Signatures): string[] {
  if (before === undefined) return [];
  return [...after].filter(([id, signature]) => before.get(id) !== signature).map(([id]) => id);
}

function toSignature(chat: Chat): string {
  const reasons = chat.diff_statuses.map(toReason);
  const troubles = chat.diff_statuses.map(findMergeTrouble);
  const seen = [chat.title, chat.archived, reasons, troubles, chat.diff_statuses];
  return JSON.stringify(seen, (name, value: unknown) =>
    quietNames.has(name as keyof DiffStatus) ? undefined : value,
  );
}
