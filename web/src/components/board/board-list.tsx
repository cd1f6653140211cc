import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { Chat } from '../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import { maximumChats } from '../api/chats.ts';
import { isFiltering, matchesFilter, parseStates, toBoardFilter } from '../board/board-filter.ts';
import { findMergePlan, findMergeTrouble } from '../board/merge-state.ts';
import { toBoard } from '../board/sections.ts';
import { navigate } from '../routes/location.ts';
import { type Search, toHref } from '../routes/route.ts';
import { Notice } from '../ui/notice.tsx';
import { useSteadyScroll } from '../ui/use-steady-scroll.ts';
import { words } from '../words.ts';
import { BoardSection } from './board-section.tsx';
import { useChangedChats } from './use-changed-chats.ts';

const openSections = ['needs_you', 'working'] as const;

interface BoardListProps {
  chats: readonly Chat[];
  forges: readonly ForgeSummary[];
  search: Search;
  currentChatId: string | undefined;
}

/** The chats by what a person must do. Stays mounted beside an open chat, scroll and all. */
export function BoardList({ chats, forges, currentChatId, ...props }: BoardListProps) {
  // Typing in the filter never waits for the rows.
  const search = useDeferredValue(props.search);
  const container = useRef<HTMLDivElement>(null);
  const [doneChosen, setDoneChosen] = useState(false);
  const filter = useMemo(
    () => toBoardFilter(search.q, parseStates(search.state)),
    [search.q, search.state],
  );
  const filtering = isFiltering(filter);
  const shown = useMemo(
    () => (filtering ? chats.filter((chat) => matchesFilter(chat, filter)) : chats),
    [chats, filter, filtering],
  );
  const board = useMemo(() => toBoard(shown), [shown]);
  const changedIds = useChangedChats(chats);
  useSteadyScroll(container);
  const shared = { forges, search, currentChatId, changedIds };
  const doneOpen = doneChosen || filtering;
  return (
    <div ref={container} className="board" {...toColumns(chats)}>
      {filtering && shown.length === 0 ? (
        <NoMatches />
      ) : (
        <>
          {openSections.map(
            (section) =>
              (board[section].length > 0 || !filtering) && (
                <BoardSection
                  key={section}
                  section={section}
                  entries={board[section]}
                  {...shared}
                />
              ),
          )}
          {board.done.length > 0 && (
            <BoardSection
              section="done"
              entries={board.done}
              {...shared}
              fold={{ open: doneOpen, onToggle: () => setDoneChosen(!doneOpen) }}
            />
          )}
        </>
      )}
      {chats.length >= maximumChats && (
        <p className="section-empty">{words.onlyNewest(maximumChats)}</p>
      )}
    </div>
  );
}

function NoMatches() {
  return (
    <Notice
      title={words.noMatches}
      actions={
        <button
          type="button"
          className="button"
          onClick={() => navigate(toHref(location.pathname, {}), 'replace')}
        >
          {words.clearFilter}
        </button>
      }
    />
  );
}

/** A column is there as soon as one chat has something to say in it. */
function toColumns(chats: readonly Chat[]) {
  const statuses = chats.flatMap((chat) => chat.diff_statuses);
  const some = (has: (status: DiffStatus) => unknown) => statuses.some(has) || undefined;
  return {
    'data-checks': some(({ checks }) => checks.state),
    'data-merge': some((status) => findMergeTrouble(status) ?? findMergePlan(status)),
    'data-threads': some(({ unresolved_threads: count }) => count),
  };
}
