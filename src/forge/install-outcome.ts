import type { ForgeApi, Unread } from './client/forge-api.ts';
import { toFailed } from './client/outcomes.ts';
import type { InstallOutcome } from './forge.ts';

/** What saving a hook came to. `knownId` is that of a hook that was there before. */
export function toInstallOutcome(
  sent: { kind: 'sent'; value: unknown } | Unread,
  knownId: number | string | undefined,
  findId: (value: unknown) => number | string | undefined,
  { baseUrl }: Pick<ForgeApi, 'baseUrl'>,
): InstallOutcome {
  if (sent.kind === 'unread') return sent.outcome;
  const id = knownId ?? findId(sent.value);
  if (id === undefined) return toNamelessHook({ baseUrl });
  return { kind: 'installed', hookId: String(id), created: knownId === undefined };
}

/** A hook that cannot be found again, as the forge did not number it. */
export function toNamelessHook({ baseUrl }: Pick<ForgeApi, 'baseUrl'>): InstallOutcome {
  const { host } = new URL(baseUrl);
  return toFailed('malformed', `${host} did not say which hook it made. Try again.`);
}
