import type { WebhookHint } from '../domain/delivery.ts';
import type { PullRequest } from '../domain/diff-status.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type { RepositoryReference } from '../domain/repository-reference.ts';

export type ForgeType =
  | 'github'
  | 'gitlab'
  | 'gitea'
  | 'bitbucket'
  | 'bitbucket_data_center'
  | 'azure_devops';

export interface PullRequestReference {
  repository: RepositoryReference;
  number: number;
}

/** The pull request that is stored for a row, which the next fetch reads first. */
export interface KnownPullRequest {
  url: string;
  state: PullRequest['state'];
}

/** One row's question. Branch names are data: they are compared exactly and always encoded. */
export interface StatusRequest {
  repository: RepositoryReference;
  branch: string;
  known: KnownPullRequest | undefined;
}

export interface DiffRequest {
  repository: RepositoryReference;
  branch: string;
  /** Without it: the branch against the default branch. */
  pullRequestUrl: string | undefined;
}

/** A remembered answer: the validator and what was read from the body it validates. */
export interface Validated {
  etag: string;
  value: unknown;
}

/** Keeps validators across restarts. They are bound to the token that earned them. */
export interface ValidatorCache {
  findValidated(tokenFingerprint: string, url: string): Promise<Validated | undefined>;
  saveValidated(tokenFingerprint: string, url: string, validated: Validated): Promise<void>;
}

/** Whose token a request uses, and what may end it. */
export interface Access {
  token: string;
  /** Names the token without revealing it. */
  tokenFingerprint: string;
  signal: AbortSignal;
}

export interface DiffFile {
  path: string;
  previousPath: string | null;
  status: 'added' | 'modified' | 'deleted' | 'renamed' | 'copied' | 'changed';
  additions: number;
  deletions: number;
  binary: boolean;
}

export type DiffOutcome =
  | {
      kind: 'diff';
      pullRequestUrl: string | null;
      headSha: string | null;
      files: DiffFile[];
      /** Unified diff; empty when `truncated`. */
      diff: string;
      truncated: boolean;
    }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

export interface Check {
  name: string;
  state: 'passed' | 'failed' | 'pending' | 'skipped';
  /** Where people read more. */
  url: string | null;
  /** One line of what it says. */
  description: string | null;
  /** Null while it waits, or when the forge does not tell. */
  startedAt: Date | null;
  completedAt: Date | null;
}

export interface ChecksRequest {
  repository: RepositoryReference;
  branch: string;
  pullRequestUrl: string;
  headSha: string | null;
}

export type ChecksOutcome =
  | { kind: 'checks'; checks: Check[] }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** A file of a tracked branch at one commit. */
export interface FileRequest {
  /** The repository of the branch: a fork's pull request has its head there. */
  repository: RepositoryReference;
  /** Commit, or the branch itself while no commit is known. */
  ref: string;
  path: string;
}

export type FileOutcome =
  | { kind: 'text'; text: string }
  | { kind: 'binary' }
  /** Larger than this server reads. */
  | { kind: 'too_large' }
  | { kind: 'no_file' }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** One file of what `fetchDiff` answers for the same request. */
export interface FileDiffRequest extends DiffRequest {
  path: string;
  previousPath: string | null;
}

export type FileDiffOutcome =
  /** With the `diff --git` head, as in a whole diff. */
  | { kind: 'text'; diff: string; headSha: string | null }
  | { kind: 'binary'; headSha: string | null }
  | { kind: 'too_large' }
  /** The diff holds no such file. */
  | { kind: 'no_file' }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** One reviewer's word that counts: their latest decision, else their comment, else that they were asked. */
export interface Review {
  reviewer: string;
  avatarUrl: string | null;
  state: 'approved' | 'changes_requested' | 'commented' | 'dismissed' | 'requested';
  submittedAt: Date | null;
  /** Where people read more. */
  url: string | null;
}

export interface ReviewsRequest {
  repository: RepositoryReference;
  pullRequestUrl: string;
}

export type ReviewsOutcome =
  | { kind: 'reviews'; reviews: Review[] }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** A comment on a line of a pull request. Old line alone: deleted; new alone: added; both: unchanged. */
export interface CommentRequest {
  pullRequestUrl: string;
  /** The head of the diff that was read; the forge places the comment by it. */
  headSha: string;
  path: string;
  previousPath: string | null;
  oldLine: number | null;
  newLine: number | null;
  /** Where a range begins, on the side of its end; a forge that knows no ranges marks the end. */
  startLine: number | null;
  body: string;
}

export type CommentOutcome =
  | { kind: 'posted'; url: string | null }
  /** The forge does not take it: the line is not part of the diff any more, the pull request is locked. */
  | { kind: 'refused'; message: string }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** What a forge can tell; everything else stays unknown. */
export interface ForgeAbilities {
  checks: boolean;
  mergeability: boolean;
  reviewThreads: boolean;
  labels: boolean;
  /** The forge keeps a list of deliveries and sends one again when asked. */
  redelivery: boolean;
}

/** A delivery as it arrived. */
export interface WebhookDelivery {
  /** Names in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
}

export interface WebhookMessage {
  /** Whose hook it is; null for a hook of a whole organization that names none. */
  repository: RepositoryReference | null;
  /** Empty when it concerns nothing that is tracked: a ping, a star, a wiki page. */
  hints: WebhookHint[];
}

export interface WebhookSetup {
  repository: RepositoryReference;
  /** Where the forge shall deliver to. */
  deliveryUrl: string;
  secret: string;
}

export type InstallOutcome =
  | { kind: 'installed'; hookId: string; created: boolean }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

export type RedeliverOutcome =
  /** How many deliveries the forge was asked to send again. */
  | { kind: 'redelivered'; count: number }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

export interface ForgeWebhooks {
  /** Whether the sender knows the secret: in constant time, on the raw body, before it is parsed. */
  verify(delivery: WebhookDelivery, secret: string): boolean;
  /** The same for a delivery that is sent again; undefined where the forge numbers none. */
  findDeliveryId(headers: WebhookDelivery['headers']): string | undefined;
  /** Undefined when it is nothing that this forge sends. Called only for what was verified. */
  parse(delivery: WebhookDelivery): WebhookMessage | undefined;
  /** Registers the hook, or brings the one that is there up to date. */
  install(setup: WebhookSetup, access: Access): Promise<InstallOutcome>;
  /** Asks for what was not delivered since `since`; undefined where the forge cannot. */
  redeliverMissed?(
    hook: { repository: RepositoryReference; hookId: string; since: Date },
    access: Access,
  ): Promise<RedeliverOutcome>;
}

/** The pull requests of a repository that moved last, newest first, with what a list tells of them. */
export type RecentOutcome =
  | {
      kind: 'recent';
      pullRequests: Extract<WebhookHint, { kind: 'pull_request' }>[];
      /** The forge vouches that asking again is free while nothing moves. */
      validated: boolean;
    }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** One service that hosts repositories. An adapter is one folder that implements this. */
export interface Forge {
  readonly id: string;
  readonly type: ForgeType;
  /** Without trailing slash. */
  readonly webBaseUrl: string;
  /** Without trailing slash. */
  readonly apiBaseUrl: string;
  /** How many rows one `fetchStatuses` call may carry: 1 where the forge cannot batch. */
  readonly batchSize: number;
  readonly abilities: ForgeAbilities;
  readonly webhooks: ForgeWebhooks;

  /** What git sends, by the form of the token. */
  toGitCredential(token: string): { username: string; password: string };
  /** Reads an origin of this forge, undefined for any other. */
  parseRemoteOrigin(origin: string): RepositoryReference | undefined;
  /** Reads a pull request URL as people paste it: query, fragment, sub-path, trailing `),;.` */
  parsePullRequestUrl(url: string): PullRequestReference | undefined;
  toRepositoryUrl(repository: RepositoryReference): string;
  toBranchUrl(repository: RepositoryReference, branch: string): string;
  toPullRequestUrl(reference: PullRequestReference): string;

  /** One outcome per request, in their order. Throws only when `access.signal` aborted. */
  fetchStatuses(requests: readonly StatusRequest[], access: Access): Promise<FetchOutcome[]>;
  /** Where one conditional request tells what moved in a repository. Throws as `fetchStatuses`. */
  listRecentPullRequests?(repository: RepositoryReference, access: Access): Promise<RecentOutcome>;
  /** Throws only when `access.signal` aborted. */
  fetchDiff(request: DiffRequest, access: Access): Promise<DiffOutcome>;
  /** The checks by name. Throws only when `access.signal` aborted. */
  fetchChecks(request: ChecksRequest, access: Access): Promise<ChecksOutcome>;
  /** Throws only when `access.signal` aborted, as the three after it. */
  fetchFile(request: FileRequest, access: Access): Promise<FileOutcome>;
  fetchFileDiff(request: FileDiffRequest, access: Access): Promise<FileDiffOutcome>;
  fetchReviews(request: ReviewsRequest, access: Access): Promise<ReviewsOutcome>;
  /** Writes with the person's own token, and is called only because they asked. */
  postComment(request: CommentRequest, access: Access): Promise<CommentOutcome>;
}
