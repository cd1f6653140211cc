import { useState } from 'react';

/** S9: keeps the previous value while a new one is loading or fails to load. */
export function useLastKnown<Value>(value: Value | undefined): Value | undefined {
  const [lastKnown, setLastKnown] = useState(value);
  if (value !== undefined && value !== lastKnown) setLastKnown(value);
  return value ?? lastKnown;
}
