import { parseRemoteOrigin } from '../../../src/domain/remote-origin.ts';
import type {
  Access,
  ChecksOutcome,
  ChecksRequest,
  CommentOutcome,
  CommentRequest,
  DiffOutcome,
  DiffRequest,
  FileDiffOutcome,
  FileDiffRequest,
  FileOutcome,
  FileRequest,
  Forge,
  ForgeWebhooks,
  LogOutcome,
  LogRequest,
  RangeDiffOutcome,
  RangeDiffRequest,
  RangeFileDiffRequest,
  ReviewsOutcome,
  ReviewsRequest,
} from '../../../src/forge/forge.ts';
import { isCredentialUrl } from '../../../src/forge/parsing/urls.ts';
import type { CommitsOutcome, DescriptionOutcome } from '../../../src/forge/pull-request-text.ts';
import type { ForgeRegistry } from '../../../src/forge/registry.ts';
import type { ThreadsOutcome } from '../../../src/forge/review-threads.ts';
import type { ProbeOutcome, ProbeRequest } from '../../../src/forge/token-rights.ts';

const sampleDescription = {
  title: 'Fix flaky login test',
  body: '',
  truncated: false,
  author: 'ada',
  avatarUrl: null,
  createdAt: null,
  updatedAt: null,
};

/** A forge at `https://<id>.test` whose results the test provides. */
export class FakeForge implements Forge {
  readonly type = 'github';
  readonly batchSize = 1;
  readonly statusBuckets = ['core'];
  readonly abilities = {
    checks: true,
    mergeability: true,
    reviewThreads: true,
    labels: true,
    redelivery: false,
  };
  readonly webhooks: ForgeWebhooks = {
    verify: ({ headers }, secret) => headers['x-secret'] === secret,
    findDeliveryId: (headers) => headers['x-delivery'],
    parse: () => undefined,
    install: async () => ({ kind: 'installed', hookId: '1', created: true }),
  };
  readonly id: string;
  readonly webBaseUrl: string;
  readonly apiBaseUrl: string;
  readonly diffRequests: { request: DiffRequest; access: Access }[] = [];
  readonly checksRequests: ChecksRequest[] = [];
  checks: ChecksOutcome = { kind: 'checks', checks: [] };
  readonly logRequests: LogRequest[] = [];
  log: LogOutcome = { kind: 'no_check' };
  readonly fileRequests: { request: FileRequest; access: Access }[] = [];
  file: FileOutcome = { kind: 'text', text: 'one\n' };
  readonly fileDiffRequests: FileDiffRequest[] = [];
  fileDiff: FileDiffOutcome = { kind: 'text', diff: 'diff --git a/a b/a\n', headSha: null };
  readonly rangeRequests: (RangeDiffRequest | RangeFileDiffRequest)[] = [];
  range: RangeDiffOutcome = toDiffOutcome();
  readonly reviewsRequests: ReviewsRequest[] = [];
  reviews: ReviewsOutcome = { kind: 'reviews', reviews: [] };
  threadsRequests = 0;
  threads: ThreadsOutcome = { kind: 'threads', threads: [], truncated: false, unread: [] };
  readonly descriptionRequests: ReviewsRequest[] = [];
  description: DescriptionOutcome = { kind: 'description', description: sampleDescription };
  readonly commitsRequests: ReviewsRequest[] = [];
  commits: CommitsOutcome = { kind: 'commits', commits: [], truncated: false };
  readonly probeRequests: ProbeRequest[] = [];
  probe: ProbeOutcome = { kind: 'probed', rights: [], expiresAt: null };
  readonly commentRequests: { request: CommentRequest; access: Access }[] = [];
  comment: CommentOutcome = { kind: 'posted', url: null };
  answerDiff: (access: Access) => Promise<DiffOutcome> = async () => toDiffOutcome();

  constructor(id = 'forge') {
    this.id = id;
    this.webBaseUrl = `https://${id}.test`;
    this.apiBaseUrl = `https://api.${id}.test`;
  }

  parseRemoteOrigin(origin: string) {
    const parsed = parseRemoteOrigin(origin);
    const [, owner = '', name = ''] = /^([^/]+)\/([^/]+)$/.exec(parsed?.path ?? '') ?? [];
    return parsed?.host === `${this.id}.test` && name ? { owner, name } : undefined;
  }

  parsePullRequestUrl() {
    return undefined;
  }

  toRepositoryUrl({ owner, name }: { owner: string; name: string }): string {
    return `${this.webBaseUrl}/${owner}/${name}`;
  }

  toBranchUrl(repository: { owner: string; name: string }, branch: string): string {
    return `${this.toRepositoryUrl(repository)}/tree/${branch}`;
  }

  toCommitUrl(repository: { owner: string; name: string }, sha: string): string {
    return `${this.toRepositoryUrl(repository)}/commit/${sha}`;
  }

  toPullRequestUrl(): string {
    return this.webBaseUrl;
  }

  toGitCredential(token: string) {
    return { username: 'x-access-token', password: token };
  }

  async fetchChecks(request: ChecksRequest): Promise<ChecksOutcome> {
    this.checksRequests.push(request);
    return this.checks;
  }

  async fetchLog(request: LogRequest): Promise<LogOutcome> {
    this.logRequests.push(request);
    return this.log;
  }

  async fetchStatuses() {
    return [];
  }

  fetchDiff(request: DiffRequest, access: Access): Promise<DiffOutcome> {
    this.diffRequests.push({ request, access });
    return this.answerDiff(access);
  }

  async fetchFile(request: FileRequest, access: Access): Promise<FileOutcome> {
    this.fileRequests.push({ request, access });
    return this.file;
  }

  async fetchFileDiff(request: FileDiffRequest): Promise<FileDiffOutcome> {
    this.fileDiffRequests.push(request);
    return this.fileDiff;
  }

  async fetchRangeDiff(request: RangeDiffRequest): Promise<RangeDiffOutcome> {
    this.rangeRequests.push(request);
    return this.range;
  }

  async fetchRangeFileDiff(request: RangeFileDiffRequest): Promise<FileDiffOutcome> {
    this.rangeRequests.push(request);
    return this.fileDiff;
  }

  async fetchReviews(request: ReviewsRequest): Promise<ReviewsOutcome> {
    this.reviewsRequests.push(request);
    return this.reviews;
  }

  async fetchThreads(): Promise<ThreadsOutcome> {
    this.threadsRequests += 1;
    return this.threads;
  }

  async fetchDescription(request: ReviewsRequest): Promise<DescriptionOutcome> {
    this.descriptionRequests.push(request);
    return this.description;
  }

  async fetchCommits(request: ReviewsRequest): Promise<CommitsOutcome> {
    this.commitsRequests.push(request);
    return this.commits;
  }

  async probeToken(request: ProbeRequest): Promise<ProbeOutcome> {
    this.probeRequests.push(request);
    return this.probe;
  }

  async postComment(request: CommentRequest, access: Access): Promise<CommentOutcome> {
    this.commentRequests.push({ request, access });
    return this.comment;
  }
}

export function toDiffOutcome(): DiffOutcome {
  return {
    kind: 'diff',
    pullRequestUrl: 'https://forge.test/acme/app/pull/1',
    headSha: 'a'.repeat(40),
    files: [
      {
        path: 'new.txt',
        previousPath: 'old.txt',
        status: 'renamed',
        additions: 1,
        deletions: 2,
        binary: false,
      },
    ],
    diff: 'diff --git a/old.txt b/new.txt\n',
    truncated: false,
    filesAtLeast: false,
  };
}

export function toRegistry(...forges: Forge[]): ForgeRegistry {
  return {
    listForges: () => forges,
    findForge: (id) => forges.find((forge) => forge.id === id),
    findForgeByOrigin: (origin) => forges.find((forge) => forge.parseRemoteOrigin(origin)),
    findForgeByUrl: (url) => forges.find((forge) => isCredentialUrl(url, forge.webBaseUrl)),
  };
}
