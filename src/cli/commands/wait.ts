import { type Command, Option } from 'commander';
import type { DiffStatus } from '../../contract/diff-status.ts';
import { type WaitGoal, waitGoals } from '../../contract/wait-goal.ts';
import { systemClock } from '../../platform/clock.ts';
import { parseDuration } from '../../platform/duration.ts';
import { resolveChat, selectorHelp } from '../chat-selector.ts';
import { CommandError, getServer, toAction } from '../command-action.ts';
import { type JsonOption, jsonDescription, jsonFlags, writeJson } from '../json-output.ts';
import { toOneLine } from '../safe-text.ts';
import { toReasonCell } from '../status-cells.ts';
import type { Terminal } from '../terminal.ts';
import { type WaitOutcome, waitForGoal } from '../wait-for-goal.ts';

interface WaitOptions {
  for: WaitGoal;
  timeout: string;
  chat?: string;
  branch?: string;
  json?: JsonOption;
}

/** As `timeout` of coreutils has it. */
const timedOutExitCode = 124;

const goals = `
What to wait for:
  settled  nothing is running for the pushed commit: checks have finished, or it needs an action
  green    all checks of the pushed commit passed
  review   somebody reviewed it
  merged   it was merged
  change   anything changed: verdict, commit, reviews, checks

Exits with 0 when reached, with 1 when it cannot be reached any more (checks failed, conflicts, closed,
no access), and with 124 when the time is over.`;

/** `afterpush wait`: blocks until the pull request has reached a state. */
export function addWaitCommand(program: Command, terminal: Terminal): void {
  program
    .command('wait [chat]')
    .description('wait until the pull request has reached a state, and print its verdict')
    .addOption(
      new Option('--for <state>', 'what to wait for').choices(waitGoals).default('settled'),
    )
    .option('--timeout <duration>', 'how long, such as 90s, 30m or 2h', '30m')
    .option('--chat <chat>', 'chat (default: AFTERPUSH_CHAT_ID, or the one of this clone)')
    .option('--branch <name>', 'branch of the chat (default: the one pushed last)')
    .option(jsonFlags, jsonDescription)
    .addHelpText('after', goals)
    .addHelpText('after', selectorHelp)
    .action(
      toAction(terminal, (named: string | undefined, options: WaitOptions) =>
        runWait(terminal, { ...options, ...(named !== undefined && { chat: named }) }),
      ),
    );
}

async function runWait(terminal: Terminal, options: WaitOptions): Promise<void> {
  const { for: goal, timeout, json } = options;
  const timeoutMs = parseDuration(timeout);
  if (timeoutMs === undefined) {
    const given = toOneLine(timeout, 40);
    throw new CommandError(`--timeout must be a duration like 30m, not "${given}"`, 'usage');
  }
  const { chatId, branch: found } = await resolveChat(terminal, options.chat);
  const branch = options.branch === undefined ? found : { branch: options.branch };
  const outcome = await waitForGoal(
    { chat: { chatId, branch }, goal, timeoutMs },
    { findServer: () => getServer(terminal), clock: systemClock, signal: terminal.stopped },
  );
  const { result, message, status } = outcome;
  const content = { goal, result, message, diff_status: status ?? null };
  if (json) await writeJson(terminal, content, json);
  else if (status) terminal.write(`${formatVerdict(status)}\n`);
  if (result !== 'reached') {
    const exitCode = result === 'timed_out' ? timedOutExitCode : 1;
    terminal.fail(toOneLine(formatEnd(outcome, options)), exitCode);
  }
}

/** `acme/shop agent/cart #7: checks failed. 1 required check failed. https://...` */
export function formatVerdict(status: DiffStatus): string {
  const number = status.pr_number === null ? '' : ` #${status.pr_number}`;
  const branch = `${status.repository ?? status.remote_origin} ${status.git_branch}${number}`;
  const { detail } = status.verdict;
  const parts = [`${branch}: ${toReasonCell(status).text}.`, detail, status.url];
  return toOneLine(parts.filter((part) => part !== null).join(' '), Number.POSITIVE_INFINITY);
}

function formatEnd({ result, message }: WaitOutcome, { for: goal, timeout }: WaitOptions): string {
  const end = result === 'timed_out' ? `not reached within ${timeout}` : 'cannot be reached';
  return `${goal} ${end}: ${message ?? ''}`;
}
