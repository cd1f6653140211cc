import { schema } from '@octokit/graphql-schema';
import { buildSchema, execute, GraphQLError, type GraphQLSchema, parse, validate } from 'graphql';
import type { ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { listGapErrors } from '../../testing/graphql-gaps.ts';
import { repositoryJson } from './json-answers.ts';
import { listConversationNodes, listThreadNodes } from './threads-json.ts';
import {
  findRepositoryJson,
  fullNames,
  isGone,
  listInto,
  parents,
  splitChecks,
  toPullJson,
  toReviewInstant,
  toStatusInstants,
  type World,
} from './world.ts';

export interface GraphQlRequest {
  query: string;
  variables: Record<string, string | number>;
}

/** The response of GraphQL: the real schema, executed over the data of the test. */
export async function answerGraphQl(
  world: World,
  { query, variables }: GraphQlRequest,
  rateLimit: object,
): Promise<{ data?: unknown; errors?: unknown[] }> {
  const document = parse(query);
  const refusals = validate(getGitHubSchema(), document);
  if (refusals.length > 0) return { errors: refusals.map(({ message }) => ({ message })) };
  const gaps = listGapErrors(getGitHubSchema(), document, world.gaps);
  if (gaps.length > 0) return { errors: gaps };
  const rootValue = {
    rateLimit,
    repository: ({ owner, name }: { owner: string; name: string }) => {
      const found = findRepositoryJson(`${owner}/${name}`, world);
      if (found && !world.refusals.has(found.full_name))
        return toRepository(world, found.full_name);
      throw toNotFound(`Could not resolve to a Repository with the name '${owner}/${name}'.`);
    },
  };
  const schema = getGitHubSchema();
  const result = await execute({ schema, document, rootValue, variableValues: variables });
  const errors = result.errors?.map(({ message, path, extensions: { type } }) => {
    return { type, path, message };
  });
  return { data: result.data, ...(errors && { errors }) };
}

function toNotFound(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { type: 'NOT_FOUND' } });
}

function toNotAccessible(): GraphQLError {
  const extensions = { type: 'FORBIDDEN' };
  return new GraphQLError('Resource not accessible by personal access token', { extensions });
}

function toRepository(world: World, fullName: string): object {
  const parent = parents[fullName];
  const pulls = listInto(world, fullName);
  return {
    databaseId: repositoryJson(fullName).id,
    nameWithOwner: fullName,
    isFork: parent !== undefined,
    parent: () => {
      const isVisible = parent !== undefined && !world.refusals.has(parent);
      return isVisible ? toRepository(world, parent) : null;
    },
    object: ({ oid }: { oid: string }) => {
      const pull = pulls.find(({ headSha }) => headSha === oid);
      return pull ? { __typename: 'Commit', ...toCommit(pull, world) } : null;
    },
    pullRequest: ({ number }: { number: number }) => {
      const isRefused = world.refusals.has(`${fullName} pulls`);
      const pull = isRefused ? undefined : pulls.find((one) => one.number === number);
      if (pull) return toPull(world, pull);
      throw toNotFound(`Could not resolve to a PullRequest with the number of ${number}.`);
    },
    pullRequests: ({ headRefName, first }: { headRefName: string; first: number }) => {
      const open = pulls.filter(({ state, branch }) => {
        // Ignores case, so that the adapter has to compare branch names itself.
        return state === 'open' && branch.toLowerCase() === headRefName.toLowerCase();
      });
      const refusal = world.refusals.get(`${fullName} pulls`) ?? 0;
      if (refusal >= 500) throw new GraphQLError('Something went wrong.');
      if (refusal > 0) return { pageInfo: { hasNextPage: false }, nodes: [] };
      const nodes = open.slice(0, first).map((pull) => toPull(world, pull));
      return { pageInfo: { hasNextPage: open.length > first }, nodes };
    },
  };
}

const mergeables = { true: 'MERGEABLE', false: 'CONFLICTING', null: 'UNKNOWN' };

function toPull(world: World, pull: ScenarioPullRequest): object {
  const json = toPullJson(pull, world) as Record<string, unknown>;
  const fork = repositoryJson(fullNames[pull.from]);
  const { gone } = world;
  return {
    number: pull.number,
    url: json.html_url,
    state: pull.state.toUpperCase(),
    isDraft: pull.draft,
    title: pull.title,
    updatedAt: json.updated_at,
    mergedAt: json.merged_at,
    closedAt: json.closed_at,
    additions: pull.additions,
    deletions: pull.deletions,
    changedFiles: pull.changedFiles,
    // GraphQL adds the version of the picture.
    author: gone.has(pull.author)
      ? null
      : { ...toUser(pull.author), avatarUrl: 'https://avatars.test/u/1?u=5f3&v=4' },
    baseRefName: pull.baseBranch,
    headRefName: pull.branch,
    headRefOid: pull.headSha,
    headRepository: isGone(fork.full_name, gone)
      ? null
      : { databaseId: fork.id, nameWithOwner: fork.full_name },
    headRepositoryOwner: isGone(fork.full_name, gone) ? null : toUser(fork.owner.login),
    mergeable: mergeables[`${json.mergeable as boolean | null}`],
    mergeStateStatus: String(json.mergeable_state).toUpperCase(),
    autoMergeRequest: pull.autoMerge ? { enabledAt: json.updated_at } : null,
    isInMergeQueue: false,
    mergeQueueEntry: null,
    reviewDecision: null,
    ...toPeople(pull, world),
    labels: toConnection(
      pull.labels.map(({ name, color }) => ({ name, color: color?.slice(1) ?? '' })),
    ),
    commits: { totalCount: pull.commits, nodes: [{ commit: toCommit(pull, world) }] },
  };
}

function toPeople(pull: ScenarioPullRequest, world: World) {
  const { gone } = world;
  return {
    reviews: toConnection(
      pull.reviews.map(({ login, verdict }, index) => ({
        id: `PRR_${index}`,
        databaseId: index,
        body: '',
        createdAt: toReviewInstant(index),
        url: 'https://github.test/review',
        state: verdict.toUpperCase(),
        submittedAt: toReviewInstant(index),
        author: gone.has(login) ? null : toUser(login),
      })),
    ),
    reviewThreads: (page: PageArguments) => toPage(listThreadNodes(pull, world), page),
    comments: toConnection(listConversationNodes(pull, world)),
    reviewRequests: toConnection([
      ...pull.requestedReviewers.map((login) => {
        return { requestedReviewer: gone.has(login) ? null : toUser(login) };
      }),
      ...(pull.requestedTeams ?? []).map((slug) => {
        return { requestedReviewer: { __typename: 'Team', slug } };
      }),
    ]),
  };
}

function toCommit(
  pull: ScenarioPullRequest,
  { refusesChecks, refusesWorkflows, requiredChecks = [] }: World,
) {
  const { runs, statuses } = splitChecks(pull);
  const statusStates = { passed: 'SUCCESS', failed: 'FAILURE', pending: 'PENDING' };
  const contexts = toConnection([
    ...runs.map(({ id, name, state, startedAt, workflow }) => ({
      __typename: 'CheckRun',
      databaseId: id,
      name,
      status: state === 'pending' ? 'IN_PROGRESS' : 'COMPLETED',
      conclusion: state === 'pending' ? null : statusStates[state],
      startedAt: startedAt?.toISOString() ?? null,
      isRequired: requiredChecks.includes(name),
      checkSuite: {
        databaseId: id,
        app: { slug: 'github-actions' },
        workflowRun: () => {
          if (refusesWorkflows) throw toNotAccessible();
          return { workflow: { name: workflow } };
        },
      },
    })),
    ...statuses.map((status) => ({
      __typename: 'StatusContext',
      context: status.name,
      createdAt: toStatusInstants(status).createdAt,
      state: statusStates[status.state],
      isRequired: requiredChecks.includes(status.name),
    })),
  ]);
  return {
    oid: pull.headSha,
    statusCheckRollup: () => {
      if (refusesChecks) throw toNotAccessible();
      return pull.checks.length === 0 ? null : { contexts };
    },
  };
}

function toConnection(nodes: readonly object[]) {
  return { totalCount: nodes.length, nodes: nodes.slice(0, 100) };
}

interface PageArguments {
  first: number;
  after?: string;
}

function toPage(nodes: readonly object[], { first, after = '0' }: PageArguments) {
  const end = Number(after) + first;
  return {
    totalCount: nodes.length,
    nodes: nodes.slice(Number(after), end),
    pageInfo: { hasNextPage: nodes.length > end, endCursor: `${end}` },
  };
}

function toUser(login: string) {
  return { __typename: 'User', login };
}

let built: GraphQLSchema | undefined;

/** GitHub's published schema: what it does not allow, GitHub refuses. */
export function getGitHubSchema(): GraphQLSchema {
  built ??= buildSchema(schema.idl, { assumeValid: true, noLocation: true });
  return built;
}
