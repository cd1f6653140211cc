import type { Chat } from '../../../../src/contract/chat.ts';
import type { DiffStatus } from '../../../../src/contract/diff-status.ts';
import { type ShownState, toShownState } from '../status/attention.ts';
import { findMergeTrouble, isApproved } from '../status/merge-state.ts';
import { type BoardLine, toEntry } from '../status/sections.ts';
import type { BoardFilter, Condition, Term } from './parse-filter.ts';

/** What a filter looks into, in small letters. */
interface Fields {
  line: BoardLine;
  state: ShownState;
  repository: string;
  branch: string;
  owner: string;
  number: string;
  everything: string;
}

/** Made once for a chat: a letter typed must not read two thousand chats anew. */
const fieldsOfChats = new WeakMap<Chat, Fields[]>();

/** One branch of the chat must satisfy everything; a text may also be found in the title. */
export function matchesFilter(chat: Chat, filter: BoardFilter): boolean {
  return toFields(chat).some((fields) => matchesFields(chat, fields, filter));
}

/** Only a folded branch is what was asked for: the fold has to show it. */
export function matchesFoldedOnly(chat: Chat, filter: BoardFilter): boolean {
  const [primary, ...others] = toFields(chat);
  const matches = (fields: Fields) => matchesFields(chat, fields, filter);
  return primary !== undefined && !matches(primary) && others.some(matches);
}

function matchesFields(chat: Chat, fields: Fields, { states, terms }: BoardFilter): boolean {
  if (states.size > 0 && !states.has(fields.state)) return false;
  return terms.every(
    (term) => term.values.some((value) => matchesValue(chat, fields, term, value)) !== term.negated,
  );
}

function matchesValue(chat: Chat, fields: Fields, term: Term, value: string): boolean {
  switch (term.name) {
    case 'text':
      return fields.everything.includes(value);
    case 'repo':
      return fields.repository.includes(value);
    case 'branch':
      return fields.branch.includes(value);
    case 'owner':
      return fields.owner.includes(value);
    case 'pr':
      return fields.number === value;
    case 'is':
      return isInCondition(chat, fields, value as Condition | ShownState);
  }
}

function isInCondition(chat: Chat, fields: Fields, value: Condition | ShownState): boolean {
  const { status } = fields.line;
  switch (value) {
    case 'waiting':
      return toEntry(chat).section === 'needs_you';
    case 'working':
    case 'done':
      return toEntry(chat).section === value;
    case 'approved':
      return status !== null && isApproved(status);
    case 'failing':
      return status?.checks.state === 'failed';
    case 'running':
      return status?.checks.state === 'pending';
    case 'conflicting':
      return findMergeTrouble(status) === 'conflicting';
    case 'paused':
      return status?.failure?.kind === 'rate_limited';
    case 'open':
    case 'draft':
    case 'none':
    case 'merged':
    case 'closed':
      return fields.state === value;
  }
}

function toFields(chat: Chat): Fields[] {
  const known = fieldsOfChats.get(chat);
  if (known) return known;
  const { primary, others } = toEntry(chat);
  const made = [primary, ...others].map((line) => makeFields(chat, line));
  fieldsOfChats.set(chat, made);
  return made;
}

function makeFields(chat: Chat, line: BoardLine): Fields {
  const { status } = line;
  const repository = (status?.repository ?? status?.remote_origin ?? '').toLowerCase();
  const author = status?.author_login?.toLowerCase() ?? '';
  const title = status?.pull_request_title ?? '';
  const number = status?.pr_number ? String(status.pr_number) : '';
  const branch = (status?.git_branch ?? '').toLowerCase();
  const texts = [chat.title, chat.id, repository, branch, title, author, number && `#${number}`];
  return {
    line,
    state: toShownState(status),
    repository,
    branch,
    owner: `${toRepositoryOwner(status)}\n${author}`,
    number,
    everything: texts.join('\n').toLowerCase(),
  };
}

/** `acme` of `acme/app`; of a remote that no forge serves, all of it. */
function toRepositoryOwner(status: DiffStatus | null): string {
  const repository = status?.repository;
  if (!repository) return status?.remote_origin.toLowerCase() ?? '';
  return repository.slice(0, repository.lastIndexOf('/')).toLowerCase();
}
