import type { RepositoryReference } from '../../domain/repository-reference.ts';
import type { StatusRequest } from '../forge.ts';
import { toFullName } from '../parsing/repository-identity.ts';
import { parsePullRequestUrl } from './urls.ts';

/** Rows that one question answers. */
export type Group =
  /** Open merge requests of one project, by number. */
  | {
      kind: 'known';
      repository: RepositoryReference;
      rows: { request: StatusRequest; number: number }[];
    }
  /** Branches of one project, of which no merge request is known. */
  | { kind: 'unknown'; repository: RepositoryReference; rows: StatusRequest[] };

/** How many rows one question may carry. */
export const mostTogether = 20;

/** A row that is alone with its question is asked for by itself, with a validator. */
export function toGroups(requests: readonly StatusRequest[], webBaseUrl: string): Group[] {
  const groups = new Map<string, Group>();
  for (const request of requests) {
    const reference = request.known && parsePullRequestUrl(request.known.url, webBaseUrl);
    if (reference && request.known?.state === 'open') {
      const { repository, number } = reference;
      const group = findGroup(groups, { kind: 'known', repository, rows: [] });
      if (group.kind === 'known') group.rows.push({ request, number });
    } else if (!request.known) {
      const { repository } = request;
      const group = findGroup(groups, { kind: 'unknown', repository, rows: [] });
      if (group.kind === 'unknown') group.rows.push(request);
    }
  }
  return [...groups.values()].flatMap(split).filter(({ rows }) => rows.length > 1);
}

function findGroup(groups: Map<string, Group>, empty: Group): Group {
  const key = `${empty.kind} ${toFullName(empty.repository).toLowerCase()}`;
  const group = groups.get(key) ?? empty;
  groups.set(key, group);
  return group;
}

function split(group: Group): Group[] {
  const parts: Group[] = [];
  for (let start = 0; start < group.rows.length; start += mostTogether) {
    const end = start + mostTogether;
    parts.push(
      group.kind === 'known'
        ? { ...group, rows: group.rows.slice(start, end) }
        : { ...group, rows: group.rows.slice(start, end) },
    );
  }
  return parts;
}
