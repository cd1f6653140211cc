import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { styleText } from 'node:util';
import type { Environment } from './connection.ts';

export type Style = 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'magenta';

/** Where a command is run: what it reads from and writes to. */
export interface Terminal {
  environment: Environment;
  directory: string;
  /** Undefined: output goes to a program, which wants all of it. */
  columns: number | undefined;
  /** Ends what would run for ever. */
  stopped: AbortSignal;
  write(content: string): void;
  writeError(content: string): void;
  /** Says what went wrong and makes the exit code 1. */
  fail(message: string): void;
  paint(style: Style, content: string): string;
  /** Reads a secret from standard input, unseen when a person types it. */
  readSecret(question: string): Promise<string>;
}

/** The terminal of this process. */
export function createProcessTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', endQuietly);
  const hasColour = process.stdout.isTTY && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
  return {
    environment: process.env,
    directory: process.cwd(),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    // Never: an interrupt ends the process.
    stopped: new AbortController().signal,
    write: (content) => void process.stdout.write(content),
    writeError: (content) => void process.stderr.write(content),
    fail(message) {
      process.stderr.write(`afterpush: ${message}\n`);
      process.exitCode = 1;
    },
    paint: (style, content) => (hasColour ? styleText(style, content) : content),
    readSecret,
  };
}

/** `afterpush status | head` ends when head has seen enough. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

async function readSecret(question: string): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).trim();
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true });
  lines.on('SIGINT', () => process.exit(130));
  try {
    return (await lines.question('')).trim();
  } finally {
    lines.close();
    process.stderr.write('\n');
  }
}
