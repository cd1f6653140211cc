const rowLinks = '[data-row-link]';

/** Moves the focus to the next or previous line of the board; it starts at the open chat. */
export function moveRowFocus(step: 1 | -1): void {
  const links = [...document.querySelectorAll<HTMLElement>(rowLinks)];
  const focused = links.findIndex((link) => link === document.activeElement);
  const current = links.findIndex((link) => link.getAttribute('aria-current') === 'page');
  const from = focused === -1 ? current : focused;
  const target = from === -1 ? links[0] : links[from + step];
  target?.focus({ preventScroll: true });
  target?.closest('.row')?.scrollIntoView({ block: 'nearest' });
}

export function openFocusedRow(): void {
  const link = document.activeElement;
  if (link instanceof HTMLElement && link.matches(rowLinks)) link.click();
}

/** The chat that a keyboard reader is at, to be refreshed. */
export function findFocusedChatId(): string | undefined {
  const link = document.activeElement;
  if (!(link instanceof HTMLAnchorElement) || !link.matches(rowLinks)) return undefined;
  return decodeURIComponent(link.pathname.split('/')[2] ?? '') || undefined;
}

/** After Escape the reader is where they were. */
export function focusRowOf(chatId: string): void {
  const path = `/chats/${encodeURIComponent(chatId)}`;
  const links = [...document.querySelectorAll<HTMLAnchorElement>(rowLinks)];
  links.find(({ pathname }) => pathname === path)?.focus({ preventScroll: true });
}
