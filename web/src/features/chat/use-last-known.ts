import { useState } from 'react';

/** S9: while something is read anew, and when that fails, what was read before stays. */
export function useLastKnown<Value>(value: Value | undefined): Value | undefined {
  const [known, setKnown] = useState(value);
  if (value !== undefined && value !== known) setKnown(value);
  return value ?? known;
}
