import { createHash } from 'node:crypto';
import { type CheckRun, toCheckKey } from '../domain/checks.ts';

/** The id of a check in addresses: the same for each of its runs, and on every commit. */
export function toCheckId(run: CheckRun): string {
  return createHash('sha256').update(toCheckKey(run)).digest('hex').slice(0, 16);
}
