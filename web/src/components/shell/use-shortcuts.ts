import { useEffect } from 'react';

export type Shortcuts = Readonly<Record<string, () => void>>;

/** Single keys, where nobody types and no dialog is open. */
export function useShortcuts(shortcuts: Shortcuts): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const action = shortcuts[event.key];
      const modified = event.ctrlKey || event.metaKey || event.altKey;
      if (!action || modified || event.defaultPrevented) return;
      if (document.querySelector('dialog[open]')) return;
      if (isTyping(event.target) && event.key !== 'Escape') return;
      event.preventDefault();
      action();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [shortcuts]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select');
}
