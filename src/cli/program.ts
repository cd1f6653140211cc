import { Command } from 'commander';
import { addAskpassCommand } from './commands/askpass.ts';
import { addChatsCommands } from './commands/chats.ts';
import { addCommentsCommand } from './commands/comments.ts';
import { addEnvironmentCommand } from './commands/environment.ts';
import { addForgesCommands } from './commands/forges.ts';
import { addRefreshCommand } from './commands/refresh.ts';
import { addServeCommand, type ServeOptions } from './commands/serve.ts';
import { addSignalCommand } from './commands/signal.ts';
import { addStatusCommand } from './commands/status.ts';
import { addWebhooksCommands } from './commands/webhooks.ts';
import { getVersion } from './installed-files.ts';
import { createProcessTerminal, type Terminal } from './terminal.ts';

const closing = `
Commands find the server by AFTERPUSH_URL and AFTERPUSH_TOKEN, else the one that runs on this
machine. Git asks for credentials through it when GIT_ASKPASS is "$(afterpush askpass --path)".`;

/** The command line. `serve` is given by whoever wires the server. */
export function createProgram({
  serve,
  terminal = createProcessTerminal(),
}: {
  serve: (options: ServeOptions) => Promise<void>;
  terminal?: Terminal;
}): Command {
  const program = new Command('afterpush')
    .description('Keeps the pull request of every coding agent in view.')
    .version(getVersion(), '--version')
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.writeError(text),
    })
    .configureHelp({ sortSubcommands: false })
    .addHelpText('after', closing);
  addServeCommand(program, serve);
  addStatusCommand(program, terminal);
  addChatsCommands(program, terminal);
  addRefreshCommand(program, terminal);
  addSignalCommand(program, terminal);
  addCommentsCommand(program, terminal);
  addForgesCommands(program, terminal);
  addWebhooksCommands(program, terminal);
  addEnvironmentCommand(program, terminal);
  addAskpassCommand(program, terminal);
  return program;
}
