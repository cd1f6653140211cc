import { number, plural } from './numbers.ts';

const percent = (share: number) => `${Math.round(share * 100)}%`;

export const healthText = {
  health: {
    title: 'Health',
    lead: 'Whether the board can be believed: what is left of each quota, how old the data is, and whether the queue keeps up.',
    back: 'Back to the chats',
    measured: (age: string) => `measured ${age}`,
    stale: (age: string) =>
      `The server has not answered since ${age}. This is what was known then.`,
    loading: 'Asking the server',
    well: 'All well',
    wellText: (rows: number, p50: string, p95: string) =>
      `Half of ${plural(rows, 'open pull request', 'open pull requests')} ${rows === 1 ? 'was' : 'were'} read less than ${p50} ago, 19 of 20 less than ${p95}.`,
    wellWithoutRows: 'No open pull request is being followed.',
    wellUnmeasured: 'How old the data is has not been measured lately.',
    concern: {
      noToken: (forge: string) => `No token is linked for ${forge}`,
      paused: (forge: string, clock: string) => `${forge} is paused until ${clock}`,
      usedUp: (forge: string, bucket: string, clock: string) =>
        `${forge}: nothing is left of ${bucket} until ${clock}`,
      runningOut: (forge: string, bucket: string, clock: string) =>
        `${forge}: ${bucket} is being spent faster than it lasts until ${clock}`,
      onlyReserve: (forge: string, bucket: string, clock: string) =>
        `${forge}: only the share of your own tools is left of ${bucket} until ${clock}`,
      replica: (host: string, age: string) => `${host} was last seen ${age}`,
      noReplica: 'No replica has been seen lately, so nothing is being read',
      lag: (duration: string) => `Branches wait ${duration} to be looked at`,
      age: (duration: string) =>
        `1 in 20 open pull requests was last read more than ${duration} ago`,
      silent: (forge: string, count: number) =>
        `${forge}: ${plural(count, 'webhook feed is', 'webhook feeds are')} silent`,
    },
    advice: {
      noToken: 'Its branches are not looked at. Link one on the page of tokens.',
      paused:
        'The forge has limited the requests. Afterpush goes on by itself; the board shows what was known last.',
      usedUp: 'Afterpush goes on by itself when the quota is filled again.',
      runningOut:
        'Afterpush asks less often to leave your own tools their share. Webhooks would save most requests.',
      onlyReserve:
        'Until then branches are read after a push or when you open them, and not on a schedule. Webhooks would save most requests.',
      replica: 'If it was stopped on purpose, nothing is to be done: the others do its work.',
      noReplica: 'Look at the log of the server.',
      lag: 'The forges answer slowly, or there is more to read than the quotas allow.',
      age: 'A forge may be paused or slow, or there is more to read than the quotas allow.',
      silent:
        'Their branches are still read, only later and for more requests. Set the webhooks up again on the page of tokens.',
    },
    age: {
      title: 'Age of the data',
      text: 'How long ago open pull requests were last read.',
      p50: 'half',
      p95: '19 of 20',
      read: (p50: string, p95: string) => `half under ${p50}, 19 of 20 under ${p95}`,
      noRows: 'no open pull request to measure',
      none: 'Nothing has been measured yet. The first point appears within minutes.',
      label: 'Age of the data over the last hour',
    },
    quota: {
      title: 'Quotas',
      leftName: 'left',
      forecastName: 'expected',
      left: (remaining: number, quota: number) =>
        remaining > 0
          ? `${number(remaining)} of ${number(quota)} left`
          : `none of ${number(quota)} left`,
      expected: (count: number) => `${number(count)} expected to be left`,
      expectedAt: (count: number, clock: string) =>
        count > 0
          ? `about ${number(count)} expected when it is filled again at ${clock}`
          : `expected to be used up before it is filled again at ${clock}`,
      filledAt: (clock: string) => `filled again at ${clock}`,
      reserved: (count: number) => `${number(count)} kept for your own tools`,
      refilled: (clock: string) => `filled again at ${clock}, not used since`,
      unheard: 'Nothing is known of its quota: the forge has not told, or was not asked lately.',
      noToken: 'No token is linked, so nothing is asked.',
      label: (forge: string, bucket: string) => `${bucket} of ${forge} over the last hour`,
    },
    forge: {
      pausedUntil: (clock: string) => `paused until ${clock}`,
      pausedFor: (duration: string) => `${duration} to go`,
      noToken: 'no token',
      toTokens: 'Tokens and webhooks',
      none: 'No forge is configured. Name one in AFTERPUSH_FORGES and start the server again.',
    },
    feeds: {
      title: 'Webhook feeds',
      live: (count: number) => `${number(count)} live`,
      silent: (count: number) => `${number(count)} silent`,
      never: (count: number) => `${number(count)} never set up`,
      liveHint: 'Repositories whose forge tells what changes.',
      silentHint: 'Repositories whose forge should have told something by now.',
      neverHint: 'Repositories without a webhook: their branches are read on a schedule.',
      last: (age: string) => `last delivery ${age}`,
      neverHeard: 'no delivery yet',
    },
    replica: {
      title: 'Queue',
      text: 'How long the longest-waiting branch had been due, as each replica saw it.',
      lag: 'lag',
      now: (lag: string) => `${lag} behind`,
      onTime: 'nothing waits',
      unmeasured: 'not measured yet',
      due: (count: number, lag: string) => `${number(count)} due, the longest for ${lag}`,
      nothingDue: 'nothing due',
      seen: (age: string) => `seen ${age}`,
      missing: (age: string) => `not seen for ${age}`,
      started: (age: string) => `started ${age}`,
      version: (version: string) => `version ${version}`,
      label: (host: string) => `Lag of ${host} over the last hour`,
      none: 'No replica has told of itself yet.',
      noSamples: 'Nothing has been measured yet.',
    },
    plot: {
      table: 'As a table',
      tableWhen: 'When',
      tableWhat: 'What was measured',
      count: (count: number) => plural(count, 'measurement', 'measurements'),
      from: (first: string, last: string) => `from ${first} to ${last}`,
      now: 'now',
      empty: 'No measurement in the last hour.',
    },
  },
  header: {
    quota: (share: number) => `quota ${percent(share)}`,
    quotaScarce: (share: number) => `quota low, ${percent(share)}`,
    quotaHint: (bucket: string, forge: string) =>
      `What is left of ${bucket} at ${forge}, the scarcest of the linked tokens.`,
    paused: (clock: string) => `paused until ${clock}`,
    pausedHint: (forge: string) => `${forge} has limited the requests. See the health page.`,
    health: 'health',
    healthHint: 'Whether the board can be believed.',
    replicas: (count: number) => plural(count, 'replica', 'replicas'),
    replicasMissing: (seen: number, all: number) =>
      `${number(seen)} of ${plural(all, 'replica', 'replicas')}`,
    replicasHint: 'Servers that share the work.',
    replicasMissingHint: 'A server that shared the work has not been seen lately.',
  },
} as const;
