import type { Chat } from '../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../src/contract/diff-status.ts';

/** The state of a branch's pull request as people filter by it. */
export const pullRequestStates = ['open', 'draft', 'none', 'merged', 'closed'] as const;
export type ShownState = (typeof pullRequestStates)[number];

export interface BoardFilter {
  states: ReadonlySet<ShownState>;
  repositories: string[];
  branches: string[];
  texts: string[];
}

export function toShownState(status: DiffStatus | null): ShownState {
  if (status === null || status.pull_request_state === null) return 'none';
  if (status.pull_request_state !== 'open') return status.pull_request_state;
  return status.pull_request_draft ? 'draft' : 'open';
}

/** Reads `retry repo:app state:open,draft`; `states` come from the buttons beside the box. */
export function toBoardFilter(text: string, states: readonly ShownState[]): BoardFilter {
  const filter = {
    states: new Set(states),
    repositories: [] as string[],
    branches: [] as string[],
    texts: [] as string[],
  };
  for (const word of text.toLowerCase().split(/\s+/).filter(Boolean)) {
    const [, name, value] = /^(state|repo|branch):(.+)$/.exec(word) ?? [];
    if (name === 'state') for (const state of parseStates(value)) filter.states.add(state);
    else if (name === 'repo' && value) filter.repositories.push(value);
    else if (name === 'branch' && value) filter.branches.push(value);
    else filter.texts.push(word);
  }
  return filter;
}

/** Unknown names are left out: a link from a newer page still filters by what is known. */
export function parseStates(list: string | null | undefined): ShownState[] {
  const names = (list ?? '').split(',');
  return pullRequestStates.filter((state) => names.includes(state));
}

export function isFiltering(filter: BoardFilter): boolean {
  const { states, repositories, branches, texts } = filter;
  return states.size + repositories.length + branches.length + texts.length > 0;
}

/** One branch of the chat must satisfy everything; a text may also be found in the title. */
export function matchesFilter(chat: Chat, filter: BoardFilter): boolean {
  const statuses = chat.diff_statuses.length > 0 ? chat.diff_statuses : [null];
  return statuses.some((status) => matchesStatus(chat, status, filter));
}

function matchesStatus(chat: Chat, status: DiffStatus | null, filter: BoardFilter): boolean {
  const repository = (status?.repository ?? status?.remote_origin ?? '').toLowerCase();
  const branch = (status?.git_branch ?? '').toLowerCase();
  const everything = [
    chat.title,
    chat.id,
    repository,
    branch,
    status?.pull_request_title ?? '',
    status?.author_login ?? '',
    status?.pr_number ? `#${status.pr_number}` : '',
  ]
    .join('\n')
    .toLowerCase();
  return (
    (filter.states.size === 0 || filter.states.has(toShownState(status))) &&
    filter.repositories.every((part) => repository.includes(part)) &&
    filter.branches.every((part) => branch.includes(part)) &&
    filter.texts.every((part) => everything.includes(part))
  );
}
