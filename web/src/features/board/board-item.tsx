import { ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react';
import { type CSSProperties, useState } from 'react';
import type { BoardLine } from '../../../../src/contract/board-entry.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import { isOutdated } from '../../../../src/contract/outdated.ts';
import type { Search } from '../../shared/routing/route.ts';
import { messages } from '../../text/messages.ts';
import { number } from '../../text/numbers.ts';
import type { BoardItem, HeadingItem, RowItem } from './board-items.ts';
import { BoardRow } from './board-row.tsx';
import { useSelectedChats } from './row-selection.ts';

export interface SharedItemProps {
  forges: readonly ForgeSummary[];
  ambiguousNames: ReadonlySet<string>;
  search: Search;
  currentChatId: string | undefined;
  changes: ReadonlyMap<string, number>;
  onToggleDone: () => void;
  onToggleChat: (chatId: string, open: boolean) => void;
}

interface BoardListItemProps extends SharedItemProps {
  item: BoardItem;
  /** In pixels from the top of the list; undefined for the sticky heading. */
  start: number | undefined;
  /** Rows that scroll by too fast to be read are rendered as placeholders. */
  placeholder: boolean;
  /** For screen readers, because most of the list is not in the document. */
  position: number;
  size: number;
}

/** One item of the list. All items are siblings, so an item that moves keeps its element. */
export function BoardListItem(props: BoardListItemProps) {
  const { item, start, position, size } = props;
  const style: CSSProperties =
    start === undefined ? { position: 'sticky', top: 0 } : { position: 'absolute', top: start };
  const attributes = {
    style,
    'aria-setsize': size,
    'aria-posinset': position,
    'data-key': item.key,
  };
  switch (item.kind) {
    case 'heading':
      return (
        <li className="board-heading" {...attributes}>
          <SectionHeading item={item} onToggle={props.onToggleDone} />
          {start === undefined && <ColumnHeadings />}
        </li>
      );
    case 'empty':
      return (
        <li className="section-empty" {...attributes}>
          {messages.sectionEmpty[item.section]}
        </li>
      );
    case 'row':
      return <Row {...props} item={item} attributes={attributes} />;
  }
}

interface RowProps extends BoardListItemProps {
  item: RowItem;
  attributes: object;
}

function Row({ item, attributes, ...props }: RowProps) {
  const { chat, line } = item;
  const selected = useSelectedChats().has(chat.id);
  const current = chat.id === props.currentChatId && isCurrentRow(item, props.search);
  const unread = item.nested ? Boolean(line.status?.unread_from) : chat.unread;
  // A row that has been rendered in full never goes back to a placeholder.
  const [full, setFull] = useState(!props.placeholder);
  if (!full && !props.placeholder) setFull(true);
  return (
    <li
      className="row"
      data-section={item.section}
      data-current={current || undefined}
      data-changed={props.changes.has(chat.id) || undefined}
      data-nested={item.nested || undefined}
      data-selected={(selected && !item.nested) || undefined}
      data-outdated={isOutdated(line.status) || undefined}
      data-unread={unread || undefined}
      data-ended={isEnded(line.status) || undefined}
      {...attributes}
    >
      {full ? (
        <BoardRow
          chatId={chat.id}
          line={line}
          title={item.title}
          forges={props.forges}
          ambiguousNames={props.ambiguousNames}
          search={props.search}
          current={current}
          selected={item.nested ? undefined : selected}
          unread={unread}
          snoozedUntil={chat.snoozed_until ?? null}
          folded={item.folded}
          open={item.open}
          onToggle={props.onToggleChat}
        />
      ) : (
        <RowPlaceholder line={line} title={item.title} />
      )}
    </li>
  );
}

/** The row of the open branch, else the chat's own row while the branch's row is folded. */
function isCurrentRow({ line, nested, open }: RowItem, search: Search): boolean {
  const { git_branch: branch, git_remote_origin: origin } = line.status ?? {};
  const same = search.branch === branch && search.origin === origin;
  return nested ? same : same || search.branch === '' || !open;
}

interface SectionHeadingProps {
  item: HeadingItem;
  onToggle: () => void;
}

function SectionHeading({ item, onToggle }: SectionHeadingProps) {
  const { label, count, open } = item;
  const content = (
    <>
      {label} <span className="section-count">{number(count)}</span>
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

/** Only in the heading at the top of the list. The cells name themselves for screen readers. */
function ColumnHeadings() {
  return (
    <div className="column-headings" aria-hidden="true">
      {(Object.keys(messages.columns) as (keyof typeof messages.columns)[]).map((name) => (
        <span key={name} data-column={name}>
          {messages.columns[name]}
        </span>
      ))}
    </div>
  );
}

/** Cheap to render while the list scrolls fast. */
function RowPlaceholder({ line, title }: { line: BoardLine; title: string }) {
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

function isEnded(status: DiffStatus | null): boolean {
  return status?.pull_request_state === 'merged' || status?.pull_request_state === 'closed';
}
