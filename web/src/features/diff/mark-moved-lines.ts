import { messages } from '../../text/messages.ts';
import { formatPath } from './format-path.ts';
import type { MovedLines } from './moved-blocks.ts';

/** Marks the rendered lines of a file that moved. The viewer renders only what is in view. */
export function markMovedLines(
  file: HTMLElement,
  moved: ReturnType<MovedLines['get']> | undefined,
): void {
  const root = file.shadowRoot;
  if (!root) return;
  const marked = root.querySelectorAll<HTMLElement>('[data-moved]');
  if (!moved) {
    for (const line of marked) unmark(line);
    return;
  }
  for (const line of root.querySelectorAll<HTMLElement>(changedLines)) {
    const number = Number(line.dataset.line ?? line.dataset.columnNumber);
    const isOld = line.dataset.lineType === 'change-deletion';
    const place = (isOld ? moved.old : moved.new).get(number);
    if (!place) {
      if (line.dataset.moved !== undefined) unmark(line);
      continue;
    }
    line.dataset.moved = '';
    const text = isOld ? messages.diff.movedTo : messages.diff.movedFrom;
    line.title = text(formatPath(place.path), place.line);
  }
}

const changedLines = ['data-line', 'data-column-number']
  .map((name) => `[${name}][data-line-type^="change-"]`)
  .join();

function unmark(line: HTMLElement): void {
  delete line.dataset.moved;
  line.removeAttribute('title');
}
