import type { CheckRun } from '../domain/checks.ts';
import type { WebhookHint } from '../domain/delivery.ts';
import type { PullRequest } from '../domain/diff-status.ts';
import type { OwnPullRequest, OwnPullRequestQuery } from '../domain/own-pull-request.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';
import type { IdentifiedRepository, RepositoryReference } from '../domain/repository-reference.ts';
import type { CommitsOutcome, DescriptionOutcome } from './pull-request-text.ts';
import type { ThreadsOutcome } from './review-threads.ts';
import type { ProbeOutcome, ProbeRequest } from './token-rights.ts';

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

/** The stored pull request of a row. The next fetch reads it first. */
export interface KnownPullRequest {
  url: string;
  state: PullRequest['state'];
}

/** Requests the status of one branch. Branch names are compared exactly and always encoded. */
export interface StatusRequest {
  repository: RepositoryReference;
  /** The id by which the repository is known: another one of that name is not meant. */
  repositoryId?: string | undefined;
  branch: string;
  known: KnownPullRequest | undefined;
  /**
   * Whether a push, a delivery or a person requested it, or the pull request is in a merge queue: then facts
   * are read as well that may have changed although the forge confirms that the pull request itself has not.
   */
  readsAll?: boolean;
}

/** Receives the outcome of one request of a batch. */
export type ReportOutcome = (index: number, outcome: FetchOutcome) => void;

export interface DiffRequest {
  repository: RepositoryReference;
  branch: string;
  /** Undefined to compare the branch with the default branch. */
  pullRequestUrl: string | undefined;
}

/** A cached response: the ETag and the value parsed from the body. */
export interface Validated {
  etag: string;
  value: unknown;
}

/** Stores validators across restarts, separately for each token. */
export interface ValidatorCache {
  findValidated(tokenFingerprint: string, url: string): Promise<Validated | undefined>;
  saveValidated(tokenFingerprint: string, url: string, validated: Validated): Promise<void>;
}

/** The token and abort signal of a request. */
export interface Access {
  token: string;
  /** Identifies the token without revealing it. */
  tokenFingerprint: string;
  signal: AbortSignal;
  /**
   * Quotas to leave alone, because they are used up or reserved, with the milliseconds until they are
   * refilled. The API client adds those that turn out to be used up, and `wholeToken`.
   */
  closedBuckets?: Map<string, number>;
  /** Waits for a turn of the token; that time does not count toward the time limit of the call. */
  waitForTurn?: (turn: Promise<void>) => Promise<void>;
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
      /** The forge stopped listing: there are more changed files than `files`. */
      filesAtLeast: boolean;
    }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

export interface Check extends CheckRun {
  /** The page with the details. */
  url: string | null;
  /** A summary in one line. */
  description: string | null;
  completedAt: Date | null;
  log: LogSource;
}

/** Where the log of a check is, in words of its adapter, or why it cannot be read (S16). */
export type LogSource = { kind: 'readable'; key: string } | { kind: 'none'; reason: string };

export interface ChecksRequest {
  repository: RepositoryReference;
  branch: string;
  pullRequestUrl: string;
  headSha: string | null;
}

export type ChecksOutcome =
  | { kind: 'checks'; checks: Check[] }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** The last lines of a log, or those from an offset on. */
export interface LogRange {
  lines: number;
  /** The index of the first line; null for the last lines. */
  offset: number | null;
}

export interface LogText {
  lines: readonly string[];
  /** The index of the first of them in the whole log; null when only its end was read. */
  firstLine: number | null;
  /** Null when the log was not read to its end, or only its end. */
  totalLines: number | null;
  /** Where it went wrong, counted like `firstLine`, or in `lines` where that is null. */
  firstErrorLine: number | null;
}

export interface LogRequest extends ChecksRequest {
  /** As `toCheckId` returns it. */
  checkId: string;
  range: LogRange;
}

export type LogOutcome =
  /** `check` is the run that the log belongs to. */
  | { kind: 'log'; check: Check; log: LogText }
  /** The head commit has no such check. */
  | { kind: 'no_check' }
  | { kind: 'no_log'; reason: string }
  /** The forge has deleted it. */
  | { kind: 'expired'; reason: string }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** Two commits of the repository of a tracked branch: for a fork's pull request, of the fork. */
export interface RangeDiffRequest {
  repository: RepositoryReference;
  /** The diff is what `to` changed since it left `from`. */
  from: string;
  to: string;
}

export type RangeDiffOutcome =
  | DiffOutcome
  /** The repository exists, but does not have one of the commits, or they share no history. */
  | { kind: 'no_commits' };

/** Requests one file of the diff between two commits. */
export interface RangeFileDiffRequest extends RangeDiffRequest {
  path: string;
  previousPath: string | null;
}

/** A file of a tracked branch at one commit. */
export interface FileRequest {
  /** The repository of the branch: for a fork's pull request, the fork. */
  repository: RepositoryReference;
  /** A commit, or the branch while its commit is unknown. */
  ref: string;
  path: string;
}

export type FileOutcome =
  | { kind: 'text'; text: string }
  | { kind: 'binary'; bytes: Buffer }
  /** Over the size limit of this server. */
  | { kind: 'too_large' }
  | { kind: 'no_file' }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** Requests one file of the diff that `fetchDiff` returns. */
export interface FileDiffRequest extends DiffRequest {
  path: string;
  previousPath: string | null;
}

export type FileDiffOutcome =
  /** Includes the `diff --git` header. */
  | { kind: 'text'; diff: string; headSha: string | null }
  | { kind: 'binary'; headSha: string | null }
  | { kind: 'too_large' }
  /** The file is not in the diff. */
  | { kind: 'no_file' }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** A reviewer's latest decision, or their comment, or the request for their review. */
export interface Review {
  reviewer: string;
  avatarUrl: string | null;
  state: 'approved' | 'changes_requested' | 'commented' | 'dismissed' | 'requested';
  submittedAt: Date | null;
  /** The page with the details. */
  url: string | null;
}

export interface ReviewsRequest {
  repository: RepositoryReference;
  pullRequestUrl: string;
}

export type ReviewsOutcome =
  | { kind: 'reviews'; reviews: Review[] }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/**
 * A comment on a line of a pull request. A deleted line has only `oldLine`, an added one only
 * `newLine`, an unchanged one both.
 */
export interface CommentRequest {
  pullRequestUrl: string;
  /** The head commit of the diff that the comment refers to. */
  headSha: string;
  path: string;
  previousPath: string | null;
  oldLine: number | null;
  newLine: number | null;
  /** First line of a range, on the side of its last line. Ignored by forges without ranges. */
  startLine: number | null;
  body: string;
}

export type CommentOutcome =
  | { kind: 'posted'; url: string | null }
  /** The forge rejected it: the line is no longer in the diff, or the pull request is locked. */
  | { kind: 'refused'; message: string }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** What a forge can report; everything else stays unknown. */
export interface ForgeAbilities {
  checks: boolean;
  mergeability: boolean;
  reviewThreads: boolean;
  labels: boolean;
  /** The forge lists past webhook deliveries and can send them again. */
  redelivery: boolean;
}

/** A webhook delivery as received. */
export interface WebhookDelivery {
  /** Header names are in lower case. */
  headers: Readonly<Record<string, string | undefined>>;
  body: Buffer;
}

export interface WebhookMessage {
  /** The repository of the hook; null for an organization's hook that names none. */
  repository: IdentifiedRepository | null;
  /** Empty for an event that is not tracked, such as a ping or a star. */
  hints: WebhookHint[];
}

export interface WebhookSetup {
  repository: RepositoryReference;
  /** The URL that receives the deliveries. */
  deliveryUrl: string;
  secret: string;
}

export type InstallOutcome =
  | { kind: 'installed'; hookId: string; created: boolean }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

export type RedeliverOutcome =
  /** How many deliveries the forge will send again. */
  | { kind: 'redelivered'; count: number }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

export interface ForgeWebhooks {
  /** Whether the sender knows the secret. Checks the raw body in constant time, before parsing. */
  verify(delivery: WebhookDelivery, secret: string): boolean;
  /** The delivery id, which a redelivery repeats; undefined where the forge sends none. */
  findDeliveryId(headers: WebhookDelivery['headers']): string | undefined;
  /** Parses a verified delivery; undefined when it is not from this forge. */
  parse(delivery: WebhookDelivery): WebhookMessage | undefined;
  /** Creates the hook or updates the existing one. */
  install(setup: WebhookSetup, access: Access): Promise<InstallOutcome>;
  /** Requests failed deliveries of the last `sinceMs` again; undefined where the forge cannot. */
  redeliverMissed?(
    hook: { repository: RepositoryReference; hookId: string; sinceMs: number },
    access: Access,
  ): Promise<RedeliverOutcome>;
}

/** The most recently updated pull requests of a repository, newest first. */
export type RecentOutcome =
  | {
      kind: 'recent';
      pullRequests: Extract<WebhookHint, { kind: 'pull_request' }>[];
      /** Whether repeating the request costs no quota while nothing changes. */
      validated: boolean;
      /** The time at the forge, for the age of their changes. */
      forgeNow: number;
    }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

/** The checks of a commit, for comparing them with what is stored. */
export type SurveyOutcome =
  | {
      kind: 'surveyed';
      /** Over all checks, as `countChecks` counts them. */
      passed: number;
      failed: number;
      pending: number;
      /** Equal for equal checks. */
      hash: string;
      runs: readonly CheckRun[];
      /** How many requests a survey takes. */
      requests: number;
      /** Whether repeating them costs no quota while nothing changes. */
      validated: boolean;
    }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

export type Surveyed = Extract<SurveyOutcome, { kind: 'surveyed' }>;

/** The checks of several commits, in their order; undefined where they must be surveyed one by one. */
export type SurveyManyOutcome =
  | { kind: 'surveyed_many'; heads: (Surveyed | undefined)[] }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

export interface SurveyManyChecks {
  /** The quota that a survey costs. */
  bucket: string;
  /** Throws only when `access.signal` aborted. */
  survey(
    commits: readonly { repository: RepositoryReference; sha: string }[],
    access: Access,
  ): Promise<SurveyManyOutcome>;
}

/** The open pull requests of the token's owner. */
export type OwnOutcome =
  | { kind: 'own'; pullRequests: OwnPullRequest[] }
  | Extract<FetchOutcome, { kind: 'rate_limited' | 'failed' }>;

export interface OwnPullRequests {
  /** The quota that a list costs. */
  bucket: string;
  /** Throws only when `access.signal` aborted. */
  list(query: OwnPullRequestQuery, access: Access): Promise<OwnOutcome>;
}

/** A service that hosts repositories. Each adapter implements this in its own folder. */
export interface Forge {
  readonly id: string;
  readonly type: ForgeType;
  /** Without trailing slash. */
  readonly webBaseUrl: string;
  /** Without trailing slash. */
  readonly apiBaseUrl: string;
  /** The maximum number of requests per `fetchStatuses` call: 1 where the forge cannot batch. */
  readonly batchSize: number;
  /** The quotas that can serve `fetchStatuses`, any one of them; everything else uses REST. */
  readonly statusBuckets: readonly string[];
  readonly abilities: ForgeAbilities;
  readonly webhooks: ForgeWebhooks;

  /** The user name and password for git, depending on the form of the token. */
  toGitCredential(token: string): { username: string; password: string };
  /** Undefined for an origin of another server. */
  parseRemoteOrigin(origin: string): RepositoryReference | undefined;
  /** Accepts URLs as people paste them: with query, fragment, sub-path or trailing `),;.` */
  parsePullRequestUrl(url: string): PullRequestReference | undefined;
  toRepositoryUrl(repository: RepositoryReference): string;
  toBranchUrl(repository: RepositoryReference, branch: string): string;
  /** Takes a complete commit hash. */
  toCommitUrl(repository: RepositoryReference, sha: string): string;
  toPullRequestUrl(reference: PullRequestReference): string;

  /**
   * One outcome per request, in their order; each is reported as soon as it is final. Throws only when
   * `access.signal` aborted, and what was reported before is valid then.
   */
  fetchStatuses(
    requests: readonly StatusRequest[],
    access: Access,
    report?: ReportOutcome,
  ): Promise<FetchOutcome[]>;
  /** Defined where one conditional request lists recent changes. Throws like `fetchStatuses`. */
  listRecentPullRequests?(repository: RepositoryReference, access: Access): Promise<RecentOutcome>;
  /** Defined where conditional requests read the checks of a commit. Throws like `fetchStatuses`. */
  surveyChecks?(
    commit: { repository: RepositoryReference; sha: string },
    access: Access,
  ): Promise<SurveyOutcome>;
  /** Defined where one query, which is charged, reads the checks of many commits. */
  surveyManyChecks?: SurveyManyChecks;
  /** Defined where the forge lists them for a token. */
  ownPullRequests?: OwnPullRequests;
  /** Throws only when `access.signal` aborted. */
  fetchDiff(request: DiffRequest, access: Access): Promise<DiffOutcome>;
  /** Throws only when `access.signal` aborted. */
  fetchChecks(request: ChecksRequest, access: Access): Promise<ChecksOutcome>;
  /** The log of a check of the head commit. Throws only when `access.signal` aborted. */
  fetchLog(request: LogRequest, access: Access): Promise<LogOutcome>;
  /** Throws only when `access.signal` aborted, like the methods below. */
  fetchFile(request: FileRequest, access: Access): Promise<FileOutcome>;
  fetchFileDiff(request: FileDiffRequest, access: Access): Promise<FileDiffOutcome>;
  fetchRangeDiff(request: RangeDiffRequest, access: Access): Promise<RangeDiffOutcome>;
  fetchRangeFileDiff(request: RangeFileDiffRequest, access: Access): Promise<FileDiffOutcome>;
  fetchReviews(request: ReviewsRequest, access: Access): Promise<ReviewsOutcome>;
  /** What people wrote: the threads of the diff, the conversation and the text of reviews. */
  fetchThreads(request: ReviewsRequest, access: Access): Promise<ThreadsOutcome>;
  /** The title and the text of a pull request. */
  fetchDescription(request: ReviewsRequest, access: Access): Promise<DescriptionOutcome>;
  fetchCommits(request: ReviewsRequest, access: Access): Promise<CommitsOutcome>;
  /** Tries by a few cheap reads what the token may read. */
  probeToken(request: ProbeRequest, access: Access): Promise<ProbeOutcome>;
  /** Called only at the request of the token's owner. */
  postComment(request: CommentRequest, access: Access): Promise<CommentOutcome>;
}
