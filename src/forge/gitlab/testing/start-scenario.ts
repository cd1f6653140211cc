import {
  createConversation,
  createNetwork,
  type ForgeDouble,
  failAt,
  refuseChecksAt,
  startForgeDouble,
} from '../../testing/forge-double.ts';
import { type ForgeScenario, samplePullRequest } from '../../testing/forge-scenario.ts';
import { type AdapterLimits, createTestDeps, toAccess } from '../../testing/test-deps.ts';
import { createGitLabForge } from '../forge.ts';
import { answerGraphql, type GraphqlBody } from './answer-graphql.ts';
import { answerPost } from './answer-post.ts';
import { answerRest } from './answer-rest.ts';
import { buildJobDelivery, createDeliveries } from './deliveries.ts';
import { baseSha, branchSha, createWorld, sources, type World } from './world.ts';

/** A GitLab below a path, like an installation that shares its host. */
interface GitLabServer extends ForgeDouble {
  webBaseUrl: string;
  apiBaseUrl: string;
  world: World;
}

export interface GitLabScenario extends ForgeScenario {
  readonly server: GitLabServer;
  /** What the adapter logged. */
  readonly errors: readonly unknown[];
}

/** What each field costs that an older version, a smaller plan or a scope may lack. */
const optionalFields = {
  // The Community Edition has no approval rules.
  'MergeRequest.approvalsLeft': [],
  'MergeRequest.approved': [],
  'MergeRequest.updatedAt': ['changedAt'],
  'MergeRequest.diffHeadSha': ['headSha', 'checks'],
  'MergeRequest.author': ['authorLogin', 'authorAvatarUrl'],
  'User.avatarUrl': ['authorAvatarUrl'],
  'MergeRequest.detailedMergeStatus': ['mergeability'],
  'MergeRequest.conflicts': [],
  'MergeRequest.autoMergeEnabled': ['autoMerge'],
  'MergeRequest.commitCount': ['commits'],
  'MergeRequest.diffStatsSummary': ['additions', 'deletions', 'changedFiles'],
  'DiffStatsSummary.fileCount': ['changedFiles'],
  'MergeRequest.reviewers': ['requestedReviewers'],
  'MergeRequest.resolvableDiscussionsCount': ['unresolvedThreads'],
  'MergeRequest.resolvedDiscussionsCount': ['unresolvedThreads'],
  'MergeRequest.labels': ['labels'],
  // REST reports these, too.
  'MergeRequest.headPipeline': [],
  'Pipeline.id': [],
  'Pipeline.sha': [],
  'Pipeline.refPath': [],
  'Pipeline.status': [],
  'Pipeline.jobs': [],
  'Job.allowFailure': [],
  'Job.startedAt': [],
  'Project.onlyAllowMergeIfPipelineSucceeds': [],
  'Project.allowMergeOnSkippedPipeline': [],
  'Project.onlyAllowMergeIfAllStatusChecksPassed': [],
} as const;

const token = 'glpat-s3cretS3cretS3cret';

export async function startGitLabScenario(limits: AdapterLimits = {}): Promise<GitLabScenario> {
  const server = await startGitLabServer();
  const deps = createTestDeps(limits);
  const { apiBaseUrl, webBaseUrl, world } = server;
  const forge = createGitLabForge({ id: 'lab', type: 'gitlab', apiBaseUrl, webBaseUrl }, deps);
  const repository = { owner: 'acme', name: 'app' };
  return {
    server,
    errors: deps.errors,
    forge,
    access: toAccess(token),
    repository,
    fork: { owner: 'bob', name: 'app' },
    otherFork: { owner: 'mallory', name: 'app' },
    network: {
      forkOfFork: { owner: 'dana', name: 'app' },
      switchedOff: 403,
      ...createNetwork(sources, world.refusals),
    },
    instant: deps.instant,
    requests: server.requests,
    credential: { header: 'private-token', value: token },
    putPullRequest(change) {
      const pull = { ...samplePullRequest, ...change };
      world.pulls.set(pull.number, pull);
      world.files.putSides(pull.diff, { base: baseSha, head: pull.headSha });
      const [owner = '', name = ''] = sources[pull.into ?? 'repository'].split('/');
      const target = { repository: { owner, name }, number: pull.number };
      return { ...pull, url: forge.toPullRequestUrl(target) };
    },
    removePullRequest: (number) => void world.pulls.delete(number),
    putBranchDiff(branch, diff) {
      world.branchDiffs.set(branch, diff);
      world.files.putSides(diff, { base: baseSha, head: branchSha });
    },
    putRangeDiff(range, diff) {
      world.branchDiffs.set(`${range.from}...${range.to}`, diff);
      return range;
    },
    fail: (fault) => server.fail(fault),
    restore: () => server.fail(),
    rateLimitFault: (seconds) => {
      return { kind: 'response', status: 429, headers: { 'retry-after': `${seconds}` } };
    },
    files: world.files,
    fileDiffs: {},
    reviews: {},
    people: world.people,
    threads: { unreported: [] },
    comments: { posted: world.posted, failPosts: (fault) => server.fail(fault, 'POST') },
    graphQlGaps: { optional: optionalFields, missing: world.gaps },
    logs: world.logs,
    conversation: createConversation(server, {
      approvals: /\/approvals|\/reviewers|graphql/,
      threads: /\/discussions|graphql/,
    }),
    checkRules: {
      ...refuseChecksAt(server, /\/statuses/),
      require: (names) => {
        world.requiredJobs = names;
      },
      failRules: () => failAt(server, /\/projects\/[^/?]+(\?|$)/),
      refuseRules: () => void world.hidden.add('settings'),
      // Jobs are created with their pipeline, so only a whole pipeline can be missing.
      toMissing: (_, reported) => (reported === 0 ? ['pipeline'] : []),
    },
    checkTimes: { started: true, completed: true },
    ...toAddresses(server.origin),
    deliveries: createDeliveries(webBaseUrl, world.people),
    deliveredChecks: {
      deliver: (pull, name) => buildJobDelivery(pull, name, world, webBaseUrl),
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function startGitLabServer(): Promise<GitLabServer> {
  const world = createWorld();
  const double = await startForgeDouble({
    mount: /^\/gitlab\/api/,
    validates: true,
    erase: (body) => world.people.erase(body),
    async respond({ method, path, url, body }) {
      if (path === '/graphql') return { body: await answerGraphql(body as GraphqlBody, world) };
      const below = path.replace(/^\/v4|\?.*$/g, '');
      if (method === 'POST') return answerPost(below, body, world);
      if (method !== 'GET') return { status: 405, body: { error: '405 Not Allowed' } };
      return answerRest(url, below, world, `${url.origin}/gitlab`);
    },
  });
  const webBaseUrl = `${double.origin}/gitlab`;
  return { ...double, webBaseUrl, apiBaseUrl: `${webBaseUrl}/api/v4`, world };
}

/** URLs of `acme/app` below `/gitlab` of `origin`, and foreign ones. */
function toAddresses(origin: string): Pick<ForgeScenario, 'origins' | 'pasted'> {
  const { host, hostname } = new URL(origin);
  const page = `${origin}/gitlab/acme/app/-/merge_requests/12`;
  return {
    origins: {
      own: [
        `${origin}/gitlab/acme/app`,
        `${origin}/gitlab/acme/app.git`,
        `${origin}/gitlab/Acme/App/`,
        `http://oauth2:secret@${host}/gitlab/acme/app.git`,
        `git@${hostname}:acme/app.git`,
        `ssh://git@${hostname}:2222/acme/app.git`,
        `git@${hostname}:acme/app`,
      ],
      foreign: [
        `${origin}/acme/app`,
        `${origin}/gitlab/acme`,
        `${origin}/gitlab/acme/app/-/tree/main`,
        `${origin}/gitlab/../acme/app`,
        `${origin}/gitlab/acme/..`,
        'https://gitlab.com/acme/app',
        'git@gitlab.com:acme/app.git',
        'ssh://git@altssh.gitlab.com:443/acme/app.git',
        '/srv/git/acme/app',
      ],
    },
    pasted: {
      own: [
        page,
        ` ${page}/\n`,
        page.replace('/-/', '/'),
        `${page}/diffs#diff-1`,
        `${page}/commits?style=split),`,
        `${page}#note_7;`,
        page.replace('acme/app', 'Acme/App'),
      ],
      foreign: [
        page.replace('/gitlab', ''),
        page.replace('merge_requests', 'issues'),
        `${origin}/gitlab/acme/app/-/merge_requests`,
        `${origin}/gitlab/acme/-/merge_requests/12`,
        `${page}x`,
        page.replace('12', '0'),
        page.replace('http://', 'http://ada@'),
        'https://gitlab.com/acme/app/-/merge_requests/12',
      ],
    },
  };
}
