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
