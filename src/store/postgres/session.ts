import { type ClientBase, DatabaseError, type QueryResult } from 'pg';
import type { ScriptConnection, Statement } from '../database.ts';

/** Translates an error that a client throws. */
export type ExplainError = (error: unknown) => unknown;

// A script may rewrite a table: it has no time limit, neither here nor at the server.
const noTimeLimitMs = 2_147_483_647;

/** Runs one named statement on a client that is free. */
export async function runStatement<Row>(
  client: ClientBase,
  { name, text }: Statement,
  values: readonly unknown[],
  explain: ExplainError,
): Promise<Row[]> {
  try {
    const result = await client.query({ name, text, values: [...values] });
    return result.rows as Row[];
  } catch (error) {
    throw explain(error);
  }
}

/** Runs a script and returns the command tag of its last statement. */
export async function runScript(
  client: ClientBase,
  text: string,
  explain: ExplainError,
): Promise<string> {
  try {
    const query = { text, query_timeout: noTimeLimitMs };
    const result: QueryResult | QueryResult[] = await client.query(query);
    return [result].flat().at(-1)?.command ?? '';
  } catch (error) {
    throw explain(error);
  }
}

/** Runs one transaction on a client that is free. `work` that throws rolls it back. */
export async function runTransaction<Result>(
  client: ClientBase,
  work: (connection: ScriptConnection) => Promise<Result>,
  explain: ExplainError,
): Promise<Result> {
  const takeTurn = createTurns();
  let open = true;
  const whileOpen = <Value>(run: () => Promise<Value>) =>
    takeTurn(async () => {
      if (!open) throw new Error('The transaction is over: its connection was used too late.');
      return run();
    });
  const connection: ScriptConnection = {
    query: (statement, values = []) =>
      whileOpen(() => runStatement(client, statement, values, explain)),
    executeScript: (text) =>
      whileOpen(async () => {
        await runScript(client, text, explain);
      }),
  };

  await runScript(client, 'BEGIN', explain);
  try {
    return await commitAfter(client, await work(connection), explain, takeTurn);
  } catch (error) {
    open = false;
    await takeTurn(() => rollBack(client, explain));
    throw error;
  } finally {
    open = false;
  }
}

async function commitAfter<Result>(
  client: ClientBase,
  result: Result,
  explain: ExplainError,
  takeTurn: ReturnType<typeof createTurns>,
): Promise<Result> {
  const command = await takeTurn(() => runScript(client, 'COMMIT', explain));
  // After a failed statement, Postgres responds to COMMIT with ROLLBACK and no error.
  if (command !== 'COMMIT') {
    throw new Error('The transaction was rolled back: one of its statements had failed.');
  }
  return result;
}

/** Never hides the error that made it necessary. If it fails, `isReusable` is false. */
async function rollBack(client: ClientBase, explain: ExplainError): Promise<void> {
  if (isReusable(client)) return;
  await runScript(client, 'ROLLBACK', explain).catch(() => undefined);
}

/** Whether the server waits for a new transaction on this client. */
export function isReusable(client: ClientBase): boolean {
  return client.getTransactionStatus() === 'I';
}

/** The SQLSTATE of an error that the server sent. */
export function findSqlState(error: unknown): string | undefined {
  return error instanceof DatabaseError ? error.code : undefined;
}

/** Runs pieces of work one after the other, in the order of the calls. */
type TakeTurn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** A failure is thrown only to the caller of that piece of work. */
export function createTurns(): TakeTurn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
