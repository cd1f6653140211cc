import { type Command, InvalidArgumentError } from 'commander';
import type { CheckLog, LogQuery } from '../../contract/client.ts';
import type { Check } from '../../contract/pull-request.ts';
import { resolveChat, selectorHelp } from '../chat-selector.ts';
import { formatChecksTable, sortChecks } from '../checks-table.ts';
import { CommandError, getServer, MissingServerError, toAction } from '../command-action.ts';
import { type JsonOption, jsonDescription, jsonFlags, writeJson } from '../json-output.ts';
import { formatLogLines } from '../log-lines.ts';
import { toOneLine } from '../safe-text.ts';
import type { SelectedChat } from '../selected-chat.ts';
import type { Terminal } from '../terminal.ts';

interface ChecksOptions {
  log?: boolean;
  lines?: number;
  offset?: number;
  chat?: string;
  json?: JsonOption;
}

const oneArgumentHelp = `
A single argument is a check of the chat that is meant without one, if it has such a check, and a chat otherwise.`;

/** `afterpush checks`: the checks of a chat's branch, and their logs. */
export function addChecksCommand(program: Command, terminal: Terminal): void {
  program
    .command('checks [chat] [check]')
    .description('show the checks of a branch, or the log of one (default: of the branch here)')
    .option('--log', 'print the log of the check, or of the first one that failed')
    .option('--lines <number>', 'how many lines of the log (default: the last 2,000)', toNumber)
    .option('--offset <number>', 'index of the first line, from 0', toNumber)
    .option(
      '--chat <chat>',
      'chat (default: AFTERPUSH_CHAT_ID, or the one that tracks this branch)',
    )
    .option(jsonFlags, jsonDescription)
    .addHelpText('after', oneArgumentHelp)
    .addHelpText('after', selectorHelp)
    .action(
      toAction(
        terminal,
        async (first: string | undefined, second: string | undefined, options: ChecksOptions) => {
          const { selected, all, name } = await readWanted(terminal, [first, second], options.chat);
          const shown = name === undefined ? all : [pickCheck(all, name)];
          if (options.log) return showLog(terminal, selected, pickLogged(shown, name), options);
          if (options.json) return writeJson(terminal, shown, options.json);
          if (shown.length === 0) return terminal.writeError('The head commit has no checks.\n');
          const now = getServer(terminal).client.now();
          terminal.write(await formatChecksTable(shown, terminal, now));
        },
      ),
    );
}

interface WantedChecks {
  selected: SelectedChat;
  /** All checks of its branch. */
  all: Check[];
  /** The check that is meant; all of them without one. */
  name: string | undefined;
}

/** A number or a URL is never meant as a check. */
const pullPattern = /^(?:\S*#)?\d+$|^https?:/i;

/** One argument is a check of the chat here if it has such a check, and a chat otherwise. */
async function readWanted(
  terminal: Terminal,
  [first, second]: readonly [string | undefined, string | undefined],
  chat: string | undefined,
): Promise<WantedChecks> {
  if (second !== undefined && chat !== undefined) {
    throw new CommandError('the chat is given twice: leave out --chat', 'usage');
  }
  if (second !== undefined) return readChecks(terminal, await resolveChat(terminal, first), second);
  if (first === undefined || chat !== undefined) {
    return readChecks(terminal, await resolveChat(terminal, chat), first);
  }
  const here = pullPattern.test(first) ? undefined : await readChecksHere(terminal, first);
  if (here && listMatches(here.all, first).length > 0) return here;
  try {
    const selected = await resolveChat(terminal, first, { byTitle: here === undefined });
    return await readChecks(terminal, selected, undefined);
  } catch (error) {
    // The message about the check lists those that there are.
    if (here && error instanceof CommandError) return here;
    throw error;
  }
}

async function readChecks(
  terminal: Terminal,
  selected: SelectedChat,
  name: string | undefined,
): Promise<WantedChecks> {
  const { checks } = await getServer(terminal).client.listChecks(selected.chatId, selected.branch);
  return { selected, all: sortChecks(checks), name };
}

/** Undefined where no chat is meant without an argument. */
async function readChecksHere(terminal: Terminal, name: string): Promise<WantedChecks | undefined> {
  let here: SelectedChat;
  try {
    here = await resolveChat(terminal, undefined);
  } catch (error) {
    if (error instanceof CommandError && !(error instanceof MissingServerError)) return undefined;
    throw error;
  }
  return readChecks(terminal, here, name);
}

function toNumber(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}

/** By id or name; a part of a name suffices if only one check has it. */
function pickCheck(checks: readonly Check[], wanted: string): Check {
  const found = listMatches(checks, wanted);
  const [check] = found;
  if (check && found.length === 1) return check;
  const names = (found.length > 0 ? found : checks).map(formatChoice).join(', ') || 'none';
  const problem = found.length > 0 ? 'several checks match' : 'no check is called';
  throw new CommandError(`${problem} "${toOneLine(wanted)}": choose one of ${names}`, 'usage');
}

function listMatches(checks: readonly Check[], wanted: string): readonly Check[] {
  const lower = wanted.toLowerCase();
  const byName = (isIt: (name: string) => boolean) =>
    checks.filter(({ name }) => isIt(name.toLowerCase()));
  const exact = checks.filter(({ id, name }) => id === wanted || name === wanted);
  const candidates = [
    exact,
    byName((name) => name === lower),
    byName((name) => name.includes(lower)),
  ];
  return candidates.find(({ length }) => length > 0) ?? [];
}

function formatChoice({ id, name }: Check): string {
  return `${toOneLine(name)} (${toOneLine(id)})`;
}

function pickLogged(checks: readonly Check[], name: string | undefined): Check {
  const failed = checks.filter(({ state }) => state === 'failed');
  const check = name === undefined ? (failed.find(({ log }) => log) ?? failed[0]) : checks[0];
  if (check) return check;
  throw new CommandError('no check failed: name the one whose log you want to read');
}

async function showLog(
  terminal: Terminal,
  { chatId, branch }: SelectedChat,
  check: Check,
  { lines, offset, json }: ChecksOptions,
): Promise<void> {
  const name = toOneLine(check.name);
  if (!check.log) throw new CommandError(toOneLine(formatNoLog(check)));
  const range: LogQuery = {
    ...branch,
    ...(lines !== undefined && { lines }),
    ...(offset !== undefined && { offset }),
  };
  const log = await getServer(terminal).client.getCheckLog(chatId, check.id, range);
  if (json) {
    const { firstLine: first_line, totalLines: total_lines, firstError: first_error } = log;
    const content = { check, lines: log.lines, first_line, total_lines, first_error };
    return writeJson(terminal, content, json);
  }
  terminal.writeError(`${name} ${check.state}${formatPlace(log)}\n`);
  terminal.write(formatLogLines(log.lines, terminal));
}

function formatNoLog({ name, log_reason: reason, url }: Check): string {
  return `${name} has no log: ${reason ?? ''}${url === null ? '' : ` ${url}`}`;
}

/** Which lines these are, and where to look for the error. */
function formatPlace({ lines, firstLine, totalLines, firstError }: CheckLog): string {
  const first = firstLine ?? 0;
  const range =
    firstLine === null ? `last ${lines.length} lines` : formatRange(first, lines.length);
  const total = totalLines === null ? '' : ` of ${totalLines}`;
  const error =
    firstError === null ? '' : `; the first error is in ${formatError(first + firstError)}`;
  const isOutside = firstError !== null && (firstError < 0 || firstError >= lines.length);
  const advice = isOutside ? ` (--offset ${Math.max(0, first + firstError - 20)})` : '';
  return `, ${range}${total}${error}${advice}`;
}

function formatRange(first: number, count: number): string {
  return count === 0 ? 'no lines' : `lines ${first + 1} to ${first + count}`;
}

function formatError(index: number): string {
  return `line ${index + 1}`;
}
