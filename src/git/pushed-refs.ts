import { runGit, type WorkPlace } from './clone.ts';
import { parseGitConfig } from './git-config.ts';
import { listPushTargets } from './remote-urls.ts';
import { createSshHosts } from './ssh-host.ts';
import { listRemoteBranches } from './tracking-refs.ts';

/** What a push signal reports. */
export interface PushedRemoteBranch {
  origin: string;
  /** Further addresses of the same remote. */
  otherOrigins: string[];
  branch: string;
  commit: string;
}

/** The branches of remotes that remote-tracking refs follow, at every address that they are pushed to. */
export async function listPushedRemoteBranches(
  refs: readonly { ref: string; commit: string }[],
  place: WorkPlace,
): Promise<PushedRemoteBranch[]> {
  if (refs.length === 0) return [];
  const config = parseGitConfig((await runGit(place, ['config', '--list', '-z'])) ?? '');
  const findSshHost = createSshHosts(place);
  const found = await Promise.all(
    refs.flatMap(({ ref, commit }) =>
      listRemoteBranches(config, ref).map(async ({ remote, branch }) => {
        const targets = await listPushTargets(config, remote, findSshHost);
        return targets.map(([origin, ...otherOrigins]) => ({
          origin,
          otherOrigins,
          branch,
          commit,
        }));
      }),
    ),
  );
  return found.flat();
}
