import type { Command } from 'commander';
import type { Comment } from '../../contract/comments.ts';
import { CommandError, getServer, toAction } from '../command-action.ts';
import { toCommentJson, toCommentText } from '../comment-text.ts';
import type { Terminal } from '../terminal.ts';
import { watchEvents } from '../watch-events.ts';

interface CommentsOptions {
  chat?: string;
  follow?: boolean;
  json?: boolean;
  keep?: boolean;
}

/** `afterpush comments`: what people said to the agent of a chat. */
export function addCommentsCommand(program: Command, terminal: Terminal): void {
  program
    .command('comments')
    .description('print what people said to the agent of a chat, and mark it received')
    .option('--chat <id>', 'chat (default: AFTERPUSH_CHAT_ID)')
    .option('--follow', 'stay, and print what is said as it is said')
    .option('--keep', 'do not mark it received: it is printed again next time')
    .option('--json', 'print the comments as the API answers them; with --follow one a line')
    .action(
      toAction(terminal, async (options: CommentsOptions) => {
        const receive = createReceiver(terminal, options);
        const received = await receive();
        if (options.follow) {
          const server = getServer(terminal);
          const onEvent = async () => void (await receive());
          const names = ['comment_change', 'resync'] as const;
          await watchEvents(server, onEvent, terminal.stopped, names);
        } else if (received === 0 && !options.json) {
          terminal.writeError('No comments are waiting.\n');
        }
      }),
    );
}

/** Prints what waits and was not printed before, and answers how much that was. */
function createReceiver(terminal: Terminal, options: CommentsOptions): () => Promise<number> {
  const chatId = options.chat ?? terminal.environment.AFTERPUSH_CHAT_ID;
  if (!chatId) throw new CommandError('No chat is named: use --chat, or set AFTERPUSH_CHAT_ID');
  const { client } = getServer(terminal);
  const printed = new Set<string>();
  return async () => {
    const { comments } = await client.listComments(chatId, { waiting: 'true' });
    const unseen = comments.filter(({ id }) => !printed.has(id));
    terminal.write(toOutput(unseen, printed.size === 0, options));
    for (const { id } of unseen) {
      printed.add(id);
      // Only now: what was marked and not printed would be lost.
      if (!options.keep) await client.receiveComment(chatId, id);
    }
    return unseen.length;
  };
}

function toOutput(
  comments: readonly Comment[],
  isFirst: boolean,
  { json, follow }: CommentsOptions,
): string {
  if (json && !follow) return toCommentJson(comments, 2);
  if (json) return comments.map((comment) => toCommentJson(comment)).join('');
  const text = comments.map(toCommentText).join('\n');
  return isFirst || text === '' ? text : `\n${text}`;
}
