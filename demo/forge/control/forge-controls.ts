import { createBranches, deleteBranch } from '../git/bare-repository.ts';
import { type CommitToWrite, writeCommits } from '../git/write-commits.ts';
import { ensureAccount, getAccount, type NewAccount } from '../world/accounts.ts';
import { setChecks, type WantedCheck } from '../world/checks.ts';
import { createHook } from '../world/hooks.ts';
import type { Protection, Repository } from '../world/records.ts';
import {
  createRepository,
  forkRepository,
  getRepository,
  type NewRepository,
  renameRepository,
  toFullName,
} from '../world/repositories.ts';
import { synchronize } from '../world/synchronize.ts';
import type { World } from '../world/world.ts';
import { createPullRequestControls, type PullRequestControls } from './pull-request-controls.ts';

/** A commit to write without a clone. The author defaults to the owner of the repository. */
export type CommitSpec = Pick<CommitToWrite, 'branch' | 'files'> & {
  message?: string;
  author?: string;
  from?: string;
};

/**
 * Operations with which tests, benchmarks and agents change the forge's world directly, without its API.
 * Repositories are named `owner/name`. Every operation throws if a name is unknown.
 */
export interface ForgeControls extends AccessControls, PullRequestControls, HookControls {
  createRepository: (repository: NewRepository) => Promise<void>;
  /** Forks into an account and returns the fork's full name. */
  forkRepository: (parent: string, owner: string, name?: string) => Promise<string>;
  renameRepository: (repository: string, name: string) => void;
  /** Sets what a pull request needs before it may be merged, for one branch or all; undefined removes it. */
  protect: (repository: string, protection: Protection | undefined, branch?: string) => void;
  /** Writes commits without a clone. */
  commit: (repository: string, commits: readonly CommitSpec[]) => Promise<void>;
  createBranches: (repository: string, names: readonly string[], commit: string) => Promise<void>;
  deleteBranch: (repository: string, branch: string) => Promise<void>;
  /** The commit a branch points at. */
  findBranch: (repository: string, branch: string) => string | undefined;
  setChecks: (repository: string, commit: string, checks: readonly WantedCheck[]) => void;
}

/** Creates the controls of a world. */
export function createForgeControls(world: World): ForgeControls {
  return {
    ...createAccessControls(world),
    ...createRepositoryControls(world),
    ...createPullRequestControls(world),
    ...createHookControls(world),
    setChecks: (repository, commit, checks) => {
      setChecks(world, getRepository(world, repository), commit, checks);
    },
  };
}

function createRepositoryControls(world: World) {
  return {
    createRepository: async (wanted: NewRepository) => {
      await createRepository(world, wanted);
    },
    forkRepository: async (parent: string, owner: string, name?: string) => {
      const from = getRepository(world, parent);
      return toFullName(await forkRepository(world, from, getAccount(world, owner), name));
    },
    renameRepository: (repository: string, name: string) =>
      renameRepository(world, getRepository(world, repository), name),
    protect: (fullName: string, protection: Protection | undefined, branch?: string) => {
      const repository = getRepository(world, fullName);
      if (branch === undefined) repository.protection = protection;
      else if (protection) repository.branchProtections.set(branch, protection);
      else repository.branchProtections.delete(branch);
      world.revision += 1;
    },
    ...createBranchControls(world),
  };
}

function createBranchControls(world: World) {
  return {
    commit: async (fullName: string, commits: readonly CommitSpec[]) => {
      const repository = getRepository(world, fullName);
      const written = new Set<string>();
      const batch = commits.map((commit) => {
        const prepared = prepareCommit(world, repository, commit, written);
        written.add(commit.branch);
        return prepared;
      });
      await writeCommits(repository.directory, batch);
      await synchronize(world, repository);
    },
    createBranches: async (fullName: string, names: readonly string[], commit: string) => {
      const repository = getRepository(world, fullName);
      await createBranches(repository.directory, names, commit);
      await synchronize(world, repository);
    },
    deleteBranch: async (fullName: string, branch: string) => {
      const repository = getRepository(world, fullName);
      await deleteBranch(repository.directory, branch);
      await synchronize(world, repository);
    },
    findBranch: (repository: string, branch: string) =>
      getRepository(world, repository).branches.get(branch),
  };
}

function prepareCommit(
  world: World,
  repository: Repository,
  commit: CommitSpec,
  written: ReadonlySet<string>,
): CommitToWrite {
  const author = commit.author ? getAccount(world, commit.author) : repository.owner;
  const from = findParent(repository, commit, written);
  return {
    branch: commit.branch,
    message: commit.message ?? 'Change files',
    files: commit.files,
    authorName: author.name,
    authorEmail: author.email,
    at: world.now(),
    ...(from !== undefined && { from }),
  };
}

/** fast-import continues a branch that it wrote in the same run; any other start must be named. */
function findParent(
  repository: Repository,
  commit: CommitSpec,
  written: ReadonlySet<string>,
): string | undefined {
  if (written.has(commit.branch)) return undefined;
  const from = commit.from ?? commit.branch;
  if (written.has(from)) return `refs/heads/${from}`;
  if (repository.branches.has(from)) return `refs/heads/${from}^0`;
  return commit.from;
}

/** Accounts, tokens and permissions. */
interface AccessControls {
  /** Creates an account, or adds tokens to one that exists. */
  createAccount: (account: NewAccount) => void;
  revokeToken: (token: string) => void;
  setPrivate: (repository: string, isPrivate: boolean) => void;
  allowRead: (repository: string, login: string) => void;
  allowPush: (repository: string, login: string) => void;
  /** Lets an account manage the repository and its webhooks, and push to it. */
  allowAdministration: (repository: string, login: string) => void;
  /** Takes all of this back: a private repository is hidden from the account again. */
  withdrawAccess: (repository: string, login: string) => void;
}

function createAccessControls(world: World): AccessControls {
  return {
    createAccount: (account: NewAccount) => {
      ensureAccount(world, account);
    },
    revokeToken: (token: string) => {
      world.accountByToken.delete(token);
    },
    setPrivate: (repository: string, isPrivate: boolean) => {
      getRepository(world, repository).private = isPrivate;
      world.revision += 1;
    },
    allowRead: (repository: string, login: string) => {
      getRepository(world, repository).readers.add(getAccount(world, login));
      world.revision += 1;
    },
    allowPush: (repository: string, login: string) => {
      getRepository(world, repository).writers.add(getAccount(world, login));
      world.revision += 1;
    },
    allowAdministration: (repository: string, login: string) => {
      getRepository(world, repository).administrators.add(getAccount(world, login));
      world.revision += 1;
    },
    withdrawAccess: (repository: string, login: string) => {
      const { readers, writers, administrators } = getRepository(world, repository);
      for (const accounts of [readers, writers, administrators]) {
        accounts.delete(getAccount(world, login));
      }
      world.revision += 1;
    },
  };
}

/** A webhook to create. It receives all events by default. */
export interface HookSpec {
  repository: string;
  url: string;
  secret?: string;
  events?: readonly string[];
}

interface HookControls {
  /** Returns the hook's id. */
  createHook: (hook: HookSpec) => number;
  /** `owner/name` of every repository, forks included. */
  listRepositories: () => string[];
}

function createHookControls(world: World): HookControls {
  return {
    createHook: ({ repository, url, secret = '', events = ['*'] }) => {
      const contentType = 'json' as const;
      const settings = { url, secret, events: [...events], contentType };
      return createHook(world, getRepository(world, repository), settings).id;
    },
    listRepositories: () => [...world.repositoriesById.values()].map(toFullName),
  };
}
