import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { DiffStatus } from '../../../../../src/contract/diff-status.ts';
import type { ReviewThread } from '../../../../../src/contract/pull-request.ts';
import { reviewsQuery } from '../../../api/branch-queries.ts';
import type { ShownDiff } from '../../../api/diffs.ts';
import { type Search, toHref } from '../../../shared/routing/route.ts';
import { navigate } from '../../../shared/routing/router.tsx';
import { messages } from '../../../text/messages.ts';
import type { DiffEntry } from '../diff-entries.ts';
import type { SelectedLines } from '../viewer-items.ts';
import { type PlacedThread, placeThreads } from './place-threads.ts';
import { toThreadHref } from './thread-href.ts';
import { formatThreadPlace } from './thread-place.ts';

interface ThreadsDeps {
  diff: ShownDiff;
  status: DiffStatus;
  search: Search;
  entries: readonly DiffEntry[];
  /** Selects lines and scrolls to them. */
  onGoTo: (lines: SelectedLines) => void;
}

const noThreads: readonly ReviewThread[] = [];

/** The threads of the forge on the lines of a diff of the whole pull request. */
export function useThreads({ diff, status, search, entries, onGoTo }: ThreadsDeps) {
  // The lines of a range of commits, or of what is not pushed, are not those that the forge counts.
  const isPart = diff.from_sha !== undefined || diff.unpushed === true;
  const isWhole = !isPart && diff.pull_request_url !== null;
  const query = useQuery({ ...reviewsQuery(status), enabled: isWhole });
  const threads = (isWhole && query.data?.threads) || noThreads;
  const { placed, elsewhere } = useMemo(() => placeThreads(threads, entries), [threads, entries]);
  const [announcement, announce] = useState('');
  const current = useRef<string>(undefined);
  const goTo = useCallback(
    ({ thread, path, line, side }: PlacedThread) => {
      current.current = thread.id;
      onGoTo({ path, range: { start: line, side, end: line, endSide: side } });
    },
    [onGoTo],
  );
  const step = (direction: 1 | -1) => {
    if (isPart && (status.unresolved_threads ?? 0) > 0) {
      return navigate(toThreadHref(diff.chat_id, search));
    }
    const among = listSteps(placed);
    const at = among.findIndex(({ thread }) => thread.id === current.current);
    const next = at === -1 && direction === -1 ? -1 : at + direction;
    const one = among.at(next % Math.max(among.length, 1));
    if (!one) return announce(messages.threadList.noThreads);
    goTo(one);
    const place = formatThreadPlace(one.thread);
    announce(messages.threadList.announce(among.indexOf(one) + 1, among.length, place));
  };
  const { thread: wanted } = search;
  useEffect(() => {
    if (wanted === '' || query.data === undefined) return;
    const one =
      wanted === 'next' ? listSteps(placed)[0] : placed.find(({ thread }) => thread.id === wanted);
    if (one) goTo(one);
    else if (entries.every(({ patch }) => patch !== undefined)) {
      navigate(toHref(location.pathname, { ...search, thread: '' }), 'replace');
    }
  }, [wanted, query.data, placed, entries, goTo, search]);
  const notes = [
    ...(query.error && isWhole ? [messages.threadList.failed] : []),
    ...(query.data?.threads === null ? query.data.threads_unread : []),
  ];
  return { placed, elsewhere, notes, step, announcement };
}

/** The unresolved threads, or all of them where none is. */
function listSteps(placed: readonly PlacedThread[]): readonly PlacedThread[] {
  const unresolved = placed.filter(({ thread }) => thread.resolved !== true);
  return unresolved.length > 0 ? unresolved : placed;
}
