import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Sent by one process to another, so passed on to the command. */
const forwarded = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const;
/** Sent by the terminal to the command as well: passing them on would deliver them twice. */
const fromTerminal = ['SIGINT', 'SIGQUIT'] as const;

type StartProgram = (
  program: string,
  args: readonly string[],
  options: SpawnOptions,
) => ChildProcess;

export interface ChildEnd {
  /** As a shell reports it: 128 + n after signal n, 127 for a missing program, 126 for one that cannot run. */
  exitCode: number;
  /** Why the command could not be started. */
  error?: string;
}

/** Runs a command in the same terminal until it ends. Signals are passed on, and never end this process. */
export async function runChild(
  [program = '', ...args]: readonly string[],
  environment: Record<string, string | undefined>,
  platform: NodeJS.Platform = process.platform,
): Promise<ChildEnd> {
  const start = await loadSpawn(platform);
  return new Promise((resolve) => {
    // Before the start: a signal may arrive as soon as the command runs.
    const signals = forwardSignals();
    const child = start(program, args, { stdio: 'inherit', env: environment });
    signals.forwardTo(child);
    const end = (result: ChildEnd) => {
      signals.stop();
      resolve(result);
    };
    child.on('error', (error: NodeJS.ErrnoException) => end(toStartFailure(program, error)));
    child.on('exit', (code, signal) => end({ exitCode: code ?? toExitCode(signal) }));
  });
}

/** On Windows most agents are scripts of npm (`claude.cmd`), for which arguments are quoted in another way. */
async function loadSpawn(platform: NodeJS.Platform): Promise<StartProgram> {
  return platform === 'win32' ? (await import('cross-spawn')).default : spawn;
}

function forwardSignals() {
  let target: ChildProcess | undefined;
  const early: NodeJS.Signals[] = [];
  const isTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const listeners = [...forwarded, ...fromTerminal].map((signal) => {
    const isShared = isTerminal && fromTerminal.some((shared) => shared === signal);
    const listener = () => {
      if (isShared) return;
      if (target) target.kill(signal);
      else early.push(signal);
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return {
    forwardTo(child: ChildProcess): void {
      target = child;
      for (const signal of early) child.kill(signal);
    },
    stop(): void {
      for (const stop of listeners) stop();
    },
  };
}

function toExitCode(signal: NodeJS.Signals | null): number {
  return 128 + (signal === null ? 0 : constants.signals[signal]);
}

function toStartFailure(program: string, { code, message }: NodeJS.ErrnoException): ChildEnd {
  if (code === 'ENOENT') return { exitCode: 127, error: `${program}: command not found` };
  const isRefused = code === 'EACCES' || code === 'ENOEXEC';
  return { exitCode: 126, error: isRefused ? `${program}: cannot be executed` : message };
}
