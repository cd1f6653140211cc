import { useCallback, useSyncExternalStore } from 'react';

/** The choices of this tab. Other tabs keep theirs until they are reloaded. */
const chosen = new Map<string, string | null>();
const listeners = new Set<() => void>();

/** A choice that is kept in local storage. All components of a tab share it. */
export function useStored<Value extends string>(
  name: string,
  values: readonly Value[],
  initial: Value,
): [Value, (value: Value) => void] {
  const key = `afterpush.${name}`;
  const stored = useSyncExternalStore(subscribe, () => read(key));
  const store = useCallback(
    (value: Value) => {
      chosen.set(key, value);
      localStorage.setItem(key, value);
      for (const listener of listeners) listener();
    },
    [key],
  );
  return [values.find((value) => value === stored) ?? initial, store];
}

function read(key: string): string | null {
  const known = chosen.get(key);
  if (known !== undefined) return known;
  const stored = localStorage.getItem(key);
  chosen.set(key, stored);
  return stored;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
