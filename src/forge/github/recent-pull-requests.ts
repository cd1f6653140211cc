import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Reading } from '../client/conditional-client.ts';
import type { ForgeApi } from '../client/forge-api.ts';
import type { Access, RecentOutcome } from '../forge.ts';
import { type Fields, findFields, parseList, toFields } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { pageSize } from './api.ts';
import { toPullRequestHint } from './webhooks/pull-request.ts';

const keptFields = ['html_url', 'number', 'state', 'merged_at', 'title', 'draft', 'updated_at'];

/** A list of a hundred is half a megabyte, and it is stored with its validator. */
function toSmallEntry(entry: unknown): Fields | undefined {
  const fields = toFields(entry);
  if (!fields) return undefined;
  const head = findFields(fields, 'head');
  return {
    ...pick(fields, keptFields),
    head: {
      ...pick(head, ['ref', 'sha']),
      repo: pick(findFields(head, 'repo'), ['id', 'full_name']),
    },
    base: pick(findFields(fields, 'base'), ['ref']),
    user: pick(findFields(fields, 'user'), ['login']),
  };
}

function pick(from: Fields | undefined, names: readonly string[]): Fields | undefined {
  return from && Object.fromEntries(names.map((name) => [name, from[name]]));
}

const reading: Reading<Fields[]> = {
  shape: 'recent-pull-requests/2',
  parse: (body) => parseList(body, toSmallEntry),
};

/**
 * The pull requests of a repository that changed last. One page is enough: it is read often, and
 * a change that it misses is found by the routine refresh of its row.
 */
export async function listRecentPullRequests(
  repository: RepositoryReference,
  { api, webBaseUrl, apiBaseUrl }: { api: ForgeApi; webBaseUrl: string; apiBaseUrl: string },
  access: Access,
): Promise<RecentOutcome> {
  const fullName = toFullName(repository);
  const query = `state=all&sort=updated&direction=desc&per_page=${pageSize}`;
  const url = `${apiBaseUrl}/repos/${fullName}/pulls?${query}`;
  const subject = `the pull requests of ${fullName}`;
  const answer = await api.read({ url, subject, reading }, access);
  if (answer.kind === 'unread') return answer.outcome;
  const pullRequests = answer.value
    .flatMap((fields) => toPullRequestHint(fields, { webBaseUrl, apiBaseUrl }))
    .filter((hint) => hint.kind === 'pull_request');
  return { kind: 'recent', pullRequests, validated: answer.validated, forgeNow: api.forgeNow() };
}
