import type { PullRequest } from '../../domain/diff-status.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { toFields } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import { toListReading } from './api.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

const reading = toListReading('bitbucket-conflicts/1', (entry) => toFields(entry) && true);

/**
 * Bitbucket tells which files conflict, and not whether a rule is in the way of a merge: without
 * a conflict it stays unknown. Some kinds of token may not ask.
 */
export async function readMergeability(
  reference: PullRequestReference,
  { state, draft }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<PullRequest['mergeability']>> {
  if (state !== 'open') return { kind: 'read', value: 'unknown' };
  const url = `${toPullRequestApiUrl(reference, api)}/conflicts?pagelen=1`;
  const subject = `the conflicts of ${toSubject(reference)}`;
  const answer = await api.read({ url, subject, reading }, access);
  if (answer.kind === 'unread') {
    return answer.status === 403 && answer.outcome.kind === 'failed'
      ? { kind: 'read', value: 'unknown' }
      : answer;
  }
  if (answer.value.length > 0) return { kind: 'read', value: 'conflicting' };
  return { kind: 'read', value: draft ? 'blocked' : 'unknown' };
}
