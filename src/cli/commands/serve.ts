import type { Command } from 'commander';

export interface ServeOptions {
  demo?: boolean;
  host?: string;
  port?: string;
}

/** `afterpush serve`; what it does is given by whoever wires the program. */
export function addServeCommand(
  program: Command,
  serve: (options: ServeOptions) => Promise<void>,
): void {
  program
    .command('serve')
    .description('run the server')
    .option('--demo', 'with a local forge and simulated agents')
    .option('--port <number>', 'port to listen on; 0 picks one (default: 4700)')
    .option('--host <address>', 'address to listen on (default: 127.0.0.1)')
    .action((options: ServeOptions) => serve(options));
}
