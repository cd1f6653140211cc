import type { LogRead } from '../fetch-log.ts';
import type { LogSource } from '../forge.ts';

const reason =
  'Bitbucket Data Center keeps no logs: the build ran on another server, at the address of this check.';

export const noLog: LogSource = { kind: 'none', reason };

/** Never called, because no check has a readable log. */
export async function readLog(): Promise<LogRead> {
  return { kind: 'no_log', reason };
}
