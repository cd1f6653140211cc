import { mapConcurrently } from '../../../platform/bounded-concurrency.ts';
import type { Logger } from '../../../platform/logger.ts';
import { isolate } from '../../client/isolate.ts';
import type { Access, StatusRequest } from '../../forge.ts';
import type { AskAnswer } from '../batch/ask-answer.ts';
import {
  type Answers,
  type Asks,
  type Decision,
  type DecisionSource,
  decideStatus,
} from '../decide-status.ts';
import type { Ask } from './query.ts';
import { type AskSource, answerAsks } from './run-batch.ts';

export interface BatchSource extends AskSource, DecisionSource {
  logger: Pick<Logger, 'error'>;
}

export interface BatchDecisions {
  /** One for each request, in their order; undefined where REST must decide. */
  decisions: (Decision | undefined)[];
  /** For whom GraphQL was found unusable, if it was. */
  unusable: 'token' | 'forge' | undefined;
}

interface Row {
  deciding: ReturnType<typeof decideStatus>;
  /** What it must know next; nothing when it is decided, or left to REST. */
  asks: readonly Ask[];
  decision: Decision | undefined;
}

const concurrency = 8;
// GraphQL has numbers of 32 bits; one too large would spoil the whole query.
const largestNumber = 2 ** 31 - 1;

/** Decides many rows in rounds: what they must know next is asked for together. */
export async function decideBatch(
  requests: readonly StatusRequest[],
  source: BatchSource,
  access: Access,
): Promise<BatchDecisions> {
  const rows = await Promise.all(
    requests.map(async (request): Promise<Row> => {
      const deciding = decideStatus(request, source, access);
      return { deciding, ...toRowState(await deciding.next()) };
    }),
  );
  let unusable: BatchDecisions['unusable'];
  for (let open = listOpen(rows); open.length > 0; open = listOpen(rows)) {
    const asked = open.flatMap(({ asks }) => asks);
    const answered = await answerAsks(asked, source, access);
    unusable ??= answered.unusable;
    const steps = open.map((row) => ({ row, told: answered.answers.splice(0, row.asks.length) }));
    await mapConcurrently(steps, concurrency, async ({ row, told }) => {
      const next = await isolate(() => advance(row, told), access, source.logger);
      Object.assign(row, 'kind' in next ? { asks: [], decision: next } : next);
    });
  }
  return { decisions: rows.map(({ decision }) => decision), unusable };
}

function listOpen(rows: readonly Row[]): Row[] {
  return rows.filter(({ asks }) => asks.length > 0);
}

type RowState = Pick<Row, 'asks' | 'decision'>;

const leftToRest: RowState = { asks: [], decision: undefined };

async function advance({ deciding, asks }: Row, told: readonly AskAnswer[]): Promise<RowState> {
  const answers = toAnswers(asks, told);
  return answers ? toRowState(await deciding.next(answers)) : leftToRest;
}

function toRowState(step: IteratorResult<Asks, Decision>): RowState {
  return step.done
    ? { asks: [], decision: step.value }
    : { asks: listAsks(step.value), decision: undefined };
}

/** Empty when GraphQL cannot be asked so. */
function listAsks({ read: reference, find }: Asks): Ask[] {
  if (reference && reference.number > largestNumber) return [];
  return [
    ...(reference ? [{ kind: 'read', reference } as const] : []),
    ...(find ? [{ kind: 'find', repository: find.repository, branch: find.branch } as const] : []),
  ];
}

/** Undefined when an answer is missing: half of them decide nothing (S9). */
function toAnswers(asks: readonly Ask[], told: readonly AskAnswer[]): Answers | undefined {
  const answers: Answers = {};
  for (const [index, { kind }] of asks.entries()) {
    const answer = told[index];
    switch (answer?.kind) {
      case 'told':
        answers.read = { kind: 'read', told: answer.told };
        break;
      case 'found':
        answers.found = { kind: 'read', reference: answer.reference };
        break;
      case 'unread':
        if (kind === 'read') answers.read = answer;
        else answers.found = answer;
        break;
      case 'unanswered':
      case undefined:
        return undefined;
    }
  }
  return answers;
}
