import { useCallback, useState } from 'react';

/** A choice that is kept in local storage. */
export function useStored<Value extends string>(
  name: string,
  values: readonly Value[],
  initial: Value,
): [Value, (value: Value) => void] {
  const key = `afterpush.${name}`;
  const [value, setValue] = useState(() => readStored(key, values) ?? initial);
  const store = useCallback(
    (chosen: Value) => {
      setValue(chosen);
      localStorage.setItem(key, chosen);
    },
    [key],
  );
  return [value, store];
}

function readStored<Value extends string>(
  key: string,
  values: readonly Value[],
): Value | undefined {
  const stored = localStorage.getItem(key);
  return values.find((value) => value === stored);
}
