/** That `gh` or `glab` was started and may change a pull request. */
export interface ProgramChange {
  processId: number;
  directory: string;
  /** What the arguments name, such as the number of a pull request or a branch. */
  words: string[];
}

/** The commands that change a pull request or its checks, by their first word. */
const changes = new Map(
  Object.entries({
    pr: 'close comment create edit lock merge ready reopen revert review unlock update-branch',
    mr: 'approve close create delete merge note rebase reopen revoke update',
    run: 'cancel delete rerun',
    workflow: 'run',
    ci: 'cancel retry run trigger',
    pipeline: 'cancel retry run trigger',
    api: 'write graphql',
  }),
);

/** Parses one line that a shim recorded; undefined for a command that changes nothing. */
export function parseProgramChange(line: string): ProgramChange | undefined {
  const tab = line.indexOf('\t');
  if (tab < 0) return undefined;
  const [, id = '', first = '', ...words] = line.slice(0, tab).split(' ');
  const verbs = (changes.get(first) ?? '').split(' ');
  const processId = Number(id);
  if (!Number.isSafeInteger(processId) || processId <= 0) return undefined;
  if (!words.some((word) => verbs.includes(word))) return undefined;
  return { processId, directory: line.slice(tab + 1), words };
}

/** A tracked branch of the chat, as far as it is needed here. */
export interface TrackedBranch {
  origin: string;
  branch: string;
  url: string | null;
  number: number | null;
  reportedSha: string | null;
}

const mostBranches = 5;

/** The tracked branches that a command may have changed: what it names, else what is checked out, else the first. */
export function listChangedBranches(
  tracked: readonly TrackedBranch[],
  words: readonly string[],
  checkedOut: string | undefined,
): TrackedBranch[] {
  const isNamed = ({ branch, url, number }: TrackedBranch) =>
    words.some((word) => word === branch || word === url || word.replace(/^#/, '') === `${number}`);
  const named = tracked.filter(isNamed);
  if (named.length > 0) return named;
  const here = tracked.filter(({ branch }) => branch === checkedOut);
  return here.length > 0 ? here : tracked.slice(0, mostBranches);
}

/** Reads a tracked branch from the response of the server. */
export function toTrackedBranch(status: Record<string, unknown>): TrackedBranch[] {
  const { remote_origin: origin, git_branch: branch, url, pr_number: number } = status;
  if (typeof origin !== 'string' || typeof branch !== 'string') return [];
  const { reported_sha: reportedSha } = status;
  return [
    {
      origin,
      branch,
      url: typeof url === 'string' ? url : null,
      number: typeof number === 'number' ? number : null,
      reportedSha: typeof reportedSha === 'string' ? reportedSha : null,
    },
  ];
}
