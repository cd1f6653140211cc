import type { Chat } from '../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import { toReason } from './attention.ts';

/** Freshness alone is no change: these move although nothing happened. */
const freshnessNames: ReadonlySet<keyof DiffStatus> = new Set<keyof DiffStatus>([
  'refreshed_at',
  'stale_at',
  'updated_at',
  'revision',
  'failure',
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
  const seen = [chat.title, chat.archived, reasons, chat.diff_statuses];
  return JSON.stringify(seen, (name, value: unknown) =>
    freshnessNames.has(name as keyof DiffStatus) ? undefined : value,
  );
}
