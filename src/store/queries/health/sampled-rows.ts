/** Enough to find the 95th percentile of the rows with an open pull request among them. */
const mostRead = 20_000;

/** The share of the rows that is read: all of a small table. Its size is known since it was last analyzed. */
const share = `(SELECT LEAST(1, ${mostRead} / GREATEST(reltuples, 1))::float8
    FROM pg_class WHERE oid = 'chat_diff_statuses'::regclass)`;

/** Rows of random pages, so that a measurement takes no longer however many rows there are. */
export const sampledRows = `chat_diff_statuses TABLESAMPLE SYSTEM ((100 * ${share}))`;

/** How many rows there are if so many are in the sample. */
export const toTotal = (count: string) => `round(${count} / ${share})::int`;
