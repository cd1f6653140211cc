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
import type { Diff } from '../../../../../src/contract/diff.ts';
import type { DiffStatus } from '../../../../../src/contract/diff-status.ts';
import { commentsQuery } from '../../../api/comments.ts';
import { forgesQuery } from '../../../api/forges.ts';
import { messages } from '../../../text/messages.ts';
import { findForgeHost, formatForgeName } from '../../status/forge-name.ts';
import type { DiffEntry } from '../diff-entries.ts';
import type { ViewerControl } from '../viewer-control.ts';
import type { SelectedLines } from '../viewer-items.ts';
import { getDraftStore } from './comment-draft-store.ts';
import { type CommentPlace, toMarkedRange } from './comment-place.ts';
import type { LineComments } from './comments-context.ts';
import { LineMarks } from './line-annotations.ts';
import { placeComments } from './place-comments.ts';
import { useSender } from './use-comment-sender.ts';
import { useMarkedLines } from './use-marked-lines.ts';

interface Commenting {
  diff: Diff;
  status: DiffStatus;
  byPath: ReadonlyMap<string, DiffEntry>;
  viewer: RefObject<ViewerControl | null>;
  /** Marks lines, and writes them into the address. */
  onMark: (lines: SelectedLines) => void;
  /** Goes to lines wherever they are. */
  onGoTo: (lines: SelectedLines) => void;
}

const none: readonly Comment[] = [];

/** Comments on the lines of one diff: those that were sent, and those that are being written. */
export function useCommenting({ diff, status, byPath, viewer, onMark, onGoTo }: Commenting) {
  const { chat_id: chatId, remote_origin: origin, branch, head_sha: headSha } = diff;
  const store = getDraftStore(chatId, origin, branch);
  const query = useQuery(commentsQuery({ chatId, origin, branch }));
  const { data: comments = none } = query;
  useEffect(() => store.settle(comments), [store, comments]);
  const outline = useSyncExternalStore(store.subscribe, store.getOutline);
  const open = useSyncExternalStore(store.subscribe, store.getOpen);
  const placed = useMemo(
    () => placeComments(comments, outline, headSha, (path) => toReadFile(byPath.get(path))),
    [comments, outline, headSha, byPath],
  );
  const [marks] = useState(() => new LineMarks());
  const annotations = useMemo(
    () => marks.update(placed.threads, open),
    [marks, placed.threads, open],
  );
  const [said, say] = useSaid();
  const [markedLine, tellLine] = useState('');
  const sender = useSender(diff, store, placed.drafts);
  const forge = useForge(status, headSha);
  const marking = useMarkedLines({ store, placed, byPath, viewer, headSha, onMark, tellLine, say });
  const { start } = marking;
  const leave = useCallback(
    (place?: CommentPlace) =>
      viewer.current?.focus(place && { path: place.path, range: toMarkedRange(place) }),
    [viewer],
  );
  const goTo = useCallback(
    (place: CommentPlace) => onGoTo({ path: place.path, range: toMarkedRange(place) }),
    [onGoTo],
  );
  const context = useMemo<LineComments>(
    () => ({ store, placed, sender, forge, start, say, leave, goTo }),
    [store, placed, sender, forge, start, say, leave, goTo],
  );
  return { annotations, context, said, markedLine, query, ...marking };
}

function toReadFile(entry: DiffEntry | undefined) {
  return entry && { previousPath: entry.file.previous_path, patch: entry.patch };
}

/** Only a pull request takes comments, and only at a commit that is known. */
function useForge(status: DiffStatus, headSha: string | null): LineComments['forge'] {
  const { data: forges = [] } = useQuery(forgesQuery);
  const name = formatForgeName(findForgeHost(status, forges));
  const { noPullRequest, noHead } = messages.comments;
  const problem = status.url === null ? noPullRequest(name) : headSha === null ? noHead : undefined;
  return useMemo(() => ({ name, problem }), [name, problem]);
}

const lastingMs = 5_000;

/** A sentence of what was just done. It goes away by itself. */
function useSaid(): [string, (sentence: string) => void] {
  const [said, setSaid] = useState({ sentence: '' });
  useEffect(() => {
    if (said.sentence === '') return;
    const timer = setTimeout(() => setSaid({ sentence: '' }), lastingMs);
    return () => clearTimeout(timer);
  }, [said]);
  const say = useCallback((sentence: string) => setSaid({ sentence }), []);
  return [said.sentence, say];
}
