import { mayRead } from '../world/accounts.ts';
import { type Account, type PullRequest } from '../world/records.ts';
import { toFullName } from '../world/repositories.ts';
import { type World } from '../world/world.ts';
import { toState } from './pull-request-filter.ts';

/** Finds pull requests by GitHub's search words, newest first; unknown words match the title. */
export function searchPullRequests(world: World, viewer: Account, query: string): PullRequest[] {
  const words = query.split(/\s+/).filter((word) => word !== '');
  const readable = [...world.repositoriesById.values()].filter((one) => mayRead(one, viewer));
  return readable
    .flatMap(({ pullRequests }) => [...pullRequests.values()])
    .filter((pullRequest) => words.every((word) => isMatch(pullRequest, word, viewer)))
    .toSorted((a, b) => b.createdAt.getTime() - a.createdAt.getTime() || b.id - a.id);
}

function isMatch(pullRequest: PullRequest, word: string, viewer: Account): boolean {
  const colon = word.indexOf(':');
  const value = word.slice(colon + 1).toLowerCase();
  switch (colon === -1 ? 'text' : word.slice(0, colon)) {
    case 'repo':
      return toFullName(pullRequest.repository).toLowerCase() === value;
    case 'is':
    case 'state':
    case 'type':
      return isState(pullRequest, value);
    case 'author':
      return pullRequest.author.login.toLowerCase() === toLogin(value, viewer);
    case 'head':
      return pullRequest.headBranch.toLowerCase() === value;
    case 'base':
      return pullRequest.baseBranch.toLowerCase() === value;
    case 'draft':
      return String(pullRequest.draft) === value;
    case 'text':
      return pullRequest.title.toLowerCase().includes(value);
    default:
      return word.startsWith('sort:') || word.startsWith('archived:');
  }
}

function isState(pullRequest: PullRequest, value: string): boolean {
  if (value === 'pr') return true;
  if (value === 'draft') return pullRequest.draft;
  if (value === 'closed') return pullRequest.state === 'closed';
  return toState(pullRequest).toLowerCase() === value;
}

function toLogin(value: string, viewer: Account): string {
  return value === '@me' ? viewer.login.toLowerCase() : value;
}
