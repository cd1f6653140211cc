import {
  errorResponse,
  formatInstant,
  type HttpResponse,
  jsonResponse,
  notFound,
} from '../http/response.ts';
import { createRoute, type Route } from '../http/router.ts';
import { findProtection } from '../world/protection.ts';
import { type Account, type Repository } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { getApiUrl, type World } from '../world/world.ts';
import { toAccountJson } from './account-json.ts';
import { getCommitJson } from './commit-json.ts';
import { toFullRepositoryJson } from './repository-json.ts';
import { createRepositoryRoute, requireAccount } from './resource-routes.ts';

/** The routes for accounts, repositories and branches. */
export function createRepositoryRoutes(world: World): Route[] {
  return [
    createRoute('GET', '/', () => jsonResponse({ current_user_url: getApiUrl(world, '/user') })),
    createRoute('GET', '/meta', () => jsonResponse({ installed_version: '3.14.0' })),
    createRoute('GET', '/user', (call) =>
      requireAccount(call, (account) => userResponse(world, account)),
    ),
    createRoute('GET', '/users/:login', (call) => {
      const account = world.accounts.get((call.parameters.login ?? '').toLowerCase());
      return account === undefined ? notFound() : userResponse(world, account);
    }),
    createRepositoryRoute(world, 'GET', '', (call, repository) =>
      jsonResponse(toFullRepositoryJson(world, repository, call.account)),
    ),
    createRepositoryRoute(world, 'GET', '/rules/branches/*branch', (call, repository) => {
      const protection = findProtection(repository, call.parameters.branch ?? '');
      return jsonResponse(toRulesJson(protection?.rulesetChecks ?? []));
    }),
    createRepositoryRoute(world, 'GET', '/branches/*branch', (call, repository) =>
      branchResponse(world, repository, call.parameters.branch ?? ''),
    ),
  ];
}

function userResponse(world: World, account: Account): HttpResponse {
  return jsonResponse({
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
    created_at: formatInstant(account.createdAt),
    updated_at: formatInstant(account.createdAt),
  });
}

function toRulesJson(names: readonly string[]): object[] {
  if (names.length === 0) return [];
  const required = names.map((context) => ({ context, integration_id: null }));
  const parameters = {
    strict_required_status_checks_policy: false,
    required_status_checks: required,
  };
  return [
    {
      type: 'required_status_checks',
      ruleset_id: 1,
      ruleset_source_type: 'Repository',
      parameters,
    },
  ];
}

function toProtectionJson(contexts: readonly string[]): object {
  const enabled = contexts.length > 0;
  const checks = contexts.map((context) => ({ context, app_id: null }));
  const level = enabled ? 'non_admins' : 'off';
  return { enabled, required_status_checks: { enforcement_level: level, contexts, checks } };
}

async function branchResponse(
  world: World,
  repository: Repository,
  branch: string,
): Promise<HttpResponse> {
  const commit = repository.branches.get(branch);
  if (commit === undefined) return errorResponse(404, 'Branch not found');
  const protection = findProtection(repository, branch);
  const fullName = toFullName(repository);
  const self = getApiUrl(world, `/repos/${fullName}/branches/${encodeURIComponent(branch)}`);
  return jsonResponse({
    name: branch,
    commit: await getCommitJson(world, repository, commit),
    _links: { self, html: `${world.webBaseUrl}/${fullName}/tree/${branch}` },
    protected: protection !== undefined,
    protection: toProtectionJson(protection?.checks ?? []),
    protection_url: `${self}/protection`,
  });
}
