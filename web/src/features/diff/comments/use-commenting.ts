import { useQuery } from '@tanstack/react-query';
import {
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import type { Comment } from '../../../../../src/contract/comments.ts';
import type { DiffStatus } from '../../../../../src/contract/diff-status.ts';
import { commentsQuery } from '../../../api/branch-queries.ts';
import type { ShownDiff } from '../../../api/diffs.ts';
import { forgesQuery } from '../../../api/polled-queries.ts';
import { messages } from '../../../text/messages.ts';
import { findForgeHost, formatForgeName } from '../../status/forge-name.ts';
import type { DiffEntry } from '../diff-entries.ts';
import type { PlacedThread } from '../threads/place-threads.ts';
import type { ViewerControl } from '../viewer-control.ts';
import type { SelectedLines } from '../viewer-items.ts';
import { getDraftStore } from './comment-draft-store.ts';
import { type CommentPlace, toSelectedRange } from './comment-place.ts';
import type { LineComments } from './comments-context.ts';
import { LineAnnotations, placeComments } from './place-comments.ts';
import { useCommentSender } from './use-comment-sender.ts';
import { useSelectedLines } from './use-selected-lines.ts';

interface CommentingDeps {
  diff: ShownDiff;
  status: DiffStatus;
  byPath: ReadonlyMap<string, DiffEntry>;
  viewer: RefObject<ViewerControl | null>;
  /** The threads of the forge on lines of this diff. */
  reviews: readonly PlacedThread[];
  /** Selects lines and writes them into the address. */
  onSelect: (lines: SelectedLines) => void;
  /** Selects lines and scrolls to them. */
  onGoTo: (lines: SelectedLines) => void;
}

const noComments: readonly Comment[] = [];
const announcementMs = 5_000;

/** Sent comments and drafts on the lines of one diff. */
export function useCommenting(deps: CommentingDeps) {
  const { diff, status, byPath, viewer, reviews, onSelect, onGoTo } = deps;
  const { chat_id: chatId, remote_origin: origin, branch, head_sha: headSha } = diff;
  const store = getDraftStore(chatId, origin, branch);
  const query = useQuery(commentsQuery({ chatId, origin, branch }));
  const { data: comments = noComments } = query;
  useEffect(() => store.settle(comments), [store, comments]);
  const outline = useSyncExternalStore(store.subscribe, store.getOutline);
  const open = useSyncExternalStore(store.subscribe, store.getOpen);
  const placed = useMemo(
    () =>
      placeComments(comments, outline, headSha, (path) => toCurrentFile(byPath.get(path)), reviews),
    [comments, outline, headSha, byPath, reviews],
  );
  const [lineAnnotations] = useState(() => new LineAnnotations());
  const annotations = useMemo(
    () => lineAnnotations.update(placed.threads, open),
    [lineAnnotations, placed.threads, open],
  );
  const [announcement, announce] = useAnnouncement();
  const [lineAnnouncement, announceLine] = useState('');
  const sender = useCommentSender(diff, store, placed.drafts);
  const forge = useForge(status, diff);
  const lineActions = useSelectedLines({
    store,
    placed,
    byPath,
    viewer,
    headSha,
    onSelect,
    announceLine,
    announce,
  });
  const { start } = lineActions;
  const focusDiff = useCallback(
    (place?: CommentPlace) =>
      viewer.current?.focus(place && { path: place.path, range: toSelectedRange(place) }),
    [viewer],
  );
  const goTo = useCallback(
    (place: CommentPlace) => onGoTo({ path: place.path, range: toSelectedRange(place) }),
    [onGoTo],
  );
  const context = useMemo<LineComments>(
    () => ({ chatId, store, placed, sender, forge, start, announce, focusDiff, goTo }),
    [chatId, store, placed, sender, forge, start, announce, focusDiff, goTo],
  );
  return { annotations, context, announcement, lineAnnouncement, query, ...lineActions };
}

function toCurrentFile(entry: DiffEntry | undefined) {
  return entry && { previousPath: entry.file.previous_path, patch: entry.patch };
}

/** Comments can be posted only on a pull request, and only if the commit of the diff is known. */
function useForge(
  status: DiffStatus,
  diff: Pick<ShownDiff, 'head_sha' | 'from_sha' | 'unpushed'>,
): LineComments['forge'] {
  const { data: forges = [] } = useQuery(forgesQuery);
  const name = formatForgeName(findForgeHost(status, forges));
  const problem = findForgeProblem(status.url, diff, name);
  return useMemo(() => ({ name, problem }), [name, problem]);
}

function findForgeProblem(
  url: string | null,
  diff: Pick<ShownDiff, 'head_sha' | 'from_sha' | 'unpushed'>,
  name: string,
): string | undefined {
  if (url === null) return messages.comments.noPullRequest(name);
  if (diff.unpushed) return messages.comments.notPushed(name);
  // The forge knows the lines of the whole diff only.
  if (diff.from_sha !== undefined) return messages.comments.onlyRange(name);
  return diff.head_sha === null ? messages.comments.noHead : undefined;
}

/** A message that disappears after a few seconds. */
function useAnnouncement(): [string, (message: string) => void] {
  const [current, setCurrent] = useState({ message: '' });
  useEffect(() => {
    if (current.message === '') return;
    const timer = setTimeout(() => setCurrent({ message: '' }), announcementMs);
    return () => clearTimeout(timer);
  }, [current]);
  const announce = useCallback((message: string) => setCurrent({ message }), []);
  return [current.message, announce];
}
