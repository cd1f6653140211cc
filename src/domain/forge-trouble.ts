/** The last outcomes of a user's branches of one forge that were read since its failures began. */
export interface ForgeReads {
  forgeId: string;
  /** Branches whose last read failed because of the forge, not because of a token or repository. */
  failing: number;
  /** Branches that were read with success since half of those had begun to fail. */
  succeeded: number;
  /** Branches that are read regularly. */
  scheduled: number;
  /** How long the first of them has been failing. */
  failingMs: number;
}

/** One failure may be a coincidence; one that is confirmed, or remains, is not. */
const confirmedAfterMs = 60_000;

/** Whether most recent reads of the forge failed. */
export function isForgeFailing(reads: ForgeReads): boolean {
  const { failing, succeeded, scheduled, failingMs } = reads;
  if (failing === 0 || failing <= succeeded) return false;
  return failing > 1 || scheduled === 1 || failingMs >= confirmedAfterMs;
}
