import type { OwnPullRequest, OwnPullRequestQuery } from '../../domain/own-pull-request.ts';
import { toFailed } from '../client/outcomes.ts';
import type { Access, OwnOutcome } from '../forge.ts';
import { type Fields, findCount, findFields, findText, toFields } from '../parsing/json-fields.ts';
import { toIdentified } from '../parsing/repository-identity.ts';
import type { GraphQl } from './graphql/client.ts';
import { parseFullName, parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

const selected = `nodes { ... on PullRequest {
    url title headRefName headRepository { databaseId nameWithOwner } author { login }
  } }`;

/** A page of a hundred costs one point, as does one of a single pull request. */
const authored = `viewer {
    pullRequests(states: OPEN, first: 100, orderBy: {field: UPDATED_AT, direction: DESC}) { ${selected} }
  }`;
const assigned = `search(query: "is:pr is:open assignee:@me", type: ISSUE, first: 100) { ${selected} }`;

/** The open pull requests of the token's owner, and those of chosen bots that are assigned to them. */
export async function listOwnPullRequests(
  { botAuthors }: OwnPullRequestQuery,
  { graphql, webBaseUrl }: { graphql: GraphQl; webBaseUrl: string },
  access: Access,
): Promise<OwnOutcome> {
  const query = `query Own {
  rateLimit { cost limit remaining resetAt }
  ${authored}
  ${botAuthors.length > 0 ? assigned : ''}
}`;
  const result = await graphql.run({ query, variables: {} }, access);
  if (result.kind === 'rate_limited') return result;
  const viewer = result.kind === 'answered' ? findFields(result.data, 'viewer') : undefined;
  if (result.kind !== 'answered' || !viewer) {
    return toFailed('unavailable', 'GitHub did not list the pull requests of this token.');
  }
  const ofBots = listNodes(findFields(result.data, 'search')).filter((node) =>
    botAuthors.includes(toBotName(findText(findFields(node, 'author'), 'login') ?? '')),
  );
  const own = [...listNodes(findFields(viewer, 'pullRequests')), ...ofBots];
  return { kind: 'own', pullRequests: own.flatMap((node) => parseOwn(node, webBaseUrl)) };
}

/** REST adds `[bot]` to the name of an app's account, GraphQL does not. */
function toBotName(login: string): string {
  return login.toLowerCase().replace(/\[bot\]$/, '');
}

function listNodes(connection: Fields | undefined): Fields[] {
  const nodes: unknown[] = Array.isArray(connection?.nodes) ? connection.nodes : [];
  return nodes.map(toFields).filter((node) => node !== undefined);
}

/** Without its repository, which was deleted, a head is no branch that could be followed. */
function parseOwn(node: Fields, webBaseUrl: string): OwnPullRequest[] {
  const reference = parsePullRequestUrl(findText(node, 'url') ?? '', webBaseUrl);
  const branch = findText(node, 'headRefName');
  const repository = findFields(node, 'headRepository');
  const named = parseFullName(findText(repository, 'nameWithOwner') ?? '');
  if (!reference || !branch || !named) return [];
  const id = findCount(repository, 'databaseId') ?? null;
  return [
    {
      url: toPullRequestUrl(reference, webBaseUrl),
      title: findText(node, 'title') ?? '',
      head: { repository: toIdentified({ ...named, id }), branch },
    },
  ];
}
