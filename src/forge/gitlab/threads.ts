import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { parseList, toFields } from '../parsing/json-fields.ts';
import type { PullRequestAnswer } from './answers.ts';
import { findNextPage, isPageCovered, pageSize } from './pages.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

const mostPages = 10;
/** Of each thread, whether it waits to be resolved. */
const reading: Reading<boolean[]> = {
  shape: 'discussions/1',
  parse: (body) => parseList(body, parseUnresolved),
  findNextUrl: findNextPage,
  isCovered: isPageCovered,
};

/** How many threads wait to be resolved; half the threads tell nothing. */
export async function countUnresolvedThreads(
  reference: PullRequestReference,
  { noteCount }: PullRequestAnswer,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<number>> {
  if (noteCount === 0) return { kind: 'read', value: 0 };
  const url = `${toPullRequestApiUrl(reference, api)}/discussions?per_page=${pageSize}`;
  const subject = `the threads of ${toSubject(reference)}`;
  const threads = await listAll(api, { url, subject, reading }, mostPages, access);
  if (threads.kind === 'unread') return threads;
  return { kind: 'read', value: threads.value.filter((isUnresolved) => isUnresolved).length };
}

function parseUnresolved(body: unknown): boolean | undefined {
  const notes = parseList(toFields(body)?.notes, toFields);
  return notes?.some(({ resolvable, resolved }) => resolvable === true && resolved !== true);
}
