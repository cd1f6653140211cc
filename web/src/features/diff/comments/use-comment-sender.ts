import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CommentTarget, CreateComment } from '../../../../../src/contract/comments.ts';
import type { Diff } from '../../../../../src/contract/diff.ts';
import { client } from '../../../api/client.ts';
import { adoptComment } from '../../../api/comments.ts';
import { messages } from '../../../text/messages.ts';
import { type Draft, toContent } from './comment-draft.ts';
import type { DraftStore } from './comment-draft-store.ts';
import { type CommentPlace, formatPlace } from './comment-place.ts';
import type { Placement } from './placement.ts';

export interface Sender {
  /** Whether it was taken; else the store knows why not. */
  send: (key: string, target: CommentTarget) => Promise<boolean>;
  copy: (keys: readonly string[]) => Promise<boolean>;
}

type Placements = ReadonlyMap<string, Placement>;
type ReadDiff = Pick<Diff, 'chat_id' | 'remote_origin' | 'branch' | 'head_sha'>;

/** Takes drafts where they are meant to go. */
export function useSender(diff: Diff, store: DraftStore, placements: Placements): Sender {
  const queryClient = useQueryClient();
  return useMemo(
    () => ({
      send: (key, target) => sendDraft(key, target, { queryClient, diff, store, placements }),
      copy: (keys) => copyDrafts(keys, store, placements),
    }),
    [queryClient, diff, store, placements],
  );
}

interface Way {
  queryClient: QueryClient;
  diff: ReadDiff;
  store: DraftStore;
  placements: Placements;
}

async function sendDraft(key: string, target: CommentTarget, way: Way): Promise<boolean> {
  const { queryClient, diff, store, placements } = way;
  const draft = store.findDraft(key);
  if (!draft || store.findSending(key)?.state === 'sending') return false;
  const id = store.takeId(key, toContent(target, draft));
  const spoken = toSpokenOfDiff(draft, placements.get(key), diff.head_sha);
  store.setSending(key, { state: 'sending' });
  try {
    const comment = await client.createComment(diff.chat_id, {
      ...toBody(spoken, target),
      id,
      origin: diff.remote_origin,
      branch: diff.branch,
    });
    const { chat_id: chatId, remote_origin: origin, branch } = diff;
    adoptComment(queryClient, { chatId, origin, branch }, comment);
    store.remove(key);
    return true;
  } catch (error) {
    store.setSending(key, { state: 'failed', error });
    return false;
  }
}

/** A draft of an earlier diff is sent as it stands in this one, where its lines still do. */
function toSpokenOfDiff(
  draft: Draft,
  placement: Placement | undefined,
  headSha: string | null,
): Draft {
  if (placement?.state !== 'shown') return draft;
  return { ...draft, place: placement.place, headSha };
}

function toBody({ place, quoted, headSha, body }: Draft, target: CommentTarget): CreateComment {
  return {
    path: place.path,
    previous_path: place.previousPath,
    old_line: place.oldLine,
    new_line: place.newLine,
    start_line: place.startLine,
    head_sha: headSha,
    quoted,
    body,
    target,
  };
}

async function copyDrafts(
  keys: readonly string[],
  store: DraftStore,
  placements: Placements,
): Promise<boolean> {
  const drafts = keys.flatMap((key) => {
    const draft = store.findDraft(key);
    return draft ? [toSpokenOfDiff(draft, placements.get(key), null)] : [];
  });
  try {
    await navigator.clipboard.writeText(toClipboardText(drafts));
    for (const key of keys) store.remove(key);
    return true;
  } catch {
    const error = new Error(messages.comments.copyFailed);
    for (const key of keys) store.setSending(key, { state: 'failed', error });
    return false;
  }
}

interface Spoken {
  place: CommentPlace;
  quoted: string;
  body: string;
}

/** Comments as text that an agent can act on without seeing the page. */
export function toClipboardText(comments: readonly Spoken[]): string {
  return comments.map(toText).join('\n\n');
}

function toText({ place, quoted, body }: Spoken): string {
  const parts = [formatPlace(place), ...(quoted === '' ? [] : [toFenced(quoted)]), body.trim()];
  return parts.join('\n');
}

/** No line of the quoted text ends the block. */
function toFenced(quoted: string): string {
  const runs = (quoted.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(Math.max(3, Math.max(0, ...runs) + 1));
  return [fence, quoted, fence].join('\n');
}
