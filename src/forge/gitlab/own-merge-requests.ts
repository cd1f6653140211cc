import type { OwnPullRequest, OwnPullRequestQuery } from '../../domain/own-pull-request.ts';
import { toFailed } from '../client/outcomes.ts';
import type { Access, OwnOutcome } from '../forge.ts';
import { type Fields, findFields, findText, toFields } from '../parsing/json-fields.ts';
import type { GraphQl } from './graphql/client.ts';
import { parsePullRequestUrl, toPullRequestUrl } from './urls.ts';

const listed = `(state: opened, first: 100, sort: UPDATED_DESC) {
    nodes { webUrl title sourceBranch author { username } sourceProject { id fullPath } }
  }`;

/** The open merge requests of the token's owner, and those of chosen bots that are assigned to them. */
export async function listOwnMergeRequests(
  { botAuthors }: OwnPullRequestQuery,
  { graphql, webBaseUrl }: { graphql: GraphQl; webBaseUrl: string },
  access: Access,
): Promise<OwnOutcome> {
  const assigned = botAuthors.length > 0 ? `assignedMergeRequests${listed}` : '';
  const query = `query Own { currentUser { authoredMergeRequests${listed} ${assigned} } }`;
  const subject = 'the merge requests of this token';
  const result = await graphql.run({ query, variables: {}, subject }, access);
  if (result.kind === 'unread') return result.outcome;
  const user = result.kind === 'read' ? findFields(result.data, 'currentUser') : undefined;
  if (!user)
    return toFailed('unavailable', 'GitLab did not list the merge requests of this token.');
  const ofBots = listNodes(findFields(user, 'assignedMergeRequests')).filter((node) =>
    botAuthors.includes((findText(findFields(node, 'author'), 'username') ?? '').toLowerCase()),
  );
  const own = [...listNodes(findFields(user, 'authoredMergeRequests')), ...ofBots];
  return { kind: 'own', pullRequests: own.flatMap((node) => parseOwn(node, webBaseUrl)) };
}

function listNodes(connection: Fields | undefined): Fields[] {
  const nodes: unknown[] = Array.isArray(connection?.nodes) ? connection.nodes : [];
  return nodes.map(toFields).filter((node) => node !== undefined);
}

function parseOwn(node: Fields, webBaseUrl: string): OwnPullRequest[] {
  const reference = parsePullRequestUrl(findText(node, 'webUrl') ?? '', webBaseUrl);
  const branch = findText(node, 'sourceBranch');
  const project = findFields(node, 'sourceProject');
  const path = findText(project, 'fullPath') ?? '';
  const slash = path.lastIndexOf('/');
  if (!reference || !branch || slash <= 0) return [];
  const id = /\/(\d+)$/.exec(findText(project, 'id') ?? '')?.[1] ?? null;
  const repository = { owner: path.slice(0, slash), name: path.slice(slash + 1), id };
  return [
    {
      url: toPullRequestUrl(reference, webBaseUrl),
      title: findText(node, 'title') ?? '',
      head: { repository, branch },
    },
  ];
}
