import { ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react';
import type { ReactNode } from 'react';
import type { ForgeSummary } from '../../../src/contract/forge-summary.ts';
import type { Section } from '../board/attention.ts';
import type { BoardEntry } from '../board/sections.ts';
import type { Search } from '../routes/route.ts';
import { words } from '../words.ts';
import { ChatRows } from './chat-rows.tsx';

interface BoardSectionProps {
  section: Section;
  entries: readonly BoardEntry[];
  forges: readonly ForgeSummary[];
  search: Search;
  currentChatId: string | undefined;
  changedIds: ReadonlySet<string>;
  /** Given where the section can be folded. */
  fold?: { open: boolean; onToggle: () => void };
}

export function BoardSection(props: BoardSectionProps) {
  const { section, entries, fold, search } = props;
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
            <ChatRows
              key={entry.chat.id}
              entry={entry}
              forges={props.forges}
              search={search}
              current={entry.chat.id === props.currentChatId}
              changed={props.changedIds.has(entry.chat.id)}
            />
          ))}
        </ul>
      )}
      {section !== 'done' && entries.length === 0 && (
        <p className="section-empty">{words.sectionEmpty[section]}</p>
      )}
    </section>
  );
}

function FoldHeading(props: { open: boolean; onToggle: () => void; children: ReactNode }) {
  return (
    <button type="button" aria-expanded={props.open} onClick={props.onToggle}>
      {props.children}
      {props.open ? <ChevronDownIcon size={14} /> : <ChevronRightIcon size={14} />}
    </button>
  );
}
