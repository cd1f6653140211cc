import type { StubResponse } from '../../testing/forge-double.ts';
import { errorJson } from './json-answers.ts';
import { toPage } from './pages.ts';
import type { Hook, World } from './world.ts';

/** The webhooks of a repository: listed, made and replaced. */
export function answerHooks(
  call: string,
  url: URL,
  sent: unknown,
  { hooks, knownEvents }: World,
): StubResponse {
  const [, id] = /\/webhooks\/(\d+)$/.exec(call) ?? [];
  if (call.startsWith('GET ')) return toPage(hooks.map(withoutSecret), url);
  if (!(sent as Hook).events.every((event) => knownEvents.test(event))) {
    return { status: 400, body: errorJson('webhook.InvalidEventException', 'No such event.') };
  }
  if (call.startsWith('POST ')) {
    const made = { ...(sent as Hook), id: hooks.length + 1 };
    hooks.push(made);
    return { status: 201, body: withoutSecret(made) };
  }
  const index = hooks.findIndex((hook) => hook.id === Number(id));
  if (index < 0) {
    return { status: 404, body: errorJson('webhook.NoSuchWebhookException', 'No such webhook.') };
  }
  hooks[index] = { ...(sent as Hook), id: Number(id) };
  return { body: withoutSecret(hooks[index]) };
}

/** New versions keep it to themselves. */
function withoutSecret(hook: Hook): Hook {
  return { ...hook, configuration: {} };
}
