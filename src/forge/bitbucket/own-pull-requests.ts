import type { OwnPullRequest } from '../../domain/own-pull-request.ts';
import { mapConcurrently } from '../../platform/bounded-concurrency.ts';
import type { ForgeApi, MaybeRead } from '../client/forge-api.ts';
import type { Access, OwnOutcome } from '../forge.ts';
import type { RememberedReads } from '../lookup/remember-reads.ts';
import { findFields, findText, parseList, toFields } from '../parsing/json-fields.ts';
import { toIdentified } from '../parsing/repository-identity.ts';
import { encode } from '../parsing/text.ts';
import { type PullRequestCore, parsePullRequestCore } from './answers.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

/** Who a token belongs to, and where they work. */
export interface Membership {
  userId: string;
  /** Names of workspaces. */
  workspaces: string[];
}

interface Source {
  api: ForgeApi;
  webBaseUrl: string;
  memberships: RememberedReads<Membership>;
}

const mostWorkspaces = 20;
const concurrency = 4;
const pageSize = 50;

const reading = {
  shape: 'own-pull-requests/1',
  parse: (body: unknown) => parseList(toFields(body)?.values, parsePullRequestCore),
};

/** The open pull requests of the token's owner: Bitbucket lists them for each workspace. */
export async function listOwnPullRequests(
  { api, webBaseUrl, memberships }: Source,
  access: Access,
): Promise<OwnOutcome> {
  const membership = await memberships.find('own', access, () => readMembership(api, access));
  if (membership.kind === 'unread') return membership.outcome;
  const { userId, workspaces } = membership.value;
  const lists = await mapConcurrently(workspaces, concurrency, (workspace) => {
    const path = `workspaces/${encode(workspace)}/pullrequests/${encode(userId)}`;
    const url = `${api.baseUrl}/${path}?state=OPEN&pagelen=${pageSize}`;
    const subject = `your open pull requests in ${workspace}`;
    return api.read({ url, subject, reading }, access);
  });
  const read = lists.flatMap((list) => (list.kind === 'read' ? [list.value] : []));
  // A workspace may admit no token; unless it is the only one, the others are still listed.
  const [first] = lists;
  if (read.length === 0 && first?.kind === 'unread') return first.outcome;
  const found = read.flat().filter(({ state, author }) => state === 'open' && author.id === userId);
  return { kind: 'own', pullRequests: found.flatMap((one) => toOwn(one, webBaseUrl)) };
}

async function readMembership(api: ForgeApi, access: Access): Promise<MaybeRead<Membership>> {
  const user = await api.read(
    { url: `${api.baseUrl}/user`, subject: "the token's owner", reading: userReading },
    access,
  );
  if (user.kind === 'unread') return user;
  const url = `${api.baseUrl}/user/workspaces?pagelen=${mostWorkspaces}`;
  const subject = 'your workspaces';
  const workspaces = await api.read({ url, subject, reading: workspacesReading }, access);
  if (workspaces.kind === 'unread') return workspaces;
  return { kind: 'read', value: { userId: user.value, workspaces: workspaces.value } };
}

const userReading = {
  shape: 'own-user/1',
  parse: (body: unknown) => findText(toFields(body), 'uuid'),
};

const workspacesReading = {
  shape: 'own-workspaces/1',
  parse: (body: unknown) =>
    parseList(toFields(body)?.values, (entry) => {
      const fields = toFields(entry);
      return findText(findFields(fields, 'workspace') ?? fields, 'slug');
    }),
};

function toOwn({ url, title, source }: PullRequestCore, webBaseUrl: string): OwnPullRequest[] {
  const reference = parsePullRequestUrl(url ?? '', webBaseUrl);
  if (!reference || !source.repository) return [];
  const repository = toIdentified(source.repository);
  return [
    {
      url: toPullRequestUrl(reference, webBaseUrl),
      title,
      head: { repository, branch: source.branch },
    },
  ];
}
