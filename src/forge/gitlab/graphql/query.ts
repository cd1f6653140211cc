import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { Unread } from '../../client/forge-api.ts';
import type { Access } from '../../forge.ts';
import { type Fields, findFields, findText, parseList } from '../../parsing/json-fields.ts';
import { toFullName } from '../../parsing/repository-identity.ts';
import { graphQlNames, parseMergeRules } from '../merge-rules.ts';
import type { ErrorPath, GraphQl } from './client.ts';
import { type BatchedPullRequest, parseBatchedPullRequest } from './parse-pull-request.ts';

/** Selects open merge requests of one project. */
export type Selection = { numbers: number[] } | { branches: string[] };

export interface Batch {
  repositoryId: number;
  pulls: BatchedPullRequest[];
  /** Whether all selected merge requests that exist are included. */
  isComplete: boolean;
}

export type BatchResult = { kind: 'read'; value: Batch } | { kind: 'unsupported' } | Unread;

// The complexity grows with the page size: with these fields, GitLab counts about 80 of at most 200.
const perPage = 20;
const mostPages = 5;
const query = `query AfterpushMergeRequests(
  $path: ID!, $numbers: [String!], $branches: [String!], $first: Int!, $after: String
) {
  project(fullPath: $path) {
    id
    onlyAllowMergeIfPipelineSucceeds allowMergeOnSkippedPipeline
    onlyAllowMergeIfAllStatusChecksPassed
    mergeRequests(
      state: opened, iids: $numbers, sourceBranches: $branches, first: $first, after: $after
    ) {
      pageInfo { hasNextPage endCursor }
      nodes { ...MergeRequestFacts }
    }
  }
}
fragment MergeRequestFacts on MergeRequest {
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
    id sha refPath status
    jobs(retried: false, first: 100) {
      pageInfo { hasNextPage }
      nodes { id name status allowFailure startedAt }
    }
  }
}`;

interface Page {
  repositoryId: number;
  pulls: BatchedPullRequest[];
  isComplete: boolean;
  after: string | undefined;
}

/** Fetches many merge requests at once. Those that cannot be read completely are left out. */
export async function fetchBatch(
  repository: RepositoryReference,
  selection: Selection,
  { graphql, webBaseUrl }: { graphql: GraphQl; webBaseUrl: string },
  access: Access,
): Promise<BatchResult> {
  const batch: Batch = { repositoryId: 0, pulls: [], isComplete: true };
  const subject = `the merge requests of ${toFullName(repository)}`;
  let after: string | undefined;
  for (let page = 0; page < mostPages; page += 1) {
    const variables = {
      ...toVariables(repository, selection),
      ...(after !== undefined && { after }),
    };
    const result = await graphql.run({ query, variables, subject }, access);
    if (result.kind !== 'read') return result;
    const read = parsePage(result.data, result.errorPaths, webBaseUrl);
    if (!read) return { kind: 'unsupported' };
    batch.repositoryId = read.repositoryId;
    batch.pulls.push(...read.pulls);
    batch.isComplete &&= read.isComplete;
    after = read.after;
    if (after === undefined) return { kind: 'read', value: batch };
  }
  return { kind: 'read', value: { ...batch, isComplete: false } };
}

function toVariables(repository: RepositoryReference, selection: Selection): Fields {
  const selected = 'numbers' in selection ? { numbers: selection.numbers.map(String) } : selection;
  return { path: toFullName(repository), first: perPage, ...selected };
}

/** Undefined without a readable project: it is hidden, deleted or renamed. */
function parsePage(
  data: Fields,
  errorPaths: readonly ErrorPath[],
  webBaseUrl: string,
): Page | undefined {
  const project = findFields(data, 'project');
  const [, id] = /^gid:\/\/gitlab\/Project\/(\d{1,15})$/.exec(findText(project, 'id') ?? '') ?? [];
  const connection = findFields(project, 'mergeRequests');
  const nodes = parseList(connection?.nodes, (node) => ({ node }));
  const pageInfo = findFields(connection, 'pageInfo');
  if (id === undefined || !nodes || !pageInfo) return undefined;
  const failed = listFailedNodes(errorPaths);
  const target = { id: Number(id), rules: project ? parseMergeRules(project, graphQlNames) : null };
  const pulls = nodes.flatMap(({ node }, index) => {
    const isFailed = failed === 'all' || failed.has(index);
    return isFailed ? [] : (parseBatchedPullRequest(node, target, webBaseUrl) ?? []);
  });
  const after = pageInfo.hasNextPage === true ? findText(pageInfo, 'endCursor') : undefined;
  const isLast = pageInfo.hasNextPage === false;
  const isComplete =
    pulls.length === nodes.length && failed !== 'all' && (isLast || after !== undefined);
  return { repositoryId: target.id, pulls, isComplete, after };
}

/** An error within one merge request affects only that one; any other error affects all. */
function listFailedNodes(errorPaths: readonly ErrorPath[]): Set<number> | 'all' {
  const failed = new Set<number>();
  for (const path of errorPaths) {
    const index = path?.[2] === 'nodes' ? path[3] : undefined;
    if (typeof index !== 'number') return 'all';
    failed.add(index);
  }
  return failed;
}
