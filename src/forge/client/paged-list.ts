import type { Access } from '../forge.ts';
import type { ApiRequest, ForgeApi, Read, Unread } from './forge-api.ts';
import { toFailed } from './outcomes.ts';

/** Reads a list to its end. Half a list is no answer (S9): it is whole or unread. */
export async function listAll<Item>(
  api: Pick<ForgeApi, 'read'>,
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

function toEndless(subject: string): Unread {
  const message = `The pages of ${subject} do not end, or lead to another host: they are not read.`;
  return { kind: 'unread', status: undefined, outcome: toFailed('malformed', message) };
}
