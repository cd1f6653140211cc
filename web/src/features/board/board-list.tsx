import { useCallback, useDeferredValue, useEffect, useMemo, useRef, useState } from 'react';
import {
  findUnknownTerms,
  isFiltering,
  parseFilter,
  parseStates,
} from '../../../../src/contract/board-filter.ts';
import type { Chat } from '../../../../src/contract/chat.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { maximumChats } from '../../api/chats.ts';
import { useConnection } from '../../api/connection-state.ts';
import { useFreshnessPolling } from '../../api/use-freshness-polling.ts';
import { type Search, toHref } from '../../shared/routing/route.ts';
import { navigate } from '../../shared/routing/router.tsx';
import { messages } from '../../text/messages.ts';
import { Notice } from '../../ui/notice.tsx';
import { BoardListItem } from './board-item.tsx';
import { type BoardLayout, buildBoardLayout, useItemHeights } from './board-layout.ts';
import { useChangedChats } from './changed-chats.ts';
import { FilterProblems } from './filter-problem.tsx';
import { unreadFilter } from './inbox-button.tsx';
import { findAmbiguousNames } from './repository-names.ts';
import { useBoardKeys, useRowClicks } from './row-navigation.ts';
import { keepSelected } from './row-selection.ts';
import { useScrollAnchor } from './scroll-anchor.ts';
import { useBoardItems } from './use-board-items.ts';
import { useInteraction } from './use-interaction.ts';
import { useScrollRestoration } from './use-scroll-restoration.ts';
import { useVirtualBoard } from './use-virtual-board.ts';
import { findStickyHeading, type Range } from './visible-range.ts';

interface BoardListProps {
  chats: readonly Chat[];
  /** All chats are loaded, not only the first page. */
  complete: boolean;
  forges: readonly ForgeSummary[];
  search: Search;
  currentChatId: string | undefined;
}

/** The chats in their sections. Stays mounted next to an open chat and keeps its scroll position. */
export function BoardList({ chats, complete, forges, currentChatId, ...props }: BoardListProps) {
  // Typing in the filter does not wait for the rows to render.
  const search = useDeferredValue(props.search);
  const scroller = useRef<HTMLDivElement>(null);
  const filter = useMemo(
    () => parseFilter(search.q, parseStates(search.state)),
    [search.q, search.state],
  );
  const filtering = isFiltering(filter);
  const list = useBoardItems(chats, filter, search, currentChatId);
  const heights = useItemHeights(scroller);
  const layout = useMemo(() => buildBoardLayout(list.items, heights), [list.items, heights]);
  const interaction = useInteraction(scroller);
  const virtual = useVirtualBoard(scroller, layout, interaction);
  const view = `${search.q}\n${search.state}`;
  const hold = useScrollAnchor(scroller, layout, view, interaction, currentChatId, virtual);
  useScrollRestoration(scroller, layout, complete);
  useRowClicks(scroller);
  useEffect(() => keepSelected(new Set(chats.map(({ id }) => id))), [chats]);
  useBoardKeys(scroller, layout, currentChatId, virtual.focusRow);
  const { range } = virtual.virtualizer;
  useFreshnessPolling(useChatIdsIn(layout, range, currentChatId));
  const { toggleDone, toggleChat } = list;
  const shared = {
    forges,
    ambiguousNames: useMemo(() => findAmbiguousNames(chats), [chats]),
    search,
    currentChatId,
    changes: useChangedChats(chats, complete),
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
  const { brokenSinceMs } = useConnection();
  return (
    <div
      ref={scroller}
      className="board"
      tabIndex={-1}
      data-disconnected={brokenSinceMs === undefined ? undefined : true}
    >
      {filtering && list.count === 0 && <NoMatches complete={complete} text={search.q} />}
      <ul
        className="board-items"
        aria-label={messages.listLabel}
        style={{ height: virtual.virtualizer.getTotalSize() }}
      >
        {virtual.virtualizer.getVirtualItems().map(({ index, start }) => {
          const item = layout.items[index];
          return (
            item && (
              <BoardListItem
                key={item.key}
                item={item}
                start={index === sticky ? undefined : start}
                position={index + 1}
                size={layout.items.length}
                placeholder={virtual.isPlaceholder(item.key)}
                {...shared}
              />
            )
          );
        })}
      </ul>
      {chats.length >= maximumChats && (
        <p className="board-end">{messages.onlyNewest(maximumChats)}</p>
      )}
      <MatchCount count={filtering && complete ? list.count : undefined} />
    </div>
  );
}

/** Returns the same array while the same chats are visible. */
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

const announceAfterMs = 700;

/** Announces how many chats match, once the reader stops typing. Undefined without a filter. */
function MatchCount({ count }: { count: number | undefined }) {
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = setTimeout(
      () => setText(count === undefined ? '' : formatMatchCount(count)),
      announceAfterMs,
    );
    return () => clearTimeout(timer);
  }, [count]);
  return (
    <output className="visually-hidden" aria-live="polite">
      {text}
    </output>
  );
}

function formatMatchCount(count: number): string {
  return count === 0 ? messages.noMatches : messages.matches(count);
}

const toNothing = (text: string) =>
  text.trim() === unreadFilter ? messages.inbox.allRead : messages.noMatches;

/** While not complete, more chats are still loading. */
function NoMatches({ complete, text }: { complete: boolean; text: string }) {
  return (
    <Notice
      title={complete ? toNothing(text) : messages.noMatchesYet}
      actions={
        <button
          type="button"
          className="button"
          onClick={() => navigate(toHref(location.pathname, {}), 'replace')}
        >
          {messages.clearFilter}
        </button>
      }
    >
      {findUnknownTerms(text).length > 0 && (
        <FilterProblems
          text={text}
          onText={(q) => navigate(toHref(location.pathname, { q }), 'replace')}
        />
      )}
    </Notice>
  );
}
