import { words } from '../../text/text.ts';
import type { BoardLine } from '../status/sections.ts';

/** A row while the list flies past: where the words stand, drawn in no time. */
export function RowSketch({ line, title }: { line: BoardLine; title: string }) {
  return (
    <>
      <span className="reason-icon" />
      <span className="reason-words" data-tone="quiet">
        {words.reason[line.reason]}
      </span>
      <span className="row-title">{title}</span>
    </>
  );
}
