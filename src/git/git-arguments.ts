import { basename } from 'node:path';

/** A git command line, split behind git's own options. */
export interface GitInvocation {
  /** `push` of `git -C there push origin`; undefined for a bare `git`. */
  command: string | undefined;
  args: string[];
}

const optionsWithValue = new Set([
  '-C',
  '-c',
  '--git-dir',
  '--work-tree',
  '--namespace',
  '--super-prefix',
  '--config-env',
  '--attr-source',
]);

/** Reads `git [options] command [args]` and the dashed form `git-command [args]`. */
export function toGitInvocation(argv: readonly string[]): GitInvocation {
  const program = basename(argv[0] ?? '').replace(/\.exe$/i, '');
  if (program.startsWith('git-')) {
    return { command: program.slice('git-'.length), args: argv.slice(1) };
  }
  let index = 1;
  while (argv[index]?.startsWith('-')) index += optionsWithValue.has(argv[index] ?? '') ? 2 : 1;
  return { command: argv[index], args: argv.slice(index + 1) };
}
