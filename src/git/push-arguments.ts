import { type OptionTable, type ParsedOptions, parseOptions } from './parse-options.ts';

/** What the arguments of `git push` ask for. */
export interface PushArguments {
  repository: string | undefined;
  /** Without deletions and tags, which are no news of a branch. */
  refspecs: string[];
  /** `configured`: no refspec was given, the configuration decides. */
  scope: 'refspecs' | 'configured' | 'every_branch' | 'nothing';
}

const pushOptions: OptionTable = {
  long: {
    verbose: 'flag',
    quiet: 'flag',
    repo: 'value',
    all: 'flag',
    branches: 'flag',
    mirror: 'flag',
    delete: 'flag',
    tags: 'flag',
    'dry-run': 'flag',
    porcelain: 'flag',
    force: 'flag',
    'force-with-lease': 'optional',
    'force-if-includes': 'flag',
    'recurse-submodules': 'value',
    thin: 'flag',
    'receive-pack': 'value',
    exec: 'value',
    'set-upstream': 'flag',
    progress: 'flag',
    prune: 'flag',
    verify: 'flag',
    'follow-tags': 'flag',
    signed: 'optional',
    atomic: 'flag',
    'push-option': 'value',
    ipv4: 'flag',
    ipv6: 'flag',
  },
  short: {
    v: 'verbose',
    q: 'quiet',
    d: 'delete',
    n: 'dry-run',
    f: 'force',
    u: 'set-upstream',
    o: 'push-option',
    '4': 'ipv4',
    '6': 'ipv6',
  },
};

/** Reads the arguments behind `git push`; undefined for what git itself would refuse. */
export function parsePushArguments(args: readonly string[]): PushArguments | undefined {
  const parsed = parseOptions(args, pushOptions);
  if (!parsed) return undefined;
  const [first, ...given] = parsed.positionals;
  const repo = parsed.values.get('repo');
  const repository = first ?? (typeof repo === 'string' ? repo : undefined);
  const refspecs = withoutTags(given);
  return { repository, refspecs, scope: toScope(parsed, given) };
}

function toScope({ values }: ParsedOptions, given: readonly string[]): PushArguments['scope'] {
  const isOn = (name: string) => values.get(name) === true;
  if (isOn('dry-run') || isOn('delete')) return 'nothing';
  if (values.get('recurse-submodules') === 'only') return 'nothing';
  if (isOn('all') || isOn('branches') || isOn('mirror')) return 'every_branch';
  if (given.length > 0) return 'refspecs';
  return isOn('tags') ? 'nothing' : 'configured';
}

/** `git push origin tag v1` names a tag in two words. */
function withoutTags(given: readonly string[]): string[] {
  const refspecs: string[] = [];
  for (let index = 0; index < given.length; index += 1) {
    if (given[index] === 'tag') index += 1;
    else refspecs.push(given[index] ?? '');
  }
  return refspecs;
}
