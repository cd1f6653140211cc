import type { SelectedLineRange } from '@pierre/diffs';
import { messages } from '../../text/messages.ts';

/** The viewer draws its buttons for the mouse only: names and keys are given to them here. */
export function nameExpandButtons(file: HTMLElement): void {
  for (const text of file.shadowRoot?.querySelectorAll('[data-unmodified-lines]') ?? []) {
    const count = /^\d+/.exec(text.textContent)?.[0];
    text.textContent = count ? messages.diff.unchanged(Number(count)) : messages.diff.unchangedMore;
  }
  const buttons = file.shadowRoot?.querySelectorAll<HTMLElement>('[data-expand-button]') ?? [];
  for (const button of buttons) {
    const label = toLabel(button);
    button.tabIndex = 0;
    button.setAttribute('aria-label', label);
    button.title = label;
    if (button.hasAttribute('data-expand-all-button')) button.textContent = label;
    // Added once: a listener is never added twice.
    button.addEventListener('keydown', pressWithKeys);
  }
}

function toLabel(button: HTMLElement): string {
  if (button.hasAttribute('data-expand-all-button')) return messages.diff.expandAll;
  // Named after where the lines are: the viewer names them after where it grows from.
  if (button.hasAttribute('data-expand-up')) return messages.diff.expandDown;
  if (button.hasAttribute('data-expand-down')) return messages.diff.expandUp;
  return messages.diff.expandBoth;
}

function pressWithKeys(event: KeyboardEvent): void {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.click();
}

/** The viewer draws the button beside a line for the pointer only: its name is given to it here. */
export function nameLineButton(place: HTMLElement, onPress: () => void): void {
  name(place, onPress);
  // Marks that waited for their lines to be drawn get the button with the next frame.
  requestAnimationFrame(() => name(place, onPress));
}

function name(place: HTMLElement, onPress: () => void): void {
  const root = place.shadowRoot ?? place;
  const button = root.querySelector<HTMLElement>('[data-utility-button]');
  if (!button || button.title !== '') return;
  button.title = messages.comments.add;
  button.setAttribute('aria-label', messages.comments.add);
  // The keyboard has a key of its own for it.
  button.tabIndex = -1;
  button.addEventListener('click', ({ detail }) => {
    if (detail === 0) onPress();
  });
}

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
