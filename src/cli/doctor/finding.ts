/**
 * `note`: works, but could work better. `unknown`: could not be found out, which is never reported as
 * fine (S16).
 */
export type FindingState = 'ok' | 'note' | 'problem' | 'unknown';

/** One fact about this machine or its server, and the one command that mends it. */
export interface Finding {
  check: string;
  state: FindingState;
  message: string;
  /** A command to run, or a setting to change; null when there is nothing to do. */
  fix: string | null;
}

export function toFinding(
  check: string,
  state: FindingState,
  message: string,
  fix: string | null = null,
): Finding {
  return { check, state, message, fix };
}

/** Where the owner of a token authorizes it, as the forge says. */
export function findLink(message: string): string | null {
  const url = /https:\/\/[^\s)"]+/.exec(message)?.[0];
  // At the end of a sentence.
  return url === undefined ? null : `open ${url.endsWith('.') ? url.slice(0, -1) : url}`;
}
