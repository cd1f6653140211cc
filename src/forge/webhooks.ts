import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CheckRun } from '../domain/checks.ts';
import type { WebhookHint } from '../domain/delivery.ts';
import type { IdentifiedRepository } from '../domain/repository-reference.ts';
import type { ForgeApi, Unread } from './client/forge-api.ts';
import { toFailed } from './client/outcomes.ts';
import type { InstallOutcome } from './forge.ts';
import { isCommitSha, parseBranchRef } from './parsing/text.ts';

/** Hints for a branch that was created, updated or deleted; none for a tag. `sha` is where it is now, if known. */
export function toBranchHints(
  ref: string | undefined,
  repository: IdentifiedRepository,
  sha?: string,
): WebhookHint[] {
  const branch = parseBranchRef(ref);
  return branch === undefined ? [] : [toBranchHint(branch, repository, sha)];
}

/** The hint for a branch. `sha` is zeros where it was deleted. */
export function toBranchHint(
  branch: string,
  repository: IdentifiedRepository,
  sha: string | undefined,
): WebhookHint {
  const isKnown = sha !== undefined && isCommitSha(sha);
  return { kind: 'branch', repository, branch, ...(isKnown && { sha }) };
}

/** Hints for an event about a commit. */
export function toCommitHints(
  sha: string | undefined,
  repository: IdentifiedRepository,
): WebhookHint[] {
  return sha !== undefined && isCommitSha(sha) ? [{ kind: 'commit', repository, sha }] : [];
}

/** Hints for runs of a commit, where the forge does not require checks by their exact names. */
export function toRunHints(
  sha: string | undefined,
  runs: readonly CheckRun[],
  repository: IdentifiedRepository,
): WebhookHint[] {
  if (sha === undefined || !isCommitSha(sha)) return [];
  if (runs.length === 0) return toCommitHints(sha, repository);
  const reported = { kind: 'runs', runs, requiresByName: false } as const;
  return [{ kind: 'check', repository, sha, reported, heads: [] }];
}

/** Whether `signature` is the hexadecimal HMAC-SHA256 of the body, compared in constant time. */
export function isSignedBy(body: Buffer, signature: string | undefined, secret: string): boolean {
  if (secret === '' || !signature || !/^[0-9a-f]{64}$/i.test(signature)) return false;
  const expected = createHmac('sha256', secret).update(body).digest();
  return timingSafeEqual(expected, Buffer.from(signature, 'hex'));
}

/** Whether the sent value is the secret, compared in constant time. */
export function isSecret(sent: string | undefined, secret: string): boolean {
  if (secret === '' || sent === undefined) return false;
  const [one, other] = [sent, secret].map((text) =>
    createHmac('sha256', 'compared').update(text).digest(),
  );
  return one !== undefined && other !== undefined && timingSafeEqual(one, other);
}

/** The outcome of saving a hook. `knownId` is the id of an existing hook. */
export function toInstallOutcome(
  sent: { kind: 'sent'; value: unknown } | Unread,
  knownId: number | string | undefined,
  findId: (value: unknown) => number | string | undefined,
  { baseUrl }: Pick<ForgeApi, 'baseUrl'>,
): InstallOutcome {
  if (sent.kind === 'unread') return sent.outcome;
  const id = knownId ?? findId(sent.value);
  if (id === undefined) return failUnnumberedHook({ baseUrl });
  return { kind: 'installed', hookId: String(id), created: knownId === undefined };
}

/** For a saved hook whose id is missing in the response. */
export function failUnnumberedHook({ baseUrl }: Pick<ForgeApi, 'baseUrl'>): InstallOutcome {
  const { host } = new URL(baseUrl);
  return toFailed('malformed', `${host} did not return the id of the new webhook. Try again.`);
}
