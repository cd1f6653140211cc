import { ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react';
import { type CSSProperties, useState } from 'react';
import type { ForgeSummary } from '../../../../src/contract/forge-summary.ts';
import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { number } from '../../text/numbers.ts';
import type { BoardLine } from '../status/sections.ts';
import type { BoardItem, HeadingItem, RowItem } from './board-items.ts';
import { BoardRow, toBranchOf } from './board-row.tsx';

export interface BoardItemShared {
  forges: readonly ForgeSummary[];
  search: Search;
  currentChatId: string | undefined;
  changes: ReadonlyMap<string, number>;
  onToggleDone: () => void;
  onToggleChat: (chatId: string, open: boolean) => void;
}

interface BoardItemViewProps extends BoardItemShared {
  item: BoardItem;
  /** From the top of the list; undefined for the heading that stays in view. */
  start: number | undefined;
  /** Nobody can read what flies past. */
  flying: boolean;
  /** For screen readers: most of the list is not in the document. */
  position: number;
  size: number;
}

/** One place of the list. All items are siblings, so that one that moves stays the same element. */
export function BoardItemView(props: BoardItemViewProps) {
  const { item, start, position, size } = props;
  const style: CSSProperties =
    start === undefined ? { position: 'sticky', top: 0 } : { position: 'absolute', top: start };
  const place = { style, 'aria-setsize': size, 'aria-posinset': position, 'data-key': item.key };
  switch (item.kind) {
    case 'heading':
      return (
        <li className="board-heading" {...place}>
          <SectionHeading item={item} onToggle={props.onToggleDone} />
        </li>
      );
    case 'empty':
      return (
        <li className="section-empty" {...place}>
          {messages.sectionEmpty[item.section]}
        </li>
      );
    case 'row':
      return <Row {...props} item={item} place={place} />;
  }
}

function Row({ item, place, ...props }: BoardItemViewProps & { item: RowItem; place: object }) {
  const { chat, line } = item;
  const current = chat.id === props.currentChatId && isRead(item, props.search);
  const { failure, refreshed_at: refreshedAt } = line.status ?? {};
  const [whole, setWhole] = useState(!props.flying);
  if (!whole && !props.flying) setWhole(true);
  return (
    <li
      className="row"
      data-section={item.section}
      data-current={current || undefined}
      data-changed={props.changes.has(chat.id) || undefined}
      data-nested={item.nested || undefined}
      data-outdated={(failure && refreshedAt && true) || undefined}
      {...place}
    >
      {whole ? (
        <BoardRow
          chatId={chat.id}
          line={line}
          title={item.title}
          forges={props.forges}
          search={props.search}
          current={current}
          nested={item.nested}
          folded={item.folded}
          open={item.open}
          onToggle={props.onToggleChat}
        />
      ) : (
        <RowSketch line={line} title={item.title} />
      )}
    </li>
  );
}

/** The line of the branch that is read; the chat's own line where that one is not shown. */
function isRead({ line, nested, open }: RowItem, search: Search): boolean {
  const { origin, branch } = toBranchOf(line);
  const same = search.branch === branch && search.origin === origin;
  return nested ? same : same || search.branch === '' || !open;
}

interface SectionHeadingProps {
  item: HeadingItem;
  onToggle: () => void;
}

function SectionHeading({ item, onToggle }: SectionHeadingProps) {
  const { section, count, open } = item;
  const content = (
    <>
      {messages.section[section]} <span className="section-count">{number(count)}</span>
    </>
  );
  if (open === undefined) return <h2>{content}</h2>;
  return (
    <h2>
      <button type="button" aria-expanded={open} onClick={onToggle}>
        {content}
        {open ? <ChevronDownIcon size={14} /> : <ChevronRightIcon size={14} />}
      </button>
    </h2>
  );
}

/** A row while the list flies past: where the words stand, drawn in no time. */
function RowSketch({ line, title }: { line: BoardLine; title: string }) {
  return (
    <>
      <span className="reason-icon" />
      <span className="reason-text" data-tone="quiet">
        {messages.reason[line.reason]}
      </span>
      <span className="row-title">{title}</span>
    </>
  );
}
