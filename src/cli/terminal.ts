import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { styleText } from 'node:util';
import type { ConnectionNames, Environment } from './connection.ts';
import { type FullScreen, openFullScreen } from './full-screen.ts';
import { isInForeground, readKey } from './read-key.ts';

export type Style = 'bold' | 'dim' | 'inverse' | 'cyan' | 'green' | 'red' | 'yellow' | 'magenta';

/** What is printed instead of the JSON of a command. */
export interface JsonQuery {
  jq?: string;
  template?: string;
}

/** What a command reads from and writes to. */
export interface Terminal {
  environment: Environment;
  /** Options that replaced variables; absent where there are none. */
  connectionNames?: ConnectionNames;
  /** Absent where the command line has none. */
  jsonQuery?: JsonQuery;
  directory: string;
  /** Undefined when output is not a terminal: nothing is cut. */
  columns: number | undefined;
  /** Takes over the whole terminal; undefined when input or output is not one. */
  openScreen?: () => FullScreen;
  /**
   * Prints a question and reads one key; undefined when the signal aborts. Absent where input or output is no
   * terminal.
   */
  readKey?: (question: string, signal: AbortSignal) => Promise<string | undefined>;
  /** Ends commands that would run forever. */
  stopped: AbortSignal;
  write(content: string): void;
  writeError(content: string): void;
  /** Prints an error and sets the exit code, by default 1. */
  fail(message: string, exitCode?: number): void;
  paint(style: Style, content: string): string;
  /** Reads a secret from standard input, without echo when typed. */
  readSecret(prompt: string): Promise<string>;
  /** Whether the person agrees; undefined when input or output is not a terminal. */
  confirm?: (question: string) => Promise<boolean>;
}

/** The terminal of this process. */
export function createProcessTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', exitOnClosedPipe);
  const isColored = usesColors(process.env, process.stdout.isTTY);
  return {
    environment: process.env,
    directory: process.cwd(),
    columns: process.stdout.isTTY ? process.stdout.columns : undefined,
    // Never aborts: an interrupt ends the process.
    stopped: new AbortController().signal,
    write: (content) => void process.stdout.write(content),
    writeError: (content) => void process.stderr.write(content),
    fail(message, exitCode = 1) {
      process.stderr.write(`afterpush: ${message}\n`);
      process.exitCode = exitCode;
    },
    paint: (style, content) =>
      isColored ? styleText(style, content, { validateStream: false }) : content,
    readSecret,
    ...(process.stdin.isTTY && process.stdout.isTTY
      ? {
          openScreen: () => openFullScreen(process.stdin, process.stdout),
          readKey: promptForKey,
          confirm,
        }
      : {}),
  };
}

/** As Node.js and `gh` decide it: forced colours are printed in a pipe as well. */
export function usesColors(environment: Environment, isTerminal: boolean): boolean {
  const forced = environment.FORCE_COLOR ?? environment.CLICOLOR_FORCE;
  if (forced) return forced !== '0' && forced !== 'false';
  return isTerminal && !environment.NO_COLOR && environment.TERM !== 'dumb';
}

/** `afterpush status | head` ends without an error when head exits. */
function exitOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
}

async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  lines.on('SIGINT', () => process.exit(130));
  // The end of the input is a refusal.
  const closed = new Promise<string>((resolve) => lines.on('close', () => resolve('')));
  try {
    const reply = await Promise.race([lines.question(`${question} [y/N] `), closed]);
    return /^y(es)?$/i.test(reply.trim());
  } finally {
    lines.close();
  }
}

async function promptForKey(question: string, signal: AbortSignal): Promise<string | undefined> {
  if (!(await isInForeground())) return undefined;
  process.stdout.write(question);
  return readKey(process.stdin, signal, () => process.kill(process.pid, 'SIGINT'));
}

async function readSecret(prompt: string): Promise<string> {
  if (!process.stdin.isTTY) return (await text(process.stdin)).trim();
  process.stderr.write(prompt);
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
