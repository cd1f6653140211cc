import { useSyncExternalStore } from 'react';

export type ThemeChoice = 'system' | 'light' | 'dark';

const storageKey = 'afterpush.theme';
const darkMedia = matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

/** The chosen theme; `system` until one is chosen. */
export function useThemeChoice(): [ThemeChoice, (choice: ThemeChoice) => void] {
  const choice = useSyncExternalStore(subscribe, getChoice);
  return [choice, choose];
}

/** The theme in effect. */
export function useEffectiveTheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, () => {
    const choice = getChoice();
    if (choice !== 'system') return choice;
    return darkMedia.matches ? 'dark' : 'light';
  });
}

function getChoice(): ThemeChoice {
  const chosen = document.documentElement.dataset.theme;
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

function choose(choice: ThemeChoice): void {
  if (choice === 'system') {
    delete document.documentElement.dataset.theme;
    localStorage.removeItem(storageKey);
  } else {
    document.documentElement.dataset.theme = choice;
    localStorage.setItem(storageKey, choice);
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  darkMedia.addEventListener('change', listener);
  return () => {
    listeners.delete(listener);
    darkMedia.removeEventListener('change', listener);
  };
}
