import type { FailureKind } from '../../domain/diff-status.ts';
import type { Access } from '../forge.ts';
import type { ProbeOutcome, RightReport, TokenRight } from '../token-rights.ts';
import type { Reading } from './conditional-client.ts';
import { type ForgeApi, isRateLimited, type MaybeRead } from './forge-api.ts';

/** One cheap read that shows whether a token has a right. */
export interface RightRead {
  right: TokenRight;
  url: string;
  /** Names the resource in messages: `the webhooks of acme/app`. */
  subject: string;
  /** What gives the right. */
  grant: string;
}

/** The read that shows which account a token belongs to. */
export function toAccountRead(url: string, grant: string): RightRead {
  return { right: 'account', url, subject: 'the account of the token', grant };
}

const reading: Reading<{ isRead: true }> = {
  shape: 'any/1',
  parse: (body) => (typeof body === 'object' && body !== null ? { isRead: true } : undefined),
  // The rights of a token change without any change of the response.
  isCovered: () => false,
};

const refusals: ReadonlySet<FailureKind> = new Set(['forbidden', 'not_found']);
const rights: readonly TokenRight[] = ['account', 'pull_requests', 'checks', 'webhooks'];

/**
 * Tries the reads one after the other. Stops when the forge does not accept the token at all: repeated
 * attempts lock accounts at some forges.
 */
export async function probeRights(
  reads: readonly RightRead[],
  api: Pick<ForgeApi, 'read'>,
  access: Access,
): Promise<ProbeOutcome> {
  const reports: RightReport[] = [];
  for (const read of reads) {
    const result = await api.read({ url: read.url, subject: read.subject, reading }, access);
    if (isRateLimited(result)) return result.outcome;
    const report = toReport(read, result);
    reports.push(report);
    if (report.state === 'rejected') break;
  }
  const untried = rights.filter((right) => !reports.some((report) => report.right === right));
  const message = reports.some(({ state }) => state === 'rejected')
    ? 'Not tried, because the token is rejected.'
    : 'Nothing tracked on this forge shows it yet.';
  const unknown = untried.map((right): RightReport => ({ right, state: 'unknown', message }));
  return { kind: 'probed', rights: [...reports, ...unknown], expiresAt: null };
}

function toReport({ right, grant }: RightRead, result: MaybeRead<unknown>): RightReport {
  if (result.kind === 'read') return { right, state: 'readable', message: null };
  const { outcome } = result;
  if (outcome.kind !== 'failed') return { right, state: 'unknown', message: null };
  const { kind, message } = outcome.failure;
  if (kind === 'unauthorized') return { right, state: 'rejected', message };
  if (!refusals.has(kind)) return { right, state: 'unknown', message };
  return { right, state: 'refused', message: `${message} ${grant}` };
}
