import type { BoardEntry, BoardLine } from './board-entry.ts';
import type { BoardFilter, Condition, Term } from './board-filter.ts';
import type { DiffStatus } from './diff-status.ts';
import {
  type DisplayState,
  findMergeTrouble,
  isApproved,
  toDisplayState,
} from './pull-request-state.ts';
import { isSnoozed, listsSnoozed } from './snooze.ts';
import { isStalled } from './stalled.ts';

/** The searchable fields of a branch, in lower case. */
interface Fields {
  line: BoardLine;
  state: DisplayState;
  /** Neither merged nor closed. Its checks and reviews still matter. */
  isActive: boolean;
  repository: string;
  branch: string;
  owner: string;
  agent: string;
  number: string;
  everything: string;
}

/** Cached, because a keystroke must not process two thousand chats again. */
const fieldsOfEntries = new WeakMap<BoardEntry, Fields[]>();

/**
 * One branch of the chat must match all terms; plain text also matches the title. A snoozed chat matches only a filter
 * that names snoozed ones.
 */
export function matchesFilter(entry: BoardEntry, filter: BoardFilter, nowMs: number): boolean {
  if (isSnoozed(entry.chat, nowMs) && !listsSnoozed(filter)) return false;
  return getFields(entry).some((fields) => matchesFields({ entry, fields, nowMs }, filter));
}

/** Only a folded branch matches, so the fold has to open. */
export function matchesFoldedOnly(entry: BoardEntry, filter: BoardFilter, nowMs: number): boolean {
  const [urgent, ...others] = getFields(entry);
  const matches = (fields: Fields) => matchesFields({ entry, fields, nowMs }, filter);
  return urgent !== undefined && !matches(urgent) && others.some(matches);
}

/** A branch, and the moment in which it is looked at. */
interface Candidate {
  entry: BoardEntry;
  fields: Fields;
  nowMs: number;
}

function matchesFields(candidate: Candidate, { states, terms }: BoardFilter): boolean {
  if (states.size > 0 && !states.has(candidate.fields.state)) return false;
  return terms.every(
    (term) => term.values.some((value) => matchesValue(candidate, term, value)) !== term.negated,
  );
}

function matchesValue(candidate: Candidate, term: Term, value: string): boolean {
  const { fields } = candidate;
  switch (term.name) {
    case 'text':
      return fields.everything.includes(value);
    case 'repo':
      return fields.repository.includes(value);
    case 'branch':
      return fields.branch.includes(value);
    case 'owner':
      return fields.owner.includes(value);
    case 'agent':
      return fields.agent.includes(value);
    case 'pr':
      return fields.number === value;
    case 'is':
      return matchesCondition(candidate, value as Condition | DisplayState);
  }
}

function matchesCondition(
  { entry, fields, nowMs }: Candidate,
  value: Condition | DisplayState,
): boolean {
  const { line, isActive } = fields;
  const { status } = line;
  switch (value) {
    case 'waiting':
      return entry.section === 'needs_you';
    case 'working':
    case 'done':
      return entry.section === value;
    case 'approved':
      return isActive && status !== null && isApproved(status);
    case 'failing':
      return isActive && status?.checks.state === 'failed';
    case 'running':
      return isActive && status?.checks.state === 'pending';
    case 'conflicting':
      return findMergeTrouble(status) === 'conflicting';
    case 'paused':
      return isActive && status?.failure?.kind === 'rate_limited';
    case 'stalled':
      return isStalled(status, nowMs);
    case 'snoozed':
      return isSnoozed(entry.chat, nowMs);
    case 'unread':
      return entry.chat.unread;
    case 'open':
    case 'draft':
    case 'none':
    case 'merged':
    case 'closed':
      return fields.state === value;
  }
}

function getFields(entry: BoardEntry): Fields[] {
  const cached = fieldsOfEntries.get(entry);
  if (cached) return cached;
  const fields = [entry.urgent, ...entry.others].map((line) => buildFields(entry, line));
  fieldsOfEntries.set(entry, fields);
  return fields;
}

function buildFields({ chat }: BoardEntry, line: BoardLine): Fields {
  const { status } = line;
  const repository = (status?.repository ?? status?.remote_origin ?? '').toLowerCase();
  const author = status?.author_login?.toLowerCase() ?? '';
  const title = status?.pull_request_title ?? '';
  const number = status?.pr_number ? String(status.pr_number) : '';
  const branch = (status?.git_branch ?? '').toLowerCase();
  const texts = [chat.title, chat.id, repository, branch, title, author, number && `#${number}`];
  const state = toDisplayState(status);
  return {
    line,
    state,
    isActive: state !== 'merged' && state !== 'closed',
    repository,
    branch,
    owner: `${getRepositoryOwner(status)}\n${author}`,
    agent: chat.agent?.toLowerCase() ?? '',
    number,
    everything: texts.join('\n').toLowerCase(),
  };
}

/** `acme` of `acme/app`; the whole remote if no forge serves it. */
function getRepositoryOwner(status: DiffStatus | null): string {
  const repository = status?.repository;
  if (!repository) return status?.remote_origin.toLowerCase() ?? '';
  return repository.slice(0, repository.lastIndexOf('/')).toLowerCase();
}
