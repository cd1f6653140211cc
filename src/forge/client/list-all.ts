import type { Access } from '../forge.ts';
import type { ApiRequest, ForgeApi, Read, Unread } from './forge-api.ts';
import { toFailed } from './outcomes.ts';

/** Reads all pages of a list. Fails unless every page was read (S9). */
export async function listAll<Item>(
  api: Pick<ForgeApi, 'read'>,
  first: ApiRequest<Item[]>,
  maxPages: number,
  access: Access,
): Promise<{ kind: 'read'; value: Item[] } | Unread> {
  const listed = await listPages(api, first, maxPages, access);
  if (listed.kind === 'unread') return listed;
  return listed.isComplete ? { kind: 'read', value: listed.value } : failEndlessList(first.subject);
}

/** Reads the pages of a list, up to `maxPages`. Fails unless each of them was read. */
export async function listPages<Item>(
  api: Pick<ForgeApi, 'read'>,
  first: ApiRequest<Item[]>,
  maxPages: number,
  access: Access,
): Promise<{ kind: 'read'; value: Item[]; isComplete: boolean } | Unread> {
  const pages: Read<Item[]>[] = [];
  let url: string | undefined = first.url;
  while (url !== undefined && pages.length < maxPages) {
    const page: Read<Item[]> | Unread = await api.read({ ...first, url, isPart: true }, access);
    if (page.kind === 'unread') return page;
    pages.push(page);
    url = page.nextUrl;
  }
  const isComplete = url === undefined;
  if (isComplete) for (const page of pages) await page.save();
  return { kind: 'read', value: pages.flatMap(({ value }) => value), isComplete };
}

function failEndlessList(subject: string): Unread {
  const message = `The list of ${subject} has too many pages.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('malformed', message) };
}
