import { ChevronDownIcon, ChevronRightIcon } from '@primer/octicons-react';
import { messages } from '../../text/messages.ts';
import { number } from '../../text/numbers.ts';
import type { HeadingItem } from './board-items.ts';

interface SectionHeadingProps {
  item: HeadingItem;
  onToggle: () => void;
}

export function SectionHeading({ item, onToggle }: SectionHeadingProps) {
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
