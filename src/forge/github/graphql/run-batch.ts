import type { Clock } from '../../../platform/clock.ts';
import type { Access } from '../../forge.ts';
import { toFields } from '../../parsing/json-fields.ts';
import { type AskAnswer, toAskAnswer } from '../batch/ask-answer.ts';
import { type BatchSize, fewest } from '../batch/batch-size.ts';
import type { GraphQl, QueryAnswer } from './client.ts';
import { type Ask, toAlias, toQuery } from './query.ts';

export interface AskSource {
  graphql: GraphQl;
  size: BatchSize;
  clock: Pick<Clock, 'now'>;
}

export interface AnsweredAsks {
  /** In the order of the asks. */
  answers: AskAnswer[];
  /** For whom GraphQL was found unusable, if it was. */
  unusable: 'token' | 'forge' | undefined;
}

// A refresh has a minute, of which REST needs its part.
const patienceMs = 20_000;
const unanswered: AskAnswer = { kind: 'unanswered' };

/**
 * Asks everything, in queries of the size that has worked. One that dies is asked again in halves,
 * and what still dies when it is small is left unanswered: it takes nobody along.
 */
export async function answerAsks(
  asks: readonly Ask[],
  { graphql, size, clock }: AskSource,
  access: Access,
): Promise<AnsweredAsks> {
  const answers: AskAnswer[] = [];
  const fillWith = (rest: AskAnswer) => asks.map((_, index) => answers[index] ?? rest);
  const giveUpAt = clock.now() + patienceMs;
  while (answers.length < asks.length) {
    const some = asks.slice(answers.length, answers.length + size.current());
    const answer = await graphql.ask((options) => toQuery(some, options), access);
    switch (answer.kind) {
      case 'answered':
        size.answered(some.length, answer.durationMs);
        answers.push(...some.map((ask, index) => readAnswer(ask, index, answer)));
        break;
      case 'died':
        size.died(some.length);
        if (some.length <= fewest) answers.push(...some.map(() => unanswered));
        if (clock.now() > giveUpAt) return { answers: fillWith(unanswered), unusable: undefined };
        break;
      case 'rate_limited': {
        // S5: what was not asked yet is not asked either.
        const limited: AskAnswer = { kind: 'unread', status: 429, outcome: answer };
        return { answers: fillWith(limited), unusable: undefined };
      }
      case 'unreachable':
        return { answers: fillWith(unanswered), unusable: undefined };
      case 'unusable':
        return { answers: fillWith(unanswered), unusable: answer.scope };
    }
  }
  return { answers, unusable: undefined };
}

function readAnswer(
  ask: Ask,
  index: number,
  { data, errors }: Extract<QueryAnswer, { kind: 'answered' }>,
): AskAnswer {
  const alias = toAlias(index);
  const own = errors.filter(({ path }) => path[0] === alias);
  return toAskAnswer(ask, toFields(data[alias]), own);
}
