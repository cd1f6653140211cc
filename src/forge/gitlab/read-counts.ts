import type { Reading } from '../client/conditional-client.ts';
import { type ForgeApi, isRateLimited, type MaybeRead } from '../client/forge-api.ts';
import { listAll } from '../client/paged-list.ts';
import type { Access, PullRequestReference } from '../forge.ts';
import { findCount, findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import type { PullRequestAnswer } from './answers.ts';
import type { Counts } from './counts.ts';
import { toDiffFile } from './diff-pieces.ts';
import type { Graphql } from './graphql.ts';
import { listPieces, type Pieces } from './list-pieces.ts';
import { findNextPage, isPageCovered, pageSize } from './pages.ts';
import { toPullRequestApiUrl, toSubject } from './pull-requests.ts';

const mostCommitPages = 10;
const commitsReading: Reading<string[]> = {
  shape: 'commits/1',
  parse: (body) => parseList(body, (commit) => findText(toFields(commit), 'id')),
  findNextUrl: findNextPage,
  isCovered: isPageCovered,
};

const countsQuery = `query AfterpushCounts($path: ID!, $number: String!) {
  project(fullPath: $path) {
    mergeRequest(iid: $number) {
      diffHeadSha
      commitCount
      diffStatsSummary { additions deletions fileCount }
    }
  }
}`;

/** Counts by GraphQL, which has them; else by adding up the changes themselves. */
export async function readCounts(
  reference: PullRequestReference,
  answer: Pick<PullRequestAnswer, 'headSha'>,
  { api, graphql }: { api: ForgeApi; graphql: Graphql },
  access: Access,
): Promise<MaybeRead<Counts>> {
  const variables = { path: toFullName(reference.repository), number: String(reference.number) };
  const subject = `the counts of ${toSubject(reference)}`;
  const asked = await graphql.ask({ query: countsQuery, variables, subject }, access);
  if (asked.kind === 'unread') return asked;
  if (asked.kind === 'read' && asked.errorPaths.length === 0) {
    const node = findFields(findFields(asked.data, 'project'), 'mergeRequest');
    const counts = parseCounts(node);
    const isOfHead = findText(node, 'diffHeadSha') === answer.headSha;
    if (counts && isOfHead) return { kind: 'read', value: counts };
  }
  return sumCounts(reference, api, access);
}

/** Undefined until GitLab has counted. */
export function parseCounts(node: unknown): Counts | undefined {
  const fields = toFields(node);
  const summary = findFields(fields, 'diffStatsSummary');
  const additions = findCount(summary, 'additions');
  const deletions = findCount(summary, 'deletions');
  if (additions === undefined || deletions === undefined) return undefined;
  const files = findCount(summary, 'fileCount') ?? null;
  const commits = findCount(fields, 'commitCount') ?? null;
  return { additions, deletions, files, commits, atLeast: false };
}

async function sumCounts(
  reference: PullRequestReference,
  api: ForgeApi,
  access: Access,
): Promise<MaybeRead<Counts>> {
  const url = `${toPullRequestApiUrl(reference, api)}/commits?per_page=${pageSize}`;
  const subject = `the commits of ${toSubject(reference)}`;
  const first = { url, subject, reading: commitsReading };
  const listed = await listAll(api, first, mostCommitPages, access);
  if (isRateLimited(listed)) return listed;
  const pieces = await listPieces(reference, api, access);
  if (pieces.kind === 'unread') return pieces;
  const commits = listed.kind === 'read' ? listed.value.length : null;
  return { kind: 'read', value: { ...toSums(pieces.value), commits } };
}

function toSums({ pieces, isCut }: Pieces): Omit<Counts, 'commits'> {
  const files = pieces.map(toDiffFile);
  return {
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    // GitLab tells it itself, beyond what it lists.
    files: null,
    atLeast: isCut || pieces.some(({ isLeftOut }) => isLeftOut),
  };
}
