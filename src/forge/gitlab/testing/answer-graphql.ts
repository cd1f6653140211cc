import { buildSchema, graphql, parse } from 'graphql';
import type { ScenarioPullRequest } from '../../testing/forge-scenario.ts';
import { listGapErrors } from '../../testing/graphql-gaps.ts';
import { jobStatuses } from './json-answers.ts';
import {
  baseSha,
  isAllowedToFail,
  listApprovers,
  listInto,
  projectIds,
  sources,
  toMergeStatus,
  toReviewStates,
  toSettings,
  type World,
} from './world.ts';

// The part of GitLab's schema that the adapter queries: it rejects what GitLab would reject.
const schema = buildSchema(`
  scalar Time
  enum MergeRequestState { merged opened closed locked all }
  type Query { project(fullPath: ID!): Project }
  type Project {
    id: ID!
    fullPath: ID!
    onlyAllowMergeIfPipelineSucceeds: Boolean
    allowMergeOnSkippedPipeline: Boolean
    onlyAllowMergeIfAllStatusChecksPassed: Boolean
    mergeRequest(iid: String!): MergeRequest
    mergeRequests(
      iids: [String!] sourceBranches: [String!] state: MergeRequestState
      first: Int last: Int after: String before: String
    ): MergeRequestConnection
  }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type MergeRequestConnection { pageInfo: PageInfo! nodes: [MergeRequest] }
  type MergeRequest {
    iid: String! state: MergeRequestState! title: String! draft: Boolean! webUrl: String
    updatedAt: Time! sourceBranch: String! sourceProjectId: Int targetBranch: String!
    targetProjectId: Int! diffHeadSha: String diffRefs: DiffRefs author: User
    detailedMergeStatus: String conflicts: Boolean! autoMergeEnabled: Boolean!
    autoMergeStrategy: String commitCount: Int diffStatsSummary: DiffStatsSummary
    approved: Boolean! approvalsLeft: Int approvedBy: UserConnection reviewers: ReviewerConnection
    resolvableDiscussionsCount: Int resolvedDiscussionsCount: Int labels: LabelConnection
    headPipeline: Pipeline
  }
  type DiffRefs { baseSha: String headSha: String! startSha: String! }
  type DiffStatsSummary { additions: Int! deletions: Int! changes: Int! fileCount: Int! }
  type User { username: String! avatarUrl: String }
  type UserConnection { nodes: [User] }
  type Reviewer { username: String! mergeRequestInteraction: Interaction }
  type Interaction { reviewState: String }
  type ReviewerConnection { nodes: [Reviewer] }
  type Label { title: String! color: String! }
  type LabelConnection { nodes: [Label] }
  type Pipeline {
    id: ID! sha: String refPath: String status: String
    jobs(retried: Boolean, first: Int): JobConnection
  }
  type JobConnection { pageInfo: PageInfo! nodes: [Job] }
  type Job { id: ID name: String status: String allowFailure: Boolean! startedAt: Time }
`);

interface Arguments {
  iids?: string[];
  sourceBranches?: string[];
  state?: string;
  first?: number;
  after?: string;
}

export interface GraphqlBody {
  query: string;
  variables: Record<string, unknown>;
}

export async function answerGraphql({ query, variables }: GraphqlBody, world: World) {
  const rootValue = {
    project: ({ fullPath }: { fullPath: string }) => toProject(fullPath, world),
  };
  const gaps = listGapErrors(schema, parse(query), world.gaps);
  if (gaps.length > 0) return { errors: gaps };
  return graphql({ schema, source: query, variableValues: variables, rootValue });
}

function toProject(fullPath: string, world: World) {
  const [path = '', id] =
    Object.entries(projectIds).find(([name]) => name === fullPath.toLowerCase()) ?? [];
  if (id === undefined || world.refusals.has(path)) return null;
  const isRefused = world.refusals.has(`${path} pulls`);
  const pulls = listInto(world, path);
  const settings = toSettings(world);
  return {
    id: `gid://gitlab/Project/${id}`,
    fullPath,
    onlyAllowMergeIfPipelineSucceeds: settings?.pipelineMustSucceed ?? null,
    allowMergeOnSkippedPipeline: settings ? false : null,
    onlyAllowMergeIfAllStatusChecksPassed: settings?.statusChecks !== undefined,
    mergeRequest: ({ iid }: { iid: string }) => {
      const pull = pulls.find(({ number }) => String(number) === iid);
      return pull && toNode(pull, world);
    },
    mergeRequests: (filter: Arguments) => {
      if (isRefused) return null;
      const matching = pulls.filter((pull) => isMatching(pull, filter));
      const start = Number(filter.after ?? 0);
      const end = start + (filter.first ?? 100);
      const pageInfo = { hasNextPage: end < matching.length, endCursor: String(end) };
      return { pageInfo, nodes: matching.slice(start, end).map((pull) => toNode(pull, world)) };
    },
  };
}

function isMatching(
  pull: ScenarioPullRequest,
  { iids, sourceBranches, state }: Arguments,
): boolean {
  return (
    (iids?.includes(String(pull.number)) ?? true) &&
    (sourceBranches?.includes(pull.branch) ?? true) &&
    (state === undefined || (state === 'opened') === (pull.state === 'open'))
  );
}

function toNode(pull: ScenarioPullRequest, world: World) {
  const { overlays, hidden } = world;
  const { number, checks, unresolvedThreads, labels } = pull;
  const jobs = checks.map(({ name, state, startedAt }, index) => ({
    id: `gid://gitlab/Ci::Build/${9_000 + index}`,
    name,
    status: jobStatuses[state].toUpperCase(),
    allowFailure: isAllowedToFail(name, world),
    startedAt: startedAt?.toISOString() ?? null,
  }));
  return {
    iid: String(number),
    state: pull.state === 'open' ? 'opened' : pull.state,
    title: pull.title,
    draft: pull.draft,
    webUrl: null,
    updatedAt: pull.changedAt.toISOString(),
    sourceBranch: pull.branch,
    sourceProjectId: projectIds[sources[pull.from]],
    targetBranch: pull.baseBranch,
    targetProjectId: projectIds[sources[pull.into ?? 'repository']],
    diffHeadSha: pull.headSha,
    diffRefs: { baseSha },
    author: {
      username: pull.author,
      avatarUrl: `https://avatars.test/${pull.author}.png?s=80&d=identicon`,
    },
    detailedMergeStatus: toMergeStatus(pull).toUpperCase(),
    conflicts: pull.mergeability === 'conflicting',
    autoMergeEnabled: false,
    autoMergeStrategy: null,
    commitCount: pull.commits,
    diffStatsSummary: {
      additions: pull.additions,
      deletions: pull.deletions,
      fileCount: pull.changedFiles,
    },
    approved: true,
    approvalsLeft: 0,
    approvedBy: { nodes: listApprovers(pull).map((username) => ({ username })) },
    reviewers: {
      nodes: [...toReviewStates(pull)].map(([username, state]) => ({
        username,
        mergeRequestInteraction: { reviewState: state.toUpperCase() },
      })),
    },
    resolvableDiscussionsCount: unresolvedThreads + 1,
    resolvedDiscussionsCount: 1,
    labels: { nodes: labels.map(({ name, color }) => ({ title: name, color: color ?? '' })) },
    headPipeline:
      jobs.length > 0 && !hidden.has('pipelines')
        ? {
            id: `gid://gitlab/Ci::Pipeline/${500 + number}`,
            sha: pull.headSha,
            refPath: `refs/heads/${pull.branch}`,
            status: 'RUNNING',
            jobs: { pageInfo: { hasNextPage: false }, nodes: jobs },
          }
        : null,
    ...(overlays.get(number)?.graphql as object | undefined),
  };
}
