import type { SelectedLineRange } from '@pierre/diffs';
import { messages } from '../../text/messages.ts';

/** The viewer's expand buttons work only with the mouse: this adds labels and keys. */
export function labelExpandButtons(file: HTMLElement): void {
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
    // Adding the same listener again has no effect.
    button.addEventListener('keydown', pressWithKeys);
  }
}

function toLabel(button: HTMLElement): string {
  if (button.hasAttribute('data-expand-all-button')) return messages.diff.expandAll;
  // The label says where the hidden lines are; the viewer's attribute says the opposite.
  if (button.hasAttribute('data-expand-up')) return messages.diff.expandDown;
  if (button.hasAttribute('data-expand-down')) return messages.diff.expandUp;
  return messages.diff.expandBoth;
}

function pressWithKeys(event: KeyboardEvent): void {
  if (event.key !== 'Enter' && event.key !== ' ') return;
  event.preventDefault();
  if (event.currentTarget instanceof HTMLElement) event.currentTarget.click();
}

/** The viewer's comment button beside a line works only with the pointer: this adds a label. */
export function labelLineButton(container: HTMLElement, onPress: () => void): void {
  labelNow(container, onPress);
  // A selection of lines that were not rendered yet gets its button with the next frame.
  requestAnimationFrame(() => labelNow(container, onPress));
}

function labelNow(container: HTMLElement, onPress: () => void): void {
  const root = container.shadowRoot ?? container;
  const button = root.querySelector<HTMLElement>('[data-utility-button]');
  if (!button || button.title !== '') return;
  button.title = messages.comments.add;
  button.setAttribute('aria-label', messages.comments.add);
  // The keyboard has a shortcut instead.
  button.tabIndex = -1;
  button.addEventListener('click', ({ detail }) => {
    if (detail === 0) onPress();
  });
}

/** Focuses the line number at the end of a range. */
export function focusLineNumber(
  file: HTMLElement,
  { end, endSide = 'additions' }: SelectedLineRange,
): void {
  const numbers = file.shadowRoot?.querySelectorAll<HTMLElement>(`[data-column-number="${end}"]`);
  const number = [...(numbers ?? [])].find((each) => isOnSide(each, endSide));
  if (!number) return;
  number.tabIndex = -1;
  number.focus({ preventScroll: true });
}

/** In the unified layout, only the type of a line shows its side. */
function isOnSide(number: HTMLElement, side: 'additions' | 'deletions'): boolean {
  if (number.closest(`[data-${side}]`)) return true;
  const deleted = number.dataset.lineType === 'change-deletion';
  return number.closest('[data-unified]') !== null && deleted === (side === 'deletions');
}
