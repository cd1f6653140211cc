import { messages } from '../../text/messages.ts';
import type { BoardLine } from '../status/sections.ts';

/** A row while the list flies past: where the words stand, drawn in no time. */
export function RowSketch({ line, title }: { line: BoardLine; title: string }) {
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
