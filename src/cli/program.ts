import { Command } from 'commander';
import { getVersion } from '../platform/package-root.ts';
import { CommandError, toAction } from './command-action.ts';
import { addExamples } from './command-examples.ts';
import { addBoardCommand } from './commands/board.ts';
import { addChatsCommands } from './commands/chats.ts';
import { addChecksCommand } from './commands/checks.ts';
import { addCommentsCommand } from './commands/comments.ts';
import { addCompletionsCommand } from './commands/completions.ts';
import { addConnectCommands } from './commands/connect.ts';
import { addDiffCommand } from './commands/diff.ts';
import { addDoctorCommand } from './commands/doctor.ts';
import { addAskpassCommand, addEnvCommand } from './commands/env.ts';
import { addFoldersCommands } from './commands/folders.ts';
import { addForgesCommands } from './commands/forges.ts';
import { addHelpCommand } from './commands/help.ts';
import { addHookCommands } from './commands/hook.ts';
import { addLoginLinkCommand } from './commands/login-link.ts';
import { addMcpCommand } from './commands/mcp.ts';
import { addOpenCommand } from './commands/open.ts';
import { addReviewsCommand } from './commands/reviews.ts';
import { addRunCommand } from './commands/run.ts';
import { addSignalCommand } from './commands/signal.ts';
import { addRefreshCommand, addStatusCommand } from './commands/status.ts';
import { addWaitCommand } from './commands/wait.ts';
import { addWatchCommand } from './commands/watch.ts';
import { addWebhooksCommands } from './commands/webhooks.ts';
import { addJsonQueries } from './json-output.ts';
import { toOneLine, toSafeText } from './safe-text.ts';
import { addServerOptions } from './server-options.ts';
import { createProcessTerminal, type Terminal } from './terminal.ts';

interface ServeOptions {
  demo?: boolean;
  host?: string;
  port?: string;
  config?: string;
  open?: boolean;
}

/** As `gh` has it. */
const usageExitCode = 2;

const footer = `
Exit codes: 0 for success, 1 for a failure, 2 for wrong usage, 4 without access (no token, or one that is refused).

The server is found through AFTERPUSH_URL and AFTERPUSH_TOKEN, or the one running on this machine.
Git gets its credentials from it when GIT_ASKPASS is "$(afterpush askpass --path)".`;

/** A group without a subcommand prints its help as an answer, where commander takes it for an error. */
class CommandWithHelp extends Command {
  override createCommand(name?: string): CommandWithHelp {
    return new CommandWithHelp(name);
  }

  override help(): never {
    return super.help();
  }
}

/** Creates the command line. The caller implements `serve`. */
export function createProgram({
  serve,
  terminal = createProcessTerminal(),
}: {
  serve: (options: ServeOptions) => Promise<void>;
  terminal?: Terminal;
}): Command {
  const program = new CommandWithHelp('afterpush')
    .description('Keeps the pull request of every coding agent in view.')
    .version(getVersion(), '--version')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : usageExitCode))
    .configureOutput({
      writeOut: (text) => terminal.write(text),
      writeErr: (text) => terminal.writeError(`${toSafeText(text)}\n`),
      outputError: (text, write) => write(text.replace(/^error: /, 'afterpush: ')),
    })
    .configureHelp({ sortSubcommands: false })
    .addHelpText('after', footer);
  program
    .command('serve')
    .description('run the server')
    .option('--demo', 'add a built-in forge with simulated agents')
    .option('--open', 'open the page in the browser')
    .option('--port <number>', 'port to listen on; 0 picks a free one (default: 4700)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .option(
      '--config <file>',
      'configuration file (default: afterpush.config.yaml in the data directory)',
    )
    .action(
      toAction(terminal, async (options: ServeOptions) => {
        if (options.port !== undefined && !isPort(options.port)) {
          const given = toOneLine(options.port, 40);
          throw new CommandError(
            `--port must be a number from 0 to 65535, not "${given}"`,
            'usage',
          );
        }
        await serve(options);
      }),
    );
  addLoginLinkCommand(program, terminal);
  addStatusCommand(program, terminal);
  addBoardCommand(program, terminal);
  addChatsCommands(program, terminal);
  addOpenCommand(program, terminal);
  addDiffCommand(program, terminal);
  addRefreshCommand(program, terminal);
  addWaitCommand(program, terminal);
  addSignalCommand(program, terminal);
  addWatchCommand(program, terminal);
  addChecksCommand(program, terminal);
  addReviewsCommand(program, terminal);
  addCommentsCommand(program, terminal);
  addMcpCommand(program, terminal);
  addForgesCommands(program, terminal);
  addFoldersCommands(program, terminal);
  addWebhooksCommands(program, terminal);
  addRunCommand(program);
  addConnectCommands(program, terminal);
  addHookCommands(program, terminal);
  addDoctorCommand(program, terminal);
  addEnvCommand(program, terminal);
  addCompletionsCommand(program, terminal);
  addAskpassCommand(program, terminal);
  addServerOptions(program, terminal);
  addJsonQueries(program, terminal);
  addHelpCommand(program, terminal);
  addExamples(program);
  return program;
}

function isPort(text: string): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535;
}
