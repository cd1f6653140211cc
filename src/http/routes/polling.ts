import { PollingState, UpdatePolling } from '../../contract/polling.ts';
import type { PollingPort } from '../deps.ts';
import { getUser } from '../server/authentication.ts';
import { HttpProblem } from '../server/problem-response.ts';
import type { App } from '../server/typed-app.ts';

export interface PollingDeps {
  polling: PollingPort;
  adminUserId: string;
}

const schema = {
  tags: ['operation'],
  summary: 'Pause polling on all replicas, or let it go on',
  body: UpdatePolling,
  response: { 200: PollingState },
};
const config = { problems: [403, 409] };

/** Pauses polling at run time. It concerns everyone, so only the administrator may. */
export function registerPollingRoute(app: App, { polling, adminUserId }: PollingDeps): void {
  app.put('/api/v1/polling', { schema, config }, async (request) => {
    if (getUser(request).id !== adminUserId) {
      throw new HttpProblem(403, 'Polling concerns everyone: use the admin token.');
    }
    const { paused } = request.body;
    if (!paused && polling.factor === 0) {
      const detail =
        'AFTERPUSH_POLL_FACTOR is 0, so this server never polls. Change it and restart the server.';
      throw new HttpProblem(409, detail);
    }
    await polling.setPaused(paused);
    return readPolling(polling);
  });
}

export async function readPolling(polling: PollingPort): Promise<PollingState> {
  const { isPaused, pausedAt } = await polling.read();
  return {
    factor: polling.factor,
    paused: isPaused,
    paused_at: pausedAt?.toISOString() ?? null,
  };
}
