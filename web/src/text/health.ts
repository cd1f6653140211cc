import { number, plural } from './numbers.ts';

const percent = (share: number) => `${Math.round(share * 100)}%`;

const quotaNames: ReadonlyMap<string, string> = new Map([
  ['core', 'REST requests'],
  ['graphql', 'GraphQL points'],
]);

/** What a quota counts; the forge's own name for those that are rarely used. */
const formatQuotaName = (bucket: string) => quotaNames.get(bucket) ?? bucket;

export const healthMessages = {
  health: {
    title: 'Health',
    lead: 'Is the board up to date? Quotas, age of the data, and the queue.',
    back: 'All chats',
    demoPast: (clock: string) =>
      `Until ${clock}, when the demo started, the charts show its invented past: computed, not measured.`,
    measured: (age: string) => `measured ${age}`,
    stale: (age: string) => `The server stopped answering. This was measured ${age}.`,
    loading: 'Loading',
    well: 'Everything is up to date',
    wellText: (rows: number, p50: string, p95: string) =>
      rows === 1
        ? `The one open pull request was checked ${p50} ago.`
        : `${number(rows)} open pull requests: median age ${p50}, 95% under ${p95}.`,
    wellWithoutRows: 'There are no open pull requests.',
    wellUnmeasured: 'The age of the data has not been measured recently.',
    polling: {
      title: 'Polling',
      paused: (clock: string) => `Polling paused since ${clock}`,
      pausedText:
        'Pushes, webhooks, chats that you open and Refresh are still served; other branches show the last known state.',
      off: 'Polling is off',
      offText: 'AFTERPUSH_POLL_FACTOR is 0. Change it and restart the server to poll.',
      resume: 'Resume',
      pause: 'Pause polling',
      pauseHint:
        'Stops, on all replicas, all requests to forges that are sent only because time passes.',
    },
    concern: {
      noToken: (forge: string) => `No token is linked for ${forge}`,
      paused: (forge: string, clock: string) => `${forge} is paused until ${clock}`,
      usedUp: (forge: string, bucket: string, clock: string) =>
        `${forge}: nothing is left of the ${formatQuotaName(bucket)} until ${clock}`,
      runningOut: (forge: string, bucket: string, clock: string) =>
        `${forge}: the ${formatQuotaName(bucket)} will run out before they reset at ${clock}`,
      onlyReserve: (forge: string, bucket: string, clock: string) =>
        `${forge}: only the part reserved for your own tools is left of the ${formatQuotaName(bucket)} until ${clock}`,
      replica: (host: string, age: string) => `${host} was last seen ${age}`,
      noReplica: 'No replica was seen recently, so nothing is being checked',
      failing: {
        unavailable: (forge: string, clock: string) => `${forge} has not responded since ${clock}`,
        timed_out: (forge: string, clock: string) =>
          `${forge} has responded too slowly since ${clock}`,
        malformed: (forge: string, clock: string) =>
          `${forge} has sent unreadable responses since ${clock}`,
      },
      lag: (duration: string) => `Branches wait ${duration} to be checked`,
      age: (duration: string) =>
        `5% of open pull requests were last checked more than ${duration} ago`,
      silent: (forge: string, count: number) =>
        `${forge}: ${plural(count, 'webhook sends', 'webhooks send')} no deliveries`,
    },
    advice: {
      noToken: 'Its branches are not checked. Link one on the Tokens page.',
      paused:
        'The forge rate-limited this token. Afterpush resumes automatically; until then the board shows the last known state.',
      usedUp: 'Afterpush resumes automatically when the quota resets.',
      runningOut:
        'Afterpush polls less often to leave a part for your own tools. Webhooks would save most requests.',
      onlyReserve:
        'Until then branches are checked after a push or when you open them, but not on a schedule. Webhooks would save most requests.',
      replica: 'If you stopped it on purpose, no action is needed: the other replicas take over.',
      noReplica: 'Check the log of the server.',
      failing: (branches: number, next: string | undefined) =>
        `${plural(branches, 'branch', 'branches')} could not be checked. Afterpush keeps trying${next === undefined ? '' : `, next in ${next}`}; until then the board shows the last known state.`,
      failingWhilePaused: (branches: number) =>
        `${plural(branches, 'branch', 'branches')} could not be checked. Polling is paused, so most are not tried again before it goes on; until then the board shows the last known state.`,
      runningOutWhilePaused:
        'Polling is paused, so pushes, chats that you open and your own tools use it.',
      silentWhilePaused:
        'Polling is paused, so changes of their branches are not noticed. Reinstall the webhooks on the Tokens page.',
      lag: 'The forges respond slowly, or the quotas allow too few requests.',
      age: 'A forge may be paused or slow, or the quotas allow too few requests.',
      silent:
        'Their branches are polled instead, which is slower and uses more quota. Reinstall the webhooks on the Tokens page.',
    },
    age: {
      title: 'Age of the data',
      text: 'How long ago open pull requests were last checked.',
      p50: 'median',
      p95: '95%',
      read: (p50: string, p95: string) => `median ${p50}, 95% under ${p95}`,
      noRows: 'no open pull requests',
      none: 'No measurements yet. The first one appears within minutes.',
      label: 'Age of the data over the last hour',
    },
    quota: {
      title: 'Quotas',
      name: formatQuotaName,
      leftName: 'left',
      forecastName: 'forecast',
      left: (remaining: number, quota: number) =>
        remaining > 0
          ? `${number(remaining)} of ${number(quota)} left`
          : `none of ${number(quota)} left`,
      expected: (count: number) => `forecast: ${number(count)} left`,
      expectedAt: (count: number, clock: string) =>
        count > 0
          ? `about ${number(count)} will be left when it resets at ${clock}`
          : `will run out before it resets at ${clock}`,
      resetsAt: (clock: string) => `resets at ${clock}`,
      reserved: (count: number) => `${number(count)} reserved for your own tools`,
      hasReset: (clock: string) => `reset at ${clock}, not used since`,
      unknown: 'No recent data from the forge.',
      noToken: 'No token is linked, so the forge is not queried.',
      label: (forge: string, bucket: string) =>
        `${formatQuotaName(bucket)} of ${forge} over the last hour`,
    },
    forge: {
      pausedUntil: (clock: string) => `paused until ${clock}`,
      pausedFor: (duration: string) => `for ${duration}`,
      noToken: 'no token',
      toTokens: 'Tokens and webhooks',
      none: 'No forge is configured. Add one to AFTERPUSH_FORGES and restart the server.',
    },
    feeds: {
      title: 'Webhooks',
      live: (count: number) => `${number(count)} active`,
      waiting: (count: number) => `${number(count)} waiting`,
      silent: (count: number) => `${number(count)} silent`,
      never: (count: number) => `${number(count)} not installed`,
      liveHint: 'Repositories with a working webhook.',
      waitingHint: 'Repositories whose webhook is installed and has not delivered yet.',
      silentHint: 'Repositories whose webhook should have sent a delivery by now.',
      neverHint: 'Repositories without a webhook, which depend on polling.',
      last: (age: string) => `last delivery ${age}`,
      noDelivery: 'no deliveries yet',
    },
    replica: {
      title: 'Queue',
      text: 'Longest wait in the queue, per replica.',
      lag: 'lag',
      now: (lag: string) => `${lag} behind`,
      onTime: 'nothing is waiting',
      unmeasured: 'not measured yet',
      due: (count: number, lag: string) => `${number(count)} due, the longest for ${lag}`,
      nothingDue: 'nothing due',
      seen: (age: string) => `seen ${age}`,
      missing: (age: string) => `not seen for ${age}`,
      started: (age: string) => `started ${age}`,
      version: (version: string) => `version ${version}`,
      label: (host: string) => `Lag of ${host} over the last hour`,
      none: 'No replica has reported yet.',
      noSamples: 'No measurements yet.',
    },
    plot: {
      table: 'Show table',
      tableWhen: 'Time',
      tableWhat: 'Measurement',
      count: (count: number) => plural(count, 'measurement', 'measurements'),
      from: (first: string, last: string) => `from ${first} to ${last}`,
      now: 'now',
      empty: 'No measurements in the last hour.',
    },
  },
  header: {
    pollingPaused: 'polling paused',
    pollingPausedHint: 'Only pushes, webhooks and opened chats are checked. See the Health page.',
    quota: (share: number) => `quota ${percent(share)}`,
    quotaScarce: (share: number) => `quota low, ${percent(share)}`,
    quotaHint: (bucket: string, forge: string) =>
      `What is left of the ${formatQuotaName(bucket)} on ${forge}, the lowest quota of your linked tokens.`,
    paused: (clock: string) => `paused until ${clock}`,
    failing: (clock: string) => `failing since ${clock}`,
    failingHint: (forge: string) => `Most recent reads of ${forge} failed. See the Health page.`,
    pausedHint: (forge: string) => `${forge} rate-limited this token. See the Health page.`,
    health: 'health',
    healthHint: 'Is the board up to date?',
    replicas: (count: number) => plural(count, 'replica', 'replicas'),
    replicasMissing: (seen: number, all: number) =>
      `${number(seen)} of ${plural(all, 'replica', 'replicas')}`,
    replicasHint: 'Servers that share the work.',
    replicasMissingHint: 'One of the servers that share the work was not seen recently.',
  },
} as const;
