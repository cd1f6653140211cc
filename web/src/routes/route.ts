/** Where the page is. The query of the board (its filter) travels with every route. */
export type Route =
  | { page: 'board' }
  | { page: 'chat'; chatId: string }
  | { page: 'forges'; forgeId: string | null }
  | { page: 'unknown' };

export function toRoute(path: string): Route {
  const [first, second, ...rest] = path.split('/').filter(Boolean).map(decode);
  if (rest.length > 0) return { page: 'unknown' };
  if (first === undefined) return { page: 'board' };
  if (first === 'chats') {
    return second === undefined ? { page: 'board' } : { page: 'chat', chatId: second };
  }
  if (first === 'forges') return { page: 'forges', forgeId: second ?? null };
  return { page: 'unknown' };
}

/** The board's filter and a chat's chosen branch, as the address holds them. */
export interface Search {
  q: string;
  state: string;
  origin: string;
  branch: string;
}

export function toSearch(query: string): Search {
  const parameters = new URLSearchParams(query);
  const get = (name: string) => parameters.get(name) ?? '';
  return { q: get('q'), state: get('state'), origin: get('origin'), branch: get('branch') };
}

export function toHref(path: string, search: Partial<Search>): string {
  const entries = Object.entries(search).filter(([, value]) => value !== '');
  const query = new URLSearchParams(entries).toString();
  return query === '' ? path : `${path}?${query}`;
}

/** Keeps the filter while opening a chat; the branch belongs to the chat alone. */
export function toChatHref(
  chatId: string,
  search: Search,
  branch?: { origin: string; branch: string },
): string {
  const { q, state } = search;
  return toHref(`/chats/${encodeURIComponent(chatId)}`, { q, state, ...branch });
}

export function toBoardHref(search: Search): string {
  return toHref('/', { q: search.q, state: search.state });
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
