import type { RepositoryReference } from '../../domain/repository-reference.ts';
import { toRepositoryReference } from './repository-name.ts';

const form = /^(projects|users)\/([^/]+)\/repos\/([^/]+)(?:\/(.*))?$/i;

/** A page of a repository, and what follows it: `pull-requests/12/overview`. */
export function parsePagePath(
  path: string,
): { repository: RepositoryReference; rest: string } | undefined {
  const [, room = '', owner = '', slug = '', rest = ''] = form.exec(path) ?? [];
  const key = room.toLowerCase() === 'users' ? `~${owner}` : owner;
  const repository = toRepositoryReference(key, slug);
  return repository && { repository, rest };
}

/** The repositories of people have pages of their own. */
export function toPagePath({ owner, name }: RepositoryReference): string {
  const room = owner.startsWith('~') ? `users/${owner.slice(1)}` : `projects/${owner}`;
  return `${room}/repos/${name}`;
}
