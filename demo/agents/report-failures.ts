import type { Logger } from '../../src/platform/logger.ts';

/** As many failures in a row are no accident: the next round would have made up for one. */
const tolerated = 3;

/**
 * Returns what reports a failure of an agent. Failures belong to the log of a person who wants to see them; one line
 * on the terminal says that the demo stays empty, and why.
 */
export function createFailureReport(
  logger: Pick<Logger, 'info'>,
  print: (line: string) => void,
): (message: string, failuresInARow: number) => void {
  let isPrinted = false;
  return (message, failuresInARow) => {
    logger.info({}, message);
    if (isPrinted || failuresInARow < tolerated) return;
    isPrinted = true;
    const [reason = ''] = message.split('\n');
    print(`an agent of the demo keeps failing: ${reason} (AFTERPUSH_LOG_LEVEL=info shows more)`);
  };
}
