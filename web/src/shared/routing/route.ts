import type { DiffStatus } from '../../../../src/contract/diff-status.ts';

/** The page that a path names. */
export type Route =
  | { page: 'board' }
  | { page: 'chat'; chatId: string }
  | { page: 'forges'; forgeId: string | null }
  | { page: 'health' }
  | { page: 'unknown' };

export function parseRoute(path: string): Route {
  const [first, second, ...rest] = path.split('/').filter(Boolean).map(decode);
  if (rest.length > 0) return { page: 'unknown' };
  if (first === undefined) return { page: 'board' };
  if (first === 'chats') {
    return second === undefined ? { page: 'board' } : { page: 'chat', chatId: second };
  }
  if (first === 'forges') return { page: 'forges', forgeId: second ?? null };
  if (first === 'health' && second === undefined) return { page: 'health' };
  return { page: 'unknown' };
}

/** The tabs of an open chat, the default first. */
export const chatViews = ['diff', 'checks', 'reviews', 'timeline', 'description'] as const;
export type ChatView = (typeof chatViews)[number];

/** The query of the address: the board's filter, and the branch, view and lines of an open chat. */
export interface Search {
  q: string;
  state: string;
  origin: string;
  branch: string;
  /** A `ChatView`; empty for the default. */
  view: string;
  /** The id of a check whose log is shown. */
  check: string;
  /** The path of a file in the diff. */
  file: string;
  /** Lines of that file: `R12` after the change, `L7` before it, `R12-R15` a range. */
  line: string;
  /** The commit whose lines these are. */
  commit: string;
  /** The id of a thread to go to in the diff, or `next` for the first unresolved one. */
  thread: string;
  /** Commits: the diff contains only what changed after `from` and up to `to`. */
  from: string;
  to: string;
}

const searchNames = [
  'q',
  'state',
  'origin',
  'branch',
  'view',
  'check',
  'file',
  'line',
  'commit',
  'thread',
  'from',
  'to',
] as const;

export function parseSearch(query: string): Search {
  const parameters = new URLSearchParams(query);
  const entries = searchNames.map((name) => [name, parameters.get(name) ?? '']);
  return Object.fromEntries(entries) as Record<(typeof searchNames)[number], string>;
}

export function toHref(path: string, search: Partial<Search>): string {
  const entries = Object.entries(search).filter(([, value]) => value !== '');
  const query = new URLSearchParams(entries).toString();
  return query === '' ? path : `${path}?${query}`;
}

export function toChatView(search: Search): ChatView {
  return chatViews.find((view) => view === search.view) ?? 'diff';
}

/**
 * An address that names its branch shows that branch for ever. Null if the chat has none. Keeps the
 * filter; view and line belong to another chat and are dropped.
 */
export function toChatHref(chatId: string, search: Search, branch: BranchName | null): string {
  const { q, state } = search;
  const address = branch === null ? {} : toBranchSearch(branch);
  return toHref(`/chats/${encodeURIComponent(chatId)}`, { q, state, ...address });
}

type BranchName = Pick<DiffStatus, 'git_remote_origin' | 'git_branch'>;

export function toBranchSearch(branch: BranchName): Pick<Search, 'origin' | 'branch'> {
  return { origin: branch.git_remote_origin, branch: branch.git_branch };
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
