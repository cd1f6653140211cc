import { memo, useState } from 'react';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import type { BoardEntry, BoardLine } from '../board/sections.ts';
import { type Search, toChatHref } from '../routes/route.ts';
import { words } from '../words.ts';
import { BoardRow } from './board-row.tsx';

interface ChatRowsProps {
  entry: BoardEntry;
  forges: readonly ForgeSummary[];
  search: Search;
  current: boolean;
  changed: boolean;
}

/** A chat: the line of its primary branch, and the lines folded under it. */
export const ChatRows = memo(function ChatRows(props: ChatRowsProps) {
  const { entry, forges, search, current, changed } = props;
  const { chat, primary, others } = entry;
  const [chosen, setChosen] = useState<boolean>();
  const readsOther = current && others.some((line) => isBranch(line, search));
  const open = chosen ?? (entry.startsOpen || readsOther);
  const count = others.length;
  return (
    <>
      <BoardRow
        line={primary}
        forges={forges}
        title={toChatTitle(entry)}
        href={toChatHref(chat.id, search)}
        current={current && (search.branch === '' || isBranch(primary, search))}
        changed={changed}
        fold={count > 0 ? { count, open, onToggle: () => setChosen(!open) } : undefined}
      />
      {open &&
        others.map((line) => (
          <BoardRow
            key={line.key}
            line={line}
            forges={forges}
            title={line.status?.pull_request_title || line.status?.git_branch || ''}
            href={toChatHref(chat.id, search, toBranchOf(line))}
            current={current && isBranch(line, search)}
            changed={changed}
            nested
          />
        ))}
    </>
  );
}, hasSameLook);

/** The board is made anew at every event; a chat that is the same object looks the same. */
function hasSameLook(before: ChatRowsProps, after: ChatRowsProps): boolean {
  return (
    before.entry.chat === after.entry.chat &&
    before.forges === after.forges &&
    before.search === after.search &&
    before.current === after.current &&
    before.changed === after.changed
  );
}

function toChatTitle({ chat, primary }: BoardEntry): string {
  return chat.title || primary.status?.pull_request_title || words.untitled;
}

function toBranchOf({ status }: BoardLine) {
  return { origin: status?.git_remote_origin ?? '', branch: status?.git_branch ?? '' };
}

function isBranch(line: BoardLine, search: Search): boolean {
  const { origin, branch } = toBranchOf(line);
  return search.branch === branch && search.origin === origin;
}
