import type { Health } from '../../../../src/contract/health.ts';

/** A step of the database's clock may put a measurement a little before the start. */
const toleranceMs = 60_000;

/**
 * When the demo started, while the plots still show what was before. Only the demo has measurements of a replica
 * that did not run yet: it computes an hour of them when it starts.
 */
export function findDemoStart({ replicas }: Pick<Health, 'replicas'>): string | undefined {
  const invented = replicas.find(({ started_at: startedAt, samples: [first] }) => {
    return first !== undefined && Date.parse(first.at) < Date.parse(startedAt) - toleranceMs;
  });
  return invented?.started_at;
}

/** Without what is computed for the time before the demo started. */
export function omitInventedPast(health: Health, demoStart: string | undefined): Health {
  if (demoStart === undefined) return health;
  const startMs = Date.parse(demoStart);
  return { ...health, data_age: health.data_age.filter(({ at }) => Date.parse(at) >= startMs) };
}
