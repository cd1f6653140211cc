import type { PullRequestState } from '../../../domain/diff-status.ts';
import type { RepositoryReference } from '../../../domain/repository-reference.ts';
import type { MaybeRead, Unread } from '../../client/forge-api.ts';
import { toFailed } from '../../client/outcomes.ts';
import type { Access, PullRequestReference, StatusRequest } from '../../forge.ts';
import { type NamedRepository, toFullName } from '../../parsing/repository-identity.ts';
import type { FoundPullRequest } from '../find-open.ts';
import type { LookupDeps, SingleLookupDeps } from '../find-pull-request.ts';
import { type Head, isFromBranch, type Row } from '../is-from-row.ts';
import type { RememberedRepositories } from '../repositories.ts';

export interface MemoryPull {
  number: number;
  state: PullRequestState;
  head: Head;
}

export const app = { owner: 'acme', name: 'app', id: 1 };
export const fork = { owner: 'grace', name: 'app', id: 2 };
export const otherFork = { owner: 'mallory', name: 'app', id: 3 };
export const branch = 'agent/login';
export const row: Row = { repository: app, branch };
export const access: Access = {
  token: 'token',
  tokenFingerprint: 'fingerprint',
  signal: new AbortController().signal,
};

export function fail(status: number): Unread {
  return { kind: 'unread', status, outcome: toFailed('unavailable', `status ${status}`) };
}

export const rememberNothing = { find: () => undefined, save: () => {}, forget: () => {} };

/** Pull requests into `acme/app`, with a log of what the lookup reads. */
export class MemoryForge {
  readonly pulls = new Map<number, MemoryPull>();
  readonly repositories: RememberedRepositories<NamedRepository>;
  /** Failures by what is read: `#12`, `search` or `acme/app`. */
  readonly failures = new Map<string, Unread>();
  readonly calls: string[] = [];
  readonly deps: LookupDeps<MemoryPull>;

  constructor() {
    const read = async (repository: RepositoryReference) => this.#readRepository(repository);
    this.repositories = { find: read, read, refused: rememberNothing };
    this.deps = {
      repositories: this.repositories,
      parseUrl: (url) => this.#parseUrl(url),
      toStateAndHead: (pull) => pull,
    };
  }

  /** From the row's branch, unless another head is given. */
  put(number: number, state: PullRequestState = 'open', head: Partial<Head> = {}): void {
    this.pulls.set(number, { number, state, head: { repository: app, branch, ...head } });
  }

  async readPullRequest({ number }: PullRequestReference): Promise<MaybeRead<MemoryPull>> {
    this.calls.push(`read #${number}`);
    const value = this.pulls.get(number);
    return this.failures.get(`#${number}`) ?? (value ? { kind: 'read', value } : fail(404));
  }

  async findOpen({
    repository,
    branch: name,
  }: Row): Promise<MaybeRead<FoundPullRequest<MemoryPull> | undefined>> {
    this.calls.push('search');
    const failure = this.failures.get('search');
    if (failure) return failure;
    const head = [app, fork, otherFork].find((one) => toFullName(one) === toFullName(repository));
    const numbers = [...this.pulls.values()]
      .filter((pull) => pull.state === 'open' && head && isFromBranch(pull.head, head, name))
      .map(({ number }) => number);
    if (numbers.length === 0) return { kind: 'read', value: undefined };
    const reference = { repository: app, number: Math.max(...numbers) };
    return { kind: 'read', value: { reference } };
  }

  toSingleDeps(request: Row): SingleLookupDeps<MemoryPull> {
    return {
      ...this.deps,
      readPullRequest: (reference) => this.readPullRequest(reference),
      findOpen: () => this.findOpen(request),
    };
  }

  #readRepository(repository: RepositoryReference): MaybeRead<NamedRepository> {
    const name = toFullName(repository);
    this.calls.push(`read ${name}`);
    const value = [app, fork, otherFork].find((one) => toFullName(one) === name);
    return this.failures.get(name) ?? (value ? { kind: 'read', value } : fail(404));
  }

  #parseUrl(url: string): PullRequestReference | undefined {
    const number = /^https:\/\/forge\.test\/acme\/app\/(\d+)$/.exec(url)?.[1];
    return number === undefined ? undefined : { repository: app, number: Number(number) };
  }
}

export function toKnown(
  number: number,
  state: PullRequestState,
  of: Row = row,
): StatusRequest & { known: object } {
  return { ...of, known: { url: `https://forge.test/acme/app/${number}`, state } };
}
