import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { Unread } from '../client/forge-api.ts';
import type { Access } from '../forge.ts';
import { findFields, findText, parseList } from '../parsing/json-fields.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { type BatchedPullRequest, parseBatched } from './batch-answers.ts';
import type { ErrorPath, Graphql } from './graphql.ts';

/** Which open merge requests of one project are wanted. */
export type Wanted = { numbers: number[] } | { branches: string[] };

export interface Batch {
  repositoryId: number;
  pulls: BatchedPullRequest[];
  /** Whether what is not among them does not exist. */
  isWhole: boolean;
}

export type BatchAnswer = { kind: 'read'; value: Batch } | { kind: 'unsupported' } | Unread;

// Complexity grows with the page: with these fields GitLab counts about 80 of its 200 points.
const perPage = 20;
const mostPages = 5;
const query = `query AfterpushMergeRequests(
  $path: ID!, $numbers: [String!], $branches: [String!], $first: Int!, $after: String
) {
  project(fullPath: $path) {
    id
    mergeRequests(
      state: opened, iids: $numbers, sourceBranches: $branches, first: $first, after: $after
    ) {
      pageInfo { hasNextPage endCursor }
      nodes {
        iid state title draft webUrl updatedAt
        sourceBranch sourceProjectId targetBranch
        diffHeadSha diffRefs { baseSha }
        author { username avatarUrl }
        detailedMergeStatus conflicts
        autoMergeEnabled autoMergeStrategy
        commitCount diffStatsSummary { additions deletions fileCount }
        approved approvalsLeft approvedBy { nodes { username } }
        reviewers { nodes { username mergeRequestInteraction { reviewState } } }
        resolvableDiscussionsCount resolvedDiscussionsCount
        labels { nodes { title color } }
        headPipeline {
          jobs(retried: false, first: 100) {
            pageInfo { hasNextPage }
            nodes { id name status allowFailure }
          }
        }
      }
    }
  }
}`;

interface Page {
  repositoryId: number;
  pulls: BatchedPullRequest[];
  hasAll: boolean;
  after: string | undefined;
}

/** Asks for many merge requests at once. What cannot be read whole is left out, never guessed. */
export async function fetchBatch(
  repository: RepositoryReference,
  wanted: Wanted,
  { graphql, webBaseUrl }: { graphql: Graphql; webBaseUrl: string },
  access: Access,
): Promise<BatchAnswer> {
  const batch: Batch = { repositoryId: 0, pulls: [], isWhole: true };
  const subject = `the merge requests of ${toFullName(repository)}`;
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const variables = { ...toVariables(repository, wanted), ...(after !== undefined && { after }) };
    const answer = await graphql.ask({ query, variables, subject }, access);
    if (answer.kind !== 'read') return answer;
    const read = parsePage(answer.data, answer.errorPaths, webBaseUrl);
    if (!read) return { kind: 'unsupported' };
    batch.repositoryId = read.repositoryId;
    batch.pulls.push(...read.pulls);
    batch.isWhole &&= read.hasAll;
    after = read.after;
    if (after === undefined) return { kind: 'read', value: batch };
  }
  return { kind: 'read', value: { ...batch, isWhole: false } };
}

function toVariables(repository: RepositoryReference, wanted: Wanted): Record<string, unknown> {
  const asked =
    'numbers' in wanted ? { numbers: wanted.numbers.map(String) } : { branches: wanted.branches };
  return { path: toFullName(repository), first: perPage, ...asked };
}

/** Undefined when the project cannot be told: it is hidden, gone or called otherwise. */
function parsePage(
  data: Record<string, unknown>,
  errorPaths: readonly ErrorPath[],
  webBaseUrl: string,
): Page | undefined {
  const project = findFields(data, 'project');
  const [, id] = /^gid:\/\/gitlab\/Project\/(\d{1,15})$/.exec(findText(project, 'id') ?? '') ?? [];
  const connection = findFields(project, 'mergeRequests');
  const nodes = parseList(connection?.nodes, (node) => ({ node }));
  const pageInfo = findFields(connection, 'pageInfo');
  if (id === undefined || !nodes || !pageInfo) return undefined;
  const broken = toBrokenNodes(errorPaths);
  const pulls = nodes.flatMap(({ node }, index) =>
    broken === 'all' || broken.has(index) ? [] : (parseBatched(node, webBaseUrl) ?? []),
  );
  const after = pageInfo.hasNextPage === true ? findText(pageInfo, 'endCursor') : undefined;
  const isLast = pageInfo.hasNextPage === false;
  const hasAll =
    pulls.length === nodes.length && broken !== 'all' && (isLast || after !== undefined);
  return { repositoryId: Number(id), pulls, hasAll, after };
}

/** An error of one merge request harms only that; one without a place harms all. */
function toBrokenNodes(errorPaths: readonly ErrorPath[]): Set<number> | 'all' {
  const broken = new Set<number>();
  for (const path of errorPaths) {
    const index = path?.[2] === 'nodes' ? path[3] : undefined;
    if (typeof index !== 'number') return 'all';
    broken.add(index);
  }
  return broken;
}
