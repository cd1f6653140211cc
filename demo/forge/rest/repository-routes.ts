import { type Answer, toJson, toNotFound, toProblem } from '../http/answer.ts';
import { type Route, toRoute } from '../http/router.ts';
import { type Account, type Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { type World } from '../world/world.ts';
import { requireAccount, toRepositoryRoute } from './find-target.ts';
import { toAccountJson, toApiUrl } from './to-account.ts';
import { getCommitJson } from './to-commit.ts';
import { toFullRepositoryJson, toInstant } from './to-repository.ts';

/** The routes for accounts, repositories and branches. */
export function toRepositoryRoutes(world: World): Route[] {
  return [
    toRoute('GET', '/', () => toJson({ current_user_url: toApiUrl(world, '/user') })),
    toRoute('GET', '/meta', () => toJson({ installed_version: '3.14.0' })),
    toRoute('GET', '/user', (call) => requireAccount(call, (account) => toUser(world, account))),
    toRoute('GET', '/users/:login', (call) => {
      const account = world.accounts.get((call.parameters.login ?? '').toLowerCase());
      return account === undefined ? toNotFound() : toUser(world, account);
    }),
    toRepositoryRoute(world, 'GET', '', (call, repository) =>
      toJson(toFullRepositoryJson(world, repository, call.account)),
    ),
    toRepositoryRoute(world, 'GET', '/branches/*branch', (call, repository) =>
      toBranch(world, repository, call.parameters.branch ?? ''),
    ),
  ];
}

function toUser(world: World, account: Account): Answer {
  return toJson({
    ...toAccountJson(world, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.email,
    bio: null,
    public_repos: 0,
    followers: 0,
    following: 0,
    created_at: toInstant(account.createdAt),
    updated_at: toInstant(account.createdAt),
  });
}

async function toBranch(world: World, repository: Repository, branch: string): Promise<Answer> {
  const commit = repository.branches.get(branch);
  if (commit === undefined) return toProblem(404, 'Branch not found');
  const fullName = toFullName(repository);
  const self = toApiUrl(world, `/repos/${fullName}/branches/${encodeURIComponent(branch)}`);
  return toJson({
    name: branch,
    commit: await getCommitJson(world, repository, commit),
    _links: { self, html: `${world.webBaseUrl}/${fullName}/tree/${branch}` },
    protected: false,
    protection: { enabled: false },
    protection_url: `${self}/protection`,
  });
}
