import { isRefName } from '../domain/branch-name.ts';
import { runGit, type WorkPlace } from './clone.ts';
import { parseGitConfig } from './git-config.ts';
import type { PushedRemoteBranch } from './pushed-refs.ts';
import { listPushUrls, toCandidates } from './remote-urls.ts';
import { createSshHosts } from './ssh-host.ts';
import { findTrackingRef } from './tracking-refs.ts';

/**
 * What a push changes at the remote without a trace in the clone: an address that is no remote, and branches
 * that the remote's fetch refspec leaves out, as in a clone of a single branch. The input is that of the
 * `pre-push` hook, after the name of the remote and its address in a line each.
 */
export async function listUntrackedBranches(
  input: string,
  place: WorkPlace,
): Promise<PushedRemoteBranch[]> {
  const [remote = '', url = '', ...lines] = input.split('\n');
  const config = parseGitConfig((await runGit(place, ['config', '--list', '-z'])) ?? '');
  const stored = listPushUrls(config, remote).find((one) => one.url === url)?.stored ?? remote;
  const [origin, ...otherOrigins] = await toCandidates([url, stored], createSshHosts(place));
  if (origin === undefined) return [];
  return lines
    .flatMap(parsePushedBranch)
    .filter(({ branch }) => findTrackingRef(config, { remote, branch }) === undefined)
    .map((pushed) => ({ origin, otherOrigins, ...pushed }));
}

/** `<local ref> <commit> <remote ref> <commit before>`. A deleted branch has nothing to report. */
function parsePushedBranch(line: string): { branch: string; commit: string }[] {
  const [, commit = '', branch = ''] =
    /^\S+ ([0-9a-f]{40}|[0-9a-f]{64}) refs\/heads\/(\S+) [0-9a-f]+$/.exec(line) ?? [];
  return isRefName(branch) && !/^0+$/.test(commit) ? [{ branch, commit }] : [];
}
