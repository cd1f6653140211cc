import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** A running process: its arguments, starting with the program, and its parent. */
export interface ProcessEntry {
  argv: string[];
  parentId: number;
}

/** Undefined for a process that cannot be read. */
export type ProcessReader = (processId: number) => ProcessEntry | undefined;

/** The git command among the ancestors of a process. */
export type GitAncestry =
  | { kind: 'git'; argv: string[]; transport: Transport | undefined }
  | { kind: 'none' }
  | { kind: 'unreadable' };

/** The arguments of git's remote helper. The URL has `insteadOf` and `pushurl` applied. */
export interface Transport {
  remote: string;
  url: string;
}

const maxDepth = 100;

/** Reads processes from `/proc`. Elsewhere no process can be read. */
export const procProcessReader: ProcessReader = (processId) => {
  try {
    const status = readFileSync(`/proc/${processId}/status`, 'utf8');
    const parentId = /^PPid:\s*(\d+)/m.exec(status)?.[1];
    if (parentId === undefined) return undefined;
    const line = readFileSync(`/proc/${processId}/cmdline`, 'utf8');
    return { argv: line.split('\0').slice(0, -1), parentId: Number(parentId) };
  } catch {
    return undefined;
  }
};

/** Walks up from a process to the nearest git command that is not a remote helper. */
export function findGitAncestry(readProcess: ProcessReader, processId: number): GitAncestry {
  let transport: Transport | undefined;
  let id = processId;
  for (let depth = 0; depth < maxDepth && id > 0; depth += 1) {
    const entry = readProcess(id);
    if (!entry) return { kind: 'unreadable' };
    if (isGit(entry.argv)) {
      const helper = parseTransport(entry.argv);
      if (helper === undefined) return { kind: 'git', argv: entry.argv, transport };
      transport ??= helper;
    }
    id = entry.parentId;
  }
  return { kind: 'none' };
}

function isGit(argv: readonly string[]): boolean {
  return /^git(-.*)?$/.test(getProgram(argv));
}

function getProgram(argv: readonly string[]): string {
  return basename(argv[0] ?? '').replace(/\.exe$/i, '');
}

/** Git runs `git remote-https <remote> <url>`, which runs `git-remote-https <remote> <url>`. */
function parseTransport(argv: readonly string[]): Transport | undefined {
  const program = getProgram(argv);
  const [command = '', remote = '', url = ''] =
    program === 'git' ? argv.slice(1) : splitDashed(argv);
  return /^remote-https?$/.test(command) ? { remote, url } : undefined;
}

function splitDashed(argv: readonly string[]): string[] {
  return [getProgram(argv).slice('git-'.length), ...argv.slice(1)];
}
