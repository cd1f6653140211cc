import type { ForgeClient } from './forge-client.ts';

const names = ['build', 'lint', 'test'] as const;
const titles = {
  build: { success: 'Built in 41 s', failure: 'The build failed' },
  lint: { success: 'No warnings', failure: '3 warnings' },
  test: { success: '128 tests passed', failure: '2 of 128 tests failed' },
} as const;

const secondsBetween = 0.7;

/** Continuous integration at work: the checks end one after another, and a preview follows them. */
export async function reportChecks(
  client: ForgeClient,
  state: 'pending' | 'passed' | 'failed',
  pullRequestPath: string,
  pause: (seconds: number) => Promise<void>,
): Promise<void> {
  const { head, base } = (await client.send('GET', pullRequestPath)) as {
    head: { sha: string };
    base: { repo: { full_name: string } };
  };
  const repository = `/repos/${base.repo.full_name}`;
  const report = (name: string, fields: Record<string, unknown>) =>
    client.send('POST', `${repository}/check-runs`, { name, head_sha: head.sha, ...fields });
  for (const name of names) {
    if (state === 'pending') {
      await report(name, { status: name === 'build' ? 'in_progress' : 'queued' });
      continue;
    }
    const conclusion = name === 'test' && state === 'failed' ? 'failure' : 'success';
    await pause(secondsBetween);
    await report(name, { conclusion, output: { title: titles[name][conclusion] } });
  }
  await client.send('POST', `${repository}/statuses/${head.sha}`, {
    context: 'deploy/preview',
    state: state === 'passed' ? 'success' : 'pending',
    description: state === 'passed' ? 'The preview is ready' : 'Waits for the checks',
  });
}
