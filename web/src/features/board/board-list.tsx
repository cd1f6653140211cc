import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import { maximumChats } from '../../api/chats.ts';
import { useConnection } from '../../api/connection-state.ts';
import { useFreshnessPolling } from '../../api/use-freshness-polling.ts';
import { type Search, toHref } from '../../shared/routing/route.ts';
import { navigate } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { Notice } from '../../ui/notice.tsx';
import { findMergePlan, findMergeTrouble } from '../status/merge-state.ts';
import { BoardItemView } from './board-item.tsx';
import { type BoardLayout, toBoardLayout, useMeasures } from './board-layout.ts';
import { useChangedChats } from './changed-chats.ts';
import { isFiltering, parseStates, toBoardFilter } from './parse-filter.ts';
import { useBoardKeys, useRowClicks } from './row-navigation.ts';
import { useSteadyBoard } from './scroll-anchor.ts';
import { useBoardItems } from './use-board-items.ts';
import { useReader } from './use-interaction.ts';
import { useKeptScroll } from './use-scroll-restoration.ts';
import { useVirtualBoard } from './use-virtual-board.ts';
import { findStickyHeading, type Range } from './visible-range.ts';

interface BoardListProps {
  chats: readonly Chat[];
  /** Every chat is there, not only the first page. */
  whole: boolean;
  forges: readonly ForgeSummary[];
  search: Search;
  currentChatId: string | undefined;
}

/** The chats by what a person must do. Stays mounted beside an open chat, scroll and all. */
export function BoardList({ chats, whole, forges, currentChatId, ...props }: BoardListProps) {
  // Typing in the filter never waits for the rows.
  const search = useDeferredValue(props.search);
  const scroller = useRef<HTMLDivElement>(null);
  const filter = useMemo(
    () => toBoardFilter(search.q, parseStates(search.state)),
    [search.q, search.state],
  );
  const filtering = isFiltering(filter);
  const list = useBoardItems(chats, filter, search, currentChatId);
  const measures = useMeasures(scroller);
  const layout = useMemo(() => toBoardLayout(list.items, measures), [list.items, measures]);
  const reader = useReader(scroller);
  const virtual = useVirtualBoard(scroller, layout, reader);
  const view = `${search.q}\n${search.state}`;
  const hold = useSteadyBoard(scroller, layout, view, reader, currentChatId, virtual);
  useKeptScroll(scroller, layout, whole);
  useRowClicks(scroller);
  useBoardKeys(scroller, layout, currentChatId, virtual.focusRow);
  const { range } = virtual.virtualizer;
  useFreshnessPolling(useChatIdsIn(layout, range, currentChatId));
  const { toggleDone, toggleChat } = list;
  const shared = {
    forges,
    search,
    currentChatId,
    changes: useChangedChats(chats, whole),
    onToggleDone: useCallback(() => {
      hold('heading done');
      toggleDone();
    }, [hold, toggleDone]),
    onToggleChat: useCallback(
      (chatId: string, open: boolean) => {
        hold(chatId);
        toggleChat(chatId, open);
      },
      [hold, toggleChat],
    ),
  };
  const sticky = findStickyHeading(layout, range?.startIndex ?? 0);
  const { checks, merge, threads } = useMemo(() => toBoardColumns(chats), [chats]);
  const { brokenSinceMs } = useConnection();
  return (
    <div
      ref={scroller}
      className="board"
      tabIndex={-1}
      data-checks={checks || undefined}
      data-merge={merge || undefined}
      data-threads={threads || undefined}
      data-unconnected={brokenSinceMs === undefined ? undefined : true}
    >
      {filtering && list.count === 0 && <NoMatches whole={whole} />}
      <ul
        className="board-items"
        aria-label={messages.listLabel}
        style={{ height: virtual.virtualizer.getTotalSize() }}
      >
        {virtual.virtualizer.getVirtualItems().map(({ index, start }) => {
          const item = layout.items[index];
          return (
            item && (
              <BoardItemView
                key={item.key}
                item={item}
                start={index === sticky ? undefined : start}
                position={index + 1}
                size={layout.items.length}
                flying={virtual.isFlying(item.key)}
                {...shared}
              />
            )
          );
        })}
      </ul>
      {chats.length >= maximumChats && (
        <p className="board-end">{messages.onlyNewest(maximumChats)}</p>
      )}
      <MatchCount count={filtering && whole ? list.count : undefined} />
    </div>
  );
}

/** The same array while the same chats are in view. */
function useChatIdsIn(
  layout: BoardLayout,
  range: Range | null,
  currentChatId: string | undefined,
): readonly string[] {
  const seen = range ? layout.items.slice(range.startIndex, range.endIndex + 1) : [];
  const ids = seen.flatMap((item) => (item.kind === 'row' ? [item.chat.id] : []));
  const list = [...new Set(currentChatId === undefined ? ids : [currentChatId, ...ids])].join(' ');
  return useMemo(() => list.split(' ').filter(Boolean), [list]);
}

/** The columns that are not always there. */
interface BoardColumns {
  checks: boolean;
  merge: boolean;
  threads: boolean;
}

/** A column is there as soon as one chat has something to say in it. */
function toBoardColumns(chats: readonly Chat[]): BoardColumns {
  const columns = { checks: false, merge: false, threads: false };
  for (const { diff_statuses: statuses } of chats) {
    for (const status of statuses) {
      columns.checks ||= status.checks.state !== null;
      columns.merge ||= (findMergeTrouble(status) ?? findMergePlan(status)) !== undefined;
      columns.threads ||= (status.unresolved_threads ?? 0) > 0;
    }
  }
  return columns;
}

const restMs = 700;

/** Says how many chats a filter finds, once the typing rests. Undefined: no filter, nothing to say. */
function MatchCount({ count }: { count: number | undefined }) {
  const [said, setSaid] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSaid(count === undefined ? '' : toSentence(count)), restMs);
    return () => clearTimeout(timer);
  }, [count]);
  return (
    <output className="unseen" aria-live="polite">
      {said}
    </output>
  );
}

function toSentence(count: number): string {
  return count === 0 ? messages.noMatches : messages.matches(count);
}

/** `whole`: nothing matches; until then more chats are on their way. */
function NoMatches({ whole }: { whole: boolean }) {
  return (
    <Notice
      title={whole ? messages.noMatches : messages.noMatchesYet}
      actions={
        <button
          type="button"
          className="button"
          onClick={() => navigate(toHref(location.pathname, {}), 'replace')}
        >
          {messages.clearFilter}
        </button>
      }
    />
  );
}
