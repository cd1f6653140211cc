import type { PullRequest } from '../domain/diff-status.ts';
import type { FetchOutcome } from '../domain/refresh-outcome.ts';

export type ForgeType = 'github';

/** A repository as one forge names it, e.g. `{ owner: 'acme', name: 'app' }`. */
export interface RepositoryReference {
  owner: string;
  name: string;
}

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
  /** The user name git sends beside the token. */
  readonly gitUsername: string;

  /** Reads an origin of this forge, undefined for any other. */
  parseRemoteOrigin(origin: string): RepositoryReference | undefined;
  /** Reads a pull request URL as people paste it: query, fragment, sub-path, trailing `),;.` */
  parsePullRequestUrl(url: string): PullRequestReference | undefined;
  toRepositoryUrl(repository: RepositoryReference): string;
  toBranchUrl(repository: RepositoryReference, branch: string): string;
  toPullRequestUrl(reference: PullRequestReference): string;

  /** One outcome per request, in their order. Throws only when `access.signal` aborted. */
  fetchStatuses(requests: readonly StatusRequest[], access: Access): Promise<FetchOutcome[]>;
  /** Throws only when `access.signal` aborted. */
  fetchDiff(request: DiffRequest, access: Access): Promise<DiffOutcome>;
}
