import type { GitAncestry, Transport } from './process-chain.ts';

interface ListedProcess {
  parentId: number;
  /** The arguments, joined by spaces: where one ends and the next begins is not always known. */
  line: string;
}

const maxDepth = 10;

/** Lists all processes where there is no `/proc`; undefined where that fails too. */
export async function readProcessList(): Promise<string | undefined> {
  const { execFile } = await import('node:child_process');
  const args = ['-axww', '-o', 'pid=,ppid=,args='];
  const options = { timeout: 2_000, maxBuffer: 16 * 1024 * 1024 };
  return new Promise((resolve) => {
    execFile('ps', args, options, (error, output) => resolve(error ? undefined : output));
  });
}

/**
 * The git command that started a process, from the output of `ps -o pid=,ppid=,args=`. The list does not
 * show where an argument ends, so anything that could be read in two ways is `unreadable`: no report is
 * better than a wrong one.
 */
export function findListedAncestry(list: string, processId: number): GitAncestry {
  const processes = parseList(list);
  let transport: Transport | undefined;
  let id = processId;
  for (let depth = 0; depth < maxDepth; depth += 1) {
    const listed = processes.get(id);
    const argv = listed && splitGit(listed.line);
    // Git starts askpass itself: anything in between is unknown.
    if (!listed || !argv) return { kind: 'unreadable' };
    const helper = parseTransport(argv);
    if (helper === undefined) {
      const isCertain = transport !== undefined && isCertainPush(argv, transport);
      return isCertain ? { kind: 'git', argv, transport } : { kind: 'unreadable' };
    }
    transport ??= helper;
    id = listed.parentId;
  }
  return { kind: 'unreadable' };
}

function parseList(list: string): Map<number, ListedProcess> {
  const processes = new Map<number, ListedProcess>();
  for (const text of list.split('\n')) {
    const [, id, parentId, line = ''] = /^ *(\d+) +(\d+) (.*)$/.exec(text) ?? [];
    if (id !== undefined) processes.set(Number(id), { parentId: Number(parentId), line });
  }
  return processes;
}

/** Splits the line of a git program; undefined for another program, or an empty argument. */
function splitGit(line: string): string[] | undefined {
  const argv = line.trim().split(' ');
  return /^(\/\S*\/)?git(-\S*)?$/.test(argv[0] ?? '') && !argv.includes('') ? argv : undefined;
}

/** `git remote-https <remote> <url>`, or `git-remote-https <remote> <url>`: exactly two arguments. */
function parseTransport(argv: readonly string[]): Transport | undefined {
  const words = argv.map((word, index) => (index === 0 ? word.replace(/^.*\//, '') : word));
  const text = words.join(' ');
  const [, remote, url] = /^git[ -]remote-https? (\S+) (\S+)$/.exec(text) ?? [];
  return remote !== undefined && url !== undefined ? { remote, url } : undefined;
}

const plainFlags = new Set(
  `-v --verbose -q --quiet -f --force -u --set-upstream --all --branches --mirror --tags --follow-tags
  --porcelain --progress --no-progress --prune --verify --no-verify --atomic --no-atomic --thin --no-thin
  --force-with-lease --force-if-includes -4 -6 --ipv4 --ipv6 -d --delete -n --dry-run -fu -uf -qu -uq -fq -qf
  -vu -uv -fv -vf`.split(/\s+/),
);

/** A revision that contains a space has other characters too: `:/fix it`, `HEAD^{/fix it}`, `@{1 day ago}`. */
function isPlainRefspec(refspec: string): boolean {
  const [source = '', destination = 'HEAD', ...rest] = refspec.replace(/^\+/, '').split(':');
  return rest.length === 0 && isPlainName(source) && isPlainName(destination) && destination !== '';
}

function isPlainName(name: string): boolean {
  return /^[\w./-]*$/.test(name) && !name.startsWith('/');
}

/**
 * Whether the words of a push can only be read in one way. An option with a value may contain spaces, and so
 * may a path as the repository, which the helper of the transport names as well.
 */
function isCertainPush(argv: readonly string[], { remote }: Transport): boolean {
  if (argv[1] !== 'push') return false;
  const words = argv.slice(2);
  const options = words.filter((word) => word.startsWith('-'));
  const [repository, ...refspecs] = words.filter((word) => !word.startsWith('-'));
  if (!options.every((option) => plainFlags.has(option))) return false;
  if (repository === undefined) return true;
  return repository === remote && refspecs.every(isPlainRefspec);
}
