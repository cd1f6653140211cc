import type { PullRequest } from '../../domain/diff-status.ts';
import type { Reading } from '../client/conditional-client.ts';
import { type ForgeApi, isRateLimited, type MaybeRead, orUnknown } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { toFields } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import { toPullRequestApiUrl, toReference, toSubject } from './pull-requests.ts';

type Mergeability = PullRequest['mergeability'];

const reading: Reading<Mergeability> = { shape: 'mergeability/1', parse: parseMergeability };

/** Whether an open pull request could be merged now: Bitbucket tries it, and asks its merge checks. */
export async function readMergeability(
  answer: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Mergeability>> {
  if (answer.state !== 'open') return { kind: 'read', value: 'unknown' };
  const reference = toReference(answer);
  const url = `${toPullRequestApiUrl(reference, api)}/merge`;
  const subject = `the mergeability of ${toSubject(reference)}`;
  const told = await api.read({ url, subject, reading }, access);
  if (isRateLimited(told)) return told;
  return { kind: 'read', value: toCautious(orUnknown(told, null), answer) };
}

export function parseMergeability(body: unknown): Mergeability | undefined {
  const fields = toFields(body);
  if (typeof fields?.canMerge !== 'boolean') return undefined;
  if (fields.conflicted === true || fields.outcome === 'CONFLICTED') return 'conflicting';
  if (fields.canMerge) return 'mergeable';
  if (Array.isArray(fields.vetoes) && fields.vetoes.length > 0) return 'blocked';
  return fields.outcome === 'UNKNOWN' ? 'computing' : 'blocked';
}

/** Without an answer, the last trial can tell a conflict but not that nothing is in the way. */
function toCautious(told: Mergeability | null, answer: PullRequestAnswer): Mergeability {
  if (told === null) return answer.isConflicted ? 'conflicting' : 'unknown';
  return told === 'mergeable' && answer.draft ? 'blocked' : told;
}
