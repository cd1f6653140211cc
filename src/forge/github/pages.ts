import type { Access } from '../forge.ts';
import { toFailed } from '../outcome-of-answer.ts';
import type { ApiRequest, GitHubApi, Read, Unread } from './api.ts';

export const pageSize = 100;

/** Reads a list to its end. Half a list is no answer (S9): it is whole or unread. */
export async function listAll<Item>(
  api: GitHubApi,
  first: ApiRequest<Item[]>,
  mostPages: number,
  access: Access,
): Promise<{ kind: 'read'; value: Item[] } | Unread> {
  const { origin } = new URL(first.url);
  const items: Item[] = [];
  let url: string | undefined = first.url;
  for (let page = 0; url !== undefined; page += 1) {
    // S10: the token goes where the first page was, whatever the forge names as the next one.
    if (page === mostPages || new URL(url).origin !== origin) return toEndless(first.subject);
    const answer: Read<Item[]> | Unread = await api.read({ ...first, url }, access);
    if (answer.kind === 'unread') return answer;
    items.push(...answer.value);
    url = answer.nextUrl;
  }
  return { kind: 'read', value: items };
}

/**
 * A full last page stays what it is when a further page begins, so that its validator would hide
 * that one for good.
 */
export function isPageCovered(items: readonly unknown[], nextUrl: string | undefined): boolean {
  return nextUrl !== undefined || items.length < pageSize;
}

function toEndless(subject: string): Unread {
  const message = `The pages of ${subject} do not end, or lead to another host: they are not read.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('malformed', message) };
}
