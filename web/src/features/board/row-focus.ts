/** What the board can do for the keyboard; it knows all rows, not only the drawn ones. */
export interface BoardNavigator {
  /** To the next or previous row; from nowhere, to the first one in view. */
  move: (step: 1 | -1) => void;
  focusChat: (chatId: string) => void;
}

const rowLink = '[data-row-link]';
let navigator: BoardNavigator | undefined;

/** Returns how to end it. */
export function registerNavigator(board: BoardNavigator): () => void {
  navigator = board;
  return () => {
    if (navigator === board) navigator = undefined;
  };
}

/** Moves the focus to the next or previous line of the board; it starts at the open chat. */
export function moveRowFocus(step: 1 | -1): void {
  navigator?.move(step);
}

export function openFocusedRow(): void {
  const link = document.activeElement;
  if (link instanceof HTMLElement && link.matches(rowLink)) link.click();
}

/** The chat that a keyboard reader is at, to be refreshed. */
export function findFocusedChatId(): string | undefined {
  const link = document.activeElement;
  if (!(link instanceof HTMLAnchorElement) || !link.matches(rowLink)) return undefined;
  return decodeURIComponent(link.pathname.split('/')[2] ?? '') || undefined;
}

/** After Escape the reader is where they were. */
export function focusRowOf(chatId: string): void {
  navigator?.focusChat(chatId);
}
