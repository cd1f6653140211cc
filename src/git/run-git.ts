/** Where git runs: a directory of a work tree, and the environment of who asks. */
export interface WorkPlace {
  directory: string;
  environment: Record<string, string | undefined>;
}

const gitTimeoutMs = 2_000;

/** What git prints, or undefined when it fails, is missing or takes too long. */
export async function runGit(
  place: WorkPlace,
  args: readonly string[],
): Promise<string | undefined> {
  // Loaded when needed: half of what askpass is asked needs no git, and must not wait for this.
  const { execFile } = await import('node:child_process');
  const options = {
    cwd: place.directory,
    env: place.environment,
    timeout: gitTimeoutMs,
    maxBuffer: 64 * 1024 * 1024,
  };
  return new Promise((resolve) => {
    execFile('git', args, options, (error, output) => resolve(error ? undefined : output));
  });
}
