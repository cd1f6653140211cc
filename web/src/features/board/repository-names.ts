import type { Chat } from '../../../../src/contract/chat.ts';

/** The short names that more than one repository of these chats has, in lower case. */
export function findAmbiguousNames(chats: readonly Chat[]): ReadonlySet<string> {
  const owners = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const { diff_statuses: statuses } of chats) {
    for (const { repository, remote_origin: origin } of statuses) {
      const full = (repository ?? origin).toLowerCase();
      const name = getShortName(full);
      const before = owners.get(name);
      if (before === undefined) owners.set(name, full);
      else if (before !== full) ambiguous.add(name);
    }
  }
  return ambiguous;
}

/** `app` of `acme/app`; the last part of the remote if no forge serves it. */
export function getShortName(repository: string): string {
  return repository.split('/').findLast(Boolean) ?? '';
}

/** The short name, with its owner where another repository has the same. */
export function formatRepository(repository: string, ambiguous: ReadonlySet<string>): string {
  const name = getShortName(repository);
  if (!ambiguous.has(name.toLowerCase())) return name;
  return repository.split('/').filter(Boolean).slice(-2).join('/');
}
