import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import type { CommentTarget, CreateComment } from '../../../../../src/contract/comments.ts';
import type { Diff } from '../../../../../src/contract/diff.ts';
import { adoptComment } from '../../../api/branch-queries.ts';
import { client } from '../../../api/client.ts';
import { messages } from '../../../text/messages.ts';
import { type Draft, toContentKey } from './comment-draft.ts';
import type { DraftStore } from './comment-draft-store.ts';
import { type CommentPlace, formatPlace } from './comment-place.ts';
import type { Placement } from './placement.ts';

export interface CommentSender {
  /** Returns whether the server accepted it. If not, the store has the error. */
  send: (key: string, target: CommentTarget) => Promise<boolean>;
  copy: (keys: readonly string[]) => Promise<boolean>;
}

type Placements = ReadonlyMap<string, Placement>;

/** Sends drafts to the agent or the forge, or copies them to the clipboard. */
export function useCommentSender(
  diff: Diff,
  store: DraftStore,
  placements: Placements,
): CommentSender {
  const queryClient = useQueryClient();
  return useMemo(
    () => ({
      send: (key, target) => sendDraft(key, target, { queryClient, diff, store, placements }),
      copy: (keys) => copyDrafts(keys, store, placements),
    }),
    [queryClient, diff, store, placements],
  );
}

interface SendDeps {
  queryClient: QueryClient;
  diff: Pick<Diff, 'chat_id' | 'remote_origin' | 'branch' | 'head_sha'>;
  store: DraftStore;
  placements: Placements;
}

async function sendDraft(key: string, target: CommentTarget, deps: SendDeps): Promise<boolean> {
  const { queryClient, diff, store, placements } = deps;
  const draft = store.findDraft(key);
  if (!draft || store.findSending(key)?.state === 'sending') return false;
  const id = store.takeId(key, toContentKey(target, draft));
  const placed = withCurrentPlace(draft, placements.get(key), diff.head_sha);
  store.setSending(key, { state: 'sending' });
  try {
    const comment = await client.createComment(diff.chat_id, {
      ...toRequestBody(placed, target),
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

/** A draft on an earlier diff moves to the current one, if its lines are still there. */
function withCurrentPlace(
  draft: Draft,
  placement: Placement | undefined,
  headSha: string | null,
): Draft {
  if (placement?.state !== 'shown') return draft;
  return { ...draft, place: placement.place, headSha };
}

function toRequestBody(
  { place, quoted, headSha, body }: Draft,
  target: CommentTarget,
): CreateComment {
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
    return draft ? [withCurrentPlace(draft, placements.get(key), null)] : [];
  });
  try {
    await navigator.clipboard.writeText(formatForClipboard(drafts));
    for (const key of keys) store.remove(key);
    return true;
  } catch {
    const error = new Error(messages.comments.copyFailed);
    for (const key of keys) store.setSending(key, { state: 'failed', error });
    return false;
  }
}

interface CopiedComment {
  place: CommentPlace;
  quoted: string;
  body: string;
}

/** Formats comments so that an agent can act on them without the page. */
export function formatForClipboard(comments: readonly CopiedComment[]): string {
  return comments.map(formatComment).join('\n\n');
}

function formatComment({ place, quoted, body }: CopiedComment): string {
  const quote = quoted === '' ? [] : [toCodeBlock(quoted)];
  return [formatPlace(place), ...quote, body.trim()].join('\n');
}

/** The fence is longer than any run of backticks in the text. */
function toCodeBlock(text: string): string {
  const runs = (text.match(/`+/g) ?? []).map(({ length }) => length);
  const fence = '`'.repeat(Math.max(3, Math.max(0, ...runs) + 1));
  return [fence, text, fence].join('\n');
}
