import { ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react';
import { useState } from 'react';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import type { Section } from '../board/attention.ts';
import type { BoardEntry } from '../board/sections.ts';
import { type Search, toChatHref } from '../routes/route.ts';
import { words } from '../words.ts';
import { BoardRow } from './board-row.tsx';

interface BoardSectionProps {
  section: Section;
  entries: readonly BoardEntry[];
  forges: readonly ForgeSummary[];
  search: Search;
  currentChatId: string | undefined;
  changedIds: ReadonlySet<string>;
  /** Given where the section can be folded. */
  fold?: { open: boolean; onToggle(): void };
}

export function BoardSection(props: BoardSectionProps) {
  const { section, entries, fold } = props;
  const headingId = `section-${section}`;
  const heading = (
    <>
      {words.section[section]} <span className="section-count">{entries.length}</span>
    </>
  );
  return (
    <section aria-labelledby={headingId} className="board-section" data-section={section}>
      <h2 id={headingId}>{fold ? <FoldHeading {...fold}>{heading}</FoldHeading> : heading}</h2>
      {fold?.open !== false && (
        <ul>
          {entries.map((entry) => (
            <EntryRows key={entry.chat.id} entry={entry} {...props} />
          ))}
        </ul>
      )}
      {section !== 'done' && entries.length === 0 && (
        <p className="section-empty">{words.sectionEmpty[section]}</p>
      )}
    </section>
  );
}

function FoldHeading(props: { open: boolean; onToggle(): void; children: React.ReactNode }) {
  return (
    <button type="button" aria-expanded={props.open} onClick={props.onToggle}>
      {props.children}
      {props.open ? <ChevronDownIcon size={14} /> : <ChevronRightIcon size={14} />}
    </button>
  );
}

function EntryRows({ entry, ...props }: BoardSectionProps & { entry: BoardEntry }) {
  const [chosen, setChosen] = useState<boolean>();
  const open = chosen ?? entry.startsOpen;
  const { chat, primary, others } = entry;
  const shared = { forges: props.forges, changed: props.changedIds.has(chat.id) };
  const isCurrent = (branch: string, first: boolean) =>
    chat.id === props.currentChatId &&
    (props.search.branch === '' ? first : props.search.branch === branch);
  const fold =
    others.length > 0 ? { count: others.length, open, onToggle: () => setChosen(!open) } : undefined;
  return (
    <>
      <BoardRow
        {...shared}
        line={primary}
        title={chat.title || primary.status?.pull_request_title || words.untitled}
        href={toChatHref(chat.id, props.search)}
        current={isCurrent(primary.status?.git_branch ?? '', true)}
        nested={false}
        fold={fold}
      />
      {open &&
        others.map(({ key, reason, status }) => (
          <BoardRow
            key={key}
            {...shared}
            line={{ key, reason, status }}
            title={status?.pull_request_title || status?.git_branch || ''}
            href={toChatHref(chat.id, props.search, {
              origin: status?.git_remote_origin ?? '',
              branch: status?.git_branch ?? '',
            })}
            current={isCurrent(status?.git_branch ?? '', false)}
            nested
          />
        ))}
    </>
  );
}
