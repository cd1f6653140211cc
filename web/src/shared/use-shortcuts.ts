import { useEffect } from 'react';

export type Shortcuts = Readonly<Record<string, () => void>>;

/** While one of these is open, it handles the keys. */
const overlays = 'dialog[open], [role="dialog"], [role="alertdialog"], [role="menu"]';

const textFields = 'input:not([type="range"], [type="checkbox"], [type="radio"]), textarea, select';

/** Shift is part of a letter, and named with other keys: `X`, `Shift+ArrowDown`. */
function toName({ key, shiftKey }: KeyboardEvent): string {
  return shiftKey && key.length > 1 ? `Shift+${key}` : key;
}

/**
 * Single keys, except while typing or while a dialog is open. `first` takes a key from those that also
 * listen to it.
 */
export function useShortcuts(shortcuts: Shortcuts, order: 'first' | 'any' = 'any'): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const action = shortcuts[toName(event)];
      const modified = event.ctrlKey || event.metaKey || event.altKey;
      if (!action || modified || event.defaultPrevented) return;
      if (document.querySelector(overlays)) return;
      if (isTyping(event.target) && event.key !== 'Escape') return;
      event.preventDefault();
      action();
    };
    const capture = order === 'first';
    addEventListener('keydown', onKey, { capture });
    return () => removeEventListener('keydown', onKey, { capture });
  }, [shortcuts, order]);
}

/** Ctrl or Cmd with a letter, also while typing. */
export function useCommandKey(letter: string, action: () => void): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const pressed = (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
      if (!pressed || event.key.toLowerCase() !== letter || event.defaultPrevented) return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [letter, action]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches(textFields);
}
