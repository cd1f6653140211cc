import { useSyncExternalStore } from 'react';
import type { Draft } from './draft.ts';
import type { DraftStore, Sending } from './draft-store.ts';

/** One draft as it is written, and how far its sending has come. */
export function useDraft(
  store: DraftStore,
  key: string,
): { draft: Draft | undefined; sending: Sending | undefined; open: boolean } {
  const draft = useSyncExternalStore(store.subscribe, () => store.findDraft(key));
  const sending = useSyncExternalStore(store.subscribe, () => store.findSending(key));
  const open = useSyncExternalStore(store.subscribe, () => store.getOpen() === key);
  return { draft, sending, open };
}
