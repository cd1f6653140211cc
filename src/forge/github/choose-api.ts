import type { Clock } from '../../platform/clock.ts';
import type { Access } from '../forge.ts';
import type { Budgets } from '../forge-settings.ts';
import type { GraphQl } from './graphql/client.ts';

/** Which of GitHub's two APIs is asked. */
export interface ApiChoice {
  /** By GraphQL many rows cost little; by REST a single one costs nothing while it is unchanged. */
  choose(rows: number, access: Access): 'rest' | 'graphql';
  /** Whether GraphQL can be asked for what REST does not tell. */
  hasGraphQl(access: Access): boolean;
}

/** What routine looks leave of a quota; below it the other one serves, if it has more left. */
const reservedShare = 0.4;

export function createApiChoice(
  forgeId: string,
  graphql: Pick<GraphQl, 'isUsable'>,
  budgets: Pick<Budgets, 'find'>,
  clock: Pick<Clock, 'now'>,
): ApiChoice {
  const toShare = (bucket: string, { tokenFingerprint }: Access) => {
    const known = budgets.find(forgeId, tokenFingerprint, bucket);
    const isRunning = known !== undefined && known.resetAt.getTime() > clock.now();
    return isRunning ? known.remaining / known.quota : 1;
  };
  const isStrained = (one: string, other: string, access: Access) =>
    toShare(one, access) < reservedShare && toShare(one, access) < toShare(other, access);
  const hasGraphQl = (access: Access) =>
    graphql.isUsable(access) && !isStrained('graphql', 'core', access);
  return {
    hasGraphQl,
    choose(rows, access) {
      if (!hasGraphQl(access)) return 'rest';
      return rows > 1 || isStrained('core', 'graphql', access) ? 'graphql' : 'rest';
    },
  };
}
