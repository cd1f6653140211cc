import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface ForgeReady {
  kind: 'ready';
  apiBaseUrl: string;
  branches: { origin: string; branch: string; repository: string; number: number }[];
}

export interface BenchForge extends Disposable, ForgeReady {
  /** Requests since the last call. */
  takeRequests(): Promise<RequestCounts>;
}

export interface RequestCounts {
  rest: number;
  /** REST requests with a 304 response, which cost no quota. */
  notModified: number;
  graphql: number;
  /** The cost of the GraphQL requests. */
  points: number;
}

/** Starts the demo forge with pull requests, in a separate process. */
export async function startBenchForge(
  repositories = 25,
  pullsPerRepository = 20,
): Promise<BenchForge> {
  const program = fileURLToPath(new URL('./bench-forge.js', import.meta.url));
  const child = fork(program, [String(repositories), String(pullsPerRepository)]);
  const ready = (await nextMessage(child)) as ForgeReady;
  return {
    ...ready,
    async takeRequests() {
      child.send('requests');
      return (await nextMessage(child)) as RequestCounts;
    },
    [Symbol.dispose]: () => void child.kill(),
  };
}

async function nextMessage(child: ChildProcess): Promise<unknown> {
  const [message] = await once(child, 'message');
  return message;
}

/** The value of AFTERPUSH_FORGES for this forge. */
export function formatForges({ apiBaseUrl }: Pick<BenchForge, 'apiBaseUrl'>): string {
  const entry = { id: 'bench', type: 'github', api_base_url: apiBaseUrl, token: 'token-of-ada' };
  return JSON.stringify([entry]);
}
