import type { Logger } from '../../platform/logger.ts';
import type { Access } from '../forge.ts';
import { toFailed } from './outcomes.ts';

/** What nobody foresaw fails its own row only. */
export async function isolate<Outcome>(
  fetch: () => Promise<Outcome>,
  { signal }: Access,
  logger: Pick<Logger, 'error'>,
): Promise<Outcome | ReturnType<typeof toFailed>> {
  signal.throwIfAborted();
  try {
    return await fetch();
  } catch (error) {
    signal.throwIfAborted();
    logger.error({ error }, 'a forge adapter failed');
    return toFailed('internal', 'Reading the forge failed unexpectedly; see the server log.');
  }
}
