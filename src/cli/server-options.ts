import type { Command } from 'commander';
import { variableNames } from './connection.ts';
import type { Terminal } from './terminal.ts';

interface ServerOptions {
  url?: string;
  token?: string;
}

/** Commands that talk to no server, or to one that is named when what they set up runs. */
const withoutServer = new Set([
  'serve',
  'run',
  'connect',
  'disconnect',
  'hook',
  'completions',
  'askpass',
]);

/** Gives every command that talks to a server options that take the place of its variables. */
export function addServerOptions(program: Command, terminal: Terminal): void {
  for (const command of program.commands) {
    if (!withoutServer.has(command.name())) addTo(command);
  }
  program.hook('preAction', (_program, command) => {
    const { url, token } = command.optsWithGlobals<ServerOptions>();
    if (url === undefined && token === undefined) return;
    terminal.environment = {
      ...terminal.environment,
      ...(url === undefined ? {} : { AFTERPUSH_URL: url }),
      ...(token === undefined ? {} : { AFTERPUSH_TOKEN: token }),
    };
    terminal.connectionNames = {
      url: url === undefined ? variableNames.url : '--url',
      token: token === undefined ? variableNames.token : '--token',
    };
  });
}

function addTo(command: Command): void {
  command
    .option('--url <url>', 'server (default: AFTERPUSH_URL)')
    .option('--token <token>', 'its token, visible in `ps` (default: AFTERPUSH_TOKEN)');
  for (const nested of command.commands) addTo(nested);
}
