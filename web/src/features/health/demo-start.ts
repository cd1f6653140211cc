import type { ForgeSummary } from '../../../../src/contract/forges.ts';
import type { Health } from '../../../../src/contract/health.ts';
import { isDemoForge } from '../status/forge-name.ts';
import { toLastHour } from './plot.ts';

/** When the demo started, while the plots still show what was before; undefined outside the demo. */
export function findDemoStart(
  { replicas }: Pick<Health, 'replicas'>,
  forges: readonly ForgeSummary[],
  nowMs: number,
): string | undefined {
  if (!forges.some(isDemoForge)) return undefined;
  const started = replicas.map(({ started_at: at }) => at).toSorted()[0];
  return started !== undefined && Date.parse(started) > toLastHour(nowMs).from
    ? started
    : undefined;
}

/** Without what is computed for the time before the demo started. */
export function omitInventedPast(health: Health, demoStart: string | undefined): Health {
  if (demoStart === undefined) return health;
  const startMs = Date.parse(demoStart);
  return { ...health, data_age: health.data_age.filter(({ at }) => Date.parse(at) >= startMs) };
}
