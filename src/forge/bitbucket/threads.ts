import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { toFields } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import { toListReading } from './pages.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

const pageSize = 100;
const told = ['deleted', 'pending', 'inline.path', 'parent.id', 'resolution.type'];
const fields = ['next', ...told.map((name) => `values.${name}`)].join(',');

/** Of each comment, whether it began a thread on the code that nobody resolved. */
const reading = toListReading('bitbucket-comments/1', isUnresolvedThread);

/** How many threads on the code wait for an answer; null when there are too many comments. */
export async function countUnresolvedThreads(
  reference: PullRequestReference,
  { commentCount }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<number | null>> {
  if (commentCount === 0) return { kind: 'read', value: 0 };
  const url = `${toPullRequestApiUrl(reference, api)}/comments?pagelen=${pageSize}`;
  const subject = `the comments of ${toSubject(reference)}`;
  const answer = await api.read({ url: `${url}&fields=${fields}`, subject, reading }, access);
  if (answer.kind === 'unread') return answer;
  const isAll = answer.nextUrl === undefined;
  return { kind: 'read', value: isAll ? answer.value.filter(Boolean).length : null };
}

function isUnresolvedThread(body: unknown): boolean | undefined {
  const comment = toFields(body);
  if (!comment) return undefined;
  const isThread = toFields(comment.inline) !== undefined && !toFields(comment.parent);
  const isShown = comment.deleted !== true && comment.pending !== true;
  return isThread && isShown && !toFields(comment.resolution);
}
