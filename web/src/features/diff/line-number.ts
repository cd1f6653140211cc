import type { SelectedLineRange } from '@pierre/diffs';

/** Gives the focus to the number of the last line of a range. */
export function focusLineNumber(
  file: HTMLElement,
  { end, endSide = 'additions' }: SelectedLineRange,
): void {
  const numbers = file.shadowRoot?.querySelectorAll<HTMLElement>(`[data-column-number="${end}"]`);
  const number = [...(numbers ?? [])].find((each) => isOfSide(each, endSide));
  if (!number) return;
  number.tabIndex = -1;
  number.focus({ preventScroll: true });
}

/** In one column, only the kind of a line tells its side. */
function isOfSide(number: HTMLElement, side: 'additions' | 'deletions'): boolean {
  if (number.closest(`[data-${side}]`)) return true;
  const deleted = number.dataset.lineType === 'change-deletion';
  return number.closest('[data-unified]') !== null && deleted === (side === 'deletions');
}
