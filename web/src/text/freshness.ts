export const freshnessMessages = {
  demoForge: 'Demo forge',
  time: {
    justNow: 'just now',
    seconds: (count: number) => `${count} s`,
    minutes: (count: number) => `${count} min`,
    hours: (count: number) => `${count} h`,
    days: (count: number) => `${count} d`,
    ago: (duration: string) => `${duration} ago`,
  },
  activity: {
    label: 'Last activity',
    stalled: (duration: string) => `stalled, ${duration}`,
    hint: (instant: string, checked: string) => `Last activity ${instant}; ${checked}`,
  },
  freshness: {
    checked: (age: string) => `checked ${age}`,
    pushed: (age: string) => `pushed ${age}, checking`,
    checking: 'checking',
    notChecked: 'not checked yet',
    pausedUntil: (clock: string) => `paused until ${clock}`,
    pausedShort: (clock: string) => `paused ${clock}`,
    noToken: (forge: string) => `no token for ${forge}`,
    noTokenShort: 'no token',
    unreachable: (forge: string) => `${forge} unreachable`,
    unreachableShort: 'unreachable',
    tooSlow: (forge: string) => `${forge} responds too slowly`,
    tooSlowShort: 'too slow',
    tokenRefused: 'token refused',
    noAccess: 'no access',
    notFound: 'not found',
    noForge: 'no forge for this remote',
    noForgeShort: 'no forge',
    unreadable: 'unreadable response',
    internal: 'last check failed',
    showing: (problem: string, clock: string) => `${problem}, data from ${clock}`,
    nextCheck: (duration: string) => `next check in ${duration}`,
    checkingNow: 'checking now',
    waiting: (duration: string) => `waiting for ${duration} to be checked`,
    pollingPaused: 'polling paused',
    rateLimited: 'rate-limited',
    settled: 'final; checked again after a push',
    theForge: 'the forge',
  },
  freshnessDetails: {
    title: 'Freshness',
    headline: {
      checked: 'Up to date.',
      pushed: 'A push came in; checking for its pull request.',
      unchecked: 'Not checked yet.',
      settled: 'Final, so no check is scheduled.',
      disconnected: 'The server cannot be reached. This is the last known state.',
    },
    part: {
      last_check: 'Last check',
      next_check: 'Next check',
      push: 'Last push',
      feed: 'Webhook',
      failure: 'Last failure',
    },
    lastSuccess: (age: string) => `Last succeeded ${age}`,
    neverChecked: 'Not checked yet',
    neverSucceeded: 'No check has succeeded yet',
    settled:
      'None scheduled: the pull request is merged. Checked again on a push, a webhook, Refresh, or when you open this chat.',
    unscheduled:
      'None scheduled. Checked again on a push, a webhook, Refresh, or when you open this chat.',
    unknown: 'Unknown while the server cannot be reached.',
    running: 'Checking now.',
    waiting: (duration: string) =>
      `Waiting for ${duration}: other branches are checked first, or the quota allows no request.`,
    noToken: (forge: string) => `As soon as a token is linked for ${forge}.`,
    pollingPaused: (clock: string | undefined) =>
      `${clock === undefined ? 'Polling paused' : `Polling paused since ${clock}`}: checked again on a push, a webhook, Refresh, or when you open this chat.`,
    paused: (clock: string, forge: string) =>
      `Paused until ${clock}: ${forge} rate-limited this token.`,
    retry: (wait: string) => `In ${wait}: the last check failed.`,
    afterPush: (wait: string, age: string) =>
      `In ${wait}: a push came ${age}, and a pull request may follow.`,
    noPullRequest: (wait: string) =>
      `In ${wait}: no recent push, so it is checked less often. A push triggers a check.`,
    mergeability: (wait: string, forge: string) =>
      `In ${wait}: ${forge} is still working out whether it can be merged.`,
    closed: (wait: string) => `In ${wait}: a closed pull request can be reopened.`,
    regular: (wait: string) => `In ${wait} (regular check)`,
    noPush: 'No push received yet',
    feedLive: (age: string) => `Active. Last delivery ${age}.`,
    feedWaiting: 'Installed. No delivery yet.',
    feedSilent: (age: string, instead: string) =>
      `Installed, but the last delivery was ${age}. ${instead}`,
    feedNoDelivery: (age: string, instead: string) =>
      `Installed ${age}, but nothing has been delivered yet. ${instead}`,
    feedNever: 'No webhook. Afterpush polls, which is slower and uses more quota.',
    feedNeverWhilePaused: 'No webhook, and polling is paused.',
    polls: 'Afterpush polls instead.',
    pollingIsPaused: 'Polling is paused, too.',
    feedInstall: 'Install one',
    failing: (problem: string) => `${problem}.`,
    failingSince: (clock: string, problem: string) => `Since ${clock}: ${problem}.`,
    failedUntil: (from: string, until: string, problem: string) =>
      `Resolved at ${until} (began ${from}): ${problem}.`,
  },
  /** Instead of trying again regularly. */
  triedAfterPause:
    'Polling is paused, so Afterpush tries again only after a push, a webhook, Refresh, or when you open this chat.',
  /** After a rate limit whose end is known. */
  resumesAt: (clock: string) => `Afterpush resumes at ${clock}.`,
  failure: {
    no_token: {
      title: (forge: string) => `No token is linked for ${forge}`,
      next: 'Afterpush checks this branch as soon as a token is linked.',
    },
    unauthorized: {
      title: (forge: string) => `${forge} refused the token`,
      next: 'It may have expired or been revoked. Link a new one.',
    },
    forbidden: {
      title: (forge: string) => `${forge} does not let this token read the repository`,
      next: 'Give the token access to the repository, then try again.',
    },
    not_found: {
      title: (forge: string) => `This token cannot see the repository on ${forge}`,
      next: 'The repository was deleted or renamed, or the token has no access to it.',
    },
    rate_limited: {
      title: (forge: string) => `${forge} rate-limited this token`,
      next: 'Afterpush resumes automatically.',
    },
    no_forge: {
      title: () => 'No configured forge serves this remote',
      next: 'Add the forge to AFTERPUSH_FORGES and restart the server.',
    },
    unavailable: {
      title: (forge: string) => `${forge} is not responding`,
      next: 'Afterpush keeps trying. Showing the last known state.',
    },
    timed_out: {
      title: (forge: string) => `${forge} responds too slowly`,
      next: 'Afterpush keeps trying. Showing the last known state.',
    },
    malformed: {
      title: (forge: string) => `${forge} sent a response Afterpush could not read`,
      next: 'A proxy may be in between. Afterpush keeps trying.',
    },
    internal: {
      title: () => 'The last check of this branch failed',
      next: 'Afterpush keeps trying. The server log has the details.',
    },
  },
} as const;
