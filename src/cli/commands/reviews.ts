import type { Command } from 'commander';
import type {
  Review,
  ReviewList,
  ReviewThread,
  ThreadComment,
} from '../../contract/pull-request.ts';
import type { Description } from '../../contract/pull-request-text.ts';
import { resolveChat, selectorHelp } from '../chat-selector.ts';
import { getServer, toAction } from '../command-action.ts';
import { type JsonOption, jsonDescription, jsonFlags, writeJson } from '../json-output.ts';
import { toOneLine, toSafeLines } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';

interface ReviewsOptions {
  description?: boolean;
  resolved?: boolean;
  chat?: string;
  json?: JsonOption;
}

/** `afterpush reviews`: who reviewed a chat's branch, and what they wrote. */
export function addReviewsCommand(program: Command, terminal: Terminal): void {
  program
    .command('reviews [chat]')
    .description('show the reviews and threads of a branch (default: of the branch here)')
    .option('--description', 'first show the title and the text of the pull request')
    .option('--resolved', 'also show threads that were resolved')
    .option(
      '--chat <chat>',
      'chat (default: AFTERPUSH_CHAT_ID, or the one that tracks this branch)',
    )
    .option(jsonFlags, jsonDescription)
    .addHelpText('after', selectorHelp)
    .action(
      toAction(terminal, async (named: string | undefined, options: ReviewsOptions) => {
        const { resolved = false, chat, json } = options;
        const { chatId, branch } = await resolveChat(terminal, named ?? chat);
        const { client } = getServer(terminal);
        const text = options.description && (await client.getPullRequestText(chatId, branch));
        const list = await client.listReviews(chatId, branch);
        if (json) {
          const content = { ...list, ...(text && { pull_request: text.pull_request }) };
          return writeJson(terminal, content, json);
        }
        if (text) terminal.write(formatDescription(text.pull_request, terminal));
        terminal.write(formatReviews(list, resolved, terminal));
      }),
    );
}

type Paint = Terminal['paint'];

function formatDescription(
  description: Description | null,
  { paint }: Pick<Terminal, 'paint'>,
): string {
  if (description === null) return 'No pull request.\n\n';
  const { number, title, author, url, body, truncated } = description;
  const lines = [
    paint('bold', `${toOneLine(title)}${number === null ? '' : ` #${number}`}`),
    ...(author === null ? [] : [paint('dim', `by ${toOneLine(author)}`)]),
    ...(url === null ? [] : [paint('dim', toOneLine(url, 2_000))]),
    '',
    ...(body === '' ? [paint('dim', 'No description.')] : toSafeLines(body)),
    ...(truncated ? [paint('dim', '… more on the forge')] : []),
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function formatReviews(
  list: ReviewList,
  withResolved: boolean,
  { paint }: Pick<Terminal, 'paint'>,
): string {
  const { threads, threads_truncated: isCut, threads_unread: unread } = list;
  const shown = (threads ?? []).filter(({ resolved }) => withResolved || resolved !== true);
  const left = (threads ?? []).length - shown.length;
  const notes = [
    ...(threads === null ? ['The threads are unknown.'] : []),
    ...unread.map((reason) => toOneLine(reason)),
    ...(left > 0 ? [`Resolved threads: ${left} (--resolved shows them)`] : []),
    ...(isCut ? ['There are more threads on the forge.'] : []),
  ];
  const lines = [
    ...(list.reviews.length === 0 ? ['No reviews.'] : list.reviews.map(formatReview)),
    ...shown.flatMap((thread) => ['', ...formatThread(thread, paint)]),
    ...(notes.length > 0 ? ['', ...notes.map((note) => paint('dim', note))] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function formatReview({ reviewer, state }: Review): string {
  return `${toOneLine(reviewer)}: ${state.replace('_', ' ')}`;
}

function formatThread(thread: ReviewThread, paint: Paint): string[] {
  const { resolved, outdated, url, comments, truncated } = thread;
  const marks = [
    ...(resolved === null ? [] : [resolved ? 'resolved' : 'unresolved']),
    ...(outdated ? ['outdated'] : []),
  ];
  const head = [formatPlace(thread), ...marks].join(', ');
  return [
    paint(resolved === false ? 'yellow' : 'dim', head),
    ...(url === null ? [] : [paint('dim', toOneLine(url, 2_000))]),
    ...comments.flatMap(formatComment),
    ...(truncated ? ['  … more comments on the forge'] : []),
  ];
}

/** `src/a.ts:3-5`; `(old)` for lines that the pull request deletes. */
function formatPlace({ kind, path, line, start_line: start, side }: ReviewThread): string {
  if (path === null) return kind;
  const lines = line === null ? '' : `:${start === null ? '' : `${start}-`}${line}`;
  return `${toOneLine(path)}${lines}${side === 'old' ? ' (old)' : ''}`;
}

function formatComment({ author, body, truncated }: ThreadComment): string[] {
  const [first = '', ...others] = toSafeLines(body);
  const name = author === null ? 'deleted account' : toOneLine(author);
  return [
    `  ${name}: ${first}`,
    ...others.map((line) => `    ${line}`),
    ...(truncated ? ['    … more on the forge'] : []),
  ];
}
