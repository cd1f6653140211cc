import type { Command } from 'commander';
import type { Comment } from '../../contract/comments.ts';
import { resolveChat, selectorHelp } from '../chat-selector.ts';
import { getServer, toAction } from '../command-action.ts';
import { type JsonOption, jsonDescription, jsonFlags, writeJson } from '../json-output.ts';
import { toOneLine, toSafeLines } from '../safe-text.ts';
import type { Terminal } from '../terminal.ts';
import { createOutageReport, watchEvents } from '../watch-events.ts';

interface CommentsOptions {
  chat?: string;
  follow?: boolean;
  json?: JsonOption;
  keep?: boolean;
}

/** `afterpush comments`: the comments for a chat's agent. */
export function addCommentsCommand(program: Command, terminal: Terminal): void {
  program
    .command('comments [chat]')
    .description("print comments for a chat's agent and mark them as received")
    .option(
      '--chat <chat>',
      'chat (default: AFTERPUSH_CHAT_ID, or the one that tracks this branch)',
    )
    .option('--follow', 'keep running and print comments as they arrive')
    .option('--keep', 'do not mark them as received')
    .option(jsonFlags, `${jsonDescription}; with --follow, one comment per line`)
    .addHelpText('after', selectorHelp)
    .action(
      toAction(terminal, async (named: string | undefined, options: CommentsOptions) => {
        const { chatId } = await resolveChat(terminal, named ?? options.chat);
        const receive = createReceiver(terminal, chatId, options);
        const received = await receive();
        if (options.follow) {
          const onEvent = async () => void (await receive());
          const names = ['comment_change', 'resync'] as const;
          await watchEvents(() => getServer(terminal), onEvent, terminal.stopped, {
            names,
            onOutage: createOutageReport(terminal),
          });
        } else if (received === 0 && !options.json) {
          terminal.writeError('No new comments.\n');
        }
      }),
    );
}

/** Returns a function that prints the waiting comments it has not printed yet and counts them. */
function createReceiver(
  terminal: Terminal,
  chatId: string,
  options: CommentsOptions,
): () => Promise<number> {
  const printed = new Set<string>();
  return async () => {
    const { client } = getServer(terminal);
    const { comments } = await client.listComments(chatId, { waiting: 'true' });
    const unseen = comments.filter(({ id }) => !printed.has(id));
    await writeComments(terminal, unseen, printed.size === 0, options);
    for (const { id } of unseen) {
      printed.add(id);
      // Only after printing: a comment that is marked but not printed would be lost.
      if (!options.keep) await client.receiveComment(chatId, id);
    }
    return unseen.length;
  };
}

async function writeComments(
  terminal: Terminal,
  comments: readonly Comment[],
  isFirst: boolean,
  { json, follow }: CommentsOptions,
): Promise<void> {
  if (json && !follow) return writeJson(terminal, comments, json);
  if (json) {
    for (const comment of comments) await writeJson(terminal, comment, json, 0);
    return;
  }
  const text = comments.map(formatComment).join('\n');
  terminal.write(isFirst || text === '' ? text : `\n${text}`);
}

/** Formats a comment as an agent reads it: its place, the quoted lines and the text. */
export function formatComment(comment: Comment): string {
  const quoted = toSafeLines(comment.quoted).map((line) => `> ${line}`.trimEnd());
  const lines = [`## ${formatPlace(comment)}`, ...quoted, '', ...toSafeLines(comment.body)];
  return `${lines.join('\n')}\n`;
}

/** `src/app.ts:5-7 (agent/work at 1a2b3c4)`. */
function formatPlace({ path, old_line, new_line, start_line, branch, head_sha }: Comment): string {
  const end = new_line ?? old_line;
  const range = start_line === null || start_line === end ? `${end}` : `${start_line}-${end}`;
  const side = new_line === null ? ', deleted' : '';
  const commit = head_sha === null ? '' : ` at ${head_sha.slice(0, 7)}`;
  return toOneLine(`${path}:${range} (${branch}${commit}${side})`, Number.POSITIVE_INFINITY);
}
