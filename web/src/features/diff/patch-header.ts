/** The lines of a patch before its first hunk. */
export interface PatchHeader {
  path: string;
  previousPath: string | null;
  modeBefore: string | null;
  modeAfter: string | null;
  binary: boolean;
}

const opening = 'diff --git ';

/** Splits a diff into its files. Lines of code always start with a space, `+` or `-`. */
export function* splitPatch(diff: string): Generator<string> {
  let start = diff.startsWith(opening) ? 0 : findOpening(diff, 0);
  while (start !== -1) {
    const next = findOpening(diff, start);
    yield next === -1 ? diff.slice(start) : diff.slice(start, next);
    start = next;
  }
}

function findOpening(diff: string, from: number): number {
  const at = diff.indexOf(`\n${opening}`, from);
  return at === -1 ? -1 : at + 1;
}

export function parsePatchHeader(section: string): PatchHeader {
  const facts = new Map<string, string>();
  for (const line of listHeaderLines(section)) {
    for (const name of headerNames) {
      if (line.startsWith(name)) facts.set(name, line.slice(name.length));
    }
  }
  const [indexed] = facts.get('index ')?.match(/(?<= )[0-7]{6}$/) ?? [];
  const before = facts.get('rename from ') ?? facts.get('copy from ') ?? null;
  return {
    path: findPath(facts),
    previousPath: before === null ? null : parsePath(before),
    modeBefore: facts.get('old mode ') ?? facts.get('deleted file mode ') ?? indexed ?? null,
    modeAfter: facts.get('new mode ') ?? facts.get('new file mode ') ?? indexed ?? null,
    binary: facts.has('Binary files ') || facts.has('GIT binary patch'),
  };
}

const headerNames = [
  opening,
  '--- ',
  '+++ ',
  'rename from ',
  'rename to ',
  'copy from ',
  'copy to ',
  'old mode ',
  'new mode ',
  'new file mode ',
  'deleted file mode ',
  'index ',
  'Binary files ',
  'GIT binary patch',
] as const;

function* listHeaderLines(section: string): Generator<string> {
  let start = 0;
  while (start < section.length) {
    const end = section.indexOf('\n', start);
    const line = section.slice(start, end === -1 ? section.length : end);
    if (line.startsWith('@@ ')) return;
    yield line.endsWith('\r') ? line.slice(0, -1) : line;
    if (line.startsWith('GIT binary patch') || end === -1) return;
    start = end + 1;
  }
}

function findPath(facts: ReadonlyMap<string, string>): string {
  const moved = facts.get('rename to ') ?? facts.get('copy to ');
  if (moved !== undefined) return parsePath(moved);
  for (const [name, prefix] of sides) {
    const written = facts.get(name)?.split('\t', 1)[0];
    if (written === undefined || written === '/dev/null') continue;
    const path = parsePath(written);
    return path.startsWith(prefix) ? path.slice(prefix.length) : path;
  }
  return findRepeatedPath(facts.get(opening) ?? '');
}

const sides = [
  ['+++ ', 'b/'],
  ['--- ', 'a/'],
] as const;

/** `a/x b/x`: without a rename both paths are equal, so each is half of the text, even with spaces. */
function findRepeatedPath(pair: string): string {
  const half = (pair.length - 1) / 2;
  const second = pair.endsWith('"') ? pair.slice(pair.lastIndexOf(' "') + 1) : pair.slice(half + 1);
  const path = parsePath(second);
  return path.startsWith('b/') ? path.slice(2) : path;
}

const escapes: Record<string, number> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  '\\': 92,
};

/** Parses a path as git writes it in a diff: unusual names are quoted and escaped. */
function parsePath(written: string): string {
  if (!(written.length > 1 && written.startsWith('"') && written.endsWith('"'))) return written;
  return new TextDecoder().decode(toBytes(written.slice(1, -1)));
}

function toBytes(escaped: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  const plain = new TextEncoder();
  for (const [part, octal, letter] of escaped.matchAll(/\\([0-7]{3})|\\(.)|[^\\]+|\\$/gs)) {
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8) & 255);
    else if (letter !== undefined) bytes.push(escapes[letter] ?? letter.charCodeAt(0));
    else bytes.push(...plain.encode(part));
  }
  return new Uint8Array(bytes);
}
