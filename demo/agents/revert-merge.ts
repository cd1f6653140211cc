import type { DemoForge } from '../forge/demo-forge.ts';
import { type SeedRepositoryName, seedRepositories } from '../seed/repository-content.ts';
import type { ForgeClient } from './forge-client.ts';

/** A pull request that was merged. */
export interface MergedPullRequest {
  repository: SeedRepositoryName;
  number: number;
}

/** Takes a merge back, so that the next round has everything to do again. */
export async function revertMerge(
  forge: Pick<DemoForge, 'commit'>,
  client: ForgeClient,
  author: string,
  { repository, number }: MergedPullRequest,
): Promise<void> {
  const path = `/repos/acme/${repository}/pulls/${number}`;
  const { title } = await client.send('GET', path);
  const listed = await client.send('GET', `${path}/files?per_page=100`);
  const seed: Readonly<Record<string, string | Buffer>> = seedRepositories[repository].files;
  const files: Record<string, string | Buffer | null> = {};
  for (const { filename } of listed as unknown as { filename: string }[]) {
    files[filename] = seed[filename] ?? null;
  }
  const message = `Revert "${String(title)}"`;
  await forge.commit(`acme/${repository}`, [{ branch: 'main', author, message, files }]);
}
